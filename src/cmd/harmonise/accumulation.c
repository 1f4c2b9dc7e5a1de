/* SPDX-License-Identifier: Apache-2.0 */
/* What was accumulated becomes amounts of steps, and steps get bounds.
 *
 * What is known comes from --accumulation, or from the source profile as the
 * attribute twinpipe_accumulation: "step:PT1H:end". */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/accumulated.h"
#include "cmd/harmonise/pairs.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "kernel/difference.h"
#include "kernel/plausible.h"

static struct { struct texts accumulation; } cfg;

const struct opt accumulation_opts[] = {
    { .name = "accumulation",
      .arg = "VAR=KIND[:LENGTH][:start|end]",
      .texts = &cfg.accumulation,
      .help = "what values sum up: rate, step, start, since HH:MM" },
    { 0 },
};

#define KNOWN "twinpipe_accumulation"

/* Values packed in 16 bits are right to a part of their range. */
#define PACKED (1.0 / 32767)
/* Share of the wet cells that must fall together at a new start. */
#define TOGETHER 0.1

/* One field that is accumulated. */
struct sum {
    struct accumulated how;
    bool given, differs, rises; /* it never falls */
    float *before, *own;        /* [n]  since the start; of the step */
    double least, most;         /* of all values seen */
    size_t lost;
};

struct accumulation {
    struct stage st;
    size_t n;          /* fields */
    struct sum *sum;   /* [n] */
    size_t rule;       /* the field whose bounds are those of all */
    bool has_bounds;   /* the file's own, that stay */
    int64_t length;    /* of a step [ms]; 0: not known */
    int64_t end;       /* of the step before; INT64_MIN: none */
    int64_t reference; /* when the forecast began; INT64_MIN: not known */
    struct step *out;  /* values of the others are the input's */
};

static int find_kinds(struct accumulation *a, const struct dataset *in);
static int find_length(struct accumulation *a, const struct dataset *in);
static void check_length(const struct accumulation *a,
                         const struct dataset *in);
static void make(struct accumulation *a, const struct dataset *in);
static int accumulation_put(struct stage *st, const struct step *s);
static int accumulation_end(struct stage *st);
static void accumulation_free(struct stage *st);

int accumulation_open(struct stage **out, const struct dataset *in) {
    struct accumulation *a = mem_array(1, sizeof *a);
    int status;

    a->n = in->nfields;
    a->rule = a->n;
    a->end = INT64_MIN;
    a->sum = mem_array(a->n, sizeof *a->sum);
    a->out = mem_array(1, sizeof *a->out);
    a->out->value = mem_array(a->n, sizeof *a->out->value);
    TRY(find_kinds(a, in));
    if (a->rule < a->n) {
        TRY(find_length(a, in));
        check_length(a, in);
        make(a, in);
        *out = &a->st;
        return EX_OK;
    }
done:
    accumulation_free(&a->st);
    return err_in(status, "--accumulation");
}

/* Each field's own; all must agree on what a step is. */
static int find_kinds(struct accumulation *a, const struct dataset *in) {
    struct pair *p = NULL;
    size_t n = 0;
    int status;

    TRY(pairs_parse(&p, &n, &cfg.accumulation, "VAR=KIND"));
    TRY(pairs_check(p, n, in));
    for (size_t k = 0; k < in->nfields; k++) {
        const struct field *f = &in->field[k];
        const char *text = pairs_find(p, n, f);
        if (text == NULL)
            text = atts_text(&f->atts, KNOWN);
        if (text == NULL || f->type == LABEL)
            continue;
        TRY(accumulated_parse(text, &a->sum[k].how));
        a->sum[k].given = true;
        a->sum[k].differs = accumulated_differs(&a->sum[k].how);
        if (a->rule == a->n)
            a->rule = k;
        if (!accumulated_agree(&a->sum[k].how, &a->sum[a->rule].how))
            TRY(err_set(EX_DATAERR,
                        "%s and %s have steps of other kinds; take one with "
                        "--variable",
                        in->field[a->rule].name, f->name));
    }
done:
    pairs_free(p, n);
    return status;
}

/* The distance of the first two stamps [ms], and, if it matters, of all. */
static int64_t distance(const struct time_axis *t, bool all) {
    int64_t a, b, first = 0;

    if (t->value == NULL || t->n == STEPS_UNKNOWN || t->n < 2)
        return 0;
    for (size_t k = 1; k < (all ? t->n : 2); k++) {
        if (time_decode(&t->unit, t->value[k - 1], &a) != EX_OK ||
            time_decode(&t->unit, t->value[k], &b) != EX_OK ||
            (first != 0 && b - a != first))
            return 0;
        first = b - a;
    }
    return first;
}

/* Steps of an hour that lie months apart are no steps of an hour. */
static void check_length(const struct accumulation *a,
                         const struct dataset *in) {
    const struct accumulated *how = &a->sum[a->rule].how;
    const int64_t apart = distance(&in->time, false);

    if (how->length > 0 && how->length < MS_PER_DAY &&
        apart >= 27 * (int64_t)MS_PER_DAY)
        warn("%s: %s: steps of %g h lie %g days apart; of means of months say "
             "so (--source era5-monthly, or --accumulation)",
             stages_input(), in->field[a->rule].name,
             (double)how->length / MS_PER_HOUR, (double)apart / MS_PER_DAY);
}

size_t accumulation_covers(const struct dataset *ds, int64_t *from,
                           int64_t *to) {
    struct accumulated how, first = { 0 };
    struct pair *p = NULL;
    size_t n = 0, known = 0;
    bool alike = true;

    if (pairs_parse(&p, &n, &cfg.accumulation, "VAR=KIND") != EX_OK)
        n = 0;
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *f = &ds->field[k];
        const char *text = pairs_find(p, n, f);
        if (text == NULL)
            text = atts_text(&f->atts, KNOWN);
        if (f->type == LABEL || text == NULL ||
            accumulated_parse(text, &how) != EX_OK)
            continue;
        if (known++ == 0)
            first = how;
        alike = alike && accumulated_agree(&how, &first);
    }
    pairs_free(p, n);
    if (first.length == 0)
        first.length = distance(&ds->time, true);
    *from = *to = 0;
    if (known == 0 || !alike || first.length <= 0 || first.later != 0 ||
        first.kind == ACCUMULATED_START)
        return 0;
    *from = first.at_end ? -first.length : 0;
    *to = *from + first.length;
    return known;
}

/* Bounds for what is summed up do not make what is at the stamp a mean: states
 * of steps within a day, but for extremes since the step before. */
static bool is_point(const struct accumulation *a, const struct field *f) {
    return !a->has_bounds && a->length < MS_PER_DAY &&
           f->cell_methods == NULL && quantity_is_instant(f);
}

static int find_length(struct accumulation *a, const struct dataset *in) {
    const struct accumulated *how = &a->sum[a->rule].how;
    const bool differs = a->sum[a->rule].differs;

    a->has_bounds = in->time.has_bounds && !differs;
    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "%s has no time", in->field[a->rule].name);
    a->length = how->length;
    a->reference =
        how->kind == ACCUMULATED_START ? forecast_reference(in) : INT64_MIN;
    if (a->length == 0)
        a->length = distance(&in->time, !differs);
    if (a->has_bounds || how->kind == ACCUMULATED_SINCE || a->length > 0 ||
        a->reference != INT64_MIN)
        return EX_OK;
    return err_set(EX_DATAERR, "%s: say how long a step is (%s=%s:PT1H:end)",
                   in->field[a->rule].name, in->field[a->rule].name,
                   accumulated_name(how->kind));
}

static void make(struct accumulation *a, const struct dataset *in) {
    a->st.put = accumulation_put;
    a->st.end = accumulation_end;
    a->st.free = accumulation_free;
    a->st.ds = dataset_copy(in, true);
    a->st.ds->time.has_bounds = true;
    if (!a->has_bounds) {
        free(a->st.ds->time.bounds);
        a->st.ds->time.bounds = NULL;
    }
    for (size_t k = 0; k < a->n; k++) {
        struct field *f = &a->st.ds->field[k];
        const struct quantity_row *q = quantity_find(f->name, f->standard_name);
        struct sum *s = &a->sum[k];
        if (!s->given && is_point(a, f))
            field_text(&f->cell_methods, "time: point");
        if (!s->given)
            continue;
        atts_drop(&f->atts, KNOWN);
        s->rises = q == NULL || !(q->least < 0);
        s->least = INFINITY;
        s->most = -INFINITY;
        if (f->cell_methods == NULL || s->differs)
            field_text(&f->cell_methods, s->how.kind == ACCUMULATED_RATE
                                             ? "time: mean"
                                             : "time: sum");
        if (s->differs) {
            s->before = mem_array(f->n, sizeof *s->before);
            s->own = mem_array(f->n, sizeof *s->own);
        }
    }
}

/* Begins the accumulation anew with this step? */
static bool is_new(struct sum *s, size_t n, const float *now, double noise) {
    size_t had;
    const size_t falls = difference_falls(n, s->before, now, noise, &had);

    return falls > 0 && (double)falls >= TOGETHER * (double)had;
}

/* The amount of the step in s->own. */
static void differ(struct sum *s, size_t n, const float *now, bool from_zero) {
    const struct plausible p = plausible_count(n, now, -INFINITY, INFINITY);
    double noise;

    s->least = fmin(s->least, fmin(0, p.least));
    s->most = fmax(s->most, fmax(0, p.most));
    noise = (s->most - s->least) * PACKED;
    if (s->least < -noise)
        s->rises = false; /* it goes either way */
    if (!from_zero && s->rises && s->how.kind == ACCUMULATED_START)
        from_zero = is_new(s, n, now, noise);
    if (from_zero)
        memset(s->before, 0, n * sizeof *s->before);
    s->lost += difference_apply(n, s->before, now, s->rises, noise, s->own);
    memcpy(s->before, now, n * sizeof *s->before);
}

/* Where the step that ends at `end` began. */
static int64_t begin(const struct accumulation *a, int64_t end, bool *anew) {
    const struct accumulated *how = &a->sum[a->rule].how;
    const int64_t day = accumulated_day(how, end);

    *anew = a->end == INT64_MIN;
    if (how->kind == ACCUMULATED_SINCE) {
        *anew |= a->end <= day;
        return *anew ? day : a->end;
    }
    if (how->kind == ACCUMULATED_START && !*anew)
        return a->end;
    if (how->kind == ACCUMULATED_START && a->reference < end &&
        a->reference != INT64_MIN)
        return a->reference;
    return end - a->length;
}

static int accumulation_put(struct stage *st, const struct step *s) {
    struct accumulation *a = (struct accumulation *)st;
    const struct time_unit *unit = &st->ds->time.unit;
    int64_t end, from;
    bool anew;
    int status;

    TRY(time_decode(unit, s->time, &end));
    if (!a->sum[a->rule].how.at_end)
        end += a->length;
    end += a->sum[a->rule].how.later;
    from = begin(a, end, &anew);
    step_at(a->out, s);
    if (!a->has_bounds) {
        a->out->bounds[0] = time_encode(unit, from);
        a->out->bounds[1] = time_encode(unit, end);
    }
    for (size_t k = 0; k < a->n; k++) {
        a->out->value[k] = s->value[k];
        if (!a->sum[k].differs)
            continue;
        differ(&a->sum[k], st->ds->field[k].n, s->value[k].f, anew);
        a->out->value[k].f = a->sum[k].own;
    }
    a->end = end;
    status = stage_pass(st, a->out);
done:
    return status;
}

static int accumulation_end(struct stage *st) {
    const struct accumulation *a = (struct accumulation *)st;

    for (size_t k = 0; k < a->n; k++)
        if (a->sum[k].lost > 0)
            warn("%s: %s: %zu values fell within an accumulation and are made "
                 "missing",
                 stages_input(), st->ds->field[k].name, a->sum[k].lost);
    return EX_OK;
}

static void accumulation_free(struct stage *st) {
    struct accumulation *a = (struct accumulation *)st;

    for (size_t k = 0; k < a->n; k++) {
        free(a->sum[k].before);
        free(a->sum[k].own);
    }
    free(a->sum);
    free(a->out->value);
    free(a->out);
    free(a);
}
