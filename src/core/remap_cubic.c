/* SPDX-License-Identifier: Apache-2.0 */
/* Bicubic weights for places anywhere, from a source with axes. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/remap_line.h"
#include "core/remap_part.h"

/* Four neighbours along an axis, or the one that is the place (n = 1); n = 0:
 * they are not all there. */
struct taps {
    size_t n, at[4];
    double weight[4];
};

/* Keys's kernel at the distances 1 + t, t, 1 - t, 2 - t, a = -0.5. */
static void weigh(double t, double weight[4]) {
    const double a = -0.5;

    weight[0] = a * (((t - 2) * t + 1) * t);
    weight[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
    weight[2] = -(a + 2) * t * t * t + (2 * a + 3) * t * t - a * t;
    weight[3] = a * (t * t - t * t * t);
}

static struct taps find(const struct line *l, double place) {
    const struct pair p = line_find(l, place);
    const long n = (long)l->n;
    struct taps taps = { 0 };
    long at[4], step;

    if (p.n == 0 || p.at[0] >= l->n || (p.n == 2 && p.at[1] >= l->n))
        return taps;
    if (p.n == 1 || p.weight[1] == 0 || p.weight[0] == 0) {
        taps.n = 1;
        taps.at[0] = p.at[p.n == 2 && p.weight[0] == 0];
        taps.weight[0] = 1;
        return taps;
    }
    step = (long)p.at[1] - (long)p.at[0];
    if (l->round && labs(step) > 1)
        step = step > 0 ? -1 : 1;
    at[0] = (long)p.at[0] - step;
    at[1] = (long)p.at[0];
    at[2] = (long)p.at[1];
    at[3] = (long)p.at[1] + step;
    for (int k = 0; k < 4; k++) {
        if (l->round)
            at[k] = (at[k] + n) % n;
        if (at[k] < 0 || at[k] >= n)
            return taps;
        taps.at[k] = (size_t)at[k];
    }
    taps.n = 4;
    weigh(p.weight[1], taps.weight);
    return taps;
}

static void fill_cubic(const void *self, size_t i, struct links *row) {
    const struct plane *s = self;
    const struct taps y = find(&s->y, s->py[i]), x = find(&s->x, s->px[i]);

    for (size_t j = 0; j < y.n; j++)
        for (size_t k = 0; k < x.n; k++)
            links_add(row, y.at[j] * s->x.n + x.at[k],
                      y.weight[j] * x.weight[k]);
}

int remap_cubic(struct weights **out, const struct grid *src,
                const struct grid *dst) {
    if (src->kind == GRID_CURVILINEAR || src->kind == GRID_UNSTRUCTURED)
        return err_set(EX_DATAERR, "bicubic needs a source with axes "
                                   "(--method bilinear, distance or nearest "
                                   "work)");
    if (grid_is_elsewhere(src))
        return err_set(EX_DATAERR,
                       "bicubic needs axes that are where latitude and "
                       "longitude say, %s puts them elsewhere (--method "
                       "bilinear, distance or nearest work)",
                       src->mapping ? src->mapping : "the mapping");
    return plane_weights(out, src, dst, fill_cubic);
}
