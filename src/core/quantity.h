/* SPDX-License-Identifier: Apache-2.0 */
/* quantity -- what a field is: the rows of src/tables/quantities.json */
#ifndef TWIN_QUANTITY_H
#define TWIN_QUANTITY_H

#include "core/units.h"

/* One row of the table; its texts are valid until exit. */
struct quantity_row {
    const char *name;          /* of CMIP: "tas" */
    const char *standard_name; /* of CF, or NULL */
    const char *units;         /* canonical */
    enum unit_class class;
    double least, most; /* plausible range [units]; NAN: none */
};

/*
 * quantity_find -- the row of a variable.
 *
 *   name           in   of the variable: the row's, or one of its aliases
 *   standard_name  in   or NULL; it is believed before the name, and a name
 *                       whose row says otherwise is not believed against it
 *
 * Errors  NULL, without a message, for what the table does not have
 */
const struct quantity_row *quantity_find(const char *name,
                                         const char *standard_name);

#endif
