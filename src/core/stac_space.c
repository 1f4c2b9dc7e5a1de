/* SPDX-License-Identifier: Apache-2.0 */
/* Where an object is: geometry and bbox. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stac_check_part.h"
#include "kernel/arcs.h"

enum { MOST_POINTS = 4000 };

/* The rings of a geometry as they stand, not as they should be. */
struct ring {
    size_t n;
    double (*xy)[2];
};

/* A list of positions; false if it is none. */
static bool read_ring(const struct json *list, struct ring *r) {
    const size_t n = json_count(list);

    *r = (struct ring){ 0, NULL };
    if (json_kind(list) != JSON_LIST)
        return false;
    r->xy = mem_array(n, sizeof *r->xy);
    for (const struct json *m = json_first(list); m; m = json_next(m)) {
        const struct json *x = json_first(m), *y = x ? json_next(x) : NULL;
        if (json_kind(m) != JSON_LIST || json_kind(x) != JSON_NUMBER ||
            json_kind(y) != JSON_NUMBER)
            return false;
        r->xy[r->n][0] = json_number(x);
        r->xy[r->n++][1] = json_number(y);
    }
    return true;
}

static void range(struct stac_check *c, const struct ring *r) {
    for (size_t k = 0; k < r->n; k++)
        if (!(fabs(r->xy[k][0]) <= 180) || !(fabs(r->xy[k][1]) <= 90)) {
            check_fault(c, "lon-lat-range", "%.7g %.7g (-180 -90 to 180 90)",
                        r->xy[k][0], r->xy[k][1]);
            return;
        }
}

static void split(struct stac_check *c, const struct ring *r) {
    for (size_t k = 1; k < r->n; k++)
        if (fabs(r->xy[k][0] - r->xy[k - 1][0]) > 180 &&
            fabs(r->xy[k][0]) < 180 && fabs(r->xy[k - 1][0]) < 180) {
            check_fault(c, "antimeridian-split",
                        "from longitude %.7g to %.7g (cut at 180)",
                        r->xy[k - 1][0], r->xy[k][0]);
            return;
        }
}

static double turn(const double *a, const double *b, const double *p) {
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

static bool crosses(double (*s)[2], double (*t)[2]) {
    if (fmax(s[0][0], s[1][0]) < fmin(t[0][0], t[1][0]) ||
        fmax(t[0][0], t[1][0]) < fmin(s[0][0], s[1][0]))
        return false;
    return turn(s[0], s[1], t[0]) * turn(s[0], s[1], t[1]) < 0 &&
           turn(t[0], t[1], s[0]) * turn(t[0], t[1], s[1]) < 0;
}

static bool self_crossing(struct stac_check *c, const struct ring *r) {
    for (size_t i = 0; r->n <= MOST_POINTS && i + 1 < r->n; i++)
        for (size_t k = i + 2; k + 1 < r->n; k++)
            if (crosses(&r->xy[i], &r->xy[k])) {
                check_fault(c, "self-crossing", "near %.7g %.7g", r->xy[i][0],
                            r->xy[i][1]);
                return true;
            }
    return false;
}

static double area(const struct ring *r) {
    double sum = 0;

    for (size_t k = 1; k < r->n; k++)
        sum += (r->xy[k - 1][0] - r->xy[0][0]) * (r->xy[k][1] - r->xy[0][1]) -
               (r->xy[k][0] - r->xy[0][0]) * (r->xy[k - 1][1] - r->xy[0][1]);
    return sum;
}

/* A ring of a polygon, its first one or a hole. */
static void polygon_ring(struct stac_check *c, const struct ring *r,
                         bool outer) {
    const double *first = r->xy[0], *last = r->xy[r->n - 1];

    range(c, r);
    split(c, r);
    if (first[0] != last[0] || first[1] != last[1]) {
        check_fault(c, "ring-closed", "%.7g %.7g is not the first point again",
                    last[0], last[1]);
        return;
    }
    for (size_t k = 1; k < r->n; k++)
        if (r->xy[k][0] == r->xy[k - 1][0] && r->xy[k][1] == r->xy[k - 1][1]) {
            check_fault(c, "ring-repeat", "%.7g %.7g stands twice in a row",
                        r->xy[k][0], r->xy[k][1]);
            break;
        }
    if (!self_crossing(c, r) && (outer ? area(r) < 0 : area(r) > 0))
        check_fault(c, "ring-winding", "%s ring %s (RFC 7946)",
                    outer ? "an outer" : "an inner",
                    outer ? "clockwise" : "counter-clockwise");
}

/* The box of what there is, part by part. */
struct shape {
    struct arcs arcs;
    double box[4];
};

static void add_box(struct shape *s, const struct ring *r) {
    double box[4] = { INFINITY, INFINITY, -INFINITY, -INFINITY };

    for (size_t k = 0; k < r->n; k++) {
        box[0] = fmin(box[0], r->xy[k][0]);
        box[1] = fmin(box[1], r->xy[k][1]);
        box[2] = fmax(box[2], r->xy[k][0]);
        box[3] = fmax(box[3], r->xy[k][1]);
    }
    if (r->n == 0 || !(fabs(box[0]) <= 180) || !(fabs(box[2]) <= 180))
        return;
    arcs_add(&s->arcs, box);
    for (size_t k = 0; k < 2; k++) {
        s->box[k] = fmin(s->box[k], box[k]);
        s->box[k + 2] = fmax(s->box[k + 2], box[k + 2]);
    }
}

/* Rings of `least` points at the given depth of lists below. */
static bool walk(struct stac_check *c, const struct json *list, int depth,
                 struct shape *s, size_t least) {
    const bool polygon = least == 4;
    struct ring r;
    size_t k = 0, mark;
    bool fine = true;

    if (depth > 0 || (polygon && depth == 0)) {
        if (json_kind(list) != JSON_LIST)
            return false;
    }
    if (depth > 0) {
        for (const struct json *m = json_first(list); m && fine;
             m = json_next(m)) {
            mark = check_enter_index(c, k++);
            fine = walk(c, m, depth - 1, s, least);
            check_leave(c, mark);
        }
        return fine && k > 0;
    }
    for (const struct json *m = polygon ? json_first(list) : list; m && fine;
         m = polygon ? json_next(m) : NULL) {
        fine = read_ring(m, &r) && r.n >= least;
        mark = polygon ? check_enter_index(c, k) : c->n;
        if (fine && polygon)
            polygon_ring(c, &r, k == 0);
        else if (fine)
            range(c, &r);
        if (fine && k == 0)
            add_box(s, &r);
        check_leave(c, mark);
        free(r.xy);
        k++;
    }
    return fine && k > 0;
}

static bool geometry(struct stac_check *c, const struct json *g,
                     struct shape *s);

static bool members(struct stac_check *c, const struct json *list,
                    struct shape *s) {
    size_t k = 0, mark = check_enter(c, "geometries"), one;
    bool fine = json_kind(list) == JSON_LIST;

    for (const struct json *m = json_first(list); m && fine; m = json_next(m)) {
        one = check_enter_index(c, k++);
        fine = geometry(c, m, s);
        check_leave(c, one);
    }
    check_leave(c, mark);
    return fine;
}

static bool point(struct stac_check *c, const struct json *position,
                  struct shape *s) {
    struct json *list = json_new_list();
    bool fine;

    json_add(list, position ? json_copy(position) : json_new_null());
    fine = walk(c, list, 0, s, 1);
    json_free(list);
    return fine;
}

static bool geometry(struct stac_check *c, const struct json *g,
                     struct shape *s) {
    static const struct {
        const char *name;
        int depth;
        size_t least;
    } types[] = { { "MultiPoint", 0, 1 },
                  { "LineString", 0, 2 },
                  { "MultiLineString", 1, 2 },
                  { "Polygon", 0, 4 },
                  { "MultiPolygon", 1, 4 } };
    const char *type = json_text(json_get(g, "type"));
    const struct json *at = json_get(g, "coordinates");
    size_t mark = check_enter(c, "coordinates");
    bool fine = false;

    if (type && strcmp(type, "Point") == 0)
        fine = point(c, at, s);
    for (size_t k = 0; type && k < 5; k++)
        if (strcmp(types[k].name, type) == 0)
            fine = walk(c, at, types[k].depth, s, types[k].least);
    check_leave(c, mark);
    if (type && strcmp(type, "GeometryCollection") == 0)
        fine = members(c, json_get(g, "geometries"), s);
    return fine;
}

/* Decimals that a number is written with, up to 7. */
static int decimals(double x) {
    double scaled = fabs(x);
    int n = 0;

    while (n < 7 && fabs(scaled - round(scaled)) > 1e-6) {
        scaled *= 10;
        n++;
    }
    return n;
}

static bool near(const double *a, const double *b, double tolerance) {
    for (size_t k = 0; k < 4; k++)
        if (!(fabs(a[k] - b[k]) <= tolerance))
            return false;
    return true;
}

static void compare(struct stac_check *c, const double box[4],
                    const struct shape *s) {
    double arc[ARCS_MOST + 1][4], tolerance = 1e-6;
    int most = 0;

    for (size_t k = 0; k < 4; k++)
        most = decimals(box[k]) > most ? decimals(box[k]) : most;
    if (most > 0)
        tolerance = fmax(tolerance, .501 * pow(10, -most));
    if (arcs_boxes(&s->arcs, arc) == 0 || near(box, s->box, tolerance) ||
        near(box, arc[0], tolerance))
        return;
    check_fault(c, "bbox-geometry",
                "%.7g %.7g %.7g %.7g, the geometry has %.7g %.7g %.7g %.7g",
                box[0], box[1], box[2], box[3], arc[0][0], arc[0][1], arc[0][2],
                arc[0][3]);
}

static void box_range(struct stac_check *c, const double box[4]) {
    if (!(fabs(box[0]) <= 180 && fabs(box[2]) <= 180) ||
        !(box[1] >= -90 && box[1] <= box[3] && box[3] <= 90))
        check_fault(c, "lon-lat-range",
                    "%.7g %.7g %.7g %.7g (-180 -90 to 180 90, south first)",
                    box[0], box[1], box[2], box[3]);
}

static void item_space(struct stac_check *c) {
    const struct json *g = json_get(c->object, "geometry");
    const struct json *b = json_get(c->object, "bbox");
    struct shape *s = mem_array(1, sizeof *s);
    double box[4];
    size_t mark;
    bool fine = false;

    arcs_clear(&s->arcs);
    s->box[0] = s->box[1] = INFINITY;
    s->box[2] = s->box[3] = -INFINITY;
    mark = check_enter(c, "geometry");
    if (json_kind(g) != JSON_NULL && g) {
        fine = geometry(c, g, s);
        if (!fine)
            check_fault(c, "geometry-type",
                        "not a geometry of RFC 7946, or null");
    }
    check_leave(c, mark);
    if (fine && b == NULL)
        check_fault(c, "bbox-missing", "a geometry, and no bbox");
    mark = check_enter(c, "bbox");
    if (b && !stac_box_read(b, box)) {
        check_fault(c, "field-type", "not 4 or 6 numbers");
    } else if (b) {
        box_range(c, box);
        if (fine && s->box[0] <= s->box[2])
            compare(c, box, s);
    }
    check_leave(c, mark);
    free(s);
}

void check_space(struct stac_check *c) {
    const struct json *b =
        json_get(json_get(json_get(c->object, "extent"), "spatial"), "bbox");
    size_t k = 0, mark, one;
    double box[4];

    if (c->kind == STAC_ITEM)
        item_space(c);
    if (c->kind != STAC_COLLECTION)
        return;
    mark = check_enter(c, "extent");
    check_enter(c, "spatial");
    check_enter(c, "bbox");
    for (b = json_first(b); b; b = json_next(b)) {
        one = check_enter_index(c, k++);
        if (stac_box_read(b, box))
            box_range(c, box);
        else
            check_fault(c, "field-type", "not 4 or 6 numbers");
        check_leave(c, one);
    }
    check_leave(c, mark);
}
