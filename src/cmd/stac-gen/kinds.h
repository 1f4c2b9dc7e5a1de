/* SPDX-License-Identifier: Apache-2.0 */
/* kinds -- what stac-gen makes */
#ifndef TWIN_STAC_KINDS_H
#define TWIN_STAC_KINDS_H

#include "core/command.h"
#include "core/items.h"

/* One kind: reads the Items of a job and writes what it makes of them. */
typedef int kind(struct job *job);

kind item_run, itemcollection_run;

/* describe_opts -- how data become Items, for all kinds; describe_open -- the
 * Items of a job, as these options say. */
extern const struct opt describe_opts[];
MUST_CHECK int describe_open(struct items **out, const struct job *job);

/* describe_how -- what these options say; valid until exit. */
const struct item_how *describe_how(void);

/* describe_files -- the operands of a job with those of --files-from. */
MUST_CHECK int describe_files(struct job *job);

/* describe_collection -- what {collection} stands for; borrowed. */
void describe_collection(const char *id);

/* What options say of Items, over what the data say. */
struct edits;
extern const struct opt item_opts[];

/* edits_open -- Errors EX_USAGE, and those of the files that they name. */
MUST_CHECK int edits_open(struct edits **out);
void edits_free(struct edits *e);

/* edits_collection -- the id of the Collection, or NULL. */
const char *edits_collection(const struct edits *e);

/* edits_apply -- changes an Item; without an option nothing. */
MUST_CHECK int edits_apply(const struct edits *e, struct json *item);

/* Where JSON objects go, one after another: -o and -f. */
struct put;

/*
 * put_open -- looks at the output without making it.
 *
 *   one  in  there will be one object alone: then "json" is a form too
 *
 * Errors  EX_USAGE  a form that is not there
 */
MUST_CHECK int put_open(struct put **out, const struct output *o, bool one);
MUST_CHECK int put_json(struct put *p, const struct json *j);
MUST_CHECK int put_commit(struct put *p);

/* put_free -- without a commit nothing is left behind. */
void put_free(struct put *p);

#endif
