/* SPDX-License-Identifier: Apache-2.0 */
#include "core/raster.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cog.h"
#include "core/mem.h"
#include "tap.h"

/* The least and greatest value, the mean, and how many are not missing. */
struct statistics {
    double minimum, maximum, mean;
    size_t valid;
};

static struct statistics of(const float *x, size_t n) {
    struct statistics s = { INFINITY, -INFINITY, 0, 0 };

    for (size_t k = 0; k < n; k++) {
        if (isnan(x[k]))
            continue;
        s.minimum = fmin(s.minimum, x[k]);
        s.maximum = fmax(s.maximum, x[k]);
        s.mean += x[k];
        s.valid++;
    }
    s.mean /= (double)s.valid;
    return s;
}

static int open_path(struct source **s, const char *path, const char *name) {
    const struct source_in in = { .fd = open(path, O_RDONLY),
                                  .path = path,
                                  .nvariables = name != NULL,
                                  .variable = &name };
    return raster_open(s, &in);
}

/* The path of a file of shared data, or NULL and a skipped test. */
static char *shared(const char *file) {
    const char *folder = getenv("SHARED");
    char *path = mem_format("%s/data/%s", folder ? folder : "../shared", file);

    if (access(path, R_OK) == 0)
        return path;
    printf("ok %d - %s # skip absent\n", ++tap_count, file);
    free(path);
    return NULL;
}

/* gdalinfo -stats 3.6.2; of the last one, whose mask that passes over, the
 * share is that of `gdal_translate -b mask`. */
static const struct {
    const char *file;
    double valid, minimum, maximum, mean;
} known[] = {
    { "geotiff/rio-stac/dataset_cog.tif", 100, 1, 7872, 2106.5377486674 },
    { "geotiff/rio-stac/dataset_nodata_nan.tif", 43.1196406697, 0,
      5.43504741482, 0.123117906996 },
    { "sst/oisst_avhrr_20220913_sst.tif", 66.6618441358, -180, 3469,
      1420.478479346 },
    { "geotiff/gdal-autotest/nan32_nodata.tif", 90, 50, 58, 54 },
    { "geotiff/gdal-autotest/stats_nodata_posinf.tif", 66.6666666667, -2, 1,
      -0.5 },
    { "geotiff/gdal-autotest/test3_with_mask_8bit.tif", 25, 127, 127, 127 },
};

static void values(void) {
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        char *path = shared(known[k].file);
        struct source *s = NULL;
        const struct step *step = NULL;
        struct statistics got;
        size_t n;

        if (path == NULL)
            continue;
        if (open_path(&s, path, NULL) != EX_OK ||
            s->ops->step(s, 0, &step) != EX_OK) {
            ok(false, err_text());
            continue;
        }
        n = s->ds->field[0].n;
        got = of(step->value[0].f, n);
        ok(near(100.0 * (double)got.valid / (double)n, known[k].valid, 1e-9) &&
               near(got.minimum, known[k].minimum, 1e-6) &&
               near(got.maximum, known[k].maximum, 1e-6) &&
               near(got.mean, known[k].mean, 1e-5),
           known[k].file);
        ok(s->ops->step(s, 1, &step) == EX_OK && step == NULL, "  one step");
        s->ops->close(s);
        free(path);
    }
}

/* gdalinfo 3.6.2 of each. */
static void places(void) {
    char *path = shared("geotiff/gdal-autotest/byte_point.tif");
    struct source *s = NULL;
    const struct grid *g;

    if (path && open_path(&s, path, NULL) == EX_OK) {
        g = s->ds->grid;
        ok(g->kind == GRID_PROJECTED && g->x.bounds[0] == 440690 &&
               g->x.value[0] == 440720 && g->y.value[0] == 3751320 && g->crs,
           "a pixel that is a point is the centre of its cell");
        s->ops->close(s);
    }
    free(path);
    path = shared("geotiff/rio-stac/dataset_tiff_datetime.tif");
    if (path && open_path(&s, path, NULL) == EX_OK) {
        g = s->ds->grid;
        ok(g->kind == GRID_LATLON && g->crs == NULL &&
               near(g->x.bounds[0], 5.99986111111111, 1e-12),
           "degrees on WGS 84, with heights, need no CRS");
        ok(s->ds->time.value && s->ds->time.value[0] == 1698665833,
           "2023-10-30T11:37:13Z (date -u +%s)");
        s->ops->close(s);
    }
    free(path);
    path = shared("destine/climate-dt_20400102_1deg.tiff");
    if (path && open_path(&s, path, "2_metre_temperature") == EX_OK) {
        g = s->ds->grid;
        ok(g->kind == GRID_LATLON && g->y.value[0] == 90 &&
               g->y.bounds[0] == 90 && g->x.value[359] == 359,
           "no CRS: longitude and latitude, bounds cut at the poles");
        ok(s->ds->nfields == 1 && strcmp(s->ds->field[0].units, "K") == 0,
           "the field that is asked for, with its unit");
        s->ops->close(s);
    }
    free(path);
    path = shared("geotiff/gdal-autotest/geomatrix.tif");
    if (path && open_path(&s, path, NULL) == EX_OK) {
        g = s->ds->grid; /* echo 0.5 0.5 | gdaltransform -t_srs OGC:CRS84 */
        ok(g->kind == GRID_CURVILINEAR &&
               near(g->lon[0], -104.846529475704, 1e-9) &&
               near(g->lat[0], 10.1204031883045, 1e-9),
           "a rotated grid has 2-D places");
        s->ops->close(s);
    }
    free(path);
}

/* gdalinfo -stats of its HDF4_EOS:EOS_GRID:...:sur_refl_b01_1, which does not
 * apply the scale: mean 8342.8306357986, 0.2542 % valid. */
static void inner(void) {
    char *path = shared("multispectral/MOD09GA.A2008296.h14v17.hdf");
    struct source *s = NULL;
    const struct step *step = NULL;
    struct statistics got;

    if (path == NULL)
        return;
    ok(open_path(&s, path, NULL) == EX_DATAERR &&
           strstr(err_text(), "several grids"),
       "fields inside a file that are on several grids");
    ok(open_path(&s, path, "nope") == EX_DATAERR &&
           strstr(err_text(), "it has num_observations_1km, "),
       "a field that is not inside");
    ok(open_path(&s, path, "sur_refl_b01_1") == EX_OK &&
           s->ops->step(s, 0, &step) == EX_OK,
       "one of them");
    got = of(step->value[0].f, s->ds->field[0].n);
    ok(near(got.mean, 0.83428306357986, 1e-7) && got.valid == 14643,
       "its reflectance is a fraction");
    s->ops->close(s);
    free(path);
}

/* A grid of 2 rows from the south, 3 columns, and a field with a hole. */
static struct dataset *small(enum type type) {
    struct dataset *ds = dataset_new();
    struct field *f;

    grid_free(ds->grid);
    ds->grid = grid_new(GRID_LATLON, 2, 3);
    ds->grid->y.value[0] = 40;
    ds->grid->y.value[1] = 40.5;
    for (int i = 0; i < 3; i++)
        ds->grid->x.value[i] = 10 + 0.5 * i;
    f = dataset_add(ds, "tas", type);
    field_text(&f->units, "K");
    field_text(&f->standard_name, "air_temperature");
    ds->time.name = mem_text("time");
    ds->time.units = mem_text("days since 2000-01-01");
    ds->time.n = 1;
    if (time_unit_parse(ds->time.units, NULL, &ds->time.unit) != EX_OK)
        ok(false, err_text());
    dataset_resize(ds);
    return ds;
}

static int put(const char *path, const struct cog *c) {
    struct part *p = NULL;
    int status;

    TRY(part_open(&p, path));
    TRY(cog_write(p, c));
    TRY(part_commit(p));
done:
    part_free(p);
    return status;
}

static void round_trip(void) {
    static const float want[] = { 4, 5, 6, 1, 2, NAN }; /* north first */
    struct dataset *ds = small(REAL);
    struct step *step = step_new(ds);
    const struct step *got = NULL;
    const struct cog c = { ds, step, NULL, "test", 1 };
    char path[] = "/tmp/twin-raster-XXXXXX";
    struct source *s = NULL;
    bool same = true;

    close(mkstemp(path));
    for (int k = 0; k < 6; k++)
        step->value[0].f[k] = k == 2 ? NAN : (float)(k + 1);
    step->time = 31.5;
    ok(put(path, &c) == EX_OK, "a COG is written");
    ok(open_path(&s, path, "air_temperature") == EX_OK, "and read");
    ok(s->ds->grid->y.bounds[0] == 40.75 && s->ds->grid->x.bounds[0] == 9.75,
       "north-up, by its edges");
    ok(strcmp(s->ds->field[0].name, "tas") == 0 &&
           strcmp(s->ds->field[0].units, "K") == 0,
       "names and units");
    ok(s->ds->time.value && s->ds->time.value[0] == 949406400,
       "2000-02-01T12:00:00Z (date -u +%s)");
    ok(s->ops->step(s, 0, &got) == EX_OK, "values");
    for (int k = 0; k < 6; k++)
        same &= isnan(want[k]) ? isnan(got->value[0].f[k])
                               : got->value[0].f[k] == want[k];
    ok(same, "the same, missing stays missing");
    s->ops->close(s);
    ds->grid->x.value[1] += 1e-5;
    ok(put(path, &c) == EX_DATAERR && strstr(err_text(), "regular grid"),
       "an axis that is not regular is refused");
    unlink(path);
    step_free(step);
    dataset_free(ds);
}

static void labels(void) {
    struct dataset *ds = small(LABEL);
    struct step *step = step_new(ds);
    const struct step *got = NULL;
    const struct cog c = { ds, step, NULL, NULL, 2 };
    char path[] = "/tmp/twin-raster-XXXXXX";
    struct source *s = NULL;

    close(mkstemp(path));
    for (int k = 0; k < 6; k++)
        step->value[0].i[k] = k == 0 ? LABEL_MISSING : 16777217 + k;
    step->time = 0;
    ok(put(path, &c) == EX_OK && open_path(&s, path, NULL) == EX_OK &&
           s->ops->step(s, 0, &got) == EX_OK && s->ds->field[0].type == LABEL,
       "labels stay labels");
    ok(got && got->value[0].i[3] == LABEL_MISSING &&
           got->value[0].i[4] == 16777218,
       "missing too, and beyond what a float counts");
    s->ops->close(s);
    unlink(path);
    step_free(step);
    dataset_free(ds);
}

/* What hostile files of the shared data must end in, opened or read. */
static void hostile(void) {
    static const char *const files[] = {
        "hostile/tiff/byte_truncated.tif",
        "hostile/tiff/huge4GB.tif",
        "hostile/tiff/many_blocks_truncated.tif",
        "hostile/tiff/missing_tilebytecounts_and_offsets.tif",
        "hostile/tiff/lzw_corrupted.tif",
        "hostile/misc/truncated.jp2",
    };

    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        char *path = shared(files[k]);
        struct source *s = NULL;
        const struct step *step;
        int status;

        if (path == NULL)
            continue;
        status = open_path(&s, path, NULL);
        if (status == EX_OK)
            status = s->ops->step(s, 0, &step);
        ok(status == EX_DATAERR && strstr(err_text(), path), files[k]);
        if (s != NULL)
            s->ops->close(s);
        free(path);
    }
}

static void drivers(void) {
    static const char vrt[] = "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\">"
                              "<VRTRasterBand dataType=\"Byte\" band=\"1\"/>"
                              "</VRTDataset>";
    char path[] = "/tmp/twin-raster-XXXXXX";
    const int fd = mkstemp(path);
    struct source *s = NULL;

    ok(fd >= 0 && write_all(fd, path, vrt, sizeof vrt - 1) == EX_OK, "a VRT");
    close(fd);
    ok(open_path(&s, path, NULL) == EX_DATAERR && s == NULL, "is not read");
    unlink(path);
    ok(open_path(&s, "/vsizip/a.zip/b.tif", NULL) == EX_USAGE,
       "nor is what is not a path");
    ok(raster_is("II*\0", 4) && raster_is("\x89PNG\r\n\x1a\n", 8) &&
           !raster_is("CDF\1", 4) && !raster_is(vrt, 12),
       "rasters are known by their first bytes");
}

int main(void) {
    values();
    places();
    inner();
    round_trip();
    labels();
    hostile();
    drivers();
    return done();
}
