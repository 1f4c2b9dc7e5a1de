/* SPDX-License-Identifier: Apache-2.0 */
/* What all coverages have, and where a value goes. */
#include <stdlib.h>
#include <string.h>

#include "core/covjson_part.h"
#include "core/err.h"
#include "core/mem.h"

typedef int compare(const void *, const void *);

static int by_time(const void *a, const void *b) {
    const int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;

    return (p > q) - (p < q);
}

static int by_number(const void *a, const void *b) {
    const double p = *(const double *)a, q = *(const double *)b;

    return (p > q) - (p < q);
}

static int by_place(const void *a, const void *b) {
    const struct cov_place *p = a, *q = b;
    const int c = by_number(&p->lat, &q->lat);

    return c ? c : by_number(&p->lon, &q->lon);
}

static int by_place_and_order(const void *a, const void *b) {
    const struct cov_place *p = a, *q = b;
    const int c = by_place(a, b);

    return c ? c : (p->order > q->order) - (p->order < q->order);
}

static int by_order(const void *a, const void *b) {
    const struct cov_place *const *p = a, *const *q = b;

    return ((*p)->order > (*q)->order) - ((*p)->order < (*q)->order);
}

/* Sorts, and keeps the first of equals. */
static size_t unique(void *values, size_t n, size_t size, compare *sort,
                     compare *same) {
    char *at = values;
    size_t to = 0;

    qsort(values, n, size, sort);
    for (size_t k = 0; k < n; k++)
        if (to == 0 || same(at + (to - 1) * size, at + k * size) != 0)
            memmove(at + to++ * size, at + k * size, size);
    return to;
}

/* Places become numbers in the order in which they came. */
static void number_places(struct cov_keys *k) {
    const struct cov_place **order = mem_array(k->ncells, sizeof *order);

    k->ncells = unique(k->place, k->ncells, sizeof *k->place,
                       by_place_and_order, by_place);
    for (size_t i = 0; i < k->ncells; i++)
        order[i] = &k->place[i];
    qsort(order, k->ncells, sizeof(struct cov_place *), by_order);
    k->lat = mem_array(k->ncells, sizeof *k->lat);
    k->lon = mem_array(k->ncells, sizeof *k->lon);
    for (size_t i = 0; i < k->ncells; i++) {
        struct cov_place *p = &k->place[order[i] - k->place];
        k->lat[i] = p->lat;
        k->lon[i] = p->lon;
        p->order = i;
    }
    free(order);
}

static int take_grid(struct cov_keys *k, const struct cov_domain *d, size_t n) {
    const size_t bytes = d->ncells * sizeof *d->lat;

    for (size_t i = 1; i < n; i++)
        if (d[i].ny != d->ny || d[i].nx != d->nx ||
            memcmp(d[i].lat, d->lat, bytes) != 0 ||
            memcmp(d[i].lon, d->lon, bytes) != 0)
            return err_set(EX_DATAERR, "coverages are on several grids");
    k->ny = d->ny;
    k->nx = d->nx;
    k->ncells = d->ncells;
    k->lat = mem_array(k->ny, sizeof *k->lat);
    for (size_t i = 0; i < k->ny; i++)
        k->lat[i] = d->lat[i * k->nx];
    k->lon = mem_copy(d->lon, k->nx, sizeof *k->lon);
    return EX_OK;
}

/* All keys, as often as they come. */
static void gather(struct cov_keys *k, const struct cov_domain *d, size_t n) {
    size_t nt = 0, nz = 0, ncells = 0;

    for (size_t i = 0; i < n; i++) {
        nt += d[i].nt;
        nz += d[i].composite ? d[i].ncells : d[i].nz;
        ncells += k->grid ? 0 : d[i].ncells;
    }
    k->time = mem_array(nt, sizeof *k->time);
    k->z = mem_array(nz, sizeof *k->z);
    k->member = mem_array(n, sizeof *k->member);
    k->place = mem_array(ncells, sizeof *k->place);
    for (size_t i = 0; i < n; i++) {
        const size_t m = d[i].composite ? d[i].ncells : d[i].nz;
        memcpy(k->time + k->nt, d[i].time, d[i].nt * sizeof *k->time);
        memcpy(k->z + k->nz, d[i].z, m * sizeof *k->z);
        k->nt += d[i].nt;
        k->nz += m;
        k->member[k->nm++] = d[i].has_member ? d[i].member : 0;
        for (size_t c = 0; !k->grid && c < d[i].ncells; c++, k->ncells++)
            k->place[k->ncells] =
                (struct cov_place){ d[i].lat[c], d[i].lon[c], k->ncells };
    }
}

int cov_keys_find(struct cov_keys *k, const struct cov_domain *d, size_t n) {
    int status = EX_OK;

    *k = (struct cov_keys){ .has_time = d->has_time,
                            .has_member = d->has_member,
                            .has_level = d->has_level };
    k->grid = !d->composite && d->ncells > 1;
    for (size_t i = 1; i < n; i++)
        if (d[i].has_time != d->has_time || d[i].has_member != d->has_member ||
            d[i].has_level != d->has_level ||
            (!d[i].composite && d[i].ncells > 1) != k->grid)
            return err_set(EX_DATAERR, "coverages are of several kinds");
    gather(k, d, n);
    k->nt = unique(k->time, k->nt, sizeof *k->time, by_time, by_time);
    k->nm = unique(k->member, k->nm, sizeof *k->member, by_number, by_number);
    k->nz = unique(k->z, k->nz, sizeof *k->z, by_number, by_number);
    if (k->grid)
        TRY(take_grid(k, d, n));
    else
        number_places(k);
done:
    return status;
}

void cov_keys_free(struct cov_keys *k) {
    free(k->time);
    free(k->member);
    free(k->z);
    free(k->place);
    free(k->lat);
    free(k->lon);
}

static size_t find(const void *key, const void *values, size_t n, size_t size,
                   compare *by) {
    const char *at = bsearch(key, values, n, size, by);

    return (size_t)(at - (const char *)values) / size;
}

size_t cov_slot(const struct cov_keys *k, const struct cov_domain *d,
                size_t i) {
    const size_t cell = i % d->ncells, level = i / d->ncells % d->nz;
    const size_t t = i / d->ncells / d->nz;
    const double member = d->has_member ? d->member : 0;
    const struct cov_place place = { d->lat[cell], d->lon[cell], 0 };
    size_t at = find(&d->time[t], k->time, k->nt, sizeof *k->time, by_time);

    at = at * k->nm +
         find(&member, k->member, k->nm, sizeof *k->member, by_number);
    at = at * k->nz + find(&d->z[d->composite ? cell : level], k->z, k->nz,
                           sizeof *k->z, by_number);
    if (k->grid)
        return at * k->ncells + cell;
    return at * k->ncells + k->place[find(&place, k->place, k->ncells,
                                          sizeof *k->place, by_place)]
                                .order;
}
