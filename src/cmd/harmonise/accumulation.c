/* SPDX-License-Identifier: Apache-2.0 */
/* Step 9: amounts accumulated over a step get the bounds of that step.
 *
 * What is known comes from --accumulation, or from the source profile as the
 * attribute twinpipe_accumulation: "step:PT1H:end". */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"

static struct { struct texts accumulation; } cfg;

const struct opt accumulation_opts[] = {
    { .name = "accumulation",
      .arg = "VAR=step:LENGTH:start|end",
      .texts = &cfg.accumulation,
      .help = "amounts of steps that long, stamped at their start or end" },
    { 0 },
};

#define KNOWN "twinpipe_accumulation"

struct accumulation {
    struct stage st;
    double before, after; /* of the stamp, [units of the time axis] */
    struct step *out;     /* the values are the input's */
};

static int parse(const char *text, int64_t *ms, bool *at_end);
static int wanted(const struct dataset *in, char **text);
static int accumulation_put(struct stage *st, const struct step *s);
static void accumulation_free(struct stage *st);

int accumulation_open(struct stage **out, const struct dataset *in) {
    struct accumulation *a = NULL;
    char *text = NULL;
    int64_t ms = 0;
    bool at_end = true;
    int status;

    TRY(wanted(in, &text));
    if (text == NULL)
        goto done;
    TRY(parse(text, &ms, &at_end));
    if (in->time.has_bounds)
        goto done; /* bounds of the file's own say it already */
    a = mem_array(1, sizeof *a);
    a->st.put = accumulation_put;
    a->st.free = accumulation_free;
    a->st.ds = dataset_copy(in, true);
    a->st.ds->time.has_bounds = true;
    for (size_t k = 0; k < in->nfields; k++)
        atts_drop(&a->st.ds->field[k].atts, KNOWN);
    a->before = at_end ? (double)ms / (double)in->time.unit.ms : 0;
    a->after = at_end ? 0 : (double)ms / (double)in->time.unit.ms;
    a->out = mem_array(1, sizeof *a->out);
    *out = &a->st;
done:
    free(text);
    return err_in(status, "--accumulation");
}

/* The kind that all accumulated fields share, or NULL. */
static int wanted(const struct dataset *in, char **text) {
    struct pair *p = NULL;
    size_t n = 0;
    int status;

    TRY(pairs_parse(&p, &n, &cfg.accumulation, "VAR=KIND"));
    TRY(pairs_check(p, n, in));
    for (size_t k = 0; k < in->nfields; k++) {
        const char *mine = pairs_find(p, n, &in->field[k]);
        if (mine == NULL)
            mine = atts_text(&in->field[k].atts, KNOWN);
        if (mine == NULL)
            continue;
        if (*text != NULL && strcmp(*text, mine) != 0) {
            status = err_set(EX_DATAERR,
                             "%s differs from %s; take one with --variable",
                             mine, *text);
            goto done;
        }
        if (*text == NULL)
            *text = mem_text(mine);
    }
done:
    pairs_free(p, n);
    return status;
}

static int parse(const char *text, int64_t *ms, bool *at_end) {
    char *copy = mem_text(text);
    char *length = strchr(copy, ':');
    char *stamp = length ? strchr(length + 1, ':') : NULL;
    int status;

    if (stamp == NULL || strncmp(copy, "step:", 5) != 0) {
        status = err_set(EX_USAGE,
                         "%s: not a kind I know (step:LENGTH:start|end)", text);
        goto done;
    }
    *stamp++ = 0;
    *at_end = strcmp(stamp, "end") == 0;
    if (!*at_end && strcmp(stamp, "start") != 0)
        status = err_set(EX_USAGE, "%s: stamped at start or end", text);
    else
        status = parse_ms(length + 1, ms);
    if (status == EX_OK && *ms <= 0)
        status = err_set(EX_USAGE, "%s: a step of no length", text);
done:
    free(copy);
    return status;
}

static int accumulation_put(struct stage *st, const struct step *s) {
    struct accumulation *a = (struct accumulation *)st;

    a->out->time = s->time;
    a->out->bounds[0] = s->time - a->before;
    a->out->bounds[1] = s->time + a->after;
    a->out->value = s->value;
    return stage_pass(st, a->out);
}

static void accumulation_free(struct stage *st) {
    free(((struct accumulation *)st)->out);
    free(st);
}
