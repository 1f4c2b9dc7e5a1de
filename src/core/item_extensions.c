/* SPDX-License-Identifier: Apache-2.0 */
/* Which extensions an Item uses. */
#include <string.h>

#include "core/item_part.h"

/* A field begins so, or is so; where it stands. */
static const struct {
    const char *field, *url;
} known[] = {
#define EXTENSION(name) "https://stac-extensions.github.io/" name "/schema.json"
    { "proj:", EXTENSION("projection/v2.0.0") },
    { "raster:", EXTENSION("raster/v2.0.0") },
    { "file:", EXTENSION("file/v2.1.0") },
    { "cube:", EXTENSION("datacube/v2.3.0") },
    { "cf:", EXTENSION("cf/v0.3.0") },
    { "processing:", EXTENSION("processing/v1.2.0") },
    { "classification:", EXTENSION("classification/v2.0.0") },
    { "eo:", EXTENSION("eo/v2.0.0") },
    { "sci:", EXTENSION("scientific/v1.0.0") },
    { "table:", EXTENSION("table/v1.2.0") },
    { "forecast:", EXTENSION("forecast/v0.2.0") },
    { "view:", EXTENSION("view/v1.0.0") },
    { "version", EXTENSION("version/v1.2.0") },
#undef EXTENSION
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

void item_extensions(struct json *item) {
    struct json *list = json_get(item, "stac_extensions");
    bool used[KNOWN] = { false };

    look(json_get(item, "properties"), true, used);
    look(json_get(item, "assets"), false, used);
    if (list == NULL)
        list = json_set(item, "stac_extensions", json_new_list());
    for (size_t k = 0; k < KNOWN; k++) {
        bool listed = false;
        for (struct json *m = json_first(list); m; m = json_next(m))
            listed |=
                strcmp(json_text(m) ? json_text(m) : "", known[k].url) == 0;
        if (used[k] && !listed)
            json_add_text(list, known[k].url);
    }
}
