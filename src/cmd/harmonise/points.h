/* SPDX-License-Identifier: Apache-2.0 */
/* points -- what the files of --points share */
#ifndef TWIN_POINTS_H
#define TWIN_POINTS_H

#include <stdint.h>

#include "core/dataset.h"
#include "core/remap_points.h"
#include "core/units.h"

/* Where stations are on the grid of a source. */
struct sites {
    const char *path; /* of --points, borrowed */
    struct grid *grid;
    size_t n;
    double *elev;     /* [n] [m], or NULL */
    uint32_t *cell;   /* [n] that holds each, or NO_CELL */
    double *distance; /* [n] to its centre, else to the nearest one [km] */
    double (*p)[3];   /* [n] unit vectors */
    struct centres_tree tree; /* of the source */
};

/*
 * sites_read -- the stations of a file.
 * sites_find -- where they are on a grid.
 *
 *   km  in   how far from them a tree of its centres is to reach; 0: none
 */
MUST_CHECK int sites_read(struct sites *s, const char *path);
MUST_CHECK int sites_find(struct sites *s, const struct grid *source,
                          double km);
void sites_free(struct sites *s);

/* sites_warn -- says which stations stay missing, and why. */
void sites_warn(const struct sites *s, const bool *missing, const char *why);

/* The elevation of the cells of a source: a field, or a static one. */
struct ground {
    bool is_there, is_static;
    size_t place;           /* among the fields, or the static ones */
    struct conversion conv; /* to m */
};

/* ground_find -- orog in a dataset, if it is there. */
struct ground ground_find(const struct dataset *ds);

/* ground_value -- its value in a cell [m]; s may be NULL of a static one. */
double ground_value(const struct ground *g, const struct dataset *ds,
                    const struct step *s, size_t cell);

/* value_of -- a value that is no label, or NAN for one. */
double value_of(enum type type, const union values *v, size_t i);

/* --point-search: stations without a value take the nearest valid cell. */
struct seek;

/*
 * seek_new -- adds to out, which has the fields of in on the stations, the
 * distance to the cell that each value is from, and that cell's elevation.
 *
 * All but out is borrowed until seek_free().
 */
struct seek *seek_new(const struct sites *s, const struct dataset *in,
                      const struct ground *g, double km, struct dataset *out);
void seek_free(struct seek *k);

/*
 * seek_step -- fills what is missing in `at`, the step on the stations, from s,
 * that of the source, and puts the values of what seek_new() added into out.
 *
 *   ground  [stations]  in   elevation of the cells that the other values are
 *                            from [m]; NULL where it is not known
 */
void seek_step(struct seek *k, const struct step *s, const struct step *at,
               const float *ground, struct step *out);

/* seek_ground -- the elevations [n of field k] of that step [m], valid until
 * the next; NULL where they are not known. */
const float *seek_ground(const struct seek *k, size_t field);

/* --lapse: temperatures as they would be at the elevation of the station. */
struct lapse {
    double rate;  /* [K m-1]; 0: none */
    double *unit; /* [nfields] of 1 K in the field's unit; 0: not corrected */
    struct remap *mean; /* of lapse_mean(), or NULL */
    size_t cells, nstations;
    double *masked, *under; /* [cells], [stations] */
    float *z;               /* [values of a field] */
};

/*
 * lapse_open -- which fields of out are corrected, and notes it in them.
 *
 *   rate  in   "6.5K/km", or NULL: none are
 *
 * Errors  EX_USAGE    the rate; EX_DATAERR  no elevation of stations or cells,
 *                     no field of temperature
 */
MUST_CHECK int lapse_open(struct lapse *l, const char *rate,
                          const struct sites *s, const struct ground *g,
                          struct dataset *out);
void lapse_free(struct lapse *l);

/* lapse_mean -- for means within a distance: the elevation is that of the cells
 * that have a value.  Errors as remap_points(). */
MUST_CHECK int lapse_mean(struct lapse *l, const struct sites *s,
                          const struct dataset *in, double km);

/* Elevations of the cells that values are from [m]: of each, or the same for
 * all planes of stations. */
struct heights {
    const float *z;
    size_t n;
};

/* lapse_under -- those of the values of field k, after lapse_mean(), from s,
 * the step of the source; valid until the next call. */
struct heights lapse_under(struct lapse *l, const struct dataset *in,
                           const struct ground *g, const struct step *s,
                           size_t k);

/* lapse_apply -- the values v of a field, number k. */
void lapse_apply(const struct lapse *l, const struct sites *s, size_t k,
                 const struct field *f, union values v, struct heights h);

#endif
