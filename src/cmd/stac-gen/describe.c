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
    const char *time_from, *end_rule, *histogram, *files_from;
    bool zero;
} cfg = { .simplify = NAN };

static const char *const stats_words[] = { "exact", "none", NULL };
static const char *const version_words[] = { "1.1.0", "1.0.0", NULL };
static const char *const end_words[] = { "instant", "inclusive", NULL };
static const char *const checksum_words[] = { "sha2-256", "none", NULL };

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
    { 0, "time-from", "LIST", "whom to ask for the time, as cf,name,mtime",
      .text = &cfg.time_from },
    { 0, "end-rule", "RULE", "instant (default), or inclusive: a second less",
      .text = &cfg.end_rule, .words = end_words },
    { 0, "source-crs", "CRS", "of data that have none, as EPSG:4326",
      .text = &cfg.how.source_crs },
    { 0, "stats", "HOW", "statistics of all values: exact (default), none",
      .text = &cfg.how.stats, .words = stats_words },
    { 0, "stats-scaled", NULL, "statistics with scale and offset applied",
      .flag = &cfg.how.scaled },
    { 0, "histogram", "A:B:N", "N buckets from A to B",
      .text = &cfg.histogram },
    { 0, "checksum", "HOW", "of files: sha2-256 (default), none",
      .text = &cfg.how.checksum, .words = checksum_words },
    { 0, "simplify", "DEGREES", "a footprint may be off by so much (1e-4)",
      .number = &cfg.simplify },
    { 0, "variable", "LIST", "describe these fields only, by commas",
      .texts = &cfg.variables },
    { 0, "stac", "VERSION", "1.1.0 (default) or 1.0.0",
      .text = &cfg.how.version, .words = version_words },
    { 0, "files-from", "FILE", "more FILEs, one a line",
      .text = &cfg.files_from },
    { '0', "null", NULL, "names of --files-from end with a 0",
      .flag = &cfg.zero },
    { 0, "keep-going", NULL, "leave out a FILE that fails, and go on",
      .flag = &cfg.how.keep_going },
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

/* "cf,name,mtime", kept until exit. */
static int take_sources(void) {
    char **word;
    size_t n;
    int status = EX_OK;

    if (cfg.time_from == NULL)
        return EX_OK;
    TRY(err_in(parse_list(cfg.time_from, &word, &n), "--time-from"));
    cfg.how.nsources = n;
    cfg.how.time_from = (const char *const *)word;
    for (size_t k = 0; k < n; k++) {
        size_t i = 0;
        while (item_times[i] && strcmp(item_times[i], word[k]) != 0)
            i++;
        if (item_times[i] == NULL)
            return err_set(EX_USAGE,
                           "--time-from: no \"%s\" (there are options, cf, "
                           "imagery, acdd, tiff, features, name, mtime)",
                           word[k]);
    }
done:
    return status;
}

/* "0:10:5" */
static int take_histogram(void) {
    const char *at = cfg.histogram;
    double x[3] = { 0 };

    for (int k = 0; at && k < 3; k++) {
        at = parse_number(at, &x[k]);
        if (at && *at != (k < 2 ? ':' : 0))
            at = NULL;
        at = at ? at + (k < 2) : NULL;
    }
    if (cfg.histogram == NULL)
        return EX_OK;
    if (at == NULL || !(x[1] > x[0]) || x[2] < 3 || x[2] > 65536 ||
        x[2] != floor(x[2]))
        return err_set(EX_USAGE,
                       "--histogram: \"%s\" is not A:B:N, with A < B and N "
                       "from 3 to 65536",
                       cfg.histogram);
    cfg.how.buckets[0] = x[0];
    cfg.how.buckets[1] = x[1];
    cfg.how.nbuckets = (size_t)x[2];
    return EX_OK;
}

const struct item_how *describe_how(void) {
    return &cfg.how;
}

int describe_files(struct job *job) {
    static const char **file; /* of the job, until exit */
    size_t n;
    int status;

    if (cfg.files_from == NULL)
        return cfg.zero ? err_set(EX_USAGE, "--null: goes with --files-from")
                        : EX_OK;
    TRY(err_in(files_read(cfg.files_from, cfg.zero, &n, &file),
               "--files-from"));
    if (job->nfiles + n == 0)
        TRY(err_set(EX_NOINPUT, "--files-from: %s: names no file",
                    cfg.files_from));
    file = mem_grow(file, n + job->nfiles, sizeof *file);
    memmove(file + job->nfiles, file, n * sizeof *file);
    for (size_t k = 0; k < job->nfiles; k++)
        file[k] = job->file[k];
    job->file = file;
    job->nfiles += n;
done:
    return status;
}

void describe_collection(const char *id) {
    cfg.how.collection = id;
}

int describe_open(struct items **out, const struct job *job) {
    const struct items_in in = { job->nfiles, job->file, &cfg.how };
    int status;

    if (!isnan(cfg.simplify) && !(cfg.simplify > 0 && cfg.simplify <= 1))
        return err_set(EX_USAGE, "--simplify: %g is not within 0 and 1",
                       cfg.simplify);
    if (cfg.how.stats && strcmp(cfg.how.stats, "none") == 0 &&
        (cfg.histogram || cfg.how.scaled))
        return err_set(EX_USAGE, "%s: goes not with --stats none",
                       cfg.histogram ? "--histogram" : "--stats-scaled");
    cfg.how.jobs = job->jobs;
    cfg.how.simplify = isnan(cfg.simplify) ? 0 : cfg.simplify;
    cfg.how.end_inclusive =
        cfg.end_rule && strcmp(cfg.end_rule, "inclusive") == 0;
    TRY(take_variables());
    TRY(take_sources());
    TRY(take_histogram());
    TRY(items_open(out, &in));
done:
    return status;
}
