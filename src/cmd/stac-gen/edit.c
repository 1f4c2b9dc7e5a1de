/* SPDX-License-Identifier: Apache-2.0 */
/* What options say of Items, over what the data say. */
#include <stdlib.h>
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "cmd/stac-gen/kinds.h"
#include "core/item_edit.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/stac.h"

static struct {
    const char *collection, *title, *license, *description, *doi, *citation;
    struct texts keywords, providers, derived, assets, without;
    size_t precision;
} cfg = { .precision = SIZE_MAX };

const struct opt item_opts[] = {
    { 0, "collection", "ID|FILE", "Items are of it; a FILE says its id",
      .text = &cfg.collection },
    { 0, "title", "TEXT", "title of the Items", .text = &cfg.title },
    { 0, "description", "TEXT", "description of the Items",
      .text = &cfg.description },
    { 0, "license", "NAME", "an SPDX identifier, or other",
      .text = &cfg.license },
    { 0, "keyword", "WORD", "a keyword; may be repeated",
      .texts = &cfg.keywords },
    { 0, "provider", "JSON", "as {\"name\":\"X\"}; may be repeated",
      .texts = &cfg.providers },
    { 0, "doi", "DOI", "of the data, as 10.1234/x", .text = &cfg.doi },
    { 0, "citation", "TEXT", "how to cite the data", .text = &cfg.citation },
    { 0, "derived-from", "HREF", "link to an origin; may be repeated",
      .texts = &cfg.derived },
    { 0, "asset", "KEY=FILE", "one more file of each Item; may be repeated",
      .texts = &cfg.assets },
    { 0, "template", "FILE", "merge this JSON into each Item (RFC 7396)",
      .texts = &patch_words.templates },
    { 0, "set", "PATH=JSON", "set a member, as properties.gsd=10",
      .texts = &patch_words.sets },
    { 0, "without", "LIST", "leave out fields of extensions, as raster,cf",
      .texts = &cfg.without },
    { 0, "precision", "N", "decimals of geometry and bbox (7)",
      .count = &cfg.precision },
    { 0 },
};

struct edits {
    char *collection; /* its id, or NULL */
    char *href;       /* of it */
    struct json *providers;
    size_t nwithout;
    char **without;
    struct patches patches;
    bool any; /* is there something to change? */
};

void edits_free(struct edits *e) {
    if (e == NULL)
        return;
    free(e->collection);
    free(e->href);
    json_free(e->providers);
    for (size_t k = 0; k < e->nwithout; k++)
        free(e->without[k]);
    free(e->without);
    patches_free(&e->patches);
    free(e);
}

/* An id, or the file of a Collection. */
static int read_collection(struct edits *e) {
    const char *text = cfg.collection;
    const size_t n = text ? strlen(text) : 0;
    struct json *j = NULL;
    int status = EX_OK;

    if (text == NULL)
        return EX_OK;
    if (strchr(text, '/') == NULL &&
        (n < 5 || strcmp(text + n - 5, ".json") != 0)) {
        e->collection = mem_text(text);
        e->href = mem_text("./collection.json");
        return EX_OK;
    }
    TRY(json_read(&j, text));
    e->collection = mem_text(json_text(json_get(j, "id")));
    e->href = mem_text(text);
    if (e->collection == NULL)
        status = err_set(EX_DATAERR, "%s: a Collection without id", text);
done:
    json_free(j);
    return status;
}

static int read_providers(struct edits *e) {
    int status = EX_OK;

    for (size_t k = 0; k < cfg.providers.n; k++) {
        const char *text = cfg.providers.text[k];
        struct json *j;
        if (json_parse(&j, text, strlen(text)) != EX_OK)
            return err_in(EX_USAGE, "--provider");
        if (e->providers == NULL)
            e->providers = json_new_list();
        json_add(e->providers, j);
        if (json_text(json_get(j, "name")) == NULL)
            TRY(err_set(EX_USAGE, "--provider: an object with a \"name\""));
    }
done:
    return status;
}

static int read_without(struct edits *e) {
    char **word;
    size_t n;
    int status = EX_OK;

    for (size_t k = 0; k < cfg.without.n; k++) {
        TRY(err_in(parse_list(cfg.without.text[k], &word, &n), "--without"));
        e->without = mem_grow(e->without, e->nwithout + n, sizeof *e->without);
        for (size_t i = 0; i < n; i++)
            e->without[e->nwithout++] = mem_text(word[i]);
        free(word);
    }
done:
    return status;
}

int edits_open(struct edits **out) {
    struct edits *e = mem_array(1, sizeof *e);
    int status;

    if (cfg.precision != SIZE_MAX && cfg.precision > 12)
        TRY(err_set(EX_USAGE, "--precision: %zu is not from 0 to 12",
                    cfg.precision));
    if (cfg.doi && (strncmp(cfg.doi, "10.", 3) != 0 || !strchr(cfg.doi, '/')))
        TRY(err_set(EX_USAGE, "--doi: \"%s\" is no DOI (as 10.1234/x)",
                    cfg.doi));
    TRY(read_collection(e));
    TRY(read_providers(e));
    TRY(read_without(e));
    TRY(patches_read(&e->patches));
    e->any = cfg.collection || cfg.title || cfg.license || cfg.description ||
             cfg.doi || cfg.citation || cfg.keywords.n || cfg.providers.n ||
             cfg.derived.n || cfg.assets.n || cfg.without.n ||
             patch_words.templates.n || patch_words.sets.n ||
             cfg.precision != SIZE_MAX;
    *out = e;
    e = NULL;
done:
    edits_free(e);
    return status;
}

const char *edits_collection(const struct edits *e) {
    return e->collection;
}

static void set_words(struct json *p, const struct edits *e) {
    const char *const words[][2] = {
        { "title", cfg.title },           { "description", cfg.description },
        { "license", cfg.license },       { "sci:doi", cfg.doi },
        { "sci:citation", cfg.citation },
    };

    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (words[k][1])
            json_set_text(p, words[k][0], words[k][1]);
    if (cfg.keywords.n > 0)
        json_set(p, "keywords", json_new_list());
    for (size_t k = 0; k < cfg.keywords.n; k++)
        json_add_text(json_get(p, "keywords"), cfg.keywords.text[k]);
    if (e->providers)
        json_set(p, "providers", json_copy(e->providers));
}

static void set_links(struct json *item, const struct edits *e) {
    struct json *links = json_get(item, "links");

    if (e->collection) {
        stac_links_drop(item, "collection");
        json_set_text(item, "collection", e->collection);
        json_add(links, stac_link_new("collection", e->href, NULL));
    }
    for (size_t k = 0; k < cfg.derived.n; k++) {
        struct json *l = json_add(links, json_new_object());
        json_set_text(l, "rel", "derived_from");
        json_set_text(l, "href", cfg.derived.text[k]);
    }
    if (cfg.doi) {
        char *href = mem_format("https://doi.org/%s", cfg.doi);
        struct json *l;
        stac_links_drop(item, "cite-as");
        l = json_add(links, json_new_object());
        json_set_text(l, "rel", "cite-as");
        json_set_text(l, "href", href);
        free(href);
    }
}

static int add_assets(struct json *item) {
    int status = EX_OK;

    for (size_t k = 0; k < cfg.assets.n; k++) {
        const char *text = cfg.assets.text[k], *equals = strchr(text, '=');
        char *key;
        if (equals == NULL || equals == text || equals[1] == 0)
            return err_set(EX_USAGE, "--asset %s: not KEY=FILE", text);
        key = mem_format("%.*s", (int)(equals - text), text);
        status = item_sidecar(item, key, equals + 1);
        free(key);
        TRY(err_in(status, "--asset"));
    }
done:
    return status;
}

/* What edits reach into; an Item of elsewhere may have anything there. */
static int check_parts(struct json *item) {
    static const struct {
        const char *name;
        enum json_kind kind;
    } parts[] = { { "properties", JSON_OBJECT },
                  { "assets", JSON_OBJECT },
                  { "links", JSON_LIST } };

    if (json_get(item, "links") == NULL)
        json_set(item, "links", json_new_list());
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        const struct json *j = json_get(item, parts[k].name);
        if (j == NULL || json_kind(j) != parts[k].kind)
            return err_set(EX_DATAERR, "%s: %s, not %s (see --check)",
                           parts[k].name,
                           j ? json_kind_name(json_kind(j)) : "not there",
                           json_kind_name(parts[k].kind));
    }
    return EX_OK;
}

int edits_apply(const struct edits *e, struct json *item) {
    int status = EX_OK;

    if (!e->any)
        return EX_OK;
    TRY(check_parts(item));
    set_words(json_get(item, "properties"), e);
    set_links(item, e);
    TRY(add_assets(item));
    for (size_t k = 0; k < e->patches.n; k++)
        json_merge(item, e->patches.patch[k]);
    for (size_t k = 0; k < e->nwithout; k++)
        TRY(err_in(item_without(item, e->without[k]), "--without"));
    if (cfg.precision != SIZE_MAX)
        item_round(item, (int)cfg.precision);
    if (json_get(item, "assets") && json_get(item, "properties"))
        item_extensions(item);
done:
    return status;
}
