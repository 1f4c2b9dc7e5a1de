#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# twin -- run the recipes of twins; see twin(1)
set -uo pipefail
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKELEVEL # of a make that calls us
here=$(dirname "$(readlink -f "$0")")
PATH=$here:$PATH
recipes=$here/../share/twinpipe/recipes # installed, or where it was built
[ -d "$recipes" ] || recipes=$here/../recipes

usage() {
    cat <<'END'
Usage: twin list
       twin run NAME [VARIABLE=VALUE]...
Run the recipes of twins.

list    print the recipes, with a line on each
run     bring the twin NAME up to date in the folder OUT (NAME); a VARIABLE
        is one of the recipe's, such as SOURCE, OUT, REGION

      --completion SHELL  print a completion script: bash
  -h, --help              print this help
  -V, --version           print the version

The manual is twin(1).
END
}

fail() { # CODE MESSAGE
    printf 'twin: %s\n' "$2" >&2
    exit "$1"
}

names() {
    local f
    for f in "$recipes"/*.mk; do
        [ -e "$f" ] || continue
        f=$(basename "$f" .mk)
        [ "$f" = common ] || echo "$f"
    done
}

# The first comment of NAME.mk is "# NAME.mk -- what it is".
list() {
    [ $# = 0 ] || fail 64 "\"$1\": list takes no operand"
    names | while read -r name; do
        printf '%s\t%s\n' "$name" \
            "$(sed -n "s/^# $name\.mk -- //p" "$recipes/$name.mk" | head -n 1)"
    done
}

# Values reach make and, from there, the shell: so only what neither reads.
check_variables() {
    local word
    for word; do
        [[ $word =~ ^[A-Z][A-Z0-9_]*= ]] ||
            fail 64 "\"$word\": is no VARIABLE=VALUE"
        [[ ${word#*=} =~ ^[A-Za-z0-9_./:,+=@%^-]*$ ]] ||
            fail 64 "${word%%=*}: may have letters, digits and _./:,+=@%^- only"
    done
}

# Passes the messages of make on and prints the code of the rule that failed
# first, since make itself says 2 to everything; the last line has its code.
cause() {
    awk '
        /^twin-exit [0-9]+$/ { code = $2; exit }
        { print >"/dev/stderr"; fflush("/dev/stderr") }
        first { next }
        /^make.*\*\*\* .* Error [0-9]+$/ { first = $NF }
        /^make.*\*\*\* .* (Killed|Terminated|Interrupt|Hangup)$/ { first = 75 }
        /^make.*\*\*\* No rule to make target/ { first = 66; next }
        /\*\*\* .* Stop\.$/ && !first { first = 78 }
        END { print code == 2 && first ? first : code }'
}

# Codes of sysexits stay, and 1, a gate that failed.
as_sysexit() { # CODE
    case $1 in
    0 | 1 | 6[4-9] | 7[0-8]) echo "$1" ;;
    126 | 127) echo 69 ;;             # a command that is not there
    129 | 130 | 137 | 143) echo 75 ;; # killed from outside
    *) echo 70 ;;
    esac
}

# The lock is the kernel's, on the folder itself, so that none is left behind.
run() {
    local name=${1-} out=${1-} all code word
    all=$(names | xargs)
    [ $# -gt 0 ] || fail 64 "run: no recipe given (there are $all)"
    [[ " $all " == *" $name "* && $name =~ ^[^\ ]+$ ]] ||
        fail 64 "\"$name\": no such recipe (there are $all)"
    shift
    check_variables "$@"
    for word; do
        [[ $word != OUT=* ]] || out=${word#OUT=}
    done
    mkdir -p -- "$out" 2>/dev/null || fail 73 "$out: cannot be made a folder"
    exec 3>&1
    code=$({
        flock --nonblock --close --conflict-exit-code 75 "$out" \
            make --no-print-directory -f "$recipes/$name.mk" "$@" 2>&1 >&3
        echo "twin-exit $?"
    } | cause)
    code=$(as_sysexit "$code")
    [ "$code" != 75 ] || fail 75 "$out: another run is at work, or this one was ended"
    exit "$code"
}

# The names come from `twin list` at each Tab, so that a new recipe is there.
completion() { # SHELL
    [ "${1-}" = bash ] || fail 64 "--completion: \"${1-}\" is not one of bash"
    cat <<'END'
# Completion for bash: eval "$(twin --completion bash)"
_twin() {
    local words=''
    case $COMP_CWORD,${COMP_WORDS[1]} in
    1,*) words='list run --completion --help --version' ;;
    2,run) words=$(twin list | cut -f 1) ;;
    2,--completion) words=bash ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _twin twin
END
}

case ${1-} in
list | run) "$@" ;;
--completion) completion "${2-}" ;;
-h | --help) usage ;;
-V | --version) harmonise --version | sed 's/^harmonise/twin/' ;;
'') fail 64 "nothing to do (there are list and run)" ;;
*) fail 64 "\"$1\": no such operation (there are list and run)" ;;
esac
