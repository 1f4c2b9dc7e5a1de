/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/judge.h"

#include <math.h>
#include <string.h>

#include "cmd/harmonise/stages.h"

/* Share of the range that packing may have added. */
#define NOISE 1e-6
/* Share of the values that must look wrong, and right with another unit. */
#define MOST 0.99

/* Differences, deviations and sums of states have other ranges. */
static bool is_judged(const struct field *f) {
    static const char *const others[] = { "standard_deviation", "variance",
                                          "range", "sum" };
    const char *s = f->standard_name ? f->standard_name : "";
    const char *m = f->cell_methods ? f->cell_methods : "";

    if (f->type == LABEL || strstr(s, "anomaly"))
        return false;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (strstr(m, others[k]) && quantity_class(f) != CLASS_AMOUNT)
            return false;
    return true;
}

bool judge_prepare(struct judge *j, const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    const enum unit_class class = quantity_class(f);
    struct conversion c = { 1, 0 };
    double noise;

    if (q != NULL && class == CLASS_AMOUNT && q->class != CLASS_AMOUNT)
        q = quantity_amount(q);
    if (q == NULL || isnan(q->least) || !is_judged(f))
        return false;
    if (strcmp(q->units, f->units) != 0 &&
        units_conversion(q->units, f->units, quantity_unit_class(f), NAN, &c) !=
            EX_OK)
        return false; /* who makes units canonical says why */
    noise = NOISE * (q->most - q->least);
    j->row = q;
    j->per_day = class == CLASS_AMOUNT;
    j->from = q->least * c.scale + c.offset;
    j->to = q->most * c.scale + c.offset;
    j->least = (q->least - noise) * c.scale + c.offset;
    j->most = (q->most + noise) * c.scale + c.offset;
    return true;
}

struct plausible judge_count(const struct field *f, union values v,
                             double least, double most) {
    return f->type == WIDE ? plausible_wide(f->n, v.d, least, most)
                           : plausible_count(f->n, v.f, least, most);
}

/* An amount may be as large as its step is long; without bounds, any. */
double judge_most(const struct judge *j, double seconds) {
    if (!j->per_day)
        return j->most;
    return isnan(seconds) ? INFINITY : j->most * fmax(1, seconds / 86400);
}

/* Units that people write values in, beside the canonical one. */
static const struct {
    const char *canonical, *usual[5];
} usual[] = {
    { "K", { "degC", "degF" } },
    { "Pa", { "hPa", "kPa" } },
    { "m s-1", { "km/h", "knot" } },
    { "kg m-2 s-1", { "mm/day", "mm/h" } },
    { "kg m-2", { "m", "cm" } },
    { "m", { "km", "cm", "mm" } },
    { "%", { "1" } },
    { "1", { "%", "g/kg" } },
    { "1e-3", { "1" } },
    { "m3 s-1", { "l/s" } },
};

/* How many values would be plausible in another unit? */
static bool would_fit(const struct judge *j, const struct field *f,
                      union values v, const char *unit) {
    const enum unit_class class = quantity_unit_class(f);
    struct conversion c;
    struct plausible p;

    if (units_same(unit, f->units) ||
        units_conversion(j->row->units, unit, class, NAN, &c) != EX_OK)
        return false;
    p = judge_count(f, v, j->row->least * c.scale + c.offset,
                    j->row->most * c.scale + c.offset);
    return (double)p.outside < (1 - MOST) * (double)p.valid;
}

bool judge_lets(const struct plausible *p) {
    return (double)p->outside <= MOST * (double)p->valid;
}

/* The first values there are: is the unit the one they are in? */
int judge_hold(struct judge *j, const struct field *f, union values v,
               const struct plausible *p) {
    j->held = true;
    if (judge_lets(p))
        return EX_OK;
    for (size_t k = 0; k < sizeof usual / sizeof *usual; k++)
        for (size_t i = 0; i < 5 && usual[k].usual[i]; i++) {
            const char *unit = usual[k].usual[i];
            if (strcmp(usual[k].canonical, j->row->units) != 0 ||
                !would_fit(j, f, v, unit))
                continue;
            return err_set(EX_DATAERR,
                           "%s: %s is declared %s but %.5g…%.5g looks like %s; "
                           "use --assume-units %s=%s",
                           stages_input(), f->name, *f->units ? f->units : "1",
                           p->least, p->most, unit, f->name, unit);
        }
    return EX_OK;
}

static void note(struct judge *j, const struct plausible *p, double most) {
    const double under = j->least - p->least, over = p->most - most;
    const double worst = under > over ? p->least : p->most;

    if (j->outside == 0 ||
        fmax(under, over) > fmax(j->least - j->worst, j->worst - most))
        j->worst = worst;
}

void judge_record(struct judge *j, const struct plausible *p, double most,
                  double time) {
    j->values += p->valid;
    if (p->outside == 0)
        return;
    note(j, p, most);
    if (j->outside == 0) {
        j->cell = p->first;
        j->time = time;
    }
    j->outside += p->outside;
}
