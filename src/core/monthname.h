/* SPDX-License-Identifier: Apache-2.0 */
/* monthname -- dates with the name of their month */
#ifndef TWIN_MONTHNAME_H
#define TWIN_MONTHNAME_H

/*
 * monthname_plain -- "1899-01-15 06:00" of "15 jan 1899 06:00", "15-Jan-1899
 * 06:00" or "January 1899"; NULL: the text does not begin so.  The caller frees
 * it.
 *
 * A name has three letters or all of them, a year four digits.
 */
char *monthname_plain(const char *text);

#endif
