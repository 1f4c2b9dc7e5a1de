/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/circle.h"

#include <math.h>

void circle_parts(size_t n, struct cells x, double turn, double *sine,
                  double *cosine) {
    const double scale = 2 * M_PI / turn;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double a = cells_get(x, i) * scale;
        sine[i] = sin(a);
        cosine[i] = cos(a);
    }
}

void circle_add(size_t n, struct cells x, double turn, double weight,
                double *restrict sine, double *restrict cosine) {
    const double scale = 2 * M_PI / turn;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double a = cells_get(x, i) * scale;
        if (isnan(a))
            continue;
        sine[i] += weight * sin(a);
        cosine[i] += weight * cos(a);
    }
}

double circle_angle(double sine, double cosine, double weight, double turn) {
    const double a = atan2(sine, cosine) / (2 * M_PI) * turn;

    if (!(hypot(sine, cosine) >= 1e-6 * weight))
        return NAN;
    return a < 0 ? a + turn : a;
}

void circle_put(struct room out, size_t i, double angle, double turn) {
    const double least = out.d != NULL ? turn : (double)(float)turn;
    const double a = out.d != NULL ? angle : (double)(float)angle;

    room_put(out, i, a >= least ? 0 : angle);
}
