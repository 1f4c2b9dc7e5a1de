/* SPDX-License-Identifier: Apache-2.0 */
/* beside -- fixed fields of a climate model, in files beside that of another */
#ifndef TWIN_BESIDE_H
#define TWIN_BESIDE_H

/*
 * beside_find -- the file of a fixed field that belongs to a file.
 *
 *   path  in  of a file that is called as CMIP or CORDEX has it,
 *             tas_day_MODEL_EXPERIMENT_MEMBER_GRID_TIME.nc or
 *             tas_DOMAIN_GCM_EXPERIMENT_MEMBER_RCM_VERSION_FREQUENCY_TIME.nc
 *   word  in  "orog"
 *
 * In the same folder, of the same model and grid (domain and both models):
 * orog_fx_MODEL_*_GRID.nc, orog_DOMAIN_GCM_*_RCM_VERSION_fx.nc; of several the
 * one of the same experiment.  The caller frees it with free(); NULL: there is
 * none, or more than one.
 */
char *beside_find(const char *path, const char *word);

#endif
