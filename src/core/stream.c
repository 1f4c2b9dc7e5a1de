/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stream.h"

#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/mark.h"
#include "core/mem.h"
#include "kernel/swap.h"

enum {
    BLOCK = 1 << 18, /* bytes that stay in cache from the read to the swap */
    GROW = 1 << 20   /* memory first taken for what a header claims */
};

#define ULL(n) ((unsigned long long)(n))

/* The values of one variable of a record. */
struct slot {
    size_t var;
    char *bytes;
    size_t room; /* grows to their size, as the first ones come */
};

struct stream {
    struct ncfile base;
    struct intake *in;
    struct cdf *lay;
    struct digest *digest;
    size_t nslots;
    struct slot *slot; /* in order of the file */
    uint64_t steps;    /* read so far */
    bool marked;       /* it has a start mark, so must have an end mark */
    bool lenient;      /* --accept-unterminated */
    bool is_cut;       /* it ended in the middle, without a word */
    bool ended;
};

/* What is said of a file that ends too soon: the message of its writer, if it
 * had time to leave one. */
static int cut(struct stream *s, const char *within) {
    const char *path = intake_path(s->in);
    struct mark m;
    size_t n;
    const void *tail = intake_tail(s->in, &n);

    if (n == MARK_ABORT_SIZE && mark_get(&m, tail, n) && m.aborted)
        return mark_failed(&m, path);
    s->is_cut = true;
    if (within)
        return err_set(EX_DATAERR, "%s: ends within its %s", path, within);
    if (s->marked || s->lay->count == CDF_STREAMING)
        return err_set(EX_DATAERR,
                       "%s: ends after %llu step%s without its end mark", path,
                       ULL(s->steps), s->steps == 1 ? "" : "s");
    return err_set(EX_DATAERR, "%s: ends after %llu of %llu steps", path,
                   ULL(s->steps), ULL(s->lay->count));
}

/* Bytes that are no values. */
static int skip(struct stream *s, uint64_t n, const char *within) {
    char bytes[4096];
    size_t want, got;
    int status = EX_OK;

    for (; n > 0; n -= want) {
        want = n < sizeof bytes ? (size_t)n : sizeof bytes;
        TRY(intake_take(s->in, bytes, want, &got));
        if (got < want)
            TRY(cut(s, within));
        digest_add(s->digest, bytes, got);
    }
done:
    return status;
}

/* Memory for n of `size` bytes, which may be a lie: no more than twice of what
 * came already. */
static int grow(struct stream *s, struct slot *v, uint64_t size) {
    const size_t twice = v->room ? 2 * v->room : GROW;

    v->room = size < twice ? (size_t)size : twice;
    if (!intake_credible(s->in, v->room))
        return err_set(EX_DATAERR,
                       "%s: variable \"%s\" unpacks to thousands "
                       "of times the size of the file",
                       intake_path(s->in), s->base.nc->var[v->var].name);
    v->bytes = mem_grow(v->bytes, v->room, 1);
    return EX_OK;
}

/* The values of a variable, and its padding. */
static int take(struct stream *s, struct slot *v, const char *within) {
    const size_t one = nc_size(s->base.nc->var[v->var].type);
    const uint64_t size = s->lay->size[v->var];
    const struct ncfile_each *each =
        s->base.record != NULL ? s->base.record[v->var] : NULL;
    size_t want, got;
    int status = EX_OK;

    for (uint64_t at = 0; at < size; at += want) {
        if (at == v->room)
            TRY(grow(s, v, size));
        want = v->room - at < BLOCK ? v->room - at : BLOCK;
        TRY(intake_take(s->in, v->bytes + at, want, &got));
        if (got < want)
            TRY(cut(s, within));
        digest_add(s->digest, v->bytes + at, got);
        swap_copy(v->bytes + at, v->bytes + at, got / one, one);
        if (each != NULL)
            each->run(each->with, got / one, v->bytes + at);
    }
    TRY(skip(s, s->lay->room[v->var] - size, within));
done:
    return status;
}

/* The header again, with its count as zeros, and the gap after it. */
static int take_header(struct stream *s) {
    const size_t length = (size_t)s->lay->length;
    const size_t count = s->lay->version == 5 ? 8 : 4;
    const uint64_t gap = s->lay->data - s->lay->length;
    char *bytes = mem_array(length, 1);
    const void *mark;
    size_t got;
    int status;

    TRY(intake_take(s->in, bytes, length, &got));
    if (got < length)
        TRY(cut(s, "header"));
    memset(bytes + 4, 0, count);
    digest_add(s->digest, bytes, length);
    TRY(intake_peek(s->in, MARK_START_SIZE, &mark, &got));
    s->marked = gap == MARK_START_SIZE && got >= MARK_START_SIZE &&
                memcmp(mark, MARK_START, MARK_START_SIZE) == 0;
    TRY(skip(s, gap, "header"));
done:
    free(bytes);
    return status;
}

static int take_fixed(struct stream *s) {
    struct nc *nc = s->base.nc;
    struct slot v;
    char *within;
    int status = EX_OK;

    for (size_t i = 0; i < nc->nvars && status == EX_OK; i++) {
        if (nc_is_record(nc, &nc->var[i]))
            continue;
        v = (struct slot){ .var = i };
        within = mem_format("variable \"%s\"", nc->var[i].name);
        status = take(s, &v, within);
        nc->var[i].value = v.bytes ? v.bytes : mem_array(1, 1);
        free(within);
    }
    return status;
}

/* An end mark, as far as it can be seen from here. */
static int see_mark(struct stream *s, struct mark *m, bool *found, size_t *n) {
    const void *bytes;
    int status;

    *found = false;
    TRY(intake_peek(s->in, MARK_MAGIC_SIZE, &bytes, n));
    if (*n < MARK_MAGIC_SIZE || memcmp(bytes, MARK_END, MARK_MAGIC_SIZE) != 0)
        return EX_OK;
    TRY(intake_peek(s->in, MARK_ABORT_SIZE + 1, &bytes, n));
    *found = mark_get(m, bytes, *n) &&
             *n == (m->aborted ? MARK_ABORT_SIZE : MARK_SIZE);
done:
    return status;
}

/* Does what the end mark says hold? */
static int check_mark(struct stream *s, const struct mark *m) {
    const char *path = intake_path(s->in);
    char digest[DIGEST_TEXT];

    if (m->aborted)
        return mark_failed(m, path);
    if (!s->marked)
        return err_set(EX_DATAERR, "%s: has an end mark, but no start mark",
                       path);
    if (m->steps != s->steps)
        return err_set(EX_DATAERR,
                       "%s: has %llu steps, not the %llu of its end "
                       "mark",
                       path, ULL(s->steps), ULL(m->steps));
    if (s->lay->count != CDF_STREAMING && s->lay->count != m->steps)
        return err_set(EX_DATAERR,
                       "%s: its header says %llu steps, its end mark %llu "
                       "(harmonise --repair puts the header right)",
                       path, ULL(s->lay->count), ULL(m->steps));
    digest_text(s->digest, digest);
    if (strcmp(digest, m->digest) != 0)
        return err_set(EX_DATAERR,
                       "%s: is damaged (digest %s, its end mark says %s)", path,
                       digest, m->digest);
    memcpy(s->base.digest, digest, sizeof digest);
    return EX_OK;
}

/* Must there be an end mark? */
static bool needs_mark(const struct stream *s) {
    return s->marked || s->lay->count == CDF_STREAMING;
}

/* Its end was missed, and is not: --accept-unterminated. */
static bool forgiven(struct stream *s) {
    if (!s->lenient || !needs_mark(s))
        return false;
    warn("%s: ends after %llu steps without its end mark", intake_path(s->in),
         ULL(s->steps));
    s->ended = true;
    return true;
}

/* Some writers leave zeros after the last value (padding, a block of the disk);
 * anything else is data that the header does not know of. */
static int pass_zeros(struct stream *s) {
    char piece[4096];
    size_t got = 1;
    int status = EX_OK;

    while (got > 0) {
        TRY(intake_take(s->in, piece, sizeof piece, &got));
        for (size_t i = 0; i < got; i++)
            if (piece[i] != 0)
                return err_set(EX_DATAERR, "%s: has bytes after its last value",
                               intake_path(s->in));
    }
done:
    return status;
}

/* The end of a file without a mark; `left` bytes can be seen. */
static int end_unmarked(struct stream *s, size_t left) {
    if (needs_mark(s) && left == 0 && forgiven(s))
        return EX_OK;
    if (needs_mark(s) && left < MARK_SIZE)
        return cut(s, NULL);
    if (needs_mark(s))
        return err_set(EX_DATAERR, "%s: no end mark after its %llu steps",
                       intake_path(s->in), ULL(s->steps));
    if (s->nslots > 0 && s->steps < s->lay->count)
        return cut(s, NULL);
    return pass_zeros(s);
}

/* After the last step. */
static int end(struct stream *s, const struct mark *m, bool found) {
    const void *bytes;
    size_t left;
    int status;

    s->ended = true;
    if (found)
        return check_mark(s, m);
    TRY(intake_peek(s->in, MARK_SIZE, &bytes, &left));
    TRY(end_unmarked(s, left));
done:
    return status;
}

/* How many steps there must be; a header that says 0 may be one whose writer
 * did not come to put it right. */
static bool is_last(const struct stream *s) {
    return s->nslots == 0 ||
           (s->lay->count != CDF_STREAMING && s->steps == s->lay->count &&
            !(s->marked && s->steps == 0));
}

static int stream_next(struct ncfile *f, const void **value) {
    struct stream *s = (struct stream *)f;
    struct mark m;
    bool found;
    size_t left;
    int status = EX_OK;

    memset(value, 0, f->nc->nvars * sizeof *value);
    if (s->ended)
        return EX_OK;
    TRY(see_mark(s, &m, &found, &left));
    if (found || left == 0 || is_last(s))
        return end(s, &m, found);
    for (size_t i = 0; i < s->nslots; i++) {
        status = take(s, &s->slot[i], NULL);
        if (status != EX_OK && s->is_cut && forgiven(s))
            status = EX_OK;
        if (status != EX_OK || s->ended)
            goto done;
        value[s->slot[i].var] = s->slot[i].bytes;
    }
    s->steps++;
done:
    if (status != EX_OK || s->ended)
        memset(value, 0, f->nc->nvars * sizeof *value);
    return status;
}

static void stream_close(struct ncfile *f) {
    struct stream *s = (struct stream *)f;

    for (size_t i = 0; i < s->nslots; i++)
        free(s->slot[i].bytes);
    free(s->slot);
    digest_free(s->digest);
    cdf_free(s->lay);
    intake_free(s->in);
    nc_free(f->nc);
    free(f->path);
    free(s);
}

static void find_slots(struct stream *s) {
    const struct nc *nc = s->base.nc;

    s->slot = mem_array(nc->nvars, sizeof *s->slot);
    for (size_t i = 0; i < nc->nvars; i++)
        if (nc_is_record(nc, &nc->var[i]))
            s->slot[s->nslots++].var = i;
}

/* The number of steps of a stream whose header does not tell, or not for sure:
 * only the end of a file can. */
static void count_steps(struct stream *s) {
    struct nc *nc = s->base.nc;
    const bool streaming = s->lay->count == CDF_STREAMING;
    const long long size = intake_regular(s->in);
    const uint64_t body = size < 0 ? 0 : (uint64_t)size - s->lay->first;
    unsigned char bytes[MARK_SIZE];
    struct mark m;

    if (!streaming && !(s->marked && (s->lay->count == 0 || s->lenient)))
        return;
    nc->nrecords = NC_NONE;
    if (size < 0 || (uint64_t)size < s->lay->first)
        return;
    if (intake_last(s->in, bytes, sizeof bytes) &&
        mark_get(&m, bytes, sizeof bytes) &&
        m.steps == (body - MARK_SIZE) / s->lay->stride)
        nc->nrecords = (size_t)m.steps;
    else if (s->lenient)
        nc->nrecords = (size_t)(body / s->lay->stride);
}

int stream_open(struct ncfile **out, struct intake *in, struct nc *nc,
                struct cdf *lay, const struct ncfile_mode *mode) {
    static const struct ncfile_ops ops = { .next = stream_next,
                                           .close = stream_close };
    struct stream *s = mem_array(1, sizeof *s);
    struct mark m;
    bool found;
    size_t left;
    int status;

    *out = NULL;
    s->base = (struct ncfile){ .ops = &ops, .nc = nc, .sequential = true };
    s->base.path = mem_text(intake_path(in));
    s->in = in;
    s->lay = lay;
    s->lenient = mode->accept_unterminated;
    s->digest = digest_new();
    find_slots(s);
    TRY(take_header(s));
    TRY(take_fixed(s));
    if (s->nslots > 0) {
        count_steps(s);
        nc->dim[nc->record].n = nc->nrecords;
    } else { /* all there is to read was read */
        TRY(see_mark(s, &m, &found, &left));
        TRY(end(s, &m, found));
    }
    *out = &s->base;
    s = NULL;
done:
    if (s)
        stream_close(&s->base);
    return status;
}
