/* SPDX-License-Identifier: Apache-2.0 */
/* What it takes to turn a vector, beside what was asked for. */
#include <string.h>

#include "core/cf_read.h"
#include "core/grid_direction.h"
#include "core/quantity.h"
#include "core/reader.h"

static const char *standard_name(const struct nc_var *v) {
    return atts_text(&v->atts, "standard_name");
}

static const struct quantity_row *along(const struct nc_var *v) {
    return quantity_along(v->name, standard_name(v), &v->atts);
}

/* On the same cells, maybe on other edges of them. */
static bool has_same_dims(const struct nc *nc, const struct nc_var *a,
                          const struct nc_var *b) {
    bool same = a->ndims == b->ndims;

    for (size_t d = 0; same && d < a->ndims; d++)
        same = cf_plain_dim(nc, a->dim[d]) == cf_plain_dim(nc, b->dim[d]);
    return same;
}

/* The other component of variable x: called alike, or the only one. */
static size_t partner_of(const struct reading *r, size_t x) {
    const struct nc *nc = r->nc;
    const struct nc_var *v = &nc->var[x];
    const struct quantity_row *want = quantity_partner(along(v));
    size_t found = NC_NONE, n = 0;

    for (size_t k = 0; k < nc->nvars; k++) {
        const struct nc_var *other = &nc->var[k];
        if (r->aside[k] || along(other) != want || !has_same_dims(nc, v, other))
            continue;
        if (quantity_is_sister(v->name, other->name) ||
            quantity_is_sister(other->name, v->name))
            return k;
        found = k;
        n++;
    }
    return n == 1 ? found : NC_NONE;
}

/* Angles on the plane of a shape, or NC_NONE. */
static size_t angles_of(const struct reading *r, const struct shape *s) {
    const struct nc *nc = r->nc;

    for (size_t k = 0; k < nc->nvars; k++) {
        const char *name = standard_name(&nc->var[k]);
        if (!r->aside[k] && name != NULL && strcmp(name, DIRECTION_NAME) == 0 &&
            cf_has_dim(&nc->var[k], s->y) && cf_has_dim(&nc->var[k], s->x))
            return k;
    }
    return NC_NONE;
}

static void want(const struct reading *r, size_t var, bool *wanted) {
    if (var == NC_NONE || wanted[var])
        return;
    wanted[var] = true;
    atts_set_text(&r->nc->var[var].atts, READER_BESIDE, "1");
}

void cf_whole_vectors(const struct reading *r, bool *wanted) {
    const struct nc *nc = r->nc;

    for (size_t k = 0; k < nc->nvars; k++) {
        struct shape s;
        if (!wanted[k] || along(&nc->var[k]) == NULL ||
            atts_find(&nc->var[k].atts, READER_BESIDE) != NULL)
            continue;
        s = cf_shape(r, k);
        if (s.kind == GRID_LATLON || s.kind == GRID_UNSTRUCTURED)
            continue;
        want(r, partner_of(r, k), wanted);
        want(r, angles_of(r, &s), wanted);
    }
}
