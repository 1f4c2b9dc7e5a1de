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
