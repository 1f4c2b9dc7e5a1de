/* SPDX-License-Identifier: Apache-2.0 */
/* One Collection of many Items. */
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "cmd/stac-gen/kinds.h"
#include "core/stac_fold.h"

const struct opt collection_opts[] = { PATCH_OPTS, { 0 } };

static int fold_all(struct item_source *in, struct stac_fold *fold) {
    struct source_item s;
    int status;

    for (;;) {
        TRY(sources_next(in, &s));
        if (s.item == NULL)
            break;
        status = err_in(stac_fold_add(fold, s.item), s.where);
        json_free(s.item);
        TRY(status);
    }
done:
    return status;
}

int collection_run(struct job *job) {
    struct item_source *in = NULL;
    struct stac_fold *fold = stac_fold_new();
    struct put *out = NULL;
    struct json *collection = NULL;
    struct patches p = { 0 };
    int status;

    TRY(patches_read(&p));
    describe_collection(p.id);
    TRY(sources_open(&in, job));
    TRY(put_open(&out, &job->output, true));
    TRY(fold_all(in, fold));
    TRY(stac_fold_collection(fold, p.id, &collection));
    for (size_t k = 0; k < p.n; k++)
        json_merge(collection, p.patch[k]);
    TRY(stac_collection_finish(collection));
    TRY(put_json(out, collection));
    TRY(put_commit(out));
    status = sources_pass(in);
done:
    json_free(collection);
    put_free(out);
    stac_fold_free(fold);
    sources_free(in);
    patches_free(&p);
    return status;
}
