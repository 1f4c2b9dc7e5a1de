/* SPDX-License-Identifier: Apache-2.0 */
#include "core/reader_join.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static const char *lane_name(const struct lane *l) {
    return l->feed[0]->path;
}

/* How many fields of a lane a dataset has. */
static size_t shared(const struct join *j, const struct lane *l,
                     const struct dataset *ds, const char **name) {
    size_t n = 0;

    for (size_t k = l->from; k < l->from + l->nfields; k++)
        for (size_t i = 0; i < ds->nfields; i++)
            if (strcmp(j->ds->field[k].name, ds->field[i].name) == 0) {
                *name = ds->field[i].name;
                n++;
            }
    return n;
}

/* The lane that has the fields of a dataset, or none. */
static int find_lane(const struct join *j, const struct feed *f,
                     struct lane **found) {
    const struct dataset *ds = feed_dataset(f);
    const char *name = NULL;

    *found = NULL;
    for (size_t i = 0; i < j->nlanes; i++) {
        struct lane *l = &j->lane[i];
        const size_t n = shared(j, l, ds, &name);
        if (n == l->nfields && n == ds->nfields)
            *found = l;
        else if (n > 0)
            return err_set(EX_DATAERR,
                           "%s: shares %s with %s, but not all fields "
                           "(--variable picks some)",
                           f->path, name, lane_name(l));
    }
    if (*found != NULL && j->in->join == JOIN_VARIABLE)
        return err_set(EX_DATAERR,
                       "%s: has the same fields as %s (join along "
                       "time)",
                       f->path, lane_name(*found));
    if (*found == NULL && j->in->join == JOIN_TIME && j->nlanes > 0)
        return err_set(EX_DATAERR,
                       "%s: has other fields than %s (join by "
                       "variable)",
                       f->path, lane_name(&j->lane[0]));
    return EX_OK;
}

static void take_time(struct dataset *ds, const struct dataset *from) {
    struct dataset *copy = dataset_copy(from, false);
    const struct time_axis old = ds->time;

    ds->time = copy->time;
    copy->time = old;
    dataset_free(copy);
}

/* The dataset of the first feed, on the domain of the model. */
static void start(struct join *j, const struct feed *f) {
    const struct dataset *ds = feed_dataset(f);
    struct dataset *copy;

    j->ds = dataset_copy(ds, false);
    if (j->model == NULL) {
        j->first = f->path;
        return;
    }
    copy = dataset_copy(j->model, false);
    grid_free(j->ds->grid);
    j->ds->grid = copy->grid;
    copy->grid = NULL;
    axis_free(j->ds->level);
    free(j->ds->level);
    j->ds->level = copy->level;
    copy->level = NULL;
    if (copy->time.name != NULL)
        take_time(j->ds, j->model);
    dataset_free(copy);
}

/* Coordinates of one value of a further feed, beside those that are there. */
static void take_scalars(struct dataset *ds, const struct dataset *from) {
    struct dataset *copy = dataset_copy(from, false);
    size_t left = 0;

    for (size_t i = 0; i < copy->nscalars; i++) {
        const struct scalar *s = &copy->scalar[i];
        bool there = false;
        for (size_t k = 0; k < ds->nscalars; k++)
            there |= strcmp(ds->scalar[k].name, s->name) == 0;
        if (there) {
            copy->scalar[left++] = *s;
            continue;
        }
        ds->scalar = mem_grow(ds->scalar, ds->nscalars + 1, sizeof *s);
        ds->scalar[ds->nscalars++] = *s;
    }
    copy->nscalars = left;
    dataset_free(copy);
}

/* Static fields of a further feed; where it has others of the same name the
 * first stay. */
static void take_statics(struct join *j, const struct feed *f) {
    const struct dataset *ds = feed_dataset(f);

    for (size_t i = 0; i < ds->nstatics; i++) {
        const struct field *mine = &ds->statics[i];
        const struct field *there = dataset_static(j->ds, mine->name);
        if (there == NULL) {
            j->ds->statics = mem_grow(j->ds->statics, j->ds->nstatics + 1,
                                      sizeof *j->ds->statics);
            j->ds->statics[j->ds->nstatics++] = field_copy(mine);
        } else if (there->n != mine->n || there->type != mine->type ||
                   memcmp(there->value.f, mine->value.f,
                          mine->n * type_size(mine->type)) != 0) {
            warn("%s: static %s differs from that of %s, which is kept",
                 f->path, mine->name, j->first);
        }
    }
}

/* A field of a join gets the unit that the model's of its name has. */
static int take_unit(const struct join *j, const struct feed *f,
                     struct field *field) {
    struct dataset *m = j->model;
    size_t k = 0;

    while (k < m->nfields && strcmp(m->field[k].name, field->name) != 0)
        k++;
    if (k == m->nfields) {
        m->field = mem_grow(m->field, k + 1, sizeof *m->field);
        m->field[m->nfields++] = field_copy(field);
    } else if ((m->field[k].type == LABEL) != (field->type == LABEL) ||
               m->field[k].has_level != field->has_level) {
        return err_set(EX_DATAERR, "%s: %s is another kind of field than in %s",
                       f->path, field->name, j->first);
    } else {
        field_text(&field->units, m->field[k].units);
    }
    return EX_OK;
}

/* Of 32 and 64 bits a field has the more. */
static void take_width(struct join *j, const struct feed *f,
                       const struct lane *l) {
    for (size_t k = 0; k < l->nfields; k++) {
        struct field *mine = &j->ds->field[l->from + k];
        if (f->type[k] == WIDE)
            mine->type = WIDE;
        for (size_t i = 0; j->model != NULL && i < j->model->nfields; i++)
            if (mine->type == WIDE &&
                strcmp(j->model->field[i].name, mine->name) == 0)
                j->model->field[i].type = WIDE;
    }
}

/* All feeds of a lane have what the widest has, or that of another member. */
static void widen(struct join *j, const struct lane *l) {
    for (size_t k = 0; k < l->nfields; k++) {
        struct field *mine = &j->ds->field[l->from + k];
        for (size_t i = 0; j->model != NULL && i < j->model->nfields; i++)
            if (j->model->field[i].type == WIDE &&
                strcmp(j->model->field[i].name, mine->name) == 0)
                mine->type = WIDE;
        for (size_t i = 0; i < l->n && mine->type == WIDE; i++)
            feed_widen(l->feed[i], k);
    }
}

/* A lane of its own for the feed. */
static struct lane *new_lane(struct join *j, const struct feed *f) {
    const struct dataset *ds = feed_dataset(f);
    const size_t from = j->ds->nfields;

    j->ds->field =
        mem_grow(j->ds->field, from + ds->nfields, sizeof *j->ds->field);
    for (size_t k = 0; k < ds->nfields; k++)
        j->ds->field[j->ds->nfields++] = field_copy(&ds->field[k]);
    j->lane = mem_grow(j->lane, j->nlanes + 1, sizeof *j->lane);
    j->lane[j->nlanes] = (struct lane){
        .from = from,
        .nfields = ds->nfields,
        .overlap = j->in->overlap,
    };
    return &j->lane[j->nlanes++];
}

int join_add(struct join *j, struct feed *f) {
    const struct dataset *ds = feed_dataset(f);
    struct lane *l;
    int status;

    if (j->ds == NULL)
        start(j, f);
    if (j->model != NULL && j->model->time.name == NULL && f->has_time)
        take_time(j->model, ds);
    if (j->ds->time.name == NULL && f->has_time)
        take_time(j->ds, j->model != NULL ? j->model : ds);
    TRY(find_lane(j, f, &l));
    if (l == NULL) {
        take_scalars(j->ds, ds);
        l = new_lane(j, f);
        for (size_t k = 0; k < l->nfields && j->model != NULL; k++)
            TRY(take_unit(j, f, &j->ds->field[l->from + k]));
    }
    TRY(feed_fit(f, j->ds, l->from, l->nfields, j->first));
    take_width(j, f, l);
    if (f->has_time && !f->has_bounds)
        j->ds->time.has_bounds = false;
    take_statics(j, f);
    lane_add(l, f);
done:
    return status;
}

/* The fields of a lane without time become static ones. */
static int make_static(struct join *j, size_t i) {
    struct lane *l = &j->lane[i];
    struct dataset *ds = j->ds;
    struct feed *f = l->feed[0];
    const size_t from = l->from, n = l->nfields;
    int status;

    if (l->n > 1)
        TRY(lane_sort(l)); /* says what is wrong */
    TRY(feed_ready(f));
    ds->statics = mem_grow(ds->statics, ds->nstatics + n, sizeof *ds->statics);
    for (size_t k = 0; k < n; k++) {
        struct field *s = &ds->statics[ds->nstatics++];
        *s = ds->field[from + k];
        s->value.f = mem_copy(f->step.value[k].f, s->n, type_size(s->type));
    }
    ds->nfields -= n;
    memmove(ds->field + from, ds->field + from + n,
            (ds->nfields - from) * sizeof *ds->field);
    lane_free(l);
    j->nlanes--;
    memmove(l, l + 1, (j->nlanes - i) * sizeof *l);
    for (size_t k = 0; k < j->nlanes; k++)
        if (j->lane[k].from > from)
            j->lane[k].from -= n;
done:
    return status;
}

/* Steps of the whole, from those of a lane. */
static int settle_times(struct join *j) {
    struct time_axis *t = &j->ds->time;
    bool known = false;

    for (size_t i = 0; i < j->nlanes; i++) {
        struct lane *l = &j->lane[i];
        const size_t n = t->n;
        const bool had = known;
        if (!lane_times(l, t))
            continue;
        known = true;
        if (had && t->n != n)
            return err_set(EX_DATAERR, "%s: has %zu steps, %s has %zu",
                           lane_name(l), t->n, lane_name(&j->lane[0]), n);
    }
    if (known)
        return EX_OK;
    t->n = j->lane[0].n == 1 ? j->lane[0].feed[0]->nkept : STEPS_UNKNOWN;
    free(t->value);
    free(t->bounds);
    t->value = t->bounds = NULL;
    return EX_OK;
}

int join_settle(struct join *j) {
    int status = EX_OK;

    for (size_t i = 0; i < j->nlanes; i++)
        widen(j, &j->lane[i]);
    for (size_t i = j->nlanes; i-- > 0 && j->ds->time.name != NULL;)
        if (!j->lane[i].feed[0]->has_time)
            TRY(make_static(j, i));
    for (size_t i = 0; i < j->nlanes; i++)
        TRY(lane_sort(&j->lane[i]));
    if (j->ds->time.name != NULL)
        TRY(settle_times(j));
done:
    return status;
}

void join_free(struct join *j) {
    for (size_t i = 0; i < j->nlanes; i++)
        lane_free(&j->lane[i]);
    free(j->lane);
    dataset_free(j->ds);
}
