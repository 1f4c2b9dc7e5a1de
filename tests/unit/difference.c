/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/difference.h"

#include "tap.h"

int main(void) {
    const float before[] = { 0, 1, 2, 3, NAN, 5, 6 };
    const float now[] = { 1, 1, 1.9F, 1, 5, NAN, 9 };
    float out[7];
    size_t had;

    ok(difference_falls(7, before, now, 0.2, &had) == 1 && had == 4,
       "falls by more than the noise; what is missing does not count");
    ok(difference_apply(7, before, now, true, 0.2, out) == 1 && out[0] == 1 &&
           out[1] == 0 && out[6] == 3,
       "the amount of the step");
    ok(out[2] == 0 && isnan(out[3]),
       "less than 0: within the noise 0, beyond it missing");
    ok(isnan(out[4]) && isnan(out[5]), "missing where one of both is");
    ok(difference_apply(7, before, now, false, 0.2, out) == 0 && out[3] == -2,
       "what may fall stays negative");
    return done();
}
