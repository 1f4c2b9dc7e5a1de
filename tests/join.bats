# SPDX-License-Identifier: Apache-2.0
# harmonise(1): several FILEs become one dataset.  Numbers by hand.

setup() {
    load helpers
}

# file NAME TIMES VALUES [UNIT [BOUNDS [ATTRIBUTES]]] -- NAME.nc: tas at two cells
file() {
    local bounds=
    [ -z "${5-}" ] || bounds="time:bounds = \"time_bnds\" ; double time_bnds(time, two) ;"
    ncgen -k classic -o "$1.nc" - <<END || return
netcdf x { dimensions: time = UNLIMITED ; lat = 1 ; lon = 2 ; two = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ; time:calendar = "standard" ; $bounds
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
float tas(time, lat, lon) ; tas:units = "${4:-K}" ; tas:standard_name = "air_temperature" ; tas:_FillValue = -999.f ; ${6-}
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
    [ "$stderr" = "harmonise: a.nc: step 4 (2001-01-02) is not after step 3 (2001-01-03); --on-overlap first keeps one" ]
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

# named NAME VAR TIMES VALUES [UNIT [STANDARD_NAME [ATTRIBUTES [DATA]]]] -- as
# file, a field of another name
named() {
    local standard=
    [ -z "${6-}" ] || standard="$2:standard_name = \"$6\" ;"
    ncgen -k classic -o "$1.nc" - <<END
netcdf x { dimensions: time = UNLIMITED ; lat = 1 ; lon = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ; time:calendar = "standard" ;
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
float $2(time, lat, lon) ; $2:units = "${5:-K}" ; $standard $2:_FillValue = -999.f ; ${7-}
data: time = $3 ; lat = 50 ; lon = 8, 9 ; $2 = $4 ; ${8-} }
END
}

@test "one quantity under several names is one series, in units of the first" {
    file a 0,1 280,275,281,275
    named b t2m 2 8.85,1.85 degC
    named c air 3 283,275 K air_temperature # known by its standard name alone
    for s in a b c; do harmonise $s.nc >$s; done
    for f in 'a.nc b.nc c.nc' 'c.nc a.nc b.nc' 'b a.nc c' 'a b c'; do
        # shellcheck disable=SC2086 # words
        [ "$(series --units K $f)" = '0:280 1:281 2:282 3:283' ]
    done
    harmonise a.nc b.nc c.nc >out.nc
    [ "$(attribute tas:twinpipe_original_name <out.nc)" = '"tas t2m air"' ]
    # each of the names may be asked for
    for name in tas t2m air; do
        [ "$(series --units $name=degC a.nc b.nc c.nc)" = '0:6.85 1:7.85 2:8.85 3:9.85' ]
    done
    [ "$(series --variable t2m,tas a.nc b.nc)" = '0:280 1:281 2:282' ]
    # streams that know it are known again
    harmonise out.nc | attribute tas:twinpipe_original_name | grep -qx '"tas t2m air"'
    # rates of rain, of which a litre has a kilogram
    named a precip 0,1 8.64,0,8.64,0 mm/day precipitation_flux
    named b pr 2 2e-4,0 'kg m-2 s-1'
    [ "$(harmonise --units mm/day a.nc b.nc | values pr | paste -sd' ')" = '8.64,0 8.64,0 17.28,0' ]
}

@test "one quantity under several names overlaps, and is a member, like any" {
    file a 0,1 280,275,281,275
    named b t2m 1,2 291,275,292,275
    run -65 --separate-stderr harmonise -o out.nc a.nc b.nc
    [[ $stderr == "harmonise: b.nc: step 1 (2001-01-02) is not after step 2 of a.nc (2001-01-02) and differs from it"* ]]
    [ "$(series --on-overlap first a.nc b.nc)" = '0:280 1:281 2:292' ]
    named b t2m 0,1 6.85,1.85,7.85,2.85 degC '' ':realization_index = 1 ;'
    named c tas 0,1 290,275,291,275 K '' ':realization_index = 4 ;'
    harmonise --join member --units K c.nc b.nc >out.nc
    [ "$(values tas <out.nc | paste -sd' ')" = '280,275,290,275 281,276,291,275' ]
    [ "$(attribute tas:twinpipe_original_name <out.nc)" = '"tas t2m"' ]
}

@test "what differs in identity is not one series: ps and psl, tas and tasmax, bands, layers" {
    named a sp 0,1 100000,100001,100002,100003 Pa
    named b msl 2,3 101000,101001,101002,101003 Pa
    run -65 --separate-stderr harmonise -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: b.nc: step 1 is at 2001-01-03, that of a.nc at 2001-01-01 (they have different fields)" ]
    run -65 --separate-stderr harmonise --join time -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: b.nc: has other fields than a.nc: psl, not ps (join by variable)" ]
    # a maximum by its name or by cell_methods
    file a 0,1 280,275,281,275
    named b tmax 0,1 290,275,291,275 K air_temperature
    named c high 0,1 292,275,293,275 K air_temperature 'high:cell_methods = "time: maximum" ;'
    [ "$(harmonise a.nc b.nc c.nc | values tas tasmax high | paste -sd' ')" = '280,275 281,275 290,275 291,275 292,275 293,275' ]
    run -65 --separate-stderr harmonise --join time -o out.nc a.nc b.nc
    [[ $stderr == *"tasmax, not tas (join by variable)" ]]
    # layers that share a standard name, and what has the same times
    named a stl1 0 280,275 K soil_temperature
    named b stl2 1 281,275 K soil_temperature
    run -65 --separate-stderr harmonise -o out.nc a.nc b.nc
    [[ $stderr == *"(they have different fields)" ]]
    named a VV 0 1,2 1 surface_backwards_scattering_coefficient_of_radar_wave
    named b VH 0 3,4 1 surface_backwards_scattering_coefficient_of_radar_wave
    [ "$(harmonise a.nc b.nc | values VV VH | paste -sd' ')" = '1,2 3,4' ]
    # --join variable and --names keep ask for it
    named a tas 0 280,275
    named b t2m 0 290,275
    [ "$(harmonise --join variable a.nc b.nc | values tas t2m | paste -sd' ')" = '280,275 290,275' ]
    [ "$(harmonise --names keep a.nc b.nc | values tas t2m | paste -sd' ')" = '280,275 290,275' ]
}

@test "options say what fields are before they are joined" {
    file a 0,1 280,275,281,275
    named b temp 2 282,275
    [ "$(series --as temp=air_temperature a.nc b.nc)" = '0:280 1:281 2:282' ]
    [ "$(series --as temp=air_temperature b.nc a.nc)" = '0:280 1:281 2:282' ]
    [ "$(series --rename temp=tas a.nc b.nc)" = '0:280 1:281 2:282' ]
    named b t2m 0,1 290,275,291,275
    [ "$(harmonise --rename t2m=era a.nc b.nc | values tas era | paste -sd' ')" = '280,275 281,275 290,275 291,275' ]
    run -65 --separate-stderr harmonise --as t2m=surface_temperature --rename none=x -o out.nc a.nc b.nc
    [ "$stderr" = 'harmonise: a.nc: no variable "none" (it has tas, t2m)' ]
    named b ts 2 290,275
    run -65 --separate-stderr harmonise --rename ts=tas -o out.nc a.nc b.nc
    [[ $stderr == 'harmonise: b.nc: no "tas" (it has ts: '* ]]
}

@test "one name of two things is refused" {
    pressure='double plev ; plev:units = "hPa" ; plev:standard_name = "air_pressure" ; ta:coordinates = "plev" ;'
    named a ta 0 250,251 K air_temperature "$pressure" 'plev = 500 ;'
    named b ta 1 280,281 K air_temperature "$pressure" 'plev = 850 ;'
    run -65 --separate-stderr harmonise -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: b.nc: ta is at air_pressure 85000, at air_pressure 50000 in a.nc (harmonise each by itself, with --rename)" ]
    named a t 0 250,251 K surface_temperature
    named b t 1 280,281 K air_temperature
    run -65 --separate-stderr harmonise -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: b.nc: t is air_temperature, surface_temperature in a.nc (harmonise each by itself, with --rename)" ]
    named a tas 0 250,251 K air_temperature 'tas:cell_methods = "time: mean" ;'
    named b tas 1 280,281 K air_temperature 'tas:cell_methods = "time: maximum" ;'
    run -65 --separate-stderr harmonise -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: b.nc: tas is a maximum in time, a mean in a.nc (harmonise each by itself, with --rename)" ]
    # what the table does not have may be two words for one thing
    named b tas 1 280,281 K temperature
    run --separate-stderr harmonise -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: warning: b.nc: tas says that it is temperature, in a.nc air_temperature; they are taken for one" ]
    # components along the axes of a grid, and others
    ncgen -k classic -o a.nc - <<'END'
netcdf a { dimensions: time = UNLIMITED ; y = 2 ; x = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(y, x) ; lat:units = "degrees_north" ; double lon(y, x) ; lon:units = "degrees_east" ;
float u(time, y, x) ; u:units = "m s-1" ; u:coordinates = "lat lon" ; u:standard_name = "x_wind" ;
data: time = 0 ; lat = 50, 50.1, 51, 51.1 ; lon = 8, 9, 8, 9 ; u = 1, 2, 3, 4 ; }
END
    ncatted -O -a standard_name,u,o,c,eastward_wind a.nc b.nc
    ncap2 -O -s 'time=time+1' b.nc b.nc
    run -65 --separate-stderr harmonise --vectors keep -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: b.nc: u is along east and north, along the grid's axes in a.nc (harmonise each by itself)" ]
}

@test "coordinates of one value that files joined by variable have in common stay apart; along time they go" {
    pressure='double plev ; plev:units = "hPa" ; plev:standard_name = "air_pressure" ;'
    named a ta5 0 250,251 K air_temperature "$pressure ta5:coordinates = \"plev\" ;" 'plev = 500 ;'
    named b ta8 0 280,281 K air_temperature "$pressure ta8:coordinates = \"plev\" ;" 'plev = 850 ;'
    run --separate-stderr harmonise -o out.nc a.nc b.nc
    [ -z "$stderr" ]
    [ "$(values plev plev_2 <out.nc | paste -sd' ')" = '500 850' ]
    [ "$(attribute ta5:coordinates <out.nc) $(attribute ta8:coordinates <out.nc)" = '"plev" "plev_2"' ]
    run='double run ; run:units = "hours since 2001-01-01" ; run:standard_name = "forecast_reference_time" ; tas:coordinates = "run" ;'
    named a tas 0 280,281 K '' "$run" 'run = 0 ;'
    named b tas 1 282,283 K '' "$run" 'run = 24 ;'
    run --separate-stderr harmonise -o out.nc a.nc b.nc
    [ "$stderr" = "harmonise: warning: b.nc: run differs from that of a.nc, and is left out" ]
    ! ncdump -h out.nc | grep -w run || false
}

@test "axes in another order are turned to that of the first" {
    # x LAT LON VALUES DAY -- two levels; the static field is the latitude
    x() {
        ncgen -k classic -o "$5.nc" - <<END
netcdf x { dimensions: time = UNLIMITED ; plev = 2 ; lat = 2 ; lon = 4 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double plev(plev) ; plev:units = "Pa" ; plev:standard_name = "air_pressure" ;
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
float ta(time, plev, lat, lon) ; ta:units = "K" ; float orog(lat, lon) ; orog:units = "m" ;
data: time = $5 ; plev = 50000, 85000 ; lat = $1 ; lon = $2 ; ta = $3 ; orog = $4 ; }
END
    }
    # to the north 10 more, to the east 1 more, above 100 more
    x 50,60 0,90,180,270 250,251,252,253,260,261,262,263,150,151,152,153,160,161,162,163 50,50,50,50,60,60,60,60 0
    x 60,50 -180,-90,0,90 262,263,260,261,252,253,250,251,162,163,160,161,152,153,150,151 60,60,60,60,50,50,50,50 1
    x 50,60 0,90,180,271 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1 50,50,50,50,60,60,60,60 2
    for order in '0.nc 1.nc' '1.nc 0.nc'; do
        # shellcheck disable=SC2086 # words
        run --separate-stderr harmonise --plausible off --lon keep --lat keep -o out.nc $order
        [ -z "$stderr" ]
        [ "$(values ta <out.nc | sort -u | wc -l)" = 1 ]
        ncks -O -d time,0 out.nc a.nc
        [ "$(values ta <a.nc)" = "$(ncks -O -d time,0 "${order%% *}" b.nc; values ta <b.nc)" ]
    done
    harmonise --plausible off 0.nc >0
    harmonise --plausible off 1.nc >1
    [ "$(harmonise --plausible off 1 0.nc | values ta | sort -u | wc -l)" = 1 ] # a stream
    ncap2 -O -s 'ta=double(ta)' 0.nc 0d.nc
    [ "$(harmonise --plausible off 0d.nc 1.nc | values ta | sort -u | wc -l)" = 1 ] # 64 bits
    ncatted -O -a units,ta,o,c,degC 1.nc 1c.nc
    ncap2 -O -s 'ta=ta-273.15' 1c.nc 1c.nc
    harmonise --plausible off --lon 0-360 0.nc 1c.nc | values ta | tail -n 1 |
        all_near 1e-4 250 251 252 253 260 261 262 263 150 151 152 153 160 161 162 163
    run -65 --separate-stderr harmonise -o out.nc 0.nc 2.nc
    [ "$stderr" = 'harmonise: 2.nc: grid differs from 0.nc: value 4 of lon is 271 against 270' ]
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

# member NAME TIMES VALUES [UNIT [ATTRIBUTES]] -- as file, without bounds
member() {
    file "$1" "$2" "$3" "${4:-K}" '' "${5-}"
}

@test "member: FILEs become an axis, by their variant labels, along time each, in units of the first" {
    member a 0,1 280,270,281,271 K ':variant_label = "r10i1p1f1" ; :source_id = "X" ; :experiment_id = "ssp" ;'
    member b 0,1 16.85,6.85,17.85,7.85 degC ':variant_label = "r2i1p1f1" ; :source_id = "X" ; :experiment_id = "ssp" ;'
    member c 2 282,272 K ':variant_label = "r10i1p1f1" ; :source_id = "X" ; :experiment_id = "ssp" ;'
    member d 2 18.85,8.85 degC ':variant_label = "r2i1p1f1" ; :source_id = "X" ; :experiment_id = "ssp" ;'
    for s in a b c d; do harmonise $s.nc >$s; done
    for f in 'a.nc b.nc c.nc d.nc' 'c.nc d.nc b.nc a.nc' 'a b c d'; do
        # shellcheck disable=SC2086 # words
        harmonise --join member --units K $f >out.nc
        [ "$(values realization <out.nc)" = 2,10 ]
        [ "$(values time <out.nc | paste -sd,)" = 0,1,2 ]
        [ "$(values tas <out.nc | paste -sd' ')" = '290,280,280,270 291,281,281,271 292,282,282,272' ]
        [ "$(attribute realization:twinpipe_members <out.nc)" = '"r2i1p1f1 r10i1p1f1"' ]
        [ "$(attribute realization:standard_name <out.nc)" = '"realization"' ]
        [ "$(attribute :experiment_id <out.nc)" = '"ssp"' ]
        [ -z "$(attribute :variant_label <out.nc)" ]
    done
    ncdump -h out.nc | grep -q 'float tas(time, realization, lat, lon)'
    # a member is chosen by its number or its label
    [ "$(harmonise --join member --member r10i1p1f1 a b c d | values tas | head -n 1)" = 280,270 ]
    [ "$(harmonise --join member --member 2 a b c d | values tas | head -n 1)" = 290,280 ]
    [ "$(harmonise --join member --member 10 a b c d | attribute realization:twinpipe_members)" = '"r10i1p1f1"' ]
    # and the whole, harmonised again, is the same
    harmonise out.nc | values tas realization | diff - <(values tas realization <out.nc)
    # one more beside those that an axis has, and its labels stay with it
    member e 0,1,2 283,273,284,274,285,275 K ':variant_label = "r4i1p1f1" ; :source_id = "X" ;'
    harmonise --join member out.nc e.nc >more.nc
    [ "$(values realization <more.nc)" = 2,4,10 ]
    [ "$(attribute realization:twinpipe_members <more.nc)" = '"r2i1p1f1 r4i1p1f1 r10i1p1f1"' ]
    [ "$(harmonise --member r10i1p1f1 more.nc | values tas | head -n 1)" = 280,270 ]
    member e 0,1,2 283,273,284,274,285,275 K ':realization_index = 4 ;'
    harmonise --join member out.nc e.nc >more.nc
    [ "$(values realization <more.nc)" = 2,4,10 ]
    [ -z "$(attribute realization:twinpipe_members <more.nc)" ]
}

@test "member: without numbers of their own FILEs are 0, 1, 2 ... as they are given" {
    member a 0 280,270
    member b 0 281,271
    member c 0 282,272
    harmonise --join member c.nc a.nc b.nc >out.nc
    [ "$(values realization <out.nc)" = 0,1,2 ]
    [ "$(values tas <out.nc)" = 282,272,280,270,281,271 ]
    # one that says so among others that do not
    member b 0 281,271 K ':realization_index = 7 ;'
    run --separate-stderr harmonise --join member -o out.nc c.nc a.nc b.nc
    [ "$stderr" = "harmonise: warning: c.nc: does not say which member it is; members are numbered from 0 in the order of the FILEs" ]
    [ "$(values realization <out.nc)" = 0,1,2 ]
    # members of two models, or of two physics, that have one number
    member a 0 280,270 K ':source_id = "X" ; :variant_label = "r1i1p1f1" ;'
    member b 0 281,271 K ':source_id = "Y" ; :variant_label = "r1i1p1f1" ;'
    harmonise --join member a.nc b.nc >out.nc
    [ "$(values realization <out.nc)" = 0,1 ]
    [ "$(attribute realization:twinpipe_members <out.nc)" = '"X_r1i1p1f1 Y_r1i1p1f1"' ]
    member b 0 281,271 K ':source_id = "X" ; :variant_label = "r1i1p2f1" ;'
    [ "$(harmonise --join member a.nc b.nc | attribute realization:twinpipe_members)" = '"r1i1p1f1 r1i1p2f1"' ]
}

@test "member: numbers of a coordinate, of the attributes of CMIP5, of GRIB" {
    member a 0 280,270 K 'int number ; tas:coordinates = "number" ;'
    ncap2 -O -s 'number=5' a.nc five.nc
    ncap2 -O -s 'number=3' a.nc three.nc
    harmonise --join member five.nc three.nc >out.nc
    [ "$(values number <out.nc)" = 3,5 ]
    [ "$(attribute number:standard_name <out.nc)" = '"realization"' ]
    for i in 4 2; do
        member m$i 0 28$i,270 K ":realization = $i ; :initialization_method = 1 ; :physics_version = 1 ;"
    done
    harmonise --join member m4.nc m2.nc >out.nc
    [ "$(values realization <out.nc)" = 2,4 ]
    [ "$(values tas <out.nc)" = 282,270,284,270 ]
    [ "$(attribute realization:twinpipe_members <out.nc)" = '"r2i1p1 r4i1p1"' ]
    [ "$(harmonise --member 2 m2.nc | values tas)" = 282,270 ]
    run -65 --separate-stderr harmonise --member 3 -o no.nc m2.nc
    [ "$stderr" = "harmonise: --member: 3: it has only r2i1p1" ]
    [ "$(harmonise --member 5 five.nc | values tas)" = 280,270 ]
    for i in 3 1; do
        printf 'set productDefinitionTemplateNumber=1; set perturbationNumber=%d; set values={%s}; write;' \
            $i "$(seq -s, $i 1 $((i + 495)))" >rules
        grib_filter -o $i.grib rules /usr/share/eccodes/samples/regular_ll_sfc_grib2.tmpl
    done
    harmonise --names keep --plausible off --join member 3.grib 1.grib >out.nc
    [ "$(values realization <out.nc)" = 1,3 ]
}

@test "member: FILEs that have several members each, in the order of their numbers" {
    for i in 0 1 2 3; do member m$i 0,1 "28$i,270,29$i,280" K ":realization_index = $i ;"; done
    harmonise --join member m0.nc m3.nc >a.nc
    harmonise --join member m1.nc m2.nc >b.nc
    harmonise --join member a.nc b.nc >out.nc
    [ "$(values realization <out.nc)" = 0,1,2,3 ]
    [ "$(values tas <out.nc | paste -sd' ')" = '280,270,281,270,282,270,283,270 290,280,291,280,292,280,293,280' ]
    harmonise --join member a.nc m1.nc m2.nc | values tas realization | diff - <(values tas realization <out.nc)
    run -65 --separate-stderr harmonise --join member -o no.nc a.nc m0.nc
    [ "$stderr" = "harmonise: m0.nc: has member 0, as a.nc has" ]
    [ ! -e no.nc ]
}

@test "member: levels stay inside members" {
    for i in 1 2; do
        ncgen -k classic -o l$i.nc - <<END
netcdf x { dimensions: time = UNLIMITED ; plev = 2 ; lat = 1 ; lon = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ; double plev(plev) ; plev:units = "Pa" ;
plev:standard_name = "air_pressure" ; double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
float ta(time, plev, lat, lon) ; ta:units = "K" ; ta:standard_name = "air_temperature" ; float orog(lat, lon) ; orog:units = "m" ;
data: time = 0 ; plev = 85000, 50000 ; lat = 50 ; lon = 8, 9 ; ta = 28$i, 270, 25$i, 240 ; orog = 5, 6 ; }
END
    done
    harmonise --join member l1.nc l2.nc >out.nc
    [ "$(values ta <out.nc)" = 281,270,251,240,282,270,252,240 ]
    [ "$(values orog <out.nc)" = 5,6 ]
}

@test "member: times must agree, and what differs is listed; so must grids, fields and calendars" {
    member a 0,1,2 280,270,281,271,282,272
    member b 0,2,3,4,5,6 280,270,281,271,282,272,280,270,281,271,282,272
    fails 65 "harmonise: b.nc: times differ from a.nc: it lacks 2001-01-02T00:00:00Z, and has 2001-01-04T00:00:00Z, 2001-01-05T00:00:00Z, 2001-01-06T00:00:00Z and 1 more" \
        harmonise --join member a.nc b.nc
    harmonise a.nc >a
    harmonise b.nc >b
    run -65 --separate-stderr harmonise --join member -o out.nc a b # streams tell them one by one
    [ "$stderr" = "harmonise: b: step 2 is at 2001-01-03, that of a at 2001-01-02" ]
    ncap2 -O -s 'lat(0)=51' a.nc c.nc
    run -65 --separate-stderr harmonise --join member -o out.nc a.nc c.nc
    [[ $stderr == "harmonise: c.nc: grid differs from a.nc: "* ]]
    ncrename -O -v tas,ts a.nc c.nc
    run -65 --separate-stderr harmonise --join member --names keep -o out.nc a.nc c.nc
    [ "$stderr" = 'harmonise: c.nc: no variable "tas", as a.nc has' ]
    ncatted -O -a calendar,time,o,c,360_day a.nc c.nc
    run -65 --separate-stderr harmonise --join member -o out.nc a.nc c.nc
    [[ $stderr == "harmonise: c.nc: calendar differs from a.nc: "* ]]
    ncatted -O -a units,tas,o,c,Pa a.nc c.nc
    run -65 --separate-stderr harmonise --join member -o out.nc a.nc c.nc
    [[ $stderr == "harmonise: c.nc: tas: cannot convert"* ]]
    [ ! -e out.nc ]
}

@test "member: any number of threads, and more FILEs than stay open at once" {
    for i in $(seq 0 39); do member m$i 0,1 "2$((i + 50)),270,2$((i + 50)),280" K ":realization_index = $i ;"; done
    harmonise -j 1 --join member m*.nc >1.nc
    harmonise -j 2 --join member m*.nc >2.nc
    cmp 1.nc 2.nc
    [ "$(values realization <1.nc)" = "$(seq -s, 0 39)" ]
    [ "$(values tas <1.nc | head -n 1)" = "$(seq 250 289 | sed 's/$/,270/' | paste -sd,)" ]
}

@test "member: the mean over FILEs is CDO's ensmean" {
    need data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    f=$shared/data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    ncap2 -O -s 'tas=tas+2.0f' "$f" b.nc
    ncatted -O -a realization,global,o,l,2 b.nc
    harmonise --join member b.nc "$f" >out.nc
    [ "$(values realization <out.nc)" = 1,2 ]
    cdo -s ensmean "$f" b.nc mean.nc 2>/dev/null
    harmonise mean.nc | values tas | tr , '\n' >want
    values tas <out.nc | awk -F, '{ n = NF / 2; for (i = 1; i <= n; i++) printf "%.3f\n", ($i + $(i + n)) / 2 }' >got
    awk '{ printf "%.3f\n", $1 }' want | paste -d' ' - got | awk '{ d = $1 - $2; if (d > .002 || d < -.002) exit 1 }'
}

@test "join: a way is refused where there is one FILE" {
    member a 0 280,270
    for how in time variable member; do
        fails 64 "harmonise: --join $how: takes two FILEs or more" harmonise --join $how a.nc
    done
    harmonise --join auto a.nc | values tas | grep -qx 280,270
}

@test "options that could never act are refused, and say what they need" {
    member a 0 280,270
    harmonise a.nc >a
    printf 'time,lat,lon,tas [K]\n2001-01-01,50,8,280\n' >t.csv
    for f in a.nc a; do
        for option in "--columns time=t,tas=x" "--date-format %d-%m-%Y" "--calendar-in noleap" "--century 1900 --date-format %y"; do
            # shellcheck disable=SC2086 # words
            run -64 --separate-stderr harmonise -o out.nc $option $f
            [[ $stderr == "harmonise: --"*": is for tables, and $f is none" ]]
        done
    done
    # one table among the FILEs is enough
    printf 'time,lat,lon,tas [K]\n01-01-01,50,8,280\n' >u.csv
    harmonise --date-format %d-%m-%y --century 2000 u.csv >/dev/null
    run -64 --separate-stderr harmonise --century 1900 -o out.nc t.csv
    [[ $stderr == "harmonise: --century: is of years of two digits"* ]]
    while IFS='|' read -r options line; do
        # shellcheck disable=SC2086 # words
        run -64 --separate-stderr harmonise -o out.nc $options a.nc
        [[ $stderr == "harmonise: $line"* ]]
    done <<'END'
--every all --day-start 06:00|--day-start: has no meaning with --every all
--every 6hour --day-start 06:00|--day-start: has no meaning with --every 6hour
--every day --ddof 1|--ddof: is of --stat std and var
--every day --stat max --quantile-type 6|--quantile-type: is of --stat median and quantiles
--climatology day --ddof 1|--ddof: is of --stat std and var
--grid 5 --method nearest --normalise dest|--normalise: is of --method conservative, not of nearest
--sigma 1,2|--sigma: belongs to --join fuse
END
    [ ! -e out.nc ]
    for how in list=profiles repair=a; do
        run -64 --separate-stderr harmonise --$how a.nc
        [[ $stderr == "harmonise: --${how%%=*}: takes nothing beside it, not a.nc" ]]
    done
    # nothing to do in these data is no error
    harmonise --lon 180 --lat up --on-overlap first --every day --day-start 00:00 a.nc >/dev/null
}

@test "warnings name the file that they are about, once" {
    file good 0 280,270
    for i in $(seq 1 20); do
        file "bad$i" "$i" 280,270
        ncatted -O -a bounds,lat,c,c,lat_bnds -a bounds,time,c,c,tb "bad$i.nc"
    done
    harmonise -o out.nc good.nc bad*.nc 2>said # more than stay open at once
    for i in $(seq 1 20); do
        printf 'harmonise: warning: bad%d.nc: %s\n' "$i" 'time:bounds names tb, which is not there' \
            "$i" 'lat:bounds names lat_bnds, which is not there; bounds are computed'
    done | sort | diff - <(sort said)
    harmonise <bad1.nc 2>&1 >/dev/null | grep -qx 'harmonise: warning: standard input: time:bounds names tb, which is not there'
    # of what comes of the values too
    ncap2 -O -s 'tas=double(tas)*1e40' good.nc wide.nc
    ncatted -O -a _FillValue,tas,d,, wide.nc
    harmonise --plausible off --fill previous -f csv wide.nc 2>&1 >/dev/null | grep -qx 'harmonise: warning: wide.nc: tas: values beyond 3.40282e+38 are written as missing'
    # the file of a mask by its own name
    harmonise --mask bad2.nc:tas good.nc 2>&1 >/dev/null | grep -q 'warning: bad2.nc: lat:bounds'
}

@test "of 32 and 64 bits a field has the more, in whatever order FILEs come" {
    member f 0 280.5,270 K ':realization_index = 1 ;'
    file d 1 280,270
    ncap2 -O -s 'tas=double(tas)+1e-9' d.nc d.nc
    for f in 'f.nc d.nc' 'd.nc f.nc'; do
        # shellcheck disable=SC2086 # words
        harmonise $f >out.nc
        ncdump -h out.nc | grep -q 'double tas(time'
        values tas <out.nc | sed -n 2p | grep -qE '^280.000000001[0-9]*,270.000000001' # the bits of 64
        [ "$(values tas <out.nc | head -n 1)" = 280.5,270 ]
    done
    # units too, and members
    member g 0 7.35,-3.15 degC ':realization_index = 2 ;'
    ncap2 -O -s 'tas=double(tas)' g.nc g.nc
    for f in 'f.nc g.nc' 'g.nc f.nc'; do
        # shellcheck disable=SC2086
        harmonise --join member $f >out.nc
        ncdump -h out.nc | grep -q 'double tas(time, realization'
        values tas <out.nc | tr , '\n' | xargs printf '%.4f ' | grep -qx '280.5000 270.0000 280.5000 270.0000 '
    done
    # equal steps are known as such
    ncap2 -O -s 'tas=double(tas)' f.nc h.nc
    [ "$(harmonise f.nc h.nc | values tas)" = 280.5,270 ]
}

@test "axes of members and levels without values are read, joined, and refuse a choice" {
    ncgen -k classic -o bare.nc - <<'END'
netcdf x { dimensions: time = UNLIMITED ; member = 2 ; lev = 2 ; lat = 1 ; lon = 1 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ; double lat(lat) ; lat:units = "degrees_north" ;
double lon(lon) ; lon:units = "degrees_east" ; float tas(time, member, lev, lat, lon) ; tas:units = "K" ;
data: time = 0 ; lat = 50 ; lon = 8 ; tas = 280, 281, 282, 283 ; }
END
    fails 65 "harmonise: bare.nc: no member 1 (its members have no numbers)" harmonise --member 1 bare.nc
    fails 65 "harmonise: --level: lev: the levels have no values" harmonise --level 1 bare.nc
    harmonise --explain bare.nc | grep -qx 'levels: 2'
    harmonise -f csv bare.nc | head -n 1 | grep -qx time,lat,lon,tas_0_0,tas_0_1,tas_1_0,tas_1_1
    ncrename -O -v tas,zg bare.nc zg.nc
    ncatted -O -a units,zg,o,c,m -a standard_name,zg,o,c,geopotential_height zg.nc
    fails 65 "harmonise: --derive: thickness needs zg at two levels" harmonise --plausible off --derive thickness zg.nc
    cp bare.nc more.nc
    harmonise --join member bare.nc more.nc >out.nc
    [ "$(values member <out.nc)" = 0,1,2,3 ]
    [ "$(values tas <out.nc)" = 280,281,282,283,280,281,282,283 ]
}

@test "levels are held against each other in their units" {
    level() { # NAME UNIT VALUES TIME
        ncgen -k classic -o "$1.nc" <<END
netcdf $1 {
dimensions: time = UNLIMITED ; plev = 2 ; lat = 1 ; lon = 2 ;
variables:
 double time(time) ; time:units = "days since 2000-01-01" ;
 double plev(plev) ; plev:units = "$2" ; plev:standard_name = "air_pressure" ; plev:positive = "down" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float ta(time, plev, lat, lon) ; ta:units = "K" ; ta:standard_name = "air_temperature" ;
data:
 time = $4 ; plev = $3 ; lat = 0 ; lon = 0, 1 ; ta = 280, 281, 250, 251 ;
}
END
    }
    level a hPa 850,500 0
    level b Pa 85000,50000 1
    level c Pa 850,500 1
    harmonise a.nc b.nc | values plev ta | paste -sd' ' | grep -qx '850,500 280,281,250,251 280,281,250,251'
    fails 65 'harmonise: c.nc: domain differs from a.nc: level 850 Pa against 850 hPa' harmonise a.nc c.nc
}

@test "join: steps have the bounds that one FILE gives them; states of another are at the stamp" {
    steps() { # NAME, UNIT, ATTRIBUTES, BOUNDS
        ncgen -k classic -o "$1.nc" <<END
netcdf $1 {
dimensions: time = UNLIMITED ; lat = 1 ; lon = 1 ; two = 2 ;
variables:
 double time(time) ; time:units = "hours since 2001-01-01" ; double edge(time, two) ; $4
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float $1(time, lat, lon) ; $1:units = "$2" ; $3
data: time = 0, 6, 12, 18, 24 ; lat = 10 ; lon = 0 ; $1 = 1, 2, 3, 4, 5 ;
 edge = -6, 0, 0, 6, 6, 12, 12, 18, 18, 24 ;
}
END
    }
    steps x K ''
    steps p 'kg m-2' 'p:standard_name = "precipitation_amount" ; p:cell_methods = "time: sum" ;' 'time:bounds = "edge" ;'
    ncks -O -x -v edge x.nc y.nc
    for files in 'y.nc p.nc' 'p.nc y.nc'; do
        # shellcheck disable=SC2086 # two files
        harmonise $files >both.nc
        [ "$(values time_bnds <both.nc | paste -sd' ')" = '-6,0 0,6 6,12 12,18 18,24' ]
        [ "$(attribute x:cell_methods <both.nc)" = '"time: point"' ]
        # shellcheck disable=SC2086
        harmonise --every day $files >day.nc # of 1 January x 1 to 4, p 2 to 5
        [ "$(values time pr x <day.nc | paste -sd' ')" = '-24 0 24 _ 14 _ _ 2.5 _' ]
        # shellcheck disable=SC2086
        harmonise --time 2001-01-01 --every day $files | values time pr x | paste -sd' ' | grep -qx '0 14 2.5'
        # shellcheck disable=SC2086
        harmonise --time 2001-01-01 $files | values time pr x | paste -sd' ' | grep -qx '0 6 12 18 1 2 3 4 1 2 3 4'
    done
}
