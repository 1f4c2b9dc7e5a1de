/* SPDX-License-Identifier: Apache-2.0 */
#include "core/zarr.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/zarr_part.h"

bool zarr_is(int folder) {
    static const char *const marks[] = { ".zgroup", ".zarray", ".zmetadata",
                                         "zarr.json" };

    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
        if (faccessat(folder, marks[k], F_OK, 0) == 0)
            return true;
    return false;
}

bool zarr_is_store(const char *path) {
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is = fd >= 0 && zarr_is(fd);

    if (fd >= 0)
        close(fd);
    return is;
}

static void store_close(struct ncfile *base) {
    struct zarr *z = (struct zarr *)base;

    for (size_t k = 0; k < z->narrays; k++) {
        zarr_array_free(&z->array[k]);
        if (z->box != NULL)
            zarr_box_free(&z->box[k]);
    }
    for (size_t k = 0; k < ZARR_BENCHES; k++)
        zarr_bench_free(&z->bench[k]);
    free(z->array);
    free(z->box);
    nc_free(base->nc);
    free(base->path);
    close(z->folder);
    free(z);
}

int zarr_open(struct ncfile **out, const struct ncfile_in *in) {
    static const struct ncfile_ops ops = {
        .slab = zarr_slab,
        .close = store_close,
        .check = zarr_check,
    };
    struct zarr *z = mem_array(1, sizeof *z);
    int status;

    *out = NULL;
    z->base.ops = &ops;
    z->base.path = mem_text(in->path);
    z->base.nc = nc_new();
    z->folder = in->fd;
    TRY(zarr_load(z));
    z->box = mem_array(z->narrays, sizeof *z->box);
    for (size_t k = 0; k < z->narrays; k++)
        if (z->array[k].kind != ZARR_NUMBER)
            TRY(err_in(zarr_texts(z, k), z->base.nc->var[k].name));
    *out = &z->base;
    z = NULL;
done:
    if (z != NULL)
        store_close(&z->base);
    return err_in(status, in->path);
}
