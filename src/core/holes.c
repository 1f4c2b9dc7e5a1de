/* SPDX-License-Identifier: Apache-2.0 */
#include "core/holes.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* So many are listed, others counted. */
enum { LISTED = 5 };

static int by_length(const void *a, const void *b) {
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The median of the steps between. */
static int64_t usual(size_t n, const struct moment *m) {
    int64_t *length = mem_array(n, sizeof *length), middle;

    for (size_t k = 1; k < n; k++)
        length[k - 1] = m[k].at - m[k - 1].at;
    qsort(length, n - 1, sizeof *length, by_length);
    middle = length[(n - 2) / 2];
    free(length);
    return middle;
}

/* Is there a hole before m?  Bounds may miss each other by a rounding. */
static bool is_hole(const struct moment *m, int64_t usual) {
    return 2 * (m->at - m[-1].at) > 3 * usual &&
           m->from - m[-1].to > usual / 100;
}

/* "after 2001-01-02 (a.nc) 3 steps", behind what there is. */
static void list(char **text, const struct moment *m, int64_t usual) {
    char after[TIME_TEXT];
    const int64_t lost = (m->at - m[-1].at + usual / 2) / usual - 1;
    char *one = mem_format(
        "%lld step%s after %s (%s)", (long long)lost, lost == 1 ? "" : "s",
        feed_date(m[-1].feed, m[-1].at, after), m[-1].feed->path);

    mem_append(text, ", ", one);
    free(one);
}

void holes_tell(size_t n, const struct moment *m) {
    const int64_t step = n > 2 ? usual(n, m) : 0;
    char *text = NULL;
    size_t holes = 0;

    for (size_t k = 1; step > 0 && k < n; k++)
        if (is_hole(&m[k], step) && holes++ < LISTED)
            list(&text, &m[k], step);
    if (3 * holes > n - 1)
        holes = 0; /* irregular */
    if (holes > LISTED)
        warn("%s: holes in time: %s, and %zu more", m->feed->path, text,
             holes - LISTED);
    else if (holes > 0)
        warn("%s: hole%s in time: %s", m->feed->path, holes == 1 ? "" : "s",
             text);
    free(text);
}
