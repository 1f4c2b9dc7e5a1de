# SPDX-License-Identifier: Apache-2.0
# checks.bash -- lines of "what, found, published, verdict" for a twin's report,
# and a failure at the end if one of them does not hold.  Sourced.
# shellcheck shell=bash disable=SC2034,SC2154
failed=0

check() { # WHAT FOUND PUBLISHED
    local verdict='not judged'
    if [ -n "$3" ]; then
        verdict=equal
        [ "$2" = "$3" ] || verdict=DIFFERS failed=1
        [ "$verdict" = equal ] || echo "$1: $2 where $3 was published" >&2
    fi
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "${3:--}" "$verdict"
}

published() { # VALUE -- what the demo must give; nothing for other sources
    [ "$source" != demo ] || echo "$1"
}
