/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/detect-events/accumulate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/moving.h"

enum { STEPS_MOST = 100000 }; /* in a window */

struct accumulation {
    const char *text;
    bool all;
    struct span span;
    struct reader *in;
    size_t field, n;
    struct rain rain;
    struct pace pace;
    struct step *first; /* a copy, until the second says how long it is */
    const struct step *second;
    int64_t length; /* of a step [ms] */
    size_t steps;   /* in a window */
    size_t run;     /* steps in a row so far */
    float **past;   /* [steps]  oldest first */
    double *weight; /* [steps] */
    double *total;  /* [n]  with `all` */
};

int window_parse(const char *text, bool *all, struct span *span) {
    *all = !strcmp(text, "all");
    *span = (struct span){ 0 };
    if (*all)
        return EX_OK;
    if (span_parse("--window", text, span) != EX_OK ||
        (span->in_steps ? span->steps == 0 : span->ms <= 0))
        return err_set(EX_USAGE,
                       "--window %s: is no length (24h, a number of "
                       "steps, all)",
                       text);
    return EX_OK;
}

struct accumulation *accumulation_new(const char *text, struct reader *in,
                                      size_t field, const struct rain *rain) {
    const struct dataset *ds = reader_dataset(in);
    struct accumulation *w = mem_array(1, sizeof *w);

    w->text = text;
    w->in = in;
    w->field = field;
    w->n = ds->field[field].n;
    w->rain = *rain;
    pace_begin(&w->pace, &ds->time);
    return w;
}

void accumulation_free(struct accumulation *w) {
    if (w == NULL)
        return;
    for (size_t k = 0; w->past != NULL && k < w->steps; k++)
        free(w->past[k]);
    free(w->past);
    free(w->weight);
    free(w->total);
    step_free(w->first);
    free(w);
}

int64_t accumulation_length(const struct accumulation *w) {
    return w->length;
}

/* Keeps a copy of the first step and goes on to the second. */
static int look_ahead(struct accumulation *w) {
    const struct dataset *ds = reader_dataset(w->in);
    const struct step *s;
    int status;

    TRY(reader_next(w->in, &s));
    if (s == NULL)
        return EX_OK;
    w->first = step_new(ds);
    step_at(w->first, s);
    for (size_t k = 0; k < ds->nfields; k++)
        memcpy(w->first->value[k].f, s->value[k].f,
               ds->field[k].n * sizeof(float));
    TRY(reader_next(w->in, &w->second));
done:
    return status;
}

/* How long steps are, by the first two. */
static int find_length(struct accumulation *w) {
    struct pace pace = w->pace;
    struct instant first, second;
    int status;

    TRY(pace_next(&pace, w->first, &first));
    w->length = first.to - first.from;
    if (w->length == 0 && w->second != NULL) {
        TRY(pace_next(&pace, w->second, &second));
        w->length = second.time - first.time;
    }
done:
    return status;
}

/* How many steps are in a window. */
static int find_steps(struct accumulation *w) {
    int status;

    TRY(window_parse(w->text, &w->all, &w->span));
    TRY(find_length(w));
    if (w->length == 0 && (w->rain.is_rate || !(w->all || w->span.in_steps)))
        return err_set(EX_DATAERR,
                       "one step without bounds: its length is not "
                       "known (--window 1 takes an amount as it is)");
    w->steps = w->all ? 1 : w->span.steps;
    if (!w->all && !w->span.in_steps) {
        if (w->span.ms % w->length != 0)
            return err_set(EX_DATAERR,
                           "--window %s: no whole number of steps "
                           "of %gh (--window 1 takes a step, all sums from the "
                           "first on)",
                           w->text, (double)w->length / MS_PER_HOUR);
        w->steps = (size_t)(w->span.ms / w->length);
    }
    if (w->steps > STEPS_MOST)
        TRY(err_set(EX_USAGE,
                    "--window %s: %zu steps are too many (%d at most)", w->text,
                    w->steps, STEPS_MOST));
    w->past = mem_array(w->steps, sizeof *w->past);
    for (size_t k = 0; k < w->steps; k++)
        w->past[k] = mem_array(w->n, sizeof **w->past);
    w->weight = mem_array(w->steps, sizeof *w->weight);
    if (w->all)
        w->total = mem_array(w->n, sizeof *w->total);
done:
    return status;
}

/* The length of the step that ends now [ms]. */
static int step_length(const struct accumulation *w,
                       const struct instant *before, const struct instant *now,
                       int64_t *length) {
    const bool by_time = !w->all && !w->span.in_steps;

    *length = now->to - now->from;
    if (*length == 0)
        *length =
            now->step == 0 || now->hole ? w->length : now->time - before->time;
    if (by_time && *length != w->length)
        return err_set(EX_DATAERR,
                       "step %zu is %gh long, the first %gh (give "
                       "--window in steps)",
                       now->step + 1, (double)*length / MS_PER_HOUR,
                       (double)w->length / MS_PER_HOUR);
    return EX_OK;
}

/* Takes the step into the window; the oldest falls out. */
static void push(struct accumulation *w, const float *value, double weight) {
    float *oldest = w->past[0];

    memmove(w->past, w->past + 1, (w->steps - 1) * sizeof *w->past);
    memmove(w->weight, w->weight + 1, (w->steps - 1) * sizeof *w->weight);
    memcpy(oldest, value, w->n * sizeof *oldest);
    w->past[w->steps - 1] = oldest;
    w->weight[w->steps - 1] = weight;
    w->run++;
}

static void put_missing(float *sum, size_t n) {
    for (size_t i = 0; i < n; i++)
        sum[i] = NAN;
}

static void add_all(struct accumulation *w, const float *value, double weight,
                    const struct instant *now, float *sum) {
    if (now->hole) {
        warn("heavy-rain: steps are absent before step %zu: the sum from the "
             "first on is not known any more",
             now->step + 1);
        for (size_t i = 0; i < w->n; i++)
            w->total[i] = NAN;
    }
    moving_add(w->n, value, weight, w->total);
    for (size_t i = 0; i < w->n; i++)
        sum[i] = (float)w->total[i];
}

static int add_step(struct accumulation *w, const struct step *s,
                    struct instant *now, float *sum) {
    const struct instant before = w->pace.last;
    const float *value = s->value[w->field].f;
    int64_t length;
    double weight;
    int status;

    TRY(pace_next(&w->pace, s, now));
    TRY(step_length(w, &before, now, &length));
    weight = w->rain.scale * (w->rain.is_rate ? (double)length / 1000 : 1);
    if (now->hole)
        w->run = 0;
    if (w->all) {
        add_all(w, value, weight, now, sum);
        return EX_OK;
    }
    push(w, value, weight);
    if (w->run >= w->steps)
        moving_sum(w->steps, w->n, (const float *const *)w->past, w->weight,
                   sum);
    else
        put_missing(sum, w->n);
done:
    return status;
}

int accumulation_next(struct accumulation *w, const struct step **s,
                      struct instant *now, float *sum) {
    int status;

    *s = NULL;
    if (w->pace.n == 0) {
        TRY(look_ahead(w));
        if (w->first == NULL)
            return EX_OK;
        TRY(find_steps(w));
        *s = w->first;
    } else if (w->pace.n == 1) {
        *s = w->second;
    } else {
        TRY(reader_next(w->in, s));
    }
    if (*s != NULL)
        TRY(add_step(w, *s, now, sum));
    status = EX_OK;
done:
    return status;
}
