/* SPDX-License-Identifier: Apache-2.0 */
/* detect-events -- find events in fields, step by step; see detect-events(1) */
#include "cmd/detect-events/kinds.h"

static const struct method methods[] = {
    { "heavy-rain", "accumulated rain above a threshold", heavy_rain_opts,
      heavy_rain_run },
    { "storm", "extratropical lows and their tracks", storm_opts, storm_run },
    { 0 },
};

static const struct command self = {
    .name = "detect-events",
    .about = "Find, label, track and attribute events in fields.",
    .operands = "[FILE]...",
    .takes = TAKES_RASTER | GIVES_STREAM,
    .methods = methods,
    .kind = "KIND",
};

int main(int argc, char **argv) {
    struct job job;
    struct reader *in = NULL;
    struct writer *out = NULL;
    int status;

    TRY(command_parse(&self, argc, argv, &job));
    TRY(writer_open(&out, &job.output));
    TRY(reader_open(&in, &job.input)); /* FILE... or standard input */
    status = err_in(job.method->run(in, out), job.method->name);
    TRY(reader_fault(in, status));
    TRY(writer_commit(out)); /* end mark, fsync, rename */
done:
    writer_free(out); /* without a commit nothing is left behind */
    reader_free(in);
    return command_end(&self, status);
}
