/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inflate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { MOST = 200000, ROOM = MOST + 30000 };

static unsigned char in[MOST], out[ROOM], back[MOST];

/* Bytes without order: the generator of Marsaglia (2003), J. Stat. Soft. 8. */
static void noise(unsigned char *p, size_t n) {
    static uint32_t x = 2463534242;

    for (size_t k = 0; k < n; k++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        p[k] = (unsigned char)(x >> 11);
    }
}

/* The length of n bytes deflated; 0 where they do not come back. */
static size_t length(size_t n, size_t room) {
    struct deflater *z = deflater_new(4);
    struct inflater *u = inflater_new();
    size_t m = deflate_block(z, in, n, out, room), made = 0;

    if (m > 0 && (!inflate_block(u, out, m, back, MOST, &made) || made != n ||
                  memcmp(in, back, n) != 0))
        m = 0;
    inflater_free(u);
    deflater_free(z);
    return m;
}

int main(void) {
    bool all = true;
    size_t m;

    noise(in, MOST);
    m = length(MOST, ROOM);
    ok(m > MOST && m < MOST + 64, "noise comes back, a few bytes longer");
    for (size_t n = 32766; n <= 32770; n++)
        all = all && length(n, ROOM) > n && length(2 * n, ROOM) > 2 * n;
    ok(all, "so does any number of bytes");
    ok(length(MOST, MOST) == 0 && length(MOST, 40000) == 0 &&
           length(MOST, 1) == 0,
       "0 where there is no room");
    memset(in + MOST / 2, 7, MOST / 2);
    m = length(MOST, ROOM);
    ok(m > MOST / 2 && m < MOST / 2 + 500, "what follows noise is deflated");
    for (size_t k = 0; k < MOST; k++) /* each byte as often as any other */
        in[k] = (unsigned char)k;
    ok(length(MOST, ROOM) < MOST / 50, "bytes in order are deflated");
    noise(in, MOST);
    memset(in, 7, MOST / 2);
    m = length(MOST, ROOM);
    ok(m > MOST / 2 && m < MOST / 100 * 54, "noise at the end comes back, too");
    return done();
}
