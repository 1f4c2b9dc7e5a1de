/* SPDX-License-Identifier: Apache-2.0 */
/* Gaps in time: missing values take those of the steps around them. */
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
      .help = "fill gaps in time: linear, previous, climatology or "
              "harmonic[:N]; longer gaps stay" },
    { 0 },
};

enum how { LINEAR, PREVIOUS, CLIMATOLOGY, HARMONIC };

/* As many harmonics as a daily series can tell. */
enum { MOST = 182 };

struct fill {
    enum how how;
    double longest, year; /* [ms] */
    size_t harmonics;
    double *basis, *gram; /* of the waves, once there is an axis */
};

static size_t terms_of(const struct fill *f) {
    return 2 * f->harmonics + 1;
}

static size_t fill_series(const void *with, const struct whole_axis *a,
                          double *scratch, float *series) {
    const struct fill *f = with;
    const struct infill_axis axis = { a->n, a->ms, f->longest, a->slots };
    const struct infill_waves waves = { terms_of(f), f->basis, f->gram };

    if (f->how == HARMONIC)
        return infill_harmonic(&axis, &waves, scratch, series);
    if (f->how == LINEAR)
        return infill_linear(&axis, series);
    if (f->how == PREVIOUS)
        return infill_previous(&axis, series);
    return infill_usual(&axis, a->slot, scratch, scratch + INFILL_SLOTS,
                        series);
}

/* "harmonic", "harmonic:2" */
static int harmonic_parse(const char *word, struct fill *f) {
    f->how = HARMONIC;
    f->harmonics = 3;
    if (word[8] == 0)
        return EX_OK;
    if (parse_size(word + 9, &f->harmonics) != EX_OK || f->harmonics < 1 ||
        f->harmonics > MOST)
        return err_set(EX_USAGE, "%s: harmonics are from 1 to %d", word, MOST);
    return EX_OK;
}

static int how_parse(const char *word, struct fill *f) {
    static const char *const words[] = { "linear", "previous", "climatology" };

    if (strncmp(word, "harmonic", 8) == 0 && (word[8] == 0 || word[8] == ':'))
        return harmonic_parse(word, f);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(word, words[k]) == 0) {
            f->how = (enum how)k;
            return EX_OK;
        }
    return err_set(EX_USAGE,
                   "no way %s (there are linear, previous, climatology, "
                   "harmonic[:N])",
                   word);
}

static int fill_parse(const char *text, struct fill *f) {
    char **word = NULL;
    int64_t ms;
    size_t n;
    int status;

    f->longest = INFINITY;
    TRY(parse_list(text, &word, &n));
    TRY(how_parse(word[0], f));
    for (size_t k = 1; k < n; k++) {
        if (strncmp(word[k], "max=", 4) != 0)
            TRY(err_set(EX_USAGE, "\"%s\" is not max=DURATION", word[k]));
        if (k > 1)
            TRY(err_set(EX_USAGE, "max= is there twice"));
        TRY(parse_ms(word[k] + 4, &ms));
        if (ms <= 0)
            TRY(err_set(EX_USAGE, "%s: a gap of no length", word[k]));
        f->longest = (double)ms;
    }
done:
    free(word);
    return err_in(status, "--fill");
}

/* The mean year of a calendar [ms]. */
static double year_of(enum calendar c) {
    const bool mean = c == CALENDAR_STANDARD ||
                      c == CALENDAR_PROLEPTIC_GREGORIAN || c == CALENDAR_JULIAN;
    const double days = c == CALENDAR_JULIAN ? 365.25
                        : mean               ? 365.2425
                               : (double)calendar_year_days(c, 2001);

    return days * MS_PER_DAY;
}

static int make_waves(struct whole_how *how, const struct whole_axis *a) {
    struct fill *f = how->with;
    const struct infill_axis axis = { a->n, a->ms, f->longest, a->slots };
    const size_t terms = terms_of(f);

    f->basis = mem_array(a->n, terms * sizeof *f->basis);
    f->gram = mem_array(terms * terms, sizeof *f->gram);
    infill_waves_at(&axis, f->year, terms, f->basis, f->gram);
    how->scratch = terms * (terms + 2);
    return EX_OK;
}

static void fill_free(void *with) {
    struct fill *f = with;

    if (f == NULL)
        return;
    free(f->basis);
    free(f->gram);
    free(f);
}

int fill_open(struct stage **out, const struct dataset *in) {
    struct whole_how how = { .option = "--fill",
                             .work = fill_series,
                             .free = fill_free,
                             .flag = FLAG_FILLED_TIME };
    struct fill *f = NULL;
    int status;

    if (cfg.time == NULL)
        return EX_OK;
    how.with = f = mem_array(1, sizeof *f);
    TRY(fill_parse(cfg.time, f));
    if (f->how != PREVIOUS)
        TRY(stage_angles(in, "--fill"));
    if (f->how == CLIMATOLOGY)
        how.scratch = (size_t)2 * INFILL_SLOTS;
    if (f->how == HARMONIC) {
        how.prepare = make_waves;
        f->year = year_of(in->time.unit.calendar);
    }
    if ((f->how == CLIMATOLOGY || f->how == HARMONIC) &&
        in->time.unit.calendar == CALENDAR_NONE && in->time.name != NULL)
        TRY(err_set(EX_DATAERR, "--fill %s: the time axis has no dates",
                    f->how == HARMONIC ? "harmonic" : "climatology"));
    TRY(whole_open(out, in, &how));
    f = NULL;
done:
    fill_free(f);
    return status;
}
