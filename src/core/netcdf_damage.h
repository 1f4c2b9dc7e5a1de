/* SPDX-License-Identifier: Apache-2.0 */
/* netcdf_damage -- what is wrong with a file of HDF5 of which the library says
 * no more than "HDF error" */
#ifndef TWIN_NETCDF_DAMAGE_H
#define TWIN_NETCDF_DAMAGE_H

#include <stddef.h>

#include "core/err.h"
#include "core/nc.h"

/* netcdf_damage -- gives the message of a status that is not EX_OK more words,
 * where it is that one: how much of the file is missing, or that it is damaged;
 * the status. */
MUST_CHECK int netcdf_damage(int status, int fd);

/* netcdf_damage_at -- that the values of a variable from start[ndims] on are,
 * or what they have been through that the library cannot undo.
 *
 *   filter  in  as chunks_filter() has it, or NULL
 */
MUST_CHECK int netcdf_damage_at(int status, const struct nc_var *v,
                                const size_t *start, const char *filter);

/* damage_place -- "3,0,0"; the caller frees it with free(). */
char *damage_place(size_t n, const size_t *at);

#endif
