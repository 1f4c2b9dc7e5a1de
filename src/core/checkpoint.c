/* SPDX-License-Identifier: Apache-2.0 */
/* The file: the kind and the lines "name value", an empty line, the bytes, and
 * the XXH3-128 of all before it in 32 hexadecimal digits. */
#include "core/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/digest.h"
#include "core/fd.h"
#include "core/mem.h"
#include "core/output.h"

enum { TAIL = DIGEST_TEXT - 1, LINES = 1 << 20 };

struct checkpoint {
    char *path;
    char *text; /* [ntext]  the lines of one that is read, each with a 0 */
    size_t ntext;
    int fd;            /* of it, or -1 */
    size_t left;       /* bytes not yet got */
    struct part *part; /* of a new one */
    struct digest *digest;
    bool bytes; /* the lines are over */
};

static struct checkpoint *make(const char *path) {
    struct checkpoint *c = mem_array(1, sizeof *c);

    c->path = mem_text(path);
    c->fd = -1;
    c->digest = digest_new();
    return c;
}

void checkpoint_free(struct checkpoint *c) {
    if (c == NULL)
        return;
    if (c->fd >= 0)
        close(c->fd);
    part_free(c->part);
    digest_free(c->digest);
    free(c->text);
    free(c->path);
    free(c);
}

static int damaged(const struct checkpoint *c) {
    return err_set(EX_DATAERR, "%s: is damaged, or no state of this command",
                   c->path);
}

/* All n bytes, or EX_DATAERR. */
static int get(struct checkpoint *c, void *bytes, size_t n) {
    const ssize_t got = fd_fill(c->fd, bytes, n);

    if (got < 0)
        return err_os(errno, c->path);
    return (size_t)got == n ? EX_OK : damaged(c);
}

/* Is the digest at the end that of all before it? */
static int verify(struct checkpoint *c, size_t size) {
    enum { BLOCK = 1 << 16 };
    char said[TAIL], is[DIGEST_TEXT], *block = mem_array(BLOCK, 1);
    int status = EX_OK;

    for (size_t n = size - TAIL; n > 0;) {
        const size_t some = n < BLOCK ? n : BLOCK;
        TRY(get(c, block, some));
        digest_add(c->digest, block, some);
        n -= some;
    }
    TRY(get(c, said, TAIL));
    digest_text(c->digest, is);
    if (memcmp(said, is, TAIL) != 0)
        TRY(damaged(c));
done:
    free(block);
    return status;
}

/* What it is instead of `kind`, which ends in a number of its version. */
static int other_kind(const struct checkpoint *c, const char *kind) {
    const size_t n = (size_t)(strrchr(kind, ' ') - kind) + 1;
    const size_t digits = strspn(c->text + n, "0123456789");

    if (strncmp(c->text, kind, n) != 0 || digits == 0 ||
        c->text[n + digits] != '\n')
        return damaged(c);
    return err_set(EX_DATAERR,
                   "%s: is a state of version %.*s, not %s (the program that "
                   "made it reads it)",
                   c->path, (int)digits, c->text + n, kind + n);
}

/* The lines, up to the empty one; what follows them is left to be got. */
static int lines(struct checkpoint *c, size_t size, const char *kind) {
    const size_t most = size - TAIL < LINES ? size - TAIL : LINES;
    const size_t n = strlen(kind);
    char *end;
    int status;

    c->text = mem_array(most + 1, 1);
    TRY(lseek(c->fd, 0, SEEK_SET) == 0 ? EX_OK : err_os(errno, c->path));
    TRY(get(c, c->text, most));
    end = strstr(c->text, "\n\n");
    if (strncmp(c->text, kind, n) != 0 || c->text[n] != '\n')
        TRY(other_kind(c, kind));
    if (end == NULL)
        TRY(damaged(c));
    c->ntext = (size_t)(end + 1 - c->text);
    for (char *t = c->text; t <= end; t++)
        *t = *t == '\n' ? 0 : *t;
    c->left = size - TAIL - (size_t)(end + 2 - c->text);
    if (lseek(c->fd, end + 2 - c->text, SEEK_SET) < 0)
        TRY(err_os(errno, c->path));
done:
    return status;
}

int checkpoint_read(struct checkpoint **out, const char *path,
                    const char *kind) {
    struct checkpoint *c = make(path);
    struct stat st;
    int status = EX_OK;

    *out = NULL;
    c->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (c->fd < 0 && errno == ENOENT)
        goto done;
    if (c->fd < 0 || fstat(c->fd, &st) != 0)
        TRY(err_os(errno, path));
    if (!S_ISREG(st.st_mode) || (size_t)st.st_size <= TAIL + strlen(kind))
        TRY(damaged(c));
    TRY(verify(c, (size_t)st.st_size));
    TRY(lines(c, (size_t)st.st_size, kind));
    *out = c;
    c = NULL;
done:
    checkpoint_free(c);
    return status;
}

const char *checkpoint_line(const struct checkpoint *c, const char *name) {
    const size_t n = strlen(name);

    for (const char *s = c->text; s < c->text + c->ntext; s += strlen(s) + 1)
        if (strncmp(s, name, n) == 0 && s[n] == ' ')
            return s + n + 1;
    return NULL;
}

int checkpoint_get(struct checkpoint *c, void *bytes, size_t n) {
    if (n > c->left)
        return damaged(c);
    c->left -= n;
    return get(c, bytes, n);
}

int checkpoint_ends(const struct checkpoint *c) {
    return c->left == 0 ? EX_OK : damaged(c);
}

/* More of the file, whatever it is. */
static int put(struct checkpoint *c, const void *bytes, size_t n) {
    digest_add(c->digest, bytes, n);
    return part_write(c->part, bytes, n);
}

int checkpoint_new(struct checkpoint **out, const char *path,
                   const char *kind) {
    struct checkpoint *c = make(path);
    int status;

    *out = NULL;
    TRY(part_open(&c->part, path));
    TRY(put(c, kind, strlen(kind)));
    TRY(put(c, "\n", 1));
    *out = c;
    c = NULL;
done:
    checkpoint_free(c);
    return status;
}

int checkpoint_say(struct checkpoint *c, const char *name, const char *value) {
    char *line = mem_format("%s %s", name, value);
    int status;

    for (char *s = line; *s; s++)
        *s = *s == '\n' ? ' ' : *s;
    TRY(put(c, line, strlen(line)));
    TRY(put(c, "\n", 1));
done:
    free(line);
    return status;
}

int checkpoint_put(struct checkpoint *c, const void *bytes, size_t n) {
    int status = EX_OK;

    if (!c->bytes)
        TRY(put(c, "\n", 1));
    c->bytes = true;
    TRY(put(c, bytes, n));
done:
    return status;
}

int checkpoint_commit(struct checkpoint *c) {
    char is[DIGEST_TEXT];
    int status;

    TRY(checkpoint_put(c, "", 0)); /* ends the lines, if nothing did */
    digest_text(c->digest, is);
    TRY(part_write(c->part, is, TAIL));
    TRY(part_commit(c->part));
done:
    return status;
}
