/* SPDX-License-Identifier: Apache-2.0 */
/* In the plane of HEALPix a cell is a unit square, and the sides of a box of
 * latitude and longitude are straight. */
#include <math.h>
#include <stdbool.h>

#include "kernel/constants.h"
#include "kernel/healpix.h"

/* A convex polygon of a quadrilateral, cut by four lines at most. */
struct shape {
    int n;
    double p[12][2];
};

/* Squares of one part of the sphere, and who takes their shares. */
struct plane {
    long n;     /* nside */
    long facet; /* 0..3 */
    int cap;    /* 1 north, 0 the belt, -1 south */
    bool moments;
    healpix_take *take;
    void *to;
};

/* Keeps what lies on one side of a line: sign * (p[axis] - at) >= 0. */
static struct shape cut(const struct shape *s, int axis, double at, int sign) {
    struct shape out = { 0 };

    for (int k = 0; k < s->n; k++) {
        const double *a = s->p[k], *b = s->p[(k + 1) % s->n];
        const double da = sign * (a[axis] - at), db = sign * (b[axis] - at);
        if (da >= 0 && out.n < 12) {
            out.p[out.n][0] = a[0];
            out.p[out.n++][1] = a[1];
        }
        if ((da >= 0) != (db >= 0) && out.n < 12) {
            const double t = da / (da - db);
            out.p[out.n][!axis] = a[!axis] + t * (b[!axis] - a[!axis]);
            out.p[out.n++][axis] = at;
        }
    }
    return out;
}

/* By the corner of the square: far from the origin digits would be lost. */
static double area(const struct shape *s, double x, double y) {
    double twice = 0;

    for (int k = 0; k < s->n; k++) {
        const double *a = s->p[k], *b = s->p[(k + 1) % s->n];
        twice += (a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y);
    }
    return fabs(twice) / 2;
}

/* The unit vector of a place. */
static void point(const struct plane *l, const double at[2], double p[3]) {
    const double n = (double)l->n, r = at[0] + at[1];
    const double half = r / (n * sqrt(6)); /* sine of half the colatitude */
    const double z = (at[1] - at[0]) / (1.5 * n);
    const double t = l->cap == 0 ? r / (2 * n) - 0.5
                                 : (double)l->facet + (r > 0 ? at[0] / r : 0);
    const double out = l->cap == 0 ? sqrt(fmax(0, 1 - z * z))
                                   : 2 * half * sqrt(fmax(0, 1 - half * half));

    p[0] = out * cos(t * 90 * DEGREE);
    p[1] = out * sin(t * 90 * DEGREE);
    p[2] = l->cap == 0 ? z : l->cap * (1 - 2 * half * half);
}

/* The integral over a shape, a triangle at a time. */
static void moment(const struct plane *l, const struct shape *s, double m[3]) {
    m[0] = m[1] = m[2] = 0;
    for (int k = 2; k < s->n; k++) {
        const double *t[3] = { s->p[0], s->p[k - 1], s->p[k] };
        const double twice = (t[1][0] - t[0][0]) * (t[2][1] - t[0][1]) -
                             (t[2][0] - t[0][0]) * (t[1][1] - t[0][1]);
        for (int c = 0; c < 3; c++) {
            double at[2], p[3];
            for (int d = 0; d < 2; d++)
                at[d] = (t[0][d] + t[1][d] + t[2][d]) / 6 + t[c][d] / 2;
            point(l, at, p);
            for (int d = 0; d < 3; d++)
                m[d] += fabs(twice) / 6 * p[d];
        }
    }
}

static size_t square(const struct plane *l, long jp, long jm) {
    const long n = l->n, up = jp / n, down = jm / n;

    if (l->cap > 0)
        return healpix_ring(l->n, l->facet, n - 1 - jm, n - 1 - jp);
    if (l->cap < 0)
        return healpix_ring(l->n, l->facet + 8, jp, jm);
    return healpix_ring(l->n,
                        up == down  ? up % 4 + 4
                        : up < down ? up % 4
                                    : down % 4 + 8,
                        jm % n, n - 1 - jp % n);
}

static void range(const struct shape *s, int axis, double *least,
                  double *most) {
    *least = HUGE_VAL;
    *most = -HUGE_VAL;
    for (int k = 0; k < s->n; k++) {
        *least = fmin(*least, s->p[k][axis]);
        *most = fmax(*most, s->p[k][axis]);
    }
}

static void take_column(const struct plane *l, const struct shape *s,
                        double jp) {
    double least, most;

    range(s, 1, &least, &most);
    for (double jm = floor(least); jm < most; jm++) {
        const struct shape half = cut(s, 1, jm, 1);
        const struct shape part = cut(&half, 1, jm + 1, -1);
        const double share = area(&part, jp, jm);
        double m[3];
        if (!(share > 0 && (l->cap == 0 || jm < (double)l->n)))
            continue;
        if (l->moments)
            moment(l, &part, m);
        l->take(l->to, square(l, (long)jp, (long)jm), share,
                l->moments ? m : NULL);
    }
}

static void take_shape(const struct plane *l, const struct shape *s) {
    double least, most;

    range(s, 0, &least, &most);
    for (double jp = floor(least); jp < most; jp++) {
        const struct shape half = cut(s, 0, jp, 1);
        const struct shape strip = cut(&half, 0, jp + 1, -1);
        if (l->cap == 0 || jp < (double)l->n)
            take_column(l, &strip, jp);
    }
}

/* From t[0] to t[1] quarters of the circle, from z[0] to z[1]. */
static void take_belt(struct plane *l, const double t[2], const double z[2]) {
    const double n = (double)l->n;
    struct shape s = { .n = 4 };

    for (int k = 0; k < 4; k++) {
        const double a = n * (0.5 + t[k == 1 || k == 2]);
        const double b = 0.75 * n * z[k > 1];
        s.p[k][0] = fmax(0, a - b);
        s.p[k][1] = fmax(0, a + b);
    }
    l->cap = 0;
    take_shape(l, &s);
}

/* r[0], r[1]: distances from the pole, nside at the belt. */
static void take_cap(struct plane *l, const double t[2], const double r[2]) {
    for (double m = floor(t[0]); m < t[1]; m++) {
        const double u[2] = { fmax(0, t[0] - m), fmin(1, t[1] - m) };
        struct shape s = { .n = 4 };
        for (int k = 0; k < 4; k++) {
            s.p[k][0] = u[k == 1 || k == 2] * r[k > 1];
            s.p[k][1] = (1 - u[k == 1 || k == 2]) * r[k > 1];
        }
        l->facet = (long)m % 4;
        take_shape(l, &s);
    }
}

/* Distance of a latitude from the pole of its cap. */
static double from_pole(double n, double colatitude) {
    return fmin(n, n * sqrt(6) * sin(fmax(0, colatitude) * DEGREE / 2));
}

void healpix_overlap(size_t nside, const struct healpix_box *b, bool moments,
                     healpix_take *take, void *to) {
    const double n = (double)nside, turn = 360 * floor(b->west / 360);
    const double t[2] = { (b->west - turn) / 90, (b->east - turn) / 90 };
    const double z[2] = { sin(b->south * DEGREE), sin(b->north * DEGREE) };
    const double belt[2] = { fmax(z[0], -2. / 3), fmin(z[1], 2. / 3) };
    struct plane l = {
        .n = (long)nside, .moments = moments, .take = take, .to = to
    };

    if (belt[0] < belt[1])
        take_belt(&l, t, belt);
    if (z[1] > 2. / 3) {
        const double r[2] = { from_pole(n, 90 - b->north),
                              z[0] > 2. / 3 ? from_pole(n, 90 - b->south) : n };
        l.cap = 1;
        take_cap(&l, t, r);
    }
    if (z[0] < -2. / 3) {
        const double r[2] = { from_pole(n, 90 + b->south),
                              z[1] < -2. / 3 ? from_pole(n, 90 + b->north)
                                             : n };
        l.cap = -1;
        take_cap(&l, t, r);
    }
}
