/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/cutout.h"

#include <string.h>

#include "tap.h"

int main(void) {
    static const int32_t plane[6] = { 0, 1, 2, 10, 11, 12 }, none = -1;
    static const int32_t y[] = { 0, 1, 1 }, x[] = { 1, 0, 2 };
    static const int32_t want[12] = { 1,  2,  11, 12, 10, 11,
                                      -1, -1, 12, -1, -1, -1 };
    const struct cutout c = { .rows = 2,
                              .columns = 3,
                              .n = 3,
                              .ny = 2,
                              .nx = 2,
                              .y = y,
                              .x = x,
                              .size = sizeof none,
                              .fill = &none };
    int32_t got[12];

    cutout_apply(&c, plane, got);
    ok(memcmp(got, want, sizeof got) == 0,
       "rectangles, filled beyond the plane");
    ok(cutout_count(281, 40, 40) == 7 && cutout_count(881, 40, 40) == 22 &&
           cutout_count(40, 40, 40) == 1 && cutout_count(39, 40, 40) == 0 &&
           cutout_count(10, 4, 2) == 4 && cutout_count(10, 4, 100) == 1,
       "how many end inside");
    return done();
}
