/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/vector-filter/nodes.h"

#include <stdlib.h>

#include "core/mem.h"

const char *const node_functions[] = { "area",    "length", "x",  "y",
                                       "npoints", "type",   "id", "abs",
                                       "round",   "lower",  NULL };

struct node *node_new(enum node_kind kind) {
    struct node *n = mem_array(1, sizeof *n);

    n->kind = kind;
    return n;
}

void node_add(struct node *n, struct node *argument) {
    n->argument = mem_grow(n->argument, n->n + 1, sizeof(struct node *));
    n->argument[n->n++] = argument;
}

void node_free(struct node *n) {
    if (n == NULL)
        return;
    for (size_t k = 0; k < n->n; k++)
        node_free(n->argument[k]);
    free(n->argument);
    free(n->text);
    free(n);
}
