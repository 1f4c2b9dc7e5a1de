/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/fuse_sigma.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/units.h"

int sigma_parse(struct sigma *s, const char *text) {
    const char *colon = strrchr(text, ':');
    const bool number = parse_double(text, &s->constant) == EX_OK;

    if (number && s->constant > 0)
        return EX_OK;
    if (number)
        return err_set(EX_USAGE, "--sigma: %s is no standard error", text);
    if (colon == NULL || colon == text || colon[1] == 0)
        return err_set(EX_USAGE, "--sigma: %s is neither a number nor FILE:VAR",
                       text);
    s->file = mem_text(text);
    s->file[colon - text] = 0;
    s->variable = s->file + (colon - text) + 1;
    return EX_OK;
}

/* The scale to the unit of each field, of a unit of its own or of the field's
 * in the source. */
static int find_scales(struct sigma *s, const struct dataset *in,
                       const char *const *units, const char *own) {
    int status;

    s->scale = mem_array(in->nfields, sizeof *s->scale);
    for (size_t k = 0; k < in->nfields; k++) {
        char *unit = mem_text(own != NULL && *own ? own : units[k]);
        const struct quantity one = { 1, unit };
        s->scale[k] = 1;
        status =
            in->field[k].type == LABEL || strcmp(unit, in->field[k].units) == 0
                ? EX_OK
                : units_difference(one, in->field[k].units, &s->scale[k]);
        free(unit);
        if (status != EX_OK)
            return err_in(EX_DATAERR, in->field[k].name);
        s->scale[k] = fabs(s->scale[k]);
    }
    return EX_OK;
}

/* The file, whose steps are those of --time where it has several. */
static int open_file(struct sigma *s, const char *time) {
    struct input how = { .nfiles = 1,
                         .file = (const char *const *)&s->file,
                         .variable = &s->variable,
                         .nvariables = 1 };
    int status;

    TRY(reader_open(&s->reader, &how));
    s->series = reader_dataset(s->reader)->time.name != NULL &&
                reader_dataset(s->reader)->time.n != 1;
    if (s->series && time != NULL) {
        reader_free(s->reader);
        s->reader = NULL;
        how.time = time;
        TRY(reader_open(&s->reader, &how));
    }
done:
    return status;
}

/* The values of a step, in the order of the whole. */
static void copy(struct sigma *s, const struct step *step) {
    const struct grid *g = reader_dataset(s->reader)->grid;
    const size_t cells = s->window.ny * s->window.nx;

    for (size_t p = 0; p < s->planes; p++)
        window_apply(&s->window, g->nx, sizeof *s->value,
                     step->value[s->k].f + p * grid_cells(g),
                     s->value + p * cells);
}

/* Is its grid that of the whole, when it has been put in order? */
static int open_window(struct sigma *s, const struct grid *g,
                       const struct grid *whole) {
    struct grid *cut = NULL;
    int status;

    TRY(axes_window_like(g, whole, !space_is_asked(), &s->window));
    cut = grid_cut(g, &s->window);
    TRY(grid_check_same(cut, whole));
done:
    grid_free(cut);
    return status;
}

/* Values of the one step, or of none. */
static int take_once(struct sigma *s) {
    const struct step *step = NULL;
    int status;

    TRY(reader_next(s->reader, &step));
    if (step == NULL)
        TRY(err_set(EX_DATAERR, "%s: no step", s->file));
    copy(s, step);
done:
    return status;
}

int sigma_open(struct sigma *s, const struct dataset *in,
               const char *const *units, const char *time) {
    const struct dataset *ds;
    const struct field *f;
    int status;

    if (s->file == NULL)
        return find_scales(s, in, units, NULL);
    if ((status = open_file(s, time)) != EX_OK)
        return status;
    ds = reader_dataset(s->reader);
    f = dataset_find(ds, s->variable);
    if (f == NULL || f->type != REAL)
        TRY(f == NULL ? EX_DATAERR
                      : err_set(EX_DATAERR, "%s has labels", f->name));
    TRY(open_window(s, ds->grid, in->grid));
    if (f->has_level && in->level != NULL)
        TRY(axis_check_same(ds->level, in->level, "level"));
    if (f->has_member && in->member != NULL)
        TRY(axis_check_same(ds->member, in->member, "member"));
    s->k = (size_t)(f - ds->field);
    s->planes = f->n / grid_cells(ds->grid);
    s->n = s->planes * grid_cells(in->grid);
    for (size_t k = 0; k < in->nfields; k++)
        if (in->field[k].type == REAL && in->field[k].n != s->n &&
            s->planes != 1)
            TRY(err_set(EX_DATAERR, "%s has other levels or members than %s",
                        f->name, in->field[k].name));
    TRY(find_scales(s, in, units, f->units));
    s->value = mem_array(s->n, sizeof *s->value);
    if (!s->series)
        TRY(take_once(s));
done:
    return status == EX_OK ? EX_OK : err_in(status, s->file);
}

int time_check_same(const struct time_axis *ta, const struct step *a,
                    const struct time_axis *tb, const struct step *b,
                    const char *name) {
    char wanted[TIME_TEXT];
    int64_t at, other;
    int status;

    if (ta->name == NULL)
        return b == NULL ? err_set(EX_DATAERR, "%s: no step", name) : EX_OK;
    TRY(time_decode(&ta->unit, a->time, &at));
    time_text(ta->unit.calendar, at, wanted);
    if (b == NULL)
        TRY(err_set(EX_DATAERR, "%s: ends before %s, which the first FILE has",
                    name, wanted));
    TRY(time_decode(&tb->unit, b->time, &other));
    if (at != other)
        TRY(err_set(EX_DATAERR, "%s: has no step at %s, as the first FILE has",
                    name, wanted));
done:
    return status;
}

int sigma_step(struct sigma *s, const struct time_axis *t,
               const struct step *at) {
    const struct step *step;
    int status;

    if (!s->series)
        return EX_OK;
    TRY(reader_next(s->reader, &step));
    TRY(time_check_same(t, at, &reader_dataset(s->reader)->time, step,
                        s->file));
    copy(s, step);
done:
    return status;
}

int sigma_end(struct sigma *s) {
    const struct step *step = NULL;
    int status = EX_OK;

    if (s->series)
        status = reader_next(s->reader, &step);
    return status != EX_OK || step == NULL
               ? status
               : err_set(EX_DATAERR, "%s: has more steps than the first FILE",
                         s->file);
}

void sigma_free(struct sigma *s) {
    reader_free(s->reader);
    free(s->file);
    free(s->scale);
    free(s->value);
    window_free(&s->window);
}
