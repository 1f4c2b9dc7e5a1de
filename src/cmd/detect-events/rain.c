/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/detect-events/rain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/label.h"
#include "kernel/sphere.h"

/* "over 24h ending with the step" */
static char *what_is_summed(const char *window) {
    if (!strcmp(window, "all"))
        return mem_text("since the first step");
    return mem_format("over %s%s ending with the step", window,
                      window[strspn(window, "0123456789")] ? "" : " steps");
}

static struct dataset *describe(const struct rain_run *r) {
    const double values[] = { 0, 1 };
    struct dataset *ds = dataset_copy(reader_dataset(r->in), false);
    char *sum = what_is_summed(r->window_text), *text;
    struct field *f = dataset_add(ds, "accumulation", REAL);

    field_text(&f->standard_name, "precipitation_amount");
    field_text(&f->units, "kg m-2");
    field_text(&f->cell_methods, "time: sum");
    f->long_name = mem_format("rain %s", sum);
    f->store = TYPE_FLOAT;
    f = dataset_add(ds, "heavy_rain", LABEL);
    f->long_name = mem_format("rain %s above %s", sum, r->threshold);
    f->store = TYPE_BYTE;
    atts_set_numbers(&f->atts, "flag_values", TYPE_BYTE, 2, values);
    atts_set_text(&f->atts, "flag_meanings", "no_heavy_rain heavy_rain");
    f = dataset_add(ds, "label", LABEL);
    field_text(&f->long_name, "event of heavy rain (0: none)");
    f->store = TYPE_INT;
    text = mem_format("heavy-rain: rain %s above %s", sum, r->threshold);
    atts_set_text(&ds->atts, "twinpipe_method", text);
    atts_set_text(&ds->atts, "twinpipe_missing_rule",
                  "a sum is missing where its window is not complete or a "
                  "value in it is missing; missing cells are in no event");
    free(text);
    free(sum);
    return ds;
}

void rain_begin(struct rain_run *r) {
    r->ds = describe(r);
    r->out = step_new(r->ds);
    r->mask = mem_array(r->cells->n, 1);
    r->events = events_new(r->cells, report_wanted(&r->report));
    r->sums = accumulation_new(r->window_text, r->in, r->field, &r->rain);
    r->held = holdback_new(r->ds, RAIN_LABEL, r->events);
    r->counts.cells = r->cells->n;
    r->first = SIZE_MAX;
}

void rain_free(struct rain_run *r) {
    holdback_free(r->held);
    accumulation_free(r->sums);
    evolve_free(r->evolve);
    events_free(r->events);
    free(r->mask);
    step_free(r->out);
    dataset_free(r->ds);
    report_close(&r->report);
    cell_order_free(r->cells);
    for (size_t k = 0; k < r->nareas; k++)
        free(r->area_name[k]);
    free(r->threshold);
}

/* What a link may pass over [steps]. */
static size_t gap_steps(const struct rain_run *r) {
    const int64_t length = accumulation_length(r->sums);

    if (r->gap.in_steps)
        return r->gap.steps;
    return length > 0 ? (size_t)(r->gap.ms / length) : 0;
}

static void measure(const void *context, struct sighting *s) {
    const struct rain_run *r = context;
    const float *depth = r->out->value[ACCUMULATION].f;
    const bool places = report_wanted(&r->report);

    s->peak = -1;
    for (size_t k = 0; k < s->ncells; k++) {
        const uint32_t c = s->cell[k];
        const double area = r->cells->area[c], d = depth[c];
        const double intensity = d - (double)r->over;
        double p[3];
        s->sum[SUM_CELLS] += 1;
        s->sum[SUM_AREA] += area;
        s->sum[SUM_INTENSITY] += area * intensity;
        s->sum[SUM_VOLUME] += area * d;
        for (size_t i = 0; i < r->nareas; i++)
            s->sum[SUM_AREAS + i] += d > r->area[i] ? area : 0;
        if (intensity > s->peak) {
            s->peak = intensity;
            s->peak_cell = c;
        }
        if (!places)
            continue;
        sphere_point(r->cells->lon[c], r->cells->lat[c], p);
        for (size_t i = 0; i < 3; i++)
            s->place[i] += area * intensity * p[i];
    }
}

/* The mask and its field; counts the sums that are there. */
static size_t fill_mask(struct rain_run *r) {
    const float *depth = r->out->value[ACCUMULATION].f;
    int32_t *flag = r->out->value[HEAVY_RAIN].i;
    size_t known = 0;

    for (size_t i = 0; i < r->cells->n; i++) {
        const bool missing = isnan(depth[i]);
        const bool heavy = depth[i] > r->over;
        r->mask[i] = missing ? MASK_MISSING : heavy ? MASK_IN : MASK_OUT;
        flag[i] = missing ? LABEL_MISSING : heavy;
        known += !missing;
    }
    return known;
}

int rain_step(struct rain_run *r, const struct step *s,
              const struct instant *now) {
    const struct measure m = { measure, r };
    const float *value = s->value[r->field].f;
    const size_t known = fill_mask(r);

    if (r->evolve == NULL) {
        r->rules.gap = gap_steps(r);
        r->evolve = evolve_new(r->cells, &r->rules, r->events);
    }
    evolve_step(r->evolve, r->mask, now, &m, r->out->value[RAIN_LABEL].i);
    r->counts.steps++;
    for (size_t i = 0; i < r->cells->n; i++)
        r->counts.valid += !isnan(value[i]);
    r->known += (double)known;
    if (known > 0 && r->first == SIZE_MAX)
        r->first = now->step;
    if (known > 0)
        r->last = now->step;
    step_at(r->out, s);
    return holdback_put(r->held, r->out);
}

void rain_end(struct rain_run *r) {
    if (r->evolve != NULL)
        evolve_end(r->evolve);
}

static double own_column(const void *context, const struct event *e, size_t k) {
    const struct rain_run *r = context;
    const size_t sum =
        k == COLUMN_VOLUME ? SUM_VOLUME : SUM_AREAS + (k - COLUMN_AREAS);
    double most = 0;

    if (k == COLUMN_MAXIMUM)
        return e->peak + (double)r->over;
    for (size_t i = 0; i < e->nmoments; i++)
        most = fmax(most, e->moment[i].sum[sum]);
    return k == COLUMN_VOLUME ? most * 1000 : most; /* km2 mm -> m3 */
}

static void warn_of_nothing(const struct rain_run *r) {
    if (r->counts.steps == 0 || r->known > 0)
        return;
    if (r->counts.valid == 0)
        warn("heavy-rain: no valid cell of %zu in %zu steps", r->cells->n,
             r->counts.steps);
    else
        warn("heavy-rain: no window of %s is complete in %zu steps (--window "
             "all sums from the first on)",
             r->window_text, r->counts.steps);
}

int rain_report(struct rain_run *r, struct json *method) {
    struct column column[COLUMN_AREAS + AREAS_MAX] = {
        { "volume", own_column },
        { "accumulation_max", own_column },
    };
    struct catalogue c = {
        .kind = "heavy-rain",
        .variable = "accumulation",
        .units = "kg m-2",
        .threshold = r->threshold,
        .axis = &reader_dataset(r->in)->time,
        .length = accumulation_length(r->sums),
        .first = r->first,
        .last = r->last,
        .ncolumns = COLUMN_AREAS + r->nareas,
        .column = column,
        .context = r,
        .method = method,
    };
    struct json *summary = json_new_object();
    double most = NAN;
    int status;

    for (size_t k = 0; k < r->nareas; k++)
        column[COLUMN_AREAS + k] =
            (struct column){ r->area_name[k], own_column };
    for (size_t e = 0; e < r->events->n; e++)
        if (r->events->event[e].id > 0)
            most = fmax(most, r->events->event[e].peak + (double)r->over);
    json_set_number(summary, "accumulation_max", most);
    status = report_write(&r->report, &c, r->events, &r->counts, summary);
    warn_of_nothing(r);
    json_free(method);
    return status;
}
