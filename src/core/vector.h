/* SPDX-License-Identifier: Apache-2.0 */
/* vector -- features from the files that OGR reads: GeoPackage, Shapefile,
 * FlatGeobuf, SQLite, KML, GML and GeoJSON */
#ifndef TWIN_VECTOR_H
#define TWIN_VECTOR_H

#include "core/err.h"
#include "core/feature.h"
#include "core/grid.h"

struct vector;

/* What an opener is told; borrowed for the call. */
struct vector_in {
    const char *path; /* "-": standard input, spooled */
    int fd;           /* of standard input, else not looked at */
    const void *head; /* [nhead] bytes already read from fd */
    size_t nhead;
    const char *layer;      /* NULL: the only one */
    const char *source_crs; /* of a file that has none, or NULL */
    const struct bbox *box; /* only what touches it, by the file's index; NULL
                               all.  It is an envelope test on lon/lat */
};

/*
 * vector_open -- opens a layer.  Coordinates become longitude, latitude on WGS
 * 84; a warning names a grid file that would transform better.  Without a CRS
 * they are taken as such if all of them fit (warned).
 *
 * Errors  EX_NOINPUT, EX_NOPERM  no such file, or closed to us
 *         EX_DATAERR  not a format of the list above, damaged, several layers
 *                     (listed), no such layer, no CRS and coordinates that
 *                     cannot be degrees
 *         EX_USAGE    a path that is none (`://`, `/vsi`)
 */
MUST_CHECK int vector_open(struct vector **out, const struct vector_in *in);
void vector_free(struct vector *v);

/* vector_is -- does the file begin as one of the formats that need OGR and are
 * not text sequences (GeoPackage, SQLite, FlatGeobuf, Shapefile, XML)? */
bool vector_is(const void *head, size_t nhead);

/*
 * vector_next -- the next feature, in file order; rings wound as feature.h
 * says, curves as lines, M dropped (warned once).
 *
 *   f   out  valid until the next call; NULL after the last
 *
 * Errors  EX_DATAERR  damage, naming the feature
 */
MUST_CHECK int vector_next(struct vector *v, const struct feature **f);

#endif
