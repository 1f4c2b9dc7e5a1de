/* SPDX-License-Identifier: Apache-2.0 */
/* json -- JSON texts as trees: reading, building, printing (RFC 8259).
 *
 * A tree belongs to whoever holds its root; its members are borrowed from it.
 * Functions that read take NULL for "not there" and answer in kind, so that
 * json_number(json_get(json_get(j, "a"), "b")) needs no checks between. */
#ifndef TWIN_JSON_H
#define TWIN_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct json;

enum json_kind {
    JSON_NONE, /* of NULL: not there */
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_LIST,
    JSON_OBJECT
};

/* Lists and objects inside one another, at most. */
#define JSON_DEPTH 64

/* json_begins -- the first byte that counts of a text that may be JSON, after a
 * byte order mark, blanks and what separates records; -1: there is none. */
int json_begins(const char *text, size_t n);

/*
 * json_parse -- the tree of a text, which must be one value and nothing else.
 *
 *   text  [n]  in   UTF-8, a byte order mark is passed over; needs no final 0
 *
 * Errors  EX_DATAERR  `line 3, byte 41: a comma or ] is missing`: not JSON, not
 *                     UTF-8, deeper than JSON_DEPTH, a number beyond double, a
 *                     name twice in one object, \u0000
 */
MUST_CHECK int json_parse(struct json **out, const char *text, size_t n);

/* json_read -- the same from a file, "-" is standard input; messages begin
 * with the path.  Errors also EX_NOINPUT, EX_NOPERM, EX_IOERR. */
MUST_CHECK int json_read(struct json **out, const char *path);

void json_free(struct json *j);

/* json_copy -- a tree of its own; free with json_free(). */
struct json *json_copy(const struct json *j);

/* Looking. */
enum json_kind json_kind(const struct json *j);

/* json_kind_name -- "a number", "a list" ... for messages. */
const char *json_kind_name(enum json_kind kind);

/* json_text -- NULL unless it is a text; valid as long as the tree. */
const char *json_text(const struct json *j);

/* json_number -- NAN unless it is a number. */
double json_number(const struct json *j);

/* json_true -- is it the literal true? */
bool json_true(const struct json *j);

/* json_count -- members of a list or object; 0 of anything else. */
size_t json_count(const struct json *j);

/* json_get -- the member of an object with this name, or NULL. */
struct json *json_get(const struct json *object, const char *name);

/* json_at -- the i-th member of a list or object, or NULL; walks the list. */
struct json *json_at(const struct json *j, size_t i);

/* json_first, json_next -- one member after another, NULL at the end:
 * for (m = json_first(j); m; m = json_next(m)). */
struct json *json_first(const struct json *j);
struct json *json_next(const struct json *member);

/* json_name -- the name of a member of an object; NULL elsewhere. */
const char *json_name(const struct json *member);

/* json_same -- are they equal, whatever the order of names? */
bool json_same(const struct json *a, const struct json *b);

/* Building.  A child that is set or added passes to its parent; setting a name
 * again replaces its value in place.  Texts and names are copied. */
struct json *json_new_object(void);
struct json *json_new_list(void);
struct json *json_new_text(const char *text); /* NULL becomes null */
struct json *json_new_number(double x);
struct json *json_new_bool(bool b);
struct json *json_new_null(void);

/* json_set, json_add -- return child, for building further in. */
struct json *json_set(struct json *object, const char *name,
                      struct json *child);
struct json *json_add(struct json *list, struct json *child);

/* The same for values. */
void json_set_text(struct json *object, const char *name, const char *text);
void json_set_number(struct json *object, const char *name, double x);
void json_set_bool(struct json *object, const char *name, bool b);
void json_add_text(struct json *list, const char *text);
void json_add_number(struct json *list, double x);

/* json_numbers -- a list of n numbers: a bbox, a position. */
struct json *json_numbers(size_t n, const double *x);

/* json_take -- removes a member and gives it away, or NULL; free with
 * json_free(). */
struct json *json_take(struct json *object, const char *name);

/*
 * json_merge -- changes target by a merge patch: null removes, objects merge,
 * anything else replaces.
 *
 *   target  in   an object; changed
 *   patch   in   an object, borrowed for the call
 *
 * Source  RFC 7396
 */
void json_merge(struct json *target, const struct json *patch);

/* Printing. */
enum {
    JSON_INDENT = 1,   /* by two, a list of numbers in one line */
    JSON_NAN_NULL = 2, /* a number that is not finite becomes null */
    JSON_LINE = 4      /* a newline at the end */
};

/*
 * json_print -- the text of a tree, names in the order they were set.
 *
 *   how   in   JSON_INDENT ...; 0: compact, one line
 *   text  out  UTF-8; the caller frees it with free()
 *
 * Exact   a number is the shortest text that reads back as the same double
 * Errors  EX_DATAERR  `properties.mean is not finite` without JSON_NAN_NULL
 */
MUST_CHECK int json_print(const struct json *j, int how, char **text);

#endif
