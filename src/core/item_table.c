/* SPDX-License-Identifier: Apache-2.0 */
#include "core/item_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"

size_t table_column(struct item_table *t, const char *name) {
    for (size_t k = 0; k < t->ncolumns; k++)
        if (strcmp(t->column[k].name, name) == 0)
            return k;
    t->column = mem_grow(t->column, t->ncolumns + 1, sizeof *t->column);
    t->column[t->ncolumns] =
        (struct table_column){ mem_text(name), ENTRY_NONE };
    return t->ncolumns++;
}

static void add_entry(struct item_table *t, size_t column, enum entry e) {
    enum entry *now = &t->column[column].entry;

    if (e == ENTRY_NONE || e == *now)
        return;
    if (*now == ENTRY_NONE)
        *now = e;
    else if ((*now == ENTRY_WHOLE || *now == ENTRY_NUMBER) &&
             (e == ENTRY_WHOLE || e == ENTRY_NUMBER))
        *now = ENTRY_NUMBER;
    else
        *now = ENTRY_TEXT;
}

static bool is_date(const char *text) {
    enum precision p;
    struct date d;

    return strlen(text) >= 10 && text[4] == '-' &&
           parse_date(text, &d, &p) == EX_OK;
}

void table_text(struct item_table *t, size_t column, const char *text) {
    int64_t n;
    double x;

    if (*text == 0)
        return;
    if (parse_int(text, &n) == EX_OK)
        add_entry(t, column, ENTRY_WHOLE);
    else if (parse_double(text, &x) == EX_OK)
        add_entry(t, column, ENTRY_NUMBER);
    else
        add_entry(t, column, is_date(text) ? ENTRY_TIME : ENTRY_TEXT);
}

void table_when(struct item_table *t, const char *name, const char *text) {
    static const char *const names[] = { "start", "end", "datetime", "time",
                                         "date" };
    struct when w = { 0 };
    bool is = false;

    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        is |= strcmp(name, names[k]) == 0;
    if (!is || !is_date(text) || time_text_span(text, &w) != EX_OK)
        return;
    if (!t->when.known) {
        t->when = w;
        t->when.from = "features";
        return;
    }
    t->when.date_only = false;
    t->when.start = w.start < t->when.start ? w.start : t->when.start;
    t->when.end = w.end > t->when.end ? w.end : t->when.end;
}

static bool has(const struct item_table *t, const char *name) {
    for (size_t k = 0; k < t->ncolumns; k++)
        if (strcmp(t->column[k].name, name) == 0)
            return true;
    return false;
}

void table_settle(struct item_table *t, struct subject *s) {
    static const char *const words[] = { NULL, "integer", "number", "datetime",
                                         "string" };
    struct json *list;

    s->more = json_new_object();
    if (t->ncolumns > 0) {
        list = json_set(s->more, "table:columns", json_new_list());
        for (size_t k = 0; k < t->ncolumns; k++) {
            const struct table_column *c = &t->column[k];
            struct json *j = json_add(list, json_new_object());
            json_set_text(j, "name", c->name);
            if (words[c->entry])
                json_set_text(j, "type", words[c->entry]);
        }
    }
    json_set_number(s->more, "table:row_count", (double)t->nrows);
    s->is_events = has(t, "id") && has(t, "start") && has(t, "end");
    s->when = t->when;
    footprint_points(&s->footprint, t->vertices.n, t->vertices.lon,
                     t->vertices.lat, t->vertices.width);
}

void item_table_free(struct item_table *t) {
    for (size_t k = 0; k < t->ncolumns; k++)
        free(t->column[k].name);
    free(t->column);
    vertices_free(&t->vertices);
}
