/* SPDX-License-Identifier: Apache-2.0 */
#include "core/remap_bands.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/remap_part.h"

enum { BAND = 16 << 20 }; /* bytes of source rows */

/* Rows one after the other. */
struct run {
    size_t first, n;
};

struct band {
    size_t to;         /* its first target row */
    size_t first, end; /* source rows */
    bool *has;         /* [end - first] which are there when it is filled, or
                          NULL: it is the only one */
    size_t nruns;
    struct run *run;  /* [nruns] of these, those to be asked for */
    struct weights y; /* of its rows, as if there were no others; row, col its
                         own */
};

struct remap_bands {
    const struct remap *r;
    size_t ny, nx, n, most; /* most rows of the source in a band */
    struct band *band;      /* [n] */
    float *room;            /* [most][nx] */
};

/* The source row that a column of the y weights is about. */
static size_t row_of(size_t ny, uint32_t column) {
    return column < ny ? column : column == REGRID_FIRST_MEAN(ny) ? 0 : ny - 1;
}

/* Takes target row j in; false if the band would be too large. */
static bool widen(const struct remap_bands *b, struct band *band, size_t j) {
    const struct weights *y = b->r->y;
    size_t first = band->first, end = band->end;

    for (size_t k = y->row[j]; k < y->row[j + 1]; k++) {
        const size_t row = row_of(b->ny, y->col[k]);
        first = row < first ? row : first;
        end = row + 1 > end ? row + 1 : end;
    }
    if (j > band->to && end > first &&
        (end - first) * b->nx > BAND / sizeof(float))
        return false;
    band->first = first;
    band->end = end;
    return true;
}

/* The source rows that a band asks for, in runs. */
static void set_runs(const struct remap_bands *b, struct band *band,
                     const bool *needs) {
    const size_t n = band->end - band->first;

    band->run = mem_array(n, sizeof *band->run);
    for (size_t i = 0; i < n; i++)
        if (needs[i] && i > 0 && needs[i - 1])
            band->run[band->nruns - 1].n += b->nx;
        else if (needs[i])
            band->run[band->nruns++] = (struct run){ i * b->nx, b->nx };
}

/* Does the band before leave a source row? */
static bool leaves(const struct band *before, size_t row) {
    return before != NULL && row >= before->first && row < before->end &&
           before->has[row - before->first];
}

/* Each row is asked for once, though two bands or more need it. */
static void find_runs(const struct remap_bands *b, const struct band *before,
                      struct band *band) {
    const struct weights *y = &band->y;
    const size_t n = band->end - band->first;
    bool *needs = mem_array(n, sizeof *needs);

    band->has = mem_array(n, sizeof *band->has);
    for (size_t k = 0; k < y->row[y->ndst]; k++)
        needs[row_of(n, y->col[k])] = true;
    for (size_t i = 0; i < n; i++) {
        const bool left = leaves(before, band->first + i);
        band->has[i] = needs[i] || left;
        needs[i] = needs[i] && !left;
    }
    set_runs(b, band, needs);
    free(needs);
}

/* The weights of target rows from band->to up to `end`, for its source rows. */
static void cut_weights(const struct remap_bands *b, struct band *band,
                        size_t end) {
    const struct weights *all = b->r->y;
    const size_t n = band->end - band->first, from = all->row[band->to];
    struct weights *y = &band->y;

    y->ndst = end - band->to;
    y->nsrc = n + 2;
    y->weight = all->weight + from;
    y->row = mem_array(y->ndst + 1, sizeof *y->row);
    for (size_t j = 0; j <= y->ndst; j++)
        y->row[j] = all->row[band->to + j] - from;
    y->col = mem_array(y->row[y->ndst], sizeof *y->col);
    for (size_t k = 0; k < y->row[y->ndst]; k++) {
        const uint32_t c = all->col[from + k];
        y->col[k] = c < b->ny ? (uint32_t)(c - band->first)
                    : c == REGRID_FIRST_MEAN(b->ny) ? REGRID_FIRST_MEAN(n)
                                                    : REGRID_LAST_MEAN(n);
    }
}

static void add_bands(struct remap_bands *b) {
    const size_t rows = b->r->y->ndst;

    for (size_t j = 0; j < rows;) {
        struct band band = { .to = j, .first = b->ny };
        while (j < rows && widen(b, &band, j))
            j++;
        if (band.end == 0)
            band.first = 0; /* target rows outside */
        cut_weights(b, &band, j);
        find_runs(b, b->n > 0 ? &b->band[b->n - 1] : NULL, &band);
        b->band = mem_grow(b->band, b->n + 1, sizeof *b->band);
        b->band[b->n++] = band;
    }
}

/* One band, whose weights are those of the remap. */
static void add_all(struct remap_bands *b) {
    const struct remap *r = b->r;
    const bool some = r->second == NULL && !r->is_stat;
    bool *needs = mem_array(b->ny, sizeof *needs);

    b->n = 1;
    b->band = mem_array(1, sizeof *b->band);
    *b->band = (struct band){ .end = b->ny };
    for (size_t i = 0; i < b->ny; i++)
        needs[i] = !some;
    for (size_t k = 0; some && k < r->w->row[r->w->ndst]; k++)
        needs[r->w->col[k] / b->nx] = true;
    set_runs(b, b->band, needs);
    free(needs);
}

struct remap_bands *remap_bands_new(const struct remap *r, size_t ny,
                                    size_t nx) {
    struct remap_bands *b = mem_array(1, sizeof *b);

    *b = (struct remap_bands){ .r = r, .ny = ny, .nx = nx };
    if (r->second != NULL || r->is_stat || r->w != NULL)
        add_all(b);
    else
        add_bands(b);
    for (size_t i = 0; i < b->n; i++) {
        const size_t rows = b->band[i].end - b->band[i].first;
        b->most = rows > b->most ? rows : b->most;
    }
    return b;
}

void remap_bands_free(struct remap_bands *b) {
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->n; i++) {
        free(b->band[i].has);
        free(b->band[i].run);
        free(b->band[i].y.row);
        free(b->band[i].y.col);
    }
    free(b->band);
    free(b->room);
    free(b);
}

/* Runs that are apart, side by side; those that a thread did not get, once
 * more. */
static int fill_runs(const struct band *b, const struct pull *p, size_t k,
                     size_t at, float *out) {
    size_t bad = b->nruns;
    int status = EX_OK;

#pragma omp parallel for schedule(static) reduction(min : bad)
    for (size_t i = 0; i < b->nruns; i++) {
        const struct run *r = &b->run[i];
        if (p->get(p, k, at + r->first, r->n, out + r->first) != EX_OK &&
            i < bad)
            bad = i;
    }
    for (size_t i = bad; i < b->nruns && status == EX_OK; i++)
        status = p->get(p, k, at + b->run[i].first, b->run[i].n,
                        out + b->run[i].first);
    return status;
}

/* Rows of the band before that the next one has as well. */
static void keep_rows(const struct remap_bands *b, const struct band *before,
                      const struct band *next) {
    const size_t first =
        before->first > next->first ? before->first : next->first;
    const size_t end = before->end < next->end ? before->end : next->end;

    if (first < end)
        memmove(b->room + (first - next->first) * b->nx,
                b->room + (first - before->first) * b->nx,
                (end - first) * b->nx * sizeof *b->room);
}

int remap_bands_apply(struct remap_bands *b, const struct pull *p, size_t k,
                      size_t at, float *dst) {
    const struct remap *r = b->r;
    int status = EX_OK;

    if (b->room == NULL)
        b->room = mem_grow(NULL, b->most * b->nx, sizeof *b->room);
    for (size_t i = 0; i < b->n; i++) {
        const struct band *band = &b->band[i];
        const size_t from = at + band->first * b->nx;
        if (i > 0)
            keep_rows(b, band - 1, band);
        if (band->nruns == 1)
            TRY(pull_fill(p, k, from + band->run->first, band->run->n,
                          b->room + band->run->first));
        else
            TRY(fill_runs(band, p, k, from, b->room));
        if (band->y.row == NULL)
            remap_apply(r, b->room, dst);
        else
            regrid_separable(&band->y, r->x, b->room,
                             dst + band->to * r->x->ndst, r->min_frac,
                             r->scratch);
    }
done:
    return status;
}
