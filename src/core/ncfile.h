/* SPDX-License-Identifier: Apache-2.0 */
/* ncfile -- an opened file of variables: a stream, a classic file, NetCDF-4,
 * a Zarr store.
 *
 * A sequential one (a stream) gives record after record; its fixed variables
 * are in nc->var[].value once it is open.  Any other gives slabs in any order.
 */
#ifndef TWIN_NCFILE_H
#define TWIN_NCFILE_H

#include <stdint.h>

#include "core/err.h"
#include "core/nc.h"

struct ncfile;
struct tap; /* intake.h */

/* What is done to values as they are read, in pieces that lie in the cache. */
struct ncfile_each {
    void (*run)(const void *with, size_t n, void *values);
    const void *with;
};

/* What a format fills in. */
struct ncfile_ops {
    int (*next)(struct ncfile *f, const void **value);
    int (*slab)(struct ncfile *f, size_t var, const size_t *start,
                const size_t *count, void *out);
    void (*close)(struct ncfile *f);
    bool each; /* slab runs what f->each says; several threads may */
    /* As ncfile_check(); NULL: all is well. */
    int (*check)(struct ncfile *f, size_t var, size_t bytes);

    /* Pieces of a variable along its first dimension, place by place; NULL:
     * none.  ready: the pieces of a place can be had, and still can until
     * *held places, the first of them this one, have been asked for; 0: they
     * cannot.  piece: n values of it from the first-th on, as they lie there;
     * several threads may. */
    int (*ready)(struct ncfile *f, size_t var, size_t place, size_t *held);
    int (*piece)(struct ncfile *f, size_t var, const size_t at[2], size_t n,
                 void *out); /* at: place, first */
    bool foreign;            /* pieces are big-endian, not native */
};

/* The first member of a format's own struct. */
struct ncfile {
    const struct ncfile_ops *ops;
    char *path; /* as the user wrote it; "-" standard input */
    struct nc *nc;
    bool sequential;
    const struct ncfile_each *each;          /* of this call; NULL: nothing */
    const struct ncfile_each *const *record; /* [nc->nvars]  done to values of
                                                records as they come; or NULL */
    char digest[33]; /* XXH3-128 in hex of a stream read to its end mark */
};

/* How a stream without end mark is taken, and what is looked at. */
struct ncfile_mode {
    bool accept_unterminated;
};

/*
 * ncfile_open -- opens by magic number, never by name.
 *
 *   fd    in   a descriptor at its start, which passes to the file; what needs
 *              seeking and cannot is spooled to an unlinked temporary
 *   path  in   for messages, and for libraries that open by name
 *   head  in   [nhead] bytes already read from fd (a pipe), may be none
 *
 * Errors  EX_DATAERR   no format known here, damaged, or short
 */
struct ncfile_in {
    int fd;
    const char *path;
    const void *head;
    size_t nhead;
    struct ncfile_mode mode;
    struct tap *tap; /* of a pipe, or NULL */
};
MUST_CHECK int ncfile_open(struct ncfile **out, const struct ncfile_in *in);

/* ncfile_knows -- do the first n bytes (8 are enough) look like one of these,
 * or like a stream whose writer failed before it began? */
bool ncfile_knows(const void *head, size_t n);
void ncfile_close(struct ncfile *f);

/*
 * ncfile_next -- the next record of a sequential file.
 *
 *   value  [nc->nvars]  out  native values of each record variable, valid until
 *                            the next call; all NULL after the last record
 *
 * Errors  EX_DATAERR  it is cut short, a byte was flipped, or its writer failed
 *                     (with the writer's message)
 */
MUST_CHECK int ncfile_next(struct ncfile *f, const void **value);

/* ncfile_check -- EX_DATAERR where a file says that a variable has so many
 * bytes and holds next to nothing of it; before memory is taken. */
MUST_CHECK int ncfile_check(struct ncfile *f, size_t var, size_t bytes);

/*
 * ncfile_slab -- values of one variable of a file that is not sequential.
 *
 *   start, count  [ndims]  in   along each dimension
 *   out                    out  native values in C order
 *
 * Threads  one at a time for a file
 */
MUST_CHECK int ncfile_slab(struct ncfile *f, size_t var, const size_t *start,
                           const size_t *count, void *out);

/* ncfile_slab_each -- the same, and what is to be done to the values. */
MUST_CHECK int ncfile_slab_each(struct ncfile *f, size_t var,
                                const size_t *start, const size_t *count,
                                void *out, const struct ncfile_each *each);

#endif
