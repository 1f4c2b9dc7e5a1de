/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/pet.h"

#include "tap.h"

int main(void) {
    /* FAO-56, example 18: Brussels, 6 July, 100 m */
    float low = 12.3F + 273.15F, high = 21.5F + 273.15F, ea = 1.409F;
    float wind = 2.078F, rs = (float)(22.07 / 0.0864), z = 100, lat = 50.8F;
    const float *const brussels[] = { &low, &high, &ea, &wind, &rs, &z, &lat };
    const double day[] = { 187, 2 }, at10[] = { 187, 10 };
    /* by hand of FAO-56, equation 52: Tx 26.6, Tn 14.8, 45.72 N, day 196 */
    float tn = 14.8F + 273.15F, tx = 26.6F + 273.15F, north = 45.72F, out,
          gap = NAN;
    const float *const h[] = { &tn, &tx, &north }, *const g[] = { &tn, &tx,
                                                                  &gap };
    const float *const turned[] = { &tx, &tn, &north };
    const double july[] = { 196, 0 }, makkink[] = { 0.65, 0 };
    float t = 293.15F, r = 200, p = 101300;
    const float *const m[] = { &t, &r, &p };
    double month[12] = { 0 };

    ok(near(pet_ra(-20, 246), 32.19, 0.05),
       "FAO-56, example 8: Ra at 20 S on 3 September");
    ok(pet_ra(80, 355) < 1e-9 && pet_ra(80, 172) > 40, "polar night and day");
    pet_penman_monteith(1, brussels, day, &out);
    ok(near((double)out, 3.88, 0.01), "FAO-56, example 18");
    wind = 2.78F;
    pet_penman_monteith(1, brussels, at10, &out);
    ok(near((double)out, 3.88, 0.01), "the same by wind at 10 m");
    z = NAN;
    pet_penman_monteith(1, brussels, at10, &out);
    ok(isnan(out), "missing in, missing out");
    pet_hargreaves(1, h, july, &out);
    ok(near((double)out, 5.0330, 2e-4), "Hargreaves");
    pet_hargreaves(1, turned, july, &out);
    ok(isnan(out), "the lowest above the highest is missing");
    pet_hargreaves(1, g, july, &out);
    ok(isnan(out), "without a place there is none");
    /* by hand: D 0.14474, g 0.067365, 200 W m-2 = 17.28 MJ m-2 day-1 */
    pet_makkink(1, m, makkink, &out);
    ok(near((double)out, 0.65 * 0.14474 / (0.14474 + 0.067365) * 17.28 / 2.45,
            1e-3),
       "Makkink");
    month[6] = 20;
    ok(near(pet_heat(month), pow(4, 1.514), 1e-12), "heat of the months");
    month[0] = (double)NAN;
    ok(isnan(pet_heat(month)) &&
           isnan(pet_thornthwaite(1, 20, (double)NAN, 15, 31)) &&
           pet_thornthwaite(-1, 20, 50, 15, 31) == 0,
       "frost is 0, what is not known is missing");
    return done();
}
