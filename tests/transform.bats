# SPDX-License-Identifier: Apache-2.0
# harmonise(1), transforms: expected numbers by hand, from the definitions in
# the manual, unless another origin is given.

setup() {
    load helpers
    cat >x.cdl <<'END'
netcdf x {
dimensions: time = UNLIMITED ; lat = 1 ; lon = 3 ;
variables:
 double time(time) ; time:units = "days since 2001-01-01" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float tas(time, lat, lon) ; tas:units = "K" ; tas:standard_name = "air_temperature" ; tas:_FillValue = -1.f ;
data:
 time = 0, 1, 2, 3 ; lat = 0 ; lon = 0, 10, 20 ;
 tas = 271, 280, _,  272, 280, 300,  273, 280, _,  276, 280, 310 ;
}
END
    ncgen -k classic -o x.nc x.cdl
}

# rounded -- values on standard input, to 5 places
rounded() {
    sed 's/,/ /g' | awk '{ for (i = 1; i <= NF; i++) printf "%s%s", ($i == "_" ? "_" : sprintf("%.5f", $i)), i < NF ? "," : "\n" }'
}

@test "fit: zscore of each cell; one that does not vary is missing, with a warning" {
    run --separate-stderr bash -c 'harmonise --fit s.nc --transform zscore --per cell x.nc >z.nc'
    [ "$stderr" = 'harmonise: warning: x.nc: tas: 1 of 3 scales have no spread: missing' ]
    # cell 1: mean 273, deviation sqrt(14/4) = 1.870829; cell 3: 305, 5
    diff - <(values tas_zscore <z.nc | rounded) <<'END'
-1.06905,_,_
-0.53452,_,-1.00000
0.00000,_,_
1.60357,_,1.00000
END
    [ "$(ncdump -h z.nc | grep -c 'standard_name = "air_temperature"')" = 0 ]
    ncdump -h z.nc | grep -qF 'tas_zscore:units = "1"'
    [ "$(values tas_mean tas_sd tas_n tas_min tas_max <s.nc | rounded | paste -sd' ')" = \
        "273.00000,280.00000,305.00000 1.87083,0.00000,5.00000 4.00000,4.00000,2.00000 271.00000,280.00000,300.00000 276.00000,280.00000,310.00000" ]
}

@test "fit: one scale for all cells without --per cell" {
    harmonise --fit s.nc --transform minmax x.nc >m.nc
    [ "$(values tas_minmax <m.nc | head -n 2 | rounded | paste -sd' ')" = "0.00000,0.23077,_ 0.02564,0.23077,0.74359" ]
    harmonise --fit s.nc --transform minmax:-1,1 x.nc | values tas_minmax | tail -n 1 | rounded >got
    [ "$(cat got)" = -0.74359,-0.53846,1.00000 ]
    # numpy 1.24: percentile([271 280 272 280 300 273 280 276 280 310], [25 50 75]) = 273.75 280 280
    [ "$(harmonise --fit s.nc --transform robust x.nc | values tas_robust | tail -n 1 | rounded)" = -0.64000,0.00000,4.80000 ]
    # and of the cells: 271.75 272.5 273.75; 302.5 305 307.5
    [ "$(harmonise --fit s.nc --transform robust --per cell x.nc | values tas_robust | tail -n 1 | rounded)" = 1.75000,_,1.00000 ]
}

@test "fit: log1p and bounded know no numbers; on a bound is missing" {
    [ "$(harmonise --fit s.nc --transform log1p x.nc | values tas_log1p | head -n 1 | rounded)" = 5.60580,5.63835,_ ]
    [ "$(harmonise --fit s.nc --transform bounded:271,281 x.nc | values tas_bounded | tail -n 1 | rounded)" = 0.00000,2.19722,_ ]
    [ "$(harmonise --fit s.nc --transform bounded:271,281 x.nc | values tas_bounded | head -n 1 | rounded)" = _,2.19722,_ ]
}

@test "fit: learns from the times of --fit-time alone" {
    harmonise --fit s.nc --transform zscore --per cell --fit-time 2001-01-01/2001-01-03 x.nc >z.nc
    # cell 1: mean 272, deviation sqrt(2/3)
    [ "$(values tas_zscore <z.nc | tail -n 1 | rounded | cut -d, -f1)" = 4.89898 ]
    ncdump -h s.nc | grep -qF ':twinpipe_fit_period = "2001-01-01/2001-01-03"'
    run -65 --separate-stderr harmonise --fit t.nc --transform zscore --fit-time 1999 x.nc
    [[ $stderr == *"--fit-time: no step in 1999" ]]
    [ ! -e t.nc ]
}

@test "apply does what fit did, invert undoes it" {
    for how in zscore minmax robust log1p bounded:200,400; do
        for per in cell global; do
            harmonise --fit s.nc --transform $how --per $per x.nc >fitted.nc 2>/dev/null
            harmonise --apply s.nc x.nc >applied.nc
            name=tas_${how%:*}
            values "$name" <fitted.nc >a
            values "$name" <applied.nc | diff a -
            harmonise --invert s.nc applied.nc >back.nc
            values tas <x.nc >want
            # what does not vary is gone for each cell alone
            [ $per = global ] || [ $how = log1p ] || [ $how = bounded:200,400 ] || sed -i 's/280/_/' want
            # to 1e-6 of 300 K
            values tas <back.nc | rounded | sed -E 's/([0-9]{3})[0-9]{2}(,|$)/\1\2/g' |
                diff - <(rounded <want | sed -E 's/([0-9]{3})[0-9]{2}(,|$)/\1\2/g')
            ncdump -h back.nc | grep -qF 'tas:units = "K"'
            ncdump -h back.nc | grep -qF 'tas:standard_name = "air_temperature"'
        done
    done
}

@test "apply: other units, another grid, another field are refused" {
    harmonise --fit s.nc --transform minmax --per cell x.nc >/dev/null 2>&1
    fails 65 'harmonise: s.nc: tas was in K, and here is in degC' \
        bash -c 'harmonise --units degC x.nc | harmonise --units keep --apply s.nc'
    run -65 --separate-stderr harmonise --bbox 5,-1,25,1 --apply s.nc x.nc
    [ "$stderr" = "harmonise: s.nc: 1 x 2 against 1 x 3" ]
    run -65 --separate-stderr harmonise --rename tas=t2 --names keep --apply s.nc x.nc
    [ "$stderr" = "harmonise: s.nc: has nothing on t2 (--variable leaves it)" ]
    run -65 --separate-stderr harmonise --apply x.nc x.nc
    [ "$stderr" = "harmonise: x.nc: is no file of --fit: it names no transform" ]
}

@test "the numbers of all cells together are exact in any memory, and at any number of threads" {
    for m in 1G 10K; do
        for j in 1 2; do
            for how in zscore robust; do
                harmonise --memory $m -j $j --fit s.nc --transform $how x.nc >$how-$m-$j.nc
                cmp $how-$m-$j.nc $how-1G-1.nc
            done
        done
    done
}

@test "what makes no sense is refused" {
    fails 64 'harmonise: --transform, --fit-time and --per belong to --fit FILE' harmonise --transform zscore x.nc
    fails 64 'harmonise: --fit: what is to be learnt? (--transform)' harmonise --fit s.nc x.nc
    fails 64 'harmonise: --fit, --apply, --invert: one at a time' harmonise --apply s.nc --invert s.nc x.nc
    for bad in yeojohnson bounded minmax:2,1 zscore:1,2 bounded:1; do
        run -64 --separate-stderr harmonise --fit s.nc --transform $bad x.nc
        [[ $stderr == "harmonise: --transform: "* ]]
        [ ! -e s.nc ]
    done
}

@test "apply: what has no spread is counted again, as are values on or beyond a bound" {
    harmonise --fit s.nc --transform zscore --per cell x.nc >/dev/null 2>&1
    run --separate-stderr bash -c 'harmonise --apply s.nc x.nc >/dev/null'
    [[ $stderr == *'tas: 1 of 3 scales have no spread: missing' ]]
    # 271 and 272 of the first cell, 300 and 310 of the third
    run --separate-stderr bash -c 'harmonise --fit s.nc --transform bounded:272,290 x.nc >/dev/null'
    [[ $stderr == *'tas: 4 values on or beyond a bound: missing' ]]
    run --separate-stderr bash -c 'harmonise --apply s.nc x.nc >/dev/null'
    [[ $stderr == *'tas: 4 values on or beyond a bound: missing' ]]
    run --separate-stderr bash -c 'harmonise --bbox 15,-1,25,1 --fit s.nc --transform zscore --fit-time 2001-01-01 x.nc >/dev/null'
    [[ $stderr == *'tas: no valid value was learnt from: missing' ]]
}

@test "fit: FILE has mean, deviation, count, extremes, units and period, in any order of its variables" {
    harmonise --fit s.nc --transform robust x.nc >r.nc
    ncdump -h s.nc | grep -qF ':twinpipe_fit_period = "2001-01-01T00:00:00Z/2001-01-04T00:00:00Z"'
    ncdump -h s.nc | grep -qF 'tas_mean:units = "K"'
    ncdump -h s.nc | grep -qF 'tas_n:units = "1"'
    [ "$(ncdump -v tas_offset,tas_scale,tas_n,tas_min,tas_max s.nc | sed -n 's/^ \(tas.*\) ;/\1/p' | paste -sd' ')" = \
        "tas_offset = 280 tas_scale = 6.25 tas_n = 10 tas_min = 271 tas_max = 310" ]
    ncks -3 -O s.nc sorted.nc # alphabetically
    harmonise --apply sorted.nc x.nc | values tas_robust | cmp - <(values tas_robust <r.nc)
    ncks -3 -O -x -v tas_sd s.nc less.nc
    fails 65 'harmonise: less.nc: is no file of --fit: tas_sd' harmonise --apply less.nc x.nc
}

@test "apply: with scales of each cell, levels must be those of then" {
    cat >l.cdl <<'END'
netcdf l {
dimensions: time = 2 ; plev = 2 ; lat = 1 ; lon = 2 ;
variables:
 double time(time) ; time:units = "days since 2001-01-01" ;
 double plev(plev) ; plev:units = "Pa" ; plev:standard_name = "air_pressure" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float ta(time, plev, lat, lon) ; ta:units = "K" ;
data:
 time = 0, 1 ; plev = 50000, 85000 ; lat = 0 ; lon = 0, 10 ; ta = 250, 251, 280, 281, 252, 255, 286, 291 ;
}
END
    ncgen -k classic -o l.nc l.cdl
    harmonise --fit s.nc --transform minmax --per cell l.nc >m.nc
    [ "$(values ta_minmax <m.nc | paste -sd' ')" = "0,0,0,0 1,1,1,1" ]
    sed 's/50000, 85000/50000, 70000/' l.cdl | ncgen -k classic -o k.nc
    fails 65 'harmonise: s.nc: level 70000 Pa against 85000 Pa' harmonise --apply s.nc k.nc
    sed 's/plev = 2/ens = 2/; s/plev/ens/g; s/ens:units.*/ens:standard_name = "realization" ;/; s/50000, 85000/1, 2/' l.cdl |
        ncgen -k classic -o e.nc
    run -65 --separate-stderr harmonise --apply s.nc e.nc
    [[ $stderr == *'s.nc: 0 levels against 2' ]]
}

@test "invert after apply is the identity to 1e-6, for any transform" {
    # rain and temperature of many sizes
    awk 'BEGIN {
        srand(3)
        print "time,station,lat,lon,a [1],b [K]"
        for (t = 0; t < 30; t++)
            for (s = 0; s < 20; s++)
                printf "2001-01-%02d,s%02d,%d,%d,%.6g,%.6g\n", 1 + t, s, s, s, exp(12 * rand() - 4), 250 + 60 * rand()
    }' | harmonise --units keep --plausible off >r.nc
    for how in zscore minmax minmax:-1,1 robust log1p bounded:-1,4000; do
        for per in cell global; do
            harmonise --units keep --plausible off --fit s.nc --transform $how --per $per r.nc |
                harmonise --units keep --plausible off --invert s.nc >back.nc
            paste -d, <(values a b <r.nc) <(values a b <back.nc) | awk -F, '{
                for (i = 1; i <= NF / 2; i++) {
                    x = $i; y = $(i + NF / 2)
                    if (x > most) most = x
                    d = x > y ? x - y : y - x
                    if (d > far) far = d
                }
            } END { exit !(far <= 1e-6 * most) }'
        done
    done
}
