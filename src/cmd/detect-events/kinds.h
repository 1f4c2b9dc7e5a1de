/* SPDX-License-Identifier: Apache-2.0 */
/* kinds -- the methods of detect-events */
#ifndef TWIN_KINDS_H
#define TWIN_KINDS_H

#include "core/command.h"

extern const struct opt heavy_rain_opts[], storm_opts[];

int heavy_rain_run(struct reader *in, struct writer *out);
int storm_run(struct reader *in, struct writer *out);

#endif
