/* SPDX-License-Identifier: Apache-2.0 */
/* Which source a header is of, and which variable is meant. */
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/profile.h"
#include "core/profile_part.h"

/* Does a text fit one of the patterns of a list? */
static bool fits_one(const struct json *list, const char *text) {
    const struct json *m = text ? json_first(list) : NULL;

    while (m && fnmatch(json_text(m), text, 0) != 0)
        m = json_next(m);
    return m != NULL;
}

/* The text of an attribute, of a number the shortest one; NULL: none.  The
 * caller frees it. */
static char *text_of(const struct atts *atts, const char *name) {
    const double number = atts_number(atts, name);

    return isnan(number) ? mem_text(atts_text(atts, name))
                         : mem_format("%g", number);
}

/* Likewise of the file, or of the first field that has it. */
static char *find_text(const struct nc *nc, const char *name) {
    char *text = text_of(&nc->atts, name);

    for (size_t k = 0; text == NULL && k < nc->nvars; k++)
        text = text_of(&nc->var[k].atts, name);
    return text;
}

/* Does each attribute fit its pattern?  Those of GRIB have a prefix, unless
 * another program wrote them, and may be those of fields. */
static bool fits_all(const struct json *object, const struct nc *nc,
                     const char *prefix) {
    for (const struct json *m = json_first(object); m; m = json_next(m)) {
        char *name = mem_format("%s%s", prefix, json_name(m));
        char *text = *prefix ? find_text(nc, name) : text_of(&nc->atts, name);
        bool good;
        if (text == NULL)
            text = text_of(&nc->atts, json_name(m));
        good = text != NULL && fnmatch(json_text(m), text, 0) == 0;
        free(name);
        free(text);
        if (!good)
            return false;
    }
    return true;
}

bool profile_holds(const struct json *clause, const struct nc *nc) {
    const struct json *file = json_get(clause, "file");
    const struct json *m;

    if (!fits_all(json_get(clause, "attribute"), nc, "") ||
        !fits_all(json_get(clause, "grib"), nc, "GRIB_"))
        return false;
    for (m = json_first(json_get(clause, "variables")); m; m = json_next(m))
        if (nc_find_var(nc, json_text(m)) == NC_NONE)
            return false;
    return file == NULL || fits_one(file, atts_text(&nc->atts, PROFILE_FILE));
}

static bool has_text(const struct json *list, const char *text) {
    const struct json *m = text ? json_first(list) : NULL;

    while (m && strcmp(json_text(m), text) != 0)
        m = json_next(m);
    return m != NULL;
}

static bool has_number(const struct json *list, double x) {
    const struct json *m = json_first(list);

    while (m && json_number(m) != x)
        m = json_next(m);
    return m != NULL;
}

bool profile_matches(const struct json *match, const struct nc *nc,
                     const struct nc_var *v) {
    return has_text(json_get(match, "name"), v->name) ||
           has_number(json_get(match, "paramId"),
                      atts_number(&v->atts, "GRIB_paramId")) ||
           has_text(json_get(match, "shortName"),
                    atts_text(&v->atts, "GRIB_shortName")) ||
           fits_one(json_get(match, "file"),
                    atts_text(&nc->atts, PROFILE_FILE));
}

void profile_set_file(struct nc *nc, const char *path) {
    const char *slash = path ? strrchr(path, '/') : NULL;

    if (path != NULL)
        atts_set_text(&nc->atts, PROFILE_FILE, slash ? slash + 1 : path);
}
