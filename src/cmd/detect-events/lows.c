/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/detect-events/lows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/label.h"
#include "kernel/sphere.h"

struct lows {
    const struct cell_order *cells;
    struct minima_rules rules;
    struct minima field;
    float *psl;              /* [n] */
    uint32_t *candidate;     /* [n] */
    unsigned char *dropped;  /* [n] */
    uint32_t *mark, *inside; /* [n]  of minima_contour() */
    uint32_t stamp;
    int32_t *low;   /* [n]  1 + the low inside whose contour a cell lies; 0 */
    uint32_t *cell; /* [n]  as label_cells() */
    size_t *start;  /* [ncentres + 2] */
    size_t ncentres, room;
    struct centre *centre;
};

struct lows *lows_new(const struct cell_order *c,
                      const struct minima_rules *r) {
    struct lows *l = mem_array(1, sizeof *l);

    l->cells = c;
    l->rules = *r;
    l->psl = mem_array(c->n, sizeof *l->psl);
    l->candidate = mem_array(c->n, sizeof *l->candidate);
    l->dropped = mem_array(c->n, 1);
    l->mark = mem_array(c->n, sizeof *l->mark);
    l->inside = mem_array(c->n, sizeof *l->inside);
    l->low = mem_array(c->n, sizeof *l->low);
    l->cell = mem_array(c->n, sizeof *l->cell);
    l->field =
        (struct minima){ c->ny, c->nx, c->periodic, l->psl, c->lon, c->lat };
    return l;
}

void lows_free(struct lows *l) {
    if (l == NULL)
        return;
    free(l->psl);
    free(l->candidate);
    free(l->dropped);
    free(l->mark);
    free(l->inside);
    free(l->low);
    free(l->cell);
    free(l->start);
    free(l->centre);
    free(l);
}

float *lows_field(struct lows *l) {
    return l->psl;
}

const struct centre *lows_centres(const struct lows *l) {
    return l->centre;
}

static void add_centre(struct lows *l, uint32_t cell,
                       const struct instant *now) {
    if (l->ncentres == l->room) {
        l->room = 2 * l->room + 16;
        l->centre = mem_grow(l->centre, l->room, sizeof *l->centre);
    }
    l->centre[l->ncentres++] = (struct centre){
        .at = *now,
        .place = { l->cells->lon[cell], l->cells->lat[cell] },
        .cell = cell,
        .psl = (double)l->psl[cell],
        .edge = minima_is_edge(&l->field, cell),
    };
}

/* Gives the cells inside a contour to the newest centre, but for those of one
 * that is as deep or deeper. */
static void take_cells(struct lows *l, size_t n) {
    const struct centre *c = l->centre + l->ncentres - 1;

    for (size_t i = 0; i < n; i++) {
        int32_t *low = l->low + l->inside[i];
        if (*low == 0 || c->psl < l->centre[*low - 1].psl)
            *low = (int32_t)l->ncentres;
        l->centre[l->ncentres - 1].area += l->cells->area[l->inside[i]];
    }
}

/* A stamp that is nowhere in l->mark. */
static uint32_t new_stamp(struct lows *l) {
    if (++l->stamp == 0) {
        memset(l->mark, 0, l->cells->n * sizeof *l->mark);
        l->stamp = 1;
    }
    return l->stamp;
}

size_t lows_find(struct lows *l, const struct instant *now) {
    const struct cell_order *c = l->cells;
    size_t n = minima_candidates(&l->field, &l->rules, c->order, l->candidate);

    n = minima_merge(&l->field, &l->rules, n, l->candidate, l->dropped);
    memset(l->low, 0, c->n * sizeof *l->low);
    l->ncentres = 0;
    for (size_t k = 0; k < n; k++) {
        const size_t inside =
            minima_contour(&l->field, &l->rules, l->candidate[k], new_stamp(l),
                           l->mark, l->inside);
        if (inside == 0)
            continue;
        add_centre(l, l->candidate[k], now);
        take_cells(l, inside);
    }
    for (size_t k = 0; k < l->ncentres; k++)
        l->low[l->centre[k].cell] = (int32_t)k + 1;
    return l->ncentres;
}

static void see(const struct lows *l, size_t k, const struct instant *now,
                size_t event, struct events *ev) {
    const struct centre *c = l->centre + k;
    struct sighting s = { .ncells = l->start[k + 2] - l->start[k + 1],
                          .cell = l->cell + l->start[k + 1],
                          .peak = -c->psl,
                          .peak_cell = c->cell };

    for (size_t i = 0; i < s.ncells; i++)
        s.sum[SUM_AREA] += l->cells->area[s.cell[i]];
    s.sum[SUM_CELLS] = (double)s.ncells;
    sphere_point(c->place.lon, c->place.lat, s.place);
    events_see(ev, event, now, &s);
}

void lows_see(struct lows *l, const struct instant *now, const size_t *event,
              struct events *ev, int32_t *owner) {
    const struct cell_order *c = l->cells;

    l->start = mem_grow(l->start, l->ncentres + 2, sizeof *l->start);
    label_cells(c->n, c->order, l->low, (int32_t)l->ncentres, l->start,
                l->cell);
    for (size_t k = 0; k < l->ncentres; k++)
        see(l, k, now, event[k], ev);
    for (size_t i = 0; i < c->n; i++)
        owner[i] = isnan(l->psl[i]) ? LABEL_MISSING
                   : l->low[i] == 0 ? 0
                                    : (int32_t)event[l->low[i] - 1] + 1;
}
