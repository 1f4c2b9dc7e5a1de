/* SPDX-License-Identifier: Apache-2.0 */
/* Before step 4: components along the axes of the grid turn to east and north.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/grid_direction.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "kernel/constants.h"
#include "kernel/turn.h"

static struct { const char *how; } cfg;

static const char *const how_words[] = { "auto", "keep", NULL };

const struct opt vectors_opts[] = {
    { .name = "vectors",
      .arg = "HOW",
      .text = &cfg.how,
      .words = how_words,
      .help = "auto (default): components along the axes of the grid turn to "
              "east and north; keep: they stay" },
    { 0 },
};

static bool is_kept(void) {
    return cfg.how != NULL && strcmp(cfg.how, "keep") == 0;
}

void vectors_select(struct input *in) {
    in->whole_vectors = !is_kept();
}

/* Two fields that are one vector, by their places among the fields. */
struct couple {
    size_t x, y;
};

struct vectors {
    struct stage st;
    const struct dataset *in;
    size_t n, cells;
    struct couple *couple; /* [n] */
    struct direction direction;
    size_t angle;         /* the field that has it step by step, or SIZE_MAX */
    double radians;       /* its unit */
    size_t *from;         /* [st.ds->nfields]  fields of the input */
    union values *turned; /* [in->nfields]  values, or NULL */
    struct step out;
};

static int find_couples(struct vectors *v);
static int find_direction(struct vectors *v);
static void describe(struct vectors *v);
static int turn_statics(struct vectors *v);
static int vectors_put(struct stage *st, const struct step *s);
static void vectors_free(struct stage *st);

static const struct quantity_row *along(const struct field *f) {
    return quantity_along(f->name, f->standard_name, &f->atts);
}

static bool is_asked(const struct dataset *in) {
    bool any = false;

    for (size_t k = 0; k < in->nfields; k++)
        any |= along(&in->field[k]) != NULL;
    for (size_t k = 0; k < in->nstatics; k++)
        any |= along(&in->statics[k]) != NULL;
    return any && !is_kept();
}

int vectors_open(struct stage **out, const struct dataset *in) {
    struct vectors *v;
    int status;

    if (!is_asked(in))
        return EX_OK;
    v = mem_array(1, sizeof *v);
    v->st.put = vectors_put;
    v->st.free = vectors_free;
    v->in = in;
    v->cells = grid_cells(in->grid);
    v->st.ds = dataset_copy(in, true);
    v->turned = mem_array(in->nfields, sizeof *v->turned);
    TRY(find_direction(v));
    TRY(find_couples(v));
    TRY(turn_statics(v));
    describe(v);
    if (v->direction.cosine == NULL && v->st.ds->nfields == in->nfields) {
        v->st.put = stage_pass;
        v->st.pulls = true;
    }
    v->out.value = mem_array(v->st.ds->nfields, sizeof *v->out.value);
    *out = &v->st;
    return EX_OK;
done:
    stage_free(&v->st);
    return status;
}

/* The y component of an x one among n fields: the only one that can be, or
 * the one that is called so; n: none. */
static int find_partner(const struct field *x, size_t n,
                        const struct field *list, size_t *y) {
    const struct quantity_row *want = quantity_partner(along(x));
    size_t found = 0, sisters = 0, sister = n;

    *y = n;
    for (size_t k = 0; k < n; k++) {
        const struct field *f = &list[k];
        if (along(f) != want || f->n != x->n || f->type == LABEL)
            continue;
        *y = k;
        found++;
        if (quantity_is_sister(x->name, f->name)) {
            sister = k;
            sisters++;
        }
    }
    if (found > 1)
        *y = sister;
    return found > 1 && sisters != 1
               ? err_set(EX_DATAERR,
                         "%s: %zu fields may be the other component of its "
                         "vector (--vectors keep, or --variable)",
                         x->name, found)
               : EX_OK;
}

/* One component alone can stay where it is; elsewhere it would mean nothing. */
static int alone(const struct field *f) {
    const struct quantity_row *q = along(f);

    if (space_is_asked())
        return err_set(EX_DATAERR,
                       "%s is along an axis of its grid and has no %s beside "
                       "it, so it has no sense on another (--vectors keep)",
                       f->name, quantity_partner(q)->name);
    warn("%s: %s is along an axis of its grid, has no %s beside it, and stays "
         "so",
         stages_input(), f->name, quantity_partner(q)->name);
    return EX_OK;
}

/* The couples among n fields; with none to be turned, single ones are good. */
static int couples_of(struct vectors *v, size_t n, const struct field *list,
                      struct couple **couple, size_t *m) {
    bool *taken = mem_array(n, sizeof *taken);
    int status = EX_OK;

    *couple = mem_array(n, sizeof **couple);
    *m = 0;
    for (size_t k = 0; k < n; k++) {
        const struct quantity_row *q = along(&list[k]);
        size_t y;
        if (q == NULL || q->pair == NULL || list[k].type == LABEL)
            continue;
        TRY(find_partner(&list[k], n, list, &y));
        if (y == n || taken[y])
            continue;
        taken[k] = taken[y] = true;
        (*couple)[(*m)++] = (struct couple){ k, y };
    }
    for (size_t k = 0; k < n; k++)
        if (!taken[k] && along(&list[k]) != NULL &&
            (v->direction.cosine != NULL || v->angle != SIZE_MAX))
            TRY(alone(&list[k]));
done:
    free(taken);
    return status;
}

static int find_couples(struct vectors *v) {
    return couples_of(v, v->in->nfields, v->in->field, &v->couple, &v->n);
}

static bool is_angle(const struct field *f, size_t cells) {
    return f->standard_name && strcmp(f->standard_name, DIRECTION_NAME) == 0 &&
           f->n == cells && f->type != LABEL;
}

static double radians(const struct field *f) {
    return strncmp(f->units, "rad", 3) == 0 ? 1 : DEGREE;
}

/* The directions that a field of angles has. */
static void take_angles(struct vectors *v, const struct field *f,
                        union values from) {
    struct direction *d = &v->direction;
    const double unit = radians(f);

    for (size_t i = 0; i < v->cells; i++) {
        const double a = f->type == WIDE ? from.d[i] : (double)from.f[i];
        d->cosine[i] = cos(a * unit);
        d->sine[i] = sin(a * unit);
    }
}

static int by_grid(struct vectors *v) {
    const int status = grid_direction(v->in->grid, &v->direction);

    return status == EX_DATAERR
               ? err_set(EX_DATAERR,
                         "vectors along the axes of its grid cannot be turned "
                         "to east: %s (--vectors keep)",
                         err_text())
               : status;
}

/* What the file says, else by the grid. */
static int find_direction(struct vectors *v) {
    const struct dataset *in = v->in;
    const struct field *fixed = NULL;
    struct direction *d = &v->direction;

    v->angle = SIZE_MAX;
    for (size_t k = 0; k < in->nfields; k++)
        if (is_angle(&in->field[k], v->cells))
            v->angle = k;
    for (size_t k = 0; k < in->nstatics; k++)
        if (is_angle(&in->statics[k], v->cells))
            fixed = &in->statics[k];
    if (v->angle == SIZE_MAX && fixed == NULL)
        return by_grid(v);
    d->cosine = mem_array(v->cells, sizeof *d->cosine);
    d->sine = mem_array(v->cells, sizeof *d->sine);
    if (v->angle == SIZE_MAX)
        take_angles(v, fixed, fixed->value);
    return EX_OK;
}

/* What a component is from here on. */
static void name_turned(struct field *f, bool turned) {
    const struct quantity_row *q = along(f);

    if (quantity_find(f->name, f->standard_name) != q) {
        field_text(&f->standard_name, q->standard_name);
        field_text(&f->long_name, q->title);
    }
    atts_drop(&f->atts, "GRIB_uvRelativeToGrid");
    if (turned)
        atts_set_text(&f->atts, "twinpipe_vectors",
                      "turned from the axes of its grid to east and north");
}

/* Fields in couples get other names, and where x is east all of them; what was
 * read for them alone goes. */
static void describe(struct vectors *v) {
    const bool straight = v->direction.cosine == NULL;
    struct dataset *ds = v->st.ds;
    bool *turned = mem_array(ds->nfields, sizeof *turned);
    size_t n = 0;

    for (size_t k = 0; k < v->n; k++)
        turned[v->couple[k].x] = turned[v->couple[k].y] = true;
    v->from = mem_array(ds->nfields, sizeof *v->from);
    for (size_t k = 0; k < ds->nfields; k++) {
        if (along(&ds->field[k]) != NULL && (turned[k] || straight))
            name_turned(&ds->field[k], !straight);
        if (!straight && turned[k])
            v->turned[k].f =
                mem_array(ds->field[k].n, type_size(ds->field[k].type));
        if (atts_find(&ds->field[k].atts, READER_BESIDE) != NULL) {
            field_free(&ds->field[k]);
            continue;
        }
        v->from[n] = k;
        ds->field[n++] = ds->field[k];
    }
    ds->nfields = n;
    free(turned);
}

/* Plane after plane of members and levels. */
static void turn(const struct vectors *v, const struct field *x,
                 const struct field *y, const union values from[2],
                 const union values to[2]) {
    for (size_t p = 0; p < x->n; p += v->cells) {
        const struct cells a[2] = { field_cells(x, from[0], p),
                                    field_cells(y, from[1], p) };
        const struct room b[2] = { field_room(x, to[0], p),
                                   field_room(y, to[1], p) };
        turn_vectors(v->cells, v->direction.cosine, v->direction.sine, a, b);
    }
}

static int turn_statics(struct vectors *v) {
    const struct dataset *in = v->in;
    struct couple *couple = NULL;
    size_t n = 0, kept = 0;
    int status;

    TRY(couples_of(v, in->nstatics, in->statics, &couple, &n));
    if (n > 0 && v->angle != SIZE_MAX)
        TRY(err_set(EX_DATAERR,
                    "%s: angles that vary in time turn no fields "
                    "that do not (--vectors keep)",
                    in->field[v->angle].name));
    for (size_t k = 0; k < n; k++) {
        const struct field *x = &in->statics[couple[k].x];
        const struct field *y = &in->statics[couple[k].y];
        struct field *east = &v->st.ds->statics[couple[k].x];
        struct field *north = &v->st.ds->statics[couple[k].y];
        const bool turned = v->direction.cosine != NULL;
        if (turned)
            turn(v, x, y, (const union values[]){ x->value, y->value },
                 (const union values[]){ east->value, north->value });
        name_turned(east, turned);
        name_turned(north, turned);
    }
    for (size_t k = 0; k < in->nstatics; k++) {
        struct field *f = &v->st.ds->statics[k];
        if (atts_find(&f->atts, READER_BESIDE) != NULL)
            field_free(f);
        else
            v->st.ds->statics[kept++] = *f;
    }
    v->st.ds->nstatics = kept;
done:
    free(couple);
    return status;
}

static int vectors_put(struct stage *st, const struct step *s) {
    struct vectors *v = (struct vectors *)st;
    const struct dataset *in = v->in;

    if (v->angle != SIZE_MAX)
        take_angles(v, &in->field[v->angle], s->value[v->angle]);
    for (size_t k = 0; v->direction.cosine != NULL && k < v->n; k++) {
        const size_t x = v->couple[k].x, y = v->couple[k].y;
        turn(v, &in->field[x], &in->field[y],
             (const union values[]){ s->value[x], s->value[y] },
             (const union values[]){ v->turned[x], v->turned[y] });
    }
    for (size_t k = 0; k < st->ds->nfields; k++) {
        const size_t from = v->from[k];
        v->out.value[k] = v->turned[from].f ? v->turned[from] : s->value[from];
    }
    step_at(&v->out, s);
    return stage_pass(st, &v->out);
}

static void vectors_free(struct stage *st) {
    struct vectors *v = (struct vectors *)st;

    for (size_t k = 0; v->turned != NULL && k < v->in->nfields; k++)
        free(v->turned[k].f);
    direction_free(&v->direction);
    free(v->turned);
    free(v->couple);
    free(v->from);
    free(v->out.value);
    free(v);
}
