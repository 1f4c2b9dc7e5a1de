/* SPDX-License-Identifier: Apache-2.0 */
/* judge -- what the values of a field may be, and which were not */
#ifndef TWIN_JUDGE_H
#define TWIN_JUDGE_H

#include "core/dataset.h"
#include "core/quantity.h"
#include "kernel/plausible.h"

/* What one field may be, and what was seen. */
struct judge {
    const struct quantity_row *row; /* NULL: it is not judged */
    double least, most;             /* [units of the field], with noise */
    double from, to;                /* likewise, without */
    bool per_day;                   /* most is of a day, of longer steps more */
    size_t flag;                    /* place of its flags, or SIZE_MAX */
    bool held;                      /* the first values were held to the unit */
    size_t values, outside;
    double worst;
    size_t cell; /* of the first */
    double time;
    union values own; /* for mask, or NULL */
};

/* judge_prepare -- by the field's quantity; false: nothing is known of it. */
bool judge_prepare(struct judge *j, const struct field *f);

/* judge_most -- the most that a value may be at a step of so many seconds. */
double judge_most(const struct judge *j, double seconds);

/* judge_count -- how many values lie outside. */
struct plausible judge_count(const struct field *f, union values v,
                             double least, double most);

/* judge_hold -- of the first values there are: is the unit the one they are in?
 * Errors EX_DATAERR: another would fit. */
MUST_CHECK int judge_hold(struct judge *j, const struct field *f,
                          union values v, const struct plausible *p);

/* judge_lets -- would judge_hold() let values pass whatever they are, for too
 * few of them are outside? */
bool judge_lets(const struct plausible *p);

/* judge_record -- what was seen at a step. */
void judge_record(struct judge *j, const struct plausible *p, double most,
                  double time);

#endif
