/* SPDX-License-Identifier: Apache-2.0 */
/* The printing of json.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/utf8.h"

struct print {
    char *s;
    size_t n, room;
    int how;
};

/* Where we are, for messages. */
struct place {
    const struct place *up;
    const char *name; /* or NULL: the index in a list */
    size_t index;
    size_t depth;
};

static void put(struct print *p, const char *s, size_t n) {
    if (p->n + n + 1 > p->room) {
        p->room = 2 * (p->n + n + 1);
        p->s = mem_grow(p->s, p->room, 1);
    }
    memcpy(p->s + p->n, s, n);
    p->n += n;
    p->s[p->n] = 0;
}

static void puts_text(struct print *p, const char *s) {
    put(p, s, strlen(s));
}

static void newline(struct print *p, size_t depth) {
    if (!(p->how & JSON_INDENT))
        return;
    put(p, "\n", 1);
    while (depth-- > 0)
        put(p, "  ", 2);
}

/* Bytes from s on that stand for themselves. */
static size_t plain(const char *s) {
    size_t n = 0;

    while ((unsigned char)s[n] >= 0x20 && (unsigned char)s[n] < 0x80 &&
           s[n] != '"' && s[n] != '\\')
        n++;
    return n;
}

/* Control characters by their escapes, what is not UTF-8 as U+FFFD. */
static void quote(struct print *p, const char *s) {
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    size_t left = strlen(s), n;
    char escape[8];
    const char *at;

    put(p, "\"", 1);
    for (; left > 0; s += n, left -= n) {
        if ((n = plain(s)) > 0) {
            put(p, s, n);
            continue;
        }
        n = utf8_length(s, left);
        if ((at = strchr(from, *s)) != NULL) {
            snprintf(escape, sizeof escape, "\\%c", to[at - from]);
            puts_text(p, escape);
        } else if ((unsigned char)*s < 0x20) {
            snprintf(escape, sizeof escape, "\\u%04x", (unsigned char)*s);
            puts_text(p, escape);
        } else if (n == 0) {
            puts_text(p, "\xef\xbf\xbd");
            n = 1;
        } else {
            put(p, s, n);
        }
    }
    put(p, "\"", 1);
}

/* The shortest text that strtod() makes x of, "1e-5" rather than "1e-05". */
static void number(struct print *p, double x) {
    char text[40], *e;
    int digits = fabs(x) < 1e-290 ? 1 : 15;

    if (x == floor(x) && fabs(x) < 0x1p53) {
        snprintf(text, sizeof text, "%.0f", x);
    } else {
        do
            snprintf(text, sizeof text, "%.*g", digits, x);
        while (strtod(text, NULL) != x && digits++ < 17);
    }
    if ((e = strchr(text, 'e')) != NULL) {
        char *to = e + 1, *rest = e + 1;
        if (*rest == '-')
            to++;
        rest++;
        rest += strspn(rest, "0");
        memmove(to, rest, strlen(rest) + 1);
    }
    puts_text(p, text);
}

/* "properties.bbox[2]" */
static char *path(const struct place *at) {
    char *up, *s;

    if (at->up == NULL)
        return mem_text("the value");
    up = at->up->up ? path(at->up) : mem_text("");
    if (at->name == NULL)
        s = mem_format("%s[%zu]", up, at->index);
    else
        s = mem_format("%s%s%s", up, *up ? "." : "", at->name);
    free(up);
    return s;
}

static int finite_number(struct print *p, double x, const struct place *at) {
    char *where;

    if (isfinite(x)) {
        number(p, x);
        return EX_OK;
    }
    if (p->how & JSON_NAN_NULL) {
        puts_text(p, "null");
        return EX_OK;
    }
    where = path(at);
    err_set(EX_DATAERR, "%s is not finite", where);
    free(where);
    return EX_DATAERR;
}

static bool only_numbers(const struct json *list) {
    for (const struct json *m = json_first(list); m; m = json_next(m))
        if (json_kind(m) != JSON_NUMBER)
            return false;
    return true;
}

static int value(struct print *p, const struct json *j, const struct place *at);

static int members(struct print *p, const struct json *j,
                   const struct place *at) {
    const bool object = json_kind(j) == JSON_OBJECT;
    const bool one_line = !object && only_numbers(j);
    struct place here = { at, NULL, 0, at->depth + 1 };
    int status = EX_OK;

    put(p, object ? "{" : "[", 1);
    for (const struct json *m = json_first(j); m; m = json_next(m)) {
        if (here.index > 0)
            puts_text(p, one_line && p->how & JSON_INDENT ? ", " : ",");
        if (!one_line)
            newline(p, here.depth);
        if (object) {
            here.name = json_name(m);
            quote(p, here.name);
            puts_text(p, p->how & JSON_INDENT ? ": " : ":");
        }
        TRY(value(p, m, &here));
        here.index++;
    }
    if (here.index > 0 && !one_line)
        newline(p, at->depth);
    put(p, object ? "}" : "]", 1);
done:
    return status;
}

static int value(struct print *p, const struct json *j,
                 const struct place *at) {
    switch (json_kind(j)) {
    case JSON_LIST:
    case JSON_OBJECT:
        return members(p, j, at);
    case JSON_NUMBER:
        return finite_number(p, json_number(j), at);
    case JSON_TEXT:
        quote(p, json_text(j));
        return EX_OK;
    case JSON_BOOL:
        puts_text(p, json_true(j) ? "true" : "false");
        return EX_OK;
    default:
        puts_text(p, "null");
        return EX_OK;
    }
}

int json_print(const struct json *j, int how, char **text) {
    struct print p = { .how = how };
    const struct place root = { NULL, NULL, 0, 0 };
    const int status = value(&p, j, &root);

    *text = NULL;
    if (status != EX_OK) {
        free(p.s);
        return status;
    }
    if (how & JSON_LINE)
        put(&p, "\n", 1);
    *text = p.s;
    return EX_OK;
}
