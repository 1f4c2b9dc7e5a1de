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

int rule_check(const struct rule *rule, bool is_long) {
    return rule->days && is_long
               ? err_set(EX_DATAERR,
                         "--min-valid %s: counts days, but a step is longer "
                         "than one",
                         stat_options()->min_valid)
               : EX_OK;
}

struct rule rule_default(enum stat stat) {
    const bool all =
        stat == STAT_SUM || stat == STAT_COUNT || stat >= STAT_OVER;

    return (struct rule){ .share = all ? 1 : 0.9 };
}

/* So many steps weigh less than so many of the average, and more than one less,
 * where some are shorter, as months are. */
double rule_need(const struct rule *r, double whole, double step) {
    const double slack = 1 - 1e-9; /* sums of seconds round */

    return r->days     ? 0
           : r->counts ? (r->steps - 0.5) * step
                       : r->share * whole * slack;
}
