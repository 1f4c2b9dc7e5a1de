/* SPDX-License-Identifier: Apache-2.0 */
/* STAC 1.1.0 in the words of 1.0.0. */
#include <stdlib.h>
#include <string.h>

#include "core/item_edit.h"

/* Moves a member, if it is there, under another name. */
static void move(struct json *from, const char *name, struct json *to,
                 const char *as) {
    struct json *value = json_take(from, name);

    if (value != NULL)
        json_set(to, as, value);
}

/* What 1.0.0 has no word for goes. */
static void statistics(struct json *band) {
    struct json *s = json_get(band, "statistics");

    json_free(json_take(s, "count"));
    if (s && json_count(s) == 0)
        json_free(json_take(band, "statistics"));
}

/* Two lists of equal length: of values, and of names. */
static void bands(struct json *asset) {
    static const char *const values[][2] = {
        { "data_type", "data_type" },
        { "nodata", "nodata" },
        { "unit", "unit" },
        { "statistics", "statistics" },
        { "raster:sampling", "sampling" },
        { "raster:scale", "scale" },
        { "raster:offset", "offset" },
        { "raster:bits_per_sample", "bits_per_sample" },
        { "raster:spatial_resolution", "spatial_resolution" },
        { "raster:histogram", "histogram" },
        { "classification:classes", "classification:classes" },
    };
    static const char *const names[][2] = {
        { "name", "name" },
        { "description", "description" },
        { "eo:common_name", "common_name" },
        { "eo:center_wavelength", "center_wavelength" },
        { "eo:full_width_half_max", "full_width_half_max" },
        { "eo:solar_illumination", "solar_illumination" },
    };
    struct json *list = json_take(asset, "bands");
    struct json *raster, *eo;

    if (list == NULL)
        return;
    raster = json_set(asset, "raster:bands", json_new_list());
    eo = json_set(asset, "eo:bands", json_new_list());
    for (struct json *b = json_first(list); b; b = json_next(b)) {
        struct json *r = json_add(raster, json_new_object());
        struct json *e = json_add(eo, json_new_object());
        for (size_t k = 0; k < sizeof values / sizeof *values; k++)
            move(b, values[k][0], r, values[k][1]);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            move(b, names[k][0], e, names[k][1]);
        statistics(r);
        if (json_count(r) == 0)
            json_set_text(r, "data_type", "other");
    }
    json_free(list);
}

/* "EPSG:4326" as a number, any other as null. */
static void code(struct json *j) {
    struct json *value = json_take(j, "proj:code");
    const char *text = json_text(value);

    if (value == NULL)
        return;
    if (text && strncmp(text, "EPSG:", 5) == 0)
        json_set_number(j, "proj:epsg", atoi(text + 5));
    else
        json_set(j, "proj:epsg", json_new_null());
    json_free(value);
}

int item_old(struct json *item) {
    const char *version = json_text(json_get(item, "stac_version"));
    struct json *p = json_get(item, "properties");
    const char *license = json_text(json_get(p, "license"));

    if (version && strcmp(version, "1.0.0") == 0)
        return EX_OK;
    if (version == NULL || strcmp(version, "1.1.0") != 0)
        return err_set(EX_DATAERR, "is of STAC %s (1.1.0 or 1.0.0)",
                       version ? version : "no version");
    json_set_text(item, "stac_version", "1.0.0");
    if (license && strcmp(license, "other") == 0)
        json_set_text(p, "license", "proprietary");
    code(p);
    for (struct json *a = json_first(json_get(item, "assets")); a;
         a = json_next(a)) {
        code(a);
        bands(a);
    }
    item_extensions(item);
    return EX_OK;
}
