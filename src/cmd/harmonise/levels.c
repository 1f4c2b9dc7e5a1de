/* SPDX-License-Identifier: Apache-2.0 */
/* Levels and members that are wanted. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/levels.h"
#include "core/mem.h"
#include "core/member.h"
#include "core/parse.h"
#include "core/quantity.h"

/* NAME@LEVEL of --variable. */
struct place {
    char *name;
    const char *level;
};

static struct {
    struct texts level, member;
    struct place *place;
    size_t nplaces;
} cfg;

const struct opt levels_opts[] = {
    { .name = "level",
      .arg = "LIST",
      .texts = &cfg.level,
      .help = "levels with their unit: 850hPa,500hPa, 2m, surface" },
    { .name = "member",
      .arg = "LIST",
      .texts = &cfg.member,
      .help = "members of an ensemble, by number or variant label" },
    { 0 },
};

static int choose_members(struct levels *l, const struct dataset *in);
static int choose_levels(struct levels *l, const struct dataset *in);
static int levels_put(struct stage *st, const struct step *s);
static void levels_free(struct stage *st);

int levels_select(struct input *in) {
    const char **list = NULL;
    size_t n = 0;

    for (size_t k = 0; k < in->nvariables; k++) {
        const char *at = strchr(in->variable[k], '@');
        char *name = words_keep(mem_text(in->variable[k]));
        if (at != NULL) {
            name[at - in->variable[k]] = 0;
            if (*name == 0 || at[1] == 0)
                return err_set(EX_USAGE, "--variable: %s is not NAME@LEVEL",
                               in->variable[k]);
            cfg.place = mem_grow(cfg.place, cfg.nplaces + 1, sizeof *cfg.place);
            cfg.place[cfg.nplaces++] = (struct place){ name, at + 1 };
        }
        words_add(&list, &n, name);
    }
    words_keep(list);
    if (cfg.nplaces > 0) {
        in->variable = list;
        in->nvariables = n;
    }
    return EX_OK;
}

int levels_open(struct stage **out, const struct dataset *in) {
    struct levels *l;
    int status;

    if (cfg.level.n == 0 && cfg.member.n == 0 && cfg.nplaces == 0)
        return EX_OK;
    l = mem_array(1, sizeof *l);
    l->st.put = levels_put;
    l->st.free = levels_free;
    l->cells = grid_cells(in->grid);
    l->all_levels = in->level ? in->level->n : 1;
    l->all_members = in->member ? in->member->n : 1;
    l->part = mem_array(in->nfields, sizeof *l->part);
    l->out = mem_array(1, sizeof *l->out);
    l->out->value = mem_array(in->nfields, sizeof *l->out->value);
    TRY(choose_members(l, in));
    TRY(choose_levels(l, in));
    TRY(levels_describe(l, in));
    *out = &l->st;
    return EX_OK;
done:
    stage_free(&l->st);
    return status;
}

/* The words of an option that may be repeated. */
static int words_of(const struct texts *t, const char ***list, size_t *n) {
    int status = EX_OK;

    for (size_t k = 0; k < t->n; k++) {
        char **word = NULL;
        size_t words;
        TRY(parse_list(t->text[k], &word, &words));
        for (size_t i = 0; i < words; i++)
            words_add(list, n, word[i]);
        words_keep(word);
    }
done:
    return status;
}

/* The member of a label, "r1i1p1f1"; their number where there is none. */
static size_t find_label(const struct axis *a, const char *word) {
    const char *all = atts_text(&a->atts, "twinpipe_members");
    const size_t n = strlen(word);
    size_t k = 0;

    while (all != NULL && k < a->n &&
           (strncmp(all, word, n) != 0 || (all[n] != 0 && all[n] != ' '))) {
        all = strchr(all, ' ');
        all = all ? all + 1 : NULL;
        k++;
    }
    return all ? k : a->n;
}

/* Adds a number to a list that lacks it. */
static void add_once(size_t *list, size_t *n, size_t k) {
    for (size_t i = 0; i < *n; i++)
        if (list[i] == k)
            return;
    list[(*n)++] = k;
}

/* Is what has no axis of members the one of that number or label? */
static int check_only(const struct dataset *in, const char *word) {
    struct member_id who;
    double x;
    int status = EX_OK;

    member_of(in, &who);
    if (who.label != NULL && strcmp(who.label, word) == 0)
        goto done;
    if (who.number != NULL && parse_double(word, &x) == EX_OK &&
        x == who.number[0])
        goto done;
    if (who.label != NULL)
        status = err_set(EX_DATAERR, "--member: %s: it has only %s", word,
                         who.label);
    else if (who.number != NULL)
        status = err_set(EX_DATAERR, "--member: %s: it has only %g", word,
                         who.number[0]);
    else
        status = err_set(EX_DATAERR, "--member: %s: it has no members", word);
done:
    member_free(&who);
    return status;
}

/* The member of a number, or all of a file that is one member. */
static int find_member(const struct dataset *in, const char *word, size_t *k) {
    double x;

    *k = 0;
    if (in->member == NULL)
        return check_only(in, word);
    if (in->member->value == NULL)
        return err_set(EX_DATAERR, "no member %s (its members have no numbers)",
                       word);
    if ((*k = find_label(in->member, word)) < in->member->n)
        return EX_OK;
    *k = 0;
    if (parse_double(word, &x) != EX_OK)
        return err_in(EX_USAGE, "--member");
    if (in->member->value == NULL)
        return err_set(EX_DATAERR, "--member: %s: the members have no numbers",
                       in->member->name);
    while (*k < in->member->n && in->member->value[*k] != x)
        ++*k;
    return *k < in->member->n
               ? EX_OK
               : err_set(EX_DATAERR, "no member %s (it has %g … %g)", word,
                         in->member->value[0],
                         in->member->value[in->member->n - 1]);
}

static int choose_members(struct levels *l, const struct dataset *in) {
    const char **word = NULL;
    size_t n = 0;
    int status;

    TRY(words_of(&cfg.member, &word, &n));
    l->member = mem_array(n + l->all_members, sizeof *l->member);
    for (size_t k = 0; k < n; k++) {
        size_t member;
        TRY(find_member(in, word[k], &member));
        add_once(l->member, &l->nmembers, member);
    }
    for (size_t k = 0; n == 0 && k < l->all_members; k++)
        l->member[l->nmembers++] = k;
done:
    free(word);
    return status;
}

/* Is it the level that is asked for?  [units] of the axis or the scalar. */
static int is_level(const char *word, double value, const char *units,
                    bool *same) {
    struct quantity q;
    double x;
    int status = err_in(quantity_parse(word, &q), "--level");

    *same = false;
    if (status != EX_OK)
        return status;
    if (units_in(q, units ? units : "1", &x) == EX_OK)
        *same = fabs(x - value) <= 1e-4 * fmax(fabs(value), 1e-9);
    free(q.unit);
    return EX_OK;
}

/* A coordinate of one value that says at what height or pressure a field is. */
static const struct scalar *level_of(const struct dataset *in,
                                     const struct field *f) {
    static const char *const names[] = { "height", "air_pressure", "depth",
                                         "altitude" };
    const char *has = atts_text(&f->atts, "coordinates");

    for (size_t k = 0; has && k < in->nscalars; k++) {
        const char *s = atts_text(&in->scalar[k].atts, "standard_name");
        for (size_t i = 0; s && i < sizeof names / sizeof *names; i++)
            if (strcmp(s, names[i]) == 0 && strstr(has, in->scalar[k].name))
                return &in->scalar[k];
    }
    return NULL;
}

/* Does a field without levels lie where it is asked for? */
static int is_there(const struct dataset *in, const struct field *f,
                    const char *word, bool *same) {
    const struct scalar *s = level_of(in, f);
    const char *type = atts_text(&f->atts, "GRIB_typeOfLevel");

    if (strcmp(word, "surface") == 0) {
        *same = type ? strcmp(type, "surface") == 0 : s == NULL;
        return EX_OK;
    }
    *same = false;
    return s == NULL
               ? EX_OK
               : is_level(word, s->value, atts_text(&s->atts, "units"), same);
}

/* The first level of the axis that is the one asked for, or SIZE_MAX. */
static int find_level(const struct axis *a, const char *word, size_t *k) {
    bool same = false;
    int status = EX_OK;

    *k = SIZE_MAX;
    for (size_t i = 0; i < a->n && strcmp(word, "surface") != 0; i++) {
        TRY(is_level(word, a->value[i], a->units, &same));
        if (same) {
            *k = i;
            break;
        }
    }
done:
    return status;
}

/* Levels of one field that fit one of the words, and a word that none fits. */
static int fit(struct part *p, const struct dataset *in, const char **word,
               size_t n, const char **absent) {
    const struct field *f = &in->field[p->field];
    bool same = false;
    size_t level;
    int status = EX_OK;

    p->level = mem_array(n + 1, sizeof *p->level);
    for (size_t k = 0; k < n; k++) {
        if (!p->leveled) {
            TRY(is_there(in, f, word[k], &same));
            p->nlevels += same ? 1 : 0;
            continue;
        }
        if (in->level->value == NULL)
            TRY(err_set(EX_DATAERR, "--level: %s: the levels have no values",
                        in->level->name));
        TRY(find_level(in->level, word[k], &level));
        if (level != SIZE_MAX)
            add_once(p->level, &p->nlevels, level);
        else if (*absent == NULL)
            *absent = word[k];
    }
done:
    return status;
}

/* The levels asked for of a field: its own, or those of --level. */
static int words_for(const struct field *f, const char ***word, size_t *n) {
    for (size_t k = 0; k < cfg.nplaces; k++)
        if (strcmp(cfg.place[k].name, f->name) == 0 ||
            atts_says(&f->atts, ORIGINAL_NAME, cfg.place[k].name) ||
            (f->standard_name &&
             strcmp(cfg.place[k].name, f->standard_name) == 0) ||
            quantity_is(cfg.place[k].name, f->name, f->standard_name))
            words_add(word, n, cfg.place[k].level);
    return *n > 0 ? EX_OK : words_of(&cfg.level, word, n);
}

static int none(const struct dataset *in, const char *word) {
    const struct axis *a = in->level;

    if (a == NULL)
        return err_set(EX_DATAERR, "no level %s (it has no levels)", word);
    return err_set(EX_DATAERR, "no level %s (it has %g … %g %s)", word,
                   a->value[0], a->value[a->n - 1], a->units ? a->units : "");
}

static int choose_levels(struct levels *l, const struct dataset *in) {
    const char *asked = NULL;
    int status = EX_OK;

    for (size_t k = 0; k < in->nfields; k++) {
        struct part *p = &l->part[l->nparts];
        const char **word = NULL, *absent = NULL;
        size_t n = 0;
        p->field = k;
        p->leveled = in->field[k].has_level && in->level;
        status = words_for(&in->field[k], &word, &n);
        if (status == EX_OK && n > 0) {
            asked = word[0];
            status = fit(p, in, word, n, &absent);
        }
        free(word);
        l->nparts++; /* also where it fails: it is freed with the others */
        if (status != EX_OK)
            return status;
        if (n > 0 && p->nlevels == 0) {
            free(p->level);
            *p = (struct part){ 0 };
            l->nparts--;
        } else if (absent != NULL) {
            return none(in, absent);
        }
    }
    return l->nparts > 0 ? EX_OK : none(in, asked ? asked : "at all");
}

/* The planes of a field that go on, one after another. */
static void copy(const struct levels *l, const struct field *f,
                 const struct part *p, const float *x) {
    const size_t size = l->cells * (type_size(f->type) / sizeof *x);
    const size_t levels = p->leveled ? l->all_levels : 1;
    const size_t nlevels = p->leveled && p->level ? p->nlevels : levels;
    float *to = p->own;

    for (size_t m = 0; m < (f->has_member ? l->nmembers : 1); m++)
        for (size_t k = 0; k < nlevels; k++, to += size) {
            const size_t level = p->leveled && p->level ? p->level[k] : k;
            const size_t member = f->has_member ? l->member[m] : 0;
            memcpy(to, x + (member * levels + level) * size, size * sizeof *x);
        }
}

static int levels_put(struct stage *st, const struct step *s) {
    struct levels *l = (struct levels *)st;

    for (size_t k = 0; k < l->nparts; k++) {
        const struct part *p = &l->part[k];
        l->out->value[k] = s->value[p->field];
        if (p->own == NULL)
            continue;
        copy(l, &st->ds->field[k], p, s->value[p->field].f);
        l->out->value[k].f = p->own;
    }
    step_at(l->out, s);
    return stage_pass(st, l->out);
}

static void levels_free(struct stage *st) {
    struct levels *l = (struct levels *)st;

    for (size_t k = 0; k < l->nparts; k++) {
        free(l->part[k].level);
        free(l->part[k].own);
    }
    free(l->member);
    free(l->part);
    free(l->out->value);
    free(l->out);
    free(l);
}
