/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mem.h"

#define _GNU_SOURCE /* vasprintf, reallocarray */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/err.h"

/* Octets that are worth huge pages, and of a page as it is. */
enum { LARGE = 8 << 20, SMALL = 4096 };

static void *check(void *p, size_t n, size_t size) {
    if (p == NULL) {
        err_set(EX_OSERR, "no memory for %zu x %zu bytes", n, size);
        err_print();
        exit(EX_OSERR); /* atexit() takes away the parts of outputs */
    }
    return p;
}

void *mem_array(size_t n, size_t size) {
    return check(calloc(n ? n : 1, size ? size : 1), n, size);
}

void *mem_plane(size_t n, size_t size) {
    void *p = mem_array(n, size);

#ifdef MADV_HUGEPAGE
    if (n * size >= LARGE) {
        const uintptr_t off = (uintptr_t)p % SMALL;
        madvise((char *)p + (off ? SMALL - off : 0),
                n * size - (off ? SMALL - off : 0), MADV_HUGEPAGE);
    }
#endif
    return p;
}

void *mem_grow(void *p, size_t n, size_t size) {
    return check(reallocarray(p, n ? n : 1, size ? size : 1), n, size);
}

void *mem_more(void *p, size_t n, size_t size) {
    return (n & (n - 1)) == 0 ? mem_grow(p, n ? 2 * n : 1, size) : p;
}

void *mem_copy(const void *p, size_t n, size_t size) {
    void *q;

    if (p == NULL)
        return NULL;
    q = mem_array(n, size);
    memcpy(q, p, n * size);
    return q;
}

void *mem_check(void *p) {
    return check(p, 1, 1);
}

char *mem_text(const char *s) {
    return s ? mem_copy(s, strlen(s) + 1, 1) : NULL;
}

char *mem_format(const char *fmt, ...) {
    char *s = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&s, fmt, ap) < 0)
        s = NULL;
    va_end(ap);
    return check(s, 1, 1);
}

void mem_append(char **text, const char *between, const char *more) {
    const bool first = *text == NULL || **text == 0;
    char *all =
        mem_format("%s%s%s", first ? "" : *text, first ? "" : between, more);

    free(*text);
    *text = all;
}
