/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/overlap.h"

#include "kernel/label.h"
#include "tap.h"

int main(void) {
    const uint32_t order[6] = { 0, 1, 2, 3, 4, 5 };
    const double area[6] = { 1, 2, 4, 8, 16, 32 };
    const int32_t label[6] = { 1, 1, 1, 0, 2, 2 };
    const int32_t earlier[6] = { 3, -1, 1, 2, 3, 3 };
    double scratch[4] = { 0 };
    struct overlap pair[4];
    size_t start[4];
    uint32_t cell[6];
    const struct overlap_now now = { 2, start, cell };
    const struct overlap_before before = { earlier, area, scratch };

    label_cells(6, order, label, 2, start, cell);
    ok(overlap_pairs(&now, &before, pair, 4) == 3 && pair[0].now == 1 &&
           pair[0].before == 3 && pair[0].area == 1 && pair[1].now == 1 &&
           pair[1].before == 1 && pair[1].area == 4 && pair[2].now == 2 &&
           pair[2].before == 3 && pair[2].area == 48,
       "pairs with the area they share, in the order of cells");
    ok(scratch[0] == 0 && scratch[1] == 0 && scratch[2] == 0 && scratch[3] == 0,
       "the scratch is 0 again");
    pair[1].area = 7;
    ok(overlap_pairs(&now, &before, pair, 1) == 3 && pair[0].area == 1 &&
           pair[1].area == 7,
       "too little room: all are counted, the first are there");
    return done();
}
