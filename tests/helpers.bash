# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# helpers -- what tests share.  `load helpers` in setup() puts the test into an
# empty folder of its own.
bats_require_minimum_version 1.5.0

root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
data=$root/tests/data
# shellcheck disable=SC2034 # for the tests
man=$root/man
# Larger data that the project does not have; may be absent: see need.
shared=${SHARED:-$root/../shared}
cd "$BATS_TEST_TMPDIR" || return

# need FILE -- skips the test where FILE of the shared data is absent.
need() {
    [ -e "$shared/$1" ] || skip "needs $1 of the shared data"
}

# cdl NAME... -- makes NAME.nc (classic) of tests/data/NAME.cdl.
cdl() {
    local name
    for name; do
        ncgen -k classic -o "$name.nc" "$data/$name.cdl"
    done
}

# values FIELD... -- of the stream or NetCDF on standard input: a line for each
# step, cells in C order with commas between, _ for missing; one line for a
# field without time.
values() {
    local copy field
    copy=$(mktemp "$BATS_TEST_TMPDIR/.values-XXXXXX")
    cat >"$copy"
    for field; do
        ncdump -p 7,15 -v "$field" "$copy" | awk -v field="$field" '
            /UNLIMITED ;/ { record = $1 }
            $0 ~ "^\t[a-z0-9]+ " field "\\(" && !data {
                dims = $0
                gsub(/^[^(]*\(|,.*|\).*/, "", dims)
                steps = dims == "time" || dims == record
            }
            $2 == "=" && !data { size[$1] = $3 ~ /UNLIM/ ? substr($6, 2) : $3 }
            $1 == "data:" { data = 1; next }
            !data { next }
            $1 == field && $2 == "=" { on = 1; sub(/^[^=]*=/, "") }
            on {
                last = /;$/
                gsub(/[ ;]/, "")
                m = split($0, some, ",")
                for (i = 1; i <= m; i++)
                    if (some[i] != "") value[++n] = some[i]
                if (last) exit
            }
            END {
                if (!on) exit 1
                each = steps ? n / size[dims] : n
                for (i = 1; i <= n; i++)
                    printf "%s%s", value[i], i % each ? "," : "\n"
            }' || return
    done
    rm "$copy"
}

# fails CODE LINE COMMAND... -- the command ends with that code and exactly
# that one line on standard error, and writes nothing but, to a pipe, the mark
# that tells its reader why (512 bytes with the same words).
fails() {
    local code=$1 line=$2 got=0
    shift 2
    "$@" </dev/null 2>.said | cat >.wrote
    got=${PIPESTATUS[0]}
    [ "$got" = "$code" ] || echo "# it ended with $got"
    [ "$(cat .said)" = "$line" ] || printf '# it said: %s\n# not:     %s\n' "$(cat .said)" "$line"
    if [ -s .wrote ] && ! { [ "$(stat -c %s .wrote)" = 512 ] && grep -qaF "${line:0:400}" .wrote; }; then
        echo "# it wrote: $(head -c 200 .wrote | tr -d '\0')"
        return 1
    fi
    [ "$got" = "$code" ] && [ "$(cat .said)" = "$line" ]
}

# memory KIB -- that limit for `ulimit -v`; none under sanitizers, which take
# terabytes of address space for themselves.
memory() {
    if [ -n "${SANITIZED-}" ]; then echo unlimited; else echo "$1"; fi
}

# attribute NAME -- of the stream on standard input: VAR:ATT or :ATT
attribute() {
    cat >.stream
    ncdump -h .stream | sed -n "s/^\t*$1 = \(.*\) ;\$/\1/p"
}

# all_near TOLERANCE NUMBER... -- values on standard input, comma by comma, are
# these; _ is missing
all_near() {
    local tolerance=$1
    shift
    tr ',' '\n' | paste -d' ' - <(printf '%s\n' "$@") |
        awk -v t="$tolerance" '$1 != $2 { d = $1 - $2; if ($1 == "_" || $2 == "_" || NF != 2 || d > t || d < -t) { print "# " $0; bad = 1 } } END { exit bad || !NR }'
}
