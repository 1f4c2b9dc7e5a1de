/* SPDX-License-Identifier: Apache-2.0 */
/* stac_check -- what is wrong with STAC, without a network */
#ifndef TWIN_STAC_CHECK_H
#define TWIN_STAC_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/json.h"

/* One finding; all is valid for the call alone. */
struct finding {
    const char *where;   /* "item.json", "items.ndjson:17" */
    const char *pointer; /* JSON pointer, "" is the whole (RFC 6901) */
    const char *code;
    const char *what; /* what is wrong (what would be right) */
    bool warning;
};

struct stac_check_how {
    bool assets; /* look at the files that hrefs name */
    int (*report)(void *context, const struct finding *f);
    void *context;
};

struct stac_check;

/* The codes, in the order of the manual; NULL-ended. */
struct stac_code {
    const char *name;
    bool warning;
};
extern const struct stac_code stac_codes[];

struct stac_check *stac_check_new(const struct stac_check_how *how);
void stac_check_free(struct stac_check *c);

/* stac_check_errors -- findings so far that are no warnings. */
size_t stac_check_errors(const struct stac_check *c);

/* stac_check_object -- one object.
 *
 *   where   in   for findings
 *   folder  in   what its hrefs are relative to
 *
 * Errors  those of report() */
MUST_CHECK int stac_check_object(struct stac_check *c, const struct json *j,
                                 const char *where, const char *folder);

/*
 * stac_check_path -- all objects of a FILE; of a folder, or of catalog.json,
 * the catalogue as a whole.
 *
 * Errors  EX_NOINPUT, EX_NOPERM; those of report().  Damage is a finding.
 */
MUST_CHECK int stac_check_path(struct stac_check *c, const char *path);

#endif
