/* SPDX-License-Identifier: Apache-2.0 */
/* proj -- the door to PROJ; crs.h and geodesic.h are what others use */
#ifndef TWIN_PROJ_H
#define TWIN_PROJ_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/geodesic.h"

struct proj;

/* A parameter of a projection, with EPSG's name. */
struct proj_parameter {
    char *name;
    double value; /* degrees, metres, or a pure number */
};

/* What a CRS is made of; texts may be NULL. */
struct proj_parts {
    char *code; /* "EPSG:3035" if identified with confidence 100 */
    char *name;
    char *wkt2;                         /* WKT2:2019, on one line */
    char *projjson;                     /* on one line */
    char *datum, *ellipsoid, *meridian; /* names */
    double a, rf;                       /* [m], [1]; rf = 0: a sphere */
    double prime; /* longitude of the meridian [degrees] */
    bool is_geographic;
    char *unit;    /* of the first axis */
    double unit_m; /* [m], or of a geographic one [degrees] */
    char *method;  /* of the projection, EPSG's name */
    size_t nparameters;
    struct proj_parameter *parameter;
};

struct proj_plug {
    /* text: anything proj_create() knows.  EX_DATAERR with PROJ's words. */
    int (*open)(struct proj **out, const char *text);
    void (*close)(struct proj *p);
    bool (*is_wgs84)(const struct proj *p);
    bool (*is_geographic)(const struct proj *p);
    /* In place, one by one; what fails becomes NaN. */
    void (*transform)(const struct proj *p, bool inverse, size_t n, double *x,
                      double *y);
    /* The grid file of the best operation in west, south, east, north
     * [degrees] if it is not installed; the caller frees it with free(). */
    char *(*missing_grid)(const struct proj *p, const double box[4]);
    /* Free with crs_parts_free() of mapping.h. */
    void (*parts)(const struct proj *p, struct proj_parts *out);
    struct geodesic geodesic;
};

#endif
