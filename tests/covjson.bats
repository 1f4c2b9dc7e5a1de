#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# CoverageJSON: harmonise(1), "CoverageJSON".  Expected values are those put in,
# or, of the files of DestinE, those that stand in them.

setup() {
    load helpers
}

as_is() {
    harmonise --names keep --units keep --plausible off --lat keep --lon keep "$@"
}

# coverage AXES RANGES [MORE] -- one, as an object
coverage() {
    printf '{"type": "Coverage", %s "domain": {"type": "Domain", "axes": {%s}}, "ranges": {%s}}' "${3-}" "$1" "$2"
}

# range NAME AXES SHAPE VALUES
range() {
    printf '"%s": {"type": "NdArray", "dataType": "float", "axisNames": [%s], "shape": [%s], "values": [%s]}' "$@"
}

# collection COVERAGE... -- of parameters 2t, tp and t
collection() {
    printf '{"type": "CoverageCollection", "domainType": "Point", "coverages": ['
    local comma= one
    for one; do
        printf '%s%s' "$comma" "$one"
        comma=,
    done
    printf '], "parameters": {"2t": {"type": "Parameter", "unit": {"symbol": "K"}, "observedProperty": {"label": {"en": "t"}}},'
    printf '"tp": {"type": "Parameter", "unit": {"symbol": "kg m**-2"}}, "t": {"type": "Parameter", "unit": {"symbol": "K"}}}}\n'
}

# point LAT LON TIMES VALUES [MORE] -- a series of 2t
point() {
    local n
    n=$(tr ',' '\n' <<<"$3" | wc -l)
    coverage "\"latitude\": {\"values\": [$1]}, \"longitude\": {\"values\": [$2]}, \"levelist\": {\"values\": [0]}, \"t\": {\"values\": [$3]}" \
        "$(range 2t '"2t"' "$n" "$4")" "\"mars:metadata\": {\"levtype\": \"sfc\" ${5-}},"
}

@test "series of points are stations, joined by time and place" {
    collection "$(point 10 350 '"2001-01-01T00:00:00Z", "2001-01-01 01:00:00Z"' 281,null)" \
        "$(point 20 5 '"2001-01-01T01:00:00Z"' 283)" \
        "$(point 10 350 '"2001-01-01T02:00:00Z"' 284)" >x.covjson
    as_is x.covjson >x.nc
    values t2m <x.nc | diff - <(printf '281,_\n_,283\n284,_\n')
    values lat <x.nc | diff - <(echo 10,20)
    values lon <x.nc | diff - <(echo -10,5)
    ncdump -t -v time x.nc | grep -qF 'time = "2001-01-01", "2001-01-01 01", "2001-01-01 02"'
    ncdump -h x.nc | grep -q 't2m:standard_name = "air_temperature"'
    cat x.covjson | as_is | values t2m | diff - <(printf '281,_\n_,283\n284,_\n')
    harmonise --variable tas --units degC x.covjson | values tas | head -1 | diff - <(echo 7.85,_)
}

@test "members are by number, and time is that of the forecast and its step" {
    m() { # NUMBER STEP VALUES
        coverage '"t": {"values": ["2001-01-01T00:00:00Z"]}, "composite": {"dataType": "tuple", "coordinates": ["latitude", "longitude", "levelist"], "values": [[1, 2, 0], [3, 4, 0]]}' \
            "$(range 2t '"2t"' 2 "$3")" "\"mars:metadata\": {\"levtype\": \"sfc\", \"type\": \"pf\", \"number\": $1, \"step\": $2, \"Forecast date\": \"2001-01-01T00:00:00Z\"},"
    }
    collection "$(m 2 0 5,6)" "$(m 1 0 1,2)" "$(m 1 30 3,4)" "$(m 2 30 7,8)" >x.covjson
    as_is x.covjson >x.nc
    values t2m <x.nc | diff - <(printf '1,2,5,6\n3,4,7,8\n')
    values realization <x.nc | diff - <(echo 1,2)
    ncdump -t -v time,forecast_reference_time x.nc | grep -qF 'time = "2001-01-01", "2001-01-02 06"'
    ncdump -t -v time,forecast_reference_time x.nc | grep -qF 'forecast_reference_time = "2001-01-01"'
    ncdump -h x.nc | grep -qF ':GRIB_type = "pf"'
    ! ncdump -h x.nc | grep -qF ':GRIB_step' || false
}

@test "profiles and tuples with levels have a level axis" {
    p() { # LAT LEVELS VALUES
        coverage "\"latitude\": {\"values\": [$1]}, \"longitude\": {\"values\": [2]}, \"levelist\": {\"values\": [$2]}, \"t\": {\"values\": [\"2001-01-01T00:00:00Z\"]}" \
            "$(range t '"t"' 2 "$3")" '"mars:metadata": {"levtype": "pl"},'
    }
    # a parameter may be called as the axis of time
    collection "$(p 10 '1000, 500' 1,2)" "$(p 20 '1000, 500' 3,4)" >x.covjson
    as_is x.covjson >x.nc
    values plev <x.nc | diff - <(echo 50000,100000)
    values ta <x.nc >got || values t <x.nc >got
    echo 2,4,1,3 | diff - got
    coverage '"composite": {"coordinates": ["latitude", "longitude", "levelist"], "values": [[1, 2, 100], [1, 2, 200], [3, 4, 100], [3, 4, 200]]}' \
        "$(range t '"t"' 4 1,2,3,4)" '"mars:metadata": {"levtype": "pl"},' >x.covjson
    as_is x.covjson >x.nc
    values plev <x.nc | diff - <(echo 10000,20000)
    values ta <x.nc >got || values t <x.nc >got
    echo 1,3,2,4 | diff - got
}

@test "the names x and y are longitude and latitude, but the other way round in what has mars:metadata" {
    coverage '"x": {"values": [30]}, "y": {"values": [-10]}, "t": {"values": ["2001-01-01T00:00:00Z"]}' "$(range v '"t"' 1 7)" >x.covjson
    as_is x.covjson >x.nc
    values lat <x.nc | diff - <(echo -10)
    values lon <x.nc | diff - <(echo 30)
    coverage '"x": {"values": [30]}, "y": {"values": [-10]}, "z": {"values": [0]}, "t": {"values": ["2001-01-01T00:00:00Z"]}' \
        "$(range v '"t"' 1 7)" '"mars:metadata": {"levtype": "sfc"},' >x.covjson
    as_is x.covjson >x.nc
    values lat <x.nc | diff - <(echo 30)
    values lon <x.nc | diff - <(echo -10)
}

@test "x and y of several values are a grid, in the order of axisNames" {
    axes='"x": {"start": 0, "stop": 20, "num": 3}, "y": {"values": [10, 0]}, "t": {"values": ["2001-01-01T00:00:00Z", "2001-01-02T00:00:00Z"]}'
    more='"parameters": {"v": {"type": "Parameter", "unit": {"symbol": {"value": "Cel", "type": "http://www.opengis.net/def/uom/UCUM/"}}, "observedProperty": {"id": "http://vocab.nerc.ac.uk/standard_name/air_temperature/", "label": {"de": "Temperatur"}}}},'
    coverage "$axes" "$(range v '"t", "y", "x"' 2,2,3 1,2,3,4,5,6,7,8,9,10,11,12)" "$more" >x.covjson
    as_is x.covjson >x.nc
    values v <x.nc | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
    values lon <x.nc | diff - <(echo 0,10,20)
    ncdump -h x.nc >header
    grep -q 'v:standard_name = "air_temperature"' header
    grep -q 'v:units = "degC"' header
    grep -q 'v:long_name = "Temperatur"' header
    coverage "$axes" "$(range v '"x", "y", "t"' 3,2,2 1,7,4,10,2,8,5,11,3,9,6,12)" >x.covjson
    as_is x.covjson | values v | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
    coverage "$axes" "$(range v '"q"' 12 1,2,3,4,5,6,7,8,9,10,11,12)" >x.covjson
    fails 65 'harmonise: x.covjson: coverage 1: v: its axes are not those of its domain' as_is x.covjson
    # one axis twice, which would lead beyond the values
    axes='"x": {"values": [0, 10]}, "y": {"values": [10]}, "t": {"values": ["2001-01-01T00:00:00Z", "2001-01-02T00:00:00Z"]}'
    coverage "$axes" "$(range v '"t", "t"' 2,2 1,2,3,4)" >x.covjson
    fails 65 'harmonise: x.covjson: coverage 1: v: its axes are not those of its domain' as_is x.covjson
}

@test "ranges that are a list have no values" {
    coverage '"x": {"values": [0]}, "y": {"values": [10]}' 1 | sed 's/{1}/["t", "t"]/' >x.covjson
    grep -qF '"ranges": ["t", "t"]' x.covjson
    fails 65 'harmonise: x.covjson: has no values' as_is x.covjson
    # beside one that has some
    coverage '"x": {"values": [0]}, "y": {"values": [10]}' "$(range v '"x"' 1 5)" >y.covjson
    printf '{"type": "CoverageCollection", "coverages": [%s, %s]}' "$(cat y.covjson)" "$(sed 's/\[0\]/[20]/' x.covjson)" >z.covjson
    as_is z.covjson | values v | diff - <(echo 5,_)
}

@test "axes are held against the values before memory is taken" {
    # 2 GB of places
    time='"t": {"values": ["2001-01-01T00:00:00Z"]}'
    axes="\"x\": {\"start\": 0, \"stop\": 10, \"num\": 12000}, \"y\": {\"start\": 0, \"stop\": 10, \"num\": 12000}, $time"
    coverage "$axes" "$(range v '"t", "y", "x"' 1,1,1 280)" >x.covjson
    tell() {
        fails 65 "harmonise: x.covjson: coverage 1: its axes have $1 places, its ranges no more than 256 values" \
            bash -c "ulimit -v $(memory 500000); harmonise x.covjson"
    }
    tell 12000
    axes="\"x\": {\"start\": 0, \"stop\": 10, \"num\": 200}, \"y\": {\"start\": 0, \"stop\": 10, \"num\": 200}, $time"
    coverage "$axes" "$(range v '"t", "y", "x"' 1,1,1 280)" >x.covjson
    tell 40000
    sed -i 's/NdArray/TiledNdArray/' x.covjson
    fails 65 'harmonise: x.covjson: coverage 1: v: TiledNdArray is not read (NdArray is)' harmonise x.covjson
}

@test "more parameters than a dataset can have are refused, in a moment" {
    python3 -c 'print(", ".join("\"p%d\": {\"type\": \"NdArray\", \"values\": [1]}" % i for i in range(20000)))' >ranges
    coverage '"latitude": {"values": [1]}, "longitude": {"values": [2]}, "t": {"values": ["2001-11-01T00:00:00Z"]}' "$(cat ranges)" >x.covjson
    fails 65 'harmonise: x.covjson: more than 1024 parameters' timeout 20 harmonise x.covjson -o out.nc
}

@test "means of months have the month as bounds" {
    coverage '"latitude": {"values": [1]}, "longitude": {"values": [2]}, "t": {"values": ["2001-11-01T00:00:00Z", "2001-12-01T00:00:00Z"]}' \
        "$(range 2t '"2t"' 2 1,2)" '"mars:metadata": {"stream": "clmn"},' >x.covjson
    as_is x.covjson | values time_bnds | tr '\n' , | diff - <(printf 11627,11657,11657,11688,)
}

@test "what does not fit is one line" {
    tell() { # WORDS COVERAGE...
        local words=$1
        shift
        collection "$@" >x.covjson
        fails 65 "harmonise: x.covjson: $words" as_is x.covjson -o out.nc
        [ ! -e out.nc ]
    }
    one=$(point 1 2 '"2001-01-01T00:00:00Z"' 1)
    tell 'coverage 2: 2t: 2, where another coverage has 1' "$one" "$(point 1 2 '"2001-01-01T00:00:00Z"' 2)"
    tell 'coverage 2: 2t: 2 values for 1 places and times' "$one" "$(point 3 2 '"2001-01-01T00:00:00Z"' 1,2)"
    tell 'coverage 1: "spring" is no time' "$(point 1 2 '"spring"' 1)"
    tell 'coverage 1: there is no place 91 north, 2 east' "$(point 91 2 '"2001-01-01T00:00:00Z"' 1)"
    tell 'coverage 1: its domain has no latitude and longitude' "$(coverage '"t": {"values": ["2001-01-01T00:00:00Z"]}' "$(range 2t '"t"' 1 1)")"
    tell 'coverage 1: a trajectory is not read' \
        "$(coverage '"composite": {"coordinates": ["t", "x", "y"], "values": [["2001-01-01T00:00:00Z", 1, 2]]}' "$(range 2t '"composite"' 1 1)")"
    tell 'coverage 1: 2t: TiledNdArray is not read (NdArray is)' "${one/NdArray/TiledNdArray}"
    tell 'coverages are of several kinds' "$one" "$(point 1 2 '"2001-01-01T00:00:00Z"' 1 ', "number": 3')"
    tell 'has no coverage'
    collection "$one" | head -c 200 >x.covjson
    run -65 --separate-stderr as_is x.covjson
    [[ $stderr == 'harmonise: x.covjson: line 1, byte '* ]]
    echo '{"a": 1}' >x.json
    fails 65 'harmonise: x.json: JSON is not gridded data (NetCDF, GRIB, Zarr, GeoTIFF, CSV, CoverageJSON and STAC Items are read)' as_is x.json
}

@test "coverages that have little in common do not fill memory" {
    python3 - <<'END' >x.covjson
import json
c = lambda k: {'type': 'Coverage', 'domain': {'axes': {'latitude': {'values': [k / 100]}, 'longitude': {'values': [1]},
               't': {'values': ['%04d-01-01' % (k + 1)]}}}, 'ranges': {'v': {'type': 'NdArray', 'values': [k]}}}
print(json.dumps({'type': 'CoverageCollection', 'coverages': [c(k) for k in range(8000)]}))
END
    fails 65 'harmonise: x.covjson: its coverages have too little in common to be a dataset' as_is x.covjson
}

@test "files of DestinE: stations, members and hours; cells, members and steps" {
    need data/destine/covjson_timeseries.json
    need data/destine/covjson_multipoint.json
    as_is "$shared/data/destine/covjson_timeseries.json" >x.nc
    ncdump -h x.nc >header
    grep -q 'station = 2 ;' header
    grep -q 'realization = 2 ;' header
    values tcc <x.nc | head -1 | diff - <(echo 0.3128052,1,0.8319479,0.999993)
    [ "$(values t2m <x.nc | wc -l)" = 4 ]
    # a fraction becomes a percentage
    harmonise --variable clt "$shared/data/destine/covjson_timeseries.json" | values clt | head -1 | cut -d, -f1 | diff - <(echo 31.28052)
    as_is "$shared/data/destine/covjson_multipoint.json" >x.nc
    ncdump -h x.nc | grep -q 'station = 9 ;'
    ncdump -t -v time x.nc | grep -qF 'time = "2025-06-23", "2025-06-23 01"'
    values v10 <x.nc | head -1 | cut -d, -f1,9,10 | diff - <(echo 6.230087,5.998642,6.383911)
}
