/* SPDX-License-Identifier: Apache-2.0 */
/* storm -- extratropical lows: minima of pressure with closed contours, linked
 * into tracks */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/detect-events/kinds.h"
#include "cmd/detect-events/lows.h"
#include "cmd/detect-events/tracks.h"
#include "core/mem.h"
#include "core/quantity.h"
#include "kernel/geom.h"

static struct {
    struct quantity depth, contour, merge, range, travel;
    const char *search, *lat, *edge, *gap, *life;
    struct texts tracks;
    bool merge_equal;
} cfg = {
    .depth = { 200, "Pa" },
    .contour = { 5.5, "degree" },
    .merge = { 9, "degree" },
    .range = { 9, "degree" },
    .travel = { 0, "degree" },
    .edge = "drop",
    .gap = "0",
    .life = "24h",
};

static const char *const edges[] = { "drop", "keep", NULL };

const struct opt storm_opts[] = {
    { 0, "search", "VAR", "the field whose minima are searched (psl)",
      .text = &cfg.search },
    { 0, "depth", "'X [Pa]'", "rise that closes a contour (200Pa)",
      .quantity = &cfg.depth },
    { 0, "contour", "'X deg|km'", "where it must have risen (5.5deg)",
      .quantity = &cfg.contour },
    { 0, "merge", "'X deg|km'", "a deeper low this near takes over (9deg)",
      .quantity = &cfg.merge },
    { 0, "merge-equal", NULL, "so does an equally deep one that comes first",
      .flag = &cfg.merge_equal },
    { 0, "lat", "S,N", "latitudes of lows (-90,90)", .text = &cfg.lat },
    { 0, "edge", "drop|keep", "lows at the border of the domain (drop)",
      .text = &cfg.edge, .words = edges },
    { 0, "range", "'X deg|km'", "farthest that a low moves in a step (9deg)",
      .quantity = &cfg.range },
    { 0, "max-gap", "STEPS|DURATION", "what a track may pass over (0)",
      .text = &cfg.gap },
    { 0, "min-duration", "DURATION", "shortest life of a track (24h)",
      .text = &cfg.life },
    { 0, "min-travel", "'X deg|km'", "least way from start to end (0deg)",
      .quantity = &cfg.travel },
    { 0, "tracks", "FILE.csv|.geojson",
      "write the tracks; twice for both forms", .texts = &cfg.tracks },
    { EVENTS_OPT },
    { GEOMETRY_OPT },
    { METRICS_OPT },
    { 0 },
};

struct run {
    struct reader *in;
    size_t field;
    double scale, offset; /* to Pa */
    struct minima_rules rules;
    struct track_rules linking;
    struct dataset *ds; /* what is written */
    struct step *out;
    struct cell_order *cells;
    struct events *events;
    struct tracks *tracks;
    struct lows *lows;
    struct holdback *held;
    struct report report;
    size_t nsheets;
    struct sheet **sheet; /* [nsheets]  --tracks */
    struct counts counts;
    struct pace pace;
    size_t candidates;
    double least, most; /* [Pa] */
};

static int find_pressure(struct run *r);
static int read_options(struct run *r);
static int begin(struct run *r, struct writer *out);
static int one_step(struct run *r, const struct step *s);
static int report(struct run *r);
static void end(struct run *r);

int storm_run(struct reader *in, struct writer *out) {
    struct run r = { .in = in, .least = NAN, .most = NAN };
    const struct step *s;
    int status;

    TRY(find_pressure(&r));
    TRY(read_options(&r));
    TRY(begin(&r, out));
    for (;;) {
        TRY(reader_next(in, &s));
        if (s == NULL)
            break;
        TRY(one_step(&r, s));
        events_settle(r.events);
        TRY(put_settled(r.held, out));
    }
    tracks_end(r.tracks);
    events_settle(r.events);
    TRY(put_settled(r.held, out));
    TRY(report(&r));
done:
    end(&r);
    return status;
}

/* Pressure at sea level, unless another field is asked for: that of the surface
 * is never taken for it. */
static const struct field *pressure_field(const struct dataset *ds) {
    for (size_t k = 0; cfg.search == NULL && k < ds->nfields; k++) {
        const struct field *f = ds->field + k;
        const struct quantity_row *row =
            quantity_find(f->name, f->standard_name);
        if (row != NULL && !strcmp(row->name, "psl"))
            return f;
    }
    return dataset_find(ds, cfg.search ? cfg.search : "psl");
}

static int find_pressure(struct run *r) {
    const struct dataset *ds = reader_dataset(r->in);
    const struct field *f = pressure_field(ds);
    struct conversion c;

    if (f == NULL)
        return EX_DATAERR;
    r->field = (size_t)(f - ds->field);
    if (f->type != REAL || f->n != grid_cells(ds->grid))
        return err_set(EX_DATAERR,
                       "%s: has levels, members or labels (one "
                       "value per cell is needed)",
                       f->name);
    if (units_conversion(f->units, "Pa", CLASS_STATE, NAN, &c) != EX_OK)
        return err_in(EX_DATAERR, f->name);
    r->scale = c.scale;
    r->offset = c.offset;
    return EX_OK;
}

/* A distance in degrees of arc; km are those of the sphere. */
static int arc(const char *option, struct quantity q, double *degrees) {
    int status;

    if (q.unit == NULL || !strcmp(q.unit, "deg"))
        *degrees = q.value;
    else if (units_in(q, "degree", degrees) != EX_OK) {
        TRY(units_in(q, "km", degrees));
        *degrees = geom_arc(*degrees);
    }
    status =
        *degrees >= 0 ? EX_OK : err_set(EX_USAGE, "%g is no distance", q.value);
done:
    return err_in(status == EX_OK ? EX_OK : EX_USAGE, option);
}

static int read_options(struct run *r) {
    double lat[2] = { -90, 90 };
    int status;

    TRY(err_in(units_difference(cfg.depth, "Pa", &r->rules.depth), "--depth"));
    if (!(r->rules.depth > 0))
        TRY(err_set(EX_USAGE, "--depth: must be more than 0"));
    TRY(arc("--contour", cfg.contour, &r->rules.contour));
    TRY(arc("--merge", cfg.merge, &r->rules.merge));
    TRY(arc("--range", cfg.range, &r->linking.range));
    TRY(arc("--min-travel", cfg.travel, &r->linking.travel));
    if (cfg.lat != NULL)
        TRY(err_in(parse_doubles(cfg.lat, 2, lat), "--lat"));
    r->rules.south = lat[0];
    r->rules.north = lat[1];
    r->rules.border = !strcmp(cfg.edge, "keep");
    r->rules.merge_equal = cfg.merge_equal;
    TRY(span_parse("--max-gap", cfg.gap, &r->linking.gap));
    TRY(err_in(parse_ms(cfg.life, &r->linking.least), "--min-duration"));
    r->linking.nature = "ET";
done:
    return status;
}

static struct dataset *describe(const struct run *r) {
    struct dataset *ds = dataset_copy(reader_dataset(r->in), false);
    struct field *f = dataset_add(ds, "label", LABEL);
    char *text;

    f->long_name = mem_format("track of a low, inside its closed contour (0: "
                              "none)");
    field_text(&f->cell_methods, "time: point");
    f->store = TYPE_INT;
    text = mem_format("storm: minima with a rise of %g Pa within %g degrees, "
                      "merged within %g degrees, linked within %g degrees",
                      r->rules.depth, r->rules.contour, r->rules.merge,
                      r->linking.range);
    atts_set_text(&ds->atts, "twinpipe_method", text);
    atts_set_text(&ds->atts, "twinpipe_missing_rule",
                  "missing cells are no lows, not entered by contours, and "
                  "missing in label");
    free(text);
    return ds;
}

static int begin(struct run *r, struct writer *out) {
    const struct dataset *ds = reader_dataset(r->in);
    int status;

    TRY(cell_order_new(&r->cells, ds->grid));
    TRY(report_open(&r->report));
    r->sheet = mem_array(cfg.tracks.n, sizeof *r->sheet);
    for (; r->nsheets < cfg.tracks.n; r->nsheets++)
        TRY(sheet_open(&r->sheet[r->nsheets], "--tracks",
                       cfg.tracks.text[r->nsheets]));
    r->ds = describe(r);
    r->out = step_new(r->ds);
    r->events = events_new(r->cells, report_wanted(&r->report));
    r->tracks = tracks_new(&r->linking, r->events, &ds->time);
    r->lows = lows_new(r->cells, &r->rules);
    r->held = holdback_new(r->ds, 0, r->events);
    r->counts.cells = r->cells->n;
    pace_begin(&r->pace, &ds->time);
    TRY(writer_begin(out, r->ds));
done:
    return status;
}

static void end(struct run *r) {
    holdback_free(r->held);
    lows_free(r->lows);
    tracks_free(r->tracks);
    events_free(r->events);
    step_free(r->out);
    dataset_free(r->ds);
    for (size_t k = 0; k < r->nsheets; k++)
        sheet_free(r->sheet[k]);
    free(r->sheet);
    report_close(&r->report);
    cell_order_free(r->cells);
}

static int one_step(struct run *r, const struct step *s) {
    const float *value = s->value[r->field].f;
    float *psl = lows_field(r->lows);
    struct instant now;
    size_t n, *track;
    int status;

    TRY(pace_next(&r->pace, s, &now));
    for (size_t i = 0; i < r->cells->n; i++) {
        psl[i] = r->scale == 1 && r->offset == 0
                     ? value[i]
                     : (float)(value[i] * r->scale + r->offset);
        r->counts.valid += !isnan(psl[i]);
        r->least = fmin(r->least, psl[i]);
        r->most = fmax(r->most, psl[i]);
    }
    n = lows_find(r->lows, &now);
    track = mem_array(n, sizeof *track);
    tracks_step(r->tracks, &now, n, lows_centres(r->lows), track);
    lows_see(r->lows, &now, track, r->events, r->out->value[0].i);
    free(track);
    r->candidates += n;
    r->counts.steps++;
    step_at(r->out, s);
    TRY(holdback_put(r->held, r->out));
done:
    return status;
}

enum { PSL_MIN, LENGTH, DEEPENING, BOMB };

static double own_column(const void *context, const struct event *e, size_t k) {
    const struct run *r = context;
    const struct track *t = r->tracks->track + (e - r->events->event);
    const double bergeron = track_bergeron(t);

    switch (k) {
    case PSL_MIN:
        return track_lowest(t)->psl;
    case LENGTH:
        return track_length(t);
    case DEEPENING:
        return bergeron;
    default:
        return isnan(bergeron) ? NAN : bergeron >= 1;
    }
}

static struct json *method(const struct run *r) {
    struct json *p, *j = report_method("storm", &p);
    const double lat[] = { r->rules.south, r->rules.north };

    json_set_text(p, "search", reader_dataset(r->in)->field[r->field].name);
    json_set_number(p, "depth_pa", r->rules.depth);
    json_set_number(p, "contour_deg", r->rules.contour);
    json_set_number(p, "merge_deg", r->rules.merge);
    json_set_bool(p, "merge_equal", r->rules.merge_equal);
    json_set(p, "lat", json_numbers(2, lat));
    json_set_text(p, "edge", cfg.edge);
    json_set_number(p, "range_deg", r->linking.range);
    json_set_text(p, "max_gap", cfg.gap);
    json_set_text(p, "min_duration", cfg.life);
    json_set_number(p, "min_travel_deg", r->linking.travel);
    return j;
}

static void warn_of_nothing(const struct run *r) {
    if (r->counts.steps == 0 || r->candidates > 0)
        return;
    if (r->counts.valid == 0)
        warn("storm: no valid cell of %zu in %zu steps", r->cells->n,
             r->counts.steps);
    else
        warn("storm: %zu steps read, no candidate; %s is %g...%g Pa, depth %g "
             "Pa, contour %gdeg",
             r->counts.steps, reader_dataset(r->in)->field[r->field].name,
             r->least, r->most, r->rules.depth, r->rules.contour);
}

static int report(struct run *r) {
    static const struct column column[] = { { "psl_min", own_column },
                                            { "length", own_column },
                                            { "deepening", own_column },
                                            { "bomb", own_column } };
    struct catalogue c = { .kind = "storm",
                           .variable = "psl",
                           .axis = &reader_dataset(r->in)->time,
                           .last = r->counts.steps - 1,
                           .ncolumns = sizeof column / sizeof *column,
                           .column = column,
                           .context = r,
                           .method = method(r) };
    struct json *summary = json_new_object();
    char *threshold =
        mem_format("%g Pa within %g degrees", r->rules.depth, r->rules.contour);
    int status;

    c.threshold = threshold;
    json_set_number(summary, "candidates", (double)r->candidates);
    TRY(report_write(&r->report, &c, r->events, &r->counts, summary));
    for (size_t k = 0; k < r->nsheets; k++)
        TRY(tracks_write(r->tracks, r->sheet[k], c.method));
    warn_of_nothing(r);
done:
    json_free(c.method);
    free(threshold);
    return status;
}
