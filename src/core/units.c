/* SPDX-License-Identifier: Apache-2.0 */
#include "core/units.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <udunits2.h>

#include "core/mem.h"
#include "core/parse.h"
#include "core/units_spell.h"

static ut_system *database;

static int load(void) {
    if (database)
        return EX_OK;
    ut_set_error_message_handler(ut_ignore);
    database = ut_read_xml(NULL);
    return database ? EX_OK
                    : err_set(EX_UNAVAILABLE, "UDUNITS-2 has no database");
}

static int parse(ut_unit **out, const char *clean_unit, const char *unit) {
    *out = ut_parse(database, clean_unit, UT_UTF8);
    if (*out == NULL)
        *out = ut_parse(database, clean_unit, UT_LATIN1);
    if (*out)
        return EX_OK;
    if (strcasecmp(clean_unit, "dB") == 0)
        return err_set(EX_DATAERR,
                       "\"%s\" is logarithmic (--derive linear undoes it)",
                       unit);
    return err_set(EX_DATAERR, "unit \"%s\" is not known", unit);
}

/* What rounding in a chain of factors added: 25.400000000000002 is 25.4. */
static double settle(double x) {
    char text[32];
    double y;

    snprintf(text, sizeof text, "%.15g", x);
    y = strtod(text, NULL);
    return fabs(y - x) <= 2 * (nextafter(fabs(x), INFINITY) - fabs(x)) ? y : x;
}

/* Scale and offset of a converter, if it is a straight line.  The far point
 * keeps the offset from rounding the scale. */
static bool straight(cv_converter *cv, struct conversion *conv) {
    const double far = 0x1p40, zero = cv_convert_double(cv, 0),
                 one = cv_convert_double(cv, 1),
                 scale = (cv_convert_double(cv, far) - zero) / far;

    if (!isfinite(scale) || !isfinite(zero) || scale == 0 ||
        fabs(one - zero - scale) > 1e-9 * (fabs(zero) + fabs(scale)))
        return false;
    conv->scale = settle(scale);
    conv->offset = settle(zero);
    return true;
}

/* Coulomb and farad where a temperature is meant. */
static const char *temperature(const char *unit) {
    return strcmp(unit, "C") == 0   ? "degC"
           : strcmp(unit, "F") == 0 ? "degF"
                                    : unit;
}

/* A salinity in parts per thousand, which UDUNITS takes for trillion. */
static const char *salinity(const char *unit, const char *other) {
    return strcasecmp(unit, "ppt") == 0 && strcmp(other, "1e-3") == 0 ? other
                                                                      : unit;
}

const char *units_spelled(const char *unit, const char *other) {
    const char *t = temperature(unit);
    struct conversion conv;

    return t != unit &&
                   units_conversion(other, t, CLASS_STATE, NAN, &conv) == EX_OK
               ? t
               : unit;
}

/* One try; EX_OK with *found false where the dimensions differ. */
static int attempt(const char *from, const char *to, bool *found,
                   struct conversion *conv) {
    const struct unit_text a = unit_spell(from), b = unit_spell(to);
    ut_unit *ua = NULL, *ub = NULL;
    cv_converter *cv = NULL;
    int status;

    *conv = (struct conversion){ 1, 0 };
    *found = strcmp(a.s, b.s) == 0;
    if (*found)
        return EX_OK;
    TRY(load());
    TRY(parse(&ua, a.s, from));
    TRY(parse(&ub, b.s, to));
    cv = ut_get_converter(ua, ub);
    *found = cv && straight(cv, conv);
done:
    cv_free(cv);
    ut_free(ub);
    ut_free(ua);
    return status;
}

static int plain(const char *from, const char *to, bool *found,
                 struct conversion *conv) {
    const int status = attempt(from, to, found, conv);

    if (status != EX_OK || *found)
        return status;
    return attempt(temperature(from), temperature(to), found, conv);
}

static int cannot(const char *from, const char *to, const char *why) {
    return err_set(EX_DATAERR, "cannot convert \"%s\" to \"%s\"%s", from, to,
                   why);
}

/* What may be an amount of a step, or a rate. */
struct family {
    const char *unit;
    bool energy, rate;
    double factor; /* to kg m-2 (s-1), J m-2 (s-1) */
};

static const struct family families[] = {
    { "kg m-2", false, false, 1 },    { "m", false, false, 1000 },
    { "kg m-2 s-1", false, true, 1 }, { "m s-1", false, true, 1000 },
    { "J m-2", true, false, 1 },      { "W m-2", true, true, 1 },
};

/* The family of a unit, with the scale between the unit and the family's; NULL
 * where there is none. */
static const struct family *family(const char *unit, bool into, double *scale) {
    struct conversion conv;
    bool found = false;

    for (size_t k = 0; k < sizeof families / sizeof *families; k++) {
        const struct family *f = &families[k];
        if ((into ? plain(unit, f->unit, &found, &conv)
                  : plain(f->unit, unit, &found, &conv)) != EX_OK)
            return NULL;
        if (found && conv.offset == 0) {
            *scale = conv.scale;
            return f;
        }
    }
    return NULL;
}

/* Water by its density, amounts and rates by the length of the step. */
static int by_family(const char *from, const char *to, double step,
                     struct conversion *conv, bool *found) {
    double in = 1, out = 1, x;
    const struct family *a = family(from, true, &in);
    const struct family *b = family(to, false, &out);

    *found = a && b && a->energy == b->energy;
    if (!*found)
        return EX_OK;
    x = in * out * a->factor / b->factor;
    if (a->rate != b->rate && !(step > 0))
        return cannot(from, to,
                      " without a step length; use --accumulation "
                      "VAR=step:PT1H:end");
    if (a->rate != b->rate)
        x = a->rate ? x * step : x / step;
    *conv = (struct conversion){ settle(x), 0 };
    return EX_OK;
}

/* Where "/month" begins in a clean unit; NULL: it has none. */
static char *month_of(char *unit) {
    static const char *const ends[] = { "/month", " month-1", "/mon",
                                        " mon-1" };
    const size_t n = strlen(unit);

    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
        const size_t m = strlen(ends[k]);
        if (n > m && strcmp(unit + n - m, ends[k]) == 0)
            return unit + n - m;
    }
    return NULL;
}

bool units_per_month(const char *unit) {
    struct unit_text t = unit_spell(unit);

    return month_of(t.s) != NULL;
}

/* "mm/month" is the amount of a step of a month; anything else stays. */
static int of_month(const char *unit, double step, struct unit_text *t) {
    const double days = step / 86400;
    char *end;

    *t = unit_spell(unit);
    if (strcmp(t->s, "mm/m") == 0 || strcmp(t->s, "mm m-1") == 0)
        return err_set(EX_DATAERR,
                       "\"%s\": mm per month? say --assume-units pr=mm/month",
                       unit);
    end = month_of(t->s);
    if (end != NULL && !(days >= 28 && days <= 31))
        return err_set(EX_DATAERR, "\"%s\" needs steps of a month", unit);
    if (end != NULL)
        *end = 0;
    return EX_OK;
}

int units_conversion(const char *from, const char *to, enum unit_class class,
                     double step, struct conversion *conv) {
    const bool special = class == CLASS_FLUX || class == CLASS_AMOUNT;
    struct conversion c = { 1, 0 };
    struct unit_text a = unit_spell(from), b = unit_spell(to);
    bool found = strcmp(from, to) == 0;
    int status = EX_OK;

    if (!found && special) {
        TRY(of_month(from, step, &a));
        TRY(of_month(to, step, &b));
    }
    if (!found)
        TRY(plain(salinity(a.s, b.s), salinity(b.s, a.s), &found, &c));
    if (!found && special)
        TRY(by_family(a.s, b.s, step, &c, &found));
    if (!found)
        return cannot(from, to, "");
    *conv = c;
done:
    return status;
}

int quantity_parse(const char *text, struct quantity *q) {
    double x;
    const char *unit = parse_number(text, &x);
    size_t n;

    if (unit == NULL)
        return err_set(EX_USAGE,
                       "\"%s\" is not a number with a unit (like \"35 degC\")",
                       text);
    while (*unit == ' ')
        unit++;
    n = strlen(unit);
    while (n && unit[n - 1] == ' ')
        n--;
    q->value = x;
    q->unit = NULL;
    if (n) {
        q->unit = mem_text(unit);
        q->unit[n] = 0;
    }
    return EX_OK;
}

/* The unit of an option that is not known is the user's error. */
static int conversion_of(const struct quantity *q, const char *unit,
                         struct conversion *conv) {
    int status = EX_OK;

    *conv = (struct conversion){ 1, 0 };
    if (q->unit == NULL || strcmp(q->unit, unit) == 0)
        return EX_OK;
    TRY(units_check(unit));
    if ((status = units_check(q->unit)) == EX_DATAERR)
        return err_set(EX_USAGE, "%s", err_text());
    if (status == EX_OK)
        status = units_conversion(q->unit, unit, CLASS_FLUX, NAN, conv);
done:
    return status;
}

int units_in(struct quantity q, const char *unit, double *x) {
    struct conversion conv;
    const int status = conversion_of(&q, unit, &conv);

    if (status == EX_OK)
        *x = q.value * conv.scale + conv.offset;
    return status;
}

int units_difference(struct quantity q, const char *unit, double *x) {
    struct conversion conv;
    const int status = conversion_of(&q, unit, &conv);

    if (status == EX_OK)
        *x = q.value * conv.scale;
    return status;
}

bool units_same(const char *a, const char *b) {
    struct conversion conv;
    bool found;

    return plain(a, b, &found, &conv) == EX_OK && found && conv.scale == 1 &&
           conv.offset == 0;
}

int units_check(const char *unit) {
    const struct unit_text t = unit_spell(unit);
    ut_unit *u = NULL;
    int status;

    TRY(load());
    TRY(parse(&u, t.s, unit));
done:
    ut_free(u);
    return status;
}

static const char *const classes[] = {
    [CLASS_STATE] = "state",       [CLASS_FLUX] = "flux",
    [CLASS_AMOUNT] = "amount",     [CLASS_EXTENSIVE] = "extensive",
    [CLASS_FRACTION] = "fraction", [CLASS_FLAG] = "flag",
    [CLASS_ANGLE] = "angle",       [CLASS_VECTOR] = "vector",
};

int units_class_parse(const char *name, enum unit_class *class) {
    for (unsigned k = 0; k < sizeof classes / sizeof *classes; k++)
        if (strcmp(name, classes[k]) == 0) {
            *class = (enum unit_class)k;
            return EX_OK;
        }
    return err_set(EX_DATAERR,
                   "no class \"%s\" (there are state, flux, amount, extensive, "
                   "fraction, flag, angle, vector)",
                   name);
}

const char *units_class_name(enum unit_class class) {
    return classes[class];
}
