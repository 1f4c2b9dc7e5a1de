/* SPDX-License-Identifier: Apache-2.0 */
#include "core/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

static void sha256(void) {
    /* FIPS 180-4 examples, by NIST; sha256sum gives the same. */
    static const char *const abc =
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    static const char *const million =
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    struct hash *h = NULL;
    char text[HASH_TEXT], block[1000];

    ok(hash_open(&h) == EX_OK, "opens");
    hash_text(h, text);
    ok(strcmp(text, "e3b0c44298fc1c149afbf4c8996fb924"
                    "27ae41e4649b934ca495991b7852b855") == 0,
       "of nothing (sha256sum </dev/null)");
    hash_add(h, "a", 1);
    hash_add(h, "bc", 2);
    hash_text(h, text);
    ok(strcmp(text, abc) == 0, "abc, in two pieces");
    hash_text(h, text);
    ok(strcmp(text, abc) == 0, "asked again it is the same");
    hash_free(h);
    ok(hash_open(&h) == EX_OK, "opens again");
    memset(block, 'a', sizeof block);
    for (int k = 0; k < 1000; k++)
        hash_add(h, block, sizeof block);
    hash_text(h, text);
    ok(strcmp(text, million) == 0, "a million times a");
    hash_free(h);
}

static void adler32(void) {
    unsigned char *ff = malloc(70000);

    memset(ff, 0xff, 70000);
    ok(hash_adler32(1, "", 0) == 1, "Adler-32 of nothing is 1");
    /* Python 3.11: zlib.adler32(b"Wikipedia"), zlib.adler32(b"\xff" * 70000) */
    ok(hash_adler32(1, "Wikipedia", 9) == 0x11e60398, "of a word");
    ok(hash_adler32(1, ff, 70000) == 0x2a286e81, "of many high bytes");
    ok(hash_adler32(hash_adler32(1, ff, 33333), ff, 36667) == 0x2a286e81,
       "of the same in two pieces");
    free(ff);
}

static void file(void) {
    FILE *f = tmpfile();
    char text[HASH_TEXT];
    uint32_t adler = 0;
    uint64_t size = 0;

    fputs("Wikipedia", f);
    fflush(f);
    lseek(fileno(f), 0, SEEK_SET);
    ok(hash_file(fileno(f), "x", text, &adler, &size) == EX_OK && size == 9 &&
           adler == 0x11e60398,
       "of a file");
    /* printf Wikipedia | sha256sum */
    ok(strcmp(text, "d38b38a2dd476e045c299e8ee5d6466834456d97bd592a71746b423a6a"
                    "05f386") == 0,
       "its SHA-256");
    fclose(f);
    ok(hash_file(-1, "x", NULL, &adler, &size) == EX_IOERR,
       "a descriptor that cannot be read");
}

int main(void) {
    sha256();
    adler32();
    file();
    return done();
}
