/* SPDX-License-Identifier: Apache-2.0 */
/* The grid of an object: proj:* of its properties and assets. */
#include <math.h>
#include <string.h>

#include "core/stac_check_part.h"

static bool numbers(const struct json *list, size_t least, size_t most,
                    double *x) {
    size_t n = 0;

    if (json_kind(list) != JSON_LIST || json_count(list) < least ||
        json_count(list) > most)
        return false;
    for (const struct json *m = json_first(list); m; m = json_next(m)) {
        x[n] = json_number(m);
        if (!isfinite(x[n++]))
            return false;
    }
    return true;
}

/* The box of `rows` by `columns` cells; t in the order of an affine matrix. */
static void box_of(const double *t, double rows, double columns, double *box) {
    const double xs[4] = { t[2], t[2] + columns * t[0], t[2] + rows * t[1],
                           t[2] + columns * t[0] + rows * t[1] };
    const double ys[4] = { t[5], t[5] + columns * t[3], t[5] + rows * t[4],
                           t[5] + columns * t[3] + rows * t[4] };

    box[0] = fmin(fmin(xs[0], xs[1]), fmin(xs[2], xs[3]));
    box[1] = fmin(fmin(ys[0], ys[1]), fmin(ys[2], ys[3]));
    box[2] = fmax(fmax(xs[0], xs[1]), fmax(xs[2], xs[3]));
    box[3] = fmax(fmax(ys[0], ys[1]), fmax(ys[2], ys[3]));
}

/* Within a hundredth of a cell. */
static bool same_box(const double *a, const double *b, const double *t) {
    const double cell = hypot(t[0], t[3]) + hypot(t[1], t[4]);

    for (size_t k = 0; k < 4; k++)
        if (!(fabs(a[k] - b[k]) <= .01 * cell + 1e-9 * fabs(b[k])))
            return false;
    return true;
}

static void transform(struct stac_check *c, const struct json *j) {
    const struct json *list = json_get(j, "proj:transform");
    double t[9], shape[2], box[4], want[4];
    const bool has_shape = numbers(json_get(j, "proj:shape"), 2, 2, shape);
    const bool has_box = numbers(json_get(j, "proj:bbox"), 4, 4, want);
    const double *g = t;
    double affine[6];

    if (!numbers(list, 6, 9, t))
        return;
    memcpy(affine, (double[6]){ g[1], g[2], g[0], g[4], g[5], g[3] },
           sizeof affine);
    if (t[0] * t[4] - t[1] * t[3] == 0 && g[1] * g[5] - g[2] * g[4] != 0) {
        check_fault(c, "transform-order",
                    "that of GDAL (x scale, x shear, x origin, y shear ...)");
        return;
    }
    if (!has_shape || !has_box)
        return;
    box_of(t, shape[0], shape[1], box);
    if (same_box(box, want, t))
        return;
    box_of(affine, shape[0], shape[1], box);
    if (same_box(box, want, affine)) {
        check_fault(c, "transform-order",
                    "that of GDAL (x scale, x shear, x origin, y shear ...)");
        return;
    }
    box_of(t, shape[1], shape[0], box);
    if (same_box(box, want, t)) {
        check_fault(c, "shape-order", "columns first (rows, columns)");
        return;
    }
    box_of(t, shape[0], shape[1], box);
    check_fault(c, "shape-transform-bbox",
                "shape and transform give %.9g %.9g %.9g %.9g, proj:bbox is "
                "%.9g %.9g %.9g %.9g",
                box[0], box[1], box[2], box[3], want[0], want[1], want[2],
                want[3]);
}

static void envelope(const struct json *list, double *box) {
    const struct json *x = json_first(list), *y = x ? json_next(x) : NULL;

    if (json_kind(x) == JSON_NUMBER && json_kind(y) == JSON_NUMBER) {
        box[0] = fmin(box[0], json_number(x));
        box[1] = fmin(box[1], json_number(y));
        box[2] = fmax(box[2], json_number(x));
        box[3] = fmax(box[3], json_number(y));
        return;
    }
    for (; x; x = json_next(x))
        if (json_kind(x) == JSON_LIST)
            envelope(x, box);
}

static void geometry(struct stac_check *c, const struct json *j) {
    const struct json *g = json_get(j, "proj:geometry");
    double box[4] = { INFINITY, INFINITY, -INFINITY, -INFINITY }, want[4];
    double size;

    if (json_kind(g) != JSON_OBJECT ||
        !numbers(json_get(j, "proj:bbox"), 4, 4, want))
        return;
    envelope(json_get(g, "coordinates"), box);
    size = fabs(want[2] - want[0]) + fabs(want[3] - want[1]);
    for (size_t k = 0; k < 4; k++)
        if (!(fabs(box[k] - want[k]) <= 1e-6 * size)) {
            check_fault(c, "proj-geometry",
                        "its box is %.9g %.9g %.9g %.9g, proj:bbox is not",
                        box[0], box[1], box[2], box[3]);
            return;
        }
}

static void code(struct stac_check *c, const struct json *j) {
    const struct json *m = json_get(j, "proj:code");
    const struct json *epsg = json_get(j, "proj:epsg");
    const char *text = json_text(m), *colon = text ? strchr(text, ':') : NULL;

    if (m && json_kind(m) != JSON_NULL &&
        (colon == NULL || colon == text || colon[1] == 0 ||
         strcspn(text, " \t") < strlen(text)))
        check_fault(c, "proj-code", "%s (AUTHORITY:CODE, or null)",
                    text ? text : json_kind_name(json_kind(m)));
    if (epsg && json_kind(epsg) != JSON_NULL &&
        !(json_number(epsg) > 0 &&
          json_number(epsg) == floor(json_number(epsg))))
        check_fault(c, "proj-code", "proj:epsg (an integer, or null)");
}

static void grid(struct stac_check *c, const struct json *j) {
    transform(c, j);
    geometry(c, j);
    code(c, j);
}

void check_grid(struct stac_check *c) {
    const struct json *a = json_first(json_get(c->object, "assets"));
    size_t mark, one;

    if (c->kind != STAC_ITEM)
        return;
    mark = check_enter(c, "properties");
    grid(c, json_get(c->object, "properties"));
    check_leave(c, mark);
    mark = check_enter(c, "assets");
    for (; a; a = json_next(a)) {
        one = check_enter(c, json_name(a));
        grid(c, a);
        check_leave(c, one);
    }
    check_leave(c, mark);
}
