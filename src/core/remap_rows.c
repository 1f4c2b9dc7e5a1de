/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/geom.h"
#include "kernel/healpix.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

/* How far a cell may stand from its even place, in cells. */
#define UNEVEN 0.01

/* A row of fewer cells is none: stations at one latitude. */
#define FEWEST 4

struct spot {
    double lat, lon;
    uint32_t cell;
};

/* From the north, then from the west. */
static int order(const void *a, const void *b) {
    const struct spot *s = a, *t = b;

    if (s->lat != t->lat)
        return s->lat > t->lat ? -1 : 1;
    if (s->lon != t->lon)
        return s->lon < t->lon ? -1 : 1;
    return s->cell < t->cell ? -1 : 1;
}

/* Nside as the mapping says, 0 where it says nothing of HEALPix. */
static int find_nside(const struct grid *g, size_t *nside) {
    const struct atts *a = &g->mapping_atts;
    const char *name = atts_text(a, "grid_mapping_name");
    const size_t n = grid_cells(g);
    double side = atts_number(a, "nside");

    *nside = 0;
    if (name == NULL || strcmp(name, "healpix") != 0)
        return EX_OK;
    if (isnan(side))
        side = exp2(atts_number(a, "refinement_level"));
    if (!(side >= 1 && side <= 8192 && 12 * side * side >= (double)n))
        return err_set(EX_DATAERR,
                       "%zu cells of HEALPix nside %g (12 nside^2 "
                       "at most)",
                       n, side);
    *nside = (size_t)side;
    return EX_OK;
}

static int find_spots(const struct rows *r, const struct grid *g,
                      struct spot *s) {
    const size_t n = r->ncells;
    const char *scheme = atts_text(&g->mapping_atts, "indexing_scheme");
    const bool nested = scheme != NULL && strcmp(scheme, "nested") == 0;
    const bool given = g->lat != NULL && g->lon != NULL;
    bool sorted = true;
    double *made = NULL;

    if (!given && (r->nside == 0 || (nested && (r->nside & (r->nside - 1)))))
        return err_set(EX_DATAERR, "a list of cells without places");
    if (!given) {
        made = mem_array(2 * n, sizeof *made);
        healpix_places(r->nside, nested, made, made + n);
    }
    for (size_t k = 0; k < n; k++) {
        s[k].lon = geom_east(given ? g->lon[k] : made[k]);
        s[k].lat = given ? g->lat[k] : made[n + k];
        s[k].cell = (uint32_t)k;
        sorted &= k == 0 || order(&s[k - 1], &s[k]) < 0;
    }
    free(made);
    if (!sorted)
        qsort(s, n, sizeof *s, order);
    return EX_OK;
}

/* Do the cells of a row go round at even distances? */
static bool is_even(const struct spot *s, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(fabs(s[i].lon - s[0].lon - 360 * (double)i / (double)n) <=
              UNEVEN * 360 / (double)n))
            return false;
    return true;
}

static int part(struct rows *r, const struct spot *s) {
    r->cell = mem_array(r->ncells, sizeof *r->cell);
    r->first = mem_array(r->ncells + 1, sizeof *r->first);
    r->lat = mem_array(r->ncells, sizeof *r->lat);
    r->west = mem_array(r->ncells, sizeof *r->west);
    for (size_t k = 0; k < r->ncells;) {
        const size_t from = k;
        while (k < r->ncells && s[k].lat == s[from].lat) {
            r->cell[k] = s[k].cell;
            k++;
        }
        if (k < from + FEWEST || fabs(s[from].lat) > 90 ||
            !is_even(s + from, k - from))
            return err_set(EX_DATAERR,
                           "a list of cells that are not in rows round the "
                           "earth, as HEALPix and reduced Gaussian grids are "
                           "(cell %u at %.6gE %.6gN)",
                           (unsigned)s[from].cell + 1, s[from].lon,
                           s[from].lat);
        r->first[r->n] = from;
        r->lat[r->n] = s[from].lat;
        r->west[r->n++] = s[from].lon;
    }
    r->first[r->n] = r->ncells;
    return EX_OK;
}

/* A cell and its place among all. */
struct member {
    size_t id;
    uint32_t cell;
};

static int by_id(const void *a, const void *b) {
    const struct member *s = a, *t = b;

    return (s->id > t->id) - (s->id < t->id);
}

/* The rows of all cells of HEALPix, for those that are there. */
static void part_rows(struct rows *r) {
    const size_t n = 4 * r->nside - 1;

    r->first = mem_array(n + 1, sizeof *r->first);
    r->lat = mem_array(n, sizeof *r->lat);
    r->west = mem_array(n, sizeof *r->west);
    for (r->n = 0; r->n < n; r->n++)
        r->first[r->n + 1] =
            r->first[r->n] +
            healpix_row(r->nside, r->n, &r->west[r->n], &r->lat[r->n]);
}

static int open_part(struct rows *r, const struct grid *g) {
    struct member *m = mem_array(r->ncells, sizeof *m);
    int status = EX_OK;

    for (size_t k = 0; k < r->ncells; k++) {
        double lon, lat;
        m[k].cell = (uint32_t)k;
        m[k].id = 12 * r->nside * r->nside;
        if (g->lon == NULL || g->lat == NULL || !isfinite(g->lon[k]) ||
            !isfinite(g->lat[k]) || fabs(g->lat[k]) > 90)
            TRY(err_set(EX_DATAERR, "a part of HEALPix: cell %zu is nowhere",
                        k + 1));
        m[k].id = healpix_at(r->nside, g->lon[k], g->lat[k]);
        healpix_place(r->nside, false, m[k].id, &lon, &lat);
        if (geom_degrees(lon, lat, g->lon[k], g->lat[k]) >
            UNEVEN * 60 / (double)r->nside)
            TRY(err_set(EX_DATAERR,
                        "a part of HEALPix: cell %zu at %.6gE %.6gN is none of "
                        "nside %zu",
                        k + 1, g->lon[k], g->lat[k], r->nside));
    }
    qsort(m, r->ncells, sizeof *m, by_id);
    r->id = mem_array(r->ncells, sizeof *r->id);
    r->cell = mem_array(r->ncells, sizeof *r->cell);
    for (size_t k = 0; k < r->ncells; k++) {
        if (k > 0 && m[k].id == m[k - 1].id)
            TRY(err_set(EX_DATAERR,
                        "a part of HEALPix: cells %u and %u are one",
                        (unsigned)m[k - 1].cell + 1, (unsigned)m[k].cell + 1));
        r->id[k] = m[k].id;
        r->cell[k] = m[k].cell;
    }
    part_rows(r);
done:
    free(m);
    return status;
}

uint32_t rows_cell(const struct rows *r, size_t place) {
    size_t from = 0, to = r->ncells;

    if (r->id == NULL)
        return r->cell[place];
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (r->id[middle] < place)
            from = middle + 1;
        else
            to = middle;
    }
    return from < r->ncells && r->id[from] == place ? r->cell[from]
                                                    : LINKS_NONE;
}

size_t rows_all(const struct rows *r) {
    return r->first[r->n];
}

int rows_open(struct rows *r, const struct grid *g) {
    struct spot *s = NULL;
    int status;

    *r = (struct rows){ .ncells = grid_cells(g) };
    TRY(find_nside(g, &r->nside));
    if (r->nside > 0 && r->ncells < 12 * r->nside * r->nside) {
        TRY(open_part(r, g));
        goto done;
    }
    s = mem_array(r->ncells, sizeof *s);
    TRY(find_spots(r, g, s));
    TRY(part(r, s));
    if (r->nside > 0 && r->n != 4 * r->nside - 1)
        TRY(err_set(EX_DATAERR, "%zu rows of HEALPix nside %zu (%zu)", r->n,
                    r->nside, 4 * r->nside - 1));
    if (r->n < 2)
        TRY(err_set(EX_DATAERR, "one row of cells (two or more)"));
done:
    free(s);
    if (status != EX_OK)
        rows_free(r);
    return status;
}

void rows_free(struct rows *r) {
    free(r->first);
    free(r->id);
    free(r->cell);
    free(r->lat);
    free(r->west);
    *r = (struct rows){ 0 };
}

/* A source in rows, and the centres of the target. */
struct targets {
    struct rows src;
    struct nearest *tree; /* of centres; not HEALPix */
    double *lon, *lat;
};

static int targets_open(struct targets *t, const struct grid *src,
                        const struct grid *dst) {
    int status = rows_open(&t->src, src);

    return status == EX_OK ? remap_centres(dst, &t->lon, &t->lat) : status;
}

static void targets_free(struct targets *t) {
    rows_free(&t->src);
    free(t->tree);
    free(t->lon);
    free(t->lat);
}

static void fill_nearest(const void *self, size_t k, struct links *row) {
    const struct targets *t = self;
    double p[3];

    if (!isfinite(t->lon[k]) || !isfinite(t->lat[k]))
        return;
    if (t->src.nside > 0) {
        const size_t at = healpix_at(t->src.nside, t->lon[k], t->lat[k]);
        links_add(row, rows_cell(&t->src, at), 1);
        return;
    }
    sphere_point(t->lon[k], t->lat[k], p);
    links_add(row, nearest_find(t->tree, t->src.ncells, p), 1);
}

static void grow_tree(struct targets *t) {
    const struct rows *r = &t->src;

    t->tree = mem_array(r->ncells, sizeof *t->tree);
    for (size_t j = 0; j < r->n; j++) {
        const size_t from = r->first[j], n = r->first[j + 1] - from;
        for (size_t i = 0; i < n; i++) {
            struct nearest *at = &t->tree[from + i];
            at->index = r->cell[from + i];
            sphere_point(r->west[j] + 360 * (double)i / (double)n, r->lat[j],
                         at->p);
        }
    }
    nearest_build(t->tree, r->ncells);
}

int remap_rows_nearest(struct weights **out, const struct grid *src,
                       const struct grid *dst) {
    struct targets t = { 0 };
    int status;

    TRY(targets_open(&t, src, dst));
    if (t.src.nside == 0)
        grow_tree(&t);
    *out = weights_build(grid_cells(dst), t.src.ncells, fill_nearest, &t);
done:
    targets_free(&t);
    return status;
}

/* The neighbours of a longitude in row j. */
static void find_pair(const struct rows *r, size_t j, double lon,
                      uint32_t cell[2], double weight[2]) {
    const size_t from = r->first[j], n = r->first[j + 1] - from;
    const double place = geom_east(lon - r->west[j]) / 360 * (double)n;
    const size_t i = place < (double)n ? (size_t)place : n - 1;

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
    struct targets t = { 0 };
    int status;

    TRY(targets_open(&t, src, dst));
    *out = weights_build(grid_cells(dst), t.src.ncells, fill_linear, &t);
done:
    targets_free(&t);
    return status;
}
