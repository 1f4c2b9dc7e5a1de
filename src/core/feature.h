/* SPDX-License-Identifier: Apache-2.0 */
/* feature -- a geometry and its properties */
#ifndef TWIN_FEATURE_H
#define TWIN_FEATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum geometry_type {
    GEOMETRY_NONE, /* null */
    GEOMETRY_POINT,
    GEOMETRY_LINESTRING,
    GEOMETRY_POLYGON,
    GEOMETRY_MULTIPOINT,
    GEOMETRY_MULTILINESTRING,
    GEOMETRY_MULTIPOLYGON,
    GEOMETRY_COLLECTION
};

/*
 * Points, rings of points, parts of rings, all in file order.  A line is a
 * ring that is not closed; the rings of a polygon's part are its outer one,
 * counter-clockwise, then its holes, clockwise, each closed (last point =
 * first).  Each line is a part too; points are one ring, and no part.
 *
 * Ring r is points ring[r] up to ring[r + 1]; part p is rings part[p] up to
 * part[p + 1].  An empty geometry has npoints 0.  Only the functions below make
 * these arrays longer: they keep room for more.
 */
struct geometry {
    enum geometry_type type;
    size_t npoints, nrings, nparts, nmembers;
    double *xy;              /* [npoints][2]  longitude, latitude [degrees] */
    double *z;               /* [npoints]  as in the file, or NULL */
    size_t *ring;            /* [nrings + 1]  first point; or NULL if 0 rings */
    size_t *part;            /* [nparts + 1]  first ring; or NULL if 0 parts */
    struct geometry *member; /* [nmembers]  of a GEOMETRY_COLLECTION */
};

enum property_type {
    PROPERTY_NULL,
    PROPERTY_BOOL,
    PROPERTY_INTEGER,
    PROPERTY_REAL,
    PROPERTY_TEXT, /* dates and times are texts in ISO 8601 */
    PROPERTY_JSON  /* a text that is a JSON array or object */
};

struct property {
    char *name;
    enum property_type type;
    union {
        bool yes;
        int64_t integer;
        double real; /* finite */
        char *text;
    } value;
};

struct feature {
    char *id; /* as text, or NULL */
    struct geometry geometry;
    size_t nproperties;
    struct property *property; /* [nproperties] in file order */
};

/* feature_new, feature_free -- an empty one: no geometry, no property. */
struct feature *feature_new(void);
void feature_free(struct feature *f);

/* feature_clear -- makes it empty again. */
void feature_clear(struct feature *f);

/* feature_add -- a property appended, PROPERTY_NULL; name is copied; valid
 * until the next feature_add(). */
struct property *feature_add(struct feature *f, const char *name);

/*
 * geometry_add_point -- a point appended to the last ring; z NAN if none.
 * geometry_end_ring  -- closes the list of the last ring's points.
 * geometry_end_part  -- closes the list of the last part's rings.
 *
 * So a polygon is: points, end_ring, for each ring; then end_part.
 */
void geometry_add_point(struct geometry *g, double x, double y, double z);
void geometry_end_ring(struct geometry *g);
void geometry_end_part(struct geometry *g);

/* geometry_box -- makes an empty geometry a box, west <= east < west + 360
 * [degrees]: a POLYGON, or two across 180. */
void geometry_box(struct geometry *g, double west, double east, double south,
                  double north);

/* geometry_add_member -- an empty geometry appended to a collection; valid
 * until the next geometry_add_member(). */
struct geometry *geometry_add_member(struct geometry *g);

struct geometry geometry_copy(const struct geometry *g);
void geometry_free(struct geometry *g);

/* geometry_wind -- turns the rings of polygons: outer ones counter-clockwise,
 * holes clockwise (RFC 7946, 3.1.6). */
void geometry_wind(struct geometry *g);

/* geometry_envelope -- west, south, east, north of all points, members too;
 * false and NaN if there is none.  No regard to the date line. */
bool geometry_envelope(const struct geometry *g, double box[4]);

/* geometry_name -- "MultiPolygon"; "null" for GEOMETRY_NONE. */
const char *geometry_name(enum geometry_type type);

#endif
