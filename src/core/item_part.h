/* SPDX-License-Identifier: Apache-2.0 */
/* item_part -- what items.c is made of: a file looked at, and its Item */
#ifndef TWIN_ITEM_PART_H
#define TWIN_ITEM_PART_H

#include <stdint.h>

#include "core/calendar.h"
#include "core/dataset.h"
#include "core/footprint.h"
#include "core/item_edit.h"
#include "core/items.h"
#include "core/json.h"
#include "kernel/summary.h"

/* A field, or a band of a raster, as it is stored. */
struct band {
    char *name, *description, *unit; /* the latter two may be NULL */
    char *standard_name, *cell_methods;
    const char *data_type; /* "float32" */
    bool has_nodata;
    double nodata; /* as stored */
    double scale, offset;
    size_t bits; /* of those that the type has; 0: all */
    struct json *classes;
    struct summary *summary; /* NULL: not counted */
    uint64_t *bucket;        /* of a histogram, or NULL */
    struct json *dims;       /* names of its dimensions, or NULL */
};

/* The time of a dataset [ms, of a calendar]. */
struct when {
    bool known, date_only;
    enum calendar calendar;
    int64_t start, end;
    const char *from; /* what says so: "cf", "option" ... */
};

/* A file, or standard input, as far as its Item needs it. */
struct subject {
    const char *path;  /* as the user wrote it; borrowed */
    const char *media; /* borrowed for good */
    const char *key;   /* of its asset; NULL: "data" */
    bool is_regular;
    uint64_t size;   /* [bytes] */
    char sha256[65]; /* "": not taken */
    struct footprint footprint;
    char *crs;     /* text, or NULL */
    bool is_wgs84; /* longitude and latitude, without a text */
    size_t ny, nx; /* 0: no rows and columns */
    bool is_affine;
    double t[6];          /* of corners, as in struct frame */
    const char *sampling; /* "area", "point" or NULL */
    size_t nbands;
    struct band *band;
    struct when when;
    struct json *cube; /* {dimensions, variables}, or NULL */
    struct atts atts;  /* of the whole */
    struct json *more; /* further properties, or NULL */
    bool is_events;    /* features of detect-events(1) */
};

void subject_free(struct subject *s);

/* subject_band -- one more band, of a name that is made unique. */
struct band *subject_band(struct subject *s, const char *name);

/* band_count -- n more values of a band, as stored; NaN: missing. */
void band_count(struct band *b, const struct item_how *how, size_t n,
                const double *value);

/* What an opener is told. */
struct look {
    int fd;           /* at its start; passes */
    const char *path; /* or STANDARD_INPUT */
    const void *head; /* [nhead] bytes already read from fd */
    size_t nhead;
    const struct item_how *how;
    struct tap *tap; /* of a pipe, or NULL */
};

/* look_raster, look_nc, look_grib, look_zarr -- fill in what the file says: all
 * but path, size and digest. */
MUST_CHECK int look_raster(struct subject *s, const struct look *in);
MUST_CHECK int look_nc(struct subject *s, const struct look *in);
MUST_CHECK int look_grib(struct subject *s, const struct look *in);
MUST_CHECK int look_zarr(struct subject *s, const struct look *in);

/* look_csv -- the same of a table. */
MUST_CHECK int look_csv(struct subject *s, const struct look *in);

/* look_features -- the same of a file of features, which is opened by its path.
 */
MUST_CHECK int look_features(struct subject *s, const struct look *in);

/* item_time -- settles s->when by the options, the data, the file's name. */
MUST_CHECK int item_time(struct subject *s, const struct item_how *how);

/* item_cube -- sets s->cube and the dims of bands from a dataset. */
void item_cube(struct subject *s, const struct dataset *ds, size_t nsteps,
               const int64_t *label);

/* time_text_span -- what a date in ISO 8601 stands for: to the second an
 * instant, else all of its day, month or year. */
MUST_CHECK int time_text_span(const char *text, struct when *w);

/* item_instant -- RFC 3339 of a time; dates of other calendars that do not
 * exist become the nearest that does.  Errors EX_DATAERR a year beyond 9999. */
MUST_CHECK int item_instant(enum calendar c, int64_t time, char out[TIME_TEXT]);

/* What placeholders stand for. */
struct words {
    const char *stem, *variable, *collection; /* the last may be NULL */
    const struct when *when;
};

/* template_fill -- the text of a template; the caller frees it with free().
 * Errors EX_USAGE  an unknown placeholder, with all there are; EX_DATAERR a
 * time that is not known.  template_has -- does it have a placeholder? */
MUST_CHECK int template_fill(char **out, const char *template,
                             const struct words *w);
bool template_has(const char *template, const char *name);

/* item_id -- by the template of how.  Errors EX_USAGE an unknown placeholder.
 */
MUST_CHECK int item_id(char **out, const struct subject *s,
                       const struct item_how *how);

/* item_asset -- an asset of an Item, by its key, with what it says of place and
 * bands, and what the properties of the Item get of that. */
MUST_CHECK int item_asset(struct json *item, const char *key,
                          const struct subject *s, const struct item_how *how);

/* Bytes of a file that tell its format. */
enum { LOOK_HEAD = 4096 };

/* look_head -- the first of them; without moving on where that can be (file).
 * look_spool -- what came through a pipe goes to an unlinked file. */
MUST_CHECK int look_head(int fd, const char *path, char *head, size_t *n,
                         bool *file);
MUST_CHECK int look_spool(struct look *l);

/* head_is_json -- does it begin with an object? */
bool head_is_json(const char *head, size_t n);

/* look_in -- what the format's own look_X() says; look_measure -- size and
 * digest of the file at s->path. */
MUST_CHECK int look_in(struct subject *s, struct look *l, const char *head,
                       size_t n);
MUST_CHECK int look_measure(struct subject *s, const struct item_how *how);

/* look_file -- the same for a file that lies there, with size and digest. */
MUST_CHECK int look_file(struct subject *s, const char *path,
                         const struct item_how *how);

/* step_span -- from and to of a step: its bounds where they hold its time. */
MUST_CHECK int step_span(const struct time_unit *u, const struct step *s,
                         int64_t span[2]);

/* What a store has written and not yet described. */
struct store;

/* store_run -- writes all steps of a source to the files of how->store, which
 * appear after its end alone. */
MUST_CHECK int store_run(struct store **out, const struct look *in);
void store_free(struct store *s);

/* store_next -- the next Item of its files; NULL after the last. */
MUST_CHECK int store_next(struct store *s, const struct item_how *how,
                          struct json **item);

/* item_json -- the Item of a subject. */
MUST_CHECK int item_json(struct json **out, const struct subject *s,
                         const struct item_how *how);

/* item_proj -- what proj: and raster: fields say of the grid, in an object. */
MUST_CHECK int item_proj(const struct subject *s, struct json *properties,
                         struct json *asset);

/* item_bands -- the list of bands. */
struct json *item_bands(const struct subject *s, const struct item_how *how);

/* What a suffix says of an asset. */
struct media {
    const char *suffix, *media, *role;
    bool is_features;
};

/* media_find -- by the suffix of a path, in any case; or NULL. */
const struct media *media_find(const char *path);

/* Texts; the caller frees them with free(). */
char *text_stem(const char *path);  /* name without known extensions */
char *text_clean(const char *text); /* without credentials */

#endif
