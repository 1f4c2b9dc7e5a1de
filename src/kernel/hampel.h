/* SPDX-License-Identifier: Apache-2.0 */
/* hampel -- values that stand out from those around them in time */
#ifndef TWIN_HAMPEL_H
#define TWIN_HAMPEL_H

#include <stddef.h>

/* How much a value may stand out. */
struct hampel {
    size_t width;   /* values in a window, this one among them */
    size_t middle;  /* the place of this one in it */
    double factor;  /* of the spread, 1.4826 * MAD */
    double floor;   /* least MAD [units of the values] */
    int takes_over; /* it becomes the median, else NaN */
};

/*
 * hampel_cells -- the steps around one, cell by cell.
 *
 *   window   [width][n]  in   values; NaN = missing
 *   out      [n]         out  the step in the middle
 *   flagged  [n]         out  1 where it stands out, else 0
 *
 * A value stands out when |x - median| > factor * 1.4826 * MAD, with MAD the
 * median of |x - median| or, if that is less, the floor; with a MAD of 0 none
 * does.
 *
 * Missing  is no part of a window, and stays
 * Threads  parallel over cells; the same bits at any number
 * Source   Hampel (1974), J. Am. Stat. Assoc. 69, 383-393,
 *          doi:10.1080/01621459.1974.10482962
 */
void hampel_cells(const struct hampel *h, size_t n, const float *const *window,
                  float *out, unsigned char *flagged);

/* The most values a window may have. */
enum { HAMPEL_WIDEST = 733 };

#endif
