/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/overlap.h"

/* Pairs of object k.  A sum is taken once, at the first of its cells that a
 * second pass meets. */
static size_t pairs_of(const struct overlap_now *now, int32_t k,
                       const struct overlap_before *before,
                       struct overlap *restrict pair, size_t room) {
    const uint32_t *cell = now->cell + now->start[k];
    const size_t n = now->start[k + 1] - now->start[k];
    const int32_t *restrict label = before->label;
    double *restrict shared = before->shared;
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        if (label[cell[i]] > 0)
            shared[label[cell[i]]] += before->area[cell[i]];
    for (size_t i = 0; i < n; i++) {
        const int32_t q = label[cell[i]];
        if (q <= 0 || shared[q] < 0)
            continue;
        if (found < room)
            pair[found] = (struct overlap){ k, q, shared[q] };
        found++;
        shared[q] = -1;
    }
    for (size_t i = 0; i < n; i++)
        if (label[cell[i]] > 0)
            shared[label[cell[i]]] = 0;
    return found;
}

size_t overlap_pairs(const struct overlap_now *now,
                     const struct overlap_before *before,
                     struct overlap *restrict pair, size_t room) {
    size_t n = 0;

    for (int32_t k = 1; k <= now->count; k++)
        n += pairs_of(now, k, before, n < room ? pair + n : pair,
                      n < room ? room - n : 0);
    return n;
}
