/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/shuffle.h"

#include <string.h>

#include "tap.h"

static bool comes_back(size_t bytes, size_t size) {
    unsigned char in[1003], out[1003], back[1003];

    for (size_t k = 0; k < bytes; k++)
        in[k] = (unsigned char)(k * 7 + k / 256);
    shuffle(out, in, bytes, size);
    unshuffle(back, out, bytes, size);
    if (memcmp(in, back, bytes) != 0)
        return false;
    unshuffle_part(back, out, bytes / size, size, (const size_t[2]){ 5, 90 });
    return memcmp(in + 5 * size, back, 90 * size) == 0;
}

int main(void) {
    char out[11];
    bool all = true;

    shuffle(out, "abcdABCDxyz", 11, 4); /* by hand */
    ok(memcmp(out, "aAbBcCdDxyz", 11) == 0, "first bytes, then second ones");
    for (size_t size = 1; size <= 9; size++)
        for (size_t bytes = 990; bytes <= 1003; bytes++)
            all = all && comes_back(bytes, size);
    ok(all,
       "unshuffle() brings back any number of bytes of any size, and any part");
    /* sums of words by hand: 0x0102, 0x0102 + 0x0304; then 0x0500 */
    ok(fletcher32("\1\2\3\4", 4) == 0x05080406, "fletcher32 of whole words");
    ok(fletcher32("\1\2\3\4\5", 5) == 0x0e0e0906, "an odd last byte");
    return done();
}
