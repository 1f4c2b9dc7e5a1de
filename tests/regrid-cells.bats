# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --grid: cells that are many, come again, have no corners or
# fewer than their neighbours.

setup() {
    load helpers
    export SOURCE_DATE_EPOCH=0
}

all="nearest bilinear distance conservative conservative2 mode min max median q1 q3 sum rms"

# rows NAME MORE -- NAME.nc, curvilinear: 18 rows of 36 cells of 10 degrees round
# the earth, wavy between the poles, and MORE columns once more
rows() {
    awk -v more="$2" 'BEGIN {
        p = atan2(0, -1) / 180
        for (j = 0; j < 18; j++)
            for (i = 0; i < 36 + more; i++) {
                x = (i * 10 + 182.5) % 360 - 180; c = cos((j * 10 - 85) * p)
                y = j * 10 - 85 + 3 * sin(x * p) * c * c
                lon = lon sep sprintf("%.4f", x); lat = lat sep sprintf("%.4f", y)
                f = f sep sprintf("%.4f", 2 + cos(y * p) ^ 2 * cos(2 * x * p) + sin(y * p)); sep = ", "
            }
        print "netcdf rows { dimensions: y = 18 ; x = " 36 + more " ; variables:"
        print "float lat(y, x) ; lat:units = \"degrees_north\" ; float lon(y, x) ; lon:units = \"degrees_east\" ;"
        print "float f(y, x) ; f:units = \"1\" ; f:coordinates = \"lat lon\" ; data:"
        print "lat = " lat " ; lon = " lon " ; f = " f " ; }" }' |
        ncgen -k classic -o "$1.nc"
}

@test "half a million cells under a target: the mode and the median take a moment" {
    # a third of them is 5, the others are evenly 4 to 1000
    awk 'BEGIN {
        print "netcdf many { dimensions: lat = 700 ; lon = 700 ; variables:"
        print "double lat(lat) ; lat:units = \"degrees_north\" ; double lon(lon) ; lon:units = \"degrees_east\" ;"
        print "float f(lat, lon) ; f:units = \"1\" ; data:"
        for (i = 0; i < 700; i++) { x = x s i * 0.5 + 0.25; y = y s i * 1e-5 + 5e-6; s = "," }
        print "lat = " y " ; lon = " x " ; f = "
        for (k = 0; k < 490000; k++) printf "%s%d", k ? "," : "", k % 3 ? 1000 - k % 997 : 5
        print " ; }" }' | ncgen -k classic -o many.nc
    [ "$(timeout 20 harmonise --method mode --grid 0,0,350,0.007,350,0.007 many.nc | values f)" = 5 ]
    # half is the third and a quarter of the others: by hand
    timeout 20 harmonise --method median --grid 0,0,350,0.007,350,0.007 many.nc | values f |
        awk '{ exit !($1 > 250 && $1 < 256) }'
}

@test "a curvilinear grid without corners reaches the poles that its rows go round: nearest and distance are CDO's" {
    rows wavy 0
    for m in nearest:remapnn distance:remapdis; do
        harmonise --method "${m%:*}" --grid r36x18 wavy.nc | values f | tr , '\n' >ours
        cdo -s -L output "-${m#*:},r36x18" wavy.nc | xargs -n 1 >theirs
        paste ours theirs | awk -v m="$m" '{ d = $1 - $2; if ($1 == "_" || d > 3e-4 || d < -3e-4) bad++ }
            END { if (bad || NR != 648) { print "# " m, bad, NR; exit 1 } }'
    done
    for m in $all; do
        harmonise --method "$m" --grid 9 wavy.nc | values f | { ! grep -q _; }
    done
}

@test "columns of a curvilinear grid that come again are left out, by every method" {
    rows own 0
    for more in 1 2; do
        rows again $more
        for m in $all; do
            harmonise --method "$m" --grid r36x18 own.nc | values f >want
            harmonise --method "$m" --grid r36x18 again.nc | values f | diff -q want - ||
                { echo "# $more $m" && false; }
        done
    done
    harmonise --method conservative --grid r36x18 own.nc | values f >want
    for _ in made read; do
        harmonise --method conservative --weights w.nc --grid r36x18 again.nc | values f | diff -q want -
    done
}

@test "one row without corners has no cells: refused" {
    rows all 0
    ncks -O -d y,9 all.nc row.nc
    for m in nearest distance conservative; do
        fails 65 'harmonise: row.nc: no corners of its cells, and 1 x 36 of them to make them from (2 x 2 or more are)' \
            harmonise --method $m --grid 5 row.nc
    done
}

# faces NAME PAD -- NAME.nc: a list of 24 x 12 faces of 15 degrees with room for
# six corners, the last two of them PAD or, empty, the fourth again
faces() {
    awk -v pad="$2" 'BEGIN {
        for (j = -90; j < 90; j += 15)
            for (i = -180; i < 180; i += 15) {
                e = pad == "" ? i : pad; n = pad == "" ? j + 15 : pad
                x = x s i ", " i + 15 ", " i + 15 ", " i ", " e ", " e
                y = y s j ", " j ", " j + 15 ", " j + 15 ", " n ", " n
                lon = lon s i + 7.5; lat = lat s j + 7.5; f = f s (i * 7 + j * 3) % 11; s = ", "
            }
        print "netcdf faces { dimensions: cell = 288 ; nv = 6 ; variables:"
        print "double lat(cell) ; lat:units = \"degrees_north\" ; lat:bounds = \"y\" ; double y(cell, nv) ;"
        print "double lon(cell) ; lon:units = \"degrees_east\" ; lon:bounds = \"x\" ; double x(cell, nv) ;"
        print "float f(cell) ; f:units = \"1\" ; f:coordinates = \"lat lon\" ; data:"
        print "lat = " lat " ; lon = " lon " ; x = " x " ; y = " y " ; f = " f " ; }" }' |
        ncgen -k classic -o "$1.nc"
}

@test "missing corners of faces are none: the same as without them, by every method" {
    faces whole ""
    faces nan NaN
    faces fill 9.96921e+36
    for m in $all; do
        harmonise --method "$m" --grid 10 whole.nc | values f >want
        [[ $(<want) != *_* ]]
        for f in nan fill; do
            harmonise --method "$m" --grid 10 $f.nc | values f | diff -q want - ||
                { echo "# $f $m" && false; }
        done
    done
}

@test "rows that lie at the poles: a curvilinear grid fills them as its axes do" {
    cdo -s -f nc -b F32 -expr,"f=cos(2*rad(clon(const)))*cos(rad(clat(const)))^2+sin(rad(clat(const)))" -const,1,r36x19 axes.nc
    cdo -s -f nc setgridtype,curvilinear axes.nc two.nc
    for m in nearest bilinear distance; do
        for f in axes two; do
            harmonise --method $m --grid 9 $f.nc | values f | tr , '\n' >$f
        done
        paste axes two | awk -v m=$m '{ d = $1 - $2; if ($2 == "_" || d > 0.01 || d < -0.01) bad = NR " " $0 }
            END { if (bad || NR != 800) { print "# " m, bad, NR; exit 1 } }'
    done
}

@test "cells of latitude and longitude end at their parallels, not at great circles" {
    # the face reaches over the box's southern side; its northern side is the
    # great circle from 0E 30N to 10E 30N, under which from 3E to 4E lies, by
    # tan(E / 2) = tan(1 / 2) (t + u) / (1 + t u), t, u = tan(lat / 2): by hand
    cat >face.cdl <<'CDL'
netcdf face { dimensions: cell = 1 ; nv = 4 ;
variables: double lat(cell) ; lat:units = "degrees_north" ; lat:bounds = "y" ; double y(cell, nv) ;
double lon(cell) ; lon:units = "degrees_east" ; lon:bounds = "x" ; double x(cell, nv) ;
double f(cell) ; f:units = "m" ; f:coordinates = "lat lon" ;
data: lat = 15 ; lon = 5 ; f = 1 ; x = 0, 10, 10, 0 ; y = 0, 0, 30, 30 ; }
CDL
    ncgen -k classic -o face.nc face.cdl
    harmonise --method conservative --normalise dest --grid 3,29,4,31,1,2 face.nc | values f | awk '
        function tan(x) { return sin(x) / cos(x) }
        function lat(lon) { return atan2(tan(30 * p) * (sin((10 - lon) * p) + sin(lon * p)), sin(10 * p)) }
        { p = atan2(0, -1) / 180; t = tan(lat(3) / 2); u = tan(lat(4) / 2); a = tan(p / 2) * (t + u) / (1 + t * u)
          want = (2 * atan2(a, 1) - p * sin(29 * p)) / (p * (sin(31 * p) - sin(29 * p)))
          if ($1 - want > 1e-9 || want - $1 > 1e-9) { print "# " $1, want; exit 1 } }'
}

@test "columns of GRIB go evenly from the first place to the last" {
    need data/grib/rotated_ll_t_20090507.grib2
    # grib_ls: 326219965 to 392109982, 600 of them, increment 109994
    harmonise "$shared/data/grib/rotated_ll_t_20090507.grib2" | values rlon | tr , '\n' |
        awk '{ w = 326.219965 + (NR - 1) * 65.890017 / 599; if ($1 - w > 1e-9 || w - $1 > 1e-9) exit 1 }
            END { exit NR != 600 }'
}

@test "bicubic takes no neighbour from the opposite border: bilinear there" {
    {
        echo 'netcdf sq { dimensions: lat = 6 ; lon = 6 ; variables: double lat(lat) ; lat:units = "degrees_north" ;'
        echo 'double lon(lon) ; lon:units = "degrees_east" ; double f(lat, lon) ; f:units = "1" ;'
        echo 'data: lat = 0, 1, 2, 3, 4, 5 ; lon = 0, 1, 2, 3, 4, 5 ; f ='
        echo '0,1,4,9,16,25, 0,1,4,9,16,25, 0,1,4,9,16,25, 0,1,4,9,16,25, 0,1,4,9,16,25, 0,1,4,9,16,25 ; }'
    } | ncgen -o sq.nc
    # squares of the place inside; half way between the ends at the border
    [ "$(harmonise --grid 0,2,5,3,1 --method bicubic sq.nc | values f)" = 0.5,2.25,6.25,12.25,20.5 ]
}
