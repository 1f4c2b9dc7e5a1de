/* SPDX-License-Identifier: Apache-2.0 */
#include "core/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static char path[] = "/tmp/twin-checkpoint-XXXXXX";

static bool write_one(size_t bytes) {
    const double x[] = { 1.5, -2 };
    struct checkpoint *c;
    bool good = checkpoint_new(&c, path, "sort 1") == EX_OK &&
                checkpoint_say(c, "every", "two\nlines") == EX_OK &&
                checkpoint_say(c, "last", "") == EX_OK;

    good = good && (bytes == 0 || checkpoint_put(c, x, bytes) == EX_OK) &&
           checkpoint_commit(c) == EX_OK;
    checkpoint_free(c);
    return good;
}

/* Is the file, with one byte of it changed, refused? */
static bool refused(long at) {
    struct checkpoint *c = NULL;
    FILE *f = fopen(path, "r+b");
    int byte, status;

    fseek(f, at, SEEK_SET);
    byte = fgetc(f);
    fseek(f, at, SEEK_SET);
    fputc(byte ^ 1, f);
    fclose(f);
    status = checkpoint_read(&c, path, "sort 1");
    checkpoint_free(c);
    f = fopen(path, "r+b");
    fseek(f, at, SEEK_SET);
    fputc(byte, f);
    fclose(f);
    return status == EX_DATAERR && c == NULL;
}

int main(void) {
    struct checkpoint *c;
    double x[2] = { 0 };
    struct stat st;
    bool all = true;

    ok(checkpoint_read(&c, "/tmp/no-such-checkpoint", "sort 1") == EX_OK &&
           c == NULL,
       "no file is no error");
    ok(mkstemp(path) >= 0 && checkpoint_read(&c, path, "sort 1") == EX_DATAERR,
       "an empty file is one");
    ok(write_one(0) && checkpoint_read(&c, path, "sort 1") == EX_OK &&
           strcmp(checkpoint_line(c, "every"), "two lines") == 0 &&
           strcmp(checkpoint_line(c, "last"), "") == 0 &&
           checkpoint_line(c, "ever") == NULL && checkpoint_ends(c) == EX_OK,
       "lines without bytes");
    checkpoint_free(c);
    ok(write_one(sizeof x) && checkpoint_read(&c, path, "sort 1") == EX_OK &&
           checkpoint_get(c, x, sizeof x) == EX_OK && x[0] == 1.5 &&
           x[1] == -2 && checkpoint_ends(c) == EX_OK &&
           checkpoint_get(c, x, 1) == EX_DATAERR,
       "bytes come back, and no more than there are");
    checkpoint_free(c);
    ok(checkpoint_read(&c, path, "sort 2") == EX_DATAERR,
       "another kind is refused");
    if (stat(path, &st) == 0)
        for (long k = 0; k < st.st_size; k++)
            all = all && refused(k);
    ok(all && st.st_size > 32, "a changed byte anywhere is seen");
    all = true;
    for (long k = st.st_size - 1; k >= 0; k--)
        all = all && truncate(path, k) == 0 &&
              checkpoint_read(&c, path, "sort 1") == EX_DATAERR;
    ok(all, "so is a file cut short anywhere");
    unlink(path);
    return done();
}
