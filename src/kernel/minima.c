/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/minima.h"

#include <assert.h>
#include <math.h>

#include "kernel/geom.h"

/* The 4 neighbours of a cell; returns how many there are on the grid. */
static size_t neighbours(const struct minima *m, uint32_t cell,
                         uint32_t beside[4]) {
    const uint32_t nx = (uint32_t)m->nx, y = cell / nx, x = cell % nx;
    size_t n = 0;

    if (y > 0)
        beside[n++] = cell - nx;
    if (y + 1 < m->ny)
        beside[n++] = cell + nx;
    if (x > 0)
        beside[n++] = cell - 1;
    else if (m->periodic)
        beside[n++] = cell + nx - 1;
    if (x + 1 < nx)
        beside[n++] = cell + 1;
    else if (m->periodic)
        beside[n++] = cell + 1 - nx;
    return n;
}

static double distance(const struct minima *m, uint32_t a, uint32_t b) {
    return geom_degrees(m->lon[a], m->lat[a], m->lon[b], m->lat[b]);
}

static bool is_lowest(const struct minima *m, uint32_t cell,
                      const uint32_t *beside, size_t n) {
    for (size_t k = 0; k < n; k++)
        if (m->value[beside[k]] < m->value[cell])
            return false;
    return true;
}

size_t minima_candidates(const struct minima *m, const struct minima_rules *r,
                         const uint32_t *restrict order,
                         uint32_t *restrict candidate) {
    const size_t cells = m->ny * m->nx;
    size_t found = 0;

    for (size_t i = 0; i < cells; i++) {
        const uint32_t c = order[i];
        uint32_t beside[4];
        size_t n;
        if (isnan(m->value[c]) || m->lat[c] < r->south || m->lat[c] > r->north)
            continue;
        n = neighbours(m, c, beside);
        if ((n == 4 || r->border) && is_lowest(m, c, beside, n))
            candidate[found++] = c;
    }
    return found;
}

/* Does candidate a take over b?  `first` says that a comes first. */
static bool takes_over(const struct minima *m, const struct minima_rules *r,
                       uint32_t a, uint32_t b, bool first) {
    const float pa = m->value[a], pb = m->value[b];

    if (!(pa < pb || (pa == pb && r->merge_equal && first)))
        return false;
    return fabs(m->lat[a] - m->lat[b]) <= r->merge &&
           distance(m, a, b) <= r->merge;
}

size_t minima_merge(const struct minima *m, const struct minima_rules *r,
                    size_t n, uint32_t *restrict candidate,
                    unsigned char *restrict dropped) {
    size_t left = 0;

    for (size_t k = 0; k < n; k++) {
        dropped[k] = 0;
        for (size_t i = 0; i < n && !dropped[k]; i++)
            dropped[k] =
                i != k && takes_over(m, r, candidate[i], candidate[k], i < k);
    }
    for (size_t k = 0; k < n; k++)
        if (!dropped[k])
            candidate[left++] = candidate[k];
    return left;
}

/* What minima_contour() has reached. */
struct reached {
    uint32_t stamp, *restrict mark, *restrict queue;
    size_t n; /* cells in queue */
};

/* Looks at the neighbours of a cell of the queue: those inside the contour go
 * to its end.  Returns false where one lies too far away. */
static bool spread(const struct minima *m, const struct minima_rules *r,
                   uint32_t cell, struct reached *to) {
    const uint32_t centre = to->queue[0];
    uint32_t beside[4];
    const size_t count = neighbours(m, cell, beside);

    for (size_t k = 0; k < count; k++) {
        const uint32_t c = beside[k];
        if (to->mark[c] == to->stamp || isnan(m->value[c]))
            continue;
        to->mark[c] = to->stamp;
        if (distance(m, centre, c) > r->contour)
            return false;
        if ((double)m->value[c] - (double)m->value[centre] < r->depth)
            to->queue[to->n++] = c;
    }
    return true;
}

size_t minima_contour(const struct minima *m, const struct minima_rules *r,
                      uint32_t centre, uint32_t stamp, uint32_t *restrict mark,
                      uint32_t *restrict queue) {
    struct reached to = { stamp, mark, queue, 1 };

    assert(!isnan(m->value[centre]));
    queue[0] = centre;
    mark[centre] = stamp;
    for (size_t at = 0; at < to.n; at++)
        if (!spread(m, r, queue[at], &to))
            return 0;
    return to.n;
}

bool minima_is_edge(const struct minima *m, uint32_t cell) {
    uint32_t beside[4];
    const size_t n = neighbours(m, cell, beside);

    for (size_t k = 0; k < n; k++)
        if (isnan(m->value[beside[k]]))
            return true;
    return n < 4;
}
