/* SPDX-License-Identifier: Apache-2.0 */
/* tee -- what comes through a pipe, counted, digested, and passed on */
#ifndef TWIN_TEE_H
#define TWIN_TEE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/hash.h"
#include "core/intake.h"

struct tee;

/*
 * tee_open -- for standard input.
 *
 *   passes  in  to standard output, byte for byte, but the last bytes, which
 *               may be an end mark, wait for tee_commit()
 *   hashes  in  SHA-256 is taken
 */
MUST_CHECK int tee_open(struct tee **out, bool passes, bool hashes);

/* tee_tap -- for those who read it; valid until tee_free(). */
struct tap *tee_tap(struct tee *t);

/* tee_sum -- size and digest ("" if none) of all there was, after its end. */
MUST_CHECK int tee_sum(struct tee *t, uint64_t *size, char text[HASH_TEXT]);

/* tee_commit -- passes on what was held back.  Errors EX_IOERR. */
MUST_CHECK int tee_commit(struct tee *t);

/* tee_free -- without a commit whoever reads sees no end; if the input told why
 * it failed, that is passed on. */
void tee_free(struct tee *t);

#endif
