/* SPDX-License-Identifier: Apache-2.0 */
/* --point-search: at each step, the nearest cell that has a value. */
#include <math.h>
#include <stdlib.h>

#include "cmd/harmonise/points.h"
#include "core/mem.h"
#include "kernel/geom.h"
#include "kernel/nearest.h"

struct seek {
    const struct sites *sites;
    const struct dataset *in;
    const struct ground *ground;
    double reach; /* a chord */
    size_t cells;
    size_t nfields;    /* of in */
    size_t *n;         /* [nfields] values on the stations */
    float **distance;  /* [nfields][n] [m] */
    float **elevation; /* [nfields][n] [m], or NULL */
};

/* One more field beside field k, called by it where there are several. */
static float *add(struct dataset *out, size_t k, bool several, const char *name,
                  const char *about) {
    const struct field *of = &out->field[k];
    char *full = several ? mem_format("%s_%s", of->name, name) : mem_text(name);
    const bool has_level = of->has_level, has_member = of->has_member;
    const size_t n = of->n;
    struct field *f = dataset_add(out, full, REAL);

    f->has_level = has_level;
    f->has_member = has_member;
    f->n = n;
    field_text(&f->units, "m");
    field_text(&f->long_name, about);
    free(full);
    return mem_array(n, sizeof(float));
}

struct seek *seek_new(const struct sites *s, const struct dataset *in,
                      const struct ground *g, double km, struct dataset *out) {
    struct seek *k = mem_array(1, sizeof *k);

    *k = (struct seek){ .sites = s,
                        .in = in,
                        .ground = g,
                        .reach = geom_chord(km),
                        .cells = grid_cells(in->grid),
                        .nfields = in->nfields };
    k->n = mem_array(k->nfields, sizeof *k->n);
    k->distance = mem_array(k->nfields, sizeof *k->distance);
    k->elevation = mem_array(k->nfields, sizeof *k->elevation);
    for (size_t i = 0; i < k->nfields; i++) {
        k->n[i] = out->field[i].n;
        k->distance[i] = add(out, i, k->nfields > 1, "distance",
                             "distance to the centre of the cell that the "
                             "value is from");
        if (!g->is_there || (!g->is_static && g->place == i))
            continue;
        k->elevation[i] = add(out, i, k->nfields > 1, "orog",
                              "elevation of the cell that the value is "
                              "from");
        if (k->nfields == 1) /* of others it would be their name */
            field_text(&out->field[out->nfields - 1].standard_name,
                       "surface_altitude");
    }
    return k;
}

void seek_free(struct seek *k) {
    if (k == NULL)
        return;
    for (size_t i = 0; i < k->nfields; i++) {
        free(k->distance[i]);
        free(k->elevation[i]);
    }
    free(k->n);
    free(k->distance);
    free(k->elevation);
    free(k);
}

/* A plane of the source, of which cells are asked for. */
struct plane {
    enum type type;
    union values v;
    size_t from;
};

static bool is_valid(const void *self, uint32_t cell) {
    const struct plane *p = self;
    const size_t i = p->from + cell;

    return p->type == LABEL  ? p->v.i[i] != LABEL_MISSING
           : p->type == WIDE ? !isnan(p->v.d[i])
                             : !isnan(p->v.f[i]);
}

static void copy(const struct plane *from, uint32_t cell, union values to,
                 size_t i) {
    if (from->type == LABEL)
        to.i[i] = from->v.i[from->from + cell];
    else if (from->type == WIDE)
        to.d[i] = from->v.d[from->from + cell];
    else
        to.f[i] = from->v.f[from->from + cell];
}

/* Value i of field f on the stations: as it is, or from another cell. */
static void look(struct seek *k, size_t f, const struct step *s,
                 const struct step *at, const float *ground, size_t i) {
    const struct sites *sites = k->sites;
    const size_t j = i % sites->n;
    const enum type type = k->in->field[f].type;
    const struct plane here = { type, at->value[f], i };
    const struct plane there = { type, s->value[f], i / sites->n * k->cells };
    double distance = NAN, elevation = NAN;

    if (is_valid(&here, 0)) {
        distance = sites->distance[j];
        elevation = ground ? (double)ground[j] : NAN;
    } else {
        const struct nearest_filter valid = { is_valid, &there };
        const uint32_t cell = nearest_among(sites->tree.node, sites->tree.n,
                                            sites->p[j], k->reach, &valid);
        if (cell != NEAREST_NONE) {
            copy(&there, cell, at->value[f], i);
            distance = centres_tree_km(&sites->tree, cell, sites->p[j]);
            if (k->elevation[f] != NULL)
                elevation = ground_value(k->ground, k->in, s, cell);
        }
    }
    k->distance[f][i] = (float)(distance * 1000);
    if (k->elevation[f] != NULL)
        k->elevation[f][i] = (float)elevation;
}

void seek_step(struct seek *k, const struct step *s, const struct step *at,
               const float *ground, struct step *out) {
    size_t next = k->nfields;

    for (size_t f = 0; f < k->nfields; f++) {
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < k->n[f]; i++)
            look(k, f, s, at, ground, i);
        out->value[next++].f = k->distance[f];
        if (k->elevation[f] != NULL)
            out->value[next++].f = k->elevation[f];
    }
}

const float *seek_ground(const struct seek *k, size_t field) {
    return k->elevation[field];
}
