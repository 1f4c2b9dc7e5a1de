/* SPDX-License-Identifier: Apache-2.0 */
/* Step 4: what fields are called. */
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"

static struct {
    const char *names;
    struct texts rename;
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
    { 0 },
};

struct identity {
    struct stage st;
};

static int rename_all(struct dataset *ds, bool *changed);
static void free_all(struct stage *st);

int identity_open(struct stage **out, const struct dataset *in) {
    struct identity *id = mem_array(1, sizeof *id);
    bool changed = false;
    int status;

    id->st.put = stage_pass;
    id->st.free = free_all;
    id->st.ds = dataset_copy(in, true);
    status = rename_all(id->st.ds, &changed);
    if (status == EX_OK && changed) {
        *out = &id->st;
        return EX_OK;
    }
    dataset_free(id->st.ds);
    free_all(&id->st);
    return status;
}

/* Is it the only field of its quantity?  Two would get one name. */
static bool is_only(const struct dataset *ds, const struct field *f,
                    const struct quantity_row *q) {
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *other = &ds->field[k];
        if (other != f &&
            (strcmp(other->name, q->name) == 0 ||
             quantity_find(other->name, other->standard_name) == q))
            return false;
    }
    return true;
}

/* The name of CMIP, and the standard name where the file has none. */
static bool canonical(const struct dataset *ds, struct field *f) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    bool changed = false;

    if (q == NULL)
        return false;
    if (strcmp(f->name, q->name) != 0 && is_only(ds, f, q)) {
        field_text(&f->name, q->name);
        changed = true;
    }
    if (f->standard_name == NULL && q->standard_name != NULL) {
        field_text(&f->standard_name, q->standard_name);
        changed = true;
    }
    return changed;
}

static int check_unique(const struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++)
        for (size_t i = 0; i < k; i++)
            if (strcmp(ds->field[i].name, ds->field[k].name) == 0)
                return err_set(EX_DATAERR,
                               "two fields are %s (--names keep, or --rename)",
                               ds->field[k].name);
    return EX_OK;
}

static int rename_all(struct dataset *ds, bool *changed) {
    struct pair *p = NULL;
    size_t n = 0;
    int status;

    TRY(pairs_parse(&p, &n, &cfg.rename, "--rename"));
    for (size_t k = 0; k < n; k++)
        if (p[k].name[0] == 0) {
            status =
                err_set(EX_USAGE, "--rename: %s is not OLD=NEW", p[k].value);
            goto done;
        }
    TRY(pairs_check(p, n, ds));
    for (size_t k = 0; k < ds->nfields; k++) {
        struct field *f = &ds->field[k];
        const char *name = pairs_find(p, n, f);
        if (name != NULL) {
            field_text(&f->name, name);
            *changed = true;
        } else if (cfg.names == NULL || strcmp(cfg.names, "cf") == 0) {
            *changed |= canonical(ds, f);
        }
    }
    status = check_unique(ds);
done:
    pairs_free(p, n);
    return status;
}

static void free_all(struct stage *st) {
    free(st);
}
