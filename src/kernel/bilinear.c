/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/bilinear.h"

#include <math.h>

/* How far outside a place may lie, in sides. */
#define OUTSIDE 1e-9
/* How near to a neighbour is at the neighbour, in steps: coordinates are
 * often rounded. */
#define THERE 1e-6

static double dot(const double a[3], const double b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Two unit vectors that span the plane which touches the sphere at p. */
static void plane(const double p[3], double u[3], double v[3]) {
    const int least = fabs(p[0]) < fabs(p[1])
                          ? (fabs(p[0]) < fabs(p[2]) ? 0 : 2)
                          : (fabs(p[1]) < fabs(p[2]) ? 1 : 2);
    double axis[3] = { 0, 0, 0 }, length;

    axis[least] = 1;
    u[0] = p[1] * axis[2] - p[2] * axis[1];
    u[1] = p[2] * axis[0] - p[0] * axis[2];
    u[2] = p[0] * axis[1] - p[1] * axis[0];
    length = sqrt(dot(u, u));
    for (int k = 0; k < 3; k++)
        u[k] /= length;
    v[0] = p[1] * u[2] - p[2] * u[1];
    v[1] = p[2] * u[0] - p[0] * u[2];
    v[2] = p[0] * u[1] - p[1] * u[0];
}

/* The corners in that plane, p being its origin; false beyond 80 degrees. */
static bool project(const double p[3], const double *corner, double q[4][2]) {
    double u[3], v[3];

    plane(p, u, v);
    for (int k = 0; k < 4; k++) {
        const double up = dot(p, corner + 3 * k);
        if (up < 0.17)
            return false;
        q[k][0] = dot(u, corner + 3 * k) / up;
        q[k][1] = dot(v, corner + 3 * k) / up;
    }
    return true;
}

static double cross(double ax, double ay, double bx, double by) {
    return ax * by - ay * bx;
}

/* Is the origin in the convex quadrilateral q, whichever way it turns? */
static bool holds(double q[4][2]) {
    int lefts = 0, rights = 0, bends[2] = { 0, 0 };

    for (int k = 0; k < 4; k++) {
        const double *a = q[k], *b = q[(k + 1) % 4], *c = q[(k + 2) % 4];
        const double x = b[0] - a[0], y = b[1] - a[1];
        const double side = cross(x, y, -a[0], -a[1]);
        const double bend = cross(x, y, c[0] - b[0], c[1] - b[1]);
        const double slack = OUTSIDE * (x * x + y * y);
        lefts += side >= -slack;
        rights += side <= slack;
        bends[0] += bend > 0;
        bends[1] += bend < 0;
    }
    return (lefts == 4 && bends[0] > 1 && bends[1] == 0) ||
           (rights == 4 && bends[1] > 1 && bends[0] == 0);
}

static double clamped(double x) {
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Newton's iteration for q0 + s e + t f + s t g = 0; the map of a convex
 * quadrilateral has one root in the unit square. */
static void invert(double q[4][2], double *s, double *t) {
    const double ex = q[1][0] - q[0][0], ey = q[1][1] - q[0][1];
    const double fx = q[3][0] - q[0][0], fy = q[3][1] - q[0][1];
    const double gx = q[2][0] - q[1][0] - fx, gy = q[2][1] - q[1][1] - fy;

    *s = *t = 0.5;
    for (int i = 0; i < 50; i++) {
        const double rx = q[0][0] + *s * ex + *t * fx + *s * *t * gx;
        const double ry = q[0][1] + *s * ey + *t * fy + *s * *t * gy;
        const double ax = ex + *t * gx, ay = ey + *t * gy;
        const double bx = fx + *s * gx, by = fy + *s * gy;
        const double det = cross(ax, ay, bx, by);
        const double ds = -cross(rx, ry, bx, by) / det;
        const double dt = -cross(ax, ay, rx, ry) / det;
        if (!isfinite(ds) || !isfinite(dt))
            break;
        *s = clamped(*s + ds);
        *t = clamped(*t + dt);
        if (fabs(ds) + fabs(dt) < 1e-14)
            break;
    }
}

bool bilinear_weights(const double p[3], const double *corner,
                      double weight[4]) {
    double q[4][2], s, t;

    if (!project(p, corner, q) || !holds(q))
        return false;
    invert(q, &s, &t);
    weight[0] = (1 - s) * (1 - t);
    weight[1] = s * (1 - t);
    weight[2] = s * t;
    weight[3] = (1 - s) * t;
    return true;
}

double bilinear_line(size_t n, const double *value, double x, size_t *lower) {
    const double sign = n > 1 && value[1] < value[0] ? -1 : 1;
    size_t from = 0, to = n - 1;
    double t;

    *lower = 0;
    if (n == 1)
        return x == value[0] ? 0 : NAN;
    while (to - from > 1) {
        const size_t middle = from + (to - from) / 2;
        if (sign * value[middle] <= sign * x)
            from = middle;
        else
            to = middle;
    }
    *lower = from;
    t = (x - value[from]) / (value[to] - value[from]);
    if (!(t >= -THERE && t <= 1 + THERE))
        return NAN;
    return t < THERE ? 0 : t > 1 - THERE ? 1 : t;
}
