/* SPDX-License-Identifier: Apache-2.0 */
/* cf_pull -- steps of a file of variables whose values are read by pieces */
#ifndef TWIN_CF_PULL_H
#define TWIN_CF_PULL_H

#include "core/cf_decode.h"
#include "core/dataset.h"
#include "core/ncfile.h"
#include "core/pull.h"

struct cf_pulls;

/*
 * cf_pulls_new -- of a file that has pieces, for fields whose values lie in the
 * order of the file, time first.
 *
 *   f       in       borrowed until cf_pulls_free()
 *   var     [n]  in  copied
 *   decode  [n]  in  each light, likewise borrowed
 */
struct cf_pulls *cf_pulls_new(struct ncfile *f, size_t n, const size_t *var,
                              const struct decode *const *decode);
void cf_pulls_free(struct cf_pulls *p);

/*
 * cf_pulls_step -- gives s the pull of step k; NULL where the file has no
 * pieces of it.
 *
 * Errors  as ncfile_slab()
 */
MUST_CHECK int cf_pulls_step(struct cf_pulls *p, size_t k, struct step *s);

#endif
