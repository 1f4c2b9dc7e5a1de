/* SPDX-License-Identifier: Apache-2.0 */
/* stac-gen -- describe data as STAC; see stac-gen(1) */
#include "cmd/stac-gen/kinds.h"

static const struct method kinds[] = {
    { "item", "one Item for each dataset (default)", none_opts, NULL },
    { "itemcollection", "all Items as one FeatureCollection", none_opts, NULL },
    { 0 },
};

/* In the order of the kinds. */
static kind *const runs[] = { item_run, itemcollection_run };

static const struct opt_group groups[] = {
    { "Items of data", describe_opts },
    { 0 },
};

static const struct command self = {
    .name = "stac-gen",
    .about = "Describe data as STAC Items.",
    .operands = "[FILE]...",
    .takes = TAKES_FILES | GIVES_FILE,
    .groups = groups,
    .methods = kinds,
    .kind = "KIND",
    .usual = "item",
};

int main(int argc, char **argv) {
    struct job job;
    int status;

    TRY(command_parse(&self, argc, argv, &job));
    TRY(runs[job.method - kinds](&job));
done:
    return command_end(&self, status);
}
