/* SPDX-License-Identifier: Apache-2.0 */
/* Stems of names, and texts without credentials. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/item_part.h"
#include "core/mem.h"
#include "core/secret.h"

static const char *const suffixes[] = {
    "nc",    "nc4",      "cdf",  "tif",  "tiff", "grib",    "grb",
    "grib2", "gz",       "grb2", "zst",  "zarr", "geojson", "json",
    "csv",   "geojsonl", "jp2",  "png",  "jpg",  "jpeg",    "hdf",
    "h5",    "hdf5",     "fgb",  "gpkg", "shp",  "ndjson",  "jsonl"
};

char *text_stem(const char *path) {
    const char *slash = strrchr(path, '/');
    char *stem = mem_text(slash && slash[1] ? slash + 1 : path);
    bool again = true;

    while (again) {
        char *dot = strrchr(stem, '.');
        again = false;
        for (size_t k = 0; k < sizeof suffixes / sizeof *suffixes; k++)
            if (dot && dot > stem && !again &&
                strcasecmp(dot + 1, suffixes[k]) == 0) {
                *dot = 0;
                again = true;
            }
    }
    return stem;
}

/* Length of user:password@ behind "://". */
static size_t user_of(const char *authority) {
    const size_t n = strcspn(authority, "/?# \t\n\"'<>");
    size_t user = 0;

    for (size_t k = 0; k < n; k++)
        if (authority[k] == '@')
            user = k + 1;
    return user;
}

char *text_clean(const char *text) {
    char *out, *to;

    if (text == NULL)
        return NULL;
    out = to = mem_array(strlen(text) * 2 + 1, 1);
    for (const char *c = text; *c;) {
        if (strncmp(c, "://", 3) == 0) {
            to += sprintf(to, "://");
            c += 3;
            c += user_of(c);
        } else if (*c == '=' && secret_ends(text, c, false)) {
            to += sprintf(to, "=");
            c++;
            c += strcspn(c, "&; \t\n\"'");
        } else {
            *to++ = *c++;
        }
    }
    return out;
}
