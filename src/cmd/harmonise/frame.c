/* SPDX-License-Identifier: Apache-2.0 */
/* What fields become when their frame is turned over or round. */
#include "cmd/harmonise/frame.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/quantity.h"

enum role { ROLE_SCALAR, ROLE_EAST, ROLE_NORTH, ROLE_CURL, ROLE_DIRECTION };

/* What a field was before it became an anomaly, or was transformed. */
static const char *base_of(const struct field *f) {
    const char *of = atts_text(&f->atts, "twinpipe_of");

    return of ? of : f->standard_name;
}

static const struct quantity_row *row_of(const struct field *f) {
    const char *of = atts_text(&f->atts, "twinpipe_of");
    const struct quantity_row *row =
        quantity_along(f->name, f->standard_name, &f->atts);

    if (quantity_is_doubtful(f))
        return NULL;
    if (row == NULL)
        row = of ? quantity_find(NULL, of)
                 : quantity_find(f->name, f->standard_name);
    return row == NULL && of ? quantity_find(of, NULL) : row;
}

static enum role role_of(const struct field *f) {
    const struct quantity_row *row = row_of(f);
    const char *s = base_of(f) ? base_of(f) : "";

    if (row != NULL && row->class == CLASS_VECTOR)
        return row->pair ? ROLE_EAST : ROLE_NORTH;
    if (quantity_turn(f) > 0 || (row && row->class == CLASS_ANGLE))
        return ROLE_DIRECTION;
    if (strstr(s, "eastward") != NULL)
        return ROLE_EAST;
    if (strstr(s, "northward") != NULL)
        return ROLE_NORTH;
    return strstr(s, "vorticity") || strstr(s, "_curl") ||
                   strstr(s, "streamfunction")
               ? ROLE_CURL
               : ROLE_SCALAR;
}

/* Is x, with east in it, what y has with north? */
static bool is_other(const char *x, const char *y) {
    const char *east = strstr(x, "eastward");
    char *want = east ? mem_format("%.*snorthward%s", (int)(east - x), x,
                                   east + strlen("eastward"))
                      : NULL;
    const bool is = want != NULL && strcmp(want, y) == 0;

    free(want);
    return is;
}

static bool is_pair(const struct field *x, const struct field *y) {
    const struct quantity_row *a = row_of(x), *b = row_of(y);

    if (role_of(x) != ROLE_EAST || role_of(y) != ROLE_NORTH || x->n != y->n ||
        x->type != y->type || strcmp(x->units, y->units) != 0 ||
        strcmp(x->cell_methods ? x->cell_methods : "",
               y->cell_methods ? y->cell_methods : "") != 0)
        return false;
    if (a != NULL && b != NULL)
        return quantity_partner(a) == b;
    return base_of(x) && base_of(y) && is_other(base_of(x), base_of(y));
}

/* The other component; of several the one that is called so. */
static int find_other(size_t n, const struct field *list, size_t k,
                      size_t *other) {
    size_t found = 0, sisters = 0, sister = n;

    *other = n;
    for (size_t i = 0; i < n; i++) {
        const bool east = is_pair(&list[k], &list[i]);
        if (!east && !is_pair(&list[i], &list[k]))
            continue;
        *other = i;
        found++;
        if (quantity_is_sister(list[east ? k : i].name,
                               list[east ? i : k].name)) {
            sister = i;
            sisters++;
        }
    }
    if (found > 1)
        *other = sister;
    if (found == 0 || (found > 1 && sisters != 1))
        return err_set(EX_DATAERR,
                       "%s: %s the other component of its vector, which rot90 "
                       "needs (--variable leaves it)",
                       list[k].name,
                       found ? "several fields may be" : "there is not");
    return EX_OK;
}

/* The last word for time in cell_methods; "" for none. */
static const char *method_of(const struct field *f) {
    const char *last = "", *s = f->cell_methods;

    while (s != NULL && (s = strstr(s, "time: ")) != NULL)
        last = s += strlen("time: ");
    return last;
}

static bool begins(const char *text, const char *const *words) {
    for (; *words != NULL; words++)
        if (strncmp(text, *words, strlen(*words)) == 0)
            return true;
    return false;
}

/* Is the value of the other side told by this one: not of an extreme, which
 * becomes the other extreme? */
static int check(const struct field *f, enum role role, bool *is_size) {
    static const char *const odd[] = { "mean",   "point",     "sum",
                                       "median", "mid_range", NULL };
    static const char *const even[] = { "standard_deviation", "variance",
                                        "range", NULL };
    static const char *const ends[] = { "_zscore", "_minmax",  "_robust",
                                        "_log1p",  "_bounded", NULL };
    const char *method = method_of(f), *end = strrchr(f->name, '_');
    const char *base = base_of(f) ? base_of(f) : "";

    *is_size = begins(method, even);
    if (role == ROLE_SCALAR)
        return EX_OK;
    if (end != NULL && begins(end, ends) &&
        atts_text(&f->atts, "twinpipe_of") != NULL)
        return err_set(EX_DATAERR,
                       "%s: transformed, so it does not turn with its frame "
                       "(--augment first, --fit in another run)",
                       f->name);
    if ((f->long_name && strstr(f->long_name, "divided by the usual")) ||
        strncmp(base, "product_of", 10) == 0 ||
        strncmp(base, "square_of", 9) == 0 ||
        (*method && !*is_size && !begins(method, odd)) ||
        (role == ROLE_DIRECTION && (*is_size || quantity_turn(f) == 0)))
        return err_set(EX_DATAERR,
                       "%s: does not tell what it would be in another frame "
                       "(--variable leaves it)",
                       f->name);
    return EX_OK;
}

static void turn_direction(enum frame_op op, double turn,
                           struct frame_move *m) {
    m->turn = turn;
    if (op == FRAME_ROT90) {
        m->offset = -turn / 4;
        return;
    }
    m->scale = -1;
    m->offset = op == FRAME_FLIP_X ? turn : turn / 2;
}

int frame_moves(enum frame_op op, size_t n, const struct field *list,
                struct frame_move *move) {
    const bool turns = op == FRAME_ROT90;
    int status = EX_OK;

    for (size_t k = 0; k < n; k++) {
        const struct field *f = &list[k];
        const enum role role = f->type == LABEL ? ROLE_SCALAR : role_of(f);
        const bool against = (role == ROLE_EAST && op == FRAME_FLIP_X) ||
                             (role == ROLE_NORTH && op == FRAME_FLIP_Y) ||
                             (role == ROLE_EAST && turns) ||
                             (role == ROLE_CURL && !turns);
        bool is_size;
        move[k] = (struct frame_move){ .from = k, .scale = 1 };
        TRY(check(f, role, &is_size));
        if (turns && (role == ROLE_EAST || role == ROLE_NORTH))
            TRY(find_other(n, list, k, &move[k].from));
        if (against && !is_size)
            move[k].scale = -1;
        if (role == ROLE_DIRECTION)
            turn_direction(op, quantity_turn(f), &move[k]);
    }
done:
    return status;
}
