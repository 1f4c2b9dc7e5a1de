/* SPDX-License-Identifier: Apache-2.0 */
/* cf -- a file of variables as a dataset, and a dataset as variables, by the CF
 * conventions 1.11 */
#ifndef TWIN_CF_H
#define TWIN_CF_H

#include "core/ncfile.h"
#include "core/source.h"

/*
 * cf_open -- the dataset in a file of variables: finds coordinates, bounds,
 * grid mappings, levels, members and time by CF, then by names and units that
 * are in use; decodes _FillValue, missing_value, valid_min, valid_max and
 * valid_range (on packed values), then scale_factor and add_offset.
 *
 *   f    in   passes to the source, also on failure
 *   in   in   the fields wanted, and the profile that knows better
 *
 * Errors  EX_DATAERR  no field, or fields on several grids, which it lists
 */
MUST_CHECK int cf_open(struct source **out, struct ncfile *f,
                       const struct source_in *in);

/*
 * cf_header -- the variables that hold a dataset: what stream and NetCDF-4
 * writers write.  Fixed variables have their values; where the dataset has no
 * time the fields are fixed too, and theirs come with the one step (value is
 * NULL).  Labels are of the field's `store`, with its default _FillValue.
 * Places of cells are the dataset's own: it must live as long.
 *
 *   field  [ds->nfields]  out  the variable of each field
 *   time   [2]            out  the variables of time and its bounds, NC_NONE
 *
 * Free with nc_free().
 */
struct nc *cf_header(const struct dataset *ds, size_t *field, size_t time[2]);

/*
 * cf_store -- labels as values of a file.
 *
 *   store  in   TYPE_BYTE, TYPE_SHORT or TYPE_INT
 *   out    out  n values of that type, in native order
 *
 * Errors  EX_DATAERR  a label that the type cannot hold
 */
MUST_CHECK int cf_store(enum nc_type store, size_t n, const int32_t *label,
                        void *out);

#endif
