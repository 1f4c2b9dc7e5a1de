/* SPDX-License-Identifier: Apache-2.0 */
#include "core/grid_gap.h"

#include <math.h>

#include "core/mem.h"

/* Times as far as beside it, and what rounding may add to a missing column. */
#define FAR 2.5

/* An axis, and its direction. */
struct way {
    const struct axis *x;
    size_t n;
    bool falls;
};

static struct way way_of(const struct axis *x) {
    return (struct way){ x, x->n, axis_falls(x) };
}

/* Degrees from value i to the next, that of the last being the first. */
static double distance(const struct way *w, size_t i) {
    const double a = w->x->value[i % w->n], b = w->x->value[(i + 1) % w->n];
    const double d = w->falls ? a - b : b - a;

    return d - 360 * floor(d / 360);
}

/* Do the bounds of value i and of the next leave half a cell out? */
static bool leaves_out(const struct axis *x, size_t i) {
    const double *a = x->bounds + 2 * i;
    const double *b = x->bounds + 2 * ((i + 1) % x->n);
    const double width = fabs(a[1] - a[0]);
    double least = 360;

    for (int k = 0; k < 4; k++)
        least = fmin(least, fabs(remainder(b[k / 2] - a[k % 2], 360)));
    return least > width / 2;
}

/* Is the way from the last value to the first no distance of cells? */
static bool is_open(const struct way *w) {
    const size_t n = w->n;

    return distance(w, n - 1) > FAR * fmin(distance(w, n - 2), distance(w, 0));
}

/* What may be expected of a distance at an end, where only those inwards are
 * beside it: the one beside it, or more where they grow. */
static double expected(double beside, double next) {
    return beside * fmax(1, beside / next);
}

/* Is value i so far from the next? */
static bool is_far(const struct way *w, size_t i) {
    const size_t n = w->n;
    double beside = fmax(distance(w, i + n - 1), distance(w, i + 1));

    if (n > 3 && (i == 0 || i == n - 2) && is_open(w) &&
        (w->x->bounds == NULL || leaves_out(w->x, i)))
        beside = i == 0 ? expected(distance(w, 1), distance(w, 2))
                        : expected(distance(w, n - 3), distance(w, n - 4));
    return distance(w, i) > FAR * beside;
}

/* Is there a gap behind value i? */
static bool is_gap(const struct way *w, size_t i) {
    return w->x->bounds != NULL ? leaves_out(w->x, i) : is_far(w, i);
}

int axis_check_gap(const struct axis *x) {
    const struct way w = way_of(x);

    for (size_t i = 0; x->n > 2 && x->value != NULL && i + 1 < x->n; i++)
        if (is_far(&w, i))
            return err_set(EX_DATAERR, "%s has a gap between %g and %g (%s%s)",
                           x->name ? x->name : "an axis", x->value[i],
                           x->value[i + 1],
                           distance(&w, i) > distance(&w, x->n - 1)
                               ? "--lon 180 or 0-360 lays it at the ends, "
                               : "",
                           "--bbox takes one side");
    return EX_OK;
}

bool axis_has_gap(const struct axis *x) {
    const struct way w = way_of(x);

    for (size_t i = 0; x->n > 2 && x->value != NULL && i < x->n; i++)
        if (is_gap(&w, i))
            return true;
    return false;
}

/* The lesser distance of value i; of one alone at an end that of the next. */
static double least_beside(const struct way *w, size_t i) {
    const size_t n = w->n;

    if (n > 3 && i == 0 && is_open(w) && is_far(w, 0))
        return distance(w, 1);
    if (n > 3 && i == n - 1 && is_open(w) && is_far(w, n - 2))
        return distance(w, n - 3);
    return fmin(distance(w, i + n - 1), distance(w, i));
}

void axis_own_bounds(struct axis *x) {
    const struct way w = way_of(x);
    const size_t n = x->n;
    const double way = w.falls ? -1 : 1;
    double *bounds;

    if (x->bounds != NULL || x->value == NULL || n < 3)
        return;
    bounds = mem_array(2 * n, sizeof *bounds);
    for (size_t i = 0; i < n; i++) {
        const double before = distance(&w, i + n - 1), after = distance(&w, i);
        const double least = least_beside(&w, i);
        const bool far = before > FAR * after || after > FAR * before ||
                         i == 0 || i == n - 1;
        bounds[2 * i] = x->value[i] - way * (far ? least : before) / 2;
        bounds[2 * i + 1] = x->value[i] + way * (far ? least : after) / 2;
    }
    x->bounds = bounds;
}

void axis_mind_gap(struct axis *x) {
    const struct way w = way_of(x);

    for (size_t i = 0; x->n > 2 && x->value != NULL && i + 1 < x->n; i++)
        if (is_gap(&w, i)) {
            axis_own_bounds(x);
            return;
        }
}
