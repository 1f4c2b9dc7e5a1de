/* SPDX-License-Identifier: Apache-2.0 */
#include "core/nameindex.h"

#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/mem.h"

struct name_slot {
    uint64_t hash;
    size_t place; /* 1 + it; 0: free */
};

static void put(struct name_index *s, struct name_slot one) {
    size_t k = one.hash & (s->room - 1);

    while (s->slot[k].place != 0)
        k = (k + 1) & (s->room - 1);
    s->slot[k] = one;
    s->n++;
}

void name_index_add(struct name_index *s, const char *name, size_t place) {
    const struct name_index old = *s;

    if (2 * s->n >= s->room) {
        *s = (struct name_index){ .room = old.room ? 2 * old.room : 16 };
        s->slot = mem_array(s->room, sizeof *s->slot);
        for (size_t k = 0; k < old.room; k++)
            if (old.slot[k].place != 0)
                put(s, old.slot[k]);
        free(old.slot);
    }
    put(s, (struct name_slot){ digest_number(name, strlen(name)), place + 1 });
}

size_t name_index_find(const struct name_index *s, const char *name, size_t n,
                       const void *first, size_t size) {
    const uint64_t hash = digest_number(name, n);
    size_t found = SIZE_MAX, k = hash;

    for (; s->room > 0 && s->slot[k &= s->room - 1].place != 0; k++) {
        const size_t place = s->slot[k].place - 1;
        const char *is;
        if (s->slot[k].hash != hash || place >= found)
            continue;
        is = *(char *const *)((const char *)first + place * size);
        if (strncmp(is, name, n) == 0 && is[n] == 0)
            found = place;
    }
    return found;
}

void name_index_free(struct name_index *s) {
    free(s->slot);
    *s = (struct name_index){ 0 };
}
