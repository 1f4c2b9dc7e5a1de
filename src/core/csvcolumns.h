/* SPDX-License-Identifier: Apache-2.0 */
/* csvcolumns -- which columns of a table are taken, as --columns has it */
#ifndef TWIN_CSVCOLUMNS_H
#define TWIN_CSVCOLUMNS_H

#include "core/calendar.h"
#include "core/csvtable.h"

/* How a table is to be read; all may be left 0.  Borrowed. */
struct csv_how {
    const char *columns;     /* "time=t,tas=temp:degC,pr=rain:mm/10", or NULL */
    const char *date_format; /* as strptime(3), or NULL: ISO 8601 */
    const char *calendar;    /* of the dates, or NULL: standard */
    size_t century;          /* of years of two digits, 1900; 0: none are met */
};

/*
 * csvcolumns_apply -- gives the columns of a table the roles and names of a
 * spec; those that it does not name are left out.
 *
 * Errors  EX_USAGE    `--columns: temp is not NAME=COLUMN[:UNIT][/SCALE]`
 *         EX_DATAERR  `no column "temp" (it has t, tMax, tMin)`
 */
MUST_CHECK int csvcolumns_apply(struct table *t, const char *spec);

/* csvcolumns_has_day -- is time=YEAR+DAY among the columns? */
bool csvcolumns_has_day(const struct csv_how *how);

/* csvcolumns_two_digits -- have the years of the format two digits? */
bool csvcolumns_two_digits(const struct csv_how *how);

/*
 * csvcolumns_date -- the time of a cell, and of the day of the year in another
 * where `jday` is not NULL.
 *
 * Errors  EX_DATAERR, without the place: `"x" is no date like %d-%m-%Y`
 */
MUST_CHECK int csvcolumns_date(const struct csv_how *how, enum calendar c,
                               const char *cell, const char *jday,
                               int64_t *time);

#endif
