/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a file of variables. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cf_pull.h"
#include "core/cf_read.h"
#include "core/mem.h"

/* Values of a field that are read at once: in whole steps, where these are
 * small; more, where time is not the slowest dimension. */
enum { PIECE = 1 << 16, BLOCK = 1 << 20 };

/* Slowest to fastest of a step: member, level, patch, y, x. */
enum { AXES = 5 };

/* How the values of a field lie in the file, and where they go. */
struct column {
    size_t var, size, n; /* bytes of a value, values of a step */
    struct decode *decode;
    enum type type;
    size_t *start, *count; /* [ndims]  of what is read at once */
    size_t time;           /* place of time in the dimensions, or NC_NONE */
    size_t axis[AXES];     /* lengths */
    size_t stride[AXES];   /* values, in what is read at once */
    size_t time_stride;    /* likewise */
    bool natural;          /* a step is one piece in the right order */
    size_t first, have;    /* steps first ... first + have - 1 are in raw */
    void *raw;             /* what was read at once, or NULL */
    void *sorted;          /* a step put in order, or NULL */
    union values value;    /* a step decoded, or NULL */
};

struct cf {
    struct source src;
    struct ncfile *f;
    size_t time_var, time_bounds;
    struct decode *time_decode, *bounds_decode;
    size_t ncolumns;
    struct column *column; /* [ds->nfields] */
    const void **record;   /* [nvars] */
    struct step step;
    struct cf_pulls *pulls; /* or NULL */
    bool ended;
};

static int lay_out(const struct reading *r, size_t k, struct column *c);
static void column_free(struct column *c);
static int column_get(struct cf *c, struct column *col, size_t k,
                      union values *out);
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
    c->time_decode = decode_of(r->nc, r->time_var);
    c->bounds_decode = decode_of(r->nc, r->time_bounds);
    c->record = mem_array(r->nc->nvars, sizeof *c->record);
    c->column = mem_array(r->nfields, sizeof *c->column);
    c->step.value = mem_array(ds->nfields, sizeof *c->step.value);
    for (size_t k = 0; k < r->nfields; k++) {
        struct column *col = &c->column[c->ncolumns];
        struct field *f = &ds->field[c->ncolumns];
        if (!is_timed(r, k))
            continue;
        c->ncolumns++;
        TRY(lay_out(r, k, col));
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
        all = all && col->natural && col->time == 0 && col->count[0] == 1 &&
              col->n >= PULL_LEAST && decode_is_light(col->decode) &&
              c->f->nc->var[col->var].value == NULL;
    }
    if (all)
        p = cf_pulls_new(c->f, c->ncolumns, var, decode);
    free(var);
    free(decode);
    return p;
}

/* Steps that are read at once: some where steps are small or apart. */
static size_t steps_at_once(size_t steps, size_t n, bool apart) {
    const size_t most = (apart ? BLOCK : PIECE) / (n ? n : 1);

    return most < 1 ? 1 : most < steps ? most : steps;
}

static int lay_out(const struct reading *r, size_t k, struct column *c) {
    const struct shape *s = &r->shape[k];
    const size_t dims[AXES] = { s->member, s->level, s->patch, s->y, s->x };
    const struct nc_var *v = &r->nc->var[r->field[k]];
    const bool record = r->f->sequential && nc_is_record(r->nc, v);
    const size_t steps = record ? 1 : cf_dim(r->nc, s->time);
    size_t stride = 1, natural = 1;
    bool apart = false;

    c->var = r->field[k];
    c->size = nc_size(v->type);
    c->decode = decode_new(v, r->wide, &c->type);
    c->time = NC_NONE;
    c->n = 1;
    c->natural = true;
    c->start = mem_array(v->ndims, sizeof *c->start);
    c->count = mem_array(v->ndims, sizeof *c->count);
    for (int a = 0; a < AXES; a++) {
        c->axis[a] = cf_dim(r->nc, dims[a]);
        if (__builtin_mul_overflow(c->n, c->axis[a], &c->n))
            return err_set(EX_DATAERR, "%s: too large", v->name);
    }
    for (size_t d = 0; d < v->ndims; d++) {
        c->count[d] = cf_dim(r->nc, v->dim[d]);
        if (v->dim[d] != s->time)
            apart = apart || (c->time == NC_NONE && c->count[d] > 1);
        else
            c->time = d;
    }
    if (c->time != NC_NONE && !record && v->value == NULL)
        c->count[c->time] = steps_at_once(steps, c->n, apart);
    if (c->time != NC_NONE && record)
        c->count[c->time] = 1;
    for (size_t d = v->ndims; d-- > 0; stride *= c->count[d]) {
        if (d == c->time)
            c->time_stride = stride;
        for (int a = 0; a < AXES; a++)
            if (dims[a] == v->dim[d])
                c->stride[a] = stride;
    }
    for (int a = AXES; a-- > 0; natural *= c->axis[a])
        if (c->axis[a] > 1 && c->stride[a] != natural)
            c->natural = false;
    return EX_OK;
}

static void column_free(struct column *c) {
    decode_free(c->decode);
    free(c->start);
    free(c->count);
    free(c->raw);
    free(c->sorted);
    free(c->value.f);
}

/* Brings the steps from k on into c->raw; light ones are decoded at once. */
static int column_read(struct ncfile *f, struct column *c, size_t k) {
    const size_t ndims = f->nc->var[c->var].ndims;
    const size_t steps = c->time == NC_NONE ? 1 : c->count[c->time];
    const struct ncfile_each each = { decode_floats, c->decode };
    size_t n = 1, all = 0;
    int status;

    if (c->raw != NULL && k >= c->first && k < c->first + c->have)
        return EX_OK;
    for (size_t d = 0; d < ndims; d++)
        n *= c->count[d];
    if (c->raw == NULL)
        c->raw = mem_array(n, c->size);
    c->first = k - k % steps;
    c->have = steps;
    if (c->time != NC_NONE) {
        all = cf_dim(f->nc, f->nc->var[c->var].dim[c->time]);
        if (c->first + steps > all) /* the last ones, over again */
            c->first = all - steps;
        c->start[c->time] = c->first;
    }
    status = ncfile_slab_each(f, c->var, c->start, c->count, c->raw,
                              decode_is_light(c->decode) ? &each : NULL);
    if (status != EX_OK)
        c->have = 0;
    return status;
}

/* Puts a step in order: member, level, patch, y, x. */
static void column_sort(struct column *c, const char *from) {
    const size_t *n = c->axis, *stride = c->stride;
    char *to;

    if (c->sorted == NULL)
        c->sorted = mem_array(c->n, c->size);
    to = c->sorted;
    for (size_t row = 0; row < n[0] * n[1] * n[2] * n[3]; row++) {
        size_t rest = row, at = 0;
        for (int a = AXES - 1; a-- > 0; rest /= n[a])
            at += rest % n[a] * stride[a];
        for (size_t x = 0; x < n[AXES - 1]; x++, to += c->size)
            memcpy(to, from + c->size * (at + x * stride[AXES - 1]), c->size);
    }
}

/* The values of step k: where they lie in memory, if they can pass as they are.
 */
static int column_get(struct cf *c, struct column *col, size_t k,
                      union values *out) {
    const struct nc_var *v = &c->f->nc->var[col->var];
    const bool record = c->f->sequential && nc_is_record(c->f->nc, v);
    const char *at = record ? c->record[col->var] : v->value;
    bool own = false, done = decode_is_plain(col->decode);
    int status;

    if (at == NULL) {
        if ((status = column_read(c->f, col, k)) != EX_OK)
            return status;
        at = (const char *)col->raw +
             (k - col->first) * col->time_stride * col->size;
        own = col->have == 1;
        done = done || decode_is_light(col->decode);
    } else if (!record) {
        at += k * col->time_stride * col->size;
    }
    if (!col->natural) {
        column_sort(col, at);
        at = col->sorted;
        own = true;
    }
    out->f = (float *)(uintptr_t)at; /* nobody writes into a reader's step */
    if (done)
        return EX_OK;
    if (own && v->type == TYPE_FLOAT) {
        col->have = 0; /* what is decoded in place is not decoded again */
    } else {
        if (col->value.f == NULL)
            col->value.f = mem_array(col->n, type_size(col->type));
        *out = col->value;
    }
    return decode_values(col->decode, col->n, at, *out);
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
        if ((status = lay_out(r, k, &col)) == EX_OK &&
            (status = column_get(c, &col, 0, &values)) == EX_OK)
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

/* The time of step k, from the axis or the record. */
static int take_time(struct cf *c, size_t k) {
    const struct time_axis *t = &c->src.ds->time;
    struct step *s = &c->step;

    s->time = s->bounds[0] = s->bounds[1] = NAN;
    if (t->name == NULL)
        return EX_OK;
    if (t->value != NULL)
        s->time = t->value[k];
    else
        decode_doubles(c->time_decode, 1, c->record[c->time_var], &s->time);
    if (t->bounds != NULL)
        memcpy(s->bounds, t->bounds + 2 * k, sizeof s->bounds);
    else if (c->time_bounds != NC_NONE && c->record[c->time_bounds] != NULL)
        decode_doubles(c->bounds_decode, 2, c->record[c->time_bounds],
                       s->bounds);
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
        TRY(column_get(c, &c->column[i], k, &c->step.value[i]));
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
    free(c->step.value);
    decode_free(c->time_decode);
    decode_free(c->bounds_decode);
    dataset_free(src->ds);
    ncfile_close(c->f);
    free(src->path);
    free(c);
}
