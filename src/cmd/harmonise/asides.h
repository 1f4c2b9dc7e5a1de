/* SPDX-License-Identifier: Apache-2.0 */
/* asides -- what harmonise writes beside its output */
#ifndef TWIN_ASIDES_H
#define TWIN_ASIDES_H

#include "core/command.h"

/*
 * asides_check -- can the files of --fit, --state and --weights be written, and
 * is none of them the output, another of them or an input?
 *
 * Errors  EX_USAGE  one is; else as part_check()
 */
MUST_CHECK int asides_check(const struct opt_group *groups,
                            const struct job *job);

#endif
