/* SPDX-License-Identifier: Apache-2.0 */
#include "core/reader_match.h"

#include <stdlib.h>
#include <string.h>

#include "core/likeness_index.h"
#include "core/mem.h"

const char *lane_name(const struct lane *l) {
    return l->feed[0]->path;
}

static const struct likeness *likeness_in(const struct lane *l, size_t k) {
    const struct feed *f = l->feed[0];

    return &f->like[f->pick[k]];
}

/* How field k of a lane is like another. */
static enum alike compare(const struct join *j, const struct lane *l, size_t k,
                          const struct likeness *other) {
    const struct likeness *mine = likeness_in(l, k);
    const enum alike how = likeness_of(other, mine);

    return j->in->join == JOIN_VARIABLE && strcmp(mine->own, other->own) != 0 &&
                   how != ALIKE_CLASH
               ? ALIKE_NOT
               : how;
}

/* A feed whose fields are looked for. */
struct search {
    const struct feed *feed;
    struct likeness_index *index; /* of its fields */
    enum alike least;
};

/* The field of a feed that is like field k of a lane; SIZE_MAX: none. */
static int find_like(const struct join *j, const struct lane *l, size_t k,
                     const struct search *s, size_t *found) {
    const struct feed *f = s->feed;
    const size_t *place;
    const size_t n = likeness_among(s->index, likeness_in(l, k), &place);

    *found = SIZE_MAX;
    for (size_t c = 0; c < n; c++) {
        const size_t i = place[c];
        const enum alike how = compare(j, l, k, &f->like[i]);
        if (how == ALIKE_CLASH)
            return err_in(
                likeness_clash(&f->like[i], likeness_in(l, k), lane_name(l)),
                f->path);
        if (how >= s->least && (*found == SIZE_MAX || how == ALIKE))
            *found = i;
    }
    return EX_OK;
}

/* Is all of a feed before or after all of a lane? */
static bool is_apart(const struct lane *l, const struct feed *f) {
    for (size_t i = 0; i < l->n; i++) {
        const struct feed *other = l->feed[i];
        if (other->time == NULL || f->time == NULL ||
            (f->low <= other->high && other->low <= f->high))
            return false;
    }
    return true;
}

/*
 * Which fields of a feed a lane has: *n of them.
 *
 *   pick [l->nfields]  out  their places in the feed
 */
static int match(const struct join *j, const struct lane *l, struct search *s,
                 size_t *pick, size_t *n) {
    bool *taken = mem_array(s->feed->nsource, sizeof *taken);
    int status = EX_OK;

    s->least =
        j->in->join != JOIN_TIME && !is_apart(l, s->feed) ? ALIKE : ALIKE_MAYBE;
    *n = 0;
    for (size_t k = 0; k < l->nfields; k++) {
        TRY(find_like(j, l, k, s, &pick[k]));
        if (pick[k] == SIZE_MAX)
            continue;
        *n += !taken[pick[k]];
        taken[pick[k]] = true;
    }
done:
    free(taken);
    return status;
}

/* The first name that both have. */
static const char *common(const struct lane *l, const struct feed *f,
                          const size_t *pick) {
    size_t k = 0;

    while (k + 1 < l->nfields && pick[k] == SIZE_MAX)
        k++;
    return f->like[pick[k]].own;
}

int match_lane(const struct join *j, const struct feed *f, struct lane **lane,
               size_t **found) {
    struct search s = { f, likeness_index_new(f->nsource, f->like), ALIKE };
    size_t *pick = NULL, n = 0;
    int status = EX_OK;

    *lane = NULL;
    *found = NULL;
    for (size_t i = 0; i < j->nlanes; i++) {
        struct lane *l = &j->lane[i];
        pick = mem_array(l->nfields, sizeof *pick);
        TRY(match(j, l, &s, pick, &n));
        if (n == l->nfields && n == f->nsource) {
            free(*found);
            *found = pick;
            *lane = l;
            pick = NULL;
        } else if (n > 0) {
            TRY(err_set(EX_DATAERR,
                        "%s: shares %s with %s, but not all fields "
                        "(--variable picks some)",
                        f->path, common(l, f, pick), lane_name(l)));
        }
        free(pick);
        pick = NULL;
    }
    for (size_t k = 0; *lane != NULL && k < (*lane)->nfields; k++)
        likeness_doubt(&f->like[(*found)[k]], f->path, likeness_in(*lane, k),
                       lane_name(*lane));
done:
    likeness_index_free(s.index);
    free(pick);
    return status;
}

int match_model(const struct join *j, const struct feed *f, size_t k,
                size_t *found) {
    const struct model *m = j->model;

    *found = SIZE_MAX;
    for (size_t i = 0; i < m->ds->nfields; i++) {
        const enum alike how = likeness_of(&f->like[k], m->like[i]);
        if (how == ALIKE_CLASH)
            return err_in(likeness_clash(&f->like[k], m->like[i], j->first),
                          f->path);
        if (how != ALIKE_NOT && (*found == SIZE_MAX || how == ALIKE))
            *found = i;
    }
    return EX_OK;
}
