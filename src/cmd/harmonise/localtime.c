/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/localtime.h"

#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "kernel/geom.h"

int localtime_new(struct localtime **out, const struct grid *g) {
    struct localtime *l = mem_array(1, sizeof *l);
    const size_t n = grid_cells(g);
    double *lon = mem_array(n, sizeof *lon), *lat = mem_array(n, sizeof *lat);
    int status;

    *out = NULL;
    l->n = n;
    l->offset = mem_array(n, sizeof *l->offset);
    l->least = INT64_MAX;
    l->most = INT64_MIN;
    TRY(grid_lonlat(g, lon, lat));
    for (size_t i = 0; i < n; i++) {
        const double west = geom_lon(lon[i]);
        if (isnan(west))
            TRY(err_set(EX_DATAERR, "a cell has no longitude, and so no local "
                                    "time"));
        l->offset[i] = llround(west / 15 * MS_PER_HOUR);
        l->least = l->offset[i] < l->least ? l->offset[i] : l->least;
        l->most = l->offset[i] > l->most ? l->offset[i] : l->most;
    }
    *out = l;
    l = NULL;
done:
    free(lon);
    free(lat);
    localtime_free(l);
    return status;
}

void localtime_free(struct localtime *l) {
    if (l == NULL)
        return;
    free(l->offset);
    free(l);
}

void localtime_mask(const struct localtime *l, const struct time_span *span,
                    int64_t now, size_t n, struct cells x, struct room y) {
    const int64_t first = span->first - now, end = span->end - now;

    for (size_t from = 0; from < n; from += l->n) {
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < l->n; i++)
            room_put(y, from + i,
                     l->offset[i] >= first && l->offset[i] < end
                         ? cells_get(x, from + i)
                         : NAN);
    }
}

void localtime_hours(const struct localtime *l, size_t n, struct room x) {
    const struct cells hours = { .f = x.f, .d = x.d };

    for (size_t from = 0; from < n; from += l->n)
        for (size_t i = 0; i < l->n; i++)
            room_put(x, from + i,
                     cells_get(hours, from + i) +
                         (double)l->offset[i] / MS_PER_HOUR);
}
