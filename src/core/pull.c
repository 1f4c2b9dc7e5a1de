/* SPDX-License-Identifier: Apache-2.0 */
#include "core/pull.h"

int pull_fill(const struct pull *p, size_t k, size_t first, size_t n,
              float *out) {
    size_t bad = n;
    int status = EX_OK;

#pragma omp parallel for schedule(static) if (n > PULL_PIECE) reduction(min    \
                                                                        : bad)
    for (size_t i = 0; i < n; i += PULL_PIECE) {
        const size_t m = n - i < PULL_PIECE ? n - i : PULL_PIECE;
        if (p->get(p, k, first + i, m, out + i) != EX_OK && i < bad)
            bad = i;
    }
    for (size_t i = bad; i < n && status == EX_OK; i += PULL_PIECE)
        status = p->get(p, k, first + i,
                        n - i < PULL_PIECE ? n - i : PULL_PIECE, out + i);
    return status;
}
