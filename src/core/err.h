/* SPDX-License-Identifier: Apache-2.0 */
/* err -- one way to fail: a code of sysexits.h and one message */
#ifndef TWIN_ERR_H
#define TWIN_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <sysexits.h>

/* What a plug-in shares with the command that loaded it. */
#define HOST              __attribute__((visibility("default")))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_CHECK        __attribute__((warn_unused_result))

/* A gate that does not hold; `verify` alone returns it. */
#define EX_GATE 1
/* Lack of memory is EX_OSERR (71), a failing read or write EX_IOERR (74). */

/* err_set -- keeps a message for this thread and returns code, so that a
 * failure is one statement: return err_set(EX_DATAERR, "%s: ...", path); */
HOST int err_set(int code, const char *fmt, ...) PRINTF(2, 3);

/* err_in -- puts "context: " before the message, unless code is EX_OK; returns
 * code. */
HOST int err_in(int code, const char *context);

/* err_text -- the message kept, "" when there is none; valid until the next
 * err_set() or err_in() of this thread. */
HOST const char *err_text(void);

/* err_os -- the code of an errno after a failed call on a file: 66 absent, 77
 * no permission, 73 cannot create there, 74 all else; with the message
 * "path: strerror". */
HOST int err_os(int number, const char *path);

/* err_folder -- 66: path is a folder where an input was to be read. */
HOST int err_folder(const char *path);

/* err_name -- the name of the command, which err_print() and warn() put first;
 * borrowed for good. */
HOST void err_name(const char *name);

/* err_command -- that name. */
HOST const char *err_command(void);

/* err_print -- one line on standard error: "NAME: message".  Control characters
 * that came with the data are escaped. */
HOST void err_print(void);

/* err_about -- the file that warnings are about from here on, NULL none;
 * borrowed until the next call; returns the one before. */
HOST const char *err_about(const char *file);

/* err_has_subject -- does a message begin with a file, that of err_about() or
 * one that is there, or with an option? */
HOST bool err_has_subject(const char *text);

/* warn -- one line on standard error, "NAME: warning: ..."; never stops.  The
 * file of err_about() goes before a text that begins with neither a file nor an
 * option.  What was said is not said again. */
HOST void warn(const char *fmt, ...) PRINTF(1, 2);

/* TRY -- leaves through the label `done` when call fails.  The function has an
 * `int status`, and frees at `done` what it still owns. */
#define TRY(call)                                                              \
    do {                                                                       \
        if ((status = (call)) != EX_OK)                                        \
            goto done;                                                         \
    } while (0)

#endif
