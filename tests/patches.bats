# SPDX-License-Identifier: Apache-2.0
# harmonise(1), learning data: expected numbers by hand, from the definitions in
# the manual, unless another origin is given.

setup() {
    load helpers
}

# days FIRST LAST -- x.nc, one cell with a value a day
days() {
    local day=$1
    {
        echo 'time,lat,lon,x [1]'
        while [[ ! $day > $2 ]]; do
            echo "$day,50,8,${day//-/}"
            day=$(date -u -d "$day + 1 day" +%F)
        done
    } | harmonise --units keep >x.nc
}

# plane -- p.nc: 5 rows, 7 columns, two steps; v is 100 t + 10 j + i, and so is
# orog but for t; flag is j
plane() {
    awk 'BEGIN {
        print "netcdf p {\ndimensions: time = UNLIMITED ; lat = 5 ; lon = 7 ;\nvariables:"
        print " double time(time) ; time:units = \"days since 2019-01-01\" ;"
        print " double lat(lat) ; lat:units = \"degrees_north\" ;"
        print " double lon(lon) ; lon:units = \"degrees_east\" ;"
        print " float v(time, lat, lon) ; v:units = \"K\" ;"
        print " byte flag(time, lat, lon) ; flag:flag_values = 0b, 1b, 2b, 3b, 4b ; flag:flag_meanings = \"a b c d e\" ;"
        print " float orog(lat, lon) ; orog:units = \"m\" ;\ndata:"
        print " time = 0, 1 ; lat = 0, 1, 2, 3, 4 ; lon = 10, 11, 12, 13, 14, 15, 16 ;"
        for (t = 0; t < 2; t++)
            for (j = 0; j < 5; j++)
                for (i = 0; i < 7; i++) {
                    v = v ", " 100 * t + 10 * j + i
                    f = f ", " j
                    o = t ? o : o ", " 10 * j + i
                }
        print " v = " substr(v, 2) " ;\n flag = " substr(f, 2) " ;\n orog = " substr(o, 2) " ;\n}"
    }' >p.cdl
    ncgen -k classic -o p.nc p.cdl
}

# numbers FILE NAME... -- NAME=values of small variables, in a line each
numbers() {
    local name
    for name in "${@:2}"; do
        echo "$name=$(values "$name" <"$1")"
    done
}

@test "patches: the grid is cut into patches of one size; what is left over is dropped" {
    plane
    harmonise --patches 2x3 p.nc >a.nc
    diff - <(values v flag orog <a.nc) <<'END'
0,1,2,10,11,12,3,4,5,13,14,15,20,21,22,30,31,32,23,24,25,33,34,35
100,101,102,110,111,112,103,104,105,113,114,115,120,121,122,130,131,132,123,124,125,133,134,135
0,0,0,1,1,1,0,0,0,1,1,1,2,2,2,3,3,3,2,2,2,3,3,3
0,0,0,1,1,1,0,0,0,1,1,1,2,2,2,3,3,3,2,2,2,3,3,3
0,1,2,10,11,12,3,4,5,13,14,15,20,21,22,30,31,32,23,24,25,33,34,35
END
    diff - <(numbers a.nc patch_row patch_col patch_y patch_x lat lon) <<'END'
patch_row=0,0,1,1
patch_col=0,1,0,1
patch_y=0,0,2,2
patch_x=0,3,0,3
lat=0,1,0,1,2,3,2,3
lon=10,11,12,13,14,15,10,11,12,13,14,15
END
    ncdump -h a.nc | grep -qF 'float v(time, patch, y, x) ;'
    ncdump -h a.nc | grep -qF 'float orog(patch, y, x) ;'
    ncdump -h a.nc | grep -qF 'double lat(patch, y) ;'
    ncdump -h a.nc | grep -qF 'v:coordinates = "patch_row patch_col patch_y patch_x lat lon" ;'
}

@test "patches: 281 x 881 cells are 7 x 22 patches of 40 x 40" {
    plane # by hand: 281 / 40 is 7, 881 / 40 is 22
    harmonise --variable v --grid 0,0,88.1,28.1,0.1 --method nearest p.nc >g.nc
    ncdump -h g.nc | grep -qE 'lat = 281 ;' && ncdump -h g.nc | grep -qE 'lon = 881 ;'
    harmonise --patches 40x40 g.nc >a.nc
    ncdump -h a.nc | grep -qE 'patch = 154 ;'
    [ "$(values patch_row <a.nc)" = "$(awk 'BEGIN { for (k = 0; k < 154; k++) printf "%s%d", k ? "," : "", k / 22 }')" ]
    [ "$(values patch_x <a.nc)" = "$(awk 'BEGIN { for (k = 0; k < 154; k++) printf "%s%d", k ? "," : "", k % 22 * 40 }')" ]
}

@test "patches: rest=shift moves the last inwards, rest=pad makes what is too much missing" {
    plane
    harmonise --variable v,flag --patches 4x5,rest=shift p.nc >a.nc
    [ "$(numbers a.nc patch_row patch_col patch_y patch_x lon | paste -sd' ')" = \
        "patch_row=0,0,1,1 patch_col=0,1,0,1 patch_y=0,0,1,1 patch_x=0,2,0,2 lon=10,11,12,13,14,12,13,14,15,16,10,11,12,13,14,12,13,14,15,16" ]
    [ "$(values v <a.nc | head -n 1 | cut -d, -f61-80)" = 12,13,14,15,16,22,23,24,25,26,32,33,34,35,36,42,43,44,45,46 ]
    harmonise --variable v,flag --patches 4x5,rest=pad p.nc >a.nc
    [ "$(numbers a.nc patch_y patch_x lat | paste -sd' ')" = \
        "patch_y=0,0,4,4 patch_x=0,5,0,5 lat=0,1,2,3,0,1,2,3,4,_,_,_,4,_,_,_" ]
    [ "$(values v <a.nc | head -n 1 | cut -d, -f61-70)" = 45,46,_,_,_,_,_,_,_,_ ]
    [ "$(values flag <a.nc | head -n 1 | cut -d, -f61-70)" = 4,4,_,_,_,_,_,_,_,_ ]
    # larger than the grid, and nothing left over
    harmonise --variable v --patches 6x8,rest=pad p.nc | values v | head -n 1 | cut -d, -f6-10,41-48 >got
    [ "$(cat got)" = 5,6,_,10,11,_,_,_,_,_,_,_,_ ]
    for rest in drop shift pad; do
        harmonise --patches 5x7,rest=$rest p.nc | values patch_y >got
        [ "$(cat got)" = 0 ]
    done
}

@test "patches: one begins every stride" {
    plane
    for case in '2x3,stride=1 0,1,2,3 0,1,2,3,4' '2x3,stride=3x2 0,3 0,2,4' '2x3,stride=3x2,rest=pad 0,3 0,2,4' \
        '2x4,stride=2,rest=pad 0,2,4 0,2,4' '2x4,stride=2,rest=shift 0,2,3 0,2,3' \
        '1x1,stride=4,rest=pad 0,4 0,4' '1x2,stride=3,rest=shift 0,3 0,3,5' '2x2,stride=5x7,rest=pad 0 0'; do
        read -r how y x <<<"$case"
        harmonise --variable v --patches "$how" p.nc >a.nc
        [ "$(values patch_y <a.nc | tr , '\n' | uniq | paste -sd,)" = "$y" ]
        [ "$(values patch_x <a.nc | tr , '\n' | sort -nu | paste -sd,)" = "$x" ]
    done
}

@test "patches: levels and members come before them; places are 3-D on other grids" {
    cat >c.cdl <<'END'
netcdf c {
dimensions: time = 1 ; plev = 2 ; y = 2 ; x = 3 ;
variables:
 double time(time) ; time:units = "days since 2019-01-01" ;
 double plev(plev) ; plev:units = "Pa" ; plev:standard_name = "air_pressure" ;
 double lat(y, x) ; lat:units = "degrees_north" ;
 double lon(y, x) ; lon:units = "degrees_east" ;
 double ta(time, plev, y, x) ; ta:units = "K" ; ta:coordinates = "lat lon" ;
data:
 time = 0 ; plev = 50000, 85000 ; lat = 1, 2, 3, 4, 5, 6 ; lon = 10, 20, 30, 40, 50, 60 ;
 ta = 300, 301, 302, 303, 304, 305, 250, 251, 252, 253, 254, 255 ;
}
END
    ncgen -k classic -o c.nc c.cdl
    harmonise --patches 1x2 c.nc >a.nc
    ncdump -h a.nc | grep -qF 'double ta(time, plev, patch, y, x) ;'
    ncdump -h a.nc | grep -qF 'double lon(patch, y, x) ;'
    [ "$(numbers a.nc ta lon | paste -sd' ')" = "ta=300,301,303,304,250,251,253,254 lon=10,20,40,50" ]
}

@test "patches: harmonising them again changes nothing but the history, also of one patch and NetCDF-4" {
    plane
    for how in 2x3 2x3,rest=pad 5x7 1x1,stride=9; do
        harmonise --patches $how p.nc >a.nc
        harmonise a.nc >b.nc
        diff <(ncdump a.nc | sed 1d | grep -v harmonise) <(ncdump b.nc | sed 1d | grep -v harmonise)
        harmonise -o c.nc a.nc
        harmonise c.nc >d.nc
        diff <(ncdump a.nc | sed 1d | grep -v harmonise) <(ncdump d.nc | sed 1d | grep -v harmonise)
        # statistics, and CSV, as of a list of cells
        harmonise --variable v --every month --stat max --min-valid any a.nc | values v >got
        diff <(values v <a.nc | tail -n 1) got
    done
    harmonise --patches 2x3 p.nc >a.nc
    harmonise --patches 2x3 -f csv p.nc | sed -n 8p >got
    [ "$(cat got)" = "2019-01-01T00:00:00Z,0,13,3,0" ]
}

@test "patches: the same bytes at any number of threads" {
    plane
    harmonise -j 1 --patches 2x2,stride=1,rest=pad --augment flip-x,rot90 --split train=2019-01-01 p.nc >one.nc
    harmonise -j 2 --patches 2x2,stride=1,rest=pad --augment flip-x,rot90 --split train=2019-01-01 p.nc | cmp - one.nc
}

@test "patches: --explain and Items have their dimensions" {
    plane
    harmonise --explain --patches 2x3 p.nc | grep -qxF 'grid: 4 patches of 2 x 3'
    harmonise --patches 2x3 p.nc >a.nc
    stac-gen a.nc >item.json
    grep -qF '"patch":{"type":"geometry","bbox":[10,0,15,3]},"y":{"type":"index","extent":[0,1]},"x":{"type":"index","extent":[0,2]}' item.json
    grep -qF '"dimensions":["time","patch","y","x"]' item.json
}

@test "patches: what makes no sense is refused" {
    plane
    harmonise --patches 2x3 p.nc >a.nc
    for bad in 40 0x2 2x x2 2x3x4 2x3,rest=keep 2x3,stride=0 2x3,stride=-1 2x3,stride=1,stride=2 \
        2x3,rest=pad,stride=1,rest=drop 2x3,4 99999999999x2; do
        run -64 --separate-stderr harmonise --patches $bad p.nc
        [[ $stderr == "harmonise: --patches: "* ]]
    done
    fails 65 'harmonise: --patches: 6 x 2 does not fit into 5 x 7 (rest=pad makes it fit)' \
        harmonise --patches 6x2,rest=shift p.nc
    fails 65 'harmonise: --patches: 1 x 1 patches of 40000 x 60000 are too many' \
        harmonise --patches 40000x60000,rest=pad p.nc
    fails 65 'harmonise: --patches: these are patches, with no rows and columns to cut (--grid makes some)' \
        harmonise --patches 1x1 a.nc
    days 2001-12-28 2001-12-29
    fails 65 'harmonise: --patches: the fields have no rows and columns to cut (--grid makes some)' \
        harmonise --patches 1x1 x.nc
    # not the patches that they say they are: fields of other dimensions
    ncrename -h -v patch_row,row a.nc b.nc
    run -65 --separate-stderr harmonise --variable v b.nc
    [[ $stderr == *'dimension "patch" is none of time, member, level and place' ]]
}

# winds -- w.nc: two rows, two columns; tas, and a wind that turns
winds() {
    cat >w.cdl <<'END'
netcdf w {
dimensions: time = UNLIMITED ; lat = 2 ; lon = 2 ;
variables:
 double time(time) ; time:units = "days since 2019-01-01" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float uas(time, lat, lon) ; uas:units = "m s-1" ; uas:standard_name = "eastward_wind" ;
 float vas(time, lat, lon) ; vas:units = "m s-1" ; vas:standard_name = "northward_wind" ;
 float wfd(time, lat, lon) ; wfd:units = "degree" ; wfd:standard_name = "wind_from_direction" ;
 float tas(time, lat, lon) ; tas:units = "K" ; tas:standard_name = "air_temperature" ; tas:_FillValue = -1.f ;
 float aspect(lat, lon) ; aspect:units = "degree" ;
data:
 time = 0 ; lat = 0, 1 ; lon = 10, 11 ;
 uas = 1, 2, 3, 4 ; vas = 5, 6, 7, 8 ; wfd = 0, 90, 200, 350 ; tas = 281, 282, 283, _ ; aspect = 0, 90, 200, 350 ;
}
END
    ncgen -k classic -o w.nc w.cdl
}

@test "augment: members with columns and rows in the other order, and turned to the left" {
    winds # 1 2 lies south of 3 4
    harmonise --augment flip-x,flip-y,rot90 w.nc >a.nc
    diff - <(values tas uas vas wfd aspect <a.nc) <<'END'
281,282,283,_,282,281,_,283,283,_,281,282,283,281,_,282
1,2,3,4,-2,-1,-4,-3,3,4,1,2,-7,-5,-8,-6
5,6,7,8,6,5,8,7,-7,-8,-5,-6,3,1,4,2
0,90,200,350,270,0,10,160,340,190,180,90,110,270,260,0
0,90,200,350,270,0,10,160,340,190,180,90,110,270,260,0
END
    ncdump -h a.nc | grep -qF 'float tas(time, member, lat, lon) ;'
    ncdump -h a.nc | grep -qF 'float aspect(member, lat, lon) ;'
    ncdump -h a.nc | grep -qF 'member:twinpipe_members = "original flip-x flip-y rot90" ;'
    [ "$(values member <a.nc)" = 0,1,2,3 ]
    # north up in the file too: the same map
    harmonise --lat down --variable tas,vas,uas --augment rot90 w.nc | values tas vas | paste -sd' ' >got
    [ "$(cat got)" = "283,_,281,282,_,282,283,281 7,8,5,6,4,2,3,1" ]
    harmonise --variable uas --augment flip-y w.nc | values uas >got
    [ "$(cat got)" = 1,2,3,4,3,4,1,2 ]
}

@test "augment: each patch by itself; members that are there already are refused" {
    plane
    harmonise --variable v,flag --patches 2x2,rest=pad --augment rot90,flip-x p.nc >a.nc
    ncdump -h a.nc | grep -qF 'float v(time, member, patch, y, x) ;'
    # the last patch of the first row of patches: 6 _, 16 _
    [ "$(values v <a.nc | head -n 1 | cut -d, -f13-16,61-64,109-112)" = 6,_,16,_,16,6,_,_,_,6,_,16 ]
    [ "$(values flag <a.nc | head -n 1 | cut -d, -f13-16,61-64,109-112)" = 0,_,1,_,1,0,_,_,_,0,_,1 ]
    harmonise a.nc >b.nc
    diff <(ncdump a.nc | sed 1d | grep -v harmonise) <(ncdump b.nc | sed 1d | grep -v harmonise)
    [ "$(harmonise --member flip-x a.nc | values v | head -n 1 | cut -d, -f13-16)" = _,6,_,16 ]
    fails 65 'harmonise: --augment: there are members already (--member chooses one)' \
        harmonise --augment flip-x a.nc
}

@test "augment: pairs of vectors by CF's names; spreads of components have no sign, anomalies have" {
    winds
    ncatted -h -a standard_name,uas,o,c,eastward_water_vapor_flux_in_air -a standard_name,vas,o,c,northward_water_vapor_flux_in_air w.nc
    ncrename -h -v uas,qx -v vas,qy w.nc
    harmonise --names keep --variable qx,qy --augment flip-x,rot90 w.nc | values qx qy | cut -d, -f5- | paste -sd' ' >got
    [ "$(cat got)" = "-2,-1,-4,-3,-7,-5,-8,-6 6,5,8,7,3,1,4,2" ]
    ncatted -h -a cell_methods,qx,o,c,'time: standard_deviation' -a cell_methods,qy,o,c,'time: standard_deviation' w.nc
    harmonise --names keep --variable qx,qy --augment flip-x,rot90 w.nc | values qx qy | cut -d, -f5- | paste -sd' ' >got
    [ "$(cat got)" = "2,1,4,3,7,5,8,6 6,5,8,7,3,1,4,2" ]
    winds
    ncrcat -h -O w.nc w.nc ww.nc
    ncap2 -h -O -s 'time(1)=365;uas(1,:,:)=uas(1,:,:)+2;vas(1,:,:)=vas(1,:,:)+4' ww.nc two.nc
    harmonise --variable uas,vas --anomaly 2019/2020,by=month --augment flip-x,rot90 two.nc |
        values uas_anomaly vas_anomaly | paste -sd' ' >got
    [ "$(cat got)" = "-1,-1,-1,-1,1,1,1,1,2,2,2,2 1,1,1,1,-1,-1,-1,-1,-2,-2,-2,-2 -2,-2,-2,-2,-2,-2,-2,-2,-1,-1,-1,-1 2,2,2,2,2,2,2,2,1,1,1,1" ]
}

@test "augment: vorticity changes its sign when it is mirrored, not when it is turned" {
    winds
    ncatted -h -a standard_name,tas,o,c,atmosphere_relative_vorticity -a units,tas,o,c,s-1 w.nc
    harmonise --names keep --plausible off --variable tas --augment flip-x,flip-y,rot90 w.nc | values tas >got
    [ "$(cat got)" = 281,282,283,_,-282,-281,_,-283,-283,_,-281,-282,283,281,_,282 ]
}

@test "augment: what makes no sense is refused" {
    winds
    plane
    fails 64 'harmonise: --augment: no flip (there are flip-x, flip-y, rot90)' harmonise --augment flip w.nc
    fails 64 'harmonise: --augment: flip-x is there twice' harmonise --augment flip-x,flip-x w.nc
    fails 65 'harmonise: --augment rot90: 5 x 7 is no square (--patches makes some)' harmonise --augment rot90 p.nc
    fails 65 'harmonise: --augment: uas: there is not the other component of its vector, which rot90 needs (--variable leaves it)' \
        harmonise --variable uas --augment rot90 w.nc
    fails 65 'harmonise: --augment: uas: does not tell what it would be in another frame (--variable leaves it)' \
        harmonise --variable uas --every month --stat max --min-valid any --augment flip-y w.nc
    fails 65 'harmonise: --augment: uas_zscore: transformed, so it does not turn with its frame (--augment first, --fit in another run)' \
        harmonise --variable uas --fit s.nc --transform zscore --augment flip-x w.nc
    [ ! -e s.nc ]
    days 2001-12-28 2001-12-29
    fails 65 'harmonise: --augment: the fields have no rows and columns (--grid makes some)' \
        harmonise --augment flip-x x.nc
    harmonise --variable uas,vas,tas --augment flip-x w.nc | harmonise --fit s.nc --transform zscore >z.nc
    ncdump -h z.nc | grep -qF 'float uas_zscore(time, member, lat, lon) ;'
}

@test "split: a flag says what each step is for; missing in none of the ranges" {
    days 2001-12-28 2002-01-05
    harmonise --split train=2001,valid=2002-01-01/2002-01-02,test=2002-01-04/.. x.nc >s.nc
    [ "$(values split <s.nc | paste -sd' ')" = "1 1 1 1 2 2 _ 3 3" ]
    ncdump -h s.nc | grep -qF 'byte split(time) ;'
    ncdump -h s.nc | grep -qF 'split:flag_values = 1b, 2b, 3b ;'
    ncdump -h s.nc | grep -qF 'split:flag_meanings = "train valid test" ;'
    # a word may have several ranges, in any order
    harmonise --split test=2002-01-05,train=2002-01-01/2002-01-03,train=2001-12-28 x.nc >s.nc
    [ "$(values split <s.nc | paste -sd' ')" = "1 _ _ _ 1 1 1 _ 3" ]
}

@test "split: a step with bounds is in a range when all of it is" {
    days 2001-12-28 2002-01-05
    # 28 29, 30 31, 1 2, 3 4, 5
    harmonise --units keep --every 2day --stat first --split train=2001,test=2002-01-01/2002-01-03 x.nc |
        values split | paste -sd' ' >got
    [ "$(cat got)" = "1 1 3 _ _" ]
}

@test "split: dates are those of the calendar" {
    cat >x.cdl <<'END'
netcdf x {
dimensions: time = UNLIMITED ; lat = 1 ; lon = 2 ;
variables:
 double time(time) ; time:units = "days since 2000-02-29" ; time:calendar = "360_day" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float x(time, lat, lon) ; x:units = "1" ;
data:
 time = 0, 1, 2 ; lat = 0 ; lon = 0, 10 ; x = 1, 2, 3, 4, 5, 6 ;
}
END
    ncgen -k classic -o x.nc x.cdl
    [ "$(harmonise --split train=2000-02-30 x.nc | values split | paste -sd' ')" = "_ 1 _" ]
    fails 64 'harmonise: --split: test=2000-02-31: 2000-02-31 does not exist in calendar 360_day' \
        harmonise --split test=2000-02-31 x.nc
}

@test "split: harmonising it again changes nothing but the history" {
    days 2001-12-28 2002-01-05
    harmonise --split train=2001,test=2002-01-04/.. x.nc >s.nc
    harmonise s.nc >t.nc
    diff <(ncdump s.nc | sed 1d | grep -v harmonise) <(ncdump t.nc | sed 1d | grep -v harmonise)
    harmonise --split test=2001 s.nc | values split | paste -sd' ' >got
    [ "$(cat got)" = "3 3 3 3 _ _ _ _ _" ]
    # of a series without a place too, where it comes in as a field
    ncwa -3 -O -C -v time,x,split -a cell s.nc u.nc
    ncatted -h -a coordinates,x,d,, u.nc
    harmonise u.nc >v.nc
    [ "$(values split <v.nc | paste -sd' ')" = "1 1 1 1 _ _ _ 3 3" ]
    # what is no list of ranges is no harm
    ncatted -h -a twinpipe_split,global,o,c,'train=soon' s.nc
    run --separate-stderr bash -c 'harmonise s.nc >t.nc'
    [ "$(ncdump -h t.nc | grep -c 'byte split')" = 0 ]
    [[ $stderr == 'harmonise: warning: s.nc: the attribute twinpipe_split is left out: '* ]]
}

@test "split: as CSV every row has it; the steps of a range that has none are missed" {
    days 2001-12-28 2001-12-29
    [ "$(harmonise --split test=2001-12-29 -f csv x.nc | cut -d, -f1,5 | paste -sd' ')" = \
        "time,split 2001-12-28T00:00:00Z, 2001-12-29T00:00:00Z,3" ]
    run --separate-stderr bash -c 'harmonise --split train=2005 x.nc >/dev/null'
    [ "$stderr" = 'harmonise: warning: --split: no step in train=2005' ]
}

@test "split: what makes no sense is refused" {
    days 2001-12-28 2001-12-29
    cdl ground
    fails 64 'harmonise: --split: train=2002/2001: its end, 2001-01-01T00:00:00Z, is before its start, 2002-01-01T00:00:00Z' \
        harmonise --split train=2002/2001 x.nc
    fails 64 'harmonise: --split: train=2001 and test=2001-12-31/2002 overlap' \
        harmonise --split train=2001,test=2001-12-31/2002 x.nc
    fails 64 'harmonise: --split: train=2001 and train=.. overlap' harmonise --split train=2001,train=.. x.nc
    fails 64 'harmonise: --split: "fold=2001" is none of train=A/B, valid=A/B, test=A/B' \
        harmonise --split fold=2001 x.nc
    fails 64 'harmonise: --split: "train" is none of train=A/B, valid=A/B, test=A/B' harmonise --split train x.nc
    run -64 --separate-stderr harmonise --split train=2001-13 x.nc
    [[ $stderr == "harmonise: --split: train=2001-13: "* ]]
    fails 65 'harmonise: ground.nc: no time axis (--split needs one)' harmonise --split train=2001 ground.nc
    harmonise --rename x=split x.nc >y.nc
    fails 65 'harmonise: y.nc: there is a field "split" already (--rename split=OTHER)' \
        harmonise --split train=2001 y.nc
}

@test "months: November 2019 to February 2020 are 4, December 2012 to December 2013 are 13" {
    # counted by hand; of daily data and of monthly, whose stamps are
    # at the start, with bounds or without
    for range in 2019-11/2020-02=4 2012-12/2013-12=13; do
        n=${range#*=} range=${range%=*}
        days "$((${range%%-*} - 1))-11-20" "$((${range%%-*} + 2))-01-10"
        harmonise --units keep --time "$range" --every month --stat count x.nc >m.nc
        [ "$(values x_count <m.nc | wc -l)" = "$n" ]
        harmonise --every month --stat first --min-valid any x.nc >all.nc
        [ "$(harmonise --time "$range" all.nc | values x | wc -l)" = "$n" ]
        ncks -3 -O -C -x -v time_bnds all.nc bare.nc
        ncatted -h -a bounds,time,d,, bare.nc
        [ "$(harmonise --time "$range" bare.nc | values x | wc -l)" = "$n" ]
    done
    # all of them in full: 31 + 28 + ... days
    [ "$(values x_count <m.nc | paste -sd' ')" = "31 31 28 31 30 31 30 31 31 30 31 30 31" ]
    harmonise --time 2012-12/2013-12 --months 11-2 --every month --stat count x.nc | values x_count | paste -sd' ' >got
    [ "$(cat got)" = "31 31 28 30 31" ]
    harmonise --months 11-2 --every month --stat count --time 2012 x.nc | values x_count | paste -sd' ' >got
    [ "$(cat got)" = "31 29 30 31" ]
}
