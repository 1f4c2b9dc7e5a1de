/* SPDX-License-Identifier: Apache-2.0 */
/* crypto -- the door to libcrypto; hash.h is what others use */
#ifndef TWIN_CRYPTO_H
#define TWIN_CRYPTO_H

#include <stddef.h>

struct crypto_plug {
    void *(*open)(void); /* a SHA-256 of no bytes; NULL: libcrypto fails */
    void (*close)(void *state);
    void (*add)(void *state, const void *bytes, size_t n);
    /* Of all bytes added; more may follow. */
    void (*sum)(const void *state, unsigned char digest[32]);
};

#endif
