/* SPDX-License-Identifier: Apache-2.0 */
#include "core/feature.h"

#include <string.h>

#include "core/mem.h"
#include "tap.h"

/* A square of side 4 with a hole of side 1, both wound as in a shapefile. */
static void square(struct geometry *g) {
    static const double outer[] = { 0, 0, 0, 4, 4, 4, 4, 0, 0, 0 };
    static const double hole[] = { 1, 1, 2, 1, 2, 2, 1, 2, 1, 1 };

    g->type = GEOMETRY_POLYGON;
    for (int k = 0; k < 5; k++)
        geometry_add_point(g, outer[2 * k], outer[2 * k + 1], NAN);
    geometry_end_ring(g);
    for (int k = 0; k < 5; k++)
        geometry_add_point(g, hole[2 * k], hole[2 * k + 1], k);
    geometry_end_ring(g);
    geometry_end_part(g);
}

static void geometries(void) {
    struct geometry g = { 0 }, c = { 0 }, d;
    double box[4];

    ok(!geometry_envelope(&g, box) && isnan(box[0]), "nothing has no envelope");
    square(&g);
    ok(g.npoints == 10 && g.nrings == 2 && g.nparts == 1, "counts");
    ok(g.ring[1] == 5 && g.ring[2] == 10 && g.part[1] == 2, "places");
    ok(isnan(g.z[4]) && g.z[5] == 0, "a height from the first that has one");
    geometry_wind(&g);
    ok(g.xy[2] == 4 && g.xy[3] == 0, "the outer ring turns counter-clockwise");
    ok(g.xy[12] == 1 && g.xy[13] == 2 && g.z[6] == 3,
       "a hole turns clockwise, with its heights");
    c.type = GEOMETRY_COLLECTION;
    *geometry_add_member(&c) = geometry_copy(&g);
    d = geometry_copy(&c);
    for (int k = 0; k < 100; k++)
        geometry_add_point(&d.member[0], 5 + k, -1, NAN);
    ok(geometry_envelope(&d, box) && box[0] == 0 && box[1] == -1 &&
           box[2] == 104 && box[3] == 4,
       "a copy grows, and members count for the envelope");
    ok(c.member[0].npoints == 10, "the original does not");
    ok(strcmp(geometry_name(d.type), "GeometryCollection") == 0, "names");
    geometry_free(&g);
    geometry_free(&c);
    geometry_free(&d);
}

static void properties(void) {
    struct feature *f = feature_new();
    struct property *p;

    p = feature_add(f, "name");
    p->type = PROPERTY_TEXT;
    p->value.text = mem_text("Carteret");
    p = feature_add(f, "n");
    p->type = PROPERTY_INTEGER;
    p->value.integer = 80;
    ok(f->nproperties == 2 && strcmp(f->property[0].name, "name") == 0 &&
           f->property[1].value.integer == 80,
       "properties keep their order");
    feature_clear(f);
    ok(f->nproperties == 0, "cleared");
    feature_free(f);
}

int main(void) {
    geometries();
    properties();
    return done();
}
