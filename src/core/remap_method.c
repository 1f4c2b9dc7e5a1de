/* SPDX-License-Identifier: Apache-2.0 */
/* The methods of regridding by name. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/remap.h"

static const struct {
    const char *name, *alias, *other, *cell_methods;
    double min_frac;
    const char *about; /* NULL: not for users */
} methods[] = {
    [REMAP_NEAREST] = { "nearest", "near", NULL, NULL, 1,
                        "the centre nearest on the sphere" },
    [REMAP_BILINEAR] = { "bilinear", NULL, NULL, NULL, 1,
                         "between four centres" },
    [REMAP_CONSERVATIVE] = { "conservative", "average", "mean", "area: mean",
                             1e-4,
                             "mean over the areas of overlap, first order" },
    [REMAP_BICUBIC] = { "bicubic", "cubic", NULL, NULL, 1,
                        "by four by four centres, Keys (1981)" },
    [REMAP_DISTANCE] = { "distance", NULL, NULL, NULL, 1e-4,
                         "four nearest centres, by one over their distance" },
    [REMAP_CONSERVATIVE2] = { "conservative2", NULL, NULL, "area: mean", 1e-4,
                              "mean to second order: a plane in each source "
                              "cell" },
    [REMAP_MODE] = { "mode", NULL, NULL, "area: mode", 1e-4,
                     "value of the largest overlap" },
    [REMAP_MIN] = { "min", NULL, NULL, "area: minimum", 1e-4,
                    "least value that overlaps" },
    [REMAP_MAX] = { "max", NULL, NULL, "area: maximum", 1e-4,
                    "largest value that overlaps" },
    [REMAP_MEDIAN] = { "median", "med", NULL, "area: median", 1e-4,
                       "median by overlap" },
    [REMAP_Q1] = { "q1", NULL, NULL, "area: percentile (comment: 25 %)", 1e-4,
                   "lower quartile by overlap" },
    [REMAP_Q3] = { "q3", NULL, NULL, "area: percentile (comment: 75 %)", 1e-4,
                   "upper quartile by overlap" },
    [REMAP_SUM] = { "sum", NULL, NULL, "area: sum", 1e-4,
                    "parts of source cells: keeps totals" },
    [REMAP_RMS] = { "rms", NULL, NULL, "area: root_mean_square", 1e-4,
                    "root mean square by overlap" },
    [REMAP_SHARE] = { "conservative over the whole cell", NULL, NULL,
                      "area: mean", 1e-4, NULL },
    [REMAP_CONSERVATIVE2_SHARE] = { "conservative2 over the whole cell", NULL,
                                    NULL, "area: mean", 1e-4, NULL },
};
static const size_t nmethods = sizeof methods / sizeof *methods;

static bool is_called(const char *name, const char *word) {
    return word != NULL && strcmp(name, word) == 0;
}

int remap_method_parse(const char *name, enum remap_method *method) {
    char *all = NULL;

    for (size_t k = 0; k < nmethods; k++) {
        if (methods[k].about == NULL)
            continue;
        if (is_called(name, methods[k].name) ||
            is_called(name, methods[k].alias) ||
            is_called(name, methods[k].other)) {
            *method = (enum remap_method)k;
            free(all);
            return EX_OK;
        }
        mem_append(&all, ", ", methods[k].name);
    }
    err_set(EX_USAGE, "no method \"%s\" (there are %s)", name, all);
    free(all);
    return EX_USAGE;
}

const char *remap_method_name(enum remap_method method) {
    return method < nmethods ? methods[method].name : NULL;
}

const char *remap_method_about(enum remap_method method) {
    return methods[method].about;
}

const char *remap_cell_methods(enum remap_method method) {
    return methods[method].cell_methods;
}

double remap_min_frac(enum remap_method method) {
    return methods[method].min_frac;
}
