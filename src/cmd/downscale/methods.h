/* SPDX-License-Identifier: Apache-2.0 */
/* methods -- the methods of downscale */
#ifndef TWIN_METHODS_H
#define TWIN_METHODS_H

#include "core/command.h"

extern const struct opt bilinear_opts[], conservative_opts[], lapse_opts[];

int bilinear_run(struct reader *in, struct writer *out);
int conservative_run(struct reader *in, struct writer *out);
int lapse_run(struct reader *in, struct writer *out);

#endif
