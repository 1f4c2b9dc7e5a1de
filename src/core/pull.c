/* SPDX-License-Identifier: Apache-2.0 */
#include "core/pull.h"

int pull_again(const struct pull *p, size_t k, size_t first, size_t n,
               float *out) {
    const int status = p->get(p, k, first, n, out);

    return status != EX_OK ? status : err_set(EX_IOERR, "could not be read");
}

int pull_fill(const struct pull *p, size_t k, size_t first, size_t n,
              float *out) {
    size_t bad = n;

#pragma omp parallel for schedule(static) if (n > PULL_PIECE) reduction(min    \
                                                                        : bad)
    for (size_t i = 0; i < n; i += PULL_PIECE) {
        const size_t m = n - i < PULL_PIECE ? n - i : PULL_PIECE;
        if (p->get(p, k, first + i, m, out + i) != EX_OK && i < bad)
            bad = i;
    }
    if (bad == n)
        return EX_OK;
    return pull_again(p, k, first + bad,
                      n - bad < PULL_PIECE ? n - bad : PULL_PIECE, out + bad);
}
