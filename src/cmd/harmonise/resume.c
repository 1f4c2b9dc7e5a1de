/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/resume.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/grid_healpix.h"
#include "core/mem.h"

#define KIND "twinpipe-harmonise-state 1"

/* A name for where the cells are. */
static char *grid_name(const struct grid *g) {
    const size_t n = grid_cells(g);
    struct digest *d = digest_new();
    char text[DIGEST_TEXT], *name;
    const int kind = (int)g->kind;
    struct grid *placed = grid_placed(g);

    digest_add(d, &kind, sizeof kind);
    if (g->y.value != NULL)
        digest_add(d, g->y.value, g->y.n * sizeof *g->y.value);
    if (g->x.value != NULL)
        digest_add(d, g->x.value, g->x.n * sizeof *g->x.value);
    if (placed != NULL)
        g = placed;
    if (g->lat != NULL && g->lon != NULL && g->y.value == NULL) {
        digest_add(d, g->lat, n * sizeof *g->lat);
        digest_add(d, g->lon, n * sizeof *g->lon);
    }
    if (g->crs != NULL)
        digest_add(d, g->crs, strlen(g->crs));
    digest_text(d, text);
    digest_free(d);
    name = mem_format("grid %.8s (%zux%zu)", text, g->nx, g->ny);
    grid_free(placed);
    return name;
}

/* What the fields are, and their times. */
static char *source_name(const struct dataset *in) {
    const char *profile = atts_text(&in->atts, "twinpipe_source");
    char *all = mem_format("%s%s%s", calendar_name(in->time.unit.calendar),
                           in->time.has_bounds ? " with bounds" : "",
                           in->level || in->member ? " levels" : "");

    for (size_t k = 0; k < in->nfields; k++) {
        const struct field *f = &in->field[k];
        char *one = mem_format("%s [%s] %zu", f->name, f->units, f->n);
        mem_append(&all, ", ", one);
        free(one);
    }
    if (profile != NULL)
        mem_append(&all, ", of ", profile);
    return all;
}

static int check_line(const struct checkpoint *c, const char *name,
                      const char *now) {
    const char *was = checkpoint_line(c, name);

    if (was != NULL && strcmp(was, now) == 0)
        return EX_OK;
    return err_set(EX_DATAERR, "made for %s, this is %s", was ? was : "nothing",
                   now);
}

int resume_open(struct checkpoint **out, const char *path,
                const struct dataset *in, size_t n, const struct said *said) {
    struct checkpoint *c = NULL;
    char *grid = grid_name(in->grid), *source = source_name(in);
    int status;

    *out = NULL;
    TRY(checkpoint_read(&c, path, KIND));
    if (c == NULL)
        goto done;
    for (size_t k = 0; k < n; k++) {
        const char *was = checkpoint_line(c, said[k].name);
        const char *now = said[k].value ? said[k].value : "(not given)";
        if (was == NULL || strcmp(was, now) != 0)
            TRY(err_in(err_set(EX_DATAERR, "made with %s %s, now %s",
                               said[k].name, was ? was : "(not given)", now),
                       path));
    }
    TRY(err_in(check_line(c, "grid", grid), path));
    TRY(err_in(check_line(c, "source", source), path));
    *out = c;
    c = NULL;
done:
    checkpoint_free(c);
    free(grid);
    free(source);
    return status;
}

/* Numbers of a line, in their order; 0 for what is not there. */
static void numbers(const struct checkpoint *c, const char *name, size_t n,
                    int64_t *x) {
    const char *s = checkpoint_line(c, name);

    for (size_t k = 0; k < n; k++) {
        char *end = NULL;
        x[k] = s != NULL ? strtoll(s, &end, 10) : 0;
        s = end;
    }
}

static int say_numbers(struct checkpoint *c, const char *name, size_t n,
                       const int64_t *x) {
    char *all = mem_text("");
    int status;

    for (size_t k = 0; k < n; k++) {
        char number[24];
        snprintf(number, sizeof number, "%" PRId64, x[k]);
        mem_append(&all, " ", number);
    }
    status = checkpoint_say(c, name, all);
    free(all);
    return status;
}

void resume_pace(const struct checkpoint *c, struct pace *p) {
    int64_t x[2];

    numbers(c, "pace", 2, x);
    p->length.months = x[0];
    p->length.ms = x[1];
}

/* Arrays go one way or the other by one function, so that both agree. */
typedef int mover(struct checkpoint *c, void *bytes, size_t n);

static int save(struct checkpoint *c, void *bytes, size_t n) {
    return checkpoint_put(c, bytes, n);
}

static int move_tally(struct checkpoint *c, struct tally *t, mover *move) {
    const size_t n = t->column->n;
    int status = EX_OK;

    for (size_t k = 0; k < t->sums; k++) {
        TRY(move(c, &t->sum[k].weight, sizeof t->sum[k].weight));
        TRY(move(c, t->sum[k].dirty, aggregate_blocks(n)));
    }
    for (size_t k = 0; k < t->arrays; k++)
        TRY(move(c, t->acc[k], n * sizeof(double)));
done:
    return status;
}

static int move_watch(struct checkpoint *c, struct watch *w, mover *move) {
    const struct gaps *g = &w->gaps;
    int status;

    TRY(move(c, &w->day, sizeof w->day));
    TRY(move(c, &w->need, sizeof w->need));
    TRY(move(c, g->day, g->n * sizeof *g->day));
    TRY(move(c, g->month, g->n * sizeof *g->month));
    TRY(move(c, g->row, g->n * sizeof *g->row));
    TRY(move(c, g->year, g->n * sizeof *g->year));
    TRY(move(c, g->bad, g->n));
done:
    return status;
}

static int move_series(struct checkpoint *c, struct series *s, size_t n,
                       size_t steps, mover *move) {
    float *x = mem_array(n, sizeof *x);
    int status = EX_OK;

    for (size_t k = 0; k < steps; k++) {
        if (move == save)
            TRY(series_get(s, k, x));
        TRY(move(c, x, n * sizeof *x));
        if (move != save)
            TRY(series_add(s, x));
    }
done:
    free(x);
    return status;
}

static int move_slot(struct checkpoint *c, struct slot *s, mover *move) {
    const struct plan *plan = s->plan;
    int status;

    TRY(move(c, &s->weight, sizeof s->weight));
    for (size_t k = 0; k < plan->n; k++) {
        if (s->tally[k] != NULL)
            TRY(move_tally(c, s->tally[k], move));
        if (s->watch[k] != NULL)
            TRY(move_watch(c, s->watch[k], move));
    }
    for (size_t k = 0; k < plan->in->nfields; k++)
        if (s->series[k] != NULL)
            TRY(move_series(c, s->series[k], plan->in->field[k].n, s->steps,
                            move));
done:
    return status;
}

int resume_take(struct checkpoint *c, struct carried *s) {
    int64_t x[6];
    int status = EX_OK;

    resume_pace(c, &s->clock->pace);
    numbers(c, "clock", 6, x);
    s->clock->started = true;
    s->clock->now = x[0];
    s->emitted = x[1];
    s->seen = (size_t)x[2];
    s->when->anchored = x[3] != 0;
    s->when->period.anchor = x[4];
    if (x[5] < 0 || (size_t)x[5] > s->nslots)
        TRY(err_set(EX_DATAERR, "has %" PRId64 " open periods", x[5]));
    for (size_t k = 0; k < (size_t)x[5]; k++) {
        char name[32];
        int64_t y[5];
        snprintf(name, sizeof name, "period%zu", k);
        numbers(c, name, 5, y);
        slot_start(&s->slot[k], &(struct time_span){ y[0], y[1] }, y[2]);
        s->slot[k].last = y[3];
        s->slot[k].steps = (size_t)y[4];
        TRY(move_slot(c, &s->slot[k], checkpoint_get));
    }
    TRY(checkpoint_ends(c));
done:
    return status;
}

static int save_lines(struct checkpoint *c, const struct carried *s) {
    const struct pace *p = &s->clock->pace;
    size_t open = 0;
    int status;

    while (open < s->nslots && s->slot[open].open)
        open++;
    TRY(say_numbers(c, "pace", 2,
                    (int64_t[]){ p->length.months, p->length.ms }));
    TRY(say_numbers(c, "clock", 6,
                    (int64_t[]){ s->clock->now, s->emitted, (int64_t)s->seen,
                                 s->when->anchored, s->when->period.anchor,
                                 (int64_t)open }));
    for (size_t k = 0; k < open; k++) {
        const struct slot *o = &s->slot[k];
        char name[32];
        snprintf(name, sizeof name, "period%zu", k);
        TRY(say_numbers(c, name, 5,
                        (int64_t[]){ o->span.first, o->span.end, o->first,
                                     o->last, (int64_t)o->steps }));
    }
    for (size_t k = 0; k < open; k++)
        TRY(move_slot(c, &s->slot[k], save));
done:
    return status;
}

int resume_save(struct checkpoint **out, const char *path,
                const struct dataset *in, size_t n, const struct said *said,
                const struct carried *s) {
    char *grid = grid_name(in->grid), *source = source_name(in);
    struct checkpoint *c = NULL;
    int status;

    *out = NULL;
    TRY(checkpoint_new(&c, path, KIND));
    for (size_t k = 0; k < n; k++)
        TRY(checkpoint_say(c, said[k].name,
                           said[k].value ? said[k].value : "(not given)"));
    TRY(checkpoint_say(c, "grid", grid));
    TRY(checkpoint_say(c, "source", source));
    TRY(save_lines(c, s));
    *out = c;
    c = NULL;
done:
    checkpoint_free(c);
    free(grid);
    free(source);
    return status;
}
