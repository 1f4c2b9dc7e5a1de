/* SPDX-License-Identifier: Apache-2.0 */
/* fuse -- FILEs that are sources of the same fields, for --join fuse */
#ifndef TWIN_FUSE_H
#define TWIN_FUSE_H

#include "core/reader.h"

/* fuse_take -- keeps the FILEs after the first for the stage, which reads them
 * itself, and leaves the first to the reader. */
void fuse_take(struct input *in);

/* fuse_refuse -- EX_USAGE if option is given with --join fuse: it would judge
 * one FILE, or what has been fused. */
int fuse_refuse(const char *option, bool given);

#endif
