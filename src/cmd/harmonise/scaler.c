/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/scaler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/parse.h"
#include "core/reader.h"
#include "core/writer.h"

#define KIND   "twinpipe_transform"
#define PERIOD "twinpipe_fit_period"

static const char *const kinds[SCALERS] = { "zscore", "minmax", "robust",
                                            "log1p", "bounded" };
static const char *const numbers[NUMBERS] = { "offset", "scale", "mean", "sd",
                                              "n",      "min",   "max" };

void scaler_free(struct scaler *s) {
    for (size_t k = 0; k < s->nfields; k++) {
        free(s->field[k].name);
        free(s->field[k].units);
        free(s->field[k].standard_name);
        for (size_t i = 0; i < NUMBERS; i++)
            free(s->field[k].number[i]);
    }
    free(s->field);
    free(s->period);
    *s = (struct scaler){ 0 };
}

const char *scaler_name(enum scaler_kind kind) {
    return kinds[kind];
}

int scaler_parse(const char *text, struct scaler *s) {
    const size_t n = strcspn(text, ":");
    const bool more = text[n] == ':';
    double number[2] = { 0, 1 };
    size_t k = 0;

    while (k < SCALERS &&
           (strlen(kinds[k]) != n || strncmp(kinds[k], text, n) != 0))
        k++;
    if (k == SCALERS)
        return err_set(EX_USAGE,
                       "no transform %s (there are zscore, minmax[:A,B], "
                       "robust, log1p, bounded:LO,HI)",
                       text);
    s->kind = (enum scaler_kind)k;
    if (more && parse_doubles(text + n + 1, 2, number) != EX_OK)
        return EX_USAGE;
    if ((more && k != MINMAX && k != BOUNDED) || (!more && k == BOUNDED))
        return err_set(EX_USAGE,
                       "%s: minmax may have a range, bounded needs one", text);
    if (!(number[0] < number[1]))
        return err_set(EX_USAGE, "%s: no range", text);
    s->a = number[0];
    s->b = number[1];
    return EX_OK;
}

/* The dataset of the file: seven fields for each that was fitted. */
static struct dataset *describe(const struct scaler *s,
                                const struct dataset *of) {
    struct dataset *ds = s->per_cell ? dataset_copy(of, false) : dataset_new();
    char *kind = s->kind == MINMAX || s->kind == BOUNDED
                     ? mem_format("%s:%.17g,%.17g", kinds[s->kind], s->a, s->b)
                     : mem_text(kinds[s->kind]);

    free(ds->time.name);
    ds->time.name = NULL;
    ds->time.n = 1;
    ds->time.has_bounds = false;
    atts_set_text(&ds->atts, KIND, kind);
    if (s->period != NULL)
        atts_set_text(&ds->atts, PERIOD, s->period);
    free(kind);
    for (size_t k = 0; k < s->nfields; k++)
        for (size_t i = 0; i < NUMBERS; i++) {
            char *name = mem_format("%s_%s", s->field[k].name, numbers[i]);
            struct field *f = dataset_add(ds, name, WIDE);
            f->n = s->field[k].n;
            f->has_level = s->per_cell && of->field[k].has_level;
            f->has_member = s->per_cell && of->field[k].has_member;
            field_text(&f->units, i == COUNT ? "1" : s->field[k].units);
            if (s->field[k].standard_name != NULL)
                atts_set_text(&f->atts, "twinpipe_standard_name",
                              s->field[k].standard_name);
            free(name);
        }
    return ds;
}

int scaler_write(const struct scaler *s, const struct dataset *of,
                 const char *path) {
    const struct output how = { .file = path, .form = "nc", .jobs = 1 };
    struct dataset *ds = describe(s, of);
    struct step step = { .time = NAN, .bounds = { NAN, NAN } };
    struct writer *out = NULL;
    int status;

    step.value = mem_array(ds->nfields, sizeof *step.value);
    for (size_t k = 0; k < ds->nfields; k++)
        step.value[k].d = s->field[k / NUMBERS].number[k % NUMBERS];
    TRY(writer_open(&out, &how));
    TRY(writer_begin(out, ds));
    TRY(writer_put(out, &step));
    TRY(writer_commit(out));
done:
    writer_free(out);
    free(step.value);
    dataset_free(ds);
    return status;
}

/* The place of NAME_NUMBER, in any order; the count of fields for none. */
static size_t find_number(const struct dataset *ds, const char *name,
                          enum scaler_number number) {
    char *all = mem_format("%s_%s", name, numbers[number]);
    size_t k = 0;

    while (k < ds->nfields && strcmp(ds->field[k].name, all) != 0)
        k++;
    free(all);
    return k;
}

/* The numbers of a field, by its first, NAME_offset; `n` letters of NAME. */
static int take_field(struct scaler *s, const struct dataset *ds,
                      const struct step *step, size_t at, size_t n) {
    const struct field *f = &ds->field[at];
    struct scaler_field *mine;

    s->field = mem_grow(s->field, s->nfields + 1, sizeof *s->field);
    mine = &s->field[s->nfields++];
    *mine = (struct scaler_field){ .n = f->n,
                                   .has_level = f->has_level,
                                   .has_member = f->has_member };
    mine->name = mem_format("%.*s", (int)n, f->name);
    mine->units = mem_text(f->units);
    mine->standard_name =
        mem_text(atts_text(&f->atts, "twinpipe_standard_name"));
    for (size_t i = 0; i < NUMBERS; i++) {
        const size_t k = find_number(ds, mine->name, (enum scaler_number)i);
        const struct field *g = k < ds->nfields ? &ds->field[k] : NULL;
        if (g == NULL || g->type != WIDE || g->n != mine->n ||
            g->has_level != mine->has_level ||
            g->has_member != mine->has_member)
            return err_set(EX_DATAERR, "is no file of --fit: %s_%s", mine->name,
                           numbers[i]);
        mine->number[i] = mem_copy(step->value[k].d, g->n, sizeof(double));
    }
    return EX_OK;
}

static int take_fields(struct scaler *s, const struct dataset *ds,
                       const struct step *step) {
    static const char end[] = "_offset";
    int status = EX_OK;

    for (size_t at = 0; step != NULL && at < ds->nfields; at++) {
        const size_t n = strlen(ds->field[at].name), m = strlen(end);
        if (n > m && strcmp(ds->field[at].name + n - m, end) == 0)
            TRY(take_field(s, ds, step, at, n - m));
    }
    if (s->nfields == 0)
        TRY(err_set(EX_DATAERR, "is no file of --fit: it has no fields"));
done:
    return status;
}

int scaler_read(struct scaler *s, struct dataset **domain, const char *path) {
    const struct input in = { .nfiles = 1, .file = &path, .wide = true };
    struct reader *r = NULL;
    const struct dataset *ds;
    const struct step *step;
    const char *kind;
    int status;

    *domain = NULL;
    TRY(reader_open(&r, &in));
    ds = reader_dataset(r);
    kind = atts_text(&ds->atts, KIND);
    if (kind == NULL || scaler_parse(kind, s) != EX_OK)
        TRY(err_set(EX_DATAERR,
                    "%s: is no file of --fit: it names no transform", path));
    s->period = mem_text(atts_text(&ds->atts, PERIOD));
    TRY(reader_next(r, &step));
    TRY(err_in(take_fields(s, ds, step), path));
    s->per_cell = ds->grid->kind != GRID_NONE;
    if (s->per_cell)
        *domain = dataset_copy(ds, false);
done:
    reader_free(r);
    return status;
}

static float apply_one(const struct scaler *s, double offset, double scale,
                       double x) {
    switch (s->kind) {
    case LOG1P:
        return x > -1 ? (float)log1p(x) : NAN;
    case BOUNDED:
        return x > s->a && x < s->b ? (float)log((x - s->a) / (s->b - x)) : NAN;
    default:
        return scale != 0 ? (float)((x - offset) / scale) : NAN;
    }
}

static float invert_one(const struct scaler *s, double offset, double scale,
                        double y) {
    switch (s->kind) {
    case LOG1P:
        return (float)expm1(y);
    case BOUNDED:
        return (float)(s->a + (s->b - s->a) / (1 + exp(-y)));
    default:
        return scale != 0 ? (float)(offset + scale * y) : NAN;
    }
}

size_t scaler_apply(const struct scaler *s, const struct scaler_field *f,
                    size_t n, const float *x, float *y) {
    const size_t each = f->n > 1;
    size_t lost = 0;

#pragma omp parallel for schedule(static) reduction(+ : lost)
    for (size_t i = 0; i < n; i++) {
        const bool valid = !isnan(x[i]);
        y[i] = apply_one(s, f->number[OFFSET][i * each],
                         f->number[SCALE][i * each], (double)x[i]);
        lost += valid && isnan(y[i]) ? 1 : 0;
    }
    return lost;
}

void scaler_invert(const struct scaler *s, const struct scaler_field *f,
                   size_t n, const float *y, float *x) {
    const size_t each = f->n > 1;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        x[i] = invert_one(s, f->number[OFFSET][i * each],
                          f->number[SCALE][i * each], (double)y[i]);
}

void scaler_rename(const struct scaler *s, struct field *f) {
    char *name = mem_format("%s_%s", f->name, scaler_name(s->kind));
    char *about = mem_format("%s of %s [%s]", scaler_name(s->kind),
                             f->long_name ? f->long_name : f->name, f->units);

    if (atts_text(&f->atts, "twinpipe_of") == NULL)
        atts_set_text(&f->atts, "twinpipe_of",
                      f->standard_name ? f->standard_name : f->name);
    field_text(&f->name, name);
    field_text(&f->long_name, about);
    field_text(&f->standard_name, NULL);
    field_text(&f->units, "1");
    free(name);
    free(about);
}

void scaler_restore(const struct scaler_field *s, struct field *f) {
    const char *end = strrchr(s->name, '_');

    if (end == NULL || strcmp(end, "_anomaly") != 0)
        atts_drop(&f->atts, "twinpipe_of");
    field_text(&f->name, s->name);
    field_text(&f->long_name, NULL);
    field_text(&f->standard_name, s->standard_name);
    field_text(&f->units, s->units);
}
