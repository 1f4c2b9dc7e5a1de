/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/mirror.h"

#include <math.h>
#include <stdint.h>

/* The place in a plane that row j, column i of the result comes from. */
static size_t source(enum mirror how, const struct mirror_shape *s, size_t j,
                     size_t i) {
    switch (how) {
    case MIRROR_X:
        return j * s->nx + s->nx - 1 - i;
    case MIRROR_Y:
        return (s->ny - 1 - j) * s->nx + i;
    case MIRROR_LEFT: /* (x, y) goes to (-y, x) */
        return (s->nx - 1 - i) * s->nx + j;
    default:
        return i * s->nx + s->nx - 1 - j;
    }
}

void mirror_planes(enum mirror how, const struct mirror_shape *s,
                   const void *src, void *dst) {
#pragma omp parallel for schedule(static)
    for (size_t row = 0; row < s->n * s->ny; row++) {
        const size_t plane = row / s->ny * s->ny * s->nx, j = row % s->ny;
        const uint32_t *x = (const uint32_t *)src + plane;
        const uint64_t *w = (const uint64_t *)src + plane;
        uint32_t *y = (uint32_t *)dst + row * s->nx;
        uint64_t *z = (uint64_t *)dst + row * s->nx;
        for (size_t i = 0; i < s->nx; i++)
            if (s->size == sizeof *x)
                y[i] = x[source(how, s, j, i)];
            else
                z[i] = w[source(how, s, j, i)];
    }
}

static double wrap(double x, double turn) {
    const double r = x - turn * floor(x / turn);

    return r >= turn ? 0 : r;
}

void mirror_wrap(size_t n, double turn, float *x) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const float r = (float)wrap((double)x[i], turn);
        x[i] = r >= (float)turn ? 0 : r;
    }
}

void mirror_wrap_wide(size_t n, double turn, double *x) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        x[i] = wrap(x[i], turn);
}
