/* SPDX-License-Identifier: Apache-2.0 */
#include "core/regridder_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/quantity.h"
#include "core/regrid_choice.h"
#include "core/remap.h"
#include "core/remap_file.h"
#include "core/remap_pole.h"
#include "core/remap_turn.h"
#include "core/vector_pairs.h"
#include "kernel/circle.h"

static int open_fields(struct regridder *s, const struct dataset *in,
                       const struct regrid_how *how);
static void move_statics(struct regridder *s, const struct dataset *in);

int regridder_new(struct regridder **out, const struct dataset *in,
                  const struct grid *target, const struct regrid_how *how) {
    struct regridder *s = mem_array(1, sizeof *s);
    int status;

    *out = NULL;
    s->ds = dataset_copy(in, true);
    s->n = in->nfields;
    s->all = s->n + in->nstatics;
    s->cells = grid_cells(in->grid);
    s->ny = in->grid->ny;
    s->nx = in->grid->nx;
    s->target = grid_cells(target);
    s->remap = mem_array(s->all, sizeof *s->remap);
    s->values = mem_array(s->all, sizeof *s->values);
    s->turns = mem_array(s->all, sizeof *s->turns);
    s->north = mem_array(s->n, sizeof *s->north);
    s->polar = mem_array(s->n, sizeof *s->polar);
    s->turn = mem_array(s->n, sizeof(struct remap_turn *));
    s->bands = mem_array(s->n, sizeof(struct remap_bands *));
    s->whole = mem_array(s->n, sizeof *s->whole);
    s->min_frac = isnan(how->min_frac) ? 1 : how->min_frac;
    grid_free(s->ds->grid);
    s->ds->grid = grid_copy(target);
    dataset_resize(s->ds);
    TRY(open_fields(s, in, how));
    move_statics(s, in);
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

/* What was done to a field, in its attributes. */
static void describe(struct field *f, const struct remap *r,
                     enum remap_method method) {
    const char *note = remap_cell_methods(method);
    char *all;

    atts_set_text(&f->atts, "twinpipe_regrid", remap_about(r));
    atts_drop(&f->atts, "CDI_grid_type"); /* CDO's word for the old grid */
    if (note == NULL || (f->cell_methods && strstr(f->cell_methods, note)))
        return;
    all = f->cell_methods ? mem_format("%s %s", f->cell_methods, note)
                          : mem_text(note);
    field_text(&f->cell_methods, all);
    free(all);
}

/* Weights as they were kept, or to be kept. */
static int open_kept(struct regridder *s, const struct grid *src,
                     enum remap_method method, const struct regrid_how *how,
                     struct remap **out) {
    const struct grid *dst = s->ds->grid;
    int status;

    if (method > REMAP_CONSERVATIVE)
        return err_set(EX_USAGE,
                       "--weights: are kept of nearest, bilinear and "
                       "conservative, not of %s",
                       remap_method_name(method));
    if (s->remap[0] != NULL && s->remap[0] != *out)
        return err_set(EX_USAGE, "--weights: fields of several methods "
                                 "(--method gives them one)");
    TRY(remap_read(out, how->weights, src, dst, method, how->min_frac));
    if (*out != NULL)
        return EX_OK;
    s->keep = mem_text(how->weights);
    s->source = grid_copy(src);
    TRY(remap_new(out, src, dst, method, how->min_frac));
done:
    return status;
}

/* Vectors: past the last rows, where they go by bilinear or what falls back on
 * it, and elsewhere where the east of sources and target differ. */
static int open_vectors(struct regridder *s, const struct dataset *in,
                        const enum remap_method *method) {
    bool any = false;
    int status = EX_OK;

    vector_pairs(in, s->north);
    for (size_t k = 0; k < s->n; k++) {
        if (s->north[k] < s->n && method[k] != method[s->north[k]])
            s->north[k] = SIZE_MAX;
        s->polar[k] = s->north[k] < s->n && (method[k] == REMAP_BILINEAR ||
                                             method[k] == REMAP_BICUBIC);
        any |= s->polar[k];
    }
    if (any)
        TRY(remap_pole_new(&s->pole, in->grid, s->ds->grid));
    for (size_t k = 0; k < s->n; k++)
        if (s->north[k] < s->n && !(s->polar[k] && s->pole != NULL))
            TRY(remap_turn_new(&s->turn[k], s->remap[k], in->grid,
                               s->ds->grid));
done:
    return status;
}

/* A field, or a static one, of those that come out. */
static struct field *field_of(const struct regridder *s, size_t k) {
    return k < s->n ? &s->ds->field[k] : &s->ds->statics[k - s->n];
}

/* The remap of field k, which another may have already. */
static int open_remap(struct regridder *s, size_t k, const struct dataset *in,
                      const enum remap_method *method,
                      const struct regrid_how *how) {
    int status = EX_OK;

    for (size_t i = 0; i < k; i++)
        if (method[i] == method[k]) {
            s->remap[k] = s->remap[i];
            return EX_OK;
        }
    if (k < s->n && how->weights != NULL)
        TRY(open_kept(s, in->grid, method[k], how, &s->remap[k]));
    else
        TRY(regrid_open(&s->remap[k], in->grid, s->ds->grid, method[k], how));
    if (how->unlimited)
        remap_unlimited(s->remap[k]);
done:
    return status;
}

/* One remap for all fields of one method.  Static fields that the method
 * cannot move go by their usual one. */
static int open_fields(struct regridder *s, const struct dataset *in,
                       const struct regrid_how *how) {
    enum remap_method *method = mem_array(s->all, sizeof *method);
    int status = EX_OK;

    for (size_t k = 0; k < s->all; k++) {
        struct field *f = field_of(s, k);
        s->values[k] = k < s->n ? in->field[k].n : in->statics[k - s->n].n;
        if (k < s->n)
            TRY(regrid_choose(f, in->grid, s->ds->grid, how, &method[k]));
        else
            method[k] = regrid_choose_static(f, in->grid, s->ds->grid, how);
        s->turns[k] = quantity_turn(f) > 0 && method[k] != REMAP_NEAREST &&
                      method[k] != REMAP_MODE;
        TRY(open_remap(s, k, in, method, how));
        describe(f, s->remap[k], method[k]);
    }
    TRY(open_vectors(s, in, method));
done:
    free(method);
    return status;
}

/* Plane after plane of members and levels, n values of the source. */
static void apply(const struct regridder *s, const struct remap *r,
                  enum type type, size_t n, union values src,
                  union values dst) {
    for (size_t p = 0; p < n / s->cells; p++) {
        const size_t in = p * s->cells, out = p * s->target;
        if (type == LABEL)
            remap_labels(r, src.i + in, dst.i + out);
        else if (type == WIDE)
            remap_apply_wide(r, src.d + in, dst.d + out);
        else
            remap_apply(r, src.f + in, dst.f + out);
    }
}

/* A plane of angles, as unit vectors; where they point everywhere there is
 * none. */
static void apply_angles(const struct regridder *s, const struct remap *r,
                         double turn, struct cells src, struct room dst) {
    double *sine = mem_array(s->cells, sizeof *sine);
    double *cosine = mem_array(s->cells, sizeof *cosine);
    double *east = mem_array(s->target, sizeof *east);
    double *north = mem_array(s->target, sizeof *north);

    circle_parts(s->cells, src, turn, sine, cosine);
    remap_apply_wide(r, sine, east);
    remap_apply_wide(r, cosine, north);
    for (size_t i = 0; i < s->target; i++)
        circle_put(dst, i, circle_angle(east[i], north[i], 1, turn), turn);
    free(sine);
    free(cosine);
    free(east);
    free(north);
}

/* The planes of a field of angles. */
static void turn_planes(const struct regridder *s, size_t k, union values src,
                        union values dst) {
    const struct field *f = field_of(s, k);

    for (size_t p = 0; p < s->values[k] / s->cells; p++) {
        const size_t in = p * s->cells, out = p * s->target;
        apply_angles(s, s->remap[k], quantity_turn(f), field_cells(f, src, in),
                     field_room(f, dst, out));
    }
}

/* The planes of a vector, where its components alone had no sense. */
static void mend_vectors(const struct regridder *s, size_t k,
                         const union values *src) {
    const size_t other = s->north[k];
    const struct field *u = &s->ds->field[k], *v = &s->ds->field[other];

    for (size_t p = 0; p < s->values[k] / s->cells; p++) {
        const size_t in = p * s->cells, out = p * s->target;
        const struct cells from[2] = { field_cells(u, src[k], in),
                                       field_cells(v, src[other], in) };
        const struct room to[2] = { field_room(u, s->out->value[k], out),
                                    field_room(v, s->out->value[other], out) };
        if (s->polar[k] && s->pole != NULL)
            remap_pole_apply(s->pole, from, to, s->min_frac);
        if (s->turn[k] != NULL)
            remap_turn_apply(s->turn[k], from, to);
    }
}

void regridder_move(const struct regridder *s, size_t k, union values src,
                    union values dst) {
    if (s->turns[k])
        turn_planes(s, k, src, dst);
    else
        apply(s, s->remap[k], field_of(s, k)->type, s->values[k], src, dst);
}

static void move_statics(struct regridder *s, const struct dataset *in) {
    for (size_t k = s->n; k < s->all; k++) {
        struct field *to = field_of(s, k);
        free(to->value.f);
        to->value.f = mem_array(to->n, type_size(to->type));
        regridder_move(s, k, in->statics[k - s->n].value, to->value);
    }
}

int regridder_keep(struct regridder *s) {
    int status;

    if (s->keep == NULL || s->n == 0)
        return EX_OK;
    TRY(remap_write(s->remap[0], s->keep, s->source, s->ds->grid));
    free(s->keep);
    s->keep = NULL;
done:
    return status;
}

void regridder_mend(const struct regridder *s, const union values *value) {
    for (size_t k = 0; k < s->n; k++)
        if (s->north[k] < s->n && (s->pole != NULL || s->turn[k] != NULL))
            mend_vectors(s, k, value);
}

const struct step *regridder_step(struct regridder *s,
                                  const struct step *step) {
    for (size_t k = 0; k < s->n; k++)
        regridder_move(s, k, step->value[k], s->out->value[k]);
    regridder_mend(s, step->value);
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
    for (size_t k = 0; k < s->all; k++)
        if (!is_shared(s, k))
            remap_free(s->remap[k]);
    regridder_unpull(s);
    free(s->remap);
    free(s->values);
    free(s->turns);
    free(s->north);
    free(s->polar);
    remap_pole_free(s->pole);
    for (size_t k = 0; s->turn != NULL && k < s->n; k++)
        remap_turn_free(s->turn[k]);
    free(s->turn);
    free(s->keep);
    grid_free(s->source);
    step_free(s->out);
    dataset_free(s->ds);
    free(s);
}
