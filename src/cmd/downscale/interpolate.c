/* SPDX-License-Identifier: Apache-2.0 */
/* bilinear, conservative: what harmonise --grid --method does, byte for byte;
 * the baselines that other methods have to beat. */
#include <math.h>

#include "cmd/downscale/methods.h"
#include "core/gridspec.h"
#include "core/regridder.h"

static struct {
    const char *grid;
    double min_frac;
} cfg = { .min_frac = NAN };

#define GRID                                                                   \
    {                                                                          \
        .name = "grid", .arg = "GRID", .text = &cfg.grid, .required = true,    \
        .help = "target: DEG, DXxDY, rNXxNY or W,S,E,N,DX[,DY]"                \
    }

const struct opt bilinear_opts[] = { GRID, { 0 } };

const struct opt conservative_opts[] = {
    GRID,
    { .name = "min-frac",
      .arg = "F",
      .number = &cfg.min_frac,
      .help = "least valid share of a target cell's weight (0.0001)" },
    { 0 },
};

static int run(struct reader *in, struct writer *out, const char *method) {
    const struct regrid_how how = { .method = method,
                                    .min_frac = cfg.min_frac };
    struct regridder *r = NULL;
    struct grid *target = NULL;
    const struct step *s;
    int status;

    TRY(err_in(gridspec_parse(cfg.grid, &target), "--grid"));
    TRY(regridder_new(&r, reader_dataset(in), target, &how));
    TRY(writer_begin(out, regridder_dataset(r)));
    while ((status = reader_next(in, &s)) == EX_OK && s != NULL)
        TRY(writer_put(out, regridder_step(r, s)));
done:
    regridder_free(r);
    grid_free(target);
    return status;
}

int bilinear_run(struct reader *in, struct writer *out) {
    return run(in, out, "bilinear");
}

int conservative_run(struct reader *in, struct writer *out) {
    return run(in, out, "conservative");
}
