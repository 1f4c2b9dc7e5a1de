/* SPDX-License-Identifier: Apache-2.0 */
/* thin -- fewer points on a line */
#ifndef TWIN_THIN_H
#define TWIN_THIN_H

#include <stddef.h>

/*
 * thin_line -- which points of a line stay.
 *
 *   x, y   [n]  in     any unit
 *   keep   [n]  inout  those that are 1 stay, first and last among them; others
 *                      become 1 where without them the line would move by more
 *                      than `most`
 *   stack  [n]  out    scratch
 *
 * Source   Douglas and Peucker (1973), Cartographica 10, 112-122,
 *          doi:10.3138/FM57-6770-U75U-7727
 */
void thin_line(size_t n, const double *x, const double *y, double most,
               unsigned char *keep, size_t *stack);

#endif
