#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# memory.sh [STEPS] -- the most memory that harmonise holds of STEPS, 10 times
# and 100 times as many steps of 0.25 degrees (4.2 MB), by format and job, and
# of 3 and 6 steps of 1/24 degree (149 MB): at most 64 MiB and a step, whatever
# the length.  5 small steps, which are taken unless STEPS is less than 365, are
# 2.1 GB at the end.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
flow=${B:-$root/build}/rig/flow
steps=${1:-$((${STEPS:-365} < 365 ? 1 : 5))}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_WAIT_POLICY=passive
failed=0

# Makes what the next row reads: $ny rows, $nx columns.
stream() { "$flow" make "$1" $ny $nx >"$work/x.nc"; }
classic() {
    stream "$1"
    nccopy -k 64-bit-offset "$work/x.nc" "$work/y.nc"
    mv "$work/y.nc" "$work/x.nc"
}
netcdf4() {
    local rows=$((ny < 1000 ? ny : 500)) columns=$((ny < 1000 ? nx : 1000))
    stream "$1"
    nccopy -k nc4 -d 1 -s -c time/1,lat/$rows,lon/$columns "$work/x.nc" "$work/y.nc"
    mv "$work/y.nc" "$work/x.nc"
}
grib() {
    stream "$1"
    cdo -s -f grb2 copy "$work/x.nc" "$work/y.nc" >/dev/null 2>&1
    mv "$work/y.nc" "$work/x.nc"
}

# MiB of a job.
held() { # FORMAT JOB
    local out='-f stream -o /dev/null'
    [ "$2" != '-f nc' ] || out="-o $work/out.nc"
    # shellcheck disable=SC2086
    if [ "$1" = stream ]; then
        /usr/bin/time -o "$work/said" -f %M harmonise -j2 $2 $out <"$work/pipe" &
        cat "$work/x.nc" >"$work/pipe"
        wait $!
    else
        /usr/bin/time -o "$work/said" -f %M harmonise -j2 $2 $out "$work/x.nc"
    fi
    echo $(($(tail -1 "$work/said") / 1024))
}

# A row for each format and job, a column for each number of steps.
table() { # FORMATS NUMBERS
    local most=$((64 + ny * nx * 4 / 1048576 + 1)) format n job mib
    echo
    echo "At most $most MiB:"
    echo
    echo "| format | job | MiB of steps: $2 |"
    echo '|---|---|---|'
    for format in $1; do
        declare -A row=()
        for n in $2; do
            $format "$n"
            for job in "${jobs[@]}"; do
                mib=$(held "$format" "$job")
                row[$job]+=" $mib"
                [ "$mib" -le $most ] || failed=1
            done
        done
        for job in "${jobs[@]}"; do
            echo "| $format | $job |${row[$job]} |"
        done
    done
}

mkfifo "$work/pipe"
jobs=(
    '--lat keep --lon keep'
    '--units degC'
    '--every month --stat mean,max'
    '--grid r360x180 --method conservative'
    '--grid 0.5 --method bilinear --every pentad --stat mean'
    '-f nc'
)
ny=721 nx=1440
table 'classic netcdf4 grib stream' "$steps $((10 * steps)) $((100 * steps))"
printf 'id,lon,lat\na,10,50\nb,-70,3\n' >"$work/p.csv"
jobs=(
    '--lat keep --lon keep'
    '--units degC'
    '--bbox -10,30,40,70'
    '--grid r360x180 --method conservative'
    '--grid 0.5 --method bilinear'
    "--points $work/p.csv"
    '-f nc'
)
ny=4320 nx=8640
table 'classic netcdf4 stream' '3 6'
[ $failed = 0 ] || { echo "memory.sh: more than that" >&2; exit 1; }
