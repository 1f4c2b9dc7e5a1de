/* SPDX-License-Identifier: Apache-2.0 */
/* The table of quantities: CMIP6 names, CF standard names (table 83), ECMWF
 * paramIds (ecCodes 2.28). */
#include "core/quantity.h"

#include <string.h>

#include "tap.h"

static bool is(const char *name, const char *standard_name, const char *want,
               const char *units) {
    const struct quantity_row *row = quantity_find(name, standard_name);

    if (row && want && strcmp(row->name, want) == 0 &&
        strcmp(row->units, units) == 0)
        return true;
    if (row == NULL && want == NULL)
        return true;
    printf("# %s %s: %s\n", name ? name : "-",
           standard_name ? standard_name : "-", row ? row->name : "none");
    return false;
}

static bool param(long id, const char *want, enum unit_class class) {
    const struct quantity_row *row = quantity_by_param(id);
    return row && strcmp(row->name, want) == 0 && row->class == class;
}

static void finds(void) {
    ok(is("tas", NULL, "tas", "K") && is("t2m", NULL, "tas", "K") &&
           is("sst", NULL, "tos", "K") && is("v10", NULL, "vas", "m s-1"),
       "by name, by alias");
    ok(is("foo", "precipitation_flux", "pr", "kg m-2 s-1") &&
           is("foo", "precipitation_amount", "pr", "kg m-2") &&
           is("pr", "precipitation_amount", "pr", "kg m-2") &&
           is("pr", NULL, "pr", "kg m-2 s-1") &&
           is(NULL, "air_pressure_at_sea_level", "psl", "Pa"),
       "by standard_name, also an older one");
    ok(is("tasmax", "air_temperature", "tasmax", "K") &&
           is("t", "air_temperature", "ta", "K") &&
           is("foo", "air_temperature", "tas", "K"),
       "the name chooses among rows of one standard_name");
    ok(is("psl", "surface_air_pressure", "ps", "Pa") &&
           is("tas", "air_temperature_anomaly", NULL, NULL) &&
           is("DC", "DC", "dc", "1") && is("foo", NULL, NULL, NULL) &&
           is("TAS", NULL, NULL, NULL) && is(NULL, NULL, NULL, NULL),
       "a name is not believed against a standard_name");
}

static void params(void) {
    ok(param(134, "ps", CLASS_STATE) && param(151, "psl", CLASS_STATE) &&
           param(228, "pr", CLASS_AMOUNT) && param(235055, "pr", CLASS_FLUX) &&
           quantity_by_param(1) == NULL,
       "surface pressure is not psl, an amount is not a rate");
}

static bool sound(const struct quantity_row *r) {
    if (r->name && r->title && units_check(r->units) == EX_OK &&
        r->least < r->most && (!r->pair || quantity_find(r->pair, NULL)))
        return true;
    printf("# %s\n", r->name);
    return false;
}

/* No name, alias or paramId leads to two quantities: each row is found by what
 * it says of itself. */
static bool own(const struct quantity_row *r) {
    return quantity_find(r->name, r->standard_name) == r;
}

static void table(void) {
    const struct quantity_row *row, *pr = quantity_find("pr", NULL);
    const struct quantity_row *uas = quantity_find("uas", NULL);
    bool good = true, unique = true;
    size_t n;

    row = quantity_rows(&n);
    for (size_t k = 0; k < n; k++) {
        good &= sound(&row[k]);
        unique &= own(&row[k]);
    }
    ok(n >= 115 && good, "each row has a unit that is known, and a range");
    ok(unique, "each row is found by its own names");
    ok(uas->class == CLASS_VECTOR && strcmp(uas->pair, "vas") == 0 &&
           near(pr->most * 86400, 2000, 1e-9),
       "pairs of vectors; rain up to 2000 mm a day");
}

int main(void) {
    finds();
    params();
    table();
    return done();
}
