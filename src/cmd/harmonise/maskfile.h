/* SPDX-License-Identifier: Apache-2.0 */
/* maskfile -- which cells of a grid a file says to keep */
#ifndef TWIN_MASKFILE_H
#define TWIN_MASKFILE_H

#include "core/dataset.h"

/* FILE[:VAR[OP VALUE]], taken apart. */
struct mask_rule {
    char *file;
    const char *variable; /* in file's block, or NULL: the only one */
    const char *test;     /* borrowed: ">=50%"; NULL: not zero */
    bool land;            /* the variable is the share of land */
};

/* mask_rule_parse -- the caller frees r->file with free().
 *
 * Errors  EX_USAGE  no variable, or no value */
MUST_CHECK int mask_rule_parse(const char *text, struct mask_rule *r);

/*
 * mask_read -- cells to keep.
 *
 *   in      in   what is to be masked
 *   source  in   its grid is that of the source, after axes and box
 *   keep    out  [cells of in], when it fits; not where the mask is missing
 *   fits    out  is the file's grid that of in?  If not, the message of
 *                err_set() says what differs
 *
 * Errors  EX_DATAERR  no such variable, several steps, levels, units
 */
MUST_CHECK int mask_read(const struct mask_rule *r, const struct dataset *in,
                         bool source, bool *keep, bool *fits);

#endif
