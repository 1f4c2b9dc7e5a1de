#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# STAC Items as the input of harmonise: harmonise(1), "STAC Items".

setup() {
    load helpers
}

# two files in time, `a/one.nc` and `a/two.nc`, and both as `whole.nc`
halves() {
    cdl hourly
    mkdir a
    ncks -O -d time,0,3 hourly.nc a/one.nc
    ncks -O -d time,4,7 hourly.nc a/two.nc
    ncks -O -d time,0,7 hourly.nc whole.nc
    whole=$(harmonise whole.nc | body)
}

# body -- what a stream holds, of numbers
body() {
    cat >.body
    ncdump .body | sed -n '/^data:/,$p' | md5sum
}

# item ID HREF [ASSET [MORE]] -- a line
item() {
    printf '{"type": "Feature", "stac_version": "1.0.0", "id": "%s", "geometry": null, "properties": {"datetime": null}, "links": [], "assets": {%s"%s": {"href": "%s"%s}}}\n' \
        "$1" "${5-}" "${3-data}" "$2" "${4-}"
}

@test "the data of Items, one a line, are the FILEs" {
    halves
    { item 1 ./one.nc && item 2 two.nc; } >a/items.ndjson
    [ "$(harmonise a/items.ndjson | body)" = "$whole" ]
    # with record separators, and as a FeatureCollection
    sed 's/^/\x1e/' a/items.ndjson >a/items.seq
    [ "$(harmonise a/items.seq | body)" = "$whole" ]
    { printf '{"type": "FeatureCollection", "features": [' && paste -sd, a/items.ndjson && printf ']}'; } >a/all.json
    [ "$(harmonise a/all.json | body)" = "$whole" ]
    # an Item beside a file
    item 2 two.nc >a/two.json
    [ "$(harmonise a/one.nc a/two.json | body)" = "$whole" ]
    [ "$(harmonise --join time a/items.ndjson | body)" = "$whole" ]
}

@test "references of Items from a pipe are relative to the working folder" {
    halves
    { item 1 a/one.nc && item 2 ./a/two.nc; } >items
    [ "$(cat items | harmonise | body)" = "$whole" ]
    [ "$(cat items | harmonise - | body)" = "$whole" ]
    [ "$(harmonise <items | body)" = "$whole" ]
    { printf ' \n' && cat items; } | harmonise | body >got
    [ "$(cat got)" = "$whole" ]
    # what is no JSON passes as it came
    [ "$(cat whole.nc | harmonise | body)" = "$whole" ]
    [ "$(cat a/two.nc | harmonise a/one.nc - | body)" = "$whole" ]
}

@test "what stac-gen prints is read back, with absolute references and file: too" {
    halves
    stac-gen a/one.nc a/two.nc >items
    [ "$(harmonise <items | body)" = "$whole" ]
    { item 1 "$PWD/a/one.nc" && item 2 "file://$PWD/a/two.nc"; } >/tmp/"$$".items
    [ "$(harmonise /tmp/"$$".items | body)" = "$whole" ]
    rm /tmp/"$$".items
    mv a/two.nc 'a/zwei %.nc'
    { item 1 a/one.nc && item 2 a/zwei%20%25.nc; } | harmonise | body >got
    [ "$(cat got)" = "$whole" ]
}

@test "assets of role data count, else the one called data; a file counts once" {
    halves
    {
        item 1 a/one.nc measurements ', "roles": ["data", "x"]' '"thumbnail": {"href": "a/none.png", "roles": ["thumbnail"]}, '
        item 1b a/one.nc other ', "roles": ["data"]'
        item 2 a/two.nc data ', "roles": ["overview"]'
    } | harmonise | body >got
    [ "$(cat got)" = "$whole" ]
    # two assets of one Item
    item 1 a/one.nc x ', "roles": ["data"]' '"y": {"href": "a/two.nc", "roles": ["data"]}, ' | harmonise | body >got
    [ "$(cat got)" = "$whole" ]
}

@test "an Item without data, or with data that are not here, is named" {
    halves
    { item 1 one.nc && item x none.png thumbnail ', "roles": ["thumbnail"]'; } >a/items.ndjson
    fails 65 'harmonise: a/items.ndjson:2: Item "x": no asset is data (it has thumbnail)' harmonise a/items.ndjson -o out.nc
    [ ! -e out.nc ]
    item y https://example.org/y.nc >y.json
    fails 65 'harmonise: y.json: Item "y": asset "data" is not here (https://example.org/y.nc): fetch it, and name the file' \
        harmonise y.json
    item y s3://bucket/y.nc >y.json
    fails 65 'harmonise: y.json: Item "y": asset "data" is not here (s3://bucket/y.nc): fetch it, and name the file' \
        harmonise y.json
    item z none.nc >z.json
    fails 66 'harmonise: none.nc: No such file or directory' harmonise z.json
    printf '{"type": "Feature", "stac_version": "1.0.0", "id": "q", "assets": {}}' >q.json
    fails 65 'harmonise: q.json: Item "q": no asset is data (it has no assets)' harmonise q.json
    printf '{"type": "Collection", "stac_version": "1.0.0", "id": "c"}' >c.json
    fails 65 'harmonise: c.json: is a Collection (name its Items)' harmonise c.json
    { item 1 one.nc && echo '{"type": "Feature", "id'; } >a/items.ndjson
    fails 65 'harmonise: a/items.ndjson:2: ends within a feature' harmonise a/items.ndjson
}

@test "features that are no Items are no data" {
    fails 65 "harmonise: $data/areas.geojson: JSON is not gridded data (NetCDF, GRIB, Zarr, GeoTIFF, CSV, CoverageJSON and STAC Items are read)" \
        harmonise "$data/areas.geojson"
    # to the next command the pipe says so, too
    run -65 bash -c "harmonise '$data/areas.geojson' 2>/dev/null | harmonise -o out.nc"
    [[ $output == *'harmonise: standard input: '*"JSON is not gridded data"* ]]
}

@test "an Item of a real service is read as far as its file is here" {
    need data/destine/usergenerated_item_20241115.json
    run -66 --separate-stderr harmonise "$shared/data/destine/usergenerated_item_20241115.json"
    [[ $stderr == "harmonise: "*/destine/data/2024/11/15/*"20241115.png: No such file or directory" ]]
}
