#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# NetCDF-4 by its chunks as they lie in the file, against the same values
# read another way.

setup() {
    load helpers
    PATH=$BIN:$PATH
    export SOURCE_DATE_EPOCH=0
}

# What harmonise makes of a file, without the line that names it.
said() { # FILE [OPTION...]
    local out=said.$BASHPID.nc
    harmonise "${@:2}" "$1" >"$out" && ncdump -n x -p 9,17 "$out" | grep -v ": harmonise"
}

# x.nc: 10 steps of a TYPE on 9 x 14 cells with storage attributes.
make_file() { # TYPE CHUNKS ATTRIBUTES
    awk -v type="$1" -v chunks="$2" -v more="$3" 'BEGIN {
        print "netcdf x { dimensions: time = UNLIMITED ; lat = 9 ; lon = 14 ;"
        print "variables: double time(time) ; time:units = \"days since 2000-01-01\" ;"
        print "double lat(lat) ; lat:units = \"degrees_north\" ;"
        print "double lon(lon) ; lon:units = \"degrees_east\" ;"
        print type, "x(time, lat, lon) ; x:units = \"K\" ; x:_ChunkSizes =", chunks, ";", more
        printf "data: lat = "
        for (k = 0; k < 9; k++) printf "%s%d", k ? ", " : "", k * 10 - 40
        printf "; lon = "
        for (k = 0; k < 14; k++) printf "%s%d", k ? ", " : "", k * 5
        printf "; time = "
        for (k = 0; k < 10; k++) printf "%s%d", k ? ", " : "", k
        printf "; x = "
        for (k = 0; k < 1260; k++) printf "%s%s", k ? ", " : "", k % 11 ? k * 37 % 101 : "_"
        print " ; }" }' >x.cdl
    ncgen -k nc4 -o x.nc x.cdl
}

@test "numbers of any type, chunks and filters are those of a classic file" {
    local type chunks more n=0
    for type in byte short int float double; do
        for chunks in 1,9,14 10,1,1 3,4,5 4,9,3; do
            for more in 'x:_DeflateLevel = 1 ; x:_Shuffle = "true" ;' \
                'x:_DeflateLevel = 9 ; x:_Fletcher32 = "true" ; x:_Endianness = "big" ;' \
                'x:_Shuffle = "true" ; x:_Fletcher32 = "true" ;' 'x:_Endianness = "big" ;'; do
                [ $((n++ % 5)) = $((${#type} % 5)) ] || continue
                make_file $type $chunks "$more"
                nccopy -k cdf5 x.nc classic.nc
                cmp <(said classic.nc) <(said x.nc -j 2) || { echo "$type $chunks $more"; return 1; }
            done
        done
    done
    [ $n -eq 80 ]
}

@test "chunks that were never written are missing" {
    cat >x.cdl <<'X'
netcdf x { dimensions: time = UNLIMITED ; lat = 2 ; lon = 4 ;
variables: double time(time) ; time:units = "days since 2000-01-01" ;
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
float x(time, lat, lon) ; x:units = "K" ; x:_ChunkSizes = 1, 2, 2 ; x:_DeflateLevel = 1 ;
data: lat = 1, 2 ; lon = 1, 2, 3, 4 ; time = 0, 1, 2 ; }
X
    ncgen -k nc4 -o x.nc x.cdl
    [ "$(harmonise x.nc | values x | sort -u)" = _,_,_,_,_,_,_,_ ]
    sed 's/= 1, 2, 2/= 1, 2, 4/; s/DeflateLevel = 1/& ; x:_Shuffle = "true"/' x.cdl | ncgen -k nc4 -o x.nc
    [ "$(harmonise x.nc | values x | sort -u)" = _,_,_,_,_,_,_,_ ]
}

@test "rows of chunks larger than their share of memory are decoded once, into a temporary" {
    "$B/rig/flow" make 10 900 1000 >x.nc
    for chunks in time/10,lat/31,lon/53 time/9,lat/900,lon/7; do
        nccopy -k nc4 -d 1 -s -c $chunks x.nc y.nc
        harmonise x.nc | tail -c 36000000 | head -c -64 | cksum >whole
        harmonise -v y.nc 2>told | tail -c 36000000 | head -c -64 | cksum | diff whole -
        [ -n "${SANITIZED-}" ] || awk '{ for (k = 2; k <= NF; k++) if ($k ~ /MiB/) exit !($(k - 1) < 110) }' told
    done
}

@test "steps of NetCDF-4, each a chunk, are those of a classic file" {
    "$B/rig/flow" make 5 200 300 >x.nc
    cdo -s -b F32 -f nc2 expr,'tas=250+50*rand(tas)' x.nc y.nc
    nccopy -k nc4 -d 1 -s -c time/1,lat/200,lon/300 y.nc z.nc
    nccopy -k nc4 -s -c time/1,lat/200,lon/300 y.nc only-shuffled.nc
    for o in '--names keep' '--every all --stat mean' '--bbox -20,-20,50,50'; do
        # shellcheck disable=SC2086
        for f in z only-shuffled; do
            cmp <(harmonise -j 1 $o y.nc | values tas) <(harmonise -j 2 $o $f.nc | values tas)
        done
    done
}

@test "the bytes of NetCDF-4 input are the same at any -j" {
    make_file float 3,4,5 'x:_DeflateLevel = 1 ; x:_Shuffle = "true" ;'
    cmp <(said x.nc -j 1) <(said x.nc -j 2)
}

@test "a damaged chunk is bad data, and named; a file that is cut short says so" {
    "$B/rig/flow" make 3 90 100 >x.nc
    nccopy -k nc4 -d 1 -s x.nc y.nc
    at=$(LC_ALL=C grep -obUaP '\x78\x01' y.nc | tail -1 | cut -d: -f1) # zlib
    printf '\377\377\377\377' | dd of=y.nc bs=1 seek=$((at + 2)) conv=notrunc status=none
    fails 65 'harmonise: y.nc: lon: the chunk at 0 is damaged (fetch the file again)' \
        harmonise -o z.nc y.nc
    # through a pipe NetCDF-C reads it
    fails 65 'harmonise: standard input: lon: values from 0: cannot be decoded (NetCDF: HDF error): the file is damaged (fetch it again)' \
        bash -c 'cat y.nc | harmonise -o z.nc'
    [ ! -e z.nc ]
    # a chunk of the field, in the middle
    nccopy -k nc4 -d 1 -c time/1,lat/30,lon/50 x.nc y.nc
    /usr/bin/python3 -c 'import h5py' || skip "needs python3-h5py"
    at=$(/usr/bin/python3 -c 'import h5py
f = h5py.File("y.nc")["tas"].id
print(next(f.get_chunk_info(k).byte_offset for k in range(f.get_num_chunks()) if f.get_chunk_info(k).chunk_offset == (1, 30, 50)))')
    printf '\377\377\377\377' | dd of=y.nc bs=1 seek="$at" conv=notrunc status=none
    for j in 1 2; do
        fails 65 'harmonise: y.nc: tas: the chunk at 1,30,50 is damaged (fetch the file again)' harmonise -j $j -o z.nc y.nc
    done
    size=$(stat -c %s y.nc)
    head -c 5000 y.nc >cut.nc
    fails 65 "harmonise: cut.nc: is cut short (5000 bytes, its header says $size; fetch it again)" harmonise -o z.nc cut.nc
    fails 65 "harmonise: standard input: is cut short (5000 bytes, its header says $size; fetch it again)" \
        bash -c 'cat cut.nc | harmonise -o z.nc'
}

@test "real NetCDF-4 files give what NetCDF-C reads of them" {
    need data/climate
    local f n=0
    mkdir plain
    ln -s "$BIN"/* plain/
    cp --remove-destination "$BIN/harmonise" "$BIN/twin-netcdf.so" plain/
    rm plain/twin-hdf5.so
    while read -r f; do
        [ "$(head -c 4 "$f" | tail -c 3)" = HDF ] || continue
        timeout 60 harmonise "$f" >a.nc 2>a.err || continue
        LD_LIBRARY_PATH=$PWD/plain timeout 60 plain/harmonise "$f" >b.nc
        cmp <(ncdump -n x -p 9,17 a.nc) <(ncdump -n x -p 9,17 b.nc | sed 's,plain/,,') || { echo "$f"; return 1; }
        n=$((n + 1))
    done < <(find "$shared/data/" -name '*.nc' -size -20M -not -path '*hostile*')
    [ $n -gt 3 ]
}

@test "-o NetCDF-4 has the values of the stream, the same bytes at any -j" {
    "$B/rig/flow" make 3 700 1100 >x.nc
    for j in 1 2; do
        harmonise -j $j --lat keep --lon keep -o y.nc x.nc
        mv y.nc y$j.nc
    done
    cmp y1.nc y2.nc
    [ -z "$(cdo -s diffn x.nc y1.nc)" ]
    ncdump -hs y1.nc | grep -q '_ChunkSizes = 1, 350, 367'
}

# The most memory that harmonise held, in MiB, as -v tells; 0 under sanitizers.
held() { # [OPTION...] FILE
    harmonise -v -o out.nc "$@" 2>told
    [ -z "${SANITIZED-}" ] || echo 0 >told
    awk '{ for (k = 2; k <= NF; k++) if ($k ~ /MiB/) n = $(k - 1) } END { print int(n) }' told
}

@test "streaming holds at most 64 MiB and a step, of 1, 10 and 100 times the steps the same" {
    local n form job mib before
    for job in '--every month --stat mean' '--units degC' '--grid r36x18'; do
        declare -A before=()
        for n in 4 40 400; do # of 115 kB
            "$B/rig/flow" make $n 120 240 >stream
            nccopy -k 64-bit-offset stream classic
            nccopy -k nc4 -d 1 -s -c time/1,lat/120,lon/240 stream netcdf4
            cdo -s -f grb2 copy stream grib 2>/dev/null
            for form in classic netcdf4 grib stream; do
                # shellcheck disable=SC2086,SC2002
                if [ $form = stream ]; then mib=$(cat stream | held $job); else mib=$(held $job $form); fi
                echo "$n steps, $form, $job: $mib MiB"
                [ "$mib" -le 64 ]
                [ $n -lt 400 ] || [ "$mib" -le $((${before[$form]} + 12)) ] # a window; 360 steps are 41
                before[$form]=$mib
            done
        done
    done
}

@test "steps of 69 MiB: streaming holds at most 64 MiB and one" {
    local form job mib
    "$B/rig/flow" make 3 3000 6000 >stream
    nccopy -k 64-bit-offset stream classic
    nccopy -k nc4 -d 1 -s -c time/1,lat/500,lon/500 stream netcdf4
    printf 'id,lon,lat\na,10,50\n' >p.csv
    for job in '--lat up' '--units degC' '--grid r360x180 --method conservative' '--grid r360x180 --method bilinear' \
        '--points p.csv'; do
        for form in classic netcdf4 stream; do
            # shellcheck disable=SC2086,SC2002
            if [ $form = stream ]; then mib=$(cat stream | held $job); else mib=$(held $job $form); fi
            echo "$form, $job: $mib MiB"
            [ "$mib" -le 133 ]
        done
    done
}

@test "statistics in time hold at most 64 MiB of a series of any length" {
    local n form mib
    for n in 100 10000; do # of 14 kB; 10000 are twice as many as could be held
        "$B/rig/flow" make $n 40 90 >a.nc
        nccopy -k nc4 -d 1 -s -c time/1,lat/40,lon/90 a.nc b.nc
        for form in a b; do
            mib=$(held --every month --stat mean,max $form.nc)
            echo "$n steps, $form.nc: $mib MiB"
            [ "$mib" -le 64 ]
        done
    done
}

@test "a mean of NetCDF-4 steps of 4 MB takes 256 MiB of address space beside its libraries" {
    local chunks
    "$B/rig/flow" make 36 721 1440 >a.nc
    for chunks in time/1,lat/721,lon/1440 time/12,lat/181,lon/360; do
        nccopy -k nc4 -d 1 -s -c $chunks a.nc b.nc
        bash -c "ulimit -v $(memory 338000); exec harmonise -j 2 --every pentad --stat mean b.nc -o out.nc"
    done
}

@test "values whose last digits are noise: NetCDF-C reads what is written, a little smaller than they are" {
    cdo -s -f nc -random,r600x300 random.nc
    harmonise --lon keep --lat keep -o out.nc random.nc
    [ -z "$(cdo -s diffn random.nc out.nc)" ]
    [ "$(stat -c %s out.nc)" -lt $((600 * 300 * 4 * 95 / 100)) ]
}
