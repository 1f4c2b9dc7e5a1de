/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inflate.h"

#include <libdeflate.h>

#include "core/mem.h"

struct inflater *inflater_new(void) {
    return mem_check(libdeflate_alloc_decompressor());
}

void inflater_free(struct inflater *z) {
    if (z != NULL)
        libdeflate_free_decompressor((struct libdeflate_decompressor *)z);
}

bool inflate_block(struct inflater *z, const void *bytes, size_t n, void *out,
                   size_t room, size_t *made) {
    return libdeflate_zlib_decompress((struct libdeflate_decompressor *)z,
                                      bytes, n, out, room,
                                      made) == LIBDEFLATE_SUCCESS;
}

struct deflater *deflater_new(int level) {
    return mem_check(libdeflate_alloc_compressor(level));
}

void deflater_free(struct deflater *z) {
    if (z != NULL)
        libdeflate_free_compressor((struct libdeflate_compressor *)z);
}

size_t deflate_block(struct deflater *z, const void *bytes, size_t n, void *out,
                     size_t room) {
    return libdeflate_zlib_compress((struct libdeflate_compressor *)z, bytes, n,
                                    out, room);
}
