/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mark.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"

/* Places in an end mark; what follows the length is 0. */
enum {
    AT_VERSION = 8,
    AT_STATUS = 12,
    AT_STEPS = 16,
    AT_DIGEST = 24,
    AT_LENGTH = 40,
    AT_ZERO = 44
};

static char cause[MARK_MESSAGE + 1];

static void put(unsigned char *p, uint64_t v, size_t size) {
    for (size_t i = 0; i < size; i++)
        p[i] = (unsigned char)(v >> 8 * (size - 1 - i));
}

static uint64_t get(const unsigned char *p, size_t size) {
    uint64_t v = 0;

    for (size_t i = 0; i < size; i++)
        v = v << 8 | p[i];
    return v;
}

static unsigned char byte(const char *hex) {
    const char two[3] = { hex[0], hex[1], 0 };

    return (unsigned char)strtoul(two, NULL, 16);
}

size_t mark_put(const struct mark *m, unsigned char bytes[MARK_ABORT_SIZE]) {
    const size_t length = m->aborted ? strlen(m->message) : 0;

    memset(bytes, 0, MARK_ABORT_SIZE);
    memcpy(bytes, MARK_END, MARK_MAGIC_SIZE);
    put(bytes + AT_VERSION, 1, 4);
    put(bytes + AT_STATUS, m->aborted, 4);
    put(bytes + AT_STEPS, m->steps, 8);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        bytes[AT_DIGEST + i] = byte(m->digest + 2 * i);
    put(bytes + AT_LENGTH, length, 4);
    memcpy(bytes + MARK_SIZE, m->message, length);
    return m->aborted ? MARK_ABORT_SIZE : MARK_SIZE;
}

static bool zeros(const unsigned char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

/* The message of an aborted mark. */
static bool get_message(struct mark *m, const unsigned char *p, size_t length) {
    char digest[DIGEST_TEXT];

    if (length > MARK_MESSAGE ||
        !zeros(p + MARK_SIZE + length, MARK_MESSAGE - length))
        return false;
    memcpy(m->message, p + MARK_SIZE, length);
    digest_of(m->message, length, digest);
    return strlen(m->message) == length && strcmp(digest, m->digest) == 0;
}

bool mark_get(struct mark *m, const void *bytes, size_t n) {
    const unsigned char *p = bytes;
    uint64_t status, length;

    *m = (struct mark){ 0 };
    if (n < MARK_SIZE || memcmp(p, MARK_END, MARK_MAGIC_SIZE) != 0 ||
        get(p + AT_VERSION, 4) != 1 || !zeros(p + AT_ZERO, MARK_SIZE - AT_ZERO))
        return false;
    status = get(p + AT_STATUS, 4);
    length = get(p + AT_LENGTH, 4);
    m->steps = get(p + AT_STEPS, 8);
    m->aborted = status == 1;
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        snprintf(m->digest + 2 * i, 3, "%02x", p[AT_DIGEST + i]);
    if (m->aborted)
        return n >= MARK_ABORT_SIZE && get_message(m, p, (size_t)length);
    return status == 0 && length == 0;
}

void mark_abort(struct mark *m, uint64_t steps, const char *message) {
    size_t n = strlen(message);

    if (n > MARK_MESSAGE)
        for (n = MARK_MESSAGE; n > 0 && (message[n] & 0xc0) == 0x80;)
            n--; /* not within a character of UTF-8 */
    *m = (struct mark){ .aborted = true, .steps = steps };
    memcpy(m->message, message, n);
    digest_of(m->message, n, m->digest);
}

int mark_failed(const struct mark *m, const char *path) {
    if (*cause == 0)
        memcpy(cause, m->message, sizeof cause);
    return err_set(EX_DATAERR, "%s: %s", path, m->message);
}

const char *mark_cause(void) {
    return cause;
}
