/* SPDX-License-Identifier: Apache-2.0 */
/* Before a stage that knows values of 32 bits only: the rounding to them. */
#include <stdlib.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/narrow.h"

struct narrower {
    struct stage st;
    struct narrow *narrow;
};

static int narrower_put(struct stage *st, const struct step *s) {
    return stage_pass(st, narrow_step(((struct narrower *)st)->narrow, s));
}

static void narrower_free(struct stage *st) {
    narrow_free(((struct narrower *)st)->narrow);
    free(st);
}

int narrow_open(struct stage **out, const struct dataset *in) {
    struct narrower *n;

    if (!narrow_is_needed(in))
        return EX_OK;
    n = mem_array(1, sizeof *n);
    n->st.put = narrower_put;
    n->st.free = narrower_free;
    n->narrow = narrow_new(in);
    n->st.ds = dataset_copy(narrow_dataset(n->narrow), true);
    *out = &n->st;
    return EX_OK;
}
