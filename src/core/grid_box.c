/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grid_box.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/mem.h"
#include "core/parse.h"

/* Of a side: coordinates may have been floats. */
#define ROUNDING 1.2e-7

int box_parse(const char *text, struct box *b) {
    const char *at = strchr(text, '@');
    char *numbers = mem_format("%.*s", (int)strcspn(text, "@"), text);
    double v[4];
    int status;

    if (at == NULL) {
        TRY(parse_bbox(numbers, &b->edge));
        goto done;
    }
    b->crs = at + 1;
    TRY(parse_doubles(numbers, 4, v));
    if (!(v[0] < v[2] && v[1] < v[3]))
        TRY(err_set(EX_USAGE, "%s: W < E and S < N in a projection", text));
    b->edge = (struct bbox){ v[0], v[1], v[2], v[3] };
done:
    free(numbers);
    return status;
}

/* The corners of a cell, near a box in longitude. */
struct quad {
    double x[4], y[4];
};

/* Longitudes go on from the first, which is moved next to the box. */
static void unwrap(const struct bbox *b, struct quad *q) {
    const double east = b->east + (b->west > b->east ? 360 : 0);
    const double middle = (b->west + east) / 2;

    q->x[0] = middle + remainder(q->x[0] - middle, 360);
    for (int k = 1; k < 4; k++)
        q->x[k] = q->x[0] + remainder(q->x[k] - q->x[0], 360);
}

/* Are all corners on the outer side of a line, dx x + dy y = at? */
static bool beyond(const struct quad *q, double dx, double dy, double at,
                   double slack) {
    for (int k = 0; k < 4; k++)
        if (dx * q->x[k] + dy * q->y[k] < at - slack)
            return false;
    return true;
}

/* Twice the area, negative where the corners go clockwise. */
static double area_of(const struct quad *q) {
    double area = 0;

    for (int k = 0; k < 4; k++)
        area += q->x[k] * q->y[(k + 1) % 4] - q->x[(k + 1) % 4] * q->y[k];
    return area;
}

/* A convex cell and a box that share no area have a side between them. */
static bool shares(const struct quad *q, const struct bbox *b) {
    const double bx[4] = { b->west, b->east, b->east, b->west };
    const double by[4] = { b->south, b->south, b->north, b->north };
    const double size = fabs(q->x[2] - q->x[0]) + fabs(q->y[2] - q->y[0]);
    const double slack = 1e-6 * size;
    const double area = area_of(q);

    if (beyond(q, 1, 0, b->east, slack) || beyond(q, -1, 0, -b->west, slack) ||
        beyond(q, 0, 1, b->north, slack) || beyond(q, 0, -1, -b->south, slack))
        return false;
    for (int k = 0; k < 4; k++) {
        const double dx = q->x[(k + 1) % 4] - q->x[k];
        const double dy = q->y[(k + 1) % 4] - q->y[k];
        bool out = dx != 0 || dy != 0;
        for (int c = 0; c < 4; c++)
            out = out && (dx * (by[c] - q->y[k]) - dy * (bx[c] - q->x[k])) *
                                 copysign(1, area) <=
                             slack * hypot(dx, dy);
        if (out)
            return false;
    }
    return true;
}

static bool holds(const struct quad *q, const struct bbox *b) {
    for (int k = 0; k < 4; k++) {
        const double ex = ROUNDING * fabs(q->x[k]),
                     ey = ROUNDING * fabs(q->y[k]);
        if (!(q->x[k] >= b->west - ex && q->x[k] <= b->east + ex &&
              q->y[k] >= b->south - ey && q->y[k] <= b->north + ey))
            return false;
    }
    return true;
}

/* Longitudes have turns: a cell may lie at either end of a wide box. */
static bool belongs(const struct box *b, struct quad q) {
    struct bbox edge = b->edge;

    if (b->crs != NULL && b->rule != BOX_CENTRE && area_of(&q) <= 0)
        return false; /* round the antipode of the projection */
    if (b->crs != NULL)
        return b->rule == BOX_TOUCH ? shares(&q, &edge) : holds(&q, &edge);
    unwrap(&edge, &q);
    edge.east += edge.west > edge.east ? 360 : 0;
    if (edge.east - edge.west >= 360) {
        edge.west = -1e9;
        edge.east = 1e9;
    }
    for (int turn = -1; turn <= 1; turn++) {
        struct quad t = q;
        for (int k = 0; k < 4; k++)
            t.x[k] += 360 * turn;
        if (b->rule == BOX_TOUCH ? shares(&t, &edge) : holds(&t, &edge))
            return true;
    }
    return false;
}

static int by_corners(const struct grid *g, const struct box *b,
                      const struct crs *c, bool *in) {
    const size_t n = grid_cells(g);
    double *x = mem_array(4 * n, sizeof *x), *y = mem_array(4 * n, sizeof *y);
    int status;

    TRY(grid_corners(g, x, y));
    if (c != NULL)
        crs_from_lonlat(c, 4 * n, x, y);
    for (size_t k = 0; k < n; k++) {
        struct quad q;
        memcpy(q.x, x + 4 * k, sizeof q.x);
        memcpy(q.y, y + 4 * k, sizeof q.y);
        in[k] = isfinite(q.x[0] + q.x[1] + q.x[2] + q.x[3]) &&
                isfinite(q.y[0] + q.y[1] + q.y[2] + q.y[3]) && belongs(b, q);
    }
done:
    free(x);
    free(y);
    return status;
}

/* A point is a cell without size. */
static bool is_at(const struct box *b, double x, double y) {
    return isfinite(x) && isfinite(y) &&
           belongs(b, (struct quad){ { x, x, x, x }, { y, y, y, y } });
}

int box_cells(const struct grid *g, const struct box *b, bool *in, double *x,
              double *y) {
    const size_t n = grid_cells(g);
    struct crs *c = NULL;
    int status;

    if (b->crs != NULL)
        TRY(crs_open(&c, b->crs));
    TRY(grid_lonlat(g, x, y));
    if (c != NULL)
        crs_from_lonlat(c, n, x, y);
    if (b->rule != BOX_CENTRE)
        TRY(by_corners(g, b, c, in));
    else
        for (size_t k = 0; k < n; k++)
            in[k] = is_at(b, x[k], y[k]);
done:
    crs_free(c);
    return status;
}
