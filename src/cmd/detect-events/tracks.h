/* SPDX-License-Identifier: Apache-2.0 */
/* tracks -- centres linked into tracks, and the tables of them */
#ifndef TWIN_TRACKS_H
#define TWIN_TRACKS_H

#include "cmd/detect-events/report.h"
#include "kernel/track.h"

/* A centre at one step. */
struct centre {
    struct instant at;
    struct place place;
    uint32_t cell;
    double psl;  /* [Pa] */
    double area; /* within the closed contour [km2] */
    bool edge;   /* at the domain's border, or beside a missing cell */
};

/* Track k is event k. */
struct track {
    size_t n, room;
    struct centre *centre; /* [n] by time */
};

struct track_rules {
    double range;       /* farthest from one step to the next [degrees] */
    struct span gap;    /* what a track may pass over */
    int64_t least;      /* lifetime, from the first to the last centre [ms] */
    double travel;      /* from the first to the last centre [degrees] */
    const char *nature; /* of all of them, as IBTrACS calls it: "ET" */
};

struct tracks {
    struct track_rules rules;
    struct events *events; /* borrowed; theirs is the fate of tracks */
    const struct time_axis *axis;
    size_t n, room, nopen;
    struct track *track; /* [n] by their start */
    size_t *open;        /* [nopen]  tracks, by their start */
};

struct tracks *tracks_new(const struct track_rules *r, struct events *ev,
                          const struct time_axis *axis);
void tracks_free(struct tracks *t);

/*
 * tracks_step -- takes the centres of the next step.
 *
 *   now    in   its time
 *   n      in   centres, in canonical order
 *   track  [n]  out  the track of each
 */
void tracks_step(struct tracks *t, const struct instant *now, size_t n,
                 const struct centre *centre, size_t *track);

/* tracks_end -- no step comes any more: all tracks are kept or dropped. */
void tracks_end(struct tracks *t);

/* Figures of a track. */
double track_length(const struct track *t);   /* [km] */
double track_bergeron(const struct track *t); /* as track_deepening() */
const struct centre *track_lowest(const struct track *t);

/*
 * tracks_write -- the tracks that are kept: as CSV a row for each centre, in
 * the columns of IBTrACS and ours, as GeoJSON a line for each track, split at
 * 180 degrees.
 *
 *   method  in  for the member "twinpipe"
 */
MUST_CHECK int tracks_write(const struct tracks *t, struct sheet *sheet,
                            const struct json *method);

#endif
