/* SPDX-License-Identifier: Apache-2.0 */
/* The FILEs of a catalogue: data, STAC JSON, catalogues whose Items are taken.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "cmd/stac-gen/kinds.h"
#include "core/item_edit.h"
#include "core/mem.h"
#include "core/stac_read.h"
#include "core/zarr.h"

struct item_source {
    size_t n, next;
    const char *const *file;
    struct stac_read *in; /* JSON */
    bool walk;            /* of a catalogue */
    int jobs;             /* threads */
    struct job job;       /* of one FILE of data, or of standard input */
    struct items *items;
    struct items *input; /* of standard input, kept for --tee */
    size_t nfailed;      /* FILEs left out */
    int failed;          /* the code of the first of them */
};

int sources_open(struct item_source **out, const struct job *job) {
    static const char *const input = "-";
    struct item_source *s = mem_array(1, sizeof *s);

    s->jobs = job->jobs;
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
    items_free(s->input);
    free(s);
}

static int open_next(struct item_source *s) {
    const char *const *path = &s->file[s->next++];
    const char *slash = strrchr(*path, '/');
    const bool folder = stac_is_folder(*path) && !zarr_is_store(*path);

    s->walk = folder || strcmp(slash ? slash + 1 : *path, "catalog.json") == 0;
    if (folder && !stac_is_catalogue(*path))
        return err_set(
            EX_DATAERR,
            "%s: no catalog.json in it (data are named file by file)", *path);
    if (s->walk)
        return stac_walk_open(&s->in, *path);
    if (strcmp(*path, "-") != 0 && stac_is_file(*path))
        return stac_read_open(&s->in, *path);
    s->job = (struct job){ .nfiles = 1, .file = path, .jobs = s->jobs };
    return describe_open(&s->items, &s->job);
}

static void leave_out(struct item_source *s, int status) {
    if (status != EX_OK)
        s->failed = s->nfailed++ ? s->failed : status;
}

/* The next of data; their hrefs are relative to here. */
static int from_items(struct item_source *s, struct source_item *out) {
    int status = items_next(s->items, &out->item);

    if (status == EX_OK && out->item == NULL) {
        leave_out(s, items_failed(s->items));
        if (strcmp(s->job.file[0], "-") == 0 && s->input == NULL)
            s->input = s->items;
        else
            items_free(s->items);
        s->items = NULL;
    }
    out->folder = ".";
    out->where = s->job.file[0];
    if (strcmp(out->where, "-") == 0)
        out->where = "standard input";
    return status;
}

/* --stac 1.0.0 */
static int older(struct source_item *out) {
    const char *version = describe_how()->version;
    int status = EX_OK;

    if (version && strcmp(version, "1.0.0") == 0 &&
        stac_kind(out->item) == STAC_ITEM)
        status = err_in(item_old(out->item), out->where);
    if (status != EX_OK) {
        json_free(out->item);
        out->item = NULL;
    }
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
        status = older(out);
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
    while (status == EX_OK && out->item == NULL &&
           (s->in || s->items || s->next < s->n)) {
        if (s->in == NULL && s->items == NULL)
            status = open_next(s);
        if (status == EX_OK)
            status = s->items ? from_items(s, out) : from_json(s, out);
        if (status != EX_OK && s->items == NULL && describe_how()->keep_going) {
            warn("%s", err_text());
            leave_out(s, status);
            stac_read_free(s->in);
            s->in = NULL;
            status = EX_OK;
        }
    }
    return status;
}

int sources_pass(struct item_source *s) {
    int status = EX_OK;

    if (s->input)
        TRY(items_pass(s->input));
    if (s->nfailed > 0)
        status = err_set(s->failed, "%zu FILE%s left out", s->nfailed,
                         s->nfailed > 1 ? "s were" : " was");
done:
    return status;
}
