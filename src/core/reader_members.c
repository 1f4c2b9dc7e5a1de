/* SPDX-License-Identifier: Apache-2.0 */
#include "core/reader_members.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static struct part *new_part(struct members *m) {
    struct part *p;

    m->part = mem_grow(m->part, m->n + 1, sizeof *m->part);
    p = &m->part[m->n++];
    *p = (struct part){ .join = { .in = m->in,
                                  .model =
                                      m->model.ds != NULL ? &m->model : NULL,
                                  .first = m->first } };
    return p;
}

int members_add(struct members *m, struct feed *f) {
    const bool several = m->in->join == JOIN_MEMBER;
    struct member_id who = { 0 };
    struct part *p = m->n > 0 ? &m->part[0] : NULL;

    if (several && m->model.ds == NULL) {
        m->model.ds = dataset_copy(feed_dataset(f), false);
        m->first = f->path;
    }
    if (several) {
        member_of(feed_dataset(f), &who);
        p = NULL;
        for (size_t k = 0; k < m->n && p == NULL; k++)
            if (member_same(&m->part[k].who, &who))
                p = &m->part[k];
    }
    if (p == NULL) {
        p = new_part(m);
        p->who = who;
        p->path = f->path;
    } else {
        member_free(&who);
    }
    return join_add(&p->join, f);
}

static void find_lanes(struct members *m) {
    for (size_t i = 0; i < m->n; i++) {
        const struct join *j = &m->part[i].join;
        m->lane = mem_grow(m->lane, m->nlanes + j->nlanes, sizeof *m->lane);
        for (size_t k = 0; k < j->nlanes; k++)
            m->lane[m->nlanes++] = &j->lane[k];
    }
    /* The first tells when a step is. */
    for (size_t k = 1; k < m->nlanes && m->ds->time.has_bounds; k++)
        if (!lane_is_bounded(m->lane[0]) && lane_is_bounded(m->lane[k])) {
            struct lane *first = m->lane[0];
            m->lane[0] = m->lane[k];
            m->lane[k] = first;
        }
}

int members_settle(struct members *m) {
    int status = EX_OK;

    for (size_t i = 0; i < m->n; i++)
        TRY(join_settle(&m->part[i].join));
    if (m->n > 1) {
        TRY(member_axis(m->n, m->part, &m->ds));
        m->room = step_new(m->ds);
    } else {
        m->ds = m->part[0].join.ds;
        m->part[0].join.ds = NULL;
    }
    find_lanes(m);
done:
    return status;
}

/* One field of all members that a part has, each to its place. */
static void place(const struct part *p, const struct field *f, const void *from,
                  void *to) {
    const size_t size = f->n / p->all * type_size(f->type);

    for (size_t i = 0; i < p->who.n; i++)
        memcpy((char *)to + p->at[i] * size, (const char *)from + i * size,
               size);
}

void members_step(const struct members *m, struct step *s) {
    for (size_t i = 0; i < m->n; i++) {
        const struct part *p = &m->part[i];
        for (size_t k = 0; k < p->join.nlanes; k++) {
            const struct lane *l = &p->join.lane[k];
            const union values *v = l->now->step.value;
            for (size_t j = 0; j < l->nfields; j++) {
                const size_t to = m->room ? p->to[l->from + j] : l->from + j;
                if (m->room == NULL)
                    s->value[to] = v[j];
                else
                    place(p, &m->ds->field[to], v[j].f, m->room->value[to].f);
            }
        }
    }
    for (size_t k = 0; m->room != NULL && k < m->ds->nfields; k++)
        s->value[k] = m->room->value[k];
    step_at(s, &m->lane[0]->now->step);
    s->pull = m->nlanes == 1 ? m->lane[0]->now->step.pull : NULL;
    s->held = m->lane[0]->now->step.held;
    if (!m->ds->time.has_bounds)
        s->bounds[0] = s->bounds[1] = NAN;
}

void members_free(struct members *m) {
    for (size_t i = 0; i < m->n; i++) {
        struct part *p = &m->part[i];
        join_free(&p->join);
        member_free(&p->who);
        free(p->at);
        free(p->to);
    }
    free(m->part);
    free(m->lane);
    step_free(m->room);
    dataset_free(m->model.ds);
    free(m->model.like);
    dataset_free(m->ds);
}
