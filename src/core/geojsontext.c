/* SPDX-License-Identifier: Apache-2.0 */
/* The splitting of a text into its features. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/geojson.h"
#include "core/mem.h"

enum { READ = 1 << 20, LONGEST = 256 << 20 };

struct geojson_text {
    int fd;
    char *path;
    char *bytes; /* [n] of `room` */
    size_t n, room;
    size_t at; /* the next byte to look at */
    size_t line;
    bool ended;      /* nothing more to read */
    bool started;    /* the first value was looked at */
    bool collection; /* within the features of a FeatureCollection */
    bool closed;     /* behind them */
    size_t count;    /* features given */
};

int geojson_text_open(struct geojson_text **out, int fd, const char *path,
                      const void *head, size_t nhead) {
    struct geojson_text *t = mem_array(1, sizeof *t);

    t->fd = fd;
    t->path = mem_text(strcmp(path, "-") == 0 ? "standard input" : path);
    t->bytes = mem_array(nhead + 1, 1);
    if (nhead > 0)
        memcpy(t->bytes, head, nhead);
    t->n = t->room = nhead;
    t->line = 1;
    *out = t;
    return EX_OK;
}

void geojson_text_free(struct geojson_text *t) {
    if (t == NULL)
        return;
    if (t->fd > STDIN_FILENO)
        close(t->fd);
    free(t->path);
    free(t->bytes);
    free(t);
}

static int fault(const struct geojson_text *t, const char *what) {
    return err_set(EX_DATAERR, "%s:%zu: %s", t->path, t->line, what);
}

/* More bytes behind those there are. */
static int fill(struct geojson_text *t) {
    ssize_t got;

    if (t->n + READ > t->room) {
        t->room = 2 * t->n + READ;
        t->bytes = mem_grow(t->bytes, t->room, 1);
    }
    got = fd_read(t->fd, t->bytes + t->n, READ);
    if (got < 0)
        return err_os(errno, t->path);
    t->ended = got == 0;
    t->n += (size_t)got;
    return EX_OK;
}

/* Gives up what is behind the place we are at. */
static void forget(struct geojson_text *t) {
    if (t->at < READ)
        return;
    memmove(t->bytes, t->bytes + t->at, t->n - t->at);
    t->n -= t->at;
    t->at = 0;
}

/* Passes over what may stand between values.  *c is the byte that does not, 0
 * at the end. */
static int skip(struct geojson_text *t, const char *passed, char *c) {
    int status = EX_OK;

    for (;; t->at++) {
        if (t->at == t->n && !t->ended)
            TRY(fill(t));
        if (t->at == t->n) {
            *c = 0;
            return EX_OK;
        }
        *c = t->bytes[t->at];
        if (*c == 0 || strchr(passed, *c) == NULL)
            return *c ? EX_OK : fault(t, "a byte 0");
        t->line += *c == '\n';
    }
done:
    return status;
}

/* Where a scan of one value stands. */
struct scan {
    size_t depth;
    bool text, escaped;
};

/* One byte further; true at the end of the value. */
static bool scan_byte(struct scan *s, char c) {
    if (s->text) {
        if (s->escaped)
            s->escaped = false;
        else if (c == '\\')
            s->escaped = true;
        else if (c == '"')
            s->text = false;
        return false;
    }
    if (c == '"')
        s->text = true;
    else if (c == '{' || c == '[')
        s->depth++;
    else if (c == '}' || c == ']')
        return --s->depth == 0;
    return false;
}

/* The object that begins here, whole: *n bytes. */
static int object(struct geojson_text *t, size_t *n) {
    struct scan s = { 0 };
    int status = EX_OK;

    for (size_t k = 0;; k++) {
        if (t->at + k == t->n && !t->ended)
            TRY(fill(t));
        if (t->at + k == t->n)
            return fault(t, "ends within a feature");
        if (k > LONGEST)
            return fault(t, "a feature is longer than 256 MiB");
        if (scan_byte(&s, t->bytes[t->at + k])) {
            *n = k + 1;
            return EX_OK;
        }
    }
done:
    return status;
}

/* Is a name at depth 1, with its quotes, the one looked for? */
static bool is_name(const char *bytes, size_t n, const char *name) {
    return n == strlen(name) && memcmp(bytes, name, n) == 0;
}

/* Looks into the first object for "features": [ at its own depth, with no
 * "type": "Feature" before; if so, moves behind the bracket. */
static int look(struct geojson_text *t) {
    struct scan s = { 0 };
    size_t quote = 0, colon = 0;
    bool features = false;
    int status = EX_OK;

    for (size_t k = 0;; k++) {
        const char *b;
        bool was = s.text;
        if (t->at + k == t->n && !t->ended)
            TRY(fill(t));
        if (t->at + k == t->n || k > LONGEST)
            return EX_OK; /* object() says what is wrong */
        b = t->bytes + t->at;
        if (features && s.depth == 1 && b[k] == '[') {
            t->collection = true;
            for (size_t i = 0; i < k; i++)
                t->line += b[i] == '\n';
            t->at += k + 1;
            return EX_OK;
        }
        if (scan_byte(&s, b[k]))
            return EX_OK;
        if (s.depth != 1 || strchr(" \t\r\n", b[k]) != NULL)
            continue;
        if (!was && s.text)
            quote = k;
        else if (was && !s.text && colon == 0)
            features = is_name(b + quote, k + 1 - quote, "\"features\"");
        else if (was && !s.text &&
                 is_name(b + quote, k + 1 - quote, "\"Feature\""))
            return EX_OK;
        if (!s.text && b[k] == ':')
            colon = k;
        else if (!s.text && b[k] == ',') {
            colon = 0;
            features = false;
        }
    }
done:
    return status;
}

/* The start of the text: its order mark, and what kind it is. */
static int start(struct geojson_text *t) {
    char c;
    int status = EX_OK;

    t->started = true;
    while (t->n < 3 && !t->ended)
        TRY(fill(t));
    if (t->n >= 3 && memcmp(t->bytes, "\xef\xbb\xbf", 3) == 0)
        t->at = 3;
    TRY(skip(t, " \t\r\n\x1e", &c));
    if (c == '{')
        status = look(t);
    else if (c != 0)
        status = fault(t, "not GeoJSON (an object begins with {)");
done:
    return status;
}

/* Behind the last feature of a collection: only its end may follow. */
static int finish(struct geojson_text *t) {
    struct scan s = { .depth = 1 };
    int status = EX_OK;
    char c;

    t->closed = true;
    for (;; t->at++) {
        if (t->at == t->n && !t->ended)
            TRY(fill(t));
        if (t->at == t->n)
            return fault(t, "ends within a FeatureCollection");
        if (scan_byte(&s, t->bytes[t->at]))
            break;
    }
    t->at++;
    TRY(skip(t, " \t\r\n\x1e", &c));
    if (c != 0)
        status = fault(t, "something stands behind the FeatureCollection");
done:
    return status;
}

int geojson_text_next(struct geojson_text *t, struct geojson_span *span) {
    char c;
    size_t n = 0;
    int status = EX_OK;

    span->text = NULL;
    if (!t->started)
        TRY(start(t));
    if (t->closed)
        return EX_OK;
    forget(t);
    TRY(skip(t, t->collection ? " \t\r\n," : " \t\r\n\x1e", &c));
    if (t->collection && c == ']') {
        t->at++;
        return finish(t);
    }
    if (c == 0 && t->collection)
        return fault(t, "ends within a FeatureCollection");
    if (c == 0) {
        if (t->count > 1 && t->bytes[t->n - 1] != '\n')
            return fault(t, "the last line does not end: cut short");
        return EX_OK;
    }
    if (c != '{')
        return fault(t, "not a feature (an object begins with {)");
    TRY(object(t, &n));
    span->text = t->bytes + t->at;
    span->n = n;
    span->line = t->line;
    for (size_t k = 0; k < n; k++)
        t->line += span->text[k] == '\n';
    t->at += n;
    t->count++;
done:
    return status;
}
