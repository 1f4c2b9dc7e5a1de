/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles for what is no file of variables: rasters, GRIB, tables. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"
#include "core/profile.h"
#include "core/profile_part.h"

/* "paramId" of a text, as other writers of rasters have it. */
static void set_param(struct atts *a) {
    const char *text = atts_text(a, "paramId");
    const char *name = atts_text(a, "param");
    int64_t id;
    double x;

    if (text != NULL && parse_int(text, &id) == EX_OK &&
        atts_find(a, "GRIB_paramId") == NULL) {
        x = (double)id;
        atts_set_numbers(a, "GRIB_paramId", TYPE_INT, 1, &x);
    }
    if (name != NULL && atts_find(a, "GRIB_shortName") == NULL)
        atts_set_text(a, "GRIB_shortName", name);
}

/* The fields as variables without values. */
static struct nc *as_header(const struct dataset *ds, const char *path) {
    struct nc *nc = nc_new();

    nc->atts = atts_copy(&ds->atts);
    profile_set_file(nc, path);
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *f = &ds->field[k];
        const size_t v = nc_add_var(nc, f->name, TYPE_FLOAT, 0, NULL);
        struct atts *a = &nc->var[v].atts;
        *a = atts_copy(&f->atts);
        set_param(a);
        if (*f->units)
            atts_set_text(a, "units", f->units);
        if (f->standard_name)
            atts_set_text(a, "standard_name", f->standard_name);
    }
    return nc;
}

/* What the profile knows of them, back into the fields. */
static void take_back(struct dataset *ds, const struct nc *nc) {
    const char *crs = atts_text(&nc->atts, PROFILE_CRS);

    if (crs != NULL && ds->grid->kind == GRID_NONE)
        field_text(&ds->grid->crs, crs);
    for (size_t k = 0; k < ds->nfields; k++) {
        struct field *f = &ds->field[k];
        const struct nc_var *v = &nc->var[k];
        const char *units = atts_text(&v->atts, "units");

        field_text(&f->name, v->name);
        field_text(&f->units, units ? units : "");
        field_text(&f->standard_name, atts_text(&v->atts, "standard_name"));
        atts_free(&f->atts);
        f->atts = atts_copy(&v->atts);
        atts_drop(&f->atts, "units");
        atts_drop(&f->atts, "standard_name");
        if (f->type == REAL && atts_find(&f->atts, "flag_meanings") != NULL) {
            f->type = LABEL;
            f->store = TYPE_INT;
        }
    }
}

int profile_fields(const struct profile *p, bool detect, const char *path,
                   struct dataset *ds) {
    struct nc *nc = as_header(ds, path);
    struct profile *found = NULL;
    int status = EX_OK;

    if (p == NULL && detect) {
        TRY(profile_detect(&found, nc));
        p = found;
    }
    if (p == NULL)
        goto done;
    TRY(profile_apply(p, nc));
    take_back(ds, nc);
    atts_set_text(&ds->atts, "twinpipe_source", profile_name(p));
done:
    profile_free(found);
    nc_free(nc);
    return status;
}

struct unpacking profile_unpacking(struct atts *a) {
    const double scale = atts_number(a, "scale_factor");
    const double offset = atts_number(a, "add_offset");
    const struct att *missing = atts_find(a, "missing_value");
    struct unpacking u = { isnan(scale) ? 1 : scale, isnan(offset) ? 0 : offset,
                           NAN };

    if (missing != NULL && missing->number != NULL && missing->n > 0)
        u.missing = missing->number[0];
    atts_drop(a, "scale_factor");
    atts_drop(a, "add_offset");
    atts_drop(a, "missing_value");
    return u;
}
