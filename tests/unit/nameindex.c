/* SPDX-License-Identifier: Apache-2.0 */
#include "core/nameindex.h"

#include <stdio.h>
#include <string.h>

#include "tap.h"

enum { N = 10000 };

struct thing {
    char *name;
    int more;
};

static char text[N][8];
static struct thing all[N];

static size_t find(const struct name_index *s, const char *name) {
    return name_index_find(s, name, strlen(name), all, sizeof *all);
}

int main(void) {
    struct name_index s = { 0 };
    char other[] = "other";
    bool each = true;

    ok(find(&s, "v0") == SIZE_MAX, "nothing is found where nothing is");
    for (size_t k = 0; k < N; k++) {
        snprintf(text[k], sizeof text[k], "v%zu", k);
        all[k].name = text[k];
        name_index_add(&s, text[k], k);
    }
    for (size_t k = 0; k < N; k++)
        each = each && find(&s, text[k]) == k;
    ok(each, "each of 10000 names is found");
    ok(find(&s, "v") == SIZE_MAX && find(&s, "v10000") == SIZE_MAX,
       "and no other");
    ok(name_index_find(&s, "v123 v4", 4, all, sizeof *all) == 123,
       "a word of a text is found without a final 0");
    all[7].name = other;
    name_index_add(&s, other, 7);
    ok(find(&s, "other") == 7 && find(&s, "v7") == SIZE_MAX,
       "another name is found, the old one no more");
    all[9000].name = all[5].name = text[6];
    name_index_add(&s, text[6], 9000);
    name_index_add(&s, text[6], 5);
    ok(find(&s, "v6") == 5, "of places with one name the first is found");
    name_index_free(&s);
    return done();
}
