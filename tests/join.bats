# SPDX-License-Identifier: Apache-2.0
# harmonise(1): several FILEs become one dataset.  Numbers by hand.

setup() {
    load helpers
}

# attribute NAME -- of the stream on standard input: VAR:ATT or :ATT
attribute() {
    cat >.stream
    ncdump -h .stream | sed -n "s/^\t*$1 = \(.*\) ;\$/\1/p"
}

# file NAME TIMES VALUES [UNIT [BOUNDS]] -- NAME.nc: tas at two cells
file() {
    local bounds=
    [ -z "${5-}" ] || bounds="time:bounds = \"time_bnds\" ; double time_bnds(time, two) ;"
    ncgen -k classic -o "$1.nc" - <<END || return
netcdf x { dimensions: time = UNLIMITED ; lat = 1 ; lon = 2 ; two = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ; time:calendar = "standard" ; $bounds
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
float tas(time, lat, lon) ; tas:units = "${4:-K}" ; tas:standard_name = "air_temperature" ; tas:_FillValue = -999.f ;
data: time = $2 ; lat = 50 ; lon = 8, 9 ; tas = $3 ; ${5:+time_bnds = $5 ;} }
END
}

# series FILE... -- days and values of the first cell
series() {
    harmonise "$@" >.joined.nc
    paste -d: <(values time <.joined.nc) <(values tas <.joined.nc | cut -d, -f1) | paste -sd' '
}

@test "time: files are sorted by their first stamp; equal steps that are there twice are dropped" {
    file a 0,1,2 280,275,281,275,282,275
    file b 2,3 282,275,283,275
    file c 4 284,275
    want='0:280 1:281 2:282 3:283 4:284'
    [ "$(series c.nc a.nc b.nc)" = "$want" ]
    [ "$(series b.nc c.nc a.nc)" = "$want" ]
    harmonise a.nc >a
    harmonise b.nc >b
    harmonise c.nc >c
    [ "$(series c b a)" = "$want" ] # streams, whose times come with the steps
    [ "$(series --time 2001-01-02/2001-01-04 c.nc b.nc a.nc)" = '1:281 2:282 3:283' ]
}

@test "on-overlap: the step of the file that begins first is kept, or of the one that begins last" {
    file a 0,1,2,3 280,275,281,275,282,275,283,275
    file b 1,2,4 291,275,292,275,294,275
    file c 2,5 302,275,305,275
    run -65 --separate-stderr harmonise -o out.nc b.nc a.nc
    # shellcheck disable=SC2154 # set by run
    [ "$stderr" = "harmonise: b.nc: step 1 (2001-01-02) is not after step 2 of a.nc (2001-01-02) and differs from it; --on-overlap first or last keeps one" ]
    [ ! -e out.nc ]
    for f in 'c.nc b.nc a.nc' 'a.nc c.nc b.nc' 'c b a' 'b a c'; do
        for s in a b c; do harmonise $s.nc >$s; done
        # shellcheck disable=SC2086 # words
        [ "$(series --on-overlap first $f)" = '0:280 1:281 2:282 3:283 4:294 5:305' ]
        # shellcheck disable=SC2086
        [ "$(series --on-overlap last $f)" = '0:280 1:291 2:302 3:283 4:294 5:305' ]
        # a selection does not change which: a and b begin before it
        # shellcheck disable=SC2086
        [ "$(series --on-overlap last --time 2001-01-03/.. $f)" = '2:302 3:283 4:294 5:305' ]
        # shellcheck disable=SC2086
        [ "$(series --on-overlap first --time 2001-01-03/.. $f)" = '2:282 3:283 4:294 5:305' ]
    done
    # of files that begin together the first given begins first
    file d 0,1 270,275,271,275
    [ "$(series --on-overlap first d.nc a.nc)" = '0:270 1:271 2:282 3:283' ]
    [ "$(series --on-overlap last d.nc a.nc)" = '0:280 1:281 2:282 3:283' ]
}

@test "on-overlap: bounds are those of the step that is kept" {
    file a 0,1 280,275,281,275 K 0,1,1,2
    file b 1,2 291,275,292,275 K 0.5,2,2,3
    [ "$(harmonise --on-overlap last a.nc b.nc | values time_bnds | paste -sd' ')" = '0,1 0.5,2 2,3' ]
    [ "$(harmonise --on-overlap first a.nc b.nc | values time_bnds | paste -sd' ')" = '0,1 1,2 2,3' ]
}

@test "on-overlap: in one file, of steps that go back the first or the last ones are kept" {
    file a 0,1,2,1,2,3 280,275,281,275,282,275,291,275,292,275,293,275
    run -65 --separate-stderr harmonise -o out.nc a.nc
    [ "$stderr" = "harmonise: a.nc: step 4 (2001-01-02) is not after step 3 (2001-01-03); --on-overlap first or last keeps one" ]
    [ "$(series --on-overlap first a.nc)" = '0:280 1:281 2:282 3:293' ]
    [ "$(series --on-overlap last a.nc)" = '0:280 1:291 2:292 3:293' ]
    # shellcheck disable=SC2002 # a pipe
    cat a.nc | { run -65 --separate-stderr harmonise --on-overlap last -o out.nc; [[ $stderr == *"--on-overlap last cannot look ahead in a stream" ]]; }
}

@test "time: units are converted, grids and calendars must agree" {
    file a 0 280,275
    file b 1 7.85,275 degC
    [ "$(series a.nc b.nc)" = '0:280 1:281' ]
    ncap2 -O -s 'lon(1)=9.0000005' b.nc near.nc
    [ "$(series a.nc near.nc)" = '0:280 1:281' ]
    ncap2 -O -s 'lon(1)=9.00001' b.nc far.nc
    run -65 --separate-stderr harmonise -o out.nc a.nc far.nc
    [ "$stderr" = "harmonise: far.nc: grid differs from a.nc: value 2 of lon is 9.00001 against 9" ]
    ncatted -O -a calendar,time,o,c,noleap b.nc noleap.nc
    run -65 --separate-stderr harmonise -o out.nc a.nc noleap.nc
    [[ $stderr == "harmonise: noleap.nc: calendar differs from a.nc: noleap against standard"* ]]
    [ ! -e out.nc ]
}

@test "time: holes are listed" {
    file a 0,1,2 280,275,281,275,282,275
    file b 5,6,9 285,275,286,275,289,275
    file c 10,11 290,275,291,275
    line="harmonise: warning: a.nc: holes in time: 2 steps after 2001-01-03 (a.nc), 2 steps after 2001-01-07 (b.nc)"
    for f in 'c.nc b.nc a.nc' 'a b c'; do
        for s in a b c; do harmonise $s.nc >$s; done
        # shellcheck disable=SC2086 # words
        run --separate-stderr harmonise -o out.nc $f
        [ "$status" = 0 ]
        diff <(sed 's/\.nc//g' <<<"$stderr") <(sed 's/\.nc//g' <<<"$line")
    done
    # months are of different length, and bounds that join leave none
    file a 0,31,59 1,1,2,1,3,1
    file b 90,120,151 4,1,5,1,6,1
    run --separate-stderr harmonise --plausible off -o out.nc a.nc b.nc
    [ -z "$stderr" ]
    file a 0,1,2 1,1,2,1,3,1 K 0,1,1,2,2,10
    file b 10,11,12 4,1,5,1,6,1 K 10,11,11,12,12,13
    run --separate-stderr harmonise --plausible off -o out.nc a.nc b.nc
    [ -z "$stderr" ]
}

@test "time: the decades of HadGEM2-ES are 600 months of 360-day years without a hole" {
    need data/climate/tas_Amon_HadGEM2-ES_rcp85_200512-203011.nc
    run --separate-stderr harmonise -o out.nc "$shared"/data/climate/tas_Amon_HadGEM2-ES_rcp85_20*.nc
    [ "$status" = 0 ]
    [ -z "$stderr" ]
    # cdo ntime: 300 in each
    [ "$(ncdump -h out.nc | sed -n 's/.*UNLIMITED ; .. (\(.*\) currently).*/\1/p')" = 600 ]
    # the later half alone with a month cut out
    ncks -O -d time,0,99 "$shared/data/climate/tas_Amon_HadGEM2-ES_rcp85_203012-205511.nc" a.nc
    ncks -O -d time,101,299 "$shared/data/climate/tas_Amon_HadGEM2-ES_rcp85_203012-205511.nc" b.nc
    run --separate-stderr harmonise -o out.nc a.nc b.nc
    [[ $stderr == "harmonise: warning: a.nc: hole in time: 1 step after 2039-03-16"* ]]
}
