/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cellorder.h"
#include "core/crs.h"
#include "core/footprint.h"
#include "core/grid_places.h"
#include "core/mem.h"
#include "core/outline.h"
#include "core/rings.h"
#include "kernel/geom.h"
#include "kernel/thin.h"

/* Pieces of an edge to begin with; halvings of each, at most; points in all. */
enum { PIECES = 8, DEPTH = 12, MOST = 1 << 16 };

/* A chord may be off the edge by so much [degrees]. */
static const double flat = 1e-6;

/* The ring, at places 0 ... 4 along it, one for each edge. */
struct edge {
    size_t n;
    double *at, *lon, *lat;
    unsigned char *open; /* the piece from this point on is to be halved */
};

static void edge_free(struct edge *e) {
    free(e->at);
    free(e->lon);
    free(e->lat);
    free(e->open);
}

static struct edge edge_new(size_t n) {
    return (struct edge){ n, mem_array(n, sizeof(double)),
                          mem_array(n, sizeof(double)),
                          mem_array(n, sizeof(double)), mem_array(n, 1) };
}

/* A place of the ring on the map; counter-clockwise there. */
static void on_map(const struct frame *f, double at, double *x, double *y) {
    static const double corner[5][2] = {
        { 0, 0 }, { 0, 1 }, { 1, 1 }, { 1, 0 }, { 0, 0 }
    };
    const double *t = f->t;
    const bool mirror = t[1] * t[5] - t[2] * t[4] > 0;
    const double p = mirror ? 4 - at : at;
    const size_t k = p >= 4 ? 3 : (size_t)p;
    const double s = p - (double)k;
    const double u =
        (corner[k][0] + s * (corner[k + 1][0] - corner[k][0])) * (double)f->nx;
    const double v =
        (corner[k][1] + s * (corner[k + 1][1] - corner[k][1])) * (double)f->ny;

    *x = t[0] + t[1] * u + t[2] * v;
    *y = t[3] + t[4] * u + t[5] * v;
}

/* Where points lie, through a CRS that was opened once, or the grid. */
static int locate(const struct frame *f, const struct crs *c, struct edge *e) {
    for (size_t k = 0; k < e->n; k++)
        on_map(f, e->at[k], &e->lon[k], &e->lat[k]);
    if (c == NULL)
        return grid_to_lonlat(f->grid, e->n, e->lon, e->lat);
    crs_to_lonlat(c, e->n, e->lon, e->lat);
    return EX_OK;
}

/* Does the middle m of a piece leave its chord?  What has no place does not
 * count. */
static bool bends(const double a[2], const double m[2], const double b[2]) {
    const double along = geom_lon(b[0] - a[0]);
    const double lon = geom_lon(m[0] - a[0]) - along / 2;

    return fabs(lon) > flat || fabs(m[1] - (a[1] + b[1]) / 2) > flat;
}

/* Puts the middles of open pieces in; false when there are none. */
static int halve(const struct frame *f, const struct crs *c, struct edge *e,
                 bool *more) {
    struct edge middle, out;
    size_t n = 0;
    int status;

    for (size_t k = 0; k < e->n; k++)
        n += e->open[k];
    *more = n > 0 && e->n + n <= MOST;
    if (!*more)
        return EX_OK;
    middle = edge_new(n);
    out = edge_new(e->n + n);
    n = 0;
    for (size_t k = 0; k < e->n; k++)
        if (e->open[k])
            middle.at[n++] = (e->at[k] + e->at[k + 1]) / 2;
    status = locate(f, c, &middle);
    for (size_t k = 0, i = 0, m = 0; k < e->n; k++, i++) {
        const double a[2] = { e->lon[k], e->lat[k] };
        out.at[i] = e->at[k];
        out.lon[i] = a[0];
        out.lat[i] = a[1];
        if (!e->open[k])
            continue;
        const double p[2] = { middle.lon[m], middle.lat[m] };
        const double b[2] = { e->lon[k + 1], e->lat[k + 1] };
        out.open[i] = bends(a, p, b);
        i++;
        out.open[i] = out.open[i - 1];
        out.at[i] = middle.at[m++];
        out.lon[i] = p[0];
        out.lat[i] = p[1];
    }
    edge_free(&middle);
    edge_free(e);
    *e = out;
    return status;
}

/* Points without a place go; longitudes go on from one another. */
static int unwrap(struct edge *e) {
    size_t n = 0;

    for (size_t k = 0; k < e->n; k++) {
        if (!isfinite(e->lon[k]) || !isfinite(e->lat[k]))
            continue;
        e->at[n] = e->at[k];
        e->lon[n] =
            n ? e->lon[n - 1] + geom_lon(e->lon[k] - e->lon[n - 1]) : e->lon[k];
        e->lat[n++] = fmax(-90, fmin(90, e->lat[k]));
    }
    if (2 * n < e->n || n < 4)
        return err_set(EX_DATAERR,
                       "over half of its edge has no place on the globe");
    e->n = n;
    return EX_OK;
}

static int trace(const struct frame *f, struct edge *e) {
    struct crs *c = NULL;
    bool more = true;
    int status = EX_OK;

    *e = edge_new(4 * PIECES + 1);
    if (f->grid->crs != NULL)
        TRY(crs_open(&c, f->grid->crs));
    for (size_t k = 0; k < e->n; k++) {
        e->at[k] = (double)k / PIECES;
        e->open[k] = k + 1 < e->n;
    }
    TRY(locate(f, c, e));
    for (int depth = 0; depth < DEPTH && more; depth++)
        TRY(halve(f, c, e, &more));
    TRY(unwrap(e));
done:
    crs_free(c);
    return status;
}

/* Corners and extremes stay, the rest as it must. */
static void thin(struct edge *e, double most) {
    size_t *stack = mem_array(e->n, sizeof *stack), n = 0;
    size_t extreme[4] = { 0 };

    memset(e->open, 0, e->n);
    for (size_t k = 0; k < e->n; k++) {
        e->open[k] = k == 0 || k + 1 == e->n || e->at[k] == floor(e->at[k]);
        extreme[0] = e->lon[k] < e->lon[extreme[0]] ? k : extreme[0];
        extreme[1] = e->lon[k] > e->lon[extreme[1]] ? k : extreme[1];
        extreme[2] = e->lat[k] < e->lat[extreme[2]] ? k : extreme[2];
        extreme[3] = e->lat[k] > e->lat[extreme[3]] ? k : extreme[3];
    }
    for (size_t k = 0; k < 4; k++)
        e->open[extreme[k]] = 1;
    thin_line(e->n, e->lon, e->lat, most, e->open, stack);
    for (size_t k = 0; k < e->n; k++)
        if (e->open[k]) {
            e->lon[n] = e->lon[k];
            e->lat[n++] = e->lat[k];
        }
    e->n = n;
    free(stack);
}

static struct node node_of(double lon, double lat) {
    return (struct node){ (int32_t)lrint(geom_lon(lon) * NODE_SCALE),
                          (int32_t)lrint(lat * NODE_SCALE) };
}

static void cut(struct footprint *out, const struct edge *e, bool back) {
    struct sides globe = { 0 }, map = { 0 };
    struct rings rings = { 0 };

    for (size_t k = 0; k < e->n; k++) {
        const size_t next = k + 1 < e->n ? k + 1 : 0;
        struct node a = node_of(e->lon[k], e->lat[k]);
        struct node b = node_of(e->lon[next], e->lat[next]);
        a.lon = a.lon == NODE_TURN ? -NODE_TURN : a.lon;
        b.lon = b.lon == NODE_TURN ? -NODE_TURN : b.lon;
        if (node_order(a, b) != 0)
            sides_add(&globe, back ? b : a, back ? a : b);
    }
    sides_cut(&globe, &map);
    sides_rings(&map, &rings);
    rings_polygons(&rings, &out->geometry);
    sides_free(&globe);
    sides_free(&map);
    rings_free(&rings);
}

/* Box of a ring that does not go round a pole. */
static void plain_box(const struct edge *e, double box[4]) {
    double west = INFINITY, east = -INFINITY;

    for (size_t k = 0; k < e->n; k++) {
        west = fmin(west, e->lon[k]);
        east = fmax(east, e->lon[k]);
    }
    box[0] = geom_lon(west);
    box[2] = box[0] + (east - west);
    box[2] -= box[2] > 180 ? 360 : 0;
    if (east - west >= 360 - 1e-9) {
        box[0] = -180;
        box[2] = 180;
    }
}

int footprint_frame(struct footprint *out, const struct frame *f, double most) {
    struct edge e = { 0 };
    double area = 0, around;
    int status;

    *out = (struct footprint){ 0 };
    TRY(trace(f, &e));
    around = e.lon[e.n - 1] - e.lon[0];
    thin(&e, most);
    out->box[1] = 90;
    out->box[3] = -90;
    for (size_t k = 0; k < e.n; k++) {
        const size_t next = k + 1 < e.n ? k + 1 : 0;
        area += e.lon[k] * e.lat[next] - e.lon[next] * e.lat[k];
        out->box[1] = fmin(out->box[1], e.lat[k]);
        out->box[3] = fmax(out->box[3], e.lat[k]);
    }
    cut(out, &e, fabs(around) < 180 && area < 0);
    if (fabs(around) < 180) {
        plain_box(&e, out->box);
    } else {
        out->box[0] = -180;
        out->box[2] = 180;
        out->box[around > 0 ? 3 : 1] = around > 0 ? 90 : -90;
    }
    out->known = out->geometry.npoints > 0;
done:
    edge_free(&e);
    return err_in(status, "footprint");
}

/* Does each of the bounds hold its value? */
static bool is_sane(const struct axis *a) {
    for (size_t k = 0; a->bounds && k < a->n; k++) {
        const double p = a->bounds[2 * k], q = a->bounds[2 * k + 1];
        const double slack = 1e-6 * fabs(q - p);
        if (!(fmin(p, q) - slack <= a->value[k] &&
              a->value[k] <= fmax(p, q) + slack && p != q))
            return false;
    }
    return a->bounds != NULL;
}

void axis_reach(const struct axis *a, double edge[2], bool *regular) {
    const double *v = a->value;
    const size_t n = a->n;
    double step;

    if (is_sane(a)) {
        const bool falls = n > 1 && v[1] < v[0];
        const double *p = a->bounds, *q = a->bounds + 2 * (n - 1);
        edge[0] = falls ? fmax(p[0], p[1]) : fmin(p[0], p[1]);
        edge[1] = falls ? fmin(q[0], q[1]) : fmax(q[0], q[1]);
    } else if (n > 1) {
        if (a->bounds)
            warn("bounds-ignored: those of \"%s\" do not hold its values",
                 a->name);
        edge[0] = v[0] - (v[1] - v[0]) / 2;
        edge[1] = v[n - 1] + (v[n - 1] - v[n - 2]) / 2;
    } else {
        edge[0] = edge[1] = v[0];
    }
    step = (edge[1] - edge[0]) / (double)n;
    *regular = step != 0;
    for (size_t k = 0; k < n; k++)
        if (!(fabs(edge[0] + ((double)k + 0.5) * step - v[k]) <=
              fmax(1e-6 * fabs(step), 1e-6 * fabs(v[k]) * 0.1)))
            *regular = false;
}
