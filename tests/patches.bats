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
    [[ $stderr == 'harmonise: warning: the attribute twinpipe_split is left out: '* ]]
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
    # 11-harmonise, acceptance 23; of daily data and of monthly, whose stamps are
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
