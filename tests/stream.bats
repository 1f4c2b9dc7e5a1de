# SPDX-License-Identifier: Apache-2.0
# twin-stream(5), byte for byte; every prefix and every flip of a small stream
# is in tests/unit/stream.c.

setup() {
    load helpers
    flow=$B/rig/flow
    golden >flow.nc
    size=$(stat -c %s flow.nc)
}

# golden -- the stream of flow.hex.
golden() {
    sed 's/#.*//' "$data/flow.hex" | tr -d ' \n' | tr a-f A-F | basenc -d --base16
}

# set_bytes FILE OFFSET BYTES -- in place; bytes as printf knows them.
set_bytes() {
    # shellcheck disable=SC2059 # escapes
    printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# numbers -- of the text on standard input, one in a line, all in one format.
numbers() {
    tr -s ' ,;_' '\n' | grep -E '^-?[0-9.]+$' | awk '{ printf "%.6g\n", $1 }'
}

# tas -- its values by ncdump, one in a line.
tas() {
    ncdump -v tas "$1" | sed -n '/^ tas =/,/;/p' | numbers
}

@test "the writer makes these bytes, to a file and through a pipe" {
    "$flow" make 2 2 3 mixed >file.nc
    "$flow" make 2 2 3 mixed | cat >pipe.nc
    cmp file.nc flow.nc
    cmp pipe.nc flow.nc
    "$flow" copy <flow.nc >copy.nc
    cmp copy.nc flow.nc
}

@test "the reader finds these values, and ncdump the same" {
    ncdump flow.nc | diff - <(tail -n +2 "$data/flow.cdl")
    harmonise --lat keep --lon keep flow.nc | values tas >got
    diff got - <<'END'
280,280.75,281.5,281.75,282.5,283.25
282.75,283.5,284.25,284.5,285.25,286
END
}

@test "the digest is xxhsum's, with the count as zeros" {
    digest=$(tail -c 64 flow.nc | od -A n -t x1 -j 24 -N 16 | tr -d ' \n')
    set_bytes flow.nc 4 '\0\0\0\0'
    head -c -64 flow.nc | xxhsum -H2 | grep -q "^$digest "
}

@test "an unknown count is STREAMING in a pipe, and true in a file" {
    "$flow" make 2 2 3 open | cat >pipe.nc
    "$flow" make 2 2 3 open >file.nc
    [ "$(od -A n -t x1 -j 4 -N 4 pipe.nc)" = ' ff ff ff ff' ]
    [ "$(od -A n -t x1 -j 4 -N 4 file.nc)" = ' 00 00 00 02' ]
    cmp <(tail -c +9 pipe.nc) <(tail -c +9 file.nc)
    "$flow" copy <pipe.nc >copy.nc
    cmp copy.nc file.nc
}

@test "CDO, NCO, GDAL and SciPy read it as ncdump does" {
    "$flow" make 5 6 7 mixed >x.nc
    tas x.nc >want
    [ "$(wc -l <want)" = 210 ]
    cdo -s outputf,%.6g,1 -selname,tas x.nc | numbers | diff want -
    [ "$(cdo -s ntime x.nc)" = 5 ]
    ncks --trd -H -C -s '%f\n' -v tas x.nc | numbers | diff want -
    [ "$(gdalinfo NETCDF:x.nc:tas | grep -c '^Band')" = 5 ]
    for k in 1 2 3 4 5; do
        gdal_translate -q -of XYZ -b $k NETCDF:x.nc:tas /vsistdout/
    done | awk '{ print $3 }' | numbers | diff want -
    /usr/bin/python3 - <<'END' | numbers | diff want -
from scipy.io import netcdf_file
f = netcdf_file("x.nc", mmap=False)
for x in f.variables["tas"][:].ravel():
    print("%.6g" % x)
END
}

@test "64 bytes after CDF-5 data do not disturb ncdump, CDO and NCO" {
    nccopy -k cdf5 flow.nc five.nc
    tas five.nc >want
    tail -c 64 flow.nc >>five.nc
    tas five.nc | diff want -
    cdo -s outputf,%.6g,1 -selname,tas five.nc | numbers | diff want -
    ncks --trd -H -C -s '%f\n' -v tas five.nc | numbers | diff want -
}

@test "cut anywhere it is refused, with where" {
    head -c 500 flow.nc >header.nc
    fails 65 'harmonise: header.nc: ends within its header' harmonise header.nc
    head -c 890 flow.nc >fixed.nc
    fails 65 'harmonise: fixed.nc: ends within its variable "lat"' harmonise fixed.nc
    head -c $((size - 64 - 1)) flow.nc >record.nc
    run -65 --separate-stderr harmonise record.nc
    [ "$stderr" = "harmonise: record.nc: ends after 1 step without its end mark" ]
    for lost in 64 63 1; do
        head -c -$lost flow.nc >mark.nc
        run -65 --separate-stderr harmonise mark.nc
        [ "$stderr" = "harmonise: mark.nc: ends after 2 steps without its end mark" ]
    done
    : >empty.nc
    run -65 --separate-stderr harmonise empty.nc
    [[ $stderr == *empty* ]]
}

@test "a changed byte is refused wherever it is" {
    for at in 3 7 30 200 600 865 880 930 940 1100 $((size - 60)) $((size - 20)); do
        cp flow.nc bad.nc
        old=$(od -A n -t u1 -j "$at" -N 1 bad.nc)
        set_bytes bad.nc "$at" "\\x$(printf %02x $((old ^ 1)))"
        run -65 --separate-stderr harmonise bad.nc
        [ -n "$stderr" ]
        run -65 --separate-stderr harmonise <bad.nc
        run -65 --separate-stderr bash -c 'cat bad.nc | harmonise'
    done
}

@test "bytes behind the end mark are refused" {
    { cat flow.nc && echo; } >more.nc
    run -65 --separate-stderr harmonise more.nc
    [[ $stderr == "harmonise: more.nc: "* ]]
}

@test "plain NetCDF is taken when it is complete, and else refused" {
    for kind in classic 64-bit-offset cdf5; do
        nccopy -k $kind flow.nc plain.nc
        harmonise plain.nc | values tas >file
        bash -c 'cat plain.nc | harmonise' | values tas | diff file -
        head -c -9 plain.nc >cut.nc
        run -65 --separate-stderr harmonise cut.nc
        [[ $stderr == *"cut short"* ]]
        run -65 --separate-stderr bash -c 'cat cut.nc | harmonise'
        [[ $stderr == *"ends after 1 of 2 steps" ]]
    done
}

@test "plain NetCDF whose last values do not fill four bytes is complete" {
    ncgen -k classic -o odd.nc <<'END'
netcdf odd {
dimensions: lat = 1 ; lon = 3 ;
variables: double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 short x(lat, lon) ; x:units = "1" ;
data: lat = 0 ; lon = 0, 1, 2 ; x = 1, 2, 3 ;
}
END
    [ "$(tail -c 2 odd.nc | od -An -tx1)" = ' 80 01' ] # NC_FILL_SHORT
    [ "$(harmonise odd.nc | values x)" = 1,2,3 ]
    [ "$(harmonise <odd.nc | values x)" = 1,2,3 ]
}

@test "plain NetCDF that says STREAMING is refused, unless asked for" {
    nccopy -k 64-bit-offset flow.nc plain.nc
    set_bytes plain.nc 4 '\xff\xff\xff\xff'
    run -65 --separate-stderr harmonise plain.nc
    [ "$stderr" = "harmonise: plain.nc: ends after 2 steps without its end mark" ]
    harmonise --accept-unterminated plain.nc 2>warning >two.nc
    [ "$(values tas <two.nc | wc -l)" = 2 ]
    grep "warning: plain.nc: ends after 2 steps without its end mark" warning
}

@test "--accept-unterminated takes whole steps only" {
    head -c -100 flow.nc >cut.nc
    bash -c 'cat cut.nc | harmonise --accept-unterminated --lat keep --lon keep' \
        >one.nc 2>/dev/null
    [ "$(values tas <one.nc)" = "280,280.75,281.5,281.75,282.5,283.25" ]
}

@test "a stream cut from its writer can be repaired, as far as it is whole" {
    bash -c "ulimit -f 100; exec '$flow' make 100 50 50 >cut.nc" || true
    whole=$((($(stat -c %s cut.nc) - 1000) / 10008))
    [ "$(harmonise --repair cut.nc)" = "cut.nc: $whole whole steps" ]
    "$flow" read <cut.nc
    "$flow" make "$whole" 50 50 | cmp - cut.nc
    head -c -70 flow.nc >cut.nc
    [ "$(harmonise --repair cut.nc)" = "cut.nc: 1 whole step" ]
    "$flow" read <cut.nc
}

@test "a header that was not put right can be" {
    cp flow.nc x.nc
    for count in '\0\0\0\0' '\xff\xff\xff\xff'; do
        set_bytes x.nc 4 "$count"
        harmonise --repair x.nc
        cmp x.nc flow.nc
    done
}

@test "what is damaged or no stream is not repaired" {
    cp flow.nc bad.nc
    set_bytes bad.nc 950 '\x01'
    nccopy -k 64-bit-offset flow.nc plain.nc
    zstd -q flow.nc -o flow.zst
    for x in bad.nc plain.nc flow.zst "$data/flow.cdl"; do
        [ "$x" != "$data/flow.cdl" ] || { cp "$x" text && x=text; }
        cp "$x" before
        run -65 --separate-stderr harmonise --repair "$x"
        cmp "$x" before
    done
    run -66 --separate-stderr harmonise --repair absent.nc
}

@test "the last command of a pipe names the first cause, without pipefail" {
    run -65 --separate-stderr bash -c \
        'harmonise --variable pr flow.nc 2>/dev/null | harmonise 2>/dev/null | harmonise -o out.nc'
    [[ $stderr == 'harmonise: standard input: harmonise: flow.nc: no variable "pr" '* ]]
    [[ $stderr != *'harmonise: harmonise: '* ]]
    [ -z "$(compgen -G 'out.nc*')" ]
}

@test "a damaged input is named at the end of the pipe, and nothing is published" {
    "$flow" make 40 100 100 >x.nc
    set_bytes x.nc 1200000 '\x42\x42\x42\x42'
    run -65 --separate-stderr bash -c \
        'harmonise x.nc 2>/dev/null | harmonise --units degC -o out.nc'
    [[ $stderr == "harmonise: standard input: harmonise: x.nc: is damaged"* ]]
    [ -z "$(compgen -G 'out.nc*')" ]
}

@test "a file whose writer was stopped looks empty to others, and is refused" {
    bash -c "ulimit -f 100; exec '$flow' make 100 100 100 >cut.nc" || true
    [ "$(stat -c %s cut.nc)" -gt 50000 ]
    ncdump -h cut.nc | grep -q 'UNLIMITED ; // (0 currently)'
    run -65 --separate-stderr harmonise cut.nc
    [[ $stderr == *"without its end mark" ]]
}

@test "a reader that goes away ends the writer quietly" {
    run --separate-stderr bash -c "'$flow' make 1000 100 100 | head -c 1000 >/dev/null; exit \${PIPESTATUS[0]}"
    [ "$status" = 141 ]
    [ -z "$stderr" ]
}

@test "a full disk is 74" {
    [ -w /dev/full ] || skip "there is no /dev/full"
    run -74 --separate-stderr bash -c "'$flow' make 100 100 100 >/dev/full"
    [ "$stderr" = "flow: standard output: No space left on device" ]
}

@test "byte by byte, or in odd pieces: the same" {
    dd if=flow.nc bs=1 status=none | "$flow" copy | cmp - flow.nc
    "$flow" make 9 60 70 mixed >x.nc
    dd if=x.nc bs=4097 status=none | "$flow" copy | dd bs=333 status=none | cmp - x.nc
    dd if=x.nc bs=13 status=none | "$flow" copy >y.nc
    cmp x.nc y.nc
}

@test "large steps and small ones come through unchanged" {
    for shape in '3 900 1000' '4000 1 1' '20 130 511'; do
        # shellcheck disable=SC2086 # three arguments
        "$flow" make $shape open >x.nc
        "$flow" copy <x.nc | "$flow" copy >y.nc
        cmp x.nc y.nc
    done
}

@test "-z is one zstd frame around the same stream" {
    "$flow" make 30 60 70 >x.nc
    harmonise --names keep --units keep x.nc | cat >plain.nc
    harmonise --names keep --units keep -z x.nc >packed.nc
    zstd -q -t <packed.nc
    zstd -q -d <packed.nc >unpacked.nc
    diff <(ncdump unpacked.nc | tail -n +2 | grep -v history) \
        <(ncdump plain.nc | tail -n +2 | grep -v history)
    harmonise packed.nc | values tas | cmp - <(harmonise plain.nc | values tas)
    "$flow" read <packed.nc
}

@test "a damaged or cut zstd stream is refused" {
    "$flow" make 30 60 70 | zstd -q -c --check >x.nc
    "$flow" read <x.nc
    head -c -3 x.nc >cut.nc
    run -65 --separate-stderr bash -c "'$flow' read <cut.nc"
    [ "$stderr" = "flow: standard input: ends within its zstd stream" ]
    set_bytes x.nc 2000 '\x99\x99\x99'
    run -65 --separate-stderr bash -c "'$flow' read <x.nc"
}

# claim DIM -- a stream of little more than 200 bytes with a variable of DIM x
# 65536 floats, the rest of which is zeros for as long as it is asked for.
claim() {
    sed 's/$/ /' <<'END' | tr -d ' \n' | sed "s/DIM./$1/" | tr a-f A-F | basenc -d --base16
43444602 00000000
0000000a 00000002 00000001 79000000 DIM. 00000001 78000000 00010000
00000000 00000000
0000000b 00000001 00000001 76000000 00000002 00000000 00000001
00000000 00000000 00000005 ffffffff 00000000 00000064
END
}

@test "16 GiB claimed in 200 bytes: refused at once, in little memory" {
    claim 00010000 >claim.nc
    head -c 100 /dev/zero >>claim.nc
    for how in 'read <claim.nc' 'read < <(cat claim.nc)'; do
        run -65 --separate-stderr timeout 5 bash -c \
            "ulimit -v $(memory 262144); '$flow' $how"
    done
}

@test "a zstd bomb: refused in 256 MiB" {
    { claim 00010000 && head -c 1500M /dev/zero; } | zstd -q -c >bomb.zst
    [ "$(stat -c %s bomb.zst)" -lt 200000 ]
    run -65 --separate-stderr bash -c "ulimit -v $(memory 524288); '$flow' read <bomb.zst"
    [[ $stderr == *"unpacks to thousands of times"* ]]
}

@test "memory does not grow with the steps" {
    for n in 10 2000; do
        "$flow" make $n 100 200 | bash -c "ulimit -v $(memory 131072); '$flow' copy | cat" |
            "$flow" read
    done
}
