/* SPDX-License-Identifier: Apache-2.0 */
/* Targets in a projection. */
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/grid_places.h"
#include "core/gridspec_part.h"
#include "core/mem.h"
#include "core/parse.h"

static const char *const before[] = { "EPSG:", "PROJ4:", "WKT:", "+proj=" };

bool gridspec_is_projected(const char *text) {
    for (size_t k = 0; k < sizeof before / sizeof *before; k++)
        if (strncmp(text, before[k], strlen(before[k])) == 0)
            return true;
    return false;
}

/* The numbers behind the CRS, five or six, and where they begin. */
static int split(char *text, double v[6], size_t *n) {
    char *at[6];
    double x;

    for (*n = 0; *n < 6; ++*n) {
        char *comma = strrchr(text, ',');
        if (comma == NULL || parse_double(comma + 1, &x) != EX_OK)
            break;
        *comma = '\0';
        at[*n] = comma;
        v[5 - *n] = x;
    }
    if (*n < 5)
        return err_set(EX_USAGE,
                       "%zu numbers behind the projection (W,S,E,N,RES or "
                       "W,S,E,N,DX,DY in its unit)",
                       *n);
    if (*n == 6 && strchr("+PE", *text) != NULL && strstr(at[5] - 1, "=")) {
        *at[5] = ','; /* the last of a list of PROJ's */
        *n = 5;
    }
    memmove(v, v + 6 - *n, *n * sizeof *v);
    return EX_OK;
}

static int make(const char *crs, const double *v, size_t n, struct grid **out) {
    struct range x = { v[0], v[2], 0 }, y = { v[1], v[3], 0 };
    int status;

    if (!(x.from < x.to && y.from < y.to))
        return err_set(EX_USAGE,
                       "from %.9g, %.9g to %.9g, %.9g (W < E and S < N)", v[0],
                       v[1], v[2], v[3]);
    TRY(gridspec_count(&x, v[4], "units"));
    TRY(gridspec_count(&y, v[n - 1], "units"));
    *out = grid_new(GRID_PROJECTED, y.n, x.n);
    gridspec_axis(&(*out)->y, &y);
    gridspec_axis(&(*out)->x, &x);
    TRY(grid_set_crs(*out, crs));
done:
    return status;
}

int gridspec_projected(const char *text, struct grid **out) {
    char *copy = mem_text(text), *crs = copy;
    struct crs *c = NULL;
    double v[6];
    size_t n;
    int status;

    if (strncmp(copy, "PROJ4:", 6) == 0)
        crs += 6;
    else if (strncmp(copy, "WKT:", 4) == 0)
        crs += 4;
    TRY(split(crs, v, &n));
    TRY(crs_open(&c, crs));
    if (!crs_is_geographic(c)) {
        TRY(make(crs, v, n, out));
        goto done;
    }
    TRY(gridspec_degrees(v, n, out));
    if (!crs_is_wgs84(c))
        TRY(grid_set_crs(*out, crs));
done:
    crs_free(c);
    free(copy);
    return status == EX_DATAERR ? EX_USAGE : status;
}
