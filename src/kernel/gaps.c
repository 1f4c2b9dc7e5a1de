/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/gaps.h"

#include <math.h>
#include <string.h>

void gaps_add(const struct gaps *g, struct cells x, double weight) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < g->n; i++)
        g->day[i] += isnan(cells_get(x, i)) ? 0 : weight;
}

/* Counts stay where they are once they can do no more harm. */
static uint16_t more(uint16_t count, unsigned days) {
    return (uint16_t)(count + days < 1000 ? count + days : 1000);
}

static void miss(const struct gaps *g, size_t i, unsigned days) {
    g->month[i] = more(g->month[i], days);
    g->row[i] = more(g->row[i], days);
    g->year[i] = more(g->year[i], days);
    if (g->month[i] > g->most.month || g->row[i] > g->most.row ||
        g->year[i] > g->most.year)
        g->bad[i] = 1;
}

void gaps_close(const struct gaps *g, double need) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < g->n; i++) {
        if (g->day[i] < need || !(g->day[i] > 0))
            miss(g, i, 1);
        else
            g->row[i] = 0;
        g->day[i] = 0;
    }
}

void gaps_absent(const struct gaps *g, unsigned days) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < g->n; i++)
        miss(g, i, days);
}

void gaps_month(const struct gaps *g) {
    memset(g->month, 0, g->n * sizeof *g->month);
    memset(g->row, 0, g->n * sizeof *g->row);
}

void gaps_year(const struct gaps *g) {
    memset(g->year, 0, g->n * sizeof *g->year);
}

void gaps_judge(const struct gaps *g, struct room out) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < g->n; i++)
        if (g->bad[i])
            room_put(out, i, NAN);
}
