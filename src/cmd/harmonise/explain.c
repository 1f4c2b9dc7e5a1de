/* SPDX-License-Identifier: Apache-2.0 */
/* --explain: what would be done, and why; nothing is read but headers. */
#include "cmd/harmonise/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/patchset.h"
#include "core/quantity.h"

/* What a step of the order is for. */
static const struct {
    stage_open *open;
    const char *about;
} steps[] = {
    { fuse_open, "sources are fused" },
    { levels_open, "levels and members are selected" },
    { stated_open, "fields are what --as says" },
    { vectors_open, "vectors are turned to east and north" },
    { identity_open, "fields get their names" },
    { leads_open, "months and lead times are selected" },
    { axes_open, "axes are ordered and cut to the box" },
    { flag_open, "flags are added" },
    { qa_open, "quality bits mask cells" },
    { valid_open, "values outside their range become missing" },
    { masks_source_open, "masks cut cells of the source" },
    { accumulation_open, "accumulations become amounts of steps, with bounds" },
    { assume_open, "units of the input are as stated" },
    { plausible_open, "values are held against their plausible range" },
    { canonical_open, "units become canonical" },
    { hampel_open, "outliers among the steps around them are found" },
    { clip_open, "outliers of whole series are found" },
    { fill_open, "gaps in time are filled" },
    { spread_open, "gaps in space are filled" },
    { thornthwaite_open, "evapotranspiration is derived; all steps are kept" },
    { derive_open, "fields are derived" },
    { calendars_open, "steps pass to another calendar" },
    { hours_open, "one step a day is taken" },
    { periods_open, "steps become statistics of periods" },
    { space_open, "fields are put on another grid" },
    { points_open, "fields are taken at stations" },
    { masks_target_open, "masks cut cells of the grid" },
    { climatology_open, "steps become a climatology" },
    { anomaly_open, "fields become anomalies" },
    { transform_open, "fields are transformed" },
    { patches_open, "the grid is cut into patches" },
    { augment_open, "members are added, turned over and round" },
    { split_open, "steps are to train, to validate or to test" },
    { pair_open, "observations go beside the fields" },
    { units_open, "units become those asked for" },
};

static const char *about(stage_open *open) {
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++)
        if (steps[k].open == open)
            return steps[k].about;
    return "another step";
}

static void print_time(const struct time_axis *t) {
    char first[TIME_TEXT], last[TIME_TEXT];
    int64_t a, b;

    if (t->name == NULL) {
        printf("time: none\n");
        return;
    }
    printf("time: ");
    if (t->n == STEPS_UNKNOWN)
        printf("an unknown number of steps");
    else
        printf("%zu step%s", t->n, t->n == 1 ? "" : "s");
    if (t->value != NULL && t->n > 0 &&
        time_decode(&t->unit, t->value[0], &a) == EX_OK &&
        time_decode(&t->unit, t->value[t->n - 1], &b) == EX_OK)
        printf(", %s … %s", time_text(t->unit.calendar, a, first),
               time_text(t->unit.calendar, b, last));
    printf(", %s%s\n", calendar_name(t->unit.calendar),
           t->has_bounds ? ", with bounds" : "");
}

static void print_domain(const struct dataset *ds) {
    static const char *const kinds[] = { "none",        "latitude-longitude",
                                         "projected",   "rotated pole",
                                         "curvilinear", "unstructured" };

    if (ds->grid->patches != NULL)
        printf("grid: %zu patches of %zu x %zu\n", ds->grid->patches->n,
               ds->grid->patches->ny, ds->grid->patches->nx);
    else
        printf("grid: %s, %zu x %zu\n", kinds[ds->grid->kind], ds->grid->ny,
               ds->grid->nx);
    if (ds->level && ds->level->value == NULL)
        printf("levels: %zu\n", ds->level->n);
    else if (ds->level)
        printf("levels: %zu, %g … %g %s\n", ds->level->n, ds->level->value[0],
               ds->level->value[ds->level->n - 1],
               ds->level->units ? ds->level->units : "");
    if (ds->member)
        printf("members: %zu\n", ds->member->n);
    print_time(&ds->time);
}

static void print_fields(const struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *f = &ds->field[k];
        const char *acc = atts_text(&f->atts, "twinpipe_accumulation");
        const struct quantity_row *q = quantity_find(f->name, f->standard_name);
        printf("  %s [%s] %s%s%s%s%s\n", f->name, f->units,
               f->type == LABEL ? "labels"
                                : units_class_name(quantity_class(f)),
               q ? ", " : ", no quantity that I know", q ? q->title : "",
               acc ? ", accumulated " : "", acc ? acc : "");
    }
}

/* What one step changes, a line on each. */
static void print_changes(const struct dataset *a, const struct dataset *b) {
    if (a->nfields == b->nfields)
        for (size_t k = 0; k < a->nfields; k++) {
            const struct field *f = &a->field[k], *g = &b->field[k];
            if (strcmp(f->name, g->name) != 0)
                printf("     %s -> %s\n", f->name, g->name);
            if (f->standard_name && g->standard_name &&
                strcmp(f->standard_name, g->standard_name) != 0)
                printf("     %s: %s -> %s\n", g->name, f->standard_name,
                       g->standard_name);
            const char *how = atts_text(&g->atts, "twinpipe_regrid");
            if (how && atts_text(&f->atts, "twinpipe_regrid") == NULL)
                printf("     %s: %s\n", g->name, how);
            if (strcmp(f->units, g->units) != 0)
                printf("     %s: %s -> %s\n", g->name, f->units, g->units);
        }
    else
        for (size_t k = 0; k < b->nfields; k++)
            printf("     %s [%s]\n", b->field[k].name, b->field[k].units);
    if (a->grid->ny != b->grid->ny || a->grid->nx != b->grid->nx)
        printf("     %zu x %zu -> %zu x %zu cells\n", a->grid->ny, a->grid->nx,
               b->grid->ny, b->grid->nx);
    if (a->time.n != b->time.n && b->time.n != STEPS_UNKNOWN)
        printf("     %zu steps\n", b->time.n);
    if (!a->time.has_bounds && b->time.has_bounds)
        printf("     time gets bounds\n");
}

static int refuse(struct stage *st, const struct step *s) {
    (void)st;
    (void)s;
    return err_set(EX_SOFTWARE, "--explain reads no steps");
}

int explain_print(const struct dataset *ds, stage_open *const *order,
                  stage_open *const *wide) {
    const char *source = atts_text(&ds->atts, "twinpipe_source");
    struct stage sink = { .put = refuse }, *chain[64] = { 0 };
    size_t n = 0, shown = 0;
    int status = EX_OK;

    printf("input: %s\nsource profile: %s\n", stages_input(),
           source ? source : "none");
    print_domain(ds);
    print_fields(ds);
    for (; *order != NULL && n < sizeof chain / sizeof *chain; order++, n++) {
        stage_open *const one[] = { *order, NULL };
        const struct dataset *before = ds;
        chain[n] = &sink;
        TRY(chain_open(one, wide, &chain[n], &ds));
        if (chain[n] == &sink)
            continue;
        printf("%2zu. %s\n", ++shown, about(*order));
        print_changes(before, ds);
    }
    printf("output:\n");
    print_domain(ds);
    print_fields(ds);
done:
    while (n-- > 0)
        chain_free(chain[n]);
    return status;
}
