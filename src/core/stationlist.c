/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stationlist.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/csvscan.h"
#include "core/fd.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/stationlist_part.h"
#include "core/units.h"

enum { STATION, LON, LAT, ELEV, ROLES };
enum { MOST = 1 << 28 }; /* bytes of a table */

/* Elevations of stations, also those that fly [m]. */
enum { LOWEST = -600, HIGHEST = 100000 };

enum { HEAD = 4096 }; /* bytes that tell what a file is */

static const char *const headings[ROLES][5] = {
    { "station", "id", "name" },
    { "lon", "longitude" },
    { "lat", "latitude" },
    { "elev", "elevation", "alt", "altitude" },
};

/* The table in hand. */
struct columns {
    const char *path;
    size_t at[ROLES]; /* the column of each; SIZE_MAX: none */
    double scale;     /* of elevations [m] */
};

/* What is left of a file, behind the *n bytes there are; with a final 0. */
static int read_text(int fd, const char *path, char **text, size_t n) {
    int status;

    TRY(fd_text(fd, path, MOST, text, &n));
    if (n > MOST || memchr(*text, 0, n) != NULL)
        status = err_set(EX_DATAERR, "%s: is no table of stations", path);
done:
    return status;
}

/* Is a heading that word, maybe with a unit in brackets? */
static bool is_called(const char *heading, const char *word) {
    const size_t n = strlen(word);

    return strncasecmp(heading, word, n) == 0 &&
           (heading[n] == 0 || strncmp(heading + n, " [", 2) == 0);
}

/* The unit of elevations, "elev [ft]"; without one they are in m. */
static int take_unit(struct columns *l, const char *heading) {
    const char *bracket = strchr(heading, '[');
    struct conversion c = { .scale = 1 };
    char *unit;
    int status = EX_OK;

    l->scale = 1;
    if (bracket == NULL)
        return EX_OK;
    unit = mem_text(bracket + 1);
    unit[strcspn(unit, "]")] = 0;
    status = units_conversion(unit, "m", CLASS_STATE, NAN, &c);
    l->scale = c.scale;
    free(unit);
    return status == EX_OK ? EX_OK : err_in(EX_DATAERR, l->path);
}

static int read_header(struct columns *l, const struct csvscan *s) {
    for (size_t r = 0; r < ROLES; r++) {
        l->at[r] = SIZE_MAX;
        for (size_t i = 0; i < 5 && headings[r][i]; i++)
            for (size_t k = 0; k < s->n && l->at[r] == SIZE_MAX; k++)
                if (is_called(s->cell[k], headings[r][i]))
                    l->at[r] = k;
    }
    for (size_t r = STATION; r <= LAT; r++)
        if (l->at[r] == SIZE_MAX)
            return err_set(EX_DATAERR,
                           "%s: no column %s (station, lon and lat are needed)",
                           l->path, headings[r][0]);
    return l->at[ELEV] == SIZE_MAX ? EX_OK : take_unit(l, s->cell[l->at[ELEV]]);
}

/* What stands for an elevation that is not known. */
static bool is_missing(const char *cell) {
    static const char *const words[] = { "", "NA", "N/A", "NaN", "null", "-" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(cell, words[i]) == 0)
            return true;
    return false;
}

/* A number of the row in hand; NAN where there is none. */
static int number(const struct columns *l, const struct csvscan *s, size_t role,
                  double *x) {
    const size_t at = l->at[role];

    *x = NAN;
    if (at == SIZE_MAX || at >= s->n || is_missing(s->cell[at]))
        return EX_OK;
    if (parse_double(s->cell[at], x) != EX_OK)
        return err_set(EX_DATAERR, "%s:%zu: %s: \"%s\" is no number", l->path,
                       s->line, headings[role][0], s->cell[at]);
    return EX_OK;
}

static int read_row(struct station_list *list, const struct columns *l,
                    const struct csvscan *s) {
    double lon, lat, elev;
    char *where = NULL;
    int status;

    if (s->n == 0)
        return err_set(EX_DATAERR, "%s:%zu: a quote is not closed", l->path,
                       s->line);
    if (s->n <= l->at[STATION] || *s->cell[l->at[STATION]] == 0)
        return err_set(EX_DATAERR, "%s:%zu: no station", l->path, s->line);
    TRY(number(l, s, LON, &lon));
    TRY(number(l, s, LAT, &lat));
    TRY(number(l, s, ELEV, &elev));
    where = mem_format("%s:%zu", l->path, s->line);
    TRY(station_list_add(list, s->cell[l->at[STATION]],
                         (const double[3]){ lon, lat, elev * l->scale },
                         where));
done:
    free(where);
    return status;
}

static int read_table(struct station_list *list, char *text) {
    struct columns l = { .path = list->path };
    struct csvscan s = { 0 };
    int status;

    csvscan_start(&s, text);
    if (!csvscan_line(&s) || s.n == 0)
        TRY(err_set(EX_DATAERR, "%s: no header", l.path));
    TRY(read_header(&l, &s));
    list->has_elev = l.at[ELEV] != SIZE_MAX;
    while (csvscan_line(&s))
        TRY(read_row(list, &l, &s));
    if (list->n == 0)
        TRY(err_set(EX_DATAERR, "%s: no rows", l.path));
done:
    csvscan_end(&s);
    return status;
}

int station_list_add(struct station_list *l, const char *name,
                     const double at[3], const char *where) {
    if (!(fabs(at[1]) <= 90 && fabs(at[0]) <= 360))
        return err_set(EX_DATAERR, "%s: %s is at no place on earth", where,
                       name);
    if (at[2] < LOWEST || at[2] > HIGHEST)
        return err_set(EX_DATAERR,
                       "%s: %s is at no elevation on earth, %g m (empty where "
                       "it is not known)",
                       where, name, at[2]);
    if ((l->n & (l->n - 1)) == 0) {
        const size_t room = l->n ? 2 * l->n : 1;
        l->station = mem_grow(l->station, room, sizeof *l->station);
        l->lon = mem_grow(l->lon, room, sizeof *l->lon);
        l->lat = mem_grow(l->lat, room, sizeof *l->lat);
        l->elev = mem_grow(l->elev, room, sizeof *l->elev);
    }
    l->station[l->n] = mem_text(name);
    l->lon[l->n] = at[0];
    l->lat[l->n] = at[1];
    l->elev[l->n++] = at[2];
    return EX_OK;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int check_once(const struct station_list *l) {
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

static struct grid *grid_of(const struct station_list *l) {
    struct grid *g = grid_new(GRID_UNSTRUCTURED, 1, l->n);

    free(g->x.name);
    g->x.name = mem_text("station");
    g->station = mem_array(l->n, sizeof(char *));
    for (size_t i = 0; i < l->n; i++) {
        g->station[i] = mem_text(l->station[i]);
        g->lon[i] = l->lon[i];
        g->lat[i] = l->lat[i];
    }
    return g;
}

/* Does a text begin as JSON does? */
static bool is_json(const char *head, size_t n) {
    const int first = json_begins(head, n);

    return first == '{' || first == '[';
}

static int read_file(struct station_list *l) {
    int fd = open(l->path, O_RDONLY | O_CLOEXEC);
    char *text = mem_array(HEAD, 1);
    const ssize_t n = fd < 0 ? -1 : fd_fill(fd, text, HEAD);
    int status;

    if (n < 0)
        TRY(errno == EISDIR ? err_folder(l->path) : err_os(errno, l->path));
    if (is_json(text, (size_t)n)) {
        const int passed = fd;
        fd = -1;
        TRY(station_list_features(l, passed, text, (size_t)n));
    } else {
        TRY(read_text(fd, l->path, &text, (size_t)n));
        TRY(read_table(l, text));
    }
done:
    if (fd >= 0)
        close(fd);
    free(text);
    return status;
}

int stationlist_read(struct grid **grid, double **elev, const char *path) {
    struct station_list l = { .path = path };
    int status;

    *grid = NULL;
    *elev = NULL;
    TRY(read_file(&l));
    TRY(check_once(&l));
    *grid = grid_of(&l);
    if (l.has_elev)
        *elev = mem_copy(l.elev, l.n, sizeof *l.elev);
done:
    for (size_t i = 0; i < l.n; i++)
        free(l.station[i]);
    free(l.station);
    free(l.lon);
    free(l.lat);
    free(l.elev);
    return status;
}
