/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/label.h"

#include <assert.h>
#include <string.h>

size_t label_room(const struct label_shape *shape) {
    return shape->ny * ((shape->nx + 1) / 2);
}

static uint32_t root(struct label_run *run, uint32_t k) {
    while (run[k].parent != k) {
        run[k].parent = run[run[k].parent].parent;
        k = run[k].parent;
    }
    return k;
}

static void join(struct label_run *run, uint32_t a, uint32_t b) {
    a = root(run, a);
    b = root(run, b);
    if (a < b)
        run[b].parent = a;
    else
        run[a].parent = b;
}

/* The runs of one row, from place n on; returns the place after them. */
static uint32_t row_runs(const unsigned char *mask, uint32_t y, size_t nx,
                         struct label_run *run, uint32_t n) {
    for (size_t x = 0; x < nx;) {
        const unsigned char *at = memchr(mask + x, MASK_IN, nx - x);
        if (at == NULL)
            break;
        x = (size_t)(at - mask);
        run[n] = (struct label_run){ .y = y, .x0 = (uint32_t)x, .parent = n };
        while (x < nx && mask[x] == MASK_IN)
            x++;
        run[n++].x1 = (uint32_t)x;
    }
    return n;
}

/* Joins runs [a, b) of one row to the runs [b, c) of the next. */
static void join_rows(const struct label_shape *s, struct label_run *run,
                      uint32_t a, uint32_t b, uint32_t c) {
    const uint32_t reach = s->diagonal, first = a, second = b;

    if (first == second || second == c)
        return;
    while (a < second && b < c) {
        if (run[a].x1 + reach > run[b].x0 && run[b].x1 + reach > run[a].x0)
            join(run, a, b);
        if (run[a].x1 < run[b].x1)
            a++;
        else
            b++;
    }
    if (!s->periodic || !s->diagonal)
        return;
    if (run[first].x0 == 0 && run[c - 1].x1 == s->nx)
        join(run, first, c - 1);
    if (run[second].x0 == 0 && run[second - 1].x1 == s->nx)
        join(run, second - 1, second);
}

static uint32_t find_runs(const struct label_shape *s,
                          const unsigned char *mask, struct label_run *run) {
    uint32_t before = 0, row = 0, n = 0;

    for (size_t y = 0; y < s->ny; y++) {
        n = row_runs(mask + y * s->nx, (uint32_t)y, s->nx, run, row);
        if (s->periodic && n > row && run[row].x0 == 0 &&
            run[n - 1].x1 == s->nx)
            join(run, row, n - 1);
        join_rows(s, run, before, row, n);
        before = row;
        row = n;
    }
    return n;
}

int32_t label_objects(const struct label_shape *shape,
                      const unsigned char *restrict mask,
                      const uint32_t *restrict order,
                      struct label_run *restrict run, int32_t *restrict label) {
    const size_t n = shape->ny * shape->nx;
    const uint32_t nruns = find_runs(shape, mask, run);
    int32_t count = 0;

    assert(n < INT32_MAX);
    memset(label, 0, n * sizeof *label);
    for (uint32_t k = 0; k < nruns; k++) { /* -1 - root: not numbered yet */
        int32_t *to = label + run[k].y * shape->nx;
        const int32_t mark = -1 - (int32_t)root(run, k);
        for (uint32_t x = run[k].x0; x < run[k].x1; x++)
            to[x] = mark;
    }
    /* A root's x1 becomes its number, with y to tell that it has one. */
    for (uint32_t k = 0; k < nruns; k++)
        run[k].y = 0;
    for (size_t i = 0; nruns > 0 && i < n; i++) {
        int32_t *at = label + order[i];
        struct label_run *r;
        if (*at == 0)
            continue;
        r = run + (-1 - *at);
        if (r->y == 0) {
            r->y = 1;
            r->x1 = (uint32_t)++count;
        }
        *at = (int32_t)r->x1;
    }
    return count;
}

void label_sizes(size_t n, const double *restrict area,
                 const uint32_t *restrict order, const int32_t *restrict label,
                 int32_t count, double *restrict size) {
    memset(size, 0, ((size_t)count + 1) * sizeof *size);
    for (size_t i = 0; i < n; i++)
        size[label[order[i]]] += area[order[i]];
}

int32_t label_drop(size_t n, int32_t *restrict label, int32_t count,
                   double *restrict size, double least,
                   int32_t *restrict number) {
    int32_t left = 0;

    number[0] = 0;
    for (int32_t k = 1; k <= count; k++) {
        number[k] = size[k] < least ? 0 : ++left;
        if (number[k] > 0)
            size[left] = size[k];
    }
    for (size_t i = 0; left < count && i < n; i++)
        label[i] = number[label[i]];
    return left;
}

void label_cells(size_t n, const uint32_t *restrict order,
                 const int32_t *restrict label, int32_t count,
                 size_t *restrict start, uint32_t *restrict cell) {
    memset(start, 0, ((size_t)count + 2) * sizeof *start);
    for (size_t i = 0; i < n; i++)
        if (label[i] > 0)
            start[label[i] + 1]++;
    for (int32_t k = 1; k <= count; k++)
        start[k + 1] += start[k];
    for (size_t i = 0; i < n; i++) { /* start[k] runs to the end of k */
        const uint32_t c = order[i];
        if (label[c] > 0)
            cell[start[label[c]]++] = c;
    }
    for (int32_t k = count + 1; k > 0; k--)
        start[k] = start[k - 1];
    start[0] = start[1] = 0;
}
