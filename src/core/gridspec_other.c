/* SPDX-License-Identifier: Apache-2.0 */
/* Targets on a Gaussian grid, and like those of a file. */
#include <math.h>
#include <stdlib.h>

#include "core/gridspec_part.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/reader.h"
#include "kernel/constants.h"
#include "kernel/legendre.h"

/* Rows between pole and equator of the largest Gaussian grid. */
#define MOST_ROWS 8192

/* Rows from the south, each as high as its weight. */
static void set_rows(struct axis *a, size_t n) {
    double *weight = mem_array(n, sizeof *weight), edge = 1;

    a->bounds = mem_array(2 * n, 2 * sizeof *a->bounds);
    legendre_latitudes(n, a->value); /* from the north */
    legendre_weights(n, weight);
    for (size_t j = 0; j < n; j++) {
        const size_t south = j, north = 2 * n - 1 - j;
        const double far = j == 0 ? 90 : a->bounds[2 * north + 2];
        double near;

        edge = j + 1 < n ? edge - weight[j] : 0;
        near = asin(edge) / DEGREE;
        a->value[south] = -a->value[south];
        a->value[north] = -a->value[south];
        a->bounds[2 * south] = -far;
        a->bounds[2 * south + 1] = 0 - near; /* no -0 */
        a->bounds[2 * north] = near;
        a->bounds[2 * north + 1] = far;
    }
    free(weight);
}

int gridspec_gaussian(const char *text, struct grid **out) {
    struct range x = { 0 };
    size_t n;
    int status;

    TRY(parse_size(text, &n));
    if (n < 1 || n > MOST_ROWS)
        return err_set(EX_USAGE, "%zu rows between pole and equator (1 to %d)",
                       n, MOST_ROWS);
    x.n = 4 * n;
    x.from = -180 / (double)x.n;
    x.to = 360 + x.from;
    *out = grid_new(GRID_LATLON, 2 * n, x.n);
    gridspec_axis(&(*out)->x, &x);
    for (size_t i = 0; i < x.n; i++)
        (*out)->x.value[i] = 360 * (double)i / (double)x.n;
    set_rows(&(*out)->y, n);
done:
    return status;
}

int gridspec_like(const char *path, struct grid **out) {
    const struct input in = { .nfiles = 1, .file = &path, .wide = true };
    struct reader *r = NULL;
    int status;

    TRY(griddes_open(out, path));
    if (*out != NULL)
        return EX_OK;
    TRY(reader_open(&r, &in));
    *out = grid_copy(reader_dataset(r)->grid);
done:
    reader_free(r);
    return status;
}
