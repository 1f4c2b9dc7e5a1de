/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/polygon.h"

#include <math.h>

#include "kernel/sphere.h"

/* How far outside a side counts as on it, in its length. */
#define SLACK 1e-9

/* The corners in the plane that touches the sphere at p; false where one lies
 * too far away. */
static bool flatten(const double p[3], size_t n, const double *corner,
                    double flat[][2]) {
    double axis[2][3];

    sphere_frame(p, axis[0], axis[1]);
    for (size_t k = 0; k < n; k++) {
        const double *q = corner + 3 * k;
        const double up = q[0] * p[0] + q[1] * p[1] + q[2] * p[2];
        if (!(up > 0.17))
            return false;
        for (int d = 0; d < 2; d++)
            flat[k][d] =
                (q[0] * axis[d][0] + q[1] * axis[d][1] + q[2] * axis[d][2]) /
                up;
    }
    return true;
}

static double length2(const double a[2]) {
    return a[0] * a[0] + a[1] * a[1];
}

/* Where the origin is nearest to the side from a to b, 0..1; -1 when it is not
 * on it. */
static double on_side(const double a[2], const double b[2]) {
    const double d[2] = { b[0] - a[0], b[1] - a[1] }, side = length2(d);
    const double t = -(a[0] * d[0] + a[1] * d[1]) / side;
    const double s = fmin(1, fmax(0, t));
    const double at[2] = { a[0] + s * d[0], a[1] + s * d[1] };

    return side > 0 && length2(at) <= SLACK * SLACK * side ? s : -1;
}

bool polygon_holds(const double p[3], size_t n, const double *corner) {
    double q[POLYGON_MOST][2];
    bool within = false;

    if (n > POLYGON_MOST || !flatten(p, n, corner, q))
        return false;
    for (size_t k = 0, last = n - 1; k < n; last = k++) {
        const double *a = q[last], *b = q[k];
        if (on_side(a, b) >= 0)
            return true;
        if ((a[1] > 0) != (b[1] > 0) &&
            (a[0] - a[1] * (b[0] - a[0]) / (b[1] - a[1]) > 0))
            within = !within;
    }
    return within;
}

/* On a side the weights are those of its ends. */
static bool take_side(size_t n, double q[][2], double *weight) {
    for (size_t k = 0; k < n; k++) {
        const double t = on_side(q[k], q[(k + 1) % n]);
        if (t < 0)
            continue;
        for (size_t i = 0; i < n; i++)
            weight[i] = i == k ? 1 - t : 0;
        weight[(k + 1) % n] += t;
        return true;
    }
    return false;
}

bool polygon_weights(const double p[3], size_t n, const double *corner,
                     double *weight) {
    double q[POLYGON_MOST][2], half[POLYGON_MOST], sum = 0, turn = 0;

    if (n < 3 || n > POLYGON_MOST || !flatten(p, n, corner, q))
        return false;
    if (take_side(n, q, weight))
        return true;
    for (size_t k = 0; k < n; k++) {
        const double *a = q[k], *b = q[(k + 1) % n];
        const double across = a[0] * b[1] - a[1] * b[0];
        const double along = a[0] * b[0] + a[1] * b[1];
        if (!(across > 0))
            return false;
        half[k] = (sqrt(length2(a) * length2(b)) - along) / across;
        turn += atan2(across, along);
    }
    if (turn > 7) /* twice round */
        return false;
    for (size_t k = 0; k < n; k++) {
        weight[k] = (half[(k + n - 1) % n] + half[k]) / sqrt(length2(q[k]));
        sum += weight[k];
    }
    for (size_t k = 0; k < n; k++)
        weight[k] /= sum;
    return true;
}
