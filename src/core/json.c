/* SPDX-License-Identifier: Apache-2.0 */
#include "core/json.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/jsonscan.h"
#include "core/mem.h"

/* A struct json is a cJSON by another name. */
static cJSON *inner(const struct json *j) {
    return (cJSON *)(uintptr_t)j;
}

static struct json *outer(const cJSON *j) {
    return (struct json *)(uintptr_t)j;
}

static void *take_memory(size_t n) {
    return mem_grow(NULL, n, 1);
}

/* Lack of memory ends the program in cJSON too. */
__attribute__((constructor)) static void hooks(void) {
    cJSON_InitHooks(&(cJSON_Hooks){ take_memory, free });
}

static int compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One object's names, sorted, so that many cost little. */
static int check_names(const cJSON *object) {
    size_t n = 0, k = 0;
    const char **name, *twice = NULL;

    for (const cJSON *m = object->child; m; m = m->next)
        n++;
    name = mem_array(n, sizeof *name);
    for (const cJSON *m = object->child; m; m = m->next)
        name[k++] = m->string;
    qsort(name, n, sizeof *name, compare);
    for (k = 1; k < n && !twice; k++)
        if (strcmp(name[k - 1], name[k]) == 0)
            twice = name[k];
    if (twice)
        err_set(EX_DATAERR, "name \"%s\" stands twice in one object", twice);
    free(name);
    return twice ? EX_DATAERR : EX_OK;
}

static int check_tree(const cJSON *j) {
    int status = EX_OK;

    if (cJSON_IsObject(j))
        TRY(check_names(j));
    for (const cJSON *m = j->child; m; m = m->next)
        if (m->child)
            TRY(check_tree(m));
done:
    return status;
}

int json_parse(struct json **out, const char *text, size_t n) {
    cJSON *tree = NULL;
    int status;

    *out = NULL;
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        n -= 3;
    }
    TRY(json_scan(text, n));
    tree = cJSON_ParseWithLength(text, n);
    if (tree == NULL)
        return err_set(EX_DATAERR, "cJSON does not take it");
    TRY(check_tree(tree));
    *out = outer(tree);
    tree = NULL;
done:
    cJSON_Delete(tree);
    return status;
}

int json_begins(const char *text, size_t n) {
    size_t k = n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    while (k < n && text[k] != 0 && strchr(" \t\r\n\x1e", text[k]) != NULL)
        k++;
    return k < n ? (unsigned char)text[k] : -1;
}

static int read_all(FILE *f, const char *path, char **text, size_t *n) {
    size_t room = 1 << 16, got;
    char *s = mem_grow(NULL, room, 1);

    *n = 0;
    while ((got = fread(s + *n, 1, room - *n, f)) > 0) {
        *n += got;
        if (*n == room)
            s = mem_grow(s, room *= 2, 1);
    }
    *text = s;
    return ferror(f) ? err_os(errno, path) : EX_OK;
}

int json_read(struct json **out, const char *path) {
    const bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? stdin : fopen(path, "rb");
    char *text = NULL;
    size_t n = 0;
    int status;

    *out = NULL;
    if (f == NULL)
        return err_os(errno, path);
    TRY(read_all(f, path, &text, &n));
    status = err_in(json_parse(out, text, n), path);
done:
    free(text);
    if (!standard)
        fclose(f);
    return status;
}

void json_free(struct json *j) {
    cJSON_Delete(inner(j));
}

/* A member on its own has no name. */
static struct json *alone(cJSON *j) {
    if (j && j->string) {
        free(j->string);
        j->string = NULL;
    }
    return outer(j);
}

struct json *json_copy(const struct json *j) {
    return alone(cJSON_Duplicate(inner(j), true));
}

enum json_kind json_kind(const struct json *j) {
    const cJSON *c = inner(j);

    if (c == NULL)
        return JSON_NONE;
    switch (c->type & 0xff) {
    case cJSON_False:
    case cJSON_True:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_TEXT;
    case cJSON_Array:
        return JSON_LIST;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

const char *json_kind_name(enum json_kind kind) {
    static const char *const names[] = { "nothing",  "null",   "true or false",
                                         "a number", "a text", "a list",
                                         "an object" };
    return names[kind];
}

const char *json_text(const struct json *j) {
    return cJSON_GetStringValue(inner(j));
}

double json_number(const struct json *j) {
    return json_kind(j) == JSON_NUMBER ? inner(j)->valuedouble : NAN;
}

bool json_true(const struct json *j) {
    return cJSON_IsTrue(inner(j));
}

size_t json_count(const struct json *j) {
    size_t n = 0;

    for (const struct json *m = json_first(j); m; m = json_next(m))
        n++;
    return n;
}

struct json *json_get(const struct json *object, const char *name) {
    if (json_kind(object) != JSON_OBJECT)
        return NULL;
    return outer(cJSON_GetObjectItemCaseSensitive(inner(object), name));
}

struct json *json_at(const struct json *j, size_t i) {
    struct json *m = json_first(j);

    while (m && i-- > 0)
        m = json_next(m);
    return m;
}

struct json *json_first(const struct json *j) {
    return j ? outer(inner(j)->child) : NULL;
}

struct json *json_next(const struct json *member) {
    return outer(inner(member)->next);
}

const char *json_name(const struct json *member) {
    return member ? inner(member)->string : NULL;
}

static bool same_lists(const struct json *a, const struct json *b) {
    const struct json *x = json_first(a), *y = json_first(b);

    for (; x && y; x = json_next(x), y = json_next(y))
        if (!json_same(x, y))
            return false;
    return x == NULL && y == NULL;
}

bool json_same(const struct json *a, const struct json *b) {
    if (json_kind(a) != json_kind(b))
        return false;
    switch (json_kind(a)) {
    case JSON_BOOL:
        return json_true(a) == json_true(b);
    case JSON_NUMBER:
        return json_number(a) == json_number(b);
    case JSON_TEXT:
        return strcmp(json_text(a), json_text(b)) == 0;
    case JSON_LIST:
        return same_lists(a, b);
    case JSON_OBJECT:
        for (const struct json *m = json_first(a); m; m = json_next(m))
            if (!json_same(m, json_get(b, json_name(m))))
                return false;
        return json_count(a) == json_count(b);
    default:
        return true;
    }
}

struct json *json_new_object(void) {
    return outer(cJSON_CreateObject());
}

struct json *json_new_list(void) {
    return outer(cJSON_CreateArray());
}

struct json *json_new_text(const char *text) {
    return outer(text ? cJSON_CreateString(text) : cJSON_CreateNull());
}

struct json *json_new_number(double x) {
    return outer(cJSON_CreateNumber(x));
}

struct json *json_new_bool(bool b) {
    return outer(cJSON_CreateBool(b));
}

struct json *json_new_null(void) {
    return outer(cJSON_CreateNull());
}

struct json *json_set(struct json *object, const char *name,
                      struct json *child) {
    if (json_get(object, name))
        cJSON_ReplaceItemInObjectCaseSensitive(inner(object), name,
                                               inner(child));
    else
        cJSON_AddItemToObject(inner(object), name, inner(child));
    return child;
}

struct json *json_add(struct json *list, struct json *child) {
    cJSON_AddItemToArray(inner(list), inner(child));
    return child;
}

void json_set_text(struct json *object, const char *name, const char *text) {
    json_set(object, name, json_new_text(text));
}

void json_set_number(struct json *object, const char *name, double x) {
    json_set(object, name, json_new_number(x));
}

void json_set_bool(struct json *object, const char *name, bool b) {
    json_set(object, name, json_new_bool(b));
}

void json_add_text(struct json *list, const char *text) {
    json_add(list, json_new_text(text));
}

void json_add_number(struct json *list, double x) {
    json_add(list, json_new_number(x));
}

struct json *json_numbers(size_t n, const double *x) {
    struct json *list = json_new_list();

    for (size_t k = 0; k < n; k++)
        json_add_number(list, x[k]);
    return list;
}

struct json *json_take(struct json *object, const char *name) {
    return alone(cJSON_DetachItemFromObjectCaseSensitive(inner(object), name));
}

void json_merge(struct json *target, const struct json *patch) {
    for (struct json *m = json_first(patch); m; m = json_next(m)) {
        const char *name = json_name(m);
        struct json *there = json_get(target, name);

        if (json_kind(m) == JSON_NULL) {
            json_free(json_take(target, name));
        } else if (json_kind(m) == JSON_OBJECT) {
            if (json_kind(there) != JSON_OBJECT)
                there = json_set(target, name, json_new_object());
            json_merge(there, m);
        } else {
            json_set(target, name, json_copy(m));
        }
    }
}
