# SPDX-License-Identifier: Apache-2.0
# What `make install` puts where, and how it was built.

setup() {
    load helpers
}

@test "make install puts commands, plug-ins, manuals and recipes in their places" {
    make -s -C "$root" install DESTDIR="$PWD/stage" PREFIX=/usr B="$B" BIN="$BIN"
    for c in "$root"/src/cmd/*.*; do
        name=$(basename "${c%.*}")
        [ -x "stage/usr/bin/$name" ]
        "stage/usr/bin/$name" --help >help
        grep -q "^Usage: $name" help
        [ -e "stage/usr/share/man/man1/$name.1" ]
    done
    [ -e stage/usr/share/man/man7/twinpipe.7 ]
    [ -n "$(compgen -G 'stage/usr/lib/twinpipe/twin-*.so')" ]
    (cd "$root" && find recipes stac -type f -perm -1) | while read -r f; do
        [ -x "stage/usr/share/twinpipe/$f" ]
    done
    PATH=/usr/bin:/bin stage/usr/bin/twin list >list
}

@test "binaries have full RELRO, no executable stack, and no fixed place" {
    for f in "$BIN"/*; do
        [[ $(head -c 4 "$f" | tr -d "\177") == ELF ]] || continue
        readelf -hldW "$f" >elf
        grep -q 'GNU_RELRO' elf
        grep -q 'BIND_NOW\|Flags:.* NOW' elf
        grep -q 'Type: *DYN' elf
        grep 'GNU_STACK' elf >stack
        run -1 grep -q 'RWE' stack
    done
}
