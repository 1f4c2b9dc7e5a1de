/* SPDX-License-Identifier: Apache-2.0 */
/* What differs from the usual of the time of the year. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "cmd/harmonise/usual.h"
#include "cmd/harmonise/whole.h"
#include "cmd/harmonise/yearly.h"
#include "core/mem.h"
#include "core/parse.h"

static struct { const char *anomaly, *kind; } cfg;

static const char *const kind_words[] = { "difference", "ratio", "standard",
                                          NULL };

const struct opt anomaly_opts[] = {
    { .name = "anomaly",
      .arg = "A/B|FILE[,...]",
      .text = &cfg.anomaly,
      .help = "less the climatology of a period, or of a FILE" },
    { .name = "anomaly-kind",
      .arg = "KIND",
      .text = &cfg.kind,
      .words = kind_words,
      .help = "difference (default), ratio, or standard deviations" },
    { 0 },
};

/* Against a base period of the stream. */
struct base {
    enum calendar calendar;
    struct yearly yearly;
    struct {
        struct climate climate; /* once there is an axis, */
        size_t *slot;           /* and of each step */
    } by[2];                    /* by whether that is of stamps */
};

static enum anomaly_kind kind(void) {
    return cfg.kind == NULL || *cfg.kind == 'd' ? ANOMALY_DIFFERENCE
           : *cfg.kind == 'r'                   ? ANOMALY_RATIO
                                                : ANOMALY_STANDARD;
}

static int prepare(struct whole_how *how, const struct whole_axis *a) {
    struct base *b = how->with;
    struct yearly *y = &b->yearly;
    struct climate *c = &b->by[a->stamps].climate;
    int64_t *time = mem_array(a->n, sizeof *time), ends[2];
    size_t *slot;
    int status = EX_OK;

    for (size_t k = 0; k < a->n; k++)
        time[k] = (int64_t)a->ms[k];
    if (!y->has_kind) /* of months and more by month */
        y->kind = a->n > 1 && time[1] - time[0] > 2 * (int64_t)MS_PER_DAY
                      ? YEARLY_MONTH
                      : YEARLY_DAY;
    TRY(yearly_check(y));
    TRY(yearly_windows(y, b->calendar, a->n, time, c, ends));
    b->by[a->stamps].slot = slot = mem_array(a->n, sizeof *slot);
    for (size_t k = 0; k < a->n; k++)
        slot[k] = yearly_slot(c->slots, b->calendar, time[k]);
    if (how->scratch < climate_scratch(c) + c->slots)
        how->scratch = climate_scratch(c) + c->slots;
done:
    free(time);
    return err_in(status, "--anomaly");
}

static size_t against_base(const void *with, const struct whole_axis *a,
                           double *scratch, float *series) {
    const struct base *b = with;
    const struct climate *c = &b->by[a->stamps].climate;
    const size_t *slot = b->by[a->stamps].slot;
    struct climate_ask ask = { .stat = CLIMATE_MEAN };
    float *mean = (float *)scratch, *sd = mean + c->slots;
    double *room = scratch + c->slots;

    climate_series(c, &ask, series, room, mean);
    ask.stat = CLIMATE_STD;
    if (kind() == ANOMALY_STANDARD)
        climate_series(c, &ask, series, room, sd);
    for (size_t k = 0; k < a->n; k++)
        series[k] = anomaly_of(kind(), series[k], mean[slot[k]], sd[slot[k]]);
    return 0;
}

static void base_free(void *with) {
    struct base *b = with;

    if (b == NULL)
        return;
    for (int i = 0; i < 2; i++) {
        yearly_free(&b->by[i].climate);
        free(b->by[i].slot);
    }
    free(b);
}

/* What the fields are called then. */
static void describe(struct dataset *ds) {
    static const char *const known[] = { "air_temperature", "air_pressure",
                                         "surface_temperature",
                                         "geopotential_height" };
    const char *how = kind() == ANOMALY_DIFFERENCE ? "less"
                      : kind() == ANOMALY_RATIO    ? "divided by"
                                                   : "in standard deviations "
                                                     "from";

    for (size_t k = 0; k < ds->nfields; k++) {
        struct field *f = &ds->field[k];
        char *name = mem_format("%s_anomaly", f->name), *standard = NULL;
        char *text =
            mem_format("%s %s the usual of the time of year", f->name, how);
        if (f->type == LABEL) {
            free(name);
            free(text);
            continue;
        }
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (f->standard_name && kind() == ANOMALY_DIFFERENCE &&
                strcmp(f->standard_name, known[i]) == 0)
                standard = mem_format("%s_anomaly", known[i]);
        atts_set_text(&f->atts, "twinpipe_of",
                      f->standard_name ? f->standard_name : f->name);
        field_text(&f->name, name);
        field_text(&f->long_name, text);
        field_text(&f->standard_name, standard);
        atts_drop(&f->atts, ORIGINAL_NAME);
        if (kind() != ANOMALY_DIFFERENCE)
            field_text(&f->units, "1");
        free(name);
        free(text);
        free(standard);
    }
    atts_set_text(&ds->atts, "twinpipe_anomaly", cfg.anomaly);
}

/* A/B or FILE, then words. */
static int parse(struct yearly *y, char **file) {
    char **word = NULL;
    size_t n = 0;
    int status;

    *y = (struct yearly){ .window = 1, .smooth = 1 };
    TRY(parse_list(cfg.anomaly, &word, &n));
    y->has_base = strpbrk(word[0], "0123456789.") == word[0] &&
                  strchr(word[0], '/') != NULL &&
                  parse_time_range(word[0], &y->base) == EX_OK;
    if (!y->has_base)
        *file = mem_text(word[0]);
    for (size_t k = 1; k < n; k++) {
        if (strncmp(word[k], "base=", 5) == 0)
            TRY(err_set(EX_USAGE, "the base is \"%s\"", word[0]));
        if (*file != NULL)
            TRY(err_set(EX_USAGE, "%s: the file says how it was made",
                        word[k]));
        TRY(yearly_word(y, strncmp(word[k], "by=", 3) == 0 ? word[k] + 3
                                                           : word[k]));
    }
done:
    free(word);
    return err_in(status, "--anomaly");
}

int anomaly_open(struct stage **out, const struct dataset *in) {
    struct whole_how how = { .option = "--anomaly",
                             .work = against_base,
                             .free = base_free,
                             .flag = FLAG_OK,
                             .apart = true,
                             .prepare = prepare };
    struct base *b = NULL;
    char *file = NULL;
    int status;

    if (cfg.anomaly == NULL)
        return cfg.kind == NULL ? EX_OK
                                : err_set(EX_USAGE, "--anomaly-kind: of which "
                                                    "climatology? (--anomaly)");
    if (in->time.name == NULL || in->time.unit.calendar == CALENDAR_NONE)
        return err_set(EX_DATAERR, "no dates (--anomaly needs them)");
    if (climatology_is_asked())
        return err_set(EX_USAGE, "--anomaly: of a climatology? (say its FILE, "
                                 "or a period)");
    TRY(stage_angles(in, "--anomaly"));
    how.with = b = mem_array(1, sizeof *b);
    b->calendar = in->time.unit.calendar;
    TRY(parse(&b->yearly, &file));
    if (file != NULL) {
        TRY(err_in(usual_open(out, in, file, kind()), "--anomaly"));
    } else {
        TRY(whole_open(out, in, &how));
        b = NULL;
    }
    describe((*out)->ds);
done:
    base_free(b);
    free(file);
    return status;
}
