/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/mirror.h"

#include <stdint.h>
#include <string.h>

#include "tap.h"

/* Two planes of 2 x 2, in both sizes. */
static bool is(enum mirror how, const int32_t want[4]) {
    const int32_t a[8] = { 1, 2, 3, 4, 11, 12, 13, 14 };
    const double w[8] = { 1, 2, 3, 4, 11, 12, 13, 14 };
    int32_t b[8];
    double z[8];
    bool good = true;

    mirror_planes(how, &(struct mirror_shape){ 2, 2, 2, 4 }, a, b);
    mirror_planes(how, &(struct mirror_shape){ 2, 2, 2, 8 }, w, z);
    for (int i = 0; i < 4; i++)
        good = good && b[i] == want[i] && b[i + 4] == want[i] + 10 &&
               z[i] == want[i] && z[i + 4] == want[i] + 10;
    return good;
}

int main(void) {
    const int32_t a[6] = { 1, 2, 3, 4, 5, 6 }, x[6] = { 3, 2, 1, 6, 5, 4 },
                  y[6] = { 4, 5, 6, 1, 2, 3 };
    float angle[] = { -90, 0, 359, 360, 361, 725, -1e-9f, NAN };
    double wide[] = { -90, 360 };
    int32_t b[6];

    ok(is(MIRROR_X, (const int32_t[]){ 2, 1, 4, 3 }) &&
           is(MIRROR_Y, (const int32_t[]){ 3, 4, 1, 2 }),
       "columns, rows in the other order");
    ok(is(MIRROR_LEFT, (const int32_t[]){ 3, 1, 4, 2 }) &&
           is(MIRROR_RIGHT, (const int32_t[]){ 2, 4, 1, 3 }),
       "quarter turns");
    mirror_planes(MIRROR_X, &(struct mirror_shape){ 1, 2, 3, 4 }, a, b);
    ok(memcmp(b, x, sizeof b) == 0, "columns of a plane that is no square");
    mirror_planes(MIRROR_Y, &(struct mirror_shape){ 1, 2, 3, 4 }, a, b);
    ok(memcmp(b, y, sizeof b) == 0, "rows of one");
    mirror_wrap(8, 360, angle);
    mirror_wrap_wide(2, 360, wide);
    ok(angle[0] == 270 && angle[1] == 0 && angle[2] == 359 && angle[3] == 0 &&
           angle[4] == 1 && angle[5] == 5 && angle[6] == 0 && isnan(angle[7]) &&
           wide[0] == 270 && wide[1] == 0,
       "angles from 0 to a whole turn, without it");
    return done();
}
