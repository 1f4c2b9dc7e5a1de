/* SPDX-License-Identifier: Apache-2.0 */
/* What the quality bits of a source mean, and which values are valid. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/profile_part.h"

/* Classes as CF has them: three lists of one length. */
struct classes {
    size_t n;
    double *mask, *value;
    char *meanings;
};

static void add(struct classes *c, const char *name, double mask,
                double value) {
    mem_append(&c->meanings, " ", name);
    c->mask = mem_grow(c->mask, c->n + 1, sizeof *c->mask);
    c->value = mem_grow(c->value, c->n + 1, sizeof *c->value);
    c->mask[c->n] = mask;
    c->value[c->n++] = value;
}

/* {"bit": 3}, {"bits": [8, 9], "value": 3}, {"values": [8, 9, 10]} */
static void add_class(struct classes *c, const struct json *j) {
    const struct json *bits = json_get(j, "bits"), *m;
    const struct json *values = json_get(j, "values");
    const char *name = json_name(j);
    int first, last;

    if (json_get(j, "bit") != NULL) {
        first = (int)json_number(json_get(j, "bit"));
        add(c, name, (double)(1U << first), (double)(1U << first));
    }
    if (bits != NULL) {
        first = (int)json_number(json_at(bits, 0));
        last = (int)json_number(json_at(bits, 1));
        add(c, name, (double)(((2U << (last - first)) - 1) << first),
            (double)((unsigned)json_number(json_get(j, "value")) << first));
    }
    for (m = json_first(values); m; m = json_next(m))
        add(c, name, 65535, json_number(m));
}

static void describe(const struct json *classes, struct nc_var *v) {
    struct classes c = { .meanings = mem_text("") };

    for (const struct json *j = json_first(classes); j; j = json_next(j))
        add_class(&c, j);
    if (c.n > 0 && atts_find(&v->atts, "flag_meanings") == NULL) {
        atts_set_numbers(&v->atts, "flag_masks", TYPE_INT, c.n, c.mask);
        atts_set_numbers(&v->atts, "flag_values", TYPE_INT, c.n, c.value);
        atts_set_text(&v->atts, "flag_meanings", c.meanings);
    }
    free(c.mask);
    free(c.value);
    free(c.meanings);
}

void profile_classes(const struct json *tree, struct nc *nc) {
    const struct json *j;

    for (j = json_first(json_get(tree, "qa")); j; j = json_next(j)) {
        const size_t v = nc_find_var(nc, json_name(j));
        if (v != NC_NONE)
            describe(j, &nc->var[v]);
    }
    for (j = json_first(json_get(tree, "valid")); j; j = json_next(j)) {
        const size_t v = nc_find_var(nc, json_name(j));
        char *text;
        if (v == NC_NONE)
            continue;
        text = mem_format("%s,%s", json_text(json_at(j, 0)),
                          json_text(json_at(j, 1)));
        atts_set_text(&nc->var[v].atts, "twinpipe_valid", text);
        free(text);
    }
}
