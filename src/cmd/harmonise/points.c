/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stationlist.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

#define EARTH_M 6371008.8

int points_read(const char *path, struct grid **grid, double **elev) {
    return err_in(stationlist_read(grid, elev, path), "--points");
}

/* A static field of the stations. */
static float *add(struct dataset *ds, const char *name, const char *standard,
                  const char *about) {
    struct field *f;

    ds->statics = mem_grow(ds->statics, ds->nstatics + 1, sizeof *ds->statics);
    f = &ds->statics[ds->nstatics++];
    *f = (struct field){ .name = mem_text(name),
                         .standard_name = mem_text(standard),
                         .long_name = mem_text(about),
                         .units = mem_text("m"),
                         .type = REAL,
                         .store = TYPE_FLOAT,
                         .n = ds->grid->nx };
    f->value.f = mem_array(f->n, sizeof *f->value.f);
    return f->value.f;
}

/* From each station to the nearest centre, along the sphere. */
static int distances(const struct grid *source, const struct grid *to,
                     float *out) {
    const size_t n = grid_cells(source);
    double *lon = mem_array(n, sizeof *lon), *lat = mem_array(n, sizeof *lat);
    double(*place)[3] = mem_array(n, sizeof *place);
    struct nearest *tree = mem_array(n, sizeof *tree);
    size_t m = 0;
    int status;

    TRY(grid_lonlat(source, lon, lat));
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(lon[i]) || !isfinite(lat[i]))
            continue;
        sphere_point(lon[i], lat[i], place[i]);
        memcpy(tree[m].p, place[i], sizeof place[i]);
        tree[m++].index = (uint32_t)i;
    }
    nearest_build(tree, m);
    for (size_t i = 0; i < to->nx; i++) {
        double p[3];
        uint32_t k;
        sphere_point(to->lon[i], to->lat[i], p);
        k = nearest_find(tree, m, p);
        out[i] = k == NEAREST_NONE
                     ? NAN
                     : (float)(2 * EARTH_M *
                               asin(fmin(1, sphere_chord(p, place[k]) / 2)));
    }
done:
    free(lon);
    free(lat);
    free(place);
    free(tree);
    return status;
}

int points_describe(struct dataset *ds, const struct grid *source,
                    const double *elev) {
    const size_t n = ds->grid->nx;
    float *x;

    if (elev != NULL && dataset_static(ds, "elev") == NULL) {
        x = add(ds, "elev", "surface_altitude", "elevation of the station");
        for (size_t i = 0; i < n; i++)
            x[i] = (float)elev[i];
    }
    x = add(ds, "distance", NULL, "distance to the nearest centre of a cell");
    return distances(source, ds->grid, x);
}
