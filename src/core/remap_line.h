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

/* The axes of a source and the centres of a target on them. */
struct plane {
    struct line x, y;
    double *px, *py; /* [cells of the target] */
};

/* plane_weights -- weights from the links of each target cell; self of fill is
 * the struct plane.  Errors: those of remap_places(). */
int plane_weights(struct weights **out, const struct grid *src,
                  const struct grid *dst,
                  void (*fill)(const void *self, size_t i,
                               struct links *row)) MUST_CHECK;

#endif
