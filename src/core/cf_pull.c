/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cf_pull.h"

#include <stdlib.h>

#include "core/mem.h"

/* One step, as it is held. */
struct held {
    struct pull pull;
    const struct cf_pulls *of;
    size_t k;
};

struct cf_pulls {
    struct ncfile *f;
    size_t n, *var;               /* [n] */
    const struct decode **decode; /* [n] */
    struct held ring[PULL_HELD];
};

struct cf_pulls *cf_pulls_new(struct ncfile *f, size_t n, const size_t *var,
                              const struct decode *const *decode) {
    struct cf_pulls *p = mem_array(1, sizeof *p);

    p->f = f;
    p->n = n;
    p->var = mem_copy(var, n, sizeof *var);
    p->decode = mem_copy(decode, n, sizeof *decode);
    return p;
}

void cf_pulls_free(struct cf_pulls *p) {
    if (p == NULL)
        return;
    free(p->var);
    free(p->decode);
    free(p);
}

static int get(const struct pull *pull, size_t k, size_t first, size_t n,
               float *out) {
    const struct held *h = (const struct held *)pull;
    const struct cf_pulls *p = h->of;
    const int status = p->f->ops->piece(
        p->f, p->var[k], (const size_t[2]){ h->k, first }, n, out);

    if (status == EX_OK && p->f->ops->foreign)
        decode_foreign(p->decode[k], n, out);
    else if (status == EX_OK)
        decode_floats(p->decode[k], n, out);
    return status;
}

int cf_pulls_step(struct cf_pulls *p, size_t k, struct step *s) {
    struct held *h = &p->ring[k % PULL_HELD];
    int status;

    s->pull = NULL;
    s->held = PULL_HELD;
    for (size_t i = 0; i < p->n; i++) {
        size_t held;
        if ((status = p->f->ops->ready(p->f, p->var[i], k, &held)) != EX_OK)
            return status;
        s->held = held < s->held ? held : s->held;
    }
    if (s->held == 0)
        return EX_OK;
    *h = (struct held){ .pull.get = get, .of = p, .k = k };
    s->pull = &h->pull;
    return EX_OK;
}
