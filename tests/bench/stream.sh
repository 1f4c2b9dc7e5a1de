#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# stream.sh [STEPS [PAIRS]] -- two commands between pipes, beside two of cat:
# the ratio of their rates (0.40 at least) and the most memory one of them holds
# (less than 64 MiB).  STEPS of 4.2 MB; 2400 are 10 GB.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
flow=${B:-$root/build}/rig/flow
steps=${1:-${STEPS:-2400}}
pairs=${2:-${PAIRS:-5}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_WAIT_POLICY=passive

seconds() { # COMMAND... -- its wall seconds
    local begin=$EPOCHREALTIME
    "$@"
    awk "BEGIN { print $EPOCHREALTIME - $begin }"
}
ours() { # STEPS
    "$flow" make "$1" 721 1440 |
        harmonise -v --lat keep --lon keep --units degC 2>"$work/first" |
        harmonise -v --lat keep --lon keep --units keep --every month --stat mean \
            2>"$work/second" >"$work/ours.nc"
}
theirs() { # STEPS
    "$flow" make "$1" 721 1440 | cat | cat >/dev/null
}

# Two months, held against CDO to 1 mK.
ours 60
"$flow" make 60 721 1440 >"$work/days.nc"
cdo -s -monmean -subc,273.15 "$work/days.nc" "$work/theirs.nc"
[ -z "$(cdo -s diffn,abslim=0.001 "$work/ours.nc" "$work/theirs.nc")" ]
rm "$work/days.nc"

for ((i = 0; i < pairs; i++)); do
    echo "$(seconds theirs "$steps") $(seconds ours "$steps")"
done >"$work/times"
awk '{ printf "cat | cat %.2f s, harmonise | harmonise %.2f s\n", $1, $2 }' "$work/times"
awk '{ print $1 / $2 }' "$work/times" | sort -n | awk '{ x[NR] = $1 } END {
    printf "%.2f of the rate of cat (%.2f to %.2f)\n", x[int((NR + 1) / 2)], x[1], x[NR] }'
grep -ho '[0-9.]* MiB' "$work/first" "$work/second"
