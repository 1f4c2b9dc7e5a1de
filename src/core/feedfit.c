/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/feed.h"
#include "core/mem.h"
#include "core/quantity.h"

/* Is it the same grid but for the order of its rows and columns? */
static bool find_turn(struct feed *f, const struct grid *want) {
    const struct grid *g = f->src->ds->grid;
    struct grid *turned;

    if (g->kind != GRID_LATLON || want->kind != GRID_LATLON ||
        g->ny != want->ny || g->nx != want->nx || grid_cells(g) == 0 ||
        grid_window(g, want->x.value[0], NULL, &f->turn) != EX_OK)
        return false;
    f->turn.flip = axis_falls(&g->y) != axis_falls(&want->y);
    f->nx = g->nx;
    turned = grid_cut(g, &f->turn);
    f->turns = grid_check_same(turned, want) == EX_OK;
    grid_free(turned);
    return f->turns;
}

void feed_turn(const struct feed *f, size_t n, size_t size, const void *from,
               void *to) {
    const size_t cells = f->turn.ny * f->turn.nx;

    if (!f->turns || n % cells != 0) {
        memcpy(to, from, n * size);
        return;
    }
    for (size_t at = 0; at < n; at += cells)
        window_apply(&f->turn, f->nx, size, (const char *)from + at * size,
                     (char *)to + at * size);
}

static int domain_same(struct feed *f, const struct dataset *ds,
                       const char *first) {
    const struct dataset *mine = f->src->ds;

    if (grid_check_same(mine->grid, ds->grid) != EX_OK) {
        char *why = mem_text(err_text());
        const bool turns = find_turn(f, ds->grid);
        err_set(EX_DATAERR, "%s: grid differs from %s: %s", f->path, first,
                why);
        free(why);
        if (!turns)
            return EX_DATAERR;
    }
    if (axis_check_same(mine->level, ds->level, "level") != EX_OK ||
        axis_check_same(mine->member, ds->member, "member") != EX_OK)
        return err_set(EX_DATAERR, "%s: domain differs from %s: %s", f->path,
                       first, err_text());
    return EX_OK;
}

static int time_fit(struct feed *f, const struct time_axis *t,
                    const char *first) {
    const enum calendar a = f->unit.calendar, b = t->unit.calendar;

    f->same_unit = true;
    if (!f->has_time || t->name == NULL)
        return EX_OK;
    f->want = t->unit;
    f->same_unit =
        a == b && f->unit.ms == t->unit.ms && f->unit.epoch == t->unit.epoch;
    if (a == b || (calendar_is_real(a) && calendar_is_real(b)))
        return EX_OK;
    return err_set(EX_DATAERR,
                   "%s: calendar differs from %s: %s against %s (harmonise "
                   "--calendar)",
                   f->path, first, calendar_name(a), calendar_name(b));
}

/* Field k of the feed is like `field`, or made so by a change of units. */
static int field_fit(struct feed *f, size_t k, const struct field *field,
                     const char *first) {
    const struct field *mine = &f->src->ds->field[f->pick[k]];

    if ((mine->type == LABEL) != (field->type == LABEL) ||
        mine->has_level != field->has_level ||
        mine->has_member != field->has_member)
        return err_set(EX_DATAERR, "%s: %s is another kind of field than in %s",
                       f->path, mine->name, first);
    f->count[k] = mine->n;
    f->type[k] = mine->type;
    f->want_type[k] = mine->type;
    f->conv[k].scale = 1;
    if (field->type == LABEL || strcmp(mine->units, field->units) == 0)
        return EX_OK;
    if (units_conversion(mine->units, field->units, quantity_unit_class(field),
                         NAN, &f->conv[k]) != EX_OK)
        return err_set(EX_DATAERR, "%s: %s: %s", f->path, mine->name,
                       err_text());
    if (f->conv[k].scale != 1 || f->conv[k].offset != 0)
        f->room[k].f = mem_array(mine->n, type_size(mine->type));
    return EX_OK;
}

void feed_widen(struct feed *f, size_t k) {
    const struct conversion *c = &f->conv[k];

    if (f->want_type[k] == WIDE)
        return;
    f->want_type[k] = WIDE;
    free(f->room[k].f);
    f->room[k].f = NULL;
    if (f->type[k] == REAL || c->scale != 1 || c->offset != 0)
        f->room[k].d = mem_array(f->count[k], sizeof(double));
}

int feed_fit(struct feed *f, const struct dataset *ds, size_t from, size_t n,
             const size_t *pick, const char *first) {
    int status;

    TRY(domain_same(f, ds, first));
    TRY(time_fit(f, &ds->time, first));
    f->nfields = n;
    f->pick = mem_copy(pick, n, sizeof *f->pick);
    f->count = mem_array(n, sizeof *f->count);
    f->type = mem_array(n, sizeof *f->type);
    f->want_type = mem_array(n, sizeof *f->want_type);
    f->conv = mem_array(n, sizeof *f->conv);
    f->room = mem_array(n, sizeof *f->room);
    f->turned = f->turns ? mem_array(n, sizeof *f->turned) : NULL;
    f->step.value = mem_array(n, sizeof *f->step.value);
    for (size_t k = 0; k < n; k++)
        TRY(field_fit(f, k, &ds->field[from + k], first));
done:
    return status;
}
