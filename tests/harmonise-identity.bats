# SPDX-License-Identifier: Apache-2.0
# harmonise(1): names, plausibility, units and selection: one test for each
# sentence that the manual promises.

setup() {
    load helpers
    cdl hourly rain
}

# attribute NAME -- of the stream on standard input: VAR:ATT or :ATT
attribute() {
    cat >.stream
    ncdump -h .stream | sed -n "s/^\t*$1 = \(.*\) ;\$/\1/p"
}

# pressure NAME STANDARD_NAME UNITS -- hourly.nc as NAME.nc, 980 ... 1057
pressure() {
    ncap2 -O -s "$1=tas*3.5f" -v hourly.nc "$1.nc"
    ncatted -O -a standard_name,"$1",o,c,"$2" -a units,"$1",o,c,"$3" "$1.nc"
}

@test "names: psl where only surface pressure is there is refused with the hint" {
    pressure sp surface_air_pressure hPa
    fails 65 'harmonise: sp.nc: no "psl" (it has ps: pressure at the surface; --derive psl needs orog and tas)' \
        harmonise --variable psl sp.nc
    fails 65 'harmonise: no "psl" (it has ps: pressure at the surface; --derive psl needs orog and tas)' \
        harmonise --rename sp=psl sp.nc
    fails 65 'harmonise: no "msl" (it has ps: pressure at the surface; --derive psl needs orog and tas)' \
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
