/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/command.h"
#include "core/grid_digest.h"
#include "core/mem.h"
#include "core/ncfile.h"
#include "core/netcdf.h"
#include "core/output.h"
#include "core/remap_links.h"
#include "core/remap_part.h"

/* Says that the parts of a file are these, and mean this. */
#define CONVENTIONS "twinpipe weights 1"

/* The attributes of a grid: whose, its digest and its size. */
static void say_grid(struct nc *nc, const char *which, const struct grid *g) {
    char digest[DIGEST_TEXT], *name = mem_format("%s_grid", which);
    char *size = mem_format("%s_size", which);
    char *cells = mem_format("%zux%zu", g->nx, g->ny);

    grid_digest(g, digest);
    atts_set_text(&nc->atts, name, digest);
    atts_set_text(&nc->atts, size, cells);
    free(name);
    free(size);
    free(cells);
}

static void *add(struct nc *nc, const char *name, enum nc_type type,
                 size_t dim) {
    const size_t v = nc_add_var(nc, name, type, 1, &dim);

    return nc->var[v].value = mem_array(nc->dim[dim].n, nc_size(type));
}

/* The weights of cells (suffix ""), rows (_y) or columns (_x). */
static void add_weights(struct nc *nc, const struct weights *w,
                        const char *suffix) {
    static const char *const names[] = { "row", "col", "weight" };
    const size_t n = w->row[w->ndst];
    char *name[3], *dim[2];
    int64_t *row;
    size_t d[2];

    for (int k = 0; k < 3; k++)
        name[k] = mem_format("%s%s", names[k], suffix);
    dim[0] = mem_format("rows%s", suffix);
    dim[1] = mem_format("links%s", suffix);
    d[0] = nc_add_dim(nc, dim[0], w->ndst + 1);
    d[1] = nc_add_dim(nc, dim[1], n > 0 ? n : 1);
    row = add(nc, name[0], TYPE_INT64, d[0]);
    for (size_t i = 0; i <= w->ndst; i++)
        row[i] = (int64_t)w->row[i];
    memcpy(add(nc, name[1], TYPE_UINT, d[1]), w->col, n * sizeof *w->col);
    memcpy(add(nc, name[2], TYPE_DOUBLE, d[1]), w->weight,
           n * sizeof *w->weight);
    for (int k = 0; k < 3; k++)
        free(name[k]);
    free(dim[0]);
    free(dim[1]);
}

static void add_areas(struct nc *nc, const char *name, const char *dim,
                      const struct grid *g) {
    double *area = mem_array(grid_cells(g), sizeof *area);

    if (grid_areas(g, area) == EX_OK) {
        const size_t d = nc_add_dim(nc, dim, grid_cells(g));
        memcpy(add(nc, name, TYPE_DOUBLE, d), area,
               grid_cells(g) * sizeof *area);
        atts_set_text(&nc->var[nc->nvars - 1].atts, "units", "km2");
    }
    free(area);
}

static struct nc *describe(const struct remap *r, const struct grid *src,
                           const struct grid *dst) {
    struct nc *nc = nc_new();

    atts_set_text(&nc->atts, "Conventions", CONVENTIONS);
    say_grid(nc, "source", src);
    say_grid(nc, "target", dst);
    atts_set_text(&nc->atts, "method", remap_method_name(r->method));
    atts_set_text(&nc->atts, "version", command_version());
    if (r->w != NULL) {
        add_weights(nc, r->w, "");
    } else {
        add_weights(nc, r->y, "_y");
        add_weights(nc, r->x, "_x");
    }
    add_areas(nc, "area_src", "source", src);
    add_areas(nc, "area_dst", "target", dst);
    return nc;
}

int remap_write(const struct remap *r, const char *path, const struct grid *src,
                const struct grid *dst) {
    struct nc *nc = describe(r, src, dst);
    struct netcdf *file = NULL;
    struct part *part = NULL;
    int status;

    TRY(part_open(&part, path));
    TRY(netcdf_create(&file, part_path(part), path, nc, 1, 1));
    TRY(netcdf_finish(file));
    TRY(part_commit(part));
done:
    netcdf_free(file);
    part_free(part);
    nc_free(nc);
    return status;
}

static int check_grid(const struct nc *nc, const char *which,
                      const struct grid *g) {
    char is[DIGEST_TEXT], *name = mem_format("%s_grid", which);
    char *size = mem_format("%s_size", which);
    const char *was = atts_text(&nc->atts, name);
    const char *cells = atts_text(&nc->atts, size);
    int status = EX_OK;

    grid_digest(g, is);
    if (was == NULL || strcmp(was, is) != 0)
        status = err_set(EX_DATAERR,
                         "made for %s grid %.4s… (%s), this is %.4s… "
                         "(%zux%zu)",
                         which, was ? was : "?", cells ? cells : "?", is, g->nx,
                         g->ny);
    free(name);
    free(size);
    return status;
}

static int check(const struct nc *nc, const struct grid *src,
                 const struct grid *dst, enum remap_method method) {
    const char *is = atts_text(&nc->atts, "Conventions");
    const char *by = atts_text(&nc->atts, "method");
    int status;

    if (is == NULL || strcmp(is, CONVENTIONS) != 0)
        return err_set(EX_DATAERR, "no weights of --weights");
    TRY(check_grid(nc, "source", src));
    TRY(check_grid(nc, "target", dst));
    if (by == NULL || strcmp(by, remap_method_name(method)) != 0)
        return err_set(EX_DATAERR, "made for the method %s, this is %s",
                       by ? by : "?", remap_method_name(method));
done:
    return status;
}

/* A byte of deflate makes at most so many. */
enum { DEFLATE_MOST = 1032 };

/* An opened file, and the bytes that it can hold at most. */
struct kept {
    struct ncfile *f;
    size_t most;
};

/* The n values of a variable along one dimension, if the file has as many. */
static int load(const struct kept *kept, const char *name, enum nc_type type,
                size_t n, void **out) {
    struct ncfile *f = kept->f;
    const size_t var = nc_find_var(f->nc, name), start = 0;
    const struct nc_var *v = var == NC_NONE ? NULL : &f->nc->var[var];
    void *value = NULL;
    int status;

    if (v == NULL || v->type != type || v->ndims != 1 ||
        f->nc->dim[v->dim[0]].n != n || n > kept->most / nc_size(type))
        return err_set(EX_DATAERR, "%s is not what it was", name);
    value = mem_array(n, nc_size(type));
    TRY(ncfile_slab(f, var, &start, &n, value));
    *out = value;
    value = NULL;
done:
    free(value);
    return status;
}

/* Nothing in a file is trusted: rows begin at 0 and never fall. */
static int check_rows(const struct weights *w) {
    bool holds = w->row[0] == 0 && w->row[w->ndst] <= INT64_MAX;

    for (size_t i = 0; holds && i < w->ndst; i++)
        holds = w->row[i] <= w->row[i + 1];
    return holds ? EX_OK : err_set(EX_DATAERR, "damaged weights");
}

static int check_weights(const struct weights *w) {
    bool holds = true;

    for (size_t k = 0; holds && k < w->row[w->ndst]; k++)
        holds = w->col[k] < w->nsrc && isfinite(w->weight[k]);
    return holds ? EX_OK : err_set(EX_DATAERR, "damaged weights");
}

static int read_weights(const struct kept *f, const char *suffix, size_t ndst,
                        size_t nsrc, struct weights **out) {
    struct weights *w = *out = mem_array(1, sizeof *w);
    char *row = mem_format("row%s", suffix);
    char *col = mem_format("col%s", suffix);
    char *weight = mem_format("weight%s", suffix);
    const size_t rows = ndst + 1;
    size_t links;
    void *from = NULL, *to = NULL;
    int status;

    w->ndst = ndst;
    w->nsrc = nsrc;
    w->row = mem_array(rows, sizeof *w->row);
    TRY(load(f, row, TYPE_INT64, rows, &from));
    for (size_t i = 0; i < rows; i++) {
        const int64_t at = ((int64_t *)from)[i];
        w->row[i] = at < 0 ? SIZE_MAX : (size_t)at;
    }
    TRY(check_rows(w));
    links = w->row[ndst] > 0 ? w->row[ndst] : 1; /* as add_weights() has it */
    TRY(load(f, col, TYPE_UINT, links, &to));
    w->col = to;
    TRY(load(f, weight, TYPE_DOUBLE, links, &to));
    w->weight = to;
    TRY(check_weights(w));
done:
    free(from);
    free(row);
    free(col);
    free(weight);
    return status;
}

static int open_file(struct kept *k, const char *path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return errno == ENOENT ? EX_OK : err_os(errno, path);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        __builtin_mul_overflow((size_t)st.st_size, DEFLATE_MOST, &k->most))
        k->most = SIZE_MAX;
    return ncfile_open(&k->f, &(struct ncfile_in){ .fd = fd, .path = path });
}

int remap_read(struct remap **out, const char *path, const struct grid *src,
               const struct grid *dst, enum remap_method method,
               double min_frac) {
    struct kept kept = { 0 };
    struct remap *r = NULL;
    const struct ncfile *f;
    int status;

    *out = NULL;
    status = open_file(&kept, path);
    f = kept.f;
    if (status != EX_OK || f == NULL)
        return status;
    TRY(remap_begin(&r, src, dst, method, min_frac));
    if (f->sequential)
        TRY(err_set(EX_DATAERR, "no weights of --weights"));
    TRY(check(f->nc, src, dst, method));
    if (nc_find_var(f->nc, "row_y") != NC_NONE && src->kind == dst->kind) {
        TRY(read_weights(&kept, "_y", dst->ny, src->ny + 2, &r->y));
        TRY(read_weights(&kept, "_x", dst->nx, src->nx, &r->x));
    } else {
        TRY(read_weights(&kept, "", grid_cells(dst), grid_cells(src), &r->w));
    }
    remap_end(r, src);
    *out = r;
    r = NULL;
done:
    remap_free(r);
    ncfile_close(kept.f);
    return err_in(status, path);
}
