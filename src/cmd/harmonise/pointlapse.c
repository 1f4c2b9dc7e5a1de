/* SPDX-License-Identifier: Apache-2.0 */
/* --lapse: from the elevation of the cell to that of the station. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/points.h"
#include "core/mem.h"
#include "core/quantity.h"

/* No air cools or warms more with height [K m-1]. */
#define MOST 0.1

/* 6.5K/km, also as delta_degC/km. */
static int parse(const char *text, double *rate) {
    static const char delta[] = "delta_";
    struct quantity q = { 0 };
    int status;

    TRY(quantity_parse(text, &q));
    if (q.unit == NULL)
        TRY(err_set(EX_USAGE, "%s has no unit (6.5K/km)", text));
    if (strncmp(q.unit, delta, strlen(delta)) == 0)
        memmove(q.unit, q.unit + strlen(delta),
                strlen(q.unit) - strlen(delta) + 1);
    if (units_difference(q, "K m-1", rate) != EX_OK)
        TRY(err_set(EX_USAGE,
                    "%s is no change of temperature with height "
                    "(6.5K/km)",
                    text));
    if (!(fabs(*rate) <= MOST))
        TRY(err_set(EX_USAGE, "%s is beyond %g K/km", text, MOST * 1000));
done:
    free(q.unit);
    return status;
}

/* Is the field at a level in the air, not at the ground? */
static bool is_aloft(const struct dataset *ds, const struct field *f) {
    const char *names = atts_text(&f->atts, "coordinates");

    for (size_t k = 0; k < ds->nscalars && names != NULL; k++) {
        const char *units = atts_text(&ds->scalar[k].atts, "units");
        struct conversion conv;
        if (units != NULL && strstr(names, ds->scalar[k].name) != NULL &&
            units_conversion(units, "Pa", CLASS_STATE, NAN, &conv) == EX_OK)
            return true;
    }
    return f->has_level;
}

/* What 1 K is in the unit of a field; 0: it is no temperature at the ground. */
static double kelvin_in(const struct dataset *ds, const struct field *f) {
    const struct quantity k = { .value = 1, .unit = (char[]){ "K" } };
    double x;

    if (f->type == LABEL || quantity_spread(f) != SPREAD_NONE ||
        is_aloft(ds, f) || units_difference(k, f->units, &x) != EX_OK)
        return 0;
    return x;
}

static int check(const struct sites *s, const struct ground *g) {
    if (s->elev == NULL)
        return err_set(EX_DATAERR,
                       "%s: has no elev, the elevation of the stations",
                       s->path);
    if (!g->is_there)
        return err_set(EX_DATAERR,
                       "no orog, the elevation of the cells, is there (a FILE "
                       "beside the others may have it)");
    return EX_OK;
}

/* Says which stations have no elevation. */
static void look(const struct sites *s) {
    bool *missing = mem_array(s->n, sizeof *missing);

    for (size_t i = 0; i < s->n; i++)
        missing[i] = isnan(s->elev[i]);
    sites_warn(s, missing,
               "have no elevation, so that their temperatures are missing");
    free(missing);
}

int lapse_open(struct lapse *l, const char *rate, const struct sites *s,
               const struct ground *g, struct dataset *out) {
    size_t n = 0;
    int status;

    *l = (struct lapse){ 0 };
    if (rate == NULL)
        return EX_OK;
    TRY(parse(rate, &l->rate));
    TRY(check(s, g));
    l->unit = mem_array(out->nfields, sizeof *l->unit);
    for (size_t k = 0; k < out->nfields; k++) {
        l->unit[k] = kelvin_in(out, &out->field[k]);
        if (l->unit[k] == 0)
            continue;
        atts_set_text(&out->field[k].atts, "twinpipe_lapse", rate);
        n++;
    }
    if (n == 0)
        TRY(err_set(EX_DATAERR, "no field is a temperature at the ground"));
    look(s);
done:
    return err_in(status, "--lapse");
}

void lapse_free(struct lapse *l) {
    remap_free(l->mean);
    free(l->unit);
    free(l->masked);
    free(l->under);
    free(l->z);
}

int lapse_mean(struct lapse *l, const struct sites *s, const struct dataset *in,
               double km) {
    const size_t members = in->member ? in->member->n : 1;

    if (l->unit == NULL)
        return EX_OK;
    l->cells = grid_cells(in->grid);
    l->nstations = s->n;
    l->masked = mem_array(l->cells, sizeof *l->masked);
    l->under = mem_array(s->n, sizeof *l->under);
    l->z = mem_array(members, s->n * sizeof *l->z);
    return remap_points(&l->mean, in->grid, s->grid, REMAP_CONSERVATIVE, km);
}

struct heights lapse_under(struct lapse *l, const struct dataset *in,
                           const struct ground *g, const struct step *s,
                           size_t k) {
    const struct field *f = &in->field[k];
    const size_t planes = f->n / l->cells, n = l->nstations;

    for (size_t p = 0; p < planes; p++) {
        for (size_t i = 0; i < l->cells; i++)
            l->masked[i] =
                isnan(value_of(f->type, &s->value[k], p * l->cells + i))
                    ? NAN
                    : ground_value(g, in, s, i);
        remap_apply_wide(l->mean, l->masked, l->under);
        for (size_t i = 0; i < n; i++)
            l->z[p * n + i] = (float)l->under[i];
    }
    return (struct heights){ l->z, planes * n };
}

void lapse_apply(const struct lapse *l, const struct sites *s, size_t k,
                 const struct field *f, union values v, struct heights h) {
    for (size_t i = 0; i < f->n; i++) {
        const double less =
            l->rate * l->unit[k] * (s->elev[i % s->n] - (double)h.z[i % h.n]);
        if (f->type == WIDE)
            v.d[i] -= less;
        else
            v.f[i] = (float)((double)v.f[i] - less);
    }
}
