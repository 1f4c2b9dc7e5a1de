# SPDX-License-Identifier: Apache-2.0
# stac-gen(1): Collections, catalogues, --check, --diff.

setup() {
    load helpers
    items=$BATS_TEST_TMPDIR/items.ndjson
}

# make_items N -- N Items of three kinds of place and time, with an asset each,
# in items.ndjson; by hand: the boxes are 5 degrees wide, days go from 2001 on.
make_items() {
    mkdir -p src
    python3 - "$1" <<'END' >"$items"
import json, sys
for k in range(int(sys.argv[1])):
    w, s = (37 * k) % 340 - 175, (13 * k) % 150 - 80
    open('src/%d.txt' % k, 'w').write('%d\n' % k)
    print(json.dumps({
        'type': 'Feature', 'stac_version': '1.1.0', 'stac_extensions': [],
        'id': 'i%04d' % k, 'collection': 'rain',
        'geometry': {'type': 'Polygon', 'coordinates': [[[w, s], [w + 5, s],
            [w + 5, s + 5], [w, s + 5], [w, s]]]},
        'bbox': [w, s, w + 5, s + 5],
        'properties': {'datetime': '20%02d-%02d-%02dT00:00:00Z' %
            (k % 90 + 1, k % 12 + 1, k % 28 + 1), 'gsd': 10 + k % 7,
            'platform': 'p%d' % (k % 3)},
        'links': [],
        'assets': {'data': {'href': 'src/%d.txt' % k, 'type': 'text/plain',
            'roles': ['data'], 'bands': [{'name': 'pr', 'unit': 'mm',
            'statistics': {'minimum': k, 'maximum': k + 2, 'mean': k + 1}}]}},
    }))
END
}

# edit FILE PYTHON -- changes the JSON j of a file.
edit() {
    python3 -c "
import json, sys
j = json.load(open(sys.argv[1]))
$2
json.dump(j, open(sys.argv[1], 'w'))" "$1"
}

# get FILE PYTHON -- prints an expression of the JSON j.
get() {
    python3 -c "
import json, sys
j = json.load(open(sys.argv[1]))
print(($2))" "$1"
}

@test "a Collection holds its Items: smallest arc, times, summaries, item_assets" {
    python3 - <<'END' >in.ndjson
import json
for k, (box, t) in enumerate([([170, -10, -175, 10], '2018-09-13T19:00:00Z'),
                              ([-150, 0, -140, 20], '2018-09-14T17:00:00+02:00'),
                              (None, '1996-01-08T00:00:00Z')]):
    j = {'type': 'Feature', 'stac_version': '1.1.0', 'id': str(k),
         'geometry': None, 'properties': {'datetime': t, 'gsd': 10 * k,
         'platform': 'p%d' % (k % 2), 'proj:code': 'EPSG:4326'}, 'links': [],
         'assets': {'data': {'href': './x.nc', 'type': 'application/netcdf',
                             'roles': ['data'], 'title': 'T%d' % k}}}
    if box:
        j['geometry'] = {'type': 'Point', 'coordinates': box[:2]}
        j['bbox'] = box
    print(json.dumps(j))
END
    stac-gen collection --collection sea --license CC-BY-4.0 -o c.json in.ndjson
    # by hand
    [ "$(get c.json 'j["extent"]["spatial"]["bbox"]')" = '[[170, -10, -140, 20], [170, -10, -175, 10], [-150, 0, -140, 20]]' ]
    [ "$(get c.json 'j["extent"]["temporal"]["interval"]')" = "[['1996-01-08T00:00:00Z', '2018-09-14T15:00:00Z']]" ]
    [ "$(get c.json 'j["summaries"]')" = "{'gsd': {'minimum': 0, 'maximum': 20}, 'platform': ['p0', 'p1'], 'proj:code': ['EPSG:4326']}" ]
    [ "$(get c.json 'j["item_assets"]')" = "{'data': {'type': 'application/netcdf', 'roles': ['data']}}" ]
    [ "$(get c.json 'list(j)[-1]')" = links ]
}

@test "the order of Items does not matter, and folds of parts fold to the same" {
    make_items 60
    stac-gen collection --license other "$items" >all.json
    sort -r "$items" | stac-gen collection --license other >turned.json
    cmp all.json turned.json
    for k in 0 1 2; do
        awk -v k=$k 'NR % 3 == k' "$items" | stac-gen collection --license other >part$k.json
    done
    stac-gen collection part2.json part0.json part1.json >parts.json
    cmp all.json parts.json
}

@test "more than 50 values become the type alone, also in folds of folds" {
    make_items 60
    python3 - "$items" <<'END' >many.ndjson
import json, sys
for n, line in enumerate(open(sys.argv[1])):
    j = json.loads(line)
    j['properties']['name'] = 'n%d' % n
    print(json.dumps(j))
END
    stac-gen collection --license other many.ndjson >c.json
    [ "$(get c.json 'j["summaries"]["name"]')" = "{'type': 'string'}" ]
    head -n 51 many.ndjson | stac-gen collection --license other >a.json
    tail -n 9 many.ndjson | stac-gen collection --license other >b.json
    stac-gen collection b.json a.json | cmp - c.json
}

@test "assets that agree on little keep their key, also in folds of folds" {
    make_items 3
    python3 - "$items" <<'END' >in.ndjson
import json, sys
for n, line in enumerate(open(sys.argv[1])):
    j = json.loads(line)
    del j['assets']['data']['bands']
    j['assets']['data']['type'] = ['text/plain', 'text/csv', 'text/csv'][n]
    print(json.dumps(j))
END
    stac-gen collection --license other in.ndjson >c.json
    [ "$(get c.json 'j["item_assets"]')" = "{'data': {'title': 'data', 'roles': ['data']}}" ]
    head -n 2 in.ndjson | stac-gen collection --license other >a.json
    tail -n 1 in.ndjson | stac-gen collection --license other >b.json
    stac-gen collection b.json a.json | cmp - c.json
    need stac-schemas/validate
    "$shared/stac-schemas/validate" -q c.json
}

@test "an unknown license is written as other, with a warning" {
    make_items 1
    stac-gen collection "$items" >c.json 2>said
    [ "$(cat said)" = 'stac-gen: warning: Collection rain: no license known, "other" is written (--license says it)' ]
    [ "$(get c.json 'j["license"]')" = other ]
}

@test "no Item with a place: the globe is not claimed" {
    make_items 1
    python3 -c "
import json, sys
j = json.load(open(sys.argv[1])); j['geometry'] = None; del j['bbox']
print(json.dumps(j))" "$items" >in.json
    fails 65 'stac-gen: Collection rain: no Item has a place (give it with --set extent.spatial.bbox=[[W,S,E,N]])' \
        stac-gen collection --license other in.json
    stac-gen collection --license other --set 'extent.spatial.bbox=[[1,2,3,4]]' -o c.json in.json
    [ "$(get c.json 'j["extent"]["spatial"]["bbox"]')" = '[[1, 2, 3, 4]]' ]
}

@test "--collection FILE is the template of a Collection; later options win" {
    make_items 2
    echo '{"id":"t","title":"T","license":"MIT","keywords":["a"],"sci:doi":"10.5072/x"}' >t.json
    stac-gen collection --collection t.json --title U --keyword b --set sci:doi=null -o c.json "$items"
    [ "$(get c.json '[j["id"], j["title"], j["license"], j["keywords"], "sci:doi" in j]')" = "['t', 'U', 'MIT', ['b'], False]" ]
}

@test "a catalogue: catalog.json at the root, relative links, one folder an Item" {
    make_items 3
    stac-gen catalog -d cat --license other "$items"
    (cd cat && find . -type f | sort) >got
    diff - got <<'END'
./catalog.json
./rain/collection.json
./rain/i0000/i0000.json
./rain/i0001/i0001.json
./rain/i0002/i0002.json
END
    [ "$(get cat/rain/i0001/i0001.json '[l["rel"] + " " + l["href"] for l in j["links"]]')" = "['root ../../catalog.json', 'parent ../collection.json', 'collection ../collection.json']" ]
    [ "$(get cat/rain/i0001/i0001.json 'j["assets"]["data"]["href"]')" = ../../../src/1.txt ]
    [ "$(get cat/rain/collection.json '[l["rel"] + " " + l["href"] for l in j["links"]][:3]')" = "['root ../catalog.json', 'parent ../catalog.json', 'item ./i0000/i0000.json']" ]
    [ "$(get cat/catalog.json '[l["rel"] + " " + l["href"] for l in j["links"]]')" = "['root ./catalog.json', 'child ./rain/collection.json']" ]
    [ "$(find . -name '*.part*' | wc -l)" = 0 ]
}

@test "every Item, Collection and Catalog is valid STAC" {
    need stac-schemas/validate
    make_items 40
    stac-gen catalog -d cat --license other "$items"
    stac-gen catalog -d assets --assets copy --license other "$items"
    sed 's/"stac_version": "1.1.0"/"stac_version": "1.0.0"/; s/"bands": /"raster:x": /; s/"collection": "rain", //' "$items" |
        sed 's/"raster:x": \[[^]]*\]/"title": "x"/' >old.ndjson
    stac-gen catalog -d old --collection old old.ndjson 2>said
    [ "$(get old/old/collection.json 'j["license"]')" = proprietary ]
    find cat assets old -name '*.json' -print0 | xargs -0 "$shared/stac-schemas/validate" -q
    stac-gen --check assets old >found
    [ "$(grep -vc ': warning: ' found)" = 0 ]
    stac-gen collection --license other "$items" | "$shared/stac-schemas/validate" -q
}

@test "assets that are copied, linked or moved make it self-contained when it moves" {
    make_items 4
    for how in copy link move; do
        stac-gen catalog -d "$how" --assets "$how" --license other "$items"
        mkdir -p far/away
        mv "$how" far/away/
        [ "$how" != link ] || [ "$(stat -c %h far/away/link/rain/i0003/3.txt)" = 2 ]
        (cd far && stac-gen --check "away/$how") >found
        [ "$(grep -c -v ': license: warning: ' found)" = 0 ]
        [ "$(cat "far/away/$how/rain/i0003/3.txt")" = 3 ]
    done
    [ ! -e src/3.txt ]
}

@test "layouts: flat, date, a TEMPLATE" {
    make_items 1
    stac-gen catalog -d a --layout flat --license other "$items"
    stac-gen catalog -d b --layout date --license other "$items"
    stac-gen catalog -d c --layout '{collection}/{year}/{id}_{start}.json' --license other "$items"
    [ -f a/rain/i0000.json ]
    [ -f b/rain/2001/01/01/i0000.json ]
    [ -f c/rain/2001/i0000_20010101T000000.json ]
    for d in a b c; do stac-gen --check "$d"; done >found
    [ "$(grep -c -v ': warning: ' found)" = 0 ]
    fails 64 'stac-gen: --layout {collection}/{x}.json: {x} is no field (there are {collection} {id} {year} {month} {day} {start} {end} {time})' \
        stac-gen catalog -d d --layout '{collection}/{x}.json' "$items"
    fails 64 'stac-gen: --layout ../{id}.json: leads out of the catalogue' \
        stac-gen catalog -d d --layout '../{id}.json' "$items"
    [ ! -e d ]
}

@test "--layout destine: the models of the DestinE Data Lake, field by field" {
    need data/destine/usergenerated_collection.json
    need data/destine/usergenerated_item_20241115.json
    mkdir in
    touch in/20241115.png in/metadata1.json in/overview.jpg in/thumbnail.jpg
    python3 - "$shared/data/destine" <<'END'
import json, sys
c = json.load(open(sys.argv[1] + '/usergenerated_collection.json'))
i = json.load(open(sys.argv[1] + '/usergenerated_item_20241115.json'))
extent = c.pop('extent')
json.dump(c, open('template.json', 'w'))
i['id'], i['links'] = 'x', []
i['properties'] = {'datetime': None, 'start_datetime': '2024-11-15T00:00:00Z',
                   'end_datetime': '2024-11-16T00:00:00Z'}
i['assets'] = {'a%d' % n: dict(a, href='in/' + k)
               for n, (k, a) in enumerate(i['assets'].items())}
# Another Item gives the Collection the extent of its model.
k = json.loads(json.dumps(i))
w, s, e, n = k['bbox'] = extent['spatial']['bbox'][0]
k['geometry']['coordinates'] = [[[w, s], [e, s], [e, n], [w, n], [w, s]]]
k['properties'] = {'datetime': '2024-11-01T00:00:00Z',
                   'start_datetime': '2024-11-01T00:00:00Z',
                   'end_datetime': '2024-12-01T00:00:00Z'}
open('in.ndjson', 'w').write(json.dumps(i) + '\n' + json.dumps(k) + '\n')
END
    stac-gen catalog -d cat --layout destine --assets copy --collection template.json \
        --base-url https://hda.data.destination-earth.eu/stac/v2 in.ndjson
    python3 - "$shared/data/destine" <<'END'
import glob, json, os, sys
want = json.load(open(sys.argv[1] + '/usergenerated_item_20241115.json'))
got = json.load(open('cat/metadata/items/' + want['id'] + '.json'))
assert got == want, (got, want)
for a in got['assets'].values():
    assert os.path.exists('cat/' + a['href']), a
want = json.load(open(sys.argv[1] + '/usergenerated_collection.json'))
got = json.load(open('cat/metadata/collection.json'))
for k in want:
    if k == 'links':
        assert all(l in got[k] for l in want[k])
    else:
        assert got[k] == want[k], (k, got[k], want[k])
assert os.path.exists('cat/catalog.json')
END
}

@test "two Items of one id are refused, or told apart in their order" {
    make_items 2
    sed 's/"i0001"/"i0000"/' "$items" >twice.ndjson
    fails 65 'stac-gen: twice.ndjson:2: two Items "i0000" in rain (--on-duplicate suffix tells them apart)' \
        stac-gen catalog -d cat --license other twice.ndjson
    [ ! -e cat/catalog.json ]
    [ "$(find cat -type f | wc -l)" = 0 ]
    stac-gen catalog -d cat --license other --on-duplicate suffix twice.ndjson
    [ -f cat/rain/i0000/i0000.json ]
    [ "$(get cat/rain/i0000-2/i0000-2.json 'j["id"], j["assets"]["data"]["href"]')" = "('i0000-2', '../../../src/1.txt')" ]
}

@test "names in data never become paths unchecked" {
    make_items 1
    for id in ../../../x /etc/x .. . 'a b#%é' $'new\nline'; do
        python3 - "$items" "$id" <<'END' >evil.json
import json, sys
j = json.load(open(sys.argv[1]))
j['id'] = sys.argv[2]
j['collection'] = '../' + sys.argv[2]
print(json.dumps(j))
END
        rm -rf top
        mkdir -p top/a
        (cd top/a && stac-gen catalog -d cat --license other ../../evil.json 2>/dev/null)
        [ "$(find top -type f | grep -cv '^top/a/cat/[A-Za-z0-9._/-]*\.json$')" = 0 ]
        [ "$(find top -type f | wc -l)" = 3 ]
        run stac-gen --check --no-assets top/a/cat
        [ "$(grep -c -v ': warning: ' <<<"$output")" = 0 ]
    done
    # two ids that would be one file; an id where the Collection is
    sed 's/"i0000"/"a b"/p; s/"a b"/"a-b"/' "$items" >both.ndjson
    fails 65 'stac-gen: both.ndjson:2: Item "a-b": its place rain/a-b/a-b.json is taken' \
        stac-gen catalog -d two --license other both.ndjson
    sed 's/"i0000"/"collection"/' "$items" >c.json
    fails 65 'stac-gen: c.json: Item "collection": its place rain/collection.json is taken' \
        stac-gen catalog -d three --layout flat --license other c.json
}

@test "an asset outside of its Item's folder and of the working folder is not copied" {
    make_items 1
    mkdir -p deep/er
    echo secret >outside.txt
    sed 's,src/0.txt,../../outside.txt,' "$items" >deep/er/item.json
    cd deep/er
    for how in copy link move; do
        fails 65 'stac-gen: item.json: asset ../../outside.txt: neither beside its Item nor under the working folder (go there, or --assets keep)' \
            stac-gen catalog -d cat --assets "$how" --license other item.json
    done
    [ -f ../../outside.txt ]
    [ "$(find cat -type f | wc -l)" = 0 ]
    sed -i 's,../../outside.txt,nowhere.nc,' item.json
    fails 66 'stac-gen: item.json: asset nowhere.nc: no such file' \
        stac-gen catalog -d cat --assets copy --license other item.json
}

@test "--update adds and replaces; twice changes nothing; foreign members stay" {
    make_items 6
    head -n 4 "$items" | stac-gen catalog -d cat --collection rain --license other --title T
    edit cat/rain/collection.json 'j["osc:status"] = "completed"; j["links"].append({"rel": "license", "href": "https://example.org/l"})'
    edit cat/catalog.json 'j["title"] = "Mine"'
    tail -n 3 "$items" | sed 's/"p0"/"q"/' >new.ndjson
    stac-gen catalog -d cat --update new.ndjson
    [ "$(get cat/rain/collection.json '[j["osc:status"], j["title"], j["summaries"]["platform"]]')" = "['completed', 'T', ['p0', 'p1', 'p2', 'q']]" ]
    [ "$(get cat/rain/collection.json 'sum(l["rel"] == "item" for l in j["links"])')" = 6 ]
    [ "$(get cat/catalog.json 'j["title"]')" = Mine ]
    stac-gen --check cat >found
    [ "$(grep -c -v ': warning: ' found)" = 0 ]
    find cat -type f -exec stat -c '%n %i %y' {} + | sort >before
    stac-gen catalog -d cat --update new.ndjson
    find cat -type f -exec stat -c '%n %i %y' {} + | sort >after
    cmp before after
    fails 73 'stac-gen: cat/catalog.json: there is one already (--update adds to it)' \
        stac-gen catalog -d cat new.ndjson
}

@test "--prune drops Items whose asset is gone: the same as without them from the start" {
    make_items 5
    stac-gen catalog -d cat --license other "$items"
    rm src/1.txt src/3.txt
    head -n 1 "$items" | stac-gen catalog -d cat --license other --prune
    sed -n '1p;3p;5p' "$items" | stac-gen catalog -d fresh --license other
    diff -r cat fresh
}

@test "a catalogue that another command writes: exit 75" {
    make_items 1
    mkdir cat
    exec 8<cat
    flock 8
    fails 75 'stac-gen: cat: another command is writing it' \
        stac-gen catalog -d cat --license other "$items"
    exec 8<&-
    stac-gen catalog -d cat --license other "$items"
}

@test "an Item that is damaged leaves a catalogue untouched" {
    make_items 3
    stac-gen catalog -d cat --license other "$items"
    cp -a cat before
    { sed 's/i000/j000/' "$items"; echo '{"type":"Feature"'; } >bad.ndjson
    run -65 stac-gen catalog -d cat --update --license other bad.ndjson
    diff -r cat before
}

@test "--base-url gives self links, --href-prefix the URLs of assets" {
    make_items 1
    stac-gen catalog -d cat --license other --base-url https://example.org/c/ \
        --href-prefix src=https://example.org/data "$items"
    [ "$(get cat/rain/i0000/i0000.json 'j["links"][-1]["href"], j["assets"]["data"]["href"]')" = "('https://example.org/c/rain/i0000/i0000.json', 'https://example.org/data/0.txt')" ]
    [ "$(get cat/catalog.json 'j["links"][1]["href"]')" = https://example.org/c/catalog.json ]
    stac-gen --check cat >found
    [ "$(grep -c -v ': warning: ' found)" = 0 ]
}

@test "--manifest has SHA-256, Adler-32, size and path of every file" {
    make_items 2
    stac-gen catalog -d cat --license other --assets copy --manifest m.txt "$items"
    [ "$(wc -l <m.txt)" = 6 ]
    (cd cat && while read -r sum adler bytes path; do
        [ "$(sha256sum "$path" | cut -d' ' -f1)" = "$sum" ]
        [ "$(stat -c %s "$path")" = "$bytes" ]
        python3 -c "import sys, zlib; sys.exit(zlib.adler32(open('$path', 'rb').read()) != int('$adler', 16))"
    done) <m.txt
    (cd cat && find . -type f | wc -l) | grep -qx 6
}

@test "--diff: what is new, what changed, what went" {
    make_items 4
    stac-gen catalog -d cat --license other "$items"
    stac-gen --diff cat "$items" >same
    [ ! -s same ]
    { sed -n '2p;3p' "$items" | sed 's/"p2"/"q"/'; sed -n '1s/i0000/new/p' "$items"; } >new.ndjson
    stac-gen --diff "$items" new.ndjson >d
    [ "$(grep -c . d)" = 4 ]
    [ "$(sed -n 1p d | grep -c '"id":"i0002"')" = 1 ]
    [ "$(sed -n 2p d | grep -c '"id":"new"')" = 1 ]
    diff <(sed 1,2d d) - <<'END'
{"deleted":"i0000","collection":"rain"}
{"deleted":"i0003","collection":"rain"}
END
}

# good_item -- an Item with something of everything, without a finding; its
# asset is there.
good_item() {
    printf 'CDF\001' >tas.nc
    python3 - "$(sha256sum <tas.nc | cut -d' ' -f1)" <<'END' >good.json
import json, sys
x = 'https://stac-extensions.github.io/%s/schema.json'
print(json.dumps({
    'type': 'Feature', 'stac_version': '1.1.0',
    'stac_extensions': [x % e for e in ('projection/v2.0.0', 'raster/v2.0.0',
        'file/v2.1.0', 'datacube/v2.3.0', 'processing/v1.2.0')],
    'id': 'good', 'collection': 'c',
    'geometry': {'type': 'Polygon', 'coordinates': [[[5, 45], [10, 45],
        [10, 49], [5, 49], [5, 45]]]}, 'bbox': [5, 45, 10, 49],
    'properties': {
        'datetime': None, 'start_datetime': '1990-01-01T00:00:00Z',
        'end_datetime': '1990-02-01T00:00:00Z', 'proj:code': 'EPSG:4326',
        'processing:lineage': 'harmonise --grid 0.25 in.nc',
        'cube:dimensions': {
            'time': {'type': 'temporal', 'extent': ['1990-01-01T12:00:00Z',
                '1990-01-03T12:00:00Z'], 'step': 'P1D', 'values': [
                '1990-01-0%dT12:00:00Z' % k for k in (1, 2, 3)]},
            'lat': {'type': 'spatial', 'axis': 'y', 'extent': [45, 49],
                    'step': 2, 'values': [45, 47, 49]}},
        'cube:variables': {'tas': {'type': 'data',
                                   'dimensions': ['time', 'lat']}}},
    'links': [{'rel': 'collection', 'href': './c.json'}],
    'assets': {'data': {
        'href': './tas.nc', 'type': 'application/netcdf', 'roles': ['data'],
        'file:size': 4, 'file:checksum': '1220' + sys.argv[1],
        'proj:shape': [16, 20], 'proj:bbox': [5, 45, 10, 49],
        'proj:transform': [.25, 0, 5, 0, -.25, 49, 0, 0, 1],
        'bands': [{'name': 'tas', 'data_type': 'int16', 'nodata': -999,
            'statistics': {'minimum': 1, 'maximum': 4, 'mean': 2, 'stddev': 1,
                           'count': 10, 'valid_percent': 50},
            'raster:histogram': {'count': 2, 'min': 1, 'max': 4,
                                 'buckets': [4, 6]}}]}}}))
END
}

@test "--check: each fault of an Item is named by its code, and by no other" {
    good_item
    stac-gen --check good.json >found
    [ ! -s found ]
    mkdir faults
    ln -s ../tas.nc faults/tas.nc
    python3 - <<'END'
import copy, json
good = json.load(open('good.json'))
ring = "j['geometry']['coordinates'][0]"
p, a = "j['properties']", "j['assets']['data']"
b = a + "['bands'][0]"
cube = p + "['cube:dimensions']"
faults = {
    'type': "j['type'] = 'Thing'",
    'version': "j['stac_version'] = '0.9.0'",
    'field-missing': "del j['id']",
    'field-type': "j['links'] = {}; del j['collection']",
    'extension-unlisted': a + "['eo:cloud_cover'] = 2",
    'extension-unused': "j['stac_extensions'].append("
        "'https://stac-extensions.github.io/sar/v1.0.0/schema.json')",
    'id-chars': "j['id'] = 'a b'",
    'geometry-type': "j['geometry']['type'] = 'Circle'",
    'ring-closed': ring + ".pop()",
    'ring-winding': ring + ".reverse()",
    'ring-repeat': ring + ".insert(1, [5, 45])",
    'lon-lat-range': "j['geometry'] = None; j['bbox'][2] = 181",
    'antimeridian-split': "j['geometry']['coordinates'] = [[[-170, 45], "
        "[170, 45], [170, 49], [-170, 49], [-170, 45]]]; "
        "j['bbox'] = [-170, 45, 170, 49]",
    'bbox-geometry': "j['bbox'][2] = 11",
    'bbox-missing': "del j['bbox']",
    'self-crossing': "j['geometry']['coordinates'] = [[[5, 45], [10, 45], "
        "[6, 49], [10, 49], [8, 44.999], [5, 45]]]; "
        "j['bbox'] = [5, 44.999, 10, 49]",
    'shape-transform-bbox': a + "['proj:bbox'][0] = 4",
    'proj-geometry': a + "['proj:geometry'] = {'type': 'Point', "
        "'coordinates': [5, 45]}",
    'proj-code': p + "['proj:code'] = 'WGS 84'",
    'transform-order': a + "['proj:transform'] = [5, .25, 0, 49, 0, -.25]",
    'shape-order': a + "['proj:shape'] = [20, 16]",
    'datetime-zone': p + "['start_datetime'] = '1990-01-01T00:00:00'",
    'datetime-order': p + "['end_datetime'] = '1989-02-01T00:00:00Z'",
    'datetime-null-range': "del " + p + "['end_datetime']",
    'step-duration': cube + "['time']['step'] = '1 day'",
    'step-values': cube + "['lat']['values'][1] = 46",
    'calendar-date': p + "['end_datetime'] = '1990-02-30T00:00:00Z'",
    'dim-var-clash': p + "['cube:variables']['lat'] = {'dimensions': ['lat']}",
    'var-dims-known': p + "['cube:variables']['tas']['dimensions'] = ['lon']",
    'band-count': a + "['bands'] = []; "
        "j['stac_extensions'].pop(1)",
    'band-name-repeat': a + "['bands'].append({'name': 'tas'})",
    'nodata-type': b + "['nodata'] = 1e20",
    'stats-order': b + "['statistics']['mean'] = 5",
    'stats-empty': b + "['statistics'] = {'count': 0, 'valid_percent': 0, "
        "'minimum': 0, 'maximum': 0, 'mean': 0}; "
        "del " + b + "['raster:histogram']; j['stac_extensions'].pop(1)",
    'valid-percent': b + "['statistics']['valid_percent'] = 101",
    'histogram-count': b + "['raster:histogram']['count'] = 3",
    'histogram-sum': b + "['raster:histogram']['buckets'][0] = 5",
    'asset-missing': a + "['href'] = './none.nc'",
    'size': a + "['file:size'] = 5",
    'checksum': a + "['file:checksum'] = '1220' + 64 * '0'",
    'media-type': a + "['type'] = 'image/tiff'",
    'role-data': a + "['roles'] = ['metadata']",
    'href-encoding': a + "['href'] = './tas .nc'; "
        "open('faults/tas .nc', 'wb').write(b'CDF\\1')",
    'secret': p + "['processing:lineage'] = "
        "'get https://example.org/x?token=abc'",
    'link-collection': "j['links'] = []",
    'self-absolute': "j['links'].append({'rel': 'self', 'href': './x.json'})",
}
for code, change in faults.items():
    j = copy.deepcopy(good)
    exec(change)
    json.dump(j, open('faults/%s.json' % code, 'w'))
open('faults/json.json', 'w').write(json.dumps(good)[:-2])
open('faults/nan-literal.json', 'w').write(
    json.dumps(good).replace('"nodata": -999', '"nodata": NaN'))
open('faults/duplicate-id.json', 'w').write(2 * (json.dumps(good) + '\n'))
END
    bad=0
    for f in faults/*.json; do
        code=$(basename "$f" .json)
        stac-gen --check "$f" >found 2>said && status=0 || status=$?
        if [ "$(wc -l <found)" != 1 ] || [[ $(<found) != "$f"*": $code: "* ]]; then
            echo "# $code: $status"
            cat found
            bad=1
        fi
        case $code in
            extension-unused | id-chars | role-data) [ "$status" = 0 ] || bad=1 ;;
            *) [ "$status" = 65 ] || bad=1 ;;
        esac
    done
    [ "$bad" = 0 ]
}

@test "--check: each fault of a catalogue is named by its code, and by no other" {
    good_item
    python3 - <<'END' >in.json
import json
j = json.load(open('good.json'))
j['properties']['gsd'] = 5
print(json.dumps(j))
END
    stac-gen catalog -d cat --assets copy --license MIT in.json
    stac-gen --check cat >found
    [ ! -s found ]
    item='cat/c/good/good.json' collection='cat/c/collection.json' root='cat/catalog.json'
    bad=0
    fault() { # CODE FILE PYTHON
        rm -rf cat
        cp -r whole cat
        edit "$2" "$3"
        stac-gen --check cat >found 2>said || true
        if [ "$(wc -l <found)" != 1 ] || [[ $(<found) != *": $1: "* ]]; then
            echo "# $1:"
            cat found
            bad=1
        fi
    }
    mv cat whole
    fault link-missing "$root" 'j["links"].append({"rel": "item", "href": "./no.json"})'
    fault link-outside "$root" 'j["links"].append({"rel": "item", "href": "../good.json"})'
    fault asset-outside "$item" 'j["assets"]["data"]["href"] = "../../../tas.nc"'
    fault link-relative "$item" 'j["links"][0]["href"] = "https://example.org/catalog.json"'
    fault root-parent "$item" 'j["links"][0]["href"] = "../collection.json"'
    fault child-cycle "$collection" 'j["links"].append({"rel": "child", "href": "../catalog.json"})'
    fault catalog-root "$root" 'j.update(json.load(open("whole/c/collection.json")), links=j["links"], id="x"); del j["item_assets"]; j["summaries"] = {}'
    fault extent-covers-items "$collection" 'j["extent"]["spatial"]["bbox"][0][2] = 9'
    fault license "$collection" 'j["license"] = "other"'
    fault summaries-range "$collection" 'j["summaries"]["gsd"] = {"minimum": 6, "maximum": 7}'
    fault item-assets "$collection" 'j["item_assets"]["data2"] = {"type": "a/b", "roles": ["data"]}'
    fault orphan-item "$collection" 'j["links"].pop()'
    [ "$bad" = 0 ]
}

@test "--check -f ndjson: findings as JSON" {
    good_item
    edit good.json 'j["bbox"][2] = 11'
    run -65 --separate-stderr stac-gen --check -f ndjson good.json
    [ "$output" = '{"file":"good.json","pointer":"/bbox","code":"bbox-geometry","level":"error","what":"5 45 11 49, the geometry has 5 45 10 49"}' ]
    # shellcheck disable=SC2154 # set by run
    [ "$stderr" = 'stac-gen: 1 error' ]
}

@test "--no-assets: the files of assets are not looked at" {
    good_item
    rm tas.nc
    run -65 stac-gen --check good.json
    stac-gen --check --no-assets good.json
}

@test "features: their hull, first start to last end, columns and rows" { # by hand
    cat >ev.geojson <<'END'
{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[179,1]},"properties":{"id":1,"start":"2001-02-03T00:00:00Z","end":"2001-02-04T00:00:00Z"}},
{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[-179,0],[-178,0],[-178,2],[-179,2],[-179,0]]]},"properties":{"id":2,"start":"2001-01-01T00:00:00Z","end":null,"x":1.5}}
]}
END
    stac-gen ev.geojson >item.json
    [ "$(get item.json 'j["bbox"]')" = '[179, 0, -178, 2]' ]
    [ "$(get item.json 'j["geometry"]["type"]')" = MultiPolygon ]
    [ "$(get item.json '[j["properties"][k] for k in ("datetime", "start_datetime", "end_datetime")]')" = "[None, '2001-01-01T00:00:00Z', '2001-02-04T00:00:00Z']" ]
    [ "$(get item.json 'j["properties"]["table:row_count"]')" = 2 ]
    [ "$(get item.json '[c["name"] + " " + c["type"] for c in j["properties"]["table:columns"]]')" = "['id number', 'start string', 'end string', 'x number', 'geometry geometry']" ]
    [ "$(get item.json 'list(j["assets"])')" = "['events']" ]
    stac-gen --check ev.geojson >found
    [ ! -s found ]
    stac-gen catalog -d cat --collection e --license MIT ev.geojson
    stac-gen --check cat >found
    [ "$(grep -c -v ': asset-outside: warning: ' found)" = 0 ]
    echo '{"type":"Feature","geometry":null,"properties":{"a":1}}' >no.geojson
    run -65 stac-gen no.geojson
    [[ $output == 'stac-gen: no.geojson: no time (give --datetime'* ]]
    stac-gen --datetime 2001 no.geojson >item.json
    [ "$(get item.json 'j["geometry"], list(j["assets"])')" = "(None, ['data'])" ]
    need stac-schemas/validate
    find cat item.json -name '*.json' -print0 | xargs -0 "$shared/stac-schemas/validate" -q
}

@test "members of the wrong kind are findings or refused, not a crash" {
    good_item
    while read -r change; do
        cp good.json bad.json
        edit bad.json "$change"
        run stac-gen --check bad.json
        [ "$status" = 65 ] || [ "$status" = 0 ]
        for kind in collection 'catalog -d cat'; do
            # shellcheck disable=SC2086 # two words
            run stac-gen $kind --license MIT bad.json
            [ "$status" = 65 ] || [ "$status" = 0 ]
            rm -rf cat
        done
    done <<'END'
j["assets"] = [[1], {}]
j["assets"]["data"]["bands"] = [[1], 2]
j["properties"] = [[], "x"]
j["links"] = {"rel": 1}
j["links"] = [None, 3, {"href": []}]
j["bbox"] = [None] * 4
j["geometry"] = {"type": "Polygon", "coordinates": [[[[5]]], 1]}
j["properties"]["cube:dimensions"] = [{"a": 1}]
j["properties"]["start_datetime"] = {}
j["stac_extensions"] = [1, {}]
END
}

@test "--stac 1.0.0: Items, their Collection and the catalogue; destine does so" {
    make_items 2
    stac-gen catalog -d cat --stac 1.0.0 --license other "$items"
    [ "$(grep -l '"stac_version": "1.0.0"' -r cat | wc -l)" = 4 ]
    stac-gen catalog -d destine --layout destine --assets copy --license MIT "$items"
    [ "$(grep -l '"stac_version": "1.0.0"' -r destine | wc -l)" = 4 ]
    [ -f destine/data/2001/01/01/rain_20010101T000000_20010101T000000/0.txt ]
    for d in cat destine; do stac-gen --check $d; done >found
    [ "$(grep -c -v ': warning: ' found)" = 0 ]
    need stac-schemas/validate
    find cat destine -name '*.json' -print0 | xargs -0 "$shared/stac-schemas/validate" -q
}

@test "--keep-going leaves out what fails, and says so at the end" {
    make_items 2
    echo '{"type":' >bad.json
    printf 'CDF\001xx' >bad.nc
    run -65 stac-gen catalog -d cat --license MIT bad.json "$items"
    [ ! -e cat/catalog.json ]
    run -65 stac-gen catalog -d cat --license MIT --keep-going bad.json bad.nc "$items"
    [ "${lines[-1]}" = 'stac-gen: 2 FILEs were left out' ]
    [ "$(find cat -name 'i*.json' | wc -l)" = 2 ]
}
