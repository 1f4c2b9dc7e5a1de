/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/healpix.h"

#include <math.h>
#include <stdint.h>

/* Ring j, from the north, and place i in it, both from 1. */
struct place {
    int64_t j, i;
};

/* Where the faces are: their southern corner below the pole in sides, and
 * their middle to the east in eighths of the circle. */
static const int row[12] = { 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4 };
static const int col[12] = { 1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7 };

/* Every other bit of x. */
static int64_t even_bits(uint64_t x) {
    x &= 0x5555555555555555;
    x = (x | x >> 1) & 0x3333333333333333;
    x = (x | x >> 2) & 0x0f0f0f0f0f0f0f0f;
    x = (x | x >> 4) & 0x00ff00ff00ff00ff;
    x = (x | x >> 8) & 0x0000ffff0000ffff;
    return (int64_t)((x | x >> 16) & 0xffffffff);
}

static int64_t root(int64_t x) {
    int64_t r = (int64_t)sqrt((double)x);

    while (r * r > x)
        r--;
    while ((r + 1) * (r + 1) <= x)
        r++;
    return r;
}

/* Cells of a quarter of a ring, and whether it begins half a cell on. */
static int64_t quarter(int64_t n, int64_t j, int64_t *s) {
    *s = j < n || j > 3 * n ? 0 : (j - n) & 1;
    return j < n ? j : j > 3 * n ? 4 * n - j : n;
}

/* Cell (x, y) of face f. */
static struct place of_face(int64_t n, int64_t f, int64_t x, int64_t y) {
    struct place c = { row[f] * n - x - y - 1, 0 };
    int64_t s;
    const int64_t m = quarter(n, c.j, &s);

    c.i = (col[f] * m + x - y + 1 + s) / 2;
    if (c.i < 1)
        c.i += 4 * m;
    if (c.i > 4 * m)
        c.i -= 4 * m;
    return c;
}

static struct place of_nested(int64_t n, int64_t p) {
    const int64_t f = p / (n * n), k = p % (n * n);

    return of_face(n, f, even_bits((uint64_t)k), even_bits((uint64_t)k >> 1));
}

static struct place of_ring(int64_t n, int64_t p) {
    const int64_t cap = 2 * n * (n - 1);
    struct place c;

    if (p < cap) {
        c.j = (1 + root(1 + 2 * p)) / 2;
        c.i = p + 1 - 2 * c.j * (c.j - 1);
    } else if (p < 2 * n * (5 * n + 1)) {
        c.j = n + (p - cap) / (4 * n);
        c.i = 1 + (p - cap) % (4 * n);
    } else {
        const int64_t q = 12 * n * n - p, m = (1 + root(2 * q - 1)) / 2;
        c.j = 4 * n - m;
        c.i = 4 * m + 1 - (q - 2 * m * (m - 1));
    }
    return c;
}

static void centre(int64_t n, struct place c, double *lon, double *lat) {
    int64_t s;
    const int64_t m = quarter(n, c.j, &s);
    const double t = (double)(m * m) / (3 * (double)n * (double)n);
    double z = 2 * (double)(2 * n - c.j) / (3 * (double)n);

    if (c.j < n || c.j > 3 * n) {
        z = c.j < n ? 1 - t : t - 1;
        *lat = copysign(atan2(fabs(z), sqrt(t * (2 - t))), z);
        *lon = ((double)c.i - 0.5) * 90 / (double)m;
    } else {
        *lat = asin(z);
        *lon = ((double)c.i - (double)(s + 1) / 2) * 90 / (double)m;
    }
    *lat *= 180 / M_PI;
    if (*lon >= 360)
        *lon -= 360;
}

void healpix_places(size_t nside, bool nested, double *lon, double *lat) {
    const int64_t n = (int64_t)nside;

#pragma omp parallel for schedule(static)
    for (int64_t p = 0; p < 12 * n * n; p++)
        centre(n, nested ? of_nested(n, p) : of_ring(n, p), &lon[p], &lat[p]);
}

void healpix_place(size_t nside, bool nested, size_t index, double *lon,
                   double *lat) {
    const int64_t n = (int64_t)nside, p = (int64_t)index;

    centre(n, nested ? of_nested(n, p) : of_ring(n, p), lon, lat);
}

size_t healpix_row(size_t nside, size_t j, double *lon, double *lat) {
    const int64_t n = (int64_t)nside;
    const struct place first = { (int64_t)j + 1, 1 };
    int64_t s;

    centre(n, first, lon, lat);
    return 4 * (size_t)quarter(n, first.j, &s);
}

static size_t ring_of(int64_t n, struct place c) {
    if (c.j < n)
        return (size_t)(2 * c.j * (c.j - 1) + c.i - 1);
    if (c.j <= 3 * n)
        return (size_t)(2 * n * (n - 1) + 4 * n * (c.j - n) + c.i - 1);
    c.j = 4 * n - c.j;
    return (size_t)(12 * n * n - 2 * c.j * (c.j + 1) + c.i - 1);
}

void healpix_rings(size_t nside, uint32_t *cell) {
    const int64_t n = (int64_t)nside;

#pragma omp parallel for schedule(static)
    for (int64_t p = 0; p < 12 * n * n; p++)
        cell[ring_of(n, of_nested(n, p))] = (uint32_t)p;
}

/* A place on face f, x and y being sides from its southern corner on. */
static void node(int64_t n, int64_t f, const int64_t at[2], double *lon,
                 double *lat) {
    const int64_t j = row[f] * n - at[0] - at[1];
    const int64_t m = j < n ? j : j > 3 * n ? 4 * n - j : n;
    const double t = (double)(m * m) / (3 * (double)n * (double)n);
    const double z = 2 * (double)(2 * n - j) / (3 * (double)n);
    const double turn =
        col[f] + (m == 0 ? 0 : (double)(at[0] - at[1]) / (double)m);

    *lon = turn * 45 < 0 ? turn * 45 + 360 : turn * 45;
    *lat = j < n || j > 3 * n
               ? copysign(atan2(1 - t, sqrt(t * (2 - t))), (double)(2 * n - j))
               : asin(z);
    *lat *= 180 / M_PI;
}

void healpix_point(size_t nside, long face, const double at[2], double p[3]) {
    const double n = (double)nside, j = row[face] * n - at[0] - at[1];
    const double m = fmin(n, fmin(j, 4 * n - j)); /* of a quarter of a ring */
    const double t = m * m / (3 * n * n);
    const double z =
        m < n ? copysign(1 - t, 2 * n - j) : 2 * (2 * n - j) / (3 * n);
    const double turn = col[face] + (m > 0 ? (at[0] - at[1]) / m : 0);
    const double out = m < n ? sqrt(t * (2 - t)) : sqrt(1 - z * z);

    p[0] = out * cos(turn * M_PI / 4);
    p[1] = out * sin(turn * M_PI / 4);
    p[2] = z;
}

void healpix_square(size_t nside, const long at[3], double lon[4],
                    double lat[4]) {
    for (int c = 0; c < 4; c++) {
        const int64_t corner[2] = { at[1] + (c == 1 || c == 2), at[2] + c / 2 };
        node((int64_t)nside, at[0], corner, &lon[c], &lat[c]);
    }
}

void healpix_corners(size_t nside, bool nested, double *lon, double *lat) {
    const int64_t n = (int64_t)nside;

#pragma omp parallel for schedule(static)
    for (int64_t k = 0; k < 12 * n * n; k++) {
        const int64_t f = k / (n * n), in = k % (n * n);
        const int64_t x = nested ? even_bits((uint64_t)in) : in % n;
        const int64_t y = nested ? even_bits((uint64_t)in >> 1) : in / n;
        const size_t cell =
            nested ? (size_t)k : ring_of(n, of_face(n, f, x, y));
        const long at[3] = { (long)f, (long)x, (long)y };
        healpix_square(nside, at, lon + 4 * cell, lat + 4 * cell);
    }
}

/* The cell of a place between the caps, t quarters of the circle to the east.
 */
static void in_belt(int64_t n, double t, double z, long at[3]) {
    const double a = (double)n * (0.5 + t), b = 0.75 * (double)n * z;
    const int64_t jp = (int64_t)floor(a - b), jm = (int64_t)floor(a + b);
    const int64_t up = jp / n, down = jm / n;
    const int64_t f = up == down ? up | 4 : up < down ? up : down + 8;

    at[0] = (long)f;
    at[1] = (long)(jm % n);
    at[2] = (long)(n - 1 - jp % n);
}

/* colatitude is that from the nearer pole [radians]. */
static void in_cap(int64_t n, double t, double colatitude, bool north,
                   long at[3]) {
    const int64_t f = (int64_t)t;
    const double u = t - floor(t);
    const double r = (double)n * sqrt(6) * sin(colatitude / 2);
    int64_t jp = (int64_t)(u * r), jm = (int64_t)((1 - u) * r);

    jp = jp < n ? jp : n - 1;
    jm = jm < n ? jm : n - 1;
    at[0] = (long)(north ? f : f + 8);
    at[1] = (long)(north ? n - 1 - jm : jp);
    at[2] = (long)(north ? n - 1 - jp : jm);
}

size_t healpix_ring(long nside, long face, long x, long y) {
    return ring_of(nside, of_face(nside, face, x, y));
}

static void face_at(size_t nside, double lon, double lat, long at[3]) {
    const int64_t n = (int64_t)nside;
    const double z = sin(lat * M_PI / 180);
    double t = lon / 90 - 4 * floor(lon / 360);

    if (!(t < 4))
        t = 0;
    if (fabs(z) <= 2. / 3)
        in_belt(n, t, z, at);
    else
        in_cap(n, t, (90 - fmin(90, fabs(lat))) * M_PI / 180, lat > 0, at);
}

size_t healpix_at(size_t nside, double lon, double lat) {
    long at[3];

    face_at(nside, lon, lat, at);
    return healpix_ring((long)nside, at[0], at[1], at[2]);
}

void healpix_face(size_t nside, size_t ring, long at[3]) {
    double lon, lat;

    healpix_place(nside, false, ring, &lon, &lat);
    face_at(nside, lon, lat, at);
}
