/* SPDX-License-Identifier: Apache-2.0 */
/* A file looked at, whatever its format. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/fd.h"
#include "core/grib.h"
#include "core/hash.h"
#include "core/intake.h"
#include "core/item_part.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/ncfile.h"
#include "core/raster.h"
#include "core/source.h"
#include "core/vector.h"
#include "core/zarr.h"

/* The first bytes, without moving on where that can be. */
int look_head(int fd, const char *path, char *head, size_t *n, bool *file) {
    ssize_t got;

    *n = 0;
    *file = lseek(fd, 0, SEEK_CUR) >= 0;
    if (zarr_is(fd))
        return EX_OK;
    got = fd_head(fd, head, LOOK_HEAD, file);
    if (got < 0)
        return errno == EISDIR ? err_folder(path) : err_os(errno, path);
    *n = (size_t)got;
    return *n > 0 ? EX_OK : err_set(EX_DATAERR, "is empty");
}

bool head_is_json(const char *head, size_t n) {
    return json_begins(head, n) == '{';
}

/* Size and digest of a file as it lies there. */
int look_measure(struct subject *s, const struct item_how *how) {
    const int fd = open(s->path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    int status = EX_OK;

    if (fd < 0 || fstat(fd, &st) != 0)
        status = err_os(errno, s->path);
    else if (S_ISREG(st.st_mode)) {
        s->is_regular = true;
        s->size = (uint64_t)st.st_size;
        if (how->checksum == NULL || strcmp(how->checksum, "none") != 0)
            status = hash_file(fd, s->path, s->sha256, NULL, NULL);
    }
    if (fd >= 0)
        close(fd);
    return status;
}

static int unknown(const char *head, size_t n) {
    char magic[4 * 3 + 1] = "";
    static const char digits[] = "0123456789abcdef";

    for (size_t k = 0; k < 4 && k < n; k++) {
        magic[3 * k] = ' ';
        magic[3 * k + 1] = digits[(unsigned char)head[k] >> 4];
        magic[3 * k + 2] = digits[head[k] & 15];
    }
    return err_set(EX_DATAERR, "not a format I know (magic%s)", magic);
}

/* What needs seeking and came through a pipe goes to an unlinked file. */
int look_spool(struct look *l) {
    struct intake *in = NULL;
    int status, fd;

    if (l->nhead == 0)
        return EX_OK;
    status = intake_open(&in, l->fd, l->path, l->head, l->nhead);
    l->fd = -1;
    TRY(status);
    intake_tap(in, l->tap);
    TRY(intake_spool(in, &fd));
    l->fd = fd;
    l->nhead = 0;
done:
    intake_free(in);
    return status;
}

/* Those of GDAL's vector library and GeoJSON are opened by their path. */
static int features(struct subject *s, const struct look *l) {
    close(l->fd);
    if (strcmp(l->path, STANDARD_INPUT) == 0)
        return err_set(EX_USAGE, "features are described from a FILE, not "
                                 "from standard input");
    return look_features(s, l);
}

/* What a file says, whatever its format. */
int look_in(struct subject *s, struct look *l, const char *head, size_t n) {
    int status;

    if (zarr_is(l->fd))
        return look_zarr(s, l);
    if (l->how->nvariables > 0 && !ncfile_knows(head, n) && !grib_is(head, n)) {
        close(l->fd);
        return err_set(EX_USAGE,
                       "--variable: this format has none to choose from");
    }
    if (vector_is(head, n) || head_is_json(head, n))
        return features(s, l);
    if (ncfile_knows(head, n))
        return look_nc(s, l);
    if (grib_is(head, n)) {
        TRY(look_spool(l));
        return look_grib(s, l);
    }
    if (csv_is(head, n))
        return look_csv(s, l);
    if (!raster_is(head, n)) {
        close(l->fd);
        return unknown(head, n);
    }
    TRY(look_spool(l));
    TRY(look_raster(s, l));
done:
    return status;
}

int look_file(struct subject *s, const char *path, const struct item_how *how) {
    struct look l = { .path = path, .how = how };
    char *head = mem_array(LOOK_HEAD, 1);
    bool file;
    size_t n;
    int status;

    s->path = path;
    l.fd = open(path, O_RDONLY | O_CLOEXEC);
    status =
        l.fd < 0 ? err_os(errno, path) : look_head(l.fd, path, head, &n, &file);
    if (status == EX_OK)
        status = look_in(s, &l, head, n);
    else if (l.fd >= 0)
        close(l.fd);
    free(head);
    return status == EX_OK ? look_measure(s, how) : status;
}
