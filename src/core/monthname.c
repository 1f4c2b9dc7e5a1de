/* SPDX-License-Identifier: Apache-2.0 */
/* Months since a date, and the names of months. */
#include "core/monthname.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/calendar.h"
#include "core/mem.h"

static const char *const names[] = { "january", "february", "march",
                                     "april",   "may",      "june",
                                     "july",    "august",   "september",
                                     "october", "november", "december" };

/* The month from 1 on of n letters; 0: they are no name. */
static int month_of(const char *letters, size_t n) {
    for (int k = 0; k < 12; k++)
        if ((n == 3 || n == strlen(names[k])) &&
            strncasecmp(letters, names[k], n) == 0)
            return k + 1;
    return 0;
}

static const char *gap(const char *s) {
    return s + strspn(s, " \t-");
}

char *monthname_plain(const char *text) {
    const char *s = gap(text);
    const size_t digits = strspn(s, "0123456789");
    const int day = digits > 0 ? atoi(s) : 1;
    size_t letters = 0;
    int month;

    s = gap(s + digits);
    while (isalpha((unsigned char)s[letters]))
        letters++;
    month = month_of(s, letters);
    s = gap(s + letters);
    if (digits > 2 || month == 0 || strspn(s, "0123456789") != 4)
        return NULL;
    return mem_format("%.4s-%02d-%02d%s", s, month, day, s + 4);
}

/* A count that rounding took this far from a whole one is whole. */
#define WHOLE 1e-6

int time_months_days(const struct time_unit *unit, int months, double *value) {
    const struct duration month = { .months = 1 };
    double count = *value * months, whole;
    int64_t from, to;

    if (!(fabs(count) <= 12 * 285000.0))
        return err_set(EX_DATAERR, "time %g is beyond 285 000 years", *value);
    if (unit->calendar == CALENDAR_NONE)
        return err_set(EX_DATAERR, "calendar none has no months to count");
    if (fabs(count - nearbyint(count)) < WHOLE)
        count = nearbyint(count);
    whole = floor(count);
    from = time_add(unit->calendar, unit->epoch, &month, (int64_t)whole);
    to = time_add(unit->calendar, unit->epoch, &month, (int64_t)whole + 1);
    from += llround((count - whole) * (double)(to - from));
    *value = time_encode(unit, from);
    return EX_OK;
}
