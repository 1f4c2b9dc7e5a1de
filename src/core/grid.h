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
    double *value;  /* [n]     [units] */
    double *bounds; /* [n][2]  [units], or NULL */
    struct atts atts; /* what else the file says, in its order */
};

struct grid {
    enum grid_kind kind;
    size_t ny, nx;    /* 1, 1 for GRID_NONE; 1, n for GRID_UNSTRUCTURED */
    struct axis y, x; /* values for LATLON, PROJECTED, ROTATED; else name, n */
    double *lat, *lon;               /* [ny][nx] centres [degrees], or NULL */
    double *lat_bounds, *lon_bounds; /* [ny][nx][nvertex] [degrees], or NULL */
    size_t nvertex;
    char *mapping;            /* name of the grid_mapping variable, or NULL */
    struct atts mapping_atts; /* its attributes */
    char *crs;                /* WKT or PROJ text of the axes; NULL: WGS 84 */
    char **station;           /* [nx] ids of stations, or NULL */
};

/* A window on a grid: which cells, and in what order.  Cell (j, i) of the
 * window is the source's row y0 + j (or, flipped, y0 + ny - 1 - j), column
 * (x0 + i) mod the source's nx. */
struct window {
    size_t y0, ny, x0, nx;
    bool flip;
};

struct bbox {
    double west, south, east, north; /* degrees; west > east: the date line */
};

struct grid *grid_new(enum grid_kind kind, size_t ny, size_t nx);
struct grid *grid_copy(const struct grid *g);
void grid_free(struct grid *g);
struct axis axis_copy(const struct axis *a);
void axis_free(struct axis *a);

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
 * grid_corners -- four corners of each cell, in order around it.
 *
 *   lon, lat  [ny][nx][4]  out  degrees; neighbours share them exactly
 *
 * From bounds where they are there and hold their centres, otherwise half way
 * between centres, extrapolated at the border and cut at the poles.
 */
MUST_CHECK int grid_corners(const struct grid *g, double *lon, double *lat);

/*
 * grid_edges -- bounds of an axis, given or made half way, n + 1 edges; the
 * edges of a latitude axis are cut at +-90.  Errors EX_DATAERR if the bounds
 * do not join.
 */
MUST_CHECK int grid_edges(const struct axis *a, bool latitude, double *edge);

/*
 * grid_areas -- areas of the cells [km2], [ny][nx], on a sphere of 6371.0088
 * km: R2 * dlon * (sin north - sin south), else spherical polygons.
 */
MUST_CHECK int grid_areas(const struct grid *g, double *area);

/* grid_is_global -- does it go round the earth (360 degrees less at most half
 * a cell), so that column nx - 1 lies beside column 0? */
bool grid_is_global(const struct grid *g);

/* grid_check_same -- EX_OK, or EX_DATAERR with what differs: kinds, sizes, or
 * places more than 1e-6 of a cell apart. */
MUST_CHECK int grid_check_same(const struct grid *a, const struct grid *b);

/*
 * grid_window -- the window that makes a grid canonical (longitude increasing
 * in [west, west + 360), latitude increasing) and cuts it to a box by centres.
 *
 *   west  in   least longitude of the output; NAN keeps the order as it is
 *   box   in   NULL: all cells
 *
 * Errors  EX_DATAERR  no cell inside, naming both extents
 */
MUST_CHECK int grid_window(const struct grid *g, double west,
                           const struct bbox *box, struct window *w);

/* grid_cut -- the grid of a window, with bounds and 2-D coordinates. */
struct grid *grid_cut(const struct grid *g, const struct window *w);

/* window_apply -- one plane of `size`-byte values; dst [w->ny][w->nx]. */
void window_apply(const struct window *w, size_t nx, size_t size,
                  const void *src, void *dst);

#endif
