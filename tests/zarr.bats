#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Zarr stores as every command reads them: harmonise(1), "Zarr".  The stores are
# made here, byte by byte or by zarr-python, and their numbers are those put in.

setup() {
    load helpers
    zarr=$shared/data/zarr
}

# pack FORMAT NUMBER... -- numbers as the bytes of Python's struct
pack() {
    python3 -c 'import struct, sys
f, v = sys.argv[1], sys.argv[2:]
v = [float(x) if f[-1] in "fd" else int(x) for x in v]
sys.stdout.buffer.write(struct.pack(f[0] + str(len(v)) + f[1:], *v))' "$@"
}

# array NAME DTYPE SHAPE CHUNKS ATTRIBUTES [MORE] -- an array without chunks;
# MORE replaces `"compressor": null, "fill_value": null, "order": "C"`
array() {
    local more=${6:-'"compressor": null, "fill_value": null, "order": "C"'}
    mkdir -p "$store/$1"
    printf '{"zarr_format": 2, "dtype": "%s", "shape": [%s], "chunks": [%s], "filters": null, %s}' \
        "$2" "$3" "$4" "$more" >"$store/$1/.zarray"
    printf '{%s}' "$5" >"$store/$1/.zattrs"
}

# grid STORE -- with latitudes 10, 0 and longitudes 0, 10, 20, two days, and
# `tas`, whose arrays the caller makes
grid() {
    store=$1
    mkdir "$store"
    printf '{"zarr_format": 2}' >"$store/.zgroup"
    printf '{"title": "made by hand"}' >"$store/.zattrs"
    array lat '<f8' 2 2 '"_ARRAY_DIMENSIONS": ["lat"], "units": "degrees_north"'
    pack '<d' 10 0 >"$store/lat/0"
    array lon '<f4' 3 3 '"_ARRAY_DIMENSIONS": ["lon"], "units": "degrees_east"'
    pack '<f' 0 10 20 >"$store/lon/0"
    array time '<i8' 2 2 '"_ARRAY_DIMENSIONS": ["time"], "units": "days since 2001-01-01"'
    pack '<q' 0 1 >"$store/time/0"
}
tas='"_ARRAY_DIMENSIONS": ["time", "lat", "lon"], "units": "K", "standard_name": "air_temperature"'

as_is() {
    harmonise --names keep --units keep --plausible off --lat keep --lon keep "$@"
}

@test "a folder that is a Zarr store is read: dimensions, attributes, values" {
    grid x.zarr
    array tas '<f4' 2,2,3 1,2,2 "$tas"
    # chunks of 2 x 2 x 2 cells, the last column of the second is padding
    pack '<f' 1 2 4 5 >x.zarr/tas/0.0.0
    pack '<f' 3 -9 6 -9 >x.zarr/tas/0.0.1
    pack '<f' 7 8 10 11 >x.zarr/tas/1.0.0
    pack '<f' 9 -9 12 -9 >x.zarr/tas/1.0.1
    as_is x.zarr >x.nc
    values tas <x.nc | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
    values lat <x.nc | diff - <(echo 10,0)
    values lon <x.nc | diff - <(echo 0,10,20)
    ncdump -t -v time x.nc | grep -q 'time = "2001-01-01", "2001-01-02"'
    ncdump -h x.nc | grep -q ':title = "made by hand"'
    ncdump -h x.nc | grep -q 'tas:standard_name = "air_temperature"'
    [ "$(as_is x.zarr/ | values tas | md5sum)" = "$(values tas <x.nc | md5sum)" ]
    as_is --time 2001-01-02 --variable air_temperature x.zarr | values tas | diff - <(echo 7,8,9,10,11,12)
}

@test "consolidated metadata are taken where there are any" {
    grid x.zarr
    array tas '<f4' 2,2,3 2,2,3 "$tas"
    pack '<f' 1 2 3 4 5 6 7 8 9 10 11 12 >x.zarr/tas/0.0.0
    as_is x.zarr >plain.nc
    python3 - <<'END'
import json, os
m = {}
for base, _, names in os.walk('x.zarr'):
    for n in names:
        if n.startswith('.z'):
            path = os.path.join(base, n)
            m[os.path.relpath(path, 'x.zarr')] = json.load(open(path))
            os.remove(path)
json.dump({'zarr_consolidated_format': 1, 'metadata': m}, open('x.zarr/.zmetadata', 'w'))
END
    as_is x.zarr >whole.nc
    cmp <(ncdump plain.nc | tail -n +2) <(ncdump whole.nc | tail -n +2)
}

@test "fill_value is what is missing, and what a chunk holds that is not there" {
    grid x.zarr
    array tas '<i2' 2,2,3 1,2,3 "$tas, \"scale_factor\": 0.5" \
        '"compressor": null, "fill_value": -99, "order": "C"'
    pack '<h' 2 -99 4 6 8 10 >x.zarr/tas/1.0.0
    as_is x.zarr | values tas | diff - <(printf '_,_,_,_,_,_\n1,_,2,3,4,5\n')
    # its own _FillValue: the fill value is a value
    array tas '<i2' 2,2,3 1,2,3 "$tas, \"_FillValue\": 6" \
        '"compressor": null, "fill_value": 0, "order": "C"'
    as_is x.zarr | values tas | diff - <(printf '0,0,0,0,0,0\n2,-99,4,_,8,10\n')
    # floats, and no fill value
    array tas '<f8' 2,2,3 1,2,3 "$tas" '"compressor": null, "fill_value": "NaN", "order": "C"'
    rm x.zarr/tas/1.0.0
    as_is x.zarr | values tas | diff - <(printf '_,_,_,_,_,_\n_,_,_,_,_,_\n')
    array tas '|u1' 2,2,3 1,2,3 "$tas"
    fails 65 'harmonise: x.zarr: tas: a chunk is not there, and there is no fill_value' as_is x.zarr -o out.nc
}

@test "a coordinate that equals its fill_value is there" {
    grid x.zarr
    array lat '<f8' 2 2 '"_ARRAY_DIMENSIONS": ["lat"], "units": "degrees_north"' \
        '"compressor": null, "fill_value": 0.0, "order": "C"'
    array tas '<f4' 2,2,3 2,2,3 "$tas" '"compressor": null, "fill_value": 7, "order": "C"'
    as_is x.zarr | values lat | diff - <(echo 10,0)
}

@test "order F, big-endian values and / between the numbers of a chunk are read" {
    grid x.zarr
    array tas '>f4' 2,2,3 2,2,2 "$tas" \
        '"compressor": null, "fill_value": null, "order": "F", "dimension_separator": "/"'
    mkdir -p x.zarr/tas/0/0
    # time is the fastest, then lat, then lon
    pack '>f' 1 7 4 10 2 8 5 11 >x.zarr/tas/0/0/0
    pack '>f' 3 9 6 12 0 0 0 0 >x.zarr/tas/0/0/1
    as_is x.zarr | values tas | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
}

@test "chunks that lie under the other dimension_separator are not taken for missing" {
    grid x.zarr
    array tas '<f4' 2,2,3 1,2,3 "$tas" '"compressor": null, "fill_value": "NaN", "order": "C"'
    mkdir -p x.zarr/tas/1/0
    pack '<f' 1 2 3 4 5 6 >x.zarr/tas/1/0/0
    fails 65 'harmonise: x.zarr: tas: has a chunk tas/1/0/0, though its dimension_separator is "." (that should be "/")' \
        as_is x.zarr -o out.nc
    array tas '<f4' 2,2,3 1,2,3 "$tas" '"compressor": null, "fill_value": "NaN", "order": "C", "dimension_separator": "/"'
    as_is x.zarr | values tas | diff - <(printf '_,_,_,_,_,_\n1,2,3,4,5,6\n')
    mv x.zarr/tas/1/0/0 x.zarr/tas/1.0.0
    fails 65 'harmonise: x.zarr: tas: has a chunk tas/1.0.0, though its dimension_separator is "/" (that should be ".")' \
        as_is x.zarr -o out.nc
}

@test "zlib, gzip and zstd, with or without shuffle, are undone" {
    grid x.zarr
    pack '<f' 1 2 3 4 5 6 7 8 9 10 11 12 >raw
    for id in zlib gzip zstd; do
        array tas '<f4' 2,2,3 2,2,3 "$tas" "\"compressor\": {\"id\": \"$id\"}, \"fill_value\": null, \"order\": \"C\""
        case $id in
        zlib) python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(open("raw", "rb").read()))' ;;
        gzip) gzip -c raw ;;
        zstd) zstd -qc raw ;;
        esac >x.zarr/tas/0.0.0
        as_is x.zarr | values tas | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
    done
    python3 -c 'r = open("raw", "rb").read(); open("mixed", "wb").write(b"".join(r[k::4] for k in range(4)))'
    zstd -qc mixed >x.zarr/tas/0.0.0
    sed -i 's/"filters": null/"filters": [{"id": "bitround", "keepbits": 9}, {"id": "shuffle", "elementsize": 4}]/' x.zarr/tas/.zarray
    as_is x.zarr | values tas | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
    sed -i 's/"filters": .*}],/"filters": [{"id": "shuffle", "elementsize": 4}, {"id": "bitround", "keepbits": 9}],/' x.zarr/tas/.zarray
    as_is x.zarr | values tas | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
}

@test "stores of zarr-python and xarray are read, whatever their codec, chunks and order" {
    /usr/bin/python3 -c 'import numpy, xarray, zarr' 2>/dev/null || skip "needs python3-zarr and python3-xarray"
    /usr/bin/python3 - 2>/dev/null <<'END'
import numpy as np, xarray as xr
from numcodecs import BZ2, LZ4, LZMA, Blosc, GZip, Quantize, Shuffle, Zlib, Zstd
v = (np.sin(np.arange(25 * 7 * 11)) * 9 + 280).astype('f4').reshape(25, 7, 11)
v[3, 2, 4] = np.nan
axis = lambda n, a, **k: (n, a, k)
ds = xr.Dataset(
    {'tas': (('time', 'lat', 'lon'), v, {'units': 'K'}), 'name': ('time', np.array(['Ä', 'bc'] * 12 + [''], 'O'))},
    {'time': axis('time', np.arange(25), units='days since 2000-01-01', calendar='noleap'),
     'lat': axis('lat', np.linspace(-9, 9, 7), units='degrees_north'),
     'lon': axis('lon', np.linspace(0, 30, 11), units='degrees_east')})
v.astype('>f4').tofile('expected')
codecs = {'lz4': Blosc(), 'zstd': Blosc('zstd', shuffle=2), 'plain': Blosc('blosclz', shuffle=0), 'b': Blosc('zlib'),
          'hc': Blosc('lz4hc'), 'z': Zlib(), 'g': GZip(), 's': Zstd(), 'none': None, 'l': LZ4(), 'bz': BZ2(),
          'xz': LZMA(), 'lzma': LZMA(format=2)}
for n, (name, codec) in enumerate(codecs.items()):
    for chunks in (25, 7, 11), (4, 3, 5), (1, 7, 11), (25, 2, 2):
        ds.to_zarr('%s-%d.zarr' % (name, chunks[0] * 100 + chunks[1]), consolidated=n % 2 == 0,
                   encoding={'tas': {'compressor': codec, 'chunks': chunks}})
ds.to_zarr('f.zarr', encoding={'tas': {'filters': [Quantize(9, 'f4'), Shuffle(4)], 'compressor': None, 'chunks': (9, 4, 4)}})
END
    [ "$(ls -d ./*.zarr | wc -l)" = 53 ]
    rm -r f.zarr # rounded: other values
    for s in *.zarr; do
        as_is --variable tas "$s" >x.nc 2>said || { echo "$s: $(cat said)"; false; }
        python3 - x.nc <<'END'
import struct, sys
b = open(sys.argv[1], 'rb').read()
e = open('expected', 'rb').read()
step = 7 * 11 * 4
at = b.find(e[:step])
for k in range(25): # each record: time (8 bytes), then tas
    assert b[at:at + step] == e[k * step:(k + 1) * step] or k == 3, k
    at += step + 8
END
    done
}

@test "streams of xz, bzip2 and gzip that follow on each other are read as one; behind one of lzma nothing may" {
    local id
    grid x.zarr
    for id in lzma bz2 gzip; do
        array tas '<f4' 2,2,3 2,2,3 "$tas" "\"compressor\": {\"id\": \"$id\"}, \"fill_value\": null, \"order\": \"C\""
        python3 -c 'import bz2, gzip, lzma, struct, sys
pack = {"lzma": lzma, "bz2": bz2, "gzip": gzip}[sys.argv[1]].compress
sys.stdout.buffer.write(b"".join(pack(struct.pack("<6f", *range(k, k + 6))) for k in (1, 7)))' "$id" >x.zarr/tas/0.0.0
        as_is x.zarr | values tas | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
    done
    array tas '<f4' 2,2,3 2,2,3 "$tas" '"compressor": {"id": "lzma", "format": 2}, "fill_value": null, "order": "C"'
    python3 -c 'import lzma, struct, sys
for k in 1, 7: sys.stdout.buffer.write(lzma.compress(struct.pack("<6f", *range(k, k + 6)), format=lzma.FORMAT_ALONE))' >x.zarr/tas/0.0.0
    fails 65 'harmonise: x.zarr: tas: tas/0.0.0: is damaged' as_is x.zarr -o out.nc
}

@test "a series in one chunk, steps in one, and steps side by side give the same bytes at any -j" {
    /usr/bin/python3 -c 'import numpy, zarr' 2>/dev/null || skip "needs python3-zarr"
    /usr/bin/python3 - <<'END'
import numpy as np, zarr
v = np.random.default_rng(1).normal(size=(200, 60, 80)).astype('f4')
for name, chunks in ('a', (200, 7, 9)), ('b', (1, 60, 80)), ('c', (30, 25, 33)), ('d', (1, 11, 80)):
    g = zarr.open_group(name + '.zarr', mode='w')
    for n, a, u in (('time', np.arange(200), 'hours since 2000-01-01'), ('lat', np.arange(60.), 'degrees_north'),
                    ('lon', np.arange(80.), 'degrees_east')):
        z = g.create_dataset(n, data=a, fill_value=None)
        z.attrs.update({'_ARRAY_DIMENSIONS': [n], 'units': u})
    z = g.create_dataset('x', data=v, chunks=chunks, fill_value=None)
    z.attrs.update({'_ARRAY_DIMENSIONS': ['time', 'lat', 'lon'], 'units': 'K'})
# time is the last dimension
z = g.create_dataset('y', data=np.moveaxis(v, 0, 2), chunks=(20, 20, 30), fill_value=None)
z.attrs.update({'_ARRAY_DIMENSIONS': ['lat', 'lon', 'time'], 'units': 'K'})
END
    for s in a b c d; do
        as_is --variable x -j 1 $s.zarr | md5sum >$s.1
        as_is --variable x -j 2 $s.zarr | md5sum | diff - $s.1
        as_is --variable x $s.zarr | tail -c $((200 * (8 + 60 * 80 * 4) + 64)) | head -c -64 | md5sum >$s.values
        cmp $s.values a.values
    done
    as_is --variable y d.zarr | tail -c $((200 * (8 + 60 * 80 * 4) + 64)) | head -c -64 | md5sum | diff - a.values
}

@test "texts of fixed or any length are coordinates, and times of NumPy are times" {
    store=x.zarr
    mkdir x.zarr
    printf '{"zarr_format": 2}' >x.zarr/.zgroup
    array station '|S3' 2 2 '"_ARRAY_DIMENSIONS": ["station"], "cf_role": "timeseries_id"'
    printf 'ab\0xyz' >x.zarr/station/0
    array lat '<f8' 2 2 '"_ARRAY_DIMENSIONS": ["station"], "units": "degrees_north"'
    pack '<d' 10 20 >x.zarr/lat/0
    array lon '<f8' 2 2 '"_ARRAY_DIMENSIONS": ["station"], "units": "degrees_east"'
    pack '<d' 1 2 >x.zarr/lon/0
    array time '<M8[ns]' 2 2 '"_ARRAY_DIMENSIONS": ["time"]'
    pack '<q' 978307200000000000 978310800500000000 >x.zarr/time/0
    array tas '<f4' 2,2 2,2 '"_ARRAY_DIMENSIONS": ["time", "station"], "units": "K", "coordinates": "lat lon"'
    pack '<f' 1 2 3 4 >x.zarr/tas/0.0
    as_is x.zarr >x.nc
    ncdump -v station_id x.nc | grep -A3 "^ station_id =" | tr -d ' \n' | grep -qF '"ab","xyz"'
    values tas <x.nc | diff - <(printf '1,2\n3,4\n')
    ncdump -h x.nc | grep -qF 'time:units = "milliseconds since 1970-01-01"'
    ncdump -p 9,15 -v time x.nc | grep -qF 'time = 978307200000, 978310800500 ;'
    # UCS-4, and texts of any length (numcodecs' vlen-utf8)
    array station '<U2' 2 2 '"_ARRAY_DIMENSIONS": ["station"], "cf_role": "timeseries_id"'
    pack '<I' 228 98 99 0 >x.zarr/station/0
    as_is x.zarr >x.nc
    grep -qa 'äb' x.nc
    ncdump -v station_id x.nc | grep -A3 "^ station_id =" | tr -d ' \n' | grep -qF '"c"'
    array station '|O' 2 2 '"_ARRAY_DIMENSIONS": ["station"], "cf_role": "timeseries_id"'
    sed -i 's/"filters": null/"filters": [{"id": "vlen-utf8"}]/' x.zarr/station/.zarray
    { pack '<I' 2 4 && printf 'long' && pack '<I' 1 && printf s; } >x.zarr/station/0
    as_is x.zarr >x.nc
    ncdump -v station_id x.nc | grep -A3 "^ station_id =" | tr -d ' \n' | grep -qF '"long","s"'
    printf '\1' | dd of=x.zarr/station/0 bs=1 seek=7 conv=notrunc status=none
    fails 65 'harmonise: x.zarr: station: texts are damaged' as_is x.zarr
}

@test "a chunk that is damaged, short or long is named" {
    grid x.zarr
    array tas '<f4' 2,2,3 1,2,3 "$tas"
    pack '<f' 1 2 3 4 5 6 >x.zarr/tas/0.0.0
    pack '<f' 1 2 3 4 5 >x.zarr/tas/1.0.0
    fails 65 'harmonise: x.zarr: tas: tas/1.0.0: has 20 bytes (its array says 24)' as_is x.zarr -o out.nc
    [ ! -e out.nc ]
    pack '<f' 1 2 3 4 5 6 7 >x.zarr/tas/1.0.0
    fails 65 'harmonise: x.zarr: tas: tas/1.0.0: has 28 bytes (its array says 24)' as_is x.zarr -o out.nc
    for id in zlib gzip zstd blosc bz2 lz4 lzma; do
        array tas '<f4' 2,2,3 1,2,3 "$tas" "\"compressor\": {\"id\": \"$id\"}, \"fill_value\": null, \"order\": \"C\""
        fails 65 'harmonise: x.zarr: tas: tas/0.0.0: is damaged' as_is x.zarr -o out.nc
    done
    rm x.zarr/tas/0.0.0
    mkfifo x.zarr/tas/0.0.0
    fails 65 'harmonise: x.zarr: tas: tas/0.0.0: is no file' as_is x.zarr -o out.nc
}

@test "what is not read is refused by its name" {
    grid x.zarr
    local read='which is not read (blosc, bz2, gzip, lz4, lzma, zlib, zstd, shuffle and bitround are)'
    array tas '<f4' 2,2,3 1,2,3 "$tas" '"compressor": {"id": "lzma", "format": 3}, "fill_value": null, "order": "C"'
    fails 65 "harmonise: x.zarr: tas: has the codec \"lzma\" without headers (format 3), $read" as_is x.zarr
    array tas '<f4' 2,2,3 1,2,3 "$tas" '"compressor": {"id": "zfpy"}, "fill_value": null, "order": "C"'
    fails 65 "harmonise: x.zarr: tas: has the codec \"zfpy\", $read" \
        as_is x.zarr
    array tas '<f4' 2,2,3 1,2,3 "$tas"
    array z '<c8' 2,2,3 1,2,3 "$tas"
    pack '<f' 1 2 3 4 5 6 | tee x.zarr/tas/0.0.0 >x.zarr/tas/1.0.0
    run -0 --separate-stderr as_is x.zarr -o out.nc
    [ "$stderr" = 'harmonise: warning: x.zarr: z: left out, for it has dtype <c8' ]
    mkdir v3.zarr && printf '{"zarr_format": 3, "node_type": "group"}' >v3.zarr/zarr.json
    fails 65 'harmonise: v3.zarr: Zarr version 3 is not read (version 2 is: zarr_format=2 of xarray and zarr-python)' \
        as_is v3.zarr
    mkdir g.zarr && cp x.zarr/.zgroup g.zarr && cp -r x.zarr g.zarr/inner && rm -r g.zarr/inner/z
    fails 65 'harmonise: g.zarr: no array in its root group (it has groups inner; name one: STORE/GROUP)' as_is g.zarr
    as_is g.zarr/inner | values tas | diff - <(printf '1,2,3,4,5,6\n1,2,3,4,5,6\n')
    printf 'PK\3\4' >x.zip
    fails 65 'harmonise: x.zip: is a zip archive (unpack it first)' as_is x.zip
    mkdir folder
    fails 66 'harmonise: folder: a folder (name the files in it)' as_is folder
}

@test "metadata that make no sense are one line that names the array" {
    grid x.zarr
    array tas '<f4' 2,2,3 1,2,3 "$tas"
    good=$(cat x.zarr/tas/.zarray)
    tell() { # SED-COMMAND WORDS
        sed "$1" <<<"$good" >x.zarr/tas/.zarray
        fails 65 "harmonise: x.zarr: tas: $2" as_is x.zarr -o out.nc
    }
    tell 's/"shape": .2,2,3./"shape": [2,2,4]/' 'dimension "lon" has length 4 here and 3 in another array'
    tell 's/"shape": .2,2,3./"shape": [2,2]/' 'shape has 2 dimensions, chunks 3'
    tell 's/"shape": .2,2,3./"shape": [2,-2,3]/' 'shape or chunks are no lengths'
    tell 's/"chunks": .1,2,3./"chunks": [0,2,3]/' 'shape or chunks are no lengths'
    tell 's/"chunks": .1,2,3./"chunks": [99999,99999,3]/' 'its chunks are too large (2 GiB)'
    tell 's/"order": "C"/"order": 1/' 'order is neither C nor F'
    tell 's/"dtype": "<f4"/"dtype": "f"/' 'dtype makes no sense'
    tell 's/"fill_value": null/"fill_value": "none"/' 'fill_value is no number'
    tell 's/}$//' 'tas/.zarray: line 2, byte 143: a comma or } is missing'
    echo '{"metadata": 1}' >x.zarr/.zmetadata
    fails 65 'harmonise: x.zarr: .zmetadata: has no "metadata"' as_is x.zarr
}

@test "names do not lead out of a store" {
    grid x.zarr
    array tas '<f4' 2,2,3 1,2,3 "$tas"
    mkdir out && cp -r x.zarr/tas out/tas
    python3 - <<'END'
import json
m = {'.zgroup': {'zarr_format': 2}}
for n in '..', '/etc', 'a\nb':
    m[n + '/.zarray'] = json.load(open('x.zarr/tas/.zarray'))
    m[n + '/.zattrs'] = json.load(open('x.zarr/tas/.zattrs'))
json.dump({'metadata': m}, open('x.zarr/.zmetadata', 'w'))
END
    fails 65 'harmonise: x.zarr: ..: is no name of an array' as_is x.zarr
}

@test "what an array claims is held against what it has before memory is taken" {
    grid x.zarr
    array huge '<f4' 2,100000,100000 1,1000,1000 '"_ARRAY_DIMENSIONS": ["time", "y", "x"]' \
        '"compressor": null, "fill_value": 0, "order": "C"'
    fails 65 'harmonise: x.zarr: huge: 40000000000 bytes are to be read, of which it has next to nothing' \
        as_is --variable huge x.zarr
    array time '<i8' 1000000000 1 '"_ARRAY_DIMENSIONS": ["time"], "units": "days since 2001-01-01"' \
        '"compressor": null, "fill_value": 0, "order": "C"'
    rm -r x.zarr/huge
    array tas '<f4' 1000000000,2,3 1,2,3 "$tas"
    fails 65 'harmonise: x.zarr: time: 8000000000 bytes are to be read, of which it has next to nothing' as_is x.zarr
}

# many N -- a store of N arrays on dimensions of their own, and tas on a grid
many() {
    grid x.zarr
    array tas '<f4' 2,2,3 2,2,3 "$tas"
    pack '<f' 1 2 3 4 5 6 7 8 9 10 11 12 >x.zarr/tas/0.0.0
    python3 -c 'import json, sys
meta = {"zarr_format": 2, "shape": [1], "chunks": [1], "dtype": "<f4", "order": "C", "fill_value": None, "compressor": None, "filters": None}
m = {}
for i in range(int(sys.argv[1])):
    m[f"v{i}/.zarray"] = meta
    m[f"v{i}/.zattrs"] = {"_ARRAY_DIMENSIONS": [f"d{i}"]}
for a in "lat", "lon", "time", "tas":
    for part in ".zarray", ".zattrs":
        m[a + "/" + part] = json.load(open("x.zarr/" + a + "/" + part))
print(json.dumps({"metadata": m}))' "$1" >all.json
    mv all.json x.zarr/.zmetadata
}

@test "a store of thousands of arrays is read in a moment" {
    many 20000
    timeout "${SANITIZED:+1}10" harmonise --names keep --units keep --plausible off --lat keep x.zarr >x.nc
    values tas <x.nc | diff - <(printf '1,2,3,4,5,6\n7,8,9,10,11,12\n')
}

@test "a store of more arrays than a dataset can have is refused, in a moment" {
    many 70000
    fails 65 'harmonise: x.zarr: v65536: is array 65537 of the store, which has too many' \
        timeout "${SANITIZED:+1}20" harmonise x.zarr -o out.nc
}

@test "attributes of many texts are joined, in a moment" {
    grid x.zarr
    python3 -c 'import json; print(json.dumps({"first": ["a", "b,c", ""], "many": ["a"] * 1000000}))' >x.zarr/.zattrs
    array tas '<f4' 2,2,3 2,2,3 "$tas"
    pack '<f' 1 2 3 4 5 6 7 8 9 10 11 12 >x.zarr/tas/0.0.0
    timeout 20 harmonise --plausible off x.zarr >x.nc
    ncdump -h x.nc | sed -n '/:first/,/;$/p' | tr -d '\n\t ' | diff - <(printf '%s' ':first="a\n","b,c\n","";')
}

@test "a real store is as the NetCDF that it was made of" {
    need data/zarr/oisst_WA.zarr
    harmonise "$zarr/oisst_WA.zarr" >a.nc
    harmonise "$shared/data/sst/oisst_WA_2x2_1982-2022.nc" >b.nc
    cmp <(ncdump a.nc | grep -v 'history\|^netcdf') <(ncdump b.nc | grep -v 'history\|^netcdf')
}

@test "a real store with a projection, and one of a group with Blosc, are as GDAL reads them" {
    need data/zarr/gdal-autotest/byte_cf1.zarr
    need data/zarr/hydroform_demo.zarr/mask
    as_is "$zarr/gdal-autotest/byte_cf1.zarr" | values Band1 | tr , '\n' | awk '{ s += $1 } END { print NR, s }' >got
    # gdal_translate -of XYZ ZARR:...:/Band1 (GDAL 3.6.2)
    echo 400 50706 | diff got -
    as_is "$zarr/hydroform_demo.zarr/mask" | values mask | tr , '\n' | awk '{ s += $1 } END { print NR, s }' >got
    echo 1449 728 | diff got -
}

@test "stac-gen describes a store, and harmonise reads the Item" {
    grid x.zarr
    array tas '<f4' 2,2,3 1,2,2 "$tas"
    for key in 0.0.0 0.0.1 1.0.0; do pack '<f' 280 281 282 283 >x.zarr/tas/$key; done
    stac-gen x.zarr >item.json
    grep -q '"start_datetime":"2001-01-01T00:00:00Z","end_datetime":"2001-01-02T00:00:00Z"' item.json
    grep -q '"bbox":\[-5,-5,25,15\]' item.json
    grep -q '"data":{"href":"x.zarr","type":"application/vnd+zarr","roles":\["data"\]' item.json
    # by hand: 280 to 283 twice, 280 and 282 beside padding; the last chunk is not there
    grep -q '"statistics":{"minimum":280,"maximum":283,"mean":281.4,"stddev":[0-9.]*,"count":10,"valid_percent":83.3[0-9]*}' item.json
    stac-gen --stats none x.zarr | grep -q '"start_datetime":"2001-01-01T00:00:00Z"'
    stac-gen collection --collection c --license CC0-1.0 x.zarr | grep -q '"interval":\[\["2001-01-01T00:00:00Z","2001-01-02T00:00:00Z"\]\]'
    [ "$(harmonise item.json | values tas)" = "$(harmonise x.zarr | values tas)" ]
    mkdir folder
    fails 66 'stac-gen: folder: a folder (name the files in it)' stac-gen folder
    printf x | dd of=x.zarr/tas/0.0.0 bs=1 seek=16 conv=notrunc status=none
    fails 65 'stac-gen: x.zarr: tas: tas/0.0.0: has 17 bytes (its array says 16)' stac-gen x.zarr
}
