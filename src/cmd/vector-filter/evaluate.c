/* SPDX-License-Identifier: Apache-2.0 */
/* The value of an expression for one feature. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/vector-filter/expression.h"
#include "cmd/vector-filter/nodes.h"
#include "core/geodesic.h"
#include "core/geojson.h"
#include "core/mem.h"

/* What an expression can be; lists and objects are taken for NULL. */
struct value {
    enum { NONE, BOOL, NUMBER, TEXT } kind;
    bool yes;
    double number;
    char *text; /* its own */
};

static int evaluate(const struct node *n, const struct json *feature,
                    struct value *v);

static void value_free(struct value *v) {
    free(v->text);
    v->text = NULL;
}

static struct value truth_value(enum truth t) {
    return (struct value){ .kind = t == UNKNOWN ? NONE : BOOL,
                           .yes = t == TRUE_ };
}

static enum truth truth_of(const struct value *v) {
    return v->kind != BOOL ? UNKNOWN : v->yes ? TRUE_ : FALSE_;
}

static struct value number_value(double x) {
    return (struct value){ .kind = isnan(x) ? NONE : NUMBER, .number = x };
}

static struct value json_value(const struct json *j) {
    switch (json_kind(j)) {
    case JSON_BOOL:
        return truth_value(json_true(j) ? TRUE_ : FALSE_);
    case JSON_NUMBER:
        return number_value(json_number(j));
    case JSON_TEXT:
        return (struct value){ .kind = TEXT, .text = mem_text(json_text(j)) };
    default:
        return (struct value){ .kind = NONE };
    }
}

/* A property by its name, or, with dots, a member of one. */
static struct value property(const char *name, const struct json *feature) {
    const struct json *j = json_get(feature, "properties");
    const struct json *whole = json_get(j, name);
    char *copy, *at, *dot;
    struct value v;

    if (whole != NULL)
        return json_value(whole);
    at = copy = mem_text(name);
    while ((dot = strchr(at, '.')) != NULL) {
        *dot = 0;
        j = json_get(j, at);
        at = dot + 1;
    }
    v = json_value(json_get(j, at));
    free(copy);
    return v;
}

/* Sum over the rings or lines of a geometry and its members. */
static double measure(const struct geometry *g, bool area,
                      const struct geodesic *geo) {
    const bool polygon =
        g->type == GEOMETRY_POLYGON || g->type == GEOMETRY_MULTIPOLYGON;
    const bool line =
        g->type == GEOMETRY_LINESTRING || g->type == GEOMETRY_MULTILINESTRING;
    double sum = 0;

    for (size_t r = 0; (area ? polygon : line) && r < g->nrings; r++) {
        const size_t n = g->ring[r + 1] - g->ring[r];
        const double *xy = g->xy + 2 * g->ring[r];
        sum += area ? geo->area(n, xy) : geo->length(n, xy);
    }
    for (size_t m = 0; m < g->nmembers; m++)
        sum += measure(&g->member[m], area, geo);
    return sum;
}

static size_t count_points(const struct geometry *g) {
    size_t n = g->npoints;

    for (size_t m = 0; m < g->nmembers; m++)
        n += count_points(&g->member[m]);
    return n;
}

/* Sums for a centroid in the plane of longitude and latitude: of areas where
 * there are any, else of lengths, else of points. */
struct centroid {
    double weight[3], x[3], y[3];
};

static void centroid_ring(struct centroid *c, size_t n, const double *xy,
                          bool closed) {
    for (size_t i = 0; i < n; i++) {
        c->weight[0] += 1;
        c->x[0] += xy[2 * i];
        c->y[0] += xy[2 * i + 1];
    }
    for (size_t i = 0; i + 1 < n; i++) {
        const double *a = xy + 2 * i, *b = a + 2;
        const double length = hypot(b[0] - a[0], b[1] - a[1]);
        /* Relative to the ring's first point, so that digits survive. */
        const double ax = a[0] - xy[0], ay = a[1] - xy[1];
        const double bx = b[0] - xy[0], by = b[1] - xy[1];
        const double cross = (ax * by - bx * ay) / 2;
        c->weight[1] += length;
        c->x[1] += length * (a[0] + b[0]) / 2;
        c->y[1] += length * (a[1] + b[1]) / 2;
        if (closed) {
            c->weight[2] += cross;
            c->x[2] += cross * (xy[0] + (ax + bx) / 3);
            c->y[2] += cross * (xy[1] + (ay + by) / 3);
        }
    }
}

static void centroid_add(struct centroid *c, const struct geometry *g) {
    const bool closed =
        g->type == GEOMETRY_POLYGON || g->type == GEOMETRY_MULTIPOLYGON;
    const bool line = closed || g->type == GEOMETRY_LINESTRING ||
                      g->type == GEOMETRY_MULTILINESTRING;

    for (size_t r = 0; r < g->nrings; r++) {
        const size_t n = g->ring[r + 1] - g->ring[r];
        if (line)
            centroid_ring(c, n, g->xy + 2 * g->ring[r], closed);
        for (size_t i = 0; !line && i < n; i++)
            centroid_ring(c, 1, g->xy + 2 * (g->ring[r] + i), false);
    }
    for (size_t m = 0; m < g->nmembers; m++)
        centroid_add(c, &g->member[m]);
}

static double centroid(const struct geometry *g, bool x) {
    struct centroid c = { 0 };

    centroid_add(&c, g);
    for (int d = 2; d >= 0; d--)
        if (c.weight[d] != 0)
            return (x ? c.x[d] : c.y[d]) / c.weight[d];
    return NAN;
}

static int of_geometry(const char *name, const struct json *feature,
                       struct value *v) {
    const struct geodesic *geo;
    struct geometry g = { 0 };
    int status;

    TRY(geojson_geometry(json_get(feature, "geometry"), &g));
    if (g.type == GEOMETRY_NONE) {
        *v = number_value(NAN);
    } else if (strcmp(name, "npoints") == 0) {
        *v = number_value((double)count_points(&g));
    } else if (strcmp(name, "type") == 0) {
        *v = (struct value){ .kind = TEXT,
                             .text = mem_text(geometry_name(g.type)) };
    } else if (strcmp(name, "x") == 0 || strcmp(name, "y") == 0) {
        *v = number_value(centroid(&g, *name == 'x'));
    } else {
        TRY(geodesic_open(&geo));
        *v = number_value(measure(&g, *name == 'a', geo));
    }
done:
    geometry_free(&g);
    return status;
}

static int function(const struct node *n, const struct json *feature,
                    struct value *v) {
    char name[16];
    size_t k = 0;
    int status;

    for (; n->text[k] && k + 1 < sizeof name; k++)
        name[k] = (char)tolower((unsigned char)n->text[k]);
    name[k] = 0;
    if (strcmp(name, "id") == 0) {
        *v = json_value(json_get(feature, "id"));
        return EX_OK;
    }
    if (n->n == 0)
        return of_geometry(name, feature, v);
    if ((status = evaluate(n->argument[0], feature, v)) != EX_OK)
        return status;
    if (strcmp(name, "lower") == 0) {
        if (v->kind != TEXT)
            value_free(v), *v = number_value(NAN);
        for (char *c = v->text; c && *c; c++)
            *c = (char)tolower((unsigned char)*c);
        return EX_OK;
    }
    value_free(v);
    *v = number_value(v->kind != NUMBER          ? NAN
                      : strcmp(name, "abs") == 0 ? fabs(v->number)
                                                 : round(v->number));
    return EX_OK;
}

static struct value arithmetic(char sign, const struct value *a,
                               const struct value *b) {
    double x;

    if (a->kind != NUMBER || b->kind != NUMBER)
        return number_value(NAN);
    switch (sign) {
    case '+':
        x = a->number + b->number;
        break;
    case '-':
        x = a->number - b->number;
        break;
    case '*':
        x = a->number * b->number;
        break;
    default:
        x = a->number / b->number;
    }
    return number_value(isfinite(x) ? x : NAN);
}

/* -1, 0, 1; 2 if the two cannot be compared. */
static int order(const struct value *a, const struct value *b) {
    int d;

    if (a->kind == NONE || a->kind != b->kind)
        return 2;
    if (a->kind == TEXT) {
        d = strcmp(a->text, b->text);
        return (d > 0) - (d < 0);
    }
    if (a->kind == BOOL)
        return a->yes - b->yes;
    return (a->number > b->number) - (a->number < b->number);
}

static enum truth compare(const char *sign, const struct value *a,
                          const struct value *b) {
    const int d = order(a, b);
    bool holds;

    if (d == 2)
        return UNKNOWN;
    if (strcmp(sign, "=") == 0)
        holds = d == 0;
    else if (strcmp(sign, "<>") == 0)
        holds = d != 0;
    else if (a->kind == BOOL)
        return UNKNOWN;
    else if (sign[0] == '<')
        holds = d < 0 || (sign[1] == '=' && d == 0);
    else
        holds = d > 0 || (sign[1] == '=' && d == 0);
    return holds ? TRUE_ : FALSE_;
}

/* % stands for any text, _ for one character (of UTF-8). */
static bool is_like(const char *s, const char *pattern) {
    const char *star = NULL, *back = NULL;

    while (*s) {
        if (*pattern == '%') {
            star = pattern++;
            back = s;
        } else if (*pattern == '_') {
            pattern++;
            do
                s++;
            while ((*s & 0xc0) == 0x80);
        } else if (*pattern == *s) {
            pattern++;
            s++;
        } else if (star != NULL) {
            pattern = star + 1;
            s = ++back;
        } else {
            return false;
        }
    }
    while (*pattern == '%')
        pattern++;
    return *pattern == 0;
}

static enum truth and_(enum truth a, enum truth b) {
    return a == FALSE_ || b == FALSE_     ? FALSE_
           : a == UNKNOWN || b == UNKNOWN ? UNKNOWN
                                          : TRUE_;
}

static enum truth not_(enum truth a) {
    return a == UNKNOWN ? UNKNOWN : a == TRUE_ ? FALSE_ : TRUE_;
}

/* The nodes whose arguments are all evaluated: v [n->n]. */
static struct value combine(const struct node *n, const struct value *v) {
    enum truth t = FALSE_;

    switch (n->kind) {
    case NODE_NOT:
        return truth_value(not_(truth_of(&v[0])));
    case NODE_AND:
        return truth_value(and_(truth_of(&v[0]), truth_of(&v[1])));
    case NODE_OR:
        return truth_value(
            not_(and_(not_(truth_of(&v[0])), not_(truth_of(&v[1])))));
    case NODE_ARITHMETIC:
        return arithmetic(n->text[0], &v[0], &v[1]);
    case NODE_COMPARE:
        return truth_value(compare(n->text, &v[0], &v[1]));
    case NODE_BETWEEN:
        return truth_value(
            and_(compare(">=", &v[0], &v[1]), compare("<=", &v[0], &v[2])));
    case NODE_IS_NULL:
        return truth_value(v[0].kind == NONE ? TRUE_ : FALSE_);
    case NODE_LIKE:
        if (v[0].kind != TEXT || v[1].kind != TEXT)
            return truth_value(UNKNOWN);
        return truth_value(is_like(v[0].text, v[1].text) ? TRUE_ : FALSE_);
    default: /* NODE_IN: any of the comparisons */
        for (size_t k = 1; k < n->n; k++)
            t = not_(and_(not_(t), not_(compare("=", &v[0], &v[k]))));
        return truth_value(t);
    }
}

static int evaluate(const struct node *n, const struct json *feature,
                    struct value *v) {
    struct value *argument;
    int status = EX_OK;

    memset(v, 0, sizeof *v);
    switch (n->kind) {
    case NODE_NULL:
        return EX_OK;
    case NODE_BOOL:
        *v = truth_value(n->yes ? TRUE_ : FALSE_);
        return EX_OK;
    case NODE_NUMBER:
        *v = number_value(n->number);
        return EX_OK;
    case NODE_TEXT:
        *v = (struct value){ .kind = TEXT, .text = mem_text(n->text) };
        return EX_OK;
    case NODE_NAME:
        *v = property(n->text, feature);
        return EX_OK;
    case NODE_FUNCTION:
        return function(n, feature, v);
    default:
        break;
    }
    argument = mem_array(n->n, sizeof *argument);
    for (size_t k = 0; k < n->n; k++)
        TRY(evaluate(n->argument[k], feature, &argument[k]));
    *v = combine(n, argument);
done:
    for (size_t k = 0; k < n->n; k++)
        value_free(&argument[k]);
    free(argument);
    return status;
}

int expression_test(const struct expression *e, const struct json *feature,
                    enum truth *truth) {
    struct value v;
    int status = evaluate(e->root, feature, &v);

    if (status == EX_OK)
        *truth = truth_of(&v);
    value_free(&v);
    return status;
}
