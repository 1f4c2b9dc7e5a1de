/* SPDX-License-Identifier: Apache-2.0 */
/* Options on how data become Items. */
#include <math.h>
#include <string.h>

#include "cmd/stac-gen/kinds.h"
#include "core/mem.h"
#include "core/parse.h"

static struct {
    struct item_how how;
    struct texts variables;
    double simplify;
} cfg = { .simplify = NAN };

static const char *const stats_words[] = { "exact", "none", NULL };
static const char *const checksum_words[] = { "sha2-256", "none", NULL };

const struct opt none_opts[] = { { 0 } };

const struct opt describe_opts[] = {
    { 0, "id", "TEMPLATE", "{stem} (default) {variable} {start} {end}",
      .text = &cfg.how.id },
    { 0, "store", "TEMPLATE",
      "write the data to .tif or .nc; {time} {variable}",
      .text = &cfg.how.store },
    { 0, "tee", NULL, "pass standard input on to standard output",
      .flag = &cfg.how.tee },
    { 0, "href", "HREF", "of the data; needed for standard input",
      .text = &cfg.how.href },
    { 0, "datetime", "TIME", "when the data are of, over what they say",
      .text = &cfg.how.datetime },
    { 0, "start", "TIME", "with --end: the times they span",
      .text = &cfg.how.start },
    { 0, "end", "TIME", "the end of that; a date counts whole",
      .text = &cfg.how.end },
    { 0, "source-crs", "CRS", "of data that have none, as EPSG:4326",
      .text = &cfg.how.source_crs },
    { 0, "stats", "HOW", "statistics of all values: exact (default), none",
      .text = &cfg.how.stats, .words = stats_words },
    { 0, "checksum", "HOW", "of files: sha2-256 (default), none",
      .text = &cfg.how.checksum, .words = checksum_words },
    { 0, "simplify", "DEGREES", "a footprint may be off by so much (1e-4)",
      .number = &cfg.simplify },
    { 0, "variable", "LIST", "describe these fields only, by commas",
      .texts = &cfg.variables },
    { 0, "accept-unterminated", NULL, "read a stream that has no end mark",
      .flag = &cfg.how.accept_unterminated },
    { 0 },
};

/* --variable a,b --variable c: three names, kept until exit. */
static int take_variables(void) {
    const char **all = NULL;
    char **word;
    size_t n, m = 0;
    int status = EX_OK;

    for (size_t k = 0; k < cfg.variables.n; k++) {
        TRY(err_in(parse_list(cfg.variables.text[k], &word, &n), "--variable"));
        all = mem_grow(all, m + n, sizeof *all);
        for (size_t i = 0; i < n; i++)
            all[m++] = word[i];
    }
    cfg.how.nvariables = m;
    cfg.how.variable = all;
done:
    return status;
}

int describe_open(struct items **out, const struct job *job) {
    const struct items_in in = { job->nfiles, job->file, &cfg.how };
    int status;

    if (!isnan(cfg.simplify) && !(cfg.simplify > 0 && cfg.simplify <= 1))
        return err_set(EX_USAGE, "--simplify: %g is not within 0 and 1",
                       cfg.simplify);
    if (cfg.how.tee &&
        (job->output.file == NULL || strcmp(job->output.file, "-") == 0))
        return err_set(EX_USAGE, "--tee: needs -o FILE for the Items");
    cfg.how.jobs = job->jobs;
    cfg.how.simplify = isnan(cfg.simplify) ? 0 : cfg.simplify;
    TRY(take_variables());
    TRY(items_open(out, &in));
done:
    return status;
}
