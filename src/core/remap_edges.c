/* SPDX-License-Identifier: Apache-2.0 */
/* How high rows of cells are. */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/remap_rows.h"
#include "kernel/constants.h"
#include "kernel/legendre.h"

/* Are the rows those of a Gaussian grid? */
static bool is_gaussian(const struct rows *r) {
    double *lat = mem_array(2 * (r->n / 2) + 2, sizeof *lat);
    bool is = r->n % 2 == 0;

    if (is)
        legendre_latitudes(r->n / 2, lat);
    for (size_t j = 0; is && j < r->n; j++)
        is = fabs(lat[j] - r->lat[j]) < 1.8 / (double)r->n;
    free(lat);
    return is;
}

double *rows_edges(const struct rows *r) {
    double *weight = mem_array(r->n + 1, sizeof *weight);
    double *edge = mem_array(r->n + 1, sizeof *edge);

    edge[0] = 1;
    edge[r->n] = -1;
    if (is_gaussian(r)) {
        legendre_weights(r->n / 2, weight);
        for (size_t j = 1; 2 * j < r->n; j++) {
            edge[j] = edge[j - 1] - weight[j - 1];
            edge[r->n - j] = -edge[j];
        }
        edge[r->n / 2] = 0;
    } else {
        for (size_t j = 1; j < r->n; j++)
            edge[j] = sin((r->lat[j - 1] + r->lat[j]) / 2 * DEGREE);
    }
    free(weight);
    return edge;
}
