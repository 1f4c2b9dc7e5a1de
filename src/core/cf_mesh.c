/* SPDX-License-Identifier: Apache-2.0 */
/* UGRID 1.0: the corners of the faces of a mesh. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cf_read.h"
#include "core/mem.h"

/* Places of the nodes: longitude, latitude. */
static int read_nodes(struct reading *r, const struct nc_var *mesh,
                      double *node[2], size_t *n) {
    int status;

    for (size_t k = 0; k < 2; k++) {
        const size_t var = cf_named(r->nc, mesh, "node_coordinates", k);
        if (var == NC_NONE)
            continue;
        const bool lat = cf_role(&r->nc->var[var]) == ROLE_LAT;
        free(node[lat]);
        if ((status = cf_load(r, var, false, &node[lat], &n[lat])) != EX_OK)
            return status;
    }
    if (node[0] == NULL || node[1] == NULL || n[0] != n[1])
        return err_set(EX_DATAERR, "%s: no longitude and latitude of its nodes",
                       mesh->name);
    return EX_OK;
}

/* The corners of face k; a face of fewer repeats its last. */
static int take_face(const struct grid *g, size_t k, const double *link,
                     double *const node[2], size_t n) {
    double *lon = g->lon_bounds + k * g->nvertex;
    double *lat = g->lat_bounds + k * g->nvertex;

    for (size_t c = 0; c < g->nvertex; c++) {
        if (isnan(link[c]) && c > 0) {
            lon[c] = lon[c - 1];
            lat[c] = lat[c - 1];
            continue;
        }
        if (!(link[c] >= 0 && link[c] < (double)n))
            return err_set(EX_DATAERR, "face %zu has no node %.0f", k + 1,
                           link[c]);
        lon[c] = node[0][(size_t)link[c]];
        lat[c] = node[1][(size_t)link[c]];
    }
    return EX_OK;
}

static int read_faces(struct reading *r, const struct nc_var *mesh,
                      size_t faces, struct grid *g) {
    const double start = atts_number(&r->nc->var[faces].atts, "start_index");
    double *link = NULL, *node[2] = { NULL, NULL };
    size_t links, n[2] = { 0, 0 };
    int status;

    TRY(read_nodes(r, mesh, node, n));
    TRY(cf_load(r, faces, false, &link, &links));
    for (size_t k = 0; k < links; k++)
        link[k] -= isnan(start) ? 0 : start;
    g->nvertex = links / g->nx;
    g->lon_bounds = mem_array(links, sizeof *g->lon_bounds);
    g->lat_bounds = mem_array(links, sizeof *g->lat_bounds);
    for (size_t k = 0; k < g->nx; k++)
        TRY(take_face(g, k, link + k * g->nvertex, node, n[0]));
done:
    free(link);
    free(node[0]);
    free(node[1]);
    return err_in(status, r->nc->var[faces].name);
}

int cf_mesh(struct reading *r, struct grid *g) {
    const struct nc *nc = r->nc;
    const struct nc_var *v = &nc->var[r->field[0]];
    const size_t mesh = cf_named(nc, v, "mesh", 0);
    const char *location = atts_text(&v->atts, "location");
    size_t faces;

    if (mesh == NC_NONE || location == NULL || strcmp(location, "face") != 0 ||
        g->lat_bounds != NULL)
        return EX_OK;
    faces = cf_named(nc, &nc->var[mesh], "face_node_connectivity", 0);
    if (faces == NC_NONE || nc->var[faces].ndims != 2 ||
        nc->var[faces].dim[0] != r->all.x ||
        cf_dim(nc, nc->var[faces].dim[1]) < 3)
        return EX_OK;
    return read_faces(r, &nc->var[mesh], faces, g);
}
