/* SPDX-License-Identifier: Apache-2.0 */
#include "core/reader_join.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/reader_match.h"

/* Is the join that is asked for the one there is? */
static int check_join(const struct join *j, const struct feed *f,
                      const struct lane *l) {
    if (l != NULL && j->in->join == JOIN_VARIABLE)
        return err_set(EX_DATAERR,
                       "%s: has the same fields as %s (join along "
                       "time)",
                       f->path, lane_name(l));
    if (l == NULL && j->in->join == JOIN_TIME && j->nlanes > 0)
        return err_set(EX_DATAERR,
                       "%s: has other fields than %s: %s, not %s (join by "
                       "variable)",
                       f->path, lane_name(&j->lane[0]), f->like[0].name,
                       j->lane[0].feed[0]->like[0].name);
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
    copy = dataset_copy(j->model->ds, false);
    grid_free(j->ds->grid);
    j->ds->grid = copy->grid;
    copy->grid = NULL;
    axis_free(j->ds->level);
    free(j->ds->level);
    j->ds->level = copy->level;
    copy->level = NULL;
    if (copy->time.name != NULL)
        take_time(j->ds, j->model->ds);
    dataset_free(copy);
}

static struct name_index index_scalars(const struct dataset *ds) {
    struct name_index at = { 0 };

    for (size_t k = 0; k < ds->nscalars; k++)
        name_index_add(&at, ds->scalar[k].name, k);
    return at;
}

static struct scalar *find_scalar(const struct dataset *ds,
                                  const struct name_index *at,
                                  const char *name) {
    const size_t k =
        name_index_find(at, name, strlen(name), ds->scalar, sizeof *ds->scalar);

    return k == SIZE_MAX ? NULL : &ds->scalar[k];
}

/* Fields of a lane have a coordinate under another name. */
static void rename_coordinate(struct dataset *ds, const struct lane *l,
                              const char *name, const char *other) {
    for (size_t k = l->from; k < l->from + l->nfields; k++) {
        struct atts *a = &ds->field[k].atts;
        const char *text = atts_text(a, "coordinates"), *at = text;
        const size_t n = strlen(name);
        char *all;
        if (!atts_says(a, "coordinates", name))
            continue;
        while ((at = strstr(at, name)) != NULL &&
               !((at == text || at[-1] == ' ') && (at[n] == 0 || at[n] == ' ')))
            at++;
        if (at == NULL)
            continue;
        all = mem_format("%.*s%s%s", (int)(at - text), text, other, at + n);
        atts_set_text(a, "coordinates", all);
        free(all);
    }
}

/* Coordinates of one value of a new lane, beside those that are there: one of
 * another value gets another name. */
static void take_scalars(struct dataset *ds, const struct dataset *from,
                         const struct lane *l) {
    struct dataset *copy = dataset_copy(from, false);
    struct name_index at = index_scalars(ds);
    size_t left = 0;

    for (size_t i = 0; i < copy->nscalars; i++) {
        struct scalar *s = &copy->scalar[i];
        const struct scalar *there = find_scalar(ds, &at, s->name);
        char *name = mem_text(s->name);
        if (there != NULL && scalar_same(there, s)) {
            free(name);
            copy->scalar[left++] = *s;
            continue;
        }
        for (int n = 2; there != NULL && find_scalar(ds, &at, name); n++) {
            free(name);
            name = mem_format("%s_%d", s->name, n);
        }
        if (there != NULL)
            rename_coordinate(ds, l, s->name, name);
        free(s->name);
        s->name = name;
        ds->scalar = mem_grow(ds->scalar, ds->nscalars + 1, sizeof *s);
        name_index_add(&at, s->name, ds->nscalars);
        ds->scalar[ds->nscalars++] = *s;
    }
    copy->nscalars = left;
    name_index_free(&at);
    dataset_free(copy);
}

/* Has a dataset the same, maybe as NAME_2? */
static bool has_same(const struct dataset *ds, const struct scalar *s) {
    const size_t n = strlen(s->name);

    for (size_t k = 0; k < ds->nscalars; k++) {
        const char *name = ds->scalar[k].name;
        if (strncmp(name, s->name, n) == 0 &&
            (name[n] == 0 || name[n] == '_') && scalar_same(&ds->scalar[k], s))
            return true;
    }
    return false;
}

/* Those that differ from step to step, then, are none of one value. */
static void common_scalars(struct join *j, const struct feed *f) {
    const struct dataset *ds = feed_dataset(f);
    struct name_index at = index_scalars(j->ds);

    for (size_t k = 0; k < ds->nscalars; k++) {
        const struct scalar *s = &ds->scalar[k];
        if (find_scalar(j->ds, &at, s->name) == NULL || has_same(j->ds, s))
            continue;
        warn("%s: %s differs from that of %s, and is left out", f->path,
             s->name, j->first);
        dataset_drop_scalar(j->ds, s->name);
        name_index_free(&at); /* others have moved */
        at = index_scalars(j->ds);
    }
    name_index_free(&at);
}

/* Static fields of a further feed; where it has others of the same name the
 * first stay. */
static void take_statics(struct join *j, const struct feed *f) {
    const struct dataset *ds = feed_dataset(f);

    for (size_t i = 0; i < ds->nstatics; i++) {
        const struct field *mine = &ds->statics[i];
        const struct field *there = dataset_static(j->ds, mine->name);
        const size_t size = type_size(mine->type);
        struct field turned = field_copy(mine);
        feed_turn(f, mine->n, size, mine->value.f, turned.value.f);
        if (there == NULL) {
            j->ds->statics = mem_grow(j->ds->statics, j->ds->nstatics + 1,
                                      sizeof *j->ds->statics);
            j->ds->statics[j->ds->nstatics++] = turned;
            continue;
        }
        if (there->n != mine->n || there->type != mine->type ||
            memcmp(there->value.f, turned.value.f, mine->n * size) != 0)
            warn("%s: static %s differs from that of %s, which is kept",
                 f->path, mine->name, j->first);
        field_free(&turned);
    }
}

/* A field of a join gets the name and the unit that the model's has which it is
 * like. */
static int take_model(const struct join *j, const struct feed *f, size_t k,
                      struct field *field) {
    struct dataset *m = j->model->ds;
    size_t i;
    int status;

    TRY(match_model(j, f, k, &i));
    if (i == SIZE_MAX) {
        const size_t n = m->nfields++;
        m->field = mem_grow(m->field, n + 1, sizeof *m->field);
        m->field[n] = field_copy(field);
        j->model->like =
            mem_grow(j->model->like, n + 1, sizeof *j->model->like);
        j->model->like[n] = &f->like[k];
        return EX_OK;
    }
    if ((m->field[i].type == LABEL) != (field->type == LABEL) ||
        m->field[i].has_level != field->has_level)
        TRY(err_set(EX_DATAERR, "%s: %s is another kind of field than in %s",
                    f->path, field->name, j->first));
    if (strcmp(field->name, m->field[i].name) != 0)
        likeness_add_names(field, &m->field[i]);
    field_text(&field->name, m->field[i].name);
    field_text(&field->units, m->field[i].units);
done:
    return status;
}

/* Is a field of the model WIDE? */
static struct field *in_model(const struct join *j, const char *name) {
    for (size_t i = 0; j->model != NULL && i < j->model->ds->nfields; i++)
        if (strcmp(j->model->ds->field[i].name, name) == 0)
            return &j->model->ds->field[i];
    return NULL;
}

/* Of 32 and 64 bits a field has the more. */
static void take_width(struct join *j, const struct feed *f,
                       const struct lane *l) {
    for (size_t k = 0; k < l->nfields; k++) {
        struct field *mine = &j->ds->field[l->from + k];
        struct field *model = in_model(j, mine->name);
        if (f->type[k] == WIDE)
            mine->type = WIDE;
        if (model != NULL && mine->type == WIDE)
            model->type = WIDE;
    }
}

/* All feeds of a lane have what the widest has, or that of another member. */
static void widen(struct join *j, const struct lane *l) {
    for (size_t k = 0; k < l->nfields; k++) {
        struct field *mine = &j->ds->field[l->from + k];
        const struct field *model = in_model(j, mine->name);
        if (model != NULL && model->type == WIDE)
            mine->type = WIDE;
        for (size_t i = 0; i < l->n && mine->type == WIDE; i++)
            feed_widen(l->feed[i], k);
    }
}

/* A lane of its own for the feed, with all its fields in their order. */
static int new_lane(struct join *j, const struct feed *f, struct lane **lane,
                    size_t **pick) {
    const struct dataset *ds = feed_dataset(f);
    const size_t from = j->ds->nfields, n = ds->nfields;
    int status = EX_OK;

    *pick = mem_array(n, sizeof **pick);
    j->ds->field = mem_grow(j->ds->field, from + n, sizeof *j->ds->field);
    for (size_t k = 0; k < n; k++) {
        (*pick)[k] = k;
        j->ds->field[j->ds->nfields++] = field_copy(&ds->field[k]);
    }
    j->lane = mem_grow(j->lane, j->nlanes + 1, sizeof *j->lane);
    j->lane[j->nlanes] =
        (struct lane){ .from = from, .nfields = n, .overlap = j->in->overlap };
    *lane = &j->lane[j->nlanes++];
    for (size_t k = 0; k < n && j->model != NULL && status == EX_OK; k++)
        status = take_model(j, f, k, &j->ds->field[from + k]);
    return status;
}

int join_add(struct join *j, struct feed *f) {
    const struct dataset *ds = feed_dataset(f);
    size_t *pick = NULL;
    struct lane *l;
    int status;

    if (j->ds == NULL)
        start(j, f);
    if (j->model != NULL && j->model->ds->time.name == NULL && f->has_time)
        take_time(j->model->ds, ds);
    if (j->ds->time.name == NULL && f->has_time)
        take_time(j->ds, j->model != NULL ? j->model->ds : ds);
    TRY(match_lane(j, f, &l, &pick));
    TRY(check_join(j, f, l));
    if (l != NULL) {
        common_scalars(j, f);
    } else {
        TRY(new_lane(j, f, &l, &pick));
        take_scalars(j->ds, ds, l);
    }
    TRY(feed_fit(f, j->ds, l->from, l->nfields, pick, j->first));
    for (size_t k = 0; k < l->nfields; k++)
        likeness_add_names(&j->ds->field[l->from + k], &ds->field[pick[k]]);
    take_width(j, f, l);
    take_statics(j, f);
    lane_add(l, f);
done:
    free(pick);
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

int join_settle(struct join *j) {
    int status = EX_OK;

    for (size_t i = 0; i < j->nlanes; i++)
        widen(j, &j->lane[i]);
    for (size_t i = j->nlanes; i-- > 0 && j->ds->time.name != NULL;)
        if (!j->lane[i].feed[0]->has_time)
            TRY(make_static(j, i));
    join_bounds(j);
    for (size_t i = 0; i < j->nlanes; i++)
        TRY(lane_sort(&j->lane[i]));
    if (j->ds->time.name != NULL)
        TRY(join_times(j));
done:
    return status;
}

void join_free(struct join *j) {
    for (size_t i = 0; i < j->nlanes; i++)
        lane_free(&j->lane[i]);
    free(j->lane);
    dataset_free(j->ds);
}
