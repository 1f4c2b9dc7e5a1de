/* SPDX-License-Identifier: Apache-2.0 */
#include "core/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/zarr.h"
#include "kernel/affine.h"

#define NO_TIME INT64_MIN

/* A descriptor of the FILE at its start. */
static int open_path(struct feed *f, int *fd) {
    struct stat st;

    *fd = f->standard ? dup(STDIN_FILENO) : open(f->path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0 && strstr(f->path, "://") != NULL)
        return err_set(EX_NOINPUT, "%s: only files are read, not addresses",
                       f->path);
    if (*fd < 0 || fstat(*fd, &st) != 0)
        return err_os(errno, f->path);
    f->once = (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) || f->standard;
    if (!S_ISDIR(st.st_mode) || zarr_is(*fd))
        return EX_OK;
    close(*fd);
    return err_folder(f->path);
}

/* Opens the source, at first or again. */
static int awake(struct feed *f) {
    int status;

    if (f->src != NULL)
        return EX_OK;
    TRY(open_path(f, &f->how.fd));
    TRY(source_open(&f->src, &f->how));
    if (f->nsource != 0 && f->nsource != f->src->ds->nfields)
        TRY(err_set(EX_DATAERR, "%s: changed while it was read", f->path));
done:
    return status;
}

static int step_wrong(const struct feed *f, size_t k, int64_t before,
                      int64_t time) {
    char a[TIME_TEXT], b[TIME_TEXT];

    return err_set(EX_DATAERR,
                   "%s: step %zu (%s) is not after step %zu (%s); %s", f->path,
                   k + 1, feed_date(f, time, a), k, feed_date(f, before, b),
                   f->overlap == OVERLAP_LAST
                       ? "--on-overlap last cannot look ahead in a stream"
                       : "--on-overlap first keeps one");
}

static int decode(const struct feed *f, size_t k, double value, int64_t *time) {
    if (time_decode(&f->unit, value, time) == EX_OK)
        return EX_OK;
    return err_set(EX_DATAERR, "%s: step %zu: %s", f->path, k + 1, err_text());
}

/* Of steps that are not after all before them the last ones count. */
static void drop_earlier(struct feed *f, size_t n) {
    int64_t next = INT64_MAX;

    for (size_t k = n; k-- > 0;) {
        f->drop[k] = f->time[k] >= next;
        f->nkept -= f->drop[k];
        next = f->drop[k] ? next : f->time[k];
    }
}

/* The times of all steps, where the file tells them at once. */
static int know_times(struct feed *f, const struct time_axis *t) {
    int status = EX_OK;

    f->time = mem_array(t->n, sizeof *f->time);
    f->drop = mem_array(t->n, sizeof *f->drop);
    f->value = mem_copy(t->value, t->n, sizeof *f->value);
    f->bounds = mem_copy(t->bounds, 2 * t->n, sizeof *f->bounds);
    f->nkept = t->n;
    for (size_t k = 0; k < t->n && status == EX_OK; k++) {
        status = decode(f, k, t->value[k], &f->time[k]);
        f->low = f->time[k] < f->low ? f->time[k] : f->low;
        if (status != EX_OK || k == 0 || f->time[k] > f->high) {
            f->high = f->time[k];
        } else if (f->overlap == OVERLAP_FIRST) {
            f->drop[k] = true;
            f->nkept--;
        } else if (f->overlap == OVERLAP_REFUSE) {
            status = step_wrong(f, k, f->high, f->time[k]);
        }
    }
    if (status == EX_OK && f->overlap == OVERLAP_LAST)
        drop_earlier(f, t->n);
    return status;
}

/* What its fields are; a fault of an option names that, and not the FILE. */
static int know_fields(struct feed *f, const struct input *in) {
    const int status = likeness_all(&f->like, f->src->ds, in->says);

    return status == EX_OK || strncmp(err_text(), "--", 2) == 0
               ? status
               : err_in(status, f->path);
}

int feed_open(struct feed **out, const struct input *in, size_t i,
              const struct profile *profile) {
    struct feed *f = mem_array(1, sizeof *f);
    const struct time_axis *t;
    int status;

    *out = NULL;
    f->standard = in->nfiles == 0 || strcmp(in->file[i], "-") == 0;
    f->path = f->standard ? STANDARD_INPUT : in->file[i];
    f->how.path = f->path;
    f->how.head = f->standard ? in->head : NULL;
    f->how.nhead = f->standard ? in->nhead : 0;
    f->how.nvariables = in->nvariables;
    f->how.variable = in->variable;
    f->how.csv = in->csv;
    f->how.noptional = in->noptional;
    f->how.profile = profile;
    f->how.detect = in->profile != NULL && strcmp(in->profile, "auto") == 0;
    f->how.accept_unterminated = in->accept_unterminated;
    f->how.lead = in->lead;
    f->how.wide = in->wide;
    f->how.spool = in->spool;
    f->how.month_units = in->month_units;
    f->overlap = in->overlap;
    f->how.keep_first = in->overlap == OVERLAP_FIRST;
    f->how.keep_last = in->overlap == OVERLAP_LAST;
    f->order = i;
    f->how.whole_vectors = in->whole_vectors;
    f->how.range = in->range;
    f->low = f->first = INT64_MAX;
    f->high = f->before = NO_TIME;
    TRY(awake(f));
    t = &f->src->ds->time;
    f->nsource = f->src->ds->nfields;
    TRY(know_fields(f, in));
    f->has_time = t->name != NULL;
    f->has_bounds = t->has_bounds;
    f->unit = t->unit;
    f->nsteps = f->nkept = f->has_time ? t->n : 1;
    if (f->has_time && in->takes != NULL)
        f->taken = in->takes(f->src->ds, &f->from, &f->until);
    f->sequential = f->src->sequential;
    f->table = f->src->table;
    if (f->has_time && !f->sequential)
        TRY(know_times(f, t));
    *out = f;
    f = NULL;
done:
    feed_free(f);
    return status;
}

void feed_free(struct feed *f) {
    if (f == NULL)
        return;
    source_close(f->src);
    for (size_t k = 0; f->room != NULL && k < f->nfields; k++)
        free(f->room[k].f);
    likeness_free(f->like, f->nsource);
    free(f->room);
    for (size_t k = 0; f->turned != NULL && k < f->nfields; k++)
        free(f->turned[k].f);
    free(f->turned);
    window_free(&f->turn);
    free(f->type);
    free(f->want_type);
    free(f->step.value);
    free(f->pick);
    free(f->count);
    free(f->conv);
    free(f->time);
    free(f->value);
    free(f->bounds);
    free(f->drop);
    free(f);
}

const struct dataset *feed_dataset(const struct feed *f) {
    return f->src->ds;
}

void feed_rest(struct feed *f) {
    if (f->once || f->src == NULL)
        return;
    source_close(f->src);
    f->src = NULL;
    if (f->at != INT64_MAX ||
        !f->ready) { /* begins again where it is not over */
        f->ready = false;
        f->k = 0;
        f->before = NO_TIME;
    }
}

/* Are the source's fields the reader's, in their units? */
static bool passes_as_is(const struct feed *f) {
    for (size_t k = 0; k < f->nfields; k++)
        if (f->pick[k] != k || (f->conv != NULL && f->room[k].f != NULL))
            return false;
    return f->nfields == f->nsource && !f->turns;
}

/* How long the pull of a step of the source, the one before f->k, is good: some
 * after it may be left out, and after the last the file is closed. */
static size_t held(const struct feed *f, size_t steps) {
    size_t n = 1;

    for (size_t k = f->k; k < f->nsteps && k + 1 < f->k + steps; k++)
        n += f->drop == NULL || !f->drop[k];
    return n;
}

/* The next step of the source; NULL after the last. */
static int fetch(struct feed *f, const struct step **s) {
    int status;

    *s = NULL;
    while (f->drop != NULL && f->k < f->nsteps && f->drop[f->k])
        f->k++;
    if (!f->sequential && f->k >= f->nsteps)
        return EX_OK;
    TRY(awake(f));
    f->src->pulls = f->pulls && passes_as_is(f);
    TRY(source_step(f->src, f->k, s));
done:
    return status;
}

/* The values of a step in the order of the reader's cells. */
static void turn_all(struct feed *f) {
    for (size_t k = 0; f->turns && k < f->nfields; k++) {
        const size_t size = type_size(f->want_type[k]);
        if (f->turned[k].f == NULL)
            f->turned[k].d = mem_array(f->count[k], sizeof(double));
        feed_turn(f, f->count[k], size, f->step.value[k].f, f->turned[k].f);
        f->step.value[k] = f->turned[k];
    }
}

/* What the reader sees of a step of the source. */
static void show(struct feed *f, const struct step *s) {
    f->step.pull = s->pull;
    f->step.held = s->pull != NULL ? held(f, s->held) : 0;
    for (size_t k = 0; k < f->nfields; k++) {
        f->step.value[k] = s->value[f->pick[k]];
        if (f->conv == NULL || f->room[k].f == NULL)
            continue;
        const struct conversion *c = &f->conv[k];
        if (f->type[k] == REAL && f->want_type[k] == WIDE)
            affine_widen(f->count[k], s->value[f->pick[k]].f, c->scale,
                         c->offset, f->room[k].d);
        else if (f->type[k] == WIDE)
            affine_wide(f->count[k], s->value[f->pick[k]].d, c->scale,
                        c->offset, f->room[k].d);
        else
            affine_apply(f->count[k], s->value[f->pick[k]].f, c->scale,
                         c->offset, f->room[k].f);
        f->step.value[k] = f->room[k];
    }
    turn_all(f);
    f->step.time = s->time;
    f->step.bounds[0] = f->has_bounds ? s->bounds[0] : NAN;
    f->step.bounds[1] = f->has_bounds ? s->bounds[1] : NAN;
    if (f->same_unit)
        return;
    f->step.time = time_encode(&f->want, f->at);
    for (int i = 0; i < 2; i++) {
        int64_t edge;
        if (time_decode(&f->unit, f->step.bounds[i], &edge) == EX_OK)
            f->step.bounds[i] = time_encode(&f->want, edge);
    }
}

/* Takes a step of the source, unless it is one to be left out. */
static int consider(struct feed *f, const struct step *s) {
    int64_t time = 0;
    int status;

    if (f->has_time)
        TRY(decode(f, f->k, s->time, &time));
    f->k++;
    f->low = time < f->low ? time : f->low;
    f->high = time > f->high ? time : f->high;
    if (f->before != NO_TIME && time <= f->before) {
        if (f->overlap == OVERLAP_FIRST)
            return EX_OK;
        return step_wrong(f, f->k - 1, f->before, time);
    }
    f->before = time;
    if (f->has_time && !feed_keeps(f, time, f->has_bounds ? s->bounds : NULL))
        return EX_OK;
    f->at = time;
    f->ready = true;
    show(f, s);
    return EX_OK;
done:
    return status;
}

int feed_ready(struct feed *f) {
    const struct step *s;
    int status = EX_OK;

    while (!f->ready) {
        TRY(fetch(f, &s));
        if (s == NULL) {
            f->ready = true;
            f->at = INT64_MAX;
            feed_rest(f);
        } else {
            TRY(consider(f, s));
        }
    }
done:
    return status;
}

int feed_peek(struct feed *f) {
    int status = EX_OK;

    if (f->time == NULL && f->has_time) {
        status = feed_ready(f);
        f->first = f->at;
        return status;
    }
    f->first = INT64_MAX;
    for (size_t k = f->nsteps; k-- > 0;)
        if (!f->has_time || !f->drop[k])
            f->first = f->has_time ? f->time[k] : 0;
    return status;
}

void feed_take(struct feed *f) {
    if (f->at != INT64_MAX)
        f->ready = false;
}

bool feed_precedes(const struct feed *f, const struct feed *other) {
    return f->low != other->low ? f->low < other->low : f->order < other->order;
}

char *feed_date(const struct feed *f, int64_t time, char out[TIME_TEXT]) {
    const bool days =
        f->unit.ms % MS_PER_DAY == 0 && f->unit.epoch % MS_PER_DAY == 0;

    if (days && time % MS_PER_DAY == 0)
        return time_date_text(f->unit.calendar, time, out);
    time_text(f->unit.calendar, time, out);
    *strchr(out, ':') = time % MS_PER_HOUR ? ':' : 0; /* 2019-03-01T23 */
    return out;
}
