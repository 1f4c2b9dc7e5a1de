/* SPDX-License-Identifier: Apache-2.0 */
#include "core/option.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"

enum { LONGEST = 40 }; /* letters of a name that is still worth a guess */

void options_add(struct options *o, const struct opt *table) {
    if (table == NULL)
        return;
    assert(o->ntables < OPTION_TABLES);
    memmove(o->table + 1, o->table, o->ntables * sizeof o->table[0]);
    o->table[0] = table;
    o->ntables++;
}

const struct opt *option_named(const struct options *o, const char *name,
                               size_t length) {
    for (size_t i = 0; i < o->ntables; i++)
        for (const struct opt *t = o->table[i]; t->name; t++)
            if (!strncmp(t->name, name, length) && t->name[length] == 0)
                return t;
    return NULL;
}

const struct opt *option_lettered(const struct options *o, char letter) {
    for (size_t i = 0; i < o->ntables; i++)
        for (const struct opt *t = o->table[i]; t->name; t++)
            if (t->letter == letter)
                return t;
    return NULL;
}

static bool is_given(const struct options *o, const struct opt *opt) {
    for (size_t i = 0; i < o->ngiven; i++)
        if (o->given[i] == opt)
            return true;
    return false;
}

static int take_word(const struct opt *opt, const char *value) {
    char *list = NULL;
    int status;

    for (size_t i = 0; opt->words[i]; i++)
        if (strcmp(opt->words[i], value) == 0) {
            *opt->text = value;
            return EX_OK;
        }
    for (size_t i = 0; opt->words[i]; i++)
        mem_append(&list, ", ", opt->words[i]);
    status = err_set(EX_USAGE, "\"%s\" is not one of %s", value, list);
    free(list);
    return status;
}

static int take_quantity(const struct opt *opt, const char *value) {
    struct quantity q;
    const int status = quantity_parse(value, &q);

    if (status == EX_OK)
        *opt->quantity = q;
    return status;
}

static int take_value(const struct opt *opt, const char *value) {
    if (opt->words)
        return take_word(opt, value);
    if (opt->number)
        return parse_double(value, opt->number);
    if (opt->count)
        return parse_size(value, opt->count);
    if (opt->quantity)
        return take_quantity(opt, value);
    if (opt->bbox)
        return parse_bbox(value, opt->bbox);
    if (opt->texts) {
        struct texts *t = opt->texts;
        t->text = mem_grow(t->text, t->n + 1, sizeof *t->text);
        t->text[t->n++] = value;
    } else {
        *opt->text = value;
    }
    return EX_OK;
}

int option_take(struct options *o, const struct opt *opt, const char *shown,
                const char *value) {
    if (opt->flag) {
        *opt->flag = true;
    } else {
        if (opt->texts == NULL && is_given(o, opt))
            return err_set(EX_USAGE, "%s: given twice", shown);
        if (take_value(opt, value ? value : opt->lone) != EX_OK)
            return err_in(EX_USAGE, shown);
    }
    o->given = mem_grow(o->given, o->ngiven + 1, sizeof *o->given);
    o->given[o->ngiven++] = opt;
    return EX_OK;
}

int option_check(const struct options *o) {
    for (size_t i = 0; i < o->ntables; i++)
        for (const struct opt *t = o->table[i]; t->name; t++)
            if (t->required && !is_given(o, t))
                return err_set(EX_USAGE, "--%s is required (--%s %s)", t->name,
                               t->name, t->arg ? t->arg : "");
    return EX_OK;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Letters to change, add or drop (Levenshtein); a name cut short is near. */
static size_t distance(const char *a, size_t na, const char *b) {
    size_t row[LONGEST + 1], above, next;
    const size_t nb = strlen(b);

    if (na > LONGEST || nb > LONGEST)
        return SIZE_MAX;
    if (na > 1 && na < nb && !strncmp(a, b, na))
        return 0;
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        above = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            next = least(above + (a[i - 1] != b[j - 1]),
                         least(row[j], row[j - 1]) + 1);
            above = row[j];
            row[j] = next;
        }
    }
    return row[nb];
}

/* Keeps the nearest name so far that is worth saying, of equally near ones the
 * shortest. */
static void nearer(const char *word, size_t length, const char *name,
                   const char **best, size_t *far) {
    const size_t d = distance(word, length, name);

    if (d <= (length + 1) / 3 &&
        (d < *far || (d == *far && strlen(name) < strlen(*best)))) {
        *best = name;
        *far = d;
    }
}

int option_unknown(const struct options *o, const char *name, size_t length) {
    const char *best = NULL;
    size_t far = SIZE_MAX;

    for (size_t i = 0; i < o->ntables; i++)
        for (const struct opt *t = o->table[i]; t->name; t++)
            nearer(name, length, t->name, &best, &far);
    if (best == NULL)
        return err_set(EX_USAGE, "--%.*s: no such option (see --help)",
                       (int)length, name);
    return err_set(EX_USAGE, "--%.*s: no such option (did you mean --%s?)",
                   (int)length, name, best);
}

const struct method *method_find(const struct method *m, const char *name) {
    for (; m->name; m++)
        if (!strcmp(m->name, name))
            return m;
    return NULL;
}

int method_unknown(const struct command *c, const char *name) {
    const char *best = NULL;
    char *list = NULL;
    size_t far = SIZE_MAX;

    for (const struct method *m = c->methods; m->name; m++) {
        nearer(name, strlen(name), m->name, &best, &far);
        mem_append(&list, ", ", m->name);
    }
    if (best)
        err_set(EX_USAGE, "\"%s\": no such %s (did you mean %s? there are %s)",
                name, c->kind, best, list);
    else
        err_set(EX_USAGE, "\"%s\": no such %s (there are %s)", name, c->kind,
                list);
    free(list);
    return EX_USAGE;
}
