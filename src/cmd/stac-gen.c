/* SPDX-License-Identifier: Apache-2.0 */
/* stac-gen -- describe data as STAC; see stac-gen(1) */
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "cmd/stac-gen/kinds.h"

static struct {
    bool check, no_assets;
    const char *diff;
} cfg;

static const struct opt opts[] = {
    { 0, "check", NULL, "write what is wrong with STAC, and change nothing",
      .flag = &cfg.check },
    { 0, "no-assets", NULL, "--check does not look at the files of assets",
      .flag = &cfg.no_assets },
    { 0, "diff", "OLD", "write what is new or changed since OLD, what went",
      .text = &cfg.diff },
    { 0 },
};

static const struct method kinds[] = {
    { "item", "one Item for each dataset (default)", item_opts, NULL },
    { "itemcollection", "all Items as one FeatureCollection", item_opts, NULL },
    { "collection", "one Collection of all Items", collection_opts, NULL },
    { "catalog", "a static catalogue in a folder", catalog_opts, NULL },
    { 0 },
};

/* In the order of the kinds. */
static kind *const runs[] = { item_run, itemcollection_run, collection_run,
                              catalog_run };

static const struct opt_group groups[] = {
    { "Items of data", describe_opts },
    { 0 },
};

static const struct command self = {
    .name = "stac-gen",
    .about = "Describe data as STAC, make catalogues, check them.",
    .operands = "[FILE]...",
    .takes = TAKES_FILES | GIVES_FILE,
    .opts = opts,
    .groups = groups,
    .methods = kinds,
    .kind = "KIND",
    .usual = "item",
};

/* --check or --diff, which make no Items. */
static int examine(struct job *job) {
    if (job->method != kinds || (cfg.check && cfg.diff))
        return err_set(EX_USAGE, "--check and --diff go with no kind, nor with "
                                 "one another");
    if (!cfg.check && cfg.no_assets)
        return err_set(EX_USAGE, "--no-assets goes with --check");
    return cfg.diff ? diff_run(job, cfg.diff) : check_run(job, !cfg.no_assets);
}

/* What belongs to one FILE, and to a standard output that is free. */
static int check_words(const struct job *job) {
    const struct item_how *how = describe_how();
    const char *file = job->output.file;
    const bool examines = cfg.check || cfg.diff;

    if (how->href && job->nfiles > 1)
        return err_set(EX_USAGE, "--href: is for one FILE, not %zu",
                       job->nfiles);
    if (how->tee && examines)
        return err_set(EX_USAGE, "--tee: goes not with --check and --diff");
    if (how->tee && runs[job->method - kinds] != catalog_run &&
        (file == NULL || strcmp(file, "-") == 0))
        return err_set(EX_USAGE, "--tee: needs -o FILE for the JSON");
    return EX_OK;
}

int main(int argc, char **argv) {
    struct job job;
    int status;

    TRY(command_parse(&self, argc, argv, &job));
    TRY(describe_files(&job));
    TRY(check_words(&job));
    if (cfg.check || cfg.diff || cfg.no_assets)
        status = examine(&job);
    else
        status = runs[job.method - kinds](&job);
done:
    return command_end(&self, status);
}
