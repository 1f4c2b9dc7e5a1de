/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that are computed from others. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/derivation.h"
#include "cmd/harmonise/derive.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/quantity.h"
#include "kernel/plausible.h"

static struct {
    struct texts derive;
    struct input asked; /* --variable, as it was given */
} cfg;

const struct opt derive_opts[] = {
    { .name = "derive",
      .arg = "LIST",
      .texts = &cfg.derive,
      .help = "fields to derive: vpd, psl, ndvi ... (--list derived)" },
    { 0 },
};

/* One that is asked for: "pet:makkink=0.61,-0.12". */
struct wish {
    char *name;
    bool has_p;
    double p[2];
};

struct derive {
    struct stage st;
    struct derivation d;
    size_t nkept, nmade;
    size_t *kept; /* [nkept]  fields of the input that go on */
    size_t *made; /* [nmade]  nodes that are fields of the output */
    struct step *out;
    size_t wet, of; /* relative humidities over 105 % */
};

static int wishes_parse(struct wish **out, size_t *n);
static void wishes_free(struct wish *w, size_t n);
static int plan(struct derive *d, const struct wish *w, size_t n);
static int derive_put(struct stage *st, const struct step *s);
static int derive_end(struct stage *st);
static void derive_free(struct stage *st);

bool derive_asks(const char *name) {
    struct wish *w;
    size_t n;
    bool found = false;

    if (wishes_parse(&w, &n) != EX_OK)
        return false;
    for (size_t k = 0; k < n; k++)
        found |= strcmp(w[k].name, name) == 0;
    wishes_free(w, n);
    return found;
}

/* A number that follows a comma belongs to the word before it. */
static int add_word(struct wish *w, size_t *n, const char *word) {
    double x;
    char *equals;
    int status;

    if (*n > 0 && w[*n - 1].has_p && isnan(w[*n - 1].p[1]) &&
        parse_double(word, &x) == EX_OK) {
        w[*n - 1].p[1] = x;
        return EX_OK;
    }
    w[*n] = (struct wish){ .name = mem_text(word), .p = { NAN, NAN } };
    equals = strchr(w[*n].name, '=');
    ++*n;
    if (equals == NULL)
        return EX_OK;
    *equals = 0;
    w[*n - 1].has_p = true;
    if (strcmp(w[*n - 1].name, "pet:makkink") != 0)
        return err_set(EX_USAGE, "%s takes no numbers", w[*n - 1].name);
    status = parse_double(equals + 1, &w[*n - 1].p[0]);
    return err_in(status, w[*n - 1].name);
}

/* What may come later. */
static int unknown(const char *name) {
    static const char *const later[] = { "wbgt", "utci", "pet:debruin" };

    for (size_t k = 0; k < sizeof later / sizeof *later; k++)
        if (strcmp(name, later[k]) == 0)
            return err_set(EX_USAGE, "%s is not in this version", name);
    if (strcmp(name, "pet") == 0)
        return err_set(EX_USAGE, "pet of which kind? (pet:hargreaves, "
                                 "pet:makkink, pet:penman-monteith, "
                                 "pet:thornthwaite)");
    return err_set(EX_USAGE, "no field \"%s\" can be derived (--list derived)",
                   name);
}

static int wishes_parse(struct wish **out, size_t *n) {
    struct wish *w = NULL;
    char **word = NULL;
    size_t words;
    int status = EX_OK;

    *n = 0;
    for (size_t k = 0; k < cfg.derive.n; k++) {
        TRY(parse_list(cfg.derive.text[k], &word, &words));
        w = mem_grow(w, *n + words, sizeof *w);
        for (size_t i = 0; i < words; i++)
            TRY(add_word(w, n, word[i]));
        free(word);
        word = NULL;
    }
    for (size_t k = 0; k < *n; k++) {
        const struct recipe *r = recipe_next(w[k].name, NULL);
        if (r == NULL || r->why == NULL) /* or a part of another */
            TRY(unknown(w[k].name));
        if (w[k].has_p && isnan(w[k].p[1]))
            TRY(err_set(EX_USAGE, "%s=SLOPE,OFFSET", w[k].name));
    }
done:
    free(word);
    *out = w;
    return err_in(status, "--derive");
}

static void wishes_free(struct wish *w, size_t n) {
    for (size_t k = 0; k < n; k++)
        free(w[k].name);
    free(w);
}

static const char *field_name(const struct recipe *r) {
    return r->field ? r->field : r->name;
}

/* All that a field may come from. */
static void add_inputs(const char ***list, size_t *n, const char *name,
                       int depth) {
    for (const struct recipe *r = recipe_next(name, NULL); r && depth < 6;
         r = recipe_next(name, r))
        for (size_t k = 0; k < INGREDIENTS && r->in[k].name; k++) {
            const char *in = r->in[k].name;
            if (strcmp(in, OF_PRESSURE) == 0)
                words_add(list, n, "air_pressure");
            if (in[0] == '@')
                continue;
            words_add(list, n, strcmp(in, "sigma0_db") == 0 ? "sigma0" : in);
            add_inputs(list, n, in, depth + 1);
        }
}

int derive_select(struct input *in) {
    const char **list = NULL;
    struct wish *w;
    size_t n = 0, nwishes;
    int status;

    cfg.asked = *in;
    if ((status = wishes_parse(&w, &nwishes)) != EX_OK || nwishes == 0 ||
        in->nvariables == 0)
        goto done;
    for (size_t k = 0; k < in->nvariables; k++) {
        bool made = false;
        for (size_t i = 0; i < nwishes; i++)
            made |= strcmp(in->variable[k], w[i].name) == 0 ||
                    strcmp(in->variable[k],
                           field_name(recipe_next(w[i].name, NULL))) == 0;
        if (!made)
            words_add(&list, &n, in->variable[k]);
    }
    in->nvariables = n;
    for (size_t k = 0; k < nwishes; k++)
        add_inputs(&list, &n, w[k].name, 0);
    identity_words(&list, &n);
    in->noptional = n - in->nvariables;
    in->nvariables = n;
    in->variable = words_keep(list);
done:
    wishes_free(w, nwishes);
    return status;
}

/* Goes a field of the input on?  All do, unless --variable says which. */
static bool is_kept(const struct field *f) {
    if (cfg.asked.nvariables == 0 || points_needs(f) ||
        (strcmp(f->name, "pet") == 0 && derive_asks("pet:thornthwaite")))
        return true;
    for (size_t k = 0; k < cfg.asked.nvariables; k++) {
        const char *word = cfg.asked.variable[k];
        if (strcmp(word, f->name) == 0 ||
            (f->standard_name && strcmp(word, f->standard_name) == 0) ||
            atts_says(&f->atts, ORIGINAL_NAME, word))
            return true;
    }
    return false;
}

int derive_open(struct stage **out, const struct dataset *in) {
    struct derive *d;
    struct wish *w;
    size_t n;
    int status = wishes_parse(&w, &n);

    if (status != EX_OK || n == 0) {
        wishes_free(w, n);
        return status;
    }
    d = mem_array(1, sizeof *d);
    d->st.put = derive_put;
    d->st.end = derive_end;
    d->st.free = derive_free;
    d->d.ds = in;
    d->kept = mem_array(in->nfields, sizeof *d->kept);
    d->made = mem_array(n, sizeof *d->made);
    d->out = mem_array(1, sizeof *d->out);
    d->out->value = mem_array(in->nfields + n, sizeof *d->out->value);
    status = plan(d, w, n);
    wishes_free(w, n);
    if (status == EX_OK) {
        *out = &d->st;
        return EX_OK;
    }
    stage_free(&d->st);
    return err_in(status, "--derive");
}

/* A field like its first input, but for what it is. */
static void describe(struct field *f, const struct derive *d,
                     const struct node *n) {
    const struct recipe *r = n->r;

    f->has_member = n->has_member;
    f->has_level = n->has_level;
    f->n = n->n;
    field_text(&f->units, r->units);
    field_text(&f->standard_name, r->standard_name);
    field_text(&f->long_name, r->title);
    for (size_t k = 0; k < INGREDIENTS && r->in[k].name; k++) {
        const struct node *in = &d->d.node[n->use[k].node];
        const struct field *from =
            in->field == SIZE_MAX ? NULL : &d->d.ds->field[in->field];
        const char *at = from ? atts_text(&from->atts, "coordinates") : NULL;
        if (at != NULL && n->has_level == from->has_level)
            atts_set_text(&f->atts, "coordinates", at);
        if (from != NULL && f->cell_methods == NULL)
            field_text(&f->cell_methods, from->cell_methods);
    }
}

/* The last use of the dataset that came in: fields of the one that goes on. */
static int add_field(struct derive *d, size_t k) {
    const struct node *n = &d->d.node[d->made[k]];
    const char *name = field_name(n->r);
    struct dataset *ds = d->st.ds;
    struct field f = { .name = mem_text(name), .type = REAL };

    f.store = TYPE_FLOAT;
    describe(&f, d, n);
    for (size_t i = 0; i < ds->nfields; i++)
        if (strcmp(ds->field[i].name, name) == 0) {
            field_free(&f);
            return err_set(EX_DATAERR, "there is a field %s already", name);
        }
    if (!n->fixed) {
        struct field *new = dataset_add(ds, name, REAL);
        field_free(new);
        *new = f;
        return EX_OK;
    }
    f.value.f = mem_copy(n->now, n->n, sizeof *n->now);
    ds->statics = mem_grow(ds->statics, ds->nstatics + 1, sizeof *ds->statics);
    ds->statics[ds->nstatics++] = f;
    return EX_OK;
}

/* Fields that are read for others alone do not go on. */
static void keep(struct derive *d) {
    struct dataset *ds = d->st.ds;
    size_t n = 0;

    for (size_t k = 0; k < ds->nfields; k++) {
        if (!is_kept(&ds->field[k])) {
            field_free(&ds->field[k]);
            continue;
        }
        d->kept[d->nkept++] = k;
        ds->field[n++] = ds->field[k];
    }
    ds->nfields = n;
    n = 0;
    for (size_t k = 0; k < ds->nstatics; k++)
        if (is_kept(&ds->statics[k]))
            ds->statics[n++] = ds->statics[k];
        else
            field_free(&ds->statics[k]);
    ds->nstatics = n;
}

static int plan(struct derive *d, const struct wish *w, size_t n) {
    int status = EX_OK;

    for (size_t k = 0; k < n; k++) {
        size_t node = 0;
        if (strcmp(w[k].name, "pet:thornthwaite") == 0)
            continue; /* of all steps: thornthwaite.c */
        while (node < d->d.n && strcmp(d->d.node[node].name, w[k].name) != 0)
            node++;
        if (node == d->d.n || d->d.node[node].r == NULL)
            TRY(derivation_make(&d->d, w[k].name, &node));
        if (w[k].has_p)
            memcpy(d->d.node[node].p, w[k].p, sizeof w[k].p);
        d->made[d->nmade++] = node;
    }
    TRY(derivation_step(&d->d, NULL));
    d->st.ds = dataset_copy(d->d.ds, true);
    keep(d);
    for (size_t k = 0; k < d->nmade; k++)
        TRY(add_field(d, k));
done:
    return status;
}

/* Supersaturation is kept, and told of. */
static void look(struct derive *d, const struct node *n) {
    struct plausible p;

    if (strcmp(n->name, "hurs") != 0)
        return;
    p = plausible_count(n->n, n->now, -INFINITY, 105);
    d->wet += p.outside;
    d->of += p.valid;
}

static int derive_put(struct stage *st, const struct step *s) {
    struct derive *d = (struct derive *)st;
    size_t to = 0;
    int status;

    TRY(derivation_step(&d->d, s));
    for (size_t k = 0; k < d->nkept; k++)
        d->out->value[to++] = s->value[d->kept[k]];
    for (size_t k = 0; k < d->nmade; k++) {
        const struct node *n = &d->d.node[d->made[k]];
        if (n->fixed)
            continue;
        look(d, n);
        d->out->value[to++].f = (float *)(uintptr_t)n->now;
    }
    step_at(d->out, s);
    status = stage_pass(st, d->out);
done:
    return status;
}

static int derive_end(struct stage *st) {
    const struct derive *d = (struct derive *)st;

    if (d->wet > 0)
        warn("%s: hurs: %zu of %zu derived values over 105 %%", stages_input(),
             d->wet, d->of);
    return EX_OK;
}

static void derive_free(struct stage *st) {
    struct derive *d = (struct derive *)st;

    derivation_free(&d->d);
    free(d->kept);
    free(d->made);
    free(d->out->value);
    free(d->out);
    free(d);
}
