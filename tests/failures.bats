# SPDX-License-Identifier: Apache-2.0
# What goes wrong ends with its code and one line, and leaves nothing behind.

setup() {
    load helpers
    ncgen -k classic -o x.nc "$data/steps.cdl"
}

# nothing FILE -- neither the file nor a part of it is there.
nothing() {
    [ -z "$(compgen -G "$1*")" ]
}

# long -- long.nc, a stream of 20000 steps at one place.
long() {
    awk 'BEGIN {
        print "time,lat,lon,x"
        for (d = 0; d < 20000; d++)
            printf "%d-%02d-%02d,1,2,%d\n", 1900 + int(d / 336),
                1 + int(d % 336 / 28), 1 + d % 28, d
    }' | harmonise >long.nc
}

# size -- of a file.
size() {
    stat -c %s "$1"
}

@test "a stream cut anywhere is refused" {
    harmonise x.nc >whole
    n=$(size whole)
    header=$(grep -abo $'\x89TWIN' whole | head -1 | cut -d: -f1)
    # Within the magic, the header, at its end, in the start mark, the data, the
    # end mark; and every 512th byte.
    for at in 1 3 4 8 100 "$header" $((header + 8)) $((header + 16)) \
        $((n - 65)) $((n - 64)) $((n - 63)) $((n - 1)) $(seq 512 512 "$n"); do
        head -c "$at" whole >cut
        run -65 --separate-stderr harmonise -o out.nc cut
        # shellcheck disable=SC2154 # set by run
        [ "$(wc -l <<<"$stderr")" = 1 ]
        [[ $stderr == "harmonise: cut: "* ]]
        head -c "$at" whole >cut
        # shellcheck disable=SC2002
        run -65 --separate-stderr bash -c 'cat cut | harmonise -o out.nc'
        [[ $stderr == "harmonise: standard input: "* ]]
    done
    nothing out.nc
}

@test "a long stream cut at every 4096th byte is refused" {
    long
    n=$(size long.nc)
    [ "$n" -gt 100000 ]
    for at in $(seq 4096 4096 "$n"); do
        head -c "$at" long.nc >cut
        run -65 --separate-stderr harmonise -f csv -o out.csv cut
        [[ $stderr == "harmonise: cut: ends "* ]]
    done
    nothing out.csv
}

@test "a stream says after how many steps it ends" {
    harmonise x.nc >whole
    head -c -64 whole >cut
    fails 65 "harmonise: cut: ends after 6 steps without its end mark" \
        harmonise -o out.nc cut
    nothing out.nc
}

@test "one flipped bit of a stream is refused" {
    harmonise x.nc >whole
    n=$(size whole)
    for at in 0 4 40 200 $((n / 2)) $((n - 100)) $((n - 64)) $((n - 30)); do
        cp whole bad
        printf "\\x$(printf %x $(($(od -An -tu1 -j "$at" -N 1 whole) ^ 1)))" |
            dd of=bad bs=1 seek="$at" conv=notrunc status=none
        run -65 --separate-stderr harmonise -o out.nc bad
        [ "$(wc -l <<<"$stderr")" = 1 ]
    done
    nothing out.nc
}

@test "a classic file that is cut is refused" {
    for at in 3 50 $(($(size x.nc) / 2)) $(($(size x.nc) - 1)); do
        head -c "$at" x.nc >cut.nc
        run -65 --separate-stderr harmonise -o out.nc cut.nc
        [[ $stderr == "harmonise: cut.nc: "* ]]
    done
    nothing out.nc
}

@test "a NetCDF-4 file that is cut is refused" {
    nccopy -k nc4 -d 4 x.nc whole.nc
    n=$(size whole.nc)
    for at in 9 $((n / 3)) $((n / 2)) $((n - 1)); do
        head -c "$at" whole.nc >cut.nc
        run -65 --separate-stderr harmonise -o out.nc cut.nc
        [[ $stderr == "harmonise: cut.nc: "* ]]
    done
    nothing out.nc
}

@test "empty input, and what is no format" {
    : >empty
    head -c 100 /dev/zero >zero
    fails 65 "harmonise: empty: is empty" harmonise empty
    fails 65 "harmonise: standard input: is empty" harmonise
    fails 65 "harmonise: zero: not a format I know (magic 00 00 00 00)" \
        harmonise zero
    gzip -c x.nc >x.nc.gz
    fails 65 "harmonise: x.nc.gz: is packed by gzip (gunzip it first)" harmonise x.nc.gz
    echo '<!DOCTYPE html><html>Forbidden' >page.nc
    fails 65 "harmonise: page.nc: is a web page or XML, as failed downloads are (fetch it again)" \
        harmonise page.nc
    fails 66 "harmonise: none.nc: No such file or directory" harmonise none.nc
    fails 66 "harmonise: .: a folder (name the files in it)" harmonise .
    fails 66 "harmonise: http://a.b/c.nc: only files are read, not addresses" \
        harmonise http://a.b/c.nc
}

@test "no FILE at a terminal: code 64, not a silent wait" {
    python3 -c 'import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp("harmonise", ["harmonise", "-o", "out.nc", "--every", "x.nc"])
said = b""
try:
    while True: said += os.read(fd, 1000)
except OSError: pass
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode().strip())' >said
    [ "$(cat said)" = "64 harmonise: no FILE, and standard input is a terminal (- reads that, too)" ]
    nothing out
}

@test "a variable that is not there" {
    fails 65 'harmonise: x.nc: no variable "hurs" (it has tas, pr)' \
        harmonise --variable hurs -o out.nc x.nc
    nothing out.nc
}

@test "no step selected: both ranges are named" {
    fails 65 "harmonise: x.nc: no step in 2002 (it has 2001-01-01 … 2001-01-06)" \
        harmonise --time 2002 x.nc
}

@test "a reader that goes away ends the pipe quietly" {
    run bash -c 'harmonise x.nc x.nc 2>err | true; echo "${PIPESTATUS[0]}"'
    [ "$output" = 141 ] || [ "$output" = 0 ]
    [ ! -s err ]
}

@test "a full device: code 74, one line, nothing left" {
    long
    for f in stream nc csv geojson; do
        run -74 --separate-stderr bash -c "harmonise -f $f long.nc >/dev/full"
        [ "$stderr" = "harmonise: standard output: No space left on device" ]
        code=0
        said=$(ulimit -f 1 && harmonise -f $f -o out long.nc 2>&1) || code=$?
        [ "$code" = 74 ]
        [ "$said" = "harmonise: out: File too large" ]
        nothing out
    done
}

@test "a folder that is not there: code 73 before any work" {
    fails 73 'harmonise: none/out.nc: there is no folder "none"' \
        harmonise -o none/out.nc x.nc
}

@test "a link to where no folder is: code 73, with what it is a link to" {
    ln -s none/x.nc link.nc
    fails 73 'harmonise: link.nc: is a link to ./none/x.nc, and there is no folder "./none"' \
        harmonise -o link.nc x.nc
}

@test "two outputs in one place: code 64" {
    cdl showers
    fails 64 "detect-events: heavy-rain: e.csv: two outputs cannot be one file" \
        detect-events heavy-rain --over 50mm --events ./e.csv showers.nc -o e.csv
}

@test "a suffix and a form that are not there: code 64" {
    fails 64 "harmonise: out.xls: its suffix names no form (-f stream, .nc, .tif, .csv, .geojson do)" \
        harmonise -o out.xls x.nc
    fails 64 "harmonise: -f: no form \"xls\" (there are stream, nc, tif, csv, geojson)" \
        harmonise -f xls x.nc
}

# half FORM -- harmonise, process $pid, writes FORM from a pipe that stays open
# (descriptor 5) after half of long.nc; its part is there.
half() {
    mkfifo "pipe.$1"
    harmonise -f "$1" -o "out.$1" <"pipe.$1" 5>&- &
    pid=$!
    exec 5>"pipe.$1"
    head -c 200000 long.nc >&5
    for _ in {1..100000}; do
        compgen -G "out.$1.part*" >/dev/null && return
    done
    echo "# no part of out.$1"
    return 1
}

@test "killed in mid-write it leaves no final name" {
    long
    for f in nc csv stream; do
        half $f
        kill -9 "$pid"
        exec 5>&-
        wait "$pid" || [ $? = 137 ]
        [ ! -e "out.$f" ]
    done
}

@test "terminated in mid-write it leaves nothing at all" {
    long
    for f in nc csv stream; do
        half $f
        kill "$pid"
        exec 5>&-
        wait "$pid" || [ $? = 143 ]
        nothing "out.$f"
    done
}

@test "what fails first is named by the last command of the pipe" {
    run -65 --separate-stderr bash -c \
        'harmonise --variable hurs x.nc 2>first | harmonise | harmonise -o out.nc'
    [[ ${stderr_lines[-1]} == *'no variable "hurs"'* ]]
    [ "$(cat first)" = 'harmonise: x.nc: no variable "hurs" (it has tas, pr)' ]
    nothing out.nc
}

@test "a producer that dies is a failure, also without pipefail" {
    harmonise x.nc >whole
    run -65 --separate-stderr bash -c \
        '(head -c 1500 whole; kill -9 $BASHPID) 2>/dev/null | harmonise | harmonise -o out.nc'
    [[ ${stderr_lines[-1]} == *"without its end mark"* ]]
    nothing out.nc
}

@test "damaged files of others: code 65 or a whole output, never a crash" {
    need data/hostile
    for f in "$shared"/data/hostile/{hdf5,netcdf}/* "$shared"/data/hostile/derived/*.nc; do
        run --separate-stderr timeout 10 harmonise -o out.nc "$f"
        [ "$status" = 0 ] || [ "$status" = 65 ] || {
            echo "# $f: $status: $stderr"
            false
        }
        rm -f out.nc
        nothing out.nc
    done
}

@test "a column that no variable can be called is renamed" {
    printf 'time,lat,lon,wind m/s\n2000-01-01,4,5,3\n' >wind.csv
    harmonise wind.csv -o wind.nc
    [ "$(harmonise --variable 'wind m_s' -f csv wind.nc | tail -n 1)" = 2000-01-01T00:00:00Z,4,5,3 ]
}
