/* SPDX-License-Identifier: Apache-2.0 */
#include "core/codec.h"

#include <string.h>

#include "core/compress.h"
#include "core/inflate.h"
#include "core/plug.h"
#include "core/plug/block.h"
#include "kernel/shuffle.h"

static const struct block_plug *plug[CODECS];

bool codec_find(const char *name, enum codec_kind *kind) {
    static const struct {
        const char *name;
        enum codec_kind kind;
    } known[] = {
        { "bitround", CODEC_SAME },   { "quantize", CODEC_SAME },
        { "shuffle", CODEC_SHUFFLE }, { "zlib", CODEC_ZLIB },
        { "gzip", CODEC_GZIP },       { "zstd", CODEC_ZSTD },
        { "blosc", CODEC_BLOSC },     { "bz2", CODEC_BZ2 },
        { "lz4", CODEC_LZ4 },         { "lzma", CODEC_LZMA },
    };

    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        *kind = known[k].kind;
        if (strcmp(name, known[k].name) == 0)
            return true;
    }
    return false;
}

int codec_ready(const struct codec *c) {
    static const char *const name[CODECS] = { [CODEC_BLOSC] = "blosc",
                                              [CODEC_BZ2] = "bz2",
                                              [CODEC_LZ4] = "lz4",
                                              [CODEC_LZMA] = "lzma" };

    if (name[c->kind] == NULL || plug[c->kind] != NULL)
        return EX_OK;
    plug[c->kind] = plug_load(name[c->kind]);
    return plug[c->kind] != NULL ? EX_OK : EX_UNAVAILABLE;
}

void codec_room_free(struct codec_room *r) {
    inflater_free(r->in);
    unpacker_free(r->zstd);
    *r = (struct codec_room){ 0 };
}

static bool same(struct codec_io *io) {
    io->made = io->n;
    if (io->n > io->room)
        return false;
    memcpy(io->out, io->bytes, io->n);
    return true;
}

static bool unmix(const struct codec *c, struct codec_io *io) {
    io->made = io->n;
    if (io->n > io->room)
        return false;
    unshuffle(io->out, io->bytes, io->n, c->width);
    return true;
}

bool codec_undo(const struct codec *c, struct codec_room *r,
                struct codec_io *io) {
    if (r->in == NULL && (c->kind == CODEC_ZLIB || c->kind == CODEC_GZIP))
        r->in = inflater_new();
    if (r->zstd == NULL && c->kind == CODEC_ZSTD)
        r->zstd = unpacker_new();
    switch (c->kind) {
    case CODEC_SHUFFLE:
        return unmix(c, io);
    case CODEC_ZLIB:
        return inflate_block(r->in, io->bytes, io->n, io->out, io->room,
                             &io->made);
    case CODEC_GZIP:
        return gunzip_block(r->in, io->bytes, io->n, io->out, io->room,
                            &io->made);
    case CODEC_ZSTD:
        return unpacker_block(r->zstd, io->bytes, io->n, io->out, io->room,
                              &io->made);
    case CODEC_BLOSC:
    case CODEC_BZ2:
    case CODEC_LZ4:
    case CODEC_LZMA:
        return plug[c->kind]->decode(io->bytes, io->n, io->out, io->room,
                                     &io->made);
    case CODEC_SAME:
    case CODECS:
        break;
    }
    return same(io);
}
