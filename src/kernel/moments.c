/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/moments.h"

#include <math.h>

void moments_add(const struct moments *m, struct cells x, double weight) {
    double *restrict mean = m->mean, *restrict m2 = m->m2;
    double *restrict valid = m->valid, *restrict count = m->count;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < m->n; i++) {
        const int there = !isnan(cells_get(x, i));
        const double v = there ? cells_get(x, i) : mean[i];
        const double w = there ? weight : 0;
        const double all = valid[i] + w, d = v - mean[i];
        mean[i] += there ? d * (w / all) : 0; /* the first as it is */
        m2[i] += w * d * (v - mean[i]);
        valid[i] = all;
        count[i] += there ? 1 : 0;
    }
}

void moments_spread(const struct moments *m, double need, double ddof, int root,
                    struct room out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < m->n; i++) {
        const double n = m->count[i];
        const double v = m->m2[i] / m->valid[i] * (n / (n - ddof));
        const int there = n > ddof && m->valid[i] > 0 && m->valid[i] >= need;
        room_put(out, i, there ? root ? sqrt(v) : v : NAN);
    }
}
