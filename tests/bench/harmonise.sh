#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# harmonise.sh [STEPS [JOB...]] -- harmonise beside CDO, NCO, xarray and
# NetCDF-C, in turns: a table of theirs / ours.  JOBs are the functions below,
# all of them if none is named.  Inputs are made of STEPS days of 0.25 degrees
# (365 are 1.5 GB), or are t025.nc, t025z.nc, t1nan.nc (field tas) of the folder
# BENCH_IN.  Results are equal first; then PAIRS times each, 5 if not said.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/pairs.bash
. "$here/pairs.bash"
steps=${1:-${STEPS:-365}}
in=${BENCH_IN:-$work/in}
axes='--lat keep --lon keep'
python=${PYTHON:-/usr/bin/python3} # that of the packages
export in work

make_inputs() {
    local flow=${B:-$here/../../build}/rig/flow
    mkdir -p "$in"
    "$flow" make "$steps" 721 1440 >"$in/smooth.nc"
    cdo -s -b F32 -f nc2 -expr,'tas=tas+2*rand(tas)' -invertlat -setgrid,r1440x721 "$in/smooth.nc" "$in/t025.nc"
    nccopy -k nc4 -d 1 -s -c time/1,lat/721,lon/1440 "$in/t025.nc" "$in/t025z.nc"
    "$flow" make $((10 * steps)) 181 360 >"$in/smooth.nc"
    cdo -s setrtomiss,290,292 "$in/smooth.nc" "$in/t1nan.nc"
    rm "$in/smooth.nc"
}

# same OURS THEIRS -- equal to 1 mK, in the peer's own order of latitudes.
same() {
    local way differ
    for way in "" -invertlat; do
        # shellcheck disable=SC2086 # none is no word
        differ=$(cdo -s diffn,abslim=0.001 $way -selname,tas "$1" -selname,tas "$2" 2>/dev/null) || continue
        [ -n "$differ" ] || return 0
    done
    echo "harmonise.sh: $1 and $2 differ${differ:+: }$differ" >&2
    return 1
}

# job NAME FILE OURS THEIRS -- results first, then the time; %s is the output.
job() {
    local ours theirs
    # shellcheck disable=SC2059 # they are formats
    { printf -v ours "$3" "$work/o.nc"; printf -v theirs "$4" "$work/t.nc"; }
    rm -f "$work"/[ot].nc
    bash -c "$ours" && bash -c "$theirs" && same "$work/o.nc" "$work/t.nc"
    pair "$1" "$2" "$ours" "$theirs"
}

# python STATEMENTS -- a command that runs them on the file F as x.
python() {
    echo "$python -W ignore -c 'import xarray as x; d = x.open_dataset(\"$1\", chunks={\"time\": 31}); $2'"
}

# What a monthly mean of FILE is for each peer, with its unit made degC.
monthly_mean() { # FILE
    local f=$in/$1.nc j
    local ours="harmonise -jJ $axes --units degC --every month --stat mean --min-valid 1 $f >%s"
    for j in 1 2; do
        job "monthly mean, $1, -j$j" "$f" "${ours/J/$j}" "cdo -s -O monmean -subc,273.15 $f %s"
    done
    job "monthly mean, $1, -j2, beside cdo subc -monmean" "$f" "${ours/J/2}" "cdo -s -O subc,273.15 -monmean $f %s"
    job "monthly mean, $1, -j2, beside xarray with dask" "$f" "${ours/J/2}" \
        "$(python "$f" '(d.tas.resample(time="1MS").mean() - 273.15).astype("f4").to_netcdf("%s")')"
}
mean_t025() { monthly_mean t025; }
mean_t025z() { monthly_mean t025z; }
mean_t1nan() { monthly_mean t1nan; }

# NCO has no months: the mean of all steps.
mean_nco() {
    local f
    for f in t025 t025z; do
        job "mean of all steps, $f, -j2, beside ncra" "$in/$f.nc" \
            "harmonise -j2 $axes --every all --stat mean $in/$f.nc >%s" "ncra -O $in/$f.nc %s"
    done
}

regrid() { # METHOD CDO'S
    local f=$in/t025.nc j ours
    ours="harmonise -jJ $axes --grid r360x180 --method $1 $f >%s"
    for j in 1 2; do
        job "$1 0.25 to 1 degree, t025, -j$j" "$f" "${ours/J/$j}" "cdo -s -O -P $j remap$2,r360x180 $f %s"
    done
    rm -f "$work"/w?.nc
    cdo -s -O "gen$2,r360x180" -seltimestep,1 "$f" "$work/wt.nc"
    # shellcheck disable=SC2086 # several words
    harmonise $axes --grid r360x180 --method "$1" --weights "$work/wo.nc" "$f" >"$work/o.nc"
    job "$1, weights stored, -j2" "$f" "${ours/J/2 --weights $work/wo.nc}" \
        "cdo -s -O remap,r360x180,$work/wt.nc $f %s"
}
conservative() {
    local f=$in/t025.nc
    regrid conservative con
    ncks -O -d time,0 "$f" "$work/one.nc"
    ncks -O --rgr infer --rgr scrip="$work/src.nc" "$work/one.nc" "$work/foo.nc" >/dev/null
    ncks -O --rgr ttl=d --rgr grid="$work/dst.nc" --rgr latlon=180,360 --rgr lat_typ=uni --rgr lon_typ=grn_ctr \
        "$work/one.nc" "$work/foo.nc" >/dev/null
    ncremap -a nco_con -s "$work/src.nc" -g "$work/dst.nc" -m "$work/map.nc" >/dev/null
    job 'conservative, weights stored, -j2, beside ncks --map' "$f" \
        "harmonise -j2 $axes --grid r360x180 --method conservative --weights $work/wo.nc $f >%s" \
        "ncks -O -t 2 -C -v tas,time --map=$work/map.nc $f %s"
}
bilinear() {
    local f=$in/t025.nc
    regrid bilinear bil
    job 'bilinear, t025, -j2, beside xarray with dask' "$f" \
        "harmonise -j2 $axes --grid r360x180 --method bilinear $f >%s" \
        "$(python "$f" 'import numpy as n; d.tas.interp(lat=n.arange(-89.5, 90), lon=n.arange(0., 360)).astype("f4").to_netcdf("%s")')"
}

# Shuffle, deflate 4, chunks of 361 x 480 values.
write_nc4() {
    local f=$in/t025.nc j ours
    ours="harmonise -jJ $axes $f -o %s"
    for j in 1 2; do
        job "write NetCDF-4, deflate 4, t025, -j$j, beside nccopy" "$f" "${ours/J/$j}" \
            "nccopy -k nc4 -d 4 -s -c time/1,lat/361,lon/480 $f %s"
    done
    job 'write NetCDF-4, deflate 4, t025, -j2, beside cdo' "$f" "${ours/J/2}" "cdo -s -O -f nc4 -z zip_4 copy $f %s"
    job 'write NetCDF-4, deflate 4, t025, -j2, beside ncks' "$f" "${ours/J/2}" \
        "ncks -O -4 -L 4 --cnk_dmn time,1 --cnk_dmn lat,361 --cnk_dmn lon,480 $f %s"
    job 'write NetCDF-4, deflate 4, t025, -j2, beside xarray' "$f" "${ours/J/2}" \
        "$(python "$f" 'd.to_netcdf("%s", encoding={"tas": dict(zlib=True, complevel=4, shuffle=True, chunksizes=(1, 361, 480))})')"
}

[ -n "${BENCH_IN-}" ] || make_inputs
echo "$(harmonise -V | head -1); $(cdo -V 2>&1 | head -1); NCO $(ncks --version 2>&1 | grep -o 'version [0-9.]*' | head -1);" \
    "xarray $($python -c 'import xarray; print(xarray.__version__)'); $(date -u +%F), $(nproc) processors, $pairs pairs"
echo '| job | wall s | CPU s | wall: theirs/ours | CPU: theirs/ours | MiB |'
echo '|---|---|---|---|---|---|'
shift $(($# ? 1 : 0))
for job in "${@:-mean_t025 mean_t025z mean_t1nan mean_nco conservative bilinear write_nc4}"; do
    for one in $job; do $one; done
done
