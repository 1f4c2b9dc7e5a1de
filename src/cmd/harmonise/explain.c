/* SPDX-License-Identifier: Apache-2.0 */
/* --explain: what would be done, and why; nothing is read but headers. */
#include "cmd/harmonise/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "core/patchset.h"
#include "core/quantity.h"

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

static void print_grid(const struct grid *g) {
    printf("grid: ");
    if (g->patches != NULL)
        printf("%zu patches of %zu x %zu\n", g->patches->n, g->patches->ny,
               g->patches->nx);
    else if (g->station != NULL)
        printf("%zu station%s\n", g->nx, g->nx == 1 ? "" : "s");
    else if (grid_nside(g) > 0)
        printf("HEALPix, %zu cells\n", grid_cells(g));
    else if (g->kind == GRID_UNSTRUCTURED)
        printf("a list of %zu cells\n", grid_cells(g));
    else if (g->kind == GRID_NONE)
        printf("none\n");
    else
        printf("%s %zu x %zu\n", grid_kind_name(g->kind), g->ny, g->nx);
}

static void print_domain(const struct dataset *ds) {
    print_grid(ds->grid);
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

int explain_print(const struct dataset *ds, const struct stage_kind *order) {
    const char *source = atts_text(&ds->atts, "twinpipe_source");
    struct stage sink = { .put = refuse }, *chain[64] = { 0 };
    size_t n = 0, shown = 0;
    int status = EX_OK;

    printf("input: %s\nsource profile: %s\n", stages_input(),
           source ? source : "none");
    print_domain(ds);
    print_fields(ds);
    for (; order->opener && n < sizeof chain / sizeof *chain; order++, n++) {
        const struct stage_kind one[] = { *order, { 0 } };
        const struct dataset *before = ds;
        chain[n] = &sink;
        TRY(chain_open(one, NULL, &chain[n], &ds));
        if (chain[n] == &sink)
            continue;
        printf("%2zu. %s\n", ++shown, order->about);
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
