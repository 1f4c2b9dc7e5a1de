/* SPDX-License-Identifier: Apache-2.0 */
#include "core/digits.h"

#include <float.h>

#include "core/err.h"

bool digits_lost(uint64_t bits, bool is_signed) {
    const uint64_t x = is_signed && bits >> 63 ? -bits : bits;

    return x != 0 && x >> __builtin_ctzll(x) >> DBL_MANT_DIG != 0;
}

void digits_tell(const char *name, uint64_t bits, bool is_signed) {
    static const char text[] =
        "whole numbers beyond 2^53 are rounded, the first of them";

    if (is_signed)
        warn("%s: %s %lld", name, text, (long long)bits);
    else
        warn("%s: %s %llu", name, text, (unsigned long long)bits);
}
