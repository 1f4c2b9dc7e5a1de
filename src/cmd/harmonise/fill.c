/* SPDX-License-Identifier: Apache-2.0 */
/* Step 12: gaps in time, then in space. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/whole.h"
#include "core/mem.h"
#include "core/parse.h"
#include "kernel/infill.h"

static struct { const char *time; } cfg;

const struct opt fill_opts[] = {
    { .name = "fill",
      .arg = "HOW[,max=DURATION]",
      .text = &cfg.time,
      .help = "fill gaps in time: linear, previous or climatology; longer "
              "gaps stay" },
    { 0 },
};

enum how { LINEAR, PREVIOUS, CLIMATOLOGY };

static struct {
    enum how how;
    double longest; /* [ms] */
} fill;

static size_t fill_series(const void *context, const struct whole_axis *a,
                          double *scratch, float *series) {
    const struct infill_axis axis = { a->n, a->ms, fill.longest, a->slots };

    (void)context;
    if (fill.how == LINEAR)
        return infill_linear(&axis, series);
    if (fill.how == PREVIOUS)
        return infill_previous(&axis, series);
    return infill_usual(&axis, a->slot, scratch, scratch + INFILL_SLOTS,
                        series);
}

static int how_parse(const char *word) {
    static const char *const words[] = { "linear", "previous", "climatology" };

    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(word, words[k]) == 0) {
            fill.how = (enum how)k;
            return EX_OK;
        }
    return err_set(EX_USAGE,
                   "no way %s (there are linear, previous, climatology)", word);
}

static int fill_parse(const char *text) {
    char **word = NULL;
    int64_t ms;
    size_t n;
    int status;

    fill.longest = INFINITY;
    TRY(parse_list(text, &word, &n));
    TRY(how_parse(word[0]));
    for (size_t k = 1; k < n; k++) {
        if (strncmp(word[k], "max=", 4) != 0)
            TRY(err_set(EX_USAGE, "\"%s\" is not max=DURATION", word[k]));
        TRY(parse_ms(word[k] + 4, &ms));
        if (ms <= 0)
            TRY(err_set(EX_USAGE, "%s: a gap of no length", word[k]));
        fill.longest = (double)ms;
    }
done:
    free(word);
    return err_in(status, "--fill");
}

int fill_open(struct stage **out, const struct dataset *in) {
    struct whole_how how = { .option = "--fill",
                             .work = fill_series,
                             .flag = FLAG_FILLED_TIME };
    int status;

    if (cfg.time == NULL)
        return EX_OK;
    TRY(fill_parse(cfg.time));
    if (fill.how == CLIMATOLOGY) {
        how.scratch = (size_t)2 * INFILL_SLOTS;
        if (in->time.unit.calendar == CALENDAR_NONE && in->time.name != NULL)
            TRY(err_set(EX_DATAERR, "--fill climatology: the time axis has no "
                                    "dates"));
    }
    TRY(whole_open(out, in, &how));
done:
    return status;
}
