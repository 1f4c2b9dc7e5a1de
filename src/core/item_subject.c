/* SPDX-License-Identifier: Apache-2.0 */
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

/* Buckets are of values as statistics are; the last is closed. */
static void drop_in(struct band *b, const struct item_how *how, size_t n,
                    const double *value) {
    const double low = how->buckets[0], high = how->buckets[1];
    const double scale = how->scaled ? b->scale : 1;
    const double offset = how->scaled ? b->offset : 0;
    const double per = (double)how->nbuckets / (high - low);

    if (b->bucket == NULL)
        b->bucket = mem_array(how->nbuckets, sizeof *b->bucket);
    for (size_t k = 0; k < n; k++) {
        const double x = value[k] * scale + offset;
        size_t at;
        if (!(x >= low && x <= high))
            continue;
        at = (size_t)((x - low) * per);
        b->bucket[at < how->nbuckets ? at : how->nbuckets - 1]++;
    }
}

void band_count(struct band *b, const struct item_how *how, size_t n,
                const double *value) {
    if (b->summary == NULL)
        b->summary = mem_array(1, sizeof *b->summary);
    summary_add(b->summary, n, value);
    if (how->nbuckets > 0)
        drop_in(b, how, n, value);
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
        free(b->bucket);
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
