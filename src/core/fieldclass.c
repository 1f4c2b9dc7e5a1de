/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "core/dataset.h"
#include "core/quantity.h"

enum unit_class quantity_class(const struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    const char *s = f->standard_name ? f->standard_name : "";
    struct conversion conv;

    if (strstr(s, "_amount") != NULL)
        return CLASS_AMOUNT;
    if (q == NULL)
        return strstr(s, "_flux") || strstr(s, "_rate") ? CLASS_FLUX
                                                        : CLASS_STATE;
    /* Rain in kg m-2 is an amount, whatever the table keeps for rain. */
    if (q->class == CLASS_FLUX &&
        units_conversion(f->units, q->units, CLASS_STATE, NAN, &conv) !=
            EX_OK &&
        units_conversion(f->units, q->units, CLASS_FLUX, NAN, &conv) != EX_OK)
        return CLASS_AMOUNT;
    return q->class;
}
