/* SPDX-License-Identifier: Apache-2.0 */
/* nameindex -- the places of many names, found in a moment */
#ifndef TWIN_NAMEINDEX_H
#define TWIN_NAMEINDEX_H

#include <stddef.h>
#include <stdint.h>

/* Of things that lie in an array and begin with their name, a char *: 16 to 64
 * bytes a name; all zero is empty.  Who gives a thing another name adds it once
 * more. */
struct name_index {
    struct name_slot *slot; /* [room] */
    size_t n, room;
};

/* name_index_add -- what lies in this place is called so. */
void name_index_add(struct name_index *s, const char *name, size_t place);

/*
 * name_index_find -- the first place of a name, or SIZE_MAX.
 *
 *   name   [n]  in  needs no final 0
 *   first       in  the array
 *   size        in  bytes of one of its things
 */
size_t name_index_find(const struct name_index *s, const char *name, size_t n,
                       const void *first, size_t size);
void name_index_free(struct name_index *s);

#endif
