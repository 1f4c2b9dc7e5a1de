/* SPDX-License-Identifier: Apache-2.0 */
#include "core/item_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/href.h"
#include "core/item_part.h"
#include "core/mem.h"

/* A position is a list of numbers. */
static bool is_position(const struct json *j) {
    return json_kind(json_first(j)) == JSON_NUMBER;
}

static struct json *rounded(const struct json *position, double scale) {
    struct json *out = json_new_list();

    for (const struct json *x = json_first(position); x; x = json_next(x))
        json_add_number(out, rint(json_number(x) * scale) / scale + 0.0);
    return out;
}

/* A list of positions without repeats, or lists of such. */
static struct json *round_list(const struct json *j, double scale) {
    struct json *out, *last = NULL;
    const bool points = is_position(json_first(j));

    if (is_position(j))
        return rounded(j, scale);
    out = json_new_list();
    for (const struct json *m = json_first(j); m; m = json_next(m)) {
        struct json *one = round_list(m, scale);
        if (points && last && json_same(one, last))
            json_free(one);
        else
            last = json_add(out, one);
    }
    if (points && json_count(out) < 4 && json_count(j) >= 4) {
        json_free(out); /* no ring any more */
        return json_copy(j);
    }
    return out;
}

static void round_geometry(struct json *g, double scale) {
    const struct json *at = json_get(g, "coordinates");

    if (at)
        json_set(g, "coordinates", round_list(at, scale));
    for (struct json *m = json_first(json_get(g, "geometries")); m;
         m = json_next(m))
        round_geometry(m, scale);
}

void item_round(struct json *item, int decimals) {
    const double scale = pow(10, decimals);
    const struct json *box = json_get(item, "bbox");

    round_geometry(json_get(item, "geometry"), scale);
    if (box && json_kind(box) == JSON_LIST)
        json_set(item, "bbox", rounded(box, scale));
}

/* By the name alone; what it is not sure of is bytes. */
static const struct media types[] = {
    { ".nc", "application/netcdf", "data", false },
    { ".tif", "image/tiff; application=geotiff", "data", false },
    { ".geojson", "application/geo+json", "data", true },
    { ".geojsonl", "application/geo+json-seq", "data", true },
    { ".geojsons", "application/geo+json-seq", "data", true },
    { ".shp", "application/vnd.shp", "data", true },
    { ".csv", "text/csv", "data", false },
    { ".gpkg", "application/geopackage+sqlite3", "data", true },
    { ".fgb", "application/vnd.flatgeobuf", "data", true },
    { ".grib2", "application/wmo-GRIB2", "data", false },
    { ".json", "application/json", "metadata", false },
    { ".xml", "application/xml", "metadata", false },
    { ".html", "text/html", "metadata", false },
    { ".txt", "text/plain", "metadata", false },
    { ".pdf", "application/pdf", "metadata", false },
    { ".png", "image/png", "overview", false },
    { ".jpg", "image/jpeg", "overview", false },
    { ".svg", "image/svg+xml", "overview", false },
};

const struct media *media_find(const char *path) {
    const char *dot = strrchr(path, '.');

    for (size_t k = 0; dot && k < sizeof types / sizeof *types; k++)
        if (strcasecmp(dot, types[k].suffix) == 0)
            return &types[k];
    return NULL;
}

static void set_type(struct json *asset, const char *key, const char *path) {
    const struct media *media = media_find(path);
    const char *role = media ? media->role : "metadata";
    struct json *roles;

    if (media != NULL)
        json_set_text(asset, "type", media->media);
    if (strcmp(key, "metadata") == 0 || strcmp(key, "thumbnail") == 0 ||
        strcmp(key, "overview") == 0)
        role = key;
    roles = json_set(asset, "roles", json_new_list());
    json_add_text(roles, role);
}

int item_sidecar(struct json *item, const char *key, const char *path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct json *assets = json_get(item, "assets"), *asset;
    char sum[HASH_TEXT], *text;
    struct stat st;
    int status = EX_OK;

    if (fd < 0 || fstat(fd, &st) != 0)
        TRY(err_os(errno, path));
    if (!S_ISREG(st.st_mode))
        TRY(err_set(EX_NOINPUT, "%s: is no file", path));
    if (json_get(assets, key))
        TRY(err_set(EX_USAGE, "the Item has an asset \"%s\" already", key));
    TRY(hash_file(fd, path, sum, NULL, NULL));
    asset = json_set(assets, key, json_new_object());
    text = href_encode(path, "");
    json_set_text(asset, "href", text);
    free(text);
    set_type(asset, key, path);
    json_set_number(asset, "file:size", (double)st.st_size);
    text = mem_format("1220%s", sum);
    json_set_text(asset, "file:checksum", text);
    free(text);
done:
    if (fd >= 0)
        close(fd);
    return status;
}
