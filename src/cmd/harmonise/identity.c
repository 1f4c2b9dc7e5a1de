/* SPDX-License-Identifier: Apache-2.0 */
/* What fields are called. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/pairs.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/nc.h"
#include "core/quantity.h"

static struct {
    const char *names;
    struct texts rename, as;
} cfg;

static const char *const names_words[] = { "cf", "keep", NULL };

const struct opt identity_opts[] = {
    { .name = "names",
      .arg = "HOW",
      .text = &cfg.names,
      .words = names_words,
      .help = "cf (default): the names of CMIP; keep: those of the input" },
    { .name = "rename",
      .arg = "OLD=NEW,...",
      .texts = &cfg.rename,
      .help = "give fields other names" },
    { .name = "as",
      .arg = "VAR=STANDARD_NAME,...",
      .texts = &cfg.as,
      .help = "what a variable is that does not say so itself" },
    { 0 },
};

static int state_all(struct dataset *ds, bool *changed);
static int rename_all(struct dataset *ds, bool *changed);
static void free_all(struct stage *st);

/* A stage that changes what fields are called, if it does. */
static int open_names(struct stage **out, const struct dataset *in,
                      int (*change)(struct dataset *ds, bool *changed)) {
    struct stage *st = mem_array(1, sizeof *st);
    bool changed = false;
    int status;

    st->put = stage_pass;
    st->pulls = true;
    st->free = free_all;
    st->ds = dataset_copy(in, true);
    status = change(st->ds, &changed);
    if (status == EX_OK && changed) {
        *out = st;
        return EX_OK;
    }
    dataset_free(st->ds);
    free_all(st);
    return status;
}

int stated_open(struct stage **out, const struct dataset *in) {
    return open_names(out, in, state_all);
}

int identity_open(struct stage **out, const struct dataset *in) {
    return open_names(out, in, rename_all);
}

/* A word as the standard names are spelled. */
static bool is_standard_name(const char *word) {
    return *word &&
           word[strspn(word, "abcdefghijklmnopqrstuvwxyz_0123456789")] == 0;
}

/* What the field is by what the file says of it, its name apart; or NULL. */
static const struct quantity_row *said(const struct field *f) {
    const double id = atts_number(&f->atts, "GRIB_paramId");

    if (f->standard_name != NULL && *f->standard_name)
        return quantity_find(NULL, f->standard_name);
    return isnan(id) ? NULL : quantity_by_param((long)id);
}

/* --as: what a field is, unless the file says that it is something else. */
static int state(struct field *f, const char *name) {
    const struct quantity_row *q = quantity_find(NULL, name), *is = said(f);
    const bool called = f->standard_name && *f->standard_name;
    const bool same = called && strcmp(f->standard_name, name) == 0;

    if (!is_standard_name(name))
        return err_set(EX_USAGE, "--as: \"%s\" is no standard name", name);
    if (!same && called && is != NULL && is != q)
        return err_set(EX_DATAERR, "--as: %s says that it is %s, not %s",
                       f->name, f->standard_name, name);
    if (!same && called && is == NULL)
        warn("--as: %s says that it is %s, which is no name known here; it is "
             "taken for %s",
             f->name, f->standard_name, name);
    if (!same && is != NULL && is != q)
        return err_set(EX_DATAERR, "--as: %s is %s by its paramId, not %s",
                       f->name,
                       is->standard_name ? is->standard_name : is->name, name);
    field_text(&f->standard_name, name);
    return EX_OK;
}

/* Pairs that all name a variable of ds. */
static int named_pairs(struct pair **p, size_t *n, const struct texts *t,
                       const char *option) {
    int status = pairs_parse(p, n, t, option);

    for (size_t k = 0; k < *n && status == EX_OK; k++)
        if ((*p)[k].name[0] == 0)
            status = err_set(EX_USAGE, "%s: %s is not VAR=NAME", option,
                             (*p)[k].value);
    return status;
}

static int state_all(struct dataset *ds, bool *changed) {
    struct pair *p = NULL;
    size_t n = 0;
    int status;

    TRY(named_pairs(&p, &n, &cfg.as, "--as"));
    TRY(pairs_check(p, n, ds));
    for (size_t k = 0; k < ds->nfields; k++) {
        const char *name = pairs_find(p, n, &ds->field[k]);
        if (name == NULL)
            continue;
        TRY(state(&ds->field[k], name));
        *changed = true;
    }
done:
    pairs_free(p, n);
    return status;
}

/* What the fields are, so that thousands are named in a moment. */
struct known {
    const struct quantity_row **row; /* [nfields]  or NULL */
    size_t *count;                   /* of fields of each row */
    struct name_index names;
};

/* Field k is, or is no more, of its row. */
static void count(struct known *is, size_t k, const struct quantity_row *row) {
    size_t n;
    const struct quantity_row *rows = quantity_rows(&n);

    if (is->row[k] != NULL)
        is->count[is->row[k] - rows]--;
    is->row[k] = row;
    if (row != NULL)
        is->count[row - rows]++;
}

/* Field k has got a name. */
static void take_name(struct known *is, const struct dataset *ds, size_t k) {
    name_index_add(&is->names, ds->field[k].name, k);
    count(is, k, quantity_here(ds, &ds->field[k]));
}

static struct known known_new(const struct dataset *ds) {
    struct known is = { 0 };
    size_t n;

    (void)quantity_rows(&n);
    is.row = mem_array(ds->nfields, sizeof *is.row);
    is.count = mem_array(n, sizeof *is.count);
    for (size_t k = 0; k < ds->nfields; k++)
        take_name(&is, ds, k);
    return is;
}

static void known_free(struct known *is) {
    free(is->row);
    free(is->count);
    name_index_free(&is->names);
}

/* Is field k, which has another name, the only one of its quantity?  Two would
 * get one name. */
static bool is_only(const struct known *is, const struct dataset *ds,
                    const struct quantity_row *q) {
    size_t n;
    const struct quantity_row *rows = quantity_rows(&n);

    return is->count[q - rows] == 1 &&
           name_index_find(&is->names, q->name, strlen(q->name), ds->field,
                           sizeof *ds->field) == SIZE_MAX;
}

/* Is field k one of several statistics of a quantity, tas_mean beside
 * tas_count, which only its name tells of? */
static bool is_one_of_several(const struct dataset *ds, size_t k,
                              const char *quantity) {
    const size_t n = strlen(quantity);
    const char *name = ds->field[k].name;

    if (strncmp(name, quantity, n) != 0 || !pairs_is_statistic(name + n))
        return false;
    for (size_t i = 0; i < ds->nfields; i++) {
        const char *other = ds->field[i].name;
        if (i != k && strncmp(other, quantity, n) == 0 && other[n] == '_')
            return true;
    }
    return false;
}

/* The name of CMIP, and the standard name where the file has none. */
static bool canonical(struct known *is, struct dataset *ds, size_t k) {
    struct field *f = &ds->field[k];
    const struct quantity_row *q = is->row[k];
    bool changed = false;

    if (q == NULL || quantity_spread(f) != SPREAD_NONE ||
        quantity_is_doubtful(f))
        return false;
    if (strcmp(f->name, q->name) != 0 && is_only(is, ds, q) &&
        !is_one_of_several(ds, k, q->name)) {
        likeness_rename(f, q->name);
        changed = true;
    }
    if (f->standard_name == NULL && q->standard_name != NULL) {
        field_text(&f->standard_name, q->standard_name);
        changed = true;
    }
    if (changed)
        take_name(is, ds, k);
    return changed;
}

static int check_unique(const struct known *is, const struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++) {
        const char *name = ds->field[k].name;
        if (name_index_find(&is->names, name, strlen(name), ds->field,
                            sizeof *ds->field) != k)
            return err_set(EX_DATAERR,
                           "two fields are %s (--names keep, or --rename)",
                           name);
    }
    return EX_OK;
}

/* A name that every NetCDF can have. */
static bool is_good_name(const char *name) {
    const unsigned char first = (unsigned char)name[0];

    return nc_name_is_good(name) &&
           (isalnum(first) || first == '_' || first >= 0x80) &&
           name[strlen(name) - 1] != ' ';
}

/* --rename: a name of one's own, but not that of another quantity. */
static int rename_one(struct field *f, const char *name) {
    const struct quantity_row *is = quantity_find(f->name, f->standard_name);
    const struct quantity_row *asked;

    if (!is_good_name(name))
        return err_set(EX_USAGE, "--rename: \"%s\" is no name for a variable",
                       name);
    if (!quantity_agrees(is, name)) {
        quantity_mistaken(name, NULL, NULL, &asked);
        return err_set(EX_DATAERR, "no \"%s\" (it has %s: %s%s%s)", name,
                       is->name, is->title, asked->hint ? "; " : "",
                       asked->hint ? asked->hint : "");
    }
    likeness_rename(f, name);
    return EX_OK;
}

static int rename_all(struct dataset *ds, bool *changed) {
    struct known is = known_new(ds);
    struct pair *p = NULL;
    size_t n = 0;
    int status;

    TRY(named_pairs(&p, &n, &cfg.rename, "--rename"));
    TRY(pairs_check(p, n, ds));
    for (size_t k = 0; k < ds->nfields; k++) {
        struct field *f = &ds->field[k];
        const char *name = pairs_find(p, n, f);
        if (name != NULL) {
            TRY(rename_one(f, name));
            take_name(&is, ds, k);
            *changed = true;
        } else if (cfg.names == NULL || strcmp(cfg.names, "cf") == 0) {
            *changed |= canonical(&is, ds, k);
        }
    }
    status = check_unique(&is, ds);
done:
    known_free(&is);
    pairs_free(p, n);
    return status;
}

/* What --as and --rename say of a field of a FILE that is to be joined. */
static int say(struct field *f, bool *settled) {
    struct pair *as = NULL, *rename = NULL;
    size_t nas = 0, nrename = 0;
    const char *name;
    int status;

    TRY(named_pairs(&as, &nas, &cfg.as, "--as"));
    TRY(named_pairs(&rename, &nrename, &cfg.rename, "--rename"));
    name = pairs_find(as, nas, f);
    if (name != NULL)
        TRY(state(f, name));
    name = pairs_find(rename, nrename, f);
    *settled = name != NULL || (cfg.names && strcmp(cfg.names, "keep") == 0);
    if (name != NULL)
        TRY(rename_one(f, name));
done:
    pairs_free(as, nas);
    pairs_free(rename, nrename);
    return status;
}

void identity_select(struct input *in) {
    in->says = say;
}

static void free_all(struct stage *st) {
    free(st);
}

void identity_words(const char ***list, size_t *n) {
    const struct texts *const both[] = { &cfg.rename, &cfg.as };

    for (size_t b = 0; b < 2; b++) {
        struct pair *p = NULL;
        size_t np = 0;
        if (pairs_parse(&p, &np, both[b], "") == EX_OK)
            for (size_t k = 0; k < np; k++)
                words_add(list, n, words_keep(mem_text(p[k].name)));
        pairs_free(p, np);
    }
}
