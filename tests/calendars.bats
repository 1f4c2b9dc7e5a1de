# SPDX-License-Identifier: Apache-2.0
# Time axes in every calendar of CF, as harmonise(1) reads them.  Expected dates
# by hand where they stand here, else by Debian's python3-cftime, asked while
# the test runs.

setup() {
    load helpers
}

# axis CALENDAR UNITS VALUES -- t.nc: one cell at those times; no calendar for -
axis() {
    local calendar=
    [ "$1" = - ] || calendar="time:calendar = \"$1\" ;"
    ncgen -k classic -o t.nc - <<END
netcdf x { dimensions: time = UNLIMITED ; lat = 1 ; lon = 1 ;
variables: double time(time) ; time:units = "$2" ; $calendar double lat(lat) ; lat:units = "degrees_north" ;
double lon(lon) ; lon:units = "degrees_east" ; float x(time, lat, lon) ; x:units = "K" ;
data: time = $(tr , '\n' <<<"$3" | sed '/\./!s/$/./' | paste -sd,) ; lat = 50 ; lon = 8 ; x = $(sed 's/[^,]\{1,\}/280/g' <<<"$3") ; }
END
}

# dates OPTION... -- of t.nc, on one line
dates() {
    harmonise --names keep -f csv "$@" t.nc | sed '1d; s/,.*//; s/Z$//' | paste -sd' '
}

# cftime -- skips where it is not installed
cftime() {
    /usr/bin/python3 -c 'import cftime' 2>/dev/null || skip "needs python3-cftime"
}

# ask -- for the lines CALENDAR|UNITS|VALUES on standard input their dates, by
# cftime: the same lines with |DATES, on standard output
ask() {
    cat >.lines
    /usr/bin/python3 - .lines <<'END'
import cftime, sys, warnings
warnings.simplefilter("ignore")

def text(d):
    ms = (d.microsecond + 500) // 1000
    sign = "-" if d.year < 0 else "+" if d.year > 9999 else ""
    return "%s%04d-%02d-%02dT%02d:%02d:%02d%s" % (sign, abs(d.year), d.month, d.day, d.hour, d.minute, d.second,
                                                   ".%03d" % ms if ms else "")

for line in open(sys.argv[1]):
    calendar, units, values = line.rstrip("\n").split("|")
    values = [float(v) for v in values.split(",")]
    # years are those of ISO 8601, with a year 0, in every calendar
    dates = cftime.num2date(values, units, "standard" if calendar == "-" else calendar, has_year_zero=True)
    print(line.rstrip("\n"), " ".join(text(d) for d in dates), sep="|")
END
}

# agrees -- harmonise has the dates of lines CALENDAR|UNITS|VALUES that cftime has
agrees() {
    local calendar units values want got bad=0 n=0
    ask >table
    while IFS='|' read -r calendar units values want; do
        axis "$calendar" "$units" "$values"
        got=$(dates)
        [ "$got" = "$want" ] || { printf '# %s, %s, %s\n#  got %s\n#  not %s\n' "$calendar" "$units" "$values" "$got" "$want" && bad=1; }
        n=$((n + 1))
    done <table
    [ $n -gt 0 ] && [ $bad = 0 ]
}

calendars="standard gregorian proleptic_gregorian julian noleap 365_day all_leap 366_day 360_day"

@test "leap days and the switch of 1582, by hand" {
    while IFS='|' read -r calendar units values want; do
        axis "$calendar" "$units" "$values"
        [ "$(dates | sed 's/T00:00:00//g')" = "$want" ] || { echo "# $calendar $units: $(dates)" && return 1; }
    done <<'END'
standard|days since 1582-10-03|0,1,2,3|1582-10-03 1582-10-04 1582-10-15 1582-10-16
gregorian|days since 1582-10-15|-1,0|1582-10-04 1582-10-15
-|days since 1582-10-04|0,1|1582-10-04 1582-10-15
proleptic_gregorian|days since 1582-10-03|1,2|1582-10-04 1582-10-05
julian|days since 1582-10-03|1,2|1582-10-04 1582-10-05
standard|days since 1-1-1|719162,719164|1969-12-30 1970-01-01
proleptic_gregorian|days since 1-1-1|719162,719164|1970-01-01 1970-01-03
standard|days since 1900-02-28|0,1|1900-02-28 1900-03-01
julian|days since 1900-02-28|0,1,2|1900-02-28 1900-02-29 1900-03-01
standard|days since 2000-02-28|0,1,2|2000-02-28 2000-02-29 2000-03-01
noleap|days since 2000-02-28|0,1|2000-02-28 2000-03-01
all_leap|days since 2001-02-28|0,1,2|2001-02-28 2001-02-29 2001-03-01
360_day|days since 2001-02-28|0,1,2,3|2001-02-28 2001-02-29 2001-02-30 2001-03-01
360_day|days since 2001-01-30|0,1,330|2001-01-30 2001-02-01 2001-12-30
END
}

@test "every calendar, unit and reference date: the dates that cftime has" {
    cftime
    for calendar in $calendars; do
        while IFS='|' read -r units values; do
            echo "$calendar|$units|$values"
        done <<'END'
days since 1850-01-01|-100000,-0.25,0,0.5,58,59,60,365.75,54786,1000000
hours since 1900-01-01 00:00:0.0|-7.5,0,1,1416,8759,8760,1051896,9999999
minutes since 1970-01-01T00:00:00Z|-1,0,59,1440,84960,525600,26297280
seconds since 1970-01-01|-86400,-1,0,1.5,59,5097599,5097600,1700000000
milliseconds since 1999-12-28 23:59:59|0,1,1001,86400000,345600000
days since 2001-12-28 06:00:00|0,1,2.125,3,60
END
    done | agrees
}

@test "the switch of 1582, from before and after, in hours and in seconds: cftime" {
    cftime
    for calendar in standard - gregorian proleptic_gregorian julian; do
        echo "$calendar|hours since 1582-10-01|0,71,72,95.5,96,97,120,336"
        echo "$calendar|days since 1582-10-20|-400,-7,-6,-5,-4.5,0,72"
        echo "$calendar|seconds since 1500-02-28|0,86400,172800,2607120000,2607206400"
        echo "$calendar|days since 1858-11-17|-2400000,-678943,-100841,-100840,0,51544" # modified Julian days
    done | agrees
}

@test "years up to 0 and below, and beyond 9999: cftime, where it has a year 0" {
    cftime
    for calendar in $calendars; do
        echo "$calendar|days since 0001-01-01|-800,-366,-365,-1,0,58,59,365"
        echo "$calendar|days since 0000-01-01|0,58,59,60,365,366,730000"
        echo "$calendar|hours since -0004-03-01|-48,-24,0,35064"
        echo "$calendar|days since -4712-01-01 12:00|0,365.5,2299160,2451545"
        echo "$calendar|days since 9999-12-01|0,29,30,31,400"
    done | agrees
}

@test "the texts that reference dates come in: cftime" {
    cftime
    for units in "days since 1950-1-1" "days since 1950-01-01 00:00:00" "days since 1950-01-01T00:00:00Z" \
        "days since 1950-01-01 00:00" "days since 1950-1-1 0:0:0" "hours since 1900-01-01 06:30:00.0" \
        "hour since 2000-06-30 12:00:00" "hrs since 2000-06-30 12:00" "h since 2000-06-30" "seconds since 1992-10-8 15:15:42.5 -06:00" \
        "secs since 1981-01-01 00:00:00 +02:00" "s since 1981-01-01 00:00:00+0530" "mins since 2000-01-01T01:02:03" \
        "days since 1999-12-31 23:00:00 UTC" "day since 0801-02-28" "msecs since 1970-01-01"; do
        echo "standard|$units|0,1,36.5,1000"
        echo "360_day|${units/12-31/12-30}|0,1,36.5,1000"
    done | agrees
    # what it leaves out or reads only in small letters, by hand: the example of CF-1.11, section 4.4, is 21:15:42.5 UTC
    axis standard "seconds since 1992-10-8 15:15:42.5 -6:00" 0,1
    [ "$(dates)" = "1992-10-08T21:15:42.500 1992-10-08T21:15:43.500" ]
    axis standard "hrs since 2000-06-30 12" 0,1
    [ "$(dates)" = "2000-06-30T12:00:00 2000-06-30T13:00:00" ]
    axis standard "Hours since 2001-12-31T23:00:00Z" 0,2
    [ "$(dates)" = "2001-12-31T23:00:00 2002-01-01T01:00:00" ]
    axis 360_DAY "DAYS SINCE 2001-02-30" 0,1
    [ "$(dates)" = "2001-02-30T00:00:00 2001-03-01T00:00:00" ]
}

@test "random times of every calendar and unit: cftime" {
    cftime
    /usr/bin/python3 - "$calendars" <<'END' >lines
import random, sys
random.seed(7)
per_day = {"days": 1, "hours": 24, "minutes": 1440, "seconds": 86400}
for calendar in sys.argv[1].split():
    for unit, n in per_day.items():
        ref = "%04d-%02d-%02d %02d:%02d:%02d" % (random.randrange(1, 2200), random.randrange(1, 13), random.randrange(1, 29),
                                                 random.randrange(24), random.randrange(60), random.randrange(60))
        values = sorted(random.randrange(0, 800000 * n) for k in range(40))
        print(calendar, "%s since %s" % (unit, ref), ",".join(map(str, sorted(set(values)))), sep="|")
END
    agrees <lines
}

@test "a date that the calendar has not, or an unknown calendar, is refused" {
    while IFS='|' read -r calendar units; do
        axis "$calendar" "$units" 0
        run -65 --separate-stderr harmonise -o out.nc t.nc
        # shellcheck disable=SC2154 # set by run
        [[ $stderr == "harmonise: t.nc: "* ]]
        [ ! -e out.nc ]
    done <<'END'
noleap|days since 2000-02-29
standard|days since 1900-02-29
standard|days since 1582-10-10
360_day|days since 2000-01-31
lunar|days since 2000-01-01
standard|months since 2000-01-01
standard|fortnights since 2000-01-01
standard|days since 2000-13-01
standard|days since 2000-01-01 25:00
END
}

@test "months, years and the days of them: as many as cftime has, over 1582 too" {
    cftime
    for calendar in standard proleptic_gregorian julian noleap all_leap 360_day; do
        for units in "days since 1581-01-01" "days since 1899-01-01" "days since 1999-01-01"; do
            /usr/bin/python3 - "$calendar" "$units" <<'END' >want
import cftime, itertools, sys
dates = cftime.num2date(range(900), sys.argv[2], sys.argv[1], has_year_zero=True)
for n in (7, 4):
    print(" ".join("%s:%d" % (k, len(list(g))) for k, g in itertools.groupby(dates, key=lambda d: d.isoformat()[:n])))
END
            axis "$calendar" "$units" "$(seq -s, 0 899)"
            for every in month year; do
                n=$([ $every = month ] && echo 7 || echo 4)
                harmonise --names keep --every $every --stat count --min-valid any -f csv t.nc |
                    sed 1d | awk -F, -v n="$n" '{ printf "%s%s:%d", (NR > 1 ? " " : ""), substr($1, 1, n), $NF } END { print "" }'
            done | diff want - || { echo "# $calendar $units" && return 1; }
        done
    done
}

@test "a selection by dates of each calendar: as many steps as cftime has" {
    cftime
    for calendar in standard julian noleap all_leap 360_day; do
        /usr/bin/python3 - "$calendar" <<'END' >want
import cftime, sys
dates = [d.isoformat()[:10] for d in cftime.num2date(range(800), "days since 1999-01-01", sys.argv[1])]
print(sum("2000-02-28" <= d <= "2000-03-01" for d in dates), sum(d[:7] in ("1999-12", "2000-01", "2000-02") for d in dates))
END
        axis "$calendar" "days since 1999-01-01" "$(seq -s, 0 799)"
        a=$(dates --time 2000-02-28/2000-03-01 | wc -w)
        b=$(dates --time 1999-12/2000-02 | wc -w)
        [ "$a $b" = "$(cat want)" ] || { echo "# $calendar: $a $b, not $(cat want)" && return 1; }
    done
}

@test "calendar: hours that are stamped where they end have the date of their middle" {
    ncgen -k classic -o ends.nc <<'END'
netcdf ends {
dimensions: time = UNLIMITED ; lat = 1 ; lon = 1 ;
variables:
 double time(time) ; time:units = "hours since 2000-02-28" ;
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float x(time, lat, lon) ; x:units = "K" ; float p(time, lat, lon) ; p:units = "mm" ; p:standard_name = "precipitation_amount" ;
data: time = 12, 24, 36, 48, 60, 72 ; lat = 10 ; lon = 0 ; x = 1, 2, 3, 4, 5, 6 ; p = 1, 2, 3, 4, 5, 6 ;
}
END
    a=(--accumulation p=step:12h:end)
    # of 28, 29 February and 1 March; the 29th goes
    harmonise "${a[@]}" --variable pr --calendar noleap ends.nc | values pr | paste -sd' ' | grep -qx '1 2 5 6'
    harmonise "${a[@]}" --variable pr --calendar noleap --every day ends.nc >day.nc
    [ "$(values pr <day.nc | paste -sd' ')" = '3 11' ]
    # and back: the 29th has no rain known
    harmonise "${a[@]}" --variable pr --calendar noleap ends.nc | harmonise --calendar standard --every day | values pr | paste -sd' ' | grep -qx '3 _ 11'
    # beside it states keep the date of their stamp
    harmonise "${a[@]}" --calendar noleap ends.nc >both.nc
    [ "$(values pr x <both.nc | paste -sd' ')" = '1 2 5 6 1 _ 5 6' ]
}
