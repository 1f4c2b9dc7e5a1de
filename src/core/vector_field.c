/* SPDX-License-Identifier: Apache-2.0 */
#include "core/vector_field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"

/* "2020/01/31 12:00:00+0530" by ISO 8601: "2020-01-31T12:00:00+05:30". */
static char *iso(const char *text) {
    char *s = mem_text(text), *zone = NULL, *whole;
    size_t n;

    for (char *c = s; *c; c++) {
        if (*c == '/')
            *c = '-';
        if (*c == ' ')
            *c = 'T';
    }
    if (strchr(s, ':'))
        zone = strpbrk(strchr(s, ':'), "+-");
    if (zone == NULL)
        return s;
    n = strlen(zone);
    if (strcmp(zone, "+00") == 0)
        whole = mem_format("%.*sZ", (int)(zone - s), s);
    else if (n == 3)
        whole = mem_format("%s:00", s);
    else if (n == 5)
        whole = mem_format("%.*s:%s", (int)(zone + 3 - s), s, zone + 3);
    else
        return s;
    free(s);
    return whole;
}

/* "(3:1,2,3)" as a list of JSON. */
static char *numbers(const char *text) {
    const char *first = strchr(text, ':');
    const size_t n = first ? strcspn(first + 1, ")") : 0;

    return mem_format("[%.*s]", (int)n, first ? first + 1 : "");
}

static int texts(char **list, char **text) {
    struct json *j = json_new_list();
    int status;

    for (; list && *list; list++)
        json_add_text(j, *list);
    status = json_print(j, 0, text);
    json_free(j);
    return status;
}

int vector_field(struct feature *f, const struct gdal_field *field) {
    struct property *p;

    if (!field->is_set)
        return EX_OK;
    p = feature_add(f, field->name);
    if (field->is_null || (field->kind == FIELD_REAL && !isfinite(field->real)))
        return EX_OK;
    switch (field->kind) {
    case FIELD_BOOL:
        p->type = PROPERTY_BOOL;
        p->value.yes = field->integer != 0;
        break;
    case FIELD_INTEGER:
        p->type = PROPERTY_INTEGER;
        p->value.integer = field->integer;
        break;
    case FIELD_REAL:
        p->type = PROPERTY_REAL;
        p->value.real = field->real;
        break;
    case FIELD_NUMBERS:
        p->type = PROPERTY_JSON;
        p->value.text = numbers(field->text);
        break;
    case FIELD_TEXTS: {
        char *text = NULL;
        const int status = texts(field->list, &text);

        if (status != EX_OK)
            return err_in(status, field->name);
        p->type = PROPERTY_JSON;
        p->value.text = text;
        break;
    }
    default:
        p->type = field->kind == FIELD_JSON ? PROPERTY_JSON : PROPERTY_TEXT;
        p->value.text = field->kind == FIELD_TIME ? iso(field->text)
                                                  : mem_text(field->text);
    }
    return EX_OK;
}
