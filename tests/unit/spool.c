/* SPDX-License-Identifier: Apache-2.0 */
/* spool: steps and series in memory and on disk; transpose. */
#include "core/spool.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/mem.h"
#include "tap.h"

enum { N = 1037, STEPS = 77 };

static int32_t value(size_t k, size_t i) {
    return (int32_t)(k * 100000 + i);
}

static struct spool *fill(size_t memory) {
    struct spool *s = spool_new(N, memory);
    int32_t step[N];

    for (size_t k = 0; k < STEPS; k++) {
        for (size_t i = 0; i < N; i++)
            step[i] = value(k, i);
        if (spool_put(s, step) != EX_OK)
            err_print();
    }
    return s;
}

static bool has_step(struct spool *s, size_t k) {
    int32_t step[N];
    bool good = spool_get(s, k, step) == EX_OK;

    for (size_t i = 0; i < N && good; i++)
        good = step[i] == value(k, i);
    return good;
}

static bool has_series(struct spool *s, size_t block) {
    int32_t *series = mem_array(block * STEPS, sizeof *series);
    bool good = true;

    for (size_t first = 0; first < N && good; first += block) {
        const size_t n = N - first < block ? N - first : block;
        good = spool_series(s, first, n, series) == EX_OK;
        for (size_t i = 0; i < n * STEPS && good; i++)
            good = series[i] == value(i % STEPS, first + i / STEPS);
    }
    free(series);
    return good;
}

/* Doubles the series of all cells, in blocks, looks at a step, halves them. */
static bool replaces_series(struct spool *s) {
    const size_t block = 48;
    int32_t *series = mem_array(block * STEPS, sizeof *series);
    int32_t step[N];
    bool good = true;

    for (int back = 0; back <= 1; back++) {
        for (size_t at = 0; at < N; at += block) {
            const size_t n = N - at < block ? N - at : block;
            good &= spool_series(s, at, n, series) == EX_OK;
            for (size_t i = 0; i < n * STEPS; i++)
                series[i] = back ? series[i] / 2 : series[i] * 2;
            good &= spool_replace_series(s, at, n, series) == EX_OK;
        }
        good &= spool_get(s, 7, step) == EX_OK;
        for (size_t i = 0; i < N; i++)
            good &= step[i] == value(7, i) * (back ? 1 : 2);
    }
    free(series);
    return good;
}

static void keep(size_t memory, const char *where) {
    struct spool *s = fill(memory);
    int32_t step[N] = { 42 };
    bool good = spool_steps(s) == STEPS;
    char *what;

    printf("# %s\n", where);
    for (size_t k = 0; k < STEPS; k++)
        good &= has_step(s, STEPS - 1 - k);
    ok(good, "each step comes back, in any order");
    what = mem_format("series of cells, in blocks of any size (%s)", where);
    ok(has_series(s, 16) && has_series(s, 48) && has_series(s, 1040) &&
           has_series(s, 1),
       what);
    free(what);
    ok(replaces_series(s), "series can be replaced, and come back as steps");
    spool_drop(s, 40);
    ok(has_step(s, 40) && has_step(s, STEPS - 1) &&
           spool_get(s, 39, step) == EX_SOFTWARE &&
           spool_series(s, 0, 16, step) == EX_SOFTWARE,
       "what is dropped is gone, the rest is not");
    spool_free(s);
}

/* A queue: steps go in and come out some later. */
static void queue(size_t memory, const char *what) {
    struct spool *s = spool_new(N, memory);
    int32_t step[N];
    bool good = true;

    for (size_t k = 0; k < 3000; k++) {
        for (size_t i = 0; i < N; i++)
            step[i] = value(k, i);
        good &= spool_put(s, step) == EX_OK;
        if (k >= 20) {
            good &= has_step(s, k - 20);
            spool_drop(s, k - 19);
        }
    }
    ok(good, what);
    spool_free(s);
}

int main(void) {
    const size_t all = (size_t)N * STEPS * 4;
    struct spool *s;

    keep(all, "memory");
    keep(10 * N * 4, "disk after ten steps");
    keep(0, "disk");
    queue(all, "a queue in memory");
    queue(10 * N * 4, "a queue on disk");
    s = fill(all);
    ok(spool_block(s, 0) == 16 && spool_block(s, all) == 1024 &&
           spool_block(s, 2 * all) == 1040 &&
           spool_block(s, 100 * STEPS * 4) == 96,
       "blocks fit in the memory given, 16 cells at least");
    ok(spool_series(s, N - 1, 2, NULL) == EX_SOFTWARE, "no cells beyond");
    spool_free(s);
    return done();
}
