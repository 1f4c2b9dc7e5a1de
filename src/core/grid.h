/* SPDX-License-Identifier: Apache-2.0 */
/* grid -- where the cells are */
#ifndef TWIN_GRID_H
#define TWIN_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/nc.h"

enum grid_kind {
    GRID_NONE,        /* one value, no place */
    GRID_LATLON,      /* axes of latitude and longitude (Gaussian too) */
    GRID_PROJECTED,   /* axes of a projection */
    GRID_ROTATED,     /* axes of a rotated pole */
    GRID_CURVILINEAR, /* 2-D latitude and longitude */
    GRID_UNSTRUCTURED /* a list of cells or points; ny = 1 */
};

struct axis {
    char *name;
    char *standard_name, *long_name, *units; /* or NULL */
    size_t n;
    double *value;    /* [n]     [units] */
    double *bounds;   /* [n][2]  [units], or NULL */
    struct atts atts; /* what else the file says, in its order */
};

struct patchset; /* patchset.h */

struct grid {
    enum grid_kind kind;
    size_t ny, nx;     /* 1, 1 for GRID_NONE; 1, n for GRID_UNSTRUCTURED */
    struct axis y, x;  /* values for LATLON, PROJECTED, ROTATED; else name, n */
    double *lat, *lon; /* [ny][nx] centres [degrees], or NULL: there are none,
                          or they are implied */
    size_t *others;    /* copies that have the same two, which nobody changes
                          then; NULL: none may */
    bool implied;      /* all cells of HEALPix, whose places follow from the
                          mapping: grid_lonlat() has them, lat and lon not */
    double *lat_bounds, *lon_bounds; /* [ny][nx][nvertex] [degrees], or NULL */
    size_t nvertex;
    char *lost_bounds;        /* those that places in two dimensions name, and
                                 that are not there; NULL */
    char *mapping;            /* name of the grid_mapping variable, or NULL */
    struct atts mapping_atts; /* its attributes */
    char *crs;                /* WKT or PROJ text of the axes; NULL: WGS 84 */
    char **station;           /* [nx] ids of stations, or NULL */
    struct patchset *patches; /* that the cells of a list make up, or NULL */
};

/* A window on a grid: which cells, and in what order.  Cell (j, i) of the
 * window is the source's row y0 + j (or, flipped, y0 + ny - 1 - j), column
 * (x0 + i) mod period (or, mirrored, (x0 + nx - 1 - i) mod period); of an
 * unstructured grid cell[i]. */
struct window {
    size_t y0, ny, x0, nx;
    bool flip;     /* the caller may turn it: rows in the other order */
    bool mirror;   /* the source's columns run from east to west */
    size_t period; /* the source's nx, less 1 where its last column repeats the
                      first; 0 is its nx */
    double west;  /* the first longitude of GRID_LATLON is in [west, west + 360)
                     and the others go on from it; NAN: as it is */
    size_t *cell; /* [nx] of a cut unstructured grid, or NULL; window_free() */
};

struct bbox {
    double west, south, east, north; /* degrees; west > east: the date line */
};

/*
 * grid_new -- a grid by the kind's own layout, all numbers 0: axes with values,
 * names (lat and lon, y and x, rlat and rlon), standard_name and units for
 * LATLON, PROJECTED and ROTATED; names alone, and room in lat and lon, for
 * CURVILINEAR (y, x) and UNSTRUCTURED (cell).  Free with grid_free().
 */
struct grid *grid_new(enum grid_kind kind, size_t ny, size_t nx);
struct grid *grid_copy(const struct grid *g);
void grid_free(struct grid *g);
struct axis axis_copy(const struct axis *a);
void axis_free(struct axis *a);

/* axis_falls -- do most values lie below the one before them? */
bool axis_falls(const struct axis *a);

/* grid_kind_name -- for messages: "lat-lon". */
const char *grid_kind_name(enum grid_kind kind);

/* grid_cells -- ny * nx. */
size_t grid_cells(const struct grid *g);

/*
 * grid_lonlat -- centres of all cells.
 *
 *   lon, lat  [ny][nx]  out  degrees on WGS 84 (on its own sphere where the
 *                            grid has one); -180 <= lon < 360 as the grid says
 *
 * Errors  EX_DATAERR      no axes to make them from
 *         EX_UNAVAILABLE  PROJ is needed (GRID_PROJECTED) and is not there
 */
MUST_CHECK int grid_lonlat(const struct grid *g, double *lon, double *lat);

/*
 * grid_corners -- four corners of each cell, counter-clockwise seen from above.
 *
 *   lon, lat  [ny][nx][4]  out  degrees; neighbours share them exactly
 *
 * From bounds where they are there and hold their centres, otherwise half way
 * between centres, extrapolated at the border and cut at the poles.  Where axes
 * and mapping put cells elsewhere, by 5 % of one, than 2-D places that are
 * given, these count.  A cell of an unstructured grid needs bounds, three or
 * four (of three the last is repeated), unless it is one of HEALPix.
 *
 * Missing  NaN where a centre or its bounds are
 * Errors   EX_DATAERR  no corners, and nothing to make them from
 */
MUST_CHECK int grid_corners(const struct grid *g, double *lon, double *lat);

/* grid_is_elsewhere -- do axes and mapping put cells elsewhere, by 5 % of one,
 * than 2-D places that are given?  Mappings often lack the ellipsoid, or
 * digits; the places count. */
bool grid_is_elsewhere(const struct grid *g);

/*
 * grid_edges -- the n + 1 edges of an axis: its bounds, or made half way.
 *
 *   latitude  in   cut at +-90; an outer edge that is made reaches the pole
 *                  where less than half a cell is left (Gaussian rows)
 *
 * Errors  EX_DATAERR  bounds that do not join (to 1 % of a cell), one value
 *                     without bounds
 */
MUST_CHECK int grid_edges(const struct axis *a, bool latitude, double *edge);

/*
 * grid_areas -- areas of the cells on a sphere of 6371.0088 km.
 *
 *   area  [ny][nx]  out  [km2]
 *
 * Exact    LATLON and ROTATED: R2 * dlon * (sin north - sin south); HEALPix:
 * the sphere's divided by 12 nside2; others: polygons of great circles Missing
 * NaN where a corner is Errors   EX_DATAERR  no corners
 */
MUST_CHECK int grid_areas(const struct grid *g, double *area);

/* grid_is_global -- does it go round the earth (360 degrees less at most half
 * a cell), so that column nx - 1 lies beside column 0? */
bool grid_is_global(const struct grid *g);

/* grid_check_same -- EX_OK, or EX_DATAERR with what differs ("33 x 49 against
 * 33 x 48"; the caller says of what): kinds, sizes, projections, or places more
 * than 1e-6 of a cell and more than a float's rounding apart; longitudes modulo
 * 360. */
MUST_CHECK int grid_check_same(const struct grid *a, const struct grid *b);

/* axis_check_same -- the same of two axes of levels or members, `what` they are
 * of, in whatever units: 850 hPa is 85000 Pa; NULL: none. */
MUST_CHECK int axis_check_same(const struct axis *a, const struct axis *b,
                               const char *what);

/*
 * grid_window -- the window that makes a grid canonical (longitude increasing
 * in [west, west + 360), latitude increasing; of other axes both increasing)
 * and cuts it to a box by centres.
 *
 *   west  in   least longitude of the output, unless the box begins elsewhere;
 *              NAN keeps the order of rows and columns as it is
 *   box   in   NULL: all cells.  Of grids without axes of latitude and
 *              longitude the least rectangle of rows and columns that has every
 *              centre inside; of unstructured ones those cells
 *   w     out  the caller frees it with window_free()
 *
 * Errors  EX_DATAERR  no cell inside, naming both extents
 */
MUST_CHECK int grid_window(const struct grid *g, double west,
                           const struct bbox *box, struct window *w);
void window_free(struct window *w);

/* window_is_all -- does it leave the grid as it is? */
bool window_is_all(const struct grid *g, const struct window *w);

/* grid_cut -- the grid of a window, with bounds and 2-D coordinates; bounds of
 * latitude are cut at +-90. */
struct grid *grid_cut(const struct grid *g, const struct window *w);

/* window_apply -- one plane of `size`-byte values; dst [w->ny][w->nx]. */
void window_apply(const struct window *w, size_t nx, size_t size,
                  const void *src, void *dst);

#endif
