/* SPDX-License-Identifier: Apache-2.0 */
/* Items, one after another, or as one FeatureCollection. */
#include "cmd/stac-gen/kinds.h"

/* Where Items come from, and what is changed in them. */
struct line {
    struct items *items;
    struct edits *edits;
};

static int line_open(struct line *l, const struct job *job) {
    int status;

    TRY(edits_open(&l->edits));
    describe_collection(edits_collection(l->edits));
    TRY(describe_open(&l->items, job));
done:
    return status;
}

static void line_free(struct line *l) {
    items_free(l->items);
    edits_free(l->edits);
}

static int line_next(struct line *l, struct json **item) {
    int status;

    TRY(items_next(l->items, item));
    if (*item != NULL)
        TRY(edits_apply(l->edits, *item));
done:
    return status;
}

int item_run(struct job *job) {
    struct line in = { 0 };
    struct put *out = NULL;
    struct json *item = NULL;
    int status;

    TRY(put_open(&out, &job->output, false));
    TRY(line_open(&in, job));
    for (;;) {
        TRY(line_next(&in, &item));
        if (item == NULL)
            break;
        TRY(put_json(out, item));
        json_free(item);
        item = NULL;
    }
    TRY(put_commit(out));
    TRY(items_pass(in.items));
    status = items_failed(in.items);
done:
    json_free(item);
    line_free(&in);
    put_free(out);
    return status;
}

int itemcollection_run(struct job *job) {
    struct line in = { 0 };
    struct put *out = NULL;
    struct json *all = json_new_object(), *list, *item = NULL;
    int status;

    json_set_text(all, "type", "FeatureCollection");
    list = json_set(all, "features", json_new_list());
    TRY(put_open(&out, &job->output, true));
    TRY(line_open(&in, job));
    for (;;) {
        TRY(line_next(&in, &item));
        if (item == NULL)
            break;
        json_add(list, item);
        item = NULL;
    }
    TRY(put_json(out, all));
    TRY(put_commit(out));
    TRY(items_pass(in.items));
    status = items_failed(in.items);
done:
    json_free(item);
    line_free(&in);
    put_free(out);
    json_free(all);
    return status;
}
