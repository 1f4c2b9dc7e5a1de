/* SPDX-License-Identifier: Apache-2.0 */
#include "core/compress.h"

#include <stdlib.h>
#include <zstd.h>

#include "core/mem.h"
#include "core/output.h"

enum { WINDOW = 27 /* 128 MiB */ };

struct packer {
    ZSTD_CCtx *z;
    int fd;
    const char *path;
    size_t room;
    char *out;
};

struct unpacker {
    ZSTD_DCtx *z;
};

struct packer *packer_new(int fd, const char *path, int level, int jobs) {
    struct packer *p = mem_array(1, sizeof *p);

    *p = (struct packer){ .z = mem_check(ZSTD_createCCtx()),
                          .fd = fd,
                          .path = path };
    level = level < 1 ? 1 : level > 19 ? 19 : level;
    ZSTD_CCtx_setParameter(p->z, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(p->z, ZSTD_c_checksumFlag, 1);
    /* Never 0: the library cuts its work in another way then, and one thread
     * would give other bytes than two. */
    ZSTD_CCtx_setParameter(p->z, ZSTD_c_nbWorkers, jobs < 1 ? 1 : jobs);
    p->room = ZSTD_CStreamOutSize();
    p->out = mem_array(p->room, 1);
    return p;
}

void packer_free(struct packer *p) {
    if (p == NULL)
        return;
    ZSTD_freeCCtx(p->z);
    free(p->out);
    free(p);
}

static int pack(struct packer *p, ZSTD_inBuffer *in, ZSTD_EndDirective how) {
    ZSTD_outBuffer out;
    size_t left;
    int status = EX_OK;

    do {
        out = (ZSTD_outBuffer){ p->out, p->room, 0 };
        left = ZSTD_compressStream2(p->z, &out, in, how);
        if (ZSTD_isError(left))
            return err_set(EX_OSERR, "%s: zstd: %s", p->path,
                           ZSTD_getErrorName(left));
        TRY(write_all(p->fd, p->path, out.dst, out.pos));
    } while (how == ZSTD_e_end ? left > 0 : in->pos < in->size);
done:
    return status;
}

int packer_put(struct packer *p, const void *bytes, size_t n) {
    ZSTD_inBuffer in = { bytes, n, 0 };

    return pack(p, &in, ZSTD_e_continue);
}

int packer_end(struct packer *p) {
    ZSTD_inBuffer in = { NULL, 0, 0 };

    return pack(p, &in, ZSTD_e_end);
}

struct unpacker *unpacker_new(void) {
    struct unpacker *u = mem_array(1, sizeof *u);

    u->z = mem_check(ZSTD_createDCtx());
    ZSTD_DCtx_setParameter(u->z, ZSTD_d_windowLogMax, WINDOW);
    return u;
}

void unpacker_free(struct unpacker *u) {
    if (u)
        ZSTD_freeDCtx(u->z);
    free(u);
}

int unpacker_take(struct unpacker *u, struct unpack *io) {
    ZSTD_inBuffer in = { io->bytes, io->n, 0 };
    ZSTD_outBuffer out = { io->out, io->room, 0 };
    size_t left = 1;

    while (left > 0 && out.pos < out.size) {
        const size_t before = in.pos + out.pos;
        left = ZSTD_decompressStream(u->z, &out, &in);
        if (ZSTD_isError(left))
            return err_set(EX_DATAERR, "damaged zstd stream (%s)",
                           ZSTD_getErrorName(left));
        if (in.pos + out.pos == before)
            break; /* it needs more bytes */
    }
    io->used = in.pos;
    io->made = out.pos;
    io->ended = left == 0;
    return EX_OK;
}

bool unpacker_block(struct unpacker *u, const void *bytes, size_t n, void *out,
                    size_t room, size_t *made) {
    *made = ZSTD_decompressDCtx(u->z, out, room, bytes, n);
    return !ZSTD_isError(*made);
}
