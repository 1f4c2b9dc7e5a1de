/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/raster_part.h"

/* No compression in use makes more of a byte than this. */
#define RATIO 16384
#define SMALL (64ull << 20)

static size_t across(size_t n, size_t block) {
    return block > 0 ? (n - 1) / block + 1 : 0;
}

/* Values of all bands [bytes] against the file; block by block, an index needs
 * at least two bytes. */
static int check_claim(const struct gdal_info *info, uint64_t size) {
    uint64_t total = 0;

    for (size_t k = 0; k < info->nbands; k++) {
        const struct gdal_band *b = &info->band[k];
        const size_t nx = across(info->nx, b->block[0]);
        const size_t ny = across(info->ny, b->block[1]);
        uint64_t cells, bytes;

        if (__builtin_mul_overflow(info->nx, info->ny, &cells) ||
            __builtin_mul_overflow(cells, b->size, &bytes) ||
            __builtin_add_overflow(total, bytes, &total) ||
            (strcmp(info->driver, "GTiff") == 0 && nx * ny > size / 2))
            total = UINT64_MAX;
    }
    if (total > SMALL && total / RATIO > size)
        return err_set(EX_DATAERR,
                       "claims %zu x %zu cells in %zu bands, which %" PRIu64
                       " bytes cannot hold",
                       info->nx, info->ny, info->nbands, size);
    return EX_OK;
}

/* All blocks of a band must lie in the file, and at least one be there. */
static int check_blocks(const struct gdal_plug *plug, const struct gdal *g,
                        const struct gdal_info *info, size_t band,
                        uint64_t size) {
    const size_t nx = across(info->nx, info->band[band].block[0]);
    const size_t ny = across(info->ny, info->band[band].block[1]);
    bool is_there = false;

    for (size_t k = 0; k < nx * ny; k++) {
        uint64_t place[2], end;

        plug->block(g, band, (size_t[]){ k % nx, k / nx }, place);
        if (__builtin_add_overflow(place[0], place[1], &end) || end > size)
            return err_set(EX_DATAERR,
                           "truncated: block %zu of %zu ends at byte %" PRIu64
                           " of %" PRIu64,
                           k + 1, nx * ny, end, size);
        is_there |= place[1] > 0;
    }
    if (!is_there)
        return err_set(EX_DATAERR, "none of its %zu blocks is there", nx * ny);
    return EX_OK;
}

int raster_check(const struct gdal_plug *plug, const struct gdal *g,
                 const struct gdal_info *info, uint64_t size) {
    int status;

    TRY(check_claim(info, size));
    for (size_t k = 0; k < info->nbands; k++) {
        if (info->band[k].is_complex)
            return err_set(EX_DATAERR,
                           "band %zu is of complex numbers (their modulus or "
                           "phase could be read)",
                           k + 1);
        if (strcmp(info->driver, "GTiff") == 0)
            TRY(check_blocks(plug, g, info, k, size));
    }
done:
    return status;
}

static void texts_free(struct gdal_texts *t) {
    for (size_t k = 0; k < t->n; k++) {
        if (t->name != NULL)
            free(t->name[k]);
        free(t->text[k]);
    }
    free(t->name);
    free(t->text);
}

void raster_info_free(struct gdal_info *info) {
    for (size_t k = 0; k < info->nbands; k++) {
        free(info->band[k].name);
        free(info->band[k].unit);
        texts_free(&info->band[k].categories);
        texts_free(&info->band[k].metadata);
    }
    free(info->band);
    free(info->driver);
    free(info->crs);
    texts_free(&info->metadata);
    texts_free(&info->imagery);
    texts_free(&info->inner);
    *info = (struct gdal_info){ 0 };
}

bool raster_tell_rounded(const struct gdal_band *b, const struct field *f,
                         size_t n, const double *value) {
    for (size_t k = 0; b->size == 8 && !b->is_float && k < n; k++) {
        if (fabs(value[k]) < 0x1p53 || (b->has_nodata && value[k] == b->nodata))
            continue;
        warn("%s: whole numbers beyond 2^53 may be rounded, the first of them "
             "near %.0f",
             f->name, value[k]);
        return true;
    }
    return false;
}
