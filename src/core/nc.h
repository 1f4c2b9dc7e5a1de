/* SPDX-License-Identifier: Apache-2.0 */
/* nc -- what a NetCDF file says of itself: dimensions, variables, attributes.
 *
 * It is the same for the stream, the classic format and NetCDF-4: the doors and
 * formats make one (reading) or take one (writing), and cf.h turns it into a
 * dataset and back. */
#ifndef TWIN_NC_H
#define TWIN_NC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/nameindex.h"

/* External types, numbered as in the classic format. */
enum nc_type {
    TYPE_BYTE = 1,
    TYPE_CHAR,
    TYPE_SHORT,
    TYPE_INT,
    TYPE_FLOAT,
    TYPE_DOUBLE,
    TYPE_UBYTE,
    TYPE_USHORT,
    TYPE_UINT,
    TYPE_INT64,
    TYPE_UINT64,
    TYPE_STRING /* NetCDF-4 only; becomes TYPE_CHAR when written classic */
};

/* One attribute: a text, or numbers. */
struct att {
    char *name;
    enum nc_type type;
    size_t n;       /* numbers; bytes of text */
    char *text;     /* TYPE_CHAR, TYPE_STRING (strings joined by newlines) */
    double *number; /* [n]  all other types */
};

struct atts {
    size_t n;
    struct att *att; /* in file order */
    size_t room;     /* places in att that are known to be there */
};

struct nc_dim {
    char *name;
    size_t n;        /* of the record dimension: nc.nrecords */
    size_t edges_of; /* 1 + the place of a dimension of one less, whose cells
                        lie between its values; 0: none (profile.h) */
    bool versions;   /* its values are versions of one field (profile.h) */
};

struct nc_var {
    char *name;
    enum nc_type type;
    size_t ndims;
    size_t *dim; /* [ndims] places in nc.dim, slowest first */
    struct atts atts;
    void *value;   /* all values, in native byte order, of a variable that does
                      not vary along the record dimension; NULL: not read yet */
    bool borrowed; /* they are another's, who keeps them as long */
};

/* No record dimension; an unknown count of records. */
#define NC_NONE SIZE_MAX

struct nc {
    size_t ndims, nvars;
    struct nc_dim *dim;
    struct nc_var *var;
    struct atts atts;                 /* global */
    struct name_index by_dim, by_var; /* where names are */
    size_t record;   /* place of the record dimension, or NC_NONE */
    size_t nrecords; /* NC_NONE: not known before the end */
};

/* nc_new -- an empty one, without a record dimension.  Free with nc_free(). */
struct nc *nc_new(void);
void nc_free(struct nc *nc);

/* nc_add_dim, nc_add_var -- append; return the place.  Names are copied. */
size_t nc_add_dim(struct nc *nc, const char *name, size_t n);
size_t nc_add_var(struct nc *nc, const char *name, enum nc_type type,
                  size_t ndims, const size_t *dim);

/* nc_set_name -- takes over another name for a variable. */
void nc_set_name(struct nc *nc, size_t var, char *name);

/* nc_find_dim, nc_find_var -- the place of a name, or NC_NONE; nc_find_word, of
 * a variable whose name has n bytes. */
size_t nc_find_dim(const struct nc *nc, const char *name);
size_t nc_find_var(const struct nc *nc, const char *name);
size_t nc_find_word(const struct nc *nc, const char *name, size_t n);

/* nc_name_is_good -- is it a name of NetCDF: UTF-8 without slashes and control
 * characters?  nc_name_mend() puts _ for what it may not have. */
bool nc_name_is_good(const char *name);
void nc_name_mend(char *name);

/* nc_check_names -- EX_OK, or EX_DATAERR if a name of a dimension, variable or
 * attribute is not one. */
MUST_CHECK int nc_check_names(const struct nc *nc);

/* nc_is_record -- does the variable vary along the record dimension? */
bool nc_is_record(const struct nc *nc, const struct nc_var *v);

/* nc_count -- values of a variable, of one record if it has records; 0 on
 * overflow, which no variable that fits in memory has. */
size_t nc_count(const struct nc *nc, const struct nc_var *v);

/* nc_size -- bytes of one value; 0 for TYPE_STRING. */
size_t nc_size(enum nc_type type);

/* nc_number -- the i-th of native values of a type; NAN of texts. */
double nc_number(enum nc_type type, const void *values, size_t i);

/* nc_default_fill -- what is missing where no _FillValue says so: NUG, appendix
 * B; NAN for bytes, which have none. */
double nc_default_fill(enum nc_type type);

/* Attributes.  atts_text() is NULL when there is none or it is no text;
 * atts_number() is NAN when there is none or it is a text. */
const struct att *atts_find(const struct atts *a, const char *name);
const char *atts_text(const struct atts *a, const char *name);
double atts_number(const struct atts *a, const char *name);

/* atts_says -- is a word one of those of a text, or the whole of it? */
bool atts_says(const struct atts *a, const char *name, const char *word);

/* ORIGINAL_NAME -- what a field was called before, the words for several FILEs
 * that were joined. */
#define ORIGINAL_NAME "twinpipe_original_name"

/* atts_set_text, atts_set_numbers -- replace in place, or append; copied.
 * atts_add_text, atts_add_numbers -- append what has a new name, in a moment
 * however many there are. */
void atts_set_text(struct atts *a, const char *name, const char *text);
void atts_set_numbers(struct atts *a, const char *name, enum nc_type type,
                      size_t n, const double *number);
void atts_add_text(struct atts *a, const char *name, const char *text);
void atts_add_numbers(struct atts *a, const char *name, enum nc_type type,
                      size_t n, const double *number);

/* atts_append -- a word behind those of a text, "lat lon". */
void atts_append(struct atts *a, const char *name, const char *word);
void atts_drop(struct atts *a, const char *name);
struct atts atts_copy(const struct atts *a);
void atts_free(struct atts *a);

#endif
