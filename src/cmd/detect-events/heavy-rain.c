/* SPDX-License-Identifier: Apache-2.0 */
/* heavy-rain -- accumulated rain above a threshold, as events */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/detect-events/kinds.h"
#include "cmd/detect-events/rain.h"
#include "core/mem.h"
#include "core/quantity.h"

static struct {
    struct quantity over, least;
    const char *window, *areas, *neighbours, *overlap, *gap;
    bool genealogy;
} cfg = { .window = "24h", .neighbours = "4", .gap = "0" };

static const char *const neighbours[] = { "4", "8", NULL };

const struct opt heavy_rain_opts[] = {
    { 0, "over", "'X [UNIT]'", "accumulations over X are heavy rain",
      .quantity = &cfg.over, .required = true },
    { 0, "window", "24h|STEPS|all",
      "length of the sums; all: from the first step on (24h)",
      .text = &cfg.window },
    { 0, "areas", "X,Y...", "add the areas over these depths to the catalogue",
      .text = &cfg.areas },
    { 0, "neighbours", "4|8", "neighbours that make an object (4)",
      .text = &cfg.neighbours, .words = neighbours },
    { 0, "overlap", "F[,G]",
      "least shared share of the earlier and later object (0)",
      .text = &cfg.overlap },
    { 0, "max-gap", "STEPS|DURATION", "what a link may pass over (0)",
      .text = &cfg.gap },
    { 0, "min-area", "'X [km2]'", "smaller objects are none",
      .quantity = &cfg.least },
    { 0, "genealogy", NULL, "the larger of merging or splitting events goes on",
      .flag = &cfg.genealogy },
    { EVENTS_OPT },
    { GEOMETRY_OPT },
    { METRICS_OPT },
    { 0 },
};

static int find_rain(struct rain_run *r);
static int read_options(struct rain_run *r);
static struct json *method(const struct rain_run *r);

int heavy_rain_run(struct reader *in, struct writer *out) {
    struct rain_run r = { .in = in, .window_text = cfg.window };
    const struct step *s;
    struct instant now;
    int status;

    TRY(find_rain(&r));
    TRY(read_options(&r));
    TRY(cell_order_new(&r.cells, reader_dataset(in)->grid));
    TRY(report_open(&r.report));
    rain_begin(&r);
    TRY(writer_begin(out, r.ds));
    for (;;) {
        TRY(accumulation_next(r.sums, &s, &now, r.out->value[ACCUMULATION].f));
        if (s == NULL)
            break;
        TRY(rain_step(&r, s, &now));
        TRY(put_settled(r.held, out));
    }
    rain_end(&r);
    TRY(put_settled(r.held, out));
    TRY(rain_report(&r, method(&r)));
done:
    rain_free(&r);
    return status;
}

/* The field of rain: the one that is known as such, else the only one. */
static const struct field *rain_field(const struct dataset *ds) {
    for (size_t k = 0; k < ds->nfields; k++) {
        const struct field *f = ds->field + k;
        const struct quantity_row *row =
            quantity_find(f->name, f->standard_name);
        if (row != NULL && !strcmp(row->name, "pr"))
            return f;
    }
    return ds->nfields == 1 ? ds->field : dataset_find(ds, "pr");
}

static int find_rain(struct rain_run *r) {
    const struct dataset *ds = reader_dataset(r->in);
    const struct field *f = rain_field(ds);
    struct conversion c;

    if (f == NULL)
        return EX_DATAERR;
    r->field = (size_t)(f - ds->field);
    if (f->type != REAL || f->n != grid_cells(ds->grid))
        return err_set(EX_DATAERR,
                       "%s: has levels, members or labels (one "
                       "value per cell is needed)",
                       f->name);
    r->rain.is_rate =
        units_conversion(f->units, "kg m-2", CLASS_AMOUNT, NAN, &c) != EX_OK;
    if (r->rain.is_rate &&
        units_conversion(f->units, "kg m-2 s-1", CLASS_FLUX, NAN, &c) != EX_OK)
        return err_set(EX_DATAERR,
                       "%s: \"%s\" is no unit of rain (mm, kg m-2, "
                       "kg m-2 s-1)",
                       f->name, f->units);
    r->rain.scale = c.scale;
    return EX_OK;
}

/* A depth in kg m-2; bare ones are in the unit of the field. */
static int depth(const struct rain_run *r, const char *option,
                 struct quantity q, double *x) {
    const struct field *f = reader_dataset(r->in)->field + r->field;

    if (q.unit != NULL)
        return err_in(units_in(q, "kg m-2", x) == EX_OK ? EX_OK : EX_USAGE,
                      option);
    if (r->rain.is_rate)
        return err_set(EX_USAGE, "%s %g: needs a unit, as %gmm (%s is in %s)",
                       option, q.value, q.value, f->name, f->units);
    *x = q.value * r->rain.scale;
    if (!(*x >= 0 && *x <= 10000))
        return err_set(EX_USAGE,
                       "%s %g: %g %s is not plausible for %s (%s); "
                       "write %gmm",
                       option, q.value, q.value, f->units, f->name, f->units,
                       q.value);
    return EX_OK;
}

/* "50 mm" -> area_over_50mm */
static char *area_name(const char *depth) {
    char *name = mem_format("area_over_%s", depth), *to = name;

    for (const char *c = name; *c; c++)
        if (isalnum((unsigned char)*c) || strchr("_.-", *c))
            *to++ = *c;
    *to = 0;
    return name;
}

static int read_areas(struct rain_run *r) {
    char **word = NULL;
    struct quantity q = { 0 };
    int status = EX_OK;

    if (cfg.areas == NULL)
        return EX_OK;
    TRY(parse_list(cfg.areas, &word, &r->nareas));
    if (r->nareas > AREAS_MAX)
        TRY(err_set(EX_USAGE, "--areas: %zu depths are too many (at most %d)",
                    r->nareas, AREAS_MAX));
    for (size_t k = 0; k < r->nareas; k++) {
        TRY(err_in(quantity_parse(word[k], &q), "--areas"));
        TRY(depth(r, "--areas", q, &r->area[k]));
        r->area_name[k] = area_name(word[k]);
        free(q.unit);
        q.unit = NULL;
    }
done:
    free(q.unit);
    free(word);
    return status;
}

static int read_options(struct rain_run *r) {
    struct span span;
    bool all;
    double share[2] = { 0, 0 }, over;
    int status;

    TRY(depth(r, "--over", cfg.over, &over));
    r->over = (float)over;
    r->threshold = cfg.over.unit
                       ? mem_format("%g %s", cfg.over.value, cfg.over.unit)
                       : mem_format("%g kg m-2", over);
    TRY(read_areas(r));
    TRY(window_parse(cfg.window, &all, &span));
    TRY(span_parse("--max-gap", cfg.gap, &r->gap));
    if (cfg.overlap != NULL) {
        const size_t n = strchr(cfg.overlap, ',') ? 2 : 1;
        TRY(err_in(parse_doubles(cfg.overlap, n, share), "--overlap"));
        if (n == 1)
            share[1] = share[0];
        if (share[0] < 0 || share[0] > 1 || share[1] < 0 || share[1] > 1)
            TRY(err_set(EX_USAGE, "--overlap %s: no shares (0 to 1)",
                        cfg.overlap));
    }
    r->rules = (struct evolve_rules){ .diagonal = *cfg.neighbours == '8',
                                      .before = share[0],
                                      .now = share[1],
                                      .genealogy = cfg.genealogy };
    TRY(err_in(units_in(cfg.least, "km2", &r->rules.least), "--min-area"));
done:
    return status;
}

static struct json *method(const struct rain_run *r) {
    struct json *p, *j = report_method("heavy-rain", &p);

    json_set_text(p, "variable", reader_dataset(r->in)->field[r->field].name);
    json_set_text(p, "over", r->threshold);
    json_set_text(p, "window", cfg.window);
    json_set_text(p, "neighbours", cfg.neighbours);
    json_set_number(p, "overlap_before", r->rules.before);
    json_set_number(p, "overlap_now", r->rules.now);
    json_set_text(p, "max_gap", cfg.gap);
    json_set_number(p, "min_area_km2", r->rules.least);
    json_set_bool(p, "genealogy", cfg.genealogy);
    if (cfg.areas != NULL)
        json_set_text(p, "areas", cfg.areas);
    return j;
}
