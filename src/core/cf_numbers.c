/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes that should be numbers, and are not always. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/cf_decode.h"
#include "core/cf_read.h"
#include "core/mem.h"
#include "core/parse.h"

/* The numbers of a text, with blanks or commas between; 0: it is another. */
static size_t numbers_of(const char *text, double **number) {
    static const char between[] = " \t\n,;";
    size_t n = 0;

    *number = NULL;
    for (text += strspn(text, between); *text != 0;
         text += strspn(text, between)) {
        *number = mem_grow(*number, n + 1, sizeof **number);
        text = parse_number(text, *number + n++);
        if (text == NULL || (*text != 0 && strchr(between, *text) == NULL))
            return 0;
    }
    return n;
}

/* They are of the variable's type, where that has them. */
static void mend(struct nc_var *v, const char *name) {
    const char *text = atts_text(&v->atts, name);
    enum nc_type type = v->type;
    double *number;
    size_t n;

    if (text == NULL)
        return;
    n = numbers_of(text, &number);
    for (size_t k = 0; k < n; k++)
        if (number[k] != trunc(number[k]))
            type = TYPE_DOUBLE;
    if (n > 0)
        atts_set_numbers(&v->atts, name, type, n, number);
    free(number);
}

/* The other of a whole type and the one that has a sign where it has none. */
static enum nc_type with_sign(enum nc_type t, bool sign) {
    static const enum nc_type pair[][2] = { { TYPE_UBYTE, TYPE_BYTE },
                                            { TYPE_USHORT, TYPE_SHORT },
                                            { TYPE_UINT, TYPE_INT },
                                            { TYPE_UINT64, TYPE_INT64 } };

    for (size_t k = 0; k < sizeof pair / sizeof *pair; k++)
        if (t == pair[k][!sign])
            return pair[k][sign];
    return t;
}

/* NUG, and what xarray and DAP servers add: false. */
enum nc_type decode_true_type(const struct nc_var *v) {
    const char *text = atts_text(&v->atts, "_Unsigned");
    const double number = atts_number(&v->atts, "_Unsigned");

    if (number == 1 || (text != NULL && strcasecmp(text, "true") == 0))
        return with_sign(v->type, false);
    if (number == 0 || (text != NULL && strcasecmp(text, "false") == 0))
        return with_sign(v->type, true);
    return v->type;
}

/* Flags of a variable of the other sign, where _Unsigned says so, by their
 * bits. */
static void turn(struct nc_var *v, const char *name) {
    const struct att *a = atts_find(&v->atts, name);
    const enum nc_type type = decode_true_type(v);
    const double all = exp2(8 * (double)nc_size(type));
    const bool is_signed = with_sign(type, true) == type;
    double *x;

    if (a == NULL || a->number == NULL || with_sign(type, !is_signed) == type)
        return;
    x = mem_copy(a->number, a->n, sizeof *x);
    for (size_t k = 0; k < a->n; k++)
        if (!is_signed && x[k] < 0)
            x[k] += all;
        else if (is_signed && type != v->type && x[k] >= all / 2)
            x[k] -= all;
    atts_set_numbers(&v->atts, name, type, a->n, x);
    free(x);
}

void cf_numbers(struct nc *nc) {
    static const char *const names[] = { "scale_factor",  "add_offset",
                                         "missing_value", "_FillValue",
                                         "valid_range",   "valid_min",
                                         "valid_max",     "flag_masks",
                                         "flag_values" };

    for (size_t k = 0; k < nc->nvars; k++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (nc->var[k].type != TYPE_CHAR)
                mend(&nc->var[k], names[i]);
    for (size_t k = 0; k < nc->nvars; k++) {
        turn(&nc->var[k], "flag_masks");
        turn(&nc->var[k], "flag_values");
    }
}

int decode_check(const struct nc_var *v) {
    static const char *const names[] = { "scale_factor", "add_offset" };
    const struct att *missing = atts_find(&v->atts, "missing_value");

    if (missing != NULL && missing->number != NULL && missing->n > 100)
        return err_set(EX_DATAERR,
                       "%s: missing_value has %zu numbers (100 at most)",
                       v->name, missing->n);

    for (size_t k = 0; k < 2; k++) {
        const struct att *a = atts_find(&v->atts, names[k]);
        if (a == NULL)
            continue;
        if (a->number == NULL)
            return err_set(EX_DATAERR, "%s: %s is no number: \"%.40s\"",
                           v->name, names[k], a->text ? a->text : "");
        if (a->n != 1 || !isfinite(a->number[0]))
            return err_set(EX_DATAERR, "%s: %s is not one finite number",
                           v->name, names[k]);
    }
    return EX_OK;
}

/* The least flag, where those above `top` count as below all. */
static double least_flag(const struct nc_var *v, double top) {
    const struct att *att[] = { atts_find(&v->atts, "flag_masks"),
                                atts_find(&v->atts, "flag_values") };
    double least = 0;

    for (int i = 0; i < 2; i++)
        for (size_t k = 0; att[i] && att[i]->number && k < att[i]->n; k++)
            least = fmin(least, att[i]->number[k] > top ? -INFINITY
                                                        : att[i]->number[k]);
    return least;
}

enum type decode_type(const struct nc_var *v, bool packed, bool wide) {
    const char *units = atts_text(&v->atts, "units");
    const enum type real =
        !wide || v->type == TYPE_FLOAT || nc_size(v->type) < 4 ? REAL : WIDE;

    if (v->type == TYPE_FLOAT || v->type == TYPE_DOUBLE)
        return real;
    if (packed)
        return REAL;
    if (atts_find(&v->atts, "flag_values") != NULL ||
        atts_find(&v->atts, "flag_masks") != NULL ||
        atts_find(&v->atts, "flag_meanings") != NULL)
        return real == WIDE && least_flag(v, INT32_MAX) <= -INT32_MAX ? WIDE
                                                                      : LABEL;
    return units == NULL || *units == 0 || strcmp(units, "1") == 0 ? LABEL
                                                                   : real;
}

void decode_store(struct field *f, const struct nc_var *v, enum type type) {
    const bool spare = atts_find(&v->atts, "_FillValue") != NULL ||
                       atts_find(&v->atts, "flag_values") != NULL;

    f->type = type;
    if (type != LABEL)
        return;
    if (*f->units == 0)
        field_text(&f->units, "1");
    f->store = TYPE_INT;
    if ((v->type == TYPE_SHORT && least_flag(v, INFINITY) > INT16_MIN + 1) ||
        v->type == TYPE_UBYTE || v->type == TYPE_BYTE)
        f->store = TYPE_SHORT;
    if (v->type == TYPE_BYTE && spare &&
        least_flag(v, INFINITY) > INT8_MIN + 1 &&
        atts_text(&v->atts, "_Unsigned") == NULL)
        f->store = TYPE_BYTE;
}
