/* SPDX-License-Identifier: Apache-2.0 */
#include "core/csvscan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

void csvscan_start(struct csvscan *s, char *text) {
    static const char separators[] = ",;\t";
    size_t most = 0;

    memset(s, 0, sizeof *s);
    s->at = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
    s->separator = ',';
    s->next = 1;
    for (size_t i = 0; separators[i]; i++) {
        size_t n = 0;
        for (const char *c = s->at; *c && *c != '\n' && *c != '\r'; c++)
            n += *c == separators[i];
        if (n > most) {
            most = n;
            s->separator = separators[i];
        }
    }
}

void csvscan_end(struct csvscan *s) {
    free(s->cell);
    s->cell = NULL;
}

static void add(struct csvscan *s, char *cell) {
    if (s->n == s->room)
        s->cell = mem_grow(s->cell, s->room = 2 * s->room + 16, sizeof(char *));
    s->cell[s->n++] = cell;
}

/* A quoted cell, in place; at the byte after it.  NULL: not closed. */
static char *unquote(struct csvscan *s, size_t *lines) {
    char *from = s->at + 1, *to = s->at, *cell = s->at;

    for (;; from++) {
        if (*from == '"' && from[1] == '"')
            from++;
        else if (*from == '"')
            break;
        else if (*from == 0)
            return NULL;
        *lines += *from == '\n';
        *to++ = *from;
    }
    s->at = from + 1;
    while (*s->at == ' ')
        s->at++;
    *to = 0; /* at the latest on the closing quote */
    return cell;
}

static char *plain(struct csvscan *s) {
    char *cell, *end;

    while (*s->at == ' ')
        s->at++;
    cell = s->at;
    while (*s->at && *s->at != s->separator && *s->at != '\n')
        s->at++;
    end = s->at;
    while (end > cell && isspace((unsigned char)end[-1]))
        end--;
    if (end < s->at)
        *end = 0;
    return cell;
}

bool csvscan_line(struct csvscan *s) {
    size_t lines = 1;

    while (*s->at == '\n' || (*s->at == '\r' && s->at[1] == '\n')) {
        s->next++;
        s->at += *s->at == '\r' ? 2 : 1;
    }
    s->n = 0;
    s->line = s->next;
    if (*s->at == 0)
        return false;
    for (;;) {
        char *cell = *s->at == '"' ? unquote(s, &lines) : plain(s);
        char end;
        if (cell == NULL || (*s->at && *s->at != s->separator &&
                             !isspace((unsigned char)*s->at))) {
            s->n = 0;
            s->at += strlen(s->at);
            break;
        }
        add(s, cell);
        if (*s->at == '\r' && s->at[1] == '\n')
            s->at++;
        end = *s->at;
        *s->at = 0;
        s->at += end != 0;
        if (end != s->separator)
            break;
    }
    s->next += lines;
    return true;
}
