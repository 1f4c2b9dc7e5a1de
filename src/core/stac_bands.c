/* SPDX-License-Identifier: Apache-2.0 */
/* The cube and the bands of an object. */
#include <math.h>
#include <string.h>

#include "core/stac_check_part.h"

static void cube(struct stac_check *c, const struct json *of) {
    const struct json *dims = json_get(of, "cube:dimensions");
    const struct json *v = json_first(json_get(of, "cube:variables"));
    const size_t mark = check_enter(c, "cube:variables");

    for (; v; v = json_next(v)) {
        const struct json *d = json_first(json_get(v, "dimensions"));
        const size_t one = check_enter(c, json_name(v));
        if (json_get(dims, json_name(v)))
            check_fault(c, "dim-var-clash",
                        "%s is a dimension too (a coordinate is a dimension "
                        "only)",
                        json_name(v));
        for (; d; d = json_next(d))
            if (json_text(d) && json_get(dims, json_text(d)) == NULL)
                check_fault(c, "var-dims-known",
                            "dimension %s is not in cube:dimensions",
                            json_text(d));
        check_leave(c, one);
    }
    check_leave(c, mark);
}

static void statistics(struct stac_check *c, const struct json *s) {
    const double low = json_number(json_get(s, "minimum"));
    const double high = json_number(json_get(s, "maximum"));
    const double mean = json_number(json_get(s, "mean"));
    const double spread = json_number(json_get(s, "stddev"));
    const double count = json_number(json_get(s, "count"));
    const double percent = json_number(json_get(s, "valid_percent"));
    const double slack = 1e-9 * (fabs(low) + fabs(high));
    const size_t mark = check_enter(c, "statistics");

    if (count == 0 && isfinite(low + high + mean))
        check_fault(c, "stats-empty",
                    "values of no cell (count and valid_percent alone)");
    else if (low > high || mean < low - slack || mean > high + slack ||
             spread < 0)
        check_fault(c, "stats-order",
                    "minimum %.9g, mean %.9g, maximum %.9g, stddev %.9g", low,
                    mean, high, spread);
    if (percent < 0 || percent > 100 || (count == 0 && percent > 0))
        check_fault(c, "valid-percent", "%.9g of %.9g cells (0 to 100)",
                    percent, count);
    check_leave(c, mark);
}

static void histogram(struct stac_check *c, const struct json *h,
                      double count) {
    const struct json *buckets = json_get(h, "buckets");
    const size_t mark = check_enter(c, "raster:histogram");
    double sum = 0;

    for (const struct json *m = json_first(buckets); m; m = json_next(m))
        sum += json_number(m);
    if (json_number(json_get(h, "count")) != (double)json_count(buckets))
        check_fault(c, "histogram-count", "%.9g for %zu buckets",
                    json_number(json_get(h, "count")), json_count(buckets));
    else if (sum > count)
        check_fault(c, "histogram-sum", "%.9g in buckets, of %.9g cells", sum,
                    count);
    check_leave(c, mark);
}

/* What an integer type can hold; false for others. */
static bool limits(const char *type, double *low, double *high) {
    static const struct {
        const char *name;
        double low, high;
    } types[] = {
        { "int8", -128, 127 },
        { "uint8", 0, 255 },
        { "int16", -32768, 32767 },
        { "uint16", 0, 65535 },
        { "int32", -2147483648.0, 2147483647.0 },
        { "uint32", 0, 4294967295.0 },
        { "int64", -0x1p63, 0x1p63 },
        { "uint64", 0, 0x1p64 },
    };

    for (size_t k = 0; type && k < sizeof types / sizeof types[0]; k++)
        if (strcmp(types[k].name, type) == 0) {
            *low = types[k].low;
            *high = types[k].high;
            return true;
        }
    return false;
}

static void nodata(struct stac_check *c, const struct json *band) {
    const struct json *m = json_get(band, "nodata");
    const char *text = json_text(m), *type;
    double low, high;

    type = json_text(json_get(band, "data_type"));
    if (m == NULL)
        return;
    if (text ? strcmp(text, "nan") != 0 && strcmp(text, "inf") != 0 &&
                   strcmp(text, "-inf") != 0
             : json_kind(m) != JSON_NUMBER)
        check_fault(c, "nodata-type", "%s (a number, nan, inf or -inf)",
                    text ? text : json_kind_name(json_kind(m)));
    else if (limits(type, &low, &high) &&
             (text || !(json_number(m) >= low && json_number(m) <= high) ||
              json_number(m) != floor(json_number(m))))
        check_fault(c, "nodata-type", "no value of %s", type);
}

static void values(struct stac_check *c, const struct json *band) {
    const struct json *s = json_get(band, "statistics");
    const struct json *h = json_get(band, "raster:histogram");

    nodata(c, band);
    if (json_kind(s) == JSON_OBJECT)
        statistics(c, s);
    if (json_kind(h) == JSON_OBJECT)
        histogram(c, h, json_number(json_get(s, "count")));
}

static bool repeated(const struct json *bands, const struct json *band) {
    const char *name = json_text(json_get(band, "name"));

    for (const struct json *m = json_first(bands); name && m != band;
         m = json_next(m))
        if (json_text(json_get(m, "name")) &&
            strcmp(json_text(json_get(m, "name")), name) == 0)
            return true;
    return false;
}

/* A list of bands, with what they say of values. */
static void check_bands(struct stac_check *c, const struct json *bands) {
    size_t k = 0, one;

    if (json_kind(bands) == JSON_LIST && json_count(bands) == 0)
        check_fault(c, "band-count", "an empty list");
    for (const struct json *b = json_first(bands); b; b = json_next(b)) {
        one = check_enter_index(c, k++);
        if (repeated(bands, b))
            check_fault(c, "band-name-repeat", "\"%s\" stands twice",
                        json_text(json_get(b, "name")));
        values(c, b);
        check_leave(c, one);
    }
}

static void asset(struct stac_check *c, const struct json *a) {
    static const char *const lists[] = { "bands", "raster:bands", "eo:bands",
                                         NULL };
    const struct json *raster = json_get(a, "raster:bands");
    const struct json *eo = json_get(a, "eo:bands");
    size_t mark;

    values(c, a);
    for (size_t k = 0; lists[k]; k++) {
        mark = check_enter(c, lists[k]);
        check_bands(c, json_get(a, lists[k]));
        check_leave(c, mark);
    }
    if (raster && eo && json_count(raster) != json_count(eo))
        check_fault(c, "band-count", "%zu raster:bands, %zu eo:bands",
                    json_count(raster), json_count(eo));
}

void check_cube(struct stac_check *c) {
    const struct json *a = json_first(json_get(c->object, "assets"));
    const struct json *p =
        c->kind == STAC_ITEM ? json_get(c->object, "properties") : c->object;
    size_t mark = c->n, one;

    if (c->kind == STAC_ITEM)
        check_enter(c, "properties");
    cube(c, p);
    one = check_enter(c, "bands");
    check_bands(c, json_get(p, "bands"));
    check_leave(c, one);
    check_leave(c, mark);
    mark = check_enter(c, "assets");
    for (; a; a = json_next(a)) {
        one = check_enter(c, json_name(a));
        asset(c, a);
        check_leave(c, one);
    }
    check_leave(c, mark);
}
