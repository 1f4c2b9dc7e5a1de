/* SPDX-License-Identifier: Apache-2.0 */
/* The program calls itself with words, and then is a command that says what
 * it understood. */
#include "core/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "core/line.h"
#include "tap.h"

static struct {
    struct quantity over;
    double share;
    size_t steps;
    struct texts events;
    struct bbox bbox;
    const char *stat, *mask;
    bool strict;
} cfg = { .over.value = NAN, .share = 0.5, .steps = 3 };

static const char *const stats[] = { "mean", "max", NULL };

static const struct opt own_opts[] = {
    { 0, "stat", "WORD", "mean or max", .text = &cfg.stat, .words = stats },
    { 'm', "mask", "FILE", "cells that count", .text = &cfg.mask },
    { 's', "strict", NULL, "fail early", .flag = &cfg.strict },
    { 0 },
};

static const struct opt hot_opts[] = {
    { 0, "over", "'X [UNIT]'", "count steps over X", .quantity = &cfg.over,
      .required = true },
    { 0, "share", "X", "least share", .number = &cfg.share },
    { 'n', "steps", "N", "least steps", .count = &cfg.steps },
    { 0, "events", "FILE", "a table of events", .texts = &cfg.events },
    { 0, "bbox", "W,S,E,N", "cells in a box", .bbox = &cfg.bbox },
    { 0 },
};

static const struct opt none_opts[] = { { 0 } };

static const struct method methods[] = {
    { "hot", "steps over a threshold", hot_opts, NULL },
    { "plain", "nothing at all", none_opts, NULL },
    { 0 },
};

static struct command self = {
    .name = "toy-cmd",
    .about = "Say what was understood.",
    .operands = "[FILE]...",
    .takes = TAKES_RASTER | GIVES_STREAM,
    .opts = own_opts,
    .methods = methods,
    .kind = "KIND",
};

static int toy(int argc, char **argv) {
    struct job job;
    int status;

    if (!strcmp(argv[1], "usual"))
        self.usual = "plain";
    TRY(command_parse(&self, argc - 1, argv + 1, &job));
    printf("%s %g%s%s %g %zu %d", job.method->name, cfg.over.value,
           cfg.over.unit ? " " : "", cfg.over.unit ? cfg.over.unit : "",
           cfg.share, cfg.steps, cfg.strict);
    printf(" [%s %s %d %d]", job.output.file ? job.output.file : "-",
           job.output.form ? job.output.form : "-", job.output.zstd, job.jobs);
    printf(" %zu", command_memory());
    for (size_t i = 0; i < job.input.nvariables; i++)
        printf(" %s", job.input.variable[i]);
    for (size_t i = 0; i < cfg.events.n; i++)
        printf(" e:%s", cfg.events.text[i]);
    for (size_t i = 0; i < job.nfiles; i++)
        printf(" f:%s", job.input.file[i]);
    printf("\n%s\n", line_text());
done:
    return command_end(&self, status);
}

static const char *program;
static char got[8192];

/* Runs the toy; its output and errors are in got. */
static int run(const char *words) {
    char *line = NULL;
    size_t size = 0, n;
    FILE *pipe, *text = open_memstream(&line, &size);
    int status;

    fprintf(text, "exec 2>&1; '%s' %s", program, words);
    fclose(text);
    pipe = popen(line, "r");
    n = fread(got, 1, sizeof got - 1, pipe);
    got[n] = 0;
    free(line);
    status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool gives(const char *words, const char *text) {
    const bool same = run(words) == 0 && !strncmp(got, text, strlen(text));

    if (!same)
        printf("# %s: %s", words, got);
    return same;
}

/* Refused with 64 and this one line. */
static bool refuses(const char *words, const char *message) {
    char line[1024];
    const int code = run(words);

    snprintf(line, sizeof line, "toy-cmd: %s\n", message);
    if (code != EX_USAGE || strcmp(got, line))
        printf("# %s: %d %s", words, code, got);
    return code == EX_USAGE && !strcmp(got, line);
}

static bool recorded(const char *words, const char *line) {
    char want[1024];
    const char *at;

    snprintf(want, sizeof want, "%s\n", line);
    at = run(words) == 0 ? strchr(got, '\n') : NULL;
    if (at == NULL || strcmp(at + 1, want))
        printf("# %s: %s", words, got);
    return at && !strcmp(at + 1, want);
}

static void test_forms(void) {
    ok(gives("t hot --over 3 -j1", "hot 3 0.5 3 0 [- - 0 1] 1073741824\n"),
       "--name value");
    ok(gives("t hot --over=-3.5degC -j1", "hot -3.5 degC 0.5 3 0 "),
       "--name=value; a quantity has its unit");
    ok(gives("t hot --over -3 --share 1e-2", "hot -3 0.01 3 0 "),
       "a value may begin with a dash");
    ok(gives("t hot --over 3 -sn5", "hot 3 0.5 5 1 ") &&
           gives("t hot --over 3 -s -n 5", "hot 3 0.5 5 1 "),
       "letters may be bundled, the last with its value");
    ok(gives("t -j 1 -z plain -o x.nc -f nc",
             "plain nan 0.5 3 0 [x.nc nc 3 1]") &&
           gives("t plain -z7 -j1", "plain nan 0.5 3 0 [- - 7 1]") &&
           gives("t plain --zstd=19 -j1", "plain nan 0.5 3 0 [- - 19 1]") &&
           gives("t plain -zs -j1", "plain nan 0.5 3 1 [- - 3 1]"),
       "-z may have a level; shared options may stand before the method");
    ok(gives("t plain --memory 2M -j1", "plain nan 0.5 3 0 [- - 0 1] 2097152"),
       "--memory");
    ok(gives("t plain -j1 - a -- -b --over",
             "plain nan 0.5 3 0 [- - 0 1] 1073741824 f:- f:a f:-b f:--over"),
       "- is an operand, and all after --");
    ok(gives("t plain a --variable x,y -j1 --variable z b",
             "plain nan 0.5 3 0 [- - 0 1] 1073741824 x y z f:a f:b"),
       "options and operands may be mixed; --variable takes lists");
    ok(gives("t hot --over 1 --events a --events b -j1",
             "hot 1 0.5 3 0 [- - 0 1] 1073741824 e:a e:b"),
       "an option of texts may be repeated");
    ok(gives("usual a.nc -j1",
             "plain nan 0.5 3 0 [- - 0 1] 1073741824 f:a.nc") &&
           gives("usual hot --over 1", "hot 1 "),
       "the usual method stands where the first word is none");
}

static void test_refused(void) {
    ok(refuses("t hot --ovr 3", "--ovr: no such option (did you mean --over?)"),
       "an unknown option is named, with the nearest");
    ok(refuses("t hot --shar=3",
               "--shar: no such option (did you mean --share?)"),
       "a name cut short is no option, but near");
    ok(refuses("t hot --zebra", "--zebra: no such option (see --help)"),
       "nothing is guessed from afar");
    ok(refuses("t plain --over 3", "--over: no such option (see --help)"),
       "an option of another method is unknown");
    ok(refuses("t hot -q", "-q: no such option (see --help)"), "so a letter");
    ok(refuses("t ht", "\"ht\": no such KIND (did you mean hot? there are hot, "
                       "plain)"),
       "an unknown method is named, with the nearest and all");
    ok(refuses("t", "no KIND given (see --list kinds)"), "no method");
    ok(refuses("t hot a.nc", "--over is required (--over 'X [UNIT]')"),
       "a required option");
    ok(refuses("t hot --over", "--over: needs an argument (--over 'X [UNIT]')"),
       "no argument");
    ok(refuses("t plain --strict=1", "--strict: takes no argument"),
       "an argument for a flag");
    ok(refuses("t plain --stat median",
               "--stat: \"median\" is not one of mean, max"),
       "a word that is none of the words");
    ok(refuses("t plain -m a --mask b", "--mask: given twice"), "given twice");
    ok(refuses("t plain -z20", "--zstd: level 20 is not from 1 to 19") &&
           refuses("t plain -j0", "--jobs: 0 is not from 1 to 1024"),
       "numbers out of range");
    ok(run("t hot --over 3 -n 12x") == EX_USAGE &&
           !strncmp(got, "toy-cmd: -n: \"12x\"", 18),
       "a number that is not one to its end");
    ok(run("t plain --time 2019-13") == EX_USAGE &&
           !strncmp(got, "toy-cmd: --time: ", 17),
       "a month 13");
    ok(run("t plain --memory 5X") == EX_USAGE &&
           !strncmp(got, "toy-cmd: --memory: ", 19),
       "a size that is none");
    ok(refuses("t --list kind", "--list: \"kind\" is not one of kinds"),
       "--list of what there is not");
}

static void test_line(void) {
    ok(recorded("t hot -j2 -v --over '35 degC' -o x.nc a.nc 2>&-",
                "toy-cmd hot --over '35 degC' a.nc"),
       "history: quoted; not where it goes, nor how fast");
    ok(recorded("t hot --over=3 --mask /data/secret/m.nc ../up/b.nc",
                "toy-cmd hot --over 3 --mask m.nc b.nc"),
       "paths outside the working folder are base names");
    ok(recorded("t plain \"$PWD/sub/c.nc\" sub/d.nc --time ../2020",
                "toy-cmd plain --time ../2020 sub/c.nc sub/d.nc"),
       "those inside are as they are; an open time is no path");
    ok(recorded("t plain 'https://me:pw@host/x.nc?token=1'",
                "toy-cmd plain https://host/x.nc"),
       "URLs lose user, password and query");
    ok(recorded("t plain \"it's\"", "toy-cmd plain 'it'\\''s'"), "quotes");
}

static void test_answers(void) {
    ok(run("t -V") == 0 && !strncmp(got, "toy-cmd (twinpipe ", 18),
       "-V prints command and version");
    ok(run("t --list kinds") == 0 &&
           !strcmp(got, "hot\tsteps over a threshold\nplain\tnothing at all\n"),
       "--list prints the table of methods");
    ok(run("t --help") == 0 &&
           strstr(got, "Usage: toy-cmd KIND [OPTION]... [FILE]...\n"
                       "Say what was understood.\n") &&
           strstr(got, "\n  hot    steps over a threshold\n") &&
           strstr(got, "\n  -m, --mask=FILE         cells that count\n"),
       "--help prints usage, methods and options");
    ok(run("t hot --help") == 0 &&
           strstr(got, "\n      --over='X [UNIT]'   count steps over X "
                       "(required)\n"),
       "that of a method its own options");
    ok(run("t hot --help >/dev/full") == EX_IOERR &&
           !strcmp(got, "toy-cmd: standard output: No space left on device\n"),
       "a full standard output is an error");
    ok(run("t hot --help >&-") == EX_IOERR, "so is one that is closed");
    ok(run("t --completion bash | bash -n") == 0 && *got == 0,
       "the completion is bash");
    ok(run("t hot --over 1 -v >/dev/null") == 0 &&
           strstr(got, "toy-cmd: twinpipe ") && strstr(got, " threads, ") &&
           strstr(got, " MiB\n"),
       "-v says version, options, seconds and memory");
}

int main(int argc, char **argv) {
    program = argv[0];
    setenv("OMP_WAIT_POLICY", "passive", 1); /* else it starts itself anew */
    if (argc > 1)
        return toy(argc, argv);
    test_forms();
    test_refused();
    test_line();
    test_answers();
    return done();
}
