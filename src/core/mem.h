/* SPDX-License-Identifier: Apache-2.0 */
/* mem -- memory that is there or ends the program (exit 71) */
#ifndef TWIN_MEM_H
#define TWIN_MEM_H

#include <stddef.h>

/* mem_array -- n zeroed elements of size bytes; never NULL, also for n = 0.
 * The caller frees it with free(). */
void *mem_array(size_t n, size_t size);

/* mem_plane -- the same for what is filled as a whole: in huge pages, where the
 * system has them and it is large. */
void *mem_plane(size_t n, size_t size);

/* mem_grow -- p, which may be NULL, with room for n elements; the new ones are
 * not set.  The caller frees it with free(). */
void *mem_grow(void *p, size_t n, size_t size);

/* mem_more -- p with room for one more than its n elements: it doubles when it
 * is full, and n must have grown by one from 0. */
void *mem_more(void *p, size_t n, size_t size);

/* mem_copy -- a copy of n elements of size bytes; NULL stays NULL. */
void *mem_copy(const void *p, size_t n, size_t size);

/* mem_check -- p, which a library made; NULL ends the program too. */
void *mem_check(void *p);

/* mem_text -- a copy of a text; NULL stays NULL. */
char *mem_text(const char *s);

/* mem_format -- a text made as by printf. */
char *mem_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * mem_append -- more behind a text, for lists that grow.
 *
 *   text     in|out  NULL or of malloc(); the caller frees it with free()
 *   between  in      comes before it, where there is a text that is not empty
 */
void mem_append(char **text, const char *between, const char *more);

#endif
