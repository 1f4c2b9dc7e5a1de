/* SPDX-License-Identifier: Apache-2.0 */
/* cf -- files of variables as datasets and back; the files are made here, all
 * numbers by hand */
#include "core/cf.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "fake.h"
#include "tap.h"

static const double lat[] = { 10, 20 }, lon[] = { 0, 1, 2 }, days[] = { 0, 1 };

/* Two steps on 2 x 3 cells. */
static struct nc *plain(void) {
    struct nc *nc = nc_new();

    nc_add_dim(nc, "time", 2);
    nc_add_dim(nc, "lat", 2);
    nc_add_dim(nc, "lon", 3);
    nc_add_dim(nc, "bnds", 2);
    nc->record = 0;
    nc->nrecords = 2;
    atts_set_text(add(nc, "lat", TYPE_DOUBLE, "lat", lat), "units",
                  "degrees_north");
    add(nc, "lon", TYPE_DOUBLE, "lon", lon);
    atts_set_text(add(nc, "time", TYPE_DOUBLE, "time", days), "units",
                  "days since 2000-01-01");
    return nc;
}

static struct source *opened(struct nc *nc, const char *const *variable,
                             size_t n) {
    const struct source_in in = { .variable = variable, .nvariables = n };
    struct source *src;

    return cf_open(&src, fake(nc), &in) == EX_OK ? src : NULL;
}

static const struct step *step_of(struct source *src, size_t k) {
    const struct step *s = NULL;

    return src->ops->step(src, k, &s) == EX_OK ? s : NULL;
}

static void test_packed(void) {
    const short raw[12] = { 0, 10, -999, 101, 20, -1, 1, 2, 3, 4, 5, 6 };
    struct nc *nc = plain();
    struct atts *a = add(nc, "tas", TYPE_SHORT, "time lat lon", raw);
    const struct step *s;
    struct source *src;

    atts_set_text(a, "units", "degC");
    atts_set_text(a, "comment", "kept");
    number(a, "scale_factor", TYPE_DOUBLE, 0.5);
    number(a, "add_offset", TYPE_DOUBLE, 1);
    number(a, "_FillValue", TYPE_SHORT, -999);
    number(a, "valid_min", TYPE_SHORT, 0);
    number(a, "valid_max", TYPE_SHORT, 100);
    src = opened(nc, NULL, 0);
    ok(src != NULL && src->ds->nfields == 1 && src->ds->time.n == 2 &&
           src->ds->grid->kind == GRID_LATLON && src->ds->grid->nx == 3,
       "a field on latitude, longitude and time is found");
    s = step_of(src, 0);
    ok(s->value[0].f[0] == 1 && s->value[0].f[1] == 6 && s->value[0].f[4] == 11,
       "packed values are scaled and shifted");
    ok(isnan(s->value[0].f[2]) && isnan(s->value[0].f[3]) &&
           isnan(s->value[0].f[5]),
       "_FillValue and what is not valid, of packed values, are missing");
    ok(step_of(src, 1)->value[0].f[5] == 4 && step_of(src, 1)->time == 1,
       "the second step has its own values and time");
    ok(strcmp(atts_text(&src->ds->field[0].atts, "comment"), "kept") == 0 &&
           atts_find(&src->ds->field[0].atts, "scale_factor") == NULL,
       "attributes are carried on, storage is not");
    ok(step_of(src, 2) == NULL, "after the last step there is none");
    src->ops->close(src);
}

/* A range of another type than the values is of unpacked ones; one that would
 * leave nothing is none. */
static void test_ranges(void) {
    const short raw[12] = { 0, 10, 30 };
    struct nc *nc = plain();
    struct atts *a = add(nc, "a", TYPE_SHORT, "time lat lon", raw);
    const struct step *s;
    struct source *src;

    number(a, "scale_factor", TYPE_FLOAT, 0.5);
    number(a, "valid_max", TYPE_FLOAT, 12);
    a = add(nc, "b", TYPE_SHORT, "time lat lon", raw);
    atts_set_text(a, "units", "m");
    number(a, "valid_min", TYPE_SHORT, 5);
    number(a, "valid_max", TYPE_SHORT, 1);
    src = opened(nc, NULL, 0);
    s = step_of(src, 0);
    ok(s->value[0].f[1] == 5 && isnan(s->value[0].f[2]),
       "a range of a wider type is of unpacked values");
    ok(s->value[1].f[0] == 0 && s->value[1].f[2] == 30,
       "an inverted range is ignored");
    src->ops->close(src);
}

/* Two triangles that share a side. */
static void test_mesh(void) {
    const double x[4] = { 0, 1, 0, 1 }, y[4] = { 0, 0, 1, 1 };
    const double fx[2] = { 0.3, 0.7 }, fy[2] = { 0.3, 0.7 };
    const int face[6] = { 1, 2, 3, 2, 4, 3 }, none = 0;
    const float value[2] = { 7, 8 };
    struct nc *nc = nc_new();
    struct source *src;
    struct atts *a;

    nc_add_dim(nc, "node", 4);
    nc_add_dim(nc, "face", 2);
    nc_add_dim(nc, "three", 3);
    a = add(nc, "mesh", TYPE_INT, "", &none);
    atts_set_text(a, "cf_role", "mesh_topology");
    atts_set_text(a, "node_coordinates", "nx ny");
    atts_set_text(a, "face_node_connectivity", "links");
    atts_set_text(add(nc, "nx", TYPE_DOUBLE, "node", x), "units",
                  "degrees_east");
    atts_set_text(add(nc, "ny", TYPE_DOUBLE, "node", y), "units",
                  "degrees_north");
    atts_set_text(add(nc, "fx", TYPE_DOUBLE, "face", fx), "units",
                  "degrees_east");
    atts_set_text(add(nc, "fy", TYPE_DOUBLE, "face", fy), "units",
                  "degrees_north");
    number(add(nc, "links", TYPE_INT, "face three", face), "start_index",
           TYPE_INT, 1);
    a = add(nc, "rain", TYPE_FLOAT, "face", value);
    atts_set_text(a, "mesh", "mesh");
    atts_set_text(a, "location", "face");
    atts_set_text(a, "coordinates", "fy fx");
    src = opened(nc, NULL, 0);
    ok(src != NULL && src->ds->nfields == 1 &&
           src->ds->grid->kind == GRID_UNSTRUCTURED &&
           src->ds->grid->nvertex == 3 && src->ds->grid->lat_bounds[4] == 1 &&
           src->ds->grid->lon_bounds[4] == 1,
       "the faces of a mesh are cells with corners");
    ok(src->ds->time.name == NULL && isnan(step_of(src, 0)->time) &&
           step_of(src, 0)->value[0].f[1] == 8 && step_of(src, 1) == NULL,
       "without time there is one step");
    src->ops->close(src);
}

static void test_stations(void) {
    const float value[6] = { 1, 2, 3, 4, NAN, 6 }; /* [station][time] */
    const char names[8] = "A\0\0\0Bern";
    struct nc *nc = nc_new();
    struct source *src;
    struct atts *a;

    nc_add_dim(nc, "site", 2);
    nc_add_dim(nc, "time", 3);
    nc_add_dim(nc, "n", 4);
    add(nc, "lat", TYPE_DOUBLE, "site", lat);
    add(nc, "lon", TYPE_DOUBLE, "site", lon);
    add(nc, "site", TYPE_CHAR, "site n", names);
    a = add(nc, "time", TYPE_DOUBLE, "time", lon);
    atts_set_text(a, "units", "days since 2000-01-01");
    a = add(nc, "pr", TYPE_FLOAT, "site time", value);
    atts_set_text(a, "units", "mm");
    number(a, "_FillValue", TYPE_FLOAT, NAN);
    src = opened(nc, NULL, 0);
    ok(src != NULL && src->ds->grid->kind == GRID_UNSTRUCTURED &&
           src->ds->grid->nx == 2 && src->ds->grid->lat[1] == 20 &&
           strcmp(src->ds->grid->station[1], "Bern") == 0,
       "stations have places and names");
    ok(step_of(src, 0)->value[0].f[1] == 4 &&
           isnan(step_of(src, 1)->value[0].f[1]) &&
           step_of(src, 2)->value[0].f[0] == 3,
       "station-first values are turned into steps");
    src->ops->close(src);
}

static void test_labels(void) {
    const int whole[12] = { 1, -9, 70000, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    const long long wide[12] = { 1, 2, 1LL << 40 };
    const struct step *s = NULL;
    struct nc *nc = plain();
    struct source *src;

    number(add(nc, "event", TYPE_INT, "time lat lon", whole), "missing_value",
           TYPE_INT, -9);
    atts_set_text(add(nc, "days", TYPE_INT, "time lat lon", whole), "units",
                  "d");
    src = opened(nc, NULL, 0);
    ok(src->ds->field[0].type == LABEL && src->ds->field[1].type == REAL,
       "whole numbers without a unit are labels, days are not");
    s = step_of(src, 0);
    ok(s->value[0].i[2] == 70000 && s->value[0].i[1] == LABEL_MISSING &&
           s->value[1].f[1] == -9,
       "labels are exact, or missing");
    src->ops->close(src);
    nc = plain();
    add(nc, "event", TYPE_INT64, "time lat lon", wide);
    src = opened(nc, NULL, 0);
    ok(src != NULL && src->ops->step(src, 0, &s) == EX_DATAERR,
       "labels beyond 32 bits are refused");
    src->ops->close(src);
}

static void test_sequential(void) {
    const float value[12] = { 1, 2, 3, 4, 5, NAN, 7, 8, 9, 10, 11, 12 };
    const float height[6] = { 1, 2, 3, 4, 5, 6 };
    struct nc *nc = plain();
    struct ncfile *f = fake(nc);
    const struct source_in in = { 0 };
    const struct step *s;
    struct source *src;
    struct atts *a = add(nc, "tas", TYPE_FLOAT, "time lat lon", value);

    number(a, "_FillValue", TYPE_FLOAT, NAN);
    number(add(nc, "orog", TYPE_FLOAT, "lat lon", height), "_FillValue",
           TYPE_FLOAT, NAN);
    f->sequential = true;
    nc->nrecords = NC_NONE;
    ok(cf_open(&src, f, &in) == EX_OK && src->ds->time.n == STEPS_UNKNOWN &&
           src->ds->time.value == NULL,
       "a stream may not know its steps");
    ok(src->ds->nstatics == 1 && src->ds->statics[0].value.f[5] == 6,
       "what has no time is static");
    s = step_of(src, 0);
    ok(s->time == 0 && s->value[0].f == (float *)nc->var[3].value,
       "floats with NaN are not copied");
    ok(step_of(src, 1)->time == 1 && step_of(src, 2) == NULL &&
           strcmp(src->digest, "d1") == 0,
       "its end tells the digest");
    src->ops->close(src);
}

static void test_wanted(void) {
    const float value[12] = { 0 }, other[4] = { 0 };
    const char *const pr[] = { "pr" }, *const name[] = { "air_temperature" };
    struct nc *nc = plain();
    struct source *src;

    atts_set_text(add(nc, "tas", TYPE_FLOAT, "time lat lon", value),
                  "standard_name", "air_temperature");
    nc_add_dim(nc, "lat2", 2);
    atts_set_text(add(nc, "lat2", TYPE_DOUBLE, "lat2", lat), "units",
                  "degrees_north");
    nc_add_dim(nc, "lon2", 2);
    atts_set_text(add(nc, "lon2", TYPE_DOUBLE, "lon2", lat), "units",
                  "degrees_east");
    add(nc, "snow", TYPE_FLOAT, "lat2 lon2", other);
    src = opened(nc, name, 1);
    ok(src != NULL && src->ds->nfields == 1 &&
           strcmp(src->ds->field[0].name, "tas") == 0,
       "a field is chosen by its standard_name");
    src->ops->close(src);
    nc = plain();
    add(nc, "tas", TYPE_FLOAT, "time lat lon", value);
    ok(opened(nc, pr, 1) == NULL &&
           strcmp(err_text(), "no variable \"pr\" (it has tas)") == 0,
       "what is not there is told with what is");
    nc = plain();
    add(nc, "tas", TYPE_FLOAT, "time lat lon", value);
    nc_add_dim(nc, "y", 2);
    nc_add_dim(nc, "x", 2);
    add(nc, "snow", TYPE_FLOAT, "y x", other);
    ok(opened(nc, NULL, 0) == NULL &&
           strcmp(err_text(),
                  "fields on several grids: tas (time, lat, lon), "
                  "snow (y, x); choose by --variable, or FILE:VAR of a mask") ==
               0,
       "fields on several grids are listed");
}

/* What cf_header() writes of a source, with its steps, opened again. */
static struct source *again(struct source *src) {
    const struct dataset *ds = src->ds;
    size_t field[4], time[2];
    struct nc *nc = cf_header(ds, field, time);
    const struct source_in in = { 0 };
    struct source *out = NULL;

    nc->var[time[0]].value = mem_copy(ds->time.value, 2, sizeof(double));
    for (size_t k = 0; k < ds->nfields; k++) {
        const size_t n = ds->field[k].n;
        float *all = mem_array(2 * n, sizeof *all);
        for (size_t t = 0; t < 2; t++)
            memcpy(all + t * n, step_of(src, t)->value[k].f, 4 * n);
        nc->var[field[k]].value = all;
    }
    return cf_open(&out, fake(nc), &in) == EX_OK ? out : NULL;
}

static void test_again(void) {
    const float value[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    const double height = 2;
    struct nc *nc = plain();
    struct source *src, *copy;
    struct atts *a = add(nc, "tas", TYPE_FLOAT, "time lat lon", value);
    const struct field *f;

    number(a, "_FillValue", TYPE_FLOAT, 12);
    atts_set_text(a, "coordinates", "height");
    atts_set_text(a, "units", "K");
    atts_set_text(a, "cell_methods", "time: mean");
    atts_set_text(add(nc, "height", TYPE_DOUBLE, "", &height), "units", "m");
    atts_set_text(&nc->atts, "title", "a test");
    src = opened(nc, NULL, 0);
    copy = again(src);
    ok(copy != NULL && grid_check_same(src->ds->grid, copy->ds->grid) == EX_OK,
       "what is written is read on the same grid");
    ok(copy->ds->grid->x.bounds != NULL && copy->ds->grid->x.bounds[0] == -0.5,
       "its axes have bounds");
    f = &copy->ds->field[0];
    ok(strcmp(f->name, "tas") == 0 && strcmp(f->units, "K") == 0 &&
           strcmp(f->cell_methods, "time: mean") == 0 &&
           strcmp(atts_text(&f->atts, "coordinates"), "height") == 0 &&
           copy->ds->nscalars == 1 && copy->ds->scalar[0].value == 2,
       "with unit, cell methods and scalar coordinates");
    ok(strcmp(atts_text(&copy->ds->atts, "title"), "a test") == 0,
       "and global attributes");
    ok(isnan(step_of(copy, 1)->value[0].f[5]) &&
           step_of(copy, 1)->value[0].f[4] == 11,
       "and values");
    src->ops->close(src);
    copy->ops->close(copy);
}

static void test_stores(void) {
    const int32_t label[3] = { 1, LABEL_MISSING, 126 }, big = 40000;
    signed char byte[3];
    short two;

    ok(cf_store(TYPE_BYTE, 3, label, byte) == EX_OK && byte[1] == -127 &&
           byte[2] == 126,
       "missing labels become the type's fill value");
    ok(cf_store(TYPE_SHORT, 1, &big, &two) == EX_DATAERR,
       "labels that do not fit are refused");
}

int main(void) {
    test_packed();
    test_ranges();
    test_mesh();
    test_stations();
    test_labels();
    test_sequential();
    test_wanted();
    test_again();
    test_stores();
    return done();
}
