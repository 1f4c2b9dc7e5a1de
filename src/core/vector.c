/* SPDX-License-Identifier: Apache-2.0 */
#include "core/vector.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/crs.h"
#include "core/fd.h"
#include "core/guard.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/plug.h"
#include "core/plug/gdal.h"
#include "core/vector_field.h"
#include "core/wkb.h"

struct vector {
    const struct gdal_plug *plug;
    struct gdal *file;
    struct part *spool; /* what came through a pipe, under a name */
    char *path;         /* as the user wrote it */
    uint64_t size;      /* of the file [bytes] */
    struct gdal_layer layer;
    struct crs *crs; /* to transform from, or NULL */
    bool is_unknown; /* no CRS: coordinates must be degrees */
    bool has_box, said_m;
    double box[4];
    size_t number; /* of the feature, from 1 */
    struct feature *feature;
};

bool vector_is(const void *bytes, size_t n) {
    const char *head = bytes;

    if (n >= 16 && memcmp(head, "SQLite format 3", 16) == 0)
        return true;
    if (n >= 4 && memcmp(head, "fgb\x03", 4) == 0)
        return true;
    if (n >= 4 && memcmp(head, "\0\0\x27\x0a", 4) == 0) /* .shp */
        return true;
    if (n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0)
        head += 3, n -= 3;
    return n >= 5 &&
           (memcmp(head, "<?xml", 5) == 0 || memcmp(head, "<kml", 4) == 0);
}

/* SQLite opens by name only, so a pipe goes to a file that has one. */
static int spool(struct vector *v, const struct vector_in *in) {
    const char *folder = getenv("TMPDIR");
    char *path = mem_format("%s/twinpipe", folder ? folder : "/tmp");
    int status;

    TRY(part_open(&v->spool, path));
    TRY(part_write(v->spool, in->head, in->nhead));
    TRY(fd_copy(in->fd, in->path, part_fd(v->spool), path));
done:
    free(path);
    return status;
}

static int open_file(struct vector *v, const struct vector_in *in) {
    const bool is_pipe = in->nhead > 0 || strcmp(in->path, "-") == 0;
    struct stat st;
    int status;

    if (strstr(in->path, "://") || strncmp(in->path, "/vsi", 4) == 0)
        return err_set(EX_USAGE, "not a path");
    if (is_pipe)
        TRY(spool(v, in));
    else if (stat(in->path, &st) != 0)
        return err_os(errno, in->path);
    else if (!S_ISREG(st.st_mode))
        return err_set(EX_DATAERR, "not a file");
    else if (access(in->path, R_OK) != 0)
        return err_os(errno, in->path);
    if (is_pipe && fstat(part_fd(v->spool), &st) != 0)
        return err_os(errno, in->path);
    v->size = (uint64_t)st.st_size;
    TRY(v->plug->open(&v->file, is_pipe ? part_path(v->spool) : in->path, true,
                      !is_pipe));
done:
    return status;
}

static void layer_free(struct gdal_layer *l) {
    free(l->name);
    free(l->crs);
    *l = (struct gdal_layer){ 0 };
}

/* Chooses the layer, or says which there are. */
static int choose(struct vector *v, const char *name) {
    const size_t n = v->plug->layers(v->file);
    char *names = mem_text("");
    int status = EX_OK;

    for (size_t k = 0; k < n; k++) {
        layer_free(&v->layer);
        TRY(v->plug->layer(v->file, k, &v->layer));
        if (name ? strcmp(name, v->layer.name) == 0 : n == 1)
            goto done;
        mem_append(&names, ", ", v->layer.name);
    }
    if (n == 0)
        status = err_set(EX_DATAERR, "no layers");
    else if (name)
        status =
            err_set(EX_DATAERR, "no layer \"%s\" (it has %s)", name, names);
    else
        status =
            err_set(EX_DATAERR, "several layers (--layer chooses: %s)", names);
done:
    free(names);
    return status;
}

static bool has_extent(const double e[4]) {
    return e[2] > e[0] || e[3] > e[1];
}

static bool is_in_degrees(double x, double y) {
    return fabs(x) <= 360 && fabs(y) <= 90;
}

/* The box in the CRS of the layer, from points along its edge. */
static void place_box(struct vector *v, const struct bbox *b, double out[4]) {
    enum { STEPS = 20 };
    const double dx = (b->east - b->west) / STEPS;
    const double dy = (b->north - b->south) / STEPS;
    double x, y;

    out[0] = out[1] = INFINITY;
    out[2] = out[3] = -INFINITY;
    for (int i = 0; i <= STEPS; i++) {
        for (int j = 0; j <= STEPS; j++) {
            x = b->west + i * dx;
            y = b->south + j * dy;
            if (v->crs)
                crs_from_lonlat(v->crs, 1, &x, &y);
            out[0] = fmin(out[0], x);
            out[1] = fmin(out[1], y);
            out[2] = fmax(out[2], x);
            out[3] = fmax(out[3], y);
        }
    }
    x = (out[2] - out[0]) * 0.05; /* edges bend between the points */
    y = (out[3] - out[1]) * 0.05;
    out[0] -= x, out[1] -= y, out[2] += x, out[3] += y;
}

/* A box of one piece narrows what is read; each feature is tested too. */
static void set_filter(struct vector *v, const struct bbox *b) {
    double there[4];

    if (b == NULL)
        return;
    v->has_box = true;
    v->box[0] = b->west;
    v->box[1] = b->south;
    v->box[2] = b->east;
    v->box[3] = b->north;
    if (b->west > b->east)
        return;
    place_box(v, b, there);
    if (isfinite(there[0]) && isfinite(there[1]) && isfinite(there[2]) &&
        isfinite(there[3]))
        v->plug->filter(v->file, there);
}

/* Warns when a grid file is missing that would place the layer better. */
static void look_for_grid(const struct vector *v) {
    double box[4], *e = box;
    char *grid;

    memcpy(box, v->layer.extent, sizeof box);
    if (!has_extent(box))
        return;
    crs_to_lonlat(v->crs, 1, &e[0], &e[1]);
    crs_to_lonlat(v->crs, 1, &e[2], &e[3]);
    if (isnan(box[0]) || isnan(box[2]))
        return;
    grid = crs_missing_grid(v->crs, box);
    if (grid)
        warn("%s: placed less exactly without %s, which is not installed",
             v->path, grid);
    free(grid);
}

static int set_crs(struct vector *v, const struct vector_in *in) {
    const char *given = in->source_crs, *own = v->layer.crs;
    const char *text;
    int status = EX_OK;

    if (own && strstr(own, "[\"Undefined ")) /* GeoPackage's word for none */
        own = NULL;
    text = own ? own : given;
    if (own && given)
        return err_set(EX_DATAERR,
                       "has a CRS of its own (--source-crs is for files "
                       "without)");
    if (text == NULL) {
        v->is_unknown = true;
        warn("%s: no CRS, taken as longitude and latitude", v->path);
        return EX_OK;
    }
    TRY(crs_open(&v->crs, text));
    if (crs_is_wgs84(v->crs)) {
        crs_free(v->crs);
        v->crs = NULL;
    } else {
        look_for_grid(v);
    }
done:
    return status;
}

int vector_open(struct vector **out, const struct vector_in *in) {
    struct vector *v = mem_array(1, sizeof *v);
    int status;

    *out = NULL;
    v->path = mem_text(in->path);
    v->feature = feature_new();
    v->plug = plug_load("gdal");
    guard_begin(in->path);
    status = v->plug ? open_file(v, in) : EX_UNAVAILABLE;
    if (status == EX_OK)
        status = choose(v, in->layer);
    if (status == EX_OK)
        status = set_crs(v, in);
    if (status == EX_OK)
        set_filter(v, in->box);
    guard_end();
    if (status == EX_OK)
        *out = v;
    else
        vector_free(v);
    return err_in(status, in->path);
}

void vector_free(struct vector *v) {
    if (v == NULL)
        return;
    if (v->file)
        v->plug->close(v->file);
    part_free(v->spool);
    layer_free(&v->layer);
    crs_free(v->crs);
    feature_free(v->feature);
    free(v->path);
    free(v);
}

/* A geometry and its members to longitude, latitude. */
static int place(const struct vector *v, struct geometry *g) {
    const size_t n = g->npoints;
    double *x = mem_array(n, sizeof *x), *y = mem_array(n, sizeof *y);
    int status = EX_OK;

    for (size_t k = 0; k < n; k++) {
        x[k] = g->xy[2 * k];
        y[k] = g->xy[2 * k + 1];
    }
    if (v->crs)
        crs_to_lonlat(v->crs, n, x, y);
    for (size_t k = 0; k < n && status == EX_OK; k++) {
        if (!isfinite(x[k]) || !isfinite(y[k]) || !is_in_degrees(x[k], y[k]))
            status =
                err_set(EX_DATAERR, "%g, %g is no longitude and latitude%s",
                        g->xy[2 * k], g->xy[2 * k + 1],
                        v->is_unknown ? " (--source-crs says what it is)" : "");
        g->xy[2 * k] = x[k];
        g->xy[2 * k + 1] = y[k];
    }
    free(x);
    free(y);
    for (size_t k = 0; k < g->nmembers && status == EX_OK; k++)
        status = place(v, &g->member[k]);
    return status;
}

/* Does the envelope touch the box, wherever longitudes begin? */
static bool is_inside(const struct vector *v, const struct geometry *g) {
    const double west = v->box[0], south = v->box[1], north = v->box[3];
    const double east = v->box[2] < west ? v->box[2] + 360 : v->box[2];
    double e[4];

    if (!v->has_box)
        return true;
    if (!geometry_envelope(g, e) || e[1] > north || e[3] < south)
        return false;
    for (int turn = -720; turn <= 720; turn += 360)
        if (e[0] + turn <= east && e[2] + turn >= west)
            return true;
    return false;
}

/* Fills the feature; *done after the last. */
static int read_next(struct vector *v, bool *done) {
    struct feature *f = v->feature;
    struct gdal_shape shape;
    struct gdal_field field;
    bool has_m = false;
    int status;

    feature_clear(f);
    v->number++;
    TRY(v->plug->next(v->file, &shape));
    *done = shape.done;
    if (shape.done)
        return EX_OK;
    for (size_t k = 0; k < v->plug->fields(v->file); k++) {
        v->plug->field(v->file, k, &field);
        TRY(vector_field(f, &field));
    }
    if (shape.n > 0)
        TRY(wkb_read(&f->geometry, shape.wkb, shape.n, &has_m));
    if (has_m && !v->said_m)
        warn("%s: measures (M) are dropped", v->path);
    v->said_m |= has_m;
    TRY(place(v, &f->geometry));
    geometry_wind(&f->geometry);
done:
    return status;
}

int vector_next(struct vector *v, const struct feature **f) {
    bool done = false;
    int status;

    *f = NULL;
    guard_begin(v->path);
    do
        status = read_next(v, &done);
    while (status == EX_OK && !done && !is_inside(v, &v->feature->geometry));
    guard_end();
    if (status != EX_OK)
        return err_set(status, "%s: feature %zu: %s", v->path, v->number,
                       err_text());
    if (!done)
        *f = v->feature;
    return EX_OK;
}
