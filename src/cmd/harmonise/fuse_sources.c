/* SPDX-License-Identifier: Apache-2.0 */
/* A process for each FILE after the first: all of them may do then what one
 * does, on grids and at times of their own. */
#include "cmd/harmonise/fuse_sources.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/branches.h"
#include "core/parse.h"
#include "core/progress.h"

enum { MOST = 15 }; /* bits of a short that is positive */

static struct {
    const char *sigma;
    struct input in; /* as the options have it; all FILEs */
    bool wanted;
    struct branches *branches; /* those of the FILEs after the first */
    size_t branch;             /* which of them this is */
} cfg = { .branch = BRANCHES_STEM };

const struct opt fuse_opts[] = {
    { .name = "sigma",
      .arg = "S,S,...",
      .text = &cfg.sigma,
      .help = "--join fuse: the standard error of each FILE, in the unit of "
              "its fields, or FILE:VAR" },
    { 0 },
};

void sources_take(const struct input *in) {
    cfg.in = *in;
    cfg.wanted = true;
}

int sources_sigmas(struct sigma *s) {
    const size_t n = cfg.in.nfiles;
    char **word = NULL;
    size_t words;
    int status = EX_OK;

    TRY(err_in(parse_list(cfg.sigma, &word, &words), "--sigma"));
    if (words != n)
        TRY(err_set(EX_USAGE, "--sigma: %zu of them for %zu FILEs", words, n));
    for (size_t i = 0; i < n; i++)
        TRY(sigma_parse(&s[i], word[i]));
done:
    free(word);
    return status;
}

static int check(void) {
    const size_t n = cfg.in.nfiles;
    struct sigma s[MOST] = { 0 };
    int status;

    if (!cfg.wanted)
        return cfg.sigma == NULL
                   ? EX_OK
                   : err_set(EX_USAGE, "--sigma: belongs to --join fuse");
    if (n < 2 || n > MOST)
        return err_set(EX_USAGE, "--join fuse: takes 2 to %d FILEs, not %zu",
                       MOST, n);
    if (cfg.sigma == NULL)
        return err_set(EX_USAGE,
                       "--join fuse: needs --sigma, one for each FILE");
    status = sources_sigmas(s);
    for (size_t i = 0; i < n; i++)
        sigma_free(&s[i]);
    return status;
}

int sources_start(struct job *job) {
    int status;

    TRY(check());
    if (!cfg.wanted)
        return EX_OK;
    TRY(branches_new(&cfg.branches, cfg.in.nfiles - 1, &cfg.branch));
    job->input.nfiles = 1;
    if (!sources_is_branch())
        return EX_OK;
    job->input.file += cfg.branch + 1;
    job->output =
        (struct output){ .form = "stream", .history = job->output.history };
    job->verbose = false;
    progress_never();
done:
    return status;
}

bool sources_is_branch(void) {
    return cfg.branch != BRANCHES_STEM;
}

void sources_leave(int status) {
    if (sources_is_branch())
        branches_leave(status);
    branches_free(cfg.branches);
    cfg.branches = NULL;
}

void sources_keep_unit(struct field *f, const char *units) {
    if (cfg.wanted && strcmp(f->units, units) != 0)
        atts_set_text(&f->atts, SOURCES_UNITS, units);
}

int sources_refuse(const char *option, bool given) {
    return !given || !cfg.wanted
               ? EX_OK
               : err_set(EX_USAGE,
                         "%s: not with --join fuse (harmonise each FILE with "
                         "it, then fuse)",
                         option);
}

size_t sources_count(void) {
    return cfg.wanted ? cfg.in.nfiles : 0;
}

const char *sources_name(size_t i) {
    return cfg.in.file[i];
}

const char *sources_time(void) {
    return cfg.in.time;
}

/* What its process said names its FILE; what became of it does not. */
static int fault(size_t i, int status) {
    const int code = branches_fault(cfg.branches, i - 1, status);

    return code == EX_OSERR ? err_in(code, sources_name(i)) : code;
}

int sources_open(size_t i, struct reader **out) {
    const char *const path = branches_path(cfg.branches, i - 1);
    const struct input in = { .nfiles = 1, .file = &path };

    return fault(i, reader_open(out, &in));
}

int sources_next(size_t i, struct reader *r, const struct step **s) {
    return fault(i, reader_next(r, s));
}
