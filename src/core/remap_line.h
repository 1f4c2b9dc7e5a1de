/* SPDX-License-Identifier: Apache-2.0 */
/* remap_line -- an axis as a line on which places are found; private to remap
 */
#ifndef TWIN_REMAP_LINE_H
#define TWIN_REMAP_LINE_H

#include "core/remap_links.h"

struct line {
    size_t n;
    double *value; /* [n + 1]  the last is the first, a turn on */
    bool angle;    /* degrees round a circle */
    bool round;    /* the whole circle */
    bool rows;     /* a y axis */
    bool pole[2];  /* beyond the first, last row: its mean as the pole */
};

/* Two neighbours, or none (n = 0); rows may be REGRID_FIRST_MEAN and so on. */
struct pair {
    size_t n, at[2];
    double weight[2]; /* sum 1 */
};

/* line_x, line_y -- the axes of a grid; free with line_free(). */
struct line line_x(const struct grid *g);
struct line line_y(const struct grid *g);
void line_free(struct line *l);

/* line_find -- the neighbours of a place and their weights; none outside. */
struct pair line_find(const struct line *l, double place);

#endif
