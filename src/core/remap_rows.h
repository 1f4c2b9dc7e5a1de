/* SPDX-License-Identifier: Apache-2.0 */
/* remap_rows -- lists of cells that stand in rows round the earth: HEALPix and
 * reduced Gaussian grids; private to remap */
#ifndef TWIN_REMAP_ROWS_H
#define TWIN_REMAP_ROWS_H

#include <stdbool.h>

#include "core/remap_links.h"

struct rows {
    size_t n;       /* rows, from the north */
    size_t ncells;  /* of the grid */
    size_t *first;  /* [n + 1] places in all of them */
    uint32_t *cell; /* [ncells] of the grid, in each row from the west; NULL:
                       as they come */
    double *lat;    /* [n] degrees, falling */
    double *west;   /* [n] the first longitude, 0..360 */
    size_t nside;   /* of HEALPix, or 0 */
    size_t *id;     /* [ncells] of a part of HEALPix: the places in the rows of
                       all cells, rising, which cell then follows; or NULL */
};

/*
 * rows_open -- the rows of a list of cells.
 *
 * A part of HEALPix has the rows of all its cells.
 *
 * Errors  EX_DATAERR  no places, rows that do not go all round at even
 *                     distances, cells of HEALPix that are none or come twice
 */
MUST_CHECK int rows_open(struct rows *r, const struct grid *g);
void rows_free(struct rows *r);

/* rows_nth -- cell k of those that are there, in the order of the rows. */
uint32_t rows_nth(const struct rows *r, size_t k);

/* rows_cell -- the cell at a place in the rows, of HEALPix that in the order of
 * rings; LINKS_NONE where it is not there. */
uint32_t rows_cell(const struct rows *r, size_t place);

/* rows_all -- how many places there are. */
size_t rows_all(const struct rows *r);

/* rows_edges -- between them, sines of latitude, [n + 1], falling: by the
 * weights of the quadrature where the rows are Gauss', so that means of the
 * earth are; else half way.  The caller frees it with free(). */
double *rows_edges(const struct rows *r);

/* A place beyond the last row: between its neighbours there and the pole. */
struct beyond {
    size_t row;
    double far; /* of the way to the pole, 0..1 */
    uint32_t cell[2];
    double weight[2]; /* sum 1 */
};

/* rows_beyond -- is a place [degrees] beyond the last row, and near enough? */
bool rows_beyond(const struct rows *r, double lon, double lat,
                 struct beyond *b);

/* remap_rows_nearest -- HEALPix: the cell that holds the place; else the
 * nearest centre. */
MUST_CHECK int remap_rows_nearest(struct weights **out, const struct grid *src,
                                  const struct grid *dst);

/* remap_rows_linear -- linear in each of two rows, then in latitude between
 * them; the pole is the mean of the row beside it. */
MUST_CHECK int remap_rows_linear(struct weights **out, const struct grid *src,
                                 const struct grid *dst);

/* remap_rows_conservative -- overlap / target area, dst with axes of latitude
 * and longitude.  Cells of HEALPix are what they are; those of other rows are
 * boxes, of a Gaussian grid as high as the weights of its quadrature. */
MUST_CHECK int remap_rows_conservative(struct weights **out,
                                       const struct grid *src,
                                       const struct grid *dst);

#endif
