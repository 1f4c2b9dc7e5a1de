# SPDX-License-Identifier: Apache-2.0
# harmonise(1), gaps that are filled by a fit: expected numbers are by hand
# unless another origin is given.

setup() {
    load helpers
}

# months VALUE... -- x.nc, one cell with a value a month from January 2001, at
# its first day; _ is missing
months() {
    local k=0 v
    {
        echo 'time,lat,lon,x [1]'
        for v; do
            printf '%d-%02d-01,50,8,%s\n' $((2001 + k / 12)) $((1 + k % 12)) "${v/_/}"
            k=$((k + 1))
        done
    } | harmonise --units keep >x.nc
}

# got OPTION... -- the series of x after harmonise, to 3 places, in one line
got() {
    harmonise --units keep "$@" x.nc | values x |
        awk '{ print $1 == "_" ? "_" : sprintf("%.3f", $1) }' | paste -sd' '
}

@test "fill: harmonic is the least-squares fit of waves of the year, also at the ends" {
    # numpy 1.24.2: linalg.lstsq of 1, cos and sin of 2 pi k t / 365.2425, on the
    # valid values
    months _ 15.3 14.5 10.5 9.0 _ 6.0 7.7 8.0 11.5 12.5 15.3 17.0 14.8 14.0 10.0 _ _ 5.5 7.2 7.5 11.0 14.5 _
    [ "$(got --fill harmonic | tr ' ' '\n' | sed -n '1p;6p;17p;18p;24p' | paste -sd' ')" = "16.346 6.579 8.252 6.587 15.603" ]
    [ "$(got --fill harmonic)" = "$(got --fill harmonic:3)" ]
    [ "$(got --fill harmonic:1 | tr ' ' '\n' | sed -n '1p;6p;17p;18p;24p' | paste -sd' ')" = "16.144 6.601 8.531 6.611 15.471" ]
    # what is valid stays; filled steps are flagged
    [ "$(got --fill harmonic | tr ' ' '\n' | sed -n '2,5p' | paste -sd' ')" = "15.300 14.500 10.500 9.000" ]
    harmonise --units keep --flag --fill harmonic x.nc | values x_flag | paste -sd' ' >flags
    [ "$(cat flags)" = "6 0 0 0 0 6 0 0 0 0 0 0 0 0 0 0 6 6 0 0 0 0 0 6" ]
}

@test "fill: harmonic leaves gaps that are too long, and what it cannot know" {
    months _ 15.3 14.5 10.5 9.0 _ 6.0 7.7 8.0 11.5 12.5 15.3 17.0 14.8 14.0 10.0 _ _ 5.5 7.2 7.5 11.0 14.5 _
    [ "$(got --fill harmonic,max=45d | tr ' ' '\n' | sed -n '1p;6p;17p;18p;24p' | paste -sd' ')" = "16.346 6.579 _ _ 15.603" ]
    # 6 values and 7 terms; 7 are enough, with a fit through all of them
    months 1 2 1 3 1 2 _ _ _ _ _ _
    [ "$(got --fill harmonic)" = "$(got)" ]
    months 1 2 1 2 1 2 1 _
    [ "$(got --fill harmonic:4)" = "$(got)" ]
    # a straight line of days says nothing of the rest of the year
    {
        echo 'time,lat,lon,x [1]'
        for d in {01..20}; do echo "2001-01-$d,50,8,1$d"; done
        echo 2001-01-21,50,8,
        echo 2001-07-01,50,8,
    } | harmonise --units keep >x.nc
    [ "$(got --fill harmonic:1 | tr ' ' '\n' | tail -n 2 | paste -sd' ')" != "_ _" ]
    [ "$(got --fill harmonic:1 | tr ' ' '\n' | tail -n 1)" = _ ]
}

@test "fill: harmonic takes the year of the calendar" {
    # cos of one turn in 360 days, exactly, at steps of 30
    awk 'BEGIN {
        print "netcdf x {\ndimensions: time = UNLIMITED ; lat = 1 ; lon = 1 ;\nvariables:"
        print " double time(time) ; time:units = \"days since 2000-01-01\" ; time:calendar = \"360_day\" ;"
        print " double lat(lat) ; lat:units = \"degrees_north\" ;\n double lon(lon) ; lon:units = \"degrees_east\" ;"
        print " float x(time, lat, lon) ; x:units = \"1\" ; x:_FillValue = -999.f ;\ndata: lat = 0 ; lon = 0 ;"
        for (k = 0; k < 36; k++) {
            t = t ", " 30 * k
            v = v ", " (k == 13 || k == 14 || k == 35 ? "_" : 5 + 4 * cos(k * 3.14159265358979 / 6))
        }
        print " time = " substr(t, 2) " ; x = " substr(v, 2) " ;\n}"
    }' >x.cdl
    ncgen -k classic -o x.nc x.cdl
    # 5 + 4 cos 30, 60, 330 degrees
    [ "$(got --fill harmonic:1 | tr ' ' '\n' | sed -n '14p;15p;36p' | paste -sd' ')" = "8.464 7.000 8.464" ]
    sed -i 's/360_day/none/' x.cdl
    ncgen -k classic -o y.nc x.cdl
    fails 65 'harmonise: --fill harmonic: the time axis has no dates' harmonise --fill harmonic y.nc
}

@test "fill: harmonic is the same in any memory, and at any number of threads" {
    awk 'BEGIN {
        srand(1)
        print "time,station,lat,lon,x [1]"
        for (t = 0; t < 60; t++)
            for (s = 0; s < 40; s++)
                printf "%d-%02d-01,s%02d,%d,%d,%s\n", 2001 + int(t / 12), 1 + t % 12,
                    s, s, s, rand() < .3 ? "" : s + rand()
    }' | harmonise --units keep >x.nc
    harmonise --units keep --fill harmonic x.nc >all.nc
    harmonise --units keep --fill harmonic --memory 20K -j 1 x.nc | cmp - all.nc
    harmonise --units keep --fill harmonic -j 2 x.nc | cmp - all.nc
    [ "$(values x <all.nc | grep -c _)" = 0 ]
}

@test "fill: harmonics that are none are refused" {
    months 1 2 3
    for bad in harmonic: harmonic:0 harmonic:x harmonic:-1 harmonic:1.5 harmonic:183 harmonics harmonic,3; do
        run -64 --separate-stderr harmonise --fill $bad x.nc
        [[ $stderr == "harmonise: --fill: "* ]]
    done
}

# plane LATS LONS VALUES -- x.nc, a field without time
plane() {
    local n
    n=$(tr ',' '\n' <<<"$1" | wc -l)
    cat >x.cdl <<END
netcdf x {
dimensions: lat = $n ; lon = $(tr ',' '\n' <<<"$2" | wc -l) ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float x(lat, lon) ; x:units = "1" ; x:_FillValue = -999.f ;
data: lat = $1 ; lon = $2 ; x = $3 ;
}
END
    ncgen -k classic -o x.nc x.cdl
}

# filled OPTION... -- x after harmonise, to 2 places
filled() {
    harmonise --units keep "$@" x.nc | values x | tr , '\n' |
        awk '{ print $1 == "_" ? "_" : sprintf("%.2f", $1) }' | paste -sd,
}

@test "fill-space: laplace is on the line along a row, by distance, and round the globe" {
    plane 0 0,1,2,3 0,_,_,3
    [ "$(filled --fill-space laplace,max=1000)" = 0.00,1.00,2.00,3.00 ]
    plane 0 0,10,30 0,_,3
    [ "$(filled --fill-space laplace,max=1e5)" = 0.00,1.00,3.00 ]
    plane 0 -180,-120,-60,0,60,120 5,_,_,8,_,_
    [ "$(filled --fill-space laplace,max=1e5)" = 5.00,6.00,7.00,8.00,7.00,6.00 ]
    harmonise --units keep --flag --fill-space laplace,max=1e5 x.nc | values x_flag >flags
    [ "$(cat flags)" = 0,7,7,0,7,7 ]
}

@test "fill-space: laplace weights neighbours by breadth and distance; what stays missing does not count" {
    # scipy 1.10.1: sparse.linalg.spsolve of the same equations
    plane 60,61,62,63 0,1,2,3,4 1,2,3,4,5,2,_,_,_,9,4,_,_,3,_,8,7,_,_,0
    [ "$(filled --fill-space laplace,max=1e4)" = \
        1.00,2.00,3.00,4.00,5.00,2.00,3.16,4.38,6.08,9.00,4.00,4.07,3.71,3.00,3.48,8.00,7.00,4.59,2.36,0.00 ]
    # the cell at 61N 2E is over 60 km from any other
    [ "$(filled --fill-space laplace,max=60)" = \
        1.00,2.00,3.00,4.00,5.00,2.00,2.30,_,7.24,9.00,4.00,3.94,3.58,3.00,3.48,8.00,7.00,4.57,2.35,0.00 ]
    # a row of degrees of 111.19 km
    plane 0 0,1,2,3,4,5 1,_,_,_,_,9
    [ "$(filled --fill-space laplace,max=112)" = 1.00,1.00,_,_,9.00,9.00 ]
    # 60N 1E is linked first to 61N 0E by way of 60N 0E, 124 km away; 60N 3E is
    # 111.2 km away
    plane 60,61 0,1,2,3 _,_,_,5,9,_,_,_
    [ "$(filled --fill-space laplace,max=112 | tr -c '_\n' x | tr -s x)" = "$(filled --fill-space nearest,max=112 | tr -c '_\n' x | tr -s x)" ]
    [ "$(filled --fill-space laplace,max=112 | cut -d, -f2)" != _ ]
    plane 0 0,1,2 _,_,_
    [ "$(filled --fill-space laplace,max=1e5)" = _,_,_ ]
}

@test "fill-space: laplace stays in the range of what is around, and a constant is one" {
    plane -89,-30,30,89 0,90,180,270 _,0.1,_,_,0.3,_,_,_,_,_,_,0.2,_,_,0.1,_
    filled --fill-space laplace,max=1e5 | tr , '\n' | awk '$1 < 0.1 || $1 > 0.3 { bad++ } END { exit NR != 16 || bad }'
    plane -89,-30,30,89 0,90,180,270 _,0.1,_,_,0.1,_,_,_,_,_,_,0.1,_,_,0.1,_
    [ "$(harmonise --units keep --fill-space laplace,max=1e5 x.nc | values x | tr , '\n' | sort -u)" = 0.1 ]
}

@test "fill-space: laplace does not pass cells that have no place" {
    cat >x.cdl <<'END'
netcdf x {
dimensions: j = 1 ; i = 5 ;
variables:
 double lat(j, i) ; lat:units = "degrees_north" ; lat:_FillValue = -999. ;
 double lon(j, i) ; lon:units = "degrees_east" ;
 float x(j, i) ; x:units = "1" ; x:_FillValue = -999.f ; x:coordinates = "lat lon" ;
data: lat = 1, 1, _, 1, 1 ; lon = 1, 2, 3, 4, 5 ; x = 7, _, _, _, _ ;
}
END
    ncgen -k classic -o x.nc x.cdl
    [ "$(filled --fill-space laplace,max=1e5)" = 7.00,7.00,_,_,_ ]
}

@test "fill-space: laplace is the same at any number of threads, step by step and at once" {
    awk 'BEGIN {
        srand(2)
        print "netcdf x {\ndimensions: time = UNLIMITED ; lat = 30 ; lon = 40 ;\nvariables:"
        print " double time(time) ; time:units = \"days since 2000-01-01\" ;"
        print " double lat(lat) ; lat:units = \"degrees_north\" ;\n double lon(lon) ; lon:units = \"degrees_east\" ;"
        print " float x(time, lat, lon) ; x:units = \"1\" ; x:_FillValue = -999.f ;\ndata: time = 0, 1, 2 ;"
        for (j = 0; j < 30; j++) a = a ", " j
        for (i = 0; i < 40; i++) o = o ", " i
        for (k = 0; k < 3600; k++) v = v ", " (rand() < (k < 2400 ? .6 : .3) ? "_" : rand())
        print " lat = " substr(a, 2) " ; lon = " substr(o, 2) " ; x = " substr(v, 2) " ;\n}"
    }' >x.cdl
    ncgen -k classic -o x.nc x.cdl
    harmonise --units keep --fill-space laplace,max=1e5 -j 1 x.nc >one.nc
    harmonise --units keep --fill-space laplace,max=1e5 -j 2 x.nc | cmp - one.nc
    for day in 01 02 03; do
        harmonise --units keep --time 2000-01-$day --fill-space laplace,max=1e5 x.nc | values x
    done | cmp - <(values x <one.nc)
    ! values x <one.nc | grep -q _ || false
}

@test "fill-space: laplace needs rows and columns" {
    printf 'time,lat,lon,x [1]\n2001-01-01,1,2,3\n2001-01-01,4,5,\n' | harmonise --units keep >y.nc
    fails 65 'harmonise: --fill-space: laplace: the cells have no neighbours along rows and columns (nearest works)' \
        harmonise --fill-space laplace,max=10 y.nc
    for bad in laplace laplace,max=0 laplace,max=-1 laplace,max=x laplace,max=10,20 linear,max=3; do
        fails 64 "harmonise: --fill-space: $bad is not nearest,max=KM or laplace,max=KM" \
            harmonise --fill-space $bad y.nc
    done
}
