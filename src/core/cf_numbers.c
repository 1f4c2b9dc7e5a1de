/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes that should be numbers, and are not always. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

void cf_numbers(struct nc *nc) {
    static const char *const names[] = { "scale_factor",  "add_offset",
                                         "missing_value", "_FillValue",
                                         "valid_range",   "valid_min",
                                         "valid_max" };

    for (size_t k = 0; k < nc->nvars; k++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (nc->var[k].type != TYPE_CHAR)
                mend(&nc->var[k], names[i]);
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

void decode_store(struct field *f, const struct nc_var *v, enum type type) {
    const bool spare = atts_find(&v->atts, "_FillValue") != NULL ||
                       atts_find(&v->atts, "flag_values") != NULL;

    f->type = type;
    if (type != LABEL)
        return;
    if (*f->units == 0)
        field_text(&f->units, "1");
    f->store = TYPE_INT;
    if (v->type == TYPE_SHORT || v->type == TYPE_UBYTE || v->type == TYPE_BYTE)
        f->store = TYPE_SHORT;
    if (v->type == TYPE_BYTE && spare &&
        atts_text(&v->atts, "_Unsigned") == NULL)
        f->store = TYPE_BYTE;
}
