/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tee.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mark.h"
#include "core/mem.h"
#include "core/output.h"

enum { PIECE = 1 << 16 };

struct tee {
    struct tap tap; /* first */
    bool passes, is_file, ended;
    struct hash *hash;
    uint64_t size;
    char held[MARK_ABORT_SIZE];
    size_t n; /* held */
    int status;
};

/* Passes on n bytes, unless an earlier write failed. */
static void pass(struct tee *t, const char *bytes, size_t n) {
    if (t->status == EX_OK && n > 0)
        t->status = write_all(STDOUT_FILENO, "-", bytes, n);
}

static void see(struct tap *tap, const void *bytes, size_t n) {
    struct tee *t = (struct tee *)tap;
    const size_t all = t->n + n;
    const size_t keep = all < sizeof t->held ? all : sizeof t->held;
    const size_t old = n >= keep ? 0 : keep - n; /* held on */

    t->size += n;
    if (t->hash)
        hash_add(t->hash, bytes, n);
    if (!t->passes)
        return;
    pass(t, t->held, t->n - old);
    memmove(t->held, t->held + t->n - old, old);
    pass(t, bytes, n - (keep - old));
    memcpy(t->held + old, (const char *)bytes + n - (keep - old), keep - old);
    t->n = keep;
}

int tee_open(struct tee **out, bool passes, bool hashes) {
    struct tee *t = mem_array(1, sizeof *t);
    struct stat st;
    int status = EX_OK;

    t->tap.see = see;
    t->passes = passes;
    t->is_file = fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode);
    if (hashes)
        TRY(hash_open(&t->hash));
    *out = t;
    t = NULL;
done:
    tee_free(t);
    return status;
}

struct tap *tee_tap(struct tee *t) {
    return t->is_file ? NULL : &t->tap;
}

/* What nobody has read: the rest of a pipe, all of a file. */
static int finish(struct tee *t) {
    char *piece = mem_array(PIECE, 1);
    off_t at = 0;
    ssize_t got;

    for (; !t->ended; at += got) {
        got = t->is_file ? pread(STDIN_FILENO, piece, PIECE, at)
                         : read(STDIN_FILENO, piece, PIECE);
        if (got > 0)
            see(&t->tap, piece, (size_t)got);
        else if (got == 0)
            t->ended = true;
        else if (errno != EINTR)
            break;
        else
            got = 0;
    }
    free(piece);
    if (!t->ended)
        return err_set(EX_IOERR, "standard input: %s", strerror(errno));
    return t->status;
}

int tee_sum(struct tee *t, uint64_t *size, char text[HASH_TEXT]) {
    const int status = finish(t);

    *size = t->size;
    text[0] = 0;
    if (t->hash)
        hash_text(t->hash, text);
    return status;
}

int tee_commit(struct tee *t) {
    const int status = finish(t);

    pass(t, t->held, t->n);
    t->n = 0;
    return status == EX_OK ? t->status : status;
}

void tee_free(struct tee *t) {
    struct mark m;

    if (t == NULL)
        return;
    if (t->passes && t->n == sizeof t->held && mark_get(&m, t->held, t->n) &&
        m.aborted)
        pass(t, t->held, t->n);
    hash_free(t->hash);
    free(t);
}
