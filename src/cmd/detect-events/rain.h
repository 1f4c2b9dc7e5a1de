/* SPDX-License-Identifier: Apache-2.0 */
/* rain -- the fields and events of heavy-rain, step by step */
#ifndef TWIN_RAIN_H
#define TWIN_RAIN_H

#include "cmd/detect-events/accumulate.h"
#include "core/evolve.h"

/* Fields that are written. */
enum { ACCUMULATION, HEAVY_RAIN, RAIN_LABEL };

/* Sums of our own: area x depth [km2 kg m-2], then an area for each depth of
 * --areas; as columns volume, the maximum, and these areas. */
enum { SUM_VOLUME = SUM_OWN, SUM_AREAS, AREAS_MAX = SUMS_MAX - SUM_AREAS };
enum { COLUMN_VOLUME, COLUMN_MAXIMUM, COLUMN_AREAS };

struct rain_run {
    /* What the options say; set before rain_begin(). */
    struct reader *in;
    size_t field; /* of rain */
    struct rain rain;
    const char *window_text; /* --window, borrowed */
    char *threshold;         /* "50 mm"; freed with the rest */
    float over;              /* [kg m-2] */
    size_t nareas;
    double area[AREAS_MAX]; /* [kg m-2] */
    char *area_name[AREAS_MAX];
    struct span gap;
    struct evolve_rules rules;
    struct cell_order *cells;
    struct report report;

    struct dataset *ds; /* what is written */
    struct step *out;
    unsigned char *mask; /* [cells] */
    struct events *events;
    struct evolve *evolve; /* from the first step on */
    struct accumulation *sums;
    struct holdback *held;
    struct counts counts;
    double known;       /* sums that are not missing */
    size_t first, last; /* steps with any of them; first SIZE_MAX: none */
};

/* rain_begin -- the dataset that is written, and no events yet. */
void rain_begin(struct rain_run *r);

/* rain_step -- fields and objects of a step, whose sums are in r->out; goes to
 * r->held. */
MUST_CHECK int rain_step(struct rain_run *r, const struct step *s,
                         const struct instant *now);

/* rain_end -- all events have ended. */
void rain_end(struct rain_run *r);

/* rain_report -- catalogue, metrics and warnings; method is freed. */
MUST_CHECK int rain_report(struct rain_run *r, struct json *method);
void rain_free(struct rain_run *r);

#endif
