/* SPDX-License-Identifier: Apache-2.0 */
/* Source profiles, on headers as ncdump shows them of the files they are for:
 * Pstorm.cdf of libncarg-data, test_stageiv_xyt.nc and reduced.nc of
 * r-cran-stars, an ERA5 file of the Climate Data Store. */
#include "core/profile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

static bool says(const char *part) {
    if (strstr(err_text(), part))
        return true;
    printf("# %s\n", err_text());
    return false;
}

static bool has(const struct nc *nc, const char *var, const char *att,
                const char *want) {
    const size_t v = nc_find_var(nc, var);
    const char *text = v == NC_NONE ? NULL : atts_text(&nc->var[v].atts, att);

    if (text && want && strcmp(text, want) == 0)
        return true;
    if (text == NULL && want == NULL)
        return v != NC_NONE;
    printf("# %s:%s = %s\n", var, att, text ? text : "none");
    return false;
}

static struct atts *add(struct nc *nc, const char *name, const char *units) {
    const size_t v = nc_add_var(nc, name, TYPE_FLOAT, 0, NULL);

    if (units)
        atts_set_text(&nc->var[v].atts, "units", units);
    return &nc->var[v].atts;
}

static bool detects(const struct nc *nc, const char *want) {
    struct profile *p = NULL;
    bool good = profile_detect(&p, nc) == EX_OK;

    good = good && (want ? p && strcmp(profile_name(p), want) == 0 : p == NULL);
    profile_free(p);
    return good;
}

static int apply(const char *name, struct nc *nc) {
    struct profile *p;
    int status = profile_open(&p, name);

    if (status == EX_OK)
        status = profile_apply(p, nc);
    profile_free(p);
    return status;
}

static void storm(void) {
    struct nc *nc = nc_new();

    add(nc, "p", NULL);
    add(nc, "timestep", NULL);
    add(nc, "lat", NULL);
    add(nc, "lon", NULL);
    add(nc, "reftime", "text_time");
    ok(detects(nc, "ncl-storm 1"), "ncl-storm is found by its variables");
    ok(apply("ncl-storm", nc) == EX_OK && has(nc, "psl", "units", "Pa") &&
           has(nc, "psl", "standard_name", "air_pressure_at_mean_sea_level") &&
           has(nc, "psl", "twinpipe_original_name", "p"),
       "p becomes psl in Pa, and keeps its old name");
    ok(has(nc, "timestep", "twinpipe_time_reference", "reftime") &&
           has(nc, "timestep", "twinpipe_time_unit", "hours") &&
           has(nc, "timestep", "standard_name", "time"),
       "the steps say where their reference is");
    ok(has(nc, "lat", "units", "degrees_north") &&
           has(nc, "lon", "standard_name", "longitude"),
       "latitude and longitude get their units");
    nc_free(nc);
}

static bool time_says(const char *text, const char *want) {
    char *got = profile_time_text("hours", text);
    const bool good = strcmp(got, want) == 0;

    if (!good)
        printf("# %s\n", got);
    free(got);
    return good;
}

static void stage4(void) {
    static const char rain[] =
        "Total_precipitation_surface_1_Hour_Accumulation";
    struct nc *nc = nc_new();
    struct atts *a = add(nc, rain, "kg m^-2");

    atts_set_text(a, "standard_name", "precipitation_amount");
    atts_set_text(&nc->atts, "title",
                  "United States Stage IV Quantitative Precipitation Archive");
    ok(detects(nc, "stage4 1") && apply("stage4", nc) == EX_OK &&
           has(nc, "pr", "units", "kg m^-2") &&
           has(nc, "pr", "standard_name", "precipitation_amount") &&
           has(nc, "pr", "twinpipe_accumulation", "step:PT1H:end"),
       "stage4 is the amount of the hour that ends at the stamp");
    nc_free(nc);
}

static void oisst(void) {
    struct nc *nc = nc_new();

    add(nc, "sst", "degree_C");
    add(nc, "ice", "percent");
    add(nc, "err", "degree_C");
    atts_set_text(&nc->atts, "title",
                  "Daily-OI-V2, final, Data (Ship, Buoy, AVHRR, GSFC-ice)");
    ok(detects(nc, "oisst 1") && apply("oisst", nc) == EX_OK &&
           has(nc, "tos", "units", "degree_C") &&
           has(nc, "tos", "standard_name", "sea_surface_temperature") &&
           has(nc, "siconc", "units", "1") &&
           has(nc, "err", "standard_name", NULL),
       "oisst: units that are the same stay; ice is a share, whatever it says");
    nc_free(nc);
}

static void era5(void) {
    struct nc *nc = nc_new();

    add(nc, "t2m", "K");
    add(nc, "tp", "m");
    add(nc, "tcc", "(0 - 1)");
    add(nc, "t2m_C", NULL);
    atts_set_text(add(nc, "str", "J m**-2"), "standard_name",
                  "surface_net_upward_longwave_flux");
    ok(detects(nc, NULL), "no profile where nothing says so");
    ok(apply("era5", nc) == EX_OK &&
           has(nc, "tas", "standard_name", "air_temperature") &&
           has(nc, "pr", "standard_name", "precipitation_amount") &&
           has(nc, "pr", "twinpipe_accumulation", "step:PT1H:end") &&
           has(nc, "clt", "units", "(0 - 1)") &&
           has(nc, "t2m_C", "standard_name", NULL),
       "era5: names, and accumulations of the hour");
    ok(has(nc, "rls", "standard_name", "surface_net_downward_longwave_flux"),
       "era5: net longwave radiation counts downward, whatever it says");
    nc_free(nc);
}

static void cmip(void) {
    struct nc *nc = nc_new();

    atts_set_text(&nc->atts, "project_id", "CMIP5");
    atts_set_text(&nc->atts, "product", "derived climate index");
    ok(detects(nc, NULL), "what was made from CMIP5 is not CMIP5");
    atts_set_text(&nc->atts, "product", "output1");
    ok(detects(nc, "cmip5 1"), "cmip5 is found by its attributes");
    atts_set_text(&nc->atts, "mip_era", "CMIP6");
    ok(detects(nc, NULL), "two profiles that fit are none");
    nc_free(nc);
}

static void refusals(void) {
    struct nc *nc = nc_new();
    struct profile *p;

    add(nc, "t2m", "degC");
    ok(apply("era5", nc) == EX_DATAERR && says("units are \"degC\""),
       "another unit than the profile's is an error");
    atts_set_text(add(nc, "sp", "Pa"), "standard_name",
                  "air_pressure_at_mean_sea_level");
    atts_set_text(&nc->var[0].atts, "units", "K");
    ok(apply("era5", nc) == EX_DATAERR && says("standard_name"),
       "identity is never renamed away");
    ok(profile_open(&p, "era6") == EX_USAGE && p == NULL &&
           says("no profile \"era6\" (there are cerra-land, cerra, "),
       "no such profile");
    ok(time_says("1996 01 05 00:00", "hours since 1996-01-05 00:00:00") &&
           time_says("1996-01-05T06:30:15Z",
                     "hours since 1996-01-05 06:30:15") &&
           time_says("yesterday", "hours since yesterday"),
       "text times");
    nc_free(nc);
}

/* What a profile of this text is refused with. */
static bool file_says(const char *text, const char *want) {
    char path[] = "/tmp/profile_XXXXXX";
    const int fd = mkstemp(path);
    struct profile *p = NULL;
    bool good =
        fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

    if (fd >= 0)
        close(fd);
    good = good && profile_open(&p, path) == (want ? EX_CONFIG : EX_OK) &&
           (want == NULL || says(want));
    unlink(path);
    profile_free(p);
    return good;
}

#define HEAD "{\"name\":\"n\",\"version\":\"1\",\"title\":\"t\""
#define VARIABLE(more)                                                         \
    HEAD ",\"variables\":[{\"match\":{\"name\":[\"x\"]},\"to\":\"tas\"" more   \
         "}]}"

static void files(void) {
    ok(file_says(HEAD "}", NULL) && file_says(VARIABLE(""), NULL) &&
           file_says(VARIABLE(",\"decode\":{\"scale\":10,\"operation\":"
                              "\"divide\",\"missing\":[-9999]}"),
                     NULL),
       "a profile from a file");
    ok(file_says(VARIABLE(",\"unitz\":\"K\""),
                 "variables[0].unitz: no such key (there are match, to, ") &&
           file_says(HEAD ",\"qb\":{}}", "qb: no such key") &&
           file_says("{\"name\":\"n\"}", "version: is missing") &&
           file_says("[]", "must be an object") &&
           file_says(HEAD ",\"detect\":{}}", "detect: must be a list"),
       "an unknown key is an error with its path");
    ok(file_says(HEAD ",\"qa\":{\"Q\":{\"cloud\":{\"bit\":3}}}}", NULL) &&
           file_says(HEAD ",\"qa\":{\"Q\":{\"cloud\":{\"bit\":16}}}}",
                     "qa.Q.cloud: must have a bit (0 to 15)") &&
           file_says(HEAD ",\"qa\":{\"Q\":{\"cloud\":{\"bits\":[9,8],"
                          "\"value\":1}}}}",
                     "qa.Q.cloud: must have a bit") &&
           file_says(HEAD ",\"qa\":{\"Q\":{\"cloud\":{\"byte\":1}}}}",
                     "qa.Q.cloud.byte: no such key") &&
           file_says(HEAD ",\"valid\":{\"tas\":[\"1 K\"]}}",
                     "valid.tas: must be two texts") &&
           file_says(HEAD ",\"detect\":[{\"grib\":{\"class\":1}}]}",
                     "detect[0][0]: must be a text"),
       "classes of quality, valid ranges, keys of GRIB");
    ok(file_says(VARIABLE(",\"class\":\"amount\""),
                 "variables[0].to: no quantity \"tas\" of class amount") &&
           file_says(VARIABLE(",\"accumulation\":{\"kind\":\"sum\"}"),
                     "variables[0].accumulation.kind: no \"sum\"") &&
           file_says(VARIABLE(",\"accumulation\":{\"kind\":\"step\","
                              "\"length\":\"1x\"}"),
                     "accumulation.length: \"1x\" is not a duration") &&
           file_says(VARIABLE(",\"decode\":{\"scale\":0}"),
                     "decode.scale: must not be 0") &&
           file_says(HEAD ",\"time\":{\"from\":\"x\",\"unit\":\"h\"}}",
                     "time.from: \"x\"") &&
           file_says(HEAD ",\"detect\":[{}]}", "detect[0]: asks for nothing"),
       "values that are none");
}

static void decodes(void) {
    char path[] = "/tmp/profile_XXXXXX";
    const int fd = mkstemp(path);
    static const char text[] =
        VARIABLE(",\"units\":\"K\",\"override\":true,\"decode\":{\"scale\":10,"
                 "\"operation\":\"divide\",\"missing\":[-9999]}");
    struct nc *nc = nc_new();
    struct atts *a = add(nc, "x", "C");
    const double two = 2;

    atts_set_numbers(a, "scale_factor", TYPE_DOUBLE, 1, &two);
    atts_set_numbers(a, "add_offset", TYPE_DOUBLE, 1, &two);
    if (fd < 0 || write(fd, text, sizeof text - 1) < 0)
        ok(false, "/tmp is there");
    close(fd);
    ok(apply(path, nc) == EX_OK && has(nc, "tas", "units", "K") &&
           has(nc, "tas", "twinpipe_original_units", "C") &&
           near(atts_number(&nc->var[0].atts, "scale_factor"), 0.2, 1e-16) &&
           near(atts_number(&nc->var[0].atts, "add_offset"), 0.2, 1e-16) &&
           atts_number(&nc->var[0].atts, "missing_value") == -9999,
       "the profile's scale comes after the file's; an override keeps the old");
    unlink(path);
    nc_free(nc);
}

int main(void) {
    storm();
    stage4();
    oisst();
    era5();
    cmip();
    refusals();
    files();
    decodes();
    return done();
}
