/* SPDX-License-Identifier: Apache-2.0 */
#include "core/vector_pairs.h"

#include <string.h>

#include "core/quantity.h"

static const struct quantity_row *row_of(const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);

    return q != NULL && q->class == CLASS_VECTOR && f->type != LABEL &&
                   atts_number(&f->atts, "GRIB_uvRelativeToGrid") != 1
               ? q
               : NULL;
}

void vector_pairs(const struct dataset *ds, size_t *north) {
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *east = &ds->field[k];
        const struct quantity_row *q = row_of(east);
        size_t found = 0, other = SIZE_MAX, sister = SIZE_MAX;
        for (size_t i = 0; q && q->pair && i < ds->nfields; i++) {
            const struct field *f = &ds->field[i];
            const struct quantity_row *is = row_of(f);
            if (is == NULL || strcmp(is->name, q->pair) != 0 || f->n != east->n)
                continue;
            found++;
            other = i;
            if (quantity_is_sister(east->name, f->name))
                sister = i;
        }
        north[k] = found == 1 ? other : sister;
    }
}
