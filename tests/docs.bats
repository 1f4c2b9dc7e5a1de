# SPDX-License-Identifier: Apache-2.0
# Manuals, --help, README and completion say the same, and it is true.

setup() {
    load helpers
    commands=()
    local c
    for c in "$root"/src/cmd/*.c; do
        [ ! -e "$c" ] || commands+=("$(basename "$c" .c)")
    done
    [ ${#commands[@]} -gt 0 ] || skip "there is no command yet"
}

# kinds COMMAND -- its kinds, methods or operations, as --help lists them.
kinds() {
    "$1" --help | sed -n '/^[A-Z]*:$/,/^$/s/^  \([^ ]*\) .*/\1/p'
}

# help_options COMMAND -- its long options, with those of its kinds.
help_options() {
    local kind
    {
        "$1" --help
        for kind in $(kinds "$1"); do "$1" "$kind" --help; done
    } | sed -nE 's/^  (-., |    )--([a-z0-9-]+).*/\2/p' | sort -u
}

# man_options FILE -- its long options: .It Fl -name
man_options() {
    grep -h '^\.It .*Fl -' "$1" | grep -oE 'Fl -[a-z0-9][a-z0-9-]*' |
        sed 's/Fl -//' | sort -u
}

# none WHAT -- standard input is empty; otherwise says what is wrong with it.
none() {
    sed "s/^/# $1: /" >none
    cat none
    [ ! -s none ]
}

@test "every command has a manual, tests and a line of the README" {
    for c in "${commands[@]}"; do
        [ -e "$man/$c.1" ] || echo "man/$c.1"
        [ -e "$root/tests/$c.bats" ] || echo "tests/$c.bats"
        grep -q "^| \`$c\` |" "$root/README.md" || echo "README.md: $c"
    done | none "is not there"
}

@test "every option of --help is in the manual or in twin-options(7)" {
    man_options "$man/twin-options.7" >shared
    for c in "${commands[@]}"; do
        man_options "$man/$c.1" | sort -u - shared >told
        help_options "$c" | comm -23 - told | sed "s/^/$c --/"
    done | none "in no manual"
}

@test "every option of a manual is in --help" {
    for c in "${commands[@]}"; do
        help_options "$c" >there
        man_options "$man/$c.1" | comm -23 - there | sed "s/^/$c --/"
    done | none "not in --help"
}

@test "every option of twin-options(7) is one of some command" {
    for c in "${commands[@]}"; do help_options "$c"; done | sort -u >there
    man_options "$man/twin-options.7" | comm -23 - there | none "of no command"
}

@test "the list of sections of harmonise(1) has all of them, in their order" {
    sed -n 's/^\.Ss //p' "$man/harmonise.1" >there
    sed -n 's/^\.It Sx //p' "$man/harmonise.1" | tr -d '"' | diff - there
}

@test "every kind of --help has its part of the manual" {
    for c in "${commands[@]}"; do
        for kind in $(kinds "$c"); do
            grep -qE "^\.(Ss|It|Sh) .*\b$kind\b" "$man/$c.1" || echo "$c $kind"
        done
    done | none "not in the manual"
}

@test "the one line of a command is the same in manual, README and --help" {
    for c in "${commands[@]}"; do
        line=$(sed -n 's/^\.Nd //p' "$man/$c.1")
        grep -qxF "| \`$c\` | $line |" "$root/README.md" || echo "README: $c: $line"
        "$c" --help | sed -n '2,/^$/p' | tr '\n' ' ' |
            grep -qiF "$line. " || echo "--help: $c: $line"
    done | none "not the words of .Nd"
}

@test "--help fits into 80 columns" {
    for c in "${commands[@]}"; do
        {
            "$c" --help
            for kind in $(kinds "$c"); do "$c" "$kind" --help; done
        } | grep -E '^.{80}' | sed "s/^/$c: /"
    done | none "too wide"
}

@test "bash takes what --completion prints" {
    for c in "${commands[@]}"; do
        "$c" --completion bash >completion
        [ -s completion ]
        bash -n completion
        # shellcheck disable=SC1091
        complete=$(bash -c 'source ./completion && complete -p "$1"' - "$c")
        [[ $complete == *" $c" ]]
    done
}

@test "completion of --NAME=VALUE, which bash takes for three words" {
    harmonise --completion bash >completion
    reply() { # WORD... -> what the last may become
        # shellcheck disable=SC2016
        bash -c 'source ./completion; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _twin_harmonise; echo "${COMPREPLY[@]}"' - "$@"
    }
    [ "$(reply harmonise --lon = k)" = keep ]
    [ "$(reply harmonise --lon =)" = '180 0-360 keep' ]
    [ "$(reply harmonise --lon k)" = keep ]
    [ "$(reply harmonise --limi)" = --limiter ]
}

# Files are those of tests/data, and what earlier examples of the same manual
# have made.
@test "every example of the manuals runs" {
    for f in "$data"/*.cdl; do [ ! -e "$f" ] || cdl "$(basename "$f" .cdl)"; done
    find "$data" -maxdepth 1 -type f ! -name '*.cdl' -exec cp -t . {} +
    mkdir inputs
    find . -maxdepth 1 -type f -exec mv -t inputs {} +
    for page in "$man"/*.[157]; do
        folder=$(basename "$page")
        cp -r inputs "$folder"
        mandoc -T ascii -O width=500 "$page" |
            sed -n 's/.\x08//g; s/^ *\$ //p' >examples
        while read -r line; do
            (cd "$folder" && bash -euo pipefail -c "$line") </dev/null >out 2>&1 ||
                { echo "$folder: $line" && tr -d '\0' <out | tail -n 5; }
        done <examples
        case $page in
        *.1) [ -s examples ] || echo "$folder: has no example" ;;
        esac
    done | none "does not run"
}
