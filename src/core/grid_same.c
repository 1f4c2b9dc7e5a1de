/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "core/grid.h"
#include "core/grid_healpix.h"
#include "core/patchset.h"
#include "core/units.h"
#include "kernel/constants.h"

/* What a float may change of a double, relative. */
#define FLOAT_ROUNDING 1.2e-7

static int check_mapping(const struct atts *a, const struct atts *b);
static int check_axis(const struct axis *a, const struct axis *b, bool round);
static int check_places(const struct grid *a, const struct grid *b);

static const char *const kind_name[] = {
    [GRID_NONE] = "no place",
    [GRID_LATLON] = "axes of latitude and longitude",
    [GRID_PROJECTED] = "axes of a projection",
    [GRID_ROTATED] = "axes of a rotated pole",
    [GRID_CURVILINEAR] = "2-D latitude and longitude",
    [GRID_UNSTRUCTURED] = "a list of cells",
};

int grid_check_same(const struct grid *a, const struct grid *b) {
    const bool degrees = a->kind == GRID_LATLON || a->kind == GRID_ROTATED;
    int status;

    if (a->kind != b->kind)
        return err_set(EX_DATAERR, "%s against %s", kind_name[a->kind],
                       kind_name[b->kind]);
    if (a->patches != NULL && b->patches != NULL &&
        (a->patches->ny != b->patches->ny || a->patches->nx != b->patches->nx))
        return err_set(EX_DATAERR, "patches of %zu x %zu against %zu x %zu",
                       a->patches->ny, a->patches->nx, b->patches->ny,
                       b->patches->nx);
    if (a->ny != b->ny || a->nx != b->nx)
        return err_set(EX_DATAERR, "%zu x %zu against %zu x %zu", a->ny, a->nx,
                       b->ny, b->nx);
    if ((status = check_mapping(&a->mapping_atts, &b->mapping_atts)) != EX_OK)
        return status;
    if ((status = check_axis(&a->y, &b->y, false)) != EX_OK)
        return status;
    if ((status = check_axis(&a->x, &b->x, degrees)) != EX_OK)
        return status;
    return a->kind == GRID_CURVILINEAR || a->kind == GRID_UNSTRUCTURED
               ? check_places(a, b)
               : EX_OK;
}

/* Only what both say can differ: many files leave out what is usual. */
static int check_mapping(const struct atts *a, const struct atts *b) {
    const char *const texts[] = { "grid_mapping_name", "indexing_scheme" };

    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        const char *s = atts_text(a, texts[k]), *t = atts_text(b, texts[k]);
        if (s != NULL && t != NULL && strcmp(s, t) != 0)
            return err_set(EX_DATAERR, "%s %s against %s", texts[k], s, t);
    }
    for (size_t k = 0; k < a->n; k++) {
        const struct att *s = &a->att[k], *t = atts_find(b, s->name);
        if (s->text != NULL || t == NULL || t->text != NULL)
            continue;
        for (size_t i = 0; i < s->n && i < t->n; i++)
            if (fabs(s->number[i] - t->number[i]) >
                FLOAT_ROUNDING * fabs(s->number[i]))
                return err_set(EX_DATAERR, "%s %.9g against %.9g", s->name,
                               s->number[i], t->number[i]);
    }
    return EX_OK;
}

static int check_axis(const struct axis *a, const struct axis *b, bool round) {
    double width;

    if (a->value == NULL || b->value == NULL || a->n == 0)
        return EX_OK;
    width = a->n > 1
                ? fabs(a->value[a->n - 1] - a->value[0]) / (double)(a->n - 1)
                : 0;
    for (size_t i = 0; i < a->n; i++) {
        const double s = a->value[i], t = b->value[i];
        const double d = round ? remainder(s - t, 360) : s - t;
        if (fabs(d) > fmax(1e-6 * width, FLOAT_ROUNDING * fabs(s)))
            return err_set(EX_DATAERR, "value %zu of %s is %.9g against %.9g",
                           i + 1, a->name ? a->name : "an axis", s, t);
    }
    return EX_OK;
}

static int check_lists(const struct grid *a, const struct grid *b) {
    const double tolerance = 180 * FLOAT_ROUNDING;

    if (a->lat == NULL || b->lat == NULL || a->lon == NULL || b->lon == NULL)
        return EX_OK;
    for (size_t k = 0; k < grid_cells(a); k++) {
        const double up = a->lat[k] - b->lat[k];
        const double on =
            remainder(a->lon[k] - b->lon[k], 360) * cos(a->lat[k] * DEGREE);
        if (fabs(up) > tolerance || fabs(on) > tolerance)
            return err_set(EX_DATAERR,
                           "cell %zu lies at %.6gE %.6gN against %.6gE %.6gN",
                           k + 1, a->lon[k], a->lat[k], b->lon[k], b->lat[k]);
    }
    return EX_OK;
}

/* Places that are implied are made, unless they are the same. */
static int check_places(const struct grid *a, const struct grid *b) {
    const bool both = a->implied && b->implied;
    struct grid *placed[2] = { NULL, NULL };
    int status;

    if (both && grid_nside(a) == grid_nside(b) &&
        grid_is_nested(a) == grid_is_nested(b))
        return EX_OK;
    placed[0] = grid_placed(a);
    placed[1] = grid_placed(b);
    status = check_lists(placed[0] != NULL ? placed[0] : a,
                         placed[1] != NULL ? placed[1] : b);
    grid_free(placed[0]);
    grid_free(placed[1]);
    return status;
}

int axis_check_same(const struct axis *a, const struct axis *b,
                    const char *what) {
    struct conversion conv = { .scale = 1 };

    if (a == NULL && b == NULL)
        return EX_OK;
    if (a == NULL || b == NULL || a->n != b->n)
        return err_set(EX_DATAERR, "%zu %ss against %zu", a ? a->n : 0, what,
                       b ? b->n : 0);
    if (a->value == NULL || b->value == NULL)
        return EX_OK;
    if (a->units && b->units && strcmp(a->units, b->units) != 0 &&
        units_conversion(a->units, b->units, CLASS_STATE, NAN, &conv) != EX_OK)
        return err_set(EX_DATAERR, "%ss in %s against %s", what, a->units,
                       b->units);
    for (size_t i = 0; i < a->n; i++) {
        const double mine = a->value[i] * conv.scale + conv.offset;
        if (fabs(mine - b->value[i]) > 1e-6 * fabs(b->value[i]))
            return err_set(EX_DATAERR, "%s %g %s against %g %s", what,
                           a->value[i], a->units ? a->units : "", b->value[i],
                           b->units ? b->units : "");
    }
    return EX_OK;
}
