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
    healpix_places(nside, nested, g->lon, g->lat);
    g->mapping = mem_text("healpix");
    atts_set_text(a, "grid_mapping_name", "healpix");
    atts_set_text(a, "indexing_scheme", nested ? "nested" : "ring");
    if ((nside & (nside - 1)) == 0)
        number(a, "refinement_level", round(log2((double)nside)));
    number(a, "nside", (double)nside);
    return g;
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
