/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grid_healpix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/healpix.h"

static void number(struct atts *a, const char *name, double value) {
    atts_set_numbers(a, name, TYPE_INT, 1, &value);
}

/* CF 1.13, appendix F; nside tells a ring order that is no power of 2. */
struct grid *grid_healpix(size_t nside, bool nested) {
    struct grid *g = grid_new(GRID_UNSTRUCTURED, 1, 12 * nside * nside);
    struct atts *a = &g->mapping_atts;

    free(g->x.name);
    g->x.name = mem_text("healpix_index");
    free(g->lat);
    free(g->lon);
    free(g->others);
    g->lat = g->lon = NULL;
    g->others = NULL;
    g->mapping = mem_text("healpix");
    atts_set_text(a, "grid_mapping_name", "healpix");
    atts_set_text(a, "indexing_scheme", nested ? "nested" : "ring");
    if ((nside & (nside - 1)) == 0)
        number(a, "refinement_level", round(log2((double)nside)));
    number(a, "nside", (double)nside);
    g->implied = true;
    return g;
}

struct grid *grid_healpix_rings(const struct grid *g) {
    struct grid *r = grid_copy(g);

    atts_set_text(&r->mapping_atts, "indexing_scheme", "ring");
    return r;
}

void grid_healpix_centre(const struct grid *g, size_t k, double *lon,
                         double *lat) {
    healpix_place(grid_nside(g), grid_is_nested(g), k, lon, lat);
}

void grid_healpix_centres(const struct grid *g, double *lon, double *lat) {
    healpix_places(grid_nside(g), grid_is_nested(g), lon, lat);
}

struct grid *grid_placed(const struct grid *g) {
    struct grid *r;

    if (!g->implied)
        return NULL;
    r = grid_copy(g);
    r->lon = mem_array(g->nx, sizeof *r->lon);
    r->lat = mem_array(g->nx, sizeof *r->lat);
    grid_healpix_centres(g, r->lon, r->lat);
    r->implied = false;
    return r;
}

void grid_healpix_words(struct atts *a) {
    const char *name = atts_text(a, "grid_mapping_name");
    const char *order = atts_text(a, "healpix_order");
    const double side = atts_number(a, "healpix_nside");

    if (name == NULL || strcmp(name, "healpix") != 0)
        return;
    if (atts_find(a, "nside") == NULL &&
        atts_find(a, "refinement_level") == NULL && side >= 1 && side <= 8192)
        number(a, "nside", side);
    if (atts_find(a, "indexing_scheme") == NULL && order != NULL)
        atts_set_text(a, "indexing_scheme",
                      strncmp(order, "nest", 4) == 0 ? "nested" : order);
}

size_t grid_nside(const struct grid *g) {
    const char *name = atts_text(&g->mapping_atts, "grid_mapping_name");
    double side = atts_number(&g->mapping_atts, "nside");

    if (name == NULL || strcmp(name, "healpix") != 0)
        return 0;
    if (isnan(side))
        side = exp2(atts_number(&g->mapping_atts, "refinement_level"));
    return side >= 1 && side <= 8192 ? (size_t)side : 0;
}

bool grid_is_nested(const struct grid *g) {
    const char *scheme = atts_text(&g->mapping_atts, "indexing_scheme");

    return scheme != NULL && strcmp(scheme, "nested") == 0;
}

bool grid_is_healpix(const struct grid *g) {
    const size_t nside = grid_nside(g), n = 12 * nside * nside;

    if (g->kind != GRID_UNSTRUCTURED || nside == 0 || g->nx != n)
        return false;
    for (size_t i = 0; g->x.value != NULL && i < n; i++)
        if (g->x.value[i] != (double)i)
            return false;
    return true;
}

/* The places of some cells. */
static int pick(struct grid *g, size_t nside, bool nested) {
    const size_t n = 12 * nside * nside;

    for (size_t i = 0; i < g->nx; i++) {
        const double index = g->x.value[i];
        if (!(index >= 0 && index < (double)n) || index != trunc(index))
            return err_set(EX_DATAERR, "%s: %g is no cell of %zu", g->x.name,
                           index, n);
        healpix_place(nside, nested, (size_t)index, &g->lon[i], &g->lat[i]);
    }
    return EX_OK;
}

int grid_healpix_fill(struct grid *g) {
    const size_t nside = grid_nside(g), n = 12 * nside * nside;
    const bool nested = grid_is_nested(g);

    if ((g->x.value == NULL && g->nx != n) ||
        (nested && (nside & (nside - 1)) != 0))
        return EX_OK; /* nobody knows where they are */
    g->implied = grid_is_healpix(g);
    if (g->implied)
        return EX_OK;
    g->lon = mem_array(g->nx, sizeof *g->lon);
    g->lat = mem_array(g->nx, sizeof *g->lat);
    return pick(g, nside, nested);
}
