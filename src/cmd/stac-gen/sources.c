/* SPDX-License-Identifier: Apache-2.0 */
/* The FILEs of a catalogue: data, STAC JSON, catalogues whose Items are taken.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "cmd/stac-gen/kinds.h"
#include "core/mem.h"
#include "core/stac_read.h"

struct item_source {
    size_t n, next;
    const char *const *file;
    struct stac_read *in; /* JSON */
    bool walk;            /* of a catalogue */
    struct job job;       /* of one FILE of data, or of standard input */
    struct items *items;
};

int sources_open(struct item_source **out, const struct job *job) {
    static const char *const input = "-";
    struct item_source *s = mem_array(1, sizeof *s);

    s->n = job->nfiles ? job->nfiles : 1;
    s->file = job->nfiles ? job->file : &input;
    *out = s;
    return EX_OK;
}

void sources_free(struct item_source *s) {
    if (s == NULL)
        return;
    stac_read_free(s->in);
    items_free(s->items);
    free(s);
}

static int open_next(struct item_source *s) {
    const char *const *path = &s->file[s->next++];
    const char *slash = strrchr(*path, '/');

    s->walk = stac_is_folder(*path) ||
              strcmp(slash ? slash + 1 : *path, "catalog.json") == 0;
    if (stac_is_folder(*path) && !stac_is_catalogue(*path))
        return err_set(EX_DATAERR, "%s: no catalog.json in it", *path);
    if (s->walk)
        return stac_walk_open(&s->in, *path);
    if (strcmp(*path, "-") != 0 && stac_is_file(*path))
        return stac_read_open(&s->in, *path);
    s->job = (struct job){ .nfiles = 1, .file = path };
    return describe_open(&s->items, &s->job);
}

/* The next of data; their hrefs are relative to here. */
static int from_items(struct item_source *s, struct source_item *out) {
    int status = items_next(s->items, &out->item);

    if (status == EX_OK && out->item == NULL) {
        items_free(s->items);
        s->items = NULL;
    }
    out->folder = ".";
    out->where = s->job.file[0];
    if (strcmp(out->where, "-") == 0)
        out->where = "standard input";
    return status;
}

/* The next of JSON. */
static int from_json(struct item_source *s, struct source_item *out) {
    const struct stac_node *node;
    int status;

    do {
        TRY(stac_next(s->in, &node));
    } while (node && s->walk && node->kind != STAC_ITEM);
    if (node) {
        out->folder = node->folder;
        out->where = node->where;
        out->item = stac_take(s->in);
    } else {
        stac_read_free(s->in);
        s->in = NULL;
    }
done:
    return status;
}

int sources_next(struct item_source *s, struct source_item *out) {
    int status = EX_OK;

    *out = (struct source_item){ 0 };
    while (out->item == NULL && (s->in || s->items || s->next < s->n)) {
        if (s->in == NULL && s->items == NULL)
            TRY(open_next(s));
        TRY(s->items ? from_items(s, out) : from_json(s, out));
    }
done:
    return status;
}
