/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/profile.h"
#include "core/raster_part.h"
#include "core/reader.h"

const char *raster_text(const struct gdal_texts *t, const char *name) {
    for (size_t k = 0; k < t->n; k++)
        if (t->name[k] && strcmp(t->name[k], name) == 0)
            return t->text[k];
    return NULL;
}

/* A name of NetCDF from any text. */
static char *cleaned(const char *text) {
    char *name = mem_text(text);

    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return name;
}

char *raster_name(const struct gdal_band *b, size_t k) {
    const char *netcdf = raster_text(&b->metadata, "NETCDF_VARNAME");

    if (b->name && *b->name)
        return cleaned(b->name);
    return netcdf ? cleaned(netcdf) : mem_format("b%zu", k + 1);
}

/* Are the values names of something, and so not to be averaged? */
static bool is_label(const struct gdal_band *b) {
    if (b->is_float || b->size > 4 || b->scale != 1 || b->offset != 0)
        return false;
    return b->is_palette || b->categories.n > 0 ||
           raster_text(&b->metadata, "flag_values") != NULL ||
           (b->has_nodata && b->nodata == INT32_MIN);
}

/* flag_values and flag_meanings of the named ones of 0, 1, 2 ... */
static void set_categories(struct atts *a, const struct gdal_texts *t) {
    double *value = mem_array(t->n, sizeof *value);
    char *meanings = mem_text("");
    size_t n = 0;

    for (size_t k = 0; k < t->n; k++) {
        char *word;

        if (*t->text[k] == 0)
            continue;
        word = cleaned(t->text[k]);
        mem_append(&meanings, " ", word);
        free(word);
        value[n++] = (double)k;
    }
    if (n > 0) {
        atts_set_numbers(a, "flag_values", TYPE_INT, n, value);
        atts_set_text(a, "flag_meanings", meanings);
    }
    free(meanings);
    free(value);
}

/* "1, 2, 4" as numbers. */
static void set_numbers(struct atts *a, const char *name, const char *text) {
    double *value = NULL, x;
    size_t n = 0;
    char *end;

    for (; x = strtod(text, &end), end != text; text = end) {
        value = mem_grow(value, n + 1, sizeof *value);
        value[n++] = x;
        end += strspn(end, ", {}");
    }
    if (n > 0)
        atts_set_numbers(a, name, TYPE_INT, n, value);
    free(value);
}

/* What another writer said in metadata of a band. */
static void set_metadata(struct field *f, const struct gdal_texts *t) {
    static const char *const ours[] = { "NETCDF_VARNAME", "units",
                                        "_FillValue",     "add_offset",
                                        "scale_factor",   "missing_value",
                                        READER_BESIDE };

    for (size_t k = 0; k < t->n; k++) {
        const char *name = t->name[k], *text = t->text[k];
        bool is_ours = strncmp(name, "STATISTICS_", 11) == 0;

        for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
            is_ours |= strcmp(name, ours[i]) == 0;
        if (strcmp(name, "standard_name") == 0)
            field_text(&f->standard_name, text);
        else if (strcmp(name, "long_name") == 0)
            field_text(&f->long_name, text);
        else if (strcmp(name, "cell_methods") == 0)
            field_text(&f->cell_methods, text);
        else if (strcmp(name, "flag_values") == 0 ||
                 strcmp(name, "flag_masks") == 0)
            set_numbers(&f->atts, name, text);
        else if (!is_ours && *text)
            atts_set_text(&f->atts, name, text);
    }
}

static bool is_taken(const struct dataset *ds, const char *name) {
    for (size_t k = 0; k < ds->nfields; k++)
        if (strcmp(ds->field[k].name, name) == 0)
            return true;
    return false;
}

static enum type type_of(const struct gdal_band *b, bool wide) {
    const bool packed = b->scale != 1 || b->offset != 0;

    if (is_label(b))
        return LABEL;
    return wide && !packed && (b->size > 4 || (b->size == 4 && !b->is_float))
               ? WIDE
               : REAL;
}

void raster_field(struct dataset *ds, const struct gdal_band *b,
                  const char *name, bool wide) {
    char *unique = mem_text(name);
    const char *units = raster_text(&b->metadata, "units");
    struct field *f;

    for (size_t k = 2; is_taken(ds, unique); k++) {
        free(unique);
        unique = mem_format("%s_%zu", name, k);
    }
    f = dataset_add(ds, unique, type_of(b, wide));
    f->store = f->type == LABEL ? TYPE_INT : TYPE_FLOAT;
    if (b->unit && *b->unit)
        field_text(&f->units, b->unit);
    else if (units && *units)
        field_text(&f->units, units);
    if (b->name && strcmp(b->name, unique) != 0 && *b->name)
        field_text(&f->long_name, b->name);
    set_metadata(f, &b->metadata);
    set_categories(&f->atts, &b->categories);
    free(unique);
}

void raster_unpack(struct gdal_band *b, struct field *f) {
    const struct unpacking u = profile_unpacking(&f->atts);

    if (!isnan(u.missing)) {
        b->has_nodata = true;
        b->nodata = u.missing;
    }
    b->offset = b->offset * u.scale + u.offset;
    b->scale *= u.scale;
}

void raster_signs(const struct gdal_band *b, size_t n, double *value) {
    for (size_t k = 0; b->is_signed && b->size == 1 && k < n; k++)
        value[k] -= value[k] > INT8_MAX ? 256 : 0;
}

void raster_atts(struct dataset *ds, const struct gdal_info *info) {
    const struct gdal_texts *t = &info->metadata;

    for (size_t k = 0; k < t->n; k++) {
        const char *name = t->name[k];

        if (strcmp(name, "AREA_OR_POINT") == 0 || *t->text[k] == 0)
            continue;
        if (strcmp(name, "HISTORY") == 0)
            name = "history";
        atts_set_text(&ds->atts, name, t->text[k]);
    }
    for (size_t k = 0; k < info->imagery.n; k++) {
        char *name = mem_format("IMAGERY_%s", info->imagery.name[k]);

        atts_set_text(&ds->atts, name, info->imagery.text[k]);
        free(name);
    }
}

/* "2023:10:30 11:37:13" is EXIF's way; dates with dashes are met too. */
static int parse(const char *text, int64_t *ms) {
    char *iso = mem_text(text);
    enum precision precision;
    struct date d;
    int status;

    for (size_t k = 0; k < 10 && iso[k]; k++)
        if (iso[k] == ':')
            iso[k] = '-';
    for (size_t n = strlen(iso); n > 0 && iso[n - 1] == ' '; n--)
        iso[n - 1] = 0;
    TRY(parse_date(iso, &d, &precision));
    TRY(time_of(CALENDAR_STANDARD, &d, ms));
done:
    free(iso);
    return status;
}

static bool is_digits(const char *text, size_t least, size_t most) {
    const size_t n = text ? strspn(text, "0123456789") : 0;

    return n >= least && n <= most && text[n] == 0;
}

/* The date and time (HHMM, or hours) of a field of MARS that has no step; the
 * caller frees it with free().  NULL: there is none. */
static char *mars_time(const struct gdal_texts *t) {
    const char *date = raster_text(t, "date"), *time = raster_text(t, "time");
    const char *step = raster_text(t, "step");
    int clock;

    if (raster_text(t, "class") == NULL || !is_digits(date, 8, 8) ||
        !is_digits(time, 1, 4) || (step != NULL && strcmp(step, "0") != 0))
        return NULL;
    clock = (int)strtol(time, NULL, 10) * (strlen(time) < 3 ? 100 : 1);
    return mem_format("%.4s-%.2s-%.2sT%02d:%02d", date, date + 4, date + 6,
                      clock / 100, clock % 100);
}

static int64_t find_time(const struct gdal_info *info) {
    const char *when = raster_text(&info->imagery, "ACQUISITIONDATETIME");
    char *mars = mars_time(&info->metadata);
    int64_t ms;

    if (when == NULL)
        when = mars ? mars : raster_text(&info->metadata, "TIFFTAG_DATETIME");
    if (when == NULL || parse(when, &ms) != EX_OK)
        ms = INT64_MIN;
    free(mars);
    return ms;
}

int raster_time(struct dataset *ds, const struct gdal_info *info) {
    const int64_t ms = find_time(info);
    struct time_axis *t = &ds->time;
    int status;

    t->n = 1;
    if (ms == INT64_MIN)
        return EX_OK;
    t->units = mem_text("seconds since 1970-01-01");
    TRY(time_unit_parse(t->units, NULL, &t->unit));
    t->name = mem_text("time");
    t->value = mem_array(1, sizeof *t->value);
    t->value[0] = time_encode(&t->unit, ms);
done:
    return status;
}
