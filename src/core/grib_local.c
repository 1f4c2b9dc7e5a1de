/* SPDX-License-Identifier: Apache-2.0 */
/* Who made the fields: centre, ECMWF's local keys, DestinE's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/command.h"
#include "core/grib_part.h"
#include "core/mem.h"

/* ECMWF's local definitions that are fields of its archive; octets that are
 * shown of what is not read. */
enum { ECMWF = 60, LONGEST = 64 };

/* A code and its word; the last has no word. */
struct code {
    int code;
    const char *word;
};

static const struct code datasets[] = { { 1, "climate-dt" },
                                        { 2, "extremes-dt" },
                                        { 3, "on-demand-climate-dt" },
                                        { 4, "on-demand-extremes-dt" },
                                        { 5, "glori-dt" },
                                        { 0, NULL } };
static const struct code activities[] = {
    { 1, "CMIP6" },      { 2, "ScenarioMIP" },
    { 3, "HighResMIP" }, { 4, "story-nudging" },
    { 5, "baseline" },   { 6, "projections" },
    { 0, NULL }
};
static const struct code experiments[] = {
    { 1, "hist" },         { 2, "cont" },       { 3, "amip" },
    { 4, "SSP1-1.9" },     { 5, "SSP1-2.6" },   { 6, "SSP2-4.5" },
    { 7, "SSP3-7.0" },     { 8, "SSP5-8.5" },   { 9, "Tplus1.5K" },
    { 10, "Tplus2.0K" },   { 11, "Tplus3.0K" }, { 12, "Tplus4.0K" },
    { 13, "abrupt4xco2" }, { 0, NULL }
};
static const struct code models[] = { { 1, "IFS" },
                                      { 2, "IFS-NEMO" },
                                      { 3, "IFS-FESOM" },
                                      { 4, "ICON" },
                                      { 0, NULL } };
static const struct code resolutions[] = { { 1, "standard" },
                                           { 2, "high" },
                                           { 0, NULL } };
/* MARS, as ecCodes 2.28 has it, and d1 */
static const struct code classes[] = {
    { 1, "od" },  { 2, "rd" },  { 3, "er" },  { 4, "cs" },
    { 5, "e4" },  { 23, "ea" }, { 24, "ep" }, { 33, "l5" },
    { 42, "ef" }, { 43, "gf" }, { 46, "d1" }, { 0, NULL }
};
static const struct code types[] = { { 1, "fg" },  { 2, "an" },  { 9, "fc" },
                                     { 10, "cf" }, { 11, "pf" }, { 17, "em" },
                                     { 18, "es" }, { 0, NULL } };
static const struct code streams[] = { { 1025, "oper" }, { 1026, "scda" },
                                       { 1030, "enda" }, { 1035, "enfo" },
                                       { 1043, "mnth" }, { 1045, "wave" },
                                       { 1071, "moda" }, { 1098, "clte" },
                                       { 0, NULL } };
static const struct code centres[] = {
    { 7, "National Centers for Environmental Prediction, US (kwbc)" },
    { 34, "Japan Meteorological Agency (rjtd)" },
    { 54, "Canadian Meteorological Centre (cwao)" },
    { 74, "Met Office, UK (egrr)" },
    { 78, "Deutscher Wetterdienst (edzw)" },
    { 80, "Servizio Meteorologico, Italy (cnmc)" },
    { 84, "Météo-France (lfpw)" },
    { 85, "Météo-France (lfpw)" },
    { 98, "European Centre for Medium-Range Weather Forecasts (ecmf)" },
    { 0, NULL }
};

/* The word of a code; an unknown one stays a number. */
static void set_code(struct atts *a, const char *name, const struct code *c,
                     uint64_t code) {
    char text[24];

    while (c->word != NULL && (uint64_t)c->code != code)
        c++;
    snprintf(text, sizeof text, "%llu", (unsigned long long)code);
    atts_set_text(a, name, c->word ? c->word : text);
}

static void set_number(struct atts *a, const char *name, uint64_t value) {
    const double number = (double)value;

    atts_set_numbers(a, name, TYPE_INT, 1, &number);
}

/* A text of the message: its visible characters. */
static void set_letters(struct atts *a, const char *name, const uint8_t *p,
                        size_t n) {
    char text[16] = "";

    for (size_t i = 0; i < n && i < sizeof text - 1; i++)
        text[i] = p[i] > ' ' && p[i] < 127 ? (char)p[i] : '_';
    atts_set_text(a, name, text);
}

/* Class, type, stream, version: from p on, ten octets. */
static void mars(struct atts *a, const uint8_t *p) {
    set_code(a, "GRIB_class", classes, grib_u(p, 2));
    set_code(a, "GRIB_type", types, grib_u(p + 2, 2));
    set_code(a, "GRIB_stream", streams, grib_u(p + 4, 2));
    set_letters(a, "GRIB_expver", p + 6, 4);
}

/* The head of DestinE's section 2; its octets, 0 if it is cut short. */
static size_t destine(struct atts *a, const uint8_t *p, size_t n) {
    size_t used = 9;

    if (n < 9)
        return 0;
    set_code(a, "destine_dataset", datasets, grib_u(p + 7, 2));
    if (grib_u(p + 7, 2) == 1) {
        if (n < 21)
            return 0;
        set_code(a, "destine_activity", activities, grib_u(p + 9, 2));
        set_code(a, "destine_experiment", experiments, grib_u(p + 11, 2));
        set_number(a, "destine_generation", p[13]);
        set_code(a, "destine_model", models, grib_u(p + 14, 2));
        set_number(a, "destine_realization", p[16]);
        set_code(a, "destine_resolution", resolutions, grib_u(p + 17, 2));
        used = 19;
    } else if (grib_u(p + 7, 2) == 4) {
        if (n < 17)
            return 0;
        set_letters(a, "destine_georef", p + 9, 8);
        used = 17;
    }
    return used;
}

/* -v: a local section, or what comes from octet `from` on, as it is. */
static void say(const struct grib_index *x, const struct grib_field *f,
                size_t from) {
    const uint8_t *p = x->local[f->local].bytes;
    const size_t n = x->local[f->local].n;
    char hex[2 * LONGEST + 1] = "";

    if (!command_verbose() || from >= n)
        return;
    for (size_t k = from; k < n && k < from + LONGEST; k++)
        sprintf(hex + 2 * (k - from), "%02x", p[k]);
    fprintf(stderr,
            "%s: %s: message %zu: section 2 of centre %d from octet %zu on: "
            "%s%s\n",
            err_command(), x->in.path, f->message, f->param.centre, from + 1,
            hex, n > from + LONGEST ? "..." : "");
}

/* What a local section says.  All those of ECMWF begin with the keys of MARS;
 * definition 1 has an ensemble's numbers behind them, which are in section 4,
 * too. */
static void read_local(struct grib_index *x, const struct grib_field *f,
                       struct atts *a) {
    const uint8_t *p;
    size_t n, at = 5;
    uint8_t identity[21];
    unsigned number;

    if (f->local == SIZE_MAX || grib_load(&x->in, f->sec[SEC_ID].at,
                                          sizeof identity, identity) != EX_OK)
        return;
    p = x->local[f->local].bytes;
    n = x->local[f->local].n;
    if (identity[19] == 12 || identity[19] == 13)
        at = destine(a, p, n);
    number = at != 0 && n >= at + 12 ? (unsigned)grib_u(p + at, 2) : 0;
    if (f->param.centre != 98 || number < 1 || number > ECMWF) {
        say(x, f, at == 0 ? 5 : at);
        return;
    }
    mars(a, p + at + 2);
    if (number > 1)
        say(x, f, at);
}

/* ECMWF's local part of section 1 in GRIB 1. */
static void read_local1(struct grib_index *x, const struct grib_field *f,
                        struct atts *a) {
    const struct grib_section *s = &f->sec[SEC_PRODUCT];
    uint8_t p[50], wide[10] = { 0 };

    if (s->n < sizeof p || grib_load(&x->in, s->at, sizeof p, p) != EX_OK ||
        p[40] == 0)
        return;
    wide[1] = p[41];
    wide[3] = p[42];
    memcpy(wide + 4, p + 43, 6);
    mars(a, wide);
}

/* Do two lists differ in what DestinE says? */
static const char *differ(const struct atts *a, const struct atts *b) {
    for (size_t k = 0; k < a->n; k++) {
        const char *name = a->att[k].name;
        const char *p = atts_text(a, name), *q = atts_text(b, name);
        if (strncmp(name, "destine_", 8) != 0)
            continue;
        if (p != NULL ? q == NULL || strcmp(p, q) != 0
                      : !(atts_number(a, name) == atts_number(b, name)))
            return name;
    }
    return NULL;
}

/* Keys of which there are several values are left out. */
static void keep_common(struct atts *out, const struct atts *a) {
    static const char *const keys[] = { "GRIB_class", "GRIB_type",
                                        "GRIB_stream", "GRIB_expver" };

    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const char *p = atts_text(out, keys[k]), *q = atts_text(a, keys[k]);
        if (p != NULL && (q == NULL || strcmp(p, q) != 0))
            atts_drop(out, keys[k]);
    }
}

/* The same of GRIB 1, whose messages have them in section 1. */
static void merge1(struct grib_index *x, struct atts *out) {
    bool first = true;

    for (size_t k = 0; k < x->nfields; k++) {
        const struct grib_field *f = &x->field[k];
        struct atts a = { 0 };
        if (!x->var[f->var].wanted || f->edition != 1 || f->param.centre != 98)
            continue;
        if (first) {
            read_local1(x, f, out);
        } else {
            read_local1(x, f, &a);
            keep_common(out, &a);
        }
        first = false;
        atts_free(&a);
    }
}

/* All local sections that are there must be of one dataset. */
static int merge(struct grib_index *x, struct atts *out) {
    bool seen[GRIB_LOCALS] = { false }, first = true;
    int status = EX_OK;

    for (size_t k = 0; k < x->nfields; k++) {
        const struct grib_field *f = &x->field[k];
        struct atts a = { 0 };
        const char *name;
        if (!x->var[f->var].wanted || f->local == SIZE_MAX || seen[f->local])
            continue;
        seen[f->local] = true;
        read_local(x, f, &a);
        name = first ? NULL : differ(out, &a);
        if (name == NULL && !first)
            name = differ(&a, out);
        if (name != NULL)
            status =
                grib_bad(f->at, "message %zu differs in %s: not one dataset",
                         f->message, name);
        for (size_t i = 0; first && i < a.n; i++) {
            const struct att *t = &a.att[i];
            if (t->text != NULL)
                atts_set_text(out, t->name, t->text);
            else
                atts_set_numbers(out, t->name, t->type, t->n, t->number);
        }
        if (!first)
            keep_common(out, &a);
        first = false;
        atts_free(&a);
        if (status != EX_OK)
            return status;
    }
    return EX_OK;
}

int grib_attributes(struct grib_index *x, struct dataset *ds) {
    const struct grib_field *f = NULL;

    for (size_t k = 0; k < x->nfields && f == NULL; k++)
        if (x->var[x->field[k].var].wanted)
            f = &x->field[k];
    set_code(&ds->atts, "institution", centres, (uint64_t)f->param.centre);
    set_number(&ds->atts, "GRIB_edition", (uint64_t)f->edition);
    set_number(&ds->atts, "GRIB_centre", (uint64_t)f->param.centre);
    merge1(x, &ds->atts);
    return merge(x, &ds->atts);
}
