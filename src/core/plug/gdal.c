/* SPDX-License-Identifier: Apache-2.0 */
#include "core/plug/gdal.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <gdal_frmts.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct gdal {
    GDALDatasetH set;
    OGRLayerH layer;
    OGRFeatureH feature; /* that was read last */
    unsigned char *wkb;  /* its geometry */
};

/* Of ogrsf_frmts.h, which only C++ can read. */
void RegisterOGRShape(void);
void RegisterOGRGeoPackage(void);
void RegisterOGRSQLite(void);
void RegisterOGRFlatGeobuf(void);
void RegisterOGRGeoJSON(void);
void RegisterOGRKML(void);
void RegisterOGRGML(void);

/* All drivers there are: nothing that opens further files or addresses. */
static void (*const drivers[])(void) = {
    GDALRegister_GTiff, GDALRegister_COG,       GDALRegister_MEM,
    GDALRegister_PNG,   GDALRegister_JPEG,      GDALRegister_JP2OpenJPEG,
    GDALRegister_HDF4,  GDALRegister_HDF4Image, RegisterOGRShape,
    RegisterOGRSQLite,  RegisterOGRGeoPackage,  RegisterOGRFlatGeobuf,
    RegisterOGRGeoJSON, RegisterOGRKML,         RegisterOGRGML,
};

/* The first failure since forget(); GDAL says the cause first. */
static _Thread_local char failure[512];

static void keep(CPLErr kind, CPLErrorNum number, const char *text) {
    (void)number;
    if (kind >= CE_Failure && *failure == 0)
        snprintf(failure, sizeof failure, "%s", text);
}

static void forget(void) {
    *failure = 0;
}

/* GDAL puts the path first at times, which the caller does always. */
static int failed(const char *otherwise) {
    const char *text = failure + strspn(failure, "`");

    if (strncmp(text, "./", 2) == 0 || *text == '/')
        text += strcspn(text, ":,' ");
    text += strspn(text, ":,' ");
    return err_set(EX_DATAERR, "%s", *text ? text : otherwise);
}

static void set_up(void) {
    if (GDALGetDriverCount() > 0)
        return;
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    CPLSetConfigOption("GML_SKIP_RESOLVE_ELEMS", "ALL");
    CPLSetConfigOption("OGR_SQLITE_ALLOW_EXTERNAL_ACCESS", "NO");
    CPLSetErrorHandler(keep);
    GDALSetCacheMax64(64 << 20);
    for (size_t k = 0; k < sizeof drivers / sizeof *drivers; k++)
        drivers[k]();
}

static int wrap(struct gdal **out, GDALDatasetH set) {
    *out = NULL;
    if (set == NULL)
        return failed("not a file that can be read");
    *out = mem_array(1, sizeof **out);
    (*out)->set = set;
    return EX_OK;
}

/* A name behind "./" is a path, whatever it begins with. */
static int gdal_open(struct gdal **out, const char *path, bool vector,
                     bool siblings) {
    static const char *const options[] = { "IMMUTABLE=YES", "WRITE_GFS=NO",
                                           "DOWNLOAD_SCHEMA=NO", NULL };
    static const char *const alone[] = { NULL };
    const unsigned how = GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR |
                         (vector ? GDAL_OF_VECTOR : GDAL_OF_RASTER);
    char *name = mem_format("%s%s", *path == '/' ? "" : "./", path);
    int status;

    set_up();
    forget();
    status = wrap(out, GDALOpenEx(name, how, NULL, vector ? options : NULL,
                                  siblings ? NULL : alone));
    free(name);
    return status;
}

static int gdal_open_inner(struct gdal **out, const char *name) {
    forget();
    return wrap(out, GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR,
                                NULL, NULL, NULL));
}

static void gdal_close(struct gdal *g) {
    if (g == NULL)
        return;
    OGR_F_Destroy(g->feature);
    GDALClose(g->set);
    free(g->wkb);
    free(g);
}

static void texts_add(struct gdal_texts *t, const char *name,
                      const char *text) {
    t->name = mem_grow(t->name, t->n + 1, sizeof *t->name);
    t->text = mem_grow(t->text, t->n + 1, sizeof *t->text);
    t->name[t->n] = mem_text(name);
    t->text[t->n++] = mem_text(text);
}

static struct gdal_texts metadata(GDALMajorObjectH object, const char *domain) {
    struct gdal_texts t = { 0 };
    char **list = GDALGetMetadata(object, domain);

    for (size_t k = 0; list && list[k]; k++) {
        char *name = NULL;
        const char *text = CPLParseNameValue(list[k], &name);
        if (name && text)
            texts_add(&t, name, text);
        CPLFree(name);
    }
    return t;
}

static void band_info(GDALRasterBandH band, struct gdal_band *b) {
    const GDALDataType type = GDALGetRasterDataType(band);
    const GDALColorInterp colour = GDALGetRasterColorInterpretation(band);
    const int mask = GDALGetMaskFlags(band);
    char **names = GDALGetRasterCategoryNames(band);
    int has, bx, by;

    GDALGetBlockSize(band, &bx, &by);
    b->block[0] = (size_t)bx;
    b->block[1] = (size_t)by;
    b->name = mem_text(GDALGetDescription(band));
    b->unit = mem_text(GDALGetRasterUnitType(band));
    b->size = (size_t)GDALGetDataTypeSizeBytes(type);
    b->is_float = GDALDataTypeIsFloating(type);
    b->is_signed = GDALDataTypeIsSigned(type) || /* SIGNEDBYTE */
                   GDALGetMetadataItem(band, "PIXELTYPE", "IMAGE_STRUCTURE");
    b->is_complex = GDALDataTypeIsComplex(type);
    b->is_palette = colour == GCI_PaletteIndex;
    b->is_alpha = colour == GCI_AlphaBand;
    b->has_mask = (mask & (GMF_ALL_VALID | GMF_NODATA)) == 0;
    b->nodata = GDALGetRasterNoDataValue(band, &has);
    b->has_nodata = has != 0;
    b->scale = GDALGetRasterScale(band, &has);
    b->offset = GDALGetRasterOffset(band, &has);
    for (size_t k = 0; names && names[k]; k++)
        texts_add(&b->categories, NULL, names[k]);
    b->metadata = metadata(band, NULL);
}

/* The transform, else one that control points agree on. */
static bool transform(GDALDatasetH set, double t[6]) {
    const int n = GDALGetGCPCount(set);

    if (GDALGetGeoTransform(set, t) == CE_None)
        return true;
    return n > 0 && GDALGCPsToGeoTransform(n, GDALGetGCPs(set), t, FALSE);
}

static char *wkt_of(OGRSpatialReferenceH crs) {
    static const char *const options[] = { "FORMAT=WKT2_2019", NULL };
    char *text = NULL, *copy = NULL;

    if (crs && OSRExportToWktEx(crs, &text, options) == OGRERR_NONE && *text)
        copy = mem_text(text);
    CPLFree(text);
    return copy;
}

static void gdal_info(const struct gdal *g, struct gdal_info *out) {
    OGRSpatialReferenceH crs = GDALGetSpatialRef(g->set);

    *out = (struct gdal_info){ .nx = (size_t)GDALGetRasterXSize(g->set),
                               .ny = (size_t)GDALGetRasterYSize(g->set),
                               .nbands = (size_t)GDALGetRasterCount(g->set) };
    out->driver =
        mem_text(GDALGetDriverShortName(GDALGetDatasetDriver(g->set)));
    out->has_transform = transform(g->set, out->transform);
    out->crs = wkt_of(crs ? crs : GDALGetGCPSpatialRef(g->set));
    out->band = mem_array(out->nbands, sizeof *out->band);
    for (size_t k = 0; k < out->nbands; k++)
        band_info(GDALGetRasterBand(g->set, (int)k + 1), &out->band[k]);
    out->metadata = metadata(g->set, NULL);
    out->imagery = metadata(g->set, "IMAGERY");
    out->inner = metadata(g->set, "SUBDATASETS");
}

static void gdal_block(const struct gdal *g, size_t band, const size_t at[2],
                       uint64_t place[2]) {
    GDALRasterBandH b = GDALGetRasterBand(g->set, (int)band + 1);

    for (int i = 0; i < 2; i++) {
        const char *key =
            CPLSPrintf("BLOCK_%s_%zu_%zu", i ? "SIZE" : "OFFSET", at[0], at[1]);
        const char *text = GDALGetMetadataItem(b, key, "TIFF");
        place[i] = text ? strtoull(text, NULL, 10) : 0;
    }
}

static int gdal_rows(const struct gdal *g, size_t band, const size_t y[2],
                     double *out, unsigned char *mask) {
    GDALRasterBandH b = GDALGetRasterBand(g->set, (int)band + 1);
    const int nx = GDALGetRasterXSize(g->set), n = (int)y[1];
    CPLErr status;

    forget();
    status = GDALRasterIO(b, GF_Read, 0, (int)y[0], nx, n, out, nx, n,
                          GDT_Float64, 0, 0);
    if (status == CE_None && mask)
        status = GDALRasterIO(GDALGetMaskBand(b), GF_Read, 0, (int)y[0], nx, n,
                              mask, nx, n, GDT_Byte, 0, 0);
    return status == CE_None && *failure == 0 ? EX_OK : failed("cannot read");
}

static void add_metadata(GDALMajorObjectH object, const struct gdal_texts *t) {
    for (size_t k = 0; k < t->n; k++)
        GDALSetMetadataItem(object, t->name[k], t->text[k], NULL);
}

/* A dataset whose bands are the caller's arrays. */
static GDALDatasetH in_memory(const struct gdal_cog *c) {
    const GDALDataType real = c->is_double ? GDT_Float64 : GDT_Float32;
    const GDALDataType type = c->is_float ? real : GDT_Int32;
    GDALDatasetH set = GDALCreate(GDALGetDriverByName("MEM"), "", (int)c->nx,
                                  (int)c->ny, 0, type, NULL);
    OGRSpatialReferenceH crs = OSRNewSpatialReference(c->crs);
    double t[6];

    memcpy(t, c->transform, sizeof t);
    GDALSetGeoTransform(set, t);
    if (c->crs) {
        OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
        GDALSetSpatialRef(set, crs);
    }
    OSRDestroySpatialReference(crs);
    add_metadata(set, c->metadata);
    for (size_t k = 0; k < c->nbands; k++) {
        char pointer[64];
        char *options[] = { pointer, NULL };
        GDALRasterBandH b;

        snprintf(pointer, sizeof pointer, "DATAPOINTER=%p", c->value[k]);
        GDALAddBand(set, type, options);
        b = GDALGetRasterBand(set, (int)k + 1);
        GDALSetDescription(b, c->band[k].name);
        GDALSetRasterUnitType(b, c->band[k].unit);
        if (c->is_float || !isnan(c->nodata))
            GDALSetRasterNoDataValue(b, c->nodata);
        add_metadata(b, &c->band[k].metadata);
    }
    return set;
}

static int gdal_cog(const struct gdal_cog *c, unsigned char **bytes,
                    size_t *n) {
    static const char *const path = "/vsimem/twinpipe.tif";
    const char *options[] = { "COMPRESS=DEFLATE",
                              "LEVEL=6",
                              "BLOCKSIZE=512",
                              "PREDICTOR=YES",
                              NULL,
                              NULL,
                              NULL };
    GDALDatasetH source, copy;
    vsi_l_offset size = 0;

    set_up();
    forget();
    options[4] = c->is_float ? "RESAMPLING=AVERAGE" : "RESAMPLING=NEAREST";
    options[5] = CPLSPrintf("NUM_THREADS=%d", c->jobs);
    source = in_memory(c);
    copy = GDALCreateCopy(GDALGetDriverByName("COG"), path, source, FALSE,
                          (char **)(uintptr_t)options, NULL, NULL);
    GDALClose(copy);
    GDALClose(source);
    *bytes =
        copy && *failure == 0 ? VSIGetMemFileBuffer(path, &size, TRUE) : NULL;
    *n = (size_t)size;
    VSIUnlink(path);
    return *bytes ? EX_OK : failed("cannot make a COG");
}

static size_t gdal_layers(const struct gdal *g) {
    return (size_t)GDALDatasetGetLayerCount(g->set);
}

static int gdal_layer(struct gdal *g, size_t k, struct gdal_layer *out) {
    OGREnvelope e = { NAN, NAN, NAN, NAN };
    GIntBig n;

    forget();
    g->layer = GDALDatasetGetLayer(g->set, (int)k);
    if (g->layer == NULL)
        return failed("cannot read the layer");
    n = OGR_L_GetFeatureCount(g->layer, FALSE);
    *out = (struct gdal_layer){ .name = mem_text(OGR_L_GetName(g->layer)),
                                .crs = wkt_of(OGR_L_GetSpatialRef(g->layer)),
                                .nfeatures = n < 0 ? SIZE_MAX : (size_t)n };
    if (OGR_L_GetExtent(g->layer, &e, TRUE) == OGRERR_NONE)
        memcpy(out->extent, (double[]){ e.MinX, e.MinY, e.MaxX, e.MaxY },
               sizeof out->extent);
    OGR_L_ResetReading(g->layer);
    return *failure == 0 ? EX_OK : failed("");
}

static void gdal_filter(struct gdal *g, const double box[4]) {
    if (box)
        OGR_L_SetSpatialFilterRect(g->layer, box[0], box[1], box[2], box[3]);
    else
        OGR_L_SetSpatialFilter(g->layer, NULL);
}

static int shape(struct gdal *g, struct gdal_shape *out) {
    OGRGeometryH given = OGR_F_GetGeometryRef(g->feature), straight;

    *out = (struct gdal_shape){ 0 };
    if (given == NULL)
        return EX_OK;
    straight = OGR_G_GetLinearGeometry(given, 0, NULL); /* arcs as lines */
    out->n = straight ? (size_t)OGR_G_WkbSize(straight) : 0;
    g->wkb = mem_grow(g->wkb, out->n, 1);
    if (straight &&
        OGR_G_ExportToIsoWkb(straight, wkbNDR, g->wkb) == OGRERR_NONE)
        out->wkb = g->wkb;
    OGR_G_DestroyGeometry(straight);
    return out->wkb ? EX_OK : failed("cannot read the geometry");
}

static int gdal_next(struct gdal *g, struct gdal_shape *out) {
    forget();
    OGR_F_Destroy(g->feature);
    g->feature = OGR_L_GetNextFeature(g->layer);
    if (*failure)
        return failed("");
    if (g->feature)
        return shape(g, out);
    *out = (struct gdal_shape){ .done = true };
    return EX_OK;
}

static size_t gdal_fields(const struct gdal *g) {
    return (size_t)OGR_F_GetFieldCount(g->feature);
}

static void gdal_field(const struct gdal *g, size_t k, struct gdal_field *out) {
    static const enum gdal_kind kinds[OFTMaxType + 1] = {
        [OFTInteger] = FIELD_INTEGER,     [OFTInteger64] = FIELD_INTEGER,
        [OFTReal] = FIELD_REAL,           [OFTDate] = FIELD_TIME,
        [OFTTime] = FIELD_TIME,           [OFTDateTime] = FIELD_TIME,
        [OFTIntegerList] = FIELD_NUMBERS, [OFTInteger64List] = FIELD_NUMBERS,
        [OFTRealList] = FIELD_NUMBERS,    [OFTStringList] = FIELD_TEXTS,
    };
    const int i = (int)k;
    OGRFieldDefnH d = OGR_F_GetFieldDefnRef(g->feature, i);
    const OGRFieldSubType sub = OGR_Fld_GetSubType(d);

    *out = (struct gdal_field){ .name = OGR_Fld_GetNameRef(d),
                                .is_set = OGR_F_IsFieldSet(g->feature, i),
                                .is_null = OGR_F_IsFieldNull(g->feature, i) };
    if (!out->is_set || out->is_null)
        return;
    out->kind = kinds[OGR_Fld_GetType(d)];
    if (sub == OFSTBoolean && out->kind == FIELD_INTEGER)
        out->kind = FIELD_BOOL;
    if (sub == OFSTJSON && out->kind == FIELD_TEXT)
        out->kind = FIELD_JSON;
    out->integer = OGR_F_GetFieldAsInteger64(g->feature, i);
    out->real = OGR_F_GetFieldAsDouble(g->feature, i);
    out->text = OGR_F_GetFieldAsString(g->feature, i);
    if (out->kind == FIELD_TEXTS)
        out->list = OGR_F_GetFieldAsStringList(g->feature, i);
}

extern HOST const struct gdal_plug twin_plug;
const struct gdal_plug twin_plug = {
    gdal_open,   gdal_open_inner, gdal_close,  gdal_info,   gdal_block,
    gdal_rows,   gdal_cog,        VSIFree,     gdal_layers, gdal_layer,
    gdal_filter, gdal_next,       gdal_fields, gdal_field,
};
