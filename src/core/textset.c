/* SPDX-License-Identifier: Apache-2.0 */
#include "core/textset.h"

#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/mem.h"

static uint64_t hash_of(const char *text) {
    const uint64_t h = digest_number(text, strlen(text));

    return h ? h : 1;
}

static uint64_t *slot_of(const struct text_set *s, uint64_t h) {
    size_t k = h & (s->room - 1);

    while (s->slot[k] && s->slot[k] != h)
        k = (k + 1) & (s->room - 1);
    return &s->slot[k];
}

bool text_set_has(const struct text_set *s, const char *text) {
    return s->room > 0 && *slot_of(s, hash_of(text)) != 0;
}

bool text_set_add(struct text_set *s, const char *text) {
    struct text_set wider = { .n = s->n, .room = s->room ? 2 * s->room : 64 };
    uint64_t *slot;

    if (2 * s->n >= s->room) {
        wider.slot = mem_array(wider.room, sizeof *wider.slot);
        for (size_t k = 0; k < s->room; k++)
            if (s->slot[k])
                *slot_of(&wider, s->slot[k]) = s->slot[k];
        free(s->slot);
        *s = wider;
    }
    slot = slot_of(s, hash_of(text));
    if (*slot)
        return false;
    *slot = hash_of(text);
    s->n++;
    return true;
}
