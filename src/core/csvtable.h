/* SPDX-License-Identifier: Apache-2.0 */
/* csvtable -- the rows of a table of observations, by time and station */
#ifndef TWIN_CSVTABLE_H
#define TWIN_CSVTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/calendar.h"
#include "core/err.h"

struct csv_how;

/* What a column is for; TEXT is left out. */
enum role { TIME, STATION, LAT, LON, ELEV, ROLES, VALUE, TEXT };

struct column {
    char *name, *unit; /* unit NULL: none given */
    enum role role;
    double scale; /* values are divided by it */
    bool settled; /* an entry has told VALUE from TEXT */
};

struct station {
    char *key; /* its id, or its place */
    size_t place;
    double lat, lon, elev; /* [degrees], [m]; NAN: not known */
};

struct row {
    int64_t time;
    size_t station, line;
    float *value; /* [ncolumns]  NaN = missing */
};

struct table {
    const char *path; /* borrowed */
    struct column *column;
    size_t ncolumns, at[ROLES]; /* the column of a role, or ncolumns */
    size_t jday; /* of the day of the year, where time is the year */
    enum calendar calendar;
    const struct csv_how *how; /* borrowed, or NULL */
    bool has_station, has_place, has_elev;
    struct row *row; /* [nrows]  by time, then station */
    size_t nrows, room;
    struct station **station; /* [nstations]  in order of appearance */
    size_t nstations;
    void *tree; /* of them, by key */
};

/*
 * table_read -- all rows of a text.
 *
 *   t     out  free with table_free(), also on failure
 *   text  in   ends with 0; is written to, and may go afterwards
 *   path  in   for messages; borrowed for as long as the table
 *   how   in   what the user says of it, or NULL; borrowed likewise
 *
 * Errors  EX_DATAERR  as csv.h says
 */
MUST_CHECK int table_read(struct table *t, char *text, const char *path,
                          const struct csv_how *how);
void table_free(struct table *t);

#endif
