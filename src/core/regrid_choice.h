/* SPDX-License-Identifier: Apache-2.0 */
/* regrid_choice -- which method takes a field to another grid; for regridder.c
 */
#ifndef TWIN_REGRID_CHOICE_H
#define TWIN_REGRID_CHOICE_H

#include "core/regridder.h"
#include "core/remap.h"

/* regrid_choose -- the method of a field, as asked for or as usual.  Errors
 * EX_DATAERR  a method that the field does not have. */
MUST_CHECK int regrid_choose(const struct field *f, const struct grid *src,
                             const struct grid *dst,
                             const struct regrid_how *how,
                             enum remap_method *m);

/* regrid_open -- the remap of a method, to a grid or to stations. */
MUST_CHECK int regrid_open(struct remap **out, const struct grid *src,
                           const struct grid *dst, enum remap_method method,
                           const struct regrid_how *how);

/* regrid_choose_static -- that of a static field: as asked for where that can
 * move it, else its usual one, or to stations the nearest. */
enum remap_method regrid_choose_static(const struct field *f,
                                       const struct grid *src,
                                       const struct grid *dst,
                                       const struct regrid_how *how);

#endif
