/* SPDX-License-Identifier: Apache-2.0 */
#include "core/plug/hdf5.h"

#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* Dimensions of a variable, at most. */
enum { RANK = 32 };

/* Else what HDF5 keeps of a file's structure grows to 32 MiB with its chunks.
 */
static void keep_little(hid_t file) {
    const size_t most = 4 << 20;
    H5AC_cache_config_t c = { .version = H5AC__CURR_CACHE_CONFIG_VERSION };

    if (H5Fget_mdc_config(file, &c) < 0)
        return;
    c.set_initial_size = true;
    c.initial_size = c.min_size = most / 4;
    c.max_size = most;
    H5Fset_mdc_config(file, &c);
}

/* A file that is open already must be opened in the way it was. */
static bool open_file(const char *path, bool write, int64_t *file) {
    static const H5F_close_degree_t ways[] = { H5F_CLOSE_SEMI, H5F_CLOSE_STRONG,
                                               H5F_CLOSE_WEAK };

    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    *file = -1;
    for (size_t k = 0; k < 3 && *file < 0; k++) {
        const hid_t how = H5Pcreate(H5P_FILE_ACCESS);
        H5Pset_fclose_degree(how, ways[k]);
        *file = H5Fopen(path, write ? H5F_ACC_RDWR : H5F_ACC_RDONLY, how);
        H5Pclose(how);
    }
    if (*file >= 0)
        keep_little(*file);
    return *file >= 0;
}

static void close_file(int64_t file) {
    H5Fclose(file);
}

/* A name that NetCDF-C gives to a variable called as a dimension which it is
 * no coordinate of comes first, as there. */
static hid_t open_set(hid_t file, const char *name) {
    char *other = mem_format("_nc4_non_coord_%s", name);
    H5L_info_t link;
    hid_t set = -1;

    if (H5Lget_info(file, other, &link, H5P_DEFAULT) < 0) {
        if (H5Lget_info(file, name, &link, H5P_DEFAULT) >= 0 &&
            link.type == H5L_TYPE_HARD)
            set = H5Dopen2(file, name, H5P_DEFAULT);
    } else if (link.type == H5L_TYPE_HARD) {
        set = H5Dopen2(file, other, H5P_DEFAULT);
    }
    free(other);
    return set;
}

/* The HDF5 types that a type of NetCDF can be, as they lie in the file. */
static bool look_type(hid_t set, enum nc_type type, bool *swap) {
    const hid_t little[] = {
        [TYPE_BYTE] = H5T_STD_I8LE,     [TYPE_SHORT] = H5T_STD_I16LE,
        [TYPE_INT] = H5T_STD_I32LE,     [TYPE_FLOAT] = H5T_IEEE_F32LE,
        [TYPE_DOUBLE] = H5T_IEEE_F64LE, [TYPE_UBYTE] = H5T_STD_U8LE,
        [TYPE_USHORT] = H5T_STD_U16LE,  [TYPE_UINT] = H5T_STD_U32LE,
        [TYPE_INT64] = H5T_STD_I64LE,   [TYPE_UINT64] = H5T_STD_U64LE,
    };
    const hid_t big[] = {
        [TYPE_BYTE] = H5T_STD_I8BE,     [TYPE_SHORT] = H5T_STD_I16BE,
        [TYPE_INT] = H5T_STD_I32BE,     [TYPE_FLOAT] = H5T_IEEE_F32BE,
        [TYPE_DOUBLE] = H5T_IEEE_F64BE, [TYPE_UBYTE] = H5T_STD_U8BE,
        [TYPE_USHORT] = H5T_STD_U16BE,  [TYPE_UINT] = H5T_STD_U32BE,
        [TYPE_INT64] = H5T_STD_I64BE,   [TYPE_UINT64] = H5T_STD_U64BE,
    };
    const bool native = H5Tget_order(H5T_NATIVE_INT) == H5T_ORDER_LE;
    const hid_t t = H5Dget_type(set);
    bool is_little, is_big;

    if (type == TYPE_CHAR || type == TYPE_STRING)
        is_little = is_big = false;
    else {
        is_little = H5Tequal(t, little[type]) > 0;
        is_big = H5Tequal(t, big[type]) > 0;
    }
    *swap = native ? !is_little : !is_big;
    H5Tclose(t);
    return is_little || is_big;
}

static bool look_filters(hid_t how, struct hdf5_set *set) {
    const int n = H5Pget_nfilters(how);

    if (n < 0 || n > HDF5_FILTERS)
        return false;
    set->nfilters = (size_t)n;
    for (unsigned k = 0; k < (unsigned)n; k++) {
        unsigned flags, value[8] = { 0 };
        size_t nvalues = 8;
        char name[32] = "";
        const H5Z_filter_t id = H5Pget_filter2(how, k, &flags, &nvalues, value,
                                               sizeof name - 1, name, NULL);
        if (id != H5Z_FILTER_DEFLATE && id != H5Z_FILTER_SHUFFLE &&
            id != H5Z_FILTER_FLETCHER32) {
            snprintf(set->foreign, sizeof set->foreign, "%s%sHDF5 filter %d",
                     name, *name ? ", " : "", (int)id);
            return false;
        }
        if (id == H5Z_FILTER_SHUFFLE && (nvalues < 1 || value[0] < 1))
            return false;
        set->filter[k] = (enum hdf5_filter)id;
        set->width[k] = value[0];
    }
    return true;
}

static bool look_shape(hid_t how, const struct nc_var *v, const size_t *shape) {
    hsize_t chunk[RANK];
    bool same = v->ndims > 0 && v->ndims <= RANK &&
                H5Pget_layout(how) == H5D_CHUNKED &&
                H5Pget_chunk(how, RANK, chunk) == (int)v->ndims;

    for (size_t d = 0; same && d < v->ndims; d++)
        same = chunk[d] == shape[d];
    return same;
}

static bool look_extent(hid_t set, const struct nc *nc, const struct nc_var *v,
                        bool write) {
    const hid_t space = H5Dget_space(set);
    hsize_t extent[RANK];
    bool same = H5Sget_simple_extent_ndims(space) == (int)v->ndims &&
                H5Sget_simple_extent_dims(space, extent, NULL) >= 0;

    for (size_t d = 0; same && d < v->ndims; d++)
        same = extent[d] == nc->dim[v->dim[d]].n ||
               (write && v->dim[d] == nc->record && extent[d] == 0);
    H5Sclose(space);
    return same;
}

static bool is_open_to_write(hid_t file) {
    unsigned how = 0;

    return H5Fget_intent(file, &how) >= 0 && (how & H5F_ACC_RDWR) != 0;
}

static bool look(int64_t file, const struct nc *nc, const struct nc_var *v,
                 const size_t *shape, struct hdf5_set *set) {
    hid_t how;
    bool good;

    memset(set, 0, sizeof *set);
    set->id = open_set(file, v->name);
    if (set->id < 0)
        return false;
    how = H5Dget_create_plist(set->id);
    good = look_shape(how, v, shape) &&
           look_extent(set->id, nc, v, is_open_to_write(file)) &&
           look_type(set->id, v->type, &set->swap) && look_filters(how, set);
    H5Pclose(how);
    if (!good)
        H5Dclose(set->id);
    return good;
}

static void shut(int64_t set) {
    H5Dclose(set);
}

static const hsize_t *places(const size_t *at, size_t n, hsize_t out[RANK]) {
    for (size_t d = 0; d < n; d++)
        out[d] = at[d];
    return out;
}

/* What is not there, or not to be found, is an error of the library; it would
 * print it, for each thread anew. */
static bool get(int64_t set, struct hdf5_chunk *c, void *bytes, size_t room,
                size_t *n) {
    hsize_t to[RANK], stored = 0;

    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    places(c->at, c->ndims, to);
    if (H5Dget_chunk_storage_size(set, to, &stored) < 0 || stored == 0 ||
        stored > room)
        return false;
    *n = stored;
    return H5Dread_chunk(set, H5P_DEFAULT, to, &c->skipped, bytes) >= 0;
}

static bool values(int64_t set, const struct hdf5_chunk *c, void *out) {
    hsize_t to[RANK], count[RANK];
    const hid_t type = H5Dget_type(set);
    const hid_t native = H5Tget_native_type(type, H5T_DIR_ASCEND);
    const hid_t file = H5Dget_space(set);
    const hid_t memory =
        H5Screate_simple((int)c->ndims, places(c->have, c->ndims, count), NULL);
    const bool good =
        H5Sselect_hyperslab(file, H5S_SELECT_SET, places(c->at, c->ndims, to),
                            NULL, count, NULL) >= 0 &&
        H5Dread(set, native, memory, file, H5P_DEFAULT, out) >= 0;

    H5Sclose(memory);
    H5Sclose(file);
    H5Tclose(native);
    H5Tclose(type);
    return good;
}

static bool grow(int64_t set, const size_t *extent, size_t ndims) {
    hsize_t to[RANK];

    return H5Dset_extent(set, places(extent, ndims, to)) >= 0;
}

static bool put(int64_t set, const size_t *at, size_t ndims, const void *bytes,
                size_t n) {
    hsize_t to[RANK];

    return H5Dwrite_chunk(set, H5P_DEFAULT, 0, places(at, ndims, to), n,
                          bytes) >= 0;
}

/* A file that lies in memory, where it stays. */
static int64_t open_image(void *bytes, size_t n) {
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return H5LTopen_file_image(
        bytes, n, H5LT_FILE_IMAGE_DONT_COPY | H5LT_FILE_IMAGE_DONT_RELEASE);
}

/* What cannot be looked at may be. */
static bool is_fixed(const char *path, void *bytes, size_t n,
                     const char *name) {
    int64_t file;
    hid_t set, type;
    bool fixed = true;

    if (path == NULL)
        file = open_image(bytes, n);
    else if (!open_file(path, false, &file))
        file = -1;
    if (file < 0)
        return true;
    if ((set = open_set(file, name)) >= 0) {
        type = H5Dget_type(set);
        fixed = H5Tget_class(type) == H5T_STRING &&
                H5Tis_variable_str(type) == 0 && H5Tget_size(type) > 1;
        H5Tclose(type);
        H5Dclose(set);
    }
    close_file(file);
    return fixed;
}

const struct hdf5_plug twin_plug = { is_fixed, open_file, close_file,
                                     look,     shut,      get,
                                     values,   grow,      put };
