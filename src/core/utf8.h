/* SPDX-License-Identifier: Apache-2.0 */
/* utf8 -- is a text UTF-8 (RFC 3629)? */
#ifndef TWIN_UTF8_H
#define TWIN_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* utf8_length -- the bytes, 1 to 4, of the character that s [n] begins with; 0
 * where it is none. */
size_t utf8_length(const char *s, size_t n);

/* utf8_is -- is all of a text? */
bool utf8_is(const char *s);

#endif
