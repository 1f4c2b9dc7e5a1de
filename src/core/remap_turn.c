/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_turn.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/remap_links.h"
#include "core/remap_part.h"
#include "kernel/constants.h"
#include "kernel/turn.h"

/* Less is no turn [degrees]. */
#define TURNED 10

/* Of rounding, as kernel/regrid.h has it. */
#define ROUNDING 1e-9

struct carried {
    uint32_t cell;
    double weight, cosine, sine;
};

struct remap_turn {
    double min_frac;
    bool whole;           /* over the whole target cell */
    size_t n, room[2];    /* target cells; room for them, and for links */
    size_t *cell, *first; /* [n], [n + 1] places in link */
    struct carried *link;
};

/* Places of both grids. */
struct places {
    double *slon, *slat, *dlon, *dlat;
};

/* Does the method make means, and of which there are weights of cells? */
static bool is_mean(const struct remap *r) {
    switch (r->method) {
    case REMAP_CONSERVATIVE:
    case REMAP_SHARE:
    case REMAP_CONSERVATIVE2:
    case REMAP_CONSERVATIVE2_SHARE:
    case REMAP_DISTANCE:
        return true;
    case REMAP_BILINEAR:
        return r->w != NULL;
    default:
        return false;
    }
}

/* The links of target cell i, in order. */
static void find_links(const struct remap *r, size_t i, struct links *out) {
    const struct weights *w = r->w, *y = r->y, *x = r->x;
    size_t j, c;

    out->n = 0;
    for (size_t k = w != NULL ? w->row[i] : 0; w != NULL && k < w->row[i + 1];
         k++)
        links_add(out,
                  r->second != NULL ? remap_second_cell(r->second, w->col[k])
                                    : w->col[k],
                  w->weight[k]);
    if (w != NULL)
        return;
    j = i / x->ndst;
    c = i % x->ndst;
    for (size_t a = y->row[j]; a < y->row[j + 1]; a++)
        for (size_t b = x->row[c]; b < x->row[c + 1]; b++)
            links_add(out, (size_t)y->col[a] * x->nsrc + x->col[b],
                      y->weight[a] * x->weight[b]);
}

/* By how much the east of a source is off; 0 where that is little. */
static double turn_of(const struct places *p, size_t cell, size_t i) {
    const double from[2] = { p->slon[cell], p->slat[cell] };
    const double to[2] = { p->dlon[i], p->dlat[i] };
    const double off = fabs(to[0] - from[0]);

    if (off <= TURNED || fabs(off - 360) <= TURNED)
        return 0;
    return turn_carried(from, to);
}

static bool is_turned(const struct places *p, const struct links *row,
                      size_t i) {
    for (size_t k = 0; k < row->n; k++)
        if (fabs(turn_of(p, row->link[k].col, i)) > TURNED * DEGREE)
            return true;
    return false;
}

/* Keeps a target cell. */
static void keep(struct remap_turn *t, const struct places *p,
                 const struct links *row, size_t i) {
    const double to[2] = { p->dlon[i], p->dlat[i] };
    size_t at;

    if (t->n + 1 >= t->room[0]) {
        t->room[0] = 2 * t->room[0] + 64;
        t->cell = mem_grow(t->cell, t->room[0], sizeof *t->cell);
        t->first = mem_grow(t->first, t->room[0], sizeof *t->first);
    }
    at = t->n > 0 ? t->first[t->n] : 0;
    if (at + row->n > t->room[1]) {
        t->room[1] = 2 * t->room[1] + row->n;
        t->link = mem_grow(t->link, t->room[1], sizeof *t->link);
    }
    t->cell[t->n] = i;
    t->first[t->n++] = at;
    for (size_t k = 0; k < row->n; k++) {
        const uint32_t c = row->link[k].col;
        const double angle =
            turn_carried((double[2]){ p->slon[c], p->slat[c] }, to);
        t->link[at++] =
            (struct carried){ c, row->link[k].weight, cos(angle), sin(angle) };
    }
    t->first[t->n] = at;
}

static void find(struct remap_turn *t, const struct remap *r, size_t n,
                 const struct places *p) {
    struct links row = { 0 };

    for (size_t i = 0; i < n; i++) {
        find_links(r, i, &row);
        if (is_turned(p, &row, i))
            keep(t, p, &row, i);
    }
    free(row.link);
}

int remap_turn_new(struct remap_turn **out, const struct remap *r,
                   const struct grid *src, const struct grid *dst) {
    struct places p = { 0 };
    struct remap_turn *t = NULL;
    int status;

    *out = NULL;
    if (!is_mean(r))
        return EX_OK;
    TRY(remap_centres(src, &p.slon, &p.slat));
    TRY(remap_centres(dst, &p.dlon, &p.dlat));
    t = mem_array(1, sizeof *t);
    t->min_frac = r->min_frac;
    t->whole =
        r->method == REMAP_SHARE || r->method == REMAP_CONSERVATIVE2_SHARE;
    find(t, r, grid_cells(dst), &p);
    if (t->n > 0) {
        *out = t;
        t = NULL;
    }
done:
    remap_turn_free(t);
    free(p.slon);
    free(p.slat);
    free(p.dlon);
    free(p.dlat);
    return status;
}

void remap_turn_free(struct remap_turn *t) {
    if (t == NULL)
        return;
    free(t->cell);
    free(t->first);
    free(t->link);
    free(t);
}

static void one_cell(const struct remap_turn *t, size_t i,
                     const struct cells from[2], double mean[2]) {
    double sum[2] = { 0, 0 }, valid = 0;

    for (size_t k = t->first[i]; k < t->first[i + 1]; k++) {
        const struct carried *l = &t->link[k];
        const double u = cells_get(from[0], l->cell);
        const double v = cells_get(from[1], l->cell);
        if (isnan(u) || isnan(v))
            continue;
        sum[0] += l->weight * (u * l->cosine - v * l->sine);
        sum[1] += l->weight * (u * l->sine + v * l->cosine);
        valid += l->weight;
    }
    for (int c = 0; c < 2; c++) {
        mean[c] = t->whole ? sum[c] : sum[c] / valid;
        if (!(valid > 0 && valid >= t->min_frac - ROUNDING))
            mean[c] = NAN;
    }
}

void remap_turn_apply(const struct remap_turn *t, const struct cells from[2],
                      const struct room to[2]) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < t->n; i++) {
        double mean[2];
        one_cell(t, i, from, mean);
        for (int c = 0; c < 2; c++)
            room_put(to[c], t->cell[i], mean[c]);
    }
}
