/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/downscale/lapse-rate.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"
#include "core/units.h"

static int rate_parse(const char *text, double *rate) {
    struct quantity q = { 0 };
    int status = quantity_parse(text, &q);

    if (status == EX_OK && q.unit == NULL)
        status = err_set(EX_USAGE, "%s has no unit (6.5K/km)", text);
    if (status == EX_OK)
        status = units_difference(q, "K m-1", rate);
    free(q.unit);
    return status;
}

static int monthly_parse(const char *text, struct lapse_rate *r) {
    char **word = NULL;
    size_t n;
    int status;

    TRY(parse_list(text, &word, &n));
    if (n != 12)
        status = err_set(EX_USAGE, "monthly needs 12 values, not %zu", n);
    for (size_t m = 0; m < n && status == EX_OK; m++)
        status = rate_parse(word[m], &r->month[m]);
done:
    free(word);
    return status;
}

/* ":K[,R2]" or nothing. */
static int local_parse(const char *text, struct lapse_rate *r) {
    double number[2] = { 5, 0.3 };
    const size_t n = strchr(text, ',') ? 2 : 1;

    if (*text != 0 &&
        (*text != ':' || parse_doubles(text + 1, n, number) != EX_OK))
        return err_set(EX_USAGE, "local%s: is not local[:K[,R2]]", text);
    r->window = number[0] >= 3 && number[0] <= 99 ? (size_t)number[0] : 0;
    r->r2 = number[1];
    if ((double)r->window != number[0] || r->window % 2 == 0)
        return err_set(EX_USAGE, "local%s: K is an odd number from 3 to 99",
                       text);
    if (!(r->r2 >= 0 && r->r2 <= 1))
        return err_set(EX_USAGE, "local%s: R2 is from 0 to 1", text);
    return EX_OK;
}

int lapse_rate_parse(const char *text, struct lapse_rate *r) {
    int status;

    *r = (struct lapse_rate){ .dew = 1.8e-3 };
    for (int m = 0; m < 12; m++)
        r->month[m] = 6.5e-3;
    if (text == NULL)
        return EX_OK;
    if (strncmp(text, "monthly:", 8) == 0)
        return monthly_parse(text + 8, r);
    if (strncmp(text, "local", 5) == 0)
        return local_parse(text + 5, r);
    TRY(rate_parse(text, &r->month[0]));
    for (int m = 1; m < 12; m++)
        r->month[m] = r->month[0];
    r->dew = r->month[0];
done:
    return status;
}

int lapse_rate_fits(struct lapse_rate *r, const struct grid *g) {
    if (g->kind == GRID_UNSTRUCTURED || g->kind == GRID_NONE)
        return err_set(EX_DATAERR, "local rates need rows and columns (the "
                                   "input has none)");
    r->cells = (struct elevation_window){
        .ny = g->ny, .nx = g->nx, .k = r->window, .periodic = grid_is_global(g)
    };
    return EX_OK;
}
