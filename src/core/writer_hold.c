/* SPDX-License-Identifier: Apache-2.0 */
#include "core/writer_hold.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct hold {
    const struct dataset *ds;
    size_t n, most; /* steps held, and how many there is room for */
    struct step **step;
};

struct hold *hold_new(const struct dataset *ds) {
    struct hold *h;
    size_t bytes = sizeof(struct step);

    for (size_t k = 0; k < ds->nfields; k++)
        bytes += ds->field[k].n * sizeof(float);
    if (bytes > HOLD_MOST)
        return NULL;
    h = mem_array(1, sizeof *h);
    h->ds = ds;
    h->most = HOLD_MOST / bytes;
    return h;
}

void hold_free(struct hold *h) {
    if (h == NULL)
        return;
    for (size_t k = 0; k < h->n; k++)
        step_free(h->step[k]);
    free(h->step);
    free(h);
}

bool hold_put(struct hold *h, const struct step *s) {
    struct step *copy;

    if (h->n == h->most)
        return false;
    copy = step_new(h->ds);
    step_at(copy, s);
    for (size_t k = 0; k < h->ds->nfields; k++)
        memcpy(copy->value[k].f, s->value[k].f,
               h->ds->field[k].n * type_size(h->ds->field[k].type));
    h->step = mem_grow(h->step, h->n + 1, sizeof(struct step *));
    h->step[h->n++] = copy;
    return true;
}

const struct step *hold_get(const struct hold *h, size_t k) {
    return k < h->n ? h->step[k] : NULL;
}
