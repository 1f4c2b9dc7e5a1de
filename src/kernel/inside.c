/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/inside.h"

/* Does the ray from the point to the east cross the edge?  The edge is always
 * taken from its lower end, so that it is the same from both sides. */
static bool crosses(double x, double y, const double *a, const double *b) {
    const double *low = a[1] < b[1] ? a : b, *high = a[1] < b[1] ? b : a;

    if (!(low[1] <= y && y < high[1]))
        return false;
    return (x - low[0]) * (high[1] - low[1]) <
           (y - low[1]) * (high[0] - low[0]);
}

bool inside_rings(double x, double y, size_t nrings, const size_t *ring,
                  const double *xy) {
    bool in = false;

    for (size_t r = 0; r < nrings; r++)
        for (size_t i = ring[r]; i + 1 < ring[r + 1]; i++)
            in ^= crosses(x, y, xy + 2 * i, xy + 2 * i + 2);
    return in;
}
