/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_links.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* Rows that one thread does in one go, at most, and such blocks that are done
 * before their links are gathered. */
#define BLOCK  512
#define BLOCKS 256

/* Shares that rounding makes of cells which only touch. */
#define NOTHING 1e-13

void links_add(struct links *l, size_t col, double weight) {
    if (col == LINKS_NONE)
        return;
    if (l->n == l->max) {
        l->max = l->max == 0 ? 64 : 2 * l->max;
        l->link = mem_grow(l->link, l->max, sizeof *l->link);
    }
    l->link[l->n++] = (struct link){ (uint32_t)col, weight };
}

void links_room(struct links *l, size_t n) {
    if (n <= l->nhits)
        return;
    l->nhits = n;
    l->hit = mem_grow(l->hit, n, sizeof *l->hit);
}

static int by_column(const void *a, const void *b) {
    const struct link *x = a, *y = b;

    if (x->col != y->col)
        return x->col < y->col ? -1 : 1;
    return (x->weight > y->weight) - (x->weight < y->weight);
}

/* Puts a row in order, one link to each source cell; how many remain. */
static size_t settle(struct link *link, size_t n) {
    size_t sums = 0, kept = 0;

    if (n > 1)
        qsort(link, n, sizeof *link, by_column);
    for (size_t k = 0; k < n; k++)
        if (sums > 0 && link[sums - 1].col == link[k].col)
            link[sums - 1].weight += link[k].weight;
        else
            link[sums++] = link[k];
    for (size_t k = 0; k < sums; k++)
        if (fabs(link[k].weight) > NOTHING)
            link[kept++] = link[k];
    return kept;
}

/* Appends the rows of blocks, from row `from` up to `to`; row[i + 1] holds the
 * links of row i. */
static void gather(struct weights *w, size_t from, size_t to, size_t each,
                   const struct links *block) {
    size_t n;

    for (size_t i = from; i < to; i++)
        w->row[i + 1] += w->row[i];
    n = w->row[to];
    w->col = mem_grow(w->col, n, sizeof *w->col);
    w->weight = mem_grow(w->weight, n, sizeof *w->weight);
#pragma omp parallel for schedule(static)
    for (size_t i = from; i < to; i += each) {
        const struct links *b = &block[(i - from) / each];
        for (size_t k = 0; k < b->n; k++) {
            w->col[w->row[i] + k] = b->link[k].col;
            w->weight[w->row[i] + k] = b->link[k].weight;
        }
    }
}

/* Some rows after another, so that little is held twice. */
struct weights *weights_build(size_t ndst, size_t nsrc,
                              void (*fill)(const void *self, size_t i,
                                           struct links *row),
                              const void *self) {
    const size_t share = ndst / (4 * BLOCKS);
    const size_t each = share < 1 ? 1 : share < BLOCK ? share : BLOCK;
    struct links *block = mem_array(BLOCKS, sizeof *block);
    struct weights *w = mem_array(1, sizeof *w);

    *w = (struct weights){ .ndst = ndst, .nsrc = nsrc };
    w->row = mem_array(ndst + 1, sizeof *w->row);
    for (size_t from = 0, to; from < ndst; from = to) {
        to = ndst - from < BLOCKS * each ? ndst : from + BLOCKS * each;
#pragma omp parallel for schedule(dynamic)
        for (size_t k = from; k < to; k += each) {
            struct links *b = &block[(k - from) / each];
            b->n = 0;
            for (size_t i = k; i < to && i < k + each; i++) {
                const size_t first = b->n;
                fill(self, i, b);
                w->row[i + 1] = settle(b->link + first, b->n - first);
                b->n = first + w->row[i + 1];
            }
        }
        gather(w, from, to, each, block);
    }
    for (size_t k = 0; k < BLOCKS; k++) {
        free(block[k].link);
        free(block[k].hit);
    }
    free(block);
    if (w->col == NULL) {
        w->col = mem_array(0, sizeof *w->col);
        w->weight = mem_array(0, sizeof *w->weight);
    }
    return w;
}

void weights_free(struct weights *w) {
    if (w == NULL)
        return;
    free(w->row);
    free(w->col);
    free(w->weight);
    free(w);
}
