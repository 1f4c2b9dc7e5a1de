/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stac_same.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/href.h"
#include "core/mem.h"
#include "core/stac.h"

static int by_name(const void *a, const void *b) {
    return strcmp(json_name(*(const struct json *const *)a),
                  json_name(*(const struct json *const *)b));
}

/* A copy with the names of all objects sorted. */
static struct json *canonical(const struct json *j) {
    const size_t n = json_count(j);
    const struct json **m;
    struct json *out;
    size_t k = 0;

    if (json_kind(j) == JSON_LIST) {
        out = json_new_list();
        for (const struct json *i = json_first(j); i; i = json_next(i))
            json_add(out, canonical(i));
        return out;
    }
    if (json_kind(j) != JSON_OBJECT)
        return json_copy(j);
    m = mem_array(n, sizeof *m);
    for (const struct json *i = json_first(j); i; i = json_next(i))
        m[k++] = i;
    qsort(m, n, sizeof *m, by_name);
    out = json_new_object();
    for (k = 0; k < n; k++)
        json_set(out, json_name(m[k]), canonical(m[k]));
    free(m);
    return out;
}

static void whole_href(struct json *of, const char *folder) {
    const char *href = json_text(json_get(of, "href"));
    char *path = href ? href_path(href, folder) : NULL, *up;

    if (path == NULL)
        return;
    up = href_to("/", path);
    json_set_text(of, "href", up);
    free(up);
    free(path);
}

int stac_digest(const struct json *item, const char *folder,
                char digest[DIGEST_TEXT]) {
    static const char *const rels[] = { "root", "parent", "collection",
                                        "self" };
    struct json *j = json_copy(item), *m, *sorted = NULL;
    char *text = NULL;
    int status;

    for (size_t k = 0; k < sizeof rels / sizeof rels[0]; k++)
        stac_links_drop(j, rels[k]);
    json_free(json_take(json_get(j, "properties"), "created"));
    json_free(json_take(json_get(j, "properties"), "updated"));
    for (m = json_first(json_get(j, "assets")); m; m = json_next(m))
        whole_href(m, folder);
    for (m = json_first(json_get(j, "links")); m; m = json_next(m))
        whole_href(m, folder);
    sorted = canonical(j);
    TRY(json_print(sorted, 0, &text));
    digest_of(text, strlen(text), digest);
done:
    json_free(sorted);
    json_free(j);
    free(text);
    return status;
}
