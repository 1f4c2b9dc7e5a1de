/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/derivation.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/quantity.h"

static int find_in_dataset(struct derivation *d, const char *name,
                           size_t *node);
static int find_in_domain(struct derivation *d, const char *name, size_t *node);
static int make_by(struct derivation *d, const struct recipe *r, size_t *node);

static struct node *add(struct derivation *d, const char *name,
                        const char *units) {
    struct node *n;

    d->node = mem_grow(d->node, d->n + 1, sizeof *d->node);
    n = &d->node[d->n++];
    *n = (struct node){ .name = name, .units = units, .field = SIZE_MAX };
    return n;
}

static void node_free(struct node *n) {
    for (size_t k = 0; k < INGREDIENTS; k++)
        free(n->use[k].room);
    free(n->value);
}

/* Takes back what a way that led nowhere has made. */
static void cut(struct derivation *d, size_t n) {
    while (d->n > n)
        node_free(&d->node[--d->n]);
}

void derivation_free(struct derivation *d) {
    cut(d, 0);
    free(d->node);
    free(d->x);
    free(d->y);
}

/* The node of a quantity: in the dataset, or derived. */
static int need(struct derivation *d, const char *name, size_t *node) {
    for (*node = 0; *node < d->n; ++*node)
        if (strcmp(d->node[*node].name, name) == 0)
            return EX_OK;
    if (name[0] == '@')
        return strcmp(name, OF_PRESSURE) == 0 &&
                       find_in_dataset(d, name, node) == EX_OK
                   ? EX_OK
                   : find_in_domain(d, name, node);
    if (find_in_dataset(d, name, node) == EX_OK)
        return EX_OK;
    return derivation_make(d, name, node);
}

/* "tdps, of hurs and tas, of huss and ps" */
static char *ways(const char *name) {
    char *text = mem_text("");

    for (const struct recipe *r = recipe_next(name, NULL); r;
         r = recipe_next(name, r)) {
        char *way = mem_text("of ");
        for (size_t k = 0; k < INGREDIENTS && r->in[k].name; k++)
            mem_append(&way, k > 0 ? " and " : "",
                       r->in[k].name + (r->in[k].name[0] == '@'));
        mem_append(&text, ", ", way);
        free(way);
    }
    return text;
}

/* What leads nowhere says from what it would come. */
static int nowhere(const struct derivation *d, const char *name) {
    char *of = ways(name), *has = mem_text("");

    for (size_t k = 0; k < d->ds->nfields; k++)
        mem_append(&has, ", ", d->ds->field[k].name);
    if (*of)
        err_set(EX_DATAERR, "no %s: it comes %s (there are %s)", name, of, has);
    else
        err_set(EX_DATAERR, "no variable \"%s\" (there are %s)", name, has);
    free(of);
    free(has);
    return EX_DATAERR;
}

int derivation_make(struct derivation *d, const char *name, size_t *node) {
    const struct recipe *first;
    const size_t before = d->n;
    int status = EX_OK;

    for (size_t k = 0; k < d->nbusy; k++)
        if (strcmp(d->busy[k], name) == 0) {
            d->round = true;
            return err_set(EX_DATAERR, "no %s", name);
        }
    if (d->nbusy == INGREDIENTS)
        return err_set(EX_DATAERR, "no %s", name);
    d->busy[d->nbusy++] = name;
    d->round = false;
    *node = SIZE_MAX;
    for (const struct recipe *r = recipe_next(name, NULL);
         r && *node == SIZE_MAX; r = recipe_next(name, r)) {
        size_t made;
        status = make_by(d, r, &made);
        if (status == EX_OK)
            *node = made;
        else if (status != EX_DATAERR)
            break;
        else
            cut(d, before);
    }
    d->nbusy--;
    if (*node != SIZE_MAX || (status != EX_OK && status != EX_DATAERR))
        return status;
    /* one way alone says itself what lacks, unless that would come of this */
    first = recipe_next(name, NULL);
    if (first && ((recipe_next(name, first) == NULL && !d->round) ||
                  strstr(err_text(), "cannot convert")))
        return EX_DATAERR;
    d->round = false;
    return nowhere(d, name);
}

bool derivation_field(const struct field *f, const char *name) {
    const struct quantity_row *q = quantity_find(f->name, f->standard_name);
    const bool is_db = strcmp(f->units, "dB") == 0;

    if (f->type != REAL)
        return false;
    if (strcmp(name, OF_PRESSURE) == 0)
        return f->standard_name &&
               strcmp(f->standard_name, "air_pressure") == 0;
    if (strcmp(name, "sigma0_db") == 0 && q && is_db &&
        strcmp(q->name, "sigma0") == 0)
        return true;
    return strcmp(f->name, name) == 0 ||
           (q != NULL && strcmp(q->name, name) == 0);
}

static void take(struct derivation *d, const struct field *f, const char *name,
                 size_t place) {
    struct node *n = add(d, name, f->units);

    n->has_member = f->has_member;
    n->has_level = f->has_level;
    n->n = f->n;
    n->field = place;
    n->fixed = place == SIZE_MAX;
    if (n->fixed)
        n->value = mem_copy(f->value.f, f->n, sizeof *f->value.f);
    n->now = n->value;
}

static int find_in_dataset(struct derivation *d, const char *name,
                           size_t *node) {
    const struct dataset *ds = d->ds;

    *node = d->n;
    for (size_t k = 0; k < ds->nfields; k++)
        if (strcmp(ds->field[k].name, name) == 0 &&
            derivation_field(&ds->field[k], name)) {
            take(d, &ds->field[k], name, k);
            return EX_OK;
        }
    for (size_t k = 0; k < ds->nfields; k++)
        if (derivation_field(&ds->field[k], name)) {
            take(d, &ds->field[k], name, k);
            return EX_OK;
        }
    for (size_t k = 0; k < ds->nstatics; k++)
        if (derivation_field(&ds->statics[k], name)) {
            take(d, &ds->statics[k], name, SIZE_MAX);
            return EX_OK;
        }
    return EX_DATAERR;
}

/* Levels of pressure: how many, their values and unit. */
static size_t pressures(const struct dataset *ds, const double **value,
                        const char **units) {
    const struct axis *a = ds->level;

    if (a != NULL) {
        *value = a->value;
        *units = a->units;
        return *value && *units ? a->n : 0;
    }
    for (size_t k = 0; k < ds->nscalars; k++) {
        const struct scalar *s = &ds->scalar[k];
        const char *name = atts_text(&s->atts, "standard_name");
        *value = &s->value;
        *units = atts_text(&s->atts, "units");
        if (name && strcmp(name, "air_pressure") == 0 && *units && !s->text)
            return 1;
    }
    return 0;
}

/* The pressure of the levels, or of the only one. */
static int pressure(struct derivation *d) {
    const size_t cells = grid_cells(d->ds->grid);
    const double *value;
    const char *units;
    const size_t levels = pressures(d->ds, &value, &units);
    struct conversion c;
    struct node *n;

    if (levels == 0 ||
        units_conversion(units, "Pa", CLASS_STATE, NAN, &c) != EX_OK)
        return err_set(EX_DATAERR, "no levels of pressure");
    n = add(d, OF_PRESSURE, "Pa");
    n->has_level = d->ds->level != NULL;
    n->n = levels * cells;
    n->value = mem_array(n->n, sizeof *n->value);
    for (size_t i = 0; i < n->n; i++)
        n->value[i] = (float)(value[i / cells] * c.scale + c.offset);
    return EX_OK;
}

static int find_in_domain(struct derivation *d, const char *name,
                          size_t *node) {
    const size_t cells = grid_cells(d->ds->grid);
    double *lon = mem_array(cells, sizeof *lon);
    double *lat = mem_array(cells, sizeof *lat);
    struct node *n;
    int status;

    *node = d->n;
    if (strcmp(name, OF_PRESSURE) == 0) {
        status = pressure(d);
    } else if ((status = grid_lonlat(d->ds->grid, lon, lat)) == EX_OK) {
        const double *x = strcmp(name, OF_LATITUDE) == 0 ? lat : lon;
        n = add(d, name, "degree");
        n->n = cells;
        n->value = mem_array(cells, sizeof *n->value);
        for (size_t i = 0; i < cells; i++)
            n->value[i] = (float)x[i];
    }
    if (status == EX_OK) {
        d->node[*node].fixed = true;
        d->node[*node].now = d->node[*node].value;
    }
    free(lon);
    free(lat);
    return status;
}

/* Do the values of one go with those of the other, or are they repeated? */
static int fit(struct derivation *d, struct node *n, size_t k) {
    const struct node *in = &d->node[n->use[k].node];
    struct use *u = &n->use[k];
    int status = EX_OK;

    if (in->n != n->n && in->n != grid_cells(d->ds->grid) &&
        !(in->has_level && !in->has_member && n->has_level))
        return err_set(EX_DATAERR, "%s has no levels, or no members, as others",
                       in->name);
    u->conv = (struct conversion){ 1, 0 };
    if (strcmp(in->units, n->r->in[k].units) != 0)
        status = units_conversion(in->units, n->r->in[k].units, CLASS_STATE,
                                  NAN, &u->conv);
    if (in->n != n->n || u->conv.scale != 1 || u->conv.offset != 0)
        u->room = mem_array(n->n, sizeof *u->room);
    return err_in(status, in->name);
}

/* Rows and columns of the grid, for what changes from cell to cell. */
static int make_plane(struct derivation *d, const struct recipe *r) {
    const struct grid *g = d->ds->grid;
    const bool sphere = g->kind == GRID_LATLON;
    struct conversion c = { 1, 0 };
    int status;

    if (d->x != NULL)
        return EX_OK;
    if (!sphere && (r->plane1 == NULL || g->kind != GRID_PROJECTED))
        return err_set(EX_DATAERR, "%s needs a grid of latitude and longitude",
                       r->name);
    if (!sphere && g->x.units != NULL)
        TRY(units_conversion(g->x.units, "m", CLASS_STATE, NAN, &c));
    d->x = mem_array(g->nx, sizeof *d->x);
    d->y = mem_array(g->ny, sizeof *d->y);
    for (size_t i = 0; i < g->nx; i++)
        d->x[i] = g->x.value[i] * c.scale;
    for (size_t j = 0; j < g->ny; j++)
        d->y[j] = g->y.value[j] * c.scale;
    d->plane = (struct plane){ g->ny, g->nx,  d->x,
                               d->y,  sphere, sphere && grid_is_global(g) };
    status = EX_OK;
done:
    return status;
}

/* The wind is at 10 m, unless the field says 2 m. */
static double wind_height(const struct derivation *d, const struct node *n) {
    const struct field *f =
        n->field == SIZE_MAX ? NULL : &d->ds->field[n->field];
    const char *has = f ? atts_text(&f->atts, "coordinates") : NULL;

    for (size_t k = 0; has && k < d->ds->nscalars; k++) {
        const struct scalar *s = &d->ds->scalar[k];
        const char *name = atts_text(&s->atts, "standard_name");
        if (name && strcmp(name, "height") == 0 && strstr(has, s->name) &&
            s->value >= 1 && s->value <= 100)
            return s->value;
    }
    return 10;
}

static int make_by(struct derivation *d, const struct recipe *r, size_t *node) {
    struct node made = { .name = r->name, .units = r->units, .fixed = true };
    const size_t cells = grid_cells(d->ds->grid);
    int status = EX_OK;

    made.r = r;
    made.field = SIZE_MAX;
    made.n = cells;
    memcpy(made.p, r->p, sizeof made.p);
    if ((r->day || r->hour) && d->ds->time.name == NULL)
        return err_set(EX_DATAERR, "%s needs a time axis", r->name);
    made.fixed = !r->day && !r->hour;
    for (size_t k = 0; k < INGREDIENTS && r->in[k].name; k++) {
        const struct node *in;
        TRY(need(d, r->in[k].name, &made.use[k].node));
        in = &d->node[made.use[k].node];
        made.fixed = made.fixed && in->fixed;
        made.has_member |= in->has_member;
        made.has_level |= in->has_level;
        made.n = in->n > made.n ? in->n : made.n;
        if (r->cells && strcmp(r->in[k].name, "sfcWind") == 0 && r->day)
            made.p[1] = wind_height(d, in);
    }
    for (size_t k = 0; k < INGREDIENTS && r->in[k].name; k++)
        if ((status = fit(d, &made, k)) != EX_OK) {
            node_free(&made);
            return status;
        }
    if (r->plane1 || r->plane2)
        TRY(make_plane(d, r));
    if (strcmp(r->name, "thickness") == 0) {
        if (d->ds->level == NULL || d->ds->level->value == NULL ||
            d->ds->level->n != 2 || !made.has_level)
            return err_set(EX_DATAERR, "thickness needs zg at two levels");
        made.has_level = false;
        made.n /= 2;
    }
    made.value = mem_array(made.n, sizeof *made.value);
    *add(d, r->name, r->units) = made;
    *node = d->n - 1;
done:
    return status;
}
