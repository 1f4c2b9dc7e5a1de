/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cdf.h"

#include <stdlib.h>

#include "core/cdf_layout.h"
#include "core/mem.h"

/* The largest size that CDF-1 and CDF-2 can write down. */
#define LARGEST UINT64_C(0xfffffffc)

struct cdf *cdf_new(int version, size_t nvars) {
    struct cdf *lay = mem_array(1, sizeof *lay);

    lay->version = version;
    lay->nvars = nvars;
    lay->begin = mem_array(nvars, sizeof *lay->begin);
    lay->size = mem_array(nvars, sizeof *lay->size);
    lay->room = mem_array(nvars, sizeof *lay->room);
    return lay;
}

void cdf_free(struct cdf *lay) {
    if (lay == NULL)
        return;
    free(lay->begin);
    free(lay->size);
    free(lay->room);
    free(lay);
}

/* nc_count() says 0 both on overflow and for nothing. */
static bool size_of(const struct nc *nc, const struct nc_var *v,
                    uint64_t *size) {
    *size = nc_size(v->type);
    for (size_t i = nc_is_record(nc, v); i < v->ndims; i++)
        if (__builtin_mul_overflow(*size, nc->dim[v->dim[i]].n, size))
            return false;
    return *size < UINT64_MAX / 2;
}

int cdf_sizes(struct cdf *lay, const struct nc *nc) {
    size_t nrecord = 0, last = 0;

    lay->stride = 0;
    for (size_t i = 0; i < nc->nvars; i++) {
        if (!size_of(nc, &nc->var[i], &lay->size[i]))
            return err_set(EX_DATAERR, "variable \"%s\" is too large",
                           nc->var[i].name);
        lay->room[i] = (lay->size[i] + 3) / 4 * 4;
        if (!nc_is_record(nc, &nc->var[i]))
            continue;
        nrecord++;
        last = i;
        if (__builtin_add_overflow(lay->stride, lay->room[i], &lay->stride))
            return err_set(EX_DATAERR, "a record is too large");
    }
    /* The one exception of the format: a record variable that is alone is not
     * padded. */
    if (nrecord == 1)
        lay->stride = lay->room[last] = lay->size[last];
    return EX_OK;
}

void cdf_ends(struct cdf *lay, const struct nc *nc) {
    lay->data = lay->nvars ? UINT64_MAX : lay->length;
    lay->first = UINT64_MAX;
    for (size_t i = 0; i < lay->nvars; i++) {
        if (lay->begin[i] < lay->data)
            lay->data = lay->begin[i];
        if (nc_is_record(nc, &nc->var[i]) && lay->begin[i] < lay->first)
            lay->first = lay->begin[i];
    }
    if (lay->first < UINT64_MAX)
        return;
    lay->first = lay->data; /* no record variables: where they would begin */
    for (size_t i = 0; i < lay->nvars; i++)
        if (lay->begin[i] + lay->room[i] > lay->first)
            lay->first = lay->begin[i] + lay->room[i];
}

static int version_for(const struct nc *nc, const struct cdf *lay) {
    if (nc->nrecords != NC_NONE && nc->nrecords >= UINT32_MAX)
        return 5;
    for (size_t i = 0; i < nc->ndims; i++)
        if (i != nc->record && nc->dim[i].n > INT32_MAX)
            return 5;
    for (size_t i = 0; i < nc->nvars; i++)
        if (nc->var[i].type > TYPE_DOUBLE || lay->size[i] > LARGEST)
            return 5;
    return 2;
}

/* Fixed variables, then those of a record, in their order. */
static int place(struct cdf *lay, const struct nc *nc, uint64_t at) {
    for (int record = 0; record < 2; record++) {
        for (size_t i = 0; i < nc->nvars; i++) {
            if (nc_is_record(nc, &nc->var[i]) != record)
                continue;
            lay->begin[i] = at;
            if (__builtin_add_overflow(at, lay->room[i], &at) || at > INT64_MAX)
                return err_set(EX_DATAERR, "the file is too large");
            if (lay->version == 1 && lay->begin[i] > INT32_MAX)
                return err_set(EX_DATAERR, "too large for CDF-1");
        }
    }
    return EX_OK;
}

static int check(const struct nc *nc) {
    for (size_t i = 0; i < nc->nvars; i++)
        if (nc->var[i].type == TYPE_STRING)
            return err_set(EX_DATAERR,
                           "variable \"%s\" holds strings (characters and "
                           "numbers can be written)",
                           nc->var[i].name);
    return EX_OK;
}

int cdf_plan(struct cdf **out, const struct nc *nc, int version, uint64_t gap) {
    struct cdf *lay = cdf_new(version, nc->nvars);
    int status;

    *out = NULL;
    TRY(check(nc));
    TRY(cdf_sizes(lay, nc));
    if (version == 0)
        lay->version = version_for(nc, lay);
    else if (version < version_for(nc, lay) && version_for(nc, lay) == 5)
        TRY(err_set(EX_DATAERR, "too large for CDF-%d, or not its types",
                    version));
    lay->count = nc->record == NC_NONE     ? 0
                 : nc->nrecords == NC_NONE ? CDF_STREAMING
                                           : nc->nrecords;
    free(cdf_encode(lay, nc)); /* only for its length */
    TRY(place(lay, nc, lay->length + gap));
    cdf_ends(lay, nc);
    if (nc->nvars == 0)
        lay->data = lay->first = lay->length + gap;
    *out = lay;
    lay = NULL;
done:
    cdf_free(lay);
    return status;
}

bool cdf_sequential(const struct cdf *lay, const struct nc *nc) {
    uint64_t at = lay->data;

    for (int record = 0; record < 2; record++) {
        for (size_t i = 0; i < lay->nvars; i++) {
            if (nc_is_record(nc, &nc->var[i]) != record)
                continue;
            if (lay->begin[i] != at)
                return false;
            at += lay->room[i];
        }
    }
    return true;
}

uint64_t cdf_end(const struct cdf *lay, const struct nc *nc, uint64_t n) {
    uint64_t end = lay->length, last, before;

    for (size_t i = 0; i < lay->nvars; i++) {
        const bool record = nc_is_record(nc, &nc->var[i]);
        if (record && n == 0)
            continue;
        if (__builtin_add_overflow(lay->begin[i], lay->size[i], &last))
            return UINT64_MAX;
        if (record && n > 0 &&
            (__builtin_mul_overflow(lay->stride, n - 1, &before) ||
             __builtin_add_overflow(last, before, &last)))
            return UINT64_MAX;
        if (last > end)
            end = last;
    }
    return end;
}
