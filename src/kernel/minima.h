/* SPDX-License-Identifier: Apache-2.0 */
/* minima -- centres of low pressure: candidates, merging, closed contours */
#ifndef TWIN_MINIMA_H
#define TWIN_MINIMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A field and where its cells are; 4 neighbours. */
struct minima {
    size_t ny, nx;
    bool periodic;           /* column nx - 1 lies beside column 0 */
    const float *value;      /* [ny][nx]  any unit; NaN = missing */
    const double *lon, *lat; /* [ny][nx]  [degrees] */
};

/* What counts as a centre. */
struct minima_rules {
    double south, north; /* of candidates [degrees] */
    bool border;         /* cells of the domain's border may be candidates */
    double merge;        /* [degrees]  a deeper one this near takes over */
    bool merge_equal;    /* so does an equal one that comes first */
    double depth;        /* rise that closes a contour, > 0 [unit of value] */
    double contour;      /* within this distance [degrees] */
};

/*
 * minima_candidates -- cells no neighbour of which is lower; equal ones may be.
 *
 *   order      [ny * nx]  in   all cells, each once: the order of candidates
 *   candidate  [ny * nx]  out  cells
 *
 * Returns how many there are.
 * Missing  a missing cell is no candidate, and no lower neighbour
 * Source   Ullrich et al. (2021), Geosci. Model Dev. 14, 5023-5048,
 *          doi:10.5194/gmd-14-5023-2021; likewise the two below
 */
size_t minima_candidates(const struct minima *m, const struct minima_rules *r,
                         const uint32_t *restrict order,
                         uint32_t *restrict candidate);

/*
 * minima_merge -- leaves away each candidate that has a deeper one among all
 * of them within r->merge.
 *
 *   candidate  [n]  in out  in their order
 *   dropped    [n]  scratch
 *
 * Returns how many are left, in their order.
 */
size_t minima_merge(const struct minima *m, const struct minima_rules *r,
                    size_t n, uint32_t *restrict candidate,
                    unsigned char *restrict dropped);

/*
 * minima_contour -- does the value rise by r->depth all round a centre, within
 * r->contour?
 *
 * Breadth-first from the centre over cells that are less than r->depth above
 * it; each of their neighbours is looked at, and one farther than r->contour
 * means that the contour is not closed.
 *
 *   centre            in      a cell with a value
 *   mark   [ny * nx]  in out  not `stamp` anywhere; `stamp` where it has been
 *   queue  [ny * nx]  out     the cells less than r->depth above, centre first,
 *                             in the order they were reached
 *
 * Returns the number of cells in queue; 0 if the contour is not closed.
 * Missing  missing cells and those beyond the border are not entered and do not
 *          fail
 */
size_t minima_contour(const struct minima *m, const struct minima_rules *r,
                      uint32_t centre, uint32_t stamp, uint32_t *restrict mark,
                      uint32_t *restrict queue);

/* minima_is_edge -- does the cell lie on the domain's border, or beside a
 * missing cell? */
bool minima_is_edge(const struct minima *m, uint32_t cell);

#endif
