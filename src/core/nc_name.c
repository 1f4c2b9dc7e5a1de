/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/err.h"
#include "core/nc.h"
#include "core/utf8.h"

static bool is_good_byte(char c) {
    return (unsigned char)c >= 0x20 && c != 0x7f && c != '/';
}

bool nc_name_is_good(const char *name) {
    bool good = *name != 0 && utf8_is(name);

    for (const char *c = name; good && *c; c++)
        good = is_good_byte(*c);
    return good;
}

void nc_name_mend(char *name) {
    const bool foreign = !utf8_is(name);

    for (char *c = name; *c; c++)
        if (!is_good_byte(*c) || (foreign && (unsigned char)*c >= 0x80))
            *c = '_';
}

static bool are_good(const struct atts *a) {
    for (size_t k = 0; k < a->n; k++)
        if (!nc_name_is_good(a->att[k].name))
            return false;
    return true;
}

int nc_check_names(const struct nc *nc) {
    bool good = are_good(&nc->atts);

    for (size_t k = 0; k < nc->ndims; k++)
        good = good && nc_name_is_good(nc->dim[k].name);
    for (size_t k = 0; k < nc->nvars; k++)
        good = good && nc_name_is_good(nc->var[k].name) &&
               are_good(&nc->var[k].atts);
    return good ? EX_OK
                : err_set(EX_DATAERR, "a name in its header is not allowed");
}
