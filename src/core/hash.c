/* SPDX-License-Identifier: Apache-2.0 */
#include "core/hash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/mem.h"
#include "core/plug.h"
#include "core/plug/crypto.h"

struct hash {
    const struct crypto_plug *plug;
    void *state;
};

enum { BLOCK = 1 << 18 };

int hash_open(struct hash **out) {
    const struct crypto_plug *plug = plug_load("crypto");
    void *state;

    *out = NULL;
    if (plug == NULL)
        return EX_UNAVAILABLE;
    state = plug->open();
    if (state == NULL)
        return err_set(EX_UNAVAILABLE, "libcrypto has no SHA-256");
    *out = mem_array(1, sizeof **out);
    **out = (struct hash){ plug, state };
    return EX_OK;
}

void hash_add(struct hash *h, const void *bytes, size_t n) {
    h->plug->add(h->state, bytes, n);
}

void hash_text(const struct hash *h, char text[HASH_TEXT]) {
    unsigned char digest[32];

    h->plug->sum(h->state, digest);
    for (size_t k = 0; k < sizeof digest; k++)
        snprintf(text + 2 * k, 3, "%02x", digest[k]);
}

void hash_free(struct hash *h) {
    if (h == NULL)
        return;
    h->plug->close(h->state);
    free(h);
}

/* The sums reach their modulus after 5552 bytes at the earliest. */
uint32_t hash_adler32(uint32_t adler, const void *bytes, size_t n) {
    const unsigned char *p = bytes;
    uint32_t a = adler & 0xffff, b = adler >> 16;

    while (n > 0) {
        const size_t run = n < 5552 ? n : 5552;

        for (size_t k = 0; k < run; k++) {
            a += p[k];
            b += a;
        }
        a %= 65521;
        b %= 65521;
        p += run;
        n -= run;
    }
    return b << 16 | a;
}

int hash_file(int fd, const char *path, char text[HASH_TEXT], uint32_t *adler,
              uint64_t *size) {
    unsigned char *block = mem_array(BLOCK, 1);
    struct hash *h = NULL;
    uint32_t sum = 1;
    uint64_t total = 0;
    ssize_t n;
    int status = EX_OK;

    if (text)
        TRY(hash_open(&h));
    while ((n = fd_read(fd, block, BLOCK)) != 0) {
        if (n < 0) {
            status = err_os(errno, path);
            goto done;
        }
        if (text)
            hash_add(h, block, (size_t)n);
        if (adler)
            sum = hash_adler32(sum, block, (size_t)n);
        total += (uint64_t)n;
    }
    if (text)
        hash_text(h, text);
    if (adler)
        *adler = sum;
    if (size)
        *size = total;
done:
    hash_free(h);
    free(block);
    return status;
}
