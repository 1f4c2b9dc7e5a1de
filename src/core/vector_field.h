/* SPDX-License-Identifier: Apache-2.0 */
/* vector_field -- properties from what OGR says of them */
#ifndef TWIN_VECTOR_FIELD_H
#define TWIN_VECTOR_FIELD_H

#include "core/feature.h"
#include "core/plug/gdal.h"

/* vector_field -- adds a property; none if the feature has not got it.  A
 * number that is not finite becomes null.  Errors EX_DATAERR: a text that is
 * not UTF-8 in a list. */
MUST_CHECK int vector_field(struct feature *f, const struct gdal_field *field);

#endif
