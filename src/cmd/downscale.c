/* SPDX-License-Identifier: Apache-2.0 */
/* downscale -- to a finer grid, with what is known of it; see downscale(1) */
#include "cmd/downscale/methods.h"

static const struct method methods[] = {
    { "bilinear", "between four centres", bilinear_opts, bilinear_run },
    { "conservative", "means over overlapping areas", conservative_opts,
      conservative_run },
    { "lapse", "bilinear, corrected for elevation", lapse_opts, lapse_run },
    { 0 },
};

static const struct command self = {
    .name = "downscale",
    .about = "Bring fields to a finer grid.",
    .operands = "[FILE]...",
    .takes = TAKES_RASTER | GIVES_STREAM,
    .methods = methods,
    .kind = "METHOD",
};

int main(int argc, char **argv) {
    struct job job;
    struct reader *in = NULL;
    struct writer *out = NULL;
    int status;

    TRY(command_parse(&self, argc, argv, &job));
    TRY(writer_open(&out, &job.output));
    TRY(reader_open(&in, &job.input));
    TRY(reader_fault(in, job.method->run(in, out)));
    TRY(writer_commit(out));
done:
    writer_free(out);
    reader_free(in);
    return command_end(&self, status);
}
