/* SPDX-License-Identifier: Apache-2.0 */
/* statistic -- the statistics in time of --stat: their texts, their fields */
#ifndef TWIN_STATISTIC_H
#define TWIN_STATISTIC_H

#include "core/dataset.h"
#include "core/units.h"

enum stat {
    STAT_MEAN,
    STAT_SUM,
    STAT_MIN,
    STAT_MAX,
    STAT_RANGE,
    STAT_STD,
    STAT_VAR,
    STAT_COUNT,
    STAT_FIRST,
    STAT_LAST,
    STAT_WHEN_MIN,
    STAT_WHEN_MAX,
    STAT_QUANTILE, /* and the median */
    STAT_OVER,
    STAT_UNDER,
    STAT_ATLEAST
};

struct statistic {
    enum stat kind;
    double p;              /* of a quantile, 0..1 */
    struct quantity limit; /* of over, under, atleast */
    char *name;            /* "mean", "q99_9", "over_25_degC": for names */
};

/* statistics_parse -- a comma list, "mean,q90,over=25degC"; EX_USAGE lists what
 * there is.  The caller frees each with statistic_free(), and the array with
 * free().  NULL is none. */
MUST_CHECK int statistics_parse(const char *list, struct statistic **out,
                                size_t *n);
void statistic_free(struct statistic *s);

/* statistic_is_other -- is it another quantity than the field's, or one that
 * its units cannot be converted as, so that it never has its name? */
bool statistic_is_other(const struct statistic *s);

/*
 * statistic_describe -- makes the field of a statistic of the field that it is;
 * all but the name.
 *
 *   interval  in   what a step is, "1 day", for cell_methods; or NULL
 *   integral  out  a sum of rates: values count by the seconds of their step
 *
 * Errors  EX_DATAERR  a sum that has no meaning
 */
MUST_CHECK int statistic_describe(struct field *f, const struct statistic *s,
                                  const char *interval, bool *integral);

#endif
