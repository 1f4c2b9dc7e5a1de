/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stac_layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/stac.h"

static const char *const fields[] = { "collection", "id",   "year",
                                      "month",      "day",  "start",
                                      "end",        "time", NULL };

static const char *const named[][2] = {
    { "items", "{collection}/{id}/{id}.json" },
    { "flat", "{collection}/{id}.json" },
    { "date", "{collection}/{year}/{month}/{day}/{id}.json" },
    { "destine", "metadata/items/{id}.json" },
    { NULL, NULL }
};

static const char *template_of(const char *layout) {
    for (size_t k = 0; named[k][0]; k++)
        if (strcmp(named[k][0], layout) == 0)
            return named[k][1];
    return layout;
}

bool stac_layout_is_destine(const char *layout) {
    return strcmp(layout, "destine") == 0;
}

/* The field that {NAME} at s stands for, or -1. */
static int field_at(const char *s, size_t *n) {
    const size_t length = strcspn(s + 1, "}");

    *n = length + 2;
    for (int k = 0; s[length + 1] == '}' && fields[k]; k++)
        if (strlen(fields[k]) == length &&
            memcmp(fields[k], s + 1, length) == 0)
            return k;
    return -1;
}

int stac_layout_check(const char *layout) {
    const char *t = template_of(layout);
    const size_t n = strlen(t);
    size_t length;

    if (strchr(t, '{') == NULL && strchr(t, '/') == NULL)
        return err_set(EX_USAGE,
                       "--layout %s: no such layout (there are items, flat, "
                       "date, destine, or a TEMPLATE with {id})",
                       layout);
    for (const char *s = strchr(t, '{'); s; s = strchr(s + 1, '{'))
        if (field_at(s, &length) < 0)
            return err_set(EX_USAGE,
                           "--layout %s: %.*s is no field (there are "
                           "{collection} {id} {year} {month} {day} {start} "
                           "{end} {time})",
                           layout, (int)length, s);
    if (*t == '/' || strstr(t, "..") || strstr(t, "//") || strchr(t, '\\'))
        return err_set(EX_USAGE, "--layout %s: leads out of the catalogue",
                       layout);
    if (n < 5 || strcmp(t + n - 5, ".json") != 0 || strstr(t, "{id}") == NULL)
        return err_set(
            EX_USAGE, "--layout %s: must hold {id} and end with .json", layout);
    return EX_OK;
}

static char *compact_time(int64_t ms) {
    const struct date d = time_date(CALENDAR_PROLEPTIC_GREGORIAN, ms);

    return mem_format("%04d%02d%02dT%02d%02d%02d", (int)d.year, d.month, d.day,
                      d.hour, d.minute, d.second);
}

/* The text of a field; the caller frees it with free(). */
static char *field_text(int field, const struct json *item,
                        const char *collection) {
    int64_t from = 0, to = 0;
    struct date d;

    if (field == 0)
        return stac_id(collection ? collection : "");
    if (field == 1)
        return stac_id(json_text(json_get(item, "id")));
    if (!stac_span(item, &from, &to)) {
        err_set(EX_DATAERR, "no time, which the layout asks for");
        return NULL;
    }
    d = time_date(CALENDAR_PROLEPTIC_GREGORIAN, from);
    if (field == 2)
        return mem_format("%04d", (int)d.year);
    if (field == 3 || field == 4)
        return mem_format("%02d", field == 3 ? d.month : d.day);
    return compact_time(field == 6 ? to : from);
}

static void append(char **path, const char *s, size_t n) {
    char *longer = mem_format("%s%.*s", *path, (int)n, s);

    free(*path);
    *path = longer;
}

int stac_layout_item(const char *layout, const struct json *item,
                     const char *collection, char **path) {
    const char *t = template_of(layout);
    size_t n;
    char *text;

    *path = mem_text("");
    if (collection == NULL && strncmp(t, "{collection}/", 13) == 0)
        t += 13;
    for (; *t; t += n) {
        n = strcspn(t, "{");
        if (n > 0) {
            append(path, t, n);
            continue;
        }
        text = field_text(field_at(t, &n), item, collection);
        if (text == NULL) {
            free(*path);
            *path = NULL;
            return EX_DATAERR;
        }
        append(path, text, strlen(text));
        free(text);
    }
    return EX_OK;
}

char *stac_layout_collection(const char *layout, const char *id) {
    char *part = stac_id(id), *path;

    path = stac_layout_is_destine(layout)
               ? mem_text("metadata/collection.json")
               : mem_format("%s/collection.json", part);
    free(part);
    return path;
}

/* Behind the last slash, without a query; not decoded. */
static char *file_name(const char *href) {
    const char *slash, *from = href;
    char *name;

    for (slash = href; *slash && !strchr("?#", *slash); slash++)
        if (*slash == '/')
            from = slash + 1;
    name = mem_format("%.*s", (int)(slash - from), from);
    return name;
}

static int rename_assets(struct json *item) {
    const struct json *assets = json_get(item, "assets");
    struct json *out = json_new_object();
    int status = EX_OK;

    for (const struct json *a = json_first(assets); a; a = json_next(a)) {
        const char *href = json_text(json_get(a, "href"));
        char *name = file_name(href ? href : "");
        if (*name == 0 || json_get(out, name))
            status = err_set(EX_DATAERR, "two assets are called \"%s\"", name);
        else
            json_set(out, name, json_copy(a));
        free(name);
    }
    json_set(item, "assets", out);
    return status;
}

int stac_layout_destine(struct json *item, const char *collection,
                        char **folder) {
    struct json *p = json_get(item, "properties");
    int64_t from, to;
    char *start, *end, *id, *text;
    struct date d;
    int status;

    *folder = NULL;
    if (!stac_span(item, &from, &to))
        return err_set(EX_DATAERR, "no time, which the layout asks for");
    if (to > from && to % MS_PER_DAY == 0 && from % MS_PER_DAY == 0)
        to -= 1000;
    json_set(p, "datetime", json_new_text(text = stac_time_text(from)));
    json_set(p, "start_datetime", json_new_text(text));
    free(text);
    json_set(p, "end_datetime", json_new_text(text = stac_time_text(to)));
    free(text);
    start = compact_time(from);
    end = compact_time(to);
    id = mem_format("%s_%s_%s", collection, start, end);
    json_set_text(item, "id", id);
    text = stac_id(id);
    d = time_date(CALENDAR_PROLEPTIC_GREGORIAN, from);
    *folder =
        mem_format("data/%04d/%02d/%02d/%s", (int)d.year, d.month, d.day, text);
    free(text);
    free(start);
    free(end);
    free(id);
    status = rename_assets(item);
    return status;
}
