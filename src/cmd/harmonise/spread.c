/* SPDX-License-Identifier: Apache-2.0 */
/* Gaps in space: missing cells take the value of the nearest that is not, or
 * values between those around them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/harmonise/flag.h"
#include "cmd/harmonise/relax.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"
#include "core/parse.h"
#include "kernel/geom.h"
#include "kernel/nearest.h"
#include "kernel/sphere.h"

static struct { const char *space; } cfg;

const struct opt spread_opts[] = {
    { .name = "fill-space",
      .arg = "HOW,max=KM",
      .text = &cfg.space,
      .help = "missing cells not further than KM from a valid one take its "
              "value (nearest), or values between those around (laplace)" },
    { 0 },
};

struct spread {
    struct stage st;
    size_t cells, nfields;
    double (*place)[3];   /* [cells] unit vectors; NAN: no place */
    double farthest;      /* chord */
    struct nearest *tree; /* [cells] */
    unsigned char *valid; /* [cells] that the donors are of */
    uint32_t *donor;      /* [cells] of those that are not; NEAREST_NONE */
    bool known;           /* valid and donor are of some plane */
    struct relax *relax;  /* or NULL: nearest */
    size_t *flag;         /* [nfields] */
    struct step *out;
};

static bool is_far(const struct spread *p, size_t i) {
    return sphere_chord(p->place[i], p->place[p->donor[i]]) > p->farthest;
}

/* Is a cell looked at: one without a value that has a place, and, where a near
 * donor is known, is too far from that? */
static bool is_open(const struct spread *p, size_t i) {
    if (p->valid[i] || isnan(p->place[i][0]))
        return false;
    return p->relax == NULL || (p->donor[i] != NEAREST_NONE && is_far(p, i));
}

/* The nearest of all valid cells to those that are looked at. */
static void find_nearest(struct spread *p) {
    bool any = false;
    size_t n = 0;

    for (size_t i = 0; i < p->cells && !any; i++)
        any = is_open(p, i);
    for (size_t i = 0; i < p->cells && any; i++) {
        if (!p->valid[i] || isnan(p->place[i][0]))
            continue;
        p->tree[n] = (struct nearest){ .index = (uint32_t)i };
        memcpy(p->tree[n++].p, p->place[i], sizeof p->place[i]);
    }
    nearest_build(p->tree, n);
#pragma omp parallel for schedule(dynamic, 1024)
    for (size_t i = 0; i < p->cells; i++) {
        if (!any || !is_open(p, i))
            continue;
        p->donor[i] = nearest_find(p->tree, n, p->place[i]);
        if (p->donor[i] != NEAREST_NONE && is_far(p, i))
            p->donor[i] = NEAREST_NONE;
    }
}

/* The donors of a plane, unless they are those of the plane before. */
static void find_donors(struct spread *p, const float *x) {
    bool same = p->known;

    for (size_t i = 0; i < p->cells; i++) {
        const bool valid = !isnan(x[i]);
        same = same && p->valid[i] == valid;
        p->valid[i] = valid;
    }
    if (same)
        return;
    if (p->relax != NULL)
        relax_near(p->relax, p->valid, p->donor);
    else
        memset(p->donor, 0xff, p->cells * sizeof *p->donor);
    find_nearest(p);
    if (p->relax != NULL)
        relax_mask(p->relax, p->valid, p->donor);
    p->known = true;
}

static void fill_plane(struct spread *p, const float *x, float *y,
                       int32_t *flags) {
    find_donors(p, x);
    for (size_t i = 0; i < p->cells && p->relax == NULL; i++) {
        const uint32_t d = p->valid[i] ? NEAREST_NONE : p->donor[i];
        y[i] = d == NEAREST_NONE ? x[i] : x[d];
    }
    if (p->relax != NULL)
        relax_fill(p->relax, x, p->donor, y);
    for (size_t i = 0; i < p->cells && flags != NULL; i++)
        if (isnan(x[i]) && !isnan(y[i]))
            flags[i] = FLAG_FILLED_SPACE;
}

static int spread_put(struct stage *st, const struct step *s) {
    struct spread *p = (struct spread *)st;
    const struct field *f = st->ds->field;

    for (size_t k = 0; k < p->nfields; k++)
        if (f[k].type == LABEL)
            memcpy(p->out->value[k].i, s->value[k].i, f[k].n * sizeof(int32_t));
    for (size_t k = 0; k < p->nfields; k++)
        for (size_t at = 0; f[k].type == REAL && at < f[k].n; at += p->cells)
            fill_plane(p, s->value[k].f + at, p->out->value[k].f + at,
                       p->flag[k] == SIZE_MAX
                           ? NULL
                           : p->out->value[p->flag[k]].i + at);
    step_at(p->out, s);
    return stage_pass(st, p->out);
}

static void spread_free(struct stage *st) {
    struct spread *p = (struct spread *)st;

    free(p->place);
    free(p->tree);
    free(p->valid);
    free(p->donor);
    free(p->flag);
    relax_free(p->relax);
    step_free(p->out);
    free(p);
}

/* "nearest,max=KM", "laplace,max=KM" */
static int spread_parse(const char *text, double *km, bool *relaxes) {
    static const char *const ways[] = { "nearest,max=", "laplace,max=" };

    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        const size_t n = strlen(ways[k]);
        *relaxes = k == 1;
        if (strncmp(text, ways[k], n) == 0 &&
            parse_double(text + n, km) == EX_OK && *km > 0)
            return EX_OK;
    }
    return err_set(EX_USAGE,
                   "--fill-space: %s is not nearest,max=KM or laplace,max=KM",
                   text);
}

static int find_places(struct spread *p, const struct grid *g) {
    double *lon = mem_array(p->cells, sizeof *lon);
    double *lat = mem_array(p->cells, sizeof *lat);
    const int status = grid_lonlat(g, lon, lat);

    for (size_t i = 0; status == EX_OK && i < p->cells; i++)
        sphere_point(lon[i], lat[i], p->place[i]);
    free(lon);
    free(lat);
    return err_in(status, "--fill-space");
}

int spread_open(struct stage **out, const struct dataset *in) {
    struct spread *p;
    bool relaxes = false;
    double km = 0;
    int status;

    if (cfg.space == NULL)
        return EX_OK;
    TRY(spread_parse(cfg.space, &km, &relaxes));
    if (relaxes)
        TRY(stage_angles(in, "--fill-space laplace"));
    p = mem_array(1, sizeof *p);
    p->st.put = spread_put;
    p->st.free = spread_free;
    p->cells = grid_cells(in->grid);
    p->nfields = in->nfields;
    p->farthest = geom_chord(km);
    p->place = mem_array(p->cells, sizeof *p->place);
    p->tree = mem_array(p->cells, sizeof *p->tree);
    p->valid = mem_array(p->cells, 1);
    p->donor = mem_array(p->cells, sizeof *p->donor);
    p->flag = flags_of(in);
    p->out = step_new(in);
    status = find_places(p, in->grid);
    if (status == EX_OK && relaxes)
        status =
            err_in(relax_new(&p->relax, in->grid, p->place), "--fill-space");
    if (status != EX_OK) {
        spread_free(&p->st);
        return status;
    }
    p->st.ds = dataset_copy(in, true);
    *out = &p->st;
done:
    return status;
}
