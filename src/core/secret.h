/* SPDX-License-Identifier: Apache-2.0 */
/* secret -- names whose values are not for the eyes of others */
#ifndef TWIN_SECRET_H
#define TWIN_SECRET_H

#include <stdbool.h>

/*
 * secret_ends -- does the text before `end` end in the name of a secret: token,
 * key, signature, password ...?
 *
 *   whole  in  only as a word of its own, not as in "monkey"
 */
bool secret_ends(const char *text, const char *end, bool whole);

#endif
