/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stac_summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

enum { LONGEST = 500 };

struct summary {
    char *name;
    bool numbers, texts; /* of which kinds values were */
    bool many;           /* more values than a set takes */
    double minimum, maximum;
    size_t n;
    char *value[SUMMARY_VALUES]; /* [n]  as JSON, sorted */
};

struct summaries {
    size_t n, last; /* found last: Items have them in one order */
    struct summary *one[SUMMARY_NAMES];
};

struct summaries *summaries_new(void) {
    return mem_array(1, sizeof(struct summaries));
}

static void clear(struct summary *s) {
    for (size_t k = 0; k < s->n; k++)
        free(s->value[k]);
    s->n = 0;
}

void summaries_free(struct summaries *s) {
    if (s == NULL)
        return;
    for (size_t k = 0; k < s->n; k++) {
        clear(s->one[k]);
        free(s->one[k]->name);
        free(s->one[k]);
    }
    free(s);
}

static int find(struct summaries *s, const char *name, struct summary **out) {
    struct summary *one;

    for (size_t k = 0; k < s->n; k++) {
        s->last = s->last + 1 < s->n ? s->last + 1 : 0;
        *out = s->one[s->last];
        if (strcmp((*out)->name, name) == 0)
            return EX_OK;
    }
    if (s->n == SUMMARY_NAMES)
        return err_set(EX_DATAERR, "more than %d names of properties",
                       SUMMARY_NAMES);
    one = mem_array(1, sizeof *one);
    one->name = mem_text(name);
    one->minimum = INFINITY;
    one->maximum = -INFINITY;
    s->one[s->n++] = *out = one;
    return EX_OK;
}

static void add_range(struct summary *s, double low, double high) {
    s->numbers = true;
    s->minimum = fmin(s->minimum, low);
    s->maximum = fmax(s->maximum, high);
}

/* A value as JSON, to its place in the set; passes here. */
static void add_value(struct summary *s, char *text) {
    size_t k = 0;
    int order = 1;

    s->texts = true;
    while (!s->many && k < s->n && (order = strcmp(text, s->value[k])) > 0)
        k++;
    if (s->many || (k < s->n && order == 0)) {
        free(text);
    } else if (s->n == SUMMARY_VALUES || strlen(text) > LONGEST) {
        s->many = true;
        clear(s);
        free(text);
    } else {
        memmove(s->value + k + 1, s->value + k,
                (s->n - k) * sizeof s->value[0]);
        s->value[k] = text;
        s->n++;
    }
}

static int add_set(struct summary *s, const struct json *value) {
    char *text;
    const int status = json_print(value, 0, &text);

    if (status == EX_OK)
        add_value(s, text);
    return status;
}

/* Texts and truths, alone or in a list; the numbers that are codes. */
static int add_list(struct summary *s, const struct json *list) {
    int status = EX_OK;

    for (const struct json *m = json_first(list); m; m = json_next(m))
        if (json_kind(m) == JSON_TEXT || json_kind(m) == JSON_BOOL ||
            json_kind(m) == JSON_NUMBER)
            TRY(add_set(s, m));
done:
    return status;
}

static bool all_texts(const struct json *list) {
    for (const struct json *m = json_first(list); m; m = json_next(m))
        if (json_kind(m) != JSON_TEXT)
            return false;
    return json_first(list) != NULL;
}

/* Times have an extent of their own; prose and files are no summary. */
static bool is_passed(const char *name) {
    static const char *const names[] = { "datetime",
                                         "start_datetime",
                                         "end_datetime",
                                         "created",
                                         "updated",
                                         "title",
                                         "description",
                                         "license",
                                         "keywords",
                                         "providers",
                                         "processing:lineage",
                                         "processing:datetime",
                                         "bands",
                                         NULL };

    for (size_t k = 0; names[k]; k++)
        if (strcmp(names[k], name) == 0)
            return true;
    return strncmp(name, "file:", 5) == 0 || strncmp(name, "table:", 6) == 0;
}

static bool is_code(const char *name) {
    const size_t n = strlen(name);

    return n > 5 && strcmp(name + n - 5, ":epsg") == 0;
}

int summaries_item(struct summaries *s, const struct json *properties) {
    struct summary *one;
    int status = EX_OK;

    for (const struct json *m = json_first(properties); m; m = json_next(m)) {
        const char *name = json_name(m);
        const enum json_kind kind = json_kind(m);
        const bool list = kind == JSON_LIST && all_texts(m);
        if (is_passed(name) || (kind != JSON_TEXT && kind != JSON_NUMBER &&
                                kind != JSON_BOOL && !list))
            continue;
        TRY(find(s, name, &one));
        if (list)
            TRY(add_list(one, m));
        else if (kind == JSON_NUMBER && !is_code(name))
            add_range(one, json_number(m), json_number(m));
        else
            TRY(add_set(one, m));
    }
done:
    return status;
}

static bool has_type(const struct json *schema, const char *type) {
    const struct json *t = json_get(schema, "type");

    if (json_kind(t) == JSON_TEXT)
        return strcmp(json_text(t), type) == 0;
    for (const struct json *m = json_first(t); m; m = json_next(m))
        if (json_kind(m) == JSON_TEXT && strcmp(json_text(m), type) == 0)
            return true;
    return false;
}

static int merge(struct summary *s, const struct json *j) {
    const double low = json_number(json_get(j, "minimum"));
    const double high = json_number(json_get(j, "maximum"));

    if (json_kind(j) == JSON_LIST)
        return add_list(s, j);
    if (isfinite(low) && isfinite(high))
        add_range(s, low, high);
    if (has_type(j, "string")) {
        s->texts = s->many = true;
        clear(s);
    }
    return EX_OK;
}

int summaries_merge(struct summaries *s, const struct json *j) {
    struct summary *one;
    int status = EX_OK;

    if (json_kind(j) != JSON_OBJECT)
        return EX_OK;
    for (const struct json *m = json_first(j); m; m = json_next(m)) {
        if (is_passed(json_name(m)))
            continue;
        TRY(find(s, json_name(m), &one));
        TRY(merge(one, m));
    }
done:
    return status;
}

int summaries_words(struct summaries *s, const char *name,
                    const struct json *list) {
    struct summary *one;
    int status = EX_OK;

    if (json_kind(list) != JSON_LIST || !all_texts(list))
        return EX_OK;
    TRY(find(s, name, &one));
    status = add_list(one, list);
done:
    return status;
}

static struct json *summary_json(const struct summary *s) {
    struct json *j, *value;

    if (s->texts && !s->many && !s->numbers) {
        j = json_new_list();
        for (size_t k = 0; k < s->n; k++)
            if (json_parse(&value, s->value[k], strlen(s->value[k])) == EX_OK)
                json_add(j, value);
        return j;
    }
    j = json_new_object();
    if (s->texts)
        json_set_text(j, "type", "string");
    if (s->texts && s->numbers) {
        json_set(j, "type", json_new_list());
        json_add_text(json_get(j, "type"), "number");
        json_add_text(json_get(j, "type"), "string");
    }
    if (s->numbers) {
        json_set_number(j, "minimum", s->minimum);
        json_set_number(j, "maximum", s->maximum);
    }
    return j;
}

static int by_name(const void *a, const void *b) {
    return strcmp((*(struct summary *const *)a)->name,
                  (*(struct summary *const *)b)->name);
}

struct json *summaries_json(const struct summaries *s) {
    struct summary **sorted = mem_copy(s->one, s->n + 1, sizeof s->one[0]);
    struct json *j = json_new_object();

    qsort(sorted, s->n, sizeof sorted[0], by_name);
    for (size_t k = 0; k < s->n; k++)
        if (sorted[k]->numbers || sorted[k]->texts)
            json_set(j, sorted[k]->name, summary_json(sorted[k]));
    free(sorted);
    return j;
}

bool stac_bands_same(const struct json *a, const struct json *b) {
    const struct json *x = json_first(a), *y = json_first(b);

    if (json_kind(a) != JSON_LIST || json_kind(b) != JSON_LIST)
        return false;
    for (; x && y; x = json_next(x), y = json_next(y)) {
        const char *p = json_text(json_get(x, "name"));
        const char *q = json_text(json_get(y, "name"));
        if (p == NULL || q == NULL || strcmp(p, q) != 0)
            return false;
    }
    return x == NULL && y == NULL;
}

void stac_common(struct json *a, const struct json *b) {
    struct json *m = json_kind(a) == JSON_OBJECT ? json_first(a) : NULL, *next;

    for (; m; m = next) {
        const struct json *there = json_get(b, json_name(m));
        next = json_next(m);
        if (json_kind(m) == JSON_OBJECT && json_kind(there) == JSON_OBJECT) {
            stac_common(m, there);
        } else if (strcmp(json_name(m), "bands") == 0 &&
                   stac_bands_same(m, there)) {
            const struct json *y = json_first(there);
            for (struct json *x = json_first(m); x; x = json_next(x)) {
                stac_common(x, y);
                y = json_next(y);
            }
        } else if (!json_same(m, there)) {
            json_free(json_take(a, json_name(m)));
        }
    }
}
