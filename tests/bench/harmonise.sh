#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# harmonise.sh [STEPS] -- harmonise beside CDO, NetCDF-C and, where they are
# installed, NCO and xarray, in turns: a table of ours / theirs.  Inputs are made of STEPS days of 0.25 degrees (365 are 1.5 GB), or
# are t025.nc, t025z.nc, t1nan.nc (field tas) of the folder BENCH_IN.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/pairs.bash
. "$here/pairs.bash"
steps=${1:-365}
in=${BENCH_IN:-$work/in}

make_inputs() {
    mkdir -p "$in"
    "${B:-$here/../../build}/rig/flow" make "$steps" 721 1440 >"$in/t025.nc"
    nccopy -k nc4 -d 1 -s -c time/1,lat/721,lon/1440 "$in/t025.nc" "$in/t025z.nc"
    cdo -s setctomiss,0 -remapnn,r360x180 "$in/t025.nc" "$in/t1nan.nc"
}

# same OURS THEIRS -- equal to 1 mK, in CDO's own order of latitudes.
same() {
    cdo -s invertlat "$1" "$work/turned.nc" 2>/dev/null || cp "$1" "$work/turned.nc"
    [ -z "$(cdo -s diffn,abslim=0.001 "$1" "$2" 2>/dev/null)" ] ||
        [ -z "$(cdo -s diffn,abslim=0.001 "$work/turned.nc" "$2" 2>/dev/null)" ] ||
        { echo "harmonise.sh: $1 and $2 differ" >&2; return 1; }
}

# job NAME FILE OURS THEIRS -- results first, then the time; %s is the output.
job() {
    local ours theirs
    # shellcheck disable=SC2059 # they are formats
    { printf -v ours "$3" "$work/o.nc"; printf -v theirs "$4" "$work/t.nc"; }
    bash -c "$ours" && bash -c "$theirs" && same "$work/o.nc" "$work/t.nc"
    pair "$1" "$2" "$ours" "$theirs"
}

[ -n "${BENCH_IN-}" ] || make_inputs
echo "$(harmonise -V | head -1); $(cdo -V 2>&1 | head -1); $(date -u +%F), $(nproc) processors, $pairs pairs"
echo '| job | wall s | CPU s | wall: theirs/ours | CPU: theirs/ours | MiB |'
echo '|---|---|---|---|---|---|'
for j in 1 2; do
    for f in t025 t025z t1nan; do
        job "monthly mean, $f, -j$j" "$in/$f.nc" \
            "harmonise -j$j --lat keep --lon keep --units degC --every month --stat mean $in/$f.nc >%s" \
            "cdo -s monmean -subc,273.15 $in/$f.nc %s"
    done
done
if command -v ncra >/dev/null; then
    job 'mean of all steps, t025, -j2, beside ncra' "$in/t025.nc" \
        "harmonise -j2 --lat keep --lon keep --every all --stat mean $in/t025.nc >%s" \
        "ncra -O $in/t025.nc %s"
fi
if python3 -c 'import xarray' 2>/dev/null; then
    job 'monthly mean, t025, -j2, beside xarray' "$in/t025.nc" \
        "harmonise -j2 --lat keep --lon keep --every month --stat mean $in/t025.nc >%s" \
        "python3 -c 'import xarray as x; x.open_dataset(\"$in/t025.nc\").tas.resample(time=\"1MS\").mean().to_netcdf(\"%s\")'"
fi
job 'conservative 0.25 to 1 degree, t025, -j2' "$in/t025.nc" \
    "harmonise -j2 --lat keep --lon keep --grid r360x180 --method conservative $in/t025.nc >%s" \
    "cdo -s remapcon,r360x180 $in/t025.nc %s"
job 'bilinear 0.25 to 1 degree, t025, -j2' "$in/t025.nc" \
    "harmonise -j2 --lat keep --lon keep --grid r360x180 --method bilinear $in/t025.nc >%s" \
    "cdo -s remapbil,r360x180 $in/t025.nc %s"
for j in 1 2; do
    job "write NetCDF-4, deflate 4, t025, -j$j, beside nccopy" "$in/t025.nc" \
        "harmonise -j$j --lat keep --lon keep $in/t025.nc -o %s" \
        "nccopy -k nc4 -d 4 -s -c time/1,lat/361,lon/480 $in/t025.nc %s"
done
