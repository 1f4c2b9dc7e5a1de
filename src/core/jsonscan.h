/* SPDX-License-Identifier: Apache-2.0 */
/* jsonscan -- is a text JSON?  What json.h reads has passed here. */
#ifndef TWIN_JSONSCAN_H
#define TWIN_JSONSCAN_H

#include <stddef.h>

#include "core/err.h"

/*
 * json_scan -- holds a text against RFC 8259, and the limits of json.h.
 *
 *   text  [n]  in   without a byte order mark
 *
 * Errors  EX_DATAERR  `line 3, byte 41: ...`, counted from 1 in the whole text
 */
MUST_CHECK int json_scan(const char *text, size_t n);

#endif
