/* SPDX-License-Identifier: Apache-2.0 */
/* quantity -- what a field is: the rows of src/tables/quantities.json */
#ifndef TWIN_QUANTITY_H
#define TWIN_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/units.h"

/* One row of the table; its texts are valid until exit. */
struct quantity_row {
    const char *name;          /* of CMIP: "tas" */
    const char *standard_name; /* of CF, or NULL */
    const char *units;         /* canonical */
    enum unit_class class;
    double least, most; /* plausible range [units]; NAN: none */
    const char *title;  /* "pressure at the surface" */
    const char *pair;   /* the northward one of a vector's pair, or NULL */
    const char *along;  /* standard_name of the same along the grid, or NULL */
    const char *hint;   /* how else to come by it, or NULL */
    const char *aloft;  /* its name away from the surface: "ta"; or NULL */
};

/*
 * quantity_find -- the row of a variable.
 *
 *   name           in   of the variable: the row's, or one of its aliases, in
 *                       their case; NULL: not known
 *   standard_name  in   or NULL; it is believed before the name, and a name
 *                       whose row says otherwise is not believed against it;
 *                       one that repeats the name says nothing
 *
 * Errors  NULL, without a message, for what the table does not have, and for
 *         anomalies ("tas_anomaly"), which are no such quantity
 * Threads call outside parallel regions; so the functions below
 */
const struct quantity_row *quantity_find(const char *name,
                                         const char *standard_name);

/* quantity_aloft -- the row of a variable with levels, or at a pressure: ta and
 * not tas, where only its standard_name says what it is. */
const struct quantity_row *quantity_aloft(const char *name,
                                          const char *standard_name);

/* quantity_here -- the row of a field: quantity_aloft() for one that has
 * levels, or a pressure by a coordinate of one value; else quantity_find(). */
struct dataset;
struct field;
const struct quantity_row *quantity_here(const struct dataset *ds,
                                         const struct field *f);

/* quantity_by_param -- the row of an ECMWF paramId, or NULL. */
const struct quantity_row *quantity_by_param(long param);

/* quantity_rows -- all rows [n], in the order of the table. */
const struct quantity_row *quantity_rows(size_t *n);

/* quantity_amount -- the row of the same name whose class is amount, or NULL.
 */
const struct quantity_row *quantity_amount(const struct quantity_row *row);

/*
 * quantity_mistaken -- is a variable one that people take for what they ask?
 *
 *   word                 in   what is asked for: "psl"
 *   name, standard_name  in   of the variable: "sp"
 *   asked                out  the row of the word
 *
 * The row of the variable (ps), or NULL.
 */
const struct quantity_row *quantity_mistaken(const char *word, const char *name,
                                             const char *standard_name,
                                             const struct quantity_row **asked);

/* quantity_is -- is a variable the quantity that a word names? */
bool quantity_is(const char *word, const char *name, const char *standard_name);

/* quantity_agrees -- may a variable be called `name`?  Not where that is the
 * name of a quantity that the variable says it is not. */
bool quantity_agrees(const struct quantity_row *is, const char *name);

/*
 * quantity_along -- of a component along an axis of its grid the row that it
 * has once it is turned to east or north ("x_wind", called "u10": uas), or
 * NULL.
 *
 *   a  in  its attributes: GRIB_uvRelativeToGrid says the same of any vector
 */
struct atts;
const struct quantity_row *quantity_along(const char *name,
                                          const char *standard_name,
                                          const struct atts *a);

/* quantity_partner -- the other row of a vector's pair, or NULL. */
const struct quantity_row *quantity_partner(const struct quantity_row *row);

/* quantity_is_sister -- is b what the other component is called where one is
 * called a: u10 and v10, x_wind and y_wind? */
bool quantity_is_sister(const char *a, const char *b);

/* quantity_may_be -- is a variable, once it is turned, the quantity that a word
 * names, maybe by its standard_name? */
bool quantity_may_be(const char *word, const char *name,
                     const char *standard_name);

/* quantity_class -- what a field is, by the table and its units: rain in kg m-2
 * is an amount, in kg m-2 s-1 a flux; CLASS_STATE for what is not known. */
enum unit_class quantity_class(const struct field *f);

/* quantity_unit_class -- the class whose conversions its values may have: of
 * water that lies in snow, soil or air those of an amount, kg m-2 and mm. */
enum unit_class quantity_unit_class(const struct field *f);

/* quantity_is_instant -- may its values be those of an instant: of no rate or
 * amount, and no extreme? */
bool quantity_is_instant(const struct field *f);

/* quantity_settle -- a standard_name of a rate where the units are those of an
 * amount becomes that of the amount, and the other way; so do cell_methods.
 * False: nothing had to. */
bool quantity_settle(struct field *f);

/* quantity_turn -- a whole turn, in the units of a field that is a direction or
 * another angle that begins again after it; 0 of any other. */
double quantity_turn(const struct field *f);

/* field_is -- is a field what a word asks for: by its name, the one that it had
 * before, its standard_name or its quantity? */
bool field_is(const struct field *f, const char *word);

/* quantity_is_doubtful -- does only a letter or an alias say that a field is
 * that quantity, and its unit that it is not?  "v" in m is no wind. */
bool quantity_is_doubtful(const struct field *f);

/* What the values of a field are to its quantity: values of it, differences of
 * two (a range, a standard deviation: 1 degC is 1 K), or squares (a variance).
 */
enum spread { SPREAD_NONE, SPREAD_DIFFERENCE, SPREAD_SQUARE };

/* quantity_spread -- by the last word for time in cell_methods, or the name of
 * an anomaly. */
enum spread quantity_spread(const struct field *f);

#endif
