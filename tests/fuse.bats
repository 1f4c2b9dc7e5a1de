# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --join fuse: expected numbers by hand.

setup() {
    load helpers
}

# source NAME UNIT VALUE... -- NAME.csv: one station, a value a day; _ is missing
source_of() {
    local name=$1 unit=$2 k=0 v
    shift 2
    {
        echo "time,lat,lon,tas [$unit]"
        for v; do
            echo "$(date -u -d "2001-01-01 + $k day" +%F),50,8,${v/_/}"
            k=$((k + 1))
        done
    } >"$name.csv"
}

# got FIELD OPTION... -- the series of a field of a.csv and b.csv
got() {
    local field=$1
    shift
    harmonise --units keep --names keep --plausible off --join fuse "$@" a.csv b.csv |
        values "$field" | xargs printf '%s\n' | sed 's/\(\.[0-9]\{6\}\)[0-9]*/\1/' | paste -sd' '
}

@test "fuse: the mean by inverse variance, with its standard error and its sources" {
    # x = (10 / 1 + 20 / 4) / (1 + 1 / 4) = 12, sigma = 1.25 ^ -1/2
    source_of a degC 10 10 _ _
    source_of b degC 20 _ 20 _
    [ "$(got tas --sigma 1,2)" = "12 10 20 _" ]
    [ "$(got tas_sigma --sigma 1,2)" = "0.894427 1 2 _" ]
    [ "$(got tas_sources --sigma 1,2)" = "3 1 2 0" ]
}

@test "fuse: units are those of the first FILE" {
    source_of a degC 10
    source_of b K 293.15
    [ "$(got tas --sigma 1,2)" = 12 ]
}

@test "fuse: equal sources stay, whatever their errors; any number of threads" {
    source_of a degC 10.1 -3.7
    cp a.csv b.csv
    [ "$(got tas --sigma 0.3,7)" = "10.1 -3.7" ]
    [ "$(got tas_sigma -j 2 --sigma 3,3)" = "$(got tas_sigma -j 1 --sigma 3,3)" ]
}

@test "fuse: other times, places, fields and numbers of steps are refused, naming the FILE" {
    source_of a degC 10 10
    source_of b degC 20
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc a.csv b.csv
    # shellcheck disable=SC2154 # set by run
    [[ $stderr == *"b.csv: ends before 2001-01-02T00:00:00Z, which the first FILE has" ]]
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc b.csv a.csv
    [[ $stderr == *"a.csv: has more steps than the first FILE" ]]
    sed 's/2001-01-01/2002-01-01/' b.csv >c.csv
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc b.csv c.csv
    [[ $stderr == *"c.csv: has no step at 2001-01-01T00:00:00Z, as the first FILE has" ]]
    sed 's/,50,8/,51,8/' b.csv >c.csv
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc b.csv c.csv
    [[ $stderr == *c.csv* ]]
    sed 's/tas/hurs/; s/degC/%/' b.csv >c.csv
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc b.csv c.csv
    [[ $stderr == *'c.csv: no variable "tas" (it has hurs)' ]]
    [ ! -e out.nc ]
}

# levels NAME PLEV,PLEV -- NAME.nc: two levels of one place
levels() {
    ncgen -o "$1.nc" <<END
netcdf x { dimensions: plev = 2; lat = 1; lon = 1;
variables: double plev(plev), lat(lat), lon(lon); float ta(plev, lat, lon);
plev:standard_name = "air_pressure"; plev:units = "Pa"; plev:positive = "down";
lat:units = "degrees_north"; lon:units = "degrees_east"; ta:units = "K";
data: plev = $2; lat = 50; lon = 8; ta = 280, 250; }
END
}

@test "fuse: other levels are refused, of a FILE and of standard errors" {
    levels a 85000,50000
    levels b 85000,30000
    fails 65 'harmonise: b.nc: level 30000 Pa against 50000 Pa' \
        harmonise --join fuse --sigma 1,2 -o out.nc a.nc b.nc
    fails 65 'harmonise: --sigma: b.nc: level 30000 Pa against 50000 Pa' \
        harmonise --join fuse --sigma 1,b.nc:ta -o out.nc a.nc a.nc
    [ ! -e out.nc ]
}

@test "fuse: a standard error for each FILE, and two FILEs at least" {
    source_of a degC 10
    for bad in '--join fuse' '--join fuse --sigma 1' '--join fuse --sigma 1,0' '--join fuse --sigma 1,x' '--join fuse --sigma 1,x:' '--join fuse --sigma 1,:x' '--join fuse --sigma 1,-1' '--sigma 1,1'; do
        # shellcheck disable=SC2086 # words
        run -64 --separate-stderr harmonise $bad a.csv a.csv
        [[ $stderr == *"--sigma"* ]]
    done
    run -64 --separate-stderr harmonise --join fuse --sigma 1 a.csv
    [[ $stderr == *"--join fuse: takes 2 to 15 FILEs, not 1" ]]
}

@test "fuse: each FILE is cleaned by itself before" {
    source_of a degC 10 99 10
    source_of b degC 20 20 _
    [ "$(got tas --sigma 1,2 --valid tas=0degC,30degC)" = "12 20 10" ]
    [ "$(harmonise --join fuse --sigma 1,2 --plausible mask a.csv b.csv 2>/dev/null | values tas_sources | paste -sd' ')" = "3 2 1" ]
    source_of b degC 20 _ 20
    [ "$(got tas --sigma 1,2 --fill linear,max=2d)" = "12 83.2 12" ] # (99 + 20 / 4) / 1.25
}

@test "fuse: each FILE is aggregated by itself before" {
    source_of a degC 10 _ 13
    source_of b degC 20 22 24
    # means of the valid days: 11.5 and 22; (11.5 + 22 / 4) / 1.25
    [ "$(got tas --sigma 1,2 --every all --min-valid any)" = 13.6 ]
}

@test "fuse: what one process cannot do for all FILEs is refused" {
    source_of a degC 10
    cp a.csv b.csv
    for option in --flag "--every month --coverage" "--every month --state s" "--grid 1 --weights w"; do
        # shellcheck disable=SC2086 # words
        run -64 --separate-stderr harmonise --join fuse --sigma 1,2 $option -o out.nc a.csv b.csv
        [[ $stderr == *"not with --join fuse (harmonise each FILE with it, then fuse)" ]]
        [ ! -e out.nc ] && [ ! -e s ] && [ ! -e w ]
    done
}

@test "fuse: what is wrong with a FILE is said once, with its code, and its process ends" {
    source_of a degC 10
    fails 66 'harmonise: none.csv: No such file or directory' harmonise --join fuse --sigma 1,2 -o out.nc a.csv none.csv
    fails 66 'harmonise: none.csv: No such file or directory' harmonise --join fuse --sigma 1,2 -o out.nc none.csv a.csv
    source_of c degC x
    fails 65 'harmonise: c.csv: no column of numbers' harmonise --join fuse --sigma 1,2 -o out.nc a.csv c.csv
    printf 'time,lat,lon,wd [degree]\n2001-01-01,50,8,20\n' >w.csv
    run -65 --separate-stderr harmonise --as wd=wind_from_direction --join fuse --sigma 1,2 -o out.nc w.csv w.csv
    [[ $stderr == *"is an angle: --join fuse cannot take it"* ]]
    [ ! -e out.nc ]
}

@test "fuse: a process that is killed is told of, by the FILE it was for" {
    source_of a degC 10
    mkfifo b.csv
    harmonise --join fuse --sigma 1,2 -o out.nc a.csv b.csv 2>said &
    local pid=$! child= code=0
    until child=$(pgrep -P "$pid"); do sleep 0.05; done
    kill -9 "$child"
    wait "$pid" || code=$?
    [ "$code" = 71 ]
    [ "$(cat said)" = "harmonise: b.csv: its process was ended by signal 9" ]
    [ ! -e out.nc ]
}

@test "fuse: variables that --derive needs are read from each FILE" {
    for f in a b; do
        printf 'time,lat,lon,tas [degC],hurs [%%]\n2001-01-01,50,8,20,50\n' >$f.csv
    done
    harmonise --variable tas --derive vpd --join fuse --sigma 1,2 -o both.nc a.csv b.csv
    harmonise --variable tas --derive vpd -o one.nc a.csv
    [ "$(values vpd <both.nc)" = "$(values vpd <one.nc)" ]
}

# grid NAME FIELD UNIT TIMES VALUES -- NAME.nc: a field at four cells of a row
grid() {
    ncgen -k classic -o "$1.nc" - <<END
netcdf x { dimensions: time = UNLIMITED ; lat = 1 ; lon = 4 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ; double lat(lat) ; lat:units = "degrees_north" ;
double lon(lon) ; lon:units = "degrees_east" ; float $2(time, lat, lon) ; $2:units = "$3" ; $2:_FillValue = -999.f ;
data: time = $4 ; lat = 50 ; lon = 1, 2, 3, 4 ; $2 = $5 ; }
END
}

# fused FIELD OPTION... -- of the files, to six digits
fused() {
    local field=$1
    shift
    harmonise --names keep --units keep --plausible off --join fuse "$@" | values "$field" |
        sed 's/\(\.[0-9]\{6\}\)[0-9]*/\1/g' | paste -sd' '
}

@test "fuse: standard errors of each cell, by FILE:VAR; what is not above 0, or missing, leaves the source out there" {
    grid a tas K 0,1 10,10,10,10,10,10,10,_
    grid b tas K 0,1 20,20,20,20,20,20,20,20
    grid s err K 0 1,0,-1,_
    [ "$(fused tas --sigma s.nc:err,2 a.nc b.nc)" = '12,20,20,20 12,20,20,20' ]
    [ "$(fused tas_sigma --sigma s.nc:err,2 a.nc b.nc)" = '0.894427,2,2,2 0.894427,2,2,2' ]
    [ "$(fused tas_sources --sigma s.nc:err,2 a.nc b.nc)" = '3,2,2,2 3,2,2,2' ]
    # nobody is left
    [ "$(fused tas --sigma s.nc:err,s.nc:err a.nc b.nc)" = '15,_,_,_ 15,_,_,_' ]
    [ "$(fused tas_sigma --sigma s.nc:err,s.nc:err a.nc b.nc)" = '0.707106,_,_,_ 0.707106,_,_,_' ]
    [ "$(fused tas_sources --sigma s.nc:err,s.nc:err a.nc b.nc)" = '3,0,0,0 3,0,0,0' ]
    # a field without time, of another unit
    ncwa -O -a time -v err s.nc fixed.nc
    ncap2 -O -s 'err=err*1000' fixed.nc milli.nc
    ncatted -a units,err,o,c,mK milli.nc
    for f in fixed milli; do
        [ "$(fused tas_sigma --sigma $f.nc:err,2 a.nc b.nc)" = '0.894427,2,2,2 0.894427,2,2,2' ]
    done
    harmonise -j 1 --plausible off --join fuse --sigma s.nc:err,2 a.nc b.nc >1.nc
    harmonise -j 2 --plausible off --join fuse --sigma s.nc:err,2 a.nc b.nc | cmp - 1.nc
}

@test "fuse: standard errors with several steps are of the steps at their times" {
    grid a tas K 0,1 10,10,10,10,10,10,10,10
    grid b tas K 0,1 20,20,20,20,20,20,20,20
    grid s err K 0,1 1,1,2,2,2,2,1,1
    [ "$(fused tas --sigma s.nc:err,2 a.nc b.nc)" = '12,12,15,15 15,15,12,12' ]
    [ "$(fused tas --time 2001-01-02 --sigma s.nc:err,2 a.nc b.nc)" = '15,15,12,12' ]
    grid s err K 0,2 1,1,2,2,2,2,1,1
    run -65 --separate-stderr harmonise --plausible off --join fuse --sigma s.nc:err,2 -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: s.nc: has no step at 2001-01-02T00:00:00Z, as the first FILE has" ]
    grid s err K 0,1,2 1,1,2,2,2,2,1,1,1,1,1,1
    run -65 --separate-stderr harmonise --plausible off --join fuse --sigma s.nc:err,2 -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: s.nc: has more steps than the first FILE" ]
    [ ! -e out.nc ]
}

@test "fuse: the grid and unit of standard errors must fit, and the file must have them" {
    grid a tas K 0 10,10,10,10
    grid b tas K 0 20,20,20,20
    grid s err Pa 0 1,1,1,1
    run -65 --separate-stderr harmonise --plausible off --join fuse --sigma 2,s.nc:err -o out.nc a.nc b.nc
    [[ $stderr == 'harmonise: --sigma: s.nc: tas: '*'"Pa"'* ]]
    grid s err K 0 1,1,1,1
    ncap2 -O -s 'lon(3)=5' s.nc t.nc
    run -65 --separate-stderr harmonise --plausible off --join fuse --sigma 2,t.nc:err -o out.nc a.nc b.nc
    [[ $stderr == "harmonise: --sigma: t.nc: value 4 of lon is 5 against 4"* ]]
    run -65 --separate-stderr harmonise --plausible off --join fuse --sigma 2,s.nc:none -o out.nc a.nc b.nc
    [ "$stderr" = 'harmonise: --sigma: s.nc: no variable "none" (it has err)' ]
    run -66 harmonise --join fuse --sigma 2,absent.nc:err -o out.nc a.nc b.nc
    [ ! -e out.nc ]
}

@test "fuse: three sources; a number is in the unit of its own FILE" {
    grid a tas K 0 280,280,280,_
    grid b tas degF 0 44.33,44.33,_,_ # 280 K
    grid c tas K 0 283,_,283,283
    # sigma 1 K, 1.8 degF = 1 K, 1 K: the mean of three is 281, of two 280 or 281.5
    [ "$(fused tas --sigma 1,1.8,1 a.nc b.nc c.nc | tr , '\n' | awk '{ printf "%.3f ", $1 }')" = '281.000 280.000 281.500 283.000 ' ]
    [ "$(fused tas_sigma --sigma 1,1.8,1 a.nc b.nc c.nc)" = 0.577350,0.707106,0.707106,1 ]
    [ "$(fused tas_sources --sigma 1,1.8,1 a.nc b.nc c.nc)" = 7,3,5,4 ]
    harmonise --names keep --units keep --join fuse --sigma 1.8,1,1 b.nc a.nc c.nc >out.nc
    ncdump -h out.nc >head
    grep -q 'tas:units = "degF"' head
    grep -q 'tas_sigma:units = "K"' head # a difference
    [ "$(values tas_sigma <out.nc | cut -c1-7)" = 0.57735 ]
    grep -q 'tas_sources:flag_masks = 1s, 2s, 4s' head
    grep -q 'tas_sources:flag_meanings = "b.nc a.nc c.nc"' head
}

@test "fuse: names, units and grids may differ; standard errors are of the grid that all are on" {
    local at='time = UNLIMITED ; lat = 2 ; variables: double time(time) ; time:units = "days since 2001-01-01" ;
        double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;'
    ncgen -k classic -o a.nc - <<<"netcdf a { dimensions: lon = 4 ; $at float tas(time, lat, lon) ; tas:units = \"K\" ;
        data: time = 0 ; lat = 49.5, 50.5 ; lon = 0.5, 1.5, 2.5, 3.5 ; tas = 10, 10, 30, 30, 10, 10, 30, 30 ; }"
    ncgen -k classic -o b.nc - <<<"netcdf b { dimensions: lon = 2 ; $at float t2m(time, lat, lon) ; t2m:units = \"degC\" ;
        t2m:standard_name = \"air_temperature\" ; data: time = 0 ; lat = 51, 49 ; lon = 361, 363 ;
        t2m = -253.15, -253.15, -253.15, -253.15 ; }" # 20 K
    to=(--plausible off --grid 0,49,4,51,2 --method conservative)
    # (10 + 20 / 4) / 1.25, (30 + 20 / 4) / 1.25
    [ "$(harmonise "${to[@]}" --join fuse --sigma 1,2 a.nc b.nc | values tas)" = 12,28 ]
    harmonise "${to[@]}" a.nc -o a1.nc
    harmonise "${to[@]}" b.nc | harmonise --join fuse --plausible off --sigma 1,2 a1.nc /dev/stdin | values tas | grep -qx 12,28
    # the box cuts them too: of cells 2 and 3
    grid a tas K 0 10,10,30,30
    grid b tas K 0 20,20,20,20
    grid s err K 0 9,1,2,9
    [ "$(fused tas --bbox 1.5,49,3.5,51 --sigma s.nc:err,2 a.nc b.nc)" = 12,25 ]
    [ "$(fused tas --lon 0-360 --lat down --sigma s.nc:err,2 a.nc b.nc | cut -d, -f2,3)" = 12,25 ]
}

@test "fuse: the result is that of CDO's arithmetic" {
    need data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    f=$shared/data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    cdo -s -f nc addc,2 "$f" b.nc
    cdo -s -f nc -setname,err -expr,'tas=0.5+abs(tas-280)/20' -seltimestep,1 "$f" s.nc
    # (a / s^2 + b / 4) / (1 / s^2 + 1 / 4)
    cdo -s -f nc -b F64 div -add -div "$f" -sqr s.nc -divc,4 b.nc -addc,0.25 -reci -sqr s.nc want.nc
    harmonise --names keep --units keep --join fuse --sigma s.nc:err,2 "$f" b.nc >got.nc
    paste <(values tas <got.nc | tr , '\n') <(harmonise --names keep --units keep want.nc | values tas | tr , '\n') |
        awk '{ d = $1 - $2; if (d > 1e-4 || d < -1e-4) bad++; n++ } END { exit bad || n != 12 * 128 * 64 }'
}

@test "fuse: one quantity under several names is one; all of them are kept" {
    echo 'time,lat,lon,t2m [K]
2001-01-01,50,8,293.15' >b.csv
    source_of a degC 10
    harmonise --units tas=degC --plausible off --join fuse --sigma 1,2 a.csv b.csv >out.nc
    values tas <out.nc | all_near 1e-4 12
    [ "$(attribute tas:twinpipe_original_name <out.nc)" = '"tas t2m"' ]
    harmonise --units t2m=degC --plausible off --join fuse --sigma 1,2 b.csv a.csv | values tas | all_near 1e-4 18
    run -65 --separate-stderr harmonise --names keep --join fuse --sigma 1,2 -o out2.nc a.csv b.csv
    [[ $stderr == *'b.csv: no variable "tas" (it has t2m)' ]]
}
