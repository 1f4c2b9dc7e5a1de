/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of a message, and the fields that they repeat. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grib_part.h"
#include "core/mem.h"

float grib_ieee(const uint8_t *p) {
    const uint32_t x = (uint32_t)grib_u(p, 4);
    float f;

    memcpy(&f, &x, sizeof f);
    return f;
}

double grib_ibm(const uint8_t *p) {
    const double m = (double)grib_u(p + 1, 3);

    return (p[0] & 0x80 ? -1 : 1) * ldexp(m, 4 * ((p[0] & 0x7f) - 64) - 24);
}

static int too_many(uint64_t at, const char *what, int most) {
    return grib_bad(at, "more than %d different %s", most, what);
}

/* The bytes of a section that is kept whole. */
static int read_section(struct grib_index *x, const struct grib_section *s,
                        uint8_t **bytes) {
    int status;

    if (s->n > 1 << 20)
        return grib_bad(s->at, "a section of %llu octets where 1 MiB is most",
                        (unsigned long long)s->n);
    *bytes = mem_array((size_t)s->n, 1);
    if ((status = grib_load(&x->in, s->at, (size_t)s->n, *bytes)) != EX_OK) {
        free(*bytes);
        *bytes = NULL;
    }
    return status;
}

/* The place of a grid section among the distinct ones. */
static int add_grid(struct grib_index *x, int edition,
                    const struct grib_section *s, size_t *place) {
    struct grib_grid g = { .edition = edition, .n = (size_t)s->n };
    const uint8_t *p = NULL;
    int status;

    if (s->n <= 1 << 12) {
        TRY(grib_view(&x->in, s->at, (size_t)s->n, &p));
    } else {
        TRY(read_section(x, s, &g.section));
        p = g.section;
    }
    for (size_t k = 0; k < x->ngrids; k++)
        if (x->grid[k].edition == edition && x->grid[k].n == s->n &&
            memcmp(x->grid[k].section, p, (size_t)s->n) == 0) {
            free(g.section);
            *place = k;
            return EX_OK;
        }
    if (g.section == NULL)
        g.section = mem_copy(p, (size_t)s->n, 1);
    if (x->ngrids == GRIB_GRIDS)
        TRY(too_many(s->at, "grids", GRIB_GRIDS));
    status = grib_shape(&g);
    if (status == EX_DATAERR)
        TRY(grib_bad(s->at, "%s", err_text()));
    x->grid = mem_grow(x->grid, x->ngrids + 1, sizeof *x->grid);
    *place = x->ngrids;
    x->grid[x->ngrids++] = g;
    return EX_OK;
done:
    free(g.section);
    return status;
}

/* The place of a local section among the distinct ones. */
static int add_local(struct grib_index *x, const struct grib_section *s,
                     size_t *place) {
    uint8_t *bytes = NULL;
    int status;

    TRY(read_section(x, s, &bytes));
    for (size_t k = 0; k < x->nlocals; k++)
        if (x->local[k].n == s->n &&
            memcmp(x->local[k].bytes, bytes, (size_t)s->n) == 0) {
            free(bytes);
            *place = k;
            return EX_OK;
        }
    if (x->nlocals == GRIB_LOCALS) {
        free(bytes);
        return too_many(s->at, "local sections", GRIB_LOCALS);
    }
    x->local = mem_grow(x->local, x->nlocals + 1, sizeof *x->local);
    *place = x->nlocals;
    x->local[x->nlocals].bytes = bytes;
    x->local[x->nlocals++].n = (size_t)s->n;
done:
    return status;
}

/* The variable of a field: usually the one after that of the field before. */
static int find_var(struct grib_index *x, struct grib_field *f) {
    size_t k = x->nfields > 0 ? x->field[x->nfields - 1].var + 1 : 0;

    for (size_t tried = 0; tried <= x->nvars; tried++, k++) {
        if (k >= x->nvars)
            k = 0;
        if (x->nvars > 0 && x->var[k].grid == f->grid &&
            memcmp(&x->var[k].param, &f->param, sizeof f->param) == 0) {
            f->var = k;
            return EX_OK;
        }
    }
    if (x->nvars == GRIB_VARS)
        return too_many(f->at, "variables", GRIB_VARS);
    x->var = mem_grow(x->var, x->nvars + 1, sizeof *x->var);
    x->var[x->nvars] = (struct grib_var){ .param = f->param, .grid = f->grid };
    grib_name(&x->var[x->nvars], f);
    f->var = x->nvars++;
    return EX_OK;
}

static void push(struct grib_index *x, const struct grib_field *f) {
    if ((x->nfields & (x->nfields - 1)) == 0)
        x->field = mem_grow(x->field, x->nfields ? 2 * x->nfields : 1,
                            sizeof *x->field);
    x->field[x->nfields++] = *f;
}

/* Sections that a field must have, each long enough for what is read of it. */
static const uint8_t least[SECTIONS] = { 0, 21, 5, 14, 34, 11, 6, 5 };

/* All of a field is there: what it is of. */
static int add_field(struct grib_index *x, struct grib_field *f) {
    int status;

    for (int k = SEC_ID; k < SECTIONS; k++)
        if (f->sec[k].n == 0 && k != SEC_LOCAL)
            return grib_bad(f->at,
                            "message %zu has no section %d before its "
                            "data",
                            f->message, k);
    TRY(add_grid(x, f->edition, &f->sec[SEC_GRID], &f->grid));
    if (f->sec[SEC_LOCAL].n > 5)
        TRY(add_local(x, &f->sec[SEC_LOCAL], &f->local));
    TRY(grib_product(x, f));
    TRY(find_var(x, f));
    push(x, f);
done:
    return status;
}

/* May section `now` follow section `before`? */
static bool follows(int before, int now) {
    switch (before) {
    case 0:
        return now == SEC_ID;
    case SEC_ID:
        return now == SEC_LOCAL || now == SEC_GRID;
    case SEC_DATA: /* the next field of the message */
        return now == SEC_LOCAL || now == SEC_GRID || now == SEC_PRODUCT;
    default:
        return now == before + 1;
    }
}

/* The length and number of a section; where it is 7777, its number is 8. */
static int head(struct grib_index *x, const struct grib_field *f, uint64_t at,
                uint64_t *n, int *number) {
    const uint64_t end = f->at + f->n;
    const uint8_t *p;
    int status;

    *number = 8;
    if (end - at == 4)
        return EX_OK;
    if (end - at < 9)
        return grib_bad(at, "message %zu: %llu octets where a section begins",
                        f->message, (unsigned long long)(end - at));
    if ((status = grib_view(&x->in, at, 5, &p)) != EX_OK)
        return status;
    *n = grib_u(p, 4);
    *number = p[4];
    if (*n == 0x37373737)
        return grib_bad(at, "message %zu ends before its length", f->message);
    if (*n < 5 || *n > end - 4 - at)
        return grib_bad(at,
                        "message %zu: section %d is %llu octets long, of "
                        "%llu that are left",
                        f->message, *number, (unsigned long long)*n,
                        (unsigned long long)(end - 4 - at));
    if (*number < 1 || *number > 7 || *n < least[*number])
        return grib_bad(at, "message %zu: no section %d of %llu octets",
                        f->message, *number, (unsigned long long)*n);
    return EX_OK;
}

/* A bitmap of 254 is the one before it in the message. */
static int take_bitmap(struct grib_index *x, struct grib_field *f,
                       const struct grib_section *s) {
    const uint8_t *p;
    int status;

    if ((status = grib_view(&x->in, s->at, 6, &p)) != EX_OK)
        return status;
    if (p[5] == 254 && f->sec[SEC_BITMAP].n == 0)
        return grib_bad(s->at,
                        "message %zu: a bitmap as before, without one "
                        "before",
                        f->message);
    if (p[5] != 0 && p[5] < 254)
        return grib_bad(s->at,
                        "message %zu: bitmap %d of its centre's own is "
                        "not read",
                        f->message, p[5]);
    if (p[5] != 254)
        f->sec[SEC_BITMAP] = *s;
    return EX_OK;
}

static int split2(struct grib_index *x, struct grib_field *f) {
    uint64_t at = f->at + 16, n = 0;
    int before = 0, number = 0, status;

    for (;; at += n, before = number) {
        TRY(head(x, f, at, &n, &number));
        if (number == 8)
            break;
        if (!follows(before, number))
            TRY(grib_bad(at, "message %zu: section %d after section %d",
                         f->message, number, before));
        const struct grib_section s = { at, n };
        if (number == SEC_BITMAP)
            TRY(take_bitmap(x, f, &s));
        else
            f->sec[number] = s;
        if (number == SEC_DATA)
            TRY(add_field(x, f));
    }
    if (before != SEC_DATA)
        TRY(grib_bad(f->at, "message %zu has no data", f->message));
done:
    return status;
}

/* A section of GRIB 1: its length is of three octets. */
static int head1(struct grib_index *x, const struct grib_field *f, uint64_t *at,
                 unsigned shortest, struct grib_section *s) {
    const uint64_t end = f->at + f->n - 4;
    const uint8_t *p;
    int status;

    if (*at > end || end - *at < 3)
        return grib_bad(*at, "message %zu ends where a section begins",
                        f->message);
    if ((status = grib_view(&x->in, *at, 3, &p)) != EX_OK)
        return status;
    *s = (struct grib_section){ *at, grib_u(p, 3) };
    if (s->n < shortest || s->n > end - *at)
        return grib_bad(*at,
                        "message %zu: a section is %llu octets long, of "
                        "%llu that are left (%u are least)",
                        f->message, (unsigned long long)s->n,
                        (unsigned long long)(end - *at), shortest);
    *at += s->n;
    return EX_OK;
}

static int split1(struct grib_index *x, struct grib_field *f) {
    uint64_t at = f->at + 8;
    const uint8_t *p;
    int flags, status;

    TRY(head1(x, f, &at, 28, &f->sec[SEC_PRODUCT]));
    TRY(grib_view(&x->in, f->sec[SEC_PRODUCT].at, 8, &p));
    flags = p[7];
    if (!(flags & 0x80))
        TRY(grib_bad(f->at,
                     "message %zu names a grid of its centre's (%d), "
                     "which is not read",
                     f->message, p[6]));
    TRY(head1(x, f, &at, 32, &f->sec[SEC_GRID]));
    if (flags & 0x40)
        TRY(head1(x, f, &at, 6, &f->sec[SEC_BITMAP]));
    TRY(head1(x, f, &at, 11, &f->sec[SEC_DATA]));
    TRY(add_grid(x, 1, &f->sec[SEC_GRID], &f->grid));
    TRY(grib1_product(x, f));
    TRY(find_var(x, f));
    push(x, f);
done:
    return status;
}

int grib_split(struct grib_index *x, uint64_t at, uint64_t n, int edition) {
    struct grib_field f = { .at = at,
                            .n = n,
                            .message = x->nmessages,
                            .edition = edition,
                            .local = SIZE_MAX };

    return edition == 1 ? split1(x, &f) : split2(x, &f);
}
