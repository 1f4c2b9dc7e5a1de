/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a file of variables. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cf_column.h"
#include "core/cf_pull.h"
#include "core/mem.h"

struct cf {
    struct source src;
    struct ncfile *f;
    size_t time_var, time_bounds;
    struct decode *time_decode, *bounds_decode;
    struct counting stamps, bounds; /* of the numbers of time */
    size_t ncolumns;
    struct column *column;           /* [ds->nfields] */
    const void **record;             /* [nvars] */
    const struct ncfile_each **each; /* [nvars]  of light columns */
    struct step step;
    struct cf_pulls *pulls; /* or NULL */
    bool ended;
};

static int read_statics(struct cf *c, struct reading *r);
static int cf_step(struct source *src, size_t k, const struct step **s);
static void cf_close(struct source *src);

static struct cf_pulls *find_pulls(const struct cf *c);

static const struct source_ops ops = { cf_step, cf_close };

static bool is_timed(const struct reading *r, size_t k) {
    return r->all.time == NC_NONE || r->shape[k].time != NC_NONE;
}

static struct decode *decode_of(const struct nc *nc, size_t var) {
    enum type type;

    return var == NC_NONE ? NULL : decode_new(&nc->var[var], false, &type);
}

int cf_source(struct source **out, struct reading *r) {
    struct cf *c = mem_array(1, sizeof *c);
    struct dataset *ds = r->ds;
    int status = EX_OK;

    *out = NULL;
    c->src = (struct source){ .ops = &ops, .ds = ds };
    c->src.path = mem_text(r->path);
    c->src.sequential = r->f->sequential;
    c->f = r->f;
    c->time_var = r->time_var;
    c->time_bounds = r->time_bounds;
    c->stamps = r->stamps;
    c->bounds = r->bounds;
    c->time_decode = decode_of(r->nc, r->time_var);
    c->bounds_decode = decode_of(r->nc, r->time_bounds);
    c->record = mem_array(r->nc->nvars, sizeof *c->record);
    c->f->record = c->each =
        mem_array(r->nc->nvars, sizeof(struct ncfile_each *));
    c->column = mem_array(r->nfields, sizeof *c->column);
    c->step.value = mem_array(ds->nfields, sizeof *c->step.value);
    for (size_t k = 0; k < r->nfields; k++) {
        struct column *col = &c->column[c->ncolumns];
        struct field *f = &ds->field[c->ncolumns];
        if (!is_timed(r, k))
            continue;
        c->ncolumns++;
        TRY(column_open(r, k, col));
        if (decode_is_light(col->decode)) {
            col->each = (struct ncfile_each){ decode_floats, col->decode };
            c->each[col->var] = &col->each;
        }
        decode_store(f, &r->nc->var[col->var], col->type);
    }
    TRY(read_statics(c, r));
    c->pulls = find_pulls(c);
    *out = &c->src;
    return EX_OK;
done:
    cf_close(&c->src);
    return status;
}

/* Can all fields be read by pieces, and are they large? */
static struct cf_pulls *find_pulls(const struct cf *c) {
    size_t *var = mem_array(c->ncolumns, sizeof *var);
    const struct decode **decode = mem_array(c->ncolumns, sizeof *decode);
    bool all = c->f->ops->piece != NULL && c->ncolumns > 0;
    struct cf_pulls *p = NULL;

    for (size_t k = 0; k < c->ncolumns; k++) {
        const struct column *col = &c->column[k];
        var[k] = col->var;
        decode[k] = col->decode;
        all = all && col->natural && col->nparts == 0 && col->time == 0 &&
              col->count[0] == 1 && col->n >= PULL_LEAST &&
              decode_is_light(col->decode) &&
              c->f->nc->var[col->var].value == NULL;
    }
    if (all)
        p = cf_pulls_new(c->f, c->ncolumns, var, decode);
    free(var);
    free(decode);
    return p;
}

static int read_statics(struct cf *c, struct reading *r) {
    size_t n = 0;
    int status = EX_OK;

    for (size_t k = 0; k < r->nfields && status == EX_OK; k++) {
        struct column col = { 0 };
        struct field *f = &r->ds->statics[n];
        union values values;
        if (is_timed(r, k))
            continue;
        n++;
        if ((status = column_open(r, k, &col)) == EX_OK &&
            (status = column_get(c->f, c->record, &col, 0, &values)) == EX_OK)
            f->value.f = mem_copy(values.f, f->n, type_size(col.type));
        decode_store(f, &r->nc->var[col.var], col.type);
        column_free(&col);
    }
    return status;
}

/* The next record of a sequential file; c->ended after the last. */
static int next_record(struct cf *c) {
    const struct nc *nc = c->f->nc;
    bool any = false;
    int status;

    if (c->ended)
        return EX_OK;
    if ((status = ncfile_next(c->f, c->record)) != EX_OK)
        return status;
    for (size_t k = 0; k < nc->nvars; k++)
        any |= nc_is_record(nc, &nc->var[k]) && c->record[k] != NULL;
    c->ended = !any;
    if (c->ended)
        memcpy(c->src.digest, c->f->digest, sizeof c->src.digest);
    return EX_OK;
}

/* The time and the bounds of a record. */
static int take_stamp(const struct cf *c, double *time) {
    decode_doubles(c->time_decode, 1, c->record[c->time_var], time);
    return isnan(*time)
               ? EX_OK
               : err_in(cf_count(&c->stamps, &c->src.ds->time.unit, 1, time),
                        c->src.ds->time.name);
}

static int take_bounds(const struct cf *c, double *bounds) {
    decode_doubles(c->bounds_decode, 2, c->record[c->time_bounds], bounds);
    return err_in(cf_count_bounds(&c->bounds, &c->src.ds->time.unit, 1, bounds),
                  c->src.ds->time.name);
}

/* The time of step k, from the axis or the record. */
static int take_time(struct cf *c, size_t k) {
    const struct time_axis *t = &c->src.ds->time;
    struct step *s = &c->step;
    int status = EX_OK;

    s->time = s->bounds[0] = s->bounds[1] = NAN;
    if (t->name == NULL)
        return EX_OK;
    if (t->value != NULL)
        s->time = t->value[k];
    else
        TRY(take_stamp(c, &s->time));
    if (t->bounds != NULL)
        memcpy(s->bounds, t->bounds + 2 * k, sizeof s->bounds);
    else if (c->time_bounds != NC_NONE && c->record[c->time_bounds] != NULL)
        TRY(take_bounds(c, s->bounds));
done:
    if (status != EX_OK)
        return status;
    return isnan(s->time)
               ? err_set(EX_DATAERR, "%s: step %zu has no time", t->name, k + 1)
               : EX_OK;
}

/* Is step k there?  Records come one by one; what lies in fixed variables of a
 * sequential file is only good when its end is. */
static int find_step(struct cf *c, size_t k, bool *there) {
    const struct dataset *ds = c->src.ds;
    bool records = false;
    int status;

    for (size_t i = 0; i < c->ncolumns; i++)
        records |= nc_is_record(c->f->nc, &c->f->nc->var[c->column[i].var]);
    *there = k < ds->time.n;
    if (!c->f->sequential)
        return EX_OK;
    if (records) {
        status = next_record(c);
        *there = !c->ended;
        return status;
    }
    for (status = EX_OK; !*there && !c->ended && status == EX_OK;)
        status = next_record(c);
    return status;
}

static int cf_step(struct source *src, size_t k, const struct step **s) {
    struct cf *c = (struct cf *)src;
    bool there;
    int status;

    *s = NULL;
    TRY(find_step(c, k, &there));
    if (!there)
        return EX_OK;
    TRY(take_time(c, k));
    c->step.pull = NULL;
    if (src->pulls && c->pulls != NULL)
        TRY(cf_pulls_step(c->pulls, k, &c->step));
    for (size_t i = 0; i < c->ncolumns; i++)
        c->step.value[i].f = NULL;
    for (size_t i = 0; i < c->ncolumns && c->step.pull == NULL; i++)
        TRY(column_get(c->f, c->record, &c->column[i], k, &c->step.value[i]));
    *s = &c->step;
done:
    return status;
}

static void cf_close(struct source *src) {
    struct cf *c = (struct cf *)src;

    for (size_t k = 0; k < c->ncolumns; k++)
        column_free(&c->column[k]);
    cf_pulls_free(c->pulls);
    free(c->column);
    free(c->record);
    free(c->each);
    free(c->step.value);
    decode_free(c->time_decode);
    decode_free(c->bounds_decode);
    dataset_free(src->ds);
    ncfile_close(c->f);
    free(src->path);
    free(c);
}
