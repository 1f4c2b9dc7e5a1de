/* SPDX-License-Identifier: Apache-2.0 */
/* Are edges, versions, mapping, and sums of a profile as they must be? */
#include <stdio.h>
#include <string.h>

#include "core/profile_part.h"

static int all_are(const struct json *j, const char *path,
                   enum json_kind kind) {
    for (const struct json *m = json_first(j); m; m = json_next(m))
        if (json_kind(m) != kind)
            return err_set(EX_CONFIG, "%s: must have %s only", path,
                           kind == JSON_TEXT ? "texts" : "numbers");
    return EX_OK;
}

/* Numbers, names of global attributes, or lists of such. */
static int check_parameters(const struct json *j, const char *path) {
    for (const struct json *m = json_first(j); m; m = json_next(m)) {
        bool good = json_kind(m) == JSON_NUMBER || json_kind(m) == JSON_TEXT ||
                    (json_kind(m) == JSON_LIST && json_count(m) > 0);
        for (const struct json *i = json_first(m); i; i = json_next(i))
            good = good &&
                   (json_kind(i) == JSON_NUMBER || json_kind(i) == JSON_TEXT);
        if (!good)
            return err_set(EX_CONFIG,
                           "%s.%.60s: must be a number, the name of a global "
                           "attribute, or a list of them",
                           path, json_name(m));
    }
    return EX_OK;
}

static int check_mapping(const struct json *j, const char *path) {
    static const char *const keys[] = { "where", "grid_mapping_name",
                                        "parameters" };
    static const enum json_kind kinds[] = { JSON_OBJECT, JSON_TEXT,
                                            JSON_OBJECT };
    int status;

    if (json_kind(j) != JSON_OBJECT)
        return err_set(EX_CONFIG, "%s: must be an object", path);
    for (size_t k = 0; k < 3; k++) {
        const struct json *m = json_get(j, keys[k]);
        if (m == NULL || json_kind(m) != kinds[k])
            return err_set(EX_CONFIG, "%s.%s: must be %s", path, keys[k],
                           json_kind_name(kinds[k]));
    }
    for (const struct json *m = json_first(j); m; m = json_next(m))
        if (strcmp(json_name(m), keys[0]) != 0 &&
            strcmp(json_name(m), keys[1]) != 0 &&
            strcmp(json_name(m), keys[2]) != 0)
            return err_set(EX_CONFIG,
                           "%s.%.60s: no such key (there are where, "
                           "grid_mapping_name, parameters)",
                           path, json_name(m));
    TRY(all_are(json_get(j, "where"), path, JSON_NUMBER));
    TRY(check_parameters(json_get(j, "parameters"), path));
done:
    return status;
}

int profile_check_layout(const struct json *tree) {
    const struct json *list = json_get(tree, "mapping"), *m;
    char path[40];
    size_t k = 0;
    int status;

    TRY(all_are(json_get(tree, "edges"), "edges", JSON_TEXT));
    TRY(all_are(json_get(tree, "versions"), "versions", JSON_TEXT));
    TRY(all_are(json_get(tree, "rename"), "rename", JSON_TEXT));
    for (m = json_first(list); m; m = json_next(m), k++) {
        snprintf(path, sizeof path, "mapping[%zu]", k);
        TRY(check_mapping(m, path));
    }
done:
    return status;
}
