/* SPDX-License-Identifier: Apache-2.0 */
/* instants -- fields as they are at the stamp of a step, beside others that are
 * of all that its bounds cover: the temperature at the hour and the rain up to
 * it.  At midnight they belong to different days. */
#ifndef TWIN_INSTANTS_H
#define TWIN_INSTANTS_H

#include "core/dataset.h"

struct instants;

/* instants_is -- is a field at the stamp? */
bool instants_is(const struct field *f);

/* instants_new -- of a dataset whose steps have bounds; NULL where no field is
 * `time: point`.  Free with instants_free(). */
struct instants *instants_new(const struct dataset *in);
void instants_free(struct instants *x);

/* instants_has -- is field k at the stamp? */
bool instants_has(const struct instants *x, size_t k);

/*
 * instants_part -- the values of a step with some fields missing.
 *
 *   value    [nfields]  in  as of a struct step
 *   stamped             in  keep those of the stamp?
 *   covered             in  keep those of the bounds?
 *
 * Returns values that are valid until the next call.
 */
union values *instants_part(struct instants *x, const union values *value,
                            bool stamped, bool covered);

#endif
