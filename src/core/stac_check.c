/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stac_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stac_check_part.h"

const struct stac_code stac_codes[] = {
    { "json", false },
    { "nan-literal", false },
    { "type", false },
    { "version", false },
    { "field-missing", false },
    { "field-type", false },
    { "extension-unlisted", false },
    { "extension-unused", true },
    { "duplicate-id", false },
    { "id-chars", true },
    { "geometry-type", false },
    { "ring-closed", false },
    { "ring-winding", false },
    { "ring-repeat", false },
    { "lon-lat-range", false },
    { "antimeridian-split", false },
    { "bbox-geometry", false },
    { "bbox-missing", false },
    { "self-crossing", false },
    { "shape-transform-bbox", false },
    { "proj-geometry", false },
    { "proj-code", false },
    { "transform-order", false },
    { "shape-order", false },
    { "datetime-zone", false },
    { "datetime-order", false },
    { "datetime-null-range", false },
    { "step-duration", false },
    { "step-values", false },
    { "calendar-date", false },
    { "dim-var-clash", false },
    { "var-dims-known", false },
    { "band-count", false },
    { "band-name-repeat", false },
    { "nodata-type", false },
    { "stats-order", false },
    { "stats-empty", false },
    { "valid-percent", false },
    { "histogram-count", false },
    { "histogram-sum", false },
    { "asset-missing", false },
    { "asset-outside", true },
    { "size", false },
    { "checksum", false },
    { "media-type", false },
    { "role-data", true },
    { "href-encoding", false },
    { "secret", false },
    { "link-missing", false },
    { "link-outside", false },
    { "link-relative", true },
    { "link-collection", false },
    { "self-absolute", false },
    { "root-parent", false },
    { "catalog-root", false },
    { "child-cycle", false },
    { "extent-covers-items", false },
    { "license", true },
    { "summaries-range", false },
    { "item-assets", true },
    { "orphan-item", true },
    { NULL, false },
};

struct stac_check *stac_check_new(const struct stac_check_how *how) {
    struct stac_check *c = mem_array(1, sizeof *c);

    c->how = *how;
    return c;
}

void stac_check_free(struct stac_check *c) {
    if (c)
        free(c->ids.slot);
    free(c);
}

size_t stac_check_errors(const struct stac_check *c) {
    return c->errors;
}

/* A name as a part of a JSON pointer: ~ is ~0, / is ~1. */
size_t check_enter(struct stac_check *c, const char *name) {
    const size_t mark = c->n;

    if (name == NULL || c->n + 2 * strlen(name) + 2 > sizeof c->pointer)
        return mark;
    c->pointer[c->n++] = '/';
    for (; *name; name++) {
        if (*name == '~' || *name == '/') {
            c->pointer[c->n++] = '~';
            c->pointer[c->n++] = *name == '~' ? '0' : '1';
        } else {
            c->pointer[c->n++] = *name;
        }
    }
    c->pointer[c->n] = 0;
    return mark;
}

size_t check_enter_index(struct stac_check *c, size_t index) {
    char text[24];

    snprintf(text, sizeof text, "%zu", index);
    return check_enter(c, text);
}

void check_leave(struct stac_check *c, size_t mark) {
    c->n = mark;
    c->pointer[mark] = 0;
}

void check_fault(struct stac_check *c, const char *code, const char *fmt, ...) {
    const struct stac_code *known = stac_codes;
    char what[1024];
    struct finding f = {
        .where = c->where, .pointer = c->pointer, .code = code, .what = what
    };
    va_list ap;

    while (known->name && strcmp(known->name, code) != 0)
        known++;
    f.warning = known->warning;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    c->errors += !f.warning;
    if (c->status == EX_OK)
        c->status = c->how.report(c->how.context, &f);
}

bool check_kind(struct stac_check *c, const struct json *object,
                const char *name, enum json_kind kind) {
    const struct json *m = json_get(object, name);
    size_t mark;

    if (m == NULL || json_kind(m) == kind)
        return true;
    mark = check_enter(c, name);
    check_fault(c, "field-type", "%s (%s)", json_kind_name(json_kind(m)),
                json_kind_name(kind));
    check_leave(c, mark);
    return false;
}

int stac_check_object(struct stac_check *c, const struct json *j,
                      const char *where, const char *folder) {
    const char *type = json_text(json_get(j, "type"));
    const char *version = json_text(json_get(j, "stac_version"));

    c->where = where;
    c->folder = folder;
    c->object = j;
    check_leave(c, 0);
    c->kind = stac_kind(j);
    if (c->kind == STAC_OTHER && type && strcmp(type, "Feature") == 0)
        c->kind = STAC_ITEM;
    if (c->kind == STAC_OTHER) {
        check_fault(c, "type", "%s (Feature, Collection or Catalog)",
                    type ? type : "no type");
        return c->status;
    }
    if (version == NULL ||
        (strcmp(version, "1.1.0") != 0 && strcmp(version, "1.0.0") != 0)) {
        check_enter(c, "stac_version");
        check_fault(c, "version", "%s (1.1.0 or 1.0.0)",
                    version ? version : "none");
        return c->status;
    }
    c->old = strcmp(version, "1.0.0") == 0;
    check_form(c);
    check_space(c);
    check_grid(c);
    check_time(c);
    check_cube(c);
    check_assets(c);
    check_links(c);
    check_collection(c);
    return c->status;
}
