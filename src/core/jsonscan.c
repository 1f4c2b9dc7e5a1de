/* SPDX-License-Identifier: Apache-2.0 */
#include "core/jsonscan.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/utf8.h"

enum { DIGITS = 60 }; /* cJSON takes 63 bytes of a number */

struct scan {
    const char *start, *s, *end;
    int depth;
};

static int wrong(const struct scan *sc, const char *what) {
    size_t line = 1;

    for (const char *p = sc->start; p < sc->s; p++)
        line += *p == '\n';
    return err_set(EX_DATAERR, "line %zu, byte %td: %s", line,
                   sc->s - sc->start + 1, what);
}

static char peek(const struct scan *sc) {
    return sc->s < sc->end ? *sc->s : 0;
}

static bool skip(struct scan *sc, char c) {
    if (sc->s == sc->end || *sc->s != c)
        return false;
    sc->s++;
    return true;
}

static void blanks(struct scan *sc) {
    while (sc->s < sc->end && strchr(" \t\r\n", *sc->s) && *sc->s)
        sc->s++;
}

/* Four hex digits; -1 if they are none. */
static int hex4(struct scan *sc) {
    int x = 0;

    for (int k = 0; k < 4; k++) {
        const char c = peek(sc);
        if (c >= '0' && c <= '9')
            x = 16 * x + c - '0';
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            x = 16 * x + (c | 32) - 'a' + 10;
        else
            return -1;
        sc->s++;
    }
    return x;
}

static int escape(struct scan *sc) {
    const char c = peek(sc);
    int x;

    if (c == 0 || strchr("\"\\/bfnrtu", c) == NULL)
        return wrong(sc, "no such escape");
    sc->s++;
    if (c != 'u')
        return EX_OK;
    if ((x = hex4(sc)) < 0)
        return wrong(sc, "\\u needs four hex digits");
    if (x == 0)
        return wrong(sc, "\\u0000 in a text");
    if (x >= 0xdc00 && x <= 0xdfff)
        return wrong(sc, "half a surrogate pair");
    if (x >= 0xd800 && x <= 0xdbff) {
        if (!skip(sc, '\\') || !skip(sc, 'u') || (x = hex4(sc)) < 0xdc00 ||
            x > 0xdfff)
            return wrong(sc, "half a surrogate pair");
    }
    return EX_OK;
}

static int string(struct scan *sc) {
    size_t n;
    int status;

    if (!skip(sc, '"'))
        return wrong(sc, "a text in double quotes is missing");
    while (!skip(sc, '"')) {
        if (sc->s == sc->end)
            return wrong(sc, "it ends inside a text");
        if ((unsigned char)*sc->s < 0x20)
            return wrong(sc, "a control character in a text");
        if (skip(sc, '\\')) {
            if ((status = escape(sc)) != EX_OK)
                return status;
            continue;
        }
        if ((n = utf8_length(sc->s, (size_t)(sc->end - sc->s))) == 0)
            return wrong(sc, "not UTF-8");
        sc->s += n;
    }
    return EX_OK;
}

static size_t digits(struct scan *sc) {
    const char *from = sc->s;

    while (peek(sc) >= '0' && peek(sc) <= '9')
        sc->s++;
    return (size_t)(sc->s - from);
}

static int number(struct scan *sc) {
    const char *from = sc->s;
    char text[DIGITS + 1];
    size_t n;

    (void)skip(sc, '-');
    if (!skip(sc, '0') && digits(sc) == 0)
        return wrong(sc, "no value here");
    if (skip(sc, '.') && digits(sc) == 0)
        return wrong(sc, "a digit is missing");
    if (peek(sc) == 'e' || peek(sc) == 'E') {
        sc->s++;
        if (!skip(sc, '+'))
            (void)skip(sc, '-');
        if (digits(sc) == 0)
            return wrong(sc, "a digit is missing");
    }
    n = (size_t)(sc->s - from);
    if (n > DIGITS)
        return wrong(sc, "a number of more than 60 characters");
    memcpy(text, from, n);
    text[n] = 0;
    return isfinite(strtod(text, NULL))
               ? EX_OK
               : wrong(sc, "a number beyond the range of double");
}

static int literal(struct scan *sc, const char *word) {
    const size_t n = strlen(word);

    if ((size_t)(sc->end - sc->s) < n || memcmp(sc->s, word, n) != 0)
        return wrong(sc, "no value here");
    sc->s += n;
    return EX_OK;
}

static int value(struct scan *sc);

/* The members of a list, or of an object (close is then '}'). */
static int members(struct scan *sc, char close) {
    int status = EX_OK;

    if (++sc->depth > JSON_DEPTH)
        return wrong(sc, "more than 64 lists and objects in one another");
    sc->s++;
    blanks(sc);
    if (skip(sc, close)) {
        sc->depth--;
        return EX_OK;
    }
    do {
        blanks(sc);
        if (close == '}') {
            TRY(string(sc));
            blanks(sc);
            if (!skip(sc, ':'))
                return wrong(sc, "a colon is missing");
        }
        TRY(value(sc));
        blanks(sc);
    } while (skip(sc, ','));
    sc->depth--;
    if (!skip(sc, close))
        return wrong(sc, close == '}' ? "a comma or } is missing"
                                      : "a comma or ] is missing");
done:
    return status;
}

static int value(struct scan *sc) {
    blanks(sc);
    if (sc->s == sc->end)
        return wrong(sc, "it ends where a value should be");
    switch (*sc->s) {
    case '{':
        return members(sc, '}');
    case '[':
        return members(sc, ']');
    case '"':
        return string(sc);
    case 't':
        return literal(sc, "true");
    case 'f':
        return literal(sc, "false");
    case 'n':
        return literal(sc, "null");
    default:
        return number(sc);
    }
}

int json_scan(const char *text, size_t n) {
    struct scan sc = { text, text, text + n, 0 };
    int status;

    TRY(value(&sc));
    blanks(&sc);
    if (sc.s < sc.end)
        return wrong(&sc, "something follows the value");
done:
    return status;
}
