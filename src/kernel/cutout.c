/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/cutout.h"

#include <string.h>

/* Row j of rectangle k. */
static void cut_row(const struct cutout *c, size_t k, size_t j, const char *src,
                    char *dst) {
    const size_t row = (size_t)c->y[k] + j, column = (size_t)c->x[k];
    const size_t inside = c->columns - column;
    size_t n = inside < c->nx ? inside : c->nx;

    if (row >= c->rows)
        n = 0;
    else
        memcpy(dst, src + (row * c->columns + column) * c->size, n * c->size);
    for (; n < c->nx; n++)
        memcpy(dst + n * c->size, c->fill, c->size);
}

void cutout_apply(const struct cutout *c, const void *src, void *dst) {
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < c->n; k++)
        for (size_t j = 0; j < c->ny; j++)
            cut_row(c, k, j, src,
                    (char *)dst + (k * c->ny + j) * c->nx * c->size);
}

size_t cutout_count(size_t n, size_t size, size_t stride) {
    return n < size ? 0 : (n - size) / stride + 1;
}
