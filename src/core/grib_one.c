/* SPDX-License-Identifier: Apache-2.0 */
/* Section 1 of GRIB 1: parameter, level, member and time, in the words of
 * GRIB 2. */
#include <math.h>
#include <string.h>

#include "core/grib_part.h"

/* Types of level (table 3), the surface of GRIB 2 and its unit. */
struct kind {
    int type, surface;
    double unit;
    bool is_layer; /* of two octets, the upper first */
};

static const struct kind kinds[] = {
    { 100, 100, 100, false }, /* hPa */
    { 101, 100, 1000, true },  { 103, 102, 1, false },
    { 104, 102, 100, true },   { 105, 103, 1, false },
    { 106, 103, 100, true },   { 107, 104, 1e-4, false },
    { 108, 104, 1e-2, true },  { 109, 105, 1, false },
    { 110, 105, 1, true },     { 111, 106, 1e-2, false },
    { 112, 106, 1e-2, true },  { 113, 107, 1, false },
    { 117, 109, 1e-9, false }, { 160, 160, 1, false },
    { 210, 100, 1, false }, /* Pa */
};

static void read_level(struct grib_field *f, const uint8_t *p) {
    const int type = p[9];

    f->level[0] = f->level[1] = (struct grib_surface){ 255, NAN };
    f->level[0].type = type == 102 ? 101 : type == 200 ? 10 : type;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const struct kind *a = &kinds[k];
        if (a->type != type)
            continue;
        f->level[0].type = a->surface;
        f->level[0].value = a->is_layer ? p[10] : (double)grib_u(p + 10, 2);
        if (a->is_layer)
            f->level[1] = (struct grib_surface){ a->surface, p[11] };
        for (int i = 0; i < 2; i++) /* divided, where that is exact */
            f->level[i].value = a->unit < 1
                                    ? f->level[i].value / round(1 / a->unit)
                                    : f->level[i].value * a->unit;
    }
    f->param.surface = f->level[0].type;
}

/* Table 5: from P1 to P2, or at one of them. */
static int read_range(struct grib_index *x, struct grib_field *f,
                      const uint8_t *p) {
    /* units 0 to 12 are those of GRIB 2; 13, 14 are quarter and half hours */
    const int unit = p[17] == 254 ? 13 : p[17] == 13 || p[17] == 14 ? 0 : p[17];
    const int64_t times = p[17] == 13 ? 15 : p[17] == 14 ? 30 : 1;
    int64_t from = p[18], to = p[18];

    switch (p[20]) {
    case 0:
    case 1:
        from = to = p[20] == 1 ? 0 : p[18];
        break;
    case 2:
    case 3:
    case 4:
    case 5:
        to = p[19];
        f->is_interval = true;
        f->param.process = p[20] == 2 ? 255 : p[20] - 3 == 2 ? 4 : p[20] - 3;
        break;
    case 10:
        from = to = (int64_t)grib_u(p + 18, 2);
        break;
    default:
        return err_set(EX_DATAERR, "time range indicator %d is not read",
                       p[20]);
    }
    if (to < from)
        return err_set(EX_DATAERR, "an interval that ends before it begins");
    if (grib_add(x->calendar, f->reference, unit, from * times, &f->start) !=
            EX_OK ||
        grib_add(x->calendar, f->reference, unit, to * times, &f->end) != EX_OK)
        return EX_DATAERR;
    return EX_OK;
}

/* ECMWF's extremes of the last hours say an instant, and their names how many
 * (tables 128 and 228). */
static void read_extreme(struct grib_index *x, struct grib_field *f) {
    static const struct {
        int table, number, hours;
    } known[] = {
        { 128, 51, 24 }, { 128, 52, 24 }, { 128, 121, 6 }, { 128, 122, 6 },
        { 128, 123, 6 }, { 228, 26, 3 },  { 228, 27, 3 },  { 228, 28, 3 },
    };
    int64_t start;

    if (f->param.centre != 98 || f->is_interval)
        return;
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (known[k].table == f->param.discipline &&
            known[k].number == f->param.number &&
            grib_add(x->calendar, f->end, 1, -known[k].hours, &start) ==
                EX_OK &&
            start >= f->reference) {
            f->start = start;
            f->is_interval = true;
        }
}

/* ECMWF's ensembles give the member in their local section, by one octet or
 * two. */
static int local_member(const uint8_t *p, size_t n) {
    switch (n >= 51 ? p[40] : 0) {
    case 1:
    case 18:
    case 26:
    case 30:
        return p[49];
    case 12:
    case 15:
    case 16:
    case 23:
        return (int)grib_u(p + 49, 2);
    default:
        return -1;
    }
}

int grib1_product(struct grib_index *x, struct grib_field *f) {
    const struct grib_section *s = &f->sec[SEC_PRODUCT];
    const size_t n = s->n < 64 ? (size_t)s->n : 64;
    struct date d = { 0 };
    const uint8_t *p;
    int status;

    f->param =
        (struct grib_param){ .edition = 1, .process = 255, .derived = 255 };
    TRY(grib_view(&x->in, s->at, n, &p));
    f->param.centre = p[4];
    f->param.discipline = p[3];
    f->param.number = p[8];
    f->member = local_member(p, n);
    read_level(f, p);
    d.year = (p[24] - 1) * INT64_C(100) + p[12];
    d.month = p[13];
    d.day = p[14];
    d.hour = p[15];
    d.minute = p[16];
    if (x->nfields > 0 && x->calendar != CALENDAR_STANDARD)
        TRY(grib_bad(s->at, "message %zu: another calendar than before",
                     f->message));
    status = grib_date(x->calendar, &d, &f->reference);
    if (status == EX_OK)
        status = read_range(x, f, p);
    if (status != EX_OK)
        TRY(grib_bad(s->at, "message %zu: %s", f->message, err_text()));
    read_extreme(x, f);
done:
    return status;
}
