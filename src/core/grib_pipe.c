/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grib_pipe.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/command.h"
#include "core/fd.h"
#include "core/mem.h"
#include "core/output.h"

/* Bytes read at once, and held at first, unasked and at most; steps that tell
 * what a forecast is. */
enum { PIECE = 1 << 20, AHEAD = 32 << 20, AHEAD_MOST = 256 << 20, FIRST = 2 };

#define REMEDY "give a file or --spool"

static size_t look_ahead(void) {
    const size_t most = command_memory_given() ? AHEAD_MOST : AHEAD;
    const size_t quarter = command_memory() / 4;

    return quarter < most ? quarter : most;
}

/* Some more bytes, or the end. */
static int fill(struct grib_pipe *p, struct grib_index *x) {
    ssize_t got;

    if (p->room - p->n < PIECE)
        p->bytes = mem_grow(p->bytes, p->room = 2 * p->n + PIECE, 1);
    got = fd_read(p->fd, p->bytes + p->n, p->room - p->n);
    if (got < 0)
        return err_os(errno, x->in.path);
    p->ended = got == 0;
    p->n += (size_t)got;
    x->in.bytes = p->bytes;
    x->in.size += (uint64_t)got;
    x->in.more = !p->ended;
    return EX_OK;
}

/* All that came, and all that comes, into an unlinked file. */
static int spool(struct grib_pipe *p, struct grib_index *x) {
    const int fd = temporary_fd();
    int status = EX_OK;

    if (fd < 0)
        TRY(EX_CANTCREAT);
    while (p->n > 0) {
        TRY(write_all(fd, "temporary file", p->bytes, p->n));
        p->n = 0;
        if (!p->ended)
            TRY(fill(p, x));
    }
    if (dup2(fd, p->fd) < 0)
        TRY(err_os(errno, x->in.path));
    free(p->bytes);
    p->bytes = NULL;
    x->in.bytes = NULL;
    x->in.fd = p->fd;
done:
    if (fd >= 0)
        close(fd);
    return status;
}

/* Are the messages in the order of time, and is there a step behind which
 * another begins? */
static bool in_order(const struct grib_index *x) {
    bool whole = false;

    for (size_t k = 1; k < x->nfields; k++) {
        if (x->field[k].end < x->field[k - 1].end)
            return false;
        whole = whole || x->field[k].end > x->field[k - 1].end;
    }
    return whole;
}

/* The index made anew, when all is there. */
static void forget(struct grib_index *x) {
    const struct grib_input in = x->in;

    x->in.window = NULL;
    grib_index_free(x);
    *x = (struct grib_index){ .in = in };
}

int grib_pipe_take(struct grib_pipe *p, struct grib_index *x,
                   const struct source_in *in) {
    int status = EX_OK;

    p->how = *in;
    p->last = INT64_MIN;
    p->fd = in->fd;
    p->room = in->nhead + PIECE;
    p->bytes = mem_grow(NULL, p->room, 1);
    p->n = in->nhead;
    if (p->n > 0)
        memcpy(p->bytes, in->head, p->n);
    x->in.size = p->n;
    x->in.bytes = p->bytes;
    x->in.more = true;
    while (!p->ended && p->n < look_ahead())
        TRY(fill(p, x));
    if (p->ended)
        return EX_OK;
    if (!in->spool && !in->keep_last && in->lead == NULL) {
        TRY(grib_scan(x));
        if (in_order(x)) {
            p->streams = true;
            return EX_OK;
        }
        forget(x);
    }
    status = spool(p, x);
done:
    return status;
}

void grib_pipe_free(struct grib_pipe *p) {
    free(p->bytes);
    grib_axes_free(&p->axes);
}

/* What was said of all forecasts must hold for those to come. */
static void note_forecasts(struct grib_pipe *p, const struct grib_index *x,
                           const struct dataset *ds,
                           const struct grib_plan *plan) {
    p->reference = x->field[plan->order[0]].reference;
    p->period[0] = INT64_MAX;
    p->period[1] = INT64_MIN;
    for (size_t k = 0; k < ds->nscalars; k++) {
        const char *name = ds->scalar[k].name;
        p->one_reference |= strcmp(name, "forecast_reference_time") == 0;
        p->has_period |= strcmp(name, "forecast_period") == 0;
    }
    for (size_t k = 0; k < plan->first[plan->nsteps]; k++) {
        const struct grib_field *f = &x->field[plan->order[k]];
        const int64_t ms = f->end - f->reference;
        p->period[0] = ms < p->period[0] ? ms : p->period[0];
        p->period[1] = ms > p->period[1] ? ms : p->period[1];
    }
}

void grib_pipe_begin(struct grib_pipe *p, const struct grib_index *x,
                     struct dataset *ds, const struct grib_plan *plan) {
    note_forecasts(p, x, ds, plan);
    ds->time.n = STEPS_UNKNOWN;
    free(ds->time.value);
    free(ds->time.bounds);
    ds->time.value = ds->time.bounds = NULL;
}

static int not_as_before(const struct grib_field *f, const char *what) {
    return grib_bad(f->at,
                    "message %zu has %s that the first steps have not; " REMEDY,
                    f->message, what);
}

static int check_known(const struct grib_pipe *p, const struct grib_field *f) {
    return f->var >= p->nvars && p->how.nvariables == 0
               ? not_as_before(f, "a field")
               : EX_OK;
}

/* A field that came late. */
static int check(const struct grib_pipe *p, const struct grib_index *x,
                 const struct dataset *ds, const struct grib_field *f) {
    const int64_t ms = f->end - f->reference;

    if (f->var >= p->nvars || !x->var[f->var].wanted)
        return check_known(p, f);
    if (f->end <= p->last)
        return err_set(
            EX_DATAERR, "messages are not in time order after %llu %s; " REMEDY,
            (unsigned long long)(f->at >> 20 ? f->at >> 20 : f->at >> 10),
            f->at >> 20 ? "MiB" : "KiB");
    if (f->is_interval && !ds->time.has_bounds)
        return not_as_before(f, "an interval of time");
    if (p->one_reference ? f->reference != p->reference
                         : ms < p->period[0] || ms > p->period[1])
        return not_as_before(f, "a time since the start of its forecast");
    return EX_OK;
}

/* Gives up the fields that were given, and their bytes. */
static void drop(struct grib_pipe *p, struct grib_index *x) {
    uint64_t keep = x->scanned;
    size_t to = 0;

    for (size_t k = 0; k < x->nfields; k++) {
        const struct grib_field f = x->field[k];
        if (f.var >= p->nvars || !x->var[f.var].wanted || f.end <= p->last)
            continue;
        keep = f.at < keep ? f.at : keep;
        x->field[to++] = f;
    }
    x->nfields = to;
    p->n -= (size_t)(keep - x->in.base);
    memmove(p->bytes, p->bytes + (keep - x->in.base), p->n);
    x->in.base = keep;
}

/* Steps behind which another begins, of a pipe that ended all; no more than
 * `most` are counted. */
static size_t whole_steps(const struct grib_pipe *p, const struct grib_index *x,
                          size_t most) {
    int64_t before = p->last;

    for (size_t n = 0;; n++) {
        int64_t next = INT64_MAX;
        for (size_t k = 0; k < x->nfields; k++) {
            const struct grib_field *f = &x->field[k];
            if (f->var < p->nvars && x->var[f->var].wanted && f->end > before &&
                f->end < next)
                next = f->end;
        }
        if (n > most || next == INT64_MAX)
            return p->ended || n == 0 ? n : n - 1;
        before = next;
    }
}

/* Reads until there are so many whole steps; ds is NULL before it is made. */
static int read_on(struct grib_pipe *p, struct grib_index *x,
                   const struct dataset *ds, size_t want) {
    size_t known = x->nfields;
    int status = EX_OK;

    while (!p->ended && whole_steps(p, x, want) < want) {
        TRY(fill(p, x));
        TRY(grib_scan(x));
        for (; known < x->nfields; known++)
            TRY(ds ? check(p, x, ds, &x->field[known])
                   : check_known(p, &x->field[known]));
        if (p->n > command_memory() / 2 + 4 * PIECE)
            TRY(err_set(EX_OSERR,
                        "a step of its messages takes more than half of "
                        "--memory (or --spool)"));
    }
done:
    return status;
}

int grib_pipe_first(struct grib_pipe *p, struct grib_index *x) {
    p->nvars = x->nvars;
    return read_on(p, x, NULL, FIRST);
}

void grib_pipe_cut(const struct grib_pipe *p, struct grib_plan *plan) {
    if (p->streams && !p->ended)
        plan->nsteps--;
}

/* Fields that steps have not are counted up to the end. */
static void count(struct grib_pipe *p, const struct dataset *ds,
                  const struct grib_plan *plan) {
    const size_t cells = grid_cells(ds->grid);

    p->there += (double)plan->first[plan->nsteps];
    for (size_t k = 0; k < ds->nfields; k++)
        p->all += (double)(ds->field[k].n / cells) * (double)plan->nsteps;
}

static void warn_absent(const struct grib_pipe *p, const char *path) {
    if (p->there < p->all)
        warn("%s: %.0f of %.0f fields are not there and become missing", path,
             p->all - p->there, p->all);
}

int grib_pipe_next(struct grib_pipe *p, struct grib_index *x,
                   const struct dataset *ds, struct grib_plan *plan,
                   size_t want) {
    int status = EX_OK;

    if (plan->nsteps > 0) {
        count(p, ds, plan);
        p->last = x->field[plan->order[plan->first[plan->nsteps] - 1]].end;
    }
    grib_plan_free(plan);
    *plan = (struct grib_plan){ 0 };
    drop(p, x);
    TRY(read_on(p, x, ds, want));
    if (whole_steps(p, x, 1) == 0) {
        warn_absent(p, x->in.path);
        goto done;
    }
    TRY(grib_codec_load(x));
    TRY(grib_order(x, &p->how, plan));
    grib_pipe_cut(p, plan);
    TRY(grib_axes_places(&p->axes, x, ds, plan));
done:
    return status;
}
