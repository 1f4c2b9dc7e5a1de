/* SPDX-License-Identifier: Apache-2.0 */
/* digits -- whole numbers that have more of them than a double */
#ifndef TWIN_DIGITS_H
#define TWIN_DIGITS_H

#include <stdbool.h>
#include <stdint.h>

/* digits_lost -- does a whole number of 64 bits need more than the 53 of a
 * double? */
bool digits_lost(uint64_t bits, bool is_signed);

/* digits_tell -- warns of the first of a variable's that does. */
void digits_tell(const char *name, uint64_t bits, bool is_signed);

#endif
