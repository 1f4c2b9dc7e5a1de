/* SPDX-License-Identifier: Apache-2.0 */
/* Masks, on the grid that they have. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/flag.h"
#include "cmd/harmonise/maskarea.h"
#include "cmd/harmonise/maskfile.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"

static struct {
    struct texts mask, area;
    const char *land, *sea;
    bool *used; /* [masks] on the grid of the source */
} cfg;

const struct opt masks_opts[] = {
    { .name = "mask",
      .arg = "FILE[:VAR[>=X]]",
      .texts = &cfg.mask,
      .help = "keep cells where VAR is not 0, or >= <= > < == X, as 50%" },
    { .name = "mask-area",
      .arg = "FILE[,HOW]",
      .texts = &cfg.area,
      .help = "keep cells in polygons: by centre, touch or share=F" },
    { .name = "land",
      .arg = "FILE",
      .text = &cfg.land,
      .help = "keep cells with 50 % of land or more by FILE's sftlf" },
    { .name = "sea",
      .arg = "FILE",
      .text = &cfg.sea,
      .help = "keep cells with less than 50 % of land" },
    { 0 },
};

struct masks {
    struct stage st;
    size_t cells;
    bool *keep;  /* [cells] */
    bool *spare; /* [nfields]  flags, which no mask touches */
    struct step *out;
};

static int masks_put(struct stage *st, const struct step *s);
static void masks_free(struct stage *st);

/* What mask k says, and the option that says it. */
static int rule_of(size_t k, struct mask_rule *r, const char **option) {
    const size_t n = cfg.mask.n;

    *option = k < n ? "--mask" : k == n ? "--land" : "--sea";
    if (k < n)
        return err_in(mask_rule_parse(cfg.mask.text[k], r), *option);
    *r = (struct mask_rule){ .file = mem_text(k == n ? cfg.land : cfg.sea),
                             .test = k == n ? ">=50%" : "<50%",
                             .land = true };
    return EX_OK;
}

/* One mask, on top of the others, if it is for this grid. */
static int take(size_t k, const struct dataset *in, bool source, bool *keep) {
    const size_t n = grid_cells(in->grid);
    bool *one = mem_array(n, sizeof *one), fits;
    struct mask_rule r = { 0 };
    const char *option;
    int status;

    TRY(rule_of(k, &r, &option));
    TRY(err_in(mask_read(&r, in, source, one, &fits), option));
    cfg.used[k] = fits;
    for (size_t i = 0; fits && i < n; i++)
        keep[i] = keep[i] && one[i];
    if (!fits && !(source && space_is_asked()))
        TRY(err_set(EX_DATAERR, "%s: %s: its grid is %s", option, r.file,
                    space_is_asked() ? "neither the source's nor the target's"
                                     : "not the data's"));
done:
    free(r.file);
    free(one);
    return status;
}

static void mask(const struct masks *m, const struct field *f, union values x) {
    for (size_t i = 0; i < f->n; i++)
        if (m->keep[i % m->cells])
            continue;
        else if (f->type == LABEL)
            x.i[i] = LABEL_MISSING;
        else if (f->type == WIDE)
            x.d[i] = NAN;
        else
            x.f[i] = NAN;
}

static struct stage *masks_new(const struct dataset *in, bool *keep) {
    struct masks *m = mem_array(1, sizeof *m);
    size_t *flag;

    m->st.put = masks_put;
    m->st.free = masks_free;
    m->st.ds = dataset_copy(in, true);
    m->cells = grid_cells(in->grid);
    m->keep = keep;
    m->spare = mem_array(in->nfields, sizeof *m->spare);
    flag = flags_of(in);
    for (size_t k = 0; k < in->nfields; k++)
        if (flag[k] != SIZE_MAX)
            m->spare[flag[k]] = true;
    free(flag);
    for (size_t k = 0; k < in->nstatics; k++)
        mask(m, &m->st.ds->statics[k], m->st.ds->statics[k].value);
    m->out = step_new(m->st.ds);
    return &m->st;
}

static int masks_open(struct stage **out, const struct dataset *in,
                      bool source) {
    const size_t n = cfg.mask.n + 2, cells = grid_cells(in->grid);
    bool *keep = mem_array(cells, sizeof *keep), any = false;
    int status = EX_OK;

    memset(keep, true, cells * sizeof *keep);
    if (cfg.used == NULL)
        cfg.used = words_keep(mem_array(n, sizeof *cfg.used));
    for (size_t k = 0; k < n; k++) {
        const bool given = k < cfg.mask.n    ? true
                           : k == cfg.mask.n ? cfg.land != NULL
                                             : cfg.sea != NULL;
        if (!given || cfg.used[k])
            continue;
        TRY(take(k, in, source, keep));
        any = any || cfg.used[k];
    }
    for (size_t k = 0; source && k < cfg.area.n; k++, any = true)
        TRY(mask_area(cfg.area.text[k], in->grid, keep));
    if (any) {
        *out = masks_new(in, keep);
        keep = NULL;
    }
done:
    free(keep);
    return status;
}

int masks_source_open(struct stage **out, const struct dataset *in) {
    return masks_open(out, in, true);
}

int masks_target_open(struct stage **out, const struct dataset *in) {
    return masks_open(out, in, false);
}

static int masks_put(struct stage *st, const struct step *s) {
    struct masks *m = (struct masks *)st;

    for (size_t k = 0; k < st->ds->nfields; k++) {
        const struct field *f = &st->ds->field[k];
        union values *x = &m->out->value[k];
        memcpy(x->f, s->value[k].f, f->n * type_size(f->type));
        if (!m->spare[k])
            mask(m, f, *x);
    }
    step_at(m->out, s);
    return stage_pass(st, m->out);
}

static void masks_free(struct stage *st) {
    struct masks *m = (struct masks *)st;

    free(m->keep);
    free(m->spare);
    step_free(m->out);
    free(m);
}
