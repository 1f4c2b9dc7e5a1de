/* SPDX-License-Identifier: Apache-2.0 */
/* Templates of ids and paths. */
#include <stdlib.h>
#include <string.h>

#include "core/item_part.h"
#include "core/mem.h"
#include "core/stac.h"

/* A time without hyphens and colons: n characters of it from `from` on. */
static int compact(const struct words *w, int64_t time, size_t from, size_t n,
                   char **out) {
    char text[TIME_TEXT], bare[TIME_TEXT] = "";
    size_t m = 0;
    int status;

    if (!w->when->known)
        return err_set(EX_DATAERR, "no time for the name of its file");
    TRY(item_instant(w->when->calendar, time, text));
    for (const char *c = text; *c && *c != '.' && *c != 'Z'; c++)
        if (*c != '-' && *c != ':')
            bare[m++] = *c;
    bare[m] = 0;
    *out = mem_format("%.*s", (int)n, bare + from);
done:
    return status;
}

static const char *const names[] = { "stem",  "variable", "start",
                                     "end",   "time",     "year",
                                     "month", "day",      "collection" };
enum { NAMES = sizeof names / sizeof *names };

/* What stands for one placeholder. */
static int fill(size_t k, const struct words *w, char **text) {
    switch (k) {
    case 0:
        *text = mem_text(w->stem);
        return EX_OK;
    case 1:
        *text = mem_text(w->variable);
        return EX_OK;
    case 2:
    case 4:
        return compact(w, w->when->start, 0, TIME_TEXT, text);
    case 3:
        return compact(w, w->when->end, 0, TIME_TEXT, text);
    case 5:
        return compact(w, w->when->start, 0, 4, text);
    case 6:
        return compact(w, w->when->start, 4, 2, text);
    case 7:
        return compact(w, w->when->start, 6, 2, text);
    default:
        if (w->collection == NULL)
            return err_set(EX_USAGE, "{collection} needs --collection");
        *text = mem_text(w->collection);
        return EX_OK;
    }
}

bool template_has(const char *template, const char *name) {
    char *whole = mem_format("{%s}", name);
    const bool has = template && strstr(template, whole) != NULL;

    free(whole);
    return has;
}

int template_fill(char **out, const char *template, const struct words *w) {
    char *whole = mem_text(""), *part = NULL;
    const char *from = template;
    size_t k;
    int status = EX_OK;

    *out = NULL;
    while (*from) {
        const size_t n = strcspn(from + (*from == '{'), "{}");
        if (*from == '{' && from[n + 1] == '}') {
            for (k = 0; k < NAMES; k++)
                if (strlen(names[k]) == n && !memcmp(names[k], from + 1, n))
                    break;
            if (k == NAMES)
                TRY(err_set(EX_USAGE,
                            "no placeholder {%.*s} (there are {stem}, "
                            "{variable}, {start}, {end}, {time}, {year}, "
                            "{month}, {day}, {collection})",
                            (int)n, from + 1));
            TRY(fill(k, w, &part));
            from += n + 2;
        } else if (*from == '{' || *from == '}') {
            TRY(err_set(EX_USAGE, "a { or } without the other"));
        } else {
            part = mem_format("%.*s", (int)n, from);
            from += n;
        }
        mem_append(&whole, "", part);
        free(part);
    }
    if (*whole == 0)
        TRY(err_set(EX_USAGE, "is empty"));
    *out = whole;
    whole = NULL;
done:
    free(whole);
    return status;
}

int item_id(char **out, const struct subject *s, const struct item_how *how) {
    char *stem = text_stem(s->path), *text = NULL;
    const struct words w = { .stem = stem,
                             .variable = s->nbands ? s->band[0].name : "none",
                             .collection = how->collection,
                             .when = &s->when };
    int status;

    *out = NULL;
    TRY(err_in(template_fill(&text, how->id ? how->id : "{stem}", &w), "--id"));
    *out = stac_id(text);
done:
    free(text);
    free(stem);
    return status;
}
