# SPDX-License-Identifier: Apache-2.0
# The twins, on the data of their demos where these are at hand.

setup() {
    load helpers
    mkdir in
}

run_twin() { # NAME -- with the files of in/
    make -s -f "$root/recipes/$1.mk" SOURCE="dir:$PWD/in" REGION=-80.6,32.5,-74.9,37.6 OUT=out 2>&1
}

@test "flood: the rain of Florence, again without work, and only what changed" {
    need data/precip-drought/stageiv_florence_20180913-14.nc
    need data/vector/nc_sids.gpkg
    cp "$shared/data/precip-drought/stageiv_florence_20180913-14.nc" in/rain.nc
    cp "$shared/data/vector/nc_sids.gpkg" in/areas.gpkg
    run_twin flood
    # NumPy on the file, as in recipes/check-flood
    grep -q $'^largest sum\t634.9 mm at 34.709N 76.714W' out/published/checks.txt
    [ "$(cut -f 2 out/published/checks.txt | sed -n 2,4p | paste -sd,)" = 3416,2060,890 ]
    (cd out/published && sha256sum --quiet -c MANIFEST)
    gdalinfo out/published/rain.tif | grep -q LAYOUT=COG
    before=$(readlink out/published)
    make -q -f "$root/recipes/flood.mk" SOURCE="dir:$PWD/in" REGION=-80.6,32.5,-74.9,37.6 OUT=out
    touch in/areas.gpkg
    make -n -f "$root/recipes/flood.mk" SOURCE="dir:$PWD/in" REGION=-80.6,32.5,-74.9,37.6 OUT=out >plan
    grep -q zonal plan
    [ "$(grep -c detect-events plan)" = 0 ]
    run_twin flood
    [ "$(readlink out/published)" != "$before" ]
    [ ! -e "out/$before" ]
}

# catalogue_of TWIN ITEM... -- published/ has a STAC catalogue of these Items
# that is valid, complete, and whole when it is moved.
catalogue_of() {
    local twin=$1 f
    shift
    (cd "out/published/$twin" && find . -mindepth 2 -name '*.json' | sort) |
        diff - <(for f; do echo "./$f/$f.json"; done)
    cp -rL out/published moved
    mv out away
    stac-gen --check moved >found
    [ "$(grep -c -v ': license: warning: ' found)" = 0 ]
    mv away out
    need stac-schemas/validate
    find moved -name '*.json' -print0 | xargs -0 "$shared/stac-schemas/validate" -q
    grep -q 'href="catalog.json"' moved/report.html
    run ! grep -l "$PWD" -r moved --include='*.json'
}

@test "flood: a STAC catalogue of rain, events and counties" {
    need data/precip-drought/stageiv_florence_20180913-14.nc
    need data/vector/nc_sids.gpkg
    cp "$shared/data/precip-drought/stageiv_florence_20180913-14.nc" in/rain.nc
    cp "$shared/data/vector/nc_sids.gpkg" in/areas.gpkg
    run_twin flood
    catalogue_of flood counties events heavy-rain rain
    python3 - <<'END'
import json
c = json.load(open('moved/flood/collection.json'))
assert c['id'] == 'flood' and c['title'].startswith('Flood twin'), c
assert set(c['assets']) == {'report', 'checks', 'events_table'}, c['assets']
e = json.load(open('moved/flood/events/events.json'))
assert e['properties']['start_datetime'] == '2018-09-14T00:00:00Z', e
assert e['assets']['events']['href'] == '../../events.geojson', e
n = json.load(open('moved/flood/counties/counties.json'))
assert n['properties']['table:row_count'] == 100, n  # counties of the state
END
}

@test "cyclone: a STAC catalogue of storm, events and tracks" {
    need data/cyclone/Pstorm_jan1996.cdf
    cp "$shared/data/cyclone/Pstorm_jan1996.cdf" in/psl.nc
    run_twin cyclone
    catalogue_of cyclone events storm tracks
    [ -s moved/tracks.csv ]
}

@test "cyclone: the blizzard of January 1996" {
    need data/cyclone/Pstorm_jan1996.cdf
    cp "$shared/data/cyclone/Pstorm_jan1996.cdf" in/psl.nc
    run_twin cyclone
    grep -q $'^tracks\t9\t' out/published/checks.txt
    (cd out/published && sha256sum --quiet -c MANIFEST)
    [ "$(find out/published/ -name '*.part*' | wc -l)" = 0 ]
}

@test "a twin whose stage fails publishes nothing and keeps what was there" {
    need data/cyclone/Pstorm_jan1996.cdf
    cp "$shared/data/cyclone/Pstorm_jan1996.cdf" in/psl.nc
    run_twin cyclone
    before=$(readlink out/published)
    head -c 100000 in/psl.nc >in/cut.nc
    mv in/cut.nc in/psl.nc
    run ! run_twin cyclone
    [ "$(readlink out/published)" = "$before" ]
    (cd out/published && sha256sum --quiet -c MANIFEST)
}

@test "a source that is not there is refused" {
    run ! make -s -f "$root/recipes/flood.mk" SOURCE=destine OUT=out
    [[ $output == *'SOURCE=destine: not here'* ]]
}
