/* SPDX-License-Identifier: Apache-2.0 */
#include "core/utf8.h"

#include <string.h>

size_t utf8_length(const char *s, size_t n) {
    const unsigned char *u = (const unsigned char *)s;
    const size_t more = u[0] < 0x80   ? 0
                        : u[0] < 0xc2 ? 4 /* never right */
                        : u[0] < 0xe0 ? 1
                        : u[0] < 0xf0 ? 2
                        : u[0] < 0xf5 ? 3
                                      : 4;

    if (more >= n || more == 4)
        return 0;
    for (size_t k = 1; k <= more; k++)
        if ((u[k] & 0xc0) != 0x80)
            return 0;
    /* Too long, a surrogate, beyond U+10FFFF. */
    if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) ||
        (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
        return 0;
    return more + 1;
}

bool utf8_is(const char *s) {
    size_t n = strlen(s), k;

    for (; n > 0 && (k = utf8_length(s, n)) > 0; s += k)
        n -= k;
    return n == 0;
}
