/* SPDX-License-Identifier: Apache-2.0 */
#include "core/crs.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mapping.h"
#include "core/mem.h"
#include "core/plug.h"
#include "core/plug/proj.h"

#define ALNUM "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct crs {
    const struct proj_plug *plug;
    struct proj *proj;
};

/* A PROJ text without type=crs would be a conversion; the caller frees it. */
static char *as_crs(const char *text) {
    while (isspace((unsigned char)*text))
        text++;
    if (*text == '+' && strstr(text, "type=crs") == NULL)
        return mem_format("%s +type=crs", text);
    return mem_text(text);
}

/* Two names are the same but for case, blanks and signs. */
static bool alike(const char *a, const char *b) {
    do {
        a += strcspn(a, ALNUM);
        b += strcspn(b, ALNUM);
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
    } while (*a++ != 0 && *b++ != 0);
    return true;
}

/* PROJ takes a part of a name for the first CRS that has it in its name. */
static int check_name(const struct crs *c, const char *text) {
    struct proj_parts parts = { 0 };
    int status = EX_OK;

    if (text[strcspn(text, ":=[{")] != 0)
        return EX_OK;
    c->plug->parts(c->proj, &parts);
    if (parts.name == NULL || !alike(parts.name, text))
        status = err_set(EX_DATAERR,
                         "%s: no CRS that PROJ knows (EPSG:n is one; %s has "
                         "this in its name)",
                         text, parts.name != NULL ? parts.name : "another");
    crs_parts_free(&parts);
    return status;
}

int crs_open(struct crs **out, const char *text) {
    const struct proj_plug *plug = plug_load("proj");
    struct proj *proj = NULL;
    char *whole;
    int status;

    *out = NULL;
    if (plug == NULL)
        return EX_UNAVAILABLE;
    whole = as_crs(text);
    status = plug->open(&proj, whole);
    free(whole);
    if (status != EX_OK)
        return status;
    *out = mem_array(1, sizeof **out);
    **out = (struct crs){ plug, proj };
    status = check_name(*out, text);
    if (status == EX_OK)
        return EX_OK;
    crs_free(*out);
    *out = NULL;
    return status;
}

void crs_free(struct crs *c) {
    if (c == NULL)
        return;
    c->plug->close(c->proj);
    free(c);
}

bool crs_is_wgs84(const struct crs *c) {
    return c->plug->is_wgs84(c->proj);
}

bool crs_is_geographic(const struct crs *c) {
    return c->plug->is_geographic(c->proj);
}

char *crs_missing_grid(const struct crs *c, const double box[4]) {
    return c->plug->missing_grid(c->proj, box);
}

void crs_to_lonlat(const struct crs *c, size_t n, double *x, double *y) {
    c->plug->transform(c->proj, false, n, x, y);
}

void crs_from_lonlat(const struct crs *c, size_t n, double *x, double *y) {
    c->plug->transform(c->proj, true, n, x, y);
}

int crs_lonlat(const char *text, size_t n, double *x, double *y) {
    struct crs *c;
    int status;

    TRY(crs_open(&c, text));
    crs_to_lonlat(c, n, x, y);
done:
    crs_free(c);
    return status;
}

int crs_parts(const char *text, struct proj_parts *out) {
    struct crs *c;
    int status;

    *out = (struct proj_parts){ 0 };
    TRY(crs_open(&c, text));
    c->plug->parts(c->proj, out);
done:
    crs_free(c);
    return status;
}

void crs_parts_free(struct proj_parts *o) {
    for (size_t k = 0; k < o->nparameters; k++)
        free(o->parameter[k].name);
    free(o->parameter);
    free(o->method);
    free(o->unit);
    free(o->meridian);
    free(o->ellipsoid);
    free(o->datum);
    free(o->projjson);
    free(o->wkt2);
    free(o->name);
    free(o->code);
    *o = (struct proj_parts){ 0 };
}

int crs_identify(const char *text, struct crs_id *out) {
    struct proj_parts parts;
    int status;

    *out = (struct crs_id){ .unit_m = NAN };
    TRY(crs_parts(text, &parts));
    *out = (struct crs_id){
        .code = parts.code,
        .name = parts.name,
        .wkt2 = parts.wkt2,
        .projjson = parts.projjson,
        .unit = parts.unit,
        .unit_m = parts.is_geographic ? NAN : parts.unit_m,
        .is_geographic = parts.is_geographic,
    };
    parts.code = parts.name = parts.wkt2 = parts.projjson = parts.unit = NULL;
    crs_parts_free(&parts);
done:
    return status;
}

void crs_id_free(struct crs_id *id) {
    free(id->unit);
    free(id->projjson);
    free(id->wkt2);
    free(id->name);
    free(id->code);
    *id = (struct crs_id){ .unit_m = NAN };
}
