/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/dataset.h"
#include "core/mem.h"
#include "core/quantity.h"

/* Is it where the air is not that near the ground: at a pressure, a level of a
 * model, or higher than the 10 m of winds? */
static bool is_high(const struct scalar *s) {
    const char *what = atts_text(&s->atts, "standard_name");
    const char *units = atts_text(&s->atts, "units");

    if (what == NULL)
        return false;
    if (strcmp(what, "height") == 0)
        return units && strcmp(units, "m") == 0 && s->value > 10.5;
    return strcmp(what, "air_pressure") == 0 ||
           strcmp(what, "model_level_number") == 0 ||
           strncmp(what, "atmosphere_", 11) == 0;
}

/* Has it levels, or is it high above the ground? */
static bool is_aloft(const struct dataset *ds, const struct field *f) {
    for (size_t k = 0; k < ds->nscalars; k++)
        if (is_high(&ds->scalar[k]) &&
            atts_says(&f->atts, "coordinates", ds->scalar[k].name))
            return true;
    return f->has_level;
}

const struct quantity_row *quantity_here(const struct dataset *ds,
                                         const struct field *f) {
    const struct quantity_row *row = quantity_find(f->name, f->standard_name);

    return row != NULL && is_aloft(ds, f)
               ? quantity_aloft(f->name, f->standard_name)
               : row;
}

/* CF's names of directions: wind_to_direction, solar_azimuth_angle. */
static bool is_direction(const char *standard_name) {
    const char *word = strstr(standard_name, "direction");

    return (word != NULL && strncmp(word, "directional", 11) != 0) ||
           strstr(standard_name, "azimuth_angle") != NULL;
}

/* CF calls an amount what falls or runs in a step, and also what lies there. */
static bool is_stored(const char *standard_name) {
    return strstr(standard_name, "surface_snow_amount") != NULL ||
           strstr(standard_name, "_ice_amount") != NULL ||
           strstr(standard_name, "canopy_") != NULL;
}

enum unit_class quantity_class(const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    const char *s = f->standard_name ? f->standard_name : "";
    struct conversion conv;

    if (strstr(s, "_amount") != NULL && strncmp(s, "tendency_of_", 12) == 0)
        return CLASS_FLUX;
    if ((strstr(s, "_amount") != NULL && !is_stored(s)) ||
        strncmp(s, "integral_wrt_time_of_", 21) == 0)
        return CLASS_AMOUNT;
    if (q == NULL)
        return strstr(s, "_flux") || strstr(s, "_rate") ? CLASS_FLUX
               : is_direction(s)                        ? CLASS_ANGLE
                                                        : CLASS_STATE;
    if (quantity_is_doubtful(f))
        return CLASS_STATE;
    /* Rain in kg m-2 is an amount, whatever the table keeps for rain. */
    if (q->class == CLASS_FLUX && !units_per_month(f->units) &&
        units_conversion(f->units, q->units, CLASS_STATE, NAN, &conv) !=
            EX_OK &&
        units_conversion(f->units, q->units, CLASS_FLUX, NAN, &conv) != EX_OK)
        return CLASS_AMOUNT;
    return q->class;
}

bool quantity_is_instant(const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    const enum unit_class class = quantity_class(f);
    const size_t n = q ? strlen(q->name) : 0;

    return f->type != LABEL && class != CLASS_FLUX && class != CLASS_AMOUNT &&
           (n < 3 || (strcmp(q->name + n - 3, "max") != 0 &&
                      strcmp(q->name + n - 3, "min") != 0));
}

enum unit_class quantity_unit_class(const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    const enum unit_class class = quantity_class(f);
    const char *name = f->standard_name ? f->standard_name
                       : q              ? q->standard_name
                                        : NULL;
    const char *s = name ? name : "";
    const bool is_mass = strstr(s, "content") || strstr(s, "amount");
    const bool is_water = strstr(s, "water") || strstr(s, "moisture") ||
                          strstr(s, "snow") || strstr(s, "ice");

    return class == CLASS_STATE && is_mass && is_water ? CLASS_AMOUNT : class;
}

/* The last "time: mean" of a text becomes "time: sum", or the other way. */
static void methods(struct field *f, const char *from, const char *to) {
    char *at = NULL, *text;

    for (char *s = f->cell_methods; s && (s = strstr(s, from)) != NULL; s++)
        at = s;
    if (at == NULL)
        return;
    text = mem_format("%.*s%s%s", (int)(at - f->cell_methods), f->cell_methods,
                      to, at + strlen(from));
    field_text(&f->cell_methods, text);
    free(text);
}

bool quantity_settle(struct field *f) {
    const struct quantity_row *is = quantity_find(f->name, f->standard_name);
    const struct quantity_row *rate, *amount;
    struct conversion conv;

    if (is == NULL || f->type == LABEL || *f->units == 0)
        return false;
    rate = quantity_find(is->name, NULL);
    amount = quantity_amount(is);
    if (amount == NULL || rate == NULL || rate->class != CLASS_FLUX)
        return false;
    if (is->class == CLASS_AMOUNT &&
        (units_per_month(f->units) ||
         units_conversion(f->units, rate->units, CLASS_FLUX, NAN, &conv) ==
             EX_OK)) {
        methods(f, "time: sum", "time: mean");
        field_text(&f->standard_name, rate->standard_name);
        return true;
    }
    if (is->class == CLASS_FLUX &&
        units_conversion(f->units, amount->units, CLASS_AMOUNT, NAN, &conv) ==
            EX_OK) {
        methods(f, "time: mean", "time: sum");
        field_text(&f->standard_name, amount->standard_name);
        return true;
    }
    return false;
}

double quantity_turn(const struct field *f) {
    struct conversion conv;

    if (f->type == LABEL || quantity_class(f) != CLASS_ANGLE ||
        units_conversion("degree", f->units, CLASS_STATE, NAN, &conv) != EX_OK)
        return 0;
    return 360 * conv.scale;
}

bool quantity_is_doubtful(const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    struct conversion conv;

    if (q == NULL || f->standard_name != NULL || *f->units == 0 ||
        (strlen(f->name) > 1 && strcmp(f->name, q->name) == 0))
        return false;
    return units_conversion(f->units, q->units, q->class, 3600, &conv) != EX_OK;
}

enum spread quantity_spread(const struct field *f) {
    const char *last = NULL, *s = f->cell_methods;
    const char *end = strstr(f->name, "_anomaly");

    if (end != NULL && end[8] == 0)
        return SPREAD_DIFFERENCE;
    while (s != NULL && (s = strstr(s, "time: ")) != NULL)
        last = s += strlen("time: ");
    if (last == NULL)
        return SPREAD_NONE;
    if (strncmp(last, "variance", 8) == 0)
        return SPREAD_SQUARE;
    return strncmp(last, "range", 5) == 0 ||
                   strncmp(last, "standard_deviation", 18) == 0
               ? SPREAD_DIFFERENCE
               : SPREAD_NONE;
}

bool field_is(const struct field *f, const char *word) {
    return strcmp(f->name, word) == 0 ||
           atts_says(&f->atts, ORIGINAL_NAME, word) ||
           (f->standard_name && strcmp(f->standard_name, word) == 0) ||
           quantity_is(word, f->name, f->standard_name);
}
