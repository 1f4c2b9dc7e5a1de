# SPDX-License-Identifier: Apache-2.0
# harmonise(1), statistics in time: one test for each sentence that the manual
# promises.

setup() {
    load helpers
    cdl hourly
}

# series STEPS UNITS VALUES [NAME UNIT] -- makes NAME.nc of one cell at 0 E: x
# [K] or NAME [UNIT], at the times STEPS.
series() {
    local name=${4:-x} unit=${5:-K} n
    n=$(tr , '\n' <<<"$1" | wc -l)
    ncgen -k classic -o "$name.nc" <<END
netcdf $name {
dimensions: time = UNLIMITED ; lat = 1 ; lon = 1 ;
variables:
 double time(time) ; time:units = "$2" ; time:calendar = "${calendar:-standard}" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float $name(time, lat, lon) ; $name:units = "$unit" ; $name:_FillValue = -999.f ;
data:
 time = $1 ; lat = 10 ; lon = ${lon:-0} ;
 $name = $3 ;
}
END
    [ "$n" -gt 0 ]
}

# field PACE STEPS -- makes days.nc: waves around 280 K on 48 x 24 cells.
field() {
    cdo -s -f nc setunit,K -expr,'tas=280+9*sin(tas*3.7+clon(tas)*12.9+clat(tas)*7.3)' \
        -setname,tas -settaxis,2001-01-01,00:00,"$1" -enlarge,r48x24 -for,1,"$2" days.nc
}

# dates -- the days of the periods' bounds of the stream on standard input.
dates() {
    cat >.dates.nc
    cdo -s showdate .dates.nc | tr -s ' ' '\n' | grep . | paste -sd' '
}

@test "every: runs of days begin with the first step, or at the anchor" {
    series 1.5,2.5,3.5,4.5,5.5,6.5 "days since 2001-01-01" 1,2,3,4,5,6
    harmonise --every 2day --stat max x.nc | values time_bnds | paste -sd' ' | grep -qx '1,3 3,5 5,7'
    harmonise --every 2day --stat max --min-valid any --anchor 2001-01-01 x.nc |
        values time_bnds | paste -sd' ' | grep -qx '0,2 2,4 4,6 6,8'
    harmonise --every 36hour --stat count --min-valid any --anchor 2001-01-02T12 x.nc |
        values x_count | paste -sd' ' | grep -qx '2 1 2 1'
    fails 64 "harmonise: --anchor: has no meaning with --every month" harmonise --every month --anchor 2001 x.nc
    fails 64 "harmonise: --anchor: 2001-02-30 does not exist in calendar standard" \
        harmonise --every 2day --anchor 2001-02-30 x.nc
}

@test "every: pentads and 8 days restart with the year, dekads with the month, weeks on Monday" {
    cdo -s -f nc setunit,K -setname,x -settaxis,2000-01-01,12:00,1day -for,1,731 year.nc
    count() { harmonise --every "$1" --stat count --min-valid any year.nc | values x_count | head -n "$2" | tail -n 1; }
    [ "$(harmonise --every pentad --stat max --min-valid any year.nc | values x | wc -l)" = 146 ]
    [ "$(count pentad 73)" = 6 ]  # of 2000
    [ "$(count pentad 146)" = 5 ] # of 2001
    [ "$(harmonise --every 8day --stat max --min-valid any year.nc | values x | wc -l)" = 92 ]
    [ "$(count 8day 46)" = 6 ]
    [ "$(count 8day 92)" = 5 ]
    [ "$(harmonise --every dekad --stat count year.nc | values x_count | head -n 6 | paste -sd' ')" = '10 10 11 10 10 9' ]
    # 1 January 2000 was a Saturday
    [ "$(harmonise --every week --stat count --min-valid any year.nc | values x_count | head -n 2 | paste -sd' ')" = '2 7' ]
}

@test "seasons: runs of months or days of the year; what is in none is left out" {
    cdo -s -f nc setunit,K -setname,x -settaxis,1999-12-01,12:00,1day -for,1,400 year.nc
    # DJF of a leap year has 91 days
    [ "$(harmonise --every season --stat count --min-valid any year.nc | values x_count | head -n 4 | paste -sd' ')" = '91 92 92 91' ]
    harmonise --every season --seasons NDJFM,JJA --stat count --min-valid any year.nc >two.nc
    [ "$(values x_count <two.nc | paste -sd' ')" = '122 92 64' ]
    [ "$(dates <two.nc)" = '1999-11-01 2000-06-01 2000-11-01' ]
    # 2000 has 366 days: the last season takes the day that 365 leaves
    [ "$(harmonise --every season --seasons doy:1-90,91-181,182-273,274-365 --stat count year.nc | values x_count | paste -sd' ')" = '_ 90 91 92 93 _' ]
    fails 64 "harmonise: --seasons: FMA overlaps another season" harmonise --every season --seasons DJF,FMA year.nc
    fails 64 "harmonise: --seasons: has no meaning with --every month" harmonise --every month --seasons DJF year.nc
}

@test "year-start: years that begin on another day, named by their start or their end" {
    cdo -s -f nc setunit,K -setname,x -settaxis,1999-10-01,12:00,1day -for,1,731 year.nc
    harmonise --every year --year-start 10 --stat count year.nc >water.nc
    [ "$(values x_count <water.nc | paste -sd' ')" = '366 365' ]
    [ "$(dates <water.nc)" = '1999-10-01 2000-10-01' ]
    [ "$(harmonise --every year --year-start 10 --year-name end --stat count year.nc | dates)" = '2000-01-01 2001-01-01' ]
    [ "$(harmonise --every year --year-start 10-02 --stat count --min-valid any year.nc | values x_count | paste -sd' ')" = '1 366 364' ]
    run -64 --separate-stderr harmonise --every year --year-start 02-29 year.nc
    [[ $stderr == *"of every year"* ]]
}

@test "day-start local: days by longitude / 15 hours in each cell" {
    # 00 06 12 18 UTC of two days at 90 W are 18 (of the day before), 00, 06, 12
    lon=-90 series 0,6,12,18,24,30,36,42 "hours since 2001-01-02" 1,2,3,4,5,6,7,8
    harmonise --every day --day-start local --stat min,max --min-valid any x.nc >day.nc
    [ "$(values x_min <day.nc | paste -sd' ')" = '1 2 6' ]
    [ "$(values x_max <day.nc | paste -sd' ')" = '1 5 8' ]
    [ "$(values time <day.nc | paste -sd' ')" = '-24 0 24' ]
    # hours of the local day
    harmonise --every day --day-start local --stat when-min,when-max --min-valid any x.nc >when.nc
    [ "$(values x_when_min <when.nc | paste -sd' ')" = '18 0 0' ]
    [ "$(values x_when_max <when.nc | paste -sd' ')" = '18 18 12' ]
    # cells on both sides of the day's end, each with its own
    harmonise --every day --day-start local --stat max --min-valid any hourly.nc >cells.nc
    ncks -O -d lon,1 hourly.nc east.nc
    for side in 0 1 2; do
        ncks -O -d lon,$side hourly.nc one.nc
        harmonise --every day --day-start local --stat max --min-valid any one.nc | values time tas | cut -d, -f1 | sort >one
        ncks -O -d lon,$side cells.nc got.nc
        values time tas <got.nc | cut -d, -f1 | sort | grep -v _ | comm -13 - <(grep -v _ one) | diff /dev/null -
    done
    fails 64 "harmonise: --day-start local: has no meaning with --every 3hour" harmonise --every 3hour --day-start local x.nc
}

@test "stat: range, std, var, count, first, last, when-min, when-max" {
    series 0,6,12,18 "hours since 2001-01-01" 2,6,1,3
    stat() { harmonise --every day --stat "$1" "${@:3}" x.nc | values "$2"; }
    [ "$(stat range x_range)" = 5 ]
    [ "$(stat var x_var)" = 3.5 ] # mean 3: 1 + 9 + 4 + 0
    [ "$(stat var x_var --ddof 1 | cut -c1-6)" = 4.6666 ]
    [ "$(stat std x_std --ddof 2 | cut -c1-6)" = 2.6457 ]
    [ "$(stat count x_count)" = 4 ]
    [ "$(stat first x)" = 2 ]
    [ "$(stat last x)" = 3 ]
    [ "$(stat when-min x_when_min)" = 12 ]
    [ "$(stat when-max x_when_max)" = 6 ]
    harmonise --every day --stat var,std x.nc >two.nc
    [ "$(attribute x_var:units <two.nc)" = '"K2"' ]
    [ "$(attribute x_var:cell_methods <two.nc)" = '"time: variance (interval: 6 hours)"' ]
}

@test "stat: a range or a standard deviation in degrees Celsius has no offset" {
    series 0,6,12,18 "hours since 2001-01-01" 282,286,281,283 tas
    [ "$(harmonise --every day --stat range --units degC tas.nc | values tas_range)" = 5 ]
    harmonise --every day --stat std,mean --units tas=degC tas.nc >c.nc
    [ "$(values tas_std <c.nc | cut -c1-6)" = 1.8708 ]
    [ "$(values tas_mean <c.nc)" = 9.85 ]
    harmonise c.nc | values tas_std tas_mean | xargs printf '%.4f ' | grep -qx '1.8708 283.0000 '
    [ "$(harmonise --every day --stat var tas.nc | harmonise | values tas_var)" = 3.5 ]
}

@test "stat: over, under, atleast count steps, and days where steps are days; over and under are strict" {
    series 0.5,1.5,2.5,3.5 "days since 2001-01-01" 20,25,30,25 tas degC
    stat() { harmonise --every 4day --stat "$1" tas.nc | values "$2"; }
    [ "$(stat over=25degC tas_over_25degC)" = 1 ]
    [ "$(stat under=25degC tas_under_25degC)" = 1 ]
    [ "$(stat atleast=25degC tas_atleast_25degC)" = 3 ]
    [ "$(stat over=298.1 tas_over_298_1)" = 3 ] # bare: in the unit of the data
    [ "$(stat 'under=68.5 degF' tas_under_68_5_degF)" = 1 ]
    harmonise --every 4day --stat over=-1degC tas.nc >over.nc
    [ "$(attribute tas_over_m1degC:units <over.nc)" = '"1"' ]
    [ "$(attribute tas_over_m1degC:long_name <over.nc)" = '"days with tas > -1 degC"' ]
    run -65 harmonise --every day --stat over=1mm tas.nc
    run -64 harmonise --every day --stat over=x tas.nc
}

@test "stat: quantiles are exact, by nine definitions" {
    series 0,1,2,3,4 "days since 2001-01-01" 3,10,1,4,2
    q() { harmonise --every 5day --stat "$1" "${@:2}" x.nc | values x; }
    [ "$(q median)" = 3 ]
    [ "$(q q30)" = 2.2 ] # tests/unit/quantile.c has the nine by hand
    [ "$(q q30 --quantile-type 6)" = 1.8 ]
    [ "$(q q30 --quantile-type 4)" = 1.5 ]
    [ "$(q q100)" = 10 ]
    [ "$(harmonise --every 5day --stat q5,q99.9 x.nc | values x_q99_9 | cut -c1-5)" = 9.976 ]
    run -64 harmonise --every day --stat q101 x.nc
    fails 64 "harmonise: --quantile-type: 10 is not 1 ... 9" harmonise --every day --stat q1 --quantile-type 10 x.nc
}

@test "stat: quantiles do not depend on --memory or -j" {
    field 1hour 200
    harmonise --every week --min-valid any --stat q10,median days.nc | values tas_q10 tas_median >whole
    harmonise --every week --min-valid any --stat q10,median -j 2 --memory 100k days.nc | values tas_q10 tas_median | diff whole -
}

@test "stat: what is none is refused, with what there is" {
    run -64 --separate-stderr harmonise --every day --stat mode hourly.nc
    [[ $stderr == *"mode: no such statistic"*when-max* ]]
    run -64 --separate-stderr harmonise --every day --stat quartile hourly.nc
    [[ $stderr == *"quartile: no such statistic"*when-max* ]]
    fails 64 "harmonise: --stat: mean is there twice" harmonise --every day --stat mean,mean hourly.nc
    fails 64 "harmonise: --stat: of which periods? (--every)" harmonise --stat mean hourly.nc
}

@test "coverage: the share of the period that is valid, for each variable" {
    harmonise --every day --stat min,max --coverage hourly.nc >day.nc
    [ "$(values tas_coverage <day.nc | paste -sd' ')" = '1,0.75,1,1,1,1 1,1,1,1,1,1' ]
    [ "$(harmonise --every day --coverage --min-valid any hourly.nc | values tas_coverage | head -n 1)" = 1,0.75,1,1,1,1 ]
}

@test "the rain day: 24 hours from 07 to 06 of the next day make one day" {
    # by hand: 24 hourly mm stamped 07:00 ... 06:00 are 24 mm;
    # one stamped 06:00 is the day before's; one hour missing: the day is
    series "$(seq -s, 7 30)" "hours since 2001-01-02" "$(yes 1 | head -n 24 | paste -sd,)" pr mm
    rain() { harmonise --accumulation pr=step:1h:end --every day --day-start 06:00 --stat sum --units pr=mm --coverage "$@" pr.nc; }
    [ "$(rain | values pr | paste -sd' ')" = 24 ]
    [ "$(rain | values time | paste -sd' ')" = 6 ]
    series 6,7 "hours since 2001-01-02" 1,0 pr mm
    [ "$(rain --min-valid any | values time pr | paste -sd' ')" = '-18 6 1 0' ]
    series "$(seq -s, 7 30)" "hours since 2001-01-02" "_,$(yes 1 | head -n 23 | paste -sd,)" pr mm
    [ "$(rain | values pr)" = _ ]
    [ "$(rain | values pr_coverage | cut -c1-7)" = 0.95833 ] # 23 / 24
}

@test "the same as CDO: months, seasons, years, and their spread" {
    command -v cdo >/dev/null || skip "needs cdo"
    cdo -s -f nc setunit,K -setname,x -settaxis,2000-01-01,00:00,6hour -for,1,3000 n.nc
    cdo -s -f nc setunit,K -expr,'tas=280+10*sin(x/233)+5*sin(x*1.7)' n.nc tas.nc
    same() {
        harmonise --every "$1" --stat "$2" --min-valid any "${@:4}" tas.nc | values "${5:-tas}" >got
        cdo -s "$3" tas.nc cdo.nc
        values tas <cdo.nc | paste got - | awk '{ d = $1 - $2 } d > 2e-4 || d < -2e-4 { print; bad = 1 } END { exit bad || NR == 0 }'
    }
    same month mean monmean
    same season mean seasmean
    same year max yearmax
    same day min daymin
    harmonise --every month --stat std,var,range --min-valid any tas.nc >got.nc
    for op in std var range; do
        cdo -s mon$op tas.nc cdo.nc
        paste <(values tas_$op <got.nc) <(values tas <cdo.nc) |
            awk '{ d = $1 - $2 } d > 2e-3 || d < -2e-3 { print; bad = 1 } END { exit bad || NR == 0 }'
    done
}

@test "statistics in time: the same bytes with one thread and with two" {
    field 6hour 300
    for j in 1 2; do
        harmonise -j $j --every month --day-start local --min-valid any --coverage \
            --stat mean,std,median,when-max,over=3 days.nc | values time tas_mean tas_std tas_median tas_when_max tas_coverage >$j
    done
    diff 1 2
}

# holes DAYS... -- makes x.nc: 1 for each day of 2001 but those days of the
# year, which are missing; absent DAYS... takes their steps away.
holes() {
    local day values='' missing=" $* "
    for day in {1..365}; do
        case $missing in *" $day "*) values+=,_ ;; *) values+=,1 ;; esac
    done
    series "$(seq -s, 0.5 365)" "days since 2001-01-01" "${values#,}"
}
absent() {
    local day times=''
    for day in {1..365}; do
        case " $* " in *" $day "*) ;; *) times+=,$((day - 1)).5 ;; esac
    done
    series "${times#,}" "days since 2001-01-01" "$(yes 1 | head -n $((365 - $#)) | paste -sd,)"
}

@test "min-valid: the length of steps without bounds is the least distance of two, or a month" {
    series 0.5,5.5,6.5,7.5 "days since 2001-01-01" 1,1,1,1
    [ "$(harmonise --every 8day --min-valid 50% x.nc | values x)" = 1 ]
    [ "$(harmonise --every 8day --min-valid 51% x.nc | values x)" = _ ]
    series 15.5,45,74.5,105,135.5,166,196.5,227.5,258,288.5,319,349.5 "days since 2001-01-01" 1,1,1,1,1,1,1,1,1,1,1,1
    [ "$(harmonise --every year --min-valid all x.nc | values x)" = 1 ]
}

@test "min-valid: a number of steps counts months of 28 days as others" {
    ncgen -k classic -o m.nc <<'END'
netcdf m {
dimensions: time = UNLIMITED ; lat = 1 ; lon = 2 ; two = 2 ;
variables:
 double time(time) ; time:units = "days since 2001-01-01" ; time:bounds = "b" ; double b(time, two) ;
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float x(time, lat, lon) ; x:units = "K" ; x:_FillValue = -1.f ;
data: time = 15, 45, 75, 105 ; b = 0, 31, 31, 59, 59, 90, 90, 120 ; lat = 10 ; lon = 0, 1 ; x = _,1, 1,_, 1,_, 1,1 ;
}
END
    # of 31, 28, 31, 30 days: three steps of 89 days, two of 61
    [ "$(harmonise --every 120day --min-valid 3 m.nc | values x)" = 1,_ ]
}
@test "min-valid wmo: less than 11 days of a month missing, less than 5 in a row; longer: every month" {
    months() { harmonise --every month --min-valid wmo x.nc | values x | paste -sd' '; }
    good='1 1 1 1 1 1 1 1 1 1 1 1'
    holes 2 3 4 5 10 11 12 13 20 22 # ten, four in a row
    [ "$(months)" = "$good" ]
    [ "$(harmonise --every year --min-valid wmo x.nc | values x)" = 1 ]
    absent 2 3 4 5 10 11 12 13 20 22
    [ "$(months)" = "$good" ]
    holes 2 3 4 5 10 11 12 13 20 22 24
    [ "$(months)" = "_${good#1}" ]
    [ "$(harmonise --every year --min-valid wmo x.nc | values x)" = _ ]
    [ "$(harmonise --every season --min-valid wmo x.nc | values x | paste -sd' ')" = '_ 1 1 1 _' ]
    holes 2 3 4 5 6
    [ "$(months)" = "_${good#1}" ]
    absent 2 3 4 5 6
    [ "$(months)" = "_${good#1}" ]
    holes 29 30 31 32 33 # a row ends with the month
    [ "$(months)" = "$good" ]
}

@test "min-valid climdex: at most 3 days of a month missing and 15 of a year; a bad month spoils its year" {
    months() { harmonise --every month --min-valid climdex x.nc | values x | paste -sd' '; }
    year() { harmonise --every year --min-valid climdex x.nc | values x; }
    holes 1 2 3 32 33 34 60 61 62 91 92 93 121 122 123
    [ "$(months)" = '1 1 1 1 1 1 1 1 1 1 1 1' ]
    [ "$(year)" = 1 ]
    holes 1 2 3 32 33 34 60 61 62 91 92 93 121 122 123 365
    [ "$(months)" = '1 1 1 1 1 1 1 1 1 1 1 1' ]
    [ "$(year)" = _ ]
    absent 1 2 3 4
    [ "$(months)" = '_ 1 1 1 1 1 1 1 1 1 1 1' ]
    [ "$(year)" = _ ]
}

@test "min-valid wmo, climdex: a day is missing with less than 90% of it; not for days or local days" {
    series "$(seq -s, 0 6 738)" "hours since 2001-01-01" "_,$(yes 1 | head -n 123 | paste -sd,)"
    [ "$(harmonise --every month --min-valid wmo x.nc | values x)" = 1 ]
    series "$(seq -s, 0 6 738)" "hours since 2001-01-01" "_,1,1,1,_,1,1,1,_,1,1,1,_,1,1,1,_,1,1,$(yes 1 | head -n 105 | paste -sd,)"
    [ "$(harmonise --every month --min-valid wmo x.nc | values x)" = _ ]
    fails 64 "harmonise: --min-valid wmo: is for months and longer, and not for local days" harmonise --every day --min-valid wmo x.nc
    cdl months
    run -65 --separate-stderr harmonise --every year --min-valid climdex months.nc
    [ "$stderr" = "harmonise: --min-valid climdex: counts days, but a step is longer than one" ]
}

@test "stat: snow that lies is a state, and not an amount of the step" {
    series 0,1,2 "days since 2001-01-01" 1,2,6 swe "kg m-2"
    ncatted -O -a standard_name,swe,c,c,surface_snow_amount swe.nc
    [ "$(harmonise --every all swe.nc | values snw)" = 3 ]
    fails 65 'harmonise: --stat: snw is a state: a sum in time has no meaning (--stat mean)' harmonise --every all --stat sum swe.nc
    ncatted -O -a standard_name,swe,o,c,thickness_of_snowfall_amount -a units,swe,o,c,m swe.nc
    [ "$(harmonise --every all swe.nc | values swe)" = 9 ]
    ncatted -O -a standard_name,swe,o,c,integral_wrt_time_of_surface_net_downward_shortwave_flux -a units,swe,o,c,'J m-2' swe.nc
    [ "$(harmonise --names keep --every all swe.nc | values swe)" = 9 ]
}

@test "at: one step a day, the state nearest to the hour, ties earlier, within half a step" {
    series "$(seq -s, 0 3 48)" "hours since 2001-01-01" "$(seq -s, 0 3 48)"
    harmonise --at 12:00 x.nc >noon.nc
    [ "$(values time x <noon.nc | paste -sd' ')" = '12 36 12 36' ]
    [ "$(attribute x:cell_methods <noon.nc)" = '"time: point"' ]
    [ "$(harmonise --at 13:00 x.nc | values time x | paste -sd' ')" = '13 37 12 36' ]
    [ "$(harmonise --at 13:30 x.nc | values x | paste -sd' ')" = '12 36' ] # 12 and 15 are as near
    [ "$(harmonise --at 13:31 x.nc | values x | paste -sd' ')" = '15 39' ]
    [ "$(harmonise --at 00:00 x.nc | values x | paste -sd' ')" = '0 24 48' ]
    series 0,3,6,18,24,36 "hours since 2001-01-01" 0,3,6,18,24,36 # a hole at noon
    [ "$(harmonise --at 12:00 x.nc | values time x | paste -sd' ')" = '36 36' ]
    fails 64 'harmonise: --at: "noon" is not HH:MM or local:HH[:MM]' harmonise --at noon x.nc
    fails 64 'harmonise: --at: "12" is not HH:MM or local:HH[:MM]' harmonise --at 12 x.nc
}

@test "at local: the hour of each cell's solar time" {
    hours=$(seq -s, 0 71)
    for lon in 0 90 -90 179 -180 7.6; do
        lon=$lon series "$hours" "hours since 2001-01-01" "$hours"
        # noon at 90 E is 06 UTC, at 90 W 18 UTC; at 7.6 E 11:29:36
        harmonise --at local:12 x.nc | values x | paste -sd' ' >>noon
    done
    diff noon - <<'END'
12 36 60
6 30 54
18 42 66
0 24 48
0 24 48
11 35 59
END
    # many cells at once are as each alone
    lon=0 series "$hours" "hours since 2001-01-01" "$hours"
    cdo -s enlarge,r8x3 x.nc many.nc
    harmonise --at local:15:30 many.nc >all.nc
    for k in 0 3 4 6; do
        ncks -O -d lon,$k all.nc got.nc
        ncks -O -d lon,$(((k + 4) % 8)) many.nc one.nc
        harmonise --at local:15:30 one.nc | values x | cut -d, -f1 >one
        values x <got.nc | cut -d, -f1 | grep -vx _ >got
        grep -vx _ one | diff - got
    done
}

@test "at: amounts and rates are summed over the 24 hours that end then" {
    series "$(seq -s, 1 60)" "hours since 2001-01-01" "$(seq -s, 1 60)" pr mm
    # hours that end at 13 ... 36 (of the days before: not all are there)
    harmonise --accumulation pr=step:1h:end --at 12:00 --units mm pr.nc >day.nc
    [ "$(values time pr <day.nc | paste -sd' ')" = '36 60 588 1164' ]
    [ "$(values time_bnds <day.nc | paste -sd' ')" = '12,36 36,60' ]
    [ "$(harmonise --accumulation pr=step:1h:end --units 'kg m-2 s-1' pr.nc | harmonise --at 12:00 --units mm | values pr | xargs printf '%.4f ')" = '588.0000 1164.0000 ' ]
    series "$(seq -s, 1 36)" "hours since 2001-01-01" "$(seq -s, 1 35),_" pr mm
    [ "$(harmonise --accumulation pr=step:1h:end --at 12:00 pr.nc 2>&1 | values pr | wc -l)" = 0 ]
}

@test "at: goes before the statistics of --every" {
    series "$(seq -s, 0 6 1482)" "hours since 2001-01-01" "$(yes 1,2,3,4 | head -n 62 | paste -sd,)"
    [ "$(harmonise --at 12:00 --every month --stat mean,count --min-valid any x.nc | values x_mean x_count | paste -sd' ')" = '3 3 3 31 28 3' ]
}

# days24 -- makes x.nc: 24 steps of 6 hours in two cells, with gaps.
days24() {
    cdo -s -f nc setunit,K -setmissval,-9 -expr,'x=(sin(x*3.7+clon(x))>0.9)?-9:sin(x*1.9+clon(x)*3)*10' \
        -setname,x -settaxis,2001-01-01,00:00,6hour -enlarge,r2x1 -for,1,24 x.nc
}
stats=mean,std,min,range,count,median,q90,when-max,over=1,first,last
fields='time time_bnds x_mean x_std x_min x_range x_count x_median x_q90 x_when_max x_over_1 x_first x_last x_coverage'

@test "state: any cutting of the input into runs gives the same as one run" {
    days24
    run_() { harmonise --every day --min-valid 2 --coverage --stat $stats "$@"; }
    run_ x.nc -o one.nc
    # shellcheck disable=SC2086
    values $fields <one.nc >whole
    for cuts in 1 3 5 11 24 "7 8 20" "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23"; do
        rm -f s.state run*.nc
        from=1
        for to in $cuts 24; do
            [ "$from" -le "$to" ] || continue
            cdo -s seltimestep,$from/$to x.nc part.nc
            flush=''
            [ "$to" -lt 24 ] || flush=--flush
            run_ --state s.state $flush part.nc -o "run$(printf %02d "$to").nc"
            from=$((to + 1))
        done
        some=() # ncrcat falls over files without a step
        for f in run*.nc; do
            [ "$(ncdump -h "$f" | sed -n 's/.*UNLIMITED ; .*(\([0-9]*\) currently)/\1/p')" = 0 ] || some+=("$f")
        done
        ncrcat -O "${some[@]}" all.nc
        # shellcheck disable=SC2086
        values $fields <all.nc | diff whole - || { echo "# cut at $cuts"; return 1; }
    done
}

@test "state: a period comes out when it is complete; flush gives the open one and keeps it" {
    series 0,6,12,18,24,30 "hours since 2001-01-01" 1,2,3,4,5,6
    harmonise --every day --stat max --min-valid any --state s.state x.nc | values time x | paste -sd' ' | grep -qx '0 4'
    cp s.state again.state
    series 36 "hours since 2001-01-01" 9
    harmonise --every day --stat max --min-valid any --state s.state --flush x.nc | values time x | paste -sd' ' | grep -qx '24 9'
    series 42,48 "hours since 2001-01-01" 7,1
    harmonise --every day --stat max --min-valid any --state s.state --flush x.nc | values time x | paste -sd' ' | grep -qx '24 48 9 1'
    fails 64 "harmonise: --flush: has no meaning without --state" harmonise --every day --flush x.nc
    fails 64 "harmonise: --state: of which periods? (--every)" harmonise --state s.state x.nc
}

@test "state: a run without a step in --months adds nothing, keeps the state and ends well" {
    series 0,6,12,18 "hours since 2001-01-30" 1,2,3,4
    harmonise --every month --months 1 --min-valid any --state s.state x.nc >/dev/null
    series 0,6,12,18 "hours since 2001-02-01" 5,6,7,8
    run -0 --separate-stderr harmonise --every month --months 1 --min-valid any --state s.state -o none.nc x.nc
    [ "$stderr" = "harmonise: warning: x.nc: no step in --months 1; nothing is added" ]
    [ -z "$(values x <none.nc)" ]
    series 0,6,12,18 "hours since 2001-01-31" 1,2,3,4
    harmonise --every month --months 1 --min-valid any --state s.state x.nc | values x | grep -qx 2.5
    fails 65 "harmonise: x.nc: no step in --months 2" \
        harmonise --every month --months 2 x.nc
}

@test "state: steps that it has are skipped, a hole is told of and counts as missing" {
    series 0,6,12,18,24,30 "hours since 2001-01-01" 1,2,3,4,5,6
    harmonise --every day --stat mean --state s.state x.nc >/dev/null
    run --separate-stderr harmonise --every day --stat mean --state s.state --flush x.nc -o none.nc
    [ "$status" = 0 ]
    [ "$stderr" = "harmonise: warning: s.state: has 6 steps up to 2001-01-02T06:00:00Z already; skipped" ]
    series 42,48 "hours since 2001-01-01" 8,9
    run --separate-stderr harmonise --every day --stat mean --state s.state x.nc -o hole.nc
    [ "$stderr" = "harmonise: warning: s.state: no step between 2001-01-02T06:00:00Z and 2001-01-02T18:00:00Z" ]
    [ "$(values x <hole.nc)" = _ ]
}

@test "state: other options, another grid, other fields and damage are refused, and change nothing" {
    series 0,6,12 "hours since 2001-01-01" 1,2,3
    harmonise --every month --state s.state x.nc >/dev/null
    cp s.state kept
    run -65 --separate-stderr harmonise --every day --state s.state x.nc
    [ "$stderr" = "harmonise: s.state: made with --every month, now day" ]
    run -65 --separate-stderr harmonise --every month --stat max --state s.state x.nc
    [ "$stderr" = "harmonise: s.state: made with --stat (not given), now max" ]
    lon=1 series 18,24 "hours since 2001-01-01" 1,2
    run -65 --separate-stderr harmonise --every month --state s.state x.nc
    [[ $stderr == "harmonise: s.state: made for grid "*"(1x1), this is grid "*"(1x1)" ]]
    series 18,24 "hours since 2001-01-01" 1,2 tos
    run -65 --separate-stderr harmonise --every month --state s.state tos.nc
    [[ $stderr == "harmonise: s.state: made for standard, x [K] 1, this is standard, tos"* ]]
    cmp s.state kept
    series 18,24 "hours since 2001-01-01" 1,2
    head -c -1 kept >s.state
    run -65 --separate-stderr harmonise --every month --state s.state x.nc
    [ "$stderr" = "harmonise: s.state: is damaged, or no state of this command" ]
    sed 's/clock/clack/' kept >s.state
    run -65 harmonise --every month --state s.state x.nc
    head -c -32 kept | sed 's/state 1$/state 9/' >s.state
    xxhsum -H2 - <s.state | head -c 32 >digest
    cat digest >>s.state
    fails 65 "harmonise: s.state: is a state of version 9, not 1 (the program that made it reads it)" \
        harmonise --every month --state s.state x.nc
    : >s.state
    run -65 harmonise --every month --state s.state x.nc
    fails 64 "harmonise: --state: cannot keep the days of --at (aggregate in a second command)" \
        harmonise --at 12:00 --every month --state s.state x.nc
}

@test "state: is written after the output is safe, so that a run that fails or dies can be run again" {
    days24
    cdo -s seltimestep,1/10 x.nc a.nc
    cdo -s seltimestep,11/24 x.nc b.nc
    harmonise --every day --stat mean --state s.state a.nc -o a-day.nc
    cp s.state kept
    # the output cannot be made: the state is as it was
    run ! harmonise --every day --stat mean --state s.state b.nc -o no/such/folder.nc
    cmp s.state kept
    # killed at any moment: it is the old one, or the new one with its output
    harmonise --every day --stat mean --state s.state b.nc -o whole.nc
    cp s.state new
    values x <whole.nc >expected
    for wait in 0 0.002 0.004 0.006 0.008 0.01 0.015 0.02 0.03; do
        cp kept s.state
        rm -f b-day.nc
        harmonise --every day --stat mean --state s.state b.nc -o b-day.nc 2>/dev/null &
        pid=$!
        sleep $wait
        kill -9 $pid 2>/dev/null || true
        wait $pid 2>/dev/null || true
        if ! cmp -s s.state kept; then
            cmp s.state new
            values x <b-day.nc | diff expected -
        else
            harmonise --every day --stat mean --state s.state b.nc -o b-day.nc
            values x <b-day.nc | diff expected -
        fi
    done
}

@test "state: local days and missing days of wmo go on too" {
    cdo -s -f nc setunit,K -expr,'x=(sin(x*3.7+clon(x))>0.97)?-9:sin(x*1.9+clon(x)*3)*10' \
        -setname,x -settaxis,2001-01-20,00:00,6hour -enlarge,r5x1 -for,1,200 y.nc
    cdo -s setunit,K -setmissval,-9 y.nc x.nc
    for how in "--every day --day-start local" "--every month --min-valid wmo" "--every 3day"; do
        # shellcheck disable=SC2086
        harmonise $how --stat mean,max x.nc -o one.nc
        rm -f s.state
        for part in 1/3 4/50 51/52 53/140 141/200; do
            cdo -s seltimestep,$part x.nc part.nc
            flush=''
            [ $part != 141/200 ] || flush=--flush
            # shellcheck disable=SC2086
            harmonise $how --stat mean,max --state s.state $flush part.nc -o "run-${part%/*}.nc"
        done
        for field in time x_mean x_max; do
            for k in 1 4 51 53 141; do
                ncdump -h run-$k.nc | grep -q '(0 currently)' || values $field <run-$k.nc
            done >parts
            values $field <one.nc | diff - parts
        done
    done
}

# years -- makes days.nc: 8 years of daily x in two cells, with gaps.
years() {
    printf '%s\n' 'gridtype = lonlat' 'xsize = 2' 'ysize = 1' 'xfirst = 0' 'xinc = 10' 'yfirst = 5' 'yinc = 10' >.grid
    cdo -s -f nc setunit,K -expr,'x=(sin(x*3.7+clon(x))>0.99)?-9:280+sin(x*0.0172)*10+sin(x*1.9+clon(x)*3)*5' \
        -setname,x -settaxis,1999-01-01,12:00,1day -enlarge,.grid -for,1,2922 .y.nc
    cdo -s setunit,K -setmissval,-9 .y.nc days.nc
}

# close FIELD A B -- are they the same to 2e-4?
close() {
    paste <(values "$1" <"$2" | tr , '\n') <(values "$1" <"$3" | tr , '\n') |
        awk '{ d = $1 - $2 } ($1 == "_") != ($2 == "_") || d > 2e-4 || d < -2e-4 { if (bad++ < 5) print } END { exit bad > 0 || NR == 0 }'
}

@test "climatology: months, seasons and days over the years are CDO's" {
    years
    harmonise --climatology month --min-valid any days.nc -o got.nc
    cdo -s ymonmean days.nc cdo.nc
    close x got.nc cdo.nc
    harmonise --climatology month --min-valid any --stat std,max days.nc -o got.nc
    cdo -s setname,x_std -ymonstd days.nc cdo.nc
    close x_std got.nc cdo.nc
    cdo -s setname,x_max -ymonmax days.nc cdo.nc
    close x_max got.nc cdo.nc
    harmonise --climatology season --min-valid any days.nc -o got.nc
    cdo -s yseasmean days.nc cdo.nc
    close x got.nc cdo.nc
    harmonise --climatology day --min-valid any days.nc -o got.nc
    cdo -s ydaymean days.nc cdo.nc
    # but for 29 February, which is the mean of its neighbours
    cdo -s delete,timestep=60 got.nc got365.nc
    cdo -s delete,timestep=60 cdo.nc cdo365.nc
    close x got365.nc cdo365.nc
    values x <got.nc | cut -d, -f1 | sed -n 59,61p | paste -sd' ' |
        awk '{ d = ($1 + $3) / 2 - $2; exit d > 1e-4 || d < -1e-4 }'
}

@test "climatology: a 29 February that no year has is that of the days beside it, whose mean it is" {
    # hourly.nc is of 2001: from the start of 28 February to the end of 1 March
    harmonise --climatology day hourly.nc >out.nc
    [ "$(values time_climatology <out.nc | sed -n 60p)" = 1392,1440 ]
    harmonise out.nc >again.nc
    cmp <(values time_climatology <out.nc) <(values time_climatology <again.nc)
    # from 2001 to 2005 there is one, in 2004
    ncap2 -O -s 'time=time*900' hourly.nc long.nc
    [ "$(harmonise --climatology day long.nc | values time_climatology | sed -n 60p)" = 27696,36480 ]
}

@test "climatology: windows of days, quantiles in them, a running mean, a base period" {
    command -v /usr/bin/python3 >/dev/null && /usr/bin/python3 -c 'import numpy' 2>/dev/null || skip "needs NumPy"
    years
    harmonise --climatology day,window=5,smooth=31,base=2000/2004 --min-valid any --stat mean,q90 days.nc -o got.nc
    values x_mean x_q90 <got.nc >got
    values x <days.nc >series
    /usr/bin/python3 - <<'END' >expected
import datetime, warnings
import numpy as np
warnings.simplefilter("ignore")
x = np.array([[float(c) if c.strip() != "_" else np.nan for c in l.split(",")] for l in open("series")])
day = [datetime.date(1999, 1, 1) + datetime.timedelta(k) for k in range(len(x))]
slot = np.array([d.replace(year=2000).timetuple().tm_yday - 1 for d in day])
base = [k for k, d in enumerate(day) if 2000 <= d.year <= 2004]
def clim(f):
    out = np.empty((366, 2))
    for s in range(366):
        pool = np.concatenate([x[max(k - 2, base[0]):min(k + 2, base[-1]) + 1] for k in base if slot[k] == s])
        out[s] = f(pool)
    out[59] = (out[58] + out[60]) / 2
    return np.array([out[np.arange(s - 15, s + 16) % 366].mean(0) for s in range(366)])
for f in (lambda p: np.nanmean(p, 0), lambda p: np.nanpercentile(p, 90, axis=0)):
    for row in clim(f):
        print(*row, sep=",")
END
    paste -d, got expected | awk -F, '{ for (k = 1; k <= 2; k++) { d = $k - $(k + 2); if (d > 1e-4 || d < -1e-4) { print; bad = 1 } } } END { exit bad || NR != 732 }'
}

@test "climatology: bounds from the first year to the last, and cell_methods" {
    years
    harmonise --climatology day days.nc -o day.nc
    [ "$(attribute time:climatology <day.nc)" = '"time_climatology"' ]
    [ "$(attribute x:cell_methods <day.nc)" = '"time: mean within years time: mean over years"' ]
    values time_climatology <day.nc | sed -n '1p;59,61p;366p' | paste -sd' ' >bounds
    harmonise --climatology season --units keep days.nc | values time_climatology | paste -sd' ' >>bounds
    [ "$(attribute time:units <day.nc)" = '"days since 1999-1-1 12:00:00"' ]
    tr ' ,' '\n\n' <bounds | awk '{ printf "%s ", $1 + 0.5 }' >got # days since 1999
    [ "$(cat got)" = '0 2558 58 2616 424 2616 59 2617 364 2922 -31 2616 59 2708 151 2800 243 2891 ' ]
    [ "$(harmonise --climatology year days.nc | values x | wc -l)" = 1 ]
}

@test "climatology: after --every, whose statistic it leaves; min-valid counts for it" {
    years
    harmonise --every month --stat max --min-valid any days.nc | harmonise --climatology month >two.nc
    harmonise --every month --stat max --min-valid any --climatology month days.nc >one.nc
    values x <two.nc >two
    values x <one.nc | diff two -
    [ "$(attribute x:cell_methods <one.nc)" = '"time: maximum within years time: mean over years"' ]
    series 15,45,380,410,745,775 "days since 2001-01-01" 1,_,3,4,5,6
    [ "$(harmonise --climatology month --min-valid 60% x.nc | values x | head -n 2 | paste -sd' ')" = '3 5' ]
    [ "$(harmonise --climatology month x.nc | values x | head -n 3 | paste -sd' ')" = '3 _ _' ]
}

@test "climatology: what is none is refused" {
    series 15,45 "days since 2001-01-01" 1,2
    run -64 --separate-stderr harmonise --climatology week x.nc
    [[ $stderr == *'no word "week" (there are day'* ]]
    fails 64 "harmonise: --climatology: by day, month, season or year?" harmonise --climatology window=5 x.nc
    fails 64 "harmonise: --climatology: window: 4 is not odd, 1 to 365" harmonise --climatology day,window=4 x.nc
    fails 64 "harmonise: --climatology: window: only by day" harmonise --climatology month,window=5 x.nc
    run -64 --separate-stderr harmonise --climatology month --stat sum x.nc
    run -64 --separate-stderr harmonise --climatology month --stat over=1 x.nc
    [[ $stderr == *"no over_1 over the years"* ]]
    run -65 --separate-stderr harmonise --climatology month,base=1990/1999 x.nc
    [ "$stderr" = "harmonise: --climatology: no step in the base period" ]
}

@test "climatology: does not depend on --memory or -j, nor 360 and 365 days on leap years" {
    years
    harmonise --climatology day,window=5 --stat q90,mean days.nc | values x_q90 x_mean >whole
    harmonise -j 2 --memory 20k --climatology day,window=5 --stat q90,mean days.nc | values x_q90 x_mean | diff whole -
    calendar=noleap series "$(seq -s, 0 729)" "days since 2001-01-01" "$(seq -s, 0 729)"
    harmonise --climatology day x.nc >day.nc
    [ "$(values x <day.nc | wc -l)" = 365 ]
    [ "$(values x <day.nc | sed -n '1p;60p;365p' | paste -sd' ')" = '182.5 241.5 546.5' ]
    calendar=360_day series "$(seq -s, 0 719)" "days since 2001-01-01" "$(seq -s, 0 719)"
    [ "$(harmonise --climatology day x.nc | values x | sed -n '1p;60p;360p' | paste -sd' ')" = '180 239 539' ]
}

@test "anomaly: less the climatology of a period of the stream, or of a file" {
    years
    cdo -s ymonsub days.nc -ymonmean -selyear,2000/2004 days.nc cdo.nc
    cdo -s setname,x_anomaly cdo.nc want.nc
    harmonise --anomaly 2000/2004,by=month days.nc -o got.nc
    close x_anomaly got.nc want.nc
    harmonise --climatology month,base=2000/2004 --min-valid any --stat mean,std days.nc -o clim.nc
    harmonise --anomaly clim.nc days.nc -o file.nc
    close x_anomaly file.nc want.nc
    harmonise --anomaly 2000/2004,by=month --anomaly-kind standard days.nc -o got.nc
    harmonise --anomaly clim.nc --anomaly-kind standard days.nc -o file.nc
    close x_anomaly file.nc got.nc
    cdo -s setname,x_anomaly -ymondiv days.nc -ymonmean -selyear,2000/2004 days.nc want.nc
    harmonise --anomaly 2000/2004,by=month --anomaly-kind ratio days.nc -o got.nc
    close x_anomaly got.nc want.nc
    [ "$(attribute x_anomaly:units <got.nc)" = '"1"' ]
    # by day, without a word, for daily data
    harmonise --anomaly 2000/2004 days.nc | values x_anomaly >day
    harmonise --anomaly 2000/2004,by=day days.nc | values x_anomaly | diff day -
    run cmp -s day <(values x_anomaly <file.nc)
    [ "$status" = 1 ]
}

@test "anomaly: a difference of temperatures has no offset; a deviation of 0 is missing" {
    series 15,380,745 "days since 2001-01-01" 280,282,281 tas
    harmonise --anomaly ../..,by=month --units degC tas.nc >anomaly.nc
    [ "$(values tas_anomaly <anomaly.nc | paste -sd' ')" = '-1 1 0' ]
    [ "$(attribute tas_anomaly:standard_name <anomaly.nc)" = '"air_temperature_anomaly"' ] ||
        [ "$(attribute tas_anomaly:standard_name <anomaly.nc)" = '' ]
    [ "$(harmonise anomaly.nc | values tas_anomaly | paste -sd' ')" = '-1 1 0' ]
    series 15,380,745 "days since 2001-01-01" 280,280,280 tas
    [ "$(harmonise --anomaly ../..,by=month --anomaly-kind standard tas.nc | values tas_anomaly | paste -sd' ')" = '_ _ _' ]
}

@test "anomaly: a usual of 0, or that never varies, divides nothing, however others vary" {
    # in January always 0, in July what rains
    calendar=360_day series 0,180,360,540,720,900 "days since 2000-01-15" 0,71.3,0,83.7,0,64.9
    harmonise --anomaly 2000/2001,by=month --anomaly-kind ratio x.nc >ratio.nc
    [ "$(values x_anomaly <ratio.nc | paste -sd' ')" = '_ 0.92 _ 1.08 _ 0.8374194' ]
    harmonise --anomaly 2000/2001,by=month --anomaly-kind standard x.nc >standard.nc
    [ "$(values x_anomaly <standard.nc | paste -sd' ')" = '_ -1 _ 1 _ -2.032259' ]
}

@test "anomaly: another grid, other fields, a file that is no climatology are refused" {
    series 15,45 "days since 2001-01-01" 1,2
    cp x.nc two.nc
    run -65 --separate-stderr harmonise --anomaly two.nc x.nc
    [ "$stderr" = "harmonise: --anomaly: two.nc: has 2 steps, not one for each day, month or season of the year" ]
    harmonise --climatology month x.nc -o clim.nc
    lon=1 series 15,45 "days since 2001-01-01" 1,2
    run -65 --separate-stderr harmonise --anomaly clim.nc x.nc
    [[ $stderr == "harmonise: --anomaly: clim.nc: "* ]]
    series 15,45 "days since 2001-01-01" 1,2 y
    run -65 --separate-stderr harmonise --anomaly clim.nc y.nc
    [ "$stderr" = "harmonise: --anomaly: clim.nc: has no y" ]
    fails 64 "harmonise: --anomaly-kind: of which climatology? (--anomaly)" harmonise --anomaly-kind ratio x.nc
    run -66 --separate-stderr harmonise --anomaly nowhere.nc x.nc
}

# days NAME -- makes x.nc: the days of the year 2000 of a calendar, each with
# its number as the value.
numbered() {
    local n
    case $1 in 360_day) n=360 ;; noleap) n=365 ;; *) n=366 ;; esac
    calendar=$1 series "$(seq -s, 0.5 "$n")" "days since 2000-01-01" "$(seq -s, "$n")"
}

# kept -- how many values of x on standard input are there, and their sum.
kept() {
    values x | awk '$1 != "_" { n++; sum += $1 } END { print n, sum }'
}

@test "calendar: by date or by the place in the year, days kept and dropped" {
    # by hand, 360 * 361 / 2 less 60; by xarray's convert_calendar the same days
    numbered 360_day
    [ "$(harmonise --calendar standard:date x.nc | kept)" = '359 64920' ] # 30 February is none
    [ "$(harmonise --calendar standard:year x.nc | kept)" = '360 64980' ]
    harmonise --calendar noleap:year x.nc >noleap.nc
    [ "$(kept <noleap.nc)" = '360 64980' ]
    [ "$(values x <noleap.nc | grep -n _ | cut -d: -f1 | paste -sd' ')" = '37 109 183 255 329' ]
    [ "$(attribute time:calendar <noleap.nc)" = '"noleap"' ]
    numbered standard
    [ "$(harmonise --calendar 360_day:date x.nc | kept | cut -d' ' -f1)" = 359 ]
    [ "$(harmonise --calendar 360_day:date x.nc | values x | wc -l)" = 360 ] # 30 February is missing
    harmonise --calendar 360_day:year x.nc >thirty.nc
    [ "$(kept <thirty.nc | cut -d' ' -f1)" = 360 ]
    [ "$(values x <thirty.nc | sort -n | comm -13 - <(seq 366 | sort -n) 2>/dev/null | paste -sd' ')" = '31 92 153 214 275 336' ]
}

@test "calendar: without a word all keep their date, but states of a day from and to 360 days their place" {
    numbered standard
    [ "$(harmonise --calendar noleap x.nc | kept)" = '365 67101' ] # 366 * 367 / 2 less 60

    numbered 360_day
    [ "$(harmonise --calendar standard x.nc | kept)" = '360 64980' ]
    ncrename -v x,pr x.nc pr.nc
    ncatted -a units,pr,o,c,mm pr.nc
    [ "$(harmonise --calendar standard pr.nc | values pr | grep -vc _)" = 359 ]
    calendar=360_day series 15,45,75 "days since 2000-01-01" 1,2,3
    [ "$(harmonise --calendar noleap x.nc | values time | paste -sd' ')" = '15 46 74' ]
    run -64 --separate-stderr harmonise --calendar noleap:random x.nc
    [[ $stderr == *'no way "random" (there are date, year)'* ]]
    run -64 --separate-stderr harmonise --calendar lunar x.nc
    [[ $stderr == *'no calendar "lunar"'* ]]
    harmonise --calendar 360_day x.nc | values x | paste -sd' ' | grep -qx '1 2 3'
}

@test "calendar: what the source has no date for is missing, what it has no step for stays a hole" {
    calendar=noleap series 57.5,58.5,59.5,60.5 "days since 2000-01-01" 1,2,3,4
    [ "$(harmonise --calendar standard:date x.nc | values time x | paste -sd' ')" = '57.5 58.5 59.5 60.5 61.5 1 2 _ 3 4' ]
    calendar=noleap series 56.5,57.5,59.5,60.5 "days since 2000-01-01" 1,2,3,4
    [ "$(harmonise --calendar standard:date x.nc | values time x | paste -sd' ')" = '56.5 57.5 60.5 61.5 1 2 3 4' ]
    # six-hourly: four steps of 29 February
    calendar=noleap series "$(seq -s, 1404 6 1422)" "hours since 2000-01-01" 1,2,3,4
    [ "$(harmonise --calendar standard:date x.nc | values time x | paste -sd' ')" = '1404 1410 1416 1422 1428 1434 1440 1446 1 2 _ _ _ _ 3 4' ]
}

@test "calendar: there and back keeps every value that survived" {
    for to in noleap all_leap 360_day julian; do
        for way in date year; do
            numbered standard
            harmonise --calendar $to:$way x.nc | values x | grep -v _ >there
            harmonise --calendar $to:$way x.nc | harmonise --calendar standard:$way | values x | grep -v _ >back
            diff there back
        done
    done
}

@test "calendar: xarray's convert_calendar puts the same values on the same dates" {
    /usr/bin/python3 -c 'import xarray, cftime' 2>/dev/null || skip "needs xarray and cftime"
    for pair in 360_day:standard standard:360_day 360_day:noleap noleap:360_day all_leap:noleap; do
        numbered "${pair%:*}"
        for way in date year; do
            # it always takes the date where no year has 360 days
            [ $pair:$way != all_leap:noleap:year ] || continue
            harmonise --calendar "${pair#*:}:$way" x.nc | values time x >got
            n=$(($(wc -l <got) / 2))
            paste -d' ' <(head -n $n got) <(tail -n $n got) | grep -v _ >ours
            /usr/bin/python3 - "${pair#*:}" $way <<'END' >theirs
import sys, cftime, xarray
x = xarray.open_dataset("x.nc", use_cftime=True).x[:, 0, 0]
y = x.convert_calendar(sys.argv[1], align_on=sys.argv[2], use_cftime=True)
for t, v in zip(cftime.date2num(y.time.values, "days since 2000-01-01", sys.argv[1]), y.values):
    print("%g %g" % (t, v))
END
            diff ours theirs || { echo "# $pair $way" && return 1; }
        done
    done
}

@test "a month of hourly temperature: 31 days, their mean and extremes, the month's" {
    need data/grib/era5_2t_uk_201903.grib
    # CDO 2.1.1: fldmean,weights=FALSE of daymean, timmax and timmin of the first
    # 24 steps; fldmin, fldmean, fldmax of timmean
    harmonise --every day --stat mean,max,min "$shared/data/grib/era5_2t_uk_201903.grib" >day.nc
    [ "$(values tas_mean <day.nc | wc -l)" = 31 ]
    for stat in mean:281.15 max:282.39 min:279.99; do
        values tas_${stat%:*} <day.nc | head -n 1 | tr , '\n' |
            awk -v want=${stat#*:} '{ sum += $1 } END { d = sum / NR - want; exit d > 0.006 || d < -0.006 }'
    done
    harmonise --every month --stat mean "$shared/data/grib/era5_2t_uk_201903.grib" | values tas | tr , '\n' |
        awk 'NR == 1 || $1 < min { min = $1 } $1 > max { max = $1 } { sum += $1 }
            END { printf "%.2f %.2f %.2f\n", min, sum / NR, max }' | grep -qx '275.98 280.77 283.09'
}

@test "two files of 360-day months are joined, and aggregate without a hole" {
    need data/climate/tas_Amon_HadGEM2-ES_rcp85_200512-203011.nc
    harmonise --every year --stat count --min-valid any "$shared"/data/climate/tas_Amon_HadGEM2-ES_rcp85_*.nc >year.nc
    values tas_count <year.nc | cut -d, -f1 | sort -n | uniq -c | awk '{ printf "%s ", $1 * $2 }' | grep -qx '1 11 588 ' # 600 months
}

@test "options of periods without --every are refused" {
    printf 'time,lat,lon,tas [K]\n2001-01-01,50,8,280\n' >a.csv
    for option in --ddof=1 --quantile-type=3 --equal-steps --coverage --label=end --day-start=06:00 \
        --anchor=2001-01-02 --year-start=07 --year-name=end --seasons=DJFM,AMJ; do
        fails 64 "harmonise: ${option%%=*}: of which periods? (--every)" harmonise "$option" a.csv
    done
    fails 64 "harmonise: --label: of which periods? (--every)" harmonise --climatology month --label end a.csv
    harmonise --climatology month --stat std --ddof 1 -o out.nc a.csv
}

@test "directions have a mean, that of their unit vectors, and neither extremes nor climatologies" {
    # by hand: 350 and 20 degrees are 5; 90 and 270 cancel; of radians in radians
    series 0,6,12,18,24,30,36,42 "hours since 2001-01-01" 350,20,350,20,90,270,90,270 wfd degree
    harmonise --every day wfd.nc | values wfd | paste -sd' ' | grep -qx '5 _'
    harmonise --every day --stat first,last,count wfd.nc | values wfd_first wfd_last wfd_count |
        paste -sd' ' | grep -qx '350 90 20 270 4 4'
    series 0,12 "hours since 2001-01-01" 359.99,0.01 wind_to_direction degree
    ncatted -a standard_name,wind_to_direction,c,c,wind_to_direction wind_to_direction.nc
    harmonise --every day wind_to_direction.nc | values wind_to_direction | grep -qx 0
    # and when the day is cut in two by --state
    cdo -s seltimestep,1/3 wfd.nc a.nc
    cdo -s seltimestep,4/8 wfd.nc b.nc
    harmonise --every day --state s --names keep --flush a.nc | values wfd >/dev/null
    harmonise --every day --state s --flush b.nc | values wfd | paste -sd' ' | grep -qx '5 _'
    fails 65 "harmonise: --stat: wfd is an angle: a max of it has no meaning (--stat mean, count, first or last)" \
        harmonise --every day --stat max wfd.nc
    for option in --climatology=day --anomaly=2001/2001 --hampel=3 --sigma-clip=3 --fill=linear; do
        fails 65 "harmonise: wfd.nc: wfd is an angle: ${option%%=*} cannot take it (--variable leaves it; --derive uas,vas makes components)" \
            harmonise "$option" wfd.nc
    done
}

# mixed -- mixed.nc: tas 0, 1, 2, ... and rain 0, 1, 2, ... mm at 50 hours from
# 2001-01-01 on, the rain of the hour that ends then
mixed() {
    local n
    n=$(seq -s, 0 49)
    cat >mixed.cdl <<END
netcdf mixed {
dimensions: time = UNLIMITED ; lat = 1 ; lon = 1 ;
variables:
 double time(time) ; time:units = "hours since 2001-01-01" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float tas(time, lat, lon) ; tas:units = "K" ;
 float pr(time, lat, lon) ; pr:units = "mm" ; pr:standard_name = "precipitation_amount" ;
data: time = $n ; lat = 10 ; lon = 0 ; tas = $n ; pr = $n ;
}
END
    ncgen -k classic -o mixed.nc mixed.cdl
}

@test "every: states beside amounts go by the stamp, amounts by their bounds" {
    mixed
    local how=(--accumulation pr=step:PT1H:end --plausible off)
    harmonise "${how[@]}" mixed.nc >all.nc
    [ "$(attribute tas:cell_methods <all.nc)" = '"time: point"' ]
    # tas: means of 0..23 and 24..47; pr: sums of 1..24 and 25..48
    harmonise "${how[@]}" --every day mixed.nc >day.nc
    ncdump -v time day.nc | grep -q ' time = -24, 0, 24, 48 ;'
    [ "$(values tas pr <day.nc | paste -sd' ')" = "_ 11.5 35.5 _ _ 300 876 _" ]
    harmonise --plausible off --every day all.nc | values tas pr | diff - <(values tas pr <day.nc)
    harmonise --plausible off --every day <all.nc | values tas pr | diff - <(values tas pr <day.nc)
    [ "$(attribute tas:cell_methods <day.nc)" = '"time: mean (interval: 1 hour)"' ]
    # the same values as each has alone
    harmonise --plausible off --variable tas --every day --stat max,q50 mixed.nc | values tas_max tas_q50 >alone
    harmonise "${how[@]}" --every day --stat max,q50 mixed.nc >both.nc
    values tas_max tas_q50 <both.nc | grep -v _ | diff - <(grep -v _ alone)
    # stamped at the start
    harmonise --accumulation pr=step:PT1H:start --plausible off --every day mixed.nc >start.nc
    [ "$(values tas pr <start.nc | paste -sd' ')" = "11.5 35.5 _ 276 852 _" ]
}

@test "state: states beside amounts in runs of any cut are as in one" {
    mixed
    local how=(--accumulation pr=step:PT1H:end --plausible off --every day --stat mean,max --min-valid any)
    harmonise "${how[@]}" mixed.nc >whole.nc
    for cut in 5 23 24 25; do
        rm -f s.state
        ncks -O -d time,0,$((cut - 1)) mixed.nc a.nc
        ncks -O -d time,$cut, mixed.nc b.nc
        harmonise "${how[@]}" --state s.state a.nc >1.nc
        harmonise "${how[@]}" --state s.state --flush b.nc >2.nc
        for f in tas_mean pr_max; do
            { values $f <1.nc; values $f <2.nc; } | diff - <(values $f <whole.nc)
        done
    done
}

@test "time: what is accumulated goes by what its steps cover" {
    mixed
    local how=(--variable pr --accumulation pr=step:PT1H:end --time 2001-01-01)
    # the hours that end at 01 to 24
    [ "$(harmonise "${how[@]}" mixed.nc | values pr | paste -sd,)" = "$(seq -s, 1 24)" ]
    [ "$(harmonise "${how[@]}" --every day mixed.nc | values pr)" = 300 ]
    [ "$(harmonise "${how[@]}" <mixed.nc | values pr | paste -sd,)" = "$(seq -s, 1 24)" ]
    [ "$(harmonise --variable pr --accumulation pr=rate:start --time 2001-01-01T22/2001-01-02T00 mixed.nc | values pr | paste -sd,)" = 22,23,24 ]
    # where all fields are not alike, by the stamps
    [ "$(harmonise --accumulation pr=step:PT1H:end --plausible off --time 2001-01-01 mixed.nc | values pr | paste -sd,)" = "$(seq -s, 0 23)" ]
}

# beside UNITS LAST -- makes both.nc, x.nc and p.nc: a state and amounts of the 6
# hours up to the stamp, of one cell, or at longitudes $lons
beside() {
    local n values
    n=$(seq -s, 0 6 "$2")
    values=$(tr , '\n' <<<"$n" | awk -v m="$(tr , '\n' <<<"${lons:-0}" | wc -l)" '{ for (i = 0; i < m; i++) printf "%s%d", (k++ ? "," : ""), 1 + $1 / 6 }')
    ncgen -k classic -o both.nc <<END
netcdf both {
dimensions: time = UNLIMITED ; lat = 1 ; lon = $(tr , '\n' <<<"${lons:-0}" | wc -l) ;
variables:
 double time(time) ; time:units = "$1" ;
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float x(time, lat, lon) ; x:units = "K" ; float p(time, lat, lon) ; p:units = "kg m-2" ; p:standard_name = "precipitation_amount" ;
data: time = $n ; lat = 10 ; lon = ${lons:-0} ; x = $values ; p = $values ;
}
END
    ncks -O -v x both.nc x.nc
    ncks -O -v p both.nc p.nc
}

@test "time: beside amounts each field of a statistic is taken by its own, stamp or bounds" {
    beside "hours since 2001-01-01" 96 # values 1 2 3 ...; day 2: x 5 to 8, p 6 to 9
    a=(--accumulation p=step:6h:end)
    for files in both.nc 'x.nc p.nc'; do
        # shellcheck disable=SC2086 # two files
        harmonise "${a[@]}" --time 2001-01-02 --every day --stat mean,count $files >day.nc
        [ "$(values time x_mean x_count pr_mean pr_count <day.nc | paste -sd' ')" = '24 6.5 4 7.5 4' ]
    done
    harmonise "${a[@]}" both.nc | harmonise --time 2001-01-02 --every day --stat mean,count | values time x_mean x_count pr_mean pr_count | paste -sd' ' | grep -qx '24 6.5 4 7.5 4'
    # without statistics by the stamp, from two files too; amounts alone by what they cover
    harmonise "${a[@]}" --time 2001-01-02 x.nc p.nc | values time x pr | paste -sd' ' | grep -qx '24 30 36 42 5 6 7 8 5 6 7 8'
    harmonise "${a[@]}" both.nc | harmonise --time 2001-01-02 | values time x | paste -sd' ' | grep -qx '24 30 36 42 5 6 7 8'
    harmonise "${a[@]}" --time 2001-01-02 p.nc | values time | paste -sd' ' | grep -qx '30 36 42 48'
}

@test "months: amounts by what they cover, states beside them by the stamp" {
    beside "hours since 2001-01-30" 96 # x of January up to 8, p up to 9
    a=(--accumulation p=step:6h:end)
    harmonise "${a[@]}" --months 1 --every day --stat sum p.nc | values time pr | paste -sd' ' | grep -qx -- '-24 0 24 _ 14 30'
    harmonise "${a[@]}" --months 1 --every day --stat mean both.nc | values time x pr | paste -sd' ' | grep -qx -- '-24 0 24 _ 2.5 6.5 _ 3.5 7.5'
    harmonise "${a[@]}" --months 2 --every all --stat first --min-valid any both.nc | values x pr | paste -sd' ' | grep -qx '9 10'
}

@test "every: local days of states beside amounts are those of states alone" {
    lons=-180,-90,0,90 beside "hours since 2001-01-01" 96
    a=(--accumulation p=step:6h:end)
    for f in x p; do
        [ "$f" = x ] && how=() || how=("${a[@]}")
        harmonise "${how[@]}" --every day --day-start local --stat mean,max --min-valid any "$f.nc" >alone.nc
        harmonise "${a[@]}" --every day --day-start local --stat mean,max --min-valid any both.nc >beside.nc
        name=$([ "$f" = p ] && echo pr || echo x)
        values "${name}_max" <alone.nc | grep -v '^_,_,_,_$' >alone
        values "${name}_max" <beside.nc | grep -v '^_,_,_,_$' >beside
        diff alone beside
    done
    # by hand: 90 W is 6 hours behind, its 2 January has the stamps 30 to 48
    harmonise "${a[@]}" --every day --day-start local both.nc | values x | grep -q '^8.5,7.5,6.5,5.5$'
}

@test "climatology, anomaly: states beside amounts go by the stamp, as alone" {
    beside "hours since 2001-01-30" 96
    a=(--accumulation p=step:6h:end --plausible off)
    for how in '--climatology day' '--climatology month' '--anomaly 2001-01-30/2001-02-01'; do
        # shellcheck disable=SC2086 # two words
        {
            harmonise "${a[@]}" $how both.nc >both
            harmonise --plausible off $how x.nc >alone.x
            harmonise "${a[@]}" $how p.nc >alone.p
        }
        for f in x pr; do
            name=$f$([[ $how == *anomaly* ]] && echo _anomaly || true)
            diff <(values "$name" <both) <(values "$name" <"alone.${f%r}")
        done
    done
    harmonise "${a[@]}" --climatology day both.nc >day.nc
    harmonise --anomaly day.nc --plausible off x.nc | values x_anomaly >alone
    harmonise "${a[@]}" --anomaly day.nc both.nc | values x_anomaly | diff - alone
}

@test "mean: states beside amounts count alike, however long the amounts last" {
    # since 00:00, as ERA5-Land has it: the first amount is of the whole day before
    beside "hours since 2001-01-01" 48
    harmonise --accumulation 'p=since 00:00' --every day --stat mean,std both.nc >day.nc
    [ "$(values x_mean <day.nc | sed -n '2,3p' | paste -sd' ')" = '2.5 6.5' ]
    [ "$(values x_std <day.nc | sed -n '2,3p' | cut -c1-7 | paste -sd' ')" = '1.11803 1.11803' ]
}
