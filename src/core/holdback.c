/* SPDX-License-Identifier: Apache-2.0 */
#include "core/holdback.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fd.h"
#include "core/mem.h"
#include "core/output.h"

/* What comes before the values of a step in the file. */
struct head {
    double time, bounds[2];
    size_t events; /* all of its events come before this one */
};

struct holdback {
    const struct dataset *ds;
    size_t label;
    const struct events *events;
    struct step *step;         /* what holdback_next() gives */
    const struct step *direct; /* that needs no file, or NULL */
    int32_t *runs;             /* [1 + 2 x the most labels of a field] */
    int fd;                    /* -1: no file yet */
    size_t held;
    struct head head; /* of the oldest step in the file */
    off_t at;         /* of its values */
};

struct holdback *holdback_new(const struct dataset *ds, size_t label,
                              const struct events *ev) {
    struct holdback *h = mem_array(1, sizeof *h);
    size_t most = 0;

    h->ds = ds;
    h->label = label;
    h->events = ev;
    h->step = step_new(ds);
    for (size_t k = 0; k < ds->nfields; k++)
        if (ds->field[k].type == LABEL && ds->field[k].n > most)
            most = ds->field[k].n;
    h->runs = mem_array(1 + 2 * most, sizeof *h->runs);
    h->fd = -1;
    return h;
}

void holdback_free(struct holdback *h) {
    if (h == NULL)
        return;
    step_free(h->step);
    free(h->runs);
    if (h->fd >= 0)
        close(h->fd);
    free(h);
}

static int read_at(struct holdback *h, void *to, size_t n) {
    const int number = fd_read_at(h->fd, to, n, (uint64_t)h->at);

    if (number != 0)
        return err_set(EX_IOERR, "held steps: %s",
                       number == FD_ENDS ? "cut short" : strerror(number));
    h->at += (off_t)n;
    return EX_OK;
}

/* Labels come in long runs, and are written as such: how many there are, then
 * the length and label of each. */
static int write_labels(struct holdback *h, size_t n, const int32_t *label) {
    int32_t *run = h->runs + 1, count = 0;

    for (size_t i = 0; i < n; i++)
        if (i == 0 || label[i] != label[i - 1]) {
            run[2 * count] = 1;
            run[2 * count++ + 1] = label[i];
        } else {
            run[2 * count - 2]++;
        }
    h->runs[0] = count;
    return write_all(h->fd, "held steps", h->runs,
                     (1 + 2 * (size_t)count) * sizeof *run);
}

static int read_labels(struct holdback *h, int32_t *label) {
    const int32_t *run = h->runs + 1;
    int status;

    TRY(read_at(h, h->runs, sizeof *h->runs));
    TRY(read_at(h, h->runs + 1, 2 * (size_t)h->runs[0] * sizeof *run));
    for (int32_t k = 0; k < h->runs[0]; k++)
        for (int32_t i = 0; i < run[2 * k]; i++)
            *label++ = run[2 * k + 1];
done:
    return status;
}

static int write_field(struct holdback *h, size_t k, union values v) {
    const struct field *f = h->ds->field + k;

    return f->type == LABEL
               ? write_labels(h, f->n, v.i)
               : write_all(h->fd, "held steps", v.f, f->n * sizeof *v.f);
}

static int read_field(struct holdback *h, size_t k, union values v) {
    const struct field *f = h->ds->field + k;

    return f->type == LABEL ? read_labels(h, v.i)
                            : read_at(h, v.f, f->n * sizeof *v.f);
}

static size_t events_of(const struct holdback *h, const struct step *s) {
    const int32_t *label = s->value[h->label].i;
    int32_t most = 0;

    for (size_t k = 0; k < h->ds->field[h->label].n; k++)
        most = label[k] > most ? label[k] : most;
    return (size_t)most;
}

int holdback_put(struct holdback *h, const struct step *s) {
    const struct head head = { s->time,
                               { s->bounds[0], s->bounds[1] },
                               events_of(h, s) };
    int status = EX_OK;

    h->direct = NULL;
    if (h->held == 0 && head.events <= h->events->settled) {
        h->direct = s;
        return EX_OK;
    }
    if (h->fd < 0 && (h->fd = temporary_fd()) < 0)
        return EX_CANTCREAT;
    TRY(write_all(h->fd, "held steps", &head, sizeof head));
    for (size_t k = 0; k < h->ds->nfields; k++)
        TRY(write_field(h, k, s->value[k]));
    if (h->held++ == 0) {
        h->at = 0;
        TRY(read_at(h, &h->head, sizeof h->head));
    }
done:
    return status;
}

/* The oldest step of the file into h->step; an empty file begins anew. */
static int take(struct holdback *h) {
    int status = EX_OK;

    h->step->time = h->head.time;
    memcpy(h->step->bounds, h->head.bounds, sizeof h->head.bounds);
    for (size_t k = 0; k < h->ds->nfields; k++)
        TRY(read_field(h, k, h->step->value[k]));
    if (--h->held > 0)
        TRY(read_at(h, &h->head, sizeof h->head));
    else if (ftruncate(h->fd, 0) != 0 || lseek(h->fd, 0, SEEK_SET) != 0)
        return err_set(EX_IOERR, "held steps: %s", strerror(errno));
done:
    return status;
}

static void take_direct(struct holdback *h) {
    step_at(h->step, h->direct);
    for (size_t k = 0; k < h->ds->nfields; k++)
        memcpy(h->step->value[k].f, h->direct->value[k].f,
               h->ds->field[k].n * sizeof(float));
    h->direct = NULL;
}

int holdback_next(struct holdback *h, const struct step **s) {
    int32_t *label = h->step->value[h->label].i;
    int status = EX_OK;

    *s = NULL;
    if (h->direct != NULL)
        take_direct(h);
    else if (h->held > 0 && h->head.events <= h->events->settled)
        TRY(take(h));
    else
        return EX_OK;
    for (size_t k = 0; k < h->ds->field[h->label].n; k++)
        if (label[k] > 0)
            label[k] = events_id(h->events, (size_t)label[k] - 1);
    *s = h->step;
done:
    return status;
}
