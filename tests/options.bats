# SPDX-License-Identifier: Apache-2.0
# twin-options(7): what holds for every command, tried on all there are; what
# needs data, on harmonise.

setup() {
    load helpers
    commands=()
    local c
    for c in "$root"/src/cmd/*.c; do
        commands+=("$(basename "$c" .c)")
    done
    ncgen -k classic -o in.nc "$data/options.cdl"
}

# left -- what a run left beside its inputs.
left() {
    find . -name 'out*'
}

@test "an unknown option is an error, and named" {
    for c in "${commands[@]}"; do
        fails 64 "$c: --no-such: no such option (see --help)" "$c" --no-such
        fails 64 "$c: -?: no such option (see --help)" "$c" '-?'
        fails 64 "$c: --versio: no such option (did you mean --version?)" "$c" --versio
    done
    # of those that it begins the shortest
    fails 64 "harmonise: --tim: no such option (did you mean --time?)" harmonise --tim 2001
}

@test "an unknown kind is named, with all there are" {
    for c in "${commands[@]}"; do
        # where there is no kind, or it may be left out, the word is a file
        [[ $("$c" --help) =~ ^"Usage: $c "[A-Z]+" [OPTION]" ]] || continue
        run -64 --separate-stderr "$c" no-such
        [[ $stderr == "$c: \"no-such\": no such "*"(there are "*")" ]]
    done
}

@test "--help and --version that cannot be written are errors" {
    for c in "${commands[@]}"; do
        for option in --help --version; do
            run -74 --separate-stderr bash -c '"$@" >/dev/full' - "$c" "$option"
            [ "$stderr" = "$c: standard output: No space left on device" ]
            run -74 --separate-stderr bash -c '"$@" >&-' - "$c" "$option"
            [ "$stderr" = "$c: standard output: Bad file descriptor" ]
        done
    done
}

@test "--version names the command and the version" {
    for c in "${commands[@]}"; do
        [[ $("$c" -V) =~ ^"$c (twinpipe "[^\ ]+\)$ ]]
    done
}

@test "no file, or -, is standard input" {
    harmonise in.nc >o.nc && ncdump o.nc | grep -v history >a
    harmonise <in.nc >o.nc && ncdump o.nc | grep -v history >b
    harmonise - <in.nc >o.nc && ncdump o.nc | grep -v history >c
    cmp a b
    cmp a c
}

@test "a file that is not there is 66" {
    fails 66 "harmonise: none.nc: No such file or directory" harmonise none.nc
}

@test "the bytes do not depend on -j, --memory, -v, --progress, nor on -o" {
    harmonise in.nc >a.nc
    for o in -j1 -j2 --memory=1M -v --progress; do
        harmonise "$o" in.nc >b.nc 2>/dev/null
        cmp a.nc b.nc
    done
    harmonise -f stream -o out.nc in.nc
    cmp a.nc out.nc
}

@test "-z compresses the same stream, which every command reads" {
    harmonise in.nc >a.nc
    for z in -z -z9 --zstd --zstd=19; do
        harmonise "$z" in.nc | tee out.zst | zstd -dc | cmp - a.nc
        harmonise out.zst | values tas >b
        diff b <(values tas <a.nc)
    done
}

@test "a stream is never written to a terminal" {
    run -64 script -qec 'harmonise in.nc' /dev/null
    [[ $output == "harmonise: "*terminal* ]]
}

# half FIFO -- starts harmonise -o out.nc on the FIFO (job 1) and gives it one
# of two steps; returns once the part is there.
half() {
    local many
    many=$(seq -s, 0.1 0.1 50)
    sed "s/lat = 2/lat = 500/; s/lon = 3/lon = 500/; /^ [a-z]* =$/,/;/d
        s/^ \\(l..\\) = .*/\\1 = $many ;/" "$data/options.cdl" >big.cdl
    ncgen -k classic -o big.nc big.cdl
    mkfifo "$1"
    # nohup or cron may have had a signal ignored
    env --default-signal harmonise -o out.nc <"$1" 3>&- 8>&- &
    exec 8>"$1"
    head -c 3000000 big.nc >&8
    for _ in {1..5000}; do
        [ -z "$(left)" ] || return 0
    done
    return 1
}

@test "a file has its name only when all is written" {
    half in
    [ ! -e out.nc ]
    [[ $(left) == ./out.nc.part-*-0 ]]
    tail -c +3000001 big.nc >&8
    exec 8>&-
    wait $!
    [ "$(left)" = ./out.nc ]
}

@test "a run that fails leaves nothing" {
    harmonise in.nc >whole.nc
    head -c -64 whole.nc >cut.nc
    run -65 harmonise -o out.nc cut.nc
    [ -z "$(left)" ]
}

@test "a run that is interrupted leaves nothing" {
    for signal in TERM HUP USR1; do
        half "in.$signal"
        kill -s "$signal" $!
        code=0
        wait $! || code=$?
        exec 8>&-
        [ "$code" -gt 128 ]
        [ -z "$(left)" ]
    done
}

@test "a folder that is not there, a folder itself: 73" {
    fails 73 'harmonise: no/out.nc: there is no folder "no"' harmonise -o no/out.nc in.nc
    mkdir out
    fails 73 'harmonise: out: Is a directory' harmonise -f nc -o out in.nc
}

@test "a full disk is 74, and named" {
    run -74 --separate-stderr bash -c 'harmonise in.nc >/dev/full'
    [ "$stderr" = "harmonise: standard output: No space left on device" ]
    fails 74 'harmonise: /dev/full: No space left on device' harmonise -f stream -o /dev/full in.nc
}

@test "a file that grows over the limit of the shell is 74, and leaves nothing" {
    run -74 --separate-stderr bash -c 'ulimit -f 1; harmonise -f stream -o out.nc in.nc'
    [ "$stderr" = "harmonise: out.nc: File too large" ]
    [ -z "$(left)" ]
}

@test "a reader that ends is 141, and nothing is said" {
    run bash -c '{ harmonise in.nc; echo $? >code; } 2>said | head -c 1 >/dev/null'
    [[ $(cat code) =~ ^(0|141)$ ]] # 0: it was quicker
    [ ! -s said ]
}

@test "a file that is replaced keeps its mode, a new one has that of umask" {
    umask 027
    harmonise -o out.nc in.nc
    [ "$(stat -c %a out.nc)" = 640 ]
    chmod 604 out.nc
    harmonise -o out.nc in.nc
    [ "$(stat -c %a out.nc)" = 604 ]
}

@test "through a symbolic link its target is replaced" {
    mkdir real
    ln -s real/out.nc out.nc
    harmonise -o out.nc in.nc
    [ -h out.nc ]
    values tas <real/out.nc >v
    [ -s v ]
}

@test "history has the command line, quoted, without what does not matter" {
    cp in.nc '../other in.nc'
    harmonise -j2 -v --variable tas "../other in.nc" 2>/dev/null >a.nc
    ncdump -h a.nc | grep -F "harmonise --variable tas \\'other in.nc\\' ($(harmonise -V | sed 's/.*(\(.*\))/\1/'))"
    ncdump -h a.nc >head
    run -1 grep -F -- "-j" head
}

@test "-v says version, options, threads, seconds and memory" {
    run --separate-stderr bash -c 'harmonise -v -j2 in.nc >/dev/null'
    [[ $stderr =~ ^"harmonise: twinpipe "[^\;]+"; harmonise in.nc; 2 threads, "[0-9.]+" s, "[0-9.]+" MiB"$ ]]
}

@test "--variable and --time choose fields and times" {
    harmonise --variable tas --time 2019-07-02/.. in.nc >a.nc
    values tas <a.nc >got
    [ "$(wc -l <got)" = 2 ]
    run -1 values pr <a.nc
    run -65 --separate-stderr harmonise --variable nope in.nc
    [[ $stderr == 'harmonise: in.nc: no variable "nope"'* ]]
}

@test "in a pipe, the last command names the first cause" {
    harmonise in.nc >whole.nc
    head -c -64 whole.nc >cut.nc
    run -65 --separate-stderr bash -c 'harmonise cut.nc 2>/dev/null | harmonise >out.nc'
    [[ $stderr == *"cut.nc: ends "* ]]
}
