/* SPDX-License-Identifier: Apache-2.0 */
/* Values that stand out from the steps around them (--hampel), or from their
 * whole series (--sigma-clip). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/whole.h"
#include "core/mem.h"
#include "core/parse.h"
#include "kernel/hampel.h"
#include "kernel/infill.h"

static struct { const char *hampel, *clip; } cfg;

const struct opt outliers_opts[] = {
    { .name = "hampel",
      .arg = "K[,N][,fill]",
      .text = &cfg.hampel,
      .help = "drop what is over N (3) deviations from the median of the K "
              "steps on each side; with mad-floor=U the least deviation" },
    { .name = "sigma-clip",
      .arg = "KAPPA[,N]",
      .text = &cfg.clip,
      .help = "drop what is over KAPPA (3) deviations from the mean of its "
              "series, at most N (5) times" },
    { 0 },
};

/* A step that waits for those after it. */
struct hampel_stage {
    struct stage st;
    struct hampel how;
    size_t k; /* steps on each side */
    size_t nfields;
    size_t *flag;       /* [nfields] place of the flags, or SIZE_MAX */
    struct step **ring; /* [2k + 1] */
    size_t n, next;     /* steps that came, and the next to pass on */
    struct step *out;
    unsigned char *hit; /* [most cells] */
    bool flags;         /* there are some */
};

/* The step in the middle, cleaned as it is asked for. */
struct cleaned {
    struct pull pull;
    const struct hampel_stage *of;
    struct step step;
};

static const struct step *ring_at(const struct hampel_stage *h, size_t i) {
    return h->ring[i % (2 * h->k + 1)];
}

/* n values of step h->next of field f from the first-th on, from the window
 * around it. */
static void clean(const struct hampel_stage *h, size_t f, const size_t part[2],
                  float *out, unsigned char *hit) {
    const size_t first = h->next < h->k ? 0 : h->next - h->k;
    const size_t last = h->next + h->k < h->n ? h->next + h->k : h->n - 1;
    const float *window[HAMPEL_WIDEST];
    struct hampel how = h->how;

    how.width = last - first + 1;
    how.middle = h->next - first;
    for (size_t i = first; i <= last; i++)
        window[i - first] = ring_at(h, i)->value[f].f + part[0];
    hampel_cells(&how, part[1], window, out, hit);
}

static void clean_field(struct hampel_stage *h, size_t f) {
    const struct field *field = &h->st.ds->field[f];
    int32_t *flags =
        h->flag[f] == SIZE_MAX ? NULL : h->out->value[h->flag[f]].i;

    clean(h, f, (const size_t[2]){ 0, field->n }, h->out->value[f].f, h->hit);
    for (size_t i = 0; flags != NULL && i < field->n; i++)
        if (h->hit[i])
            flags[i] = FLAG_HAMPEL;
}

static int get_clean(const struct pull *p, size_t k, size_t first, size_t n,
                     float *out) {
    unsigned char *hit = mem_array(n, 1);

    clean(((const struct cleaned *)p)->of, k, (const size_t[2]){ first, n },
          out, hit);
    free(hit);
    return EX_OK;
}

/* Without flags, to one that takes it so. */
static int give_next(struct hampel_stage *h) {
    struct cleaned c = { { get_clean }, h, *ring_at(h, h->next) };
    int status;

    c.step.pull = &c.pull;
    c.step.held = 1;
    status = stage_pass(&h->st, &c.step);
    h->next++;
    return status;
}

static int pass_next(struct hampel_stage *h) {
    const struct step *s = ring_at(h, h->next);

    if (!h->flags && h->st.next->pulls)
        return give_next(h);
    for (size_t f = 0; f < h->nfields; f++)
        if (h->st.ds->field[f].type == LABEL)
            memcpy(h->out->value[f].i, s->value[f].i,
                   h->st.ds->field[f].n * sizeof(int32_t));
    for (size_t f = 0; f < h->nfields; f++)
        if (h->st.ds->field[f].type == REAL)
            clean_field(h, f);
    step_at(h->out, s);
    h->next++;
    return stage_pass(&h->st, h->out);
}

static int hampel_put(struct stage *st, const struct step *s) {
    struct hampel_stage *h = (struct hampel_stage *)st;
    struct step *mine = h->ring[h->n % (2 * h->k + 1)];
    int status = EX_OK;

    for (size_t f = 0; f < h->nfields; f++)
        if (s->pull != NULL)
            TRY(pull_fill(s->pull, f, 0, st->ds->field[f].n, mine->value[f].f));
        else
            memcpy(mine->value[f].f, s->value[f].f,
                   st->ds->field[f].n * sizeof(float));
    step_at(mine, s);
    h->n++;
    if (h->n > h->next + h->k)
        status = pass_next(h);
done:
    return status;
}

static int hampel_end(struct stage *st) {
    struct hampel_stage *h = (struct hampel_stage *)st;
    int status = EX_OK;

    while (h->next < h->n)
        TRY(pass_next(h));
done:
    return status;
}

static void hampel_free(struct stage *st) {
    struct hampel_stage *h = (struct hampel_stage *)st;

    for (size_t i = 0; h->ring && i < 2 * h->k + 1; i++)
        step_free(h->ring[i]);
    free(h->ring);
    free(h->flag);
    free(h->hit);
    step_free(h->out);
    free(h);
}

/* "3,3,fill,mad-floor=0.1" */
static int hampel_parse(const char *text, struct hampel_stage *h) {
    double number[2] = { 3, 3 };
    char **word = NULL;
    size_t n, given = 0;
    int status;

    TRY(parse_list(text, &word, &n));
    for (size_t i = 0; i < n; i++) {
        if (strcmp(word[i], "fill") == 0)
            h->how.takes_over = 1;
        else if (strncmp(word[i], "mad-floor=", 10) == 0)
            TRY(parse_double(word[i] + 10, &h->how.floor));
        else if (given < 2)
            TRY(parse_double(word[i], &number[given++]));
        else
            TRY(err_set(EX_USAGE, "%s: not K[,N][,fill][,mad-floor=U]", text));
    }
    if (!(number[0] >= 1 && number[0] <= HAMPEL_WIDEST / 2 &&
          number[0] == trunc(number[0])))
        TRY(err_set(EX_USAGE, "K is a whole number from 1 to %d, not %g",
                    HAMPEL_WIDEST / 2, number[0]));
    if (!(number[1] > 0 && h->how.floor >= 0))
        TRY(err_set(EX_USAGE, "%s: N is over 0, a floor not below it", text));
    h->k = (size_t)number[0];
    h->how.factor = number[1];
done:
    free(word);
    return err_in(status, "--hampel");
}

int hampel_open(struct stage **out, const struct dataset *in) {
    struct hampel_stage *h;
    size_t most = 0;
    int status;

    if (cfg.hampel == NULL)
        return EX_OK;
    if (in->time.name == NULL)
        return err_set(EX_DATAERR, "no time axis (--hampel needs one)");
    if ((status = stage_angles(in, "--hampel")) != EX_OK)
        return status;
    h = mem_array(1, sizeof *h);
    h->st.put = hampel_put;
    h->st.end = hampel_end;
    h->st.free = hampel_free;
    if ((status = hampel_parse(cfg.hampel, h)) != EX_OK) {
        free(h);
        return status;
    }
    h->st.ds = dataset_copy(in, true);
    h->nfields = in->nfields;
    h->flag = flags_of(in);
    for (size_t f = 0; f < in->nfields; f++)
        most = in->field[f].n > most ? in->field[f].n : most;
    for (size_t f = 0; f < in->nfields; f++)
        h->flags |= in->field[f].type == LABEL;
    h->st.pulls = true;
    h->ring = mem_array(2 * h->k + 1, sizeof(struct step *));
    for (size_t i = 0; i < 2 * h->k + 1; i++)
        h->ring[i] = step_new(in);
    h->hit = mem_array(most, 1);
    h->out = step_new(in);
    *out = &h->st;
    return EX_OK;
}

struct clip {
    double kappa;
    size_t rounds;
};

static size_t clip_series(const void *with, const struct whole_axis *a,
                          double *scratch, float *series) {
    const struct clip *c = with;

    (void)scratch;
    return infill_clip(a->n, c->kappa, c->rounds, series);
}

/* "3,5" */
static int clip_parse(const char *text, struct clip *c) {
    double x[2] = { 3, 5 };
    int status = parse_doubles(text, strchr(text, ',') ? 2 : 1, x);

    if (status == EX_OK &&
        !(x[0] > 0 && x[1] >= 1 && x[1] <= 1e6 && x[1] == trunc(x[1])))
        status =
            err_set(EX_USAGE, "%s: KAPPA is over 0, N a whole number", text);
    if (status == EX_OK)
        *c = (struct clip){ x[0], (size_t)x[1] };
    return err_in(status, "--sigma-clip");
}

int clip_open(struct stage **out, const struct dataset *in) {
    struct whole_how how = { .option = "--sigma-clip",
                             .work = clip_series,
                             .free = free,
                             .flag = FLAG_SIGMA };
    struct clip c = { 0 };
    int status;

    if (cfg.clip == NULL)
        return EX_OK;
    TRY(stage_angles(in, "--sigma-clip"));
    TRY(clip_parse(cfg.clip, &c));
    how.with = mem_copy(&c, 1, sizeof c);
    TRY(whole_open(out, in, &how));
    how.with = NULL;
done:
    free(how.with);
    return status;
}
