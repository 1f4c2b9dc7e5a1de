# SPDX-License-Identifier: Apache-2.0
# harmonise --allow-month-units: all numbers by hand.

setup() {
    load helpers
    cdl double
    ncks -O -v tas double.nc a.nc
    ncatted -O -a units,time,o,c,'months since 2000-01-31' a.nc months.nc
}

@test "months and years since a date are refused, and counted by the calendar on demand" {
    run harmonise months.nc
    [ "$status" = 65 ]
    [[ $output == *"months have no fixed length"* ]]
    # one month after 31 January is the last day of February
    harmonise --allow-month-units months.nc >out.nc
    [ "$(values time <out.nc)" = $'0\n29' ]
    ncdump -h out.nc | grep -q 'time:units = "days since 2000-01-31'
    ncatted -O -a units,time,o,c,'years since 2000-01-01' a.nc years.nc
    harmonise --allow-month-units years.nc >out.nc
    [ "$(values time <out.nc)" = $'0\n366' ]
    ncatted -O -a calendar,time,o,c,360_day years.nc 360.nc
    harmonise --allow-month-units 360.nc >out.nc
    [ "$(values time <out.nc)" = $'0\n360' ]
}

@test "half a month is half of its own length" {
    ncap2 -O -s 'time=time+0.5' a.nc half.nc
    ncatted -O -a units,time,o,c,'months since 2001-01-01' half.nc
    harmonise --allow-month-units half.nc >out.nc
    # 31 / 2; 31 + 28 / 2
    [ "$(values time <out.nc)" = $'15.5\n45' ]
}

@test "months select by their dates, and other units are as they were" {
    harmonise --allow-month-units --time 2000-02 months.nc >out.nc
    [ "$(values time <out.nc)" = 29 ]
    SOURCE_DATE_EPOCH=0 harmonise a.nc >plain.nc
    SOURCE_DATE_EPOCH=0 harmonise --allow-month-units a.nc >same.nc
    [ "$(values time <plain.nc)" = "$(values time <same.nc)" ]
}

@test "months are counted in a pipe as well" {
    # 31 January, and a month later
    cat months.nc | harmonise --allow-month-units >out.nc
    [ "$(values time <out.nc)" = $'0\n29' ]
}

@test "months without a calendar or beyond all years are refused" {
    ncatted -O -a calendar,time,o,c,none months.nc none.nc
    run harmonise --allow-month-units none.nc
    [ "$status" = 65 ]
    [[ $output == *"calendar none has no months"* ]]
    ncap2 -O -s 'time=time+1e12' months.nc far.nc
    run harmonise --allow-month-units far.nc
    [ "$status" = 65 ]
    [[ $output == *"beyond 285 000 years"* ]]
}

# as VALUES UNITS... -- a.nc with these times in these units
as() {
    ncap2 -O -s "time(:)={$1}" a.nc as.nc
    ncatted -O -a units,time,o,c,"$2" as.nc
}

@test "dates as absolute times, weeks and parts of seconds come out in units that other programs read" {
    # 2 January 2000 at 12 and 18 hours
    as 20000102.5,20000102.75 'day as %Y%m%d.%f'
    harmonise as.nc >out.nc
    # 30 years with 7 leap days, and a day
    [ "$(values time <out.nc)" = $'10958.5\n10958.75' ]
    ncdump -h out.nc | grep -q 'time:units = "days since 1970-01-01"'
    cat as.nc | harmonise >pipe.nc
    [ "$(values time <pipe.nc)" = $'10958.5\n10958.75' ]
    harmonise --time 2000-01-02T18:00 as.nc >out.nc
    [ "$(values time <out.nc)" = 10958.75 ]
    as 1.0,2.5 'weeks since 2000-01-01'
    harmonise as.nc >out.nc
    [ "$(values time <out.nc)" = $'7\n17.5' ]
    ncdump -h out.nc | grep -q 'time:units = "days since 2000-01-01"'
    as 1577836800.0e9,1577840400.5e9 'nanoseconds since 1970-01-01'
    harmonise as.nc >out.nc
    [ "$(values time <out.nc)" = $'1577836800\n1577840400.5' ]
    ncdump -h out.nc | grep -q 'time:units = "seconds since 1970-01-01"'
    as 20000230,20000301 'day as %Y%m%d.%f'
    run harmonise as.nc
    [ "$status" = 65 ]
    [[ $output == *"2000-02-30 does not exist in calendar standard"* ]]
}

@test "a reference of a year or without dashes comes out as a date" {
    local text
    for text in 1850 1850-1 18500101 1850/1/1 '18500101 00:00'; do
        as 0,1 "days since $text"
        harmonise as.nc >out.nc
        ncdump -h out.nc | grep -q 'time:units = "days since 1850-01-01"'
    done
    as 0,1 'days since 1/1/1850'
    run harmonise as.nc
    [ "$status" = 65 ]
}

@test "a reference may have the name of its month" {
    for since in 'jan 1899' 'January 1899' 1-jan-1899 '1 JAN 1899' 01jan1899 '1 Jan 1899 00:00'; do
        ncatted -O -a units,time,o,c,"months since $since" a.nc named.nc
        harmonise --allow-month-units named.nc >out.nc
        [ "$(values time <out.nc)" = $'0\n31' ]
        ncdump -h out.nc | grep -q 'time:units = "days since 1899-01-01"'
    done
    ncatted -O -a units,time,o,c,'hours since 15-Mar-2001 06:00' a.nc named.nc
    harmonise named.nc >out.nc
    ncdump -h out.nc | grep -q 'time:units = "hours since 2001-03-15 06:00:00"'
    for since in '1-Jan-79' '1 mayo 1899' '31 feb 2001'; do
        ncatted -O -a units,time,o,c,"days since $since" a.nc named.nc
        run -65 harmonise -o out.nc named.nc
    done
}
