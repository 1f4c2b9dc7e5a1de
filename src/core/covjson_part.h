/* SPDX-License-Identifier: Apache-2.0 */
/* covjson_part -- what the parts of covjson.h share */
#ifndef TWIN_COVJSON_PART_H
#define TWIN_COVJSON_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json.h"
#include "core/nc.h"

/* Axes of a domain in the order in which values are put, slowest first. */
enum cov_axis { COV_T, COV_Z, COV_Y, COV_X, COV_AXES };

/* The domain of one coverage. */
struct cov_domain {
    bool has_time, has_member, has_level;
    double member;
    size_t nt, nz, ncells;      /* at least 1 */
    int64_t *time;              /* [nt] */
    double *z;                  /* [nz]  or, of a composite, [ncells] */
    double *lat, *lon;          /* [ncells] */
    bool composite;             /* cells have levels of their own; nz is 1 */
    size_t ny, nx;              /* of a grid; else 1, ncells */
    const char *name[COV_AXES]; /* of its axes, or NULL */
};

/* cov_domain_read -- of a coverage.  Free with cov_domain_free(). */
MUST_CHECK int cov_domain_read(struct cov_domain *d,
                               const struct json *coverage);
void cov_domain_free(struct cov_domain *d);

/* cov_mars -- a value of its mars:metadata, or NULL. */
const struct json *cov_mars(const struct json *coverage, const char *key);

/* A place, and the order in which it came. */
struct cov_place {
    double lat, lon;
    size_t order;
};

/* All that the coverages have, each once. */
struct cov_keys {
    size_t nt, nm, nz, ncells;
    int64_t *time;           /* [nt]  rising */
    double *member, *z;      /* [nm], [nz]  rising */
    struct cov_place *place; /* [ncells]  by lat, lon */
    bool grid;               /* cells are those of every domain, in its order */
    size_t ny, nx;
    double *lat, *lon; /* [ny], [nx] of a grid; else [ncells] in order */
    bool has_time, has_member, has_level;
};

/* cov_keys_find -- of all coverages [n].  Free with cov_keys_free(). */
MUST_CHECK int cov_keys_find(struct cov_keys *k, const struct cov_domain *d,
                             size_t n);
void cov_keys_free(struct cov_keys *k);

/* cov_slot -- where value i of a domain goes: [time][member][level][cell]. */
size_t cov_slot(const struct cov_keys *k, const struct cov_domain *d, size_t i);

/* cov_values -- the values [nt * nz * ncells] of a range in the order of the
 * domain; NaN: null. */
MUST_CHECK int cov_values(const struct cov_domain *d, const struct json *range,
                          const char *parameter, double *out);

/* The fields, by the keys of their parameters. */
struct cov_fields {
    size_t n;
    const char **name; /* [n]  in order of appearance; borrowed from the tree */
    size_t *var;       /* [n]  their variables in nc */
};

/* cov_nc -- coordinates, attributes and variables, whose values are all NaN.
 *
 *   tree   in  of the file
 *   first  in  its first coverage */
void cov_nc(struct nc *nc, const struct cov_keys *k, const struct json *tree,
            const struct json *first, struct cov_fields *f);

#endif
