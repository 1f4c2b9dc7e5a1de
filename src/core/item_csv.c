/* SPDX-License-Identifier: Apache-2.0 */
/* What a table of places or events says of itself. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/csvscan.h"
#include "core/intake.h"
#include "core/item_table.h"
#include "core/mem.h"
#include "core/parse.h"

/* All of a text, with a final 0. */
static int slurp(const struct look *l, char **text) {
    struct intake *in = NULL;
    size_t n = 0, room = 1 << 16, got = 1;
    int status = intake_open(&in, l->fd, l->path, l->head, l->nhead);

    *text = mem_grow(NULL, room, 1);
    TRY(status);
    intake_tap(in, l->tap);
    while (got > 0) {
        TRY(intake_take(in, *text + n, room - n - 1, &got));
        n += got;
        if (n + 1 == room)
            *text = mem_grow(*text, room *= 2, 1);
    }
    (*text)[n] = 0;
    if (memchr(*text, 0, n))
        status = err_set(EX_DATAERR, "a table with a zero byte");
done:
    intake_free(in);
    return status;
}

/* Which column has a coordinate, by its names; n: none. */
static size_t find(size_t n, char *const *cell, const char *const *names) {
    for (; *names; names++)
        for (size_t k = 0; k < n; k++)
            if (strcasecmp(cell[k], *names) == 0)
                return k;
    return n;
}

static const char *const lons[] = { "lon", "longitude", "long", NULL };
static const char *const lats[] = { "lat", "latitude", NULL };
static const char *const edges[4][2] = {
    { "west", NULL }, { "south", NULL }, { "east", NULL }, { "north", NULL }
};

/* Columns of the places of a table: a point, or a box. */
struct places {
    size_t n, lon, lat, edge[4];
};

static double number(const struct csvscan *c, size_t k) {
    double x = NAN;

    return k < c->n && *c->cell[k] && parse_double(c->cell[k], &x) == EX_OK
               ? x
               : (double)NAN;
}

static void add_row(struct item_table *t, const struct csvscan *c,
                    const struct places *p) {
    const bool boxes = p->edge[0] < p->n && p->edge[1] < p->n &&
                       p->edge[2] < p->n && p->edge[3] < p->n;

    t->nrows++;
    for (size_t k = 0; k < c->n; k++) {
        table_text(t, k, c->cell[k]);
        table_when(t, t->column[k].name, c->cell[k]);
    }
    if (boxes) {
        const double box[4] = { number(c, p->edge[0]), number(c, p->edge[1]),
                                number(c, p->edge[2]), number(c, p->edge[3]) };
        vertices_box(&t->vertices, box);
    } else if (p->lon < p->n && p->lat < p->n) {
        vertices_add(&t->vertices, number(c, p->lon), number(c, p->lat), 0);
    }
}

static int add_rows(struct item_table *t, struct csvscan *c) {
    struct places p;

    if (!csvscan_line(c) || c->n < 2)
        return err_set(EX_DATAERR, "a table without names of columns");
    p = (struct places){
        c->n, find(c->n, c->cell, lons), find(c->n, c->cell, lats), { 0 }
    };
    for (size_t k = 0; k < 4; k++)
        p.edge[k] = find(c->n, c->cell, edges[k]);
    for (size_t k = 0; k < c->n; k++)
        if (table_column(t, c->cell[k]) != k)
            return err_set(EX_DATAERR, "two columns are called \"%s\"",
                           c->cell[k]);
    while (csvscan_line(c)) {
        if (c->n != p.n)
            return err_set(EX_DATAERR, "line %zu: %zu cells under %zu names",
                           c->line, c->n, p.n);
        add_row(t, c, &p);
    }
    return t->nrows > 0 ? EX_OK : err_set(EX_DATAERR, "a table without rows");
}

int look_csv(struct subject *s, const struct look *in) {
    struct item_table t = { 0 };
    struct csvscan c = { 0 };
    char *text = NULL;
    int status;

    s->media = "text/csv";
    TRY(slurp(in, &text));
    csvscan_start(&c, text);
    TRY(add_rows(&t, &c));
    table_settle(&t, s);
    if (!s->footprint.known)
        warn("%s: no columns of places", in->path);
done:
    csvscan_end(&c);
    item_table_free(&t);
    free(text);
    return status;
}
