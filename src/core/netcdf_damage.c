/* SPDX-License-Identifier: Apache-2.0 */
#include "core/netcdf_damage.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/fd.h"
#include "core/mem.h"

/* A superblock of HDF5: where its version is, how wide addresses are, and the
 * one of the end of the file, by version. */
enum { SUPER = 64, VERSION = 8, WIDE = 8 };

static bool is_hdf_error(int status) {
    return status != EX_OK && strstr(err_text(), "HDF error") != NULL;
}

/* Bytes that a file says to have; 0 where it does not say so. */
static uint64_t claimed(int fd) {
    static const struct {
        size_t width, end;
    } where[] = { { 13, 40 }, { 13, 44 }, { 9, 28 }, { 9, 28 } };
    unsigned char head[SUPER];
    uint64_t n = 0;
    size_t version;

    if (fd_read_at(fd, head, sizeof head, 0) != 0)
        return 0;
    version = head[VERSION];
    if (version >= sizeof where / sizeof *where ||
        head[where[version].width] != WIDE)
        return 0;
    for (size_t k = WIDE; k-- > 0;)
        n = n << 8 | head[where[version].end + k];
    return n;
}

int netcdf_damage(int status, int fd) {
    const uint64_t says = is_hdf_error(status) ? claimed(fd) : 0;
    struct stat st;

    if (!is_hdf_error(status))
        return status;
    if (says < (uint64_t)INT64_MAX && fstat(fd, &st) == 0 &&
        (uint64_t)st.st_size < says)
        return err_set(status,
                       "is cut short (%jd bytes, its header says %" PRIu64
                       "; fetch it again)",
                       (intmax_t)st.st_size, says);
    return err_set(status, "is damaged (NetCDF: HDF error; fetch it again)");
}

char *damage_place(size_t n, const size_t *at) {
    char *text = mem_text("");

    for (size_t d = 0; d < n; d++) {
        char *number = mem_format("%zu", at[d]);
        mem_append(&text, ",", number);
        free(number);
    }
    return text;
}

int netcdf_damage_at(int status, const struct nc_var *v, const size_t *start,
                     const char *filter) {
    char *place;

    if (status != EX_OK && strstr(err_text(), "Filter error") != NULL)
        return err_set(status,
                       "its compression (%s) is not read; write it anew with "
                       "gzip, as by h5py or xarray",
                       filter ? filter : "a filter that NetCDF-C has not");
    if (!is_hdf_error(status))
        return status;
    place = damage_place(v->ndims, start);
    status = err_set(status,
                     "%s%s: cannot be decoded (NetCDF: HDF error): the file is "
                     "damaged (fetch it again)",
                     v->ndims > 0 ? "values from " : "its value", place);
    free(place);
    return status;
}
