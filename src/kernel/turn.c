/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/turn.h"

#include <math.h>

#include "kernel/constants.h"
#include "kernel/hot.h"

INLINE void turn_cells(size_t n, const double *restrict cosine,
                       const double *restrict sine, const struct cells from[2],
                       const struct room to[2]) {
    const struct cells fx = from[0], fy = from[1];
    const struct room te = to[0], tn = to[1];

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double x = cells_get(fx, i), y = cells_get(fy, i);
        room_put(te, i, x * cosine[i] - y * sine[i]);
        room_put(tn, i, x * sine[i] + y * cosine[i]);
    }
}

/* One loop without questions for floats, the usual. */
static void turn_floats(size_t n, const double *cosine, const double *sine,
                        const struct cells from[2], const struct room to[2]) {
    const struct cells f[2] = { { .f = from[0].f }, { .f = from[1].f } };
    const struct room t[2] = { { .f = to[0].f }, { .f = to[1].f } };

    turn_cells(n, cosine, sine, f, t);
}

void turn_vectors(size_t n, const double *restrict cosine,
                  const double *restrict sine, const struct cells from[2],
                  const struct room to[2]) {
    if (from[0].d == NULL && from[1].d == NULL && to[0].d == NULL &&
        to[1].d == NULL)
        turn_floats(n, cosine, sine, from, to);
    else
        turn_cells(n, cosine, sine, from, to);
}

/* A place in space, on an ellipsoid of axis 1. */
static void in_space(double e2, const double place[2], double p[3]) {
    const double lon = place[0] * DEGREE, lat = place[1] * DEGREE;
    const double normal = 1 / sqrt(1 - e2 * sin(lat) * sin(lat));

    p[0] = normal * cos(lat) * cos(lon);
    p[1] = normal * cos(lat) * sin(lon);
    p[2] = normal * (1 - e2) * sin(lat);
}

/* Two sides of a right triangle become cosine and sine. */
static void settle(double across, double up, double direction[2]) {
    const double length = hypot(across, up);

    direction[0] = length > 0 ? across / length : NAN;
    direction[1] = length > 0 ? up / length : NAN;
}

void turn_along(double e2, const double at[2], const double from[2],
                const double to[2], double direction[2]) {
    const double sl = sin(at[0] * DEGREE), cl = cos(at[0] * DEGREE);
    const double sp = sin(at[1] * DEGREE), cp = cos(at[1] * DEGREE);
    double a[3], b[3];

    in_space(e2, from, a);
    in_space(e2, to, b);
    for (int k = 0; k < 3; k++)
        b[k] -= a[k];
    settle(-sl * b[0] + cl * b[1], -sp * cl * b[0] - sp * sl * b[1] + cp * b[2],
           direction);
}

void turn_rotated(const double pole[2], const double at[2],
                  double direction[2]) {
    const double lon = (pole[0] - at[0]) * DEGREE;
    const double sp = sin(pole[1] * DEGREE), cp = cos(pole[1] * DEGREE);
    const double s = sin(at[1] * DEGREE), c = cos(at[1] * DEGREE);
    const double north = c * sp - s * cp * cos(lon), east = cp * sin(lon);

    direction[0] = direction[1] = NAN;
    if (hypot(north, east) > 1e-12)
        settle(north, -east, direction);
}

void turn_pole(const struct turn_row *row, struct cells u, struct cells v,
               double pole[2], double *valid) {
    size_t n = 0;

    pole[0] = pole[1] = 0;
    for (size_t i = 0; i < row->n; i++) {
        const double s = sin(row->lon[i] * DEGREE);
        const double c = cos(row->lon[i] * DEGREE);
        const double x = cells_get(u, row->cell[i]);
        const double y = row->hemisphere * cells_get(v, row->cell[i]);
        if (isnan(x) || isnan(y))
            continue;
        pole[0] += -x * s - y * c;
        pole[1] += x * c - y * s;
        n++;
    }
    pole[0] /= (double)row->n;
    pole[1] /= (double)row->n;
    *valid = (double)n / (double)row->n;
}

void turn_from_pole(const double pole[2], double hemisphere, double lon,
                    double component[2]) {
    const double s = sin(lon * DEGREE), c = cos(lon * DEGREE);

    component[0] = -pole[0] * s + pole[1] * c;
    component[1] = hemisphere * (-pole[0] * c - pole[1] * s);
}

double turn_carried(const double from[2], const double to[2]) {
    const double half = remainder(to[0] - from[0], 360) / 2 * DEGREE;
    const double middle = (from[1] + to[1]) / 2 * DEGREE;
    const double apart = (from[1] - to[1]) / 2 * DEGREE;

    return -2 * atan2(sin(middle) * sin(half), cos(apart) * cos(half));
}
