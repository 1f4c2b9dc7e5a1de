/* SPDX-License-Identifier: Apache-2.0 */
/* nodes -- the tree of an expression, which one file makes and another one
 * walks */
#ifndef TWIN_NODES_H
#define TWIN_NODES_H

#include <stdbool.h>
#include <stddef.h>

enum node_kind {
    NODE_NULL,
    NODE_BOOL,
    NODE_NUMBER,
    NODE_TEXT,
    NODE_NAME,
    NODE_FUNCTION, /* text is its name */
    NODE_NOT,
    NODE_AND,
    NODE_OR,
    NODE_COMPARE,    /* text is the operator */
    NODE_ARITHMETIC, /* text is + - * / */
    NODE_LIKE,
    NODE_IN,      /* the first argument in the others */
    NODE_BETWEEN, /* the first between the two others */
    NODE_IS_NULL
};

struct node {
    enum node_kind kind;
    bool yes;
    double number;
    char *text;
    size_t n;
    struct node **argument; /* [n] */
};

struct expression {
    struct node *root;
};

/* The functions there are. */
extern const char *const node_functions[];

/* node_new -- without arguments; node_add -- appends one, which passes to n;
 * node_free -- with all of them. */
struct node *node_new(enum node_kind kind);
void node_add(struct node *n, struct node *argument);
void node_free(struct node *n);

#endif
