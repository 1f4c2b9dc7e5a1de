/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/detect-events/report.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct report_options report_options = { .geometry = "outline" };
const char *const report_shapes[] = { "outline", "box", "point", "none", NULL };

int report_open(struct report *r) {
    const struct texts *events = &report_options.events;
    int status = EX_OK;

    r->sheet = mem_array(events->n, sizeof *r->sheet);
    for (; r->nsheets < events->n; r->nsheets++)
        TRY(sheet_open(&r->sheet[r->nsheets], "--events",
                       events->text[r->nsheets]));
    if (report_options.metrics != NULL)
        TRY(part_open(&r->metrics, report_options.metrics));
done:
    return status;
}

void report_close(struct report *r) {
    for (size_t k = 0; k < r->nsheets; k++)
        sheet_free(r->sheet[k]);
    free(r->sheet);
    part_free(r->metrics);
}

bool report_wanted(const struct report *r) {
    return r->nsheets > 0;
}

struct json *report_method(const char *kind, struct json **parameters) {
    struct json *method = json_new_object();

    json_set_text(method, "kind", kind);
    json_set_text(method, "version", command_version());
    *parameters = json_set(method, "parameters", json_new_object());
    return method;
}

/* Steps of the longest event, and of all of them. */
static void add_lengths(struct json *summary, const struct events *ev) {
    size_t longest = 0, all = 0;

    for (size_t e = 0; e < ev->n; e++) {
        const size_t n = ev->event[e].nmoments;
        if (ev->event[e].id == 0)
            continue;
        all += n;
        longest = n > longest ? n : longest;
    }
    json_set_number(summary, "events", ev->ids);
    json_set_number(summary, "steps", (double)all);
    json_set_number(summary, "longest", (double)longest);
}

/* The metrics as JSON; takes summary. */
static struct json *metrics(const struct catalogue *c, const struct events *ev,
                            const struct counts *n, struct json *summary) {
    struct json *j = json_copy(c->method);
    struct json *input = json_set(j, "input", json_new_object());
    struct json *threshold = json_set(j, "threshold", json_new_object());

    json_set_number(input, "steps", (double)n->steps);
    json_set_number(input, "cells", (double)n->cells);
    json_set_number(input, "valid_share",
                    n->valid / ((double)n->steps * (double)n->cells));
    json_set_text(threshold, "value", c->threshold);
    add_lengths(summary, ev);
    json_set(j, "summary", summary);
    return j;
}

int report_write(struct report *r, struct catalogue *c, struct events *ev,
                 const struct counts *n, struct json *summary) {
    struct json *j = metrics(c, ev, n, summary);
    char *text = NULL;
    int status;

    TRY(shape_parse(report_options.geometry, &c->shape));
    TRY(catalogue_write(c, ev, r->nsheets, r->sheet));
    if (r->metrics != NULL) {
        TRY(json_print(j, JSON_INDENT | JSON_NAN_NULL | JSON_LINE, &text));
        TRY(part_write(r->metrics, text, strlen(text)));
        TRY(part_commit(r->metrics));
    }
    status = EX_OK;
done:
    free(text);
    json_free(j);
    return status;
}

int put_settled(struct holdback *h, struct writer *out) {
    const struct step *s;
    int status;

    while ((status = holdback_next(h, &s)) == EX_OK && s != NULL)
        TRY(writer_put(out, s));
done:
    return status;
}

enum { STEPS_MOST = 1000000000 }; /* a span in steps may have */

int span_parse(const char *option, const char *text, struct span *s) {
    *s = (struct span){ 0 };
    s->in_steps = text[strspn(text, "0123456789")] == 0;
    if (!s->in_steps)
        return err_in(parse_ms(text, &s->ms), option);
    if (parse_size(text, &s->steps) != EX_OK)
        return err_in(EX_USAGE, option);
    return s->steps <= STEPS_MOST
               ? EX_OK
               : err_set(EX_USAGE, "%s: %zu steps are too many (%d at most)",
                         option, s->steps, STEPS_MOST);
}
