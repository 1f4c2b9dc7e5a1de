/* SPDX-License-Identifier: Apache-2.0 */
/* tally -- what a period has so far of one statistic of one field */
#ifndef TWIN_TALLY_H
#define TWIN_TALLY_H

#include "cmd/harmonise/statistic.h"
#include "kernel/aggregate.h"
#include "kernel/cells.h"

/* A field that comes out: one statistic of one field that comes in. */
struct column {
    size_t field, n;       /* n values in a step */
    struct statistic stat; /* its name and unit are borrowed */
    bool integral;         /* of a flux: values count by the seconds */
    bool coverage;         /* not the statistic, but the share that is valid */
    bool wide, wide_out;   /* values come, and go, as WIDE */
    double limit;          /* of over, under, atleast [units of the field] */
    double turn;           /* a mean of angles: what a turn is, or 0 */
};

/* What a step counts. */
struct weighing {
    double weight;  /* in the valid weight of a cell, > 0 */
    double instant; /* the same of what is at the stamp, whatever the bounds */
    double seconds; /* its length */
    double hours;   /* its stamp, from the start of the period */
    int64_t mid;    /* [time] */
    double day;     /* valid weight that a day needs, if days are counted */
};

enum { TALLY_ARRAYS = 4 };

struct tally {
    const struct column *column;
    size_t arrays;
    double *acc[TALLY_ARRAYS]; /* [column->n] each */
    double *valid;             /* one of them: the weight of valid steps */
    struct aggregate sum[2];   /* of mean, sum, min, max, range */
    size_t sums;               /* how many of these two */
};

/* tally_new -- the column is borrowed; free with tally_free(). */
struct tally *tally_new(const struct column *c);
void tally_free(struct tally *t);

/* tally_start -- a new period. */
void tally_start(struct tally *t);

/* tally_add -- the values of a step. */
void tally_add(struct tally *t, struct cells x, const struct weighing *w);

/* tally_parts -- can it take a step in parts? */
bool tally_parts(const struct tally *t);

/* tally_part -- cells of p->nsteps steps, which count by w, after steps of the
 * weight p->before; tally_raise -- after all of their cells. */
void tally_part(const struct tally *t, struct aggregate_part *p,
                const struct weighing *const *w);
void tally_raise(struct tally *t, double weight);

/* tally_finish -- the statistic; missing where a cell has less than `need` of
 * valid weight.  Not of quantiles, whose tally keeps the valid weight only. */
void tally_finish(const struct tally *t, double need, double ddof,
                  struct room out);

/* tally_gives -- can it give the statistic in parts, as tally_give() does: n
 * values from the first-th on?  Threads: any number. */
bool tally_gives(const struct tally *t);
void tally_give(const struct tally *t, double need, const size_t part[2],
                float *out);

/* tally_share -- the valid weight of each cell, times scale, at most 1. */
void tally_share(const struct tally *t, double scale, float *out);

/* tally_judge -- missing where a cell has less than `need`. */
void tally_judge(const struct tally *t, double need, float *out);

#endif
