/* SPDX-License-Identifier: Apache-2.0 */
/* Step 10: can the values be what they are said to be?  They are judged in the
 * unit of the input, before it is made canonical. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/flag.h"
#include "cmd/harmonise/fuse.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "kernel/plausible.h"

static struct { const char *plausible; } cfg;

static const char *const words[] = { "warn", "mask", "fail", "off", NULL };

const struct opt plausible_opts[] = {
    { .name = "plausible",
      .arg = "HOW",
      .text = &cfg.plausible,
      .words = words,
      .help = "values that cannot be: warn (default), mask, fail, off" },
    { 0 },
};

/* Share of the range that packing may have added. */
#define NOISE 1e-6
/* Share of the values that must look wrong, and right with another unit. */
#define MOST 0.99

/* What one field may be, and what was seen. */
struct judge {
    const struct quantity_row *row; /* NULL: it is not judged */
    double least, most;             /* [units of the field], with noise */
    double from, to;                /* likewise, without */
    bool per_day;                   /* most is of a day, of longer steps more */
    size_t flag;                    /* place of its flags, or SIZE_MAX */
    bool held;                      /* the first values were held to the unit */
    size_t values, outside;
    double worst;
    size_t cell; /* of the first */
    double time;
    union values own; /* for mask, or NULL */
};

struct plausibility {
    struct stage st;
    size_t n;            /* fields */
    struct judge *judge; /* [nfields] */
    struct step *out;
};

static bool prepare(struct judge *j, const struct field *f);
static int plausibility_put(struct stage *st, const struct step *s);
static int plausibility_end(struct stage *st);
static void plausibility_free(struct stage *st);

static bool is(const char *how) {
    return strcmp(cfg.plausible ? cfg.plausible : "warn", how) == 0;
}

int plausible_open(struct stage **out, const struct dataset *in) {
    struct plausibility *p;
    bool any = false;

    if (is("off"))
        return EX_OK;
    if (fuse_refuse("--plausible mask", is("mask")) != EX_OK)
        return EX_USAGE;
    p = mem_array(1, sizeof *p);
    p->st.put = plausibility_put;
    p->st.end = plausibility_end;
    p->st.free = plausibility_free;
    p->st.ds = dataset_copy(in, true);
    p->n = in->nfields;
    p->judge = mem_array(in->nfields, sizeof *p->judge);
    p->out = mem_array(1, sizeof *p->out);
    p->out->value = mem_array(in->nfields, sizeof *p->out->value);
    for (size_t k = 0; k < in->nfields; k++)
        any |= prepare(&p->judge[k], &in->field[k]);
    for (size_t k = 0; k < in->nfields; k++)
        p->judge[k].flag = flag_of(in, k);
    if (any) {
        *out = &p->st;
        return EX_OK;
    }
    dataset_free(p->st.ds);
    plausibility_free(&p->st);
    return EX_OK;
}

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

static bool prepare(struct judge *j, const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    const enum unit_class class = quantity_class(f);
    struct conversion c = { 1, 0 };
    double noise;

    if (q != NULL && class == CLASS_AMOUNT && q->class != CLASS_AMOUNT)
        q = quantity_amount(q);
    if (q == NULL || isnan(q->least) || !is_judged(f))
        return false;
    if (strcmp(q->units, f->units) != 0 &&
        units_conversion(q->units, f->units, class, NAN, &c) != EX_OK)
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

static struct plausible count(const struct field *f, union values v,
                              double least, double most) {
    return f->type == WIDE ? plausible_wide(f->n, v.d, least, most)
                           : plausible_count(f->n, v.f, least, most);
}

/* An amount may be as large as its step is long; without bounds, any. */
static double most_of(const struct judge *j, double seconds) {
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
    const enum unit_class class = quantity_class(f);
    struct conversion c;
    struct plausible p;

    if (units_same(unit, f->units) ||
        units_conversion(j->row->units, unit, class, NAN, &c) != EX_OK)
        return false;
    p = count(f, v, j->row->least * c.scale + c.offset,
              j->row->most * c.scale + c.offset);
    return (double)p.outside < (1 - MOST) * (double)p.valid;
}

/* The first values there are: is the unit the one they are in? */
static int hold(struct judge *j, const struct field *f, union values v,
                const struct plausible *p) {
    j->held = true;
    if ((double)p->outside <= MOST * (double)p->valid)
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

static double value_at(const struct field *f, union values v, size_t i) {
    return f->type == WIDE ? v.d[i] : (double)v.f[i];
}

static void note(struct judge *j, const struct plausible *p, double most) {
    const double under = j->least - p->least, over = p->most - most;
    const double worst = under > over ? p->least : p->most;

    if (j->outside == 0 ||
        fmax(under, over) > fmax(j->least - j->worst, j->worst - most))
        j->worst = worst;
}

/* Flags values outside, whether they stay or not. */
static void flag(const struct judge *j, const struct field *f, union values v,
                 double most, int32_t *flags) {
    for (size_t i = 0; i < f->n; i++) {
        const double x = value_at(f, v, i);
        if (x < j->least || x > most)
            flags[i] = FLAG_IMPLAUSIBLE;
    }
}

/* Values outside become missing. */
static union values mask(struct judge *j, const struct field *f, union values v,
                         double most) {
    if (j->own.f == NULL)
        j->own.f = mem_array(f->n, type_size(f->type));
    for (size_t i = 0; i < f->n; i++) {
        const double x = value_at(f, v, i);
        const bool outside = x < j->least || x > most;
        if (f->type == WIDE)
            j->own.d[i] = outside ? NAN : x;
        else
            j->own.f[i] = outside ? NAN : v.f[i];
    }
    return j->own;
}

static int plausibility_put(struct stage *st, const struct step *s) {
    struct plausibility *all = (struct plausibility *)st;
    const double seconds = step_seconds(&st->ds->time, s);
    int status;

    for (size_t k = 0; k < st->ds->nfields; k++) {
        const struct field *f = &st->ds->field[k];
        struct judge *j = &all->judge[k];
        const double most = most_of(j, seconds);
        struct plausible p;
        all->out->value[k] = s->value[k];
        if (j->row == NULL)
            continue;
        p = count(f, s->value[k], j->least, most);
        j->values += p.valid;
        if (!j->held && p.valid > 0 &&
            (status = hold(j, f, s->value[k], &p)) != EX_OK)
            return status;
        if (p.outside == 0)
            continue;
        note(j, &p, most);
        if (j->outside == 0) {
            j->cell = p.first;
            j->time = s->time;
        }
        j->outside += p.outside;
        if (j->flag != SIZE_MAX)
            flag(j, f, s->value[k], most, s->value[j->flag].i);
        if (is("mask"))
            all->out->value[k] = mask(j, f, s->value[k], most);
    }
    step_at(all->out, s);
    return stage_pass(st, all->out);
}

/* "45N 10E 2001-01-01T00:00:00Z" of the first; what is not known is left out.
 */
static void place_text(const struct dataset *ds, const struct judge *j,
                       char *text, size_t n) {
    const size_t cells = grid_cells(ds->grid), i = j->cell % cells;
    double *lon = mem_array(cells, sizeof *lon);
    double *lat = mem_array(cells, sizeof *lat);
    char when[TIME_TEXT];
    int64_t ms;
    size_t used = 0;

    *text = 0;
    if (grid_lonlat(ds->grid, lon, lat) == EX_OK)
        used = (size_t)snprintf(text, n, " %.6g%s %.6g%s", fabs(lat[i]),
                                lat[i] < 0 ? "S" : "N", fabs(lon[i]),
                                lon[i] < 0 ? "W" : "E");
    if (ds->time.name != NULL &&
        time_decode(&ds->time.unit, j->time, &ms) == EX_OK)
        snprintf(text + used, n - used, " %s",
                 time_text(ds->time.unit.calendar, ms, when));
    free(lon);
    free(lat);
}

static int plausibility_end(struct stage *st) {
    const struct plausibility *all = (struct plausibility *)st;
    char where[120];

    for (size_t k = 0; k < st->ds->nfields; k++) {
        const struct field *f = &st->ds->field[k];
        const struct judge *j = &all->judge[k];
        char *text;
        if (j->row == NULL || j->outside == 0)
            continue;
        place_text(st->ds, j, where, sizeof where);
        text =
            mem_format("%s: %s: %zu of %zu values outside %.6g…%.6g %s%s: "
                       "worst %.6g, first%s",
                       stages_input(), f->name, j->outside, j->values, j->least,
                       j->most, f->units, is("mask") ? " are made missing" : "",
                       j->worst, *where ? where : " of all");
        if (is("fail"))
            err_set(EX_DATAERR, "%s", text);
        else
            warn("%s", text);
        free(text);
        if (is("fail"))
            return EX_DATAERR;
    }
    return EX_OK;
}

static void plausibility_free(struct stage *st) {
    struct plausibility *p = (struct plausibility *)st;

    for (size_t k = 0; k < p->n; k++)
        free(p->judge[k].own.f);
    free(p->judge);
    free(p->out->value);
    free(p->out);
    free(p);
}
