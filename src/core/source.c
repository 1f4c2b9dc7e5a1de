/* SPDX-License-Identifier: Apache-2.0 */
#include "core/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cf.h"
#include "core/covjson.h"
#include "core/csv.h"
#include "core/fd.h"
#include "core/grib.h"
#include "core/mem.h"
#include "core/ncfile.h"
#include "core/raster.h"
#include "core/zarr.h"

/* Bytes looked at; enough for every magic number and the header of a table. */
enum { HEAD = 4096 };

/* Fills head up from the descriptor: without moving on in a file, by reading
 * from a pipe. */
static int look(const struct source_in *in, char *head, size_t *n,
                bool *seekable) {
    ssize_t got;

    *n = in->nhead < HEAD ? in->nhead : HEAD;
    if (*n > 0)
        memcpy(head, in->head, *n);
    got = fd_head(in->fd, head + *n, HEAD - *n, seekable);
    if (got < 0)
        return err_os(errno, in->path);
    *n += (size_t)got;
    return EX_OK;
}

/* Puts the path before the message, unless it is there. */
static int name_path(int status, const char *path) {
    const size_t n = strlen(path);

    if (status == EX_OK || status == EX_UNAVAILABLE ||
        (strncmp(err_text(), path, n) == 0 && err_text()[n] == ':'))
        return status;
    return err_in(status, path);
}

static int open_nc(struct source **out, const struct source_in *in) {
    const struct ncfile_in file = {
        in->fd, in->path, in->head, in->nhead, { in->accept_unterminated },
        in->tap
    };
    struct ncfile *f;
    const int status = ncfile_open(&f, &file);

    return name_path(status == EX_OK ? cf_open(out, f, in) : status, in->path);
}

/* A folder that is a store. */
static int open_zarr(struct source **out, const struct source_in *in) {
    const struct ncfile_in file = { .fd = in->fd, .path = in->path };
    struct ncfile *f;
    const int status = zarr_open(&f, &file);

    return name_path(status == EX_OK ? cf_open(out, f, in) : status, in->path);
}

/* What nobody here opens; formats that people will try by their name. */
static int refuse(const char *path, const char *head, size_t n) {
    static const struct {
        const char *magic;
        size_t n;
        const char *what;
    } known[] = {
        { "PK\3\4", 4, "a zip archive (unpack it first)" },
        { "\x1f\x8b", 2, "packed by gzip (gunzip it first)" },
        { "BZh", 3, "packed by bzip2 (bunzip2 it first)" },
        { "\xfd\x37zXZ", 5, "packed by xz (unxz it first)" },
        { "<", 1,
          "a web page or XML, as failed downloads are (fetch it again)" },
    };
    char magic[4 * 3] = "";

    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (n >= known[k].n && memcmp(head, known[k].magic, known[k].n) == 0)
            return err_set(EX_DATAERR, "%s: is %s", path, known[k].what);
    for (size_t i = 0; i < 4 && i < n; i++)
        snprintf(magic + strlen(magic), 4, "%s%02x", i ? " " : "",
                 (unsigned char)head[i]);
    return err_set(EX_DATAERR, "%s: not a format I know (magic %s)", path,
                   magic);
}

static int no_spool(const char *path) {
    return err_set(EX_USAGE, "--spool: takes GRIB from a pipe; %s is none",
                   path);
}

static int open_known(struct source **out, const struct source_in *in) {
    struct source_in mine = *in;
    char *head;
    bool seekable;
    size_t n;
    int status;

    *out = NULL;
    if (in->spool && lseek(in->fd, 0, SEEK_CUR) >= 0) {
        close(in->fd);
        return no_spool(in->path);
    }
    if (zarr_is(in->fd))
        return open_zarr(out, in);
    head = mem_array(HEAD, 1);
    status = look(in, head, &n, &seekable);
    mine.head = head;
    mine.nhead = seekable && in->nhead == 0 ? 0 : n;
    if (status == EX_OK && n == 0)
        status = err_set(EX_DATAERR, "%s: is empty", in->path);
    if (status == EX_OK && in->spool && !grib_is(head, n))
        status = no_spool(in->path);
    if (status != EX_OK)
        close(in->fd);
    else if (ncfile_knows(head, n))
        status = open_nc(out, &mine);
    else if (raster_is(head, n))
        status = raster_open(out, &mine);
    else if (grib_is(head, n))
        status = grib_open(out, &mine);
    else if (covjson_is(head, n))
        status = name_path(covjson_open(out, &mine), in->path);
    else if (csv_is(head, n))
        status = csv_open(out, &mine);
    else {
        status = refuse(in->path, head, n);
        close(in->fd);
    }
    free(head);
    return status;
}

int source_open(struct source **out, const struct source_in *in) {
    const char *before = err_about(in->path);
    const int status = open_known(out, in);

    err_about(before);
    return status;
}

int source_step(struct source *src, size_t k, const struct step **s) {
    const char *before = err_about(src->path);
    const int status = src->ops->step(src, k, s);

    err_about(before);
    return name_path(status, src->path);
}

void source_close(struct source *src) {
    if (src != NULL)
        src->ops->close(src);
}
