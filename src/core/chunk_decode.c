/* SPDX-License-Identifier: Apache-2.0 */
#include "core/chunk_decode.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "kernel/shuffle.h"
#include "kernel/swap.h"

/* A checksum. */
enum { SUM = 4 };

/* Bytes that a chunk can have in the file; a larger one is damaged. */
static size_t chunk_most(size_t chunk) {
    return chunk + chunk / 8 + 4096;
}

void bench_room(struct bench *b, size_t chunk) {
    const size_t room = chunk_most(chunk);

    if (b->room >= room)
        return;
    free(b->raw);
    free(b->side[0]);
    free(b->side[1]);
    free(b->spare);
    b->raw = mem_array(room, 1);
    b->side[0] = mem_array(room, 1);
    b->side[1] = mem_array(room, 1);
    b->spare = mem_array(room, 1);
    b->room = room;
}

void bench_free(struct bench *b) {
    free(b->raw);
    free(b->side[0]);
    free(b->side[1]);
    free(b->spare);
    inflater_free(b->in);
    deflater_free(b->out);
    *b = (struct bench){ 0 };
}

/* The checksum at the end; as some versions of HDF5 wrote it on machines of the
 * other byte order, too. */
static bool is_sum_right(const char *bytes, size_t n) {
    const unsigned char *p = (const unsigned char *)bytes + n;
    const uint32_t sum = fletcher32(bytes, n);
    const uint32_t has = (uint32_t)p[0] | (uint32_t)p[1] << 8 |
                         (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    const uint32_t other = (sum & 0xff00ff) << 8 | (sum >> 8 & 0xff00ff);

    return has == sum || has == other;
}

bool chunk_decode(struct bench *b, const struct coded *c, void *out) {
    const struct hdf5_set *set = c->set;
    const char *at = b->raw;
    size_t n = c->n;
    const size_t last = c->shuffled ? 1 : 0;
    int next = 0;

    if (b->in == NULL)
        b->in = inflater_new();
    for (size_t k = set->nfilters; k-- > last;) {
        char *to = k == last ? out : b->side[next];
        const size_t room = k == last ? c->chunk : b->room;
        if (c->skipped >> k & 1)
            continue;
        if (set->filter[k] == FILTER_FLETCHER32) {
            if (n < SUM || !is_sum_right(at, n - SUM))
                return false;
            n -= SUM;
            continue;
        }
        if (set->filter[k] == FILTER_DEFLATE) {
            if (!inflate_block(b->in, at, n, to, room, &n))
                return false;
        } else if (n > room) {
            return false;
        } else {
            unshuffle(to, at, n, set->width[k]);
        }
        at = to;
        next = !next;
    }
    if (n != c->chunk)
        return false;
    if (set->swap)
        swap_copy(out, at, n / c->size, c->size);
    else if (at != out)
        memcpy(out, at, n);
    return true;
}

size_t chunk_encode(struct bench *b, size_t chunk, size_t size, int level) {
    if (b->out == NULL)
        b->out = deflater_new(level);
    shuffle(b->side[1], b->side[0], chunk, size);
    return deflate_block(b->out, b->side[1], chunk, b->raw, b->room);
}
