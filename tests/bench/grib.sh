#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# grib.sh [FIELDS [JOB...]] -- GRIB: decoders beside ecCodes, in one process and
# in turns; harmonise beside cdo copy on FIELDS (24) fields of 6.48 million
# cells; grids of 12.6 and 26.3 million cells on regular ones.  JOBs are the
# functions below.  Values are equal first.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/bench/pairs.bash
. "$root/tests/bench/pairs.bash"
fields=${1:-$((${STEPS:-365} < 365 ? 6 : 24))}
b=${B:-$root/build}
as_is='--names keep --units keep --plausible off --lat keep --lon keep'
packed=$b/bench/packed

build() {
    mkdir -p "$b/bench"
    # shellcheck disable=SC2046 # several words
    ${CC:-gcc} -std=c17 -D_XOPEN_SOURCE=700 -O2 -fopenmp -I"$root/src" -o "$packed" "$root/tests/bench/packed.c" "$b/libtwin.a" \
        -rdynamic $(pkg-config --cflags --libs libcjson libdeflate libxxhash libzstd udunits eccodes) -lm
}

# make NAME GRID PACKING BITS FIELDS
make() { "$packed" make "$2" "$3" "$4" "$5" >"$work/$1"; }

# As many values a second as one core decodes, from memory to memory.
decoders() {
    local p bits files=()
    echo '| packing, bits | million values/s | ecCodes | ratio | differ |'
    echo '|---|---|---|---|---|'
    for p in simple ccsds; do
        for bits in 8 12 16 20 24 32; do
            make "$p $bits" lonlat grid_$p $bits 1
            files+=("$work/$p $bits")
        done
    done
    make 'complex 16' lonlat grid_complex 16 1
    make 'differences 16' lonlat grid_complex_spatial_differencing 16 1
    make 'IEEE 32' lonlat grid_ieee 0 1
    "$packed" time "${files[@]}" "$work/complex 16" "$work/differences 16" "$work/IEEE 32"
    rm -f "${files[@]}"
}

# What cdo -b F32 copies, harmonise writes.
copy() {
    local p bits j f=$work/x.grib
    head_of_pairs
    for p in simple:16 simple:24 ccsds:16 ccsds:24; do
        bits=${p#*:}
        make x.grib lonlat "grid_${p%:*}" "$bits" "$fields"
        # shellcheck disable=SC2086
        harmonise $as_is "$f" >"$work/o.nc"
        cdo -s -f nc -b F32 copy "$f" "$work/t.nc"
        [ -z "$(cdo -s diffn "$work/o.nc" "$work/t.nc" 2>/dev/null)" ] || { echo "grib.sh: $p differs" >&2; return 1; }
        for j in 1 2; do
            pair "$fields fields, ${p%:*} $bits bit, -j$j, beside cdo copy" "$f" \
                "harmonise -j$j $as_is $f >$work/o.nc" "cdo -s -O -f nc -b F32 copy $f $work/t.nc"
        done
    done
    rm -f "$f" "$work"/[ot].nc
}

head_of_pairs() {
    echo '| job | wall s | CPU s | wall: theirs/ours | CPU: theirs/ours | MiB |'
    echo '|---|---|---|---|---|---|'
}

# alone JOB FILE... -- one field and nine: CPU seconds of the first, more of each other one, MiB
alone() { # JOB OPTIONS
    local n k
    for n in 1 9; do
        for ((k = 0; k < pairs; k++)); do
            # shellcheck disable=SC2086
            /usr/bin/time -a -o "$work/cpu$n" -f '%U %S %M' harmonise -j1 $as_is $2 "$work/$n.grib" -f stream -o /dev/null
        done
    done
    paste "$work/cpu1" "$work/cpu9" | awk -v job="$1" '
        { a = $1 + $2; b = $4 + $5; if (NR == 1 || a < one) one = a; if (NR == 1 || b < nine) nine = b; if ($6 > most) most = $6 }
        END { printf "| %s | %.2f | %.0f | %d |\n", job, one, (nine - one) / 8 * 1000, most / 1024 }'
    rm "$work"/cpu?
}

# Grids of DestinE to regular ones.
regrid() {
    local n
    echo '| job | CPU s of one field | ms more of each other | MiB |'
    echo '|---|---|---|---|'
    export ECCODES_DEFINITION_PATH
    ECCODES_DEFINITION_PATH=$root/tests/eccodes:$(codes_info -d)
    for n in 1 9; do make $n.grib h1024 grid_ccsds 16 $n; done
    alone 'H1024 nested, as it is' ''
    alone 'H1024 nested to 0.25 degree, conservative' '--grid 0.25 --method conservative'
    for n in 1 9; do make $n.grib o2560 grid_ccsds 16 $n; done
    alone 'O2560, as it is' ''
    alone 'O2560 to 0.1 degree, bilinear' '--grid 0.1 --method bilinear'
}

build
echo "$(harmonise -V | head -1); ecCodes $(codes_info -v); $(cdo -V 2>&1 | head -1); $(date -u +%F), $(nproc) processors"
shift $(($# ? 1 : 0))
for job in "${@:-decoders copy regrid}"; do
    for one in $job; do $one; done
done
