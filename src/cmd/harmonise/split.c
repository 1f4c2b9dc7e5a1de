/* SPDX-License-Identifier: Apache-2.0 */
/* Which steps are to train, to validate, to test. */
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"

#define MEMORY "twinpipe_split"

static struct { const char *split; } cfg;

const struct opt split_opts[] = {
    { .name = "split",
      .arg = "train=A/B,valid=A/B,test=A/B",
      .text = &cfg.split,
      .help = "add split(time): what each step is for" },
    { 0 },
};

static const char *const words[] = { "train", "valid", "test" };

/* One range of the option. */
struct part {
    size_t word;
    char *text; /* "train=1980/1999", in the list's block */
    struct time_span span;
    size_t steps;
};

struct split {
    struct stage st;
    size_t nparts;
    struct part *part;
    char **list;           /* block of the texts */
    size_t nfields, place; /* that come in; of the field */
    int32_t value;
    struct step out; /* the input's values, then our own */
};

/* "train=1980/1999" */
static int part_parse(char *text, enum calendar c, struct part *p) {
    const size_t n = strcspn(text, "=");
    struct time_range range;
    int status;

    p->text = text;
    while (
        p->word < sizeof words / sizeof *words &&
        (strlen(words[p->word]) != n || strncmp(words[p->word], text, n) != 0))
        p->word++;
    if (text[n] == 0 || p->word == sizeof words / sizeof *words)
        return err_set(
            EX_USAGE, "\"%s\" is none of train=A/B, valid=A/B, test=A/B", text);
    TRY(err_in(parse_time_range(text + n + 1, &range), text));
    TRY(err_in(calendar_span(c, &range, &p->span), text));
done:
    return status;
}

static int overlap(const struct split *p) {
    for (size_t k = 0; k < p->nparts; k++)
        for (size_t i = 0; i < k; i++)
            if (p->part[k].span.first < p->part[i].span.end &&
                p->part[i].span.first < p->part[k].span.end)
                return err_set(EX_USAGE, "%s and %s overlap", p->part[i].text,
                               p->part[k].text);
    return EX_OK;
}

static int split_parse(struct split *p, const char *text, enum calendar c) {
    int status;

    TRY(parse_list(text, &p->list, &p->nparts));
    p->part = mem_array(p->nparts, sizeof *p->part);
    for (size_t k = 0; k < p->nparts; k++)
        TRY(part_parse(p->list[k], c, &p->part[k]));
    TRY(overlap(p));
done:
    return status;
}

static int split_put(struct stage *st, const struct step *s) {
    struct split *p = (struct split *)st;
    int status = EX_OK;

    memcpy(p->out.value, s->value, p->nfields * sizeof *p->out.value);
    p->value = LABEL_MISSING;
    for (size_t k = 0; k < p->nparts; k++) {
        bool is_in;
        TRY(step_is_in(&st->ds->time, &p->part[k].span, s, &is_in));
        if (!is_in)
            continue;
        p->value = (int32_t)p->part[k].word + 1;
        p->part[k].steps++;
    }
    p->out.value[p->place].i = &p->value;
    step_at(&p->out, s);
    TRY(stage_pass(st, &p->out));
done:
    return status;
}

static int split_end(struct stage *st) {
    const struct split *p = (struct split *)st;

    for (size_t k = 0; cfg.split != NULL && k < p->nparts; k++)
        if (p->part[k].steps == 0)
            warn("--split: no step in %s", p->part[k].text);
    return EX_OK;
}

static void split_free(struct stage *st) {
    struct split *p = (struct split *)st;

    free(p->list);
    free(p->part);
    free(p->out.value);
    free(p);
}

/* The field, which an earlier run may have written to a file without places;
 * anything else of that name is refused. */
static int describe(struct split *p, const char *text) {
    static const double values[] = { 1, 2, 3 };
    struct dataset *ds = p->st.ds;
    const bool again = atts_text(&ds->atts, MEMORY) != NULL;
    struct field *f;

    atts_set_text(&ds->atts, MEMORY, text);
    for (size_t k = 0; k < ds->nfields; k++) {
        f = &ds->field[k];
        p->place = k;
        if (strcmp(f->name, "split") == 0)
            return again && f->type == LABEL && f->n == 1
                       ? EX_OK
                       : err_set(EX_DATAERR, "there is a field \"split\" "
                                             "already (--rename split=OTHER)");
    }
    p->place = ds->nfields;
    f = dataset_add(ds, "split", LABEL);
    f->placeless = true;
    f->has_member = f->has_level = false;
    f->n = 1;
    f->store = TYPE_BYTE;
    field_text(&f->long_name, "what the step is for");
    atts_set_numbers(&f->atts, "flag_values", TYPE_BYTE, 3, values);
    atts_set_text(&f->atts, "flag_meanings", "train valid test");
    return EX_OK;
}

int split_open(struct stage **out, const struct dataset *in) {
    const char *was = atts_text(&in->atts, MEMORY);
    const char *text = cfg.split ? cfg.split : was;
    struct split *p;
    int status;

    if (text == NULL || (cfg.split == NULL && in->time.name == NULL))
        return EX_OK;
    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "no time axis (--split needs one)");
    p = mem_array(1, sizeof *p);
    p->st.put = split_put;
    p->st.end = split_end;
    p->st.free = split_free;
    status = err_in(split_parse(p, text, in->time.unit.calendar), "--split");
    if (status != EX_OK && cfg.split == NULL) {
        warn("the attribute " MEMORY " is left out: %s", err_text());
        split_free(&p->st);
        return EX_OK;
    }
    TRY(status);
    p->st.ds = dataset_copy(in, true);
    TRY(describe(p, text));
    p->nfields = in->nfields;
    p->out.value = mem_array(p->nfields + 1, sizeof *p->out.value);
    *out = &p->st;
    p = NULL;
done:
    if (p != NULL)
        stage_free(&p->st);
    return status;
}
