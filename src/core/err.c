/* SPDX-License-Identifier: Apache-2.0 */
#include "core/err.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/textset.h"

enum { LENGTH = 2048 };

static _Thread_local char message[LENGTH];
static const char *command = "twinpipe", *about;

int err_set(int code, const char *fmt, ...) {
    char text[LENGTH]; /* the arguments may be the message itself */
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    memcpy(message, text, sizeof message);
    return code;
}

int err_in(int code, const char *context) {
    if (code != EX_OK)
        err_set(code, "%s: %s", context, message);
    return code;
}

const char *err_text(void) {
    return message;
}

int err_os(int number, const char *path) {
    int code = EX_IOERR;

    switch (number) {
    case ENOENT:
    case ENOTDIR:
        code = EX_NOINPUT;
        break;
    case EACCES:
    case EPERM:
        code = EX_NOPERM;
        break;
    case EISDIR:
    case EROFS:
    case EEXIST:
        code = EX_CANTCREAT;
        break;
    }
    return err_set(code, "%s: %s", path, strerror(number));
}

int err_folder(const char *path) {
    return err_set(EX_NOINPUT, "%s: a folder (name the files in it)", path);
}

void err_name(const char *name) {
    command = name;
}

const char *err_command(void) {
    return command;
}

/* One line, so that nothing in a file can drive a terminal or fake a line. */
static void print(const char *kind, const char *text) {
    char line[4 * LENGTH];
    size_t n = 0;

    for (; *text && n + 5 < sizeof line; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7f)
            n += (size_t)snprintf(line + n, 5, "\\x%02x", c);
        else
            line[n++] = (char)c;
    }
    line[n] = 0;
    fprintf(stderr, "%s: %s%s\n", command, kind, line);
}

void err_print(void) {
    print("", message);
}

const char *err_about(const char *file) {
    const char *before = about;

    about = file;
    return before;
}

bool err_has_subject(const char *text) {
    const char *end = strstr(text, ": ");
    char name[LENGTH] = "";

    if (strncmp(text, "--", 2) == 0)
        return true;
    if (end == NULL || end - text >= LENGTH)
        return false;
    memcpy(name, text, (size_t)(end - text));
    return (about != NULL && strcmp(name, about) == 0) ||
           access(name, F_OK) == 0;
}

void warn(const char *fmt, ...) {
    static struct text_set said; /* files are opened more than once */
    char text[LENGTH], whole[2 * LENGTH];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (about == NULL || err_has_subject(text))
        snprintf(whole, sizeof whole, "%s", text);
    else
        snprintf(whole, sizeof whole, "%s: %s", about, text);
    if (text_set_add(&said, whole))
        print("warning: ", whole);
}
