/* SPDX-License-Identifier: Apache-2.0 */
/* where, bbox: features that pass are passed byte for byte. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/vector-filter/expression.h"
#include "cmd/vector-filter/operations.h"
#include "core/geojson.h"
#include "core/mem.h"

static struct {
    const char *condition;
    struct bbox box;
    bool others;
} cfg;

const struct opt where_opts[] = {
    { .letter = 'e',
      .name = "expression",
      .arg = "EXPR",
      .text = &cfg.condition,
      .required = true,
      .help = "the condition, as 'elev > 1500 AND t < 10'" },
    { .name = "not", .flag = &cfg.others, .help = "the other features" },
    { 0 },
};

const struct opt bbox_opts[] = {
    { .name = "bbox",
      .arg = "W,S,E,N",
      .bbox = &cfg.box,
      .required = true,
      .help = "in degrees; W larger than E crosses the date line" },
    { .name = "not", .flag = &cfg.others, .help = "the other features" },
    { 0 },
};

/* The first features, for a warning when a name is in none of them. */
enum { LOOKED_AT = 1000 };

struct names {
    size_t n;
    const char **name;
    bool *seen;
};

static void add_name(const char *name, void *data) {
    struct names *n = data;

    n->name = mem_grow(n->name, n->n + 1, sizeof *n->name);
    n->name[n->n++] = name;
}

static void look(struct names *n, const struct item *item) {
    const struct json *p = json_get(item->tree, "properties");

    for (size_t k = 0; k < n->n; k++) {
        const char *dot = strchr(n->name[k], '.');
        char *first =
            dot ? mem_format("%.*s", (int)(dot - n->name[k]), n->name[k])
                : NULL;
        n->seen[k] |= json_get(p, n->name[k]) || json_get(p, first);
        free(first);
    }
}

static void complain(const struct names *n, size_t count) {
    for (size_t k = 0; k < n->n && count > 0; k++)
        if (!n->seen[k])
            warn("no feature of the first %zu has \"%s\"",
                 count < LOOKED_AT ? count : LOOKED_AT, n->name[k]);
}

int where_run(struct features *in, struct features_out *out) {
    struct expression *e = NULL;
    struct names names = { 0 };
    const struct item *item;
    enum truth truth;
    size_t count = 0;
    int status;

    TRY(err_in(expression_parse(&e, cfg.condition), "--expression"));
    expression_names(e, add_name, &names);
    names.seen = mem_array(names.n, sizeof *names.seen);
    while ((status = features_next(in, &item)) == EX_OK && item != NULL) {
        if (count++ < LOOKED_AT)
            look(&names, item);
        status = expression_test(e, item->tree, &truth);
        if (status != EX_OK)
            status = feature_fault(status, item, out);
        else if ((truth == TRUE_) != cfg.others)
            status = features_put(out, item->text, item->n);
        if (status != EX_OK)
            goto done;
    }
    complain(&names, count);
done:
    free(names.name);
    free(names.seen);
    expression_free(e);
    return status;
}

static bool overlaps(double a, double b, double c, double d) {
    return a <= d && c <= b;
}

/* Longitudes mean the same a turn further on. */
static bool touches(const double e[4], const struct bbox *b) {
    const double east = b->west > b->east ? b->east + 360 : b->east;

    if (!overlaps(e[1], e[3], b->south, b->north))
        return false;
    for (int turn = -720; turn <= 720; turn += 360)
        if (overlaps(e[0] + turn, e[2] + turn, b->west, east))
            return true;
    return false;
}

int bbox_run(struct features *in, struct features_out *out) {
    const struct item *item;
    int status;

    while ((status = features_next(in, &item)) == EX_OK && item != NULL) {
        struct geometry g;
        double envelope[4];
        status = geojson_geometry(json_get(item->tree, "geometry"), &g);
        if (status != EX_OK) {
            status = feature_fault(status, item, out);
        } else {
            const bool is_in =
                geometry_envelope(&g, envelope) && touches(envelope, &cfg.box);
            geometry_free(&g);
            if (is_in != cfg.others)
                status = features_put(out, item->text, item->n);
        }
        if (status != EX_OK)
            return status;
    }
    return status;
}
