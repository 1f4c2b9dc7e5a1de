/* SPDX-License-Identifier: Apache-2.0 */
/* How a source lies that CF has no words for: edges, versions, sums, and a
 * projection told by numbers of its own. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cf_read.h"
#include "core/mem.h"
#include "core/profile.h"
#include "core/profile_part.h"

/* "west_east_stag": "west_east", if the one is by one longer. */
static void set_edges(const struct json *edges, struct nc *nc) {
    for (const struct json *j = json_first(edges); j; j = json_next(j)) {
        const size_t edge = nc_find_dim(nc, json_name(j));
        const size_t cell = nc_find_dim(nc, json_text(j));
        if (edge != NC_NONE && cell != NC_NONE && edge != nc->record &&
            cell != nc->record && nc->dim[edge].n == nc->dim[cell].n + 1)
            nc->dim[edge].edges_of = cell + 1;
    }
}

static void set_versions(const struct json *versions, struct nc *nc) {
    for (const struct json *j = json_first(versions); j; j = json_next(j)) {
        const size_t dim = nc_find_dim(nc, json_text(j));
        if (dim != NC_NONE && dim != nc->record)
            nc->dim[dim].versions = true;
    }
}

/* A number, or that of a global attribute. */
static double number_of(const struct json *j, const struct nc *nc) {
    const char *name = json_text(j);

    return name != NULL ? atts_number(&nc->atts, name) : json_number(j);
}

/* Do global attributes have these numbers? */
static bool holds(const struct json *where, const struct nc *nc) {
    for (const struct json *j = json_first(where); j; j = json_next(j))
        if (atts_number(&nc->atts, json_name(j)) != json_number(j))
            return false;
    return true;
}

/* One attribute of the mapping; of numbers that are not there it has none. */
static void set_parameter(const struct json *j, struct nc *nc) {
    const bool list = json_kind(j) == JSON_LIST;
    const size_t n = list ? json_count(j) : 1;
    double *x = mem_array(n, sizeof *x);
    char *name = mem_format("%s%s", PROFILE_MAPPING, json_name(j));
    bool known = true;

    for (size_t k = 0; k < n; k++) {
        x[k] = number_of(list ? json_at(j, k) : j, nc);
        known = known && !isnan(x[k]);
    }
    if (known)
        atts_set_numbers(&nc->atts, name, TYPE_DOUBLE, n, x);
    free(name);
    free(x);
}

static void set_mapping(const struct json *list, struct nc *nc) {
    const struct json *j = json_first(list), *m;

    while (j && !holds(json_get(j, "where"), nc))
        j = json_next(j);
    if (j == NULL)
        return;
    atts_set_text(&nc->atts, PROFILE_MAPPING "grid_mapping_name",
                  json_text(json_get(j, "grid_mapping_name")));
    for (m = json_first(json_get(j, "parameters")); m; m = json_next(m))
        set_parameter(m, nc);
}

/* Names that would be taken for those of other quantities. */
static void rename_all(const struct json *list, struct nc *nc) {
    for (const struct json *j = json_first(list); j; j = json_next(j)) {
        const size_t v = nc_find_var(nc, json_name(j));
        if (v == NC_NONE || nc_find_var(nc, json_text(j)) != NC_NONE)
            continue;
        atts_set_text(&nc->var[v].atts, ORIGINAL_NAME, nc->var[v].name);
        nc_set_name(nc, v, mem_text(json_text(j)));
    }
}

char *profile_time_text(const char *unit, const char *text) {
    int y, m, d, n = 0, hour = 0, minute = 0;
    double s = 0;

    if (sscanf(text, "%6d%*[- /]%2d%*[- /]%2d%n", &y, &m, &d, &n) != 3 ||
        n == 0)
        return mem_format("%s since %s", unit, text);
    sscanf(text + n, "%*[ T_-]%2d:%2d:%5lf", &hour, &minute, &s);
    return mem_format("%s since %04d-%02d-%02d %02d:%02d:%02d", unit, y, m, d,
                      hour, minute, (int)s);
}

/* The start of the forecast, which a global attribute tells. */
static void set_reference(const struct json *name, struct nc *nc) {
    const char *text = name ? atts_text(&nc->atts, json_text(name)) : NULL;

    if (text != NULL)
        atts_set_text(&nc->atts, PROFILE_REFERENCE, text);
}

void profile_layout(const struct json *tree, struct nc *nc) {
    const struct json *crs = json_get(json_get(tree, "grid"), "crs");

    if (crs != NULL)
        atts_set_text(&nc->atts, PROFILE_CRS, json_text(crs));
    set_edges(json_get(tree, "edges"), nc);
    set_versions(json_get(tree, "versions"), nc);
    set_mapping(json_get(tree, "mapping"), nc);
    set_reference(json_get(tree, "reference"), nc);
    rename_all(json_get(tree, "rename"), nc);
}

/* Is the variable of a term there, maybe under a name that the profile gave? */
static bool is_there(const struct nc *nc, const char *term, size_t n) {
    char *name = mem_format("%.*s", (int)n, term);
    const bool is = cf_find_original(nc, name) != NC_NONE;

    free(name);
    return is;
}

/* Of "I_RAINC*BUCKET_MM" the factor, which must be above 0; 1 without one. */
static double factor_of(const struct nc *nc, const char *term) {
    const char *star = strchr(term, '*');
    const double x = star ? atts_number(&nc->atts, star + 1) : 1;

    return x > 0 ? x : NAN;
}

bool profile_can_sum(const struct json *sum, const struct nc *nc) {
    for (const struct json *j = json_first(sum); j; j = json_next(j)) {
        const char *term = json_text(j);
        if (strchr(term, '*') == NULL && !is_there(nc, term, strlen(term)))
            return false;
    }
    return true;
}

/* "A+B" becomes "A+B+NAME". */
static char *append(char *list, const char *between, const char *name, size_t n,
                    double factor) {
    char *all =
        factor == 1
            ? mem_format("%s%s%.*s", list, between, (int)n, name)
            : mem_format("%s%s%.*s*%.17g", list, between, (int)n, name, factor);

    free(list);
    return all;
}

void profile_sum(const struct json *sum, struct nc *nc, struct nc_var *v) {
    char *terms = mem_text(""), *name = mem_text(v->name);

    for (const struct json *j = json_first(sum); j; j = json_next(j)) {
        const char *term = json_text(j);
        const size_t n = strcspn(term, "*");
        const double factor = factor_of(nc, term);
        if (isnan(factor) || !is_there(nc, term, n))
            continue;
        terms = append(terms, *terms ? " " : "", term, n, factor);
        name = append(name, "+", term, n, 1);
    }
    if (*terms) {
        atts_set_text(&v->atts, "twinpipe_sum", terms);
        atts_drop(&v->atts, "long_name"); /* which is of it alone */
        atts_drop(&v->atts, "description");
        nc_set_name(nc, (size_t)(v - nc->var), name);
        name = NULL;
    }
    free(terms);
    free(name);
}
