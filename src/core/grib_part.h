/* SPDX-License-Identifier: Apache-2.0 */
/* grib_part -- what the parts of grib.h share */
#ifndef TWIN_GRIB_PART_H
#define TWIN_GRIB_PART_H

#include <stdint.h>

#include "core/dataset.h"
#include "core/source.h"

/* Numbers of a message: big-endian; signed ones by sign and magnitude. */
uint64_t grib_u(const uint8_t *p, int octets);
int64_t grib_s(const uint8_t *p, int octets);
float grib_ieee(const uint8_t *p);
double grib_ibm(const uint8_t *p);

/* Where the messages are: a file, or bytes in memory. */
struct grib_input {
    int fd;
    const char *path; /* borrowed */
    uint64_t size;
    const uint8_t *bytes; /* [size - base], or NULL: the file's */
    uint64_t base;        /* the place of the first of them */
    bool more;            /* size is not the end yet */
    uint8_t *window;      /* what was read last */
    uint64_t from;
    size_t n;
};

/* grib_view -- n <= 64 KiB bytes from `at` on, which are there (at + n <=
 * size); valid until the next call. */
MUST_CHECK int grib_view(struct grib_input *in, uint64_t at, size_t n,
                         const uint8_t **bytes);

/* grib_load -- n bytes into out.  Threads: any number at once. */
MUST_CHECK int grib_load(const struct grib_input *in, uint64_t at, size_t n,
                         uint8_t *out);

/* Sections as GRIB 2 numbers them; those of GRIB 1 have the numbers of their
 * kin: product 4 (with identification), grid 3, bitmap 6, data 7. */
enum {
    SEC_ID = 1,
    SEC_LOCAL,
    SEC_GRID,
    SEC_PRODUCT,
    SEC_PACKING,
    SEC_BITMAP,
    SEC_DATA,
    SECTIONS
};

struct grib_section {
    uint64_t at; /* of its first octet in the input */
    uint64_t n;  /* octets, 0: it is not there */
};

struct grib_surface {
    int type;     /* code table 4.5; 255 none */
    double value; /* [unit of the table]; NAN: none */
};

/* What a field is of. */
struct grib_param {
    int edition, centre;
    int discipline, category, number; /* 1: table version, 0, parameter */
    int process;                      /* code table 4.10; 255: instant */
    int derived;                      /* code table 4.7; 255: not derived */
    int surface;                      /* type of the first surface */
};

/* One field: all of a message, or a part of it. */
struct grib_field {
    uint64_t at, n; /* its message */
    size_t message; /* number of that, from 1 */
    struct grib_section sec[SECTIONS];
    int edition;
    size_t grid, local; /* places in struct grib_index */
    size_t var;
    struct grib_param param;
    struct grib_surface level[2];
    int member;                    /* -1: none */
    int64_t reference, start, end; /* [time]; start = end: an instant */
    bool is_interval;
    bool dropped; /* a copy of another, or not wanted */
};

/* The numbers of a grid, of both editions. */
struct grib_numbers {
    enum {
        GRIB_LATLON,
        GRIB_ROTATED,
        GRIB_MERCATOR,
        GRIB_STEREO,
        GRIB_LAMBERT,
        GRIB_GAUSSIAN,
        GRIB_HEALPIX
    } kind;
    int64_t la1, lo1, la2, lo2, di; /* [1 / per_degree]; di < 0: not given */
    double per_degree;
    size_t rows;     /* between pole and equator; HEALPix: nside */
    bool is_reduced; /* nj rows of pl values */
    size_t pl;       /* octets of each */
    size_t pl_at;    /* place in the section */
    bool nested;     /* HEALPix */
    double pole_lat, pole_lon, turn;           /* of rotation [degrees] */
    double lat_true, lon_true, latin1, latin2; /* of a projection [degrees] */
    double dx, dy;                             /* [m] */
    bool south;                                /* the pole of projection */
    double a, b;                               /* axes of the earth [m] */
};

/* A distinct grid: its section, and what is made of it. */
struct grib_grid {
    int edition;
    uint8_t *section;
    size_t n;
    struct grib_numbers is;
    size_t npoints, ni, nj; /* ni * nj = npoints, but where it is reduced */
    unsigned scan;
    bool along_grid;   /* vectors are along its axes */
    struct grid *grid; /* NULL: not made yet */
    char what[80];     /* for messages: "lat-lon 49 x 33" */
};

/* One variable: fields that differ in time, member and level alone. */
struct grib_var {
    struct grib_param param;
    char *name, *short_name, *units, *standard_name, *long_name;
    long id;     /* paramId, or 0 */
    int process; /* as the table of parameters knows it, or param.process */
    size_t grid;
    size_t nlevels;
    struct grib_surface (*level)[2]; /* [nlevels]  in the order of the axis */
    bool has_member;
    size_t nfields;
    bool wanted;
    bool beside; /* for the vector of another alone */
};

struct grib_index {
    struct grib_input in;
    enum calendar calendar;
    bool has_lead;     /* --lead is given */
    const void *codec; /* GDAL, where a field needs it */
    size_t nfields, nmessages, ngrids, nvars, nlocals;
    uint64_t scanned, foreign; /* up to where; octets that were passed over */
    struct grib_field *field;  /* [nfields] */
    struct grib_grid *grid;    /* [ngrids] */
    struct grib_var *var;      /* [nvars] */
    struct {
        uint8_t *bytes;
        size_t n;
    } * local; /* [nlocals]  section 2 */
};

/* Most distinct grids, variables and local sections of a file. */
enum { GRIB_GRIDS = 64, GRIB_VARS = 1000, GRIB_LOCALS = 64 };

/* grib_bad -- EX_DATAERR: "byte N: ..." of a place in the input. */
int grib_bad(uint64_t at, const char *fmt, ...) PRINTF(2, 3);

/* grib_scan -- finds all messages and their fields; where more is to come those
 * that are whole, so that it can be called again. */
MUST_CHECK int grib_scan(struct grib_index *x);
void grib_index_free(struct grib_index *x);

/* grib_split -- the sections of the message at `at`, n octets long, and its
 * fields, appended to the index. */
MUST_CHECK int grib_split(struct grib_index *x, uint64_t at, uint64_t n,
                          int edition);

/* grib_product -- parameter, level, member and time of a field, from its
 * sections 1 and 4. */
MUST_CHECK int grib_product(struct grib_index *x, struct grib_field *f);
MUST_CHECK int grib1_product(struct grib_index *x, struct grib_field *f);

/* grib_date -- the time of a date with its time of day, which must be one. */
MUST_CHECK int grib_date(enum calendar c, const struct date *d, int64_t *time);

/* grib_add -- n units of time (code table 4.4) after a time. */
MUST_CHECK int grib_add(enum calendar c, int64_t time, int unit, int64_t n,
                        int64_t *out);

/* grib_name -- fills in name to id of a variable from the table. */
void grib_name(struct grib_var *v, const struct grib_field *f);

/* grib_shape -- kind, size and numbers of a grid from its section. */
MUST_CHECK int grib_shape(struct grib_grid *g);

/* grib_place -- makes g->grid; grib_project -- of a projection or a rotated
 * pole. */
MUST_CHECK int grib_place(struct grib_grid *g);
MUST_CHECK int grib_project(struct grib_grid *g);

/* grib_axis -- n longitudes from west to east. */
MUST_CHECK int grib_longitudes(const struct grib_grid *g, double *value,
                               size_t n);

/* Memory that one worker uses for field after field; begins as zeros. */
enum { GRIB_PACKED, GRIB_RAW, GRIB_SCANNED, GRIB_ROOMS };
struct grib_room {
    void *bytes[GRIB_ROOMS];
    size_t n[GRIB_ROOMS];
};
void grib_room_free(struct grib_room *room);

/*
 * grib_decode -- the values of a field.
 *
 *   room  inout  one of the thread's own
 *   out  [npoints]  out  rows in file order, from west to east
 *
 * Threads  any number at once
 */
MUST_CHECK int grib_decode(const struct grib_index *x,
                           const struct grib_field *f, struct grib_room *room,
                           float *out);

/* A picture in a message. */
struct grib_codec_in {
    int template, bits;
    const void *bytes; /* [nbytes] */
    size_t nbytes, n;  /* n: values that it must have */
};

/* grib_codec_load -- GDAL, if a wanted field is JPEG 2000 or PNG; call outside
 * parallel regions.  Errors EX_UNAVAILABLE. */
MUST_CHECK int grib_codec_load(struct grib_index *x);

/* grib_codec -- the integers of a picture; one thread at a time.
 *
 *   out  [n]  inout  0 before */
MUST_CHECK int grib_codec(const struct grib_index *x,
                          const struct grib_codec_in *in, uint32_t *out);

/* Which fields are of step k: order[first[k]] up to order[first[k + 1]]. */
struct grib_plan {
    size_t nsteps, *first; /* [nsteps + 1] */
    size_t *order;         /* [first[nsteps]]  places in the index */
    size_t *to;            /* [first[nsteps]]  their first value in a step */
};
void grib_plan_free(struct grib_plan *plan);

/* grib_select -- which variables are wanted, on one grid; names that differ. */
MUST_CHECK int grib_select(struct grib_index *x, const struct source_in *in);

/* grib_order -- the fields that are wanted, by time, with those that are there
 * twice dropped; sets nsteps, first and order. */
MUST_CHECK int grib_order(struct grib_index *x, const struct source_in *in,
                          struct grib_plan *plan);

/* The levels and members that a dataset has. */
struct grib_axes {
    struct grib_surface (*level)[2]; /* [nlevels] */
    int *member;                     /* [nmembers] */
    size_t nlevels, nmembers;
};
void grib_axes_free(struct grib_axes *a);

/* grib_axes_places -- plan->to.  Errors EX_DATAERR: a level or member that the
 * dataset has not. */
MUST_CHECK int grib_axes_places(const struct grib_axes *a,
                                const struct grib_index *x,
                                const struct dataset *ds,
                                struct grib_plan *plan);

/* grib_dataset -- the dataset of the fields of a plan, and plan->to.  Free the
 * axes with grib_axes_free(). */
MUST_CHECK int grib_dataset(struct grib_index *x, struct dataset *ds,
                            struct grib_plan *plan, struct grib_axes *axes);

/* grib_when -- time and bounds of a step, in a unit. */
MUST_CHECK int grib_when(const struct grib_index *x,
                         const struct time_unit *unit,
                         const struct grib_plan *plan, size_t k, double out[3]);

/* grib_levels -- the levels of a type: names and units of its axis; NULL: no
 * coordinate (the ground, mean sea level ...). */
struct grib_level_kind {
    int type;
    const char *name, *standard_name, *units, *positive, *suffix;
};
const struct grib_level_kind *grib_level_kind(int type);

/* grib_find_levels -- sets `level` and nlevels of all variables. */
void grib_find_levels(struct grib_index *x, const struct grib_plan *plan);

/* grib_level_axis -- an axis of n levels; the caller frees it with axis_free()
 * and free(). */
struct axis *grib_level_axis(const struct grib_level_kind *kind,
                             struct grib_surface (*level)[2], size_t n);

/* grib_set_levels -- ds->level of all variables that have several; *axis are
 * the n levels, which the caller frees with free().
 *
 * Errors  EX_DATAERR  levels of two kinds */
MUST_CHECK int grib_set_levels(struct grib_index *x, struct dataset *ds,
                               struct grib_surface (**axis)[2], size_t *n);

/* grib_level_compare -- in the order of an axis. */
int grib_level_compare(const void *a, const void *b);

/* grib_attributes -- global attributes of a dataset: who, and DestinE's.
 *
 * Errors  EX_DATAERR  fields of several datasets */
MUST_CHECK int grib_attributes(struct grib_index *x, struct dataset *ds);

#endif
