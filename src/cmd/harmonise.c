/* SPDX-License-Identifier: Apache-2.0 */
/* harmonise -- read any gridded or EO source, make it CF; see harmonise(1) */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/stream.h"

struct harmonise cfg = { .box.west = NAN, .min_frac = NAN };

static const char *const names_words[] = { "cf", "keep", NULL };
static const char *const join_words[] = { "auto", "time", "variable", NULL };
static const char *const overlap_words[] = { "error", "first", NULL };
static const char *const lon_words[] = { "180", "0-360", "keep", NULL };
static const char *const lat_words[] = { "up", "down", "keep", NULL };
static const char *const label_words[] = { "start", "mid", "end", NULL };

static const struct opt opts[] = {
    { .name = "source",
      .arg = "NAME|FILE",
      .text = &cfg.source,
      .help = "source profile; auto (default) finds it, none is without" },
    { .name = "join",
      .arg = "HOW",
      .text = &cfg.join,
      .words = join_words,
      .help = "join FILEs by auto (default), time or variable" },
    { .name = "on-overlap",
      .arg = "HOW",
      .text = &cfg.on_overlap,
      .words = overlap_words,
      .help = "two steps at one time: error (default), or keep the first" },
    { .name = "rename",
      .arg = "OLD=NEW,...",
      .texts = &cfg.rename,
      .help = "give fields other names" },
    { .name = "names",
      .arg = "HOW",
      .text = &cfg.names,
      .words = names_words,
      .help = "cf (default): the names of CMIP; keep: those of the input" },
    { .name = "bbox",
      .arg = "W,S,E,N",
      .bbox = &cfg.box,
      .help = "cells whose centre is inside, in degrees" },
    { .name = "lon",
      .arg = "RANGE",
      .text = &cfg.lon,
      .words = lon_words,
      .help = "longitudes from -180 (180, default), from 0 (0-360), or keep" },
    { .name = "lat",
      .arg = "ORDER",
      .text = &cfg.lat,
      .words = lat_words,
      .help = "latitudes up (default), down, or keep" },
    { .name = "accumulation",
      .arg = "VAR=step:LENGTH:start|end",
      .texts = &cfg.accumulation,
      .help = "amounts of steps that long, stamped at their start or end" },
    { .name = "assume-units",
      .arg = "VAR=UNIT,...",
      .texts = &cfg.assume,
      .help = "the unit of the input, where it is absent or wrong" },
    { .name = "every",
      .arg = "PERIOD",
      .text = &cfg.every,
      .help = "one step each hour, Nhour, day, month, season, year, all ..." },
    { .name = "stat",
      .arg = "LIST",
      .text = &cfg.stat,
      .help = "mean, sum, min, max (default: sum of amounts, mean of others)" },
    { .name = "min-valid",
      .arg = "RULE",
      .text = &cfg.min_valid,
      .help = "share of a period that must be valid: 90%, all, any, or steps" },
    { .name = "equal-steps",
      .flag = &cfg.equal_steps,
      .help = "a mean counts all steps alike, whatever their length" },
    { .name = "day-start",
      .arg = "HH:MM",
      .text = &cfg.day_start,
      .help = "when days and longer periods begin (00:00)" },
    { .name = "label",
      .arg = "WHERE",
      .text = &cfg.label,
      .words = label_words,
      .help = "stamp a period at its start (default), mid or end" },
    { .name = "grid",
      .arg = "GRID",
      .text = &cfg.grid,
      .help = "target: DEG, DXxDY, rNXxNY or W,S,E,N,DX[,DY]" },
    { .name = "method",
      .arg = "NAME",
      .text = &cfg.method,
      .help = "nearest, bilinear or conservative (default by quantity)" },
    { .name = "min-frac",
      .arg = "F",
      .number = &cfg.min_frac,
      .help = "least valid share of a target cell's weight" },
    { .name = "units",
      .arg = "VAR=UNIT,...|keep",
      .texts = &cfg.units,
      .help = "units of the output (default: those of the quantity table)" },
    { .name = "repair",
      .arg = "FILE",
      .text = &cfg.repair,
      .help = "only make a saved stream whole that was cut from its writer" },
    { 0 },
};

static const struct command self = {
    .name = "harmonise",
    .about = "Read any gridded or EO source, make it CF.",
    .operands = "[FILE]...",
    .takes = TAKES_RASTER | GIVES_STREAM,
    .opts = opts,
};

/* harmonise(1): the order in which things happen. */
static stage_open *const order[] = {
    identity_open, axes_open,  accumulation_open, canonical_open,
    periods_open,  space_open, units_open,
};

static int run(struct reader *in, struct writer *out);
static int repair(void);

int main(int argc, char **argv) {
    struct job job;
    struct reader *in = NULL;
    struct writer *out = NULL;
    int status;

    TRY(command_parse(&self, argc, argv, &job));
    if (cfg.repair != NULL)
        return command_end(&self, repair());
    job.input.profile = cfg.source ? cfg.source : "auto";
    if (cfg.join != NULL)
        job.input.join = strcmp(cfg.join, "time") == 0       ? JOIN_TIME
                         : strcmp(cfg.join, "variable") == 0 ? JOIN_VARIABLE
                                                             : JOIN_AUTO;
    if (cfg.on_overlap != NULL && strcmp(cfg.on_overlap, "first") == 0)
        job.input.overlap = OVERLAP_FIRST;
    TRY(writer_open(&out, &job.output));
    TRY(reader_open(&in, &job.input));
    TRY(run(in, out));
    TRY(writer_commit(out));
done:
    writer_free(out);
    reader_free(in);
    return command_end(&self, status);
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

/* Opens the stages that have something to do, each on what the one before
 * passes on.  *ds is what comes out at the end. */
static int chain_open(struct stage **first, struct stage *last,
                      const struct dataset **ds) {
    struct stage **tail = first;
    int status = EX_OK;

    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        struct stage *st = NULL;
        TRY(order[k](&st, *ds));
        if (st == NULL)
            continue;
        st->next = last;
        *tail = st;
        tail = &st->next;
        *ds = st->ds;
    }
done:
    return status;
}

static void chain_free(struct stage *first, const struct stage *last) {
    while (first != last) {
        struct stage *next = first->next;
        dataset_free(first->ds);
        first->free(first);
        first = next;
    }
}

static int run(struct reader *in, struct writer *out) {
    struct sink sink = { .st.put = sink_put, .out = out };
    struct stage *first = &sink.st;
    const struct dataset *ds = reader_dataset(in);
    const struct step *s;
    int status;

    TRY(chain_open(&first, &sink.st, &ds));
    TRY(writer_begin(out, ds));
    while ((status = reader_next(in, &s)) == EX_OK && s != NULL)
        TRY(first->put(first, s));
    for (struct stage *st = first; status == EX_OK && st; st = st->next)
        if (st->end != NULL)
            status = st->end(st);
done:
    chain_free(first, &sink.st);
    return status;
}
