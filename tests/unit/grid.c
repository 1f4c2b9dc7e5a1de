/* SPDX-License-Identifier: Apache-2.0 */
/* grid -- places, edges, corners, areas and windows; numbers by hand unless
 * they say otherwise */
#include "core/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/grid_healpix.h"
#include "core/mem.h"
#include "tap.h"

/* A grid with axes from a first value in equal steps. */
static struct grid *axes(enum grid_kind kind, size_t ny, double y, double dy,
                         size_t nx) {
    struct grid *g = grid_new(kind, ny, nx);

    for (size_t j = 0; j < ny; j++)
        g->y.value[j] = y + dy * (double)j;
    return g;
}

static struct grid *longitudes(struct grid *g, double x, double dx) {
    for (size_t i = 0; i < g->nx; i++)
        g->x.value[i] = x + dx * (double)i;
    return g;
}

static struct grid *latlon(size_t ny, double y, double dy, size_t nx, double x,
                           double dx) {
    return longitudes(axes(GRID_LATLON, ny, y, dy, nx), x, dx);
}

static void test_edges(void) {
    struct grid *g = latlon(3, -88, 88, 4, 0, 90);
    struct grid *gauss = latlon(2, -85, 10, 2, 0, 1);
    double edge[5], bounds[] = { 0, 2, 2, 3 };

    ok(grid_edges(&g->x, false, edge) == EX_OK && edge[0] == -45 &&
           edge[1] == 45 && edge[4] == 315,
       "edges are made half way");
    ok(grid_edges(&g->y, true, edge) == EX_OK && edge[0] == -90 &&
           edge[1] == -44 && edge[3] == 90,
       "edges of latitude are cut at the poles");
    gauss->y.value[0] = -86; /* the edge half way is -89 */
    gauss->y.value[1] = -80;
    ok(grid_edges(&gauss->y, true, edge) == EX_OK && edge[0] == -90 &&
           edge[2] == -77,
       "where less than half a cell is left the row reaches the pole");
    gauss->x.bounds = mem_copy(bounds, 4, sizeof *bounds);
    ok(grid_edges(&gauss->x, false, edge) == EX_OK && edge[0] == 0 &&
           edge[1] == 2 && edge[2] == 3,
       "bounds become edges");
    gauss->x.bounds[2] = 2.5;
    ok(grid_edges(&gauss->x, false, edge) == EX_DATAERR,
       "bounds that do not join are refused");
    gauss->x.n = 1;
    free(gauss->x.bounds);
    gauss->x.bounds = NULL;
    ok(grid_edges(&gauss->x, false, edge) == EX_DATAERR,
       "one value without bounds has no edges");
    grid_free(g);
    grid_free(gauss);
}

/* By hand, R2 dlon (sin north - sin south), of 0.25 degree cells: 77277, 54643,
 * 38638.6 ha. */
static void test_areas(void) {
    const double centre[] = { 0, 45, 60 }, ha[] = { 77277, 54643, 38638 };
    double area[240], sum = 0;
    struct grid *g;
    bool holds = true;

    for (int k = 0; k < 3; k++) {
        g = latlon(3, centre[k] - 0.25, 0.25, 2, 10, 0.25);
        holds &= grid_areas(g, area) == EX_OK &&
                 near(area[2] * 100, ha[k], 1) && area[2] == area[3];
        grid_free(g);
    }
    ok(holds, "areas of 0.25 degree cells at 0, 45 and 60 degrees");
    g = latlon(1, 0, 1, 2, 0, 100);
    g->y.bounds = mem_copy((double[]){ -1, 1 }, 2, sizeof *g->y.bounds);
    g->x.bounds = mem_copy((double[]){ 0, 1, 99, 101 }, 4, sizeof *area);
    ok(grid_areas(g, area) == EX_OK && near(area[1] / area[0], 2, 1e-12),
       "cells that do not join have the areas of their bounds");
    grid_free(g);
    g = latlon(12, 82.5, -15, 20, -171, 18);
    ok(grid_areas(g, area) == EX_OK, "areas of a grid from north to south");
    for (int k = 0; k < 240; k++)
        sum += area[k];
    ok(near(sum / (4 * M_PI * 6371.0088 * 6371.0088), 1, 1e-14),
       "the cells of a global grid cover the sphere");
    grid_free(g);
}

static void set_pole(struct grid *g, double lat, double lon, double turn) {
    atts_set_numbers(&g->mapping_atts, "grid_north_pole_latitude", TYPE_DOUBLE,
                     1, &lat);
    atts_set_numbers(&g->mapping_atts, "grid_north_pole_longitude", TYPE_DOUBLE,
                     1, &lon);
    atts_set_numbers(&g->mapping_atts, "north_pole_grid_longitude", TYPE_DOUBLE,
                     1, &turn);
}

/* echo "-28.375 -23.375" | gdaltransform -s_srs "+proj=ob_tran +o_proj=longlat
 * +o_lon_p=0 +o_lat_p=39.25 +lon_0=18 +R=6371229 +no_defs" -t_srs
 * "+proj=longlat +R=6371229 +no_defs"; the other place with +o_lon_p=10
 * (GDAL 3.6.2) */
static void test_rotated(void) {
    struct grid *g =
        longitudes(axes(GRID_ROTATED, 2, -23.375, 0.11, 3), -28.375, 0.11);
    double lon[24], lat[24];

    ok(grid_lonlat(g, lon, lat) == EX_DATAERR, "a rotated grid needs its pole");
    set_pole(g, 39.25, -162, 0);
    ok(grid_lonlat(g, lon, lat) == EX_OK && near(lon[0], -10.063879662, 1e-8) &&
           near(lat[0], 21.987828757, 1e-8),
       "the first cell of EUR-11 lies where PROJ has it");
    set_pole(g, 39.25, -162, 10);
    ok(grid_lonlat(g, lon, lat) == EX_OK && near(lon[0], -18.770916670, 1e-8) &&
           near(lat[0], 17.833163818, 1e-8),
       "north_pole_grid_longitude turns as in PROJ");
    ok(grid_corners(g, lon, lat) == EX_OK && lon[1] == lon[4] &&
           lat[1] == lat[4] && lon[2] == lon[7] && lat[2] == lat[7] &&
           lon[3] == lon[12] && lat[2] == lat[13],
       "neighbours share their corners exactly");
    grid_free(g);
}

/* A curvilinear grid made of a plain one. */
static struct grid *curved(const struct grid *from) {
    struct grid *g = grid_new(GRID_CURVILINEAR, from->ny, from->nx);

    if (grid_lonlat(from, g->lon, g->lat) != EX_OK)
        abort();
    return g;
}

static void test_corners(void) {
    struct grid *plain = latlon(18, -85, 10, 36, 5, 10);
    struct grid *g = curved(plain);
    double *lon = mem_array(4 * grid_cells(g), sizeof *lon);
    double *lat = mem_array(4 * grid_cells(g), sizeof *lat);
    const size_t k = 9 * 36; /* row 5 N, first column */
    const double x[] = { 0, 8, 8, 0 }, y[] = { 1, 1, 9, 9 };

    ok(grid_is_global(plain) && grid_is_global(g),
       "a grid of 360 degrees goes round, curvilinear too");
    ok(grid_corners(g, lon, lat) == EX_OK && near(lon[4 * k], 0, 1e-12) &&
           near(lon[4 * k + 1], 10, 1e-12) && near(lat[4 * k], 0, 1e-12) &&
           near(lat[4 * k + 2], 10, 0.1),
       "corners are made half way, over the seam");
    g->nvertex = 4;
    g->lon_bounds = mem_array(4 * grid_cells(g), sizeof *lon);
    g->lat_bounds = mem_array(4 * grid_cells(g), sizeof *lat);
    for (int c = 0; c < 4; c++) { /* clockwise */
        g->lon_bounds[4 * k + (size_t)c] = x[3 - c];
        g->lat_bounds[4 * k + (size_t)c] = y[3 - c];
    }
    ok(grid_corners(g, lon, lat) == EX_OK && near(lat[4 * k + 2], 1, 8) &&
           near(lon[4 * k + 1], 4, 4) && near(lon[4 * k + 4], 10, 1e-12),
       "bounds that hold their centre are used, others (here 0) are not");
    ok(lon[4 * k] * lat[4 * k + 1] - lon[4 * k + 1] * lat[4 * k] +
               lon[4 * k + 1] * lat[4 * k + 2] -
               lon[4 * k + 2] * lat[4 * k + 1] +
               lon[4 * k + 2] * lat[4 * k + 3] -
               lon[4 * k + 3] * lat[4 * k + 2] + lon[4 * k + 3] * lat[4 * k] -
               lon[4 * k] * lat[4 * k + 3] >
           0,
       "corners run counter-clockwise");
    free(lon);
    free(lat);
    grid_free(plain);
    grid_free(g);
}

static void test_healpix(void) {
    struct grid *g = grid_new(GRID_UNSTRUCTURED, 1, 3);
    double area[3], lon[12], lat[12];
    const double level = 3;

    ok(grid_areas(g, area) == EX_DATAERR && grid_corners(g, lon, lat) != EX_OK,
       "a list of points has no areas");
    atts_set_text(&g->mapping_atts, "grid_mapping_name", "healpix");
    atts_set_numbers(&g->mapping_atts, "refinement_level", TYPE_INT, 1, &level);
    ok(grid_areas(g, area) == EX_OK &&
           near(area[2] * 768, 4 * M_PI * 6371.0088 * 6371.0088, 1e-5),
       "768 cells of HEALPix nside 8 are the sphere");
    grid_free(g);
}

static void test_same(void) {
    struct grid *a = latlon(2, 0, 1, 3, 359, 1);
    struct grid *b = latlon(2, 0, 1, 3, -1, 1);
    struct grid *c = latlon(2, 0, 1, 4, -1, 1);

    ok(grid_check_same(a, b) == EX_OK, "longitudes agree modulo 360");
    ok(grid_check_same(a, c) == EX_DATAERR &&
           strcmp(err_text(), "2 x 3 against 2 x 4") == 0,
       "sizes that differ are named");
    b->y.value[1] += 1e-5;
    ok(grid_check_same(a, b) == EX_DATAERR &&
           strcmp(err_text(), "value 2 of lat is 1 against 1.00001") == 0,
       "a place 1e-5 of a cell away is another one");
    b->y.value[1] = (double)(float)1.00000001;
    ok(grid_check_same(a, b) == EX_OK, "rounding to float is none");
    grid_free(a);
    grid_free(b);
    grid_free(c);
}

static void test_copies(void) {
    struct grid *g = grid_new(GRID_UNSTRUCTURED, 1, 2), *c, *d;

    g->lat[1] = 45;
    c = grid_copy(g);
    d = grid_copy(c);
    grid_free(g);
    grid_free(c);
    ok(d->lat[1] == 45 && d->lon[1] == 0, "a copy outlives its grid");
    grid_free(d);
}

/* Places of all cells of HEALPix are 16 octets a cell that nobody keeps. */
static void test_implied(void) {
    struct grid *ring = grid_healpix(2, false), *nested = grid_healpix(2, true);
    struct grid *r = grid_healpix_rings(nested), *placed = grid_placed(ring);
    struct window w = { .ny = 1, .nx = 2, .period = 48, .west = NAN };
    struct grid *two;
    double lon[48], lat[48];
    size_t cell[] = { 15, 0 };

    ok(ring->lat == NULL && ring->lon == NULL && ring->implied,
       "places of HEALPix are implied");
    ok(grid_lonlat(nested, lon, lat) == EX_OK && lon[25] == 202.5 &&
           lat[25] == 0 && fabs(lat[15] - 66.443536) < 1e-6 && lon[15] == 315,
       "they are made where they are asked for (healpy: nest 15, 25)");
    ok(grid_check_same(ring, placed) == EX_OK && placed->lat != NULL,
       "and written out they are the same");
    ok(grid_check_same(ring, nested) == EX_DATAERR, "nested cells are others");
    ok(grid_check_same(ring, r) == EX_OK, "in the order of rings they are not");
    w.cell = cell;
    two = grid_cut(nested, &w);
    ok(!two->implied && two->lat[0] == lat[15] && two->lon[1] == lon[0],
       "some cells have theirs");
    grid_free(two);
    grid_free(placed);
    grid_free(r);
    grid_free(nested);
    grid_free(ring);
}

int main(void) {
    test_edges();
    test_areas();
    test_rotated();
    test_corners();
    test_healpix();
    test_same();
    test_copies();
    test_implied();
    return done();
}
