/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a store: bytes, and the JSON that Python writes. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/mem.h"
#include "core/zarr_part.h"

/* Bytes of metadata, at most. */
enum { METADATA = 64 << 20 };

static int read_all(int fd, const char *name, struct zarr_file *f) {
    const ssize_t got = fd_fill(fd, f->bytes, f->room);

    if (got < 0)
        return err_set(EX_IOERR, "%s: %s", name, strerror(errno));
    f->n = (size_t)got;
    return EX_OK;
}

int zarr_bytes(int folder, const char *name, struct zarr_file *f) {
    const int fd =
        openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    int status = EX_OK;

    f->n = SIZE_MAX;
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return EX_OK;
    if (fd < 0 || fstat(fd, &st) != 0) {
        status = err_os(errno, name);
    } else if (!S_ISREG(st.st_mode)) {
        status = err_set(EX_DATAERR, "%s: is no file", name);
    } else if ((uint64_t)st.st_size > f->most) {
        status = err_set(EX_DATAERR, "%s: has %lld bytes, more than %zu", name,
                         (long long)st.st_size, f->most);
    } else {
        if (f->room <= (size_t)st.st_size) { /* one more, to see its end */
            f->room = (size_t)st.st_size + 1;
            free(f->bytes);
            f->bytes = mem_grow(NULL, f->room, 1);
        }
        status = read_all(fd, name, f);
    }
    if (fd >= 0)
        close(fd);
    return status;
}

/* Tokens that no JSON has, as texts. */
static char *mend(const char *text, size_t n, size_t *made) {
    static const char *const words[] = { "NaN", "Infinity", "-Infinity" };
    char *out = mem_array(2 * n + 1, 1);
    bool quoted = false;
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        size_t w = 0;
        while (w < 3 && (quoted || n - i < strlen(words[w]) ||
                         memcmp(text + i, words[w], strlen(words[w])) != 0))
            w++;
        if (w < 3) {
            const size_t length = strlen(words[w]);
            out[m++] = '"';
            memcpy(out + m, words[w], length);
            m += length;
            out[m++] = '"';
            i += length - 1;
            continue;
        }
        if (text[i] == '"')
            quoted = !quoted;
        out[m++] = text[i];
        if (quoted && text[i] == '\\' && i + 1 < n)
            out[m++] = text[++i];
    }
    *made = m;
    return out;
}

int zarr_json(struct json **out, int folder, const char *name) {
    struct zarr_file f = { .most = METADATA };
    char *text = NULL;
    size_t n;
    int status;

    *out = NULL;
    TRY(zarr_bytes(folder, name, &f));
    if (f.n == SIZE_MAX)
        goto done;
    text = mend(f.bytes, f.n, &n);
    status = err_in(json_parse(out, text, n), name);
done:
    free(text);
    free(f.bytes);
    return status;
}

bool zarr_special(const struct json *j, double *x) {
    const char *text = json_text(j);

    *x = NAN;
    if (text == NULL)
        return false;
    if (strcmp(text, "Infinity") == 0)
        *x = INFINITY;
    else if (strcmp(text, "-Infinity") == 0)
        *x = -INFINITY;
    else
        return strcmp(text, "NaN") == 0;
    return true;
}
