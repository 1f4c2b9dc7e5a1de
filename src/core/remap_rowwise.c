/* SPDX-License-Identifier: Apache-2.0 */
/* Places among rows of cells: the nearest one, and linear weights. */
#include <math.h>
#include <stdlib.h>

#include "core/remap_rows.h"
#include "kernel/geom.h"
#include "kernel/healpix.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

/* A source in rows, and the centres of the target. */
struct targets {
    struct rows src;
    double *lon, *lat;
};

static int targets_open(struct targets *t, const struct grid *src,
                        const struct grid *dst) {
    int status = rows_open(&t->src, src);

    return status == EX_OK ? remap_centres(dst, &t->lon, &t->lat) : status;
}

static void targets_free(struct targets *t) {
    rows_free(&t->src);
    free(t->lon);
    free(t->lat);
}

/* A place, of which the cell with the nearest centre is looked for. */
struct place {
    const struct rows *rows;
    double lon, lat, p[3];
};

/* The first of two cells of row j between whose centres a longitude lies. */
static size_t west_of(const struct rows *r, size_t j, double lon) {
    const size_t n = r->first[j + 1] - r->first[j];
    const double i = geom_east(lon - r->west[j]) / 360 * (double)n;

    return i < (double)n ? (size_t)i : n - 1;
}

static double apart(const struct place *s, size_t j, size_t i) {
    const struct rows *r = s->rows;
    const size_t n = r->first[j + 1] - r->first[j];
    double q[3];

    sphere_point(r->west[j] + 360 * (double)i / (double)n, r->lat[j], q);
    return sphere_chord(q, s->p);
}

/* Can no cell of row j be within a chord of d? */
static bool is_far(const struct place *s, size_t j, double d) {
    const double off = fabs(s->rows->lat[j] - s->lat) * M_PI / 180;

    return 2 * sin(fmin(off, M_PI) / 2) > d + NEAREST_TIE;
}

/* The lesser of d and the least distance in row j. */
static double least_of_row(const struct place *s, size_t j, double d) {
    const size_t n = s->rows->first[j + 1] - s->rows->first[j];
    const size_t i = west_of(s->rows, j, s->lon);

    return fmin(d, fmin(apart(s, j, i), apart(s, j, (i + 1) % n)));
}

/* The lesser of best and the lowest cell of row j within d: those to the west,
 * then to the east, of which about a pole there may be many. */
static uint32_t lowest_of_row(const struct place *s, size_t j, double d,
                              uint32_t best) {
    const struct rows *r = s->rows;
    const size_t from = r->first[j], n = r->first[j + 1] - from;
    const size_t west = west_of(r, j, s->lon);

    for (int side = 0; side < 2; side++)
        for (size_t k = 0; k < n; k++) {
            const size_t i = side ? (west + 1 + k) % n : (west + n - k) % n;
            const uint32_t cell = rows_nth(r, from + i);
            if (apart(s, j, i) > d)
                break;
            best = cell < best ? cell : best;
        }
    return best;
}

/* As kernel/nearest.h would find it in all centres. */
static uint32_t find_nearest(const struct rows *r, double lon, double lat) {
    struct place s = { .rows = r, .lon = lon, .lat = lat };
    size_t south = 0, to = r->n; /* the first row south of the place */
    uint32_t cell = LINKS_NONE;
    double d = 4;

    while (south < to) {
        const size_t middle = south + (to - south) / 2;
        if (r->lat[middle] < lat)
            to = middle;
        else
            south = middle + 1;
    }
    sphere_point(lon, lat, s.p);
    for (size_t j = south; j < r->n && !is_far(&s, j, d); j++)
        d = least_of_row(&s, j, d);
    for (size_t j = south; j > 0 && !is_far(&s, j - 1, d); j--)
        d = least_of_row(&s, j - 1, d);
    d += NEAREST_TIE;
    for (size_t j = south; j < r->n && !is_far(&s, j, d); j++)
        cell = lowest_of_row(&s, j, d, cell);
    for (size_t j = south; j > 0 && !is_far(&s, j - 1, d); j--)
        cell = lowest_of_row(&s, j - 1, d, cell);
    return cell;
}

static void fill_nearest(const void *self, size_t k, struct links *row) {
    const struct targets *t = self;

    if (!isfinite(t->lon[k]) || !isfinite(t->lat[k]))
        return;
    if (t->src.nside > 0) {
        const size_t at = healpix_at(t->src.nside, t->lon[k], t->lat[k]);
        links_add(row, rows_cell(&t->src, at), 1);
        return;
    }
    links_add(row, find_nearest(&t->src, t->lon[k], t->lat[k]), 1);
}

static int build(struct weights **out, const struct grid *src,
                 const struct grid *dst,
                 void (*fill)(const void *self, size_t k, struct links *row)) {
    struct targets t = { 0 };
    int status;

    TRY(targets_open(&t, src, dst));
    *out = weights_build(grid_cells(dst), t.src.ncells, fill, &t);
done:
    targets_free(&t);
    return status;
}

int remap_rows_nearest(struct weights **out, const struct grid *src,
                       const struct grid *dst) {
    return build(out, src, dst, fill_nearest);
}

/* The neighbours of a longitude in row j. */
static void find_pair(const struct rows *r, size_t j, double lon,
                      uint32_t cell[2], double weight[2]) {
    const size_t from = r->first[j], n = r->first[j + 1] - from;
    const double place = geom_east(lon - r->west[j]) / 360 * (double)n;
    const size_t i = west_of(r, j, lon);

    cell[0] = rows_cell(r, from + i);
    cell[1] = rows_cell(r, from + (i + 1) % n);
    weight[1] = place - (double)i;
    weight[0] = 1 - weight[1];
}

static void add_pair(const struct rows *r, size_t j, double lon, double weight,
                     struct links *row) {
    uint32_t cell[2];
    double share[2];

    find_pair(r, j, lon, cell, share);
    for (int k = 0; k < 2; k++)
        links_add(row, cell[k], weight * share[k]);
}

bool rows_beyond(const struct rows *r, double lon, double lat,
                 struct beyond *b) {
    const size_t j = lat > r->lat[0] ? 0 : r->n - 1;
    const double gap = fabs(r->lat[j] - r->lat[j == 0 ? 1 : j - 1]);
    const double left = 90 - fabs(r->lat[j]);

    if ((lat <= r->lat[0] && lat >= r->lat[r->n - 1]) ||
        (r->nside == 0 && left >= gap))
        return false;
    b->row = j;
    b->far = left > 0 ? (fabs(lat) - fabs(r->lat[j])) / left : 0;
    find_pair(r, j, lon, b->cell, b->weight);
    return true;
}

/* Beyond the last row; only where none would fit in before the pole. */
static void add_polar(const struct rows *r, double lon, double lat,
                      struct links *row) {
    struct beyond b;

    if (!rows_beyond(r, lon, lat, &b))
        return;
    const size_t from = r->first[b.row], n = r->first[b.row + 1] - from;
    for (int k = 0; k < 2; k++)
        links_add(row, b.cell[k], (1 - b.far) * b.weight[k]);
    for (size_t i = 0; b.far > 0 && i < n; i++)
        links_add(row, rows_cell(r, from + i), b.far / (double)n);
}

static void fill_linear(const void *self, size_t k, struct links *row) {
    const struct targets *t = self;
    const struct rows *r = &t->src;
    const double lon = t->lon[k], lat = t->lat[k];
    size_t above = 0, below = r->n - 1;
    double far;

    if (!isfinite(lon) || !isfinite(lat))
        return;
    if (lat > r->lat[above] || lat < r->lat[below]) {
        add_polar(r, lon, lat, row);
        return;
    }
    while (below - above > 1) {
        const size_t middle = above + (below - above) / 2;
        if (r->lat[middle] >= lat)
            above = middle;
        else
            below = middle;
    }
    far = (r->lat[above] - lat) / (r->lat[above] - r->lat[below]);
    add_pair(r, above, lon, 1 - far, row);
    add_pair(r, below, lon, far, row);
}

int remap_rows_linear(struct weights **out, const struct grid *src,
                      const struct grid *dst) {
    return build(out, src, dst, fill_linear);
}
