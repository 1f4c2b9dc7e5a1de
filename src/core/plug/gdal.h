/* SPDX-License-Identifier: Apache-2.0 */
/* gdal -- the door to GDAL and OGR; raster.h, cog.h and vector.h are what
 * others use.
 *
 * Only the drivers that gdal.c names are there, so that no file can make GDAL
 * open another or a network address.  Nothing is written beside inputs. */
#ifndef TWIN_GDAL_H
#define TWIN_GDAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct gdal;

/* Names and texts, both lists of n. */
struct gdal_texts {
    size_t n;
    char **name, **text;
};

struct gdal_band {
    char *name, *unit; /* as the file describes it, or NULL */
    size_t block[2];   /* columns, rows that lie together */
    size_t size;       /* of a value as stored [bytes] */
    bool is_float, is_signed, is_complex;
    bool is_alpha;   /* no quantity, but the mask of the others */
    bool is_palette; /* values are places in a table of colours */
    bool has_nodata; /* and it is a number that the type holds */
    bool has_mask;   /* a mask or alpha band tells what is missing */
    double nodata;   /* as stored */
    double scale, offset;
    struct gdal_texts categories; /* name NULL; text [n] */
    struct gdal_texts metadata;
};

struct gdal_info {
    size_t nx, ny, nbands;
    char *driver; /* "GTiff" */
    char *crs;    /* WKT, or NULL */
    bool has_transform;
    double
        transform[6]; /* x = t0 + t1 i + t2 j; y = t3 + t4 i + t5 j: corners */
    struct gdal_band *band;     /* [nbands] */
    struct gdal_texts metadata; /* of the file */
    struct gdal_texts imagery;  /* of the domain IMAGERY */
    struct gdal_texts inner;    /* datasets inside: SUBDATASET_1_NAME ... */
};

/* What a GeoTIFF is made of.  Bands are all float or all int32_t. */
struct gdal_cog {
    size_t nx, ny, nbands;
    double transform[6];
    const char *crs;              /* WKT, or NULL */
    bool is_float, is_double;     /* both: of 64 bits */
    double nodata;                /* NAN: none if they are integers */
    const void *const *value;     /* [nbands] of [ny][nx], north first */
    const struct gdal_band *band; /* name, unit, metadata */
    const struct gdal_texts *metadata;
    int jobs;
};

struct gdal_layer {
    char *name;
    char *crs;        /* WKT, or NULL */
    size_t nfeatures; /* SIZE_MAX: not known */
    double extent[4]; /* west, south, east, north in the layer's CRS;
 0 if none is known */
};

/* A geometry as WKB (ISO); n = 0: none. */
struct gdal_shape {
    bool done; /* there was no feature any more */
    size_t n;
    const unsigned char *wkb; /* [n] valid until the next call */
};

enum gdal_kind {
    FIELD_TEXT,
    FIELD_BOOL,
    FIELD_INTEGER,
    FIELD_REAL,
    FIELD_TIME,    /* text "2020/01/31 12:00:00+00", or a part of it */
    FIELD_NUMBERS, /* text "(3:1,2,3)" */
    FIELD_TEXTS,
    FIELD_JSON
};

/* A property; valid until the next call of field() or next(). */
struct gdal_field {
    const char *name;
    bool is_set, is_null; /* not set: the feature does not have it */
    enum gdal_kind kind;
    int64_t integer; /* BOOL, INTEGER */
    double real;     /* REAL */
    const char *text;
    char **list; /* TEXTS: its last is NULL */
};

struct gdal_plug {
    /* Opens a raster, or a file of layers; siblings: what lies beside it may
     * complete it (.msk, .ovr, world files, metadata). */
    int (*open)(struct gdal **out, const char *path, bool vector,
                bool siblings);
    /* Opens a dataset inside another, by a text of info's `inner`. */
    int (*open_inner)(struct gdal **out, const char *name);
    void (*close)(struct gdal *g);

    /* The caller frees all of its texts and arrays. */
    void (*info)(const struct gdal *g, struct gdal_info *out);
    /* First byte and size of a block of a GeoTIFF, column and row of blocks;
     * 0 and 0 if it is not there. */
    void (*block)(const struct gdal *g, size_t band, const size_t at[2],
                  uint64_t place[2]);
    /* Rows y[0] up to y[0] + y[1] of a band, as stored, and its mask, 0
     * hidden, which may be NULL; both [y[1]][nx]. */
    int (*rows)(const struct gdal *g, size_t band, const size_t y[2],
                double *out, unsigned char *mask);

    /* A COG as bytes, which the caller frees with cog_free(). */
    int (*cog)(const struct gdal_cog *c, unsigned char **bytes, size_t *n);
    void (*cog_free)(void *bytes);

    size_t (*layers)(const struct gdal *g);
    /* Chooses a layer for next(); the caller frees the texts with free(). */
    int (*layer)(struct gdal *g, size_t k, struct gdal_layer *out);
    /* Only features whose envelope touches the box; NULL: all. */
    void (*filter)(struct gdal *g, const double box[4]);
    /* The next feature; it stays until the next call, as its fields do. */
    int (*next)(struct gdal *g, struct gdal_shape *shape);
    size_t (*fields)(const struct gdal *g);
    void (*field)(const struct gdal *g, size_t k, struct gdal_field *out);
};

#endif
