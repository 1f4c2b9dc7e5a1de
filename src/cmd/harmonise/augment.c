/* SPDX-License-Identifier: Apache-2.0 */
/* Members that are the fields turned over and round. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/frame.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/patchset.h"
#include "kernel/affine.h"
#include "kernel/constants.h"
#include "kernel/mirror.h"

static struct { const char *augment; } cfg;

const struct opt augment_opts[] = {
    { .name = "augment",
      .arg = "LIST",
      .text = &cfg.augment,
      .help = "add members: flip-x, flip-y, rot90; components of vectors and "
              "directions change with the frame" },
    { 0 },
};

static const char *const words[] = { "flip-x", "flip-y", "rot90" };
enum { OPS = sizeof words / sizeof *words };

struct augment {
    struct stage st;
    const struct dataset *in;
    size_t nops, ny, nx; /* of a patch, or the grid */
    enum frame_op op[OPS];
    bool falls; /* is y to the right of x, where east is to the right? */
    struct frame_move *move[OPS];  /* [nfields] */
    struct frame_move *still[OPS]; /* [nstatics] */
    struct step *out;
};

static int augment_parse(struct augment *a) {
    char **word = NULL;
    size_t n;
    int status;

    TRY(parse_list(cfg.augment, &word, &n));
    for (size_t k = 0; k < n; k++) {
        size_t op = 0;
        while (op < OPS && strcmp(word[k], words[op]) != 0)
            op++;
        if (op == OPS)
            TRY(err_set(EX_USAGE, "no %s (there are flip-x, flip-y, rot90)",
                        word[k]));
        for (size_t i = 0; i < a->nops; i++)
            if (a->op[i] == op)
                TRY(err_set(EX_USAGE, "%s is there twice", word[k]));
        a->op[a->nops++] = (enum frame_op)op;
    }
done:
    free(word);
    return err_in(status, "--augment");
}

/* Do rows run the other way round than columns, seen on a map? */
static bool is_falling(const struct grid *g, size_t ny, size_t nx) {
    if (ny < 2 || nx < 2)
        return false;
    if (g->lat != NULL && g->lon != NULL) {
        const double *lat = g->lat, *lon = g->lon;
        const double shrink = cos(lat[0] * DEGREE);
        const double xe = remainder(lon[1] - lon[0], 360) * shrink;
        const double ye = remainder(lon[nx] - lon[0], 360) * shrink;
        return xe * (lat[nx] - lat[0]) - ye * (lat[1] - lat[0]) < 0;
    }
    return axis_falls(&g->y) != axis_falls(&g->x);
}

static int find_frame(struct augment *a, const struct grid *g) {
    if (g->patches == NULL &&
        (g->kind == GRID_NONE || g->kind == GRID_UNSTRUCTURED))
        return err_set(EX_DATAERR, "--augment: the fields have no rows and "
                                   "columns (--grid makes some)");
    a->ny = g->patches ? g->patches->ny : g->ny;
    a->nx = g->patches ? g->patches->nx : g->nx;
    a->falls = is_falling(g, a->ny, a->nx);
    for (size_t k = 0; k < a->nops; k++)
        if (a->op[k] == FRAME_ROT90 && a->ny != a->nx)
            return err_set(EX_DATAERR,
                           "--augment rot90: %zu x %zu is no square (--patches "
                           "makes some)",
                           a->ny, a->nx);
    return EX_OK;
}

/* One field [cells of all levels] of one operation. */
static void turn(const struct augment *a, size_t op, const struct frame_move *m,
                 const struct field *f, const void *src, void *dst) {
    const struct mirror_shape s = { f->n / (a->ny * a->nx), a->ny, a->nx,
                                    type_size(f->type) };
    const enum mirror how = a->op[op] == FRAME_FLIP_X   ? MIRROR_X
                            : a->op[op] == FRAME_FLIP_Y ? MIRROR_Y
                            : a->falls                  ? MIRROR_RIGHT
                                                        : MIRROR_LEFT;

    mirror_planes(how, &s, src, dst);
    if (f->type == LABEL || (m->scale == 1 && m->offset == 0 && m->turn == 0))
        return;
    if (f->type == REAL)
        affine_apply(f->n, dst, m->scale, m->offset, dst);
    else
        affine_wide(f->n, dst, m->scale, m->offset, dst);
    if (m->turn > 0 && f->type == REAL)
        mirror_wrap(f->n, m->turn, dst);
    else if (m->turn > 0)
        mirror_wrap_wide(f->n, m->turn, dst);
}

/* All members of field k of a list. */
static void turn_all(const struct augment *a, struct frame_move *const *move,
                     const struct field *list, size_t k, const union values *in,
                     void *out) {
    const struct field *f = &list[k];
    const size_t bytes = f->n * type_size(f->type);

    memcpy(out, in[k].f, bytes);
    for (size_t op = 0; op < a->nops && !f->placeless; op++)
        turn(a, op, &move[op][k], f, in[move[op][k].from].f,
             (char *)out + (op + 1) * bytes);
}

static int augment_put(struct stage *st, const struct step *s) {
    struct augment *a = (struct augment *)st;

    for (size_t k = 0; k < a->in->nfields; k++)
        turn_all(a, a->move, a->in->field, k, s->value, a->out->value[k].f);
    step_at(a->out, s);
    return stage_pass(st, a->out);
}

static void turn_statics(const struct augment *a) {
    const struct dataset *in = a->in;
    union values *value = mem_array(in->nstatics, sizeof *value);

    for (size_t k = 0; k < in->nstatics; k++)
        value[k] = in->statics[k].value;
    for (size_t k = 0; k < in->nstatics; k++) {
        struct field *to = &a->st.ds->statics[k];
        free(to->value.f);
        to->value.f = mem_array(to->n, type_size(to->type));
        turn_all(a, a->still, in->statics, k, value, to->value.f);
    }
    free(value);
}

static void augment_free(struct stage *st) {
    struct augment *a = (struct augment *)st;

    for (size_t k = 0; k < OPS; k++) {
        free(a->move[k]);
        free(a->still[k]);
    }
    step_free(a->out);
    free(a);
}

static int find_moves(struct augment *a) {
    const struct dataset *in = a->in;
    int status = EX_OK;

    for (size_t k = 0; k < a->nops; k++) {
        a->move[k] = mem_array(in->nfields, sizeof *a->move[k]);
        a->still[k] = mem_array(in->nstatics, sizeof *a->still[k]);
        TRY(frame_moves(a->op[k], in->nfields, in->field, a->move[k]));
        TRY(frame_moves(a->op[k], in->nstatics, in->statics, a->still[k]));
    }
done:
    return err_in(status, "--augment");
}

/* A name of a member axis that no coordinate has. */
static const char *axis_name(const struct dataset *ds) {
    static const char *const names[] = { "member", "ensemble", "ens" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t k = 0;
        while (k < ds->nscalars && strcmp(ds->scalar[k].name, names[i]) != 0)
            k++;
        if (k == ds->nscalars)
            return names[i];
    }
    return "number";
}

/* The axis, and fields along it. */
static void describe(const struct augment *a, struct dataset *ds) {
    char *all = mem_text("original"), *more;
    struct axis *m = ds->member = mem_array(1, sizeof *m);

    m->name = mem_text(axis_name(ds));
    m->units = mem_text("1");
    m->n = a->nops + 1;
    m->value = mem_array(m->n, sizeof *m->value);
    for (size_t k = 1; k < m->n; k++, free(all), all = more) {
        m->value[k] = (double)k;
        more = mem_format("%s %s", all, words[a->op[k - 1]]);
    }
    m->long_name = mem_format("member: %s", all);
    atts_set_text(&m->atts, "twinpipe_members", all);
    free(all);
    for (size_t k = 0; k < ds->nfields; k++)
        ds->field[k].has_member = !ds->field[k].placeless;
    for (size_t k = 0; k < ds->nstatics; k++)
        ds->statics[k].has_member = !ds->statics[k].placeless;
    dataset_resize(ds);
}

int augment_open(struct stage **out, const struct dataset *in) {
    struct augment *a;
    int status;

    if (cfg.augment == NULL)
        return EX_OK;
    a = mem_array(1, sizeof *a);
    a->st.put = augment_put;
    a->st.free = augment_free;
    a->in = in;
    TRY(augment_parse(a));
    TRY(find_frame(a, in->grid));
    if (in->member != NULL)
        TRY(err_set(EX_DATAERR, "--augment: there are members already "
                                "(--member chooses one)"));
    TRY(find_moves(a));
    a->st.ds = dataset_copy(in, true);
    describe(a, a->st.ds);
    turn_statics(a);
    a->out = step_new(a->st.ds);
    *out = &a->st;
    a = NULL;
done:
    if (a != NULL)
        augment_free(&a->st);
    return status;
}
