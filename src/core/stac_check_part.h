/* SPDX-License-Identifier: Apache-2.0 */
/* stac_check_part -- the inside of a check.  For the files of stac_check.h. */
#ifndef TWIN_STAC_CHECK_PART_H
#define TWIN_STAC_CHECK_PART_H

#include <stdint.h>

#include "core/stac.h"
#include "core/stac_check.h"
#include "core/textset.h"

enum { POINTER = 4096 };

struct stac_check {
    struct stac_check_how how;
    int status; /* of report() */
    size_t errors;
    struct text_set ids;

    /* The object that is looked at. */
    const char *where, *folder;
    const char *root; /* folder of the catalogue, or NULL */
    enum stac_kind kind;
    const struct json *object;
    bool old; /* STAC 1.0.0 */
    char pointer[POINTER];
    size_t n;
};

/* check_enter -- the pointer goes one name down; what check_leave() takes. */
size_t check_enter(struct stac_check *c, const char *name);
size_t check_enter_index(struct stac_check *c, size_t index);
void check_leave(struct stac_check *c, size_t mark);

/* check_fault -- a finding at the pointer. */
void check_fault(struct stac_check *c, const char *code, const char *fmt, ...)
    PRINTF(3, 4);

/* check_kind -- is a member of the kind it must be?  Its absence is true. */
bool check_kind(struct stac_check *c, const struct json *object,
                const char *name, enum json_kind kind);

/* Each group of codes, for the object that is looked at. */
void check_form(struct stac_check *c);
void check_space(struct stac_check *c);
void check_grid(struct stac_check *c);
void check_time(struct stac_check *c);
void check_cube(struct stac_check *c);
void check_assets(struct stac_check *c);
void check_links(struct stac_check *c);
void check_collection(struct stac_check *c);

/* check_secret -- reports user-info, tokens and passwords in a text. */
void check_secret(struct stac_check *c, const char *text);

#endif
