/* SPDX-License-Identifier: Apache-2.0 */
/* branches -- more processes of this program, whose output this one reads */
#ifndef TWIN_BRANCHES_H
#define TWIN_BRANCHES_H

#include <stddef.h>

#include "core/err.h"

struct branches;

/* BRANCHES_STEM -- no branch: the process that reads them. */
#define BRANCHES_STEM SIZE_MAX

/*
 * branches_new -- goes on in 1 + n processes.
 *
 *   inside  out  the branch that this is, whose standard output is its pipe and
 *                whose *out is NULL; BRANCHES_STEM
 *
 * Errors   EX_OSERR  no pipe, or no process
 * Threads  before the first parallel region: they do not go with a process
 */
MUST_CHECK int branches_new(struct branches **out, size_t n, size_t *inside);

/* branches_path -- the pipe of one as a file for reader_open(); valid until
 * branches_free(). */
const char *branches_path(const struct branches *b, size_t i);

/* branches_fault -- the status of who reads one: its own exit code, where it
 * has said in the stream why it failed. */
MUST_CHECK int branches_fault(struct branches *b, size_t i, int status);

/* branches_leave -- ends a branch, without a word. */
_Noreturn void branches_leave(int status);

/* branches_free -- ends those that go on.  NULL: none. */
void branches_free(struct branches *b);

#endif
