/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/item_part.h"
#include "core/mem.h"

static bool is_taken(const struct subject *s, const char *name) {
    for (size_t k = 0; k < s->nbands; k++)
        if (strcmp(s->band[k].name, name) == 0)
            return true;
    return false;
}

struct band *subject_band(struct subject *s, const char *name) {
    char *unique = mem_text(name);
    struct band *b;

    for (size_t k = 2; is_taken(s, unique); k++) {
        free(unique);
        unique = mem_format("%s_%zu", name, k);
    }
    s->band = mem_grow(s->band, s->nbands + 1, sizeof *s->band);
    b = &s->band[s->nbands++];
    *b = (struct band){ .name = unique, .scale = 1 };
    return b;
}

void subject_free(struct subject *s) {
    for (size_t k = 0; k < s->nbands; k++) {
        struct band *b = &s->band[k];
        free(b->name);
        free(b->description);
        free(b->unit);
        free(b->standard_name);
        free(b->cell_methods);
        free(b->summary);
        json_free(b->classes);
        json_free(b->dims);
    }
    free(s->band);
    free(s->crs);
    footprint_free(&s->footprint);
    json_free(s->cube);
    json_free(s->more);
    atts_free(&s->atts);
    *s = (struct subject){ 0 };
}

/* "20200131T120000" */
static int compact(const struct when *w, int64_t time, char out[TIME_TEXT]) {
    char text[TIME_TEXT];
    int status;
    size_t n = 0;

    TRY(item_instant(w->calendar, time, text));
    for (const char *c = text; *c && *c != '.' && *c != 'Z'; c++)
        if (*c != '-' && *c != ':')
            out[n++] = *c;
    out[n] = 0;
done:
    return status;
}

/* What stands for one placeholder, or NULL. */
static int fill(const char *name, size_t n, const struct subject *s,
                char **text) {
    char when[TIME_TEXT] = "";
    int status = EX_OK;

    *text = NULL;
    if (n == 4 && memcmp(name, "stem", n) == 0)
        *text = text_stem(s->path);
    else if (n == 8 && memcmp(name, "variable", n) == 0)
        *text = mem_text(s->nbands > 0 ? s->band[0].name : "none");
    else if (n == 5 && memcmp(name, "start", n) == 0)
        status = compact(&s->when, s->when.start, when);
    else if (n == 3 && memcmp(name, "end", n) == 0)
        status = compact(&s->when, s->when.end, when);
    else
        status = err_set(EX_USAGE,
                         "--id: no placeholder {%.*s} (there are {stem}, "
                         "{variable}, {start}, {end})",
                         (int)n, name);
    if (status == EX_OK && *text == NULL)
        *text = mem_text(when);
    return status;
}

int item_id(char **out, const struct subject *s, const struct item_how *how) {
    const char *from = how->id ? how->id : "{stem}";
    char *whole = mem_text(""), *part = NULL, *longer;
    int status = EX_OK;

    *out = NULL;
    while (*from) {
        const size_t n = strcspn(from + (*from == '{'), "{}");
        if (*from == '{' && from[n + 1] == '}') {
            TRY(fill(from + 1, n, s, &part));
            from += n + 2;
        } else if (*from == '{' || *from == '}') {
            TRY(err_set(EX_USAGE, "--id: a { or } without the other"));
        } else {
            part = mem_format("%.*s", (int)n, from);
            from += n;
        }
        longer = mem_format("%s%s", whole, part);
        free(part);
        free(whole);
        whole = longer;
    }
    if (*whole == 0)
        TRY(err_set(EX_USAGE, "--id: is empty"));
    *out = text_id(whole);
done:
    free(whole);
    return status;
}
