/* SPDX-License-Identifier: Apache-2.0 */
/* Values outside a range are missing: of --valid, or of the source profile as
 * the attribute twinpipe_valid, "-90 degC,60 degC". */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/flag.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"

static struct { struct texts valid; } cfg;

const struct opt valid_opts[] = {
    { .name = "valid",
      .arg = "VAR=MIN,MAX",
      .texts = &cfg.valid,
      .help = "values outside are missing; with units, .. is open" },
    { 0 },
};

#define KNOWN "twinpipe_valid"

struct range {
    bool set;
    double least, most; /* [units of the field] */
    size_t flag;
    float *own; /* [n] */
};

struct valid {
    struct stage st;
    size_t n;
    struct range *range; /* [n] */
    struct step *out;
};

static int valid_put(struct stage *st, const struct step *s);
static void valid_free(struct stage *st);

static int parse_end(const char *text, const struct field *f, double *x) {
    struct quantity q = { 0 };
    int status = EX_OK;

    if (*text == 0 || strcmp(text, "..") == 0)
        return EX_OK;
    TRY(quantity_parse(text, &q));
    TRY(units_in(q, f->units, x));
done:
    free(q.unit);
    return err_in(status, f->name);
}

/* "MIN,MAX" */
static int parse_range(const char *text, const struct field *f,
                       struct range *r) {
    char *copy = mem_text(text), *comma = strchr(copy, ',');
    int status = EX_OK;

    r->set = true;
    r->least = -INFINITY;
    r->most = INFINITY;
    if (comma == NULL || strchr(comma + 1, ',') != NULL)
        TRY(err_set(EX_USAGE, "%s is not MIN,MAX", text));
    *comma = 0;
    TRY(parse_end(copy, f, &r->least));
    TRY(parse_end(comma + 1, f, &r->most));
    if (r->least > r->most)
        TRY(err_set(EX_USAGE, "%s: %s is more than %s", f->name, copy,
                    comma + 1));
done:
    free(copy);
    return status;
}

/* One VAR=MIN,MAX. */
static int take(struct valid *v, const struct dataset *in, const char *text) {
    char *name = mem_text(text), *equals = strchr(name, '=');
    size_t k = 0;
    int status = EX_OK;

    if (equals == NULL || equals == name)
        TRY(err_set(EX_USAGE, "%s is not VAR=MIN,MAX", text));
    *equals = 0;
    while (k < in->nfields && !field_is(&in->field[k], name))
        k++;
    if (k == in->nfields)
        TRY(dataset_find(in, name) ? EX_OK : EX_DATAERR);
    if (k < in->nfields && in->field[k].type == LABEL)
        TRY(err_set(EX_DATAERR, "%s has labels (--qa)", name));
    if (k < in->nfields)
        status = parse_range(equals + 1, &in->field[k], &v->range[k]);
done:
    free(name);
    return status;
}

int valid_open(struct stage **out, const struct dataset *in) {
    struct valid *v = mem_array(1, sizeof *v);
    size_t *flag = NULL;
    bool any = false;
    int status = EX_OK;

    v->n = in->nfields;
    v->range = mem_array(v->n, sizeof *v->range);
    v->out = mem_array(1, sizeof *v->out);
    v->out->value = mem_array(v->n, sizeof *v->out->value);
    for (size_t k = 0; k < v->n; k++) {
        const char *known = atts_text(&in->field[k].atts, KNOWN);
        if (known != NULL && in->field[k].type != LABEL)
            TRY(parse_range(known, &in->field[k], &v->range[k]));
    }
    for (size_t k = 0; k < cfg.valid.n; k++)
        TRY(take(v, in, cfg.valid.text[k]));
    v->st.ds = dataset_copy(in, true);
    v->st.put = valid_put;
    v->st.free = valid_free;
    flag = flags_of(in);
    for (size_t k = 0; k < v->n; k++) {
        atts_drop(&v->st.ds->field[k].atts, KNOWN);
        if (!v->range[k].set)
            continue;
        any = true;
        v->range[k].flag = flag[k];
        v->range[k].own = mem_array(in->field[k].n, sizeof(float));
    }
    if (any) {
        free(flag);
        *out = &v->st;
        return EX_OK;
    }
    dataset_free(v->st.ds);
done:
    free(flag);
    valid_free(&v->st);
    return err_in(status, "--valid");
}

static int valid_put(struct stage *st, const struct step *s) {
    struct valid *v = (struct valid *)st;

    for (size_t k = 0; k < v->n; k++) {
        const struct range *r = &v->range[k];
        const float *x = s->value[k].f;
        v->out->value[k] = s->value[k];
        if (!r->set)
            continue;
        for (size_t i = 0; i < st->ds->field[k].n; i++) {
            const bool out = (double)x[i] < r->least || (double)x[i] > r->most;
            r->own[i] = out ? NAN : x[i];
            if (out && r->flag != SIZE_MAX)
                s->value[r->flag].i[i] = FLAG_VALID_RANGE;
        }
        v->out->value[k].f = r->own;
    }
    step_at(v->out, s);
    return stage_pass(st, v->out);
}

static void valid_free(struct stage *st) {
    struct valid *v = (struct valid *)st;

    for (size_t k = 0; k < v->n; k++)
        free(v->range[k].own);
    free(v->range);
    free(v->out->value);
    free(v->out);
    free(v);
}
