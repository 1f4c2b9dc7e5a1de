/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grib.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/command.h"
#include "core/grib_part.h"
#include "core/grib_pipe.h"
#include "core/mem.h"

/* Steps decoded at once: as many as keep all workers busy. */
struct grib {
    struct source base;
    struct grib_index x;
    struct grib_plan plan;
    struct grib_pipe pipe;
    size_t before;      /* steps of the plans before this one */
    size_t *place;      /* [nvars]  in ds->field */
    size_t first, have; /* steps that are decoded */
    size_t room;        /* for so many */
    struct step **step; /* [room] */
    size_t nfree;       /* rooms that no worker has */
    struct grib_room *free;
};

bool grib_is(const void *head, size_t nhead) {
    const char *p = head;

    if (nhead >= 4 && memcmp(p, "GRIB", 4) == 0)
        return true;
    for (size_t i = 0; i + 8 <= nhead; i++)
        if (memcmp(p + i, "GRIB", 4) == 0 && (p[i + 7] == 1 || p[i + 7] == 2))
            return true;
    return false;
}

static int take_input(struct grib *g, const struct source_in *in) {
    struct stat st;

    g->x.in.fd = in->fd;
    g->x.in.path = g->base.path;
    if (in->nhead > 0 || fstat(in->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return grib_pipe_take(&g->pipe, &g->x, in);
    g->x.in.size = (uint64_t)st.st_size;
    return EX_OK;
}

/* Memory is asked for only when --memory has room for a step. */
static int check_memory(const struct grib_index *x, const struct dataset *ds) {
    double bytes = 0;

    for (size_t k = 0; ds != NULL && k < ds->nfields; k++)
        bytes += 4 * (double)ds->field[k].n;
    for (size_t k = 0; ds == NULL && k < x->nvars; k++)
        if (x->var[k].wanted)
            bytes += 4 * (double)x->grid[x->var[k].grid].npoints;
    if (bytes <= (double)command_memory())
        return EX_OK;
    return err_set(EX_OSERR,
                   "a step of its fields takes %.1f GiB (--memory; or fewer, "
                   "by --variable)",
                   bytes / (1 << 30));
}

/* Fields of one value of time that vary along it are decoded together. */
static void make_room(struct grib *g) {
    const struct dataset *ds = g->base.ds;
    size_t threads = 0;
    const size_t each = g->plan.first[g->plan.nsteps] / g->plan.nsteps;
    double bytes = 1;

#pragma omp parallel reduction(+ : threads)
    threads++;
    g->room = each >= threads ? 1 : (threads + each - 1) / (each ? each : 1);
    for (size_t k = 0; k < ds->nfields; k++)
        bytes += 4 * (double)ds->field[k].n;
    while (g->room > 1 &&
           (double)g->room * bytes > (double)command_memory() / 4)
        g->room--;
    g->step = mem_array(g->room, sizeof *g->step);
    for (size_t k = 0; k < g->room; k++)
        g->step[k] = step_new(ds);
}

/* Cells of the fields that a step has not. */
static void clear(struct grib *g, size_t k, struct step *s) {
    const struct dataset *ds = g->base.ds;
    const size_t cells = grid_cells(ds->grid);
    size_t planes = 0;

    for (size_t f = 0; f < ds->nfields; f++)
        planes += ds->field[f].n / cells;
    if (planes == g->plan.first[k + 1] - g->plan.first[k])
        return;
    for (size_t f = 0; f < ds->nfields; f++)
        for (size_t i = 0; i < ds->field[f].n; i++)
            s->value[f].f[i] = NAN;
}

/* Decodes one field, in a room that is taken and given back. */
static int decode_one(struct grib *g, const struct grib_field *f, float *out) {
    struct grib_room room = { 0 };
    int status;

#pragma omp critical(grib_room)
    if (g->nfree > 0)
        room = g->free[--g->nfree];
    status = grib_decode(&g->x, f, &room, out);
#pragma omp critical(grib_room)
    {
        g->free = mem_grow(g->free, g->nfree + 1, sizeof *g->free);
        g->free[g->nfree++] = room;
    }
    return status;
}

/* Decodes the steps from k on. */
static int decode(struct grib *g, size_t k) {
    const struct grib_plan *p = &g->plan;
    const size_t steps = p->nsteps - k < g->room ? p->nsteps - k : g->room;
    const size_t first = p->first[k], end = p->first[k + steps];
    size_t failed = SIZE_MAX;
    char *why = NULL;
    int status = EX_OK;

    g->have = 0;
    for (size_t i = 0; i < steps; i++)
        clear(g, k + i, g->step[i]);
#pragma omp parallel for schedule(dynamic)
    for (size_t i = first; i < end; i++) {
        const struct grib_field *f = &g->x.field[p->order[i]];
        size_t at = k;
        while (i >= p->first[at + 1])
            at++;
        float *out = g->step[at - k]->value[g->place[f->var]].f + p->to[i];
        const int got = decode_one(g, f, out);
        if (got == EX_OK)
            continue;
#pragma omp critical(grib)
        if (i < failed) { /* the first message, whoever comes first */
            failed = i;
            status = got;
            free(why);
            why = mem_text(err_text());
        }
    }
    if (status != EX_OK)
        status = err_set(status, "%s", why);
    free(why);
    g->first = k;
    g->have = status == EX_OK ? steps : 0;
    return status;
}

/* Step k in the plan, which of a pipe may be another one now. */
static int find_step(struct grib *g, size_t *k, bool *there) {
    int status = EX_OK;

    *k -= g->before;
    *there = *k < g->plan.nsteps;
    if (*there || !g->pipe.streams)
        return EX_OK;
    g->before += g->plan.nsteps;
    *k -= g->plan.nsteps;
    g->have = 0;
    status = grib_pipe_next(&g->pipe, &g->x, g->base.ds, &g->plan, g->room);
    *there = g->plan.nsteps > 0;
    return status;
}

static int grib_step(struct source *src, size_t k, const struct step **s) {
    struct grib *g = (struct grib *)src;
    const struct time_axis *t = &src->ds->time;
    struct step *out;
    double when[3];
    bool there;
    int status;

    *s = NULL;
    TRY(find_step(g, &k, &there));
    if (!there)
        return EX_OK;
    if (k < g->first || k >= g->first + g->have)
        TRY(decode(g, k));
    TRY(grib_when(&g->x, &t->unit, &g->plan, k, when));
    out = g->step[k - g->first];
    out->time = when[0];
    out->bounds[0] = t->has_bounds ? when[1] : NAN;
    out->bounds[1] = t->has_bounds ? when[2] : NAN;
    *s = out;
done:
    return status;
}

static void grib_close(struct source *src) {
    struct grib *g = (struct grib *)src;

    for (size_t k = 0; k < g->room && g->step != NULL; k++)
        step_free(g->step[k]);
    free(g->step);
    for (size_t k = 0; k < g->nfree; k++)
        grib_room_free(&g->free[k]);
    free(g->free);
    free(g->place);
    grib_plan_free(&g->plan);
    grib_pipe_free(&g->pipe);
    if (g->x.in.fd >= 0)
        close(g->x.in.fd);
    grib_index_free(&g->x);
    dataset_free(src->ds);
    free(src->path);
    free(g);
}

/* Makes the grid of a variable; what is wrong with it has its byte. */
static int place(struct grib_index *x, const struct grib_var *v) {
    const int status = grib_place(&x->grid[v->grid]);
    size_t k = 0;

    if (status != EX_DATAERR)
        return status;
    while (x->field[k].grid != v->grid)
        k++;
    return grib_bad(x->field[k].sec[SEC_GRID].at, "message %zu: %s",
                    x->field[k].message, err_text());
}

static int read_index(struct grib *g, const struct source_in *in) {
    struct grib_index *x = &g->x;
    int status;

    TRY(take_input(g, in));
    if (!g->pipe.streams)
        TRY(grib_scan(x));
    TRY(grib_select(x, in));
    TRY(check_memory(x, NULL));
    for (size_t k = 0; k < x->nvars; k++)
        if (x->var[k].wanted)
            TRY(place(x, &x->var[k]));
    if (g->pipe.streams)
        TRY(grib_pipe_first(&g->pipe, x));
    TRY(grib_codec_load(x));
    TRY(grib_order(x, in, &g->plan));
    grib_pipe_cut(&g->pipe, &g->plan);
    TRY(grib_dataset(x, g->base.ds, &g->plan, &g->pipe.axes));
    TRY(check_memory(x, g->base.ds));
    g->place = mem_array(x->nvars, sizeof *g->place);
    for (size_t k = 0, n = 0; k < x->nvars; k++)
        if (x->var[k].wanted)
            g->place[k] = n++;
    make_room(g);
    g->base.sequential = g->pipe.streams;
    if (g->pipe.streams)
        grib_pipe_begin(&g->pipe, x, g->base.ds, &g->plan);
done:
    return status;
}

int grib_open(struct source **out, const struct source_in *in) {
    static const struct source_ops ops = { grib_step, grib_close };
    struct grib *g = mem_array(1, sizeof *g);
    int status;

    *out = NULL;
    g->base.ops = &ops;
    g->base.path = mem_text(in->path);
    g->base.ds = dataset_new();
    g->x.in.fd = in->fd;
    status = read_index(g, in);
    if (status == EX_OK)
        *out = &g->base;
    else
        grib_close(&g->base);
    return err_in(status, in->path);
}
