/* SPDX-License-Identifier: Apache-2.0 */
/* What options say about Collections, as merge patches. */
#include <stdlib.h>
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "core/mem.h"

struct patch_words patch_words;

static void add(struct patches *p, struct json *patch) {
    p->patch = mem_grow(p->patch, p->n + 1, sizeof(struct json *));
    p->patch[p->n++] = patch;
}

static int add_file(struct patches *p, const char *path) {
    struct json *j;
    int status;

    TRY(json_read(&j, path));
    add(p, j);
    if (json_kind(j) != JSON_OBJECT)
        status = err_set(EX_DATAERR, "%s: %s (a template is an object)", path,
                         json_kind_name(json_kind(j)));
done:
    return status;
}

/* {"a":{"b":VALUE}} of "a.b=VALUE". */
static int add_set(struct patches *p, const char *text) {
    const char *equals = strchr(text, '=');
    struct json *value, *top, *at;
    char *path, *dot;
    int status;

    if (equals == NULL || equals == text)
        return err_set(EX_USAGE, "--set %s: not PATH=JSON", text);
    status = json_parse(&value, equals + 1, strlen(equals + 1));
    if (status != EX_OK) {
        err_in(status, text);
        return err_in(EX_USAGE, "--set");
    }
    top = at = json_new_object();
    path = mem_format("%.*s", (int)(equals - text), text);
    text = path;
    while ((dot = strchr(text, '.')) != NULL) {
        *dot = 0;
        at = json_set(at, text, json_new_object());
        text = dot + 1;
    }
    json_set(at, text, value);
    free(path);
    add(p, top);
    return EX_OK;
}

static int add_collection(struct patches *p) {
    const char *name = patch_words.collection;
    const size_t n = strlen(name);
    const char *id;
    int status = EX_OK;

    if (strchr(name, '/') == NULL &&
        (n < 5 || strcmp(name + n - 5, ".json") != 0)) {
        p->id = mem_text(name);
        return EX_OK;
    }
    TRY(add_file(p, name));
    id = json_text(json_get(p->patch[p->n - 1], "id"));
    if (id == NULL || *id == 0)
        status = err_set(EX_DATAERR, "%s: a Collection without id", name);
    else
        p->id = mem_text(id);
    json_free(json_take(p->patch[p->n - 1], "stac_version"));
done:
    return status;
}

static void add_words(struct patches *p) {
    struct json *j = json_new_object();

    if (patch_words.title)
        json_set_text(j, "title", patch_words.title);
    if (patch_words.description || patch_words.title)
        json_set_text(j, "description",
                      patch_words.description ? patch_words.description
                                              : patch_words.title);
    if (patch_words.license)
        json_set_text(j, "license", patch_words.license);
    if (patch_words.keywords.n > 0)
        json_set(j, "keywords", json_new_list());
    for (size_t k = 0; k < patch_words.keywords.n; k++)
        json_add_text(json_get(j, "keywords"), patch_words.keywords.text[k]);
    add(p, j);
}

int patches_read(struct patches *p) {
    int status = EX_OK;

    *p = (struct patches){ 0 };
    if (patch_words.collection)
        TRY(add_collection(p));
    for (size_t k = 0; k < patch_words.templates.n; k++)
        TRY(add_file(p, patch_words.templates.text[k]));
    add_words(p);
    for (size_t k = 0; k < patch_words.sets.n; k++)
        TRY(add_set(p, patch_words.sets.text[k]));
done:
    return status;
}

void patches_free(struct patches *p) {
    for (size_t k = 0; k < p->n; k++)
        json_free(p->patch[k]);
    free(p->patch);
    free(p->id);
}
