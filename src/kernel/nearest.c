/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/nearest.h"

#include <math.h>

/* A part of the tree is places[0..n); its root is the middle one, and the
 * parts below are those before it and those behind it. */

static void swap(struct nearest *a, struct nearest *b) {
    const struct nearest t = *a;

    *a = *b;
    *b = t;
}

/* Ties by index make the tree one and the same for any order of places. */
static int before(const struct nearest *a, const struct nearest *b,
                  uint32_t axis) {
    return a->p[axis] < b->p[axis] ||
           (a->p[axis] == b->p[axis] && a->index < b->index);
}

static uint32_t widest(const struct nearest *t, size_t n) {
    double low[3] = { 2, 2, 2 }, high[3] = { -2, -2, -2 };
    uint32_t best = 0;

    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < 3; k++) {
            low[k] = fmin(low[k], t[i].p[k]);
            high[k] = fmax(high[k], t[i].p[k]);
        }
    for (uint32_t k = 1; k < 3; k++)
        if (high[k] - low[k] > high[best] - low[best])
            best = k;
    return best;
}

/* Hoare's selection: the middle place where sorting would put it. */
static void part(struct nearest *t, size_t n, uint32_t axis) {
    const size_t middle = n / 2;
    size_t from = 0, to = n - 1;

    while (from < to) {
        const struct nearest pivot = t[from + (to - from) / 2];
        size_t i = from, j = to;
        for (;;) {
            while (before(&t[i], &pivot, axis))
                i++;
            while (before(&pivot, &t[j], axis))
                j--;
            if (i >= j)
                break;
            swap(&t[i++], &t[j--]);
        }
        if (middle <= j)
            to = j;
        else
            from = j + 1;
    }
}

static double distance(const double a[3], const double b[3]) {
    const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];

    return sqrt(x * x + y * y + z * z);
}

/* What a root knows of a part below it. */
static void join(struct nearest *root, const struct nearest *part) {
    root->furthest = fmax(root->furthest, part->furthest);
    if (part->lowest < root->lowest)
        root->lowest = part->lowest;
}

void nearest_build(struct nearest *tree, size_t n) {
    struct nearest *root = tree + n / 2;
    size_t behind;
    uint32_t axis;

    if (n == 0)
        return;
    behind = n - n / 2 - 1;
    axis = widest(tree, n);
    part(tree, n, axis);
    nearest_build(tree, n / 2);
    nearest_build(root + 1, behind);
    root->axis = axis;
    root->furthest = root->reach;
    root->radius = 0;
    root->lowest = root->index;
    for (size_t i = 0; i < n; i++)
        root->radius = fmax(root->radius, distance(tree[i].p, root->p));
    if (n / 2 > 0)
        join(root, &tree[n / 4]);
    if (behind > 0)
        join(root, &root[1 + behind / 2]);
}

/* What is looked for; which NULL: all places count. */
struct want {
    const double *p; /* [3] */
    const struct nearest_filter *which;
};

static bool fits(const struct want *w, const struct nearest *t) {
    return w->which == NULL || w->which->is(w->which->self, t->index);
}

/* The lesser of d and the least distance from p. */
static double least(const struct want *w, const struct nearest *t, size_t n,
                    double d) {
    const struct nearest *root = t + n / 2;
    size_t behind;
    double over, here;

    if (n == 0)
        return d;
    behind = n - n / 2 - 1;
    here = distance(root->p, w->p);
    if (here - root->radius >= d)
        return d; /* from afar planes alone rule out little */
    if (here < d && fits(w, root))
        d = here;
    over = w->p[root->axis] - root->p[root->axis];
    if (over < 0) {
        d = least(w, t, n / 2, d);
        return -over > d ? d : least(w, root + 1, behind, d);
    }
    d = least(w, root + 1, behind, d);
    return over > d ? d : least(w, t, n / 2, d);
}

/* The lesser of best and the lowest index within d of p. */
static uint32_t lowest(const struct want *w, const struct nearest *t, size_t n,
                       double d, uint32_t best) {
    const struct nearest *root = t + n / 2;
    double over, here;

    if (n == 0 || root->lowest >= best)
        return best;
    here = distance(root->p, w->p);
    if (here - root->radius > d)
        return best;
    if (here <= d && root->index < best && fits(w, root))
        best = root->index;
    over = w->p[root->axis] - root->p[root->axis];
    if (over <= d)
        best = lowest(w, t, n / 2, d, best);
    if (-over <= d)
        best = lowest(w, root + 1, n - n / 2 - 1, d, best);
    return best;
}

uint32_t nearest_find(const struct nearest *tree, size_t n, const double p[3]) {
    const struct want w = { .p = p };

    return lowest(&w, tree, n, least(&w, tree, n, 4) + NEAREST_TIE,
                  NEAREST_NONE);
}

uint32_t nearest_among(const struct nearest *tree, size_t n, const double p[3],
                       double reach, const struct nearest_filter *which) {
    const struct want w = { p, which };

    return lowest(&w, tree, n, least(&w, tree, n, reach) + NEAREST_TIE,
                  NEAREST_NONE);
}

/* Is a place at distance d before the k-th of those found? */
static int is_before(const struct nearest_some *s, size_t k, double d,
                     uint32_t index) {
    return d < s->distance[k] - NEAREST_TIE ||
           (d <= s->distance[k] + NEAREST_TIE && index < s->index[k]);
}

static void take(struct nearest_some *s, double d, uint32_t index) {
    size_t k = s->n < s->most ? s->n++ : s->most - 1;

    if (k + 1 == s->most && s->n == s->most && s->distance[k] >= 0 &&
        !is_before(s, k, d, index))
        return;
    for (; k > 0 && is_before(s, k - 1, d, index); k--) {
        s->distance[k] = s->distance[k - 1];
        s->index[k] = s->index[k - 1];
    }
    s->distance[k] = d;
    s->index[k] = index;
}

/* Is there no place in a part of the tree that take() would keep? */
static bool is_full(const struct nearest_some *s, const struct nearest *root,
                    double here) {
    const double least = here - root->radius;

    if (s->n < s->most || least < s->distance[s->most - 1] - NEAREST_TIE)
        return false;
    return least > s->distance[s->most - 1] + NEAREST_TIE ||
           root->lowest >= s->index[s->most - 1];
}

static void some(const struct nearest *t, size_t n, const double p[3],
                 struct nearest_some *s) {
    const struct nearest *root = t + n / 2;
    size_t behind;
    double over, far, here;

    if (n == 0)
        return;
    here = distance(root->p, p);
    if (is_full(s, root, here))
        return;
    behind = n - n / 2 - 1;
    take(s, here, root->index);
    over = p[root->axis] - root->p[root->axis];
    if (over < 0)
        some(t, n / 2, p, s);
    else
        some(root + 1, behind, p, s);
    far = s->n < s->most ? 4 : s->distance[s->most - 1];
    far += NEAREST_TIE;
    if (over < 0 && -over <= far)
        some(root + 1, behind, p, s);
    else if (over >= 0 && over <= far)
        some(t, n / 2, p, s);
}

void nearest_some(const struct nearest *tree, size_t n, const double p[3],
                  struct nearest_some *s) {
    s->n = 0;
    for (size_t k = 0; k < NEAREST_SOME; k++)
        s->distance[k] = -1;
    some(tree, n, p, s);
}

/* What a search for reached places carries along. */
struct search {
    const struct nearest *tree;
    double p[3], reach;
    uint32_t *hit;
    size_t max, n;
    bool stops; /* at max */
};

static void reached(struct search *s, const struct nearest *t, size_t n) {
    const struct nearest *root = t + n / 2;
    double over;

    if (n == 0 || (s->stops && s->n == s->max))
        return;
    over = s->p[root->axis] - root->p[root->axis];
    if (n / 2 > 0 && over <= s->reach + t[n / 4].furthest)
        reached(s, t, n / 2);
    if (s->stops && s->n == s->max)
        return;
    if (distance(root->p, s->p) <= s->reach + root->reach) {
        if (s->n < s->max)
            s->hit[s->n] = (uint32_t)(root - s->tree);
        s->n++;
    }
    if (-over <= s->reach + root->furthest)
        reached(s, root + 1, n - n / 2 - 1);
}

size_t nearest_reached(const struct nearest *tree, size_t n, const double p[3],
                       double reach, uint32_t *hit, size_t max) {
    struct search s = { .tree = tree,
                        .p = { p[0], p[1], p[2] },
                        .reach = reach,
                        .hit = hit,
                        .max = max };

    reached(&s, tree, n);
    return s.n;
}

size_t nearest_meets(const struct nearest *tree, size_t n, const double p[3],
                     double reach, uint32_t *hit, size_t max) {
    struct search s = { .tree = tree,
                        .p = { p[0], p[1], p[2] },
                        .reach = reach,
                        .hit = hit,
                        .max = max,
                        .stops = true };

    reached(&s, tree, n);
    return s.n;
}
