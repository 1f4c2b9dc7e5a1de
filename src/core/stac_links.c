/* SPDX-License-Identifier: Apache-2.0 */
/* The links of an object, and what a Collection says of itself. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/href.h"
#include "core/mem.h"
#include "core/stac_check_part.h"

static bool is_structure(const char *rel) {
    static const char *const rels[] = { "root", "parent",     "child",
                                        "item", "collection", NULL };

    for (size_t k = 0; rels[k]; k++)
        if (strcmp(rels[k], rel) == 0)
            return true;
    return false;
}

static void one_link(struct stac_check *c, const struct json *m) {
    const char *rel = stac_rel(m), *href = stac_href(m);
    char *path = *href ? href_path(href, c->folder) : NULL;

    if (*href && !href_is_encoded(href))
        check_fault(c, "href-encoding", "%s (percent-encoded)", href);
    check_secret(c, href);
    if (strcmp(rel, "self") == 0 && path)
        check_fault(c, "self-absolute", "%s (self is absolute, or not there)",
                    href);
    else if (c->root && is_structure(rel) && *href && path == NULL)
        check_fault(c, "link-relative",
                    "%s: %s (relative, so that the "
                    "catalogue can be moved)",
                    rel, href);
    else if (c->root && path && strcmp(rel, "child") != 0 &&
             strcmp(rel, "item") != 0 && access(path, F_OK) != 0)
        check_fault(c, "link-missing", "%s: %s is not there", rel, path);
    free(path);
}

void check_links(struct stac_check *c) {
    const struct json *m = json_first(json_get(c->object, "links"));
    const bool linked = stac_link(c->object, "collection", NULL) != NULL;
    const char *collection = json_text(json_get(c->object, "collection"));
    size_t mark = check_enter(c, "links"), k = 0;

    for (; m; m = json_next(m)) {
        const size_t one = check_enter_index(c, k++);
        one_link(c, m);
        check_leave(c, one);
    }
    if (c->kind == STAC_ITEM && collection && !linked)
        check_fault(c, "link-collection",
                    "collection is \"%s\", and no link leads to it",
                    collection);
    if (c->kind == STAC_ITEM && !collection && linked)
        check_fault(c, "link-collection",
                    "a link to a Collection, and no member collection");
    check_leave(c, mark);
}

static void summaries(struct stac_check *c) {
    const struct json *m = json_first(json_get(c->object, "summaries"));
    const size_t mark = check_enter(c, "summaries");

    for (; m; m = json_next(m)) {
        const double low = json_number(json_get(m, "minimum"));
        const double high = json_number(json_get(m, "maximum"));
        const size_t one = check_enter(c, json_name(m));
        if (low > high)
            check_fault(c, "summaries-range", "from %.9g to %.9g", low, high);
        else if (json_kind(m) == JSON_LIST && json_count(m) == 0)
            check_fault(c, "summaries-range", "no value");
        check_leave(c, one);
    }
    check_leave(c, mark);
}

void check_collection(struct stac_check *c) {
    const char *license = json_text(json_get(c->object, "license"));
    size_t mark;

    if (c->kind != STAC_COLLECTION)
        return;
    summaries(c);
    mark = check_enter(c, "license");
    if (license &&
        (strcmp(license, "other") == 0 || strcmp(license, "various") == 0 ||
         strcmp(license, "proprietary") == 0) &&
        stac_link(c->object, "license", NULL) == NULL)
        check_fault(c, "license", "\"%s\", and no link of relation license",
                    license);
    check_leave(c, mark);
}
