/* SPDX-License-Identifier: Apache-2.0 */
/* classic -- classic NetCDF files of any layout, read as slabs */
#ifndef TWIN_CLASSIC_H
#define TWIN_CLASSIC_H

#include "core/cdf.h"
#include "core/ncfile.h"

/*
 * classic_open -- a complete regular file.
 *
 *   fd    in   passes to the file, also on failure
 *   path  in   for messages; copied
 *   nc    in   its header, which passes, also on failure
 *   lay   in   where things are, which passes, also on failure
 *
 * Fixed variables are read when a slab asks for them.
 *
 * Errors  EX_DATAERR  shorter than its header says, or longer
 */
MUST_CHECK int classic_open(struct ncfile **out, int fd, const char *path,
                            struct nc *nc, struct cdf *lay);

#endif
