/* SPDX-License-Identifier: Apache-2.0 */
/* shuffle -- bytes of values in order of their place, and a checksum */
#ifndef TWIN_SHUFFLE_H
#define TWIN_SHUFFLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * shuffle, unshuffle -- all first bytes of n values, then all second ones ...;
 * and back.
 *
 *   out, in  [bytes]  must not overlap
 *   size              of a value, at least 1 [byte]; what is left of bytes
 *                     after whole values stays as it is
 *
 * Source  HDF5 file format 3.0, filter 2
 */
void shuffle(void *restrict out, const void *restrict in, size_t bytes,
             size_t size);
void unshuffle(void *restrict out, const void *restrict in, size_t bytes,
               size_t size);

/*
 * unshuffle_part -- some of the values that unshuffle() brings back.
 *
 *   out  [part[1] * size]  out  must not overlap in
 *   in   [all * size]      in   all first bytes of `all` values ...
 *   part                   in   the first value, and how many
 */
void unshuffle_part(void *restrict out, const void *restrict in, size_t all,
                    size_t size, const size_t part[2]);

/* fletcher32 -- of n bytes taken as 16-bit big-endian words; an odd last byte
 * is the upper one.  Source: HDF5 1.10, H5_checksum_fletcher32. */
uint32_t fletcher32(const void *bytes, size_t n);

#endif
