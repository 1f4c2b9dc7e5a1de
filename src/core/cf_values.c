/* SPDX-License-Identifier: Apache-2.0 */
/* Whole variables: coordinates, bounds, texts, static fields. */
#include <stdlib.h>
#include <string.h>

#include "core/cf_read.h"
#include "core/mem.h"

static bool is_step(const struct reading *r, bool first, size_t dim) {
    return first && dim == r->all.time;
}

/* Reads what is not in memory. */
static int read_slab(struct reading *r, size_t var, bool first, size_t n,
                     void **raw) {
    const struct nc_var *v = &r->nc->var[var];
    size_t *start = mem_array(v->ndims, sizeof *start);
    size_t *count = mem_array(v->ndims, sizeof *count);
    int status;

    for (size_t d = 0; d < v->ndims; d++) {
        const bool one = is_step(r, first, v->dim[d]);
        start[d] = one ? r->step : 0;
        count[d] = one ? 1 : cf_dim(r->nc, v->dim[d]);
    }
    status = ncfile_check(r->f, var, n * nc_size(v->type));
    if (status != EX_OK)
        goto done;
    *raw = mem_array(n, nc_size(v->type));
    status = ncfile_slab(r->f, var, start, count, *raw);
done:
    free(start);
    free(count);
    if (status != EX_OK) {
        free(*raw);
        *raw = NULL;
    }
    return status;
}

/* Native values of a whole variable; the caller frees them with free(). */
static int load_raw(struct reading *r, size_t var, bool first, void **raw,
                    size_t *n) {
    const struct nc_var *v = &r->nc->var[var];
    const bool record = nc_is_record(r->nc, v);

    *raw = NULL;
    *n = 1;
    for (size_t d = 0; d < v->ndims; d++) {
        if (is_step(r, first, v->dim[d]))
            first = d == 0; /* only of the slowest dimension */
        if (!is_step(r, first, v->dim[d]) &&
            __builtin_mul_overflow(*n, cf_dim(r->nc, v->dim[d]), n))
            return err_set(EX_DATAERR, "%s: too large", v->name);
    }
    if (v->value != NULL && !record) {
        const size_t size = nc_size(v->type), from = first ? r->step * *n : 0;
        *raw = mem_copy((const char *)v->value + from * size, *n, size);
        return EX_OK;
    }
    if (r->f->sequential)
        return err_set(EX_DATAERR,
                       "%s: varies from record to record, which a pipe cannot "
                       "tell beforehand (give the FILE itself)",
                       v->name);
    return read_slab(r, var, first, *n, raw);
}

int cf_load(struct reading *r, size_t var, bool first, double **value,
            size_t *n) {
    struct decode *d = NULL;
    enum type type;
    void *raw;
    int status;

    *value = NULL;
    if ((status = decode_check(&r->nc->var[var])) != EX_OK)
        return status;
    TRY(load_raw(r, var, first, &raw, n));
    d = decode_new(&r->nc->var[var], false, &type);
    *value = mem_array(*n, sizeof **value);
    decode_doubles(d, *n, raw, *value);
done:
    decode_free(d);
    free(raw);
    return status;
}

int cf_texts(struct reading *r, size_t var, char ***text, size_t *n) {
    const struct nc_var *v = &r->nc->var[var];
    size_t length = 1, all;
    void *raw;
    int status;

    *text = NULL;
    if ((status = load_raw(r, var, false, &raw, &all)) != EX_OK)
        return status;
    if (v->ndims > 0)
        length = cf_dim(r->nc, v->dim[v->ndims - 1]);
    *n = length > 0 ? all / length : 0;
    *text = mem_array(*n, sizeof **text);
    for (size_t k = 0; k < *n; k++) {
        const char *row = (const char *)raw + k * length;
        size_t m = strnlen(row, length);
        while (m > 0 && row[m - 1] == ' ')
            m--;
        (*text)[k] = mem_array(m + 1, 1);
        memcpy((*text)[k], row, m);
    }
    free(raw);
    return EX_OK;
}

size_t cf_bounds_of(const struct nc *nc, size_t var) {
    const struct nc_var *v = &nc->var[var];
    const char *const names[] = { "bounds", "climatology" };

    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        const char *name = atts_text(&v->atts, names[k]);
        const size_t bounds = cf_named(nc, v, names[k], 0);
        if (name == NULL)
            continue;
        if (bounds != NC_NONE && nc->var[bounds].ndims == v->ndims + 1)
            return bounds;
        warn("%s:%s names %s, which is not there%s", v->name, names[k], name,
             cf_role(v) == ROLE_TIME ? "" : "; bounds are computed");
    }
    return NC_NONE;
}
