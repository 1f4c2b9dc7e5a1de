/* SPDX-License-Identifier: Apache-2.0 */
/* What a raster that GDAL reads says of itself. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/crs.h"
#include "core/guard.h"
#include "core/intake.h"
#include "core/item_part.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/plug.h"
#include "core/raster_part.h"
#include "core/source.h"

/* Values decoded at a time. */
enum { VALUES = 1 << 18 };

static const char *type_name(const struct gdal_band *b) {
    static const char *const names[][4] = {
        { "uint8", "uint16", "uint32", "uint64" },
        { "int8", "int16", "int32", "int64" },
        { "other", "float16", "float32", "float64" },
    };
    const size_t k = b->size >= 8 ? 3 : b->size >= 4 ? 2 : b->size >= 2 ? 1 : 0;

    if (b->is_complex)
        return b->size >= 16 ? "cfloat64" : "cfloat32";
    return names[b->is_float ? 2 : b->is_signed ? 1 : 0][k];
}

static struct json *class_of(double value, const char *name) {
    struct json *c = json_new_object();
    char *word = mem_text(name);

    for (char *w = word; *w; w++)
        if (!strchr("0123456789_-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    "abcdefghijklmnopqrstuvwxyz",
                    *w))
            *w = '_';
    json_set_number(c, "value", value);
    json_set_text(c, "name", word);
    if (strcmp(word, name) != 0)
        json_set_text(c, "description", name);
    free(word);
    return c;
}

/* Categories by place; else none. */
static struct json *classes(const struct gdal_band *b) {
    struct json *list = json_new_list();

    for (size_t k = 0; k < b->categories.n; k++)
        if (*b->categories.text[k])
            json_add(list, class_of((double)k, b->categories.text[k]));
    if (json_count(list) > 0)
        return list;
    json_free(list);
    return NULL;
}

static void describe(struct subject *s, const struct gdal_band *b, size_t k) {
    const char *own = b->name && *b->name ? b->name : NULL;
    const char *variable = raster_text(&b->metadata, "NETCDF_VARNAME");
    const char *unit =
        b->unit && *b->unit ? b->unit : raster_text(&b->metadata, "units");
    char *counted = mem_format("b%zu", k + 1);
    struct band *band = subject_band(s, own        ? own
                                        : variable ? variable
                                                   : counted);

    free(counted);
    band->description = mem_text(raster_text(&b->metadata, "long_name"));
    band->standard_name = mem_text(raster_text(&b->metadata, "standard_name"));
    band->cell_methods = mem_text(raster_text(&b->metadata, "cell_methods"));
    band->unit = mem_text(unit);
    band->data_type = type_name(b);
    band->has_nodata = b->has_nodata;
    band->nodata = b->nodata;
    band->scale = b->scale;
    band->offset = b->offset;
    band->classes = classes(b);
}

/* Stored values; what is no value becomes NaN. */
static void blank(const struct gdal_band *b, size_t n, double *value,
                  const unsigned char *mask) {
    const bool single = b->is_float && b->size == 4;
    const double nodata = single ? (double)(float)b->nodata : b->nodata;

    for (size_t k = 0; k < n; k++)
        if ((b->has_nodata && value[k] == nodata) || (mask && mask[k] == 0))
            value[k] = NAN;
}

static int count(struct subject *s, const struct item_how *how,
                 const struct gdal_plug *plug, struct gdal *g,
                 const struct gdal_info *info) {
    const size_t rows = info->nx < VALUES ? VALUES / info->nx : 1;
    double *value = mem_array(rows * info->nx, sizeof *value);
    unsigned char *mask = mem_array(rows * info->nx, 1);
    int status = EX_OK;

    for (size_t k = 0; k < info->nbands; k++) {
        const struct gdal_band *b = &info->band[k];
        unsigned char *hides = b->has_mask && !b->is_alpha ? mask : NULL;
        size_t y[2] = { 0, rows };

        for (; y[0] < info->ny; y[0] += rows) {
            y[1] = rows < info->ny - y[0] ? rows : info->ny - y[0];
            TRY(plug->rows(g, k, y, value, hides));
            blank(b, y[1] * info->nx, value, hides);
            band_count(&s->band[k], how, y[1] * info->nx, value);
        }
        if (s->band[k].summary)
            summary_end(s->band[k].summary);
    }
done:
    free(mask);
    free(value);
    return status;
}

/* The place of the grid: its CRS, or that of --source-crs. */
static int place(struct subject *s, const struct look *in,
                 const struct gdal_info *info) {
    const char *given = in->how->source_crs;
    struct grid *map = NULL;
    struct crs *c = NULL;
    struct frame f = { .nx = info->nx, .ny = info->ny };
    int status = EX_OK;

    s->nx = info->nx;
    s->ny = info->ny;
    s->is_affine = info->has_transform;
    memcpy(f.t, info->transform, sizeof f.t);
    memcpy(s->t, info->transform, sizeof s->t);
    if (info->crs != NULL && given != NULL)
        TRY(err_set(EX_DATAERR,
                    "has a CRS of its own (--source-crs %s is for data that "
                    "have none)",
                    given));
    s->crs = mem_text(info->crs ? info->crs : given);
    if (!s->is_affine || s->crs == NULL) {
        warn("%s: no CRS (--source-crs CRS says it)", in->path);
        goto done;
    }
    status = crs_open(&c, s->crs);
    if (status == EX_DATAERR && given == NULL) { /* a local frame */
        warn("%s: its CRS is of no place (%s)", in->path, err_text());
        free(s->crs);
        s->crs = NULL;
        status = EX_OK;
        goto done;
    }
    TRY(status);
    map = grid_new(crs_is_geographic(c) ? GRID_LATLON : GRID_PROJECTED, 1, 1);
    map->crs = crs_is_wgs84(c) ? NULL : mem_text(s->crs);
    f.grid = map;
    TRY(footprint_map(&s->footprint, &f, in->how->simplify));
done:
    crs_free(c);
    grid_free(map);
    return status;
}

static int timed(struct subject *s, const struct gdal_info *info) {
    struct dataset *ds = dataset_new();
    int status;

    TRY(raster_time(ds, info));
    if (ds->time.value != NULL) {
        const bool imagery =
            raster_text(&info->imagery, "ACQUISITIONDATETIME") != NULL;
        s->when.known = true;
        s->when.from = imagery ? "imagery" : "tiff";
        s->when.calendar = CALENDAR_STANDARD;
        TRY(time_decode(&ds->time.unit, ds->time.value[0], &s->when.start));
        s->when.end = s->when.start;
    }
    raster_atts(ds, info);
    s->atts = atts_copy(&ds->atts);
done:
    dataset_free(ds);
    return status;
}

/* Known metadata of images. */
static void imagery(struct subject *s, const struct gdal_info *info) {
    const char *cover = raster_text(&info->imagery, "CLOUDCOVER");
    const char *satellite = raster_text(&info->imagery, "SATELLITEID");
    double x;

    s->more = json_new_object();
    if (cover && parse_double(cover, &x) == EX_OK && x >= 0 && x <= 100)
        json_set_number(s->more, "eo:cloud_cover", x);
    if (satellite)
        json_set_text(s->more, "platform", satellite);
}

static const char *media(const struct gdal_info *info) {
    if (strcmp(info->driver, "JP2OpenJPEG") == 0)
        return "image/jp2";
    if (strcmp(info->driver, "PNG") == 0)
        return "image/png";
    if (strcmp(info->driver, "JPEG") == 0)
        return "image/jpeg";
    if (strncmp(info->driver, "HDF4", 4) == 0)
        return "application/x-hdf";
    return info->has_transform ? "image/tiff; application=geotiff"
                               : "image/tiff";
}

/* GDAL's ghost area stands behind the header of a COG. */
static bool is_cog(int fd) {
    char head[512];
    const ssize_t n = pread(fd, head, sizeof head - 1, 0);

    for (ssize_t k = 0; k + 22 < n; k++)
        if (memcmp(head + k, "LAYOUT=IFDS_BEFORE_DATA", 23) == 0)
            return true;
    return false;
}

static int describe_all(struct subject *s, const struct look *in,
                        const struct gdal_plug *plug, struct gdal *g,
                        const struct gdal_info *info) {
    const char *point = raster_text(&info->metadata, "AREA_OR_POINT");
    int status;

    if (info->nbands == 0)
        return err_set(EX_DATAERR, "rasters inside a raster are not described "
                                   "by this version");
    if (info->nx == 0 || info->ny == 0)
        return err_set(EX_DATAERR, "has no cells");
    s->media = media(info);
    if (is_cog(in->fd))
        s->media = "image/tiff; application=geotiff; profile=cloud-optimized";
    s->sampling = point && strcmp(point, "Point") == 0 ? "point" : "area";
    for (size_t k = 0; k < info->nbands; k++)
        describe(s, &info->band[k], k);
    TRY(place(s, in, info));
    TRY(timed(s, info));
    imagery(s, info);
    if (in->how->stats == NULL || strcmp(in->how->stats, "none") != 0)
        TRY(count(s, in->how, plug, g, info));
done:
    return status;
}

int look_raster(struct subject *s, const struct look *in) {
    const struct gdal_plug *plug = plug_load("gdal");
    const bool named = strcmp(in->path, STANDARD_INPUT) != 0;
    struct gdal *g = NULL;
    struct gdal_info info = { 0 };
    struct stat st;
    char path[40];
    int status = EX_UNAVAILABLE;

    snprintf(path, sizeof path, "/proc/self/fd/%d", in->fd);
    if (plug == NULL)
        return close(in->fd), EX_UNAVAILABLE;
    guard_begin(in->path);
    status = fstat(in->fd, &st) == 0 ? EX_OK : err_os(errno, in->path);
    if (status == EX_OK)
        status = plug->open(&g, named ? in->path : path, false, named);
    if (status == EX_OK) {
        plug->info(g, &info);
        status = raster_check(plug, g, &info, (uint64_t)st.st_size);
        if (status == EX_OK)
            status = describe_all(s, in, plug, g, &info);
        plug->close(g);
        raster_info_free(&info);
    }
    guard_end();
    close(in->fd);
    return status;
}
