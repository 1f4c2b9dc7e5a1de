/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptions of grids as CDO writes them: "key = words", and numbers that go
 * on over lines. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/gridspec_part.h"
#include "core/mem.h"
#include "core/parse.h"

/* More cells than this along one axis are a slip of the pen. */
#define MOST_CELLS 1000000

struct numbers {
    size_t n, room;
    double *v;
};

/* Keys with numbers, by their place in struct griddes. */
enum key {
    XSIZE,
    YSIZE,
    GRIDSIZE,
    XFIRST,
    YFIRST,
    XINC,
    YINC,
    XVALS,
    YVALS,
    XBOUNDS,
    YBOUNDS,
    NP,
    NVERTEX,
    NKEYS
};

static const char *const keys[NKEYS] = {
    "xsize", "ysize", "gridsize", "xfirst",  "yfirst", "xinc",   "yinc",
    "xvals", "yvals", "xbounds",  "ybounds", "np",     "nvertex"
};

/* Keys with words, which name what the grid says by itself. */
static const char *const words[] = { "xname",        "yname",    "xdimname",
                                     "ydimname",     "xunits",   "yunits",
                                     "xlongname",    "vdimname", "ylongname",
                                     "scanningMode", "datatype", "uuid",
                                     "numLPE",       "xstdname", "ystdname" };

struct griddes {
    char kind[16];
    bool radians;
    struct numbers key[NKEYS];
};

static int add_numbers(struct numbers *to, char *text) {
    char *rest = NULL;

    for (char *word = strtok_r(text, " \t\r\n,", &rest); word != NULL;
         word = strtok_r(NULL, " \t\r\n,", &rest)) {
        if (to->n == to->room) {
            to->room = to->room == 0 ? 64 : 2 * to->room;
            to->v = mem_grow(to->v, to->room, sizeof *to->v);
        }
        if (parse_double(word, &to->v[to->n]) != EX_OK)
            return EX_DATAERR;
        to->n++;
    }
    return EX_OK;
}

static char *trimmed(char *text) {
    size_t n;

    while (isspace((unsigned char)*text))
        text++;
    for (n = strlen(text); n > 0 && isspace((unsigned char)text[n - 1]);)
        text[--n] = '\0';
    return text;
}

/* The key of a line; *at goes on over the following ones, or is NULL. */
static int take_key(struct griddes *d, const char *key, char *value,
                    struct numbers **at) {
    *at = NULL;
    if (strcmp(key, "gridtype") == 0) {
        snprintf(d->kind, sizeof d->kind, "%s", trimmed(value));
        return EX_OK;
    }
    for (size_t k = 0; k < NKEYS; k++)
        if (strcmp(key, keys[k]) == 0) {
            *at = &d->key[k];
            if ((*at)->n > 0)
                return err_set(EX_DATAERR, "%s is there twice", key);
            return err_in(add_numbers(*at, value), key);
        }
    d->radians |= strcmp(key + (*key != '\0'), "units") == 0 &&
                  strstr(value, "radian") != NULL;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(key, words[k]) == 0)
            return EX_OK;
    return err_set(EX_DATAERR, "a description of a grid with \"%s\"", key);
}

static int take_line(struct griddes *d, char *line, struct numbers **at) {
    char *comment = strchr(line, '#'), *equals;

    if (comment != NULL)
        *comment = '\0';
    equals = strchr(line, '=');
    if (equals == NULL) {
        line = trimmed(line);
        if (*line == '\0')
            return EX_OK;
        return *at != NULL ? add_numbers(*at, line)
                           : err_set(EX_DATAERR, "\"%.40s\" has no key", line);
    }
    *equals = '\0';
    return take_key(d, trimmed(line), equals + 1, at);
}

/* One number of a key; `otherwise` where it is absent. */
static double one(const struct griddes *d, enum key key, double otherwise) {
    return d->key[key].n > 0 ? d->key[key].v[0] : otherwise;
}

/* Values from a list or from the first and the step. */
static int set_values(const struct griddes *d, struct axis *a, enum key vals,
                      enum key first, enum key inc) {
    const struct numbers *v = &d->key[vals];
    const double from = one(d, first, NAN), step = one(d, inc, NAN);

    if (v->n > 0 && v->n != a->n)
        return err_set(EX_DATAERR, "%zu %s (%zu)", v->n, keys[vals], a->n);
    if (v->n == 0 && (isnan(from) || isnan(step) || step == 0))
        return err_set(EX_DATAERR, "no %s, nor %s and %s", keys[vals],
                       keys[first], keys[inc]);
    for (size_t i = 0; i < a->n; i++)
        a->value[i] = v->n > 0 ? v->v[i] : from + (double)i * step;
    return EX_OK;
}

static int set_bounds(const struct griddes *d, enum key key, size_t n,
                      double **out) {
    const struct numbers *b = &d->key[key];

    if (b->n > 0 && b->n != n)
        return err_set(EX_DATAERR, "%zu %s (%zu)", b->n, keys[key], n);
    if (b->n > 0)
        *out = mem_copy(b->v, n, sizeof *b->v);
    return EX_OK;
}

static int check_axis(const struct axis *a, bool latitude) {
    const bool falls = axis_falls(a);

    for (size_t i = 0; i < a->n; i++) {
        const double v = a->value[i];
        if (!(fabs(v) <= (latitude ? 90.001 : 720)))
            return err_set(EX_DATAERR, "%s %g",
                           latitude ? "latitude" : "longitude", v);
        if (i > 0 && (falls ? v >= a->value[i - 1] : v <= a->value[i - 1]))
            return err_set(EX_DATAERR, "%s: value %zu (%.9g) is out of order",
                           a->name, i + 1, v);
    }
    for (size_t i = 0; a->bounds != NULL && i < a->n; i++) {
        const double *b = a->bounds + 2 * i;
        if (!(fabs(b[0]) <= (latitude ? 90.001 : 720) &&
              fabs(b[1]) <= (latitude ? 90.001 : 720) &&
              fabs(b[1] - b[0]) <= 360))
            return err_set(EX_DATAERR, "%s: bounds %g and %g of value %zu",
                           a->name, b[0], b[1], i + 1);
    }
    return EX_OK;
}

static int straight(struct griddes *d, size_t ny, size_t nx,
                    struct grid **out) {
    struct grid *g = grid_new(GRID_LATLON, ny, nx);
    const bool gaussian = strcmp(d->kind, "gaussian") == 0;
    struct grid *rows = NULL;
    char number[24];
    int status;

    *out = g;
    if (gaussian && d->key[XVALS].n + d->key[XFIRST].n == 0) {
        for (size_t i = 0; i < nx; i++)
            g->x.value[i] = 360 * (double)i / (double)nx;
    } else {
        TRY(set_values(d, &g->x, XVALS, XFIRST, XINC));
    }
    if (gaussian && d->key[YVALS].n == 0) {
        if (ny % 2 != 0)
            TRY(err_set(EX_DATAERR, "%zu rows of a Gaussian grid (even)", ny));
        snprintf(number, sizeof number, "%zu", ny / 2);
        TRY(gridspec_gaussian(number, &rows));
        for (size_t j = 0; j < ny; j++) /* CDO's begin in the north */
            g->y.value[j] = one(d, YFIRST, 90) < 0 ? rows->y.value[j]
                                                   : rows->y.value[ny - 1 - j];
    } else {
        TRY(set_values(d, &g->y, YVALS, YFIRST, YINC));
    }
    TRY(set_bounds(d, XBOUNDS, 2 * nx, &g->x.bounds));
    TRY(set_bounds(d, YBOUNDS, 2 * ny, &g->y.bounds));
    TRY(check_axis(&g->y, true));
    TRY(check_axis(&g->x, false));
done:
    grid_free(rows);
    return status;
}

static int curvilinear(const struct griddes *d, size_t ny, size_t nx,
                       struct grid **out) {
    const size_t n = ny * nx;
    struct grid *g;
    int status;

    if (d->key[XVALS].n != n || d->key[YVALS].n != n)
        return err_set(EX_DATAERR, "%zu xvals and %zu yvals (%zu)",
                       d->key[XVALS].n, d->key[YVALS].n, n);
    *out = g = grid_new(GRID_CURVILINEAR, ny, nx);
    memcpy(g->lon, d->key[XVALS].v, n * sizeof *g->lon);
    memcpy(g->lat, d->key[YVALS].v, n * sizeof *g->lat);
    for (size_t k = 0; k < n; k++)
        if (!(fabs(g->lat[k]) <= 90.001 && fabs(g->lon[k]) <= 720))
            TRY(err_set(EX_DATAERR, "a cell at %g, %g", g->lon[k], g->lat[k]));
    TRY(set_bounds(d, XBOUNDS, 4 * n, &g->lon_bounds));
    TRY(set_bounds(d, YBOUNDS, 4 * n, &g->lat_bounds));
    if ((g->lon_bounds == NULL) != (g->lat_bounds == NULL))
        TRY(err_set(EX_DATAERR, "bounds of one coordinate only"));
    g->nvertex = g->lon_bounds != NULL ? 4 : 0;
done:
    return status;
}

/* Cells along an axis: said, or counted. */
static int find_size(const struct griddes *d, enum key size, enum key vals,
                     size_t *n) {
    const double is = one(d, size, (double)d->key[vals].n);

    if (!(is >= 1 && is <= MOST_CELLS && is == floor(is)))
        return err_set(EX_DATAERR, "%s %g (1 to %d)", keys[size], is,
                       MOST_CELLS);
    *n = (size_t)is;
    return EX_OK;
}

static int make(struct griddes *d, struct grid **out) {
    size_t ny = 0, nx = 0;
    int status;

    for (size_t k = XFIRST; d->radians && k <= YBOUNDS; k++)
        for (size_t i = 0; i < d->key[k].n; i++)
            d->key[k].v[i] *= 180 / M_PI;
    TRY(find_size(d, XSIZE, XVALS, &nx));
    TRY(find_size(d, YSIZE, YVALS, &ny));
    if (ny * nx > INT32_MAX)
        TRY(err_set(EX_DATAERR, "%zu x %zu cells are too many", ny, nx));
    if (strcmp(d->kind, "lonlat") == 0 || strcmp(d->kind, "gaussian") == 0)
        TRY(straight(d, ny, nx, out));
    else if (strcmp(d->kind, "curvilinear") == 0)
        TRY(curvilinear(d, ny, nx, out));
    else
        TRY(err_set(EX_DATAERR,
                    "gridtype %s (lonlat, gaussian and curvilinear are known)",
                    d->kind));
done:
    return status;
}

/* Does it begin with comments and a key, and no byte that is no text? */
static bool is_text(FILE *f) {
    char head[512];
    const size_t n = fread(head, 1, sizeof head - 1, f);
    bool text = n > 0 && memchr(head, '\0', n) == NULL;
    const char *at = head;

    head[n] = '\0';
    rewind(f);
    while (text && (isspace((unsigned char)*at) || *at == '#'))
        at += *at == '#' ? strcspn(at, "\n") : 1;
    return text && strncmp(at, "grid", 4) == 0;
}

int griddes_open(struct grid **out, const char *path) {
    struct griddes d = { 0 };
    struct numbers *at = NULL;
    FILE *f = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    int status = EX_OK;

    *out = NULL;
    if (f == NULL)
        return err_os(errno, path);
    if (!is_text(f)) {
        fclose(f);
        return EX_OK;
    }
    while (getline(&line, &room, f) >= 0)
        TRY(take_line(&d, line, &at));
    if (ferror(f))
        TRY(err_os(errno, path));
    TRY(make(&d, out));
done:
    if (status != EX_OK) {
        grid_free(*out);
        *out = NULL;
    }
    for (size_t k = 0; k < NKEYS; k++)
        free(d.key[k].v);
    free(line);
    fclose(f);
    return err_in(status, path);
}
