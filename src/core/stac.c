/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stac.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/geojson.h"
#include "core/mem.h"
#include "core/parse.h"

enum { LONGEST_ID = 200 };

enum stac_kind stac_kind(const struct json *j) {
    const char *type = json_text(json_get(j, "type"));

    if (type == NULL || json_get(j, "stac_version") == NULL)
        return STAC_OTHER;
    if (strcmp(type, "Feature") == 0)
        return STAC_ITEM;
    if (strcmp(type, "Collection") == 0)
        return STAC_COLLECTION;
    return strcmp(type, "Catalog") == 0 ? STAC_CATALOG : STAC_OTHER;
}

const char *stac_kind_name(enum stac_kind kind) {
    static const char *const names[] = { "no STAC", "an Item", "a Collection",
                                         "a Catalog" };
    return names[kind];
}

/* Z, or +01:30, in minutes. */
static bool zone(const char *s, int *minutes) {
    int h, m, n = 0;

    *minutes = 0;
    if ((*s == 'Z' || *s == 'z') && s[1] == 0)
        return true;
    if (*s != '+' && *s != '-')
        return false;
    if (strlen(s) != 6 || sscanf(s + 1, "%2d:%2d%n", &h, &m, &n) != 2 ||
        n != 5 || h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    *minutes = (*s == '-' ? -1 : 1) * (60 * h + m);
    return true;
}

bool stac_time(const char *text, int64_t *ms) {
    char part[40];
    struct date d;
    enum precision p;
    size_t n;
    int minutes;

    if (text == NULL || strlen(text) < 20)
        return false;
    n = 10 + strcspn(text + 10, "Zz+-");
    if (n >= sizeof part || strspn(text, "0123456789") != 4 ||
        strchr("Tt ", text[10]) == NULL || !zone(text + n, &minutes))
        return false;
    memcpy(part, text, n);
    part[n] = 0;
    part[10] = 'T';
    if (parse_date(part, &d, &p) != EX_OK || p < PRECISION_SECOND ||
        time_of(CALENDAR_PROLEPTIC_GREGORIAN, &d, ms) != EX_OK)
        return false;
    *ms -= (int64_t)minutes * 60000;
    return true;
}

char *stac_time_text(int64_t ms) {
    char text[TIME_TEXT];

    return mem_text(time_text(CALENDAR_PROLEPTIC_GREGORIAN, ms, text));
}

bool stac_span(const struct json *item, int64_t *from, int64_t *to) {
    const struct json *p = json_get(item, "properties");
    const char *start = json_text(json_get(p, "start_datetime"));
    const char *end = json_text(json_get(p, "end_datetime"));
    const char *at = json_text(json_get(p, "datetime"));

    return stac_time(start ? start : at, from) && stac_time(end ? end : at, to);
}

bool stac_box_read(const struct json *list, double box[4]) {
    const size_t n = json_count(list);
    double x[6];
    size_t k = 0;

    if (json_kind(list) != JSON_LIST || (n != 4 && n != 6))
        return false;
    for (const struct json *m = json_first(list); m; m = json_next(m)) {
        x[k] = json_number(m);
        if (!isfinite(x[k++]))
            return false;
    }
    box[0] = x[0];
    box[1] = x[1];
    box[2] = x[n / 2];
    box[3] = x[n / 2 + 1];
    return true;
}

bool stac_box(const struct json *item, double box[4]) {
    struct geometry g = { 0 };
    bool found;

    if (json_kind(json_get(item, "bbox")) == JSON_LIST)
        return stac_box_read(json_get(item, "bbox"), box);
    if (json_kind(json_get(item, "geometry")) != JSON_OBJECT ||
        geojson_geometry(json_get(item, "geometry"), &g) != EX_OK)
        return false;
    found = geometry_envelope(&g, box);
    geometry_free(&g);
    return found;
}

const char *stac_rel(const struct json *link) {
    const char *s = json_text(json_get(link, "rel"));

    return s ? s : "";
}

const char *stac_href(const struct json *link) {
    const char *s = json_text(json_get(link, "href"));

    return s ? s : "";
}

const struct json *stac_link(const struct json *object, const char *rel,
                             const struct json *after) {
    const struct json *m =
        after ? json_next(after) : json_first(json_get(object, "links"));

    while (m && strcmp(stac_rel(m), rel) != 0)
        m = json_next(m);
    return m;
}

struct json *stac_link_new(const char *rel, const char *href,
                           const char *title) {
    struct json *link = json_new_object();

    json_set_text(link, "rel", rel);
    json_set_text(link, "href", href);
    json_set_text(link, "type",
                  strcmp(rel, "item") == 0 ? "application/geo+json"
                                           : "application/json");
    if (title)
        json_set_text(link, "title", title);
    return link;
}

void stac_links_drop(struct json *object, const char *rel) {
    struct json *kept;
    const struct json *links = json_get(object, "links");

    if (stac_link(object, rel, NULL) == NULL)
        return;
    kept = json_new_list();
    for (const struct json *m = json_first(links); m; m = json_next(m))
        if (strcmp(stac_rel(m), rel) != 0)
            json_add(kept, json_copy(m));
    json_set(object, "links", kept);
}

char *stac_id(const char *text) {
    static const char fine[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789._-";
    char *id = mem_text(text && *text ? text : "-");

    if (strlen(id) > LONGEST_ID)
        id[LONGEST_ID] = 0;
    for (char *s = id + strspn(id, fine); *s; s += strspn(s, fine))
        *s = '-';
    if (id[strspn(id, ".")] == 0)
        memset(id, '-', strlen(id));
    return id;
}
