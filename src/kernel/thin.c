/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/thin.h"

#include <math.h>

/* Distance of a point from the line between two others, which has ends. */
static double distance(const double p[2], const double a[2],
                       const double b[2]) {
    const double u = b[0] - a[0], v = b[1] - a[1], length = u * u + v * v;
    double t = 0;

    if (length > 0)
        t = fmin(1, fmax(0, ((p[0] - a[0]) * u + (p[1] - a[1]) * v) / length));
    return hypot(p[0] - a[0] - t * u, p[1] - a[1] - t * v);
}

void thin_line(size_t n, const double *x, const double *y, double most,
               unsigned char *keep, size_t *stack) {
    size_t a = 0, depth = 0;

    /* The stack has the ends of stretches that begin at a. */
    for (size_t k = n; k-- > 1;)
        if (keep[k])
            stack[depth++] = k;
    while (depth > 0) {
        const size_t b = stack[depth - 1];
        const double from[2] = { x[a], y[a] }, to[2] = { x[b], y[b] };
        double worst = most;
        size_t at = 0;

        for (size_t k = a + 1; k < b; k++) {
            const double p[2] = { x[k], y[k] };
            const double d = distance(p, from, to);
            if (d > worst) {
                worst = d;
                at = k;
            }
        }
        if (at > 0) {
            keep[at] = 1;
            stack[depth++] = at;
        } else {
            a = b;
            depth--;
        }
    }
}
