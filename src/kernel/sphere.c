/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/sphere.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "kernel/constants.h"

void sphere_point(double lon, double lat, double p[3]) {
    const double c = fabs(lat) >= 90 ? 0 : cos(lat * DEGREE);

    p[0] = c * cos(lon * DEGREE);
    p[1] = c * sin(lon * DEGREE);
    p[2] = fabs(lat) >= 90 ? copysign(1, lat) : sin(lat * DEGREE);
}

static double dot(const double a[3], const double b[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void minus(const double a[3], const double b[3], double d[3]) {
    for (int k = 0; k < 3; k++)
        d[k] = a[k] - b[k];
}

static void cross(const double a[3], const double b[3], double c[3]) {
    c[0] = a[1] * b[2] - a[2] * b[1];
    c[1] = a[2] * b[0] - a[0] * b[2];
    c[2] = a[0] * b[1] - a[1] * b[0];
}

double sphere_chord(const double a[3], const double b[3]) {
    double d[3];

    minus(a, b, d);
    return sqrt(dot(d, d));
}

/* Differences first: the triple product of near vectors would cancel. */
static double triangle(const double a[3], const double b[3],
                       const double c[3]) {
    double ab[3], ac[3], n[3];

    minus(b, a, ab);
    minus(c, a, ac);
    cross(ab, ac, n);
    return 2 * atan2(dot(a, n), 1 + dot(a, b) + dot(b, c) + dot(c, a));
}

bool sphere_rings(size_t n, const double *row, const double *inner) {
    const double pole[3] = { 0, 0, copysign(1, row[2]) };
    double turn = 0;

    for (size_t i = 0; i < n; i++) {
        const double *a = inner + 3 * i, *b = inner + 3 * ((i + 1) % n);
        const double left = sphere_chord(row + 3 * i, pole);
        if (!(left <= 1.01 * sphere_chord(row + 3 * i, a)))
            return false;
        turn += atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]);
    }
    return fabs(turn) > 6;
}

double sphere_area(size_t n, const double *p) {
    double area = 0;

    for (size_t i = 2; i < n; i++)
        area += triangle(p, p + 3 * (i - 1), p + 3 * i);
    return area;
}

/* Where the arc from a to b meets a great circle; sa and sb, of unlike signs,
 * are how far they lie to its left. */
static void meet(const double a[3], double sa, const double b[3], double sb,
                 double out[3]) {
    const double t = sa / (sa - sb);
    double r;

    for (int k = 0; k < 3; k++)
        out[k] = a[k] + t * (b[k] - a[k]);
    r = sqrt(dot(out, out));
    for (int k = 0; k < 3; k++)
        out[k] /= r;
}

/* How far p lies to the left of the side that starts at a with normal n; taken
 * from a, for the same reason as in triangle(). */
static double left(const double a[3], const double normal[3],
                   const double p[3]) {
    double d[3];

    minus(p, a, d);
    return dot(normal, d);
}

/* The part of p to the left of the side that starts at a with that normal. */
static size_t cut(size_t n, const double *restrict p, const double a[3],
                  const double normal[3], double *restrict out) {
    const double *from = p + 3 * (n - 1);
    double before = left(a, normal, from), *o = out;

    for (size_t i = 0; i < n; i++) {
        const double *to = p + 3 * i;
        const double here = left(a, normal, to);
        if ((here > 0 && before < 0) || (here < 0 && before > 0)) {
            meet(from, before, to, here, o);
            o += 3;
        }
        if (here >= 0) {
            memcpy(o, to, 3 * sizeof *o);
            o += 3;
        }
        before = here;
        from = to;
    }
    return (size_t)(o - out) / 3;
}

/* The normal of side i of q; false if it has no length. */
static bool side_of(size_t m, const double *q, size_t i, double normal[3]) {
    const double *a = q + 3 * i;
    double side[3];

    minus(q + 3 * (i + 1 < m ? i + 1 : 0), a, side);
    cross(a, side, normal);
    return dot(side, side) >= 1e-28;
}

/* How many corners of p are on that side of the normal, or on the line. */
static size_t count_left(size_t n, const double *p, const double a[3],
                         const double normal[3]) {
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += left(a, normal, p + 3 * i) >= 0;
    return count;
}

/* Most pairs that are asked about lie apart: that is seen before anything is
 * cut. */
size_t sphere_clip(size_t n, const double *p, size_t m, const double *q,
                   double *restrict out, double *restrict work) {
    double normal[3];

    for (size_t i = 0; i < m; i++)
        if (side_of(m, q, i, normal) &&
            count_left(n, p, q + 3 * i, normal) == 0)
            return 0;
    memcpy(out, p, n * 3 * sizeof *out);
    for (size_t i = 0; i < m && n > 0; i++) {
        if (!side_of(m, q, i, normal) ||
            count_left(n, out, q + 3 * i, normal) == n)
            continue;
        memcpy(work, out, n * 3 * sizeof *work);
        n = cut(n, work, q + 3 * i, normal, out);
    }
    return n < 3 ? 0 : n;
}

/* An angle over its sine, less 1, by the chord. */
static double excess(double chord) {
    const double t = 2 * asin(fmin(1, chord / 2)), u = t * t;

    if (t < 0.1)
        return u * (1. / 6 +
                    u * (7. / 360 + u * (31. / 15120 + u * 127. / 604800)));
    return t / sin(t) - 1;
}

/* Half the sum of angle times normal over the sides a, b; of a x b the part
 * near x (b - a) is left out, which adds up to nothing. */
void sphere_moment(size_t n, const double *p, const double near[3],
                   double m[3]) {
    m[0] = m[1] = m[2] = 0;
    for (size_t i = 0; i < n; i++) {
        const double *a = p + 3 * i, *b = p + 3 * ((i + 1) % n);
        double da[3], db[3], ab[3], c[3], d[3], more;
        minus(a, near, da);
        minus(b, near, db);
        minus(b, a, ab);
        cross(da, db, c);
        cross(a, ab, d);
        more = excess(sqrt(dot(ab, ab)));
        for (int k = 0; k < 3; k++)
            m[k] += (c[k] + more * d[k]) / 2;
    }
}

void sphere_box_moment(const double box[4], double m[3]) {
    const double half = (box[2] - box[0]) / 2 * DEGREE;
    const double middle = (box[0] + box[2]) / 2 * DEGREE;
    const double high = (box[3] - box[1]) * DEGREE;
    const double both = (box[3] + box[1]) * DEGREE;
    const double out = (high + sin(high) * cos(both)) * sin(half);

    m[0] = out * cos(middle);
    m[1] = out * sin(middle);
    m[2] = sin(high) * sin(both) * half;
}

void sphere_frame(const double p[3], double east[3], double north[3]) {
    const double r = hypot(p[0], p[1]);

    east[0] = r < 1e-12 ? 1 : -p[1] / r;
    east[1] = r < 1e-12 ? 0 : p[0] / r;
    east[2] = 0;
    cross(p, east, north);
}
