/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/usual.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/instants.h"
#include "cmd/harmonise/yearly.h"
#include "core/command.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "core/reader.h"
#include "core/spool.h"

/* One statistic of one field in the file. */
struct part {
    size_t field; /* of the file */
    struct conversion conv;
    struct spool *spool; /* a step for each slot */
    size_t slot;         /* at hand; SIZE_MAX: none */
    float *value;        /* [n] of it */
};

struct usual {
    struct stage st;
    const struct dataset *in;
    enum anomaly_kind kind;
    size_t nfields;
    size_t slots;
    struct part *mean, *sd; /* [in->nfields] */
    struct step *out;
};

static int usual_put(struct stage *st, const struct step *s);
static void usual_free(struct stage *st);

/* The file's field NAME or NAME_END that fits field f, or NULL. */
static const struct field *find(const struct dataset *ds, const struct field *f,
                                const char *end, bool bare) {
    const size_t n = strlen(f->name);

    for (size_t k = 0; k < ds->nfields; k++) {
        const char *name = ds->field[k].name;
        if (strncmp(name, f->name, n) == 0 &&
            ((bare && name[n] == 0) || strcmp(name + n, end) == 0))
            return &ds->field[k];
    }
    return NULL;
}

static int part_make(struct usual *u, size_t k, const struct dataset *ds,
                     bool sd) {
    const struct field *f = &u->in->field[k];
    const struct field *is = find(ds, f, sd ? "_std" : "_mean", !sd);
    struct part *p = sd ? &u->sd[k] : &u->mean[k];

    if (is == NULL)
        return err_set(EX_DATAERR, "has no %s%s", f->name, sd ? "_std" : "");
    if (is->type == LABEL || is->n != f->n)
        return err_set(EX_DATAERR, "%s: has other levels or members, or labels",
                       is->name);
    p->field = (size_t)(is - ds->field);
    p->slot = SIZE_MAX;
    p->spool = spool_new(f->n, command_memory() / 4 / u->nfields);
    p->value = mem_array(f->n, sizeof *p->value);
    if (units_conversion(is->units, f->units, quantity_unit_class(f), NAN,
                         &p->conv) != EX_OK)
        return err_in(EX_DATAERR, f->name);
    if (sd)
        p->conv.offset = 0;
    return EX_OK;
}

static int take(const struct part *p, const struct step *s, size_t n) {
    for (size_t i = 0; i < n; i++)
        p->value[i] = (float)((double)s->value[p->field].f[i] * p->conv.scale +
                              p->conv.offset);
    return spool_put(p->spool, p->value);
}

/* All of the file into the spools. */
static int load(struct usual *u, struct reader *r) {
    const struct dataset *ds = reader_dataset(r);
    const struct step *s;
    int status;

    TRY(grid_check_same(ds->grid, u->in->grid));
    for (size_t k = 0; k < u->nfields; k++) {
        if (u->in->field[k].type == LABEL)
            continue;
        TRY(part_make(u, k, ds, false));
        if (u->kind == ANOMALY_STANDARD)
            TRY(part_make(u, k, ds, true));
    }
    while ((status = reader_next(r, &s)) == EX_OK && s != NULL) {
        u->slots++;
        for (size_t k = 0; k < u->nfields; k++) {
            if (u->mean[k].spool != NULL)
                TRY(take(&u->mean[k], s, u->in->field[k].n));
            if (u->sd[k].spool != NULL)
                TRY(take(&u->sd[k], s, u->in->field[k].n));
        }
    }
done:
    return status;
}

/* A count of slots that a calendar has. */
static int check_slots(const struct usual *u) {
    const bool thirty = u->in->time.unit.calendar == CALENDAR_360_DAY;
    const size_t n = u->slots;

    if (n == 1 || n == 4 || n == 12 || (thirty && n == 360) ||
        (!thirty && (n == 365 || n == 366)))
        return EX_OK;
    return err_set(EX_DATAERR,
                   "has %zu steps, not one for each day, month or "
                   "season of the year",
                   n);
}

int usual_open(struct stage **out, const struct dataset *in, const char *file,
               enum anomaly_kind kind) {
    const struct input how = { .nfiles = 1, .file = &file };
    struct usual *u = mem_array(1, sizeof *u);
    struct reader *r = NULL;
    int status;

    u->st.put = usual_put;
    u->st.free = usual_free;
    u->in = in;
    u->nfields = in->nfields;
    u->kind = kind;
    u->mean = mem_array(in->nfields, sizeof *u->mean);
    u->sd = mem_array(in->nfields, sizeof *u->sd);
    TRY(reader_open(&r, &how));
    TRY(err_in(load(u, r), file));
    TRY(err_in(check_slots(u), file));
    u->st.ds = dataset_copy(in, true);
    u->out = step_new(u->st.ds);
    *out = &u->st;
    u = NULL;
done:
    reader_free(r);
    if (u != NULL)
        usual_free(&u->st);
    return status;
}

/* The usual of another slot comes to hand. */
static int turn(struct part *p, size_t slot) {
    if (p->spool == NULL || slot == p->slot)
        return EX_OK;
    p->slot = slot;
    return spool_get(p->spool, slot, p->value);
}

/* The slots of a step: by the middle of its bounds, and by its stamp. */
static int slots_of(const struct usual *u, const struct step *s,
                    size_t slot[2]) {
    const struct time_axis *t = &u->in->time;
    const double at[2] = { t->has_bounds ? (s->bounds[0] + s->bounds[1]) / 2
                                         : s->time,
                           s->time };
    int64_t now;
    int status;

    for (int b = 0; b < 2; b++) {
        TRY(time_decode(&t->unit, at[b], &now));
        slot[b] = yearly_slot(u->slots, t->unit.calendar, now);
    }
done:
    return status;
}

static int usual_put(struct stage *st, const struct step *s) {
    struct usual *u = (struct usual *)st;
    size_t slot[2];
    int status;

    TRY(slots_of(u, s, slot));
    for (size_t k = 0; k < u->nfields; k++) {
        const bool point = instants_is(&u->in->field[k]);
        TRY(turn(&u->mean[k], slot[point]));
        TRY(turn(&u->sd[k], slot[point]));
        const size_t n = u->in->field[k].n;
        const float *x = s->value[k].f, *mean = u->mean[k].value;
        const float *sd = u->sd[k].value ? u->sd[k].value : mean;
        float *y = u->out->value[k].f;
        if (mean == NULL) {
            memcpy(y, x, n * sizeof *y);
            continue;
        }
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < n; i++)
            y[i] = anomaly_of(u->kind, x[i], mean[i], sd[i]);
    }
    step_at(u->out, s);
    status = stage_pass(st, u->out);
done:
    return status;
}

static void parts_free(struct part *p, size_t n) {
    for (size_t k = 0; k < n; k++) {
        spool_free(p[k].spool);
        free(p[k].value);
    }
    free(p);
}

static void usual_free(struct stage *st) {
    struct usual *u = (struct usual *)st;

    parts_free(u->mean, u->nfields);
    parts_free(u->sd, u->nfields);
    step_free(u->out);
    free(u);
}
