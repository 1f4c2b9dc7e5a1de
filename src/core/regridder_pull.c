/* SPDX-License-Identifier: Apache-2.0 */
/* Steps whose values come as they are asked for. */
#include <stdlib.h>

#include "core/mem.h"
#include "core/regridder_part.h"

/* Is more done to a field than remap_apply() does? */
static bool needs_all(const struct regridder *s, size_t k) {
    bool needs = s->turns[k];

    for (size_t i = 0; i < s->n; i++)
        needs |= s->north[i] < s->n && (i == k || s->north[i] == k) &&
                 (s->pole != NULL || s->turn[i] != NULL);
    return needs;
}

static int pull_whole(struct regridder *s, size_t k, const struct pull *p) {
    int status;

    if (s->whole[k].f == NULL)
        s->whole[k].f = mem_array(s->values[k], sizeof(float));
    status = pull_fill(p, k, 0, s->values[k], s->whole[k].f);
    if (status == EX_OK)
        regridder_move(s, k, s->whole[k], s->out->value[k]);
    return status;
}

/* Fields of one remap have the same bands. */
static struct remap_bands *bands_of(struct regridder *s, size_t k) {
    for (size_t i = 0; i < k && s->bands[k] == NULL; i++)
        if (s->remap[i] == s->remap[k])
            s->bands[k] = s->bands[i];
    if (s->bands[k] == NULL)
        s->bands[k] = remap_bands_new(s->remap[k], s->ny, s->nx);
    return s->bands[k];
}

static int pull_planes(struct regridder *s, size_t k, const struct pull *p) {
    struct remap_bands *b = bands_of(s, k);
    int status = EX_OK;

    for (size_t i = 0; i < s->values[k] / s->cells && status == EX_OK; i++)
        status = remap_bands_apply(b, p, k, i * s->cells,
                                   s->out->value[k].f + i * s->target);
    return status;
}

int regridder_pull(struct regridder *s, const struct step *step,
                   const struct step **out) {
    int status = EX_OK;

    for (size_t k = 0; k < s->n; k++)
        TRY(needs_all(s, k) ? pull_whole(s, k, step->pull)
                            : pull_planes(s, k, step->pull));
    regridder_mend(s, s->whole);
    step_at(s->out, step);
    *out = s->out;
done:
    return status;
}

void regridder_unpull(struct regridder *s) {
    for (size_t k = s->bands != NULL ? s->n : 0; k-- > 0;) {
        size_t i = 0;
        while (s->bands[i] != s->bands[k])
            i++;
        if (i == k) /* the first that has them */
            remap_bands_free(s->bands[k]);
        free(s->whole[k].f);
    }
    free(s->bands);
    free(s->whole);
}
