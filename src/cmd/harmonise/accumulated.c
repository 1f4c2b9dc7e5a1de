/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/accumulated.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"

static const char *const names[] = { "rate", "step", "start", "since" };

const char *accumulated_name(enum accumulated_kind kind) {
    return names[kind];
}

bool accumulated_differs(const struct accumulated *a) {
    return a->kind == ACCUMULATED_START || a->kind == ACCUMULATED_SINCE;
}

bool accumulated_agree(const struct accumulated *a,
                       const struct accumulated *b) {
    if (accumulated_differs(a) || accumulated_differs(b))
        return a->kind == b->kind && a->since == b->since &&
               a->length == b->length && a->at_end == b->at_end &&
               a->later == b->later;
    return a->length == b->length && a->at_end == b->at_end &&
           a->later == b->later;
}

/* "since 06:00" up to the next colon, which *rest points to. */
static int parse_since(const char *text, int64_t *ms, const char **rest) {
    int hour, minute, n = 0;

    if (sscanf(text, "since %2d:%2d%n", &hour, &minute, &n) != 2 || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59 ||
        (text[n] != 0 && text[n] != ':'))
        return err_set(
            EX_USAGE, "%s: not since HH:MM (like step:LENGTH:start|end)", text);
    *ms = hour * MS_PER_HOUR + minute * 60000;
    *rest = text + n;
    return EX_OK;
}

/* "start+6h": when in the step a stamp is. */
static int parse_stamp(char *stamp, const char *text, struct accumulated *a) {
    char *plus = strchr(stamp, '+');

    if (plus != NULL)
        *plus++ = 0;
    a->at_end = strcmp(stamp, "start") != 0;
    if (a->at_end && strcmp(stamp, "end") != 0)
        return err_set(EX_USAGE, "%s: stamped at start or end", text);
    return plus != NULL ? parse_ms(plus, &a->later) : EX_OK;
}

static bool is_stamp(const char *word) {
    const size_t n = strcspn(word, "+");

    return (n == 5 && strncmp(word, "start", n) == 0) ||
           (n == 3 && strncmp(word, "end", n) == 0);
}

/* ":PT1H:end", either part of which may be absent. */
static int parse_rest(const char *rest, const char *text,
                      struct accumulated *a) {
    char *copy = mem_text(*rest ? rest + 1 : rest), *stamp = strchr(copy, ':');
    bool length = true;
    int status = EX_OK;

    a->at_end = true;
    if (*rest == 0)
        goto done;
    if (stamp != NULL)
        *stamp++ = 0;
    else if (is_stamp(copy)) {
        stamp = copy;
        length = false;
    }
    if (stamp != NULL)
        TRY(parse_stamp(stamp, text, a));
    if (length)
        TRY(parse_ms(copy, &a->length));
    if (length && a->length <= 0)
        TRY(err_set(EX_USAGE, "%s: a step of no length", text));
    if (!a->at_end && a->length == 0 && accumulated_differs(a))
        TRY(err_set(EX_USAGE, "%s: say the LENGTH of a step too", text));
done:
    free(copy);
    return status;
}

int accumulated_parse(const char *text, struct accumulated *a) {
    const size_t n = strcspn(text, ": ");
    const char *rest = text + n;
    size_t kind = 0;
    int status;

    while (kind < 4 &&
           (strlen(names[kind]) != n || strncmp(text, names[kind], n) != 0))
        kind++;
    if (kind == 4 || (*rest == ' ' && kind != ACCUMULATED_SINCE))
        return err_set(EX_USAGE,
                       "%s: not a kind I know (rate, step, start, since "
                       "HH:MM; as in step:LENGTH:start|end)",
                       text);
    *a = (struct accumulated){ .kind = (enum accumulated_kind)kind };
    if (kind == ACCUMULATED_SINCE &&
        (status = parse_since(text, &a->since, &rest)) != EX_OK)
        return status;
    return parse_rest(rest, text, a);
}

int64_t accumulated_day(const struct accumulated *a, int64_t end) {
    const int64_t past = end - 1 - a->since;

    return floor_div(past, MS_PER_DAY) * MS_PER_DAY + a->since;
}
