/* SPDX-License-Identifier: Apache-2.0 */
/* csv -- tables of observations: a row is one time at one station */
#ifndef TWIN_CSV_H
#define TWIN_CSV_H

#include "core/source.h"

/* csv_is -- does a file begin with a line of column names? */
bool csv_is(const void *head, size_t nhead);

/*
 * csv_open -- a table with a header, separated by commas, semicolons or tabs,
 * quoted as in RFC 4180, as fields over stations and time.
 *
 * Columns, in any order and case: time or date (ISO 8601, also 2012/01/31 and
 * 20120131), station or id, lat or latitude, lon or longitude, elev, elevation
 * or alt [m].  Every other column of numbers is a field, its unit in brackets:
 * "tas [K]".  A column whose first entry is not a number is a text, and left
 * out unless it is asked for.  Without station, places tell stations apart;
 * without a place the grid is GRID_NONE.  Rows may come in any order.
 *
 * Missing  empty cells, NA, N/A, NaN, null; a station without a row at a time
 * Errors   EX_DATAERR  a ragged row, a text among numbers, two different rows
 * of one station and time, each with its line
 */
MUST_CHECK int csv_open(struct source **out, const struct source_in *in);

#endif
