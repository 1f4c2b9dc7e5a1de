/* SPDX-License-Identifier: Apache-2.0 */
/* --list: what there is, a line on each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/recipes.h"
#include "cmd/harmonise/stages.h"
#include "core/profile.h"
#include "core/quantity.h"
#include "core/remap.h"

const char *const list_words[] = { "profiles", "quantities", "methods",
                                   "derived", NULL };

static void quantities(void) {
    size_t n;
    const struct quantity_row *row = quantity_rows(&n);

    for (size_t k = 0; k < n; k++)
        printf("%-14s %-12s %-9s %s: %s\n", row[k].name, row[k].units,
               units_class_name(row[k].class),
               row[k].standard_name ? row[k].standard_name : "-", row[k].title);
}

/* What a field comes from, "tas, e" */
static void print_inputs(const struct recipe *r) {
    for (size_t k = 0; k < INGREDIENTS && r->in[k].name; k++)
        printf("%s%s", k ? ", " : "",
               r->in[k].name + (r->in[k].name[0] == '@'));
    if (r->in[0].name == NULL)
        printf("time");
}

static void derived(void) {
    size_t n;
    const struct recipe *r = recipe_rows(&n);

    for (size_t k = 0; k < n; k++) {
        if (r[k].why == NULL) /* a part of another */
            continue;
        printf("%-20s ", r[k].name);
        print_inputs(&r[k]);
        printf(" -> %s: %s\n", r[k].units, r[k].why);
    }
}

static void methods(void) {
    for (unsigned k = 0; remap_method_name(k) != NULL; k++)
        if (remap_method_about(k) != NULL)
            printf("%-14s %s\n", remap_method_name(k), remap_method_about(k));
}

static int profiles(void) {
    char **name;
    size_t n;
    int status = EX_OK;

    profile_names(&name, &n);
    for (size_t k = 0; k < n && status == EX_OK; k++) {
        struct profile *p = NULL;
        status = profile_open(&p, name[k]);
        if (status == EX_OK)
            printf("%-20s %s\n", name[k], profile_title(p));
        profile_free(p);
    }
    for (size_t k = 0; k < n; k++)
        free(name[k]);
    free(name);
    return status;
}

int list_print(const char *what) {
    if (strcmp(what, "profiles") == 0)
        return profiles();
    if (strcmp(what, "quantities") == 0)
        quantities();
    else if (strcmp(what, "methods") == 0)
        methods();
    else
        derived();
    return EX_OK;
}
