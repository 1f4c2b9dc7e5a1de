/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/periods.h"
#include "core/mem.h"

/* WMO-No. 1203: eleven days of a month, or five in a row, spoil it. */
static const struct gap_limits wmo = { 10, 4, UINT_MAX };
/* ETCCDI: more than 3 days of a month, more than 15 of a year. */
static const struct gap_limits climdex = { 3, UINT_MAX, 15 };

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
    if (strcmp(text, "wmo") == 0 || strcmp(text, "climdex") == 0) {
        rule->days = true;
        rule->most = *text == 'w' ? wmo : climdex;
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
    const bool all =
        stat == STAT_SUM || stat == STAT_COUNT || stat >= STAT_OVER;

    return (struct rule){ .share = all ? 1 : 0.9 };
}

bool pace_is_known(const struct pace *p) {
    return p->length.ms + p->length.months != 0;
}

void pace_learn(struct pace *p, enum calendar c, int64_t a, int64_t b) {
    const struct date from = time_date(c, a), to = time_date(c, b);
    const int64_t months = (to.year - from.year) * 12 + to.month - from.month;
    const struct duration m = { .months = months };
    const int64_t off = time_add(c, a, &m, 1) - b;
    /* Middles of months lie up to 2 days beside the same day. */
    const int64_t slack =
        b - a >= 27 * (int64_t)MS_PER_DAY ? 2 * (int64_t)MS_PER_DAY : 0;

    if (b <= a || (pace_is_known(p) &&
                   time_add(c, a, &p->length, 1) <=
                       b + (p->length.months ? 4 * (int64_t)MS_PER_DAY : 0)))
        return;
    if (months > 0 && off >= -slack && off <= slack)
        p->length = m;
    else
        p->length = (struct duration){ .ms = b - a };
}

int pace_of(struct pace *p, const struct time_axis *t) {
    int64_t a = 0, b;
    int status = EX_OK;

    for (size_t k = 0; t->value != NULL && k < t->n; k++) {
        TRY(time_decode(&t->unit, t->value[k], &b));
        if (k > 0)
            pace_learn(p, t->unit.calendar, a, b);
        a = b;
    }
done:
    return status;
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
