/* SPDX-License-Identifier: Apache-2.0 */
/* The stream and NetCDF-4: the same variables by two ways. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cf.h"
#include "core/fd.h"
#include "core/mem.h"
#include "core/netcdf.h"
#include "core/stream.h"
#include "core/writer_form.h"

/* A dataset as variables, and the values of one record of them. */
struct state {
    struct nc *nc;
    size_t *field, time[2]; /* as of cf_header() */
    size_t *of;             /* [nc->nvars] which field it is */
    const void **value;     /* [nc->nvars] */
    void **packed; /* [nfields]  labels as the file has them, or NULL */
    struct stream_out *stream;
    struct netcdf *file;
    struct part *temporary; /* where NetCDF-4 for a pipe is made, or NULL */
};

static struct state *state_new(struct writer *w) {
    const struct dataset *ds = w->ds;
    struct state *s = mem_array(1, sizeof *s);

    w->state = s;
    s->field = mem_array(ds->nfields, sizeof *s->field);
    s->packed = mem_array(ds->nfields, sizeof *s->packed);
    s->nc = cf_header(ds, s->field, s->time);
    s->value = mem_array(s->nc->nvars, sizeof *s->value);
    s->of = mem_array(s->nc->nvars, sizeof *s->of);
    for (size_t k = 0; k < ds->nfields; k++)
        s->of[s->field[k]] = k;
    for (size_t k = 0; k < ds->nfields; k++)
        if (ds->field[k].type == LABEL)
            s->packed[k] = mem_array(ds->field[k].n, sizeof(int32_t));
    return s;
}

static void state_free(struct writer *w, struct state *s) {
    netcdf_free(s->file);
    stream_free(s->stream);
    part_free(s->temporary);
    for (size_t k = 0; k < w->ds->nfields; k++)
        free(s->packed[k]);
    nc_free(s->nc);
    free(s->packed);
    free(s->field);
    free(s->value);
    free(s->of);
    free(s);
    w->state = NULL;
}

/* What a step has: s->value points to its numbers. */
static int line_up(struct writer *w, const struct step *step,
                   struct record *r) {
    struct state *s = w->state;
    int status = EX_OK;

    *r = (struct record){ s->value, step->pull, s->of };
    if (s->time[0] != NC_NONE)
        s->value[s->time[0]] = &step->time;
    if (s->time[1] != NC_NONE)
        s->value[s->time[1]] = step->bounds;
    for (size_t k = 0; k < w->ds->nfields && status == EX_OK; k++) {
        const size_t v = s->field[k];
        s->value[v] = step->pull != NULL ? NULL : step->value[k].f;
        if (s->packed[k] == NULL)
            continue;
        status = err_in(cf_store(s->nc->var[v].type, w->ds->field[k].n,
                                 step->value[k].i, s->packed[k]),
                        w->ds->field[k].name);
        s->value[v] = s->packed[k];
    }
    return status;
}

static int stream_start(struct writer *w) {
    struct state *s = state_new(w);
    const struct stream_how how = { part_fd(w->part), w->path, w->how.zstd,
                                    w->how.jobs > 0 ? w->how.jobs : 1 };

    return stream_begin(&s->stream, s->nc, &how);
}

static int stream_step(struct writer *w, const struct step *step) {
    struct state *s = w->state;
    struct record r;
    const int status = line_up(w, step, &r);

    return status == EX_OK ? stream_put(s->stream, &r) : status;
}

static int stream_stop(struct writer *w) {
    return stream_end(((struct state *)w->state)->stream, NULL);
}

/* Without a commit the reader of a pipe is told why there is no more. */
static void stream_close(struct writer *w) {
    struct state *s = w->state;

    if (!w->ended && strcmp(w->path, "-") == 0)
        stream_abort(s ? s->stream : NULL, part_fd(w->part), err_text());
    if (s != NULL)
        state_free(w, s);
}

/* The library needs the path of a file that can be read back; for a pipe that
 * is a part which is never committed. */
static int netcdf_start(struct writer *w) {
    struct state *s = state_new(w);
    const size_t nspace =
        w->ds->grid->kind == GRID_UNSTRUCTURED && !w->ds->grid->patches ? 1 : 2;
    struct part *p = w->part;
    const char *folder = getenv("TMPDIR");
    struct stat st;
    char *path;
    int status;

    if (strcmp(w->path, "-") == 0 || fstat(part_fd(p), &st) != 0 ||
        !S_ISREG(st.st_mode)) {
        path = mem_format("%s/twinpipe.nc",
                          folder != NULL && *folder ? folder : "/tmp");
        status = part_open(&s->temporary, path);
        free(path);
        if (status != EX_OK)
            return status;
        p = s->temporary;
    }
    return netcdf_create(&s->file, part_path(p), w->path, s->nc, nspace,
                         w->how.jobs > 0 ? w->how.jobs : 1);
}

static int netcdf_step(struct writer *w, const struct step *step) {
    struct state *s = w->state;
    struct record r;
    const int status = line_up(w, step, &r);

    return status == EX_OK ? netcdf_put(s->file, &r) : status;
}

/* From the temporary to where it belongs. */
static int copy_out(struct writer *w, int fd) {
    if (lseek(fd, 0, SEEK_SET) < 0)
        return err_os(errno, w->path);
    return fd_copy(fd, w->path, part_fd(w->part), w->path);
}

static int netcdf_stop(struct writer *w) {
    struct state *s = w->state;
    const int status = netcdf_finish(s->file);

    if (status != EX_OK || s->temporary == NULL)
        return status;
    return copy_out(w, part_fd(s->temporary));
}

static void netcdf_close(struct writer *w) {
    if (w->state != NULL)
        state_free(w, w->state);
}

const struct form form_stream = { "stream",    NULL,         "a stream",
                                  true,        stream_start, stream_step,
                                  stream_stop, stream_close, true,
                                  true };
const struct form form_netcdf = { "nc",        ".nc",        "NetCDF",
                                  true,        netcdf_start, netcdf_step,
                                  netcdf_stop, netcdf_close, true,
                                  true };
