/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stretch.h"

#include <stdlib.h>

/* A gap is wider than corners differ by rounding [degrees]. */
#define ROUNDING 1e-9

static int by_west(const void *a, const void *b) {
    const struct stretch *p = a, *q = b;

    return (p->west > q->west) - (p->west < q->west);
}

void stretches_narrowest(struct stretch *s, size_t n, double box[4]) {
    double end, widest = 0;

    qsort(s, n, sizeof *s, by_west);
    end = s[0].east;
    for (size_t k = 0; k < n; k++) /* what reaches over 180 from the end */
        end = s[k].east - 360 > end ? s[k].east - 360 : end;
    box[0] = -180;
    box[2] = 180;
    for (size_t k = 1; k <= n; k++) {
        const double west = k < n ? s[k].west : s[0].west + 360;
        if (west - end > widest + ROUNDING) {
            widest = west - end;
            box[0] = k < n ? west : s[0].west;
            box[2] = end > 180 ? end - 360 : end;
        }
        if (k < n && s[k].east > end)
            end = s[k].east;
    }
}
