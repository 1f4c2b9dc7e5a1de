/* SPDX-License-Identifier: Apache-2.0 */
#include "core/guard.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/err.h"
#include "core/output.h"

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
enum { CRASHES = sizeof crashes / sizeof crashes[0], STACK = 1 << 16 };

static struct sigaction before[CRASHES];
static char line[1024];
static _Alignas(16) char stack[STACK]; /* the crash may be an overflow of the
                                          stack itself */

/* Nothing here but what a signal handler may call. */
static void on_crash(int number) {
    (void)number;
    parts_remove();
    (void)!write(STDERR_FILENO, line, strlen(line));
    _exit(EX_DATAERR);
}

void guard_begin(const char *path) {
    struct sigaction action = { .sa_handler = on_crash,
                                .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND) };
    const stack_t alternative = { .ss_sp = stack, .ss_size = STACK };

    snprintf(line, sizeof line - 64, "%s: %s", err_command(), path);
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    strcat(line, ": damaged (the library that reads it crashed)\n");
    sigaltstack(&alternative, NULL);
    for (int i = 0; i < CRASHES; i++)
        sigaction(crashes[i], &action, &before[i]);
}

void guard_end(void) {
    for (int i = 0; i < CRASHES; i++)
        sigaction(crashes[i], &before[i], NULL);
}
