/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "kernel/geom.h"
#include "kernel/healpix.h"

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

static struct spot spot_of(const struct grid *g, size_t k) {
    return (struct spot){ g->lat[k], geom_east(g->lon[k]), (uint32_t)k };
}

static bool is_sorted(const struct grid *g) {
    struct spot last = spot_of(g, 0);

    for (size_t k = 1; k < grid_cells(g); k++) {
        const struct spot next = spot_of(g, k);
        if (order(&last, &next) >= 0)
            return false;
        last = next;
    }
    return true;
}

/* The cells in order, where they are not. */
static void sort(struct rows *r, const struct grid *g) {
    struct spot *s;

    if (is_sorted(g))
        return;
    s = mem_array(r->ncells, sizeof *s);
    for (size_t k = 0; k < r->ncells; k++)
        s[k] = spot_of(g, k);
    qsort(s, r->ncells, sizeof *s, order);
    r->cell = mem_array(r->ncells, sizeof *r->cell);
    for (size_t k = 0; k < r->ncells; k++)
        r->cell[k] = s[k].cell;
    free(s);
}

/* Do the n cells of a row go round at even distances? */
static bool is_even(const struct rows *r, const struct grid *g, size_t from,
                    size_t n) {
    const double west = spot_of(g, rows_nth(r, from)).lon;

    for (size_t i = 0; i < n; i++)
        if (!(fabs(spot_of(g, rows_nth(r, from + i)).lon - west -
                   360 * (double)i / (double)n) <= UNEVEN * 360 / (double)n))
            return false;
    return true;
}

/* Room for one more row, and the end of the last. */
static void add_row(struct rows *r, size_t *room) {
    if (r->n < *room)
        return;
    *room = 2 * *room + 1;
    r->first = mem_grow(r->first, *room + 1, sizeof *r->first);
    r->lat = mem_grow(r->lat, *room, sizeof *r->lat);
    r->west = mem_grow(r->west, *room, sizeof *r->west);
}

static int part(struct rows *r, const struct grid *g) {
    size_t room = 0;

    add_row(r, &room);
    for (size_t k = 0; k < r->ncells;) {
        const size_t from = k;
        const struct spot first = spot_of(g, rows_nth(r, from));
        while (k < r->ncells && g->lat[rows_nth(r, k)] == first.lat)
            k++;
        if (k < from + FEWEST || fabs(first.lat) > 90 ||
            !is_even(r, g, from, k - from))
            return err_set(EX_DATAERR,
                           "a list of cells that are not in rows round the "
                           "earth, as HEALPix and reduced Gaussian grids are "
                           "(cell %u at %.6gE %.6gN)",
                           (unsigned)first.cell + 1, first.lon, first.lat);
        add_row(r, &room);
        r->first[r->n] = from;
        r->lat[r->n] = first.lat;
        r->west[r->n++] = first.lon;
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

uint32_t rows_nth(const struct rows *r, size_t k) {
    return r->cell != NULL ? r->cell[k] : (uint32_t)k;
}

uint32_t rows_cell(const struct rows *r, size_t place) {
    size_t from = 0, to = r->ncells;

    if (r->id == NULL)
        return rows_nth(r, place);
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

/* All cells of HEALPix where nobody says other than its numbers do: nothing is
 * looked up or sorted. */
static void open_whole(struct rows *r, bool nested) {
    part_rows(r);
    if (!nested)
        return;
    r->cell = mem_array(r->ncells, sizeof *r->cell);
    healpix_rings(r->nside, r->cell);
}

/* Rows by the places of the cells. */
static int open_places(struct rows *r, const struct grid *g) {
    int status;

    if (g->lat == NULL || g->lon == NULL || r->ncells == 0)
        return err_set(EX_DATAERR, "a list of cells without places");
    sort(r, g);
    TRY(part(r, g));
    if (r->nside > 0 && r->n != 4 * r->nside - 1)
        TRY(err_set(EX_DATAERR, "%zu rows of HEALPix nside %zu (%zu)", r->n,
                    r->nside, 4 * r->nside - 1));
    if (r->n < 2)
        TRY(err_set(EX_DATAERR, "one row of cells (two or more)"));
done:
    return status;
}

int rows_open(struct rows *r, const struct grid *g) {
    const bool nested = grid_is_nested(g);
    int status;

    *r = (struct rows){ .ncells = grid_cells(g) };
    TRY(find_nside(g, &r->nside));
    if (r->nside > 0 && r->ncells < 12 * r->nside * r->nside)
        TRY(open_part(r, g));
    else if (r->nside > 0 && g->lat == NULL &&
             !(nested && (r->nside & (r->nside - 1))))
        open_whole(r, nested);
    else
        TRY(open_places(r, g));
done:
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
