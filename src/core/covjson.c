/* SPDX-License-Identifier: Apache-2.0 */
#include "core/covjson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cf.h"
#include "core/covjson_part.h"
#include "core/intake.h"
#include "core/json.h"
#include "core/mem.h"

/* Bytes of a text, at most; of values that any may make, and for each that it
 * has. */
enum { LONGEST = 256 << 20, PIECE = 1 << 16, TRUSTED = 192 << 20, RATIO = 100 };

enum { FIELDS = 1024 }; /* at most */

struct covjson {
    struct json *tree;
    size_t n;
    const struct json **coverage; /* [n] */
    struct cov_domain *domain;    /* [n] */
    struct cov_keys keys;
    struct cov_fields fields;
};

bool covjson_is(const void *head, size_t nhead) {
    const int first = json_begins(head, nhead);

    return first == '{' || first == '[';
}

/* The whole text. */
static int read_text(const struct source_in *in, char **text, size_t *n) {
    struct intake *bytes;
    size_t room = PIECE, got = 1;
    int status;

    *n = 0;
    *text = NULL;
    TRY(intake_open(&bytes, in->fd, in->path, in->head, in->nhead));
    for (*text = mem_grow(NULL, room, 1); status == EX_OK && got > 0;) {
        status = intake_take(bytes, *text + *n, room - *n, &got);
        *n += got;
        if (*n > LONGEST)
            status = err_set(EX_DATAERR, "%s: JSON of over 256 MiB", in->path);
        if (*n == room)
            *text = mem_grow(*text, room *= 2, 1);
        (*text)[*n] = 0;
    }
    intake_free(bytes);
done:
    return status;
}

static bool is_type(const struct json *j, const char *type) {
    const char *text = json_text(json_get(j, "type"));

    return text != NULL && strcmp(text, type) == 0;
}

static int no_data(void) {
    return err_set(EX_DATAERR, "JSON is not gridded data (NetCDF, GRIB, Zarr, "
                               "GeoTIFF, CSV, CoverageJSON and STAC Items are "
                               "read)");
}

/* The coverages, which have the domain in them. */
static int find_coverages(struct covjson *c) {
    const struct json *list = json_get(c->tree, "coverages");
    const bool one = is_type(c->tree, "Coverage");

    if (!one && !is_type(c->tree, "CoverageCollection"))
        return no_data();
    c->coverage = mem_array(one ? 1 : json_count(list), sizeof(void *));
    if (one)
        c->coverage[c->n++] = c->tree;
    for (const struct json *m = json_first(list); !one && m; m = json_next(m))
        c->coverage[c->n++] = m;
    return c->n > 0 ? EX_OK : err_set(EX_DATAERR, "has no coverage");
}

static int in_coverage(int status, size_t k) {
    char where[48];

    if (status == EX_OK)
        return status;
    snprintf(where, sizeof where, "coverage %zu", k + 1);
    return err_in(status, where);
}

static size_t find_field(struct cov_fields *f, const char *name) {
    size_t k = 0;

    while (k < f->n && strcmp(f->name[k], name) != 0)
        k++;
    return k;
}

/* NULL where they have no names. */
static const struct json *ranges_of(const struct json *coverage) {
    const struct json *ranges = json_get(coverage, "ranges");

    return json_kind(ranges) == JSON_OBJECT ? ranges : NULL;
}

static int read_domains(struct covjson *c) {
    struct cov_fields *f = &c->fields;
    int status = EX_OK;

    c->domain = mem_array(c->n, sizeof *c->domain);
    for (size_t k = 0; k < c->n; k++) {
        const struct json *ranges = ranges_of(c->coverage[k]);
        status = cov_domain_read(&c->domain[k], c->coverage[k]);
        if ((status = in_coverage(status, k)) != EX_OK)
            goto done;
        for (const struct json *r = json_first(ranges); r; r = json_next(r)) {
            if (find_field(f, json_name(r)) < f->n)
                continue;
            if (f->n == FIELDS)
                TRY(err_set(EX_DATAERR, "more than %d parameters", FIELDS));
            f->name = mem_grow(f->name, f->n + 1, sizeof *f->name);
            f->name[f->n++] = json_name(r);
        }
    }
    f->var = mem_array(f->n, sizeof *f->var);
    if (f->n == 0)
        TRY(err_set(EX_DATAERR, "has no values"));
    TRY(cov_keys_find(&c->keys, c->domain, c->n));
done:
    return status;
}

/* Many coverages with little in common would fill all memory with nothing. */
static int check_size(const struct covjson *c) {
    const struct cov_keys *k = &c->keys;
    const size_t count[] = { k->nt, k->nm, k->nz, k->ncells, c->fields.n };
    size_t all = sizeof(float), given = 0;
    bool over = false;

    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        over = over || __builtin_mul_overflow(all, count[i], &all);
    for (size_t i = 0; i < c->n; i++)
        given += c->domain[i].nt * c->domain[i].nz * c->domain[i].ncells;
    if (over || (all > TRUSTED && all / RATIO > given))
        return err_set(EX_DATAERR,
                       "its coverages have too little in common to be a "
                       "dataset");
    return EX_OK;
}

static int put_values(const struct covjson *c, size_t k, size_t field,
                      const double *value, float *to) {
    const struct cov_domain *d = &c->domain[k];

    for (size_t i = 0; i < d->nt * d->nz * d->ncells; i++) {
        const size_t at = cov_slot(&c->keys, d, i);
        const float x = (float)value[i];
        if (isnan(x))
            continue;
        if (!isnan(to[at]) && to[at] != x)
            return err_set(EX_DATAERR,
                           "%.60s: %g, where another coverage has %g",
                           c->fields.name[field], (double)x, (double)to[at]);
        to[at] = x;
    }
    return EX_OK;
}

static int read_ranges(const struct covjson *c, struct nc *nc) {
    int status = EX_OK;

    for (size_t k = 0; k < c->n && status == EX_OK; k++) {
        const struct cov_domain *d = &c->domain[k];
        const struct json *ranges = ranges_of(c->coverage[k]);
        double *value = mem_array(d->nt * d->nz * d->ncells, sizeof *value);
        for (const struct json *r = json_first(ranges); r && status == EX_OK;
             r = json_next(r)) {
            size_t f = 0;
            while (strcmp(c->fields.name[f], json_name(r)) != 0)
                f++;
            status = cov_values(d, r, json_name(r), value);
            if (status == EX_OK)
                status =
                    put_values(c, k, f, value, nc->var[c->fields.var[f]].value);
        }
        free(value);
        status = in_coverage(status, k);
    }
    return status;
}

static void covjson_free(struct covjson *c) {
    for (size_t k = 0; c->domain != NULL && k < c->n; k++)
        cov_domain_free(&c->domain[k]);
    cov_keys_free(&c->keys);
    free(c->fields.name);
    free(c->fields.var);
    free(c->domain);
    free(c->coverage);
    json_free(c->tree);
}

static void memory_close(struct ncfile *f) {
    nc_free(f->nc);
    free(f->path);
    free(f);
}

/* A file of variables that has all its values in memory. */
static int as_file(struct source **out, struct nc *nc,
                   const struct source_in *in) {
    static const struct ncfile_ops ops = { .close = memory_close };
    struct ncfile *f = mem_array(1, sizeof *f);

    f->ops = &ops;
    f->path = mem_text(in->path);
    f->nc = nc;
    return cf_open(out, f, in);
}

int covjson_open(struct source **out, const struct source_in *in) {
    struct covjson c = { 0 };
    struct nc *nc = NULL;
    char *text = NULL;
    size_t n;
    int status;

    *out = NULL;
    TRY(read_text(in, &text, &n));
    if (strstr(text, "\"Coverage") == NULL) /* features, in a row maybe */
        TRY(no_data());
    TRY(json_parse(&c.tree, text, n));
    TRY(find_coverages(&c));
    TRY(read_domains(&c));
    TRY(check_size(&c));
    nc = nc_new();
    cov_nc(nc, &c.keys, c.tree, c.coverage[0], &c.fields);
    TRY(read_ranges(&c, nc));
    status = as_file(out, nc, in);
    nc = NULL;
done:
    nc_free(nc);
    covjson_free(&c);
    free(text);
    return status;
}
