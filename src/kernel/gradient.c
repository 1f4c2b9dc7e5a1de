/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/gradient.h"

#include <math.h>

#include "kernel/constants.h"

static const double radius_m = 1000 * EARTH_KM;

/* Row j of a plane: its scale, and the rows beside it. */
struct row {
    size_t j;
    double metres_x, metres_y; /* of one unit of x and y */
    double curvature;          /* tan f / a, or 0 */
    bool is_pole;
};

static struct row row_of(const struct plane *p, size_t j) {
    const double f = p->y[j] * DEGREE;
    struct row r = { j, 1, 1, 0, false };

    if (!p->sphere)
        return r;
    r.metres_x = radius_m * cos(f) * DEGREE;
    r.metres_y = radius_m * DEGREE;
    r.curvature = tan(f) / radius_m;
    r.is_pole = fabs(p->y[j]) > 90 - 1e-6;
    return r;
}

/* Columns beside column i, and their distances [units of x]; false: there are
 * none. */
static bool beside(const struct plane *p, size_t i, size_t c[2], double h[2]) {
    const size_t n = p->nx;
    const bool wraps = p->periodic && n > 2;

    if (n < 3 || (!wraps && (i == 0 || i == n - 1)))
        return false;
    c[0] = i == 0 ? n - 1 : i - 1;
    c[1] = i == n - 1 ? 0 : i + 1;
    h[0] = p->x[i] - p->x[c[0]];
    h[1] = p->x[c[1]] - p->x[i];
    if (i == 0)
        h[0] += p->x[n - 1] > p->x[0] ? 360 : -360;
    if (i == n - 1)
        h[1] += p->x[n - 1] > p->x[0] ? 360 : -360;
    return true;
}

/* The derivative at the middle of three values. */
static double middle(double a, double b, double c, const double h[2]) {
    return (c * h[0] * h[0] - a * h[1] * h[1] +
            b * (h[1] * h[1] - h[0] * h[0])) /
           (h[0] * h[1] * (h[0] + h[1]));
}

static double at(const struct plane *p, const float *x, size_t j, size_t i) {
    return (double)x[j * p->nx + i];
}

/* d a / dx + sign * d b / dy + metric * sign * -c tan f / a at one cell. */
static float cell(const struct plane *p, const struct row *r, size_t i,
                  const float *a, const float *b, int sign) {
    const size_t j = r->j;
    const double hy[2] = { p->y[j] - p->y[j - 1], p->y[j + 1] - p->y[j] };
    double hx[2], x, y;
    size_t c[2];

    if (r->is_pole || !beside(p, i, c, hx))
        return NAN;
    x = middle(at(p, a, j, c[0]), at(p, a, j, i), at(p, a, j, c[1]), hx) /
        r->metres_x;
    y = middle(at(p, b, j - 1, i), at(p, b, j, i), at(p, b, j + 1, i), hy) /
        r->metres_y;
    return (float)(x + sign * (y - at(p, b, j, i) * r->curvature));
}

static void derive(const struct plane *p, const float *a, const float *b,
                   int sign, float *out) {
#pragma omp parallel for schedule(static)
    for (size_t j = 0; j < p->ny; j++) {
        const struct row r = row_of(p, j);
        const bool inside = j > 0 && j + 1 < p->ny;
        for (size_t i = 0; i < p->nx; i++)
            out[j * p->nx + i] = inside ? cell(p, &r, i, a, b, sign) : NAN;
    }
}

void gradient_vorticity(const struct plane *p, const float *u, const float *v,
                        float *out) {
    derive(p, v, u, -1, out);
}

void gradient_divergence(const struct plane *p, const float *u, const float *v,
                         float *out) {
    derive(p, u, v, 1, out);
}

/* Rise to the east and to the north at one cell; NAN: not known. */
static void rise(const struct plane *p, const struct row *r, size_t i,
                 const float *z, double g[2]) {
    static const double weight[3] = { 1, 2, 1 };
    double hx[2], dx = 0, dy = 0;
    const size_t j = r->j;
    size_t c[2];

    g[0] = g[1] = NAN;
    if (r->is_pole || !beside(p, i, c, hx))
        return;
    for (size_t k = 0; k < 3; k++) {
        const size_t column = k == 0 ? c[0] : k == 1 ? i : c[1];
        dx +=
            weight[k] * (at(p, z, j + k - 1, c[1]) - at(p, z, j + k - 1, c[0]));
        dy += weight[k] * (at(p, z, j + 1, column) - at(p, z, j - 1, column));
    }
    if (isnan(at(p, z, j, i)))
        return;
    g[0] = dx / (4 * (hx[0] + hx[1]) * r->metres_x);
    g[1] = dy / (4 * (p->y[j + 1] - p->y[j - 1]) * r->metres_y);
}

static float steepness(const double g[2]) {
    return (float)(atan(sqrt(g[0] * g[0] + g[1] * g[1])) / DEGREE);
}

static float facing(const double g[2]) {
    const double a = atan2(-g[0], -g[1]) / DEGREE;
    const float f = (float)(a < 0 ? a + 360 : a);

    return (g[0] == 0 && g[1] == 0) || isnan(a) ? NAN : f >= 360 ? 0 : f;
}

static void horn(const struct plane *p, const float *z,
                 float (*of)(const double g[2]), float *out) {
#pragma omp parallel for schedule(static)
    for (size_t j = 0; j < p->ny; j++) {
        const struct row r = row_of(p, j);
        const bool inside = j > 0 && j + 1 < p->ny;
        for (size_t i = 0; i < p->nx; i++) {
            double g[2] = { NAN, NAN };
            if (inside)
                rise(p, &r, i, z, g);
            out[j * p->nx + i] = of(g);
        }
    }
}

void gradient_slope(const struct plane *p, const float *z, float *out) {
    horn(p, z, steepness, out);
}

void gradient_aspect(const struct plane *p, const float *z, float *out) {
    horn(p, z, facing, out);
}
