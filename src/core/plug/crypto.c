/* SPDX-License-Identifier: Apache-2.0 */
#include "core/plug/crypto.h"

#include <openssl/evp.h>

#include "core/err.h"

static void *crypto_open(void) {
    EVP_MD_CTX *state = EVP_MD_CTX_new();

    if (state && EVP_DigestInit_ex(state, EVP_sha256(), NULL) == 1)
        return state;
    EVP_MD_CTX_free(state);
    return NULL;
}

static void crypto_close(void *state) {
    EVP_MD_CTX_free(state);
}

/* Once begun, SHA-256 cannot fail. */
static void crypto_add(void *state, const void *bytes, size_t n) {
    EVP_DigestUpdate(state, bytes, n);
}

static void crypto_sum(const void *state, unsigned char digest[32]) {
    EVP_MD_CTX *copy = EVP_MD_CTX_new();

    EVP_MD_CTX_copy_ex(copy, state);
    EVP_DigestFinal_ex(copy, digest, NULL);
    EVP_MD_CTX_free(copy);
}

extern HOST const struct crypto_plug twin_plug;
const struct crypto_plug twin_plug = { crypto_open, crypto_close, crypto_add,
                                       crypto_sum };
