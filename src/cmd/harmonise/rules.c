/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/periods.h"
#include "core/mem.h"

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
    const bool all =
        stat == STAT_SUM || stat == STAT_COUNT || stat >= STAT_OVER;

    return (struct rule){ .share = all ? 1 : 0.9 };
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
