/* SPDX-License-Identifier: Apache-2.0 */
/* The Item of a file. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/geojson.h"
#include "core/href.h"
#include "core/item_part.h"
#include "core/mem.h"

/* Decimals of degrees. */
static const double decimals = 1e7;

static void add_ring(struct geometry *out, const struct geometry *g, size_t r) {
    for (size_t k = g->ring[r]; k < g->ring[r + 1]; k++) {
        const double *b = g->xy + 2 * k, *a = k > g->ring[r] ? b - 2 : b;
        if (fabs(b[0] - a[0]) > 180 && fmax(fabs(a[0]), fabs(b[0])) < 180)
            geometry_add_point(out, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, NAN);
        geometry_add_point(out, b[0], b[1], NAN);
    }
    geometry_end_ring(out);
}

/* An edge of over 180 degrees would read as one that goes the other way, so it
 * has a vertex in the middle. */
static struct geometry short_edges(const struct geometry *g) {
    struct geometry out = { .type = g->type };

    for (size_t p = 0; p < g->nparts; p++) {
        for (size_t r = g->part[p]; r < g->part[p + 1]; r++)
            add_ring(&out, g, r);
        geometry_end_part(&out);
    }
    return g->nparts > 0 ? out : geometry_copy(g);
}

static void set_place(struct json *item, const struct subject *s) {
    struct feature f = { .geometry = short_edges(&s->footprint.geometry) };
    struct json *tree, *box;

    if (!s->footprint.known) {
        json_set(item, "geometry", json_new_null());
        geometry_free(&f.geometry);
        return;
    }
    tree = geojson_feature(&f, 7);
    geometry_free(&f.geometry);
    json_set(item, "geometry", json_take(tree, "geometry"));
    json_free(tree);
    box = json_set(item, "bbox", json_new_list());
    for (size_t k = 0; k < 4; k++)
        json_add_number(box,
                        round(s->footprint.box[k] * decimals) / decimals + 0.0);
}

static int set_time(struct json *p, const struct subject *s) {
    const struct when *w = &s->when;
    char a[TIME_TEXT], b[TIME_TEXT];
    int status;

    TRY(item_instant(w->calendar, w->start, a));
    TRY(item_instant(w->calendar, w->end, b));
    if (strcmp(a, b) == 0) {
        json_set_text(p, "datetime", a);
        goto done;
    }
    json_set_text(p, "datetime", w->date_only ? a : NULL);
    json_set_text(p, "start_datetime", a);
    json_set_text(p, "end_datetime", b);
done:
    return status;
}

static void set_att(struct json *p, const char *name, const struct atts *a,
                    const char *att) {
    char *text = text_clean(atts_text(a, att));

    if (text && *text)
        json_set_text(p, name, text);
    free(text);
}

static bool is_word(const char *text, const char *also) {
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr(also, *c))
            return false;
    return *text != 0;
}

static void set_list(struct json *p, const char *name, const char *text) {
    struct json *list = json_new_list();

    while (text && *text) {
        const size_t n = strcspn(text, ",;\n");
        char *word = mem_format("%.*s", (int)n, text + strspn(text, " "));
        size_t m = strlen(word);

        word[n < m ? n : m] = 0;
        for (m = strcspn(word, ",;\n"), word[m] = 0;
             m > 0 && word[m - 1] == ' '; word[--m] = 0)
            ;
        if (*word)
            json_add_text(list, word);
        free(word);
        text += n + (text[n] != 0);
    }
    if (json_count(list) > 0)
        json_set(p, name, list);
    else
        json_free(list);
}

/* ACDD's words in STAC's. */
static void set_acdd(struct json *p, const struct atts *a) {
    const char *license = atts_text(a, "license");
    const char *doi = atts_text(a, "doi");
    const char *version = atts_text(a, "product_version");
    const char *const creator = atts_text(a, "creator_name");
    const char *const publisher = atts_text(a, "publisher_name");
    struct json *list = json_new_list();
    const char *const name[] = { creator, publisher };
    const char *const role[] = { "producer", "host" };

    set_att(p, "title", a, "title");
    set_att(p, "description", a, "summary");
    set_list(p, "keywords", atts_text(a, "keywords"));
    if (license && is_word(license, "-._+"))
        json_set_text(p, "license", license);
    for (int k = 0; k < 2; k++) {
        struct json *one;
        if (name[k] == NULL || *name[k] == 0)
            continue;
        one = json_add(list, json_new_object());
        json_set_text(one, "name", name[k]);
        json_add_text(json_set(one, "roles", json_new_list()), role[k]);
    }
    if (json_count(list) > 0)
        json_set(p, "providers", list);
    else
        json_free(list);
    set_att(p, "platform", a, "platform");
    set_list(p, "instruments", atts_text(a, "instrument"));
    if (version && *version)
        json_set_text(p, "version", version);
    doi = doi && strstr(doi, "10.") ? strstr(doi, "10.") : NULL;
    if (doi && strchr(doi, '/') && strcspn(doi, " \t\n") == strlen(doi))
        json_set_text(p, "sci:doi", doi);
}

/* Lines of history, and the newest time that begins one. */
static void set_processing(struct json *p, const struct atts *a) {
    const char *history = atts_text(a, "history");
    int64_t newest = INT64_MIN;
    char text[TIME_TEXT];

    if (history == NULL || *history == 0)
        return;
    set_att(p, "processing:lineage", a, "history");
    for (const char *line = history; line; line = strchr(line, '\n')) {
        char when[21];
        struct date d;
        enum precision q;
        int64_t t;
        line += *line == '\n';
        snprintf(when, sizeof when, "%.20s", line);
        if (strlen(when) == 20 && when[19] == 'Z' && when[10] == 'T' &&
            parse_date(when, &d, &q) == EX_OK &&
            time_of(CALENDAR_PROLEPTIC_GREGORIAN, &d, &t) == EX_OK)
            newest = t > newest ? t : newest;
    }
    if (newest > INT64_MIN &&
        item_instant(CALENDAR_PROLEPTIC_GREGORIAN, newest, text) == EX_OK)
        json_set_text(p, "processing:datetime", text);
}

int item_asset(struct json *item, const char *key, const struct subject *s,
               const struct item_how *how) {
    struct json *asset = json_new_object(), *bands;
    char *href = how->href ? text_clean(how->href) : href_encode(s->path, "");
    char *sum = mem_format("1220%s", s->sha256);
    int status;

    json_set_text(asset, "href", href);
    json_set_text(asset, "type", s->media);
    json_add_text(json_set(asset, "roles", json_new_list()), "data");
    if (s->is_regular)
        json_set_number(asset, "file:size", (double)s->size);
    if (*s->sha256)
        json_set_text(asset, "file:checksum", sum);
    free(sum);
    free(href);
    status = item_proj(s, json_get(item, "properties"), asset);
    bands = item_bands(s, how);
    if (json_count(bands) > 0)
        json_set(asset, "bands", bands);
    else
        json_free(bands);
    json_set(json_get(item, "assets"), s->is_events ? "events" : key, asset);
    return status;
}

static void cite(struct json *item) {
    const char *doi =
        json_text(json_get(json_get(item, "properties"), "sci:doi"));
    struct json *l;
    char *href;

    if (doi == NULL)
        return;
    href = mem_format("https://doi.org/%s", doi);
    l = json_add(json_get(item, "links"), json_new_object());
    json_set_text(l, "rel", "cite-as");
    json_set_text(l, "href", href);
    free(href);
}

int item_json(struct json **out, const struct subject *s,
              const struct item_how *how) {
    struct json *item = json_new_object(), *p;
    char *id = NULL;
    int status;

    *out = NULL;
    json_set_text(item, "type", "Feature");
    json_set_text(item, "stac_version", "1.1.0");
    json_set(item, "stac_extensions", json_new_list());
    TRY(item_id(&id, s, how));
    json_set_text(item, "id", id);
    if (how->collection)
        json_set_text(item, "collection", how->collection);
    set_place(item, s);
    p = json_set(item, "properties", json_new_object());
    json_set(item, "links", json_new_list());
    json_set(item, "assets", json_new_object());
    TRY(set_time(p, s));
    set_acdd(p, &s->atts);
    if (s->more)
        json_merge(p, s->more);
    TRY(item_asset(item, s->key ? s->key : "data", s, how));
    set_processing(p, &s->atts);
    cite(item);
    item_extensions(item);
    *out = item;
    item = NULL;
done:
    free(id);
    json_free(item);
    return status;
}
