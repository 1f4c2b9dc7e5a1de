/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/instants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct instants {
    size_t n;            /* fields */
    bool *is;            /* [n] */
    union values *blank; /* [n]  all missing */
    union values *part;  /* [n]  borrowed */
};

/* Missing values of a field. */
static union values blank_of(const struct field *f) {
    union values v = { .f = mem_array(f->n, type_size(f->type)) };

    for (size_t i = 0; i < f->n; i++)
        if (f->type == WIDE)
            v.d[i] = NAN;
        else if (f->type == LABEL)
            v.i[i] = LABEL_MISSING;
        else
            v.f[i] = NAN;
    return v;
}

bool instants_is(const struct field *f) {
    return f->cell_methods != NULL &&
           strstr(f->cell_methods, "time: point") != NULL;
}

bool instants_has(const struct instants *x, size_t k) {
    return x != NULL && x->is[k];
}

struct instants *instants_new(const struct dataset *in) {
    struct instants *x;
    size_t n = 0;

    if (!in->time.has_bounds)
        return NULL;
    x = mem_array(1, sizeof *x);
    x->n = in->nfields;
    x->is = mem_array(x->n, sizeof *x->is);
    x->blank = mem_array(x->n, sizeof *x->blank);
    x->part = mem_array(x->n, sizeof *x->part);
    for (size_t k = 0; k < x->n; k++) {
        x->is[k] = instants_is(&in->field[k]);
        n += x->is[k];
    }
    if (n == 0) {
        instants_free(x);
        return NULL;
    }
    for (size_t k = 0; k < x->n; k++)
        x->blank[k] = blank_of(&in->field[k]);
    return x;
}

void instants_free(struct instants *x) {
    if (x == NULL)
        return;
    for (size_t k = 0; k < x->n; k++)
        free(x->blank[k].f);
    free(x->blank);
    free(x->part);
    free(x->is);
    free(x);
}

union values *instants_part(struct instants *x, const union values *value,
                            bool stamped, bool covered) {
    for (size_t k = 0; k < x->n; k++)
        x->part[k] = (x->is[k] ? stamped : covered) ? value[k] : x->blank[k];
    return x->part;
}
