/* SPDX-License-Identifier: Apache-2.0 */
#include "core/vector.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/wkb.h"
#include "tap.h"

static char *shared(const char *file) {
    const char *folder = getenv("SHARED");
    char *path = mem_format("%s/data/%s", folder ? folder : "../shared", file);

    if (access(path, R_OK) == 0)
        return path;
    printf("ok %d - %s # skip absent\n", ++tap_count, file);
    free(path);
    return NULL;
}

static size_t rest(struct vector *v) {
    const struct feature *f;
    size_t n = 0;

    while (vector_next(v, &f) == EX_OK && f != NULL)
        n++;
    return n;
}

/* By hand, from OGC 06-103r4: byte order, kind, coordinates. */
static void binary(void) {
    static const unsigned char point[] = {
        0,    0,    0, 0, 1,          /* big-endian, Point */
        0x3f, 0xf0, 0, 0, 0, 0, 0, 0, /* 1 */
        0xc0, 0,    0, 0, 0, 0, 0, 0, /* -2 */
    };
    static const unsigned char triangle[] = {
        1, 0xeb, 3, 0, 0,             /* little-endian, Polygon Z */
        1, 0,    0, 0,                /* a ring */
        3, 0,    0, 0,                /* of 3 points, not closed */
        0, 0,    0, 0, 0, 0, 0,    0, /* 0 0 8 */
        0, 0,    0, 0, 0, 0, 0,    0,    0, 0, 0, 0, 0, 0, 0x20, 0x40,
        0, 0,    0, 0, 0, 0, 0xf0, 0x3f, /* 1 0 8 */
        0, 0,    0, 0, 0, 0, 0,    0,    0, 0, 0, 0, 0, 0, 0x20, 0x40,
        0, 0,    0, 0, 0, 0, 0,    0, /* 0 1 8 */
        0, 0,    0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0x20, 0x40,
    };
    static const unsigned char endless[] = { 1,    2,    0,    0,   0,
                                             0xff, 0xff, 0xff, 0xff };
    unsigned char deep[9 * 40];
    struct geometry g;
    bool has_m = true;
    bool all_short = true;

    ok(wkb_read(&g, point, sizeof point, &has_m) == EX_OK &&
           g.type == GEOMETRY_POINT && g.xy[0] == 1 && g.xy[1] == -2 &&
           g.nrings == 1 && !has_m,
       "a point, most significant byte first");
    geometry_free(&g);
    ok(wkb_read(&g, triangle, sizeof triangle, NULL) == EX_OK &&
           g.type == GEOMETRY_POLYGON && g.npoints == 4 && g.xy[6] == 0 &&
           g.z[3] == 8 && g.ring[1] == 4 && g.nparts == 1,
       "an open ring is closed");
    geometry_free(&g);
    for (size_t n = 0; n < sizeof triangle; n++) {
        all_short &= wkb_read(&g, triangle, n, NULL) == EX_DATAERR;
        geometry_free(&g);
    }
    ok(all_short, "each proper beginning is refused");
    ok(wkb_read(&g, endless, sizeof endless, NULL) == EX_DATAERR,
       "a count that the bytes cannot hold");
    geometry_free(&g);
    for (size_t k = 0; k < sizeof deep; k += 9)
        memcpy(deep + k, "\1\7\0\0\0\1\0\0\0", 9);
    ok(wkb_read(&g, deep, sizeof deep, NULL) == EX_DATAERR &&
           strstr(err_text(), "deep"),
       "collections in collections without end");
    geometry_free(&g);
}

/* ogr2ogr 3.6.2 -t_srs OGC:CRS84 of the same file. */
static void carolina(void) {
    char *path = shared("vector/nc_sids.gpkg");
    const struct bbox box = { -77.2, 34.5, -76.5, 35.0 };
    struct vector_in in = { .path = path };
    struct vector *v = NULL;
    const struct feature *f = NULL;
    const struct property *p = NULL;

    if (path == NULL)
        return;
    ok(vector_open(&v, &in) == EX_OK, "a GeoPackage opens");
    ok(vector_next(v, &f) == EX_OK && f &&
           f->geometry.type == GEOMETRY_MULTIPOLYGON &&
           near(f->geometry.xy[0], -81.4725795263, 1e-9) &&
           near(f->geometry.xy[1], 36.2344420858, 1e-9),
       "NAD27 becomes WGS 84");
    for (size_t k = 0; f && k < f->nproperties; k++)
        if (strcmp(f->property[k].name, "NAME") == 0)
            p = &f->property[k];
    ok(p && p->type == PROPERTY_TEXT && strcmp(p->value.text, "Ashe") == 0,
       "with its properties");
    ok(rest(v) == 99, "99 more");
    ok(vector_next(v, &f) == EX_OK && f == NULL, "and none after the last");
    vector_free(v);
    in.box = &box;
    /* ogrinfo 3.6.2 -al -q -spat -77.2 34.5 -76.5 35.0 | grep -c NAME */
    ok(vector_open(&v, &in) == EX_OK && rest(v) == 5,
       "a box lets through what touches it");
    vector_free(v);
    in.box = NULL;
    in.layer = "none";
    ok(vector_open(&v, &in) == EX_DATAERR &&
           strstr(err_text(), "no layer \"none\" (it has nc.gpkg)"),
       "a layer that is not there");
    in.layer = NULL;
    in.source_crs = "EPSG:4326";
    ok(vector_open(&v, &in) == EX_DATAERR && v == NULL,
       "a CRS given against its own");
    free(path);
}

static void pipes(void) {
    char *path = shared("vector/nc_sids.gpkg");
    struct vector_in in = { .path = "-" };
    struct vector *v = NULL;

    if (path == NULL)
        return;
    in.fd = open(path, O_RDONLY);
    ok(vector_open(&v, &in) == EX_OK && rest(v) == 100,
       "standard input is spooled");
    vector_free(v);
    close(in.fd);
    free(path);
}

static void without_crs(void) {
    char *path = shared("vector/storms_xyzm_feature.shp");
    struct vector_in in = { .path = path };
    struct vector *v = NULL;
    const struct feature *f = NULL;

    if (path == NULL)
        return;
    ok(vector_open(&v, &in) == EX_OK && vector_next(v, &f) == EX_OK && f &&
           near(f->geometry.xy[0], -50.8, 1e-12) && f->geometry.z == NULL,
       "without a CRS degrees are degrees");
    vector_free(v);
    in.source_crs = "EPSG:3857";
    ok(vector_open(&v, &in) == EX_OK && vector_next(v, &f) == EX_OK && f &&
           near(f->geometry.xy[0], -50.8 / 111319.490793, 1e-9),
       "unless it is said what they are");
    vector_free(v);
    free(path);
}

static void hostile(void) {
    static const char *const files[] = {
        "billionlaugh.gml",
        "truncated.kml",
        "invalid_polyhedralsurface_of_curvepolygon.fgb",
        "3d_broken_polygon.wkb",
    };
    struct vector *v = NULL;

    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        char *name = mem_format("hostile/vector/%s", files[k]);
        char *path = shared(name);
        const struct feature *f = NULL;
        int status;

        free(name);
        if (path == NULL)
            continue;
        status = vector_open(&v, &(struct vector_in){ .path = path });
        while (status == EX_OK && (status = vector_next(v, &f)) == EX_OK && f)
            continue;
        ok(status == EX_DATAERR && strstr(err_text(), path), files[k]);
        vector_free(v);
        free(path);
    }
    ok(vector_open(&v, &(struct vector_in){ .path = "https://x/a.fgb" }) ==
           EX_USAGE,
       "an address is no path");
    ok(vector_open(&v, &(struct vector_in){ .path = "absent.gpkg" }) ==
           EX_NOINPUT,
       "a file that is not there");
    ok(vector_is("SQLite format 3\0", 16) && vector_is("fgb\3", 4) &&
           !vector_is("{\"type\":", 8),
       "the formats are known by their first bytes");
}

int main(void) {
    binary();
    carolina();
    pipes();
    without_crs();
    hostile();
    return done();
}
