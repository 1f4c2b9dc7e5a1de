/* SPDX-License-Identifier: Apache-2.0 */
/* Which extensions an Item uses. */
#include <stdlib.h>
#include <string.h>

#include "core/item_edit.h"
#include "core/mem.h"

#define BASE "https://stac-extensions.github.io/"

/* A field begins so, or is so; the extension, its version of STAC 1.1.0 and of
 * 1.0.0. */
static const struct {
    const char *field, *name, *now, *old;
} known[] = {
    { "proj:", "projection", "2.0.0", "1.1.0" },
    { "raster:", "raster", "2.0.0", "1.1.0" },
    { "file:", "file", "2.1.0", "2.1.0" },
    { "cube:", "datacube", "2.3.0", "2.2.0" },
    { "cf:", "cf", "0.3.0", "0.3.0" },
    { "processing:", "processing", "1.2.0", "1.2.0" },
    { "classification:", "classification", "2.0.0", "2.0.0" },
    { "eo:", "eo", "2.0.0", "1.1.0" },
    { "sci:", "scientific", "1.0.0", "1.0.0" },
    { "table:", "table", "1.2.0", "1.2.0" },
    { "forecast:", "forecast", "0.2.0", "0.2.0" },
    { "view:", "view", "1.0.0", "1.0.0" },
    { "version", "version", "1.2.0", "1.2.0" },
};

enum { KNOWN = sizeof known / sizeof *known };

static bool is_field(const char *name, const char *field) {
    const size_t n = strlen(field);

    return field[n - 1] == ':' ? strncmp(name, field, n) == 0
                               : strcmp(name, field) == 0;
}

/* Fields without a prefix are those of an Item itself. */
static void look(const struct json *j, bool top, bool used[KNOWN]) {
    for (const struct json *m = json_first(j); m; m = json_next(m)) {
        for (size_t k = 0; json_name(m) && k < KNOWN; k++)
            if (top || strchr(known[k].field, ':'))
                used[k] |= is_field(json_name(m), known[k].field);
        look(m, false, used);
    }
}

/* Is it an extension of that name, whatever its version? */
static bool is_of(const char *url, const char *name) {
    char *stem = mem_format(BASE "%s/v", name);
    const bool is = url && strncmp(url, stem, strlen(stem)) == 0;

    free(stem);
    return is;
}

void item_extensions(struct json *item) {
    const char *version = json_text(json_get(item, "stac_version"));
    const bool old = version && strcmp(version, "1.0.0") == 0;
    struct json *before = json_take(item, "stac_extensions");
    struct json *list = json_new_list();
    bool used[KNOWN] = { false };

    look(json_get(item, "properties"), true, used);
    look(json_get(item, "assets"), false, used);
    for (size_t k = 0; k < KNOWN; k++) {
        char *url = mem_format(BASE "%s/v%s/schema.json", known[k].name,
                               old ? known[k].old : known[k].now);
        if (used[k])
            json_add_text(list, url);
        free(url);
    }
    for (struct json *m = json_first(before); m; m = json_next(m)) {
        bool is_known = false;
        for (size_t k = 0; k < KNOWN; k++)
            is_known |= is_of(json_text(m), known[k].name);
        if (!is_known && json_text(m))
            json_add_text(list, json_text(m));
    }
    json_free(before);
    json_set(item, "stac_extensions", list);
}

/* Members of a name go, however deep. */
static void strip(struct json *j, const char *field) {
    struct json *next;

    for (struct json *m = json_first(j); m; m = next) {
        next = json_next(m);
        if (json_name(m) && is_field(json_name(m), field))
            json_free(json_take(j, json_name(m)));
        else
            strip(m, field);
    }
}

int item_without(struct json *item, const char *extension) {
    char *all;
    int status = EX_USAGE;

    for (size_t k = 0; k < KNOWN; k++)
        if (strcmp(known[k].name, extension) == 0) {
            strip(json_get(item, "properties"), known[k].field);
            strip(json_get(item, "assets"), known[k].field);
            return EX_OK;
        }
    all = mem_text("");
    for (size_t k = 0; k < KNOWN; k++)
        mem_append(&all, ", ", known[k].name);
    status =
        err_set(EX_USAGE, "no extension \"%s\" (there are %s)", extension, all);
    free(all);
    return status;
}
