# SPDX-License-Identifier: Apache-2.0
# harmonise(1): names, plausibility, units and selection: one test for each
# sentence that the manual promises.

setup() {
    load helpers
    cdl hourly rain
}

# pressure NAME STANDARD_NAME UNITS -- hourly.nc as NAME.nc, 980 ... 1057
pressure() {
    ncap2 -O -s "$1=tas*3.5f" -v hourly.nc "$1.nc"
    ncatted -O -a standard_name,"$1",o,c,"$2" -a units,"$1",o,c,"$3" "$1.nc"
}

@test "names: a field that is called as a dimension or coordinate of the output gets another name" {
    ncgen -k classic -o q.nc - <<'END'
netcdf q { dimensions: t = UNLIMITED ; la = 2 ; lo = 2 ;
variables: double t(t) ; t:units = "days since 2001-01-01" ;
double la(la) ; la:units = "degrees_north" ; double lo(lo) ; lo:units = "degrees_east" ; float q(t, la, lo) ; q:units = "1" ;
data: t = 0 ; la = 45, 46 ; lo = 1, 2 ; q = 1, 2, 3, 4 ; }
END
    printf 'station,lon,lat\na,2,46\n' >at.csv
    while read -r name options; do
        ncrename -O -v q,"$name" q.nc "$name.nc"
        # shellcheck disable=SC2086
        harmonise $options "$name.nc" >out.nc 2>said
        [ "$(cat said)" = "harmonise: warning: $name.nc: $name is called ${name}_2 in the output, where something else has its name" ]
        values "${name}_2" <out.nc | grep -qx '[1-4,]*'
        # no variable of two dimensions or more has the name of one
        ncdump -h out.nc | awk '/^\t[a-z]+ .*\(/ { split($2, n, "("); if ($0 ~ "[(, ]" n[1] "[,)].*;" && $0 ~ /, /) { print "# " $0; bad = 1 } } END { exit bad }'
        harmonise out.nc >again.nc 2>said
        [ ! -s said ]
        cmp <(values "${name}_2" <out.nc) <(values "${name}_2" <again.nc)
    done <<'END'
x --patches 2x2
patch --patches 2x2
patch_row --patches 1x1
station --points at.csv
lat --points at.csv
lon --grid 0,44,3,47,1 --method nearest
END
    # columns and properties have one name each
    for name in time lat station elev; do
        [ -e $name.nc ] || ncrename -O -v q,$name q.nc $name.nc
        harmonise --points at.csv $name.nc -o out.csv 2>said
        [ "$(head -n 1 out.csv | tr , '\n' | sort | uniq -d)" = "" ]
        harmonise --points at.csv $name.nc -o out.geojson 2>said
        grep -q "\"${name}_2\":4" out.geojson
    done
}

@test "names: psl where only surface pressure is there is refused with the hint" {
    pressure sp surface_air_pressure hPa
    fails 65 'harmonise: sp.nc: no "psl" (it has ps: pressure at the surface; --derive psl needs orog and tas)' \
        harmonise --variable psl sp.nc
    fails 65 'harmonise: sp.nc: no "psl" (it has ps: pressure at the surface; --derive psl needs orog and tas)' \
        harmonise --rename sp=psl sp.nc
    fails 65 'harmonise: sp.nc: no "msl" (it has ps: pressure at the surface; --derive psl needs orog and tas)' \
        harmonise --rename sp=msl sp.nc
    harmonise --rename sp=pressure sp.nc | values pressure >/dev/null
}

@test "as: what a variable is that does not say so itself" {
    ncrename -v tas,var167 hourly.nc x.nc
    ncatted -O -a standard_name,var167,d,, x.nc
    [ "$(harmonise --as var167=air_temperature x.nc | attribute tas:standard_name)" = '"air_temperature"' ]
    harmonise x.nc | values var167 >/dev/null
    run -64 harmonise --as 'var167=Air Temperature' x.nc
    run -64 harmonise --as air_temperature x.nc
}

@test "as: where standard_name or paramId says otherwise it is refused" {
    fails 65 'harmonise: --as: tas says that it is air_temperature, not surface_temperature' \
        harmonise --as tas=surface_temperature hourly.nc
    ncatted -O -a standard_name,tas,d,, -a GRIB_paramId,tas,c,l,134 hourly.nc x.nc
    run -65 --separate-stderr harmonise --as tas=air_pressure_at_mean_sea_level x.nc
    [[ $stderr == *'surface_air_pressure by its paramId'* ]]
    harmonise --as tas=air_temperature hourly.nc | values tas >/dev/null
}

@test "as: a standard_name that no table has gives way with a warning" {
    # MERRA-2, CHIRPS
    for name in 2-meter_air_temperature 'near surface temperature'; do
        ncatted -O -a standard_name,tas,m,c,"$name" -a units,tas,m,c,K hourly.nc x.nc
        ncrename -v tas,T2M x.nc
        run --separate-stderr harmonise --as T2M=air_temperature -o y.nc x.nc
        [ "$status" = 0 ]
        [[ $stderr == *"T2M says that it is $name, which is no name known here; it is taken for air_temperature"* ]]
        [ "$(attribute tas:standard_name <y.nc)" = '"air_temperature"' ]
        rm x.nc
    done
}

@test "names: options also know a field by the name it came with" {
    pressure sp surface_air_pressure Pa
    [ "$(harmonise --assume-units sp=hPa sp.nc | values ps | head -n 1 | cut -d, -f1)" = 98000 ]
}

@test "plausibility: hPa declared as Pa are found, and the option named" {
    pressure msl air_pressure_at_mean_sea_level Pa
    run -65 --separate-stderr harmonise -o out.nc msl.nc
    [ "$stderr" = 'harmonise: msl.nc: psl is declared Pa but 980…980 looks like hPa; use --assume-units psl=hPa' ]
    [ ! -e out.nc ]
    [ "$(harmonise --assume-units psl=hPa msl.nc | values psl | head -n 1 | cut -d, -f1)" = 98000 ]
    [ "$(harmonise --assume-units psl=hPa msl.nc | attribute psl:twinpipe_original_units)" = '"Pa"' ]
    harmonise --plausible off msl.nc | values psl | head -n 1 | grep -qx '980,980,980,980,980,980'
    # what would be outside in any unit is no question of units
    ncap2 -O -s 'msl=msl*0f+7f' msl.nc odd.nc
    harmonise odd.nc 2>said | values psl >/dev/null
    grep -q 'warning: odd.nc: psl: 47 of 47 values outside 87000…108500 Pa: worst 7' said
}

@test "plausible: count, worst value, first place and time; mask, fail, off" {
    ncap2 -O -s 'tas(2,0,0)=834f;tas(5,1,2)=99f' hourly.nc y.nc
    said='y.nc: tas: 2 of 47 values outside 183.15…333.15 K: worst 834, first 45N 10W 2001-01-01T12:00:00Z'
    harmonise y.nc 2>said >out.nc
    [ "$(cat said)" = "harmonise: warning: $said" ]
    values tas <out.nc | sed -n 3p | grep -qx '834,_,292,292,292,292'
    harmonise --plausible mask y.nc 2>said | values tas >masked
    sed -n 3p masked | grep -qx '_,_,292,292,292,292'
    sed -n 6p masked | grep -qx '290,290,290,290,290,_'
    run -65 --separate-stderr harmonise --plausible fail -o none.nc y.nc
    [ "$stderr" = "harmonise: $said" ]
    [ ! -e none.nc ]
    harmonise --plausible off y.nc 2>said | values tas | sed -n 3p | grep -qx '834,_,292,292,292,292'
    [ ! -s said ]
    run -64 harmonise --plausible maybe y.nc
}

@test "plausible: with --grid each value is counted once, in a plane larger than the room for rows too" {
    # 400 K everywhere; by hand: 1092 rows of 4000 lie around the target's
    echo 'netcdf e { variables: int none; }' | ncgen -o e.nc
    ncap2 -O -v -s 'defdim("time",1);defdim("lat",1100);defdim("lon",4000);
        time[$time]=0.0;time@units="days since 2001-01-01";
        lat[$lat]=array(-54.95,0.1,$lat);lat@units="degrees_north";
        lon[$lon]=array(0.045,0.09,$lon);lon@units="degrees_east";
        tas[$time,$lat,$lon]=400.0f;tas@units="K";
        tas@standard_name="air_temperature"' e.nc wide.nc
    harmonise --variable tas --grid=0,-54.5,90,54.5,1,0.0625 --method bilinear -o out.nc wide.nc 2>said
    grep -q 'tas: 4368000 of 4368000 values outside' said
}

@test "plausible: packing noise and long steps pass, negative rain does not" {
    # a millionth of 0 ... 2000 mm is 0.002 mm
    ncap2 -O -s 'pr(0,0,0)=-0.001f' rain.nc noise.nc
    harmonise --plausible fail noise.nc >/dev/null
    ncap2 -O -s 'pr(0,0,0)=-0.01f' rain.nc negative.nc
    run -65 harmonise --plausible fail -o none.nc negative.nc
    # 3000 mm in an hour, and in a month
    ncap2 -O -s 'pr(1,0,0)=3000f' rain.nc much.nc
    run -65 harmonise --plausible fail -o none.nc much.nc
    ncap2 -O -s 'time_bnds(1,0)=-718' much.nc month.nc
    harmonise --plausible fail month.nc >/dev/null
}

@test "plausible: anomalies and deviations are not judged" {
    ncap2 -O -s 'tas=tas-290' hourly.nc d.nc
    run -65 harmonise -o none.nc d.nc
    ncatted -O -a cell_methods,tas,o,c,'time: standard_deviation' d.nc sd.nc
    harmonise --plausible fail sd.nc >/dev/null
    ncrename -O -v tas,tas_anomaly d.nc a.nc
    harmonise --plausible fail a.nc >/dev/null
}

# bounds -- of time, of the stream on standard input: a step after another
bounds() {
    values time_bnds | paste -sd' '
}

# open NAME... -- NAME.nc without bounds of time, as NAME-open.nc
without_bounds() {
    ncatted -O -a bounds,time,d,, "$1.nc" "$1-open.nc"
    ncks -O -x -v time_bnds "$1-open.nc" "$1-open.nc"
}

@test "accumulation: a rate keeps its values and gets bounds and cell_methods" {
    without_bounds rain
    ncatted -O -a units,pr,o,c,'kg m-2 s-1' -a standard_name,pr,o,c,precipitation_flux -a cell_methods,pr,d,, rain-open.nc rate.nc
    harmonise --plausible off --accumulation pr=rate:1h:start rate.nc >out.nc
    [ "$(bounds <out.nc)" = '1,2 2,3 3,4' ]
    [ "$(values pr <out.nc | head -n 1)" = 0,1,2,3,4,5,6,7 ]
    [ "$(attribute pr:cell_methods <out.nc)" = '"time: mean"' ]
}

@test "accumulation: without LENGTH that of equal steps; the end is the usual stamp" {
    without_bounds rain
    [ "$(harmonise --accumulation pr=step rain-open.nc | bounds)" = '0,1 1,2 2,3' ]
    [ "$(harmonise --accumulation pr=step:start rain-open.nc | bounds)" = '1,2 2,3 3,4' ]
    ncap2 -O -s 'time(2)=5' rain-open.nc uneven.nc
    run -65 --separate-stderr harmonise --accumulation pr=step -o none.nc uneven.nc
    [[ $stderr == *'say how long a step is (pr=step:PT1H:end)'* ]]
    [ "$(harmonise --accumulation pr=step:2h uneven.nc | bounds)" = '-1,1 0,2 3,5' ]
}

@test "accumulation: since the start of a forecast; a fall is a new start" {
    cdl sums
    harmonise --accumulation pr=start sums.nc >out.nc
    # differences by hand; 1.99999 after 2 is noise, and what it hid comes next
    [ "$(values pr <out.nc | tr , '\n' | awk '{ printf "%s ", $1 == "_" ? "_" : sprintf("%.4f", $1) }')" = \
        '1.0000 0.0000 2.0000 2.0000 0.0000 0.0000 0.0000 1.0000 0.0000 1.0000 0.0000 0.0000 3.0000 0.0000 1.0000 1.0000 0.0000 0.5000 0.5000 _ 2.0000 ' ]
    [ "$(bounds <out.nc)" = '19,20 20,21 21,22 22,23 23,24 24,25 25,26' ]
    [ "$(harmonise --accumulation pr=start:20h sums.nc | bounds | cut -d' ' -f1,2)" = '0,20 20,21' ]
    [ "$(attribute pr:cell_methods <out.nc)" = '"time: sum"' ]
}

@test "accumulation: since the reference time that the file has" {
    cdl sums
    ncap2 -O -s 'reftime=17.0;reftime@standard_name="forecast_reference_time";reftime@units="hours since 2001-01-01";pr@coordinates="reftime"' sums.nc ref.nc
    [ "$(harmonise --accumulation pr=start ref.nc | bounds | cut -d' ' -f1,2)" = '17,20 20,21' ]
}

@test "accumulation: since a time of day, as ERA5-Land has it" {
    cdl sums
    harmonise --accumulation 'pr=since 00:00' sums.nc >out.nc
    # 24 h still belongs to the day; 25 h begins at 0 again
    [ "$(bounds <out.nc)" = '0,20 20,21 21,22 22,23 23,24 24,25 25,26' ]
    values pr <out.nc | cut -d, -f1 | paste -sd' ' | grep -qx '1 2 0 1 3 1 0.5'
    # days that begin at 23 h: 24 h has what came since, and 25 h has less
    harmonise --accumulation 'pr=since 23:00' sums.nc 2>said >day.nc
    [ "$(bounds <day.nc)" = '-1,20 20,21 21,22 22,23 23,24 24,25 25,26' ]
    values pr <day.nc | cut -d, -f1 | paste -sd' ' | grep -qx '1 2 0 1 7 _ 0.5'
    grep -qx 'harmonise: warning: sums.nc: pr: 3 values fell within an accumulation and are made missing' said
    for kind in since 'since 25:00' 'since 6' start:0h start:1h:mid 'start 6:00' since:00:00; do
        run -64 harmonise --accumulation "pr=$kind" -o none.nc sums.nc
    done
}

@test "accumulation: J m-2 of an hour become W m-2" {
    without_bounds rain
    ncap2 -O -s 'rsds=pr*1e5f' -v rain-open.nc ssrd.nc
    ncatted -O -a standard_name,rsds,o,c,surface_downwelling_shortwave_flux_in_air -a units,rsds,o,c,'J m-2' ssrd.nc
    harmonise --accumulation rsds=step:1h:end ssrd.nc >out.nc
    [ "$(attribute rsds:units <out.nc)" = '"W m-2"' ]
    # 7e5 J m-2 / 3600 s
    values rsds <out.nc | head -n 1 | cut -d, -f8 | grep -q '^194.444'
    [ "$(harmonise ssrd.nc | attribute rsds:units)" = '"J m-2"' ]
    harmonise --units 'J m-2' out.nc | values rsds | head -n 1 | cut -d, -f8 | grep -qx 700000
}

@test "accumulation: fields of other steps are refused together" {
    cdl sums
    ncap2 -O -s 'prc=pr' sums.nc two.nc
    ncatted -O -a standard_name,prc,o,c,convective_precipitation_amount two.nc
    ncdump -h two.nc | grep prc
    run -65 --separate-stderr harmonise --accumulation pr=start,prc=step:1h -o none.nc two.nc
    [[ $stderr == *' have steps of other kinds; take one with --variable'* ]]
}

@test "the rain day from 06 to 06: 07:00 to 06:00 is one day, 06:00 the day before" {
    # by hand: 24 times 1 mm is 24 mm on D
    cat >rain-day.cdl <<'END'
netcdf d {
dimensions: time = UNLIMITED ; station = 1 ;
variables: double time(time) ; time:units = "hours since 2001-01-10" ;
 float pr(time, station) ; pr:units = "mm" ; pr:standard_name = "precipitation_amount" ;
 float lat(station) ; lat:units = "degrees_north" ; float lon(station) ; lon:units = "degrees_east" ; pr:coordinates = "lat lon" ;
data: time = 7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30 ;
 pr = 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1 ; lat = 1 ; lon = 1 ;
}
END
    ncgen -o d.nc rain-day.cdl
    day() { harmonise --accumulation pr=step:1h:end --every day --day-start 06:00 "$@"; }
    day d.nc >out.nc
    [ "$(values pr <out.nc)" = 24 ]
    [ "$(bounds <out.nc)" = '6,30' ]
    ncks -O -d time,23 d.nc one.nc
    [ "$(day --min-valid any one.nc | bounds)" = '6,30' ]
    ncap2 -O -s 'time=time-24' one.nc before.nc
    [ "$(day --min-valid any before.nc | bounds)" = '-18,6' ]
    ncks -O -d time,0,11 d.nc a.nc
    ncks -O -d time,13,23 d.nc b.nc
    harmonise --source none a.nc b.nc >ab.nc
    [ "$(day ab.nc | values pr)" = _ ]
}

@test "units: usual conversions" {
    # by hand, of the definitions of the units
    at() { # FROM TO STANDARD_NAME
        ncatted -O -a units,tas,o,c,"$1" -a standard_name,tas,o,c,"$3" hourly.nc at.nc
        ncrename -O -v tas,it at.nc
        harmonise --plausible off --names keep --units "$2" at.nc | values it | head -n 1 | cut -d, -f1
    }
    at K degC air_temperature | grep -q '^6.85'
    [ "$(at hPa Pa surface_air_pressure)" = 28000 ]
    at 'm s-1' knot wind_speed | grep -q '^544.27[67]' # 1.94384 times
    at 'kg m-2 s-1' mm/day precipitation_flux | grep -qE '^(24192000|24191999|2\.4192e)'
    at degF K air_temperature | grep -q '^410.927' # 0.555556 x + 255.372
    at 'degrees C' K air_temperature | grep -qx 553.15
    at C K air_temperature | grep -qx 553.15
    at gpm km geopotential_height | grep -q '^0.28'
    at psu 1e-3 sea_water_salinity | grep -qx 280
    at '0.1 degC' K air_temperature | grep -qx 301.15
    at 'tenths of mm' mm lwe_thickness_of_precipitation_amount | grep -qx 28
    at 'm·s⁻¹' km/h wind_speed | grep -qx 1008
    at okta % cloud_area_fraction | grep -qx 3500
    at deg rad wind_from_direction | grep -q '^4.88692' # 280 pi / 180
}

@test "units: water that lies in snow, soil or air passes from kg m-2 to depth, too" {
    lies() { # UNIT STANDARD_NAME NAME
        ncatted -O -a units,tas,o,c,"$1" -a standard_name,tas,o,c,"$2" hourly.nc at.nc
        harmonise --plausible off at.nc >lies.nc
        values "$3" <lies.nc | head -n 1 | cut -d, -f1
        attribute "$3:units" <lies.nc
    }
    [ "$(lies mm atmosphere_mass_content_of_water_vapor prw | paste -sd' ')" = '280 "kg m-2"' ]
    [ "$(lies cm soil_moisture_content mrso | paste -sd' ')" = '2800 "kg m-2"' ]
    [ "$(lies 'm of water equivalent' surface_snow_amount snw | paste -sd' ')" = '280000 "kg m-2"' ]
    [ "$(lies kg/m2 surface_snow_amount snw | paste -sd' ')" = '280 "kg m-2"' ]
    harmonise --plausible off --units mm lies.nc | attribute snw:units | grep -qx '"mm"'
    ncatted -O -a units,tas,o,c,mm -a standard_name,tas,o,c,atmosphere_mass_content_of_ozone hourly.nc at.nc
    run -65 --separate-stderr harmonise at.nc -o none.nc # mm at 0 degC and 1 atm
    [[ $stderr == *'cannot convert "mm" to "kg m-2"' ]]
}

@test "units: mm/m of rain is refused with the hint, C is degC" {
    need data/climate/bcsd_obs_1999.nc
    f=$shared/data/climate/bcsd_obs_1999.nc
    [ "$(harmonise --variable tas "$f" 2>said | attribute tas:units)" = '"K"' ]
    run ! grep -q plausible said
    run -65 --separate-stderr harmonise --variable pr -o none.nc "$f"
    [[ $stderr == *'pr: "mm/m": mm per month? say --assume-units pr=mm/month' ]]
}

@test "units: mm/month is a rate by the length of its month, with bounds or by its date" {
    for k in 0,0,31,31,60 30,0,31,59,60; do
        IFS=, read -r one a b two c <<<"$k"
        ncgen -k classic -o month.nc <<END
netcdf month {
dimensions: time = UNLIMITED ; lat = 1 ; lon = 1 ; two = 2 ;
variables:
 double time(time) ; time:units = "days since 2000-01-01" ; double edge(time, two) ;
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float pr(time, lat, lon) ; pr:units = "mm/month" ;
data: time = $one, $b ; edge = $a, 31, 31, $c ; lat = 10 ; lon = 0 ; pr = 31, 58 ;
}
END
        [ "$(harmonise --units pr=mm/day month.nc | values pr | paste -sd' ')" = '1 2' ]
        [ "$(harmonise month.nc | harmonise --units pr=mm/month | values pr | paste -sd' ')" = '31 58' ]
        ncatted -O -a bounds,time,c,c,edge month.nc
        [ "$(harmonise --units pr=mm/day month.nc | values pr | paste -sd' ')" = '1 2' ]
        [ "$(harmonise month.nc | attribute pr:units)" = '"kg m-2 s-1"' ]
    done
}

@test "units: what is called an amount and has the unit of a rate is a rate, and no name says more than the unit" {
    rain() { # NAME UNIT
        ncatted -O -a units,tas,o,c,"$2" -a standard_name,tas,d,, hourly.nc rain.nc
        ncrename -O -v tas,"$1" rain.nc
        harmonise --plausible off rain.nc >out.nc
        ncdump -h out.nc | sed -n 's/^\t\t\([a-z]*\):\(standard_name\|units\) = \(.*\) ;/\1 \3/p' | grep -v '^lat\|^lon\|^time' | paste -sd' '
    }
    [ "$(rain prcp mm)" = 'pr "precipitation_amount" pr "kg m-2"' ]
    [ "$(rain prcp mm/day)" = 'pr "precipitation_flux" pr "kg m-2 s-1"' ]
    values pr <out.nc | head -n 1 | grep -q '^0.0032407' # 280 / 86400
    [ "$(rain precip mm/h)" = 'pr "precipitation_flux" pr "kg m-2 s-1"' ]
    [ "$(rain prcp K)" = 'prcp "K"' ]
    [ "$(harmonise --every all rain.nc | attribute prcp:cell_methods)" = '"time: mean (interval: 6 hours)"' ]
    ncatted -O -a units,prcp,d,, rain.nc
    fails 65 'harmonise: rain.nc: pr: cannot convert "" to "kg m-2"; --assume-units pr=UNIT says what it is in' harmonise rain.nc
}

@test "units: amounts and rates have the standard name and cell_methods of what they are" {
    cdl showers
    harmonise --accumulation pr=step:1h:end --assume-units pr=mm showers.nc >amount.nc
    [ "$(attribute pr:standard_name <amount.nc)" = '"precipitation_amount"' ]
    [ "$(attribute pr:cell_methods <amount.nc)" = '"time: sum"' ]
    harmonise --units pr=mm/day amount.nc >rate.nc
    [ "$(attribute pr:standard_name <rate.nc)" = '"precipitation_flux"' ]
    [ "$(attribute pr:cell_methods <rate.nc)" = '"time: mean"' ]
    harmonise --units pr=mm rate.nc | attribute pr:standard_name | grep -qx '"precipitation_amount"'
}

@test "level: with its unit, one or several; fields without it are left out" {
    cdl levels
    harmonise --names keep --level 850hPa,250hPa levels.nc >two.nc
    [ "$(values plev <two.nc)" = 85000,25000 ]
    values ta <two.nc | head -n 1 | grep -qx 200,201,220,221,300,301,320,321
    run ! values pr <two.nc
    harmonise --names keep --level '500 hPa' levels.nc >one.nc
    values ta <one.nc | head -n 1 | grep -qx 210,211,310,311
    [ "$(values plev <one.nc)" = 50000 ]
    [ "$(attribute ta:coordinates <one.nc)" = '"reftime plev"' ]
    harmonise --names keep --level surface levels.nc | values pr >/dev/null
    run -65 --separate-stderr harmonise --level 700hPa -o none.nc levels.nc
    [[ $stderr == *'no level 700hPa (it has 85000 … 25000 Pa)'* ]]
    fails 65 'harmonise: levels.nc: no level 700hPa (it has 85000 … 25000 Pa)' harmonise --level 850hPa,700hPa levels.nc
    # one that is asked for twice is there once
    [ "$(harmonise --level 850hPa,85000Pa levels.nc | values plev)" = 85000 ]
    run -64 harmonise --level high -o none.nc levels.nc
}

@test "level: behind a name of --variable" {
    cdl levels
    harmonise --names keep --variable air_temperature@250hPa,pr levels.nc >out.nc
    values ta <out.nc | head -n 1 | grep -qx 220,221,320,321
    values pr <out.nc >/dev/null
    run -64 harmonise --variable ta@ -o none.nc levels.nc
}

@test "level: of a field with a height of its own" {
    ncap2 -O -s 'height=2.0;height@standard_name="height";height@units="m";tas@coordinates="height"' hourly.nc at2.nc
    harmonise --level 2m at2.nc | values tas >/dev/null
    harmonise --variable air_temperature@200cm at2.nc | values tas >/dev/null
    run -65 harmonise --level 10m -o none.nc at2.nc
}

@test "member: by number, or the variant label of the file" {
    cdl levels
    harmonise --names keep --member 1 --level 850hPa levels.nc | values ta | head -n 1 | grep -qx 300,301
    harmonise --names keep --variable ta --member 1,0 --level 850hPa levels.nc | values ta | head -n 1 | grep -qx 300,301,200,201
    fails 65 'harmonise: levels.nc: no member 7 (it has 0 … 1)' harmonise --member 7 levels.nc
    ncatted -O -a variant_label,global,o,c,r1i1p1f1 hourly.nc cmip.nc
    harmonise --member r1i1p1f1 cmip.nc | values tas >/dev/null
    fails 65 'harmonise: --member: r2i1p1f1: it has only r1i1p1f1' harmonise --member r2i1p1f1 cmip.nc
}

@test "months: of any year, also across it" {
    cdl levels
    [ "$(harmonise --variable pr --months 12-1 levels.nc | values pr | cut -d, -f2 | paste -sd' ')" = '2e-05 3e-05' ]
    [ "$(harmonise --variable pr --months DJF levels.nc | values time | paste -sd' ')" = '30 61 92' ]
    harmonise --variable pr levels.nc | harmonise --months 11 | cat >nov.nc
    [ "$(values pr <nov.nc)" = 0,1e-05 ]
    fails 65 'harmonise: levels.nc: no step in --months 7' harmonise --variable pr --months 7 levels.nc
    run -64 harmonise --months 13 levels.nc
}

@test "lead: times since the start of the forecast" {
    cdl levels
    [ "$(harmonise --variable pr --lead 1d/P61D levels.nc | values time | paste -sd' ')" = '30 61' ]
    [ "$(harmonise --variable pr --lead ../30d levels.nc | values time | paste -sd' ')" = '0 30' ]
    fails 65 'harmonise: --lead: no forecast_reference_time says when the forecast began' harmonise --lead 0h/6h hourly.nc
    run -64 harmonise --lead 3d/1d levels.nc
    run -64 harmonise --lead soon levels.nc
}

@test "variable: by quantity, paramId or the short name of GRIB; two are an error" {
    ncrename -O -v tas,t2m hourly.nc q.nc
    harmonise --variable tas q.nc | values tas >/dev/null
    ncrename -O -v t2m,p167 q.nc g.nc
    ncatted -O -a standard_name,p167,d,, -a GRIB_paramId,p167,c,l,167 -a GRIB_shortName,p167,c,c,2t g.nc
    harmonise --variable 167 g.nc | values p167 >/dev/null
    harmonise --variable 2t g.nc | values p167 >/dev/null
    ncap2 -O -s 't2max=t2m' q.nc two.nc
    fails 65 'harmonise: two.nc: "air_temperature" may be t2m, t2max' harmonise --variable air_temperature two.nc || {
        run -65 --separate-stderr harmonise --variable air_temperature two.nc
        [[ $stderr == *'"air_temperature" may be t2m'* || $stderr == *'may be t2max, t2m'* ]]
    }
}

@test "valid: values outside are missing, in any unit; an end may be open" {
    harmonise --valid 'tas=285,296 K' hourly.nc | values tas | cut -d, -f1 | paste -sd' ' | grep -qx '_ 286 292 _ _ 290 296 _'
    harmonise --valid 'tas=..,12.85 degC' hourly.nc | values tas | cut -d, -f1 | paste -sd' ' | grep -qx '280 286 _ _ 284 _ _ _'
    harmonise --flag --valid tas=285,296 hourly.nc | values tas_flag | cut -d, -f1 | paste -sd' ' | grep -qx '2 0 0 2 2 0 0 2'
    run -64 harmonise --valid tas=5 -o none.nc hourly.nc
    run -64 harmonise --valid tas=5,1 -o none.nc hourly.nc
    run -65 harmonise --valid pr=0,1 -o none.nc hourly.nc
}

# quality -- q.nc with red, nir and a QA field of bits
quality() {
    cat >q.cdl <<'END'
netcdf q { dimensions: lat = 1 ; lon = 6 ; variables:
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float red(lat, lon) ; red:units = "1" ; float nir(lat, lon) ; nir:units = "1" ;
 short qa(lat, lon) ; qa:flag_masks = 1s, 8s, 16s, 768s, 768s ; qa:flag_values = 1s, 8s, 16s, 256s, 768s ;
  qa:flag_meanings = "fill cloud shadow low_confidence high_confidence" ; qa:_FillValue = -1s ;
data: lat = 0 ; lon = 0, 1, 2, 3, 4, 5 ; red = 1, 1, 1, 1, 1, 1 ; nir = 2, 2, 2, 2, 2, 2 ;
 qa = 1, 264, 16, 768, 0, -1 ; }
END
    ncgen -o q.nc q.cdl
}

@test "qa: masks the cells of classes, or keeps them; what is not known is masked" {
    quality
    [ "$(harmonise --qa qa:fill,cloud q.nc | values red)" = _,_,1,1,1,_ ]
    [ "$(harmonise --qa qa:high_confidence q.nc | values nir)" = 2,2,2,_,2,_ ]
    [ "$(harmonise --qa qa:keep=cloud,shadow q.nc | values nir)" = _,2,2,_,_,_ ]
    harmonise --qa qa:fill q.nc | values qa >/dev/null
    harmonise --variable red --qa qa:fill q.nc >red.nc
    [ "$(values red <red.nc)" = _,1,1,1,1,_ ]
    run ! values qa <red.nc
    [ "$(harmonise --derive ndvi --variable ndvi --qa qa:fill,cloud,shadow q.nc | values ndvi | cut -d, -f1-4)" = _,_,_,0.3333333 ]
    fails 65 'harmonise: --qa: qa has no class "cirrus" (it has fill cloud shadow low_confidence high_confidence)' harmonise --qa qa:cirrus q.nc
    fails 65 'harmonise: --qa: red has no quality bits' harmonise --qa red:fill q.nc
    run -64 harmonise --qa qa q.nc
}

@test "qa: bits of packed, unsigned and wide numbers, and flags written as texts" {
    bits() { # TYPE VALUES ATTRIBUTES CLASS
        ncgen -k "${kind:-nc4}" -o bits.nc <<END || return
netcdf bits {
dimensions: lat = 1 ; lon = 4 ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float x(lat, lon) ; x:units = "K" ;
 $1 qc(lat, lon) ; $3
data: lat = 10 ; lon = 0, 1, 2, 3 ; x = 1, 2, 3, 4 ; qc = $2 ;
}
END
        harmonise --qa "qc:$4" bits.nc >masked.nc && values x <masked.nc
    }
    m='qc:flag_meanings = "a b" ;'
    # the highest bit of signed bytes that are unsigned, of signed shorts, of unsigned and signed ints
    kind=classic bits byte -128,1,127,-1 "$m qc:_Unsigned = \"true\" ; qc:flag_masks = 1b, -128b ;" b | grep -qx _,2,3,_
    kind=classic bits short -32768,1,2,-1 "$m qc:flag_masks = 1s, -32768s ;" b | grep -qx _,2,3,_
    bits uint 2147483648,1,2,2147483649 "$m qc:flag_masks = 1u, 2147483648u ;" b | grep -qx _,2,3,_
    bits uint 2147483648,1,2,2147483649 "$m qc:flag_masks = 1u, 2147483648u ;" a | grep -qx 1,_,3,_
    bits int -2147483648,1,2,-1 "$m qc:flag_masks = 1, -2147483648 ;" b | grep -qx _,2,3,_
    bits uint64 4294967296,1,2,4294967297 "$m qc:flag_masks = 1ULL, 4294967296ULL ;" b | grep -qx _,2,3,_
    # they go on, with their flags, and mean the same
    harmonise bits.nc | harmonise --qa qc:b --flag | values x | grep -qx _,2,3,_
    # packed by one, or made floats; flags as texts
    bits short 0,1,2,3 "$m qc:scale_factor = 1.f ; qc:flag_masks = 1s, 2s ;" b | grep -qx 1,2,_,_
    bits float 0,1,2,3 "$m qc:flag_values = 1s, 2s ;" b | grep -qx 1,2,_,4
    bits byte 0,1,2,3 "$m qc:flag_values = \"1, 2\" ;" b | grep -qx 1,2,_,4
    run -65 --separate-stderr bits float 0,1,2,3 "$m qc:flag_masks = 1u, 2147483648u ;" b
    [[ $stderr == "harmonise: --qa: qc has more quality bits than its values keep"* ]]
}

@test "qa: a step without a valid cell is missing, with a warning" {
    quality
    harmonise --qa qa:keep=fill --qa qa:cloud q.nc 2>said | values red | grep -qx 1,_,_,_,_,_
    harmonise --qa qa:keep=fill --qa qa:fill q.nc 2>said | values red | grep -qx _,_,_,_,_,_
    grep -qx 'harmonise: warning: q.nc: QA leaves no valid cell of 6' said
}

@test "names: a letter or an alias alone does not make a quantity of what has another unit" {
    cat >letters.cdl <<'END'
netcdf letters {
dimensions: lat = 1 ; lon = 2 ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float v(lat, lon) ; v:units = "m" ;
 float z(lat, lon) ; z:units = "m" ;
 float t2m(lat, lon) ; t2m:units = "1" ;
 float u(lat, lon) ; u:units = "km/h" ;
data:
 lat = 0 ; lon = 0, 1 ; v = 1, 2 ; z = 3, 4 ; t2m = 5, 6 ; u = 36, 72 ;
}
END
    ncgen -k classic -o letters.nc letters.cdl
    [ "$(harmonise letters.nc | values v z t2m ua | paste -sd' ')" = "1,2 3,4 5,6 10,20" ]
}

@test "what only a standard name tells is called as aloft where it has levels or is at a pressure" {
    cat >up.cdl <<'END'
netcdf up {
dimensions: time = 1 ; plev = 2 ; lat = 1 ; lon = 2 ;
variables:
 double time(time) ; time:units = "days since 2000-01-01" ;
 double plev(plev) ; plev:units = "Pa" ; plev:standard_name = "air_pressure" ; plev:positive = "down" ;
 double p0 ; p0:units = "hPa" ; p0:standard_name = "air_pressure" ;
 double h ; h:units = "m" ; h:standard_name = "height" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float air_temperature(time, plev, lat, lon) ; air_temperature:standard_name = "air_temperature" ; air_temperature:units = "K" ;
 float x(time, lat, lon) ; x:standard_name = "eastward_wind" ; x:units = "m s-1" ; x:coordinates = "p0" ;
 float y(time, lat, lon) ; y:standard_name = "northward_wind" ; y:units = "m s-1" ; y:coordinates = "h" ;
 float huss(time, plev, lat, lon) ; huss:standard_name = "specific_humidity" ; huss:units = "1" ;
data:
 time = 0 ; plev = 85000, 50000 ; p0 = 300 ; h = 10 ; lat = 0 ; lon = 0, 1 ;
 air_temperature = 280, 281, 250, 251 ; x = 1, 2 ; y = 3, 4 ; huss = 0.01, 0.01, 0.001, 0.001 ;
}
END
    ncgen -k classic -o up.nc up.cdl
    # CMIP6 tables: ta and ua on plev, vas at 10 m; a name of CMIP is believed
    harmonise up.nc >up.out
    ncdump -h up.out | grep -oE 'float (ta|ua|vas|huss|tas|uas)\(' | paste -sd' ' |
        grep -qx 'float ta( float ua( float vas( float huss('
}

@test "a field of one level of pressure, or high above the ground, is no near-surface one" {
    # as NCEP has them: no standard_name of the levels
    cat >ncep.cdl <<'END'
netcdf ncep {
dimensions: time = 1 ; level = 2 ; lat = 1 ; lon = 2 ;
variables:
 double time(time) ; time:units = "days since 2000-01-01" ;
 float level(level) ; level:units = "millibar" ; level:positive = "down" ; level:axis = "Z" ;
 double h ; h:units = "m" ; h:standard_name = "height" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float air(time, level, lat, lon) ; air:standard_name = "air_temperature" ; air:units = "degK" ;
 float x(time, lat, lon) ; x:standard_name = "eastward_wind" ; x:units = "m s-1" ; x:coordinates = "h" ;
data:
 time = 0 ; level = 850, 500 ; h = 100 ; lat = 0 ; lon = 0, 1 ;
 air = 280, 281, 250, 251 ; x = 1, 2 ;
}
END
    ncgen -k classic -o ncep.nc ncep.cdl
    for how in '--variable air@500hPa' '--variable air --level 0.5bar'; do
        harmonise $how ncep.nc >one.nc
        [ "$(values ta <one.nc)" = 250,251 ]
        [ "$(attribute level:standard_name <one.nc)" = '"air_pressure"' ]
    done
    harmonise ncep.nc | attribute level:standard_name | grep -qx '"air_pressure"'
    [ "$(harmonise --variable x ncep.nc | values ua)" = 1,2 ]
}

@test "a statistic beside others that only its name tells of keeps it when it is read again" {
    for s in mean,count max,when-max median,over=280K; do
        harmonise --every day --stat $s hourly.nc >once.nc
        harmonise once.nc >twice.nc
        cmp <(ncdump once.nc | grep -v -e '(twinpipe' -e ^netcdf) <(ncdump twice.nc | grep -v -e '(twinpipe' -e ^netcdf)
        ncdump -h twice.nc | grep -Eq 'float tas_(mean|max|median)\('
    done
}
