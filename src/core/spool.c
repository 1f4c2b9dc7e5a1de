/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* fallocate */
#include "core/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/mem.h"
#include "core/output.h"
#include "kernel/transpose.h"

enum {
    CHUNK = 1 << 20, /* bytes taken at once, or a step */
    PAGE = 1024,     /* values in a page of memory */
    WIDE = 1024,     /* cells and steps turned at once, 512 KiB */
    HIGH = 128,
    ENOUGH = 1 << 26 /* bytes of series at a time, when all is in memory */
};

struct spool {
    size_t n, memory;
    size_t per;           /* steps in a chunk */
    size_t first, nsteps; /* those before first were dropped */
    size_t nchunks;
    uint32_t **chunk; /* [nchunks]  NULL: dropped */
    int fd;           /* -1 while all is in memory */
    size_t punched;   /* steps whose room on disk was given back */
};

static int failed(int number) {
    return err_set(EX_IOERR, "temporary file: %s",
                   number == FD_ENDS ? "was cut" : strerror(number));
}

static size_t bytes_of(const struct spool *s) {
    return s->n * sizeof(uint32_t);
}

struct spool *spool_new(size_t n, size_t memory) {
    struct spool *s = mem_array(1, sizeof *s);
    const size_t step = n * sizeof(uint32_t);

    *s = (struct spool){ .n = n, .memory = memory, .fd = -1 };
    s->per = step > 0 && step < CHUNK ? CHUNK / step : 1;
    return s;
}

void spool_free(struct spool *s) {
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->nchunks; i++)
        free(s->chunk[i]);
    free(s->chunk);
    if (s->fd >= 0)
        close(s->fd);
    free(s);
}

/* Where step k is in memory. */
static uint32_t *held(const struct spool *s, size_t k) {
    return s->chunk[k / s->per] + k % s->per * s->n;
}

static int write_step(struct spool *s, size_t k, const void *step) {
    const int number = fd_write_at(s->fd, step, bytes_of(s), k * bytes_of(s));

    return number ? failed(number) : EX_OK;
}

/* All that is in memory goes to disk, and what comes too. */
static int spill(struct spool *s) {
    int status = EX_OK;

    s->fd = temporary_fd();
    if (s->fd < 0)
        return EX_CANTCREAT;
    for (size_t k = s->first; k < s->nsteps; k++)
        TRY(write_step(s, k, held(s, k)));
    for (size_t i = 0; i < s->nchunks; i++) {
        free(s->chunk[i]);
        s->chunk[i] = NULL;
    }
done:
    return status;
}

/* Room in memory for one more step. */
static void extend(struct spool *s) {
    if (s->nsteps < s->nchunks * s->per)
        return;
    s->chunk = mem_grow(s->chunk, s->nchunks + 1, sizeof(uint32_t *));
    s->chunk[s->nchunks++] = mem_array(s->per, bytes_of(s));
}

int spool_put(struct spool *s, const void *step) {
    const size_t live = s->nsteps - s->first + 1;
    int status = EX_OK;

    if (s->fd < 0 && live * bytes_of(s) > s->memory)
        TRY(spill(s));
    if (s->fd >= 0) {
        TRY(write_step(s, s->nsteps, step));
    } else {
        extend(s);
        memcpy(held(s, s->nsteps), step, bytes_of(s));
    }
    s->nsteps++;
done:
    return status;
}

size_t spool_steps(const struct spool *s) {
    return s->nsteps;
}

static int check(const struct spool *s, size_t k) {
    if (k >= s->first && k < s->nsteps)
        return EX_OK;
    return err_set(EX_SOFTWARE, "temporary file: no step %zu", k);
}

int spool_get(struct spool *s, size_t k, void *step) {
    int number = 0, status;

    TRY(check(s, k));
    if (s->fd < 0)
        memcpy(step, held(s, k), bytes_of(s));
    else
        number = fd_read_at(s->fd, step, bytes_of(s), k * bytes_of(s));
    if (number)
        status = failed(number);
done:
    return status;
}

void spool_drop(struct spool *s, size_t k) {
    if (k > s->nsteps)
        k = s->nsteps;
    for (size_t i = s->first / s->per; i < k / s->per && i < s->nchunks; i++) {
        free(s->chunk[i]);
        s->chunk[i] = NULL;
    }
    if (k > s->first)
        s->first = k;
    if (s->fd < 0 || (k - s->punched) * bytes_of(s) < CHUNK)
        return;
    /* Not every file system can; then it stays until the end. */
    (void)fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
                    (off_t)(k * bytes_of(s)));
    s->punched = k;
}

size_t spool_block(const struct spool *s, size_t memory) {
    const size_t one = (s->nsteps ? s->nsteps : 1) * sizeof(uint32_t);
    const size_t most = (s->n + 15) / 16 * 16;
    size_t cells;

    if (s->fd < 0 &&
        memory > ENOUGH) /* fresh memory costs more than it saves */
        memory = ENOUGH;
    cells = memory / one;
    cells = cells < PAGE ? cells / 16 * 16 : cells / PAGE * PAGE;
    if (cells > most)
        cells = most;
    return cells < 16 ? 16 : cells;
}

/* A piece of a block of series: cells first .. of steps k .. */
struct part {
    size_t first, count, k, n;
};

/* The series of the cells of a part into the rows of stage [n][count], and
 * these to memory or disk; 0 or an errno. */
static int turn_back(const struct spool *s, const struct part *p,
                     uint32_t *stage, const uint32_t *series) {
    const size_t bytes = p->count * sizeof(uint32_t);
    int number;

    transpose(p->count, p->n, series + p->k, s->nsteps, stage, p->count);
    for (size_t i = 0; i < p->n; i++) {
        uint32_t *row = stage + i * p->count;
        const size_t at = (p->k + i) * s->n + p->first;
        if (s->fd < 0)
            memcpy(held(s, p->k + i) + p->first, row, bytes);
        else if ((number = fd_write_at(s->fd, row, bytes,
                                       at * sizeof(uint32_t))) != 0)
            return number;
    }
    return 0;
}

/* Through stage [n][count], whose rows come from memory or disk, into series,
 * where the first cell's begins; 0 or an errno. */
static int turn(const struct spool *s, const struct part *p, uint32_t *stage,
                uint32_t *series) {
    const size_t bytes = p->count * sizeof(uint32_t);
    int number;

    for (size_t i = 0; i < p->n; i++) {
        uint32_t *row = stage + i * p->count;
        const size_t at = (p->k + i) * s->n + p->first;
        if (s->fd < 0)
            memcpy(row, held(s, p->k + i) + p->first, bytes);
        else if ((number = fd_read_at(s->fd, row, bytes,
                                      at * sizeof(uint32_t))) != 0)
            return number;
    }
    transpose(p->n, p->count, stage, p->count, series + p->k, s->nsteps);
    return 0;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* All parts of a block of series, one way or the other. */
static int turn_all(struct spool *s, size_t first, size_t count,
                    uint32_t *series, bool back) {
    const size_t wide = (count + WIDE - 1) / WIDE;
    const size_t high = (s->nsteps + HIGH - 1) / HIGH;
    int bad = 0;

    if (s->first > 0 || first > s->n || count > s->n - first)
        return err_set(EX_SOFTWARE, "temporary file: no such cells");
#pragma omp parallel if (wide * high > 3) reduction(max : bad)
    {
        uint32_t *stage = mem_array((size_t)WIDE * HIGH, sizeof *stage);
#pragma omp for schedule(static)
        for (size_t i = 0; i < wide * high; i++) {
            const size_t at = i / high * WIDE, k = i % high * HIGH;
            const struct part p = { first + at, least(WIDE, count - at), k,
                                    least(HIGH, s->nsteps - k) };
            uint32_t *mine = series + at * s->nsteps;
            const int number =
                back ? turn_back(s, &p, stage, mine) : turn(s, &p, stage, mine);
            bad = number > bad ? number : bad;
        }
        free(stage);
    }
    return bad ? failed(bad) : EX_OK;
}

int spool_series(struct spool *s, size_t first, size_t count, void *series) {
    return turn_all(s, first, count, series, false);
}

int spool_replace_series(struct spool *s, size_t first, size_t count,
                         const void *series) {
    return turn_all(s, first, count, (uint32_t *)(uintptr_t)series, true);
}
