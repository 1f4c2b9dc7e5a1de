/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/pairs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"

/* A name, or none, that is there twice. */
static int check_once(const struct pair *p, size_t n) {
    for (size_t k = 1; k < n; k++)
        for (size_t i = 0; i < k; i++)
            if (strcmp(p[i].name, p[k].name) == 0)
                return err_set(EX_USAGE, "%s and %s for %s", p[i].value,
                               p[k].value,
                               *p[k].name ? p[k].name : "the same variable");
    return EX_OK;
}

int pairs_parse(struct pair **out, size_t *n, const struct texts *t,
                const char *option) {
    struct pair *p = NULL;
    char **word = NULL;
    size_t words;
    int status = EX_OK;

    *n = 0;
    for (size_t k = 0; k < t->n; k++) {
        TRY(parse_list(t->text[k], &word, &words));
        p = mem_grow(p, *n + words, sizeof *p);
        for (size_t i = 0; i < words; i++) {
            char *equals = strchr(word[i], '=');
            if (equals != NULL)
                *equals = 0;
            p[*n].name = mem_format("%s%c%s", equals ? word[i] : "", 0,
                                    equals ? equals + 1 : word[i]);
            p[*n].value = p[*n].name + strlen(p[*n].name) + 1;
            ++*n;
        }
        free(word);
        word = NULL;
    }
    TRY(check_once(p, *n));
done:
    free(word);
    *out = p;
    return err_in(status, option);
}

void pairs_free(struct pair *p, size_t n) {
    for (size_t k = 0; k < n; k++)
        free(p[k].name);
    free(p);
}

bool pairs_is_statistic(const char *end) {
    static const char *const ends[] = { "_mean", "_sum",    "_min",    "_max",
                                        "_std",  "_range",  "_median", "_first",
                                        "_last", "_anomaly" };

    if (end[0] == '_' && end[1] == 'q' && isdigit((unsigned char)end[2]))
        return true;
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
        if (strcmp(end, ends[k]) == 0)
            return true;
    return false;
}

/* By its name, with or without the statistic at its end, or standard name. */
static bool is_named(const struct pair *p, const struct field *f) {
    const size_t n = strlen(p->name);

    if (atts_says(&f->atts, ORIGINAL_NAME, p->name))
        return true;
    if (f->standard_name && strcmp(p->name, f->standard_name) == 0)
        return true;
    return strncmp(p->name, f->name, n) == 0 &&
           (f->name[n] == 0 || pairs_is_statistic(f->name + n));
}

/* Does a name begin with that of another field, or with what is before the
 * statistic at its end, and go on with one of these words? */
static bool goes_on(const char *name, const char *of) {
    static const char *const words[] = {
        "_coverage", "_flag", "_sources", "_distance", "_count",
        "_var",      "_when", "_over",    "_under",    "_atleast",
    };
    size_t n = 0;

    while (name[n] != 0 && name[n] == of[n])
        n++;
    while (n > 0 && name[n] != '_')
        n--;
    if (of[n] != 0 && !pairs_is_statistic(of + n))
        return false;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strncmp(name + n, words[k], strlen(words[k])) == 0)
            return true;
    return false;
}

/* Does a field only tell of another: a label, a coverage, a count? */
static bool is_beside(const struct dataset *ds, const struct field *f) {
    for (size_t k = 0; k < ds->nfields; k++)
        if (f != &ds->field[k] &&
            (f->type == LABEL || strcmp(f->name, "distance") == 0 ||
             goes_on(f->name, ds->field[k].name)))
            return true;
    return false;
}

/* Are all fields in one unit, but those that tell of others, so that none need
 * be named? */
static bool is_one_unit(const struct dataset *ds) {
    const char *unit = NULL;

    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *f = &ds->field[k];
        if (unit != NULL && !is_beside(ds, f) && strcmp(f->units, unit) != 0)
            return false;
        if (unit == NULL && !is_beside(ds, f))
            unit = f->units;
    }
    return true;
}

static bool is_there(const struct pair *p, const struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++)
        if (is_named(p, &ds->field[k]))
            return true;
    return dataset_find(ds, p->name) != NULL; /* says what there is */
}

const char *pairs_find(const struct pair *p, size_t n, const struct field *f) {
    for (size_t k = 0; k < n; k++)
        if (p[k].name[0] == 0 || is_named(&p[k], f))
            return p[k].value;
    return NULL;
}

const char *pairs_unit(const struct pair *p, size_t n, const struct dataset *ds,
                       size_t k) {
    const struct field *f = &ds->field[k];

    for (size_t i = 0; i < n; i++)
        if (p[i].name[0] == 0 ? !is_beside(ds, f) : is_named(&p[i], f))
            return p[i].value;
    return NULL;
}

int pairs_check(const struct pair *p, size_t n, const struct dataset *ds) {
    for (size_t k = 0; k < n; k++) {
        bool bare = p[k].name[0] == 0;
        if (bare && !is_one_unit(ds))
            return err_set(EX_USAGE, "%s: say of which variable (VAR=%s)",
                           p[k].value, p[k].value);
        if (!bare && !is_there(&p[k], ds))
            return EX_DATAERR;
    }
    return EX_OK;
}
