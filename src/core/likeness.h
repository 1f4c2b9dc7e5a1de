/* SPDX-License-Identifier: Apache-2.0 */
/* likeness -- is a field of one FILE that of another, whatever each calls it?
 */
#ifndef TWIN_LIKENESS_H
#define TWIN_LIKENESS_H

#include "core/dataset.h"

struct quantity_row;

/*
 * says -- what options say of a field of a FILE: it may give it another name
 * and standard_name.
 *
 *   settled  out  the name is the user's: no table gives it another
 *
 * Errors  those of the options
 */
typedef int likeness_says(struct field *f, bool *settled);

/* What tells a field from others. */
struct likeness {
    char *standard_name;            /* that it says itself, or NULL */
    char *own;                      /* what its FILE calls it */
    char *name;                     /* what it will be called */
    const struct quantity_row *row; /* or NULL */
    bool settled;                   /* by options */
    bool known; /* the quantity table has what its FILE calls it */
    bool along; /* a component along the grid's axes, not to the east */
    bool has_level, is_label;
    char *method; /* the last of cell_methods for time, or NULL */
    char *place;  /* standard_name of its one height, pressure ..., or NULL */
    double at;    /* that [m, Pa, or as the file has it] */
};

enum alike {
    ALIKE_NOT,
    ALIKE_MAYBE, /* a standard_name alone says so, which bands, layers or
                    polarisations of a quantity have in common */
    ALIKE,
    ALIKE_CLASH /* one name for what cannot be one */
};

/*
 * likeness_all -- of all fields of a dataset; the caller frees them with
 * likeness_free().
 *
 *   says  in   or NULL: a field is what its FILE calls it
 */
MUST_CHECK int likeness_all(struct likeness **out, const struct dataset *ds,
                            likeness_says *says);
void likeness_free(struct likeness *l, size_t n);

/* likeness_of -- how alike two fields are.  Errors of ALIKE_CLASH are for
 * likeness_clash() to tell. */
enum alike likeness_of(const struct likeness *a, const struct likeness *b);

/* likeness_clash -- EX_DATAERR: `t is sea_water_temperature, air_temperature in
 * a.nc`.
 *
 *   b, first  in  the other field, of that FILE
 */
MUST_CHECK int likeness_clash(const struct likeness *a,
                              const struct likeness *b, const char *first);

/* likeness_doubt -- warns of two fields of one name that are taken for one,
 * where they say that they are two things of which the table does not have one.
 */
void likeness_doubt(const struct likeness *a, const char *path,
                    const struct likeness *b, const char *first);

/* likeness_rename -- another name; that which it had is remembered likewise. */
void likeness_rename(struct field *f, const char *name);

/* likeness_add_names -- a field remembers in its attribute
 * twinpipe_original_name what another is called that is joined to it. */
void likeness_add_names(struct field *f, const struct field *other);

#endif
