/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/gradient.h"

#include "tap.h"

enum { NX = 1440, NY = 721 };
#define DEGREE (3.14159265358979323846 / 180)

static double x[NX], y[NY];
static float u[NY * NX], v[NY * NX], out[NY * NX];

int main(void) {
    const struct plane globe = { NY, NX, x, y, true, true };
    const double e[] = { 0, 1, 3 }, n[] = { 0, 1, 3 }, down[] = { 3, 1, 0 };
    const struct plane field = { 3, 3, e, n, false, false };
    const struct plane turned = { 3, 3, e, down, false, false };
    const float *at45 = out + 540 * NX;
    float z[9], up[9], s[9];
    bool all = true;

    for (size_t i = 0; i < NX; i++)
        x[i] = 0.25 * (double)i;
    for (size_t j = 0; j < NY; j++) {
        y[j] = -90 + 0.25 * (double)j;
        for (size_t i = 0; i < NX; i++)
            u[j * NX + i] = (float)(20 * cos(y[j] * DEGREE));
    }
    /* by hand: 40 sin(45 degrees) / 6371008.8 m = 4.43953e-6, to 1e-4 */
    gradient_vorticity(&globe, u, v, out);
    for (size_t i = 0; i < NX; i++)
        all = all && near((double)at45[i] / 4.43953e-6, 1, 1e-4);
    ok(all, "vorticity of a solid body, also at the seam");
    ok(isnan(out[0]) && isnan(out[NY * NX - 1]), "poles are missing");
    gradient_divergence(&globe, u, v, out);
    ok(near((double)at45[0], 0, 1e-12) && near((double)at45[700], 0, 1e-12),
       "and its divergence");
    for (size_t k = 0; k < 9; k++) {
        z[k] = (float)(e[k % 3] + n[k / 3]);
        up[k] = (float)(e[k % 3] + down[k / 3]);
    }
    /* rises by 1 to the east and to the north: faces south-west */
    gradient_slope(&field, z, s);
    ok(near((double)s[4], atan(sqrt(2)) / DEGREE, 1e-4) && isnan(s[0]),
       "slope, also with unequal spacing; borders are missing");
    gradient_aspect(&field, z, s);
    ok(near((double)s[4], 225, 1e-4), "aspect");
    gradient_aspect(&turned, up, s);
    ok(near((double)s[4], 225, 1e-4), "likewise with rows from north to south");
    z[8] = NAN;
    gradient_slope(&field, z, s);
    ok(isnan(s[4]), "missing where a neighbour is");
    for (size_t k = 0; k < 9; k++)
        z[k] = 5;
    gradient_aspect(&field, z, s);
    ok(isnan(s[4]), "what is flat faces nowhere");
    return done();
}
