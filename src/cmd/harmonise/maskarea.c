/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/maskarea.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/features.h"
#include "core/geojson.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/zones.h"

enum rule { CENTRE, TOUCH, SHARE };

struct area {
    char *file;
    enum rule rule;
    double least; /* of SHARE [1] */
};

/* FILE[,touch|centre|share=F]; a FILE may have commas of its own. */
static int parse(const char *text, struct area *a) {
    char *comma;
    int status = EX_OK;

    *a = (struct area){ .file = mem_text(text) };
    comma = strrchr(a->file, ',');
    if (comma == NULL || access(text, F_OK) == 0)
        return EX_OK;
    if (strcmp(comma, ",touch") == 0)
        a->rule = TOUCH;
    else if (strncmp(comma, ",share=", 7) == 0)
        a->rule = SHARE;
    else if (strcmp(comma, ",centre") != 0)
        return EX_OK;
    *comma = 0;
    if (a->rule != SHARE)
        return EX_OK;
    TRY(parse_double(comma + 7, &a->least));
    if (!(a->least > 0 && a->least <= 1))
        TRY(err_set(EX_USAGE, "share=%s is not above 0 and up to 1",
                    comma + 7));
done:
    return status;
}

/* Adds one geometry: the share of each cell, or 1 by its centre. */
static void add(const struct places *p, const struct area *a,
                struct geometry *g, double *sum) {
    size_t *cell = NULL, n;
    double *share = NULL;

    if (a->rule == CENTRE)
        n = zone_cells(p, g, &cell);
    else
        n = zone_shares(p, g, &cell, &share);
    for (size_t i = 0; i < n; i++)
        sum[cell[i]] += share ? share[i] : 1;
    free(cell);
    free(share);
}

static int add_features(const struct places *p, const struct area *a,
                        double *sum) {
    const struct features_in how = { .nfiles = 1,
                                     .file = (const char *const *)&a->file };
    struct features *in = features_open(&how);
    const struct item *item;
    struct geometry g;
    size_t n = 0;
    int status;

    while ((status = features_next(in, &item)) == EX_OK && item != NULL) {
        status = geojson_geometry(json_get(item->tree, "geometry"), &g);
        if (status != EX_OK)
            TRY(err_in(status, item->where));
        add(p, a, &g, sum);
        geometry_free(&g);
        n++;
    }
    if (status == EX_OK && n == 0)
        status = err_set(EX_DATAERR, "%s: has no feature", a->file);
done:
    features_free(in);
    return status;
}

int mask_area(const char *text, const struct grid *g, bool *keep) {
    const double rounding = 1e-9; /* of shares that add up */
    const size_t n = grid_cells(g);
    double *sum = mem_array(n, sizeof *sum), least;
    struct places p = { 0 };
    struct area a;
    size_t hit = 0;
    int status;

    TRY(parse(text, &a));
    TRY(places_make(&p, g));
    if (a.rule != CENTRE && g->kind != GRID_LATLON)
        TRY(err_set(EX_DATAERR,
                    "the cells have no edges along longitude and "
                    "latitude (%s,centre takes any grid)",
                    a.file));
    if (a.rule != CENTRE)
        TRY(places_edges(&p, g));
    TRY(add_features(&p, &a, sum));
    least = a.rule == SHARE ? a.least - rounding : 0;
    for (size_t i = 0; i < n; i++) {
        const bool in = sum[i] > 0 && sum[i] >= least;
        keep[i] = keep[i] && in;
        hit += in;
    }
    if (hit == 0)
        warn("%s: keeps no cell of %zu", a.file, n);
done:
    places_free(&p);
    free(a.file);
    free(sum);
    return err_in(status, "--mask-area");
}
