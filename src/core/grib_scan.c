/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the messages of GRIB and splits them into sections. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/grib_part.h"
#include "core/mem.h"

enum {
    WINDOW = 1 << 16,
    FOREIGN = 1 << 16 /* octets between messages that are passed over */
};

uint64_t grib_u(const uint8_t *p, int octets) {
    uint64_t x = 0;

    for (int i = 0; i < octets; i++)
        x = x << 8 | p[i];
    return x;
}

int64_t grib_s(const uint8_t *p, int octets) {
    const uint64_t x = grib_u(p, octets);
    const uint64_t sign = UINT64_C(1) << (8 * octets - 1);

    return x & sign ? -(int64_t)(x & ~sign) : (int64_t)x;
}

int grib_bad(uint64_t at, const char *fmt, ...) {
    char text[400];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return err_set(EX_DATAERR, "byte %llu: %s", (unsigned long long)at, text);
}

int grib_load(const struct grib_input *in, uint64_t at, size_t n,
              uint8_t *out) {
    if (in->bytes != NULL) {
        memcpy(out, in->bytes + (at - in->base), n);
        return EX_OK;
    }
    const int number = fd_read_at(in->fd, out, n, at);

    if (number == FD_ENDS)
        return grib_bad(at, "the file became shorter");
    return number == 0 ? EX_OK : err_os(number, in->path);
}

int grib_view(struct grib_input *in, uint64_t at, size_t n,
              const uint8_t **bytes) {
    int status;

    if (in->bytes != NULL) {
        *bytes = in->bytes + (at - in->base);
        return EX_OK;
    }
    if (at < in->from || at + n > in->from + in->n) {
        /* a field's heads, without what follows them where it is long */
        size_t want = n < 1024 ? 1024 : n;
        if (want > in->size - at)
            want = (size_t)(in->size - at);
        if (in->window == NULL)
            in->window = mem_array(WINDOW, 1);
        in->n = 0;
        if ((status = grib_load(in, at, want, in->window)) != EX_OK)
            return status;
        in->from = at;
        in->n = want;
    }
    *bytes = in->window + (at - in->from);
    return EX_OK;
}

/* Does a message begin here?  Its length and edition are what it says. */
static int look(struct grib_index *x, uint64_t at, bool *there, uint64_t *n,
                int *edition) {
    const uint8_t *p;
    int status;

    *there = false;
    if (x->in.size - at < 16)
        return EX_OK;
    if ((status = grib_view(&x->in, at, 16, &p)) != EX_OK)
        return status;
    *there = memcmp(p, "GRIB", 4) == 0;
    *n = p[7] == 1 ? grib_u(p + 4, 3) : grib_u(p + 8, 8);
    *edition = p[7];
    return EX_OK;
}

/* The message at `at`, which begins with GRIB. */
static int take(struct grib_index *x, uint64_t at, uint64_t n, int edition) {
    const uint8_t *p;
    int status;

    if (edition != 1 && edition != 2)
        return grib_bad(at, "message %zu is GRIB edition %d (1 and 2 are read)",
                        x->nmessages + 1, edition);
    if (edition == 1 && n & 0x800000)
        return grib_bad(at,
                        "message %zu is longer than 8 MiB in GRIB 1, which is "
                        "not read",
                        x->nmessages + 1);
    if (n < 16)
        return grib_bad(at, "message %zu has %llu octets", x->nmessages + 1,
                        (unsigned long long)n);
    if (n > x->in.size - at)
        return err_set(
            EX_DATAERR,
            "message %zu is cut short at byte %llu of %llu (%zu whole %s "
            "before it)",
            x->nmessages + 1, (unsigned long long)x->in.size,
            (unsigned long long)(at + n), x->nmessages,
            x->nmessages == 1 ? "message" : "messages");
    x->nmessages++;
    if ((status = grib_split(x, at, n, edition)) != EX_OK)
        return status;
    if ((status = grib_view(&x->in, at + n - 4, 4, &p)) != EX_OK)
        return status;
    if (memcmp(p, "7777", 4) != 0)
        return grib_bad(at + n - 4, "message %zu does not end with 7777",
                        x->nmessages);
    return EX_OK;
}

/* Is it GRIB in truth?  A text that has the word in it has no edition. */
static bool begins(const uint8_t *p, size_t n) {
    return n >= 4 && memcmp(p, "GRIB", 4) == 0 &&
           (n < 8 || p[7] == 1 || p[7] == 2);
}

/* Passes over what is no message: to the next place that begins one, or the
 * end. */
static int skip(struct grib_index *x) {
    const uint64_t begin = x->scanned, already = x->foreign;
    const uint8_t *p;
    int status;

    while (x->scanned < x->in.size) {
        const uint64_t left = x->in.size - x->scanned;
        const size_t want = left < WINDOW ? (size_t)left : WINDOW;
        const bool last = want == left && !x->in.more;
        const size_t most = last ? want : want < 8 ? 0 : want - 7;
        size_t i = 0;
        if ((status = grib_view(&x->in, x->scanned, want, &p)) != EX_OK)
            return status;
        for (; i < most && !begins(p + i, want - i); i++)
            x->foreign += p[i] != 0;
        x->scanned += i;
        if (x->foreign - already > FOREIGN)
            return grib_bad(begin, "no message in the next %llu octets",
                            (unsigned long long)(x->scanned - begin));
        if (i < most || (want == left && !last))
            break;
    }
    return EX_OK;
}

/* Is a message here that has not come as a whole yet? */
static bool waits(const struct grib_index *x, uint64_t n, int edition) {
    return x->in.more && (edition == 1 || edition == 2) && n >= 16 &&
           !(edition == 1 && n & 0x800000) && n > x->in.size - x->scanned;
}

static int check_end(const struct grib_index *x) {
    if (x->nmessages == 0)
        return err_set(EX_DATAERR, "no message of GRIB in it");
    if (x->foreign > 0)
        warn("%s: %llu octets beside its messages are passed over", x->in.path,
             (unsigned long long)x->foreign);
    return EX_OK;
}

int grib_scan(struct grib_index *x) {
    uint64_t n = 0;
    int edition = 0, status = EX_OK;
    bool there;

    while (x->scanned < x->in.size) {
        TRY(look(x, x->scanned, &there, &n, &edition));
        if (there && waits(x, n, edition))
            return EX_OK;
        if (there) {
            TRY(take(x, x->scanned, n, edition));
            x->scanned += n;
            continue;
        }
        if (x->in.more && x->in.size - x->scanned < 16)
            return EX_OK;
        TRY(skip(x));
        if (x->in.size - x->scanned >= 16 || x->scanned == x->in.size)
            continue;
        if (x->in.more)
            return EX_OK;
        TRY(err_set(EX_DATAERR,
                    "message %zu is cut short at byte %llu (%zu whole %s "
                    "before it)",
                    x->nmessages + 1, (unsigned long long)x->in.size,
                    x->nmessages, x->nmessages == 1 ? "message" : "messages"));
    }
    if (!x->in.more)
        TRY(check_end(x));
done:
    return status;
}

void grib_index_free(struct grib_index *x) {
    for (size_t k = 0; k < x->ngrids; k++) {
        free(x->grid[k].section);
        grid_free(x->grid[k].grid);
    }
    for (size_t k = 0; k < x->nlocals; k++)
        free(x->local[k].bytes);
    for (size_t k = 0; k < x->nvars; k++) {
        struct grib_var *v = &x->var[k];
        free(v->name);
        free(v->short_name);
        free(v->units);
        free(v->standard_name);
        free(v->long_name);
        free(v->level);
    }
    free(x->in.window);
    free(x->field);
    free(x->grid);
    free(x->var);
    free(x->local);
}
