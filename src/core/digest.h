/* SPDX-License-Identifier: Apache-2.0 */
/* digest -- XXH3-128, the name of a stream */
#ifndef TWIN_DIGEST_H
#define TWIN_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* In lower-case hex, with its final 0. */
enum { DIGEST_TEXT = 33, DIGEST_SIZE = 16 };

struct digest;

/* digest_new -- of no bytes yet. */
struct digest *digest_new(void);
void digest_free(struct digest *d);

/* digest_add -- more bytes. */
void digest_add(struct digest *d, const void *bytes, size_t n);

/* digest_text -- of all bytes added, as `xxhsum -H128` prints it; more may
 * follow.  Source xxHash 0.8, seed 0, canonical representation. */
void digest_text(const struct digest *d, char text[DIGEST_TEXT]);

/* digest_of -- of n bytes at once. */
void digest_of(const void *bytes, size_t n, char text[DIGEST_TEXT]);

/* digest_number -- XXH3-64 of n bytes, for tables in memory. */
uint64_t digest_number(const void *bytes, size_t n);

#endif
