/* SPDX-License-Identifier: Apache-2.0 */
/* label -- connected cells of one step as numbered objects */
#ifndef TWIN_LABEL_H
#define TWIN_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values of a mask; only MASK_IN is labelled. */
enum { MASK_OUT, MASK_IN, MASK_MISSING };

/* How cells are neighbours. */
struct label_shape {
    size_t ny, nx;
    bool periodic; /* column nx - 1 lies beside column 0 */
    bool diagonal; /* 8 neighbours, not 4 */
};

/* Cells in a row, x0 <= x < x1: scratch of label_objects(). */
struct label_run {
    uint32_t y, x0, x1;
    uint32_t parent; /* place of a run of the same object, <= its own */
};

/* label_room -- runs that a mask can have at most. */
size_t label_room(const struct label_shape *shape);

/*
 * label_objects -- numbers the connected components of a mask.
 *
 *   mask   [ny][nx]  in   MASK_IN and others
 *   order  [ny * nx] in   all cells, each once: objects are numbered by their
 *                         first cell in this order
 *   run    [label_room(shape)]  scratch
 *   label  [ny][nx]  out  1, 2, ... of the objects, 0 of other cells
 *
 * Returns the number of objects.
 * Exact   the partition does not depend on rows turned over or columns rolled
 *         (periodic); linear time: two-pass union-find over runs
 * Source  run-based labelling as in He, Chao & Suzuki (2008), IEEE Trans. Image
 *         Process. 17, 749-756, doi:10.1109/TIP.2008.919369
 */
int32_t label_objects(const struct label_shape *shape,
                      const unsigned char *restrict mask,
                      const uint32_t *restrict order,
                      struct label_run *restrict run, int32_t *restrict label);

/*
 * label_sizes -- cells and area of each object.
 *
 *   area   [n]            in   of the cells [km2]
 *   order  [n]            in   as above; the order of the sums
 *   label  [n]            in   0..count
 *   size   [count + 1]    out  [km2]; size[0] is that of the cells labelled 0
 */
void label_sizes(size_t n, const double *restrict area,
                 const uint32_t *restrict order, const int32_t *restrict label,
                 int32_t count, double *restrict size);

/*
 * label_drop -- takes objects away and numbers the others anew.
 *
 *   label   [n]          in out
 *   size    [count + 1]  in out  [km2], as label_sizes() made it; afterwards of
 *                                the objects left
 *   least                in      objects smaller than this go [km2]
 *   number  [count + 1]  scratch
 *
 * Returns the number of objects left; their order stays.
 */
int32_t label_drop(size_t n, int32_t *restrict label, int32_t count,
                   double *restrict size, double least,
                   int32_t *restrict number);

/*
 * label_cells -- the cells of each object, one object after another.
 *
 *   order  [n]          in   as above; the order within each object
 *   label  [n]          in   0..count
 *   start  [count + 2]  out  cells of object k: cell[start[k]] up to
 *                            cell[start[k + 1]]; start[0] = start[1] = 0
 *   cell   [n]          out
 */
void label_cells(size_t n, const uint32_t *restrict order,
                 const int32_t *restrict label, int32_t count,
                 size_t *restrict start, uint32_t *restrict cell);

#endif
