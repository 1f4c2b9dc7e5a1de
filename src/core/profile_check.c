/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile_check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"
#include "core/profile_part.h"

struct key {
    const char *name;
    enum json_kind kind; /* JSON_NONE: any, checked elsewhere */
    bool required;
};

static const struct key top_keys[] = {
    { "name", JSON_TEXT, true },       { "version", JSON_TEXT, true },
    { "title", JSON_TEXT, true },      { "licence", JSON_TEXT, false },
    { "citation", JSON_TEXT, false },  { "detect", JSON_LIST, false },
    { "grid", JSON_OBJECT, false },    { "time", JSON_OBJECT, false },
    { "variables", JSON_LIST, false }, { "decode", JSON_OBJECT, false },
    { "qa", JSON_OBJECT, false },      { "valid", JSON_OBJECT, false },
    { "edges", JSON_OBJECT, false },   { "versions", JSON_LIST, false },
    { "mapping", JSON_LIST, false },   { "rename", JSON_OBJECT, false },
    { "reference", JSON_TEXT, false }, { NULL, JSON_NONE, false },
};
static const struct key detect_keys[] = {
    { "attribute", JSON_OBJECT, false }, { "variables", JSON_LIST, false },
    { "grib", JSON_OBJECT, false },      { "file", JSON_LIST, false },
    { NULL, JSON_NONE, false },
};
static const struct key grid_keys[] = {
    { "lon", JSON_TEXT, false },
    { "lat", JSON_TEXT, false },
    { "crs", JSON_TEXT, false },
    { NULL, JSON_NONE, false },
};
static const struct key time_keys[] = {
    { "from", JSON_TEXT, true },
    { "unit", JSON_TEXT, true },
    { NULL, JSON_NONE, false },
};
static const struct key variable_keys[] = {
    { "match", JSON_OBJECT, true },
    { "to", JSON_TEXT, false },
    { "class", JSON_TEXT, false },
    { "units", JSON_TEXT, false },
    { "override", JSON_BOOL, false },
    { "decode", JSON_OBJECT, false },
    { "accumulation", JSON_OBJECT, false },
    { "note", JSON_TEXT, false },
    { "sum", JSON_LIST, false },
    { "vector", JSON_TEXT, false },
    { NULL, JSON_NONE, false },
};
static const struct key match_keys[] = {
    { "name", JSON_LIST, false },      { "paramId", JSON_LIST, false },
    { "shortName", JSON_LIST, false }, { "file", JSON_LIST, false },
    { NULL, JSON_NONE, false },
};
static const struct key class_keys[] = {
    { "bit", JSON_NUMBER, false },   { "bits", JSON_LIST, false },
    { "value", JSON_NUMBER, false }, { "values", JSON_LIST, false },
    { NULL, JSON_NONE, false },
};
static const struct key accumulation_keys[] = {
    { "kind", JSON_TEXT, true },   { "length", JSON_TEXT, false },
    { "stamp", JSON_TEXT, false }, { "later", JSON_TEXT, false },
    { NULL, JSON_NONE, false },
};
static const struct key decode_keys[] = {
    { "scale", JSON_NUMBER, false },  { "operation", JSON_TEXT, false },
    { "offset", JSON_NUMBER, false }, { "missing", JSON_LIST, false },
    { NULL, JSON_NONE, false },
};

static int unknown_key(const char *path, const char *name,
                       const struct key *keys) {
    char *list = mem_text("");

    for (const struct key *k = keys; k->name; k++)
        mem_append(&list, ", ", k->name);
    err_set(EX_CONFIG, "%s%s%s: no such key (there are %s)", path,
            *path ? "." : "", name, list);
    free(list);
    return EX_CONFIG;
}

/* An object has these keys, of their kinds, and no others; NULL is none. */
static int check(const struct json *object, const char *path,
                 const struct key *keys) {
    const char *dot = *path ? "." : "";

    for (const struct json *m = json_first(object); m; m = json_next(m)) {
        const struct key *k = keys;
        while (k->name && strcmp(k->name, json_name(m)) != 0)
            k++;
        if (k->name == NULL)
            return unknown_key(path, json_name(m), keys);
        if (json_kind(m) != k->kind)
            return err_set(EX_CONFIG, "%s%s%s: must be %s", path, dot, k->name,
                           json_kind_name(k->kind));
    }
    for (const struct key *k = keys; object && k->name; k++)
        if (k->required && json_get(object, k->name) == NULL)
            return err_set(EX_CONFIG, "%s%s%s: is missing", path, dot, k->name);
    return EX_OK;
}

/* The members of a list or object are all of one kind. */
static int check_all(const struct json *j, const char *path,
                     enum json_kind kind) {
    size_t k = 0;

    for (const struct json *m = json_first(j); m; m = json_next(m), k++)
        if (json_kind(m) != kind)
            return err_set(EX_CONFIG, "%s[%zu]: must be %s", path, k,
                           json_kind_name(kind));
    return EX_OK;
}

static int check_detect(const struct json *list) {
    char path[64];
    size_t k = 0;
    int status = EX_OK;

    TRY(check_all(list, "detect", JSON_OBJECT));
    for (const struct json *m = json_first(list); m; m = json_next(m), k++) {
        snprintf(path, sizeof path, "detect[%zu]", k);
        if (json_count(m) == 0)
            return err_set(EX_CONFIG, "%s: asks for nothing", path);
        TRY(check(m, path, detect_keys));
        TRY(check_all(json_get(m, "attribute"), path, JSON_TEXT));
        TRY(check_all(json_get(m, "variables"), path, JSON_TEXT));
        TRY(check_all(json_get(m, "grib"), path, JSON_TEXT));
        TRY(check_all(json_get(m, "file"), path, JSON_TEXT));
    }
done:
    return status;
}

static int check_time(const struct json *time) {
    const char *from = json_text(json_get(time, "from"));
    const char *plus = from ? strstr(from, "+variable:") : NULL;

    if (time == NULL)
        return EX_OK;
    if (plus == NULL || (strncmp(from, "variable:", 9) != 0 &&
                         strncmp(from, "attribute:", 10) != 0))
        return err_set(EX_CONFIG,
                       "time.from: \"%s\" is not attribute:NAME+variable:NAME "
                       "or variable:NAME+variable:NAME",
                       from);
    return EX_OK;
}

static bool is_word(const char *text, const char *const *words) {
    while (*words && strcmp(text, *words) != 0)
        words++;
    return *words != NULL;
}

static int check_accumulation(const struct json *j, const char *path) {
    static const char *const kinds[] = { "rate", "step", "start", NULL };
    static const char *const stamps[] = { "start", "end", NULL };
    const char *kind = json_text(json_get(j, "kind"));
    const char *length = json_text(json_get(j, "length"));
    const char *stamp = json_text(json_get(j, "stamp"));
    const char *later = json_text(json_get(j, "later"));
    int64_t ms;
    int status;

    TRY(check(j, path, accumulation_keys));
    if (kind && !is_word(kind, kinds) && strncmp(kind, "since ", 6) != 0)
        return err_set(EX_CONFIG,
                       "%s.kind: no \"%s\" (there are rate, step, start, "
                       "since HH:MM)",
                       path, kind);
    if (stamp && !is_word(stamp, stamps))
        return err_set(EX_CONFIG, "%s.stamp: must be start or end", path);
    if (length && parse_ms(length, &ms) != EX_OK)
        return err_set(EX_CONFIG, "%s.length: %s", path, err_text());
    if (later && (stamp == NULL || parse_ms(later, &ms) != EX_OK))
        return err_set(EX_CONFIG, "%s.later: must be a duration, with a stamp",
                       path);
done:
    return status;
}

static int check_decode(const struct json *j, const char *path) {
    static const char *const operations[] = { "multiply", "divide", NULL };
    const char *operation = json_text(json_get(j, "operation"));
    const double scale = json_number(json_get(j, "scale"));
    int status;

    TRY(check(j, path, decode_keys));
    TRY(check_all(json_get(j, "missing"), path, JSON_NUMBER));
    if (operation && (!is_word(operation, operations) || isnan(scale)))
        return err_set(EX_CONFIG,
                       "%s.operation: must be multiply or divide, with a scale",
                       path);
    if (scale == 0)
        return err_set(EX_CONFIG, "%s.scale: must not be 0", path);
done:
    return status;
}

const struct quantity_row *profile_quantity(const struct json *variable) {
    const char *to = json_text(json_get(variable, "to"));
    const char *class = json_text(json_get(variable, "class"));
    const struct quantity_row *row;
    size_t n;

    row = quantity_rows(&n);
    for (size_t k = 0; k < n; k++)
        if (strcmp(row[k].name, to) == 0 &&
            (!class || strcmp(units_class_name(row[k].class), class) == 0))
            return &row[k];
    return NULL;
}

static int check_match(const struct json *match, const char *path) {
    int status;

    TRY(check(match, path, match_keys));
    if (json_count(match) == 0)
        return err_set(EX_CONFIG, "%s: asks for nothing", path);
    TRY(check_all(json_get(match, "name"), path, JSON_TEXT));
    TRY(check_all(json_get(match, "paramId"), path, JSON_NUMBER));
    TRY(check_all(json_get(match, "shortName"), path, JSON_TEXT));
    TRY(check_all(json_get(match, "file"), path, JSON_TEXT));
done:
    return status;
}

/* A bit of 0 to 15. */
static bool is_bit(const struct json *j) {
    const double x = json_number(j);

    return x >= 0 && x <= 15 && x == floor(x);
}

/* One of {"bit": 3}, {"bits": [8, 9], "value": 3}, {"values": [8, 9]}. */
static int check_class(const struct json *j, const char *path) {
    const struct json *bits = json_get(j, "bits");
    const double value = json_number(json_get(j, "value"));
    int status;

    TRY(check(j, path, class_keys));
    TRY(check_all(json_get(j, "values"), path, JSON_NUMBER));
    if ((json_get(j, "bit") && !is_bit(json_get(j, "bit"))) ||
        (bits &&
         (json_count(bits) != 2 || !is_bit(json_at(bits, 0)) ||
          !is_bit(json_at(bits, 1)) || !(value >= 0) || value > 65535 ||
          json_number(json_at(bits, 0)) > json_number(json_at(bits, 1)))) ||
        !(json_get(j, "bit") || bits || json_get(j, "values")))
        return err_set(EX_CONFIG,
                       "%s: must have a bit (0 to 15), two bits with a value, "
                       "or values",
                       path);
done:
    return status;
}

static int check_qa(const struct json *qa) {
    char path[160];
    int status = EX_OK;

    for (const struct json *f = json_first(qa); f; f = json_next(f)) {
        snprintf(path, sizeof path, "qa.%.60s", json_name(f));
        if (json_kind(f) != JSON_OBJECT)
            return err_set(EX_CONFIG, "%s: must be an object", path);
        for (const struct json *c = json_first(f); c; c = json_next(c)) {
            snprintf(path, sizeof path, "qa.%.60s.%.60s", json_name(f),
                     json_name(c));
            if (json_kind(c) != JSON_OBJECT || strchr(json_name(c), ' '))
                return err_set(EX_CONFIG, "%s: must be an object, and a word",
                               path);
            TRY(check_class(c, path));
        }
    }
done:
    return status;
}

static int check_valid(const struct json *valid) {
    char path[80];
    int status = EX_OK;

    for (const struct json *v = json_first(valid); v; v = json_next(v)) {
        snprintf(path, sizeof path, "valid.%.60s", json_name(v));
        TRY(check_all(v, path, JSON_TEXT));
        if (json_kind(v) != JSON_LIST || json_count(v) != 2)
            return err_set(EX_CONFIG, "%s: must be two texts", path);
    }
done:
    return status;
}

static int check_variable(const struct json *j, const char *path) {
    const char *class = json_text(json_get(j, "class"));
    const char *units = json_text(json_get(j, "units"));
    const char *vector = json_text(json_get(j, "vector"));
    char part[80];
    int status;

    TRY(check(j, path, variable_keys));
    snprintf(part, sizeof part, "%s.match", path);
    TRY(check_match(json_get(j, "match"), part));
    snprintf(part, sizeof part, "%s.accumulation", path);
    TRY(check_accumulation(json_get(j, "accumulation"), part));
    snprintf(part, sizeof part, "%s.decode", path);
    TRY(check_decode(json_get(j, "decode"), part));
    if (json_get(j, "to") == NULL)
        return json_get(j, "class") || json_get(j, "accumulation") ||
                       json_get(j, "sum") || vector
                   ? err_set(EX_CONFIG, "%s.to: is missing", path)
                   : EX_OK;
    if (profile_quantity(j) == NULL)
        return err_set(EX_CONFIG, "%s.to: no quantity \"%s\"%s%s", path,
                       json_text(json_get(j, "to")), class ? " of class " : "",
                       class ? class : "");
    if (vector &&
        (strcmp(vector, "grid") != 0 || profile_quantity(j)->along == NULL))
        return err_set(EX_CONFIG,
                       "%s.vector: must be \"grid\", of a component of a "
                       "vector",
                       path);
    snprintf(part, sizeof part, "%s.sum", path);
    TRY(check_all(json_get(j, "sum"), part, JSON_TEXT));
    /* A unit is held against UDUNITS when a file has another one. */
    if (units && *units == 0)
        return err_set(EX_CONFIG, "%s.units: is empty", path);
done:
    return status;
}

static int check_grid(const struct json *grid) {
    const bool lat = json_get(grid, "lat"), lon = json_get(grid, "lon");
    int status;

    TRY(check(grid, "grid", grid_keys));
    if (lat != lon)
        return err_set(EX_CONFIG, "grid.%s: is missing", lat ? "lon" : "lat");
done:
    return status;
}

int profile_check(const struct json *j) {
    const struct json *variables = json_get(j, "variables"), *m;
    char path[64];
    size_t k = 0;
    int status;

    if (json_kind(j) != JSON_OBJECT)
        return err_set(EX_CONFIG, "a profile must be an object");
    TRY(check(j, "", top_keys));
    TRY(check_detect(json_get(j, "detect")));
    TRY(check_grid(json_get(j, "grid")));
    TRY(check(json_get(j, "time"), "time", time_keys));
    TRY(check_time(json_get(j, "time")));
    TRY(check_decode(json_get(j, "decode"), "decode"));
    TRY(check_qa(json_get(j, "qa")));
    TRY(check_valid(json_get(j, "valid")));
    TRY(profile_check_layout(j));
    TRY(check_all(variables, "variables", JSON_OBJECT));
    for (m = json_first(variables); m; m = json_next(m), k++) {
        snprintf(path, sizeof path, "variables[%zu]", k);
        TRY(check_variable(m, path));
    }
done:
    return status;
}
