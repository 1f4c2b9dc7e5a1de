/* SPDX-License-Identifier: Apache-2.0 */
#include "core/plug/netcdf.h"

#include <netcdf.h>
#include <netcdf_mem.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* Strings of one variable that are read at once, at most. */
enum { STRINGS_MOST = 1 << 22 };

static int fail(int code) {
    if (code == NC_NOERR)
        return EX_OK;
    return err_set(code > 0            ? EX_IOERR
                   : code == NC_ENOMEM ? EX_OSERR
                                       : EX_DATAERR,
                   "%s", nc_strerror(code));
}

#define NC(call) TRY(fail(call))

/* HDF5, which NetCDF-C stands on, would flush what is open when the program
 * ends; after a full disk it crashes over that. */
extern int H5dont_atexit(void) __attribute__((weak));

/* What the libraries would read from the environment, the working folder and
 * the user's home is not ours to obey: rc files, credentials, filters from
 * anywhere, locks on network disks. */
static void settle(void) {
    static bool settled;
    char *home;

    if (settled)
        return;
    settled = true;
    home = mem_text(getenv("HOME"));
    if (H5dont_atexit != NULL)
        H5dont_atexit();
    setenv("NCRCENV_IGNORE", "1", 1);
    setenv("HDF5_PLUGIN_PRELOAD", "::", 1);
    setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
    setenv("HOME", "/dev/null", 1);
    nc_initialize(); /* a failure comes again with the first file */
    if (home != NULL)
        setenv("HOME", home, 1);
    else
        unsetenv("HOME");
    free(home);
}

/* One attribute's strings, joined by newlines. */
static int read_strings(int id, int var, const char *name, size_t n,
                        struct atts *a) {
    char **text = mem_array(n, sizeof *text);
    char *all = NULL, *end;
    size_t length = 1;
    int status;

    NC(nc_get_att_string(id, var, name, text));
    for (size_t i = 0; i < n; i++)
        length += text[i] ? strlen(text[i]) + 1 : 1;
    end = all = mem_array(length, 1);
    for (size_t i = 0; i < n; i++)
        end = stpcpy(stpcpy(end, i ? "\n" : ""), text[i] ? text[i] : "");
    atts_add_text(a, name, all);
    nc_free_string(n, text);
done:
    free(all);
    free(text);
    return status;
}

/* Is it an enumeration, of n names for whole numbers of the type base? */
static bool is_enum(int id, nc_type type, nc_type *base, size_t *n) {
    int kind = 0;

    return type > NC_STRING &&
           nc_inq_user_type(id, type, NULL, NULL, base, n, &kind) == NC_NOERR &&
           kind == NC_ENUM && *base < NC_STRING;
}

/* What the names of an enumeration say, as flags have it in CF. */
static int read_flags(int id, nc_type type, size_t n, struct atts *a) {
    double *number = mem_array(n, sizeof *number);
    char *all = mem_array(n + 1, NC_MAX_NAME + 1), *end = all;
    nc_type base = NC_BYTE;
    int status = EX_OK;

    NC(nc_inq_enum(id, type, NULL, &base, NULL, NULL));
    for (size_t i = 0; i < n; i++) {
        uint64_t value = 0;
        end = i ? stpcpy(end, " ") : end;
        NC(nc_inq_enum_member(id, type, (int)i, end, &value));
        number[i] = nc_number((enum nc_type)base, &value, 0);
        for (; *end; end++)
            *end = *end == ' ' ? '_' : *end;
    }
    atts_set_numbers(a, "flag_values", (enum nc_type)base, n, number);
    atts_set_text(a, "flag_meanings", all);
done:
    free(all);
    free(number);
    return status;
}

static int read_att(int id, int var, int k, struct atts *a) {
    char name[NC_MAX_NAME + 1];
    double *number = NULL;
    void *values = NULL;
    nc_type type, base;
    size_t n, members;
    int status;

    NC(nc_inq_attname(id, var, k, name));
    NC(nc_inq_att(id, var, name, &type, &n));
    if (type == NC_STRING)
        return read_strings(id, var, name, n, a);
    base = type;
    if (type > NC_STRING && !is_enum(id, type, &base, &members))
        goto done;
    values = mem_array(n + 1, sizeof *number);
    NC(nc_get_att(id, var, name, values));
    number = mem_array(n, sizeof *number);
    for (size_t i = 0; i < n && type != NC_CHAR; i++)
        number[i] = nc_number((enum nc_type)base, values, i);
    if (type == NC_CHAR)
        atts_add_text(a, name, values);
    else
        atts_add_numbers(a, name, (enum nc_type)base, n, number);
done:
    free(number);
    free(values);
    return status;
}

static int read_atts(int id, int var, int n, struct atts *a) {
    int status = EX_OK;

    for (int k = 0; k < n && status == EX_OK; k++)
        status = read_att(id, var, k, a);
    return status;
}

/* Dimensions of the root group; place[dimid] becomes the place in nc. */
static int read_dims(int id, struct nc *nc, size_t **place) {
    int n, *dimid = NULL, *unlimited = NULL, nunlimited, largest = 0;
    int status;

    NC(nc_inq_dimids(id, &n, NULL, 0));
    dimid = mem_array((size_t)n, sizeof *dimid);
    NC(nc_inq_dimids(id, &n, dimid, 0));
    NC(nc_inq_unlimdims(id, &nunlimited, NULL));
    unlimited = mem_array((size_t)nunlimited, sizeof *unlimited);
    NC(nc_inq_unlimdims(id, &nunlimited, unlimited));
    for (int i = 0; i < n; i++)
        largest = dimid[i] > largest ? dimid[i] : largest;
    *place = mem_array((size_t)largest + 1, sizeof **place);
    for (int i = 0; i < n; i++) {
        char name[NC_MAX_NAME + 1];
        size_t length;
        NC(nc_inq_dim(id, dimid[i], name, &length));
        (*place)[dimid[i]] = nc_add_dim(nc, name, length);
        if (nunlimited > 0 && dimid[i] == unlimited[0]) {
            nc->record = (*place)[dimid[i]];
            nc->nrecords = length;
        }
    }
done:
    free(unlimited);
    free(dimid);
    return status;
}

/* All strings of a variable as rows of characters, padded with zeros. */
static int read_rows(int id, int var, struct nc *nc, size_t k) {
    struct nc_var *v = &nc->var[k];
    size_t n = 1, width = 1;
    char **text = NULL, *name = NULL, *rows = NULL;
    int status;

    for (size_t d = 0; d < v->ndims; d++)
        if (__builtin_mul_overflow(n, nc->dim[v->dim[d]].n, &n) ||
            n > STRINGS_MOST)
            return err_set(EX_DATAERR, "%s: too many strings", v->name);
    text = mem_array(n, sizeof *text);
    NC(nc_get_var_string(id, var, text));
    for (size_t i = 0; i < n; i++)
        if (text[i] && strlen(text[i]) > width)
            width = strlen(text[i]);
    rows = mem_array(n, width);
    for (size_t i = 0; i < n; i++)
        if (text[i])
            memcpy(rows + i * width, text[i], strlen(text[i]));
    nc_free_string(n, text);
    name = mem_format("%s_strlen", v->name);
    v->dim = mem_grow(v->dim, v->ndims + 1, sizeof *v->dim);
    v->dim[v->ndims++] = nc_add_dim(nc, name, width);
    v->value = rows;
done:
    free(name);
    free(text);
    return status;
}

static int read_var(int id, int var, struct nc *nc, const size_t *place,
                    int *varid, const struct netcdf_bytes *file) {
    char name[NC_MAX_NAME + 1];
    int ndims, natts, dimid[NC_MAX_VAR_DIMS], status;
    size_t *dim = NULL, k, nflags = 0;
    nc_type type, base;

    NC(nc_inq_varndims(id, var, &ndims));
    if (ndims > NC_MAX_VAR_DIMS)
        return fail(NC_EMAXDIMS);
    NC(nc_inq_var(id, var, name, &type, &ndims, dimid, &natts));
    base = type == NC_STRING ? NC_CHAR : type;
    if (type < NC_BYTE ||
        (type == NC_STRING &&
         file->is_fixed(file->path, file->bytes, file->n, name)) ||
        (type > NC_STRING && !is_enum(id, type, &base, &nflags)))
        goto done;
    dim = mem_array((size_t)ndims, sizeof *dim);
    for (int d = 0; d < ndims; d++)
        dim[d] = place[dimid[d]];
    k = nc_add_var(nc, name, (enum nc_type)base, (size_t)ndims, dim);
    varid[k] = type == NC_STRING ? -1 : var;
    if (type > NC_STRING)
        TRY(read_flags(id, type, nflags, &nc->var[k].atts));
    TRY(read_atts(id, var, natts, &nc->var[k].atts));
    if (type == NC_STRING)
        TRY(read_rows(id, var, nc, k));
done:
    free(dim);
    return status;
}

static int open_file(const struct netcdf_bytes *file, int *id, struct nc **out,
                     int **varid) {
    struct nc *nc = nc_new();
    size_t *place = NULL;
    int nvars, natts, status;

    *out = NULL;
    *varid = NULL;
    *id = -1;
    settle();
    if (file->path != NULL)
        NC(nc_open(file->path, NC_NOWRITE, id));
    else
        NC(nc_open_mem("memory", NC_NOWRITE, file->n, file->bytes, id));
    TRY(read_dims(*id, nc, &place));
    NC(nc_inq_natts(*id, &natts));
    TRY(read_atts(*id, NC_GLOBAL, natts, &nc->atts));
    NC(nc_inq_nvars(*id, &nvars));
    *varid = mem_array((size_t)nvars, sizeof **varid);
    for (int i = 0; i < nvars; i++)
        TRY(read_var(*id, i, nc, place, *varid, file));
    *out = nc;
    nc = NULL;
done:
    if (status != EX_OK && *id >= 0)
        nc_close(*id);
    nc_free(nc);
    free(place);
    return status;
}

static char *groups(int id) {
    int n, *group = NULL;
    char *all = NULL;

    if (nc_inq_grps(id, &n, NULL) != NC_NOERR || n == 0)
        return NULL;
    group = mem_array((size_t)n, sizeof *group);
    if (nc_inq_grps(id, &n, group) != NC_NOERR)
        n = 0;
    for (int i = 0; i < n; i++) {
        char name[NC_MAX_NAME + 1];
        if (nc_inq_grpname(group[i], name) == NC_NOERR)
            mem_append(&all, ", ", name);
    }
    free(group);
    return all;
}

/* Names of variables that are of no type of nc.h. */
static char *others(int id) {
    char name[NC_MAX_NAME + 1], *all = NULL;
    size_t members;
    nc_type type, base;
    int n = 0;

    (void)nc_inq_nvars(id, &n);
    for (int i = 0; i < n; i++)
        if (nc_inq_var(id, i, name, &type, NULL, NULL, NULL) == NC_NOERR &&
            type > NC_STRING && !is_enum(id, type, &base, &members))
            mem_append(&all, ", ", name);
    return all;
}

static bool chunk(int id, int varid, size_t *shape) {
    int storage;

    return nc_inq_var_chunking(id, varid, &storage, shape) == NC_NOERR &&
           storage == NC_CHUNKED;
}

static size_t last_unlimited(int id, int varid) {
    int dimid[NC_MAX_VAR_DIMS], unlimited[NC_MAX_DIMS], n, nd;

    if (nc_inq_unlimdims(id, &n, NULL) != NC_NOERR || n > NC_MAX_DIMS ||
        nc_inq_unlimdims(id, &n, unlimited) != NC_NOERR ||
        nc_inq_var(id, varid, NULL, NULL, &nd, dimid, NULL) != NC_NOERR)
        return 0;
    for (int d = nd - 1; d > 0; d--)
        for (int k = 0; k < n; k++)
            if (dimid[d] == unlimited[k])
                return (size_t)d;
    return 0;
}

static int cache(int id, int varid, size_t bytes, size_t n) {
    return fail(nc_set_var_chunk_cache(id, varid, bytes, n, .75f));
}

static int get(int id, int varid, const size_t *start, const size_t *count,
               void *out) {
    return fail(nc_get_vara(id, varid, start, count, out));
}

static int put(int id, int varid, const size_t *start, const size_t *count,
               const void *value) {
    return fail(nc_put_vara(id, varid, start, count, value));
}

static int write_atts(int id, int var, const struct atts *a) {
    int status = EX_OK;

    for (size_t k = 0; k < a->n && status == EX_OK; k++) {
        const struct att *t = &a->att[k];
        if (t->type == TYPE_CHAR || t->type == TYPE_STRING)
            status = fail(
                nc_put_att_text(id, var, t->name, t->n, t->n ? t->text : ""));
        else
            status = fail(nc_put_att_double(id, var, t->name, (nc_type)t->type,
                                            t->n, t->number));
        err_in(status, t->name);
    }
    return status;
}

static int create(const char *path, const struct nc *nc, int *id) {
    int dimid, status;

    *id = -1;
    settle();
    NC(nc_create(path, NC_NETCDF4 | NC_CLOBBER, id));
    for (size_t d = 0; d < nc->ndims; d++)
        NC(nc_def_dim(*id, nc->dim[d].name,
                      d == nc->record ? NC_UNLIMITED : nc->dim[d].n, &dimid));
    TRY(write_atts(*id, NC_GLOBAL, &nc->atts));
done:
    return status;
}

static int define(int id, const struct nc *nc, size_t k, const size_t *shape,
                  int level) {
    const struct nc_var *v = &nc->var[k];
    int *dimid = mem_array(v->ndims, sizeof *dimid), var, status;

    for (size_t d = 0; d < v->ndims; d++)
        dimid[d] = (int)v->dim[d];
    NC(nc_def_var(id, v->name, (nc_type)v->type, (int)v->ndims, dimid, &var));
    if (shape != NULL) {
        NC(nc_def_var_chunking(id, var, NC_CHUNKED, shape));
        NC(nc_def_var_deflate(id, var, 1, 1, level));
    }
    TRY(write_atts(id, var, &v->atts));
done:
    free(dimid);
    return err_in(status, v->name);
}

static int close_file(int id) {
    return fail(nc_close(id));
}

const struct netcdf_plug twin_plug = {
    open_file, groups, others, chunk,  last_unlimited, cache,
    get,       put,    create, define, close_file,
};
