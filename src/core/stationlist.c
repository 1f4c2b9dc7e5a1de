/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stationlist.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/csvscan.h"
#include "core/mem.h"
#include "core/parse.h"

enum { STATION, LON, LAT, ELEV, ROLES };
enum { MOST = 1 << 28 }; /* bytes of a table */

static const char *const headings[ROLES][5] = {
    { "station", "id", "name" },
    { "lon", "longitude" },
    { "lat", "latitude" },
    { "elev", "elevation", "alt", "altitude" },
};

struct list {
    const char *path;
    size_t at[ROLES]; /* the column of each; SIZE_MAX: none */
    size_t n;
    char **station;
    double *lon, *lat, *elev; /* [n] */
};

static int read_text(const char *path, char **text) {
    FILE *f = fopen(path, "rbe");
    size_t n = 0, room = 1 << 16, got;
    int status = EX_OK;

    if (f == NULL)
        return err_os(errno, path);
    *text = mem_array(room, 1);
    while ((got = fread(*text + n, 1, room - n - 1, f)) > 0) {
        n += got;
        if (n + 1 == room)
            *text = mem_grow(*text, room *= 2, 1);
        if (n > MOST)
            break;
    }
    if (ferror(f))
        status = err_os(errno, path);
    else if (n > MOST || memchr(*text, 0, n) != NULL)
        status = err_set(EX_DATAERR, "%s: is no table of stations", path);
    (*text)[n] = 0;
    fclose(f);
    return status;
}

static int read_header(struct list *l, const struct csvscan *s) {
    for (size_t r = 0; r < ROLES; r++) {
        l->at[r] = SIZE_MAX;
        for (size_t k = 0; k < s->n; k++)
            for (size_t i = 0; i < 5 && headings[r][i]; i++)
                if (l->at[r] == SIZE_MAX &&
                    strcasecmp(s->cell[k], headings[r][i]) == 0)
                    l->at[r] = k;
    }
    for (size_t r = STATION; r <= LAT; r++)
        if (l->at[r] == SIZE_MAX)
            return err_set(EX_DATAERR,
                           "%s: no column %s (station, lon and lat are needed)",
                           l->path, headings[r][0]);
    return EX_OK;
}

/* A number of the row in hand; NAN for an empty cell. */
static int number(const struct list *l, const struct csvscan *s, size_t role,
                  double *x) {
    const size_t at = l->at[role];

    *x = NAN;
    if (at == SIZE_MAX || at >= s->n || *s->cell[at] == 0)
        return EX_OK;
    if (parse_double(s->cell[at], x) != EX_OK)
        return err_set(EX_DATAERR, "%s:%zu: %s: \"%s\" is no number", l->path,
                       s->line, headings[role][0], s->cell[at]);
    return EX_OK;
}

static int read_row(struct list *l, const struct csvscan *s) {
    double lon, lat, elev;
    int status;

    if (s->n <= l->at[STATION] || *s->cell[l->at[STATION]] == 0)
        return err_set(EX_DATAERR, "%s:%zu: no station", l->path, s->line);
    TRY(number(l, s, LON, &lon));
    TRY(number(l, s, LAT, &lat));
    TRY(number(l, s, ELEV, &elev));
    if (!(fabs(lat) <= 90 && fabs(lon) <= 360))
        return err_set(EX_DATAERR, "%s:%zu: %s is at no place on earth",
                       l->path, s->line, s->cell[l->at[STATION]]);
    if ((l->n & (l->n - 1)) == 0) {
        const size_t room = l->n ? 2 * l->n : 1;
        l->station = mem_grow(l->station, room, sizeof *l->station);
        l->lon = mem_grow(l->lon, room, sizeof *l->lon);
        l->lat = mem_grow(l->lat, room, sizeof *l->lat);
        l->elev = mem_grow(l->elev, room, sizeof *l->elev);
    }
    l->station[l->n] = mem_text(s->cell[l->at[STATION]]);
    l->lon[l->n] = lon;
    l->lat[l->n] = lat;
    l->elev[l->n++] = elev;
done:
    return status;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int check_once(const struct list *l) {
    char **name = mem_copy(l->station, l->n, sizeof *name);
    int status = EX_OK;

    qsort(name, l->n, sizeof *name, by_text);
    for (size_t i = 1; i < l->n && status == EX_OK; i++)
        if (strcmp(name[i - 1], name[i]) == 0)
            status = err_set(EX_DATAERR, "%s: station %s stands there twice",
                             l->path, name[i]);
    free(name);
    return status;
}

static struct grid *grid_of(const struct list *l) {
    struct grid *g = grid_new(GRID_UNSTRUCTURED, 1, l->n);

    g->station = mem_array(l->n, sizeof(char *));
    for (size_t i = 0; i < l->n; i++) {
        g->station[i] = mem_text(l->station[i]);
        g->lon[i] = l->lon[i];
        g->lat[i] = l->lat[i];
    }
    return g;
}

int stationlist_read(struct grid **grid, double **elev, const char *path) {
    struct list l = { .path = path };
    struct csvscan s = { 0 };
    char *text = NULL;
    int status;

    *grid = NULL;
    *elev = NULL;
    TRY(read_text(path, &text));
    csvscan_start(&s, text);
    if (!csvscan_line(&s) || s.n == 0)
        TRY(err_set(EX_DATAERR, "%s: no header", path));
    TRY(read_header(&l, &s));
    while (csvscan_line(&s))
        TRY(read_row(&l, &s));
    if (l.n == 0)
        TRY(err_set(EX_DATAERR, "%s: no rows", path));
    TRY(check_once(&l));
    *grid = grid_of(&l);
    if (l.at[ELEV] != SIZE_MAX)
        *elev = mem_copy(l.elev, l.n, sizeof *l.elev);
done:
    csvscan_end(&s);
    for (size_t i = 0; i < l.n; i++)
        free(l.station[i]);
    free(l.station);
    free(l.lon);
    free(l.lat);
    free(l.elev);
    free(text);
    return status;
}
