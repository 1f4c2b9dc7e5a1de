/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/statistic.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"
#include "core/quantity.h"

static const struct {
    const char *name, *method; /* of cell_methods, or NULL: none there */
    enum stat kind;
} words[] = {
    { "mean", "mean", STAT_MEAN },
    { "sum", "sum", STAT_SUM },
    { "min", "minimum", STAT_MIN },
    { "max", "maximum", STAT_MAX },
    { "range", "range", STAT_RANGE },
    { "std", "standard_deviation", STAT_STD },
    { "var", "variance", STAT_VAR },
    { "count", NULL, STAT_COUNT },
    { "first", "point", STAT_FIRST },
    { "last", "point", STAT_LAST },
    { "when-min", NULL, STAT_WHEN_MIN },
    { "when-max", NULL, STAT_WHEN_MAX },
    { "median", "median", STAT_QUANTILE },
    { "over=", NULL, STAT_OVER },
    { "under=", NULL, STAT_UNDER },
    { "atleast=", NULL, STAT_ATLEAST },
};
enum { WORDS = sizeof words / sizeof *words };

static int unknown(const char *text) {
    return err_set(EX_USAGE,
                   "%s: no such statistic (there are mean, sum, min, max, "
                   "range, std, var, count, median, qP, first, last, when-min, "
                   "when-max, over=X, under=X, atleast=X)",
                   text);
}

/* As a part of a name: "over=-1.5 degC" is over_m1_5_degC. */
static char *as_name(const char *text) {
    char *name = mem_text(text);

    for (char *s = name; *s; s++)
        *s = *s == '-' && s > name && s[-1] == '_' ? 'm'
             : isalnum((unsigned char)*s)          ? *s
                                                   : '_';
    return name;
}

static int quantile(const char *text, struct statistic *s) {
    int status = parse_double(text + 1, &s->p);

    if (status == EX_OK && (s->p < 0 || s->p > 100))
        status = err_set(EX_USAGE, "is not within q0 and q100");
    s->p /= 100;
    s->kind = STAT_QUANTILE;
    return err_in(status, text);
}

/* "mean", "q90", "over=25degC" */
static int statistic_parse(const char *text, struct statistic *s) {
    int status = EX_OK, k;

    *s = (struct statistic){ .p = 0.5 };
    if (*text == 'q' && !isalpha((unsigned char)text[1]) && text[1] != 0) {
        TRY(quantile(text, s));
        s->name = as_name(text);
        return EX_OK;
    }
    for (k = 0; k < WORDS; k++) {
        const size_t n = strlen(words[k].name);
        const bool open = words[k].name[n - 1] == '=';
        if (open ? strncmp(text, words[k].name, n) == 0
                 : strcmp(text, words[k].name) == 0)
            break;
    }
    if (k == WORDS)
        return unknown(text);
    s->kind = words[k].kind;
    if (s->kind >= STAT_OVER)
        TRY(err_in(quantity_parse(text + strlen(words[k].name), &s->limit),
                   text));
    s->name = as_name(text);
done:
    return status;
}

void statistic_free(struct statistic *s) {
    free(s->limit.unit);
    free(s->name);
}

int statistics_parse(const char *list, struct statistic **out, size_t *n) {
    struct statistic *all = NULL;
    char **word = NULL;
    size_t words_given = 0;
    int status = EX_OK;

    *n = 0;
    if (list != NULL)
        TRY(parse_list(list, &word, &words_given));
    all = mem_array(words_given, sizeof *all);
    for (size_t k = 0; k < words_given; k++) {
        TRY(statistic_parse(word[k], &all[k]));
        ++*n;
        for (size_t i = 0; i < k; i++)
            if (strcmp(all[i].name, all[k].name) == 0)
                TRY(err_set(EX_USAGE, "%s is there twice", word[k]));
    }
done:
    free(word);
    *out = all;
    return err_in(status, "--stat");
}

bool statistic_is_other(const struct statistic *s) {
    return s->kind >= STAT_OVER || s->kind == STAT_COUNT ||
           s->kind == STAT_WHEN_MIN || s->kind == STAT_WHEN_MAX ||
           (s->kind >= STAT_RANGE && s->kind <= STAT_VAR);
}

/* Of directions no one is the largest. */
static int check_angle(const struct field *f, const struct statistic *s) {
    if (quantity_turn(f) == 0 || s->kind == STAT_MEAN ||
        s->kind == STAT_COUNT || s->kind == STAT_FIRST || s->kind == STAT_LAST)
        return EX_OK;
    return err_set(EX_DATAERR,
                   "%s is an angle: a %s of it has no meaning (--stat mean, "
                   "count, first or last)",
                   f->name, s->name);
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

/* What the statistic is of, which goes without saying. */
#define POINT "time: point"

/* "time: sum (interval: 1 hour)" takes the place of what says the same. */
static void methods(struct field *f, const char *word, const char *interval,
                    const char *comment) {
    char *same = mem_format("time: %s", word), *mine = mem_text(same);
    char *said = interval ? mem_format("interval: %s", interval) : NULL;
    char *more = comment ? mem_format("comment: %s", comment) : NULL;
    char *all = NULL;
    char *point = f->cell_methods ? strstr(f->cell_methods, POINT) : NULL;

    if (point != NULL && point[strlen(POINT)] == 0)
        point[point > f->cell_methods ? -1 : 0] = 0;
    if (more != NULL)
        mem_append(&said, " ", more);
    if (said != NULL) {
        free(mine);
        mine = mem_format("%s (%s)", same, said);
    }
    if (f->cell_methods != NULL && f->cell_methods[0] &&
        strncmp(f->cell_methods, same, strlen(same)) != 0)
        all = mem_text(f->cell_methods);
    mem_append(&all, " ", mine);
    field_text(&f->cell_methods, all);
    free(all);
    free(more);
    free(said);
    free(mine);
    free(same);
}

/* Counts and times: a new quantity, which only a long name tells. */
static void rename_other(struct field *f, const struct statistic *s,
                         const char *interval) {
    const bool days = interval != NULL && strcmp(interval, "1 day") == 0;
    const char *what = days ? "days" : "steps", *unit = "1";
    const char *sign = s->kind == STAT_OVER    ? ">"
                       : s->kind == STAT_UNDER ? "<"
                                               : ">=";
    char *text;

    if (s->kind == STAT_COUNT) {
        text = mem_format("valid %s of %s", what, f->name);
    } else if (s->kind >= STAT_OVER) {
        text = mem_format("%s with %s %s %g %s", what, f->name, sign,
                          s->limit.value,
                          s->limit.unit ? s->limit.unit : f->units);
    } else {
        unit = "h";
        text = mem_format("hours from the start of the period to the %s %s",
                          s->kind == STAT_WHEN_MIN ? "smallest" : "largest",
                          f->name);
    }
    field_text(&f->standard_name, NULL);
    field_text(&f->cell_methods, NULL);
    field_text(&f->long_name, text);
    field_text(&f->units, unit);
    free(text);
}

/* A power of a unit: K2. */
static void square(struct field *f) {
    char *units = strpbrk(f->units, " /.*^0123456789-") != NULL
                      ? mem_format("(%s)2", f->units)
                      : mem_format("%s2", f->units);

    field_text(&f->units, strcmp(f->units, "1") == 0 ? "1" : units);
    free(units);
}

int statistic_describe(struct field *f, const struct statistic *s,
                       const char *interval, bool *integral) {
    const char *word = NULL;
    char *comment = NULL;
    int status;

    *integral = false;
    if ((status = check_angle(f, s)) != EX_OK)
        return status;
    if (s->kind == STAT_SUM && (status = integrate(f, integral)) != EX_OK)
        return status;
    for (int k = 0; k < WORDS && word == NULL; k++)
        if (words[k].kind == s->kind)
            word = words[k].method;
    if (s->kind == STAT_QUANTILE && strcmp(s->name, "median") != 0) {
        word = "percentile";
        comment = mem_format("%g %%", s->p * 100);
    }
    if (word == NULL)
        rename_other(f, s, interval);
    else
        methods(f, word, interval, comment);
    if (s->kind == STAT_VAR)
        square(f);
    free(comment);
    return EX_OK;
}
