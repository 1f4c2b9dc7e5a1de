# SPDX-License-Identifier: Apache-2.0
# stac-gen(1): one test for each sentence that the manual promises.

setup() {
    load helpers
    cdl rain months
}

# get EXPRESSION -- of each Item on standard input, called i (a its asset
# "data", b that one's first band, p its properties), by Python.
get() {
    python3 -c '
import json, sys
for line in sys.stdin:
    i = json.loads(line)
    p = i["properties"]
    a = i["assets"].get("data", {})
    b = a.get("bands", [None])[0]
    print(eval(sys.argv[1]))' "$1"
}

# valid FILE -- are these Items by the schemas of the shared data?
valid() {
    need stac-schemas/validate
    "$shared/stac-schemas/validate" -q "$@"
}

@test "item: the usual kind, one Item a line" {
    stac-gen rain.nc months.nc >two
    stac-gen item rain.nc months.nc | diff two -
    get 'i["id"], i["stac_version"], i["type"]' <two | diff - <(
        echo "('rain', '1.1.0', 'Feature')"
        echo "('months', '1.1.0', 'Feature')"
    )
}

@test "everything is derived from the data" { # by hand
    stac-gen rain.nc >item
    get 'i["bbox"]' <item | grep -qx '\[0, 0, 4, 2\]'
    get 'i["geometry"]["coordinates"]' <item |
        grep -qxF '[[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]]'
    get 'p["datetime"], p["start_datetime"], p["end_datetime"]' <item |
        grep -qxF "(None, '2001-01-01T00:00:00Z', '2001-01-01T03:00:00Z')"
    get 'a["proj:shape"], a["proj:transform"], a["proj:bbox"], p["proj:code"]' <item |
        grep -qxF "([2, 4], [1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 4, 2], 'EPSG:4326')"
    # 23 values with a sum of 65, the one missing left out
    get 'b["statistics"]["count"], round(b["statistics"]["mean"] * 23, 9), b["statistics"]["minimum"], b["statistics"]["maximum"]' <item |
        grep -qxF '(23, 65.0, 0, 20)'
    get 'b["name"], b["data_type"], b["nodata"], b["unit"]' <item |
        grep -qxF "('pr', 'float32', -999, 'kg m-2')"
    get 'p["cube:dimensions"]["time"]' <item |
        grep -qxF "{'type': 'temporal', 'extent': ['2001-01-01T01:00:00Z', '2001-01-01T03:00:00Z'], 'step': 'PT1H'}"
    get 'p["cube:variables"]["pr"]["dimensions"]' <item |
        grep -qxF "['time', 'lat', 'lon']"
}

@test "the checksum is that of sha256sum, the size that of the file" {
    [ "$(stac-gen rain.nc | get 'a["file:checksum"]')" = "1220$(sha256sum <rain.nc | cut -c1-64)" ]
    [ "$(stac-gen rain.nc | get 'a["file:size"]')" = "$(stat -c %s rain.nc)" ]
    [ "$(stac-gen --checksum none rain.nc | get '"file:checksum" in a')" = False ]
}

@test "hrefs are percent-encoded, ids have safe characters" {
    name=$'a b#c%d\n\xc3\xa4:e.nc'
    cp rain.nc "$name"
    stac-gen "$name" >item
    get 'a["href"]' <item | grep -qx 'a%20b%23c%25d%0A%C3%A4%3Ae.nc'
    get 'i["id"]' <item | grep -qx 'a-b-c-d----e'
    [ "$(stac-gen --id '{stem}/{variable}_{start}_{end}' rain.nc | get 'i["id"]')" = \
        rain-pr_20010101T000000_20010101T030000 ]
    fails 64 'stac-gen: rain.nc: --id: no placeholder {step} (there are {stem}, {variable}, {start}, {end}, {time}, {year}, {month}, {day}, {collection})' \
        stac-gen --id '{step}' rain.nc
}

@test "credentials are cut from texts and hrefs" {
    sed 's#^data:# :history = "2020-01-02T03:04:05Z: get https://me:pw@h.org/x?token=abc\&y=1 --password=hush" ;\n :title = "a=b" ;\n&#' "$data/rain.cdl" >secret.cdl
    ncgen -k classic -o secret.nc secret.cdl
    stac-gen --href 'https://u:p@h.org/a?signature=zz&b=1' - <secret.nc >item
    get 'p["processing:lineage"], p["title"], a["href"], p["processing:datetime"]' <item |
        grep -qxF "('2020-01-02T03:04:05Z: get https://h.org/x?token=&y=1 --password=', 'a=b', 'https://h.org/a?signature=&b=1', '2020-01-02T03:04:05Z')"
}

@test "STAC JSON passes as it is; hrefs become relative to here" {
    mkdir sub
    stac-gen rain.nc >a
    stac-gen <a | diff a -
    stac-gen itemcollection -o sub/all.json rain.nc months.nc
    [ "$(stac-gen sub/all.json | get 'a["href"]' | paste -sd,)" = sub/rain.nc,sub/months.nc ]
    stac-gen -f seq rain.nc | stac-gen | diff a -
    echo '{"type":"Catalog","stac_version":"1.1.0","id":"x"}' >c.json
    fails 65 'stac-gen: standard input: line 1: a Catalog is no STAC Item (a Feature with stac_version and id)' \
        bash -c 'stac-gen - <c.json'
}

@test "several Items do not fit one .json" {
    fails 64 'stac-gen: all.json: several Items do not fit one .json (itemcollection makes one of them)' \
        stac-gen -o all.json rain.nc months.nc
    [ ! -e all.json ]
    stac-gen -o one.json rain.nc
    [ "$(wc -l <one.json)" -gt 50 ]
    fails 64 'stac-gen: --format: no form "xml" (there are ndjson, json, seq)' \
        stac-gen -f xml rain.nc
}

@test "standard input needs --href, and is then described like a file" {
    stac-gen --href 'x/rain.nc' <rain.nc >pipe
    [ "$(get 'a["href"], i["id"]' <pipe)" = "('x/rain.nc', 'rain')" ]
    [ "$(get 'b["statistics"]["count"]' <pipe)" = 23 ]
    run -64 --separate-stderr stac-gen <rain.nc
    [ "$stderr" = 'stac-gen: standard input: it has no name of its own (--href says it)' ]
}

@test "options of time come before what the data say" {
    [ "$(stac-gen --datetime 2020-01-02T03:04:05Z rain.nc | get 'p["datetime"]')" = 2020-01-02T03:04:05Z ]
    [ "$(stac-gen --datetime 2020-02 rain.nc | get 'p["datetime"], p["start_datetime"], p["end_datetime"]')" = \
        "('2020-02-01T00:00:00Z', '2020-02-01T00:00:00Z', '2020-03-01T00:00:00Z')" ]
    [ "$(stac-gen --start 2020 --end 2021 rain.nc | get 'p["start_datetime"], p["end_datetime"]')" = \
        "('2020-01-01T00:00:00Z', '2022-01-01T00:00:00Z')" ]
    fails 64 'stac-gen: rain.nc: --start and --end go together' stac-gen --start 2020 rain.nc
}

@test "--store: each step a COG and an Item, each field an asset" {
    harmonise rain.nc | stac-gen --store '{variable}_{time}.tif' >items
    get 'i["id"], p["start_datetime"], p["end_datetime"], sorted(i["assets"])' <items | diff - <(
        echo "('20010101T000000', '2001-01-01T00:00:00Z', '2001-01-01T01:00:00Z', ['pr'])"
        echo "('20010101T010000', '2001-01-01T01:00:00Z', '2001-01-01T02:00:00Z', ['pr'])"
        echo "('20010101T020000', '2001-01-01T02:00:00Z', '2001-01-01T03:00:00Z', ['pr'])"
    )
    get 'i["assets"]["pr"]["href"], i["assets"]["pr"]["file:checksum"][4:]' <items |
        tr -d "'()" | sed 's/\(.*\), \(.*\)/\2  \1/' | sha256sum -c --quiet
    for f in pr_*.tif; do gdalinfo "$f" | grep -q 'LAYOUT=COG'; done
    get 'i["assets"]["pr"]["type"]' <items | sort -u |
        grep -qx 'image/tiff; application=geotiff; profile=cloud-optimized'
}

@test "--store: a NetCDF-4 file of all steps, described as it lies there" {
    harmonise rain.nc | stac-gen --store out.nc >item
    stac-gen out.nc | diff item -
    values pr <out.nc | diff - <(values pr <rain.nc)
    head -c 4 out.nc | grep -q HDF
}

@test "--store: what does not fit is refused, and nothing is left" {
    harmonise rain.nc >s.nc
    fails 64 'stac-gen: s.nc: 3 steps do not fit one GeoTIFF: put {time} in --store, or use .nc' \
        stac-gen --store x.tif s.nc
    fails 64 'stac-gen: s.nc: --store: x.jpg: no form by this suffix (.tif, .nc)' \
        stac-gen --store x.jpg s.nc
    fails 64 'stac-gen: s.nc: --store: two files would be x_2001.nc (put {time} or {variable} in)' \
        stac-gen --store 'x_{year}.nc' s.nc
    fails 64 'stac-gen: --store: several FILEs need {stem} in it' \
        stac-gen --store x.nc s.nc rain.nc
    mkdir sub
    cp s.nc sub
    fails 64 'stac-gen: --store: {stem} of s.nc and sub/s.nc is the same' \
        stac-gen --store 'out_{stem}.nc' s.nc sub/s.nc
    [ -z "$(compgen -G 'x*')" ]
}

@test "--tee: the same bytes, and no end mark before the Items are there" {
    harmonise rain.nc >s.nc
    cat s.nc | stac-gen --store 'x_{time}.tif' --tee -o items.ndjson | cmp - s.nc
    stac-gen --store y.nc --tee -o y.json <s.nc | cmp - s.nc
    zstd -q s.nc
    cat s.nc.zst | stac-gen --store z.nc --tee -o z.json | cmp - s.nc.zst
    # the asset cannot be made: no Item, and who reads it sees no end
    got=0
    cat s.nc | stac-gen --store none/x.nc --tee -o none.json >out.nc 2>said || got=$?
    [ "$got" = 73 ]
    run -65 harmonise out.nc
    [ ! -e none.json ]
    fails 64 'stac-gen: --tee: needs -o FILE for the JSON' stac-gen --tee --store x.nc
}

@test "a stream that dies leaves no asset, no Item and no end mark" {
    harmonise rain.nc >s.nc
    head -c -64 s.nc >cut.nc
    for n in 100 600 700 "$(stat -c %s cut.nc)"; do
        got=0
        head -c "$n" s.nc | stac-gen --store 'a_{time}.tif' --tee -o a.ndjson >out.nc 2>said || got=$?
        [ "$got" = 65 ]
        [ "$(wc -l <said)" = 1 ]
        run -65 harmonise out.nc
        [ -z "$(compgen -G 'a[._]*')" ]
    done
    # the first cause is passed on
    (harmonise --units degC rain.nc 2>/dev/null || true) |
        stac-gen --store b.nc --tee -o b.json 2>/dev/null | cat >out.nc || true
    run -65 --separate-stderr harmonise out.nc
    [[ $stderr == *"kg m-2"* ]]
    [ -z "$(compgen -G 'b*')" ]
}

@test "options say what the data do not" {
    echo report >r.html
    stac-gen --collection demo --title T --license CC-BY-4.0 --keyword a --keyword b \
        --provider '{"name":"P","roles":["host"]}' --doi 10.5072/x --citation C \
        --derived-from in.nc --asset report=r.html --set properties.gsd=1000 \
        --id '{collection}-{stem}' rain.nc >item
    get 'i["id"], i["collection"], p["title"], p["license"], p["keywords"], p["gsd"]' <item |
        grep -qxF "('demo-rain', 'demo', 'T', 'CC-BY-4.0', ['a', 'b'], 1000)"
    get 'p["providers"], p["sci:doi"], p["sci:citation"]' <item |
        grep -qxF "([{'name': 'P', 'roles': ['host']}], '10.5072/x', 'C')"
    get '[(l["rel"], l["href"]) for l in i["links"]]' <item |
        grep -qxF "[('collection', './collection.json'), ('derived_from', 'in.nc'), ('cite-as', 'https://doi.org/10.5072/x')]"
    get 'i["assets"]["report"]' <item | grep -qF "'type': 'text/html', 'roles': ['metadata'], 'file:size': 7"
    valid item
    echo '{"properties":{"title":null,"platform":"X"}}' >t.json
    stac-gen --title T --template t.json rain.nc | get 'p.get("title"), p["platform"]' |
        grep -qxF "(None, 'X')"
    fails 64 'stac-gen: --asset r.html: not KEY=FILE' stac-gen --asset r.html rain.nc
    fails 64 'stac-gen: --doi: "5" is no DOI (as 10.1234/x)' stac-gen --doi 5 rain.nc
}

@test "--without leaves the fields of an extension out, and its name" {
    stac-gen --without cf,projection rain.nc >item
    run ! grep -q 'proj:\|cf:\|projection\|/cf/' item
    grep -q cube: item
    valid item
}

@test "--precision: geometry and bbox of so many decimals" {
    need data/geotiff/rio-stac/dataset_cog.tif
    stac-gen --datetime 2020 --stats none --precision 2 "$shared/data/geotiff/rio-stac/dataset_cog.tif" >item
    get 'i["bbox"]' <item | grep -qxF '[-61.29, 72.23, -52.3, 74.66]'
    get 'all(round(x, 2) == x for c in i["geometry"]["coordinates"][0] for x in c)' <item | grep -qx True
}

@test "--stac 1.0.0: bands of raster and eo, proj:epsg" {
    stac-gen --stac 1.0.0 rain.nc >item
    get 'i["stac_version"], a["proj:epsg"], a["raster:bands"][0]["unit"], a["eo:bands"][0]["name"], "bands" in a' <item |
        grep -qxF "('1.0.0', 4326, 'kg m-2', 'pr', False)"
    stac-gen rain.nc | stac-gen --stac 1.0.0 | diff item -
    valid item
}

@test "--time-from chooses and orders whom to ask" {
    cp rain.nc rain_20190702.nc
    touch -d 2019-07-03T00:00:00Z rain_20190702.nc
    when() { stac-gen --stats none "$@" rain_20190702.nc | get 'p.get("start_datetime", p["datetime"])'; }
    [ "$(when)" = 2001-01-01T00:00:00Z ]
    [ "$(when --time-from name,cf)" = 2019-07-02T00:00:00Z ]
    [ "$(when --time-from mtime)" = 2019-07-03T00:00:00Z ]
    fails 65 'stac-gen: rain.nc: no time (give --datetime, or --time-from mtime)' \
        stac-gen --time-from acdd rain.nc
    fails 64 'stac-gen: --time-from: no "clock" (there are options, cf, imagery, acdd, tiff, features, name, mtime)' \
        stac-gen --time-from clock rain.nc
}

@test "--end-rule inclusive: the end is a second before that of the bounds" {
    [ "$(stac-gen --end-rule inclusive rain.nc | get 'p["end_datetime"]')" = 2001-01-01T02:59:59Z ]
}

@test "--histogram: the last bucket is closed, what lies outside is not counted" {
    # by hand: 0 x 8 (one step 1, seven step 2, minus 10 and 20), 1 x 8, 2..7
    stac-gen --histogram 0:10:5 rain.nc | get 'b["raster:histogram"]' |
        grep -qxF "{'count': 5, 'min': 0, 'max': 10, 'buckets': [15, 2, 2, 2, 1]}"
    fails 64 'stac-gen: --histogram: "5" is not A:B:N, with A < B and N from 3 to 65536' \
        stac-gen --histogram 5 rain.nc
}

@test "--stats-scaled: statistics with scale and offset applied" {
    cat >packed.cdl <<'END'
netcdf packed {
dimensions: y = 2 ; x = 2 ;
variables:
  double x(x) ; x:units = "degrees_east" ;
  double y(y) ; y:units = "degrees_north" ;
  short t(y, x) ; t:units = "K" ; t:scale_factor = 0.5 ; t:add_offset = 270. ; t:_FillValue = -1s ;
data: x = 1, 2 ; y = 5, 6 ; t = 2, 4, 6, -1 ;
}
END
    ncgen -o packed.nc packed.cdl
    stats() { stac-gen --datetime 2020 "$@" packed.nc | get '[b["statistics"][k] for k in ("minimum", "maximum", "mean", "count")], b["raster:scale"], b["raster:offset"], b["data_type"], b["nodata"]'; }
    [ "$(stats)" = "([2, 6, 4, 3], 0.5, 270, 'int16', -1)" ]
    [ "$(stats --stats-scaled)" = "([271, 273, 272, 3], 0.5, 270, 'int16', -1)" ]
}

@test "--files-from: names in a file, one a line or with a 0 after each" {
    printf 'rain.nc\nmonths.nc\n' >list
    stac-gen rain.nc months.nc >two
    stac-gen --files-from list | diff two -
    stac-gen --files-from - rain.nc < <(printf 'months.nc\0') -0 | diff two -
}

@test "--keep-going: a FILE that fails is left out" {
    : >empty.nc
    run -65 --separate-stderr stac-gen --keep-going rain.nc empty.nc months.nc
    [ "$(wc -l <<<"$output")" = 2 ]
    [ "$stderr" = $'stac-gen: warning: empty.nc: is empty\nstac-gen: 1 FILE was left out' ]
}

@test "a forecast has its reference time, and how far it looks ahead" {
    cat >forecast.cdl <<'END'
netcdf forecast {
dimensions: time = 1 ; y = 2 ; x = 2 ;
variables:
  double time(time) ; time:units = "hours since 2020-01-01" ; time:standard_name = "time" ;
  double reftime ; reftime:units = "hours since 2020-01-01" ; reftime:standard_name = "forecast_reference_time" ;
  double x(x) ; x:units = "degrees_east" ;
  double y(y) ; y:units = "degrees_north" ;
  float t(time, y, x) ; t:units = "K" ; t:coordinates = "reftime" ;
data: time = 18 ; reftime = 12 ; x = 1, 2 ; y = 5, 6 ; t = 2, 4, 6, 1 ;
}
END
    ncgen -o forecast.nc forecast.cdl
    stac-gen forecast.nc >item
    get 'p["datetime"], p["forecast:reference_datetime"], p["forecast:horizon"]' <item |
        grep -qxF "('2020-01-01T18:00:00Z', '2020-01-01T12:00:00Z', 'PT6H')"
    valid item
}

@test "GRIB is described" {
    need data/grib/era5_2t_uk_201903.grib
    stac-gen "$shared/data/grib/era5_2t_uk_201903.grib" >item
    get 'p.get("start_datetime", p["datetime"])[:7], a["type"]' <item | grep -q "2019-03"
    valid item
}

@test "tables: columns, rows, hull, times" {
    cat >ev.csv <<'END'
id,kind,variable,start,end,lon,lat,peak,note
1,heat,t,2020-01-02T00:00:00Z,2020-01-03T00:00:00Z,179,10,1.5,
2,heat,t,2020-01-01T00:00:00Z,2020-01-05T00:00:00Z,-179,12,2,x
3,heat,t,2020-01-01T06:00:00Z,2020-01-02T00:00:00Z,-179,10,2,
END
    stac-gen ev.csv >item
    get 'i["bbox"], p["start_datetime"], p["end_datetime"], p["table:row_count"]' <item |
        grep -qxF "([179, 10, -179, 12], '2020-01-01T00:00:00Z', '2020-01-05T00:00:00Z', 3)"
    get '[c["name"] + ":" + c.get("type", "") for c in p["table:columns"]]' <item |
        grep -qxF "['id:integer', 'kind:string', 'variable:string', 'start:datetime', 'end:datetime', 'lon:integer', 'lat:integer', 'peak:number', 'note:string']"
    get 'list(i["assets"]), i["assets"]["events"]["type"], i["geometry"]["type"]' <item |
        grep -qxF "(['events'], 'text/csv', 'MultiPolygon')"
    valid item
    stac-gen --href ev.csv <ev.csv | diff item -
    printf 'a,b\n1\n' >bad.csv
    fails 65 'stac-gen: bad.csv: line 2: 1 cells under 2 names' stac-gen bad.csv
}

@test "what is no data is refused" {
    fails 66 'stac-gen: none.nc: No such file or directory' stac-gen none.nc
    fails 66 'stac-gen: .: a folder (name the files in it)' stac-gen .
    : >empty.nc
    fails 65 'stac-gen: empty.nc: is empty' stac-gen empty.nc
    echo 'hello' >hello
    fails 65 'stac-gen: hello: not a format I know (magic 68 65 6c 6c)' stac-gen hello
    head -c 600 rain.nc >cut.nc
    run -65 stac-gen cut.nc
    [[ $output == *cut.nc* ]]
}

@test "the bytes do not depend on -j, nor on the run" {
    stac-gen -j 1 rain.nc >one
    stac-gen -j 2 rain.nc | diff one -
}

@test "true extents: at the date line, at the poles, in rotated grids" {
    # 20001 points an edge, PROJ 9.1; to 1e-5 degrees
    near() { # FILE BBOX OPTION...
        local file=$1 want=$2
        need "data/$file"
        shift 2
        stac-gen --stats none --checksum none "$@" "$shared/data/$file" 2>/dev/null |
            get "'ok' if all(abs(x - y) < 1e-5 for x, y in zip(i['bbox'], [$want])) else i['bbox']" |
            grep -qx ok || echo "$file"
    }
    g=geotiff/rio-stac
    {
        near $g/dataset_cog.tif '-61.287624, 72.229798, -52.301599, 74.663071' --datetime 2020
        near $g/dataset_dateline.tif '177.998571, 50.581853, -178.513823, 52.773743' --datetime 2020
        near $g/dataset_nocrs.tif '3.152088, 42.826736, 17.360183, 50.547103' --datetime 2020
        near $g/dataset_with_offsets.tif '126.724472, 36.936642, 127.986875, 37.943111' --datetime 2020
        near $g/S2A_MSIL2A_20220722T105631_N0400_R094_T31TCN_20220722T171159.tif '1.610277, 47.126603, 1.612174, 47.128604'
        near grids/tas_EUR11_rotated.nc '-44.744853, 21.917306, 65.151456, 72.639998'
        near grids/euro_air_temp_laea.nc '-67.461049, 18.325988, 76.342324, 77.106583'
        near grids/tas_lcc_spartacus_2010.nc '10.978265, 46.990265, 11.790986, 47.543452'
        near climate/nclimgrid_prcp_20220101-02.nc '-124.708332, 24.541667, -67.000004, 49.375002'
        near climate/tas_Amon_HadGEM2-ES_rcp85_200512-203011.nc '-0.9375, -90, -171.5625, 35.625'
        near climate/tas_day_giss_model_e_r_sresb1_2046-2065.nc '-80, 40, -55, 64'
        near destine/climate-dt_20400102_1deg.tiff '-180, -90, 180, 90' --source-crs EPSG:4326
        near sst/oisst_avhrr_20220913_sst.tif '-180, -90, 180, 90'
    } >wrong
    diff /dev/null wrong
}

@test "true extents of projections: a pole inside, the date line, a turned grid" {
    # 20001 points an edge, PROJ 9.1; to 1e-5 degrees
    near() { # CRS ULLR BBOX
        # shellcheck disable=SC2086
        gdal_create -q -of GTiff -outsize 10 10 -bands 1 -a_srs "$1" -a_ullr $2 made.tif
        stac-gen --datetime 2020 made.tif >item
        get "'ok' if all(abs(x - y) < 1e-5 for x, y in zip(i['bbox'], [$3])) else i['bbox']" <item |
            grep -qx ok || echo "$1 $(get 'i["bbox"]' <item)"
        valid item || echo "$1"
    }
    {
        near EPSG:32601 '200000 7700000 900000 7000000' '175.398718, 62.90886, -166.907852, 69.409282'
        near EPSG:3413 '-2000000 2000000 2000000 -2000000' '-180, 64.311742, 180, 90'
        near EPSG:3031 '-1e6 3e6 3e6 -1e6' '-180, -90, 180, -52.317101'
        near EPSG:3035 '2.5e6 5.5e6 7.5e6 1.5e6' '-35.116787, 30.209009, 73.999834, 72.66441'
    } >wrong
    diff /dev/null wrong
    gdal_create -q -of GTiff -outsize 100 50 -bands 1 -a_srs EPSG:32632 flat.tif
    gdal_translate -q -of VRT flat.tif turned.vrt
    sed -i 's#<SRS#<GeoTransform>500000, 8.66, 5, 5200000, 5, -8.66</GeoTransform><SRS#' turned.vrt
    gdal_translate -q turned.vrt turned.tif
    stac-gen --datetime 2020 turned.tif >item
    get 'a["proj:transform"][:6], a["proj:geometry"]["coordinates"][0]' <item |
        grep -qxF '([8.66, 5, 500000, 5, -8.66, 5200000], [[500000, 5200000], [500250, 5199567], [501116, 5200067], [500866, 5200500], [500000, 5200000]])'
    valid item
}

@test "flips and rolls of a grid change neither bbox nor geometry" {
    plain() { sed 's/ lat = .*/ lat = 0.5, 1.5 ;/' "$data/rain.cdl"; }
    plain | sed 's/ lat = .*/ lat = 1.5, 0.5 ;/' >flip.cdl
    plain | sed 's/ lon = .*/ lon = 360.5, 361.5, 362.5, 363.5 ;/' >roll.cdl
    plain | sed 's/ lon = .*/ lon = 3.5, 2.5, 1.5, 0.5 ;/' >mirror.cdl
    want=$(stac-gen rain.nc | get 'i["bbox"], i["geometry"]')
    for f in flip roll mirror; do
        ncgen -k classic -o "$f.nc" "$f.cdl"
        [ "$(stac-gen "$f.nc" | get 'i["bbox"], i["geometry"]')" = "$want" ]
    done
}

@test "statistics of all values" {
    # valid %, minimum, maximum, mean, stddev of band 1 (GDAL 3.6.2 and NumPy); to 1e-9
    near() { # FILE WANTED
        need "data/$1"
        stac-gen --datetime 2020 "$shared/data/$1" 2>/dev/null |
            get "'ok' if all(abs(x - y) <= 1e-9 * max(1, abs(y)) for x, y in zip([b['statistics'][k] for k in ('valid_percent', 'minimum', 'maximum', 'mean', 'stddev')], [$2])) else b['statistics']" |
            grep -qx ok || echo "$1"
    }
    g=geotiff/rio-stac t=geotiff/gdal-autotest
    {
        near $g/dataset_cog.tif '100, 1, 7872, 2106.5377486674, 2270.2685201595'
        near $g/dataset_dateline.tif '100, 1, 63014, 14907.0978311075, 10511.5918944994'
        near $g/dataset_nodata_nan.tif '43.1196406697, 0, 5.43504741482, 0.123117906996, 0.105896549244'
        near $g/dataset_with_offsets.tif '99.9908447266, -894, 13413, 4897.79029452159, 3560.22549888387'
        near $g/S2A_MSIL2A_20220722T105631_N0400_R094_T31TCN_20220722T171159.tif '30.5194805195, 2.56807565689, 2.59905004501, 2.58398692659, 0.0086491072913'
        near sst/oisst_avhrr_20220913_sst.tif '66.6618441358, -180, 3469, 1420.478479346, 1158.8769304845'
        near $t/nan32_nodata.tif '90, 50, 58, 54, 2.5819888975'
        near $t/stats_nodata_posinf.tif '66.6666666667, -2, 1, -0.5, 1.5'
        near $t/test3_with_mask_8bit.tif '25, 127, 127, 127, 0'
        near $t/int64_full_range.tif '100, -10000000000, 10000000000, 0, 1e10'
    } >wrong
    diff /dev/null wrong
    stac-gen "$shared/data/$g/dataset_tiff_datetime.tif" 2>/dev/null | get 'b["statistics"]' |
        grep -qxF "{'count': 0, 'valid_percent': 0}"
}

@test "times are those of the data" {
    when() { # FILE START END
        need "data/$1"
        stac-gen --stats none --checksum none "$shared/data/$1" 2>/dev/null |
            get 'p.get("start_datetime", p["datetime"]), p.get("end_datetime", p["datetime"])' |
            grep -qxF "('$2', '${3:-$2}')" || echo "$1"
    }
    g=geotiff/rio-stac
    {
        when $g/dataset_tiff_datetime.tif 2023-10-30T11:37:13Z
        when $g/dataset_cloud_date_metadata.tif 2011-05-01T13:00:00Z
        when $g/S2A_MSIL2A_20220722T105631_N0400_R094_T31TCN_20220722T171159.tif 2022-07-22T10:56:31Z
        when climate/tas_Amon_HadGEM2-ES_rcp85_200512-203011.nc 2005-12-01T00:00:00Z 2030-12-01T00:00:00Z
        when climate/tas_day_giss_model_e_r_sresb1_2046-2065.nc 2046-01-01T00:00:00Z 2066-01-01T00:00:00Z
        when grids/tas_EUR11_rotated.nc 2006-01-01T00:00:00Z 2006-02-01T00:00:00Z
        when precip-drought/stageiv_florence_20180913-14.nc 2018-09-13T19:00:00Z 2018-09-14T17:00:00Z
        when grids/tas_lcc_spartacus_2010.nc 2010-01-01T12:00:00Z 2010-12-31T12:00:00Z
    } >wrong
    diff /dev/null wrong
    stac-gen --stats none "$shared/data/$g/dataset_cloud_date_metadata.tif" |
        get 'p["eo:cloud_cover"], p["platform"]' | grep -qxF "(2, 'WV03')"
    stac-gen --stats none "$shared/data/climate/tas_Amon_HadGEM2-ES_rcp85_200512-203011.nc" |
        get 'p["cube:dimensions"]["time"]["step"], p["cube:dimensions"]["time_cf"]["reference_system"]' |
        grep -qxF "('P1M', '360_day')"
}

@test "every Item passes the JSON Schemas of STAC and its extensions" {
    need data/climate
    find "$shared/data" -path "$shared/data/hostile" -prune -o -type f -size -600k \
        \( -name '*.nc' -o -name '*.tif' -o -name '*.tiff' -o -name '*.gri*b*' -o -name '*.geojson' -o -name '*.gpkg' -o -name '*.csv' \) -print |
        sort | while read -r f; do
        stac-gen --datetime 2020-01-01T00:00:00Z --stats none "$f" 2>/dev/null || true
    done >all
    [ "$(wc -l <all)" -gt 60 ]
    valid all
}

@test "damaged files of others: code 65 or an Item, never a crash" {
    need data/hostile
    find "$shared/data/hostile" -type f | sort | while read -r f; do
        got=0
        timeout 20 stac-gen --datetime 2020 "$f" >out 2>err </dev/null || got=$?
        case $got in 0 | 65) ;; *) echo "$f: $got" ;; esac
    done >wrong
    diff /dev/null wrong
}

# place FILE -- findings of --check on its Item, its bbox and geometry
place() {
    stac-gen --datetime 2020 "$1" >place.json
    stac-gen --check place.json 2>&1 | grep -v warning || true
    jq -c .bbox,.geometry.type,.geometry.coordinates place.json
}

# Expected: RFC 7946, sections 3.1.1, 3.1.9 and 5.2, by hand.
@test "places: boxes of a table have four corners, and go the way their edges say" {
    printf 'west,south,east,north\n0,0,10,10\n20,0,30,10\n' >two.csv
    [ "$(place two.csv)" = $'[0,0,30,10]\n"Polygon"\n[[[0,0],[30,0],[30,10],[0,10],[0,0]]]' ]
    printf 'west,south,east,north\n170,10,-170,20\n' >over.csv
    [ "$(place over.csv | head -n 1)" = '[170,10,-170,20]' ]
    [ "$(jq -c '[.geometry.coordinates[][0] | length]' place.json)" = '[5,5]' ]
    printf 'west,south,east,north\n-100,10,100,20\n' >wide.csv
    [ "$(place wide.csv)" = $'[-100,10,100,20]\n"Polygon"\n[[[-100,10],[0,10],[100,10],[100,20],[0,20],[-100,20],[-100,10]]]' ]
}

@test "places: features cover what is between their vertices" {
    polygon() {
        echo "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[$1]}}"
    }
    polygon '[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]' >globe.geojson
    [ "$(place globe.geojson)" = $'[-180,-90,180,90]\n"Polygon"\n[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]' ]
    polygon '[[-120,0],[120,0],[120,10],[-120,10],[-120,0]]' >wide.geojson
    [ "$(place wide.geojson | head -n 1)" = '[-120,0,120,10]' ]
    polygon '[[-180,80],[0,80],[180,80],[180,90],[-180,90],[-180,80]]' >pole.geojson
    [ "$(place pole.geojson | head -n 1)" = '[-180,80,180,90]' ]
}

@test "places: what has no area is a line, cut at 180 degrees" {
    printf 'lon,lat\n0,0\n5,5\n10,10\n' >line.csv
    [ "$(place line.csv)" = $'[0,0,10,10]\n"LineString"\n[[0,0],[10,10]]' ]
    printf 'lon,lat\n170,10\n-170,20\n' >cut.csv
    [ "$(place cut.csv)" = $'[170,10,-170,20]\n"MultiLineString"\n[[[170,10],[180,15]],[[-180,15],[-170,20]]]' ]
}

@test "an Item of elsewhere with parts of the wrong kind is refused when edited" {
    item='{"type":"Feature","stac_version":"1.1.0","id":"a","properties":{},"links":[],"assets":{}}'
    jq -c '.links = {}' <<<"$item" >links.json
    fails 65 'stac-gen: links: an object, not a list (see --check)' stac-gen --doi 10.1/x links.json
    jq -c '.properties = []' <<<"$item" >properties.json
    fails 65 'stac-gen: properties: a list, not an object (see --check)' stac-gen --title T properties.json
    jq -c 'del(.assets)' <<<"$item" >assets.json
    fails 65 'stac-gen: assets: not there, not an object (see --check)' stac-gen --title T assets.json
    [ "$(jq -c '.bbox = null' <<<"$item" | stac-gen --precision 3 - | jq .bbox)" = null ]
}

@test "--end-rule inclusive: never before the start" {
    printf 'lon,lat\n0,0\n' >p.csv
    [ "$(stac-gen --start 2020-01-01T00:00:00Z --end 2020-01-01T00:00:00.5Z --end-rule inclusive p.csv |
        jq -r .properties.datetime)" = 2020-01-01T00:00:00Z ]
}

@test "--tee passes the stream on beside a Collection and a catalogue too" {
    printf 'lon,lat,time,pr [mm]\n5,50,2001-01-01,1\n' >p.csv
    harmonise --plausible off p.csv >in.nc
    stac-gen collection --collection rain --href in.nc --tee -o c.json <in.nc >out.nc
    cmp in.nc out.nc
    [ "$(jq -r .id c.json)" = rain ]
    stac-gen catalog -d tree --collection rain --href in.nc --tee <in.nc >out.nc
    cmp in.nc out.nc
    fails 64 'stac-gen: --tee: needs -o FILE for the JSON' stac-gen collection --collection rain --tee
    fails 64 'stac-gen: --tee: goes not with --check and --diff' stac-gen --check --tee
}

@test "--keep-going: --check and --diff end with the code of what was left out, and nothing is said to be gone" {
    printf 'lon,lat,time\n5,50,2001-01-01\n' >p.csv
    stac-gen p.csv >old.ndjson
    run -66 --separate-stderr stac-gen --diff old.ndjson --keep-going none.csv
    [ -z "$output" ]
    run -66 --separate-stderr stac-gen --diff none.ndjson --keep-going p.csv
    [ -z "$output" ]
    run -66 --separate-stderr stac-gen --check --keep-going none.csv p.csv
}

@test "options that would say nothing are refused" {
    printf 'lon,lat,time\n5,50,2001-01-01\n' >p.csv
    fails 64 'stac-gen: --histogram: goes not with --stats none' stac-gen --stats none --histogram 0:1:5 p.csv
    fails 64 'stac-gen: --stats-scaled: goes not with --stats none' stac-gen --stats none --stats-scaled p.csv
    fails 64 'stac-gen: p.csv: --variable: this format has none to choose from' stac-gen --variable t p.csv
    fails 64 'stac-gen: --href: is for one FILE, not 2' stac-gen --href x p.csv p.csv
}

@test "--collection: an id in --id of every kind, whatever folders are here" {
    mkdir rain
    printf 'lon,lat,time\n5,50,2001-01-01\n' >p.csv
    [ "$(stac-gen collection --collection rain --id '{collection}_{stem}' p.csv | jq -r .id)" = rain ]
    stac-gen catalog -d tree --collection rain --id '{collection}_{stem}' p.csv
    [ -n "$(find tree -name 'rain_p*.json')" ]
}

@test "--precision: the parts of a GeometryCollection too" {
    echo '{"type":"Feature","stac_version":"1.1.0","id":"a","properties":{},"links":[],"assets":{},
        "geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1.23456789,2.5]}]}}' >gc.json
    [ "$(stac-gen --precision 2 gc.json | jq -c '.geometry.geometries[0].coordinates')" = '[1.23,2.5]' ]
}

@test "a grid of no cells is refused by that name" {
    ncgen -o zero.nc <<'END'
netcdf zero { dimensions: lat = UNLIMITED; lon = 2; variables:
    double lat(lat); lat:units = "degrees_north"; double lon(lon); lon:units = "degrees_east";
    float t(lat, lon); t:units = "K"; data: lon = 0, 1; }
END
    fails 65 'stac-gen: zero.nc: has no cells' stac-gen --datetime 2020 zero.nc
}
