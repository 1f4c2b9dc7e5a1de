/* SPDX-License-Identifier: Apache-2.0 */
/* Step 16: another grid. */
#include <math.h>
#include <stdlib.h>

#include "cmd/harmonise/stages.h"
#include "core/gridspec.h"
#include "core/mem.h"
#include "core/regridder.h"

static struct {
    const char *grid, *method, *weights;
    double min_frac;
} cfg = { .min_frac = NAN };

const struct opt space_opts[] = {
    { .name = "grid",
      .arg = "GRID",
      .text = &cfg.grid,
      .help = "target: DEG, W,S,E,N,DX[,DY], rNXxNY, F80, hp64, EPSG:n,..., "
              "like:FILE" },
    { .name = "method",
      .arg = "NAME",
      .text = &cfg.method,
      .help =
          "nearest, bilinear, conservative, mode, min, max, median, q1, q3, "
          "rms (default by quantity)" },
    { .name = "min-frac",
      .arg = "F",
      .number = &cfg.min_frac,
      .help = "least valid share of a target cell's weight" },
    { .name = "weights",
      .arg = "FILE",
      .text = &cfg.weights,
      .help = "read weights from FILE, or compute and keep them there" },
    { 0 },
};

struct space {
    struct stage st;
    struct regridder *regridder;
};

bool space_is_asked(void) {
    return cfg.grid != NULL;
}

static int space_put(struct stage *st, const struct step *s);
static void space_free(struct stage *st);

int space_open(struct stage **out, const struct dataset *in) {
    const struct regrid_how how = { cfg.method, cfg.min_frac, cfg.weights };
    struct regridder *r = NULL;
    struct grid *target = NULL;
    struct space *s;
    int status;

    if (cfg.grid == NULL)
        return cfg.method == NULL && cfg.weights == NULL
                   ? EX_OK
                   : err_set(EX_USAGE, "%s: there is no --grid",
                             cfg.method ? "--method" : "--weights");
    if ((status = gridspec_parse(cfg.grid, &target)) != EX_OK)
        return err_in(status, "--grid");
    TRY(regridder_new(&r, in, target, &how));
    s = mem_array(1, sizeof *s);
    s->st.put = space_put;
    s->st.free = space_free;
    s->st.ds = dataset_copy(regridder_dataset(r), true);
    s->regridder = r;
    *out = &s->st;
done:
    grid_free(target);
    return status;
}

static int space_put(struct stage *st, const struct step *s) {
    struct regridder *r = ((struct space *)st)->regridder;
    const int status = regridder_keep(r);

    return status == EX_OK ? stage_pass(st, regridder_step(r, s)) : status;
}

static void space_free(struct stage *st) {
    regridder_free(((struct space *)st)->regridder);
    free(st);
}
