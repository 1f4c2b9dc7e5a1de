/* SPDX-License-Identifier: Apache-2.0 */
/* remap_second_axes -- second order between axes of latitude and longitude;
 * private to remap */
#ifndef TWIN_REMAP_SECOND_AXES_H
#define TWIN_REMAP_SECOND_AXES_H

#include "core/remap_links.h"
#include "kernel/second.h"

struct rows_of_second;

/* remap_even_columns -- are the columns of a grid of one width, to a
 * thousandth? Only then weights of rows and columns will do. */
bool remap_even_columns(const struct grid *g);

/* rows_of_second_open -- for weights y and x, which are borrowed. */
MUST_CHECK int rows_of_second_open(struct rows_of_second **out,
                                   const struct grid *src,
                                   const struct grid *dst,
                                   const struct weights *y,
                                   const struct weights *x);
void rows_of_second_free(struct rows_of_second *s);

void rows_of_second_apply(const struct rows_of_second *s, bool limited,
                          struct cells src, struct room dst,
                          const struct second_how *how);

#endif
