/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/asides.h"

#include <string.h>
#include <unistd.h>

#include "core/output.h"

/* An option that names a file to be written, and the file. */
struct side {
    const char *option, *path;
};

static const char *const known[] = { "fit", "state", "weights" };

enum { SIDES = sizeof known / sizeof *known };

static bool is_known(const char *name) {
    for (size_t k = 0; k < SIDES; k++)
        if (name != NULL && strcmp(known[k], name) == 0)
            return true;
    return false;
}

/* Those that are given; how many. */
static size_t find(const struct opt_group *groups, struct side side[SIDES]) {
    size_t n = 0;

    for (const struct opt_group *g = groups; g->opts != NULL; g++)
        for (const struct opt *o = g->opts; o->name != NULL; o++)
            if (n < SIDES && is_known(o->name) && *o->text != NULL)
                side[n++] = (struct side){ o->name, *o->text };
    return n;
}

static int check(const struct side *side, const struct job *job) {
    const char *out = job->output.file;

    if (strcmp(side->path, "-") == 0)
        return err_set(EX_USAGE, "--%s: needs the name of a file",
                       side->option);
    if (out != NULL && part_same(side->path, out))
        return err_set(EX_USAGE, "--%s: %s is the output (-o %s)", side->option,
                       side->path, out);
    if (strcmp(side->option, "weights") == 0 && access(side->path, F_OK) == 0)
        return EX_OK; /* they are read */
    for (size_t k = 0; k < job->input.nfiles; k++)
        if (part_same(side->path, job->input.file[k]))
            return err_set(EX_USAGE, "--%s: %s is an input", side->option,
                           side->path);
    return part_check(side->path);
}

int asides_check(const struct opt_group *groups, const struct job *job) {
    struct side side[SIDES];
    const size_t n = find(groups, side);
    int status = EX_OK;

    for (size_t k = 0; k < n && status == EX_OK; k++) {
        for (size_t i = 0; i < k; i++)
            if (part_same(side[k].path, side[i].path))
                return err_set(EX_USAGE, "--%s, --%s: %s is one file",
                               side[i].option, side[k].option, side[k].path);
        status = check(&side[k], job);
    }
    return status;
}
