/* SPDX-License-Identifier: Apache-2.0 */
/* hot -- attributes of the loops where the time goes */
#ifndef TWIN_HOT_H
#define TWIN_HOT_H

/* HOT -- compiled for several instruction sets, the machine's is taken.  The
 * same bits from each: nothing is contracted. */
#define HOT __attribute__((target_clones("avx2", "default")))

/* HOT_512 -- for AVX-512 besides, whose masks take a quarter off the time of
 * loops that skip what is missing. */
#define HOT_512                                                                \
    __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))

/* INLINE -- becomes part of each HOT function that calls it, and so of each
 * instruction set. */
#define INLINE static inline __attribute__((always_inline))

#endif
