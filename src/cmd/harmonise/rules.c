/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/periods.h"
#include "core/mem.h"
#include "core/quantity.h"

static const char *const names[STATS] = { "mean", "sum", "min", "max" };

int stat_parse(const char *text, enum stat *stat) {
    for (int k = 0; k < STATS; k++)
        if (strcmp(text, names[k]) == 0) {
            *stat = (enum stat)k;
            return EX_OK;
        }
    return err_set(EX_USAGE,
                   "%s: no such statistic (there are mean, sum, min, max)",
                   text);
}

const char *stat_name(enum stat stat) {
    return names[stat];
}

int rule_parse(const char *text, struct rule *rule) {
    const size_t length = strlen(text);
    char *share;
    int status;

    *rule = (struct rule){ .share = 0 };
    if (strcmp(text, "any") == 0)
        return EX_OK;
    if (strcmp(text, "all") == 0) {
        rule->share = 1;
        return EX_OK;
    }
    if (length == 0 || text[length - 1] != '%') {
        rule->counts = true;
        status = parse_double(text, &rule->steps);
        if (status == EX_OK && rule->steps < 1)
            status = err_set(EX_USAGE, "%s: a share needs a %% sign", text);
        return err_in(status, "--min-valid");
    }
    share = mem_text(text);
    share[length - 1] = 0;
    status = parse_double(share, &rule->share);
    free(share);
    rule->share /= 100;
    if (status == EX_OK && (rule->share < 0 || rule->share > 1))
        status = err_set(EX_USAGE, "%s is not within 0%% and 100%%", text);
    return err_in(status, "--min-valid");
}

struct rule rule_default(enum stat stat) {
    return (struct rule){ .share = stat == STAT_SUM ? 1 : 0.9 };
}

void pace_learn(struct pace *p, enum calendar c, int64_t a, int64_t b) {
    const struct date from = time_date(c, a), to = time_date(c, b);
    const int64_t months = (to.year - from.year) * 12 + to.month - from.month;
    const struct duration m = { .months = months };

    if (months > 0 && time_add(c, a, &m, 1) == b)
        p->length = m;
    else
        p->length = (struct duration){ .ms = b - a };
}

double pace_steps(const struct pace *p, enum calendar c, int64_t start,
                  int64_t end) {
    const struct date from = time_date(c, start), to = time_date(c, end);
    double months;

    if (p->length.ms > 0)
        return (double)(end - start) / (double)p->length.ms;
    if (p->length.months == 0)
        return 1;
    months = (double)((to.year - from.year) * 12 + to.month - from.month);
    return months / (double)p->length.months;
}

char *pace_text(const struct pace *p) {
    static const struct {
        int64_t ms;
        const char *name;
    } units[] = { { MS_PER_DAY, "day" },
                  { MS_PER_HOUR, "hour" },
                  { 60000, "minute" },
                  { 1000, "second" } };
    int64_t n = p->length.months;

    if (n > 0)
        return mem_format("%lld month%s", (long long)n, n > 1 ? "s" : "");
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        n = p->length.ms / units[k].ms;
        if (n > 0 && p->length.ms % units[k].ms == 0)
            return mem_format("%lld %s%s", (long long)n, units[k].name,
                              n > 1 ? "s" : "");
    }
    return NULL;
}

/* What the sum of a field is called, and in which unit it is. */
static int integrate(struct field *f, bool *integral) {
    enum unit_class class = quantity_class(f);
    const char *rate = strstr(f->units, " s-1");
    char *units;

    if (class == CLASS_AMOUNT || class == CLASS_EXTENSIVE)
        return EX_OK;
    if (class != CLASS_FLUX)
        return err_set(EX_DATAERR,
                       "%s is a %s: a sum in time has no meaning (--stat mean)",
                       f->name, units_class_name(class));
    *integral = true;
    if (rate != NULL && rate[4] == 0)
        units = mem_format("%.*s", (int)(rate - f->units), f->units);
    else if (strncmp(f->units, "W ", 2) == 0)
        units = mem_format("J%s", f->units + 1);
    else
        units = mem_format("%s s", f->units);
    field_text(&f->units, units);
    free(units);
    if (f->standard_name && strcmp(f->standard_name, "precipitation_flux") == 0)
        field_text(&f->standard_name, "precipitation_amount");
    return EX_OK;
}

/* "time: sum (interval: 1 hour)" takes the place of what says the same. */
static void methods(struct field *f, enum stat stat, const char *interval) {
    static const char *const words[STATS] = { "mean", "sum", "minimum",
                                              "maximum" };
    char *mine =
        interval ? mem_format("time: %s (interval: %s)", words[stat], interval)
                 : mem_format("time: %s", words[stat]);
    char *same = mem_format("time: %s", words[stat]);
    char *all;

    if (f->cell_methods == NULL ||
        strncmp(f->cell_methods, same, strlen(same)) == 0 ||
        strcmp(f->cell_methods, "time: point") == 0)
        all = mem_text(mine);
    else
        all = mem_format("%s %s", f->cell_methods, mine);
    field_text(&f->cell_methods, all);
    free(all);
    free(same);
    free(mine);
}

int stat_describe(struct field *f, enum stat stat, const char *interval,
                  bool *integral) {
    int status = EX_OK;

    *integral = false;
    if (stat == STAT_SUM && (status = integrate(f, integral)) != EX_OK)
        return status;
    methods(f, stat, interval);
    return EX_OK;
}
