/* SPDX-License-Identifier: Apache-2.0 */
/* harmonise -- read any gridded or EO source, make it CF; see harmonise(1) */
#include <stdio.h>
#include <string.h>

#include "cmd/harmonise/asides.h"
#include "cmd/harmonise/explain.h"
#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/stages.h"
#include "core/assets.h"
#include "core/stream.h"

static struct {
    const char *repair, *list;
    bool explain;
} cfg;

static const struct opt only_opts[] = {
    { .name = "explain",
      .flag = &cfg.explain,
      .help = "only say what would be done, from headers" },
    { .name = "list",
      .arg = "WHAT",
      .text = &cfg.list,
      .words = list_words,
      .help = "only print the profiles, quantities, methods, derived fields" },
    { .name = "repair",
      .arg = "FILE",
      .text = &cfg.repair,
      .help = "only make a saved stream whole that was cut from its writer" },
    { 0 },
};

static const struct opt_group groups[] = {
    { "Sources", input_opts },
    { "Several sources", fuse_opts },
    { "Levels, members", levels_opts },
    { "Months, leads", leads_opts },
    { "Names", identity_opts },
    { "Vectors", vectors_opts },
    { "Axes and box", axes_opts },
    { "Quality bits", qa_opts },
    { "Valid range", valid_opts },
    { "Masks", masks_opts },
    { "Units", convert_opts },
    { "Units of the input", assume_opts },
    { "Accumulations", accumulation_opts },
    { "Plausibility", plausible_opts },
    { "Outliers", outliers_opts },
    { "Gaps in time", fill_opts },
    { "Gaps in space", spread_opts },
    { "Flags", flag_opts },
    { "Derived fields", derive_opts },
    { "Calendar", calendars_opts },
    { "Hours", hours_opts },
    { "Time", schedule_opts },
    { "Statistics in time", periods_opts },
    { "One pass, resumed", state_opts },
    { "Climatology", climatology_opts },
    { "Anomalies", anomaly_opts },
    { "Grid", space_opts },
    { "Points", points_opts },
    { "Observations", pair_opts },
    { "Coordinates", coordinates_opts },
    { "Transforms", transform_opts },
    { "Patches", patches_opts },
    { "Augmentation", augment_opts },
    { "Learning data", split_opts },
    { "Explanation, lists, repair", only_opts },
    { 0 },
};

static const struct command self = {
    .name = "harmonise",
    .about = "Read any gridded or EO source, make it CF.",
    .operands = "[FILE]...",
    .takes = TAKES_RASTER | GIVES_STREAM,
    .groups = groups,
};

/* harmonise(1): the order in which things happen, and how --explain says it. */
static const struct stage_kind order[] = {
    { levels_open, WIDE, "levels and members are selected" },
    { stated_open, WIDE, "fields are what --as says" },
    { vectors_open, WIDE, "vectors are turned to east and north" },
    { identity_open, WIDE, "fields get their names" },
    { leads_open, WIDE, "months and lead times are selected" },
    { axes_open, WIDE, "axes are ordered and cut to the box" },
    { flag_open, WIDE, "flags are added" },
    { qa_open, WIDE, "quality bits mask cells" },
    { valid_open, REAL, "values outside their range become missing" },
    { masks_source_open, WIDE, "masks cut cells of the source" },
    { accumulation_open, REAL,
      "accumulations become amounts of steps, with bounds" },
    { assume_open, WIDE, "units of the input are as stated" },
    { plausible_open, WIDE, "values are held against their plausible range" },
    { canonical_open, WIDE, "units become canonical" },
    { hampel_open, REAL, "outliers among the steps around them are found" },
    { clip_open, REAL, "outliers of whole series are found" },
    { fill_open, REAL, "gaps in time are filled" },
    { spread_open, REAL, "gaps in space are filled" },
    { thornthwaite_open, REAL,
      "evapotranspiration is derived; all steps are kept" },
    { derive_open, REAL, "fields are derived" },
    { calendars_open, REAL, "steps pass to another calendar" },
    { hours_open, REAL, "one step a day is taken" },
    { periods_open, WIDE, "steps become statistics of periods" },
    { space_open, WIDE, "fields are put on another grid" },
    { points_open, WIDE, "fields are taken at stations" },
    { fuse_open, REAL, "sources are fused" },
    { masks_target_open, WIDE, "masks cut cells of the grid" },
    { climatology_open, REAL, "steps become a climatology" },
    { anomaly_open, REAL, "fields become anomalies" },
    { transform_open, REAL, "fields are transformed" },
    { patches_open, WIDE, "the grid is cut into patches" },
    { augment_open, WIDE, "members are added, turned over and round" },
    { split_open, WIDE, "steps are to train, to validate or to test" },
    { units_open, WIDE, "units become those asked for" },
    { pair_open, WIDE, "observations go beside the fields" },
    { coordinates_open, WIDE, "places of cells of HEALPix are added" },
    { 0 },
};

static void say_source(const struct job *job, const struct dataset *ds);
static int run(struct reader *in, struct writer *out);
static int alone(const struct job *job);
static int repair(void);

int main(int argc, char **argv) {
    struct job job;
    struct assets *assets = NULL;
    struct reader *in = NULL;
    struct writer *out = NULL;
    int status;

    TRY(command_parse(&self, argc, argv, &job));
    if (cfg.repair != NULL || cfg.list != NULL)
        return command_end(&self, alone(&job));
    TRY(input_take(&job.input, &assets));
    TRY(asides_check(groups, &job));
    TRY(sources_start(&job));
    if (!cfg.explain || sources_is_branch())
        TRY(writer_open(&out, &job.output));
    TRY(reader_open(&in, &job.input));
    stages_of(in);
    say_source(&job, reader_dataset(in));
    status = cfg.explain && !sources_is_branch()
                 ? explain_print(reader_dataset(in), order)
                 : run(in, out);
    TRY(reader_fault(in, status));
done:
    writer_free(out);
    reader_free(in);
    sources_leave(status);
    assets_free(assets);
    return command_end(&self, status);
}

/* -v: which source profile was taken. */
static void say_source(const struct job *job, const struct dataset *ds) {
    const char *profile = atts_text(&ds->atts, "twinpipe_source");

    if (job->verbose && profile != NULL)
        fprintf(stderr, "harmonise: source profile %s\n", profile);
}

/* What reads no input. */
static int alone(const struct job *job) {
    if (job->input.nfiles > 0)
        return err_set(EX_USAGE, "--%s: takes nothing beside it, not %s",
                       cfg.list ? "list" : "repair", job->input.file[0]);
    return cfg.list ? list_print(cfg.list) : repair();
}

/* --repair: in place; says how many steps are whole. */
static int repair(void) {
    uint64_t steps;
    int status;

    TRY(stream_repair(cfg.repair, &steps));
    printf("%s: %llu whole step%s\n", cfg.repair, (unsigned long long)steps,
           steps == 1 ? "" : "s");
done:
    return status;
}

/* The last stage: what reaches it is written. */
struct sink {
    struct stage st;
    struct writer *out;
};

static int sink_put(struct stage *st, const struct step *s) {
    return writer_put(((struct sink *)st)->out, s);
}

static int run(struct reader *in, struct writer *out) {
    struct sink sink = { .st.put = sink_put, .out = out };
    struct stage *first = &sink.st;
    const struct dataset *ds = reader_dataset(in);
    const struct step *s;
    int status;

    TRY(chain_open(order, sources_is_branch() ? fuse_open : NULL, &first, &ds));
    TRY(writer_begin(out, ds));
    sink.st.pulls = writer_pulls(out);
    if (cfg.explain)
        goto done;
    while ((status = reader_next(in, &s)) == EX_OK && s != NULL)
        TRY(stage_take(first, reader_dataset(in), s));
    TRY(status);
    for (struct stage *st = first; st != NULL; st = st->next)
        if (st->end != NULL)
            TRY(st->end(st));
    TRY(writer_commit(out));
    for (struct stage *st = first; st != NULL; st = st->next)
        if (st->commit != NULL)
            TRY(st->commit(st));
done:
    chain_free(first);
    step_free(sink.st.filled);
    return status;
}
