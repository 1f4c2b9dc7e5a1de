/* SPDX-License-Identifier: Apache-2.0 */
#include "core/regridder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/quantity.h"
#include "core/remap.h"

struct regridder {
    struct dataset *ds;
    size_t n;             /* fields */
    size_t cells;         /* of the source, a plane */
    size_t target;        /* of the target, a plane */
    size_t *values;       /* [n] of a step that comes in */
    struct remap **remap; /* [n], those of one method shared */
    struct step *out;
};

static int open_fields(struct regridder *s, const struct dataset *in,
                       const struct regrid_how *how);
static int open_statics(struct regridder *s, const struct dataset *in);

int regridder_new(struct regridder **out, const struct dataset *in,
                  const struct grid *target, const struct regrid_how *how) {
    struct regridder *s = mem_array(1, sizeof *s);
    int status;

    *out = NULL;
    s->ds = dataset_copy(in, true);
    s->n = in->nfields;
    s->cells = grid_cells(in->grid);
    s->target = grid_cells(target);
    s->remap = mem_array(s->n, sizeof *s->remap);
    s->values = mem_array(s->n, sizeof *s->values);
    grid_free(s->ds->grid);
    s->ds->grid = grid_copy(target);
    dataset_resize(s->ds);
    TRY(open_fields(s, in, how));
    TRY(open_statics(s, in));
    s->out = step_new(s->ds);
    *out = s;
    s = NULL;
done:
    regridder_free(s);
    return status;
}

const struct dataset *regridder_dataset(const struct regridder *s) {
    return s->ds;
}

const struct step *regridder_step(struct regridder *s,
                                  const struct step *step) {
    for (size_t k = 0; k < s->n; k++)
        (s->ds->field[k].type == LABEL ? apply_labels : apply)(
            s, s->remap[k], s->values[k], step->value[k], s->out->value[k]);
    step_at(s->out, step);
    return s->out;
}

static bool is_shared(const struct regridder *s, size_t k) {
    for (size_t i = 0; i < k; i++)
        if (s->remap[i] == s->remap[k])
            return true;
    return false;
}

void regridder_free(struct regridder *s) {
    if (s == NULL)
        return;
    for (size_t k = 0; k < s->n; k++)
        if (!is_shared(s, k))
            remap_free(s->remap[k]);
    free(s->remap);
    free(s->values);
    step_free(s->out);
    dataset_free(s->ds);
    free(s);
}
