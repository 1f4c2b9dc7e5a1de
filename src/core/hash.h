/* SPDX-License-Identifier: Apache-2.0 */
/* hash -- digests that others check: SHA-256, Adler-32 */
#ifndef TWIN_HASH_H
#define TWIN_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* SHA-256 in lower-case hex, with its final 0. */
enum { HASH_TEXT = 65 };

struct hash;

/* hash_open -- a SHA-256 of no bytes yet.  Errors EX_UNAVAILABLE. */
MUST_CHECK int hash_open(struct hash **out);

/* hash_add -- more bytes. */
void hash_add(struct hash *h, const void *bytes, size_t n);

/* hash_text -- the digest of all bytes added; more may follow. */
void hash_text(const struct hash *h, char text[HASH_TEXT]);
void hash_free(struct hash *h);

/* hash_file -- SHA-256, Adler-32 and size of what is left in a descriptor; each
 * of the results may be NULL.  Errors EX_IOERR, EX_UNAVAILABLE. */
MUST_CHECK int hash_file(int fd, const char *path, char text[HASH_TEXT],
                         uint32_t *adler, uint64_t *size);

/* hash_adler32 -- continues an Adler-32, which begins as 1.  Source RFC 1950,
 * section 9. */
uint32_t hash_adler32(uint32_t adler, const void *bytes, size_t n);

#endif
