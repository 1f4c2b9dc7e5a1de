/* SPDX-License-Identifier: Apache-2.0 */
/* The arrays of a store and their dimensions. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/zarr_part.h"

/* Bytes of a list of names; arrays of a store, at most. */
enum { LIST = 300, ARRAYS = 65536 };

/* A member of .zmetadata: "tas/.zattrs". */
struct part {
    const char *name;
    const struct json *json;
};

/* What a store says of itself, from .zmetadata or its files. */
struct listing {
    struct zarr *z;
    struct json *all;          /* "metadata" of .zmetadata, or NULL */
    struct part *part;         /* [nparts]  its members */
    struct name_index by_name; /* of them */
    size_t nparts;
    char groups[LIST];
    size_t narrays; /* so far, also those that are left out */
};

static int list_all(struct listing *l);
static int list_folder(struct listing *l);
static int add_array(struct listing *l, const char *name);
static void add_mappings(struct zarr *z);

/* Members are looked for in a moment, of thousands of arrays too. */
static void list_parts(struct listing *l) {
    l->part = mem_array(json_count(l->all), sizeof *l->part);
    for (const struct json *m = json_first(l->all); m; m = json_next(m)) {
        l->part[l->nparts] = (struct part){ json_name(m), m };
        name_index_add(&l->by_name, json_name(m), l->nparts++);
    }
}

static const struct json *part_of(const struct listing *l, const char *name) {
    const size_t k = name_index_find(&l->by_name, name, strlen(name), l->part,
                                     sizeof *l->part);

    return k == SIZE_MAX ? NULL : l->part[k].json;
}

/* A part of the metadata by its name; the caller frees it. */
static int get(const struct listing *l, const char *name, const char *what,
               struct json **out) {
    char *key = *name ? mem_format("%s/%s", name, what) : mem_text(what);
    int status = EX_OK;

    *out = NULL;
    if (l->all != NULL)
        *out = json_copy(part_of(l, key));
    else
        status = zarr_json(out, l->z->folder, key);
    free(key);
    return status;
}

static bool has(const struct zarr *z, const char *name) {
    return faccessat(z->folder, name, F_OK, 0) == 0;
}

int zarr_load(struct zarr *z) {
    struct listing l = { .z = z };
    struct json *whole = NULL, *atts = NULL;
    int status;

    TRY(zarr_json(&whole, z->folder, ".zmetadata"));
    l.all = json_get(whole, "metadata");
    if (whole != NULL && json_kind(l.all) != JSON_OBJECT)
        TRY(err_set(EX_DATAERR, ".zmetadata: has no \"metadata\""));
    list_parts(&l);
    if (whole == NULL && !has(z, ".zgroup") && !has(z, ".zarray"))
        TRY(err_set(EX_DATAERR, "Zarr version 3 is not read (version 2 is: "
                                "zarr_format=2 of xarray and zarr-python)"));
    TRY(get(&l, "", ".zattrs", &atts));
    if (whole == NULL && !has(z, ".zgroup")) {
        TRY(add_array(&l, ""));
    } else {
        zarr_atts(atts, &z->base.nc->atts);
        TRY(l.all != NULL ? list_all(&l) : list_folder(&l));
    }
    if (z->base.nc->nvars == 0)
        TRY(err_set(EX_DATAERR, "no array in its root group%s%s%s",
                    *l.groups ? " (it has groups " : "", l.groups,
                    *l.groups ? "; name one: STORE/GROUP)" : ""));
    add_mappings(z);
    if (*l.groups)
        warn("%s: groups are not read: %s", z->base.path, l.groups);
done:
    name_index_free(&l.by_name);
    free(l.part);
    json_free(atts);
    json_free(whole);
    return status;
}

static void add_group(struct listing *l, const char *name) {
    const size_t n = strlen(l->groups);

    if (n + strlen(name) + 8 < LIST)
        snprintf(l->groups + n, LIST - n, "%s%s", n ? ", " : "", name);
}

/* Is it "NAME/.zarray", or another part, of the root group? */
static char *name_before(const char *key, const char *what) {
    const char *slash = strchr(key, '/');
    char *name;

    if (slash == NULL || slash == key || strcmp(slash + 1, what) != 0)
        return NULL;
    name = mem_text(key);
    name[slash - key] = 0;
    return name;
}

static int list_all(struct listing *l) {
    int status = EX_OK;

    if (json_get(l->all, ".zarray") != NULL)
        return add_array(l, "");
    for (const struct json *m = json_first(l->all); m; m = json_next(m)) {
        char *array = name_before(json_name(m), ".zarray");
        char *group = name_before(json_name(m), ".zgroup");
        if (group != NULL)
            add_group(l, group);
        if (array != NULL)
            status = add_array(l, array);
        free(array);
        free(group);
        if (status != EX_OK)
            break;
    }
    return status;
}

static int compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int names_in(int folder, char ***name, size_t *n) {
    const int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *e;

    *name = NULL;
    *n = 0;
    if (dir == NULL) {
        if (fd >= 0)
            close(fd);
        return err_os(errno, "the folder");
    }
    while ((e = readdir(dir)) != NULL) {
        if (e->d_name[0] == '.')
            continue;
        *name = mem_more(*name, *n, sizeof **name);
        (*name)[(*n)++] = mem_text(e->d_name);
    }
    closedir(dir);
    if (*n > 0)
        qsort(*name, *n, sizeof **name, compare);
    return EX_OK;
}

/* By name, whatever the order in the folder. */
static int list_folder(struct listing *l) {
    char **name;
    size_t n;
    int status = names_in(l->z->folder, &name, &n);

    for (size_t k = 0; k < n; k++) {
        char *array = mem_format("%s/.zarray", name[k]);
        char *group = mem_format("%s/.zgroup", name[k]);
        if (status == EX_OK && has(l->z, array))
            status = add_array(l, name[k]);
        else if (status == EX_OK && has(l->z, group))
            add_group(l, name[k]);
        free(array);
        free(group);
        free(name[k]);
    }
    free(name);
    return status;
}

/* The place of a dimension; the same name means the same length. */
static int take_dim(struct nc *nc, const char *name, size_t n, size_t *dim) {
    const char *slash = strrchr(name, '/'); /* NCZarr: "/lat" */

    name = slash ? slash + 1 : name;
    *dim = nc_find_dim(nc, name);
    if (*dim == NC_NONE)
        *dim = nc_add_dim(nc, name, n);
    if (nc->dim[*dim].n == n)
        return EX_OK;
    return err_set(EX_DATAERR,
                   "dimension \"%s\" has length %zu here and %zu in "
                   "another array",
                   name, n, nc->dim[*dim].n);
}

/* Names of dimensions: xarray's, else NCZarr's, else made up. */
static int take_dims(struct nc *nc, const struct zarr_array *a,
                     const struct json *names, size_t *dim, size_t *nd) {
    int status = EX_OK;

    *nd = a->nd;
    if (a->nd == 1 && a->shape[0] == 1 && json_kind(names) == JSON_LIST &&
        json_count(names) == 0)
        *nd = 0; /* NetCDF-C writes single numbers so */
    else if (names != NULL && json_count(names) != a->nd)
        return err_set(EX_DATAERR, "%zu names for %zu dimensions",
                       json_count(names), a->nd);
    for (size_t d = 0; d < *nd; d++) {
        const char *name = json_text(json_at(names, d));
        char *own = mem_format("%s_dim%zu", a->name, d);
        if (names != NULL && name == NULL)
            status = err_set(EX_DATAERR, "a name of a dimension is no text");
        if (status == EX_OK)
            status = take_dim(nc, names ? name : own, a->shape[d], &dim[d]);
        free(own);
        if (status != EX_OK)
            break;
    }
    return status;
}

static const struct json *dim_names(const struct json *meta,
                                    const struct json *atts) {
    const char *const own[] = { "_NCZARR_ARRAY", "_nczarr_array" };
    const struct json *names = json_get(atts, "_ARRAY_DIMENSIONS");

    for (size_t k = 0; k < 2 && names == NULL; k++) {
        names = json_get(json_get(meta, own[k]), "dimrefs");
        if (names == NULL)
            names = json_get(json_get(atts, own[k]), "dimrefs");
    }
    return names;
}

/* Times of NumPy are counts since 1970 in a unit of their own. */
static int take_times(struct atts *a, const char *dtype) {
    static const struct {
        const char *unit, *name;
        double scale;
    } known[] = {
        { "[ns]", "milliseconds", 1e-6 },
        { "[us]", "milliseconds", 1e-3 },
        { "[ms]", "milliseconds", 1 },
        { "[s]", "seconds", 1 },
        { "[m]", "minutes", 1 },
        { "[h]", "hours", 1 },
        { "[D]", "days", 1 },
    };
    const double none = -9223372036854775808.0;
    char *units;

    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (strcmp(dtype + 3, known[k].unit) != 0)
            continue;
        units = mem_format("%s since 1970-01-01", known[k].name);
        atts_set_text(a, "units", units);
        atts_set_text(a, "calendar", "proleptic_gregorian");
        atts_set_numbers(a, "scale_factor", TYPE_DOUBLE, 1, &known[k].scale);
        atts_set_numbers(a, "_FillValue", TYPE_INT64, 1, &none);
        free(units);
        return EX_OK;
    }
    return err_set(EX_DATAERR, "dtype %s has no unit of time known here",
                   dtype);
}

/* GDAL has the mapping as an attribute of the array; CF as a variable. */
static void add_mappings(struct zarr *z) {
    struct nc *nc = z->base.nc;

    for (size_t k = 0; k < z->narrays; k++) {
        const char *wkt = z->array[k].wkt;
        char *name = mem_format("%s_crs", z->array[k].name);
        if (wkt != NULL && nc_find_var(nc, name) == NC_NONE &&
            atts_find(&nc->var[k].atts, "grid_mapping") == NULL) {
            const size_t crs = nc_add_var(nc, name, TYPE_INT, 0, NULL);
            nc->var[crs].value = mem_array(1, sizeof(int32_t));
            atts_set_text(&nc->var[crs].atts, "crs_wkt", wkt);
            atts_set_text(&nc->var[k].atts, "grid_mapping", name);
        }
        free(name);
    }
}

/* A store that is an array is called as its folder. */
static char *name_of(const char *path) {
    size_t n = strlen(path);
    char *name;

    while (n > 1 && path[n - 1] == '/')
        n--;
    name = mem_format("%.*s", (int)n, path);
    const char *slash = strrchr(name, '/');
    const char *base = slash && slash[1] ? slash + 1 : name;
    n = strlen(base);
    if (n > 5 && strcmp(base + n - 5, ".zarr") == 0)
        n -= 5;
    char *made = mem_format("%.*s", (int)n, base);
    nc_name_mend(made);
    free(name);
    return made;
}

/* Takes over a, which becomes a variable if its values are of any use. */
static int settle(struct listing *l, struct zarr_array *a,
                  const struct json *meta, const struct json *atts) {
    struct zarr *z = l->z;
    struct nc *nc = z->base.nc;
    const char *dtype = json_text(json_get(meta, "dtype"));
    char *name = *a->name ? mem_text(a->name) : name_of(z->base.path);
    size_t dim[ZARR_RANK], nd, k;
    int status;

    if (a->kind == ZARR_OTHER || (a->kind != ZARR_NUMBER && a->why != NULL)) {
        warn("%s: %s: left out, for it has %s", z->base.path, name, a->why);
        status = EX_OK;
        goto done;
    }
    TRY(take_dims(nc, a, dim_names(meta, atts), dim, &nd));
    k = nc_add_var(nc, name, a->kind == ZARR_NUMBER ? a->type : TYPE_CHAR, nd,
                   dim);
    zarr_atts(atts, &nc->var[k].atts);
    if (a->kind == ZARR_NUMBER && dtype[1] == 'M')
        TRY(take_times(&nc->var[k].atts, dtype));
    TRY(zarr_fill(a, json_get(meta, "fill_value"), &nc->var[k].atts,
                  nd == 1 && strcmp(nc->dim[dim[0]].name, name) == 0));
    a->wkt = mem_text(json_text(json_get(json_get(atts, "_CRS"), "wkt")));
    z->array = mem_more(z->array, z->narrays, sizeof *z->array);
    z->array[z->narrays++] = *a;
    *a = (struct zarr_array){ 0 };
done:
    free(name);
    return status;
}

static int add_array(struct listing *l, const char *name) {
    struct zarr_array a = { .name = mem_text(name) };
    struct json *meta = NULL, *atts = NULL;
    int status;

    if (l->narrays++ == ARRAYS)
        TRY(err_set(EX_DATAERR, "is array %d of the store, which has too many",
                    ARRAYS + 1));
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        TRY(err_set(EX_DATAERR, "is no name of an array"));
    TRY(get(l, name, ".zarray", &meta));
    TRY(get(l, name, ".zattrs", &atts));
    TRY(zarr_meta(meta, &a));
    TRY(settle(l, &a, meta, atts));
done:
    zarr_array_free(&a);
    json_free(meta);
    json_free(atts);
    return *name ? err_in(status, name) : status;
}
