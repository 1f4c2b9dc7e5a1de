/* SPDX-License-Identifier: Apache-2.0 */
/* Cells whose quality bits say that they are not to be used.  What the bits
 * mean is in the CF attributes of their field: flag_meanings with flag_masks,
 * flag_values or both; a source profile writes them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/flag.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"

static struct {
    struct texts qa;
    struct input asked; /* --variable, as it was given */
} cfg;

const struct opt qa_opts[] = {
    { .name = "qa",
      .arg = "NAME:CLASS,...",
      .texts = &cfg.qa,
      .help = "mask cells of these classes; NAME:keep=CLASS,... all others" },
    { 0 },
};

/* A cell is of a class where (quality & mask) == value. */
struct class {
    int64_t mask, value;
};

struct rule {
    size_t field;
    enum type type; /* of it */
    bool keeps;     /* cells of the classes, and masks the others */
    size_t n;
    struct class *class; /* [n] */
};

struct quality {
    struct stage st;
    size_t nrules, cells;
    struct rule *rule;
    size_t nkept, *kept;   /* fields that go on */
    size_t *flag;          /* [nkept] */
    union values *own;     /* [nkept]  or NULL */
    unsigned char *out_of; /* [cells]  masked */
    struct step *out;
};

static int parse_rule(struct quality *q, const struct dataset *in,
                      const char *text);
static void keep(struct quality *q, const struct dataset *in);
static int quality_put(struct stage *st, const struct step *s);
static void quality_free(struct stage *st);

/* "QA_PIXEL" of "QA_PIXEL:fill,cloud"; the caller frees it with free(). */
static char *name_of(const char *text) {
    char *name = mem_text(text);

    name[strcspn(name, ":")] = 0;
    return name;
}

void qa_select(struct input *in) {
    const char **list = NULL;
    size_t n = 0;

    if (cfg.qa.n == 0 || in->nvariables == 0)
        return;
    cfg.asked = *in;
    for (size_t k = 0; k < in->nvariables; k++)
        words_add(&list, &n, in->variable[k]);
    for (size_t k = 0; k < cfg.qa.n; k++)
        words_add(&list, &n, words_keep(name_of(cfg.qa.text[k])));
    in->noptional += n - in->nvariables;
    in->nvariables = n;
    in->variable = words_keep(list);
}

int qa_open(struct stage **out, const struct dataset *in) {
    struct quality *q;
    int status = EX_OK;

    if (cfg.qa.n == 0)
        return EX_OK;
    q = mem_array(1, sizeof *q);
    q->st.put = quality_put;
    q->st.free = quality_free;
    q->cells = grid_cells(in->grid);
    q->rule = mem_array(cfg.qa.n, sizeof *q->rule);
    q->out_of = mem_array(q->cells, 1);
    q->out = mem_array(1, sizeof *q->out);
    q->out->value = mem_array(in->nfields, sizeof *q->out->value);
    for (size_t k = 0; k < cfg.qa.n && status == EX_OK; k++)
        status = parse_rule(q, in, cfg.qa.text[k]);
    if (status == EX_OK) {
        keep(q, in);
        *out = &q->st;
        return EX_OK;
    }
    quality_free(&q->st);
    return err_in(status, "--qa");
}

static size_t find(const struct dataset *in, const char *name) {
    for (size_t k = 0; k < in->nfields; k++)
        if (strcmp(in->field[k].name, name) == 0 ||
            quantity_is(name, in->field[k].name, in->field[k].standard_name))
            return k;
    return SIZE_MAX;
}

/* All bits of a number, whatever its sign. */
static int64_t bits(const struct att *a, size_t k, int64_t without) {
    return a != NULL && a->number != NULL && k < a->n &&
                   fabs(a->number[k]) < 0x1p63
               ? (int64_t)a->number[k]
               : without;
}

/* Adds what the field says of a class; false: nothing. */
static bool add_class(struct rule *r, const struct field *f, const char *word) {
    const char *meaning = atts_text(&f->atts, "flag_meanings");
    const struct att *masks = atts_find(&f->atts, "flag_masks");
    const struct att *values = atts_find(&f->atts, "flag_values");
    bool found = false;

    for (size_t k = 0; meaning != NULL && *meaning; k++) {
        const size_t n = strcspn(meaning, " ");
        if (n == strlen(word) && strncmp(meaning, word, n) == 0) {
            const int64_t mask = bits(masks, k, -1);
            r->class = mem_grow(r->class, r->n + 1, sizeof *r->class);
            r->class[r->n++] = (struct class){ mask, bits(values, k, mask) };
            found = true;
        }
        meaning += n;
        meaning += strspn(meaning, " ");
    }
    return found;
}

static bool has_flags(const struct field *f) {
    return atts_text(&f->atts, "flag_meanings") != NULL;
}

/* A float holds 24 bits, a double 53. */
static int check_width(const struct field *f) {
    const struct att *masks = atts_find(&f->atts, "flag_masks");
    const double most = f->type == REAL ? 0x1p24 : 0x1p53;

    for (size_t k = 0; f->type != LABEL && masks && k < masks->n; k++)
        if (masks->number != NULL && fabs(masks->number[k]) >= most)
            return err_set(EX_DATAERR,
                           "%s has more quality bits than its values keep",
                           f->name);
    return EX_OK;
}

static int parse_rule(struct quality *q, const struct dataset *in,
                      const char *text) {
    struct rule *r = &q->rule[q->nrules++];
    char *name = name_of(text), *list = name + strlen(name), *rest = NULL;
    const struct field *f;
    int status = EX_OK;

    r->field = find(in, name);
    if (strchr(text, ':') == NULL || list[1] == 0)
        TRY(err_set(EX_USAGE, "%s is not NAME:CLASS,...", text));
    if (r->field == SIZE_MAX)
        TRY(err_set(EX_DATAERR, "no variable \"%s\"", name));
    f = &in->field[r->field];
    r->type = f->type;
    if ((f->type != LABEL && !has_flags(f)) || f->n != q->cells)
        TRY(err_set(EX_DATAERR, "%s has no quality bits", f->name));
    TRY(check_width(f));
    r->keeps = strncmp(list + 1, "keep=", 5) == 0;
    for (char *word = strtok_r(list + (r->keeps ? 6 : 1), ",", &rest); word;
         word = strtok_r(NULL, ",", &rest))
        if (!add_class(r, f, word)) {
            const char *has = atts_text(&f->atts, "flag_meanings");
            TRY(err_set(EX_DATAERR, "%s has no class \"%s\" (it has %s)",
                        f->name, word, has ? has : "none; see --source"));
        }
    if (r->n == 0)
        TRY(err_set(EX_USAGE, "%s names no class", text));
done:
    free(name);
    return status;
}

/* Quality fields that are read for this alone do not go on. */
static bool is_kept(const struct quality *q, const struct field *f, size_t k) {
    bool rules = false;

    for (size_t i = 0; i < q->nrules; i++)
        rules |= q->rule[i].field == k;
    if (!rules || cfg.asked.nvariables == 0)
        return true;
    for (size_t i = 0; i < cfg.asked.nvariables; i++)
        if (strcmp(cfg.asked.variable[i], f->name) == 0)
            return true;
    return false;
}

static void keep(struct quality *q, const struct dataset *in) {
    struct dataset *ds = q->st.ds = dataset_copy(in, true);
    const size_t n = in->nfields;
    size_t *flag = flags_of(in);

    q->kept = mem_array(n, sizeof *q->kept);
    q->flag = mem_array(n, sizeof *q->flag);
    q->own = mem_array(n, sizeof *q->own);
    for (size_t k = 0; k < n; k++) {
        if (!is_kept(q, &in->field[k], k)) {
            field_free(&ds->field[k]);
            continue;
        }
        ds->field[q->nkept] = ds->field[k];
        q->kept[q->nkept] = k;
        q->flag[q->nkept] = flag[k];
        if (in->field[k].type != LABEL && !has_flags(&in->field[k]))
            q->own[q->nkept].f =
                mem_array(in->field[k].n, type_size(in->field[k].type));
        q->nkept++;
    }
    free(flag);
    ds->nfields = q->nkept;
}

/* Is a cell to be masked by a rule? */
static bool is_out(const struct rule *r, int64_t x) {
    bool of = false;

    for (size_t k = 0; k < r->n; k++)
        of |= (x & r->class[k].mask) == r->class[k].value;
    return of != r->keeps;
}

/* All cells of a rule; what is not known is masked. */
static void apply(struct quality *q, const struct rule *r, union values x) {
    for (size_t i = 0; i < q->cells; i++) {
        const double v = r->type == LABEL  ? (double)x.i[i]
                         : r->type == WIDE ? x.d[i]
                                           : (double)x.f[i];
        const bool known =
            r->type == LABEL ? x.i[i] != LABEL_MISSING : fabs(v) < 0x1p53;
        q->out_of[i] |= !known || is_out(r, (int64_t)v);
    }
}

static void judge(struct quality *q, const struct step *s) {
    size_t masked = 0;

    memset(q->out_of, 0, q->cells);
    for (size_t k = 0; k < q->nrules; k++)
        apply(q, &q->rule[k], s->value[q->rule[k].field]);
    for (size_t i = 0; i < q->cells; i++)
        masked += q->out_of[i];
    if (masked == q->cells)
        warn("%s: QA leaves no valid cell of %zu", stages_input(), q->cells);
}

/* The values of a field, missing where cells are masked. */
static void mask(const struct quality *q, const struct field *f,
                 union values from, union values to, int32_t *flag) {
    const struct cells x = field_cells(f, from, 0);
    const struct room y = field_room(f, to, 0);

    for (size_t i = 0; i < f->n; i++) {
        const double v = cells_get(x, i);
        const bool out = q->out_of[i % q->cells] != 0;
        room_put(y, i, out ? NAN : v);
        if (out && flag != NULL && !isnan(v))
            flag[i] = FLAG_QA;
    }
}

static int quality_put(struct stage *st, const struct step *s) {
    struct quality *q = (struct quality *)st;

    judge(q, s);
    for (size_t k = 0; k < q->nkept; k++) {
        const union values from = s->value[q->kept[k]];
        int32_t *flag = q->flag[k] == SIZE_MAX ? NULL : s->value[q->flag[k]].i;
        q->out->value[k] = from;
        if (q->own[k].f == NULL)
            continue;
        mask(q, &st->ds->field[k], from, q->own[k], flag);
        q->out->value[k] = q->own[k];
    }
    step_at(q->out, s);
    return stage_pass(st, q->out);
}

static void quality_free(struct stage *st) {
    struct quality *q = (struct quality *)st;

    for (size_t k = 0; k < q->nrules; k++)
        free(q->rule[k].class);
    for (size_t k = 0; q->own && k < q->nkept; k++)
        free(q->own[k].f);
    free(q->rule);
    free(q->kept);
    free(q->flag);
    free(q->own);
    free(q->out_of);
    free(q->out->value);
    free(q->out);
    free(q);
}
