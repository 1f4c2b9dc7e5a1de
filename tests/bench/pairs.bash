# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# pairs -- what the benchmarks share: two commands in turns, A B A B.

pairs=${PAIRS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_WAIT_POLICY=passive

# pair JOB FILE OURS THEIRS -- two shell commands in turns, FILE read before each
# so that it lies in memory.  A line: job, medians of wall and CPU seconds of
# both, their ratios (least to most), MiB of the largest process of both.
pair() {
    local job=$1 file=$2 k who
    for ((k = 0; k < pairs; k++)); do
        for who in 3 4; do
            cat "$file" >/dev/null
            /usr/bin/time -a -o "$work/$who" -f '%e %U %S %M' bash -c "exec ${!who}"
        done
    done
    paste "$work/3" "$work/4" | awk -v job="$job" '
        function sort(x, n, i, j, t) {
            for (i = 2; i <= n; i++)
                for (j = i; j > 1 && x[j] < x[j - 1]; j--) { t = x[j]; x[j] = x[j - 1]; x[j - 1] = t }
        }
        { a[NR] = $1; ca[NR] = $2 + $3; b[NR] = $5; cb[NR] = $6 + $7
          r[NR] = $5 / ($1 > 0 ? $1 : 0.01); c[NR] = cb[NR] / (ca[NR] > 0 ? ca[NR] : 0.01)
          if ($4 > ma) ma = $4; if ($8 > mb) mb = $8 }
        END { n = NR; m = int((n + 1) / 2)
            sort(a, n); sort(b, n); sort(ca, n); sort(cb, n); sort(r, n); sort(c, n)
            printf "| %s | %.2f / %.2f | %.2f / %.2f | %.1f (%.1f-%.1f) | %.1f (%.1f-%.1f) | %d / %d |\n",
                job, a[m], b[m], ca[m], cb[m], r[m], r[1], r[n], c[m], c[1], c[n], ma / 1024, mb / 1024 }'
    rm "$work/3" "$work/4"
}
