/* SPDX-License-Identifier: Apache-2.0 */
#include "core/secret.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const names[] = { "token",    "key",       "signature",
                                     "password", "sig",       "passwd",
                                     "secret",   "credential" };

bool secret_ends(const char *text, const char *end, bool whole) {
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        const size_t n = strlen(names[k]);
        if ((size_t)(end - text) < n || strncasecmp(end - n, names[k], n) != 0)
            continue;
        if (!whole || (size_t)(end - text) == n ||
            !isalnum((unsigned char)end[-n - 1]))
            return true;
    }
    return false;
}
