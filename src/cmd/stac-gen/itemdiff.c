/* SPDX-License-Identifier: Apache-2.0 */
/* --diff OLD: what is new, what changed, what went. */
#include <stdlib.h>
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "cmd/stac-gen/kinds.h"
#include "core/mem.h"
#include "core/stac_same.h"

/* An Item of the old set. */
struct old {
    char *key; /* COLLECTION \n ID */
    char digest[DIGEST_TEXT];
    size_t order;
    bool seen;
};

struct olds {
    struct old *old;
    size_t n, room;
};

static char *key_of(const struct json *item) {
    const char *id = json_text(json_get(item, "id"));
    const char *collection = json_text(json_get(item, "collection"));

    return mem_format("%s\n%s", collection ? collection : "", id ? id : "");
}

static int by_key(const void *a, const void *b) {
    return strcmp(((const struct old *)a)->key, ((const struct old *)b)->key);
}

static int by_order(const void *a, const void *b) {
    const struct old *x = a, *y = b;

    return (x->order > y->order) - (x->order < y->order);
}

static int read_old(struct olds *all, const char *path) {
    const struct job job = { .nfiles = 1, .file = &path };
    struct item_source *in = NULL;
    struct source_item s;
    struct old *o;
    int status;

    TRY(sources_open(&in, &job));
    for (;;) {
        TRY(sources_next(in, &s));
        if (s.item == NULL)
            break;
        if (all->n == all->room) {
            all->room = 2 * all->room + 64;
            all->old = mem_grow(all->old, all->room, sizeof *all->old);
        }
        o = &all->old[all->n];
        *o = (struct old){ .key = key_of(s.item), .order = all->n };
        all->n++;
        status = stac_digest(s.item, s.folder, o->digest);
        json_free(s.item);
        TRY(status);
    }
    TRY(sources_pass(in));
    qsort(all->old, all->n, sizeof *all->old, by_key);
done:
    sources_free(in);
    return status;
}

/* A new one, unless it is an old one. */
static int compare(struct olds *all, const struct source_item *s,
                   struct put *out) {
    struct old want = { .key = key_of(s->item) };
    struct old *o = bsearch(&want, all->old, all->n, sizeof *all->old, by_key);
    int status;

    TRY(stac_digest(s->item, s->folder, want.digest));
    if (o)
        o->seen = true;
    if (o == NULL || strcmp(o->digest, want.digest) != 0)
        status = put_json(out, s->item);
done:
    free(want.key);
    return status;
}

static int put_gone(struct olds *all, struct put *out) {
    int status = EX_OK;

    qsort(all->old, all->n, sizeof *all->old, by_order);
    for (size_t k = 0; k < all->n && status == EX_OK; k++) {
        const char *key = all->old[k].key, *id = strchr(key, '\n') + 1;
        struct json *j;
        char *collection;
        if (all->old[k].seen)
            continue;
        j = json_new_object();
        collection = mem_format("%.*s", (int)(id - key - 1), key);
        json_set_text(j, "deleted", id);
        json_set_text(j, "collection", *collection ? collection : NULL);
        status = put_json(out, j);
        free(collection);
        json_free(j);
    }
    return status;
}

int diff_run(const struct job *job, const char *path) {
    struct olds all = { 0 };
    struct item_source *in = NULL;
    struct put *out = NULL;
    struct source_item s = { 0 };
    int status, left_out;

    TRY(read_old(&all, path));
    TRY(sources_open(&in, job));
    TRY(put_open(&out, &job->output, false));
    for (;;) {
        TRY(sources_next(in, &s));
        if (s.item == NULL)
            break;
        status = compare(&all, &s, out);
        json_free(s.item);
        TRY(status);
    }
    left_out = sources_pass(in);
    if (left_out == EX_OK) /* else who knows what went */
        TRY(put_gone(&all, out));
    TRY(put_commit(out));
    status = left_out == EX_OK ? EX_OK : sources_pass(in);
done:
    put_free(out);
    sources_free(in);
    for (size_t k = 0; k < all.n; k++)
        free(all.old[k].key);
    free(all.old);
    return status;
}
