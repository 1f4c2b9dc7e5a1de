# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --grid: cells of a source in another order, and their corners,
# give the same bytes.

setup() {
    load helpers
    export SOURCE_DATE_EPOCH=0
}

methods="nearest bilinear distance conservative conservative2 mode min max median q1 q3 sum rms"

# table NY NX HOW BOUNDS -- out.nc: a curvilinear grid of rows that wave, round
# the earth where NX is 12; HOW says which cell stands in row j, column i
table() {
    awk -v ny="$1" -v nx="$2" -v how="$3" -v bounds="$4" '
        function pole(y) { return nx == 24 && (y < 0.5 || y > ny - 1.5) }
        function lon(y, x) { return pole(y) ? 0 : nx == 24 ? 7 + 15 * x + 3 * y : (nx == 12 ? 7 + 30 * x + 3 * y : 3 + 2.1 * x + 0.4 * y) + sin(x + y) }
        function lat(y, x) { return pole(y) ? (y < 1 ? -90 : 90) : nx == 24 ? -90 + 180 * y / (ny - 1) : (nx == 12 ? -75 + 30 * y + 5 * sin(x * 3.14159265358979 / 6) : 40 + 1.9 * y - 0.3 * x) + 0.1 * cos(x - y) }
        BEGIN {
            for (j = 0; j < ny; j++) for (i = 0; i < nx; i++) {
                y = how ~ /down/ ? ny - 1 - j : j
                x = how ~ /back/ ? nx - 1 - i : i
                if (how ~ /roll/) x = (x + 5) % nx
                k = y * nx + x
                c = j + i ? "," : ""
                p = p c sprintf("%.17g", lon(y, x)); q = q c sprintf("%.17g", lat(y, x)); f = f c sprintf("%.17g", sin(k * k + 1) + 280)
                for (v = 0; v < 4; v++) {
                    a = y + (v > 1) - 0.5; b = x + (v == 1 || v == 2) - 0.5; s = p == "" || vp != "" ? "," : ""
                    vp = vp s sprintf("%.17g", lon(a, b)); vq = vq s sprintf("%.17g", lat(a, b))
                }
            }
            print "netcdf out { dimensions: y = " ny " ; x = " nx " ; nv = 4 ; variables:"
            print "double lat(y, x) ; lat:units = \"degrees_north\" ; lat:standard_name = \"latitude\" ;"
            print "double lon(y, x) ; lon:units = \"degrees_east\" ; lon:standard_name = \"longitude\" ;"
            if (bounds) print "lat:bounds = \"vlat\" ; lon:bounds = \"vlon\" ; double vlat(y, x, nv) ; double vlon(y, x, nv) ;"
            print "double f(y, x) ; f:units = \"m\" ; f:coordinates = \"lat lon\" ;"
            print "data: lat = " q " ; lon = " p " ; f = " f " ;"
            if (bounds) print "vlat = " vq " ; vlon = " vp " ;"
            print "}"
        }' | ncgen -k classic -o out.nc
}

# bits -- of f, all 17 digits, of the stream on standard input
bits() {
    cat >.stream
    ncdump -p 9,17 -v f .stream | sed '1,/^data:/d' | tr -d ' ;' | tr , '\n'
}

# same WANT SOURCE GRID -- every method makes the bytes of WANT.METHOD, which it
# makes first; each with so many valid cells
same() {
    for m in $methods; do
        harmonise --method "$m" --grid="$3" "$2" | bits >got
        [ -e "$1.$m" ] || cp got "$1.$m"
        [ "$(grep -c '[0-9]' got)" -ge 20 ]
        cmp got "$1.$m"
    done
}

@test "a curvilinear grid flipped, mirrored or rolled: the same bytes by every method" {
    for how in as down back down,back roll down,roll back,roll; do
        table 6 12 $how
        same round out.nc -180,-90,180,90,24,20
    done
}

@test "a curvilinear grid whose first and last row lie in the poles, rolled, flipped or mirrored: the same bytes by every method" {
    for how in as down back down,back roll down,roll back,roll; do
        table 7 24 $how
        same poles out.nc -180,-90,180,90,24,20
    done
}

@test "a curvilinear grid of a region, with corners, flipped or mirrored: the same bytes by every method" {
    for how in as down back down,back; do
        table 7 9 $how 1
        same part out.nc 2,39,22,52,1
    done
}

# list KIND HOW -- out.nc: the cells of HEALPix nside 4, of rows of 20 to 28
# cells, or the faces of these, in the order of the file or in another one
list() {
    awk -v kind="$1" -v how="$2" 'BEGIN {
        if (kind == "healpix") n = 192
        else for (n = j = 0; j < 8; j++) for (i = 0; i < 20 + 2 * (j < 4 ? j : 7 - j); i++) {
            m = 20 + 2 * (j < 4 ? j : 7 - j)
            x[n] = 360 * i / m; y[n] = 78.75 - 22.5 * j; w[n++] = 180 / m
        }
        if (kind == "faces") for (k = 0; k < n; k++) x[k] += 0.01 * y[k]
        for (k = 0; k < n; k++) {
            # 59 and 1 have no factor in common with 192 and 184
            z = how == "mixed" ? (k * 59 + 17) % n : k; c = k ? "," : ""
            p = p c sprintf("%.17g", x[z]); q = q c sprintf("%.17g", y[z]); f = f c sprintf("%.17g", sin(z * z + 1) + 280); id = id c z
            for (v = 0; v < 4; v++) {
                u = how != "mixed" ? v : z % 3 == 0 ? (v + 1) % 4 : z % 3 == 1 ? 3 - v : (6 - v) % 4
                vp = vp c sprintf("%.17g", x[z] + (u == 1 || u == 2 ? w[z] : -w[z])); vq = vq c sprintf("%.17g", y[z] + (u > 1 ? 11.25 : -11.25)); c = ","
            }
        }
        print "netcdf out { dimensions: cell = " n " ; nv = 4 ; variables:"
        if (kind == "healpix") {
            print "int cell(cell) ; cell:standard_name = \"healpix_index\" ; int crs ; crs:grid_mapping_name = \"healpix\" ;"
            print "crs:refinement_level = 2 ; crs:indexing_scheme = \"nested\" ; double f(cell) ; f:units = \"m\" ; f:grid_mapping = \"crs\" ;"
            print "data: cell = " id " ; f = " f " ; }"
            exit
        }
        print "double lat(cell) ; lat:units = \"degrees_north\" ; double lon(cell) ; lon:units = \"degrees_east\" ;"
        if (kind == "faces") print "lat:bounds = \"vlat\" ; lon:bounds = \"vlon\" ; double vlat(cell, nv) ; double vlon(cell, nv) ;"
        print "double f(cell) ; f:units = \"m\" ; f:coordinates = \"lat lon\" ; data: lat = " q " ; lon = " p " ; f = " f " ;"
        if (kind == "faces") print "vlat = " vq " ; vlon = " vp " ;"
        print "}"
    }' | ncgen -k classic -o out.nc
}

@test "cells of HEALPix, of a reduced grid and faces of a mesh in another order, their corners from another start or the other way round: the same bytes by every method" {
    for kind in healpix rows faces; do
        for how in as mixed; do
            list $kind $how
            same $kind out.nc -180,-90,180,90,24,20
            [ $kind = faces ] || same $kind.hp out.nc hp3_ring
        done
    done
}

@test "stations: the nearest cell and the mean of those around do not depend on the order of a list" {
    printf 'id,lon,lat\na,12,40\nb,-80,-33.75\nc,9,0\n' >stations.csv
    for how in as mixed; do
        list faces $how
        for m in nearest bilinear mean:3000; do
            harmonise --points stations.csv --point-method $m out.nc | bits >got
            [ $how = mixed ] || cp got "want.$m"
            cmp got "want.$m"
        done
    done
}

# crowd N WIDE HIGH -- out.nc: N faces of one place, so many degrees from it to
# their sides
crowd() {
    awk -v n="$1" -v w="$2" -v h="$3" '
        function all(name, text) { printf "%s = ", name; for (k = 0; k < n; k++) print text (k + 1 < n ? "," : " ;") }
        BEGIN {
            print "netcdf out { dimensions: cell = " n " ; nv = 4 ; variables:"
            print "double lat(cell) ; lat:units = \"degrees_north\" ; lat:bounds = \"vlat\" ; double vlat(cell, nv) ;"
            print "double lon(cell) ; lon:units = \"degrees_east\" ; lon:bounds = \"vlon\" ; double vlon(cell, nv) ;"
            print "double f(cell) ; f:units = \"m\" ; f:coordinates = \"lat lon\" ; data:"
            all("lon", 10.5); all("lat", 45.25); all("f", 7)
            all("vlon", 10.5 - w "," 10.5 + w "," 10.5 + w "," 10.5 - w)
            all("vlat", 45.25 - h "," 45.25 - h "," 45.25 + h "," 45.25 + h)
            print "}"
        }' | ncgen -k classic -o out.nc
}

@test "100000 faces in one place cost a search no more than one does; where so many overlap each target, that is said" {
    crowd 100000 30 20
    for m in nearest bilinear distance; do
        timeout 10 harmonise --method $m --grid 1 out.nc | bits >got
        [ $m = bilinear ] || [ "$(grep -cx 7 got)" -gt 2000 ] # 60 x 40 degrees
    done
    for m in conservative conservative2; do
        fails 65 'harmonise: out.nc: cells that lie on each other, too often (a list without them)' \
            timeout 30 harmonise --method $m --grid 1 out.nc
    done
    crowd 1000 0.1 0.1
    harmonise --method conservative --grid 10,45,11,46,1 out.nc | bits |
        awk '/[0-9]/ { n++; d = $1 - 7 } END { exit !(n == 1 && d < 1e-12 && d > -1e-12) }'
}

@test "100000 cells of rows and columns in one place: no method hangs" {
    awk 'BEGIN {
        print "netcdf out { dimensions: y = 250 ; x = 400 ; variables: double lat(y, x) ; lat:units = \"degrees_north\" ;"
        print "double lon(y, x) ; lon:units = \"degrees_east\" ; double f(y, x) ; f:units = \"m\" ; f:coordinates = \"lat lon\" ; data:"
        for (v = 0; v < 3; v++) {
            printf "%s = ", v == 0 ? "lat" : v == 1 ? "lon" : "f"
            for (k = 0; k < 100000; k++) print 10 (k < 99999 ? "," : " ;")
        }
        print "}"
    }' | ncgen -k classic -o out.nc
    for m in $methods; do
        [ "$(timeout 10 harmonise --method $m --grid 1 out.nc | bits | grep -c '[0-9]')" = 0 ]
    done
}

@test "a scene of 15 km to a grid of the whole earth: what it gives the grid of its region, for hardly more" {
    cat >utm.txt <<'END2'
gridtype = projection
xsize = 100
ysize = 100
xname = x
xunits = "m"
yname = y
yunits = "m"
xfirst = 600075
xinc = 150
yfirst = 5200075
yinc = 150
grid_mapping = crs
grid_mapping_name = transverse_mercator
scale_factor_at_central_meridian = 0.9996
longitude_of_central_meridian = 9.
latitude_of_projection_origin = 0.
false_easting = 500000.
false_northing = 0.
semi_major_axis = 6378137.
END2
    cdo -s -f nc -b F64 setname,f -random,utm.txt utm.nc
    ncatted -O -a inverse_flattening,crs,c,d,298.257223563 utm.nc
    for m in conservative conservative2 sum; do
        timeout 12 harmonise --variable f --method $m --grid 0.1 utm.nc >all.nc
        harmonise --variable f --method $m --grid 10,46.5,11,47.5,0.1 utm.nc | bits >want
        ncks -O -d lon,10.,11. -d lat,46.5,47.5 all.nc part.nc
        bits <part.nc >got
        [ "$(grep -c '[0-9]' want)" -ge 4 ]
        # edges differ by rounding
        paste want got | awk '{ d = $1 - $2; if (($1 ~ /[0-9]/) != ($2 ~ /[0-9]/) || d > 1e-9 || d < -1e-9) bad = 1 } END { exit bad || NR < 100 }'
    done
}
