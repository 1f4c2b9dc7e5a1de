/* SPDX-License-Identifier: Apache-2.0 */
#include "core/digest.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef __x86_64__
#include <xxh_x86dispatch.h> /* AVX2 where there is one: four times as fast */
#else
#include <xxhash.h>
#endif

#include "core/mem.h"

struct digest {
    XXH3_state_t *state; /* aligned, so not a member */
};

struct digest *digest_new(void) {
    struct digest *d = mem_array(1, sizeof *d);

    d->state = mem_check(XXH3_createState());
    XXH3_128bits_reset(d->state);
    return d;
}

void digest_free(struct digest *d) {
    if (d)
        XXH3_freeState(d->state);
    free(d);
}

void digest_add(struct digest *d, const void *bytes, size_t n) {
    XXH3_128bits_update(d->state, bytes, n);
}

static void print(XXH128_hash_t hash, char text[DIGEST_TEXT]) {
    XXH128_canonical_t bytes;

    XXH128_canonicalFromHash(&bytes, hash);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes.digest[i]);
}

void digest_text(const struct digest *d, char text[DIGEST_TEXT]) {
    print(XXH3_128bits_digest(d->state), text);
}

void digest_of(const void *bytes, size_t n, char text[DIGEST_TEXT]) {
    print(XXH3_128bits(bytes, n), text);
}

uint64_t digest_number(const void *bytes, size_t n) {
    return XXH3_64bits(bytes, n);
}
