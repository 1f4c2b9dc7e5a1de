/* SPDX-License-Identifier: Apache-2.0 */
#include "core/member.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"

static const char *const labels[] = { "variant_label", "member_id",
                                      "driving_variant_label",
                                      "driving_model_ensemble_member",
                                      "ensemble_member" };
static const char *const numbers[] = { "realization_index", "realization" };
static const char *const models[] = { "source_id", "driving_source_id",
                                      "model_id" };
/* What else differs between members without a use for a whole. */
static const char *const others[] = {
    "initialization_index", "physics_index",         "forcing_index",
    "physics_version",      "initialization_method", "parent_variant_label",
    "tracking_id",          "further_info_url",      "parent_experiment_rip"
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *first_text(const struct atts *a, size_t n,
                              const char *const *name) {
    const char *text = NULL;

    for (size_t k = 0; k < n && text == NULL; k++)
        text = atts_text(a, name[k]);
    return text;
}

/* 12 of "12" and of "r12i1p1f1"; NAN of anything else. */
static double number_of(const char *label) {
    const char *digits = label + (tolower((unsigned char)*label) == 'r');
    char *end;
    long n;

    if (!isdigit((unsigned char)*digits))
        return NAN;
    n = strtol(digits, &end, 10);
    return *end == 0 || (digits > label && *end == 'i') ? (double)n : NAN;
}

/* Is it a coordinate of one value that numbers members? */
static bool is_member(const struct scalar *s) {
    static const char *const names[] = { "member",      "ensemble",
                                         "ens",         "number",
                                         "realization", "realisation",
                                         "member_id",   "variant_label" };
    const char *standard = atts_text(&s->atts, "standard_name");

    if (standard != NULL)
        return strcmp(standard, "realization") == 0;
    for (size_t k = 0; k < COUNT(names); k++)
        if (strcasecmp(s->name, names[k]) == 0)
            return s->text != NULL || !isnan(s->value);
    return false;
}

static void set_number(struct member_id *who, double number) {
    if (isnan(number))
        return;
    who->number = mem_array(1, sizeof *who->number);
    *who->number = number;
}

static void by_scalar(const struct scalar *s, struct member_id *who) {
    who->scalar = mem_text(s->name);
    if (s->text != NULL)
        who->label = mem_text(s->text);
    else
        set_number(who, s->value);
}

/* "r1i1p1" of the numbers of CMIP5, or NULL. */
static char *of_cmip5(const struct atts *a, double realization) {
    const double i = atts_number(a, "initialization_method");
    const double p = atts_number(a, "physics_version");

    return isnan(i) || isnan(p)
               ? NULL
               : mem_format("r%.0fi%.0fp%.0f", realization, i, p);
}

static void by_attributes(const struct atts *a, struct member_id *who) {
    const char *label = first_text(a, COUNT(labels), labels);
    double number = NAN;

    if (who->label == NULL)
        who->label = mem_text(label);
    if (who->label != NULL && who->number == NULL)
        set_number(who, number_of(who->label));
    for (size_t k = 0; k < COUNT(numbers) && isnan(number); k++)
        number = atts_number(a, numbers[k]);
    if (who->label != NULL || who->number != NULL || isnan(number))
        return;
    set_number(who, number);
    who->label = of_cmip5(a, number);
}

void member_of(const struct dataset *ds, struct member_id *who) {
    const char *model = first_text(&ds->atts, COUNT(models), models);

    *who = (struct member_id){ .n = 1 };
    if (ds->member != NULL) {
        who->n = ds->member->n;
        who->number = mem_copy(ds->member->value, who->n, sizeof(double));
    } else {
        for (size_t k = 0; k < ds->nscalars && who->scalar == NULL; k++)
            if (is_member(&ds->scalar[k]))
                by_scalar(&ds->scalar[k], who);
        by_attributes(&ds->atts, who);
    }
    who->origin =
        mem_format("%s%s%s", model ? model : "", model && who->label ? "_" : "",
                   who->label ? who->label : "");
}

void member_free(struct member_id *who) {
    free(who->number);
    free(who->label);
    free(who->origin);
    free(who->scalar);
}

/* Does it say which? */
static bool member_says(const struct member_id *who) {
    return who->number != NULL || who->label != NULL;
}

bool member_same(const struct member_id *a, const struct member_id *b) {
    return member_says(a) && member_says(b) && a->n == b->n &&
           strcmp(a->origin, b->origin) == 0 &&
           (a->number == NULL) == (b->number == NULL) &&
           (a->number == NULL ||
            memcmp(a->number, b->number, a->n * sizeof *a->number) == 0);
}

static void drop_all(struct atts *a, size_t n, const char *const *name) {
    for (size_t k = 0; k < n; k++)
        atts_drop(a, name[k]);
}

void member_forget(struct dataset *ds, const char *scalar) {
    drop_all(&ds->atts, COUNT(labels), labels);
    drop_all(&ds->atts, COUNT(numbers), numbers);
    drop_all(&ds->atts, COUNT(others), others);
    if (scalar != NULL)
        dataset_drop_scalar(ds, scalar);
}
