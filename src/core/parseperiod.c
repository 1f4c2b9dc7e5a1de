/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of periods, seasons and years of calendar.h. */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/parse.h"

static const struct {
    const char *name;
    enum period_kind kind;
} kinds[] = {
    { "hour", PERIOD_HOUR },     { "day", PERIOD_DAY },
    { "pentad", PERIOD_PENTAD }, { "8day", PERIOD_8DAY },
    { "dekad", PERIOD_DEKAD },   { "week", PERIOD_WEEK },
    { "month", PERIOD_MONTH },   { "season", PERIOD_SEASON },
    { "year", PERIOD_YEAR },     { "all", PERIOD_ALL },
};

static bool period_find(const char *name, struct period *p) {
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strcmp(name, kinds[k].name) == 0) {
            *p = (struct period){ .kind = kinds[k].kind, .n = 1 };
            return true;
        }
    return false;
}

int period_parse(const char *text, struct period *p) {
    char *word;
    long n;

    if (period_find(text, p))
        return EX_OK;
    n = strtol(text, &word, 10);
    if (*text >= '1' && *text <= '9' && n < 100000 && period_find(word, p) &&
        p->kind <= PERIOD_DAY) {
        p->n = n;
        return EX_OK;
    }
    return err_set(EX_USAGE,
                   "no period \"%s\" (there are hour, Nhour, day, Nday, "
                   "pentad, 8day, dekad, week, month, season, year, all)",
                   text);
}

/* "DJF" or "11-2": one run of months. */
static int season_months(const char *word, struct seasons *s) {
    unsigned months;
    int first = 1, status, n = 0;

    if ((status = parse_months(word, &months)) != EX_OK)
        return status;
    for (int m = 1; m <= 12; m++) {
        const int before = m == 1 ? 12 : m - 1;
        n += (months >> m & 1) != 0;
        if ((months >> m & 1) && !(months >> before & 1))
            first = m;
    }
    s->part[s->n].first = first;
    s->part[s->n].last = (first + n - 2) % 12 + 1;
    s->n++;
    return EX_OK;
}

/* "91-181" */
static int season_days(const char *word, struct seasons *s) {
    char *dash, *end;
    const long first = strtol(word, &dash, 10);
    const long last = *dash == '-' ? strtol(dash + 1, &end, 10) : 0;

    if (*word < '0' || *word > '9' || *dash != '-' || dash[1] < '0' ||
        dash[1] > '9' || *end != 0 || first < 1 || first > 366 || last < 1 ||
        last > 366)
        return err_set(EX_USAGE,
                       "\"%s\" is not a range of days of the year (91-181)",
                       word);
    s->part[s->n].first = (int)first;
    s->part[s->n].last = (int)last;
    s->n++;
    return EX_OK;
}

/* Two seasons cannot hold one day. */
static int season_claim(const struct seasons *s, const char *word,
                        bool used[367]) {
    const int all = s->by_day ? 366 : 12;
    const int first = s->part[s->n - 1].first, last = s->part[s->n - 1].last;

    for (int k = first;; k = k % all + 1) {
        if (used[k])
            return err_set(EX_USAGE, "%s overlaps another season", word);
        used[k] = true;
        if (k == last)
            return EX_OK;
    }
}

int seasons_parse(const char *text, struct seasons *s) {
    struct seasons all = { .by_day = strncmp(text, "doy:", 4) == 0 };
    bool used[367] = { false };
    char **word = NULL;
    size_t n = 0;
    int status;

    TRY(parse_list(all.by_day ? text + 4 : text, &word, &n));
    if (n > sizeof all.part / sizeof *all.part)
        TRY(err_set(EX_USAGE, "%zu seasons (at most 12)", n));
    for (size_t k = 0; k < n; k++) {
        TRY(all.by_day ? season_days(word[k], &all)
                       : season_months(word[k], &all));
        TRY(season_claim(&all, word[k], used));
    }
    *s = all;
done:
    free(word);
    return status;
}

int year_start_parse(const char *text, int *month, int *day) {
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };
    char *end;
    long m = strtol(text, &end, 10), d = 1;

    if (*end == '-' && end[1] >= '0' && end[1] <= '9')
        d = strtol(end + 1, &end, 10);
    if (*text < '0' || *text > '9' || *end != 0 || m < 1 || m > 12 || d < 1 ||
        d > days[m - 1])
        return err_set(EX_USAGE, "\"%s\" is not MM or MM-DD of every year",
                       text);
    *month = (int)m;
    *day = (int)d;
    return EX_OK;
}
