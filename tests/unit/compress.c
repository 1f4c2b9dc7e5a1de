/* SPDX-License-Identifier: Apache-2.0 */
/* compress: the same bytes for any threads and pieces; there and back. */
#include "core/compress.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/output.h"
#include "sample.h"
#include "tap.h"

enum { SIZE = 9 << 20 };

/* SIZE bytes that compress somewhat, always the same. */
static unsigned char *data(void) {
    unsigned char *p = mem_array(SIZE, 1);
    uint32_t x = 1;

    for (size_t i = 0; i < SIZE; i++) {
        x = x * 1664525 + 1013904223;
        p[i] = (unsigned char)(x >> 28);
    }
    return p;
}

static struct bytes pack(const unsigned char *p, int jobs, size_t piece) {
    const int fd = temporary_fd();
    struct packer *z = packer_new(fd, "test", 3, jobs);
    struct bytes b = { NULL, 0 };
    int status = EX_OK;

    for (size_t i = 0; i < SIZE; i += piece)
        TRY(packer_put(z, p + i, SIZE - i < piece ? SIZE - i : piece));
    TRY(packer_end(z));
    b = bytes_of(fd);
done:
    packer_free(z);
    close(fd);
    return b;
}

/* Unpacks n bytes as they come in pieces; how many came out right. */
static size_t unpack(const struct bytes *b, size_t n, const unsigned char *p,
                     bool *ended) {
    struct unpacker *u = unpacker_new();
    unsigned char out[5000];
    struct unpack io = { .out = out, .room = sizeof out };
    size_t at = 0, good = 0;

    while (!io.ended) {
        io.bytes = b->p + at;
        io.n = n - at < 777 ? n - at : 777;
        if (unpacker_take(u, &io) != EX_OK || (io.used == 0 && io.made == 0) ||
            memcmp(out, p + good, io.made) != 0)
            break;
        at += io.used;
        good += io.made;
    }
    *ended = io.ended;
    unpacker_free(u);
    return good;
}

int main(void) {
    unsigned char *p = data();
    struct bytes one = pack(p, 1, SIZE), two = pack(p, 3, SIZE),
                 odd = pack(p, 2, 12345);
    bool ended;

    ok(one.n > 0 && one.n < SIZE && two.n == one.n &&
           memcmp(one.p, two.p, one.n) == 0,
       "any number of threads makes the same bytes");
    ok(odd.n == one.n && memcmp(one.p, odd.p, one.n) == 0,
       "bytes in pieces make the same");
    ok(unpack(&one, one.n, p, &ended) == SIZE && ended, "there and back");
    ok(unpack(&one, one.n - 1, p, &ended) == SIZE && !ended,
       "without its last byte it does not end");
    one.p[one.n - 1] ^= 1;
    ok(unpack(&one, one.n, p, &ended) <= SIZE && !ended &&
           strstr(err_text(), "damaged zstd stream") != NULL,
       "a wrong checksum is found");
    free(one.p);
    free(two.p);
    free(odd.p);
    free(p);
    return done();
}
