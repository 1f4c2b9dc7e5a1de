/* SPDX-License-Identifier: Apache-2.0 */
/* What the options say about the input, before it is opened. */
#include <string.h>

#include "cmd/harmonise/derive.h"
#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/parts.h"
#include "cmd/harmonise/stages.h"
#include "core/assets.h"
#include "core/beside.h"
#include "core/csvcolumns.h"
#include "core/mem.h"

static struct {
    const char *source, *join, *on_overlap;
    bool months, spool;
    struct csv_how csv;
} cfg;

static const char *const join_words[] = { "auto",   "time", "variable",
                                          "member", "fuse", NULL };
static const char *const overlap_words[] = { "error", "first", "last", NULL };

const struct opt input_opts[] = {
    { .name = "source",
      .arg = "NAME|FILE",
      .text = &cfg.source,
      .help = "source profile; auto (default) finds it, none is without" },
    { .name = "columns",
      .arg = "SPEC",
      .text = &cfg.csv.columns,
      .help = "columns of a table: time=t,tas=temp:degC,pr=rain:mm/10" },
    { .name = "date-format",
      .arg = "FORMAT",
      .text = &cfg.csv.date_format,
      .help = "dates of a table as strptime(3) has them, %d-%m-%Y" },
    { .name = "century",
      .arg = "YEAR",
      .count = &cfg.csv.century,
      .help = "1900: what years of two digits in a table begin with" },
    { .name = "calendar-in",
      .arg = "NAME",
      .text = &cfg.csv.calendar,
      .help = "calendar of the dates in a table (standard)" },
    { .name = "allow-month-units",
      .flag = &cfg.months,
      .help = "take times in months or years since a date: calendar months" },
    { .name = "spool",
      .flag = &cfg.spool,
      .help = "read GRIB from a pipe to its end before anything is made of "
              "it" },
    { .name = "join",
      .arg = "HOW",
      .text = &cfg.join,
      .words = join_words,
      .help = "join FILEs by auto (default), time, variable, member, or fuse "
              "them" },
    { .name = "on-overlap",
      .arg = "HOW",
      .text = &cfg.on_overlap,
      .words = overlap_words,
      .help = "two steps at one time: error (default), keep first or last" },
    { 0 },
};

/* What could never act. */
static int check(const struct input *in) {
    const struct csv_how *how = &cfg.csv;

    if (in->nfiles < 2 && cfg.join != NULL && strcmp(cfg.join, "auto") != 0 &&
        strcmp(cfg.join, "fuse") != 0)
        return err_set(EX_USAGE, "--join %s: takes two FILEs or more",
                       cfg.join);
    if (how->date_format != NULL && csvcolumns_has_day(how))
        return err_set(EX_USAGE,
                       "--date-format: not with --columns time=YEAR+DAY, whose "
                       "parts are numbers");
    if (how->century != 0 && !csvcolumns_two_digits(how) &&
        !csvcolumns_has_day(how))
        return err_set(EX_USAGE,
                       "--century: is of years of two digits (--date-format "
                       "with %%y, or --columns time=YEAR+DAY)");
    return EX_OK;
}

void input_csv(struct input *in) {
    in->csv = &cfg.csv;
    in->csv_elsewhere = stages_has_table();
}

/* Is it asked for, by name or by what is to be derived? */
static bool is_wanted(const struct input *in, const char *word) {
    for (size_t k = 0; k < in->nvariables; k++)
        if (strcmp(in->variable[k], word) == 0)
            return true;
    return in->nvariables == 0 && strcmp(word, "orog") == 0 &&
           derive_asks("psl");
}

/* Fixed fields of climate models lie in files beside the others. */
static void find_fixed(struct input *in) {
    static const char *const words[] = { "orog", "sftlf" };

    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        const size_t n = strlen(words[w]);
        const char **more;
        char *path = NULL;
        bool given = false;
        for (size_t i = 0; i < in->nfiles; i++) {
            const char *slash = strrchr(in->file[i], '/');
            const char *name = slash ? slash + 1 : in->file[i];
            given |= strncmp(name, words[w], n) == 0 && name[n] == '_';
        }
        if (!given && in->nfiles > 0 && is_wanted(in, words[w]))
            path = words_keep(beside_find(in->file[0], words[w]));
        if (path == NULL)
            continue;
        more = words_keep(mem_array(in->nfiles + 1, sizeof *more));
        memcpy(more, in->file, in->nfiles * sizeof *more);
        more[in->nfiles++] = path;
        in->file = more;
        warn("%s: is read too, for %s", path, words[w]);
    }
}

int input_take(struct input *in, struct assets **assets) {
    int status;

    TRY(assets_expand(assets, in));
    TRY(check(in));
    in->wide = true;
    in->pulls = true;
    in->month_units = cfg.months;
    in->spool = cfg.spool;
    in->profile = cfg.source ? cfg.source : "auto";
    in->csv = &cfg.csv;
    in->csv_elsewhere = pair_is_asked();
    in->takes = parts_taken;
    in->apart = parts_are_asked();
    parts_select(in);
    if (cfg.join != NULL)
        in->join = strcmp(cfg.join, "time") == 0       ? JOIN_TIME
                   : strcmp(cfg.join, "variable") == 0 ? JOIN_VARIABLE
                   : strcmp(cfg.join, "member") == 0   ? JOIN_MEMBER
                                                       : JOIN_AUTO;
    if (cfg.on_overlap != NULL)
        in->overlap = strcmp(cfg.on_overlap, "first") == 0  ? OVERLAP_FIRST
                      : strcmp(cfg.on_overlap, "last") == 0 ? OVERLAP_LAST
                                                            : OVERLAP_REFUSE;
    TRY(levels_select(in));
    TRY(derive_select(in));
    TRY(leads_select(in));
    identity_select(in);
    qa_select(in);
    vectors_select(in);
    points_select(in);
    if (strcmp(in->profile, "none") != 0 && in->join == JOIN_AUTO)
        find_fixed(in);
    if (cfg.join != NULL && strcmp(cfg.join, "fuse") == 0)
        sources_take(in);
done:
    return status;
}
