/* SPDX-License-Identifier: Apache-2.0 */
/* pairs -- options like --units VAR=UNIT,... */
#ifndef TWIN_PAIRS_H
#define TWIN_PAIRS_H

#include "core/command.h"
#include "core/dataset.h"

/* NAME=VALUE; without '=' name is "". */
struct pair {
    char *name;
    const char *value; /* inside name's block */
};

/* pairs_is_statistic -- is it the end of a name that a statistic gives, with
 * values of the quantity: "_mean", "_q99_9"? */
bool pairs_is_statistic(const char *end);

/* pairs_parse -- splits comma lists of NAME=VALUE; no name
 * twice.  The caller frees with pairs_free(). */
MUST_CHECK int pairs_parse(struct pair **out, size_t *n, const struct texts *t,
                           const char *option);
void pairs_free(struct pair *p, size_t n);

/* pairs_find -- the value for a field by name or standard_name, or NULL. */
const char *pairs_find(const struct pair *p, size_t n, const struct field *f);

/* pairs_unit -- the same for field k of ds, where a value without a name is not
 * that of fields that tell of others (NAME_coverage, NAME_flag, NAME_count). */
const char *pairs_unit(const struct pair *p, size_t n, const struct dataset *ds,
                       size_t k);

/* pairs_check -- EX_DATAERR if a name is none of ds's fields. */
MUST_CHECK int pairs_check(const struct pair *p, size_t n,
                           const struct dataset *ds);

#endif
