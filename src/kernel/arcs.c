/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/arcs.h"

#include <math.h>
#include <stdbool.h>

#include "kernel/geom.h"

#define WIDTH     (360.0 / ARC_BINS)
#define LEAST_GAP 1.0

void arcs_clear(struct arcs *a) {
    for (size_t k = 0; k < ARC_BINS; k++) {
        a->low[k] = a->south[k] = INFINITY;
        a->high[k] = a->north[k] = -INFINITY;
    }
}

/* Covers from west to east, both within the circle, west <= east. */
static void cover(struct arcs *a, double west, double east, const double *box) {
    size_t k = (size_t)((west + 180) / WIDTH);

    if (k >= ARC_BINS)
        k = ARC_BINS - 1;
    for (; k < ARC_BINS; k++) {
        const double from = -180 + (double)k * WIDTH, to = from + WIDTH;
        if (from > east || (from == east && from > west))
            break;
        a->low[k] = fmin(a->low[k], fmax(from, west));
        a->high[k] = fmax(a->high[k], fmin(to, east));
        a->south[k] = fmin(a->south[k], box[1]);
        a->north[k] = fmax(a->north[k], box[3]);
    }
}

void arcs_add(struct arcs *a, const double box[4]) {
    double west = box[0], east = box[2];

    if (east - west >= 360) {
        cover(a, -180, 180, box);
        return;
    }
    if (west < -180 || west > 180)
        west = geom_lon(west);
    if (east < -180 || east > 180)
        east = geom_lon(east);
    if (west <= east) {
        cover(a, west, east, box);
    } else {
        if (west < 180)
            cover(a, west, 180, box);
        if (east > -180)
            cover(a, -180, east, box);
        if (west == 180 && east == -180)
            cover(a, 180, 180, box);
    }
}

/* The gap behind bin k, before the next covered one, which is *next. */
static double gap(const struct arcs *a, size_t k, size_t *next) {
    for (size_t i = 1; i <= ARC_BINS; i++) {
        const size_t j = (k + i) % ARC_BINS;
        if (a->low[j] <= a->high[j]) {
            *next = j;
            return a->low[j] + (j <= k ? 360 : 0) - a->high[k];
        }
    }
    *next = k;
    return 360;
}

/* The box from the low of bin `from` to the high of bin `to`. */
static void box_of(const struct arcs *a, size_t from, size_t to, double *box) {
    box[0] = a->low[from];
    box[2] = a->high[to];
    box[1] = INFINITY;
    box[3] = -INFINITY;
    for (size_t k = from;; k = (k + 1) % ARC_BINS) {
        box[1] = fmin(box[1], a->south[k]);
        box[3] = fmax(box[3], a->north[k]);
        if (k == to)
            break;
    }
    if (box[0] == 180 && box[2] < 180)
        box[0] = -180;
}

size_t arcs_boxes(const struct arcs *a, double box[ARCS_MOST + 1][4]) {
    double gaps[ARC_BINS], widest = -1;
    size_t next[ARC_BINS], last = ARC_BINS, first, n = 0;

    for (size_t k = 0; k < ARC_BINS; k++) {
        gaps[k] = a->low[k] <= a->high[k] ? gap(a, k, &next[k]) : -1;
        if (gaps[k] > widest) {
            widest = gaps[k];
            last = k;
        }
    }
    if (last == ARC_BINS)
        return 0;
    if (widest < LEAST_GAP) {
        box_of(a, next[last], last, box[0]);
        box[0][0] = -180;
        box[0][2] = 180;
        return 1;
    }
    first = next[last];
    box_of(a, first, last, box[0]);
    for (size_t k = first, from = first;; k = next[k]) {
        if (k == last || gaps[k] >= LEAST_GAP) {
            box_of(a, from, k, box[++n]);
            from = next[k];
        }
        if (k == last)
            break;
    }
    return n == 1 ? 1 : n + 1;
}
