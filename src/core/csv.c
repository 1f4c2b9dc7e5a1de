/* SPDX-License-Identifier: Apache-2.0 */
#include "core/csv.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csvtable.h"
#include "core/fd.h"
#include "core/mem.h"
#include "core/profile.h"
#include "core/quantity.h"

/* The table as a source: step k is the rows first[k] up to first[k + 1]. */
struct csv {
    struct source base;
    struct table table;
    size_t *column;           /* [nfields]  of the table */
    struct unpacking *unpack; /* [nfields]  by a source profile */
    size_t *first;            /* [steps + 1] */
    struct step *step;
};

bool csv_is(const void *head, size_t nhead) {
    const char *text = head;
    bool separated = false;

    for (size_t i = 0; i < nhead && text[i] != '\n' && text[i] != '\r'; i++) {
        if (iscntrl((unsigned char)text[i]) && text[i] != '\t')
            return false;
        separated |= strchr(",;\t", text[i]) != NULL;
    }
    return separated && strchr("{[<", text[0]) == NULL;
}

/* All of the file, with a final 0. */
static int slurp(const struct source_in *in, char **text) {
    size_t n = in->nhead;
    int status;

    *text = n > 0 ? mem_copy(in->head, n, 1) : NULL;
    TRY(fd_text(in->fd, in->path, SIZE_MAX, text, &n));
    if (memchr(*text, 0, n) != NULL)
        status = err_set(EX_DATAERR, "%s: a table with a zero byte", in->path);
done:
    return status;
}

static float value_of(const struct unpacking *u, float x) {
    return (double)x == u->missing ? NAN
                                   : (float)((double)x * u->scale + u->offset);
}

static int csv_step(struct source *src, size_t k, const struct step **s) {
    struct csv *c = (struct csv *)src;
    const struct dataset *ds = src->ds;

    for (size_t f = 0; f < ds->nfields; f++) {
        float *out = c->step->value[f].f;
        for (size_t i = 0; i < ds->field[f].n; i++)
            out[i] = NAN;
        for (size_t r = c->first[k]; r < c->first[k + 1]; r++)
            out[c->table.row[r].station] =
                value_of(&c->unpack[f], c->table.row[r].value[c->column[f]]);
    }
    c->step->time = ds->time.value[k];
    c->step->bounds[0] = c->step->bounds[1] = NAN;
    *s = c->step;
    return EX_OK;
}

static void csv_close(struct source *src) {
    struct csv *c = (struct csv *)src;

    step_free(c->step);
    dataset_free(src->ds);
    table_free(&c->table);
    free(src->path);
    free(c->column);
    free(c->unpack);
    free(c->first);
    free(c);
}

/* Where the stations are, as far as the table tells. */
static void set_grid(struct csv *c) {
    const struct table *t = &c->table;
    struct dataset *ds = c->base.ds;
    const size_t n = t->nstations;
    struct grid *g;
    struct field *elev;

    grid_free(ds->grid);
    if (!t->has_place && !t->has_station) {
        ds->grid = grid_new(GRID_NONE, 1, 1);
        return;
    }
    ds->grid = g = grid_new(GRID_UNSTRUCTURED, 1, n);
    g->station = t->has_station ? mem_array(n, sizeof(char *)) : NULL;
    for (size_t i = 0; i < n; i++) {
        g->lat[i] = t->station[i]->lat;
        g->lon[i] = t->station[i]->lon;
        if (g->station != NULL)
            g->station[i] = mem_text(t->station[i]->key);
    }
    if (!t->has_elev)
        return;
    ds->statics = mem_array(1, sizeof *ds->statics);
    elev = &ds->statics[ds->nstatics++];
    elev->name = mem_text("elev");
    elev->standard_name = mem_text("surface_altitude");
    elev->units = mem_text("m");
    elev->type = REAL;
    elev->store = TYPE_FLOAT;
    elev->n = n;
    elev->value.f = mem_array(n, sizeof(float));
    for (size_t i = 0; i < n; i++)
        elev->value.f[i] = (float)t->station[i]->elev;
}

/* Times of the rows, which are sorted by them, as an axis in whole units. */
static int set_time(struct csv *c) {
    const struct table *t = &c->table;
    struct time_axis *axis = &c->base.ds->time;
    const char *unit = "days";
    size_t n = 0;

    c->first = mem_array(t->nrows + 1, sizeof *c->first);
    axis->value = mem_array(t->nrows, sizeof *axis->value);
    for (size_t r = 0; r < t->nrows; r++) {
        if (t->row[r].time % 1000 != 0)
            unit = "milliseconds";
        else if (t->row[r].time % MS_PER_DAY != 0 && *unit == 'd')
            unit = "seconds";
        if (r == 0 || t->row[r].time != t->row[r - 1].time)
            c->first[n++] = r;
    }
    c->first[n] = t->nrows;
    axis->n = n;
    axis->name = mem_text("time");
    axis->units = mem_format("%s since 1970-01-01", unit);
    for (size_t k = 0; k < n; k++)
        axis->value[k] =
            (double)t->row[c->first[k]].time / (*unit == 'd'   ? MS_PER_DAY
                                                : *unit == 's' ? 1000
                                                               : 1);
    return time_unit_parse(axis->units, calendar_name(t->calendar),
                           &axis->unit);
}

/* Is a column one of the variables asked for? */
static bool wanted(const struct source_in *in, const char *name) {
    for (size_t i = 0; i < in->nvariables; i++)
        if (strcmp(in->variable[i], name) == 0 ||
            quantity_is(in->variable[i], name, NULL))
            return true;
    return in->nvariables == 0;
}

static int check_wanted(const struct dataset *ds, const char *word) {
    for (size_t k = 0; k < ds->nfields; k++)
        if (quantity_is(word, ds->field[k].name, NULL))
            return EX_OK;
    return dataset_find(ds, word) ? EX_OK : EX_DATAERR;
}

static int set_fields(struct csv *c, const struct source_in *in) {
    const struct table *t = &c->table;
    struct dataset *ds = c->base.ds;

    c->column = mem_array(t->ncolumns, sizeof *c->column);
    for (size_t k = 0; k < t->ncolumns; k++) {
        const struct column *column = &t->column[k];
        struct field *f;
        if (column->role != VALUE)
            continue;
        c->column[ds->nfields] = k;
        f = dataset_add(ds, column->name, REAL);
        if (column->unit != NULL)
            field_text(&f->units, column->unit);
    }
    if (profile_fields(in->profile, in->detect, in->path, ds) != EX_OK)
        return err_in(EX_DATAERR, in->path);
    c->unpack = mem_array(ds->nfields, sizeof *c->unpack);
    for (size_t k = 0; k < ds->nfields; k++)
        c->unpack[k] = profile_unpacking(&ds->field[k].atts);
    for (size_t i = 0; i + in->noptional < in->nvariables; i++)
        if (check_wanted(ds, in->variable[i]) != EX_OK)
            return err_in(EX_DATAERR, in->path);
    if (ds->nfields == 0)
        return err_set(EX_DATAERR, "%s: no column of numbers", in->path);
    for (size_t k = 0, n = ds->nfields, to = 0; k < n; k++) {
        if (!wanted(in, ds->field[k].name)) {
            field_free(&ds->field[k]);
            ds->nfields--;
            continue;
        }
        ds->field[to] = ds->field[k];
        c->unpack[to] = c->unpack[k];
        c->column[to++] = c->column[k];
    }
    return EX_OK;
}

int csv_open(struct source **out, const struct source_in *in) {
    static const struct source_ops ops = { csv_step, csv_close };
    struct csv *c = mem_array(1, sizeof *c);
    char *text = NULL;
    int status;

    *out = NULL;
    c->base.ops = &ops;
    c->base.table = true;
    c->base.path = mem_text(in->path);
    c->base.ds = dataset_new();
    TRY(slurp(in, &text));
    TRY(table_read(&c->table, text, in->path, in->csv));
    set_grid(c);
    TRY(set_time(c));
    TRY(set_fields(c, in));
    c->step = step_new(c->base.ds);
    *out = &c->base;
    c = NULL;
done:
    if (c != NULL)
        csv_close(&c->base);
    close(in->fd);
    free(text);
    return status;
}
