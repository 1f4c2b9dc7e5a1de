/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/hampel.h"

#include <math.h>

#define NORMAL 1.4826 /* MAD of a normal distribution to its deviation */

/* Few values, by insertion. */
static void sort(size_t n, double *v) {
    for (size_t i = 1; i < n; i++) {
        const double x = v[i];
        size_t j = i;
        for (; j > 0 && v[j - 1] > x; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

static double median(size_t n, double *v) {
    sort(n, v);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static float one_cell(const struct hampel *h, size_t i,
                      const float *const *window, unsigned char *flagged) {
    const float x = window[h->middle][i];
    double v[HAMPEL_WIDEST], middle, mad;
    size_t n = 0;

    *flagged = 0;
    if (isnan(x))
        return x;
    for (size_t k = 0; k < h->width; k++)
        if (!isnan(window[k][i]))
            v[n++] = (double)window[k][i];
    middle = median(n, v);
    for (size_t k = 0; k < n; k++)
        v[k] = fabs(v[k] - middle);
    mad = fmax(median(n, v), h->floor);
    if (!(mad > 0 && fabs((double)x - middle) > h->factor * NORMAL * mad))
        return x;
    *flagged = 1;
    return h->takes_over ? (float)middle : NAN;
}

void hampel_cells(const struct hampel *h, size_t n, const float *const *window,
                  float *out, unsigned char *flagged) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        out[i] = one_cell(h, i, window, &flagged[i]);
}
