/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/legendre.h"

#include <string.h>

#include "tap.h"

int main(void) {
    double lat[2560];

    legendre_latitudes(1, lat);
    ok(near(lat[0], 35.26438968275465, 1e-12) && lat[1] == -lat[0],
       "N1: asin 1 / sqrt 3");
    legendre_latitudes(48, lat);
    ok(near(lat[0], 88.572168514007270, 1e-12),
       "N48: 88.57216851400727 (numpy 1.24 leggauss)");
    legendre_latitudes(1280, lat);
    ok(near(lat[0], 89.946187715665616, 1e-12),
       "N1280: 89.94618771566562 (numpy 1.24 leggauss)");
    return done();
}
