/* SPDX-License-Identifier: Apache-2.0 */
#include "core/beside.h"

#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

enum { PARTS = 10 };

/* A name without its folder and suffix, cut at each _; the text is the block of
 * the first part, which the caller frees. */
static size_t cut(const char *path, char *part[PARTS]) {
    const char *slash = strrchr(path, '/');
    char *text = mem_text(slash ? slash + 1 : path);
    char *end = strstr(text, ".nc"), *at = text;
    size_t n = 0;

    if (end != NULL)
        *end = 0;
    while (at != NULL && n < PARTS) {
        part[n++] = at;
        at = strchr(at, '_');
        if (at != NULL)
            *at++ = 0;
    }
    return at == NULL ? n : 0;
}

static bool same(char *const *a, char *const *b, size_t k) {
    return strcmp(a[k], b[k]) == 0;
}

/* Is a file, cut in n parts, the fixed one of another, cut in m?  2: also of
 * the same experiment. */
static int fits(char *const *a, size_t n, char *const *b, size_t m) {
    if (m >= 5 && n >= 5 && n <= 6 && strcmp(a[1], "fx") == 0)
        return same(a, b, 2) && (n < 6 || m < 6 || same(a, b, 5))
                   ? 1 + same(a, b, 3)
                   : 0;
    if (m >= 8 && n == 8 && strcmp(a[7], "fx") == 0)
        return same(a, b, 1) && same(a, b, 2) && same(a, b, 5) && same(a, b, 6)
                   ? 1 + same(a, b, 3)
                   : 0;
    return 0;
}

/* The best of those that a pattern finds. */
static char *choose(const glob_t *g, char *const *b, size_t m) {
    const char *found = NULL;
    int best = 0;
    size_t n = 0;

    for (size_t k = 0; k < g->gl_pathc; k++) {
        char *a[PARTS];
        const size_t parts = cut(g->gl_pathv[k], a);
        const int fit = parts > 0 ? fits(a, parts, b, m) : 0;
        if (fit > best) {
            best = fit;
            found = g->gl_pathv[k];
            n = 0;
        }
        n += fit > 0 && fit == best;
        free(a[0]);
    }
    return n == 1 ? mem_text(found) : NULL;
}

char *beside_find(const char *path, const char *word) {
    const char *slash = strrchr(path, '/');
    const int folder = slash ? (int)(slash + 1 - path) : 0;
    char *part[PARTS], *found = NULL;
    const size_t n = cut(path, part);
    char *pattern = mem_format("%.*s%s_*fx*.nc", folder, path, word);
    glob_t g;

    if (n >= 5 && strcmp(part[0], word) != 0 &&
        strpbrk(pattern, "[?\\") == NULL && glob(pattern, 0, NULL, &g) == 0) {
        found = choose(&g, part, n);
        globfree(&g);
    }
    free(pattern);
    free(part[0]);
    return found;
}
