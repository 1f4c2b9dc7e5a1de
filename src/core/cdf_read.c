/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "core/cdf_layout.h"
#include "core/mem.h"

/* The header as far as it is read.  After `more` or a failure every value is 0
 * and nothing moves, so that callers look only now and then. */
struct eye {
    const unsigned char *bytes;
    size_t n, at;
    int version;
    bool more;
    int status;
};

static bool stopped(const struct eye *e) {
    return e->more || e->status != EX_OK;
}

/* The next n bytes with their padding, or NULL. */
static const unsigned char *get(struct eye *e, size_t n, size_t padding) {
    const unsigned char *p = e->bytes + e->at;

    if (stopped(e))
        return NULL;
    if (e->n - e->at < n || e->n - e->at - n < padding) {
        e->more = true;
        return NULL;
    }
    e->at += n + padding;
    return p;
}

static uint64_t get_number(struct eye *e, size_t size) {
    const unsigned char *p = get(e, size, 0);
    uint64_t v = 0;

    for (size_t i = 0; p && i < size; i++)
        v = v << 8 | p[i];
    return v;
}

static uint64_t get_int(struct eye *e) {
    return get_number(e, 4);
}

static uint64_t get_count(struct eye *e) {
    return get_number(e, e->version == 5 ? 8 : 4);
}

/* A count of things that take at least `least` bytes each: what is claimed must
 * be there, before memory is taken for it. */
static size_t get_claim(struct eye *e, uint64_t most, size_t least,
                        const char *things) {
    const uint64_t n = get_count(e);

    if (n > most && !stopped(e))
        e->status =
            err_set(EX_DATAERR, "its header claims %llu %s (%llu at most)",
                    (unsigned long long)n, things, (unsigned long long)most);
    if (stopped(e))
        return 0;
    if (n > (e->n - e->at) / least)
        e->more = true;
    return e->more ? 0 : (size_t)n;
}

static size_t get_list(struct eye *e, uint64_t tag, size_t least,
                       const char *things) {
    const uint64_t found = get_int(e);

    if (!stopped(e) && found != tag && found != 0)
        e->status = err_set(EX_DATAERR, "no list of %s in its header", things);
    return get_claim(e, found ? CDF_MOST : 0, least, things);
}

/* The caller frees it; NULL when reading stopped. */
static char *get_text(struct eye *e, const char *what, size_t *n) {
    const unsigned char *p;
    char *text;

    *n = get_claim(e, CDF_LONGEST, 1, what);
    p = get(e, *n, (4 - *n % 4) % 4);
    if (p == NULL)
        return NULL;
    text = mem_array(*n + 1, 1);
    memcpy(text, p, *n);
    return text;
}

static char *get_name(struct eye *e) {
    size_t n;
    char *name = get_text(e, "bytes of a name", &n);

    if (name && (strlen(name) != n || !nc_name_is_good(name))) {
        e->status = err_set(EX_DATAERR, "a name in its header is not allowed");
        free(name);
        return NULL;
    }
    return name;
}

static enum nc_type get_type(struct eye *e) {
    const uint64_t type = get_int(e);
    const uint64_t most = e->version == 5 ? TYPE_UINT64 : TYPE_DOUBLE;

    if (!stopped(e) && (type < TYPE_BYTE || type > most))
        e->status = err_set(EX_DATAERR, "no type %llu in CDF-%d",
                            (unsigned long long)type, e->version);
    return stopped(e) ? TYPE_BYTE : (enum nc_type)type;
}

static double value(enum nc_type type, uint64_t bits) {
    const uint32_t half = (uint32_t)bits;
    float f;
    double d;

    switch (type) {
    case TYPE_BYTE:
        return (int8_t)bits;
    case TYPE_SHORT:
        return (int16_t)bits;
    case TYPE_INT:
        return (int32_t)bits;
    case TYPE_INT64:
        return (double)(int64_t)bits;
    case TYPE_FLOAT:
        memcpy(&f, &half, sizeof f);
        return f;
    case TYPE_DOUBLE:
        memcpy(&d, &bits, sizeof d);
        return d;
    default:
        return (double)bits;
    }
}

static void get_numbers(struct eye *e, struct att *t) {
    const size_t size = nc_size(t->type);
    const size_t n = get_claim(e, CDF_LONGEST, size, "numbers of an attribute");

    if (stopped(e))
        return;
    t->n = n;
    t->number = mem_array(n, sizeof *t->number);
    for (size_t i = 0; i < n; i++)
        t->number[i] = value(t->type, get_number(e, size));
    get(e, 0, (4 - n * size % 4) % 4);
}

static void get_att(struct eye *e, struct atts *a) {
    struct att *t = &a->att[a->n];

    t->name = get_name(e);
    if (t->name == NULL)
        return;
    a->n++;
    t->type = get_type(e);
    if (t->type != TYPE_CHAR) {
        get_numbers(e, t);
        return;
    }
    t->text = get_text(e, "bytes of a text", &t->n);
    while (t->text && t->n > 0 && t->text[t->n - 1] == 0)
        t->n--; /* the final 0 of a careless writer */
}

static void get_atts(struct eye *e, struct atts *a) {
    const size_t least = e->version == 5 ? 24 : 16;
    const size_t n = get_list(e, TAG_ATTRIBUTE, least, "attributes");

    if (n > 0)
        a->att = mem_array(n, sizeof *a->att);
    for (size_t i = 0; i < n && !stopped(e); i++)
        get_att(e, a);
}

static void get_dims(struct eye *e, struct nc *nc) {
    const size_t n = get_list(e, TAG_DIMENSION, 12, "dimensions");

    for (size_t i = 0; i < n && !stopped(e); i++) {
        char *name = get_name(e);
        const uint64_t length = get_count(e);
        if (!stopped(e) && length == 0 && nc->record != NC_NONE)
            e->status = err_set(EX_DATAERR, "has two record dimensions");
        if (!stopped(e) && length == 0)
            nc->record = i;
        if (!stopped(e))
            nc_add_dim(nc, name, (size_t)length);
        free(name);
    }
}

/* A variable; its dimensions are checked as they come. */
static void get_var(struct eye *e, struct nc *nc, uint64_t *begin) {
    char *name = get_name(e);
    const size_t ndims = get_claim(e, 1024, 4, "dimensions of a variable");
    size_t *dim = mem_array(ndims, sizeof *dim), i;
    struct nc_var *v;

    for (i = 0; i < ndims && !stopped(e); i++) {
        dim[i] = (size_t)get_count(e);
        if (!stopped(e) &&
            (dim[i] >= nc->ndims || (i > 0 && dim[i] == nc->record)))
            e->status = err_set(EX_DATAERR,
                                "variable \"%s\" has a dimension "
                                "that cannot be",
                                name);
    }
    if (!stopped(e)) {
        i = nc_add_var(nc, name, TYPE_BYTE, ndims, dim); /* moves nc->var */
        v = &nc->var[i];
        get_atts(e, &v->atts);
        v->type = get_type(e);
        get_count(e); /* vsize says nothing that the dimensions do not */
        *begin = get_number(e, e->version == 1 ? 4 : 8);
    }
    free(dim);
    free(name);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Are any two of n names, `size` bytes apart, the same? */
static int check_names(const void *first, size_t n, size_t size) {
    const char **name = mem_array(n, sizeof *name);
    int status = EX_OK;

    for (size_t i = 0; i < n; i++) /* the name is the first member */
        name[i] = *(char *const *)((const char *)first + i * size);
    qsort(name, n, sizeof *name, by_text);
    for (size_t i = 1; i < n && status == EX_OK; i++)
        if (strcmp(name[i - 1], name[i]) == 0)
            status = err_set(EX_DATAERR, "has \"%s\" twice", name[i]);
    free(name);
    return status;
}

/* What can be wrong once all is there. */
static int check(struct nc *nc, struct cdf *lay) {
    int status;

    TRY(check_names(nc->dim, nc->ndims, sizeof *nc->dim));
    TRY(check_names(nc->var, nc->nvars, sizeof *nc->var));
    TRY(check_names(nc->atts.att, nc->atts.n, sizeof *nc->atts.att));
    TRY(cdf_sizes(lay, nc));
    for (size_t i = 0; i < nc->nvars; i++) {
        const struct atts *a = &nc->var[i].atts;
        TRY(check_names(a->att, a->n, sizeof *a->att));
        if (lay->begin[i] < lay->length ||
            lay->begin[i] > INT64_MAX - lay->room[i])
            TRY(err_set(EX_DATAERR, "variable \"%s\" cannot begin at byte %llu",
                        nc->var[i].name, (unsigned long long)lay->begin[i]));
    }
    if (lay->stride == 0 && lay->count > 0 && lay->count < CDF_STREAMING &&
        nc->record != NC_NONE)
        TRY(err_set(EX_DATAERR, "has %llu records of nothing",
                    (unsigned long long)lay->count));
    cdf_ends(lay, nc);
done:
    return status;
}

/* How many records nc says there are. */
static void count(struct nc *nc, const struct cdf *lay) {
    if (nc->record == NC_NONE || lay->stride == 0)
        nc->nrecords = 0;
    else if (lay->count == CDF_STREAMING)
        nc->nrecords = NC_NONE;
    else
        nc->nrecords = (size_t)lay->count;
    if (nc->record != NC_NONE)
        nc->dim[nc->record].n = nc->nrecords;
}

/* Everything; *lay is NULL when reading stopped before the variables. */
static void get_header(struct eye *e, struct nc *nc, struct cdf **lay) {
    const uint64_t records = get_count(e);
    const uint64_t streaming = e->version == 5 ? UINT64_MAX : UINT32_MAX;
    size_t n;

    get_dims(e, nc);
    get_atts(e, &nc->atts);
    n = get_list(e, TAG_VARIABLE, e->version == 5 ? 36 : 24, "variables");
    if (stopped(e))
        return;
    *lay = cdf_new(e->version, n);
    (*lay)->count = records == streaming ? CDF_STREAMING : records;
    for (size_t i = 0; i < n && !stopped(e); i++)
        get_var(e, nc, &(*lay)->begin[i]);
    (*lay)->length = e->at;
}

int cdf_decode(struct nc **nc, struct cdf **lay, const void *bytes, size_t n,
               bool *more) {
    struct eye e = { .bytes = bytes, .n = n };
    const unsigned char *magic = get(&e, 4, 0);
    int status;

    *nc = nc_new();
    *lay = NULL;
    if (magic && (memcmp(magic, "CDF", 3) != 0 ||
                  (magic[3] != 1 && magic[3] != 2 && magic[3] != 5)))
        TRY(err_set(EX_DATAERR, "is no classic NetCDF"));
    e.version = magic ? magic[3] : 0;
    get_header(&e, *nc, lay);
    TRY(e.status);
    if (!e.more) {
        TRY(check(*nc, *lay));
        count(*nc, *lay);
    }
done:
    *more = status == EX_OK && e.more;
    if (status != EX_OK || e.more) {
        nc_free(*nc);
        cdf_free(*lay);
        *nc = NULL;
        *lay = NULL;
    }
    return status;
}
