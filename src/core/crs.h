/* SPDX-License-Identifier: Apache-2.0 */
/* crs -- coordinate reference systems: to longitude and latitude and back,
 * their identity, and CF's grid mappings.
 *
 * A CRS text is WKT, PROJ ("+proj=laea ..."), PROJJSON or "EPSG:3035".  The
 * order of coordinates is always x, y or longitude, latitude, whatever the
 * authority says.  PROJ's network is off. */
#ifndef TWIN_CRS_H
#define TWIN_CRS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/nc.h"

/* An opened CRS, with what it takes to transform. */
struct crs;

/*
 * crs_open -- a CRS ready to transform.
 *
 *   text  in  borrowed for the call
 *
 * Errors  EX_DATAERR      PROJ does not understand the text, or it is of no
 *                         place (vertical, engineering)
 *         EX_UNAVAILABLE  PROJ cannot be loaded
 * Threads call outside parallel regions; each crs is for one thread at a time
 */
MUST_CHECK int crs_open(struct crs **out, const char *text);
void crs_free(struct crs *c);

/* crs_is_wgs84 -- are its coordinates already longitude and latitude in degrees
 * on WGS 84 (any of its realizations, or CRS84)? */
bool crs_is_wgs84(const struct crs *c);

/* crs_is_geographic -- longitude and latitude on some ellipsoid. */
bool crs_is_geographic(const struct crs *c);

/* crs_missing_grid -- name of the grid file that would transform better in
 * west, south, east, north [degrees] and is not installed, or NULL
 * ("us_noaa_conus.tif"); the caller frees it with free(). */
char *crs_missing_grid(const struct crs *c, const double box[4]);

/*
 * crs_to_lonlat, crs_from_lonlat -- transforms n points in place.
 *
 *   x, y  [n]  inout  x, y in the CRS's own unit (degrees if geographic);
 *                     longitude, latitude on WGS 84 [degrees]
 *
 * Missing  a point that cannot be transformed, or is NaN, becomes NaN, NaN
 * Exact    each point by the operation that PROJ ranks first where it lies,
 *          among those whose grids are installed; each point for itself
 */
void crs_to_lonlat(const struct crs *c, size_t n, double *x, double *y);
void crs_from_lonlat(const struct crs *c, size_t n, double *x, double *y);

/* crs_lonlat -- opens, transforms to longitude and latitude, and frees: for
 * those who do it once.  Errors as crs_open(). */
MUST_CHECK int crs_lonlat(const char *text, size_t n, double *x, double *y);

/* What a catalogue says of a CRS. */
struct crs_id {
    char *code;     /* "EPSG:32621", or NULL: not identified beyond doubt */
    char *name;     /* "WGS 84 / UTM zone 21N" */
    char *wkt2;     /* WKT2:2019, on one line */
    char *projjson; /* on one line */
    char *unit;     /* of its axes: "metre", "degree" */
    double unit_m;  /* length of the unit [m]; NAN if it is an angle */
    bool is_geographic;
};

/* crs_identify -- the code if PROJ identifies the CRS with confidence 100. */
MUST_CHECK int crs_identify(const char *text, struct crs_id *out);
void crs_id_free(struct crs_id *id);

/*
 * crs_from_cf -- the CRS text of a grid_mapping variable.
 *
 *   a      in   its attributes; crs_wkt (or spatial_ref) wins
 *   units  in   of the axes of projection ("m", "km"), NULL for metres
 *   *out   out  the caller frees it with free(); NULL for rotated poles,
 *               which are grid.c's, and for latitude_longitude on WGS 84
 *
 * Missing  no ellipsoid: WGS 84
 * Errors   EX_DATAERR  a mapping that is not known, or lacks a number
 * Source   CF 1.11, appendix F
 */
MUST_CHECK int crs_from_cf(char **out, const struct atts *a, const char *units);

/*
 * crs_to_cf -- the attributes of a grid_mapping variable, with crs_wkt; only
 * crs_wkt where CF has no name for the projection.
 *
 *   text  in    NULL: WGS 84
 *   out   inout appended to; free with atts_free()
 *
 * Errors  as crs_open()
 */
MUST_CHECK int crs_to_cf(const char *text, struct atts *out);

#endif
