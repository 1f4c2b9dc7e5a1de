/* SPDX-License-Identifier: Apache-2.0 */
#include "core/line.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"

static char *line;

static void append(const char *text) {
    mem_append(&line, " ", text);
}

/* Quoted where a shell would take it apart; control characters are blanks. */
static char *quoted(const char *text) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_./:,+=@%^-";
    char *out, *at;

    if (*text && text[strspn(text, plain)] == 0)
        return mem_text(text);
    at = out = mem_array(4 * strlen(text) + 3, 1);
    *at++ = '\'';
    for (; *text; text++) {
        if (*text == '\'') {
            memcpy(at, "'\\''", 4);
            at += 4;
        } else {
            *at++ = (unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text;
        }
    }
    *at = '\'';
    return out;
}

/* "https://user:password@host/path?token" becomes "https://host/path". */
static char *clean_url(const char *url, const char *host) {
    const size_t n = strcspn(host, "/?#");
    const char *at = memchr(host, '@', n);
    const char *next;

    while (at && (next = memchr(at + 1, '@', n - (size_t)(at + 1 - host))))
        at = next;
    if (at)
        at++;
    else
        at = host;
    return mem_format("%.*s%.*s", (int)(host - url), url,
                      (int)strcspn(at, "?#"), at);
}

static bool climbs(const char *path) {
    return !strncmp(path, "../", 3) || strstr(path, "/../") != NULL;
}

/* Where files lie on this machine is nobody's business but their own. */
static char *clean_path(const char *path, bool is_file) {
    char here[PATH_MAX];
    const char *name = strrchr(path, '/');
    size_t n;

    if (*path != '/' && !(is_file && climbs(path)))
        return mem_text(path);
    if (*path == '/' && !climbs(path) && getcwd(here, sizeof here - 1)) {
        n = strlen(strcat(here, here[1] ? "/" : ""));
        if (!strncmp(path, here, n) && path[n])
            return mem_text(path + n);
    }
    return mem_text(name && name[1] ? name + 1 : path);
}

/* A value, maybe behind "NAME=". */
static char *clean(const char *value, bool is_file) {
    const char *url = strstr(value, "://");
    const char *equals = strchr(value, '=');
    char *tail, *all;

    if (url)
        return clean_url(value, url + 3);
    if (equals == NULL || strchr(value, '/') < equals)
        return clean_path(value, is_file);
    tail = clean_path(equals + 1, is_file);
    all = mem_format("%.*s%s", (int)(equals + 1 - value), value, tail);
    free(tail);
    return all;
}

void line_word(const char *word) {
    append(word);
}

static bool is_secret(const char *name) {
    return strstr(name, "password") || strstr(name, "secret") ||
           strstr(name, "token");
}

void line_option(const char *name, const char *arg, const char *value) {
    const bool is_file = arg && (strstr(arg, "FILE") || strstr(arg, "DIR"));
    char *option = mem_format("--%s", name);
    char *text, *word;

    append(option);
    if (value) {
        text = is_secret(name) ? mem_text("***") : clean(value, is_file);
        word = quoted(text);
        append(word);
        free(word);
        free(text);
    }
    free(option);
}

void line_file(const char *path) {
    char *text = clean(path, true);
    char *word = quoted(text);

    append(word);
    free(word);
    free(text);
}

const char *line_text(void) {
    return line ? line : "";
}
