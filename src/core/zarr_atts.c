/* SPDX-License-Identifier: Apache-2.0 */
/* .zattrs as attributes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/zarr_part.h"

static bool is_ours(const char *name) {
    static const char *const zarr[] = {
        "_ARRAY_DIMENSIONS", "_NCZARR_ATTR",       "_nczarr_attr",
        "_NCZARR_ARRAY",     "_nczarr_array",      "_NCZARR_GROUP",
        "_nczarr_group",     "_NCZARR_SUPERBLOCK", "_nczarr_superblock"
    };

    for (size_t k = 0; k < sizeof zarr / sizeof *zarr; k++)
        if (strcmp(name, zarr[k]) == 0)
            return true;
    return false;
}

static bool number_of(const struct json *j, double *x) {
    if (zarr_special(j, x))
        return true;
    *x = json_kind(j) == JSON_BOOL ? json_true(j) : json_number(j);
    return json_kind(j) == JSON_BOOL || json_kind(j) == JSON_NUMBER;
}

/* JSON has one type of numbers: whole ones count as such. */
static enum nc_type type_of(size_t n, const double *x) {
    for (size_t k = 0; k < n; k++)
        if (!(fabs(x[k]) <= 0x7fffffff && x[k] == trunc(x[k])))
            return TYPE_DOUBLE;
    return TYPE_INT;
}

static bool set_numbers(const struct json *list, struct atts *a,
                        const char *name) {
    const size_t n = json_count(list);
    double *x = mem_array(n, sizeof *x);
    size_t k = 0;

    for (const struct json *m = json_first(list); m; m = json_next(m))
        if (!number_of(m, &x[k++])) {
            free(x);
            return false;
        }
    atts_add_numbers(a, name, type_of(n, x), n, x);
    free(x);
    return true;
}

/* Texts, joined by newlines. */
static void set_texts(const struct json *list, struct atts *a,
                      const char *name) {
    char *all, *at;
    size_t n = 1;

    for (const struct json *m = json_first(list); m; m = json_next(m)) {
        if (json_text(m) == NULL)
            return;
        n += strlen(json_text(m)) + 1;
    }
    at = all = mem_array(n, 1);
    for (const struct json *m = json_first(list); m; m = json_next(m)) {
        if (at > all)
            *at++ = '\n';
        at = stpcpy(at, json_text(m));
    }
    atts_add_text(a, name, all);
    free(all);
}

void zarr_atts(const struct json *j, struct atts *a) {
    for (const struct json *m = json_first(j); m; m = json_next(m)) {
        const char *name = json_name(m);
        double x;
        if (is_ours(name))
            continue;
        if (number_of(m, &x))
            atts_add_numbers(a, name, type_of(1, &x), 1, &x);
        else if (json_kind(m) == JSON_TEXT)
            atts_add_text(a, name, json_text(m));
        else if (json_kind(m) == JSON_LIST && json_count(m) > 0 &&
                 !set_numbers(m, a, name))
            set_texts(m, a, name);
    }
}
