/* SPDX-License-Identifier: Apache-2.0 */
/* dataset -- fields on one domain: a grid, a time axis, maybe levels, members
 */
#ifndef TWIN_DATASET_H
#define TWIN_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/calendar.h"
#include "core/err.h"
#include "core/grid.h"
#include "core/nc.h"
#include "kernel/cells.h"

/* WIDE comes only from a reader that was asked for it. */
enum type { REAL, LABEL, WIDE };

/* Missing in labels and flags. */
#define LABEL_MISSING INT32_MIN

/* The values of one field at one time, in C order [member][level][y][x]. */
union values {
    float *f;   /* REAL   [units of the field]; NaN = missing */
    int32_t *i; /* LABEL  0 = none, LABEL_MISSING = missing */
    double *d;  /* WIDE   as REAL, where the file has 64 bits */
};

/* type_size -- bytes of one value. */
size_t type_size(enum type type);

struct field {
    char *name, *standard_name, *long_name;
    char *units;        /* UDUNITS, never NULL; "1" = a pure number, "" = the
                           source does not say */
    char *cell_methods; /* "time: maximum", or NULL */
    enum type type;     /* REAL or WIDE; LABEL for labels and flags */
    enum nc_type store; /* how labels are written: BYTE, SHORT, INT */
    bool has_member, has_level;
    bool placeless;     /* one value a step: of no cell, member or level */
    size_t n;           /* values in a step: members x levels x cells */
    struct atts atts;   /* what else the file says, in its order */
    union values value; /* [n] of a static field; NULL of any other */
};

/* A count of steps that only the end of a stream tells. */
#define STEPS_UNKNOWN SIZE_MAX

struct time_axis {
    char *name;            /* NULL: the fields have no time (one step, NAN) */
    char *units;           /* "days since 1850-01-01" */
    struct time_unit unit; /* the same, parsed, with the calendar */
    size_t n;              /* steps, or STEPS_UNKNOWN */
    double *value;         /* [n]     [units], or NULL: they come with steps */
    double *bounds;        /* [n][2]  [units], or NULL */
    bool has_bounds;       /* steps carry bounds */
    bool is_climatology;   /* they are climatology_bounds */
    struct atts atts;
};

/* A coordinate of one value: the height of 2 m, a forecast's reference time. */
struct scalar {
    char *name;
    char *text;       /* a text, or NULL: a number */
    double value;     /* [units in atts] */
    double bounds[2]; /* NAN: none */
    struct atts atts;
};

struct dataset {
    struct grid *grid;           /* never NULL */
    struct axis *level, *member; /* two values or more, or NULL */
    struct time_axis time;
    size_t nfields, nstatics;
    struct field *field;   /* [nfields]   vary in time */
    struct field *statics; /* [nstatics]  static fields, with values */
    size_t nscalars;
    struct scalar *scalar; /* [nscalars]  a field has those that its attribute
                              `coordinates` names */
    struct atts atts;      /* global attributes */
};

struct pull; /* pull.h */

/* All fields at one time. */
struct step {
    double time, bounds[2]; /* [units of the time axis]; NAN: none */
    union values *value;    /* [nfields], each [field.n] */
    const struct pull
        *pull;   /* gives the values, which are not there; or NULL */
    size_t held; /* of a pull: it is good until this many steps, the first of
                    them this one, have been used */
};

struct dataset *dataset_new(void);
void dataset_free(struct dataset *ds);

/* dataset_copy -- a copy of all but, with fields false, the fields. */
struct dataset *dataset_copy(const struct dataset *ds, bool fields);

/* dataset_add -- a field appended, with units "1" and n by its axes; valid
 * until the next dataset_add().  The name is copied. */
struct field *dataset_add(struct dataset *ds, const char *name, enum type type);

/* dataset_resize -- sets n of each field from the grid and axes. */
void dataset_resize(struct dataset *ds);

/* dataset_find -- the field of a name or a standard_name, or NULL with an
 * EX_DATAERR message `no variable "pr" (it has tas, orog)`. */
const struct field *dataset_find(const struct dataset *ds, const char *name);

/* dataset_static -- the same for static fields, NULL without a message. */
const struct field *dataset_static(const struct dataset *ds, const char *name);

/* scalar_same -- have two the same value and bounds? */
bool scalar_same(const struct scalar *a, const struct scalar *b);

/* dataset_drop_scalar -- takes away a coordinate of one value, if it is there.
 */
void dataset_drop_scalar(struct dataset *ds, const char *name);

/* dataset_history -- puts a line before the others of the attribute `history`,
 * `2026-01-01T00:00:00Z: line (version)`, with the source profile where no line
 * has it yet, at SOURCE_DATE_EPOCH or the start of the run. */
void dataset_history(struct dataset *ds, const char *line, const char *version);

struct field field_copy(const struct field *f);
void field_free(struct field *f);

/* field_cells, field_room -- the values of a field of REAL or WIDE from the
 * i-th on, as kernels take them and put them. */
struct cells field_cells(const struct field *f, union values v, size_t i);
struct room field_room(const struct field *f, union values v, size_t i);

/* field_text -- replaces one of the texts of a field: field_text(&f->units,
 * "K"); NULL takes it away. */
void field_text(char **text, const char *value);

/* step_new -- room for one step of ds, values not set.  Free with step_free().
 */
struct step *step_new(const struct dataset *ds);
void step_free(struct step *s);

/* step_at -- gives s the time and bounds of another step. */
void step_at(struct step *s, const struct step *other);

#endif
