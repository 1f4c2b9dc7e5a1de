# SPDX-License-Identifier: Apache-2.0
# GRIB as every command reads it: harmonise(1), "GRIB".  Numbers of real files
# were reproduced by an independent decoder and by ecCodes 2.28; the rest is
# encoded, and decoded once more, by the programs of ecCodes.

setup() {
    load helpers
    grib=$shared/data/grib
    samples=/usr/share/eccodes/samples
}

# as_is FILE... -- fields as they lie in the messages
as_is() {
    harmonise --names keep --units keep --plausible off --lat keep --lon keep "$@"
}

# cells FIELD -- of a stream: a value a line, _ for missing
cells() {
    local copy=.cells
    cat >$copy
    ncdump -p 9,17 -v "$1" $copy | sed -n "/^ $1 =/,/;/p" | sed "s/^ $1 =//" |
        tr -d ' ;' | tr ',' '\n' | grep -v '^$' || true
}

# summary_of -- values, least, most, mean of numbers, one a line
summary_of() {
    awk '{ sum += $1; if (!n || $1 < low) low = $1; if (!n || $1 > high) high = $1; n++ }
        END { printf "%d %.4f %.4f %.4f\n", n, low, high, sum / n }'
}

# summary FIELD -- of a stream: values, missing, least, most, mean
summary() {
    cells "$1" | awk '
        $1 == "_" { missing++; next }
        { sum += $1; if (!n || $1 < low) low = $1; if (!n || $1 > high) high = $1; n++ }
        END { printf "%d %d %.4f %.4f %.4f\n", n + missing, missing, low, high, sum / n }'
}

# encode FILE TEMPLATE RULE... -- ecCodes' sample with the keys that rules set
encode() {
    local file=$1 template=$2
    shift 2
    { printf 'set %s;\n' "$@" && echo 'write;'; } >.rules
    grib_filter -o "$file" .rules "$samples/$template.tmpl"
}

# wave N -- N values of a smooth field, as grib_filter takes them
wave() {
    seq 0 $(($1 - 1)) | awk '{ printf "%s%.5f", (NR > 1 ? ", " : ""), 280 + 20 * sin($1 / 37) }'
}

# name FILE -- of its only field
name() {
    as_is "$1" >.named
    ncdump -h .named | sed -n 's/^\tfloat \([^(]*\)(.*/\1/p'
}

# places FILE -- lat,lon of all cells by gdaltransform, or CF's rotated pole
places() {
    as_is "$1" >.places.nc
    /usr/bin/python3 - .places.nc <<'END'
import sys
from scipy.io import netcdf_file
import math
f = netcdf_file(sys.argv[1], mmap=False)
v = f.variables
if 'rlat' in v:
    m = v['rotated_pole']
    p = math.radians(m.grid_north_pole_latitude)
    l0 = m.grid_north_pole_longitude
    def place(y, x):
        y, x = math.radians(y), math.radians(x)
        sl = math.sin(p) * math.sin(y) + math.cos(p) * math.cos(y) * math.cos(x)
        a = math.atan2(-math.cos(y) * math.sin(x), math.cos(p) * math.sin(y) - math.sin(p) * math.cos(y) * math.cos(x))
        return math.degrees(math.asin(sl)), (l0 + math.degrees(a) + 180) % 360 - 180
    ys, xs = v['rlat'][:], v['rlon'][:]
else:
    import subprocess
    ys, xs = v['y'][:], v['x'][:]
    m = v['crs']
    if m.grid_mapping_name == b'lambert_conformal_conic':
        s = m.standard_parallel
        proj = '+proj=lcc +lat_1=%r +lat_2=%r +lat_0=%r +lon_0=%r' % (float(s[0]), float(s[-1]), float(m.latitude_of_projection_origin), float(m.longitude_of_central_meridian))
    else:
        proj = '+proj=stere +lat_0=90 +lat_ts=%r +lon_0=%r' % (float(m.standard_parallel), float(m.straight_vertical_longitude_from_pole))
    def place(y, x):
        r = ' +R=%r' % float(m.semi_major_axis)
        out = subprocess.run(['gdaltransform', '-s_srs', proj + r, '-t_srs', '+proj=longlat' + r], input='%r %r\n' % (float(x), float(y)), text=True, capture_output=True).stdout.split()
        return float(out[1]), (float(out[0]) + 180) % 360 - 180
for y, x in ((ys[0], xs[0]), (ys[0], xs[1]), (ys[-1], xs[-1])):
    print('%.5f,%.5f' % place(y, x))
END
}

# same FILE FIELD -- our values of one message are those of ecCodes
same() {
    as_is "$1" | cells "$2" >.ours
    grib_get_data -m 1e30 -F '%.12g' "$1" | awk 'NR > 1 { print $3 }' >.theirs
    [ "$(wc -l <.ours)" = "$(wc -l <.theirs)" ]
    paste .ours .theirs | awk '
        $1 == "_" { if ($2 != 1e30) bad++; next }
        { d = $1 - $2; if (d < 0) d = -d; m = $2 < 0 ? -$2 : $2; if (d > 6.1e-8 * m) bad++ }
        END { if (bad) { print "# " bad " values differ"; exit 1 } }'
}

@test "GRIB 2: values, missing ones of bitmap and packing" {
    need data/grib
    [ "$(as_is "$grib/ccsds_aec_5_42.grb2" | summary skt)" = "405900 0 204.1220 337.9344 282.5336" ]
    [ "$(as_is "$grib/missing_values_u.grib2" | summary u)" = "10512 952 -34.4300 33.0100 2.3148" ]
    [ "$(as_is "$grib/rotated_ll_t_20090507.grib2" | summary t)" = "216000 0 266.6250 302.2500 284.4316" ]
    [ "$(as_is "$grib/lambert_2t_20130507.grib2" | summary t2m)" = "958001 0 265.5500 300.8625 287.6306" ] ||
        [ "$(as_is "$grib/lambert_2t_20130507.grib2" | summary t2m)" = "958001 0 265.5500 300.8625 287.6307" ]
}

@test "GRIB 2: values of every packing are those of ecCodes" {
    local v packing bits
    v=$(wave 496)
    for packing in grid_simple grid_ieee grid_ccsds grid_complex; do
        encode p.grib regular_ll_sfc_grib2 "values = { $v }" "packingType = \"$packing\""
        [ "$(grib_get -p packingType p.grib)" = "$packing" ]
        same p.grib t
    done
    encode p.grib regular_ll_sfc_grib2 "values = { $v }" 'packingType = "grid_complex_spatial_differencing"'
    same p.grib t
    for bits in 1 7 8 12 16 24 31; do
        encode p.grib regular_ll_sfc_grib2 "bitsPerValue = $bits" "values = { $v }"
        same p.grib t
    done
    encode p.grib regular_ll_sfc_grib2 "bitmapPresent = 1" "missingValue = 9999" \
        "values = { 9999, $(wave 494), 9999 }"
    same p.grib t
    [ "$(as_is p.grib | summary t | cut -d' ' -f1,2)" = "496 2" ]
}

@test "JPEG 2000 and PNG, decoded by GDAL" {
    need data/grib
    [ "$(as_is "$grib/polar_stereo_t_20130520.grib2" | summary t)" = "49400 0 255.8740 298.9365 279.7940" ]
    encode p.grib regular_ll_sfc_grib2 "bitsPerValue = 16" "values = { $(wave 496) }" 'packingType = "grid_png"'
    [ "$(grib_get -p packingType p.grib)" = grid_png ]
    same p.grib t
    encode p.grib regular_ll_sfc_grib2 "values = { $(wave 496) }" 'packingType = "grid_jpeg"'
    [ "$(grib_get -p packingType p.grib)" = grid_jpeg ]
    same p.grib t
    head -c -30 p.grib >cut.grib
    printf 7777 >>cut.grib
    run -65 --separate-stderr harmonise cut.grib
}

@test "places of projections and of a rotated pole" {
    need data/grib
    places "$grib/lambert_2t_20130507.grib2" >got
    [ "$(head -n 2 got | tr '\n' ' ')" = "21.64100,-120.45000 21.65051,-120.41446 " ]
    [ "$(tail -n 1 got)" = 48.89241,-63.02078 ]
    [ "$(places "$grib/polar_stereo_t_20130520.grib2" | tail -n 1)" = 46.27795,-21.00260 ]
    places "$grib/rotated_ll_t_20090507.grib2" >got
    [ "$(head -n 1 got)" = 24.23417,-62.47258 ]
    [ "$(tail -n 1 got)" = 56.73775,38.53141 ] # of 19.419996, as the message has it: 56.7377456
}

@test "a forecast has its reference time" {
    encode p.grib regular_ll_sfc_grib2 "forecastTime = 6" "values = { $(wave 496) }"
    as_is p.grib >p.nc
    [ "$(values forecast_period <p.nc)" = 6 ]
    [ "$(ncdump -t -v forecast_reference_time,time p.nc | grep -c "$(grib_get -p dataDate p.grib | sed 's/\(....\)\(..\)/\1-\2-/')")" -ge 1 ]
    [ "$(attribute t:coordinates <p.nc)" = '"forecast_reference_time forecast_period"' ]
}

@test "a constant field" {
    encode p.grib regular_ll_sfc_grib2 "values = { $(yes 273.5, | head -n 495 | tr -d '\n') 273.5 }"
    [ "$(grib_get -p bitsPerValue p.grib)" = 0 ]
    [ "$(as_is p.grib | summary t)" = "496 0 273.5000 273.5000 273.5000" ]
}

@test "GRIB 1: messages are steps" {
    need data/grib
    as_is "$grib/era5_2t_uk_201903.grib" >era5.nc
    ncdump -h era5.nc | grep -q 'time = UNLIMITED ; // (744 currently)'
    [ "$(cells t2m <era5.nc | head -n 1617 | awk '{ s += $1 } END { printf "%.4f\n", s / NR }')" = 280.8756 ]
    [[ $(ncdump -t -v time era5.nc | sed -n 's/^ time = //p') == '"2019-03-01", "2019-03-01 01", "2019-03-01 02",'* ]]
}

@test "GRIB 1: values are those of ecCodes, with a bitmap" {
    encode p.grib regular_ll_sfc_grib1 "values = { $(wave 496) }"
    same p.grib "$(name p.grib)"
    encode p.grib regular_ll_sfc_grib1 "bitmapPresent = 1" "missingValue = 9999" \
        "values = { 9999, $(wave 494), 9999 }"
    as_is p.grib >p.nc
    [ "$(summary "$(name p.grib)" <p.nc | cut -d' ' -f1,2)" = "496 2" ]
}

@test "the four ways of scanning give one field" {
    need data/grib
    for way in ipos_jneg ineg_jneg ineg_jpos ipos_jpos; do
        harmonise "$grib/scan_$way.grib2" >scan.nc
        ncdump -p 9,17 -v ta,lat,lon scan.nc | sed -n '/^data/,$p' >$way
        [ -s $way ]
        diff ipos_jneg $way
    done
}

@test "rows that turn are turned back" {
    need data/grib
    harmonise --names keep "$grib/alternate-scanning.grib" >turned.nc
    [ "$(summary t2m <turned.nc)" = "49761 0 273.5330 319.0330 296.4110" ]
    [ "$(harmonise --bbox=-10.01,50.89,-9.99,50.91 turned.nc | cells tas)" = 289.282959 ]
    [ "$(harmonise --bbox=18.99,50.89,19.01,50.91 turned.nc | cells tas)" = 293.282959 ]
}

@test "time is the end of an interval, with bounds and cell_methods" {
    need data/grib
    harmonise "$grib/scan_ipos_jneg.grib2" >m.nc
    [ "$(ncdump -t -v time,time_bnds m.nc | grep -o '"[-0-9]*"' | tr -d '\n')" = '"1998-12-01""1994-12-01""1998-12-01"' ]
    [ "$(attribute ta:cell_methods <m.nc)" = '"time: mean"' ]
}

@test "HEALPix: its cells, their places, and what CF says of them" {
    need data/grib
    as_is --coordinates "$grib/healpix_H8.grib2" >h8.nc
    # four messages: two times of t and r; expected to its 5 digits
    sed 1d "$shared/data/expected/healpix_H8.csv" | awk -F, '
        { lon[NR] = $2; lat[NR] = $3; a[NR] = $4; b[NR] = $6; c[NR] = $5; d[NR] = $7 }
        END {
            for (i = 1; i <= NR; i++) print lon[i]
            for (i = 1; i <= NR; i++) print lat[i]
            for (i = 1; i <= NR; i++) print a[i]
            for (i = 1; i <= NR; i++) print b[i]
            for (i = 1; i <= NR; i++) print c[i]
            for (i = 1; i <= NR; i++) print d[i]
        }' >want
    for f in lon lat t r; do cells $f <h8.nc; done >got
    [ "$(wc -l <got)" = $((6 * 768)) ]
    paste want got | awk '{ d = $1 - $2; if (d < 0) d = -d; if (d > 2e-5) bad++ } END { if (bad) exit 1 }'
    [ "$(attribute healpix:grid_mapping_name <h8.nc)" = '"healpix"' ]
    [ "$(attribute healpix:indexing_scheme <h8.nc)" = '"ring"' ]
    [ "$(attribute healpix:refinement_level <h8.nc)" = 3 ]
}

@test "HEALPix has no latitudes and longitudes unless --coordinates asks for them, and is read without" {
    need data/grib/healpix_H8.grib2
    data_of() { # FILE -- all but its history
        ncdump "$1" | sed '/:history/d; /^\t\t\t"/d; /^netcdf/d'
    }
    as_is --variable t "$grib/healpix_H8.grib2" >h8.nc
    ncdump -h h8.nc >header
    ! grep -q 'double l[ao][tn]' header || false
    as_is --coordinates h8.nc >placed.nc
    ncdump -h placed.nc | grep -q 'double lat(healpix_index)'
    # what is there stays there
    as_is h8.nc >again.nc
    diff <(data_of h8.nc) <(data_of again.nc)
    as_is placed.nc >again.nc
    diff <(data_of placed.nc) <(data_of again.nc)
    [ "$(harmonise --grid 30 h8.nc | cells ta)" = "$(harmonise --grid 30 placed.nc | cells ta)" ]
    # a part of the cells has their places
    as_is --bbox 0,0,40,40 h8.nc >part.nc
    [ "$(values lat <part.nc)" = "$(as_is --bbox 0,0,40,40 placed.nc | values lat)" ]
    # or indices, as CF has them
    ncks -O -d healpix_index,100,103 h8.nc few.nc
    ncap2 -O -s 'healpix_index[$healpix_index]={100,101,102,103}; healpix_index@standard_name="healpix_index"' few.nc few.nc
    as_is few.nc | values lat | diff - <(ncks -O -d healpix_index,100,103 placed.nc cut.nc && values lat <cut.nc)
    cdl hourly
    fails 64 'harmonise: --coordinates: takes cells of HEALPix; other grids have theirs anyway' \
        harmonise --coordinates hourly.nc -o x.nc
}

@test "HEALPix cut short: whole messages alone are a file" {
    need data/hostile
    d=$shared/data/hostile/derived
    run -65 --separate-stderr harmonise "$d/healpix_H8.trunc10.grib2"
    [[ $stderr == *"message 1 is cut short at byte 528 of "*"(0 whole messages before it)" ]]
    run -65 --separate-stderr harmonise "$d/healpix_H8.trunc90.grib2"
    [[ $stderr == *"message 4 is cut short at byte 4752 of "*"(3 whole messages before it)" ]]
    as_is "$d/healpix_H8.trunc50.grib2" | cells t >two
    [ "$(wc -l <two)" = 768 ]
}

@test "reduced Gaussian: rows of their lengths" {
    need data/grib
    as_is "$grib/t1000_n48_20190509.grib" >n48.nc
    [ "$(cells t <n48.nc | head -n 13280 | summary_of)" = "13280 232.4219 316.6387 288.6863" ]
    [ "$(cells lat <n48.nc | sed -n '1p' | cut -c1-9)" = 88.572168 ]
    as_is "$grib/2t_O128_20160104.grib" >o128.nc
    [ "$(cells t2m <o128.nc | summary_of)" = "70144 225.0615 317.0615 287.6994" ]
    [ "$(cells lat <o128.nc | sed -n '1p' | cut -c1-9)" = 89.462821 ] ||
        [ "$(cells lat <o128.nc | sed -n '1p' | cut -c1-9)" = 89.462822 ]
}

@test "what is known of a parameter: name, standard_name, unit, paramId" {
    need data/grib
    as_is "$grib/ccsds_aec_5_42.grb2" >skt.nc
    [ "$(attribute skt:standard_name <skt.nc)" = '"surface_temperature"' ]
    [ "$(attribute skt:units <skt.nc)" = '"K"' ]
    [ "$(attribute skt:GRIB_paramId <skt.nc)" = 235 ]
    [ "$(attribute skt:GRIB_shortName <skt.nc)" = '"skt"' ]
}

@test "--variable: name, standard name, quantity, shortName or paramId" {
    need data/grib
    for word in t2m air_temperature tas 2t 167; do
        harmonise --variable $word "$grib/alternate-scanning.grib" | values tas >got
        [ -s got ]
    done
    fails 65 "harmonise: $grib/alternate-scanning.grib: no variable \"pr\" (it has t2m)" \
        harmonise --variable pr "$grib/alternate-scanning.grib"
}

@test "a parameter that the table has not is kept, with a warning" {
    encode p.grib regular_ll_sfc_grib2 "parameterCategory = 19" "parameterNumber = 200" "values = { $(wave 496) }"
    run -0 --separate-stderr bash -c 'harmonise p.grib >p.nc'
    [ "$stderr" = "harmonise: warning: p.grib: param_0_19_200 is no parameter of the table; its unit is not known" ]
    [ "$(attribute param_0_19_200:units <p.nc)" = '"1"' ]
}

@test "levels are an axis in their unit; one level is a coordinate" {
    need data/grib
    harmonise "$grib/hpa_and_pa.grib" >l.nc
    [ "$(values plev <l.nc)" = 100,10,1 ]
    [ "$(attribute plev:units <l.nc)" = '"Pa"' ]
    harmonise "$grib/alternate-scanning.grib" >h.nc
    [ "$(values height <h.nc)" = 2 ]
    [ "$(attribute tas:coordinates <h.nc)" = '"height forecast_reference_time forecast_period"' ]
}

@test "members are an axis" {
    local n
    for n in 3 1 2; do
        encode $n.grib regular_ll_sfc_grib2 "productDefinitionTemplateNumber = 1" \
            "perturbationNumber = $n" "numberOfForecastsInEnsemble = 3" "values = { $(yes $n, | head -n 495 | tr -d '\n') $n }"
    done
    cat 3.grib 1.grib 2.grib >all.grib
    as_is all.grib >all.nc
    [ "$(values realization <all.nc)" = 1,2,3 ]
    [ "$(values t <all.nc | tr ',' '\n' | uniq | tr '\n' ' ')" = "1 2 3 " ]
}

@test "messages in any order are steps in order" {
    local h
    for h in 12 0 18 6; do
        encode $h.grib regular_ll_sfc_grib2 "forecastTime = $h" "values = { $(yes $h, | head -n 495 | tr -d '\n') $h }"
    done
    cat 12.grib 0.grib 18.grib 6.grib >all.grib
    [ "$(as_is all.grib | values t | cut -d, -f1 | tr '\n' ' ')" = "0 6 12 18 " ]
    as_is -j 1 all.grib >one
    as_is -j 4 all.grib | cmp - one
    # the same from a pipe, in any pieces
    as_is <all.grib | values t >got
    values t <one | diff - got
    { head -c 100 all.grib; tail -c +101 all.grib | head -c 7; tail -c +108 all.grib; } | as_is | values t | diff - got
}

@test "a field that a step has not is missing there, with a count" {
    encode a.grib regular_ll_sfc_grib2 "values = { $(wave 496) }"
    encode b.grib regular_ll_sfc_grib2 "parameterCategory = 1" "values = { $(wave 496) }"
    encode c.grib regular_ll_sfc_grib2 "forecastTime = 6" "values = { $(wave 496) }"
    cat a.grib b.grib c.grib >all.grib
    run -0 --separate-stderr bash -c 'harmonise --names keep --plausible off all.grib >all.nc'
    [ "$stderr" = "harmonise: warning: all.grib: 1 of 4 fields are not there and become missing" ]
    [ "$(values q <all.nc | tail -n 1 | tr ',' '\n' | sort -u)" = _ ]
}

@test "a message that is there twice counts once; two that differ are refused" {
    encode a.grib regular_ll_sfc_grib2 "values = { $(wave 496) }"
    encode b.grib regular_ll_sfc_grib2 "values = { 1, $(wave 495) }"
    cat a.grib a.grib >twice.grib
    as_is twice.grib | values t >got
    as_is a.grib | values t | diff - got
    cat a.grib b.grib >differ.grib
    at=$(stat -c %s a.grib)
    fails 65 "harmonise: differ.grib: byte $at: messages 1 and 2 are of one field, time and level, and differ (--on-overlap first or last keeps one)" \
        harmonise differ.grib
    as_is --on-overlap first differ.grib | values t | diff - got
}

@test "a time of several forecasts is refused" {
    need data/grib
    f=$grib/forecast_monthly_ukmo.grib
    run -65 --separate-stderr harmonise "$f"
    [[ $stderr == *" comes from "*" forecasts ("*"); choose with --lead or --time" ]]
}

@test "--lead chooses among several forecasts" {
    need data/grib
    f=$grib/forecast_monthly_ukmo.grib
    # grib_ls: 8 references, 3 months each; the first months after 29 to 31 days
    grib_get -p validityDate,endStep,dataDate "$f" | awk '$2 <= 744 { print $1 }' | sort -u >dates
    if [ "$(grib_get -p validityDate,endStep,dataDate "$f" | awk '$2 <= 744 { print $1, $3 }' | sort -u | wc -l)" = "$(wc -l <dates)" ]; then
        harmonise --lead 0h/744h "$f" >lead.nc
        [ "$(ncdump -h lead.nc | sed -n 's/.*time = UNLIMITED.*(\([0-9]*\) currently.*/\1/p')" = "$(wc -l <dates)" ]
    else
        run -65 --separate-stderr harmonise --lead 0h/744h "$f"
        [[ $stderr == *" comes from "* ]]
    fi
    encode a.grib regular_ll_sfc_grib2 "forecastTime = 6" "values = { $(yes 280, | head -n 495 | tr -d '\n') 280 }"
    encode b.grib regular_ll_sfc_grib2 "hour = 18" "forecastTime = 0" "values = { $(yes 290, | head -n 495 | tr -d '\n') 290 }"
    cat a.grib b.grib >two.grib
    run -65 --separate-stderr harmonise two.grib
    [[ $stderr == *" comes from 2 forecasts ("*"); choose with --lead or --time" ]]
    [ "$(as_is --lead 6h two.grib | cells t | sort -u)" = 280 ]
    [ "$(as_is --lead 0h two.grib | cells t | sort -u)" = 290 ]
}

@test "fields on several grids are refused, and listed" {
    need data/hostile
    run -65 --separate-stderr harmonise "$shared/data/hostile/grib/broken_combined_grib2_grib1.grb2"
    [[ $stderr == *"fields on 4 grids (lat-lon 36 x 18: refd ...; lat-lon 103 x 78: "*"choose with --variable" ]]
}

@test "what lies around messages is passed over, with a warning" {
    need data/hostile
    run -0 --separate-stderr bash -c "harmonise '$shared/data/hostile/grib/bulletin_41bytes.grib' >b.nc"
    [[ $stderr == *"41 octets beside its messages are passed over" ]]
    ncdump -h b.nc | grep -q '(1 currently)'
}

@test "extremes of the last hours in GRIB 1 have their interval, those since the last output are called so" {
    encode a.grib regular_ll_sfc_grib1 'P1 = 12' "values = { $(wave 496) }"
    # ECMWF's parameter database: mx2t6 is of the last 6 hours, mn2t24 of 24
    for p in 121:tasmax:maximum:6 122:tasmin:minimum:6 123:wsgsmax:maximum:6 201:tasmax:maximum:0 52:tasmin:minimum:0; do
        IFS=: read -r id name method hours <<<"$p"
        grib_set -s "paramId=$id" a.grib b.grib
        harmonise --plausible off b.grib >b.nc
        ncdump -h b.nc | grep -q "$name:cell_methods = \"time: $method\""
        if [ "$hours" = 0 ]; then
            run ! grep -q time_bnds b.nc
        else
            [ "$(values time_bnds time <b.nc | paste -sd, | awk -F, '{ print $2 - $1, $3 - $2 }')" = "$hours 0" ]
        fi
    done
}

@test "grids that are called the same are told apart by what differs" {
    encode a.grib regular_ll_sfc_grib2 "values = { $(wave 496) }"
    encode b.grib regular_ll_sfc_grib2 'shapeOfTheEarth = 0' 'shortName = "2d"' "values = { $(wave 496) }"
    cat a.grib b.grib >two.grib
    fails 65 'harmonise: two.grib: fields on 2 grids (lat-lon 16 x 31: t; lat-lon 16 x 31, whose section 3 has 0 in octet 15, not 6: d2m); choose with --variable' \
        harmonise two.grib
}

@test "local sections that are not read are shown by -v, as hexadecimal octets" {
    encode a.grib regular_ll_sfc_grib2 "values = { $(wave 496) }"
    grib_set -s setLocalDefinition=1,localDefinitionNumber=36 a.grib b.grib
    n=$(codes_info -v | awk -F. '{ print $2 }')
    run -0 --separate-stderr harmonise -v b.grib -f stream -o b.nc
    [ "$n" != 28 ] || [[ $stderr == *'harmonise: b.grib: message 1: section 2 of centre 98 from octet 6 on: 00240001000204013030303100000000'* ]]
    ncdump -h b.nc | grep -q ':GRIB_expver = "0001" ;'
    # nothing without -v, nor of what is read
    run -0 --separate-stderr harmonise b.grib -f stream -o b.nc
    [ -z "$stderr" ]
    grib_set -s setLocalDefinition=1,localDefinitionNumber=1 a.grib c.grib
    run -0 --separate-stderr harmonise -v c.grib -f stream -o b.nc
    [[ $stderr != *'section 2'* ]]
}

@test "JPEG 2000 is held against its size before memory is taken" {
    encode a.grib regular_ll_sfc_grib2 'packingType = "grid_jpeg"' "values = { $(wave 496) }"
    at=$(LC_ALL=C grep -obUaP '\xff\x4f\xff\x51' a.grib | head -1 | cut -d: -f1)
    as_is a.grib | cells t | grep -c . | grep -qx 496
    patch() { # OFFSET BYTES: octets of its head become others
        cp a.grib b.grib
        printf "$2" | dd of=b.grib bs=1 seek=$((at + $1)) conv=notrunc status=none
    }
    patch 24 '\x3f\xff\xff\xf0'
    run -65 --separate-stderr harmonise b.grib
    [[ $stderr == *': message 1: a picture of 1 tiles, 31 x 1073741808, for 496 values' ]]
    patch 24 '\0\0\0\1'
    run -65 --separate-stderr harmonise b.grib
    [[ $stderr == *': message 1: a picture of 16 tiles, 31 x 1, for 496 values' ]]
    patch 8 '\0\xff\xff\xff'
    run -65 --separate-stderr harmonise b.grib
    [[ $stderr == *': message 1: a picture of 31 x 16777215 for 496 values' ]]
}

@test "messages cut short are refused, with their byte" {
    encode a.grib regular_ll_sfc_grib2 "values = { $(wave 496) }"
    n=$(stat -c %s a.grib)
    cat a.grib <(head -c 100 a.grib) >cut.grib
    fails 65 "harmonise: cut.grib: message 2 is cut short at byte $((n + 100)) of $((2 * n)) (1 whole message before it)" \
        harmonise cut.grib
    fails 65 "harmonise: standard input: message 2 is cut short at byte $((n + 100)) of $((2 * n)) (1 whole message before it)" \
        bash -c 'cat cut.grib | harmonise'
}

@test "damaged GRIB of others: code 65 or a whole output, never a crash" {
    need data/hostile
    for f in "$shared"/data/hostile/grib/* "$shared"/data/hostile/derived/*.grib*; do
        run --separate-stderr timeout 10 harmonise -o out.nc "$f"
        [ "$status" = 0 ] || [ "$status" = 65 ] || {
            echo "# $f: $status: $stderr"
            false
        }
        rm -f out.nc
    done
}

@test "levels: one without a value, or of a kind without a name, is refused" {
    encode 5.grb regular_ll_pl_grib2 'typeOfFirstFixedSurface=105' 'level=5' 'parameterNumber=0'
    encode none.grb regular_ll_pl_grib2 'typeOfFirstFixedSurface=105' \
        'scaledValueOfFirstFixedSurface=missing()' 'scaleFactorOfFirstFixedSurface=missing()' 'parameterNumber=0'
    cat 5.grb none.grb >both.grb
    run -65 --separate-stderr harmonise both.grb -o out.nc
    [[ $stderr == *"on several levels, of which one has no value; choose with --variable" ]]
    for k in 1 8; do
        encode $k.grb regular_ll_pl_grib2 'typeOfFirstFixedSurface=255' "typeOfSecondFixedSurface=$k" \
            'parameterCategory=2' 'parameterNumber=2'
    done
    encode p850.grb regular_ll_pl_grib2 'level=850' 'parameterNumber=0'
    encode p500.grb regular_ll_pl_grib2 'level=500' 'parameterNumber=0'
    cat p850.grb p500.grb 1.grb 8.grb >kinds.grb
    run -65 --separate-stderr harmonise kinds.grb -o out.nc
    [[ $stderr == *"on levels of two kinds (plev, level); choose with --variable" ]]
}

@test "levels: a height with bounds is not that without, nor is lev level" {
    encode t.grb regular_ll_sfc_grib2 'typeOfFirstFixedSurface=103' 'scaledValueOfFirstFixedSurface=2' \
        'scaleFactorOfFirstFixedSurface=0' 'parameterCategory=0' 'parameterNumber=0'
    encode u.grb regular_ll_sfc_grib2 'typeOfFirstFixedSurface=103' 'scaledValueOfFirstFixedSurface=2' \
        'scaleFactorOfFirstFixedSurface=0' 'typeOfSecondFixedSurface=103' 'scaledValueOfSecondFixedSurface=2' \
        'scaleFactorOfSecondFixedSurface=0' 'parameterCategory=2' 'parameterNumber=2'
    cat u.grb t.grb >both.grb
    as_is both.grb >both.nc
    [ "$(ncdump -h both.nc | grep -o ':coordinates = "height.*"' | sort -u | wc -l)" = 2 ]
    encode l.grb regular_ll_sfc_grib2 'typeOfFirstFixedSurface=117' 'scaledValueOfFirstFixedSurface=3' \
        'scaleFactorOfFirstFixedSurface=0' 'parameterCategory=2' 'parameterNumber=2'
    encode m.grb regular_ll_sfc_grib2 'typeOfFirstFixedSurface=105' 'scaledValueOfFirstFixedSurface=3' \
        'scaleFactorOfFirstFixedSurface=0' 'parameterCategory=0' 'parameterNumber=0'
    cat l.grb m.grb >kinds.grb
    as_is kinds.grb | attribute lev:standard_name | grep -qx '"model_level_number"'
}

@test "keys of MARS that messages differ in are left out, in both editions" {
    for edition in 1 2; do
        encode an.grb "regular_ll_sfc_grib$edition" 'setLocalDefinition=1' 'localDefinitionNumber=1' 'type="an"' 'class="od"' \
            'paramId=167'
        encode fc.grb "regular_ll_sfc_grib$edition" 'setLocalDefinition=1' 'localDefinitionNumber=1' 'type="fc"' 'class="od"' \
            'paramId=168'
        [ "$(as_is an.grb | attribute :GRIB_type)" = '"an"' ]
        cat an.grb fc.grb >both.grb
        as_is both.grb >both.nc
        [ "$(attribute :GRIB_class <both.nc)" = '"od"' ]
        [ -z "$(attribute :GRIB_type <both.nc)" ]
    done
}

# a month of hours, 2.4 MB: with --memory 1M a pipe is looked ahead 256 KiB
@test "a long pipe in the order of time is read step by step, without a temporary file" {
    need data/grib/era5_2t_uk_201903.grib
    f=$grib/era5_2t_uk_201903.grib
    data_of() { ncdump "$1" | sed '1,/^data:/d'; }
    harmonise "$f" -o file.nc
    cat "$f" | TMPDIR=/no/such harmonise --memory 1M -o pipe.nc
    diff <(data_of file.nc) <(data_of pipe.nc)
    # what cannot be read so goes to a temporary file
    run -73 --separate-stderr env TMPDIR=/no/such harmonise --memory 1M --spool -o x.nc < <(cat "$f")
    cat "$f" | harmonise --memory 1M --spool -o spool.nc
    diff <(data_of file.nc) <(data_of spool.nc)
    harmonise --every day --time 2019-03-05/2019-03-20 "$f" -o file.nc
    cat "$f" | TMPDIR=/no/such harmonise --memory 1M --every day --time 2019-03-05/2019-03-20 -o pipe.nc
    diff <(data_of file.nc) <(data_of pipe.nc)
    # in small pieces
    head -c 504000 "$f" >part.grib # 150 messages
    harmonise part.grib -o file.nc
    dd if=part.grib bs=97 status=none | TMPDIR=/no/such harmonise --memory 1M -o pipe.nc
    diff <(data_of file.nc) <(data_of pipe.nc)
}

@test "a pipe whose messages are not in the order of time, or change, says so; --spool takes it" {
    need data/grib/era5_2t_uk_201903.grib
    f=$grib/era5_2t_uk_201903.grib
    grib_copy -w dataDate=20190304/20190305/20190306/20190307/20190308/20190309 "$f" late.grib
    grib_copy -w dataDate=20190301 "$f" early.grib
    cat late.grib early.grib >mixed.grib
    run -65 --separate-stderr harmonise --memory 1M -o x.nc < <(cat mixed.grib)
    [ "$stderr" = 'harmonise: standard input: messages are not in time order after 469 KiB; give a file or --spool' ]
    [ ! -e x.nc ]
    harmonise mixed.grib -o file.nc
    cat mixed.grib | harmonise --memory 1M --spool -o pipe.nc
    diff <(ncdump file.nc | sed '1,/^data:/d') <(ncdump pipe.nc | sed '1,/^data:/d')
    # those that are not in order from the start are spooled unasked
    grib_copy -w dataDate=20190302 "$f" second.grib
    cat second.grib early.grib late.grib >unsorted.grib
    cat unsorted.grib | harmonise --memory 1M -o pipe.nc
    harmonise unsorted.grib -o file.nc
    diff <(ncdump file.nc | sed '1,/^data:/d') <(ncdump pipe.nc | sed '1,/^data:/d')
    grib_set -s shortName=2d early.grib dew.grib
    grib_set -s dataDate=20190310 dew.grib dew2.grib
    run -65 --separate-stderr harmonise --memory 1M -o x.nc < <(cat late.grib dew2.grib)
    [[ $stderr == *': message 145 has a field that the first steps have not; give a file or --spool' ]]
    # cut short
    run -65 --separate-stderr harmonise --memory 1M -o x.nc < <(head -c 450000 late.grib)
    [[ $stderr == *': message 135 is cut short at byte 450000 of '*' (134 whole messages before it)' ]]
}

@test "--spool without a pipe of GRIB is refused" {
    cdl hourly
    fails 64 'harmonise: --spool: takes GRIB from a pipe; hourly.nc is none' harmonise --spool hourly.nc
    run -64 --separate-stderr harmonise --spool -o x.nc < <(cat hourly.nc)
    [ "$stderr" = 'harmonise: --spool: takes GRIB from a pipe; standard input is none' ]
}

# paramId and units: grib_get of ecCodes 2.28, and its tables for centre 7
@test "a number of a centre's own is another one's elsewhere" {
    encode ecmwf.grib regular_ll_sfc_grib2 'centre = 98' 'paramId = 186' \
        "values = { $(wave 496) }"
    [ "$(grib_get -p paramId,parameterCategory,parameterNumber ecmwf.grib)" = '186 6 193' ]
    [ "$(as_is ecmwf.grib | attribute lcc:GRIB_paramId)" = 186 ]
    grib_set -s centre=7 ecmwf.grib ncep.grib # cloud work function [J kg-1]
    [ "$(grib_get -p shortName ncep.grib)" != lcc ]
    [ "$(name ncep.grib 2>said)" = param_0_6_193 ]
    grep -q 'param_0_6_193 is no parameter of the table' said
    encode ncep.grib regular_ll_sfc_grib2 'centre = 7' 'discipline = 0' 'parameterCategory = 3' 'parameterNumber = 192' \
        'typeOfFirstFixedSurface = 101' "values = { $(wave 496) }"
    [ "$(grib_get -p shortName ncep.grib)" = mslet ]
    [ "$(name ncep.grib)" = mslet ]
}

@test "ECMWF's parameters of GRIB 1 are known in GRIB 2" {
    local p
    for p in 39 139 160 228131; do
        encode p.grib regular_ll_sfc_grib2 'centre = 98' "paramId = $p" "values = { $(wave 496) }"
        [ "$(grib_get -p discipline p.grib)" = 192 ]
        [ "$(as_is p.grib | attribute "$(name p.grib):GRIB_paramId")" = $p ]
    done
    [ "$(as_is p.grib | attribute u10n:units)" = '"m s-1"' ]
}

@test "--memory widens what is held of a pipe" {
    need data/grib/era5_2t_uk_201903.grib
    grib_copy -w dataDate=20190301/20190302/20190303/20190304/20190305/20190306 "$grib/era5_2t_uk_201903.grib" t.grib
    grib_set -s shortName=2d t.grib d.grib
    cat t.grib d.grib >sorted.grib # by variable, 0.96 MB
    run -65 --separate-stderr harmonise --memory 1M -o x.nc < <(cat sorted.grib)
    [[ $stderr == *': message 145 has a field that the first steps have not; give a file or --spool' ]]
    harmonise sorted.grib -o file.nc
    harmonise --memory 4M -o pipe.nc < <(cat sorted.grib)
    diff <(ncdump file.nc | sed '1,/^data:/d') <(ncdump pipe.nc | sed '1,/^data:/d')
}

# healpix FILE ORDERING -- 30 times of DestinE's, by ecCodes: simple and CCSDS
# packing, 8 to 32 bits, whole, with a bitmap, of one value
healpix() {
    local packing bits v t=0
    {
        printf 'set %s;\n' productionStatusOfProcessedData=12 grib2LocalSectionPresent=1 gridDefinitionTemplateNumber=150 \
            numberOfDataPoints=192 shapeOfTheEarth=6 Nside=4 healpixOrdering="$2" grib2LocalSectionNumber=1 destineActivity=2 \
            destineExperiment=7 destineModel=4 marsClass=46 marsStream=1098
        for packing in grid_simple grid_ccsds; do
            for bits in 8 12 16 24 32; do
                for v in "$(wave 192)" "9999, $(wave 190), 9999" "273.5$(printf ', 273.5%.0s' {2..192})"; do
                    printf 'set %s;\n' bitmapPresent="$([[ $v == 9999* ]] && echo 1 || echo 0)" missingValue=9999 forecastTime=$((t++)) \
                        "values = { $v }" "packingType = \"$packing\"" bitsPerValue=$bits "values = { $v }"
                    echo 'write;'
                done
            done
        done
    } >.rules
    grib_filter -o "$1" .rules "$samples/GRIB2.tmpl"
}

@test "HEALPix of ecCodes' encoder: every value is the float of ecCodes' double, from a file and from a pipe byte by byte" {
    ECCODES_DEFINITION_PATH=$BATS_TEST_DIRNAME/eccodes:$(codes_info -d)
    export ECCODES_DEFINITION_PATH
    for ordering in 0 1; do
        healpix h.grib $ordering
        [ "$(grib_get -p packingType,bitsPerValue h.grib | sort | uniq -c | awk '{ print $1 }' | tr -d '\n')" = 522222522222 ]
        as_is h.grib >h.nc
        [ "$(attribute healpix:indexing_scheme <h.nc)" = "\"$([ $ordering = 1 ] && echo nested || echo ring)\"" ]
        [ "$(attribute :destine_experiment <h.nc)" = '"SSP3-7.0"' ]
        [ "$(attribute :destine_model <h.nc)" = '"ICON"' ]
        [ "$(attribute :GRIB_class <h.nc)" = '"d1"' ]
        echo 'print "[values%.17g!1]";' >.print
        grib_filter .print h.grib >theirs
        /usr/bin/python3 - h.nc theirs <<'END'
import sys
import numpy
from scipy.io import netcdf_file
theirs = numpy.loadtxt(sys.argv[2]).astype('f4')
ours = [v.data for v in netcdf_file(sys.argv[1], mmap=False).variables.values() if v.data.ndim == 2 and v.data.shape[1] == 192][0].ravel()
missing = numpy.isnan(ours)
assert len(ours) == len(theirs) == 30 * 192 and missing.sum() == 20
assert (theirs[missing] == 9999).all() and (ours == theirs)[~missing].all()
END
        dd if=h.grib bs=1 status=none | as_is >pipe.nc
        diff <(ncdump h.nc | sed '1,/^data:/d') <(ncdump pipe.nc | sed '1,/^data:/d')
    done
}

# ecCodes 2.28 encodes R of a constant field without its D, and decodes it so
@test "of a constant field R alone is the value" {
    for n in 1 2; do
        encode p.grib regular_ll_sfc_grib$n 'decimalScaleFactor = 3' "values = { 293.5$(printf ', 293.5%.0s' {2..496}) }"
        [ "$(grib_get -p bitsPerValue,decimalScaleFactor p.grib)" = '0 3' ]
        [ "$(grib_get_data p.grib | awk 'NR > 1 { print $3 + 0 }' | sort -u)" = 293.5 ]
        [ "$(as_is p.grib | cells "$(name p.grib)" | sort -u)" = 293.5 ]
    done
}

# find FILE S -- `place` becomes that of section S of a message of GRIB 2
find() {
    place=16
    while [ "$(od -An -tu1 -j $((place + 4)) -N 1 "$1" | tr -d ' ')" -lt "$2" ]; do
        place=$((place + 0x$(od -An -tx1 -j $place -N 4 "$1" | tr -d ' ')))
    done
}

# patch FILE S OCTET HEX -- octets of section S
patch() {
    find "$1" "$2"
    printf "$(printf %s "$4" | sed 's/../\\x&/g')" | dd of="$1" bs=1 seek=$((place + $3 - 1)) conv=notrunc status=none
}

@test "what is no date or no latitude is refused, with its byte" {
    encode p.grib regular_ll_sfc_grib2 "values = { $(wave 496) }"
    patch p.grib 1 17 18
    fails 65 'harmonise: p.grib: byte 28: message 1: 24:00:00 is no time of a day' harmonise p.grib
    encode p.grib regular_ll_sfc_grib2 "values = { $(wave 496) }"
    patch p.grib 3 47 056c8cc0
    fails 65 "harmonise: p.grib: byte $place: message 1: latitude 91" harmonise p.grib
}

# section FILE N -- section N of a message, once more
section() {
    find "$1" "$2"
    dd if="$1" bs=1 skip=$place count=$((0x$(od -An -tx1 -j $place -N 4 "$1" | tr -d ' '))) status=none
}

@test "several fields in one message, with the bitmap before; two of one key are compared" {
    encode a.grib regular_ll_sfc_grib2 bitmapPresent=1 missingValue=9999 "values = { 9999, $(wave 495) }"
    encode b.grib regular_ll_sfc_grib2 parameterCategory=1 bitmapPresent=1 missingValue=9999 "values = { 9999, $(wave 494), 3 }"
    encode c.grib regular_ll_sfc_grib2 bitmapPresent=1 missingValue=9999 "values = { 9999, $(wave 494), 3 }"
    join() { # FILE -- the field of FILE after that of a.grib, in a message
        { head -c -4 a.grib; section "$1" 4; section "$1" 5; printf '\0\0\0\6\6\376'; section "$1" 7; printf 7777; } >both.grib
        patch both.grib 1 -7 "$(printf %016x "$(stat -c %s both.grib)")"
    }
    join b.grib
    as_is both.grib >both.nc
    [ "$(cells q <both.nc)" = "$(as_is b.grib | cells q)" ]
    [ "$(cells t <both.nc)" = "$(as_is a.grib | cells t)" ]
    [ "$(cells q <both.nc | grep -c _)" = 1 ]
    join c.grib
    run -65 --separate-stderr harmonise both.grib
    [[ $stderr == *': messages 1 and 1 are of one field, time and level, and differ'* ]]
}

@test "a layer above the ground by pressure" {
    encode p.grib regular_ll_sfc_grib2 typeOfFirstFixedSurface=108 typeOfSecondFixedSurface=108 scaledValueOfFirstFixedSurface=3000 \
        scaleFactorOfFirstFixedSurface=0 scaledValueOfSecondFixedSurface=0 scaleFactorOfSecondFixedSurface=0 "values = { $(wave 496) }"
    as_is p.grib >p.nc
    [ "$(values pressure_above_ground_bnds <p.nc)" = 3000,0 ]
    [ "$(attribute pressure_above_ground:units <p.nc)" = '"Pa"' ]
}
