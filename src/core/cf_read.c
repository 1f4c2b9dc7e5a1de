/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cf_read.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/profile.h"
#include "core/profile_part.h"
#include "core/reader.h"

static void drop_unknown(struct nc *nc);
static int apply_profile(struct reading *r, const struct source_in *in);
static int read_file(struct reading *r, const struct source_in *in);
static int check_sizes(const struct reading *r);
static void describe(struct reading *r);

int cf_open(struct source **out, struct ncfile *f, const struct source_in *in) {
    struct reading r = {
        .f = f,
        .nc = f->nc,
        .path = f->path,
        .wide = in->wide,
        .month_units = in->month_units,
        .range = in->range,
    };
    int status;

    *out = NULL;
    r.ds = dataset_new();
    if ((status = read_file(&r, in)) != EX_OK) {
        dataset_free(r.ds);
        ncfile_close(f);
    } else {
        describe(&r);
        status = cf_source(out, &r);
    }
    cf_roles_free(r.roles);
    free(r.aside);
    free(r.scalar);
    free(r.field);
    free(r.shape);
    return status;
}

static int read_file(struct reading *r, const struct source_in *in) {
    int status;

    TRY(nc_check_names(r->nc));
    drop_unknown(r->nc);
    cf_numbers(r->nc);
    TRY(apply_profile(r, in));
    r->roles = cf_roles_new(r->nc);
    TRY(cf_select(r, in));
    TRY(check_sizes(r));
    TRY(cf_time(r));
    TRY(cf_axes(r));
    TRY(cf_read_grid(r));
done:
    return status;
}

/* A step of each field, before anything of its size is made. */
static int check_sizes(const struct reading *r) {
    int status = EX_OK;

    for (size_t k = 0; k < r->nfields && status == EX_OK; k++) {
        const struct nc_var *v = &r->nc->var[r->field[k]];
        size_t bytes = nc_size(v->type);
        for (size_t d = 0; d < v->ndims; d++)
            if (v->dim[d] != r->shape[k].time &&
                __builtin_mul_overflow(bytes, cf_dim(r->nc, v->dim[d]), &bytes))
                return err_set(EX_DATAERR, "%s: too large", v->name);
        status = ncfile_check(r->f, r->field[k], bytes);
    }
    return status;
}

/* What a source profile tells of the whole file. */
static void drop_told(struct atts *a) {
    atts_drop(a, PROFILE_REFERENCE);
    atts_drop(a, PROFILE_CRS);
    for (size_t k = a->n; k-- > 0;)
        if (strncmp(a->att[k].name, PROFILE_MAPPING, strlen(PROFILE_MAPPING)) ==
            0)
            atts_drop(a, a->att[k].name);
}

/* Other programs write that a standard name is unknown; and what profiles tell
 * the reader by attributes, no file does. */
static void drop_unknown(struct nc *nc) {
    static const char *const ours[] = { "twinpipe_sum",
                                        "twinpipe_time_reference",
                                        "twinpipe_time_unit", READER_BESIDE };

    drop_told(&nc->atts);
    for (size_t k = 0; k < nc->nvars; k++) {
        for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
            atts_drop(&nc->var[k].atts, ours[i]);
        const char *name = atts_text(&nc->var[k].atts, "standard_name");
        if (name != NULL && strcmp(name, "unknown") == 0)
            atts_drop(&nc->var[k].atts, "standard_name");
    }
}

static int apply_profile(struct reading *r, const struct source_in *in) {
    struct profile *found = NULL;
    const struct profile *p = in->profile;
    int status = EX_OK;

    profile_set_file(r->nc, in->path);
    if (p == NULL && in->detect) {
        TRY(profile_detect(&found, r->nc));
        p = found;
    }
    if (p == NULL)
        goto done;
    TRY(profile_apply(p, r->nc));
    atts_set_text(&r->nc->atts, "twinpipe_source", profile_name(p));
done:
    atts_drop(&r->nc->atts, "twinpipe_file");
    profile_free(found);
    return status;
}

/* What a field is called. */
static void describe_field(const struct reading *r, size_t k, struct field *f) {
    const struct nc_var *v = &r->nc->var[r->field[k]];
    const char *units = atts_text(&v->atts, "units");
    const char *scalars = atts_text(&v->atts, "coordinates");

    *f = (struct field){ .name = mem_text(v->name), .store = TYPE_FLOAT };
    f->standard_name = mem_text(atts_text(&v->atts, "standard_name"));
    f->long_name = mem_text(atts_text(&v->atts, "long_name"));
    f->units = mem_text(units ? units : "");
    f->cell_methods = mem_text(atts_text(&v->atts, "cell_methods"));
    f->has_level = r->shape[k].level != NC_NONE;
    f->has_member = r->shape[k].member != NC_NONE;
    f->atts = cf_rest(v);
    if (atts_find(&f->atts, "mesh") != NULL) { /* the topology is not kept */
        atts_drop(&f->atts, "mesh");
        atts_drop(&f->atts, "location");
    }
    if (scalars != NULL)
        atts_set_text(&f->atts, "coordinates", scalars);
}

/* Fields, static where others have time and they have not; global attributes.
 */
static void describe(struct reading *r) {
    struct dataset *ds = r->ds;

    ds->field = mem_array(r->nfields, sizeof *ds->field);
    ds->statics = mem_array(r->nfields, sizeof *ds->statics);
    for (size_t k = 0; k < r->nfields; k++) {
        const bool still =
            r->all.time != NC_NONE && r->shape[k].time == NC_NONE;
        describe_field(r, k,
                       still ? &ds->statics[ds->nstatics++]
                             : &ds->field[ds->nfields++]);
    }
    dataset_resize(ds);
    ds->atts = atts_copy(&r->nc->atts);
    drop_told(&ds->atts);
    atts_drop(&ds->atts, "Conventions");
    atts_drop(&ds->atts, "_NCProperties");
}
