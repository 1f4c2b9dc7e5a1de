/* SPDX-License-Identifier: Apache-2.0 */
/* What is found out once about all variables, so that thousands of fields are
 * looked at in a moment. */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/cf_read.h"
#include "core/mem.h"

/* The variables of one role, each by the dimension that fewest of them have:
 * those of dimension d are var[first[d]] up to first[d + 1], in file order. */
struct place_list {
    size_t *first, *var;
};

struct cf_roles {
    enum role *dim; /* [ndims] */
    struct place_list lat, lon;
};

/* Times of forecasts, [start][lead] with one of either: the other dimension is
 * that of the steps. */
static void find_valid_times(const struct nc *nc, const struct nc_var *v,
                             bool *timed) {
    const char *name = atts_text(&v->atts, "standard_name");
    size_t longer;

    if (v->ndims != 2 || name == NULL || strcmp(name, "time") != 0)
        return;
    longer = cf_dim(nc, v->dim[0]) > 1 ? 0 : 1;
    if (cf_dim(nc, v->dim[1 - longer]) != 1 || cf_dim(nc, v->dim[longer]) == 1)
        return;
    timed[v->dim[longer]] = true;
    timed[v->dim[1 - longer]] = false;
}

static void find_dims(struct cf_roles *s, const struct nc *nc) {
    bool *timed = mem_array(nc->ndims, sizeof *timed);

    for (size_t k = 0; k < nc->nvars; k++) {
        const struct nc_var *v = &nc->var[k];
        const char *units = atts_text(&v->atts, "units");
        if (v->ndims == 1 && v->type != TYPE_CHAR && units != NULL &&
            time_unit_is(units))
            timed[v->dim[0]] = true;
    }
    for (size_t k = 0; k < nc->nvars; k++)
        find_valid_times(nc, &nc->var[k], timed);
    s->dim = mem_array(nc->ndims, sizeof *s->dim);
    for (size_t d = 0; d < nc->ndims; d++)
        s->dim[d] = cf_dim_role(nc, d, timed[d]);
    free(timed);
}

/* The dimension of a variable that fewest have. */
static size_t rarest(const struct nc_var *v, const size_t *count) {
    size_t dim = v->dim[0];

    for (size_t d = 1; d < v->ndims; d++)
        if (count[v->dim[d]] < count[dim])
            dim = v->dim[d];
    return dim;
}

static void find_places(struct place_list *l, const struct nc *nc,
                        const enum role *role, enum role want) {
    size_t *count = mem_array(nc->ndims, sizeof *count);
    size_t *end, n = 0;

    for (size_t k = 0; k < nc->nvars; k++)
        for (size_t d = 0; role[k] == want && d < nc->var[k].ndims; d++)
            count[nc->var[k].dim[d]]++;
    l->first = mem_array(nc->ndims + 1, sizeof *l->first);
    for (size_t k = 0; k < nc->nvars; k++)
        if (role[k] == want) {
            l->first[rarest(&nc->var[k], count) + 1]++;
            n++;
        }
    for (size_t d = 0; d < nc->ndims; d++)
        l->first[d + 1] += l->first[d];
    l->var = mem_array(n, sizeof *l->var);
    end = mem_copy(l->first, nc->ndims + 1, sizeof *end);
    for (size_t k = 0; k < nc->nvars; k++)
        if (role[k] == want)
            l->var[end[rarest(&nc->var[k], count)]++] = k;
    free(end);
    free(count);
}

struct cf_roles *cf_roles_new(const struct nc *nc) {
    struct cf_roles *s = mem_array(1, sizeof *s);
    enum role *role = mem_array(nc->nvars, sizeof *role);

    for (size_t k = 0; k < nc->nvars; k++)
        if (nc->var[k].ndims > 0 && nc->var[k].type != TYPE_CHAR)
            role[k] = cf_role(&nc->var[k]);
    find_dims(s, nc);
    find_places(&s->lat, nc, role, ROLE_LAT);
    find_places(&s->lon, nc, role, ROLE_LON);
    free(role);
    return s;
}

void cf_roles_free(struct cf_roles *s) {
    if (s == NULL)
        return;
    free(s->dim);
    free(s->lat.first);
    free(s->lat.var);
    free(s->lon.first);
    free(s->lon.var);
    free(s);
}

enum role cf_roles_dim(const struct cf_roles *s, size_t dim) {
    return s->dim[dim];
}

/* Are all its dimensions among those of v? */
static bool lies_on(const struct nc_var *p, const struct nc_var *v) {
    for (size_t d = 0; d < p->ndims; d++)
        if (!cf_has_dim(v, p->dim[d]))
            return false;
    return true;
}

size_t cf_roles_place(const struct cf_roles *s, const struct nc *nc,
                      const struct nc_var *v, enum role role) {
    const struct place_list *l = role == ROLE_LAT ? &s->lat : &s->lon;
    size_t best = NC_NONE;

    for (size_t d = 0; d < v->ndims; d++)
        for (size_t i = l->first[v->dim[d]]; i < l->first[v->dim[d] + 1]; i++) {
            const size_t k = l->var[i];
            if (k >= best) /* those after it too */
                break;
            if (nc->var[k].name != v->name && lies_on(&nc->var[k], v))
                best = k;
        }
    return best;
}
