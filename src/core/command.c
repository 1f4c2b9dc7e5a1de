/* SPDX-License-Identifier: Apache-2.0 */
#include "core/command.h"

#include <errno.h>
#include <fcntl.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "core/help.h"
#include "core/line.h"
#include "core/mem.h"
#include "core/option.h"
#include "core/parse.h"
#include "core/progress.h"
#include "version.h"

static struct {
    struct texts variables;
    const char *time, *file, *form, *memory_text, *list, *completion;
    size_t zstd, jobs, memory;
    bool unterminated, verbose, progress, help, version;
} shared = { .zstd = SIZE_MAX, .jobs = SIZE_MAX, .memory = (size_t)1 << 30 };

static const char **files, **variables; /* of the job, until exit */
static struct timespec started;
static char plural[32]; /* of command.kind: "kinds" */
static const char *const list_words[] = { plural, NULL };
static const char *const shells[] = { "bash", NULL };

static const struct opt raster_opts[] = {
    { 0, "variable", "LIST", "read these fields only: names, by commas",
      .texts = &shared.variables },
    { 0, "time", "A/B", "read these times only, ends included; .. is open",
      .text = &shared.time },
    { 0, "accept-unterminated", NULL, "read a stream that has no end mark",
      .flag = &shared.unterminated },
    { 0 },
};

static const struct opt file_opts[] = {
    { 'o', "output", "FILE", "write to FILE, whole or not at all",
      .text = &shared.file },
    { 'f', "format", "FORM", "form of the output, whatever its suffix",
      .text = &shared.form },
    { 0 },
};

static const struct opt stream_opts[] = {
    { 'z', "zstd", "[LEVEL]", "compress the stream, LEVEL 1 to 19 (3)",
      .count = &shared.zstd, .lone = "3" },
    { 0 },
};

static const struct opt list_opts[] = {
    { 0, "list", "WORD", "print what there is, with a line on each",
      .text = &shared.list, .words = list_words },
    { 0 },
};

static const struct opt common_opts[] = {
    { 'j', "jobs", "N", "threads (all there are)", .count = &shared.jobs },
    { 0, "memory", "SIZE", "most memory for whole series, as 512M (1G)",
      .text = &shared.memory_text },
    { 'v', "verbose", NULL, "at the end, say version, options, time, memory",
      .flag = &shared.verbose },
    { 0, "progress", NULL, "show progress, also when it is no terminal",
      .flag = &shared.progress },
    { 0, "completion", "SHELL", "print a completion script: bash",
      .text = &shared.completion, .words = shells },
    { 'h', "help", NULL, "print this help", .flag = &shared.help },
    { 'V', "version", NULL, "print the version", .flag = &shared.version },
    { 0 },
};

/* The words not read yet, and what came of those before. */
struct parser {
    const struct command *c;
    struct job *job;
    struct options known;       /* options there are */
    struct options common;      /* those of them that all commands share */
    char **next;                /* NULL-ended */
    bool no_options;            /* after "--" */
    const struct method *shown; /* the one that a word has chosen */
};

static void add_shared(struct parser *p, const struct opt *table) {
    options_add(&p->known, table);
    options_add(&p->common, table);
}

static void add_tables(struct parser *p) {
    const char *kind = p->c->kind;
    size_t n = 0;

    add_shared(p, common_opts);
    if (p->c->methods) {
        for (; kind[n] && n + 2 < sizeof plural; n++)
            plural[n] = (char)(kind[n] | 0x20);
        plural[n] = 's';
        add_shared(p, list_opts);
    }
    if (p->c->takes & GIVES_STREAM)
        add_shared(p, stream_opts);
    if (p->c->takes & (GIVES_STREAM | GIVES_FILE))
        add_shared(p, file_opts);
    if (p->c->takes & TAKES_RASTER)
        add_shared(p, raster_opts);
    for (const struct opt_group *g = p->c->groups; g && g->title; g++)
        options_add(&p->known, g->opts);
    options_add(&p->known, p->c->opts);
}

static void take_method(struct parser *p, const struct method *m) {
    p->job->method = p->shown = m;
    options_add(&p->known, m->opts);
    line_word(m->name);
}

/* Options that ask for something else than work. */
static void answer(struct parser *p) {
    if (shared.help)
        help_print(p->c, p->shown, &p->known, &p->common);
    else if (shared.version)
        printf("%s (%s)\n", p->c->name, command_version());
    else if (shared.list)
        help_list(p->c);
    else if (shared.completion)
        help_completion(p->c, &p->common);
    else
        return;
    exit(command_end(p->c, EX_OK));
}

/* How and where the result is stored is no part of its history. */
static bool is_history(const struct opt *o) {
    const struct opt *const silent[] = { common_opts, file_opts, stream_opts };

    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
        for (const struct opt *t = silent[i]; t->name; t++)
            if (t == o)
                return false;
    return true;
}

static int take(struct parser *p, const struct opt *o, const char *shown,
                const char *value) {
    const int status = option_take(&p->known, o, shown, value);

    if (status == EX_OK && is_history(o))
        line_option(o->name, o->arg, value ? value : o->lone);
    if (status == EX_OK)
        answer(p);
    return status;
}

static int take_next(struct parser *p, const struct opt *o, const char *shown) {
    if (o->flag || o->lone)
        return take(p, o, shown, NULL);
    if (*p->next == NULL)
        return err_set(EX_USAGE, "%s: needs an argument (%s %s)", shown, shown,
                       o->arg);
    return take(p, o, shown, *p->next++);
}

/* --NAME, --NAME=VALUE or --NAME VALUE. */
static int take_long(struct parser *p, const char *word) {
    const size_t n = strcspn(word, "=");
    const struct opt *o = option_named(&p->known, word, n);
    char shown[64];

    if (o == NULL)
        return option_unknown(&p->known, word, n);
    snprintf(shown, sizeof shown, "--%s", o->name);
    if (word[n] == 0)
        return take_next(p, o, shown);
    if (o->flag)
        return err_set(EX_USAGE, "%s: takes no argument", shown);
    return take(p, o, shown, word + n + 1);
}

/* -abcVALUE: letters of flags, then maybe one with an argument. */
static int take_letters(struct parser *p, const char *word) {
    const struct opt *o;
    char shown[3] = "-?";
    int status = EX_OK;

    for (; *word && status == EX_OK; word++) {
        shown[1] = *word;
        o = option_lettered(&p->known, *word);
        if (o == NULL)
            return err_set(EX_USAGE, "%s: no such option (see --help)", shown);
        if (o->flag || word[1] == 0)
            status = take_next(p, o, shown);
        else if (o->lone && (word[1] < '0' || word[1] > '9'))
            status = take(p, o, shown, NULL);
        else
            return take(p, o, shown, word + 1);
    }
    return status;
}

static int take_operand(struct parser *p, const char *word) {
    if (p->c->methods && p->job->method == NULL) {
        const struct method *m = method_find(p->c->methods, word);
        if (m == NULL)
            return method_unknown(p->c, word);
        take_method(p, m);
        return EX_OK;
    }
    if (!(p->c->takes & (TAKES_RASTER | TAKES_FILES)))
        return err_set(EX_USAGE, "\"%s\": %s takes no operand", word,
                       p->c->name);
    files[p->job->nfiles++] = word;
    return EX_OK;
}

static int take_word(struct parser *p) {
    const char *word = *p->next++;

    if (p->no_options || word[0] != '-' || word[1] == 0)
        return take_operand(p, word);
    if (word[1] != '-')
        return take_letters(p, word + 1);
    if (word[2])
        return take_long(p, word + 2);
    p->no_options = true;
    return EX_OK;
}

static int take_all(struct parser *p) {
    const struct method *m;
    int status = EX_OK;

    if (p->c->methods && p->c->usual) {
        m = *p->next ? method_find(p->c->methods, *p->next) : NULL;
        p->next += m != NULL;
        take_method(p, m ? m : method_find(p->c->methods, p->c->usual));
        p->shown = m;
    }
    while (*p->next && status == EX_OK)
        status = take_word(p);
    if (status == EX_OK && p->c->methods && p->job->method == NULL)
        return err_set(EX_USAGE, "no %s given (see --list %s)", p->c->kind,
                       plural);
    return status == EX_OK ? option_check(&p->known) : status;
}

/* --variable a,b --variable c: three names. */
static int fill_variables(struct input *in) {
    char **word;
    size_t n;

    for (size_t i = 0; i < shared.variables.n; i++) {
        if (parse_list(shared.variables.text[i], &word, &n) != EX_OK)
            return err_in(EX_USAGE, "--variable");
        variables = mem_grow(variables, in->nvariables + n, sizeof *variables);
        for (size_t k = 0; k < n; k++)
            variables[in->nvariables++] = word[k];
    }
    in->variable = variables;
    return EX_OK;
}

static int fill_input(struct job *job) {
    struct time_range range;

    if (shared.time && parse_time_range(shared.time, &range) != EX_OK)
        return err_in(EX_USAGE, "--time");
    job->input.nfiles = job->nfiles;
    job->input.file = job->file;
    job->input.time = shared.time;
    job->input.accept_unterminated = shared.unterminated;
    return fill_variables(&job->input);
}

static int fill_numbers(struct job *job) {
    const bool z = shared.zstd != SIZE_MAX, j = shared.jobs != SIZE_MAX;

    if (z && (shared.zstd < 1 || shared.zstd > 19))
        return err_set(EX_USAGE, "--zstd: level %zu is not from 1 to 19",
                       shared.zstd);
    if (j && (shared.jobs < 1 || shared.jobs > 1024))
        return err_set(EX_USAGE, "--jobs: %zu is not from 1 to 1024",
                       shared.jobs);
    if (shared.memory_text &&
        parse_bytes(shared.memory_text, &shared.memory) != EX_OK)
        return err_in(EX_USAGE, "--memory");
    if (j)
        omp_set_num_threads((int)shared.jobs);
    job->jobs = omp_get_max_threads();
    job->memory = shared.memory;
    job->verbose = shared.verbose;
    job->output = (struct output){ .file = shared.file,
                                   .form = shared.form,
                                   .zstd = z ? (int)shared.zstd : 0,
                                   .jobs = job->jobs,
                                   .history = line_text() };
    return EX_OK;
}

/* A file opened as descriptor 1 would take what is meant for the output; one
 * that cannot be written says so when it is used. */
static void open_standard(void) {
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
            _exit(EX_OSERR);
}

/* A thread of OpenMP that waits spins unless its start tells otherwise: half of
 * the speed of a pipe on two cores.  A failure to start again costs only that.
 */
static void wait_passively(const struct job *job, char **argv) {
    char self[4096];
    ssize_t n;

    if (job->jobs < 2 || getenv("OMP_WAIT_POLICY") || getenv("GOMP_SPINCOUNT"))
        return;
    n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n > 0 && setenv("OMP_WAIT_POLICY", "passive", 1) == 0) {
        self[n] = 0;
        execv(self, argv);
    }
}

int command_parse(const struct command *c, int argc, char **argv,
                  struct job *job) {
    struct parser p = { .c = c, .job = job };
    int status;

    clock_gettime(CLOCK_MONOTONIC, &started);
    err_name(c->name);
    open_standard();
    signal(SIGXFSZ, SIG_IGN); /* write() then fails with EFBIG */
    *job = (struct job){ 0 };
    line_word(c->name);
    p.next = argv + (argc > 0);
    files = mem_array((size_t)argc + 1, sizeof *files);
    job->file = files;
    add_tables(&p);
    TRY(take_all(&p));
    for (size_t i = 0; i < job->nfiles; i++)
        line_file(job->file[i]);
    TRY(fill_input(job));
    TRY(fill_numbers(job));
    wait_passively(job, argv);
    if (shared.progress)
        progress_force();
done:
    free(p.known.given);
    return status;
}

/* What was asked for, and what it cost. */
static void report(const struct command *c) {
    struct timespec now;
    struct rusage use = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    getrusage(RUSAGE_SELF, &use);
    fprintf(stderr, "%s: %s; %s; %d threads, %.3f s, %.1f MiB\n", c->name,
            command_version(), line_text(), omp_get_max_threads(),
            difftime(now.tv_sec, started.tv_sec) +
                1e-9 * (double)(now.tv_nsec - started.tv_nsec),
            (double)use.ru_maxrss / 1024);
}

int command_end(const struct command *c, int status) {
    const bool failed = fflush(stdout) != 0 || ferror(stdout);

    progress_end();
    if ((failed || close(STDOUT_FILENO) != 0) && status == EX_OK)
        status = err_set(EX_IOERR, "standard output: %s", strerror(errno));
    if (status != EX_OK)
        err_print();
    if (shared.verbose)
        report(c);
    return status;
}

size_t command_memory(void) {
    return shared.memory;
}

bool command_memory_given(void) {
    return shared.memory_text != NULL;
}

bool command_verbose(void) {
    return shared.verbose;
}

const char *command_version(void) {
    return "twinpipe " VERSION;
}
