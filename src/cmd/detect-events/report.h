/* SPDX-License-Identifier: Apache-2.0 */
/* report -- what kinds write beside the stream: catalogue and metrics */
#ifndef TWIN_REPORT_H
#define TWIN_REPORT_H

#include "core/catalogue.h"
#include "core/command.h"
#include "core/holdback.h"
#include "core/json.h"
#include "core/pace.h"
#include "core/parse.h"

/* The options of all kinds. */
struct report_options {
    struct texts events;
    const char *metrics, *geometry;
};

extern struct report_options report_options;
extern const char *const report_shapes[];

#define EVENTS_OPT                                                             \
    .name = "events", .arg = "FILE.csv|.geojson",                              \
    .help = "write the catalogue of events; twice for both forms",             \
    .texts = &report_options.events
#define GEOMETRY_OPT                                                           \
    .name = "geometry", .arg = "outline|box|point|none",                       \
    .help = "geometry of events in GeoJSON (outline)",                         \
    .text = &report_options.geometry, .words = report_shapes
#define METRICS_OPT                                                            \
    .name = "metrics", .arg = "FILE.json",                                     \
    .help = "write counts and parameters", .text = &report_options.metrics

/* What is counted while steps go by. */
struct counts {
    size_t steps, cells;
    double valid; /* values that are not missing */
};

struct report {
    size_t nsheets;
    struct sheet **sheet; /* [nsheets] */
    struct part *metrics; /* or NULL */
};

/* report_open -- the outputs that the options name. */
MUST_CHECK int report_open(struct report *r);
void report_close(struct report *r);

/* report_wanted -- is there a catalogue to write? */
bool report_wanted(const struct report *r);

/*
 * report_write -- the catalogue, then the metrics.
 *
 *   c        in  c->method is the parameters
 *   summary  in  figures of the kind, which go into the metrics; freed
 */
MUST_CHECK int report_write(struct report *r, struct catalogue *c,
                            struct events *ev, const struct counts *n,
                            struct json *summary);

/* report_method -- the member "twinpipe": kind and version, and a place for
 * the parameters, which is given out.  Free with json_free(). */
struct json *report_method(const char *kind, struct json **parameters);

/* put_settled -- writes the steps of a queue that can go. */
MUST_CHECK int put_settled(struct holdback *h, struct writer *out);

/* A time as an option says it: so many steps, or a length. */
struct span {
    bool in_steps;
    size_t steps;
    int64_t ms;
};

/* span_parse -- "3" steps, or a duration, "12h". */
MUST_CHECK int span_parse(const char *option, const char *text, struct span *s);

#endif
