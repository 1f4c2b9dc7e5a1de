/* SPDX-License-Identifier: Apache-2.0 */
/* command -- what all commands share: options, help, the job, the end.
 *
 * Parser, --help, --completion and the tests of the manuals come from the same
 * tables; see twin-options(7). */
#ifndef TWIN_COMMAND_H
#define TWIN_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/grid.h"
#include "core/reader.h"
#include "core/units.h"
#include "core/writer.h"

/* The values of an option that may be given several times, in order. */
struct texts {
    size_t n;
    const char **text; /* borrowed from argv */
};

/* One option.  Exactly one of the pointers is set, and says what its argument
 * must be; it is read whole, or the option is refused (EX_USAGE).  Only `texts`
 * may be given several times. */
struct opt {
    char letter;      /* 0: none */
    const char *name; /* long name, without dashes */
    const char *arg;  /* how help shows the argument; NULL: a flag */
    const char *help; /* one line, lower case, no full stop */
    bool *flag;
    const char **text;
    struct texts *texts; /* may be repeated */
    double *number;
    size_t *count;
    struct quantity *quantity;
    struct bbox *bbox;
    const char *const *words; /* NULL-ended: `text` must be one of them */
    bool required;
    const char *lone; /* "[ARG]" may be left out: what stands for it then */
};

/* A kind, method or operation of a command that has several. */
struct method {
    const char *name, *help;
    const struct opt *opts; /* the last has no name */
    int (*run)(struct reader *in, struct writer *out);
};

/* Which of the shared options a command takes, beside -h -V -v -j --memory
 * --progress --completion, and --list where it has methods.  An option of the
 * command's own goes before a shared one of the same name. */
enum {
    TAKES_RASTER = 1, /* FILEs are one dataset: --variable --time
                         --accept-unterminated */
    GIVES_STREAM = 2, /* -o -f -z */
    TAKES_FILES = 4,  /* FILEs are the command's own affair */
    GIVES_FILE = 8    /* -o -f */
};

/* Options of one affair, with a title of their own in --help. */
struct opt_group {
    const char *title;
    const struct opt *opts;
};

struct command {
    const char *name, *about; /* about = .Nd of the manual, with a full stop */
    const char *operands;     /* "[FILE]..." as help shows it; or NULL */
    unsigned takes;
    const struct opt *opts;         /* or NULL */
    const struct opt_group *groups; /* or NULL; the last has no title */
    const struct method *methods;   /* or NULL; the last has no name */
    const char *kind;               /* what a method is called: "KIND" */
    const char *usual; /* the method when the first word is none; or NULL */
};

/* What the options ask for. */
struct job {
    struct input input;
    struct output output;
    const struct method *method;
    size_t nfiles; /* operands */
    const char *const *file;
    int jobs;      /* -j: threads */
    size_t memory; /* --memory [bytes], 1 GiB */
    bool verbose;
};

/*
 * command_parse -- reads the options into the tables' variables and the job.
 *
 *   job   out  its lists and texts are valid until exit
 *
 * The first operand is the method, where there are some; options of a method
 * come after it.  -h, -V, --list and --completion print and exit.  Sets the
 * threads of OpenMP and the name of messages; from here on a file that grows
 * over its limit is an error of write(), and descriptors 0, 1 and 2 are open.
 *
 * Errors  EX_USAGE  `--ovr: no such option (did you mean --over?)`
 */
MUST_CHECK int command_parse(const struct command *c, int argc, char **argv,
                             struct job *job);

/* command_end -- closes standard output, which may fail (EX_IOERR); prints the
 * message of a failure and, with -v, version, options, seconds and peak
 * memory; returns the exit code. */
int command_end(const struct command *c, int status);

/* command_memory -- the bytes of --memory, for spools; command_memory_given --
 * were they asked for? */
size_t command_memory(void);
bool command_memory_given(void);

/* command_verbose -- was -v given? */
bool command_verbose(void);

/* command_version -- "twinpipe VERSION". */
const char *command_version(void);

#endif
