/* SPDX-License-Identifier: Apache-2.0 */
/* units -- quantities and conversions by UDUNITS-2, and what it leaves open.
 *
 * Its database (5-10 ms) is read when two unit texts first differ; equal ones
 * cost nothing.  Call outside parallel regions. */
#ifndef TWIN_UNITS_H
#define TWIN_UNITS_H

#include <stdbool.h>

#include "core/err.h"

/* A number with its unit. */
struct quantity {
    double value;
    char *unit; /* NULL: bare, in the unit of the data */
};

/* What a quantity is, and so which conversions make sense. */
enum unit_class {
    CLASS_STATE,
    CLASS_FLUX,      /* per time: kg m-2 s-1, W m-2 */
    CLASS_AMOUNT,    /* of a step: kg m-2, J m-2 */
    CLASS_EXTENSIVE, /* of a cell: ha, kg */
    CLASS_FRACTION,
    CLASS_FLAG,
    CLASS_ANGLE,
    CLASS_VECTOR
};

/* y = x * scale + offset */
struct conversion {
    double scale, offset;
};

/*
 * quantity_parse -- a number and maybe a unit: "35 degC", "35degC", "200Pa",
 * "-1.5e3 m s-1", "12".  The unit is held against UDUNITS when it is used.
 *
 *   q->unit  out  the caller frees it with free()
 *
 * Errors  EX_USAGE  no number at its start
 */
MUST_CHECK int quantity_parse(const char *text, struct quantity *q);

/*
 * units_in -- the value of a quantity in another unit; a bare one as it is.
 *
 *   unit  in   of the data; also for water: "20 mm/day" in "kg m-2 s-1"
 *
 * Errors  EX_USAGE    its unit is not known
 *         EX_DATAERR  `cannot convert "mm" to "K"`
 */
MUST_CHECK int units_in(struct quantity q, const char *unit, double *x);

/* units_difference -- the same for a difference of two values: 5 degC are 5 K.
 */
MUST_CHECK int units_difference(struct quantity q, const char *unit, double *x);

/* units_spelled -- a unit for files, where C beside another temperature is not
 * coulomb: degC, degF; any other as it is. */
const char *units_spelled(const char *unit, const char *other);

/*
 * units_conversion -- how values in one unit become values in another.
 *
 *   class  in   CLASS_FLUX and CLASS_AMOUNT pass from kg m-2 to mm and m of
 *               water (1000 kg m-3), and, with a step, from amounts of a step
 *               to rates and back: kg m-2 to kg m-2 s-1, J m-2 to W m-2
 *   step   in   length of the step [s], NAN where it is not known or varies
 *   conv   out  scale 1, offset 0 for equal units
 *
 * Beyond UDUNITS: C, F, degrees C, deg F ... are temperatures where the other
 * unit is one; gpm is m, psu 1e-3, mb mbar, "(0 - 1)" 1; mm/month takes the
 * length of the step.
 *
 * Exact   there and back to 2 ulp, for temperatures counted from absolute zero
 * Errors  EX_DATAERR  `cannot convert "kg m-2" to "kg m-2 s-1" without a step
 *                     length; use --accumulation VAR=step:PT1H:end`, a unit
 *                     that is not known, a logarithmic one, mm/m for rain
 */
MUST_CHECK int units_conversion(const char *from, const char *to,
                                enum unit_class class, double step,
                                struct conversion *conv);

/* units_per_month -- is it an amount of a month ("mm/month")? */
bool units_per_month(const char *unit);

/* units_same -- are they one unit ("K", "kelvin")?  False for unknown ones. */
bool units_same(const char *a, const char *b);

/* units_check -- EX_OK, or EX_DATAERR: `unit "foo" is not known`. */
MUST_CHECK int units_check(const char *unit);

/* units_class_parse -- "state", "flux" ...; EX_DATAERR lists them. */
MUST_CHECK int units_class_parse(const char *name, enum unit_class *class);
const char *units_class_name(enum unit_class class);

#endif
