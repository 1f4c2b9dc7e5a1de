/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG 2000 and PNG in GRIB: GDAL decodes their integers, and nothing else. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/grib_part.h"
#include "core/guard.h"
#include "core/mem.h"
#include "core/output.h"
#include "core/plug.h"
#include "core/plug/gdal.h"
#include "core/raster_part.h"

int grib_codec_load(struct grib_index *x) {
    int status = EX_OK;

    for (size_t k = 0; k < x->nfields && x->codec == NULL; k++) {
        const struct grib_field *f = &x->field[k];
        const uint8_t *p;
        if (!x->var[f->var].wanted || f->edition != 2)
            continue;
        TRY(grib_view(&x->in, f->sec[SEC_PACKING].at, 11, &p));
        if (grib_u(p + 9, 2) != 40 && grib_u(p + 9, 2) != 41)
            continue;
        x->codec = plug_load("gdal");
        if (x->codec == NULL)
            return EX_UNAVAILABLE;
    }
done:
    return status;
}

/* Is it what the message says it is? */
static int check(const struct gdal_info *info, int template, int bits,
                 size_t n) {
    const char *driver = template == 40 ? "JP2OpenJPEG" : "PNG";
    const size_t bands = template == 41 && bits > 16 ? (size_t)bits / 8 : 1;

    if (strcmp(info->driver, driver) != 0 || info->nbands != bands)
        return err_set(EX_DATAERR, "%zu bands of %s where %zu of %s are said",
                       info->nbands, info->driver, bands, driver);
    if (info->nx == 0 || n / info->nx != info->ny || n % info->nx != 0)
        return err_set(EX_DATAERR, "a picture of %zu x %zu for %zu values",
                       info->ny, info->nx, n);
    return EX_OK;
}

/* Octets of the head of a code stream up to the number of components. */
enum { HEAD = 42, MORE = 4 };

/* What the head of JPEG 2000 says (ISO 15444-1, A.5.1) before anybody takes
 * memory by it: one picture of n integers, in tiles that are not countless, nor
 * much larger than it. */
static int check_head(const struct grib_codec_in *in) {
    const uint8_t *p = in->bytes;
    uint64_t x[8], across, down;

    if (in->nbytes < HEAD || grib_u(p, 4) != 0xff4fff51)
        return err_set(EX_DATAERR, "no JPEG 2000");
    for (int k = 0; k < 8; k++) /* size, its offset, of tiles, their offset */
        x[k] = grib_u(p + 8 + 4 * k, 4);
    if (x[2] >= x[0] || x[3] >= x[1] || x[6] > x[2] || x[7] > x[3] ||
        x[4] == 0 || x[5] == 0 || grib_u(p + 40, 2) != 1)
        return err_set(EX_DATAERR, "JPEG 2000 of no size, or of several bands");
    if ((x[0] - x[2]) * (x[1] - x[3]) != in->n)
        return err_set(EX_DATAERR, "a picture of %llu x %llu for %zu values",
                       (unsigned long long)(x[1] - x[3]),
                       (unsigned long long)(x[0] - x[2]), in->n);
    across = (x[0] - x[6] + x[4] - 1) / x[4];
    down = (x[1] - x[7] + x[5] - 1) / x[5];
    if (across * down > 1 + in->n / 256 ||
        x[4] > MORE * (x[0] - x[6]) / across ||
        x[5] > MORE * (x[1] - x[7]) / down)
        return err_set(
            EX_DATAERR, "a picture of %llu tiles, %llu x %llu, for %zu values",
            (unsigned long long)(across * down), (unsigned long long)x[5],
            (unsigned long long)x[4], in->n);
    return EX_OK;
}

/* The integers of all bands, the first the most significant. */
static int take(const struct gdal_plug *plug, const struct gdal *g,
                const struct gdal_info *info, uint32_t *out) {
    double *row = mem_array(info->nx, sizeof *row);
    int status = EX_OK;

    for (size_t b = 0; b < info->nbands; b++)
        for (size_t j = 0; j < info->ny; j++) {
            const size_t y[2] = { j, 1 };
            TRY(plug->rows(g, b, y, row, NULL));
            for (size_t i = 0; i < info->nx; i++) {
                uint32_t *x = &out[j * info->nx + i];
                if (!(row[i] >= 0 && row[i] <= UINT32_MAX))
                    TRY(err_set(EX_DATAERR, "a negative integer"));
                *x = *x << 8 * (b > 0) | (uint32_t)row[i];
            }
        }
done:
    free(row);
    return status;
}

int grib_codec(const struct grib_index *x, const struct grib_codec_in *in,
               uint32_t *out) {
    const struct gdal_plug *plug = x->codec;
    struct gdal_info info = { 0 };
    struct gdal *g = NULL;
    char path[64];
    int fd, status = EX_CANTCREAT;

    if (in->template == 40 && check_head(in) != EX_OK)
        return EX_DATAERR;
    fd = temporary_fd();
    if (fd < 0)
        return status;
    TRY(write_all(fd, "temporary file", in->bytes, in->nbytes));
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    guard_begin(x->in.path);
    status = plug->open(&g, path, false, false);
    if (status == EX_OK) {
        plug->info(g, &info);
        status = check(&info, in->template, in->bits, in->n);
    }
    if (status == EX_OK)
        status = take(plug, g, &info, out);
    plug->close(g);
    guard_end();
done:
    raster_info_free(&info);
    close(fd);
    return status;
}
