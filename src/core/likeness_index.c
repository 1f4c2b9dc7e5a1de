/* SPDX-License-Identifier: Apache-2.0 */
#include "core/likeness_index.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* A field under one of its two names. */
struct entry {
    const char *name;
    size_t place;
};

struct likeness_index {
    size_t n; /* entries: two of a field */
    struct entry *entry;
    size_t *found;
};

static int by_name(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    const int c = strcmp(x->name, y->name);

    return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

static int by_place(const void *a, const void *b) {
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

struct likeness_index *likeness_index_new(size_t n, const struct likeness *l) {
    struct likeness_index *x = mem_array(1, sizeof *x);

    x->n = 2 * n;
    x->entry = mem_array(x->n, sizeof *x->entry);
    x->found = mem_array(2 * x->n, sizeof *x->found);
    for (size_t k = 0; k < n; k++) {
        x->entry[2 * k] = (struct entry){ l[k].own, k };
        x->entry[2 * k + 1] = (struct entry){ l[k].name, k };
    }
    qsort(x->entry, x->n, sizeof *x->entry, by_name);
    return x;
}

void likeness_index_free(struct likeness_index *x) {
    if (x == NULL)
        return;
    free(x->entry);
    free(x->found);
    free(x);
}

/* Adds the places of a name to n that are there; how many there are then. */
static size_t add(struct likeness_index *x, const char *name, size_t n) {
    size_t low = 0, high = x->n;

    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (strcmp(x->entry[mid].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < x->n && strcmp(x->entry[low].name, name) == 0; low++)
        x->found[n++] = x->entry[low].place;
    return n;
}

size_t likeness_among(struct likeness_index *x, const struct likeness *other,
                      const size_t **out) {
    const size_t all = add(x, other->name, add(x, other->own, 0));
    size_t n = 0;

    qsort(x->found, all, sizeof *x->found, by_place);
    for (size_t k = 0; k < all; k++)
        if (n == 0 || x->found[n - 1] != x->found[k])
            x->found[n++] = x->found[k];
    *out = x->found;
    return n;
}
