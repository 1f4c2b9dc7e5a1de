/* SPDX-License-Identifier: Apache-2.0 */
/* Another grid. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/stages.h"
#include "core/gridspec.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/regridder.h"
#include "core/remap.h"

static struct {
    const char *grid, *method, *weights, *normalise, *limiter;
    struct texts extensive;
    double min_frac;
} cfg = { .min_frac = NAN };

static const char *const limiter_words[] = { "on", "none", NULL };
static const char *const normalise_words[] = { "frac", "dest", NULL };

const struct opt space_opts[] = {
    { .name = "grid",
      .arg = "GRID",
      .text = &cfg.grid,
      .help = "target: DEG, W,S,E,N,DX[,DY], rNXxNY, F80, hp64, EPSG:n,..., "
              "like:FILE" },
    { .name = "method",
      .arg = "NAME",
      .text = &cfg.method,
      .help = "nearest, bilinear, bicubic, distance, conservative, "
              "conservative2, mode, min, max, median, q1, q3, sum or rms "
              "(default by quantity)" },
    { .name = "limiter",
      .arg = "HOW",
      .text = &cfg.limiter,
      .words = limiter_words,
      .help = "conservative2: no new extremes (on, default), or none" },
    { .name = "normalise",
      .arg = "HOW",
      .text = &cfg.normalise,
      .words = normalise_words,
      .help = "conservative: divide by the valid overlap (frac, default) or by "
              "the whole target cell (dest)" },
    { .name = "extensive",
      .arg = "VAR,...",
      .texts = &cfg.extensive,
      .help = "fields that have a total, which is kept" },
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
    return cfg.grid != NULL || points_is_asked();
}

static int space_put(struct stage *st, const struct step *s);
static void space_free(struct stage *st);

/* The fields of --extensive, which must be there. */
static int extensive(const struct dataset *in, char ***word, size_t *n) {
    char *all = mem_text("");
    int status = EX_OK;

    *n = 0;
    for (size_t k = 0; k < cfg.extensive.n; k++)
        mem_append(&all, ",", cfg.extensive.text[k]);
    if (cfg.extensive.n > 0)
        TRY(err_in(parse_list(all, word, n), "--extensive"));
    for (size_t k = 0; k < *n; k++)
        if (dataset_static(in, (*word)[k]) == NULL &&
            dataset_find(in, (*word)[k]) == NULL)
            TRY(err_in(EX_DATAERR, "--extensive"));
done:
    free(all);
    return status;
}

/* Only means over areas are divided by one. */
static int check_normalise(void) {
    enum remap_method m;
    int status;

    if (cfg.normalise == NULL || cfg.method == NULL)
        return EX_OK;
    status = remap_method_parse(cfg.method, &m);
    if (status != EX_OK)
        return status;
    return strncmp(remap_method_name(m), "conservative", 12) == 0
               ? EX_OK
               : err_set(EX_USAGE,
                         "--normalise: is of --method conservative, not of %s",
                         remap_method_name(m));
}

/* What belongs to --grid. */
static int check_options(void) {
    const struct {
        const char *name;
        bool given;
    } of[] = {
        { "--method", cfg.method != NULL },
        { "--limiter", cfg.limiter != NULL },
        { "--weights", cfg.weights != NULL },
        { "--normalise", cfg.normalise != NULL },
        { "--extensive", cfg.extensive.n > 0 },
        { "--min-frac", !isnan(cfg.min_frac) },
    };

    if (sources_refuse("--weights", cfg.weights != NULL) != EX_OK)
        return EX_USAGE;
    if (cfg.grid != NULL && points_is_asked())
        return err_set(EX_USAGE, "--grid, --points: one at a time");
    if (cfg.limiter != NULL &&
        (cfg.method == NULL || strcmp(cfg.method, "conservative2") != 0))
        return err_set(EX_USAGE, "--limiter: belongs to --method "
                                 "conservative2");
    for (size_t k = 0; k < sizeof of / sizeof *of; k++)
        if (of[k].given && cfg.grid == NULL)
            return err_set(EX_USAGE, "%s: there is no --grid", of[k].name);
    return check_normalise();
}

int space_open(struct stage **out, const struct dataset *in) {
    struct regrid_how how = { .method = cfg.method,
                              .min_frac = cfg.min_frac,
                              .weights = cfg.weights };
    char **word = NULL;
    struct regridder *r = NULL;
    struct grid *target = NULL;
    struct space *s;
    int status;

    TRY(check_options());
    if (cfg.grid == NULL)
        return EX_OK;
    TRY(err_in(gridspec_parse(cfg.grid, &target), "--grid"));
    how.unlimited = cfg.limiter != NULL && strcmp(cfg.limiter, "none") == 0;
    how.whole = cfg.normalise != NULL && strcmp(cfg.normalise, "dest") == 0;
    TRY(extensive(in, &word, &how.nextensive));
    how.extensive = (const char *const *)word;
    TRY(regridder_new(&r, in, target, &how));
    s = mem_array(1, sizeof *s);
    s->st.put = space_put;
    s->st.free = space_free;
    s->st.ds = dataset_copy(regridder_dataset(r), true);
    s->st.pulls = true;
    s->regridder = r;
    *out = &s->st;
done:
    free(word);
    grid_free(target);
    return status;
}

static int space_put(struct stage *st, const struct step *step) {
    struct space *s = (struct space *)st;
    int status;

    TRY(regridder_keep(s->regridder));
    if (step->pull != NULL)
        TRY(regridder_pull(s->regridder, step, &step));
    else
        step = regridder_step(s->regridder, step);
    status = stage_pass(st, step);
done:
    return status;
}

static void space_free(struct stage *st) {
    regridder_free(((struct space *)st)->regridder);
    free(st);
}
