/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/columns.h"

#include <stdlib.h>

#include "core/mem.h"
#include "core/quantity.h"

/* A copy that columns_free() frees. */
static struct statistic keep(const struct statistic *s) {
    struct statistic copy = *s;

    copy.name = mem_text(s->name);
    copy.limit.unit = NULL;
    return copy;
}

/* Quantiles are of values of 32 bits; counts and times need no more. */
static bool stays_wide(const struct column *c) {
    const bool is_count =
        c->stat.kind >= STAT_OVER || c->stat.kind == STAT_COUNT ||
        c->stat.kind == STAT_WHEN_MIN || c->stat.kind == STAT_WHEN_MAX;

    return c->wide && !is_count && c->stat.kind != STAT_QUANTILE;
}

static int add_column(struct plan *p, struct dataset *ds, size_t field,
                      const struct statistic *stat, const char *interval) {
    const struct field *from = &p->in->field[field];
    struct column *c;
    struct field *f;
    double limit = 0;
    int status;

    if (from->type == LABEL)
        return err_set(EX_DATAERR,
                       "%s has labels: no %s of them (--variable leaves it)",
                       from->name, stat->name);
    p->column = mem_grow(p->column, p->n + 1, sizeof *p->column);
    c = &p->column[p->n++];
    *c = (struct column){ .field = field,
                          .n = from->n,
                          .stat = keep(stat),
                          .wide = from->type == WIDE };
    c->wide_out = stays_wide(c);
    if (stat->kind == STAT_MEAN)
        c->turn = quantity_turn(from);
    if (stat->kind >= STAT_OVER)
        if ((status = units_in(stat->limit, from->units, &limit)) != EX_OK)
            return err_in(status, from->name);
    c->limit = from->type == WIDE ? limit : (double)(float)limit;
    f = dataset_add(ds, from->name, REAL);
    field_free(f);
    *f = field_copy(from);
    f->type = c->wide_out ? WIDE : REAL;
    return err_in(statistic_describe(f, stat, interval, &c->integral),
                  "--stat");
}

/* tas_mean, where there are several or it is no temperature. */
static void name_column(struct plan *p, struct dataset *ds, bool several) {
    const struct column *c = &p->column[p->n - 1];
    struct field *f = &ds->field[ds->nfields - 1];
    char *name;

    if (!several && !statistic_is_other(&c->stat))
        return;
    name = mem_format("%s_%s", p->in->field[c->field].name, c->stat.name);
    field_text(&f->name, name);
    free(name);
}

int columns_make(struct plan *p, struct dataset *ds, size_t n,
                 const struct statistic *stat, const char *interval) {
    int status = EX_OK;

    for (size_t k = 0; k < p->in->nfields; k++) {
        const bool sum = quantity_class(&p->in->field[k]) == CLASS_AMOUNT;
        const struct statistic usual = { .kind = sum ? STAT_SUM : STAT_MEAN,
                                         .name = sum ? "sum" : "mean" };
        if (n == 0)
            TRY(add_column(p, ds, k, &usual, interval));
        for (size_t i = 0; i < n; i++) {
            TRY(add_column(p, ds, k, &stat[i], interval));
            name_column(p, ds, n > 1);
        }
    }
done:
    return status;
}

void columns_cover(struct plan *p, struct dataset *ds) {
    const size_t n = p->n;
    struct column *old = p->column, *c = NULL;
    struct dataset *fields = dataset_copy(ds, true);

    while (ds->nfields > 0)
        field_free(&ds->field[--ds->nfields]);
    p->column = mem_array(2 * n, sizeof *c);
    p->n = 0;
    for (size_t k = 0; k < n; k++) {
        const struct field *from = &p->in->field[old[k].field];
        struct field *f = dataset_add(ds, from->name, REAL);
        char *name = mem_format("%s_coverage", from->name);
        field_free(f);
        *f = field_copy(&fields->field[k]);
        p->column[p->n++] = old[k];
        if (k + 1 == n || old[k + 1].field != old[k].field) {
            f = dataset_add(ds, name, REAL);
            f->n = from->n;
            f->has_level = from->has_level;
            f->has_member = from->has_member;
            field_text(&f->long_name, "share of the period that is valid");
            c = &p->column[p->n++];
            *c = (struct column){ .field = old[k].field,
                                  .n = from->n,
                                  .coverage = true };
        }
        free(name);
    }
    dataset_free(fields);
    free(old);
}

void columns_free(struct plan *p) {
    for (size_t k = 0; k < p->n; k++)
        free(p->column[k].stat.name);
    free(p->column);
    p->column = NULL;
    p->n = 0;
}
