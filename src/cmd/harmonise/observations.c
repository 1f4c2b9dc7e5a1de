/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/observations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "core/reader.h"

/* One station's values of a quantity, times rising. */
struct series {
    size_t n, room;
    int64_t *time; /* [n] [ms] */
    float *value;  /* [n] [unit of the field] */
};

struct observations {
    const char *path; /* borrowed */
    const struct dataset *ds;
    struct reader *reader;
    size_t nfields, nstations;
    size_t *from;          /* [nfields]  the observed field, or SIZE_MAX */
    struct conversion *to; /* [nfields]  the field's unit */
    size_t *station;       /* [observed stations]  ours, or SIZE_MAX */
    struct series *series; /* [nfields][nstations] */
};

/* The place of a station's id. */
struct id {
    const char *name;
    size_t place;
};

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct id *)a)->name, ((const struct id *)b)->name);
}

/* The first few of n texts, for a message; the caller frees it. */
static char *some(size_t n, char *const *text) {
    enum { FEW = 5 };
    char *all = mem_text("");

    for (size_t k = 0; k < n && k <= FEW; k++)
        mem_append(&all, ", ", k < FEW ? text[k] : "...");
    return all;
}

static int no_station(const struct grid *theirs, const struct grid *ours) {
    char *a = some(theirs->nx, theirs->station);
    char *b = some(ours->nx, ours->station);
    const int status = err_set(
        EX_DATAERR, "has none of the stations (it has %s, not %s)", a, b);

    free(a);
    free(b);
    return status;
}

/* Which of our stations each of theirs is. */
static int match_stations(struct observations *o, const struct grid *theirs,
                          const struct grid *ours) {
    struct id *id = mem_array(ours->nx, sizeof *id);
    size_t found = 0;
    int status = EX_OK;

    o->station = mem_array(theirs->nx, sizeof *o->station);
    for (size_t i = 0; i < ours->nx; i++)
        id[i] = (struct id){ ours->station[i], i };
    qsort(id, ours->nx, sizeof *id, by_name);
    for (size_t i = 0; i < theirs->nx; i++) {
        const struct id key = { theirs->station[i], 0 };
        const struct id *hit = bsearch(&key, id, ours->nx, sizeof *id, by_name);
        o->station[i] = hit ? hit->place : SIZE_MAX;
        found += hit != NULL;
    }
    if (found == 0)
        status = no_station(theirs, ours);
    free(id);
    return status;
}

/* Is it what a field is called (way 0), or what it is (1)? */
static bool is_same(const struct field *theirs, const struct field *ours,
                    int way) {
    const struct quantity_row *q =
        quantity_find(ours->name, ours->standard_name);

    if (theirs->type != REAL || theirs->has_level || theirs->has_member)
        return false;
    if (way == 0)
        return strcmp(theirs->name, ours->name) == 0;
    return q != NULL && !quantity_is_doubtful(theirs) &&
           quantity_is(q->name, theirs->name, theirs->standard_name);
}

static int convert(struct observations *o, size_t k, const struct field *from,
                   const struct field *to) {
    const bool bare = *from->units == 0 || strcmp(from->units, "1") == 0;
    int status = units_conversion(from->units, to->units,
                                  quantity_unit_class(to), NAN, &o->to[k]);

    if (status != EX_OK && bare) {
        warn("--pair: %s: %s has no unit; it is taken to be in %s", o->path,
             from->name, to->units);
        o->to[k] = (struct conversion){ .scale = 1 };
        return EX_OK;
    }
    if (quantity_spread(to) == SPREAD_DIFFERENCE)
        o->to[k].offset = 0;
    return err_in(status, from->name);
}

/* Which of their fields each of ours is. */
static int match_fields(struct observations *o, const struct dataset *theirs,
                        const struct dataset *ours) {
    char **name = mem_array(theirs->nfields, sizeof *name), *all = NULL;
    size_t found = 0;
    int status = EX_OK;

    for (size_t k = 0; k < ours->nfields; k++) {
        const struct field *f = &ours->field[k];
        o->from[k] = SIZE_MAX;
        if (f->type == LABEL || f->has_level || f->placeless)
            continue;
        for (int way = 0; way < 2; way++)
            for (size_t i = 0; i < theirs->nfields && o->from[k] == SIZE_MAX;
                 i++)
                if (is_same(&theirs->field[i], f, way))
                    o->from[k] = i;
        if (o->from[k] == SIZE_MAX)
            continue;
        found++;
        TRY(convert(o, k, &theirs->field[o->from[k]], f));
    }
    for (size_t i = 0; i < theirs->nfields; i++)
        name[i] = theirs->field[i].name;
    all = some(theirs->nfields, name);
    if (found == 0)
        status =
            err_set(EX_DATAERR, "observes none of the fields (it has %s)", all);
done:
    free(all);
    free(name);
    return status;
}

static void append(struct series *s, int64_t time, float value) {
    if (s->n == s->room) {
        s->room = s->room ? 2 * s->room : 16;
        s->time = mem_grow(s->time, s->room, sizeof *s->time);
        s->value = mem_grow(s->value, s->room, sizeof *s->value);
    }
    s->time[s->n] = time;
    s->value[s->n++] = value;
}

/* All values of one step. */
static void take(struct observations *o, const struct step *s, int64_t time,
                 size_t n) {
    for (size_t k = 0; k < o->nfields; k++) {
        if (o->from[k] == SIZE_MAX)
            continue;
        for (size_t i = 0; i < n; i++) {
            const float x = s->value[o->from[k]].f[i];
            if (o->station[i] != SIZE_MAX && !isnan(x))
                append(&o->series[k * o->nstations + o->station[i]], time,
                       (float)((double)x * o->to[k].scale + o->to[k].offset));
        }
    }
}

/* A time in our calendar; false for a date that it does not have. */
static bool translate(enum calendar from, enum calendar to, int64_t *time) {
    struct date d;

    if (from == to || (calendar_is_real(from) && calendar_is_real(to)))
        return true;
    d = time_date(from, *time);
    return time_of(to, &d, time) == EX_OK;
}

static int read_steps(struct observations *o) {
    const struct dataset *theirs = reader_dataset(o->reader);
    const struct time_unit *unit = &theirs->time.unit;
    const enum calendar ours = o->ds->time.unit.calendar;
    const struct step *s;
    int64_t time;
    int status;

    while ((status = reader_next(o->reader, &s)) == EX_OK && s != NULL) {
        TRY(time_decode(unit, s->time, &time));
        if (translate(unit->calendar, ours, &time))
            take(o, s, time, theirs->grid->nx);
    }
done:
    return status;
}

int observations_read(struct observations *o) {
    const int status = read_steps(o);

    reader_free(o->reader);
    o->reader = NULL;
    return err_in(status, "--pair");
}

/* Whether, and how, what is observed is ours. */
static int match(struct observations *o) {
    const struct dataset *theirs = reader_dataset(o->reader);
    const enum calendar a = theirs->time.unit.calendar;
    const enum calendar b = o->ds->time.unit.calendar;
    int status;

    if (theirs->grid->station == NULL)
        return err_set(EX_DATAERR, "is no series of stations");
    if (theirs->time.name == NULL)
        return err_set(EX_DATAERR, "has no times");
    if ((a == CALENDAR_NONE) != (b == CALENDAR_NONE))
        return err_set(EX_DATAERR, "its calendar is %s, that of the fields %s",
                       calendar_name(a), calendar_name(b));
    TRY(match_stations(o, theirs->grid, o->ds->grid));
    TRY(match_fields(o, theirs, o->ds));
done:
    return status;
}

int observations_open(struct observations **out, const char *path,
                      const struct dataset *ds) {
    struct input how = { .nfiles = 1, .profile = "auto" };
    struct observations *o = mem_array(1, sizeof *o);
    int status;

    *out = NULL;
    *o = (struct observations){ .path = path,
                                .ds = ds,
                                .nfields = ds->nfields,
                                .nstations = ds->grid->nx };
    o->from = mem_array(o->nfields, sizeof *o->from);
    o->to = mem_array(o->nfields, sizeof *o->to);
    o->series = mem_array(o->nfields, o->nstations * sizeof *o->series);
    how.file = &o->path;
    input_csv(&how);
    TRY(reader_open(&o->reader, &how));
    TRY(err_in(match(o), path));
    *out = o;
    o = NULL;
done:
    observations_free(o);
    return err_in(status, "--pair");
}

void observations_free(struct observations *o) {
    if (o == NULL)
        return;
    for (size_t i = 0; i < o->nfields * o->nstations; i++) {
        free(o->series[i].time);
        free(o->series[i].value);
    }
    reader_free(o->reader);
    free(o->series);
    free(o->station);
    free(o->from);
    free(o->to);
    free(o);
}

bool observations_has(const struct observations *o, size_t k) {
    return o->from[k] != SIZE_MAX;
}

float observations_at(const struct observations *o, size_t k, size_t station,
                      int64_t time, int64_t tolerance) {
    const struct series *s = &o->series[k * o->nstations + station];
    size_t from = 0, to = s->n; /* the first not before time is in between */

    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (s->time[middle] < time)
            from = middle + 1;
        else
            to = middle;
    }
    /* That one, or the one before it if it is as near. */
    if (from > 0 &&
        (from == s->n || time - s->time[from - 1] <= s->time[from] - time))
        from--;
    if (from == s->n || llabs(s->time[from] - time) > tolerance)
        return NAN;
    return s->value[from];
}
