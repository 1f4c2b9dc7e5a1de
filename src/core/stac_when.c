/* SPDX-License-Identifier: Apache-2.0 */
/* When an object is: its times, and the steps of its cube. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/parse.h"
#include "core/stac_check_part.h"

/* Has it the form of a time, whether or not there is such a day? */
static bool formed(const char *s) {
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    size_t k = 0;

    for (; form[k]; k++)
        if (form[k] == 'd'   ? !isdigit((unsigned char)s[k])
            : form[k] == 'T' ? s[k] == 0 || strchr("Tt ", s[k]) == NULL
                             : s[k] != form[k])
            return false;
    if (s[k] == '.')
        k += 1 + strspn(s + k + 1, "0123456789");
    return s[k] == 'Z' || s[k] == 'z' || s[k] == '+' || s[k] == '-';
}

/* Is a text a time?  Reports what is not. */
static bool check_instant(struct stac_check *c, const struct json *j,
                          int64_t *ms) {
    const char *text = json_text(j);

    if (text == NULL) {
        check_fault(c, "field-type", "%s (a text)",
                    json_kind_name(json_kind(j)));
        return false;
    }
    if (stac_time(text, ms))
        return true;
    if (formed(text))
        check_fault(c, "calendar-date", "%s is no date of the calendar", text);
    else
        check_fault(c, "datetime-zone", "%s (as 2018-09-13T19:00:00Z)", text);
    return false;
}

/* A member of the properties; INT64_MIN: not there, or null. */
static int64_t instant(struct stac_check *c, const struct json *p,
                       const char *name) {
    const struct json *m = json_get(p, name);
    int64_t ms = INT64_MIN;
    size_t mark;

    if (m == NULL || json_kind(m) == JSON_NULL)
        return INT64_MIN;
    mark = check_enter(c, name);
    if (!check_instant(c, m, &ms))
        ms = INT64_MIN;
    check_leave(c, mark);
    return ms;
}

static void item_times(struct stac_check *c) {
    const struct json *p = json_get(c->object, "properties");
    const size_t mark = check_enter(c, "properties");
    const int64_t at = instant(c, p, "datetime");
    const int64_t from = instant(c, p, "start_datetime");
    const int64_t to = instant(c, p, "end_datetime");

    (void)instant(c, p, "created");
    (void)instant(c, p, "updated");
    (void)instant(c, p, "processing:datetime");
    if (json_kind(json_get(p, "datetime")) == JSON_NULL &&
        (json_get(p, "start_datetime") == NULL ||
         json_get(p, "end_datetime") == NULL))
        check_fault(c, "datetime-null-range",
                    "datetime is null, and start_datetime or end_datetime is "
                    "not there");
    if (from != INT64_MIN && to != INT64_MIN && from > to)
        check_fault(c, "datetime-order",
                    "start_datetime is after end_datetime");
    else if (at != INT64_MIN &&
             ((from != INT64_MIN && at < from) || (to != INT64_MIN && at > to)))
        check_fault(c, "datetime-order",
                    "datetime is outside start_datetime and end_datetime");
    check_leave(c, mark);
}

/* Two times, null for an open end. */
static void interval(struct stac_check *c, const struct json *list) {
    int64_t ms[2] = { INT64_MIN, INT64_MAX };
    size_t k = 0;

    if (json_kind(list) != JSON_LIST || json_count(list) != 2) {
        check_fault(c, "field-type", "not two times");
        return;
    }
    for (const struct json *m = json_first(list); m; m = json_next(m), k++)
        if (json_kind(m) != JSON_NULL && !check_instant(c, m, &ms[k]))
            return;
    if (ms[0] > ms[1])
        check_fault(c, "datetime-order", "it ends before it begins");
}

static void collection_times(struct stac_check *c) {
    const struct json *m = json_get(
        json_get(json_get(c->object, "extent"), "temporal"), "interval");
    size_t mark = check_enter(c, "extent"), k = 0, one;

    check_enter(c, "temporal");
    check_enter(c, "interval");
    for (m = json_first(m); m; m = json_next(m)) {
        one = check_enter_index(c, k++);
        interval(c, m);
        check_leave(c, one);
    }
    check_leave(c, mark);
}

/* The values of a dimension against its step, in numbers. */
static void numeric_step(struct stac_check *c, const struct json *d) {
    const double step = json_number(json_get(d, "step"));
    double before = NAN;

    for (const struct json *m = json_first(json_get(d, "values")); m;
         m = json_next(m)) {
        const double x = json_number(m);
        if (fabs(x - before - step) > 1e-6 * fabs(step) + 1e-9 * fabs(x)) {
            check_fault(c, "step-values",
                        "from %.9g to %.9g, and the step is %.9g", before, x,
                        step);
            return;
        }
        before = x;
    }
}

static void temporal_step(struct stac_check *c, const struct json *d) {
    const struct json *step = json_get(d, "step");
    struct duration length;
    int64_t before = INT64_MIN, ms;
    const char *text = json_text(step);

    if (step == NULL || json_kind(step) == JSON_NULL)
        return;
    if (text == NULL || *text != 'P' || parse_duration(text, &length)) {
        check_fault(c, "step-duration", "%s (as PT6H, P1M, or null)",
                    text ? text : json_kind_name(json_kind(step)));
        return;
    }
    for (const struct json *m = json_first(json_get(d, "values"));
         m && length.months == 0; m = json_next(m), before = ms) {
        if (!stac_time(json_text(m), &ms))
            return;
        if (before != INT64_MIN && ms - before != length.ms) {
            check_fault(c, "step-values", "a step before %s that is not %s",
                        json_text(m), text);
            return;
        }
    }
}

static void dimension(struct stac_check *c, const struct json *d) {
    const char *type = json_text(json_get(d, "type"));
    const struct json *extent = json_get(d, "extent");
    size_t mark;

    if (type && strcmp(type, "temporal") == 0) {
        mark = check_enter(c, "extent");
        if (extent && json_kind(json_first(extent)) != JSON_NUMBER)
            interval(c, extent);
        check_leave(c, mark);
        if (json_kind(json_first(extent)) != JSON_NUMBER)
            temporal_step(c, d);
    } else if (json_kind(json_get(d, "step")) == JSON_NUMBER) {
        numeric_step(c, d);
    }
}

static void dimensions(struct stac_check *c, const struct json *of) {
    const struct json *d = json_first(json_get(of, "cube:dimensions"));
    size_t mark = check_enter(c, "cube:dimensions"), one;

    for (; d; d = json_next(d)) {
        one = check_enter(c, json_name(d));
        dimension(c, d);
        check_leave(c, one);
    }
    check_leave(c, mark);
}

void check_time(struct stac_check *c) {
    size_t mark;

    if (c->kind == STAC_COLLECTION)
        collection_times(c);
    if (c->kind != STAC_ITEM) {
        dimensions(c, c->object);
        return;
    }
    item_times(c);
    mark = check_enter(c, "properties");
    dimensions(c, json_get(c->object, "properties"));
    check_leave(c, mark);
}
