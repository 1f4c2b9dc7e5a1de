/* SPDX-License-Identifier: Apache-2.0 */
#include "core/crs.h"

#include <stdlib.h>
#include <string.h>

#include "core/geodesic.h"
#include "tap.h"

/* gdaltransform 3.6.2 -s_srs TEXT -t_srs OGC:CRS84 */
static const struct {
    const char *text;
    double x, y, lon, lat;
} points[] = {
    { "EPSG:3035", 4321000, 3210000, 10, 52 },
    { "EPSG:3035", 2500000, 1500000, -9.82634251721371, 34.4278253784158 },
    { "EPSG:32621", 500000, 8000000, -57, 72.0992225251131 },
    { "EPSG:3413", -2000000, -2000000, -90, 64.3117419265353 },
    { "EPSG:2056", 2600000, 1200000, 7.43863242087181, 46.9510827718711 },
    { "EPSG:27700", 400000, 300000, -2.00143311551089, 52.5977924308338 },
    { "EPSG:4267", -77, 34.8, -76.9996918643863, 34.8001063090917 },
    { "+proj=stere +lat_0=90 +lat_ts=60 +lon_0=-45 +R=6371200", 100000, 200000,
      108.434948822922, 87.8449981973139 },
    { "EPSG:4326", 10, 50, 10, 50 },
};

static void transforms(void) {
    for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
        double x[2] = { points[k].x, NAN }, y[2] = { points[k].y, 0 };
        struct crs *c = NULL;
        const bool opened = crs_open(&c, points[k].text) == EX_OK;

        ok(opened, points[k].text);
        if (!opened)
            continue;
        crs_to_lonlat(c, 2, x, y);
        ok(near(x[0], points[k].lon, 1e-10) && near(y[0], points[k].lat, 1e-10),
           "  to longitude, latitude");
        ok(isnan(x[1]) && isnan(y[1]), "  NaN stays NaN, in both");
        crs_from_lonlat(c, 1, x, y);
        ok(near(x[0], points[k].x, 2e-3) && near(y[0], points[k].y, 2e-3),
           "  and back to two millimetres");
        crs_free(c);
    }
}

static void kinds(void) {
    const double carolina[] = { -84.3, 33.9, -75.5, 36.6 };
    struct crs *c = NULL;
    double x = 1e30, y = 1e30;
    char *grid;

    ok(crs_open(&c, "EPSG:4326") == EX_OK && crs_is_wgs84(c) &&
           crs_is_geographic(c),
       "EPSG:4326 is WGS 84");
    crs_free(c);
    ok(crs_open(&c, "+proj=longlat +datum=WGS84") == EX_OK && crs_is_wgs84(c),
       "so is its PROJ text");
    crs_free(c);
    ok(crs_open(&c, "EPSG:4267") == EX_OK && !crs_is_wgs84(c) &&
           crs_is_geographic(c),
       "NAD27 is not, but it is geographic");
    grid = crs_missing_grid(c, carolina);
    ok(grid && strcmp(grid, "us_noaa_conus.tif") == 0,
       "the grid that NAD27 wants in Carolina");
    free(grid);
    crs_free(c);
    ok(crs_open(&c, "EPSG:32632") == EX_OK && !crs_is_geographic(c) &&
           (grid = crs_missing_grid(c, carolina)) == NULL,
       "UTM wants none");
    crs_to_lonlat(c, 1, &x, &y);
    ok(isnan(x) && isnan(y), "a place that is none becomes NaN");
    crs_free(c);
    ok(crs_open(&c, "EPSG:5773") == EX_DATAERR && c == NULL,
       "a vertical CRS is refused");
    ok(crs_open(&c, "EPSG:1") == EX_DATAERR && strstr(err_text(), "EPSG:1"),
       "so is what is not there, by its name");
    ok(crs_open(&c, "") == EX_DATAERR, "and no text");
    ok(crs_lonlat("EPSG:3035", 1, (x = 4321000, &x), (y = 3210000, &y)) ==
               EX_OK &&
           near(x, 10, 1e-10) && near(y, 52, 1e-10),
       "once");
}

static void identity(void) {
    struct crs_id id = { 0 };

    ok(crs_identify("EPSG:32621", &id) == EX_OK && id.code &&
           strcmp(id.code, "EPSG:32621") == 0,
       "a code is identified");
    ok(strcmp(id.name, "WGS 84 / UTM zone 21N") == 0 && id.unit_m == 1 &&
           strcmp(id.unit, "metre") == 0,
       "with its name and unit");
    ok(strncmp(id.wkt2, "PROJCRS[", 8) == 0 && !strchr(id.wkt2, '\n') &&
           id.projjson[0] == '{' && !strchr(id.projjson, '\n'),
       "WKT2 and PROJJSON on one line");
    crs_id_free(&id);
    ok(crs_identify("+proj=laea +lat_0=45 +lon_0=9 +datum=WGS84", &id) ==
               EX_OK &&
           id.code == NULL,
       "a projection of one's own has no code");
    crs_id_free(&id);
    ok(crs_identify("EPSG:4326", &id) == EX_OK && isnan(id.unit_m) &&
           id.is_geographic,
       "degrees have no length");
    crs_id_free(&id);
}

/* CF attributes -> CRS -> the same place as gdaltransform with PROJ text. */
static void from_cf(void) {
    struct atts a = { 0 };
    double both[] = { 46, 49 }, x = 100, y = 200, one;
    char *text = NULL;

    atts_set_text(&a, "grid_mapping_name", "lambert_conformal_conic");
    atts_set_numbers(&a, "standard_parallel", TYPE_DOUBLE, 2, both);
    one = 47.5;
    atts_set_numbers(&a, "latitude_of_projection_origin", TYPE_DOUBLE, 1, &one);
    ok(crs_from_cf(&text, &a, "km") == EX_DATAERR &&
           strstr(err_text(), "longitude_of_central_meridian"),
       "an attribute that is missing is named");
    one = 13.3333333333;
    atts_set_numbers(&a, "longitude_of_central_meridian", TYPE_DOUBLE, 1, &one);
    one = 6371229;
    atts_set_numbers(&a, "earth_radius", TYPE_DOUBLE, 1, &one);
    one = 400;
    atts_set_numbers(&a, "false_easting", TYPE_DOUBLE, 1, &one);
    atts_set_numbers(&a, "false_northing", TYPE_DOUBLE, 1, &one);
    ok(crs_from_cf(&text, &a, "km") == EX_OK && text &&
           crs_lonlat(text, 1, &x, &y) == EX_OK &&
           near(x, 9.47416531492505, 1e-9) && near(y, 45.6341039057904, 1e-9),
       "a conic in kilometres on a sphere");
    free(text);
    atts_set_text(&a, "crs_wkt", "PROJCRS[...]");
    ok(crs_from_cf(&text, &a, "m") == EX_OK &&
           strcmp(text, "PROJCRS[...]") == 0,
       "crs_wkt wins");
    free(text);
    atts_free(&a);
    atts_set_text(&a, "grid_mapping_name", "latitude_longitude");
    ok(crs_from_cf(&text, &a, NULL) == EX_OK && text == NULL,
       "latitude_longitude is WGS 84");
    one = 6371229;
    atts_set_numbers(&a, "earth_radius", TYPE_DOUBLE, 1, &one);
    ok(crs_from_cf(&text, &a, NULL) == EX_OK && text &&
           strstr(text, "+R=6371229"),
       "but on a sphere where it says so");
    free(text);
    atts_set_text(&a, "grid_mapping_name", "rotated_latitude_longitude");
    ok(crs_from_cf(&text, &a, NULL) == EX_OK && text == NULL,
       "rotated poles are others' affair");
    atts_set_text(&a, "grid_mapping_name", "flat");
    ok(crs_from_cf(&text, &a, NULL) == EX_DATAERR, "others are refused");
    atts_free(&a);
}

/* CRS -> attributes -> CRS: the same places. */
static void to_cf(void) {
    static const char *const texts[] = {
        "EPSG:3035",
        "EPSG:3413",
        "EPSG:32632",
        "EPSG:3031",
        "EPSG:5070",
        "EPSG:3395",
        "EPSG:2193",
        "EPSG:2154",
        "EPSG:6931",
        "EPSG:2227",
        "EPSG:6933",
        "EPSG:5041",
        "+proj=laea +lat_0=90 +lon_0=0 +R=6371228",
    };

    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        struct atts a = { 0 };
        struct crs_id id = { 0 };
        double x = 3e6, y = 1.5e6, u = x, v = y;
        char *text = NULL;

        ok(crs_to_cf(texts[k], &a) == EX_OK, texts[k]);
        ok(atts_text(&a, "grid_mapping_name") != NULL, "  has a name in CF");
        ok(crs_identify(texts[k], &id) == EX_OK, "  has an identity");
        for (size_t i = 0; i < a.n; i++)
            if (strcmp(a.att[i].name, "crs_wkt") == 0)
                a.att[i].name[0] = 'x';
        ok(crs_from_cf(&text, &a, id.unit_m == 1 ? "m" : "US_survey_foot") ==
                   EX_OK &&
               crs_lonlat(text, 1, &x, &y) == EX_OK &&
               crs_lonlat(texts[k], 1, &u, &v) == EX_OK && near(x, u, 3e-3) &&
               near(y, v, 3e-3),
           "  comes back without crs_wkt");
        free(text);
        crs_id_free(&id);
        atts_free(&a);
    }
}

/* What CF cannot say is in crs_wkt alone: a conic with a scale. */
static void wkt_only(void) {
    struct atts a = { 0 };

    ok(crs_to_cf("EPSG:27571", &a) == EX_OK &&
           !atts_text(&a, "grid_mapping_name") && atts_text(&a, "crs_wkt"),
       "a conic with a scale has no name in CF");
    atts_free(&a);
    ok(crs_to_cf(NULL, &a) == EX_OK &&
           strcmp(atts_text(&a, "grid_mapping_name"), "latitude_longitude") ==
               0 &&
           atts_number(&a, "semi_major_axis") == 6378137,
       "no text is WGS 84");
    atts_free(&a);
}

/* Karney's numbers of GeographicLib 2.0: JFK to LHR; a square degree. */
static void geodesics(void) {
    const struct geodesic *g = NULL;
    const double jfk[] = { -73.8, 40.6 }, lhr[] = { -0.5, 51.6 };
    const double ring[] = { 0, 0, 1, 0, 1, 1, 0, 1, 0, 0 };
    const double back[] = { 0, 0, 0, 1, 1, 1, 1, 0 };
    double azimuth, to[2];

    ok(geodesic_open(&g) == EX_OK, "geodesics");
    ok(near(g->distance(jfk, lhr, &azimuth), 5551759.400319, 1e-6), "distance");
    g->direct(jfk, azimuth, 5551759.400319, to);
    ok(near(to[0], -0.5, 1e-9) && near(to[1], 51.6, 1e-9), "direct");
    ok(near(g->area(5, ring), 12308778361.469, 1e-3), "area");
    ok(near(g->area(4, back), -12308778361.469, 1e-3), "clockwise, not closed");
    ok(near(g->length(5, ring), 443770.917, 1e-3), "length");
    ok(g->length(1, ring) == 0 && g->area(0, ring) == 0, "of one point, none");
}

int main(void) {
    transforms();
    kinds();
    identity();
    from_cf();
    to_cf();
    wkt_only();
    geodesics();
    return done();
}
