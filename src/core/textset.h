/* SPDX-License-Identifier: Apache-2.0 */
/* textset -- which texts were there before, by a hash of 64 bits */
#ifndef TWIN_TEXTSET_H
#define TWIN_TEXTSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 16 to 32 bytes a text; free slot with free(). */
struct text_set {
    uint64_t *slot; /* [room]  0: free */
    size_t n, room;
};

/* text_set_add -- false if it was there already. */
bool text_set_add(struct text_set *s, const char *text);
bool text_set_has(const struct text_set *s, const char *text);

#endif
