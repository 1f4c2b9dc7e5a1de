/* SPDX-License-Identifier: Apache-2.0 */
/* --flag: a field of flags beside each field, which later stages set. */
#include "cmd/harmonise/flag.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"

static struct { bool wanted; } cfg;

const struct opt flag_opts[] = {
    { .name = "flag",
      .flag = &cfg.wanted,
      .help = "add NAME_flag: what was masked, flagged or filled" },
    { 0 },
};

struct flags {
    struct stage st;
    size_t n;         /* fields that come in; their flags follow them */
    struct step *out; /* [n] the input's values, then our own */
    size_t *of;       /* [n] place of the flags, or SIZE_MAX */
    int32_t **own;    /* [n] or NULL */
};

size_t *flags_of(const struct dataset *ds) {
    size_t *flag = mem_array(ds->nfields, sizeof *flag);
    struct name_index at = { 0 };

    for (size_t k = 0; k < ds->nfields; k++)
        if (ds->field[k].type == LABEL)
            name_index_add(&at, ds->field[k].name, k);
    for (size_t k = 0; k < ds->nfields; k++) {
        char *name = mem_format("%s_flag", ds->field[k].name);
        flag[k] = name_index_find(&at, name, strlen(name), ds->field,
                                  sizeof *ds->field);
        free(name);
    }
    name_index_free(&at);
    return flag;
}

static void add_flags(struct dataset *ds, size_t k) {
    static const double values[FLAGS] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
    char *name = mem_format("%s_flag", ds->field[k].name);
    char *about = mem_format("what happened to %s", ds->field[k].name);
    struct field *f = dataset_add(ds, name, LABEL);

    f->store = TYPE_BYTE;
    f->has_level = ds->field[k].has_level;
    f->has_member = ds->field[k].has_member;
    f->n = ds->field[k].n;
    field_text(&f->standard_name, "quality_flag");
    field_text(&f->long_name, about);
    atts_set_numbers(&f->atts, "flag_values", TYPE_BYTE, FLAGS, values);
    atts_set_text(&f->atts, "flag_meanings",
                  "ok fill valid_range qa hampel sigma filled_time "
                  "filled_space implausible");
    free(name);
    free(about);
}

static int flags_put(struct stage *st, const struct step *s) {
    struct flags *f = (struct flags *)st;

    for (size_t k = 0; k < f->n; k++) {
        f->out->value[k] = s->value[k];
        for (size_t i = 0; f->own[k] && i < st->ds->field[k].n; i++)
            f->own[k][i] =
                isnan(cells_get(field_cells(&st->ds->field[k], s->value[k], 0),
                                i))
                    ? FLAG_FILL
                    : FLAG_OK;
        if (f->own[k] != NULL)
            f->out->value[f->of[k]].i = f->own[k];
    }
    step_at(f->out, s);
    return stage_pass(st, f->out);
}

static void flags_free(struct stage *st) {
    struct flags *f = (struct flags *)st;

    for (size_t k = 0; k < f->n; k++)
        free(f->own[k]);
    free(f->own);
    free(f->of);
    free(f->out->value);
    free(f->out);
    free(f);
}

int flag_open(struct stage **out, const struct dataset *in) {
    struct flags *f;
    size_t *had;

    if (!cfg.wanted || sources_refuse("--flag", true) != EX_OK)
        return cfg.wanted ? EX_USAGE : EX_OK;
    had = flags_of(in);
    f = mem_array(1, sizeof *f);
    f->st.put = flags_put;
    f->st.free = flags_free;
    f->st.ds = dataset_copy(in, true);
    f->n = in->nfields;
    f->of = mem_array(f->n, sizeof *f->of);
    f->own = mem_array(f->n, sizeof *f->own);
    for (size_t k = 0; k < f->n; k++) {
        if (in->field[k].type == LABEL || had[k] != SIZE_MAX ||
            atts_text(&in->field[k].atts, "flag_meanings") != NULL)
            continue;
        f->of[k] = f->st.ds->nfields;
        f->own[k] = mem_array(in->field[k].n, sizeof **f->own);
        add_flags(f->st.ds, k);
    }
    free(had);
    f->out = mem_array(1, sizeof *f->out);
    f->out->value = mem_array(f->st.ds->nfields, sizeof *f->out->value);
    *out = &f->st;
    return EX_OK;
}
