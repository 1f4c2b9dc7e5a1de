/* SPDX-License-Identifier: Apache-2.0 */
#include "core/raster.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/guard.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/plug.h"
#include "core/profile.h"
#include "core/quantity.h"
#include "core/raster_part.h"
#include "kernel/cells.h"

/* Files: the one named, and those inside it that hold the fields. */
struct raster {
    struct source base;
    const struct gdal_plug *plug;
    int fd;
    uint64_t size; /* of the file [bytes] */
    size_t nfiles;
    struct gdal **file;
    struct gdal_info *info;
    struct raster_band *band; /* [nfields] */
    struct step *step;
    bool is_read;
    bool wide; /* as in struct source_in */
};

/* Values decoded at a time, in rows. */
enum { BLOCK = 1 << 18 };

bool raster_is(const void *head, size_t nhead) {
    static const struct {
        const char *magic;
        size_t n;
    } known[] = {
        { "II*\0", 4 },
        { "MM\0*", 4 },
        { "II+\0", 4 },
        { "MM\0+", 4 },
        { "\0\0\0\fjP  ", 8 },
        { "\xff\x4f\xff\x51", 4 },
        { "\x89PNG\r\n", 6 },
        { "\xff\xd8\xff", 3 },
        { "\016\003\023\001", 4 }, /* HDF4 */
    };

    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (nhead >= known[k].n &&
            memcmp(head, known[k].magic, known[k].n) == 0)
            return true;
    return false;
}

/* What came through a pipe goes to an unlinked file. */
static int spool(const struct source_in *in, int *fd) {
    static const char *const name = "temporary file";
    int status = EX_CANTCREAT;

    *fd = temporary_fd();
    if (*fd < 0)
        goto done;
    TRY(write_all(*fd, name, in->head, in->nhead));
    TRY(fd_copy(in->fd, in->path, *fd, name));
done:
    return status;
}

/* HDF4 calibrates as scale x (stored - offset); MODIS gives 10000 where it
 * means to divide by it. */
static void calibrate(struct gdal_info *info) {
    for (size_t k = 0; k < info->nbands; k++) {
        struct gdal_band *b = &info->band[k];

        if (b->scale > 1)
            b->scale = 1 / b->scale;
        b->offset = -b->scale * b->offset;
    }
}

/* Opens another of the files. */
static int add_file(struct raster *r, const char *path, bool siblings,
                    bool inner) {
    struct gdal *g = NULL;
    struct gdal_info info;
    int status;

    if (inner)
        TRY(r->plug->open_inner(&g, path));
    else
        TRY(r->plug->open(&g, path, false, siblings));
    r->plug->info(g, &info);
    if (strncmp(info.driver, "HDF4", 4) == 0)
        calibrate(&info);
    r->file = mem_grow(r->file, r->nfiles + 1, sizeof *r->file);
    r->info = mem_grow(r->info, r->nfiles + 1, sizeof *r->info);
    r->file[r->nfiles] = g;
    r->info[r->nfiles++] = info;
    TRY(raster_check(r->plug, g, &info, r->size));
done:
    return status;
}

static int open_file(struct raster *r, const struct source_in *in) {
    const bool is_named =
        in->nhead == 0 && strcmp(in->path, STANDARD_INPUT) != 0;
    struct stat st;
    char path[40];
    int status;

    r->fd = in->fd;
    if (in->nhead > 0) {
        status = spool(in, &r->fd);
        close(in->fd);
        if (status != EX_OK)
            return status;
    }
    if (fstat(r->fd, &st) != 0)
        return err_os(errno, in->path);
    r->size = (uint64_t)st.st_size;
    snprintf(path, sizeof path, "/proc/self/fd/%d", r->fd);
    return add_file(r, is_named ? in->path : path, is_named, false);
}

/* The bands of the last file as fields; those inside another have its name. */
static void add_fields(struct raster *r, const char *name) {
    const struct gdal_info *info = &r->info[r->nfiles - 1];
    struct dataset *ds = r->base.ds;

    for (size_t k = 0; k < info->nbands; k++) {
        struct gdal_band *b = &info->band[k];
        char *own = raster_name(b, k);

        if (!b->is_alpha) {
            r->band = mem_grow(r->band, ds->nfields + 1, sizeof *r->band);
            r->band[ds->nfields] =
                (struct raster_band){ r->file[r->nfiles - 1], b, k };
            raster_field(ds, b, name ? name : own, r->wide);
        }
        free(own);
    }
}

static bool is_wanted(const struct source_in *in, const char *name) {
    for (size_t k = 0; k < in->nvariables; k++)
        if (strcmp(in->variable[k], name) == 0 ||
            quantity_is(in->variable[k], name, NULL))
            return true;
    return in->nvariables == 0;
}

static int none_inside(const struct gdal_texts *all) {
    char *names = mem_text("");
    int status;

    for (size_t k = 0; k < all->n; k++) {
        const char *colon = strrchr(all->text[k], ':');

        if (!strstr(all->name[k], "_NAME") || colon == NULL)
            continue;
        mem_append(&names, ", ", colon + 1);
    }
    status = *names ? err_set(EX_DATAERR, "no such variable (it has %s)", names)
                    : err_set(EX_DATAERR, "no bands");
    free(names);
    return status;
}

/* The rasters inside a file; a name stands behind the last colon. */
static int open_inner(struct raster *r, const struct source_in *in) {
    const struct gdal_texts all = r->info[0].inner;
    int status = EX_OK;

    for (size_t k = 0; k < all.n; k++) {
        const char *colon = strrchr(all.text[k], ':');
        const struct gdal_info *a, *b;

        if (!strstr(all.name[k], "_NAME") || colon == NULL ||
            !is_wanted(in, colon + 1))
            continue;
        TRY(add_file(r, all.text[k], false, true));
        a = &r->info[1];
        b = &r->info[r->nfiles - 1];
        if (a->nx != b->nx || a->ny != b->ny ||
            memcmp(a->transform, b->transform, sizeof a->transform) != 0)
            return err_set(EX_DATAERR,
                           "fields on several grids: %s has %zu x %zu cells, "
                           "those before %zu x %zu (--variable chooses)",
                           colon + 1, b->nx, b->ny, a->nx, a->ny);
        add_fields(r, colon + 1);
    }
    if (r->nfiles == 1)
        status = none_inside(&all);
done:
    return status;
}

static bool has_field(const struct dataset *ds, const char *word) {
    for (size_t k = 0; k < ds->nfields; k++)
        if (field_is(&ds->field[k], word))
            return true;
    return dataset_find(ds, word) != NULL;
}

/* Leaves the fields that are wanted. */
static int choose(struct raster *r, const struct source_in *in) {
    struct dataset *ds = r->base.ds;
    size_t n = 0;

    if (ds->nfields == 0)
        return err_set(EX_DATAERR, "no bands");
    for (size_t k = 0; k + in->noptional < in->nvariables; k++)
        if (!has_field(ds, in->variable[k]))
            return EX_DATAERR;
    for (size_t k = 0; k < ds->nfields; k++) {
        struct field *f = &ds->field[k];
        bool wanted = in->nvariables == 0;

        for (size_t i = 0; i < in->nvariables; i++)
            wanted |= field_is(f, in->variable[i]);
        if (!wanted) {
            field_free(f);
            continue;
        }
        r->band[n] = r->band[k];
        ds->field[n++] = *f;
    }
    ds->nfields = n;
    return n > 0 ? EX_OK
                 : err_set(EX_DATAERR, "no variable \"%s\"", in->variable[0]);
}

/* Rows as values; what is not finite is missing too. */
static void as_reals(const struct gdal_band *b, size_t n, const double *in,
                     const unsigned char *mask, struct room out) {
    const bool is_single = b->is_float && b->size == 4;
    const double nodata = is_single ? (double)(float)b->nodata : b->nodata;
    const double most = out.d ? DBL_MAX : (double)FLT_MAX;

    for (size_t k = 0; k < n; k++) {
        const double x = in[k] * b->scale + b->offset;
        room_put(out, k, fabs(x) <= most ? x : NAN);
        if ((b->has_nodata && in[k] == nodata) || (mask && mask[k] == 0))
            room_put(out, k, NAN);
    }
}

static int as_labels(const struct gdal_band *b, size_t n, const double *in,
                     const unsigned char *mask, int32_t *out) {
    for (size_t k = 0; k < n; k++) {
        const bool is_missing =
            (b->has_nodata && in[k] == b->nodata) || (mask && mask[k] == 0);
        if (!is_missing && in[k] > INT32_MAX)
            return err_set(EX_DATAERR,
                           "value %.0f is no label (these have 32 bits)",
                           in[k]);
        out[k] = is_missing ? LABEL_MISSING : (int32_t)in[k];
    }
    return EX_OK;
}

/* All values of a field, some rows at a time. */
static int read_band(struct raster *r, size_t k) {
    const struct raster_band *from = &r->band[k];
    const struct field *f = &r->base.ds->field[k];
    const struct grid *g = r->base.ds->grid;
    const size_t rows = g->nx < BLOCK ? BLOCK / g->nx : 1;
    double *value = mem_array(rows * g->nx, sizeof *value);
    unsigned char *mask =
        from->band->has_mask ? mem_array(rows * g->nx, 1) : NULL;
    size_t y[2] = { 0, rows };
    int status = EX_OK;
    bool told = false;

    for (; y[0] < g->ny; y[0] += rows) {
        const size_t at = y[0] * g->nx;

        y[1] = rows < g->ny - y[0] ? rows : g->ny - y[0];
        TRY(r->plug->rows(from->file, from->k, y, value, mask));
        raster_signs(from->band, y[1] * g->nx, value);
        told = told || raster_tell_rounded(from->band, f, y[1] * g->nx, value);
        if (f->type == LABEL)
            TRY(as_labels(from->band, y[1] * g->nx, value, mask,
                          r->step->value[k].i + at));
        else
            as_reals(from->band, y[1] * g->nx, value, mask,
                     field_room(f, r->step->value[k], at));
    }
done:
    free(mask);
    free(value);
    return err_in(status, f->name);
}

static int raster_step(struct source *src, size_t k, const struct step **s) {
    struct raster *r = (struct raster *)src;
    const struct time_axis *t = &src->ds->time;
    int status = EX_OK;

    *s = NULL;
    if (k > 0)
        return EX_OK;
    if (r->step == NULL)
        r->step = step_new(src->ds);
    guard_begin(src->path);
    for (size_t f = 0; !r->is_read && f < src->ds->nfields; f++)
        TRY(read_band(r, f));
    r->is_read = true;
    r->step->time = t->value ? t->value[0] : NAN;
    r->step->bounds[0] = r->step->bounds[1] = NAN;
    *s = r->step;
done:
    guard_end();
    return err_in(status, src->path);
}

static void raster_close(struct source *src) {
    struct raster *r = (struct raster *)src;

    step_free(r->step);
    dataset_free(src->ds);
    for (size_t k = r->nfiles; k-- > 0;) {
        r->plug->close(r->file[k]);
        raster_info_free(&r->info[k]);
    }
    free(r->band);
    free(r->info);
    free(r->file);
    if (r->fd >= 0)
        close(r->fd);
    free(src->path);
    free(r);
}

static int describe(struct raster *r, const struct source_in *in) {
    const struct gdal_info *info;
    struct dataset *ds = r->base.ds;
    struct grid *told = NULL;
    int status;

    TRY(open_file(r, in));
    if (r->info[0].nbands == 0)
        TRY(open_inner(r, in));
    else
        add_fields(r, NULL);
    info = &r->info[r->nfiles - 1];
    raster_atts(ds, info);
    TRY(profile_fields(in->profile, in->detect, in->path, ds));
    for (size_t k = 0; k < ds->nfields; k++)
        raster_unpack(r->band[k].band, &ds->field[k]);
    TRY(choose(r, in));
    told = ds->grid;
    ds->grid = NULL;
    TRY(raster_grid(&ds->grid, info, told->crs, in->path));
    TRY(raster_time(ds, info));
    dataset_resize(ds);
done:
    grid_free(told);
    return status;
}

int raster_open(struct source **out, const struct source_in *in) {
    static const struct source_ops ops = { raster_step, raster_close };
    struct raster *r = mem_array(1, sizeof *r);
    int status;

    *out = NULL;
    r->base.ops = &ops;
    r->base.path = mem_text(in->path);
    r->base.ds = dataset_new();
    r->fd = in->fd;
    r->wide = in->wide;
    r->plug = plug_load("gdal");
    status = r->plug ? EX_OK : EX_UNAVAILABLE;
    if (status == EX_OK &&
        (strstr(in->path, "://") || strncmp(in->path, "/vsi", 4) == 0))
        status = err_set(EX_USAGE, "not a path");
    guard_begin(in->path);
    if (status == EX_OK)
        status = describe(r, in);
    guard_end();
    if (status == EX_OK)
        *out = &r->base;
    else
        raster_close(&r->base);
    return err_in(status, in->path);
}
