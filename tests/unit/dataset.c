/* SPDX-License-Identifier: Apache-2.0 */
/* dataset -- fields, their copies and steps; all numbers by hand */
#include "core/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tap.h"

static struct axis *levels(size_t n) {
    struct axis *a = mem_array(1, sizeof *a);

    a->name = mem_text("plev");
    a->n = n;
    a->value = mem_array(n, sizeof *a->value);
    return a;
}

static struct dataset *made(void) {
    struct dataset *ds = dataset_new();
    struct field *f;

    grid_free(ds->grid);
    ds->grid = grid_new(GRID_LATLON, 2, 3);
    ds->level = levels(4);
    f = dataset_add(ds, "ta", REAL);
    field_text(&f->standard_name, "air_temperature");
    field_text(&f->units, "K");
    f = dataset_add(ds, "event", LABEL);
    f->has_level = false;
    dataset_resize(ds);
    return ds;
}

static void test_fields(void) {
    struct dataset *ds = made();
    struct dataset *copy = dataset_copy(ds, true);
    struct dataset *bare = dataset_copy(ds, false);

    ok(ds->field[0].n == 24 && ds->field[1].n == 6,
       "a field has as many values as its axes");
    ok(dataset_find(ds, "air_temperature") == &ds->field[0] &&
           dataset_find(ds, "event") == &ds->field[1],
       "fields are found by name and by standard_name");
    ok(dataset_find(ds, "pr") == NULL &&
           strcmp(err_text(), "no variable \"pr\" (it has ta, event)") == 0,
       "what is not there is told with what is");
    ok(ds->field[1].store == TYPE_INT && strcmp(ds->field[1].units, "1") == 0,
       "a new field is a pure number");
    dataset_free(ds);
    ok(copy->nfields == 2 && strcmp(copy->field[0].units, "K") == 0 &&
           copy->level->n == 4 && copy->grid->nx == 3,
       "a copy has all, and lives on");
    ok(bare->nfields == 0 && bare->level->n == 4, "but fields, if so asked");
    dataset_free(copy);
    dataset_free(bare);
}

static void test_steps(void) {
    struct dataset *ds = made();
    struct step *s = step_new(ds), at = { .time = 3, .bounds = { 2, 4 } };

    ok(isnan(s->time) && isnan(s->bounds[1]), "a new step has no time");
    s->value[0].f[23] = 1;
    s->value[1].i[5] = LABEL_MISSING;
    step_at(s, &at);
    ok(s->time == 3 && s->bounds[0] == 2 && s->bounds[1] == 4,
       "and takes that of another");
    step_free(s);
    step_free(NULL);
    dataset_free(ds);
    dataset_free(NULL);
}

static void test_history(void) {
    struct dataset *ds = dataset_new();

    setenv("SOURCE_DATE_EPOCH", "86400", 1);
    dataset_history(ds, "harmonise a.nc", "twinpipe 1");
    dataset_history(ds, "detect-events", "twinpipe 2");
    ok(strcmp(atts_text(&ds->atts, "history"),
              "1970-01-02T00:00:00Z: detect-events (twinpipe 2)\n"
              "1970-01-02T00:00:00Z: harmonise a.nc (twinpipe 1)") == 0,
       "history grows at its front, at SOURCE_DATE_EPOCH");
    dataset_free(ds);
}

int main(void) {
    test_fields();
    test_steps();
    test_history();
    return done();
}
