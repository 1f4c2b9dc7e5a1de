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

@test "months without a calendar, beyond all years or through a pipe are refused" {
    ncatted -O -a calendar,time,o,c,none months.nc none.nc
    run harmonise --allow-month-units none.nc
    [ "$status" = 65 ]
    [[ $output == *"calendar none has no months"* ]]
    ncap2 -O -s 'time=time+1e12' months.nc far.nc
    run harmonise --allow-month-units far.nc
    [ "$status" = 65 ]
    [[ $output == *"beyond 285 000 years"* ]]
    run bash -c 'cat months.nc | harmonise --allow-month-units'
    [ "$status" = 65 ]
    [[ $output == *"not counted in a pipe"* ]]
}
