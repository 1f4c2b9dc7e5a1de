/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/builtin.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/profile_check.h"
#include "core/profile_part.h"

/* Shipped profiles that are kept, at most. */
enum { SHIPPED = 64 };

struct profile {
    struct json *tree;
    char *name; /* "stage4 1" */
    bool kept;  /* until the program ends */
};

/* Those that are shipped, once they are wanted. */
static struct {
    const struct builtin *of;
    struct profile *profile;
} shelf[SHIPPED];

static const char *text_of(const struct json *j, const char *name) {
    return json_text(json_get(j, name));
}

static struct profile *profile_new(struct json *tree) {
    struct profile *p = mem_array(1, sizeof *p);

    p->tree = tree;
    p->name =
        mem_format("%s %s", text_of(tree, "name"), text_of(tree, "version"));
    return p;
}

void profile_free(struct profile *p) {
    if (p == NULL || p->kept)
        return;
    json_free(p->tree);
    free(p->name);
    free(p);
}

const char *profile_name(const struct profile *p) {
    return p->name;
}

static bool is_profile(const struct builtin *b) {
    return strncmp(b->name, "profiles/", 9) == 0;
}

/* "profiles/era5.json" is era5. */
static char *short_name(const struct builtin *b) {
    char *name = mem_text(b->name + 9);

    name[strcspn(name, ".")] = 0;
    return name;
}

/* One that is shipped, or NULL; of many files each looks at all. */
static struct profile **place_of(const struct builtin *b) {
    size_t k = 0;

    while (k < SHIPPED && shelf[k].of != NULL && shelf[k].of != b)
        k++;
    if (k == SHIPPED)
        return NULL;
    shelf[k].of = b;
    return &shelf[k].profile;
}

static int open_builtin(struct profile **out, const struct builtin *b) {
    struct profile **kept = place_of(b);
    struct json *tree = NULL;
    int status;

    if (kept != NULL && *kept != NULL) {
        *out = *kept;
        return EX_OK;
    }
    TRY(json_parse(&tree, b->start, (size_t)(b->end - b->start)));
    TRY(profile_check(tree));
    *out = profile_new(tree);
    if (kept != NULL) {
        *kept = *out;
        (*out)->kept = true;
    }
    return EX_OK;
done:
    json_free(tree);
    return err_in(status, b->name);
}

static int open_file(struct profile **out, const char *path) {
    struct json *tree = NULL;
    int status;

    TRY(json_read(&tree, path));
    if ((status = profile_check(tree)) != EX_OK) {
        err_in(status, path);
        goto done;
    }
    *out = profile_new(tree);
    return EX_OK;
done:
    json_free(tree);
    return status;
}

void profile_names(char ***name, size_t *n) {
    *name = NULL;
    *n = 0;
    for (const struct builtin *b = builtins; b->name; b++)
        if (is_profile(b)) {
            *name = mem_grow(*name, *n + 1, sizeof **name);
            (*name)[(*n)++] = short_name(b);
        }
}

const char *profile_title(const struct profile *p) {
    return text_of(p->tree, "title");
}

static int no_profile(const char *name) {
    char *list = mem_text("");

    for (const struct builtin *b = builtins; b->name; b++)
        if (is_profile(b)) {
            char *one = short_name(b);
            mem_append(&list, ", ", one);
            free(one);
        }
    err_set(EX_USAGE, "no profile \"%s\" (there are %s)", name, list);
    free(list);
    return EX_USAGE;
}

int profile_open(struct profile **out, const char *name) {
    const size_t n = strlen(name);

    *out = NULL;
    if (strchr(name, '/') || (n > 5 && strcmp(name + n - 5, ".json") == 0))
        return open_file(out, name);
    for (const struct builtin *b = builtins; b->name; b++) {
        char *own = is_profile(b) ? short_name(b) : NULL;
        const bool found = own && strcmp(own, name) == 0;
        free(own);
        if (found)
            return open_builtin(out, b);
    }
    return no_profile(name);
}

static bool fits(const struct profile *p, const struct nc *nc) {
    const struct json *m = json_first(json_get(p->tree, "detect"));

    while (m && !profile_holds(m, nc))
        m = json_next(m);
    return m != NULL;
}

int profile_detect(struct profile **out, const struct nc *nc) {
    struct profile *p = NULL;
    size_t n = 0;
    int status = EX_OK;

    *out = NULL;
    for (const struct builtin *b = builtins; b->name; b++) {
        if (!is_profile(b))
            continue;
        TRY(open_builtin(&p, b));
        if (fits(p, nc) && n++ == 0) {
            *out = p;
            p = NULL;
        }
        profile_free(p);
        p = NULL;
    }
done:
    if (status != EX_OK || n > 1) {
        profile_free(*out);
        *out = NULL;
    }
    return status;
}

static void set_default(struct atts *a, const char *name, const char *text) {
    if (atts_find(a, name) == NULL)
        atts_set_text(a, name, text);
}

/* Latitude and longitude get the attributes that they lack. */
static void apply_grid(const struct json *grid, struct nc *nc) {
    static const struct {
        const char *key, *units, *standard_name;
    } axes[] = { { "lat", "degrees_north", "latitude" },
                 { "lon", "degrees_east", "longitude" } };

    for (size_t k = 0; json_get(grid, "lat") && k < 2; k++) {
        const size_t v = nc_find_var(nc, text_of(grid, axes[k].key));
        if (v == NC_NONE)
            continue;
        set_default(&nc->var[v].atts, "units", axes[k].units);
        set_default(&nc->var[v].atts, "standard_name", axes[k].standard_name);
    }
}

/* "variable:reftime+variable:timestep": the steps say where their beginning
 * is; a global attribute is put into their units at once. */
static int apply_time(const struct json *time, struct nc *nc) {
    const char *from = time ? text_of(time, "from") : NULL, *text = NULL;
    const char *plus = from ? strstr(from, "+variable:") : NULL;
    const char *unit = text_of(time, "unit"), *word;
    struct atts *atts;
    char *name, *units;
    size_t v;

    if (plus == NULL)
        return EX_OK;
    v = nc_find_var(nc, plus + strlen("+variable:"));
    if (v == NC_NONE)
        return err_set(EX_DATAERR, "no variable \"%s\", which has the times",
                       plus + strlen("+variable:"));
    atts = &nc->var[v].atts;
    word = strchr(from, ':') + 1;
    name = mem_copy(word, (size_t)(plus - word) + 1, 1);
    name[plus - word] = 0;
    if (strncmp(from, "variable:", 9) == 0) {
        atts_set_text(atts, "twinpipe_time_reference", name);
        atts_set_text(atts, "twinpipe_time_unit", unit);
    } else if ((text = atts_text(&nc->atts, name)) != NULL) {
        units = profile_time_text(unit, text);
        atts_set_text(atts, "units", units);
        free(units);
    }
    set_default(atts, "standard_name", "time");
    free(name);
    return EX_OK;
}

static int apply_units(const struct json *j, struct nc_var *v) {
    const char *ours = text_of(j, "units"), *theirs;
    const bool override = json_true(json_get(j, "override"));

    theirs = atts_text(&v->atts, "units");
    if (ours == NULL || (theirs && units_same(theirs, ours)))
        return EX_OK;
    if (theirs && *theirs && !override)
        return err_set(EX_DATAERR,
                       "%s: its units are \"%s\", the profile's \"%s\"",
                       v->name, theirs, ours);
    if (theirs)
        atts_set_text(&v->atts, "twinpipe_original_units", theirs);
    atts_set_text(&v->atts, "units", ours);
    return EX_OK;
}

/* Identity is never renamed away: what the file says of itself must agree,
 * unless the profile knows it to be wrong. */
static int apply_identity(const struct json *j, struct nc_var *v) {
    const struct quantity_row *row = profile_quantity(j);
    const char *theirs = atts_text(&v->atts, "standard_name");
    const char *ours = row->standard_name ? row->standard_name : "another";

    if (json_get(j, "vector") != NULL && !(theirs && *theirs)) {
        atts_set_text(&v->atts, "standard_name", row->along);
        return EX_OK;
    }
    if (theirs && *theirs && quantity_find(row->name, theirs) == row)
        return EX_OK;
    if (theirs && *theirs && !json_true(json_get(j, "override")))
        return err_set(EX_DATAERR,
                       "%s: its standard_name is %s, the profile's %s", v->name,
                       theirs, ours);
    if (row->standard_name)
        atts_set_text(&v->atts, "standard_name", row->standard_name);
    return EX_OK;
}

static void apply_accumulation(const struct json *j, struct nc_var *v) {
    const char *kind = text_of(j, "kind"), *length = text_of(j, "length");
    const char *stamp = text_of(j, "stamp"), *later = text_of(j, "later");
    char *text;

    if (j == NULL)
        return;
    text = mem_text(kind);
    if (length != NULL)
        mem_append(&text, ":", length);
    if (stamp != NULL)
        mem_append(&text, ":", stamp);
    if (later != NULL)
        mem_append(&text, "+", later);
    set_default(&v->atts, "twinpipe_accumulation", text);
    free(text);
}

/* A double where a bare number would do: how a type rounds is cf.c's affair. */
static void set_number(struct atts *a, const char *name, double x) {
    atts_set_numbers(a, name, TYPE_DOUBLE, 1, &x);
}

static void apply_decode(const struct json *j, struct nc_var *v) {
    const struct json *missing = json_get(j, "missing");
    const char *operation = text_of(j, "operation");
    double scale = json_number(json_get(j, "scale"));
    double factor = atts_number(&v->atts, "scale_factor");
    const double offset = atts_number(&v->atts, "add_offset");
    const double more = json_number(json_get(j, "offset"));
    double *x;
    size_t n = 0;

    if (missing && atts_find(&v->atts, "missing_value") == NULL) {
        x = mem_array(json_count(missing), sizeof *x);
        for (const struct json *m = json_first(missing); m; m = json_next(m))
            x[n++] = json_number(m);
        atts_set_numbers(&v->atts, "missing_value", TYPE_DOUBLE, n, x);
        free(x);
    }
    if (isnan(scale) && isnan(more))
        return;
    scale = isnan(scale) ? 1 : scale;
    if (operation && strcmp(operation, "divide") == 0)
        scale = 1 / scale;
    factor = isnan(factor) ? 1 : factor;
    set_number(&v->atts, "scale_factor", factor * scale);
    if (!isnan(offset) || !isnan(more))
        set_number(&v->atts, "add_offset",
                   (isnan(offset) ? 0 : offset * scale) +
                       (isnan(more) ? 0 : more));
}

/* The name of the quantity, unless another variable has it; the old one is
 * kept, so that who asks by it finds it. */
static void apply_name(const struct json *j, struct nc *nc, struct nc_var *v) {
    const char *to = profile_quantity(j)->name;

    /* a component along the grid is named when it is turned */
    if (nc_find_var(nc, to) != NC_NONE || json_get(j, "vector") != NULL)
        return;
    atts_set_text(&v->atts, ORIGINAL_NAME, v->name);
    nc_set_name(nc, (size_t)(v - nc->var), mem_text(to));
}

/* What is no quantity of the table: how it is stored, its unit. */
static int apply_plain(const struct json *j, struct nc_var *v) {
    const char *note = text_of(j, "note");

    if (note != NULL)
        atts_set_text(&v->atts, "twinpipe_note", note);
    apply_decode(json_get(j, "decode"), v);
    return apply_units(j, v);
}

static int apply_variable(const struct profile *p, const struct json *j,
                          struct nc *nc, struct nc_var *v) {
    const struct json *decode = json_get(j, "decode");
    const char *note = text_of(j, "note");
    int status;

    if (json_get(j, "to") == NULL)
        return apply_plain(j, v);
    if (decode == NULL && profile_quantity(j)->class != CLASS_FLAG)
        decode = json_get(p->tree, "decode");
    if (note != NULL)
        atts_set_text(&v->atts, "twinpipe_note", note);
    TRY(apply_identity(j, v));
    TRY(apply_units(j, v));
    apply_accumulation(json_get(j, "accumulation"), v);
    apply_decode(decode, v);
    profile_sum(json_get(j, "sum"), nc, v);
    apply_name(j, nc, v);
done:
    return status;
}

int profile_apply(const struct profile *p, struct nc *nc) {
    const struct json *list = json_get(p->tree, "variables"), *j;
    int status;

    apply_grid(json_get(p->tree, "grid"), nc);
    profile_layout(p->tree, nc);
    TRY(apply_time(json_get(p->tree, "time"), nc));
    for (size_t k = 0; k < nc->nvars; k++)
        for (j = json_first(list); j; j = json_next(j))
            if (profile_matches(json_get(j, "match"), nc, &nc->var[k]) &&
                profile_can_sum(json_get(j, "sum"), nc)) {
                TRY(apply_variable(p, j, nc, &nc->var[k]));
                break;
            }
    profile_classes(p->tree, nc);
done:
    return status;
}
