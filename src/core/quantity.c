/* SPDX-License-Identifier: Apache-2.0 */
#include "core/quantity.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/builtin.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/nc.h"

/* Read by the first call and kept: rows and JSON have the same order. */
static struct json *tree;
static struct quantity_row *rows;
static size_t nrows;

/* The table is ours: what is wrong with it is a bug, which the tests find. */
static void require(int status) {
    if (status == EX_OK)
        return;
    err_set(EX_SOFTWARE, "tables/quantities.json: %s", err_text());
    err_print();
    exit(EX_SOFTWARE);
}

static double bound(const struct json *row, size_t k) {
    return json_number(json_at(json_get(row, "range"), k));
}

static struct quantity_row read_row(const struct json *j) {
    struct quantity_row row = {
        .name = json_text(json_get(j, "name")),
        .standard_name = json_text(json_get(j, "standard_name")),
        .units = json_text(json_get(j, "units")),
        .least = bound(j, 0),
        .most = bound(j, 1),
        .title = json_text(json_get(j, "title")),
        .pair = json_text(json_get(j, "pair")),
        .along = json_text(json_at(json_get(j, "along"), 0)),
        .hint = json_text(json_get(j, "hint")),
        .aloft = json_text(json_get(j, "aloft")),
    };
    const char *class = json_text(json_get(j, "class"));

    require(units_class_parse(class ? class : "", &row.class));
    return row;
}

static void load(void) {
    const struct builtin *b = builtins;
    const struct json *list, *j;
    size_t k = 0;

    if (rows)
        return;
    while (b->name && strcmp(b->name, "tables/quantities.json") != 0)
        b++;
    require(json_parse(&tree, b->start, (size_t)(b->end - b->start)));
    list = json_get(tree, "quantities");
    nrows = json_count(list);
    rows = mem_array(nrows, sizeof *rows);
    for (j = json_first(list); j; j = json_next(j))
        rows[k++] = read_row(j);
}

/* Does a list of texts have this one? */
static bool has(const struct json *list, const char *text) {
    for (const struct json *m = json_first(list); m; m = json_next(m))
        if (strcmp(json_text(m), text) == 0)
            return true;
    return false;
}

static bool is_standard(const struct json *j, const char *standard_name) {
    const char *own = json_text(json_get(j, "standard_name"));

    return own && (strcmp(own, standard_name) == 0 ||
                   has(json_get(j, "also"), standard_name));
}

static bool is_named(const struct json *j, const char *name) {
    return strcmp(json_text(json_get(j, "name")), name) == 0 ||
           has(json_get(j, "aliases"), name);
}

/* Is it so of a row that it has this standard_name? */
typedef bool has_standard(const struct json *j, const char *standard_name);

/* The row by its name among those that have the standard_name, the first of
 * them where the name is of none; without one by the name alone. */
static const struct quantity_row *
find(const char *name, const char *standard_name, has_standard *is) {
    const struct quantity_row *found = NULL;
    const struct json *j;
    size_t k = 0;

    for (j = json_first(json_get(tree, "quantities")); j;
         j = json_next(j), k++) {
        if (standard_name && !is(j, standard_name))
            continue;
        if (name && is_named(j, name))
            return &rows[k];
        if (standard_name && found == NULL)
            found = &rows[k];
    }
    return found;
}

const struct quantity_row *quantity_find(const char *name,
                                         const char *standard_name) {
    const struct quantity_row *row;

    load();
    if (name && strstr(name, "anom"))
        return NULL;
    row = find(name, standard_name, is_standard);
    if (row == NULL && name && standard_name &&
        strcmp(name, standard_name) == 0)
        row = find(name, NULL, is_standard);
    return row;
}

const struct quantity_row *quantity_aloft(const char *name,
                                          const char *standard_name) {
    const struct quantity_row *row = quantity_find(name, standard_name);

    return row && row->aloft && quantity_find(name, NULL) != row
               ? quantity_find(row->aloft, NULL)
               : row;
}

const struct quantity_row *quantity_by_param(long param) {
    const struct json *j, *id;
    size_t k = 0;

    load();
    for (j = json_first(json_get(tree, "quantities")); j; j = json_next(j), k++)
        for (id = json_first(json_get(j, "grib")); id; id = json_next(id))
            if (json_number(id) == (double)param)
                return &rows[k];
    return NULL;
}

const struct quantity_row *quantity_rows(size_t *n) {
    load();
    *n = nrows;
    return rows;
}

const struct quantity_row *quantity_amount(const struct quantity_row *row) {
    for (size_t k = 0; k < nrows; k++)
        if (rows[k].class == CLASS_AMOUNT &&
            strcmp(rows[k].name, row->name) == 0)
            return &rows[k];
    return NULL;
}

const struct quantity_row *
quantity_mistaken(const char *word, const char *name, const char *standard_name,
                  const struct quantity_row **asked) {
    const struct quantity_row *is = quantity_find(name, standard_name);
    const struct json *j;

    *asked = quantity_find(word, NULL);
    if (*asked == NULL)
        *asked = quantity_find(NULL, word);
    if (*asked == NULL || is == NULL)
        return NULL;
    j = json_at(json_get(tree, "quantities"), (size_t)(*asked - rows));
    return has(json_get(j, "mistaken"), is->name) ? is : NULL;
}

bool quantity_is(const char *word, const char *name,
                 const char *standard_name) {
    const struct quantity_row *asked = quantity_find(word, NULL);
    const struct quantity_row *is =
        asked ? quantity_find(name, standard_name) : NULL;

    return is != NULL && strcmp(is->name, asked->name) == 0;
}

bool quantity_agrees(const struct quantity_row *is, const char *name) {
    const struct quantity_row *asked = quantity_find(name, NULL), *both;

    if (is == NULL || asked == NULL)
        return true;
    both = quantity_find(name, is->standard_name);
    return both != NULL && strcmp(both->name, asked->name) == 0 &&
           (is->standard_name != NULL || is == asked);
}

static bool is_along(const struct json *j, const char *standard_name) {
    return has(json_get(j, "along"), standard_name);
}

const struct quantity_row *quantity_along(const char *name,
                                          const char *standard_name,
                                          const struct atts *a) {
    const struct quantity_row *row = NULL;

    load();
    if (name && strstr(name, "anom"))
        return NULL;
    if (standard_name != NULL)
        row = find(name, standard_name, is_along);
    if (row == NULL && a != NULL &&
        atts_number(a, "GRIB_uvRelativeToGrid") == 1)
        row = quantity_find(name, standard_name);
    return row && row->class == CLASS_VECTOR && quantity_partner(row) ? row
                                                                      : NULL;
}

const struct quantity_row *quantity_partner(const struct quantity_row *row) {
    for (size_t k = 0; k < nrows; k++)
        if ((row->pair && strcmp(row->pair, rows[k].name) == 0) ||
            (rows[k].pair && strcmp(rows[k].pair, row->name) == 0))
            return &rows[k];
    return NULL;
}

bool quantity_may_be(const char *word, const char *name,
                     const char *standard_name) {
    const struct quantity_row *asked = quantity_find(word, NULL);
    const struct quantity_row *is = quantity_along(name, standard_name, NULL);

    if (is == NULL)
        return false;
    return asked ? strcmp(is->name, asked->name) == 0
                 : strcmp(is->standard_name, word) == 0;
}

bool quantity_is_sister(const char *a, const char *b) {
    static const char *const pairs[] = { "uv", "xy", "en" };
    bool good = strlen(a) == strlen(b), any = false;

    for (; good && *a; a++, b++) {
        if (*a == *b)
            continue;
        good = false;
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
            good |= tolower((unsigned char)*a) == pairs[k][0] &&
                    tolower((unsigned char)*b) == pairs[k][1];
        any |= good;
    }
    return good && any;
}
