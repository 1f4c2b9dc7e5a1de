/* SPDX-License-Identifier: Apache-2.0 */
/* codec -- what was done to the bytes of a chunk, undone: whole blocks */
#ifndef TWIN_CODEC_H
#define TWIN_CODEC_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

enum codec_kind {
    CODEC_SAME, /* rounding, which has nothing to be undone */
    CODEC_SHUFFLE,
    CODEC_ZLIB,
    CODEC_GZIP,
    CODEC_ZSTD,
    CODEC_BLOSC,
    CODEC_BZ2,
    CODEC_LZ4,
    CODEC_LZMA,
    CODECS
};

struct codec {
    enum codec_kind kind;
    size_t width; /* bytes of a value, for CODEC_SHUFFLE */
};

/* codec_find -- the kind of a name of numcodecs ("zlib", "bitround"); false
 * where it is none of ours. */
bool codec_find(const char *name, enum codec_kind *kind);

/* codec_ready -- loads what a codec needs; outside parallel regions.  Errors
 * EX_UNAVAILABLE. */
MUST_CHECK int codec_ready(const struct codec *c);

/* What one thread needs; all NULL at first. */
struct codec_room {
    struct inflater *in;
    struct unpacker *zstd;
};
void codec_room_free(struct codec_room *r);

/*
 * codec_undo -- one codec of a block.
 *
 *   bytes [n]     in
 *   out   [room]  out  *made bytes; must not overlap bytes
 *
 * Returns false where the block is damaged or gives more than there is room
 * for.
 */
struct codec_io {
    const void *bytes;
    size_t n;
    void *out;
    size_t room, made;
};
bool codec_undo(const struct codec *c, struct codec_room *r,
                struct codec_io *io);

#endif
