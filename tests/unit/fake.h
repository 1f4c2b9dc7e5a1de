/* SPDX-License-Identifier: Apache-2.0 */
/* fake -- files of variables that live in memory, for units that read them */
#ifndef TWIN_FAKE_H
#define TWIN_FAKE_H

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/ncfile.h"

/* A file whose variables are all in memory; slabs are cut out of them. */
struct fake {
    struct ncfile base;
    size_t record; /* of a sequential one */
};

static size_t length(const struct nc *nc, size_t dim) {
    return dim == nc->record ? nc->nrecords : nc->dim[dim].n;
}

static int fake_slab(struct ncfile *f, size_t var, const size_t *start,
                     const size_t *count, void *out) {
    const struct nc_var *v = &f->nc->var[var];
    const size_t size = nc_size(v->type);
    size_t n = 1;

    for (size_t d = 0; d < v->ndims; d++)
        n *= count[d];
    for (size_t k = 0; k < n; k++) {
        size_t at = 0, stride = 1, rest = k;
        for (size_t d = v->ndims; d-- > 0;) {
            at += (start[d] + rest % count[d]) * stride;
            stride *= length(f->nc, v->dim[d]);
            rest /= count[d];
        }
        memcpy((char *)out + k * size, (char *)v->value + at * size, size);
    }
    return EX_OK;
}

static int fake_next(struct ncfile *f, const void **value) {
    struct fake *fake = (struct fake *)f;
    const size_t k = fake->record++;

    for (size_t i = 0; i < f->nc->nvars; i++) {
        const struct nc_var *v = &f->nc->var[i];
        size_t n = nc_size(v->type);
        for (size_t d = 1; d < v->ndims; d++)
            n *= length(f->nc, v->dim[d]);
        value[i] =
            nc_is_record(f->nc, v) && k < 2 ? (char *)v->value + k * n : NULL;
    }
    strcpy(f->digest, k < 2 ? "" : "d1");
    return EX_OK;
}

static void fake_close(struct ncfile *f) {
    nc_free(f->nc);
    free(f->path);
    free(f);
}

static const struct ncfile_ops fake_ops = { .next = fake_next,
                                            .slab = fake_slab,
                                            .close = fake_close };

static struct ncfile *fake(struct nc *nc) {
    struct fake *f = mem_array(1, sizeof *f);

    f->base.ops = &fake_ops;
    f->base.path = mem_text("fake.nc");
    f->base.nc = nc;
    return &f->base;
}

static struct atts *add(struct nc *nc, const char *name, enum nc_type type,
                        const char *dims, const void *value) {
    size_t dim[4], n = 0, count = nc_size(type);
    size_t var;

    for (; *dims; dims += strcspn(dims, " "), dims += *dims == ' ') {
        char one[20] = "";
        memcpy(one, dims, strcspn(dims, " "));
        dim[n] = nc_find_dim(nc, one);
        count *= length(nc, dim[n++]);
    }
    var = nc_add_var(nc, name, type, n, dim);
    nc->var[var].value = mem_copy(value, count, 1);
    return &nc->var[var].atts;
}

static void number(struct atts *a, const char *name, enum nc_type type,
                   double x) {
    atts_set_numbers(a, name, type, 1, &x);
}

#endif
