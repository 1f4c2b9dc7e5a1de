/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cf_column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* Values of a field that are read at once: in whole steps, where these are
 * small; more, where time is not the slowest dimension. */
enum { PIECE = 1 << 16, BLOCK = 1 << 20 };

/* Steps that are read at once: some where steps are small or apart. */
static size_t steps_at_once(size_t steps, size_t n, bool apart) {
    const size_t most = (apart ? BLOCK : PIECE) / (n ? n : 1);

    return most < 1 ? 1 : most < steps ? most : steps;
}

/* What lies where, of variable `var` that has the shape of a field. */
static int lay_out(const struct reading *r, size_t var, const struct shape *s,
                   struct column *c) {
    const size_t dims[COLUMN_AXES] = { s->member, s->level, s->patch, s->y,
                                       s->x };
    const struct nc_var *v = &r->nc->var[var];
    const bool record = r->f->sequential && nc_is_record(r->nc, v);
    const size_t steps = record ? 1 : cf_dim(r->nc, s->time);
    size_t stride = 1;
    bool apart = false;

    if (decode_check(v) != EX_OK)
        return EX_DATAERR;
    c->var = var;
    c->size = nc_size(v->type);
    c->decode = decode_new(v, r->wide, &c->type);
    c->time = NC_NONE;
    c->n = 1;
    c->start = mem_array(v->ndims, sizeof *c->start);
    c->count = mem_array(v->ndims, sizeof *c->count);
    for (int a = 0; a < COLUMN_AXES; a++) {
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
        for (int a = 0; a < COLUMN_AXES; a++)
            if (dims[a] == cf_plain_dim(r->nc, v->dim[d]))
                c->stride[a] = stride;
    }
    return EX_OK;
}

/* Is a step one piece in the right order? */
static bool is_natural(const struct column *c) {
    size_t natural = 1;

    for (int a = COLUMN_AXES; a-- > 0; natural *= c->axis[a])
        if (c->axis[a] > 1 && c->stride[a] != natural)
            return false;
    return true;
}

/* Stride of dimension d in what is read at once. */
static size_t stride_of(const struct column *c, size_t ndims, size_t d) {
    size_t stride = 1;

    for (size_t k = ndims; --k > d;)
        stride *= c->count[k];
    return stride;
}

/* The two edges of each cell along a dimension of edges. */
static void add_edges(struct column *c, size_t stride) {
    const size_t n = c->nshifts ? c->nshifts : 1;

    c->shift = mem_grow(c->shift, 2 * n, sizeof *c->shift);
    if (c->nshifts == 0)
        c->shift[0] = 0;
    for (size_t k = 0; k < n; k++)
        c->shift[n + k] = c->shift[k] + stride;
    c->nshifts = 2 * n;
    c->mean = true;
}

/* The versions along a dimension, those of the lowest number first. */
static int add_versions(struct reading *r, struct column *c, size_t dim,
                        size_t stride) {
    const size_t n = cf_dim(r->nc, dim), var = cf_coordinate(r->nc, dim);
    double *number = NULL;
    size_t have = 0;
    int status = EX_OK;

    if (c->nshifts > 0 || n > 100)
        return err_set(EX_DATAERR, "%s: versions along %s are too many",
                       r->nc->var[c->var].name, r->nc->dim[dim].name);
    if (var != NC_NONE)
        TRY(cf_load(r, var, false, &number, &have));
    c->shift = mem_array(n, sizeof *c->shift);
    c->nshifts = n;
    for (size_t k = 0; k < n; k++) {
        size_t at = k;
        for (; have == n && at > 0 &&
               number[k] < number[c->shift[at - 1] / stride];
             at--)
            c->shift[at] = c->shift[at - 1];
        c->shift[at] = k * stride;
    }
done:
    free(number);
    return status;
}

static int find_shifts(struct reading *r, struct column *c) {
    const struct nc_var *v = &r->nc->var[c->var];
    bool edges = false, versions = false;
    int status = EX_OK;

    for (size_t d = 0; d < v->ndims; d++) {
        const struct nc_dim *dim = &r->nc->dim[v->dim[d]];
        edges |= dim->edges_of > 0;
        versions |= dim->versions && dim->n > 1;
    }
    if (edges && versions)
        return err_set(EX_DATAERR,
                       "%s: has versions, and values on edges of cells: one of "
                       "them is read (--variable leaves it)",
                       v->name);
    for (size_t d = 0; d < v->ndims; d++) {
        const struct nc_dim *dim = &r->nc->dim[v->dim[d]];
        const size_t stride = stride_of(c, v->ndims, d);
        if (dim->edges_of > 0)
            add_edges(c, stride);
        else if (dim->versions && dim->n > 1)
            TRY(add_versions(r, c, v->dim[d], stride));
    }
done:
    return status;
}

/* One variable of a sum, "RAINC" or "I_RAINC*100". */
static int add_part(struct reading *r, size_t k, const char *word, size_t n,
                    struct column *c) {
    char *name = mem_format("%.*s", (int)n, word);
    char *star = strchr(name, '*');
    struct column *part;
    size_t var;
    int status = EX_OK;

    if (star != NULL)
        *star = 0;
    var = cf_find_original(r->nc, name);
    c->part = mem_grow(c->part, c->nparts + 1, sizeof *c->part);
    part = &c->part[c->nparts++];
    *part = (struct column){ .factor = star ? strtod(star + 1, NULL) : 1 };
    if (var == NC_NONE || r->nc->var[var].ndims != r->nc->var[c->var].ndims ||
        memcmp(r->nc->var[var].dim, r->nc->var[c->var].dim,
               r->nc->var[var].ndims * sizeof *r->nc->var[var].dim) != 0)
        TRY(err_set(EX_DATAERR, "%s: %s is not on the same dimensions",
                    r->nc->var[c->var].name, name));
    TRY(lay_out(r, var, &r->shape[k], part));
    TRY(find_shifts(r, part));
    part->natural = part->nshifts == 0 && is_natural(part);
done:
    free(name);
    return status;
}

int column_open(struct reading *r, size_t k, struct column *c) {
    const char *sum, *word;
    int status;

    TRY(lay_out(r, r->field[k], &r->shape[k], c));
    TRY(find_shifts(r, c));
    c->natural = c->nshifts == 0 && is_natural(c);
    sum = atts_text(&r->nc->var[c->var].atts, "twinpipe_sum");
    for (size_t n; sum != NULL && (n = cf_word(&sum, &word)) > 0;)
        TRY(add_part(r, k, word, n, c));
done:
    return status;
}

void column_free(struct column *c) {
    decode_free(c->decode);
    free(c->start);
    free(c->count);
    free(c->raw);
    free(c->sorted);
    free(c->value.f);
    free(c->other.f);
    free(c->shift);
    for (size_t k = 0; k < c->nparts; k++)
        column_free(&c->part[k]);
    free(c->part);
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
        for (int a = COLUMN_AXES - 1; a-- > 0; rest /= n[a])
            at += rest % n[a] * stride[a];
        for (size_t x = 0; x < n[COLUMN_AXES - 1]; x++, to += c->size)
            memcpy(to, from + c->size * (at + x * stride[COLUMN_AXES - 1]),
                   c->size);
    }
}

/* Adds what lies aside, or fills up with it. */
static void merge(const struct column *c) {
    union values to = c->value, from = c->other;

    for (size_t i = 0; i < c->n; i++)
        if (c->type == LABEL)
            to.i[i] = to.i[i] == LABEL_MISSING ? from.i[i] : to.i[i];
        else if (c->type == WIDE)
            to.d[i] = c->mean          ? to.d[i] + from.d[i]
                      : isnan(to.d[i]) ? from.d[i]
                                       : to.d[i];
        else
            to.f[i] = c->mean          ? to.f[i] + from.f[i]
                      : isnan(to.f[i]) ? from.f[i]
                                       : to.f[i];
}

/* The values of a step from those that lie side by side. */
static int combine(struct column *c, const char *at, union values *out) {
    const double share = 1 / (double)c->nshifts;
    int status = EX_OK;

    if (c->value.f == NULL)
        c->value.f = mem_array(c->n, type_size(c->type));
    if (c->other.f == NULL)
        c->other.f = mem_array(c->n, type_size(c->type));
    for (size_t s = 0; s < c->nshifts; s++) {
        column_sort(c, at + c->size * c->shift[s]);
        TRY(decode_values(c->decode, c->n, c->sorted,
                          s == 0 ? c->value : c->other));
        if (s > 0)
            merge(c);
    }
    for (size_t i = 0; c->mean && c->type != LABEL && i < c->n; i++)
        if (c->type == WIDE)
            c->value.d[i] *= share;
        else
            c->value.f[i] *= (float)share;
    *out = c->value;
done:
    return status;
}

/* The values of step k of one variable. */
static int get_one(struct ncfile *f, const void *const *record,
                   struct column *col, size_t k, union values *out) {
    const struct nc_var *v = &f->nc->var[col->var];
    const bool of_record = f->sequential && nc_is_record(f->nc, v);
    const char *at = of_record ? record[col->var] : v->value;
    bool own = false, done = decode_is_plain(col->decode) ||
                             (of_record && f->record[col->var] != NULL);
    int status;

    if (at == NULL) {
        if ((status = column_read(f, col, k)) != EX_OK)
            return status;
        at = (const char *)col->raw +
             (k - col->first) * col->time_stride * col->size;
        own = col->have == 1;
        done = done || decode_is_light(col->decode);
    } else if (!of_record) {
        at += k * col->time_stride * col->size;
    }
    if (col->nshifts > 0)
        return combine(col, at, out);
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

static double value_at(const struct column *c, union values v, size_t i) {
    if (c->type == LABEL)
        return v.i[i] == LABEL_MISSING ? NAN : (double)v.i[i];
    return c->type == WIDE ? v.d[i] : (double)v.f[i];
}

int column_get(struct ncfile *f, const void *const *record, struct column *col,
               size_t k, union values *out) {
    union values part;
    int status;

    TRY(get_one(f, record, col, k, out));
    if (col->nparts == 0 || col->type == LABEL)
        return EX_OK;
    if (col->other.f == NULL)
        col->other.f = mem_array(col->n, type_size(col->type));
    memcpy(col->other.f, out->f, col->n * type_size(col->type));
    for (size_t p = 0; p < col->nparts; p++) {
        const struct column *c = &col->part[p];
        TRY(get_one(f, record, &col->part[p], k, &part));
        for (size_t i = 0; i < col->n; i++)
            if (col->type == WIDE)
                col->other.d[i] += c->factor * value_at(c, part, i);
            else
                col->other.f[i] += (float)(c->factor * value_at(c, part, i));
    }
    *out = col->other;
done:
    return status;
}
