/* SPDX-License-Identifier: Apache-2.0 */
/* Items, one after another, or as one FeatureCollection. */
#include "cmd/stac-gen/kinds.h"

int item_run(struct job *job) {
    struct items *in = NULL;
    struct put *out = NULL;
    struct json *item = NULL;
    int status;

    TRY(put_open(&out, &job->output, false));
    TRY(describe_open(&in, job));
    for (;;) {
        TRY(items_next(in, &item));
        if (item == NULL)
            break;
        TRY(put_json(out, item));
        json_free(item);
        item = NULL;
    }
    TRY(put_commit(out));
    TRY(items_pass(in));
done:
    json_free(item);
    items_free(in);
    put_free(out);
    return status;
}

int itemcollection_run(struct job *job) {
    struct items *in = NULL;
    struct put *out = NULL;
    struct json *all = json_new_object(), *list, *item;
    int status;

    json_set_text(all, "type", "FeatureCollection");
    list = json_set(all, "features", json_new_list());
    TRY(put_open(&out, &job->output, true));
    TRY(describe_open(&in, job));
    for (;;) {
        TRY(items_next(in, &item));
        if (item == NULL)
            break;
        json_add(list, item);
    }
    TRY(put_json(out, all));
    TRY(put_commit(out));
    TRY(items_pass(in));
done:
    items_free(in);
    put_free(out);
    json_free(all);
    return status;
}
