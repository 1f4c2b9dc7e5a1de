# SPDX-License-Identifier: Apache-2.0
# harmonise(1): one test for each sentence that the manual promises.

setup() {
    load helpers
    cdl hourly rain
}

@test "names: those of CMIP, by name or standard name; keep, or your own" {
    ncrename -v tas,t2m hourly.nc named.nc
    harmonise named.nc | values tas >/dev/null
    harmonise --names keep named.nc | values t2m >/dev/null
    harmonise --rename t2m=warm named.nc | values warm >/dev/null
    fails 65 'harmonise: named.nc: no variable "pr" (it has t2m)' harmonise --rename pr=rain named.nc
}

@test "names: one that NetCDF does not allow is refused, and a second one for a variable" {
    for name in x/y ' x' 'x ' '' -x; do
        fails 64 "harmonise: --rename: \"$name\" is no name for a variable" harmonise --rename "tas=$name" hourly.nc
    done
    for name in 'a b' 1x é; do
        harmonise --rename "tas=$name" hourly.nc >out.nc
        ncdump -h out.nc >/dev/null
    done
    fails 64 'harmonise: --rename: a and b for tas' harmonise --rename tas=a --rename tas=b hourly.nc
    fails 64 'harmonise: --units: K and degC for tas' harmonise --units tas=K,tas=degC hourly.nc
    fails 64 'harmonise: --units: K and degC for the same variable' harmonise --units K,degC hourly.nc
}

@test "what is written beside the output is neither it nor an input, and can be written" {
    cp hourly.nc kept.nc
    ln -s hourly.nc link.nc
    while read -r option file rest; do
        # shellcheck disable=SC2086
        [ "$option" = --weights ] ||
            fails 64 "harmonise: $option: $file is an input" harmonise "$option" "$file" $rest hourly.nc
        # shellcheck disable=SC2086
        fails 64 "harmonise: $option: out.nc is the output (-o ./out.nc)" harmonise "$option" out.nc $rest hourly.nc -o ./out.nc
        # shellcheck disable=SC2086
        fails 64 "harmonise: $option: needs the name of a file" harmonise "$option" - $rest hourly.nc -o out.nc
        # shellcheck disable=SC2086
        fails 73 'harmonise: none/x: there is no folder "none"' harmonise "$option" none/x $rest hourly.nc
    done <<'END'
--fit hourly.nc --transform zscore
--state link.nc --every day
--weights x --grid 5
END
    fails 64 'harmonise: --state, --fit: x is one file' \
        harmonise --fit x --transform zscore --every day --state ./x hourly.nc -o out.nc
    cmp hourly.nc kept.nc
    [ -z "$(compgen -G 'out*')" ]
    harmonise --every day --state s hourly.nc -o hourly.nc # in place is fine
}

@test "names: surface pressure is never psl" {
    ncrename -v tas,sp hourly.nc sp.nc
    ncatted -a standard_name,sp,o,c,surface_air_pressure -a units,sp,o,c,Pa sp.nc
    harmonise sp.nc | values ps >/dev/null
    run -65 --separate-stderr harmonise --variable psl sp.nc
    [[ $stderr == *'no "psl"'* || $stderr == *'no variable "psl"'* ]]
}

@test "axes: latitudes and longitudes increase, from -180 or as asked" {
    ncpdq -O -a -lat,lon hourly.nc down.nc
    [ "$(harmonise down.nc | values lat)" = 45,55 ]
    [ "$(harmonise --lat keep down.nc | values lat)" = 55,45 ]
    [ "$(harmonise --lat down hourly.nc | values lat)" = 55,45 ]
    [ "$(harmonise hourly.nc | values lon)" = -10,0,10 ]
    [ "$(harmonise --lon keep hourly.nc | values lon)" = 350,360,370 ]
    harmonise hourly.nc | values tas >up
    harmonise down.nc | values tas | diff up -
    # each without regard to the other
    [ "$(harmonise --lon keep down.nc | values lat)" = 45,55 ]
    [ "$(harmonise --lon keep --lat up down.nc | values lat)" = 45,55 ]
    [ "$(harmonise --lon keep --lat down down.nc | values lat)" = 55,45 ]
}

@test "axes: what is west or south is negative, nothing lies beyond a pole, bounds rise with their axis" {
    ncap2 -O -s 'lon=array(30.,-10.,$lon);lon@units="degrees_west";lat@units="degrees_south"' hourly.nc west.nc
    [ "$(harmonise west.nc | values lon)" = -30,-20,-10 ]
    [ "$(harmonise west.nc | values lat)" = -55,-45 ]
    [ "$(harmonise west.nc | values tas | head -n 1)" = "$(harmonise --lat down hourly.nc | values tas | head -n 1)" ]
    ncap2 -O -s 'lat(1)=95' hourly.nc beyond.nc
    fails 65 'harmonise: beyond.nc: lat: value 2 (95) is beyond a pole' harmonise beyond.nc
    ncap2 -O -s 'lon(:)={0.,20.,10.}' hourly.nc lost.nc
    fails 65 'harmonise: lost.nc: lon: value 3 (10) is out of order' harmonise lost.nc
    ncap2 -O -s 'defdim("two",2);lat@bounds="edge";edge[$lat,$two]={50.,40.,60.,50.}' hourly.nc edges.nc
    [ "$(harmonise edges.nc | values lat_bnds)" = 40,50,50,60 ]
}

@test "bbox: cells whose centre is inside, also across longitude 0" {
    [ "$(harmonise --bbox=-11,50,5,60 hourly.nc | values lon)" = -10,0 ]
    [ "$(harmonise --bbox=-11,50,5,60 hourly.nc | values lat)" = 55 ]
    [ "$(harmonise --bbox 345,40,5,60 hourly.nc | values lon | tr -d ' ')" = -10,0 ] ||
        [ "$(harmonise --bbox 345,40,5,60 hourly.nc | values lon)" = 350,360 ]
    run -65 --separate-stderr harmonise --bbox 100,0,110,10 hourly.nc
    [[ $stderr == *100* ]]
}

@test "units: canonical, as asked, as they came, as assumed" {
    [ "$(harmonise --units degC --time 2001-01-01T00 hourly.nc | values tas | cut -d, -f1)" = 6.85 ]
    harmonise --units degC hourly.nc >c.nc
    [ "$(harmonise c.nc | attribute tas:units)" = '"K"' ]
    [ "$(harmonise --units keep c.nc | attribute tas:units)" = '"degC"' ]
    ncatted -a units,tas,d,, hourly.nc bare.nc
    harmonise --assume-units tas=degC bare.nc >assumed.nc
    [ "$(values tas <assumed.nc | head -n 1 | cut -d, -f1)" = 553.15 ]
    fails 65 'harmonise: hourly.nc: tas: cannot convert "K" to "mm"' harmonise --units mm hourly.nc
}

@test "units: a unit without a name is that of the variable, whatever else is told of it" {
    # fields that only tell of it keep their own: a share, a count, hours, K2
    for how in '--every day --coverage|tas_coverage:units = "1"' \
        '--every day --stat mean,count|tas_count:units = "1"' \
        '--every day --stat max,when-max|tas_when_max:units = "h"' \
        '--every day --stat max,var|tas_var:units = "K2"' \
        '--every day --stat max,over=280K|tas_over_280K:units = "1"' \
        '--flag --hampel 1|tas_flag:units = "1"' \
        '--split train=2001|split:units = "1"'; do
        # shellcheck disable=SC2086 # words of options
        harmonise --units degC ${how%|*} hourly.nc -o got.nc
        ncdump -h got.nc >said
        grep -q "${how#*|}" said
        grep -Eq 'tas(_mean|_max)?:units = "degC"' said
    done
    cdl weather
    fails 64 'harmonise: degC: say of which variable (VAR=degC)' harmonise --units degC weather.nc
}

@test "units: rain from mass to depth, amounts to rates by the step" {
    [ "$(harmonise --units mm --time 2001-01-01T00 rain.nc | values pr)" = 0,1,2,3,4,5,6,7 ]
    # 1 kg m-2 in an hour is 24 mm/day
    [ "$(harmonise --units mm/day rain.nc | values pr | head -n 1)" = 0,24,48,72,96,120,144,168 ]
    # a sum of joules becomes a mean of watts, and says so
    ncrename -v pr,ssrd rain.nc joules.nc
    ncatted -a units,ssrd,o,c,'J m-2' -a standard_name,ssrd,o,c,surface_downwelling_shortwave_flux_in_air joules.nc
    harmonise joules.nc >watts.nc
    [ "$(attribute rsds:units <watts.nc)" = '"W m-2"' ]
    [ "$(attribute rsds:cell_methods <watts.nc)" = '"time: mean"' ]
    ncatted -a bounds,time,d,, rain.nc open.nc
    ncks -O -x -v time_bnds open.nc open.nc
    run -65 --separate-stderr harmonise --units mm/day open.nc
    [ "$stderr" = 'harmonise: open.nc: pr: cannot convert "kg m-2" to "mm/day" without a step length; use --accumulation pr=step:PT1H:end' ]
    [ "$(harmonise --accumulation pr=step:1h:end --units mm/day open.nc | values pr | head -n 1)" = 0,24,48,72,96,120,144,168 ]
}

@test "accumulation: bounds of time are written" {
    ncatted -a bounds,time,d,, rain.nc open.nc
    ncks -O -x -v time_bnds open.nc open.nc
    harmonise --accumulation pr=step:PT1H:end open.nc | values time_bnds | paste -sd' ' | grep -qx '0,1 1,2 2,3'
    harmonise --accumulation pr=step:PT1H:start open.nc | values time_bnds | paste -sd' ' | grep -qx '1,2 2,3 3,4'
    run -64 --separate-stderr harmonise --accumulation pr=since open.nc
    [[ $stderr == *step:LENGTH* ]]
    for kind in step:0h:end step:-1h:end since; do # also where bounds stand already
        run -64 harmonise --accumulation pr=$kind open.nc
        run -64 harmonise --accumulation pr=$kind rain.nc
    done
}

@test "every: one step each period, with bounds and cell_methods" {
    harmonise --every day --stat mean hourly.nc >day.nc
    # 280 286 292 298 and 4 more, by hand; the cell with 3 of 4 values is missing
    values tas <day.nc | paste -sd' ' | grep -qx '289,_,289,289,289,289 293,293,293,293,293,293'
    values time_bnds <day.nc | paste -sd' ' | grep -qx '0,24 24,48'
    [ "$(attribute tas:cell_methods <day.nc)" = '"time: mean (interval: 6 hours)"' ]
}

@test "stat: several give a field each; amounts are summed without it" {
    harmonise --every day --stat min,max hourly.nc >day.nc
    [ "$(values tas_min <day.nc | head -n 1 | cut -d, -f1)" = 280 ]
    [ "$(values tas_max <day.nc | head -n 1 | cut -d, -f1)" = 298 ]
    [ "$(harmonise --every all rain.nc | values pr)" = 11,2,3,24,5,6,_,8 ]
}

@test "stat: the sum of a rate is its integral, of a state refused" {
    harmonise --units kg\ m-2\ s-1 rain.nc >rate.nc
    [ "$(harmonise --every all --stat sum rate.nc | values pr | tr , '\n' | awk '{ printf "%s ", $1 == "_" ? "_" : sprintf("%.4f", $1) }')" = '11.0000 2.0000 3.0000 24.0000 5.0000 6.0000 _ 8.0000 ' ]
    run -65 --separate-stderr harmonise --every day --stat sum hourly.nc
    [[ $stderr == *'tas is a state'* ]]
}

@test "stat: a mean counts months by their days, unless equal-steps" {
    cdl months
    # January 280, February 286 over 31 and 28 days: 282.847458
    [ "$(harmonise --every all months.nc | values tas | xargs printf %.3f)" = 282.847 ]
    [ "$(harmonise --every all --equal-steps months.nc | values tas)" = 283 ]
}

@test "min-valid: a share, a count, all, any" {
    mean() { harmonise --every day --min-valid "$1" hourly.nc | values tas | head -n 1 | cut -d, -f2; }
    [ "$(mean 75%)" = 288 ] # (280 + 286 + 298) / 3
    [ "$(mean 76%)" = _ ]
    [ "$(mean 3)" = 288 ]
    [ "$(mean 4)" = _ ]
    [ "$(mean any)" = 288 ]
    [ "$(mean all)" = _ ]
}

@test "min-valid: a period that the input only begins is judged by the same rule" {
    harmonise --every month --min-valid 6% hourly.nc | values tas | grep -qx '291,.*' # 2 of 31 days
    [ "$(harmonise --every month --min-valid 7% hourly.nc | values tas)" = _,_,_,_,_,_ ]
}

@test "day-start shifts the days; label says where the stamp is" {
    harmonise --every day --day-start 06:00 --min-valid any hourly.nc >rain-day.nc
    values time <rain-day.nc | paste -sd, | grep -qx -- '-18,6,30'
    [ "$(harmonise --every day --label end hourly.nc | values time | paste -sd,)" = 24,48 ]
    [ "$(harmonise --every day --label mid hourly.nc | values time | paste -sd,)" = 12,36 ]
}

@test "grid: exactly as asked, outside the source missing" {
    harmonise --grid=-20,40,30,50,5 --method nearest hourly.nc >grid.nc
    [ "$(values lon <grid.nc)" = -17.5,-12.5,-7.5,-2.5,2.5,7.5,12.5,17.5,22.5,27.5 ]
    [ "$(values lat <grid.nc)" = 42.5,47.5 ]
    harmonise --grid=-20,40,30,50,5 --method conservative hourly.nc | values tas | head -n 1 | grep -qx '_,280,280,280,280,280,280,_,_,_,_,280,280,280,280,280,280,_,_,_'
}

@test "grid: what is not there is refused by name" {
    run -64 --separate-stderr harmonise --grid hp63 hourly.nc
    [[ $stderr == *hp63* ]]
    run -64 --separate-stderr harmonise --grid 1 --method conservative3 hourly.nc
    [[ $stderr == *conservative3* ]]
}

@test "several FILEs are joined along time, or by variable" {
    harmonise --time 2001-01-01 hourly.nc >a.nc
    harmonise --time 2001-01-02 hourly.nc >b.nc
    harmonise b.nc a.nc >joined.nc
    values tas <joined.nc >joined
    harmonise hourly.nc | values tas | diff - joined
    ncrename -v tas,ts hourly.nc ts.nc
    ncatted -a standard_name,ts,o,c,surface_temperature ts.nc
    harmonise hourly.nc ts.nc >both.nc
    values tas <both.nc | diff - joined
    values ts <both.nc | diff - joined
}

@test "source: a text reference time and steps in hours become a time axis" {
    need data/cyclone/Pstorm_jan1996.cdf
    harmonise --bbox=-95,25,-55,50 --time 1996-01-09T12 "$shared/data/cyclone/Pstorm_jan1996.cdf" >psl.nc
    # lowest pressure of the box by NumPy: 977.3 hPa
    [ "$(values psl <psl.nc | tr , '\n' | grep -v _ | sort -n | head -n 1 | cut -c1-3)" = 977 ]
    [ "$(attribute :twinpipe_source <psl.nc | cut -d' ' -f1)" = '"ncl-storm' ]
    run -65 harmonise --source none --variable psl "$shared/data/cyclone/Pstorm_jan1996.cdf"
}

@test "columns: between semicolons a comma is a decimal point" {
    printf 'date;t;lat;lon\n01.02.2001;1,5;50,25;8\n02.02.2001;-;50,25;8\n' >comma.csv
    harmonise --columns time=date,tas=t:degC,lat=lat,lon=lon --date-format %d.%m.%Y comma.csv >comma.nc
    [ "$(values tas <comma.nc | paste -sd' ')" = '274.65 _' ]
    [ "$(values lat <comma.nc)" = 50.25 ]
    printf 'date,t\n2001-02-01,"1,5"\n' >comma.csv
    fails 65 'harmonise: comma.csv: line 2: tas: "1,5" is no number' harmonise --columns time=date,tas=t:degC comma.csv
}

@test "times in text that are no dates are bad data" {
    ncgen -k classic -o text.nc <<'END'
netcdf text {
dimensions: time = 1 ; n = 16 ; lat = 1 ; lon = 1 ;
variables: char time(time, n) ; time:standard_name = "time" ;
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float x(time, lat, lon) ; x:units = "1" ;
data: time = "1995 03 18 11:55" ; lat = 0 ; lon = 0 ; x = 1 ;
}
END
    fails 65 'harmonise: text.nc: time: "1995 03 18 11:55" is not a date (like 2019, 2019-07, 2019-07-01T06:30Z)' harmonise text.nc
}

@test "variable: also by the name in the file, where the profile gives another" {
    ncrename -v pr,Total_precipitation_surface_1_Hour_Accumulation rain.nc own.nc
    ncatted -a title,global,o,c,'Stage IV' -a standard_name,Total_precipitation_surface_1_Hour_Accumulation,d,, own.nc
    harmonise --variable pr own.nc | values pr >expected
    harmonise --variable Total_precipitation_surface_1_Hour_Accumulation own.nc |
        values pr | diff expected -
    run -65 harmonise --variable Total_precipitation own.nc
}

@test "the rain of hurricane Florence: maximum and counts of the 23 hours" {
    need data/precip-drought/stageiv_florence_20180913-14.nc
    harmonise --every all --stat sum "$shared/data/precip-drought/stageiv_florence_20180913-14.nc" >sum.nc
    # NumPy on the file: maximum 634.93 mm; cells above 100, 200, 300 mm
    values pr <sum.nc | tr , '\n' | awk '$1 > m { m = $1 } $1 > 100 { a++ } $1 > 200 { b++ } $1 > 300 { c++ }
        END { printf "%.2f %d %d %d\n", m, a, b, c }' | grep -qx '634.93 3416 2060 890'
}

@test "files of another calendar and of two parts are joined" {
    need data/climate/tas_Amon_HadGEM2-ES_rcp85_200512-203011.nc
    harmonise "$shared"/data/climate/tas_Amon_HadGEM2-ES_rcp85_*.nc >joined.nc
    ncdump -h joined.nc | grep -q '(600 currently)'
    [ "$(attribute time:calendar <joined.nc)" = '"360_day"' ]
}

@test "daily statistics of real data are those of CDO" {
    need data/climate/tas_day_giss_model_e_r_sresb1_2046-2065.nc
    f=$shared/data/climate/tas_day_giss_model_e_r_sresb1_2046-2065.nc
    harmonise --every month --stat mean "$f" | values tas | tr , '\n' >ours
    cdo -s -f nc -monmean "$f" theirs.nc
    values tas <theirs.nc | tr , '\n' >theirs
    # both average floats in double: float rounding is left
    paste ours theirs | awk '{ d = $1 - $2; if (d < 0) d = -d; if (d > m) m = d } END { exit NR != 7200 || m > 5e-5 }'
}

@test "harmonising a harmonised stream changes nothing but history" {
    harmonise --units degC hourly.nc | harmonise --units keep >once.nc
    harmonise --units keep once.nc >twice.nc
    diff <(ncdump once.nc | grep -v -e history -e '^netcdf' -e 'Z: harmonise') <(ncdump twice.nc | grep -v -e history -e '^netcdf' -e 'Z: harmonise')
}

@test "harmonising it again changes no names that it is remembered by either; all of them may be used" {
    ncrename -O -v tas,t2m hourly.nc t2m.nc
    harmonise t2m.nc >once.nc
    harmonise once.nc >twice.nc
    diff <(ncdump once.nc | grep -v -e history -e '^netcdf' -e 'Z: harmonise') <(ncdump twice.nc | grep -v -e history -e '^netcdf' -e 'Z: harmonise')
    harmonise --rename tas=mine once.nc >mine.nc
    [ "$(attribute mine:twinpipe_original_name <mine.nc)" = '"t2m tas"' ]
    for name in t2m tas mine; do
        harmonise --units $name=degC mine.nc | attribute tas:units | grep -qx '"degC"'
    done
}

@test "a stream says its count of steps also where it is known at the end alone" {
    harmonise hourly.nc | harmonise --every day | cat >day.nc
    ncdump -h day.nc | grep -q '(2 currently)'
    [ "$(cdo -s ntime day.nc)" = 2 ]
}

@test "units: C of a temperature is written degC, which is no coulomb" {
    cdl hourly
    harmonise --units tas=C hourly.nc | attribute tas:units | grep -qx '"degC"'
}

@test "places that move from step to step are refused, one step has its own" {
    ncgen -k classic -o still.nc - <<'END'
netcdf a { dimensions: time = UNLIMITED ; y = 2 ; x = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(time, y, x) ; lat:units = "degrees_north" ; double lon(time, y, x) ; lon:units = "degrees_east" ;
float tas(time, y, x) ; tas:units = "K" ; tas:coordinates = "lat lon" ;
data: time = 0, 1 ; lat = 50, 50, 51, 51, 50, 50, 51, 51 ; lon = 8, 9, 8, 9, 8, 9, 8, 9 ;
tas = 281, 282, 283, 284, 285, 286, 287, 288 ; }
END
    harmonise still.nc | values lat | grep -qx 50,50,51,51
    ncap2 -O -s 'lat(1,:,:)=lat(1,:,:)+1' still.nc move.nc
    fails 65 'harmonise: move.nc: lat moves from step to step, and one grid holds for all (--time of a step that has its own)' \
        harmonise move.nc
    harmonise --time 2001-01-02 move.nc | values lat | grep -qx 51,51,52,52
    # shellcheck disable=SC2002 # a pipe
    cat move.nc | { run -65 --separate-stderr harmonise -o out.nc; [[ $stderr == *"lat: varies from record to record, which a pipe cannot tell beforehand (give the FILE itself)" ]]; }
}

@test "means over longitudes or latitudes are refused without an axis of one, and read with it" {
    ncgen -k classic -o zonal.nc - <<'END'
netcdf a { dimensions: time = UNLIMITED ; lat = 3 ; lon = 1 ; two = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(lat) ; lat:units = "degrees_north" ;
double lon(lon) ; lon:units = "degrees_east" ; lon:bounds = "lon_bnds" ; double lon_bnds(lon, two) ;
float ta(time, lat) ; ta:units = "K" ; float tas(time, lat, lon) ; tas:units = "K" ;
data: time = 0, 1 ; lat = 50, 51, 52 ; lon = 0 ; lon_bnds = -180, 180 ;
ta = 281, 282, 283, 284, 285, 286 ; tas = 281, 282, 283, 284, 285, 286 ; }
END
    line='dimension "lat" without longitude is no grid (a mean over longitudes needs an axis of one, with bounds)'
    ncks -O -C -x -v tas,lon,lon_bnds zonal.nc a.nc
    fails 65 "harmonise: a.nc: ta: $line" harmonise a.nc
    fails 65 "harmonise: a.nc: ta: $line" harmonise --variable ta a.nc
    ncrename -O -d lat,lon -v lat,lon a.nc b.nc
    ncatted -O -a units,lon,o,c,degrees_east b.nc
    fails 65 'harmonise: b.nc: ta: dimension "lon" without latitude is no grid (a mean over latitudes needs an axis of one, with bounds)' \
        harmonise b.nc
    ncks -O -x -v ta zonal.nc a.nc
    harmonise a.nc >out.nc
    [ "$(values tas <out.nc | paste -sd' ')" = '281,282,283 284,285,286' ]
    [ "$(values lon_bnds <out.nc)" = -180,180 ]
}

@test "time: an end before its start is told as such" {
    cdl double
    fails 64 'harmonise: --time: its end, 2001-01-01T00:00:00Z, is before its start, 2001-02-01T00:00:00Z' \
        harmonise --time 2001-02/2001-01 double.nc
}

@test "places that move along time are told of, for they are not kept" {
    ncgen -k classic -o ship.nc - <<'END'
netcdf a { dimensions: time = UNLIMITED ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(time) ; lat:units = "degrees_north" ; double lon(time) ; lon:units = "degrees_east" ;
float sst(time) ; sst:units = "K" ; sst:coordinates = "lat lon" ;
data: time = 0, 1 ; lat = 50, 51 ; lon = 8, 9 ; sst = 281, 282 ; }
END
    run --separate-stderr harmonise -o out.nc ship.nc
    [ "$status" = 0 ]
    [ "$stderr" = 'harmonise: warning: ship.nc: lat varies along time: places that move are not kept' ]
    [ "$(values tos <out.nc | paste -sd,)" = 281,282 ]
}
