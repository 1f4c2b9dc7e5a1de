/* SPDX-License-Identifier: Apache-2.0 */
/* grib_pipe -- messages that come through a pipe, with or without an end in
 * sight */
#ifndef TWIN_GRIB_PIPE_H
#define TWIN_GRIB_PIPE_H

#include "core/grib_part.h"

struct grib_pipe {
    bool streams; /* steps are given before the end is seen */
    bool ended;   /* it was */
    int fd;       /* borrowed */
    uint8_t *bytes;
    size_t n, room;
    int64_t last;         /* time of the last step that was given */
    size_t nvars;         /* those there were at first */
    struct source_in how; /* what grib_order() looks at */
    bool one_reference, has_period;
    int64_t reference;     /* of the one forecast */
    int64_t period[2];     /* least and most time since its start */
    double there, all;     /* fields of the steps that were given */
    struct grib_axes axes; /* those of the dataset */
};

/*
 * grib_pipe_take -- reads a pipe: to its end, in memory or, of more than a
 * quarter of --memory, in an unlinked file; or, where what there is by then is
 * in the order of time and has a whole step, so far.
 *
 *   in   in  its nhead bytes came before; in->fd may become the file
 */
MUST_CHECK int grib_pipe_take(struct grib_pipe *p, struct grib_index *x,
                              const struct source_in *in);
void grib_pipe_free(struct grib_pipe *p);

/* grib_pipe_first -- reads on until there are steps that a dataset can be made
 * of. */
MUST_CHECK int grib_pipe_first(struct grib_pipe *p, struct grib_index *x);

/* grib_pipe_cut -- leaves the steps of a plan that are whole. */
void grib_pipe_cut(const struct grib_pipe *p, struct grib_plan *plan);

/* grib_pipe_begin -- after the dataset was made of the first steps: steps come
 * one by one from here on. */
void grib_pipe_begin(struct grib_pipe *p, const struct grib_index *x,
                     struct dataset *ds, const struct grib_plan *plan);

/*
 * grib_pipe_next -- the next steps, `want` or more; plan->nsteps is 0 after the
 * last.
 *
 * Errors  EX_DATAERR  a time that goes back; a field, level, member or kind of
 *                     time that the first steps have not
 */
MUST_CHECK int grib_pipe_next(struct grib_pipe *p, struct grib_index *x,
                              const struct dataset *ds, struct grib_plan *plan,
                              size_t want);

#endif
