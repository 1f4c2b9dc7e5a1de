/* SPDX-License-Identifier: Apache-2.0 */
#include "core/nc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct nc *nc_new(void) {
    struct nc *nc = mem_array(1, sizeof *nc);

    nc->record = NC_NONE;
    return nc;
}

void nc_free(struct nc *nc) {
    if (nc == NULL)
        return;
    for (size_t i = 0; i < nc->ndims; i++)
        free(nc->dim[i].name);
    for (size_t i = 0; i < nc->nvars; i++) {
        free(nc->var[i].name);
        free(nc->var[i].dim);
        if (!nc->var[i].borrowed)
            free(nc->var[i].value);
        atts_free(&nc->var[i].atts);
    }
    free(nc->dim);
    free(nc->var);
    name_index_free(&nc->by_dim);
    name_index_free(&nc->by_var);
    atts_free(&nc->atts);
    free(nc);
}

size_t nc_add_dim(struct nc *nc, const char *name, size_t n) {
    nc->dim = mem_more(nc->dim, nc->ndims, sizeof *nc->dim);
    nc->dim[nc->ndims] = (struct nc_dim){ .name = mem_text(name), .n = n };
    name_index_add(&nc->by_dim, name, nc->ndims);
    return nc->ndims++;
}

size_t nc_add_var(struct nc *nc, const char *name, enum nc_type type,
                  size_t ndims, const size_t *dim) {
    struct nc_var v = { .name = mem_text(name), .type = type, .ndims = ndims };

    v.dim = mem_array(ndims, sizeof *v.dim);
    for (size_t i = 0; i < ndims; i++)
        v.dim[i] = dim[i];
    nc->var = mem_more(nc->var, nc->nvars, sizeof *nc->var);
    nc->var[nc->nvars] = v;
    name_index_add(&nc->by_var, name, nc->nvars);
    return nc->nvars++;
}

void nc_set_name(struct nc *nc, size_t var, char *name) {
    free(nc->var[var].name);
    nc->var[var].name = name;
    name_index_add(&nc->by_var, name, var);
}

size_t nc_find_dim(const struct nc *nc, const char *name) {
    return name_index_find(&nc->by_dim, name, strlen(name), nc->dim,
                           sizeof *nc->dim);
}

size_t nc_find_var(const struct nc *nc, const char *name) {
    return nc_find_word(nc, name, strlen(name));
}

size_t nc_find_word(const struct nc *nc, const char *name, size_t n) {
    return name_index_find(&nc->by_var, name, n, nc->var, sizeof *nc->var);
}

bool nc_is_record(const struct nc *nc, const struct nc_var *v) {
    return nc->record != NC_NONE && v->ndims > 0 && v->dim[0] == nc->record;
}

size_t nc_count(const struct nc *nc, const struct nc_var *v) {
    size_t n = 1;

    for (size_t i = nc_is_record(nc, v); i < v->ndims; i++)
        if (__builtin_mul_overflow(n, nc->dim[v->dim[i]].n, &n))
            return 0;
    return n;
}

size_t nc_size(enum nc_type type) {
    switch (type) {
    case TYPE_BYTE:
    case TYPE_CHAR:
    case TYPE_UBYTE:
        return 1;
    case TYPE_SHORT:
    case TYPE_USHORT:
        return 2;
    case TYPE_INT:
    case TYPE_UINT:
    case TYPE_FLOAT:
        return 4;
    case TYPE_DOUBLE:
    case TYPE_INT64:
    case TYPE_UINT64:
        return 8;
    case TYPE_STRING:
        break;
    }
    return 0;
}

double nc_number(enum nc_type type, const void *values, size_t i) {
    switch (type) {
    case TYPE_BYTE:
        return ((const int8_t *)values)[i];
    case TYPE_UBYTE:
        return ((const uint8_t *)values)[i];
    case TYPE_SHORT:
        return ((const int16_t *)values)[i];
    case TYPE_USHORT:
        return ((const uint16_t *)values)[i];
    case TYPE_INT:
        return ((const int32_t *)values)[i];
    case TYPE_UINT:
        return ((const uint32_t *)values)[i];
    case TYPE_INT64:
        return (double)((const int64_t *)values)[i];
    case TYPE_UINT64:
        return (double)((const uint64_t *)values)[i];
    case TYPE_FLOAT:
        return (double)((const float *)values)[i];
    case TYPE_DOUBLE:
        return ((const double *)values)[i];
    default:
        return NAN;
    }
}

double nc_default_fill(enum nc_type t) {
    switch (t) {
    case TYPE_SHORT:
        return -32767;
    case TYPE_INT:
        return -2147483647;
    case TYPE_FLOAT:
    case TYPE_DOUBLE:
        return 0x1.ep+122;
    case TYPE_USHORT:
        return 65535;
    case TYPE_UINT:
        return 4294967295;
    case TYPE_INT64:
        return -9223372036854775806.0;
    case TYPE_UINT64:
        return 18446744073709551614.0;
    default:
        return NAN;
    }
}

static struct att *find(const struct atts *a, const char *name) {
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->att[i].name, name) == 0)
            return &a->att[i];
    return NULL;
}

const struct att *atts_find(const struct atts *a, const char *name) {
    return find(a, name);
}

const char *atts_text(const struct atts *a, const char *name) {
    const struct att *t = find(a, name);

    return t ? t->text : NULL;
}

double atts_number(const struct atts *a, const char *name) {
    const struct att *t = find(a, name);

    return t && t->number && t->n > 0 ? t->number[0] : NAN;
}

bool atts_says(const struct atts *a, const char *name, const char *word) {
    const char *text = atts_text(a, name), *s = text;
    const size_t n = strlen(word);

    for (; n > 0 && s && (s = strstr(s, word)) != NULL; s++)
        if ((s == text || s[-1] == ' ') && (s[n] == 0 || s[n] == ' '))
            return true;
    return false;
}

static void att_free(struct att *t) {
    free(t->name);
    free(t->text);
    free(t->number);
}

static void append(struct atts *a, struct att t) {
    if (a->n >= a->room) {
        a->room = a->n + a->n / 2 + 1;
        a->att = mem_grow(a->att, a->room, sizeof *a->att);
    }
    a->att[a->n++] = t;
}

/* Takes over t, in the place of its namesake or as the last. */
static void set(struct atts *a, struct att t) {
    struct att *old = find(a, t.name);

    if (old) {
        att_free(old);
        *old = t;
        return;
    }
    append(a, t);
}

static struct att text_att(const char *name, const char *text) {
    return (struct att){ .name = mem_text(name),
                         .type = TYPE_CHAR,
                         .n = strlen(text),
                         .text = mem_text(text) };
}

void atts_append(struct atts *a, const char *name, const char *word) {
    char *words = mem_text(atts_text(a, name));

    mem_append(&words, " ", word);
    atts_set_text(a, name, words);
    free(words);
}

static struct att number_att(const char *name, enum nc_type type, size_t n,
                             const double *number) {
    double *copy = mem_array(n, sizeof *copy);

    if (n > 0)
        memcpy(copy, number, n * sizeof *copy);
    return (struct att){
        .name = mem_text(name), .type = type, .n = n, .number = copy
    };
}

void atts_set_text(struct atts *a, const char *name, const char *text) {
    set(a, text_att(name, text));
}

void atts_add_text(struct atts *a, const char *name, const char *text) {
    append(a, text_att(name, text));
}

void atts_set_numbers(struct atts *a, const char *name, enum nc_type type,
                      size_t n, const double *number) {
    set(a, number_att(name, type, n, number));
}

void atts_add_numbers(struct atts *a, const char *name, enum nc_type type,
                      size_t n, const double *number) {
    append(a, number_att(name, type, n, number));
}

void atts_drop(struct atts *a, const char *name) {
    struct att *t = find(a, name);

    if (t == NULL)
        return;
    att_free(t);
    a->n--;
    memmove(t, t + 1, (size_t)(a->att + a->n - t) * sizeof *t);
}

struct atts atts_copy(const struct atts *a) {
    struct atts copy = { 0 };

    copy.att = mem_array(a->n, sizeof *copy.att);
    for (size_t i = 0; i < a->n; i++) {
        const struct att *t = &a->att[i];
        copy.att[copy.n++] = (struct att){
            .name = mem_text(t->name),
            .type = t->type,
            .n = t->n,
            .text = mem_copy(t->text, t->n + 1, 1),
            .number = mem_copy(t->number, t->n, sizeof *t->number),
        };
    }
    return copy;
}

void atts_free(struct atts *a) {
    for (size_t i = 0; i < a->n; i++)
        att_free(&a->att[i]);
    free(a->att);
    *a = (struct atts){ 0 };
}
