/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grid_digest.h"

#include <stdint.h>
#include <string.h>

#include "core/grid_healpix.h"

/* A list of numbers, and that it is there. */
static void add_numbers(struct digest *d, const double *v, size_t n) {
    const uint64_t count = v != NULL ? n : UINT64_MAX;

    digest_add(d, &count, sizeof count);
    if (v != NULL)
        digest_add(d, v, n * sizeof *v);
}

static void add_text(struct digest *d, const char *text) {
    if (text != NULL)
        digest_add(d, text, strlen(text));
    digest_add(d, "", 1);
}

static void add_axis(struct digest *d, const struct axis *a) {
    add_numbers(d, a->value, a->n);
    add_numbers(d, a->bounds, 2 * a->n);
    add_text(d, a->units);
}

void grid_digest(const struct grid *g, char text[DIGEST_TEXT]) {
    const uint64_t size[] = { g->kind, g->ny, g->nx, g->nvertex };
    const size_t n = grid_cells(g);
    struct digest *d = digest_new();
    struct grid *placed = grid_placed(g);

    digest_add(d, size, sizeof size);
    add_axis(d, &g->y);
    add_axis(d, &g->x);
    add_numbers(d, placed != NULL ? placed->lat : g->lat, n);
    add_numbers(d, placed != NULL ? placed->lon : g->lon, n);
    grid_free(placed);
    add_numbers(d, g->lat_bounds, n * g->nvertex);
    add_numbers(d, g->lon_bounds, n * g->nvertex);
    for (size_t k = 0; k < g->mapping_atts.n; k++) {
        const struct att *a = &g->mapping_atts.att[k];
        add_text(d, a->name);
        add_text(d, a->text);
        add_numbers(d, a->number, a->text != NULL ? 0 : a->n);
    }
    add_text(d, g->crs);
    digest_text(d, text);
    digest_free(d);
}
