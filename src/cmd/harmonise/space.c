/* SPDX-License-Identifier: Apache-2.0 */
/* Step 16: another grid. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/gridspec.h"
#include "core/mem.h"
#include "core/remap.h"

struct space {
    struct stage st;
    size_t n;             /* fields that come in */
    size_t cells;         /* of the source, a plane */
    size_t target;        /* of the target, a plane */
    size_t *values;       /* [n] of a step that comes in */
    struct remap **remap; /* [n], those of one method shared */
    struct step *out;
};

static int open_fields(struct space *s, const struct dataset *in);
static int open_statics(struct space *s, const struct dataset *in);
static int space_put(struct stage *st, const struct step *s);
static void space_free(struct stage *st);

int space_open(struct stage **out, const struct dataset *in) {
    struct space *s;
    struct grid *target = NULL;
    int status;

    if (cfg.grid == NULL) {
        if (cfg.method != NULL)
            return err_set(EX_USAGE, "--method: there is no --grid");
        return EX_OK;
    }
    if ((status = gridspec_parse(&target, cfg.grid)) != EX_OK)
        return err_in(status, "--grid");
    s = mem_array(1, sizeof *s);
    s->st.put = space_put;
    s->st.free = space_free;
    s->st.ds = dataset_copy(in, true);
    s->n = in->nfields;
    s->cells = grid_cells(in->grid);
    s->target = grid_cells(target);
    s->remap = mem_array(s->n, sizeof *s->remap);
    s->values = mem_array(s->n, sizeof *s->values);
    grid_free(s->st.ds->grid);
    s->st.ds->grid = target;
    dataset_resize(s->st.ds);
    TRY(open_fields(s, in));
    TRY(open_statics(s, in));
    s->out = step_new(s->st.ds);
    *out = &s->st;
    return EX_OK;
done:
    dataset_free(s->st.ds);
    space_free(&s->st);
    return status;
}

/* The width of a cell in the middle of a grid [degrees], NAN if not known. */
static double width(const struct grid *g) {
    const size_t n = grid_cells(g), i = n / 2 + g->nx / 2;
    double *lon = mem_array(n, sizeof *lon), *lat = mem_array(n, sizeof *lat);
    double w = NAN;

    if (g->nx > 1 && i + 1 < n && grid_lonlat(g, lon, lat) == EX_OK)
        w = hypot(remainder(lon[i + 1] - lon[i], 360) *
                      cos(lat[i] * M_PI / 180),
                  lat[i + 1] - lat[i]);
    free(lon);
    free(lat);
    return w;
}

/* Totals are kept where a field has one; otherwise it depends on how much
 * coarser the target is. */
static const char *usual_method(const struct field *f, const struct grid *src,
                                const struct grid *dst) {
    const enum unit_class class = field_class(f);

    if (f->type == LABEL)
        return "nearest";
    if (class == CLASS_FLUX || class == CLASS_AMOUNT || class == CLASS_FRACTION)
        return "conservative";
    return width(dst) <= 1.5 * width(src) ? "bilinear" : "conservative";
}

static int check_field(const struct field *f, const char *method) {
    const enum unit_class class = field_class(f);

    if (f->type == LABEL && strcmp(method, "nearest") != 0)
        return err_set(EX_DATAERR,
                       "%s has labels, which have no mean "
                       "(--method nearest)",
                       f->name);
    if (class == CLASS_EXTENSIVE || class == CLASS_ANGLE)
        return err_set(EX_DATAERR,
                       "%s is %s: it cannot be put on another "
                       "grid yet",
                       f->name,
                       class == CLASS_ANGLE ? "an angle" : "extensive");
    return EX_OK;
}

/* One remap for all fields of one method. */
static int open_fields(struct space *s, const struct dataset *in) {
    const char **method = mem_array(s->n, sizeof *method);
    int status = EX_OK;

    for (size_t k = 0; k < s->n; k++) {
        struct field *f = &s->st.ds->field[k];
        char *note;
        s->values[k] = in->field[k].n;
        method[k] =
            cfg.method ? cfg.method : usual_method(f, in->grid, s->st.ds->grid);
        TRY(check_field(f, method[k]));
        for (size_t i = 0; i < k && s->remap[k] == NULL; i++)
            if (strcmp(method[i], method[k]) == 0)
                s->remap[k] = s->remap[i];
        if (s->remap[k] == NULL)
            TRY(remap_new(&s->remap[k], in->grid, s->st.ds->grid, method[k],
                          cfg.min_frac));
        atts_set_text(&f->atts, "twinpipe_regrid", method[k]);
        if (strcmp(method[k], "conservative") == 0) {
            note = f->cell_methods
                       ? mem_format("%s area: mean", f->cell_methods)
                       : mem_text("area: mean");
            if (f->cell_methods == NULL ||
                strstr(f->cell_methods, "area: mean") == NULL)
                field_text(&f->cell_methods, note);
            free(note);
        }
    }
done:
    free(method);
    return status;
}

/* Plane after plane of members and levels. */
static void apply(const struct space *s, const struct remap *r, size_t n,
                  union values src, union values dst) {
    for (size_t p = 0; p < n / s->cells; p++)
        remap_apply(r, src.f + p * s->cells, dst.f + p * s->target);
}

static void apply_labels(const struct space *s, const struct remap *r, size_t n,
                         union values src, union values dst) {
    for (size_t p = 0; p < n / s->cells; p++)
        remap_labels(r, src.i + p * s->cells, dst.i + p * s->target);
}

/* Static fields follow, each by its usual method. */
static int open_statics(struct space *s, const struct dataset *in) {
    struct remap *r = NULL;
    int status = EX_OK;

    for (size_t k = 0; k < in->nstatics; k++) {
        const struct field *from = &in->statics[k];
        struct field *to = &s->st.ds->statics[k];
        TRY(remap_new(&r, in->grid, s->st.ds->grid,
                      usual_method(from, in->grid, s->st.ds->grid), NAN));
        free(to->value.f);
        to->value.f = mem_array(to->n, sizeof(float));
        (from->type == LABEL ? apply_labels : apply)(s, r, from->n, from->value,
                                                     to->value);
        remap_free(r);
        r = NULL;
    }
done:
    remap_free(r);
    return status;
}

static int space_put(struct stage *st, const struct step *step) {
    struct space *s = (struct space *)st;

    for (size_t k = 0; k < s->n; k++)
        (st->ds->field[k].type == LABEL ? apply_labels : apply)(
            s, s->remap[k], s->values[k], step->value[k], s->out->value[k]);
    step_at(s->out, step);
    return stage_pass(st, s->out);
}

static bool is_shared(const struct space *s, size_t k) {
    for (size_t i = 0; i < k; i++)
        if (s->remap[i] == s->remap[k])
            return true;
    return false;
}

static void space_free(struct stage *st) {
    struct space *s = (struct space *)st;

    for (size_t k = 0; k < s->n; k++)
        if (!is_shared(s, k))
            remap_free(s->remap[k]);
    free(s->remap);
    free(s->values);
    step_free(s->out);
    free(s);
}
