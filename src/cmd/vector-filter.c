/* SPDX-License-Identifier: Apache-2.0 */
/* vector-filter -- features through a pipe; see vector-filter(1) */
#include <string.h>

#include "cmd/vector-filter/operations.h"

static struct {
    const char *layer, *source_crs, *on_error;
    size_t bad; /* features that were skipped or passed */
} cfg;

static const char *const on_error_words[] = { "fail", "skip", "pass", NULL };

static const struct opt opts[] = {
    { .name = "layer",
      .arg = "NAME",
      .text = &cfg.layer,
      .help = "layer of a GeoPackage and its like (the only one)" },
    { .name = "source-crs",
      .arg = "CRS",
      .text = &cfg.source_crs,
      .help = "of input that has none, as EPSG:4267" },
    { .name = "on-error",
      .arg = "HOW",
      .text = &cfg.on_error,
      .words = on_error_words,
      .help = "a bad feature: fail (default), skip or pass it" },
    { 0 },
};

static const struct method operations[] = {
    { "where", "features for which a condition is true", where_opts, NULL },
    { "bbox", "features whose envelope touches a box", bbox_opts, NULL },
    { "zonal", "statistics of a raster under polygons", zonal_opts, NULL },
    { 0 },
};

/* In the order of the operations. */
static operation *const runs[] = { where_run, bbox_run, zonal_run };

static const struct command self = {
    .name = "vector-filter",
    .about = "Filter features and sample rasters under them.",
    .operands = "[FILE]...",
    .takes = TAKES_FILES | GIVES_FILE,
    .opts = opts,
    .methods = operations,
    .kind = "OPERATION",
};

int main(int argc, char **argv) {
    struct job job;
    struct features_in what = { 0 };
    struct features *in = NULL;
    struct features_out *out = NULL;
    int status;

    TRY(command_parse(&self, argc, argv, &job));
    what.nfiles = job.nfiles;
    what.file = job.file;
    what.layer = cfg.layer;
    what.source_crs = cfg.source_crs;
    in = features_open(&what);
    TRY(features_out_open(&out, job.output.file, job.output.form));
    TRY(runs[job.method - operations](in, out));
    TRY(features_commit(out));
    if (cfg.bad > 0)
        warn("%zu bad feature%s", cfg.bad, cfg.bad > 1 ? "s" : "");
done:
    features_out_free(out);
    features_free(in);
    return command_end(&self, status);
}

int feature_fault(int status, const struct item *item,
                  struct features_out *out) {
    if (status != EX_DATAERR || cfg.on_error == NULL ||
        strcmp(cfg.on_error, "fail") == 0)
        return err_in(status, item->where);
    cfg.bad++;
    return strcmp(cfg.on_error, "pass") == 0
               ? features_put(out, item->text, item->n)
               : EX_OK;
}
