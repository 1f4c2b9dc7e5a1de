/* SPDX-License-Identifier: Apache-2.0 */
#include "core/pull.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { N = 3 * PULL_PIECE + 5 };

/* The number of a value, but not at the first `fails` calls for a piece. */
struct counter {
    struct pull pull;
    int fails, *calls; /* [4]  for each piece */
};

static int get(const struct pull *p, size_t k, size_t first, size_t n,
               float *out) {
    const struct counter *c = (const struct counter *)p;

    if (k != 1)
        return err_set(EX_DATAERR, "field %zu", k);
    if (c->calls[first / PULL_PIECE]++ < c->fails)
        return err_set(EX_IOERR, "piece %zu", first / PULL_PIECE);
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(first + i);
    return EX_OK;
}

static bool fill(int fails, float *x, int *status) {
    int calls[4] = { 0 };
    const struct counter c = { { get }, fails, calls };
    bool good = true;

    memset(x, 0, N * sizeof *x);
    *status = pull_fill(&c.pull, 1, 0, N, x);
    for (size_t i = 0; i < N; i++)
        good = good && x[i] == (float)i;
    return good;
}

int main(void) {
    float *x = malloc(N * sizeof *x);
    int status;

    ok(fill(0, x, &status) && status == EX_OK, "all pieces, each at once");
    ok(fill(1, x, &status) && status == EX_OK,
       "what a thread did not get is there the second time");
    fill(2, x, &status);
    ok(status == EX_IOERR && strcmp(err_text(), "piece 0") == 0,
       "what is not there again tells why, the first piece of all");
    free(x);
    return done();
}
