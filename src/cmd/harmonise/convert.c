/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical units on the way in, those asked for on the way out.  The same
 * stage twice, with other targets. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/pairs.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "kernel/affine.h"

static struct { struct texts units; } cfg;

const struct opt convert_opts[] = {
    { .name = "units",
      .arg = "VAR=UNIT,...|keep",
      .texts = &cfg.units,
      .help = "units of the output (default: those of the quantity table)" },
    { 0 },
};

/* A step whose values are converted as they are asked for. */
struct turned {
    struct pull pull;
    const struct convert *of;
    const struct pull *from;
    struct conversion *conv; /* [n] */
};

struct convert {
    struct stage st;
    size_t n;                /* fields */
    char **from;             /* [n] units before the conversion */
    enum unit_class *class;  /* [n] before the conversion */
    struct conversion *conv; /* [n] of the last step */
    bool *timed;             /* [n] depends on the length of the step */
    struct step *out;  /* values of fields that do not change: the input's */
    union values *own; /* [n] values of those that do, or NULL */
    size_t next;
    struct turned ring[PULL_HELD];
};

static int convert_open(struct stage **out, const struct dataset *in,
                        char **target);
static char **canonical_units(const struct dataset *ds);
static int convert_put(struct stage *st, const struct step *s);
static void convert_free(struct stage *st);

static bool asks_keep(void) {
    return cfg.units.n == 1 && strcmp(cfg.units.text[0], "keep") == 0;
}

static void free_targets(char **target, size_t n) {
    for (size_t k = 0; k < n; k++)
        free(target[k]);
    free(target);
}

int canonical_open(struct stage **out, const struct dataset *in) {
    char **target = canonical_units(in);
    const int status = convert_open(out, in, target);

    for (size_t k = 0; k < in->nfields && *out != NULL; k++)
        sources_keep_unit(&(*out)->ds->field[k], in->field[k].units);
    free_targets(target, in->nfields);
    return status;
}

/* The canonical unit of a field that the table knows. */
static const char *canonical(const struct dataset *ds, const struct field *f,
                             const struct quantity_row *q) {
    const struct quantity_row *rate = quantity_find(q->name, NULL);
    struct conversion conv;

    if (quantity_class(f) != CLASS_AMOUNT)
        return q->units;
    /* What is called an amount in mm/day is a rate. */
    if (q->class == CLASS_AMOUNT && rate != NULL && rate->class == CLASS_FLUX &&
        units_conversion(f->units, rate->units, CLASS_FLUX, NAN, &conv) ==
            EX_OK)
        return rate->units;
    return q->class == CLASS_AMOUNT         ? q->units
           : strstr(q->units, "W ") == NULL ? "kg m-2"
           : ds->time.has_bounds            ? q->units
                                            : "J m-2";
}

static char **canonical_units(const struct dataset *ds) {
    char **target = mem_array(ds->nfields, sizeof *target);

    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *f = &ds->field[k];
        const struct quantity_row *q = quantity_find(f->name, f->standard_name);
        const char *unit = f->units;
        if (q != NULL && strcmp(unit, "dB") != 0 && f->type != LABEL &&
            !asks_keep() && quantity_spread(f) != SPREAD_SQUARE &&
            !quantity_is_doubtful(f))
            unit = canonical(ds, f, q);
        target[k] = mem_text(unit);
    }
    return target;
}

int units_open(struct stage **out, const struct dataset *in) {
    struct pair *p = NULL;
    char **target = mem_array(in->nfields, sizeof *target);
    size_t n = 0;
    int status = EX_OK;

    if (cfg.units.n == 0 || asks_keep())
        goto done;
    TRY(pairs_parse(&p, &n, &cfg.units, "--units"));
    TRY(pairs_check(p, n, in));
    for (size_t k = 0; k < in->nfields; k++) {
        const char *unit = pairs_unit(p, n, in, k);
        const char *is = in->field[k].units;
        target[k] = mem_text(unit ? units_spelled(unit, is) : is);
    }
    TRY(convert_open(out, in, target));
done:
    pairs_free(p, n);
    free_targets(target, in->nfields);
    return status;
}

/* Is it known how long a step is?  What is per month says it by its date. */
static bool has_length(const struct time_axis *t, const char *from,
                       const char *to) {
    return t->has_bounds ||
           (t->name != NULL && t->unit.calendar != CALENDAR_NONE &&
            (units_per_month(from) || units_per_month(to)));
}

/* The length of a step, or of the month that it is in [s]. */
static int length_of(const struct time_axis *t, const struct step *s,
                     double *seconds) {
    const enum calendar c = t->unit.calendar;
    int64_t stamp;
    int status = EX_OK;

    *seconds = step_seconds(t, s);
    if (t->has_bounds || t->name == NULL)
        return EX_OK;
    TRY(time_decode(&t->unit, s->time, &stamp));
    const struct date d = time_date(c, stamp);
    *seconds = 86400.0 * calendar_month_days(c, d.year, d.month);
done:
    return status;
}

/* Says of which field, also where --accumulation would help. */
static int wrong(int status, const char *name) {
    static const char var[] = "--accumulation VAR=";
    char *text = mem_text(err_text());
    char *at = strstr(text, var);

    if (at != NULL) {
        *at = 0;
        err_set(status, "%s: %s--accumulation %s=%s", name, text, name,
                at + sizeof var - 1);
    } else {
        err_in(status, name);
    }
    free(text);
    return status;
}

/* The conversion of one field; one that needs the length of its step is found
 * again for each. */
static int find(struct convert *c, size_t k, const char *to) {
    const struct field *f = &c->st.ds->field[k];
    const char *from = c->from[k];
    const enum unit_class class = c->class[k];
    struct conversion *conv = &c->conv[k];
    int status;

    if (strcmp(from, to) == 0) {
        *conv = (struct conversion){ .scale = 1 };
        return EX_OK;
    }
    status = units_conversion(from, to, class, NAN, conv);
    if (quantity_spread(f) == SPREAD_DIFFERENCE)
        conv->offset = 0;
    if (status != EX_OK && (*from == 0 || strcmp(from, "1") == 0))
        return err_set(EX_DATAERR,
                       "%s: cannot convert \"%s\" to \"%s\"; --assume-units "
                       "%s=UNIT says what it is in",
                       f->name, from, to, f->name);
    if (status != EX_OK && !has_length(&c->st.ds->time, from, to))
        return wrong(status, f->name);
    if (status == EX_OK)
        return EX_OK;
    c->timed[k] = true;
    return err_in(units_conversion(from, to, class, 30 * 86400.0, conv),
                  f->name);
}

/* A rate is the mean over its step, of which an amount is the sum. */
static void settle_methods(struct field *f, enum unit_class was) {
    const bool sum = was == CLASS_AMOUNT;
    const enum unit_class is = quantity_class(f);
    const char *from = sum ? "time: sum" : "time: mean";
    const char *at = f->cell_methods ? strstr(f->cell_methods, from) : NULL;
    char *text;

    if (at == NULL || is != (sum ? CLASS_FLUX : CLASS_AMOUNT))
        return;
    text = mem_format("%.*s%s%s", (int)(at - f->cell_methods), f->cell_methods,
                      sum ? "time: mean" : "time: sum", at + strlen(from));
    field_text(&f->cell_methods, text);
    free(text);
}

static int convert_open(struct stage **out, const struct dataset *in,
                        char **target) {
    struct convert *c = mem_array(1, sizeof *c);
    const size_t n = in->nfields;
    bool changed = false;
    int status = EX_OK;

    c->st.put = convert_put;
    c->st.free = convert_free;
    c->st.ds = dataset_copy(in, true);
    c->n = n;
    c->from = mem_array(n, sizeof *c->from);
    c->class = mem_array(n, sizeof *c->class);
    c->conv = mem_array(n, sizeof *c->conv);
    c->timed = mem_array(n, sizeof *c->timed);
    c->own = mem_array(n, sizeof *c->own);
    c->out = mem_array(1, sizeof *c->out);
    c->out->value = mem_array(n, sizeof *c->out->value);
    for (size_t k = 0; k < n; k++) {
        struct field *f = &c->st.ds->field[k];
        c->from[k] = mem_text(f->units);
        c->class[k] = quantity_unit_class(f);
        TRY(find(c, k, target[k]));
        changed |= strcmp(f->units, target[k]) != 0;
        field_text(&f->units, target[k]);
        changed |= quantity_settle(f);
        if (c->timed[k])
            settle_methods(f, c->class[k]);
        if (c->timed[k] || c->conv[k].scale != 1 || c->conv[k].offset != 0)
            c->own[k].f = mem_array(f->n, type_size(f->type));
    }
    if (changed) {
        c->st.pulls = true;
        for (size_t k = 0; k < PULL_HELD; k++)
            c->ring[k].conv = mem_copy(c->conv, n, sizeof *c->conv);
        *out = &c->st;
        return EX_OK;
    }
done:
    stage_free(&c->st);
    return status;
}

static void convert(const struct conversion *c, const struct field *f,
                    union values from, union values to) {
    if (f->type == WIDE)
        affine_wide(f->n, from.d, c->scale, c->offset, to.d);
    else
        affine_apply(f->n, from.f, c->scale, c->offset, to.f);
}

static int get_turned(const struct pull *pull, size_t k, size_t first, size_t n,
                      float *out) {
    const struct turned *t = (const struct turned *)pull;
    const struct conversion *c = &t->conv[k];
    const int status = t->from->get(t->from, k, first, n, out);

    if (status == EX_OK && t->of->own[k].f != NULL)
        affine_apply(n, out, c->scale, c->offset, out);
    return status;
}

/* The conversions that depend on the length of the step. */
static int find_timed(const struct convert *c, const struct step *s,
                      struct conversion *conv) {
    double seconds;
    int status;

    TRY(length_of(&c->st.ds->time, s, &seconds));
    for (size_t k = 0; k < c->n; k++) {
        const struct field *f = &c->st.ds->field[k];
        if (!c->timed[k])
            continue;
        status = units_conversion(c->from[k], f->units, c->class[k], seconds,
                                  &conv[k]);
        TRY(err_in(status, f->name));
    }
done:
    return status;
}

static int pass_pull(struct convert *c, const struct step *s) {
    struct turned *t = &c->ring[c->next++ % PULL_HELD];
    int status;

    *t = (struct turned){ { get_turned }, c, s->pull, t->conv };
    TRY(find_timed(c, s, t->conv));
    for (size_t k = 0; k < c->n; k++)
        c->out->value[k].f = NULL;
    step_at(c->out, s);
    c->out->pull = &t->pull;
    c->out->held = s->held;
    status = stage_pass(&c->st, c->out);
done:
    return status;
}

static int convert_put(struct stage *st, const struct step *s) {
    struct convert *c = (struct convert *)st;
    const struct dataset *ds = st->ds;
    struct lent lent;
    int status;

    s = stage_lend(st, ds, s, &lent);
    if (s->pull != NULL)
        return pass_pull(c, s);
    c->out->pull = NULL;
    TRY(find_timed(c, s, c->conv));
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *to = &ds->field[k];
        c->out->value[k] = s->value[k];
        if (c->own[k].f == NULL)
            continue;
        convert(&c->conv[k], to, s->value[k], c->own[k]);
        c->out->value[k] = c->own[k];
    }
    step_at(c->out, s);
    status = stage_pass(st, c->out);
done:
    return status;
}

static void convert_free(struct stage *st) {
    struct convert *c = (struct convert *)st;

    for (size_t k = 0; k < c->n; k++)
        free(c->own[k].f);
    for (size_t k = 0; k < PULL_HELD; k++)
        free(c->ring[k].conv);
    free_targets(c->from, c->n);
    free(c->own);
    free(c->class);
    free(c->conv);
    free(c->timed);
    free(c->out->value);
    free(c->out);
    free(c);
}
