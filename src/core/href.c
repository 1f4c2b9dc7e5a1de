/* SPDX-License-Identifier: Apache-2.0 */
#include "core/href.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"

bool href_is_url(const char *href) {
    const size_t n = strcspn(href, ":/?#");

    if (strncmp(href, "//", 2) == 0)
        return true;
    if (n < 2 || href[n] != ':' || !isalpha((unsigned char)*href))
        return false;
    for (size_t k = 0; k < n; k++)
        if (!isalnum((unsigned char)href[k]) && !strchr("+-.", href[k]))
            return false;
    return true;
}

/* The last part of a clean path is taken away; ".." cannot be. */
static bool up(char *out, size_t *n, size_t root) {
    size_t k = *n;

    while (k > root && out[k - 1] != '/')
        k--;
    if (*n == root || strcmp(out + k, "..") == 0)
        return false;
    *n = k > root ? k - 1 : k;
    out[*n] = 0;
    return true;
}

char *path_clean(const char *path) {
    const size_t root = *path == '/';
    char *out = mem_array(strlen(path) + 3, 1);
    size_t n = root, k;

    if (root)
        out[0] = '/';
    for (const char *s = path; *s; s += k) {
        s += strspn(s, "/");
        k = strcspn(s, "/");
        if (k == 0 || (k == 1 && *s == '.'))
            continue;
        if (k == 2 && memcmp(s, "..", 2) == 0 &&
            (up(out, &n, root) || (root && n == root)))
            continue;
        if (n > root)
            out[n++] = '/';
        memcpy(out + n, s, k);
        n += k;
        out[n] = 0;
    }
    if (n == 0)
        out[n++] = '.';
    out[n] = 0;
    return out;
}

char *path_join(const char *folder, const char *path) {
    char *whole =
        *path == '/' ? mem_text(path) : mem_format("%s/%s", folder, path);
    char *out = path_clean(whole);

    free(whole);
    return out;
}

/* A path as seen from the root. */
static char *absolute(const char *path) {
    static char here[PATH_MAX]; /* no command moves */

    if (*path == '/' || (*here == 0 && getcwd(here, sizeof here) == NULL))
        return path_clean(path);
    return path_join(here, path);
}

bool path_inside(const char *path, const char *folder) {
    char *p = absolute(path), *f = absolute(folder);
    const size_t n = strlen(f);
    const bool inside =
        strncmp(p, f, n) == 0 && (p[n] == 0 || p[n] == '/' || f[n - 1] == '/');

    free(p);
    free(f);
    return inside;
}

static int hex(char c) {
    const char *at =
        c ? strchr("0123456789abcdef", tolower((unsigned char)c)) : NULL;
    static const char digits[] = "0123456789abcdef";

    return at ? (int)(strchr(digits, tolower((unsigned char)c)) - digits) : -1;
}

char *href_path(const char *href, const char *folder) {
    char *s, *to, *out;

    if (strncmp(href, "file:///", 8) == 0)
        href += 7;
    if (href_is_url(href))
        return NULL;
    s = to = mem_text(href);
    for (const char *from = s; *from; from++) {
        const int high = *from == '%' ? hex(from[1]) : -1;
        const int low = high >= 0 ? hex(from[2]) : -1;
        if (low >= 0 && high + low > 0) {
            *to++ = (char)(16 * high + low);
            from += 2;
        } else {
            *to++ = *from;
        }
    }
    *to = 0;
    out = path_join(folder, s);
    free(s);
    return out;
}

char *href_encode(const char *path, const char *marks) {
    char *out = mem_array(3 * strlen(path) + 1, 1), *to = out;

    for (; *path; path++)
        if (isalnum((unsigned char)*path) || strchr("-._~/", *path) ||
            strchr(marks, *path))
            *to++ = *path;
        else
            to += sprintf(to, "%%%02X", (unsigned char)*path);
    return out;
}

bool href_is_encoded(const char *href) {
    for (; *href; href++) {
        const unsigned char c = (unsigned char)*href;
        if (c <= ' ' || c >= 127 || strchr("<>\"{}|\\^`", c))
            return false;
        if (c == '%' && (hex(href[1]) < 0 || hex(href[2]) < 0))
            return false;
    }
    return true;
}

char *href_to(const char *folder, const char *path) {
    char *f = absolute(folder), *p = absolute(path), *s, *out;
    size_t same = 0, k;
    size_t climbs = 0;

    for (k = 0; f[k] && f[k] == p[k]; k++)
        if (f[k] == '/')
            same = k + 1;
    if (f[k] == 0 && p[k] == '/' && k > 1)
        same = k + 1;
    for (k = same; k < strlen(f); k += strcspn(f + k, "/") + 1)
        climbs++;
    s = mem_array(3 * climbs + strlen(p) + 3, 1);
    if (climbs == 0)
        strcpy(s, "./");
    for (k = 0; k < climbs; k++)
        strcpy(s + 3 * k, "../");
    strcat(s, p + same);
    out = href_encode(s, HREF_MARKS);
    free(s);
    free(f);
    free(p);
    return out;
}

bool path_ends(const char *path, const char *suffix) {
    const size_t n = strlen(path), k = strlen(suffix);

    return n > k && strcmp(path + n - k, suffix) == 0;
}
