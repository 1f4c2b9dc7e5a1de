/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/detect-events/tracks.h"
#include "core/mem.h"

static const char *const columns[] = {
    "SID",      "SEASON",     "NUMBER", "NAME", "ISO_TIME",
    "NATURE",   "LAT",        "LON",    "WIND", "PRES",
    "event_id", "event_time", "psl",    "area", "edge",
};

enum { SID_TEXT = 40 };

/* What all rows of a track share. */
struct head {
    char sid[SID_TEXT];
    int64_t season;
    size_t number; /* within the season, from 1 */
    int32_t id;
};

static struct places places_of(const struct track *t, struct place *at) {
    for (size_t k = 0; k < t->n; k++)
        at[k] = t->centre[k].place;
    return (struct places){ t->n, at };
}

double track_length(const struct track *t) {
    struct place *at = mem_array(t->n, sizeof *at);
    const double km = track_km(t->n, places_of(t, at).at);

    free(at);
    return km;
}

double track_bergeron(const struct track *t) {
    struct place *at = mem_array(t->n, sizeof *at);
    double *hour = mem_array(t->n, sizeof *hour);
    double *psl = mem_array(t->n, sizeof *psl), rate;

    for (size_t k = 0; k < t->n; k++) {
        hour[k] =
            (double)(t->centre[k].at.time - t->centre[0].at.time) / MS_PER_HOUR;
        psl[k] = t->centre[k].psl;
    }
    rate = track_deepening(t->n, places_of(t, at).at, hour, psl);
    free(at);
    free(hour);
    free(psl);
    return rate;
}

const struct centre *track_lowest(const struct track *t) {
    const struct centre *lowest = t->centre;

    for (size_t k = 1; k < t->n; k++)
        if (t->centre[k].psl < lowest->psl)
            lowest = t->centre + k;
    return lowest;
}

/* The name that IBTrACS would give it, from its first centre: year, day of the
 * year, hemisphere, latitude and longitude in whole degrees; its season, which
 * in the south begins in July. */
static void name_track(const struct tracks *t, size_t k, struct head *h) {
    const enum calendar c = t->axis->unit.calendar;
    const struct centre *first = t->track[k].centre;
    const struct date d = time_date(c, first->at.time);
    const bool south = first->place.lat < 0;
    const int64_t season = d.year + (south && d.month >= 7);
    const double lon = first->place.lon, lat = fabs(first->place.lat);

    snprintf(h->sid, sizeof h->sid, "%04lld%03d%c%02ld%03ld", (long long)d.year,
             time_day_of_year(c, first->at.time), south ? 'S' : 'N', lrint(lat),
             lrint(lon < 0 ? lon + 360 : lon));
    h->number = season == h->season ? h->number + 1 : 1;
    h->season = season;
    h->id = t->events->event[k].id;
}

/* "2005-08-28 12:00:00", as IBTrACS writes it. */
static void iso_time(struct feature *f, const struct tracks *t, int64_t time) {
    const struct date d = time_date(t->axis->unit.calendar, time);
    char text[64];

    snprintf(text, sizeof text, "%04lld-%02d-%02d %02d:%02d:%02d",
             (long long)d.year, d.month, d.day, d.hour, d.minute, d.second);
    row_text(f, "ISO_TIME", text);
}

static int put_centres(const struct tracks *t, const struct track *k,
                       const struct head *h, struct sheet *sheet) {
    struct feature *f = feature_new();
    int status = EX_OK;

    for (size_t i = 0; i < k->n; i++) {
        const struct centre *c = k->centre + i;
        feature_clear(f);
        row_text(f, "SID", h->sid);
        row_number(f, "SEASON", (double)h->season);
        row_count(f, "NUMBER", h->number);
        row_text(f, "NAME", "UNNAMED");
        iso_time(f, t, c->at.time);
        row_text(f, "NATURE", t->rules.nature);
        row_number(f, "LAT", c->place.lat);
        row_number(f, "LON", c->place.lon);
        row_number(f, "WIND", NAN);
        row_number(f, "PRES", c->psl / 100);
        row_count(f, "event_id", (size_t)h->id);
        row_time(f, "event_time", t->axis, c->at.time);
        row_number(f, "psl", c->psl);
        row_number(f, "area", c->area);
        row_count(f, "edge", c->edge);
        TRY(sheet_row(sheet, f));
    }
done:
    feature_free(f);
    return status;
}

/* The line through the centres, parted where it crosses 180 degrees. */
static void draw(const struct track *k, struct geometry *g) {
    for (size_t i = 0; i < k->n; i++) {
        const struct place b = k->centre[i].place;
        const struct place a = i > 0 ? k->centre[i - 1].place : b;
        const double end = a.lon > 0 ? 180 : -180;
        if (fabs(b.lon - a.lon) > 180) {
            const double part =
                (end - a.lon) / (b.lon + (a.lon > 0 ? 360 : -360) - a.lon);
            const double lat = a.lat + part * (b.lat - a.lat);
            geometry_add_point(g, end, lat, NAN);
            geometry_end_ring(g);
            geometry_end_part(g);
            geometry_add_point(g, -end, lat, NAN);
        }
        geometry_add_point(g, b.lon, b.lat, NAN);
    }
    geometry_end_ring(g);
    geometry_end_part(g);
    g->type = k->n == 1       ? GEOMETRY_POINT
              : g->nrings > 1 ? GEOMETRY_MULTILINESTRING
                              : GEOMETRY_LINESTRING;
}

/* Lists of what every centre has, by time. */
static int put_lists(const struct tracks *t, const struct track *k,
                     struct feature *f) {
    struct json *list[4];
    static const char *const names[] = { "times", "lons", "lats", "psls" };
    char text[TIME_TEXT];
    int status = EX_OK;

    for (size_t i = 0; i < 4; i++)
        list[i] = json_new_list();
    for (size_t i = 0; i < k->n; i++) {
        const struct centre *c = k->centre + i;
        json_add_text(list[0],
                      time_text(t->axis->unit.calendar, c->at.time, text));
        json_add_number(list[1], c->place.lon);
        json_add_number(list[2], c->place.lat);
        json_add_number(list[3], c->psl);
    }
    for (size_t i = 0; i < 4; i++) {
        struct property *p = feature_add(f, names[i]);
        TRY(json_print(list[i], 0, &p->value.text));
        p->type = PROPERTY_JSON;
    }
done:
    for (size_t i = 0; i < 4; i++)
        json_free(list[i]);
    return status;
}

static int put_line(const struct tracks *t, const struct track *k,
                    const struct head *h, struct sheet *sheet) {
    struct feature *f = feature_new();
    const struct centre *lowest = track_lowest(k);
    const double bergeron = track_bergeron(k);
    int status;

    f->id = mem_format("%d", (int)h->id);
    row_count(f, "id", (size_t)h->id);
    row_text(f, "SID", h->sid);
    row_text(f, "nature", t->rules.nature);
    row_time(f, "start", t->axis, k->centre[0].at.time);
    row_time(f, "end", t->axis, k->centre[k->n - 1].at.time);
    row_count(f, "points", k->n);
    row_number(f, "psl_min", lowest->psl);
    row_time(f, "psl_min_time", t->axis, lowest->at.time);
    row_number(f, "length", track_length(k));
    row_number(f, "deepening", bergeron);
    row_number(f, "bomb", isnan(bergeron) ? NAN : bergeron >= 1);
    TRY(put_lists(t, k, f));
    draw(k, &f->geometry);
    TRY(sheet_row(sheet, f));
done:
    feature_free(f);
    return status;
}

int tracks_write(const struct tracks *t, struct sheet *sheet,
                 const struct json *method) {
    const bool lines = sheet_is_geojson(sheet);
    struct head h = { .season = INT64_MIN };
    int status;

    TRY(sheet_head(sheet, sizeof columns / sizeof *columns, columns));
    for (size_t k = 0; k < t->n; k++) {
        if (t->events->event[k].id == 0)
            continue;
        name_track(t, k, &h);
        if (lines)
            TRY(put_line(t, t->track + k, &h, sheet));
        else
            TRY(put_centres(t, t->track + k, &h, sheet));
    }
    TRY(sheet_commit(sheet, method));
done:
    return status;
}
