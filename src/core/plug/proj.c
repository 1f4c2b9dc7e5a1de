/* SPDX-License-Identifier: Apache-2.0 */
#include "core/plug/proj.h"

#include <geodesic.h>
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct proj {
    PJ_CONTEXT *context;
    PJ *crs, *flat; /* as given; the same without heights */
    PJ *wgs84;
    PJ *to_wgs84; /* x, y order on both sides; NULL: nothing to do */
};

enum { MESSAGE = 512 };

/* PROJ tells what is wrong only here; the last words are kept. */
static void keep(void *text, int level, const char *words) {
    (void)level;
    snprintf(text, MESSAGE, "%s", words);
}

static void proj_close(struct proj *p) {
    if (p == NULL)
        return;
    proj_destroy(p->to_wgs84);
    proj_destroy(p->wgs84);
    proj_destroy(p->flat);
    proj_destroy(p->crs);
    proj_context_destroy(p->context);
    free(p);
}

/* The geographic or projected CRS inside a compound or bound one, which the
 * caller destroys. */
static PJ *horizontal(PJ_CONTEXT *context, const PJ *crs) {
    PJ *inner = proj_clone(context, crs), *next;

    while (inner != NULL) {
        switch (proj_get_type(inner)) {
        case PJ_TYPE_COMPOUND_CRS:
            next = proj_crs_get_sub_crs(context, inner, 0);
            break;
        case PJ_TYPE_BOUND_CRS:
            next = proj_get_source_crs(context, inner);
            break;
        default:
            return inner;
        }
        proj_destroy(inner);
        inner = next;
    }
    return NULL;
}

static bool is_type_geographic(PJ_TYPE type) {
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS ||
           type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

static bool proj_is_geographic(const struct proj *p) {
    PJ *inner = horizontal(p->context, p->crs);
    const bool is = inner && is_type_geographic(proj_get_type(inner));

    proj_destroy(inner);
    return is;
}

static bool proj_is_wgs84(const struct proj *p) {
    return p->to_wgs84 == NULL;
}

/* EX_OK if the CRS is of places on earth. */
static int check_kind(const struct proj *p, const char *text) {
    PJ *inner = horizontal(p->context, p->crs);
    const PJ_TYPE type = inner ? proj_get_type(inner) : PJ_TYPE_UNKNOWN;

    proj_destroy(inner);
    if (is_type_geographic(type) || type == PJ_TYPE_PROJECTED_CRS ||
        type == PJ_TYPE_OTHER_CRS)
        return EX_OK;
    return err_set(EX_DATAERR, "%.80s: no CRS of longitude, latitude or x, y",
                   text);
}

static int link_wgs84(struct proj *p, const char *text, const char *words) {
    PJ *plain;

    p->flat = proj_get_type(p->crs) == PJ_TYPE_COMPOUND_CRS
                  ? proj_crs_get_sub_crs(p->context, p->crs, 0)
                  : proj_clone(p->context, p->crs);
    p->wgs84 = proj_create(p->context, "OGC:CRS84");
    if (p->wgs84 == NULL)
        return err_set(EX_UNAVAILABLE, "PROJ: %s (its proj.db is missing)",
                       words);
    if (proj_is_equivalent_to_with_ctx(
            p->context, p->flat, p->wgs84,
            PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS))
        return EX_OK;
    plain = proj_create_crs_to_crs_from_pj(p->context, p->flat, p->wgs84, NULL,
                                           NULL);
    if (plain != NULL)
        p->to_wgs84 = proj_normalize_for_visualization(p->context, plain);
    proj_destroy(plain);
    if (p->to_wgs84 == NULL)
        return err_set(EX_DATAERR, "%.80s: PROJ: %s", text,
                       *words ? words : "no way to longitude and latitude");
    return EX_OK;
}

static int proj_open(struct proj **out, const char *text) {
    struct proj *p = mem_array(1, sizeof *p);
    char words[MESSAGE] = "";
    int status;

    *out = NULL;
    p->context = proj_context_create();
    proj_context_set_enable_network(p->context, 0);
    proj_log_func(p->context, words, keep);
    p->crs = proj_create(p->context, text);
    status = EX_OK;
    if (p->crs == NULL)
        status = err_set(EX_DATAERR, "%.80s: no CRS that PROJ knows%s%s", text,
                         *words ? ": " : "", words);
    if (status == EX_OK)
        status = check_kind(p, text);
    if (status == EX_OK)
        status = link_wgs84(p, text, words);
    proj_log_func(p->context, NULL, NULL);
    proj_log_level(p->context, PJ_LOG_NONE);
    if (status == EX_OK)
        *out = p;
    else
        proj_close(p);
    return status;
}

static void proj_transform(const struct proj *p, bool inverse, size_t n,
                           double *x, double *y) {
    if (p->to_wgs84 != NULL)
        proj_trans_generic(p->to_wgs84, inverse ? PJ_INV : PJ_FWD, x, sizeof *x,
                           n, y, sizeof *y, n, NULL, 0, 0, NULL, 0, 0);
    for (size_t k = 0; k < n; k++)
        if (!isfinite(x[k]) || !isfinite(y[k]))
            x[k] = y[k] = NAN;
}

/* The first grid file of an operation that is not installed, or NULL. */
static char *absent(PJ_CONTEXT *context, const PJ *operation) {
    const int n = proj_coordoperation_get_grid_used_count(context, operation);
    const char *name;
    int available;

    for (int k = 0; k < n; k++)
        if (proj_coordoperation_get_grid_used(context, operation, k, &name,
                                              NULL, NULL, NULL, NULL, NULL,
                                              &available) &&
            !available)
            return mem_text(name);
    return NULL;
}

static char *proj_missing_grid(const struct proj *p, const double box[4]) {
    PJ_OPERATION_FACTORY_CONTEXT *factory;
    PJ_OBJ_LIST *list;
    PJ *best;
    char *name = NULL;

    if (p->to_wgs84 == NULL)
        return NULL;
    factory = proj_create_operation_factory_context(p->context, NULL);
    proj_operation_factory_context_set_area_of_interest(
        p->context, factory, box[0], box[1], box[2], box[3]);
    proj_operation_factory_context_set_spatial_criterion(
        p->context, factory, PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(
        p->context, factory, PROJ_GRID_AVAILABILITY_IGNORED);
    list = proj_create_operations(p->context, p->flat, p->wgs84, factory);
    best = list && proj_list_get_count(list) > 0
               ? proj_list_get(p->context, list, 0)
               : NULL;
    if (best != NULL)
        name = absent(p->context, best);
    proj_destroy(best);
    proj_list_destroy(list);
    proj_operation_factory_context_destroy(factory);
    return name;
}

/* "EPSG:3035" if PROJ is certain; EPSG before others. */
static char *code(PJ_CONTEXT *context, const PJ *crs) {
    int *confidence = NULL;
    PJ_OBJ_LIST *list = proj_identify(context, crs, NULL, NULL, &confidence);
    const int n = list ? proj_list_get_count(list) : 0;
    char *best = NULL;

    for (int k = 0; k < n && confidence[k] == 100; k++) {
        PJ *found = proj_list_get(context, list, k);
        const char *authority = proj_get_id_auth_name(found, 0);
        const char *number = proj_get_id_code(found, 0);

        if (authority && number &&
            (best == NULL || strcmp(authority, "EPSG") == 0)) {
            free(best);
            best = mem_format("%s:%s", authority, number);
        }
        proj_destroy(found);
        if (best && strncmp(best, "EPSG:", 5) == 0)
            break;
    }
    proj_int_list_destroy(confidence);
    proj_list_destroy(list);
    return best;
}

static double in_degrees(double radians) {
    const double degrees = radians * 180 / acos(-1.0);
    const double round9 = rint(degrees * 1e9) / 1e9; /* 52 from 0.9075712... */

    return fabs(degrees - round9) < 1e-13 * 180 ? round9 : degrees;
}

/* Datum, ellipsoid and prime meridian. */
static void parts_of_datum(PJ_CONTEXT *c, const PJ *crs, struct proj_parts *o) {
    PJ *geodetic = proj_crs_get_geodetic_crs(c, crs);
    PJ *datum = geodetic ? proj_crs_get_datum_forced(c, geodetic) : NULL;
    PJ *ellipsoid = geodetic ? proj_get_ellipsoid(c, geodetic) : NULL;
    PJ *meridian = geodetic ? proj_get_prime_meridian(c, geodetic) : NULL;
    double factor;

    if (datum)
        o->datum = mem_text(proj_get_name(datum));
    if (ellipsoid) {
        o->ellipsoid = mem_text(proj_get_name(ellipsoid));
        proj_ellipsoid_get_parameters(c, ellipsoid, &o->a, NULL, NULL, &o->rf);
    }
    if (meridian) {
        o->meridian = mem_text(proj_get_name(meridian));
        proj_prime_meridian_get_parameters(c, meridian, &o->prime, &factor,
                                           NULL);
        o->prime = in_degrees(o->prime * factor);
    }
    proj_destroy(meridian);
    proj_destroy(ellipsoid);
    proj_destroy(datum);
    proj_destroy(geodetic);
}

static void parts_of_axes(PJ_CONTEXT *c, const PJ *crs, struct proj_parts *o) {
    PJ *axes = proj_crs_get_coordinate_system(c, crs);
    const char *unit = NULL;
    double factor = NAN;

    if (axes != NULL)
        proj_cs_get_axis_info(c, axes, 0, NULL, NULL, NULL, &factor, &unit,
                              NULL, NULL);
    o->unit = mem_text(unit);
    o->unit_m = o->is_geographic ? in_degrees(factor) : factor;
    proj_destroy(axes);
}

static void parts_of_method(PJ_CONTEXT *c, const PJ *crs,
                            struct proj_parts *o) {
    PJ *op = proj_crs_get_coordoperation(c, crs);
    const char *name, *kind;
    double value, factor;

    if (op == NULL)
        return;
    if (proj_coordoperation_get_method_info(c, op, &name, NULL, NULL))
        o->method = mem_text(name);
    o->nparameters = (size_t)proj_coordoperation_get_param_count(c, op);
    o->parameter = mem_array(o->nparameters, sizeof *o->parameter);
    for (size_t k = 0; k < o->nparameters; k++) {
        if (!proj_coordoperation_get_param(c, op, (int)k, &name, NULL, NULL,
                                           &value, NULL, &factor, NULL, NULL,
                                           NULL, &kind))
            continue;
        value *= factor;
        if (strcmp(kind, "angular") == 0)
            value = in_degrees(value);
        o->parameter[k].name = mem_text(name);
        o->parameter[k].value = value;
    }
    proj_destroy(op);
}

static void proj_parts(const struct proj *p, struct proj_parts *o) {
    static const char *const line[] = { "MULTILINE=NO", NULL };
    PJ_CONTEXT *c = p->context;
    PJ *inner = horizontal(c, p->crs);

    *o = (struct proj_parts){ .code = code(c, p->crs) };
    o->name = mem_text(proj_get_name(p->crs));
    o->wkt2 = mem_text(proj_as_wkt(c, p->crs, PJ_WKT2_2019, line));
    o->projjson = mem_text(proj_as_projjson(c, p->crs, line));
    o->is_geographic = is_type_geographic(proj_get_type(inner));
    parts_of_datum(c, inner, o);
    parts_of_axes(c, inner, o);
    if (!o->is_geographic)
        parts_of_method(c, inner, o);
    proj_destroy(inner);
}

static void wgs84(struct geod_geodesic *g) {
    geod_init(g, 6378137, 1 / 298.257223563);
}

static double distance(const double a[2], const double b[2], double *azimuth) {
    struct geod_geodesic g;
    double metres, at_b;

    wgs84(&g);
    geod_inverse(&g, a[1], a[0], b[1], b[0], &metres, azimuth, &at_b);
    return metres;
}

static void direct(const double from[2], double azimuth, double metres,
                   double to[2]) {
    struct geod_geodesic g;

    wgs84(&g);
    geod_direct(&g, from[1], from[0], azimuth, metres, &to[1], &to[0], NULL);
}

static double length(size_t n, const double *xy) {
    double sum = 0;

    for (size_t k = 0; k + 1 < n; k++)
        sum += distance(xy + 2 * k, xy + 2 * k + 2, NULL);
    return sum;
}

static double area(size_t n, const double *xy) {
    struct geod_geodesic g;
    struct geod_polygon ring;
    double square_metres;

    wgs84(&g);
    geod_polygon_init(&ring, 0);
    for (size_t k = 0; k < n; k++)
        geod_polygon_addpoint(&g, &ring, xy[2 * k + 1], xy[2 * k]);
    geod_polygon_compute(&g, &ring, 0, 1, &square_metres, NULL);
    return square_metres;
}

extern HOST const struct proj_plug twin_plug;
const struct proj_plug twin_plug = {
    proj_open,      proj_close,
    proj_is_wgs84,  proj_is_geographic,
    proj_transform, proj_missing_grid,
    proj_parts,     { distance, direct, length, area },
};
