/* SPDX-License-Identifier: Apache-2.0 */
/* Section 4 (1 of GRIB 1) with the times of section 1. */
#include <math.h>
#include <string.h>

#include "core/grib_part.h"

/* Milliseconds, or months, of a unit of time (code table 4.4). */
static bool unit_length(int unit, int64_t *ms, int64_t *months) {
    static const struct {
        int unit;
        int64_t ms, months;
    } known[] = {
        { 0, 60000, 0 },
        { 1, MS_PER_HOUR, 0 },
        { 2, MS_PER_DAY, 0 },
        { 3, 0, 1 },
        { 4, 0, 12 },
        { 5, 0, 120 },
        { 6, 0, 360 },
        { 7, 0, 1200 },
        { 10, 3 * MS_PER_HOUR, 0 },
        { 11, 6 * MS_PER_HOUR, 0 },
        { 12, 12 * MS_PER_HOUR, 0 },
        { 13, 1000, 0 },
    };

    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (known[k].unit == unit) {
            *ms = known[k].ms;
            *months = known[k].months;
            return true;
        }
    return false;
}

int grib_add(enum calendar c, int64_t time, int unit, int64_t n, int64_t *out) {
    int64_t ms, months, total;

    if (!unit_length(unit, &ms, &months))
        return err_set(EX_DATAERR, "no unit of time %d", unit);
    if (months > 0) {
        struct duration d = { .months = 1 };
        total = n * months;
        if (total > 12 * 200000 || total < -12 * 200000)
            return err_set(EX_DATAERR, "%lld months", (long long)total);
        *out = time_add(c, time, &d, total);
        return EX_OK;
    }
    if (__builtin_mul_overflow(n, ms, &total) ||
        __builtin_add_overflow(time, total, out) || *out > INT64_C(1) << 53 ||
        *out < -(INT64_C(1) << 53))
        return err_set(EX_DATAERR, "a time out of all bounds");
    return EX_OK;
}

int grib_date(enum calendar c, const struct date *d, int64_t *time) {
    if (d->hour > 23 || d->minute > 59 || d->second > 60)
        return err_set(EX_DATAERR, "%02d:%02d:%02d is no time of a day",
                       d->hour, d->minute, d->second);
    return time_of(c, d, time);
}

/* Seven octets: year, month, day, hour, minute, second. */
static int read_date(enum calendar c, const uint8_t *p, int64_t *time) {
    const struct date d = { .year = (int64_t)grib_u(p, 2),
                            .month = p[2],
                            .day = p[3],
                            .hour = p[4],
                            .minute = p[5],
                            .second = p[6] };

    return grib_date(c, &d, time);
}

static int no_date(const struct grib_field *f, uint64_t at) {
    return grib_bad(at, "message %zu: %s", f->message, err_text());
}

/* Section 1: centre, calendar, reference time. */
static int read_identity(struct grib_index *x, struct grib_field *f) {
    const struct grib_section *s = &f->sec[SEC_ID];
    const size_t n = s->n < 24 ? (size_t)s->n : 24;
    enum calendar c = CALENDAR_STANDARD;
    const uint8_t *p;
    int status;

    TRY(grib_view(&x->in, s->at, n, &p));
    f->param.centre = (int)grib_u(p + 5, 2);
    if (n >= 24 && grib_u(p + 21, 2) == 0) {
        static const enum calendar known[] = { CALENDAR_STANDARD,
                                               CALENDAR_360_DAY,
                                               CALENDAR_NOLEAP,
                                               CALENDAR_PROLEPTIC_GREGORIAN };
        if (p[23] > 3)
            TRY(grib_bad(s->at, "message %zu: calendar %d is not read",
                         f->message, p[23]));
        c = known[p[23]];
    }
    if (x->nfields == 0)
        x->calendar = c;
    if (x->calendar != c)
        TRY(grib_bad(s->at, "message %zu: another calendar than before",
                     f->message));
    if (read_date(c, p + 12, &f->reference) != EX_OK)
        TRY(no_date(f, s->at + 12));
done:
    return status;
}

/* Template of section 4: where its members are, 0: it has none. */
struct template {
    int number, member, derived, interval, least;
};

static const struct template *find_template(int number) {
    static const struct template known[] = {
        { 0, 0, 0, 0, 34 },   { 1, 36, 0, 0, 37 },   { 2, 0, 35, 0, 36 },
        { 8, 0, 0, 35, 58 },  { 11, 36, 0, 38, 61 }, { 12, 0, 35, 37, 60 },
        { 32, -1, 0, 0, 11 },
    };

    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (known[k].number == number)
            return &known[k];
    return NULL;
}

static struct grib_surface read_surface(const uint8_t *p) {
    struct grib_surface s = { p[0], NAN };
    const int64_t value = grib_s(p + 2, 4);
    const int64_t scale = grib_s(p + 1, 1);

    if (p[0] == 255 || grib_u(p + 2, 4) == 0xffffffff || p[1] == 255)
        return s;
    s.value = (double)value;
    for (int64_t k = 0; k < scale; k++)
        s.value /= 10;
    for (int64_t k = 0; k > scale; k--)
        s.value *= 10;
    if (scale > 1 && scale <= 22) /* correctly rounded */
        s.value = (double)value / pow(10, (double)scale);
    return s;
}

/* The block of an interval: its end, and how it was made. */
static int read_interval(struct grib_index *x, struct grib_field *f,
                         const uint8_t *p, size_t n) {
    const size_t ranges = p[7];

    if (read_date(x->calendar, p, &f->end) != EX_OK)
        return no_date(f, f->sec[SEC_PRODUCT].at);
    if (ranges < 1 || n < 12 + 12 * ranges)
        return grib_bad(f->sec[SEC_PRODUCT].at,
                        "message %zu: %zu ranges of time", f->message, ranges);
    f->param.process = p[12];
    for (size_t k = 1; k < ranges; k++)
        if (p[12 + 12 * k] != f->param.process)
            return grib_bad(f->sec[SEC_PRODUCT].at,
                            "message %zu: process %d over process %d in time "
                            "is not read",
                            f->message, f->param.process, p[12 + 12 * k]);
    f->is_interval = true;
    return EX_OK;
}

static int unknown_template(const struct grib_field *f, int number) {
    return grib_bad(f->sec[SEC_PRODUCT].at,
                    "message %zu: product template 4.%d is not read",
                    f->message, number);
}

int grib_product(struct grib_index *x, struct grib_field *f) {
    const struct grib_section *s = &f->sec[SEC_PRODUCT];
    const size_t n = s->n < 512 ? (size_t)s->n : 512;
    const struct template *t;
    const uint8_t *p;
    int status;

    f->param = (struct grib_param){
        .edition = 2, .process = 255, .derived = 255, .surface = 255
    };
    f->member = -1;
    TRY(read_identity(x, f));
    TRY(grib_view(&x->in, f->at, 8, &p));
    f->param.discipline = p[6];
    TRY(grib_view(&x->in, s->at, n, &p));
    t = find_template((int)grib_u(p + 7, 2));
    if (t == NULL)
        TRY(unknown_template(f, (int)grib_u(p + 7, 2)));
    if (n < (size_t)t->least)
        TRY(grib_bad(s->at, "message %zu: section 4 has %zu octets of %d",
                     f->message, n, t->least));
    f->param.category = p[9];
    f->param.number = p[10];
    f->start = f->end = f->reference;
    f->level[0] = f->level[1] = (struct grib_surface){ 255, NAN };
    if (t->member < 0)
        return EX_OK;
    f->level[0] = read_surface(p + 22);
    f->level[1] = read_surface(p + 28);
    f->param.surface = f->level[0].type;
    if (t->member > 0)
        f->member = p[t->member - 1];
    if (t->derived > 0)
        f->param.derived = p[t->derived - 1];
    if (grib_add(x->calendar, f->reference, p[17], grib_s(p + 18, 4),
                 &f->start) != EX_OK)
        TRY(no_date(f, s->at + 17));
    f->end = f->start;
    if (t->interval > 0)
        TRY(read_interval(x, f, p + t->interval - 1,
                          n - (size_t)t->interval + 1));
    if (f->end < f->start)
        TRY(grib_bad(s->at,
                     "message %zu: an interval that ends before it "
                     "begins",
                     f->message));
done:
    return status;
}
