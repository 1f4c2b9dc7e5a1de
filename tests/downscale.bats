# SPDX-License-Identifier: Apache-2.0
# downscale(1): one test for each sentence that the manual promises.

setup() {
    load helpers
    cdl coarse ground rain
}

# rounds N -- of the values on standard input.
rounded() {
    tr , '\n' | awk -v n="$1" '{ printf "%s%s", (NR > 1 ? "," : ""), ($1 == "_" ? "_" : sprintf("%." n "f", $1)) } END { print "" }'
}

@test "bilinear and conservative: what harmonise does, value by value" {
    for method in bilinear conservative; do
        downscale $method --grid 0,0,4,2,0.5 rain.nc | values pr >ours
        harmonise --grid 0,0,4,2,0.5 --method $method rain.nc | values pr >theirs
        [ -s ours ]
        diff ours theirs
    done
}

@test "bilinear: the target is required" {
    run -64 --separate-stderr downscale bilinear rain.nc
    [[ $stderr == *--grid* ]]
}

# The ground is 500 m, the fine one 0 1000 2000 / 500 _ 1500 m; 6.5 K/km and
# the formulas of the manual by hand (Python).
@test "lapse: temperature falls by the rate times the difference in elevation" {
    [ "$(downscale lapse --orography ground.nc coarse.nc | values tas | rounded 3)" = 283.250,276.750,270.250,280.000,_,273.500 ]
    [ "$(downscale lapse --orography ground.nc --lapse 10K/km coarse.nc | values tas | rounded 3)" = 285.000,275.000,265.000,280.000,_,270.000 ]
}

@test "an elevation without a unit of length is refused; harmonise gives it one" {
    ncatted -O -a units,orog,o,c,1 ground.nc bare.nc
    fails 65 'downscale: --orography: bare.nc: orog is in "1", no unit of length (harmonise --assume-units orog=m gives it one)' \
        downscale lapse --orography bare.nc coarse.nc
    harmonise --assume-units orog=m bare.nc >metres.nc
    [ "$(downscale lapse --orography metres.nc coarse.nc | values tas)" = "$(downscale lapse --orography ground.nc coarse.nc | values tas)" ]
}

@test "lapse: monthly rates; January is the first" {
    rates=monthly:1K/km,2K/km,3K/km,4K/km,5K/km,6K/km,7K/km,8K/km,9K/km,10K/km,11K/km,12K/km
    [ "$(downscale lapse --orography ground.nc --lapse $rates coarse.nc | values tas | rounded 3)" = 280.500,279.500,278.500,280.000,_,279.000 ]
    run -64 --separate-stderr downscale lapse --orography ground.nc --lapse monthly:1K/km coarse.nc
    [[ $stderr == *"12 values"* ]]
}

# 288 K at sea level and 8 K less each km on a ground that is no plane: the
# fine ground has 288 - 0.008 z, by hand.
@test "lapse: local rates are those of the cells around, the default where these say nothing" {
    ncap2 -O -s 'orog(:,:)={0.,500.,1200.,300.,100.,900.,700.,50.,400.};tas=288f-0.008f*orog+0*tas' \
        -s 'orog=float(orog)' coarse.nc steep.nc
    downscale lapse --orography ground.nc --lapse local --variable tas,orog steep.nc >out.nc
    [ "$(values tas <out.nc | rounded 3)" = 288.000,280.000,272.000,284.000,_,276.000 ]
    downscale lapse --orography ground.nc --lapse local:3,0.9 --variable tas,orog steep.nc | values tas | rounded 3 >3
    [ "$(cat 3)" = 288.000,280.000,272.000,284.000,_,276.000 ]
    # The ground of coarse.nc is flat: nothing to learn from.
    [ "$(downscale lapse --orography ground.nc --lapse local coarse.nc | values tas | rounded 3)" = 283.250,276.750,270.250,280.000,_,273.500 ]
    [ "$(downscale lapse --orography ground.nc --lapse local coarse.nc | values tdps | rounded 3)" = 275.900,274.100,272.300,275.000,_,273.200 ]
    for bad in local:4 local:1 local:5,2 localx; do
        run -64 --separate-stderr downscale lapse --orography ground.nc --lapse $bad coarse.nc
        [[ $stderr == *"--lapse: local"* ]]
    done
}

@test "lapse: dew points by 1.8 K/km" {
    [ "$(downscale lapse --orography ground.nc coarse.nc | values tdps | rounded 3)" = 275.900,274.100,272.300,275.000,_,273.200 ]
}

@test "lapse: pressure by the hypsometric equation" {
    [ "$(downscale lapse --orography ground.nc coarse.nc | values ps | rounded 1)" = 100940.5,89345.8,78855.3,95000.0,_,83967.6 ]
    run -65 --separate-stderr downscale lapse --orography ground.nc --variable ps,orog coarse.nc
    [ "$stderr" = 'downscale: coarse.nc: ps needs tas in K beside it' ]
}

@test "lapse: rain by the factor of the month" {
    [ "$(downscale lapse --orography ground.nc coarse.nc | values pr | rounded 4)" = 1.4043,2.8485,6.4211,2.0000,_,4.1538 ]
}

@test "lapse: the coarse ground comes from its file or from the input" {
    downscale lapse --orography ground.nc coarse.nc | values tas >inside
    downscale lapse --orography ground.nc --coarse-orography coarse.nc:orog --variable tas coarse.nc | values tas >outside
    diff inside outside
    fails 64 'downscale: no orog in the input (say --coarse-orography FILE)' \
        downscale lapse --orography ground.nc --variable tas coarse.nc
}

@test "lapse: t = 288 - 0.0065 z stays so on any ground" {
    # by hand
    ncap2 -O -s 'tas(:,:,:)=288-0.0065f*500' coarse.nc line.nc
    downscale lapse --orography ground.nc --variable tas,orog line.nc | values tas | rounded 4 >got
    echo 288.0000,281.5000,275.0000,284.7500,_,278.2500 | diff - got
}

@test "a method that is not there is refused by name" {
    run -64 --separate-stderr downscale qdm coarse.nc
    [[ $stderr == *qdm* && $stderr == *lapse* ]]
}
