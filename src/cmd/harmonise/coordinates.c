/* SPDX-License-Identifier: Apache-2.0 */
/* Places of cells that their order tells already. */
#include "cmd/harmonise/stages.h"
#include "core/grid_healpix.h"
#include "core/mem.h"

static struct { bool coordinates; } cfg;

const struct opt coordinates_opts[] = {
    { .name = "coordinates",
      .flag = &cfg.coordinates,
      .help = "write latitude and longitude of the cells of HEALPix" },
    { 0 },
};

int coordinates_open(struct stage **out, const struct dataset *in) {
    struct grid *placed;
    struct stage *st;

    if (!cfg.coordinates)
        return EX_OK;
    if (grid_nside(in->grid) == 0)
        return err_set(EX_USAGE, "--coordinates: takes cells of HEALPix; other "
                                 "grids have theirs anyway");
    st = mem_array(1, sizeof *st);
    st->put = stage_pass;
    st->ds = dataset_copy(in, true);
    placed = grid_placed(in->grid);
    if (placed != NULL) {
        grid_free(st->ds->grid);
        st->ds->grid = placed;
    }
    *out = st;
    return EX_OK;
}
