# SPDX-License-Identifier: Apache-2.0
# Values of 64 bits, and whole numbers of 32, through harmonise: expected
# numbers are those of tests/data/double.cdl, by hand.

setup() {
    load helpers
    cdl double
}

# type NAME -- of a variable in the stream on standard input
type() {
    cat >.stream
    ncdump -h .stream | sed -n "s/^\t\([a-z]*\) $1(.*/\1/p"
}

@test "values of 64 bits keep them" {
    harmonise --variable tas double.nc >out.nc
    [ "$(type tas <out.nc)" = double ]
    [ "$(values tas <out.nc | head -n 1)" = 280.000000001,280.000000002,_,1e+40 ]
    harmonise --variable tas double.nc -o out4.nc
    [ "$(type tas <out4.nc)" = double ]
    [ "$(values tas <out4.nc | head -n 1)" = 280.000000001,280.000000002,_,1e+40 ]
}

@test "whole numbers with a unit keep what a float cannot hold; packed values are floats" {
    harmonise --variable people,packed --units keep double.nc >out.nc
    [ "$(type people <out.nc)" = double ]
    [ "$(values people <out.nc)" = $'16777217,16777219,3,4\n5,6,7,2147483646' ]
    [ "$(type packed <out.nc)" = float ]
}

@test "values of 64 bits are cut, turned and converted as such" {
    harmonise --variable tas --lat down --bbox 5,5,15,25 double.nc >out.nc
    [ "$(values tas <out.nc)" = $'1e+40,280.000000002\n281.25,280.5' ]
    harmonise --variable tas --units mK --time 2000-01-01 double.nc >out.nc
    [ "$(values tas <out.nc)" = 280000.000001,280000.000002,_,1e+43 ]
}

@test "files are joined to values of 64 bits, units converted" {
    ncks -O -d time,0 double.nc a.nc
    ncks -O -d time,1 double.nc b.nc
    ncap2 -O -s 'tas=tas*1000' b.nc c.nc
    ncatted -a units,tas,o,c,mK c.nc
    harmonise --variable tas a.nc c.nc >out.nc
    [ "$(type tas <out.nc)" = double ]
    [ "$(values tas <out.nc | tail -n 1)" = 0.1,280.5,281,281.25 ]
}

@test "where a step knows 32 bits only, values are rounded, beyond them missing with a warning" {
    run --separate-stderr harmonise --plausible off --variable tas -f csv double.nc
    [ "$status" = 0 ]
    [[ $stderr == "harmonise: warning: tas: values beyond 3.40282e+38 are written as missing" ]]
    [[ $output == *"2000-01-01T00:00:00Z,10,0,280"* ]]
    [[ $output != *e+40* ]]
}

@test "other commands read values of 64 bits as 32" {
    harmonise --variable tas double.nc | downscale bilinear --grid 0,5,10,25,5 >out.nc
    [ "$(type tas <out.nc)" = float ]
}
