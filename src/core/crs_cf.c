/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crs.h"
#include "core/mapping.h"
#include "core/mem.h"
#include "core/units.h"

/* " +key=value" put behind a text. */
static void add(char **text, const char *key, double value) {
    char number[32];
    char *longer;

    snprintf(number, sizeof number, "%.15g", value);
    if (strtod(number, NULL) != value)
        snprintf(number, sizeof number, "%.17g", value);
    longer = mem_format("%s +%s=%s", *text, key, number);
    free(*text);
    *text = longer;
}

static void add_word(char **text, const char *word) {
    char *longer = mem_format("%s %s", *text, word);

    free(*text);
    *text = longer;
}

static bool has(const char *text, const char *key, size_t n) {
    char word[32];

    snprintf(word, sizeof word, "+%.*s=", (int)n, key);
    return strstr(text, word) != NULL;
}

/* Figure of the earth: none of it said is WGS 84. */
static bool add_ellipsoid(char **text, const struct atts *a) {
    const double radius = atts_number(a, "earth_radius");
    const double major = atts_number(a, "semi_major_axis");
    const double minor = atts_number(a, "semi_minor_axis");
    const double rf = atts_number(a, "inverse_flattening");
    const double prime = atts_number(a, "longitude_of_prime_meridian");
    const struct att *shift = atts_find(a, "towgs84");
    bool is_wgs84 = isnan(prime) || prime == 0;

    if (!isnan(radius) && isnan(major)) {
        add(text, "R", radius);
        is_wgs84 = false;
    } else if (isnan(major) ||
               (major == 6378137 && (fabs(rf - 298.257223563) < 1e-6 ||
                                     fabs(minor - 6356752.314245) < 1e-3))) {
        add_word(text, "+datum=WGS84");
    } else {
        add(text, "a", major);
        if (!isnan(rf) && rf != 0)
            add(text, "rf", rf);
        else
            add(text, "b", isnan(minor) ? major : minor);
        is_wgs84 = false;
    }
    if (!isnan(prime) && prime != 0)
        add(text, "pm", prime);
    if (shift != NULL && shift->number && (shift->n == 3 || shift->n == 7)) {
        add(text, "towgs84", shift->number[0]);
        for (size_t k = 1; k < shift->n; k++) {
            char *longer = mem_format("%s,%.15g", *text, shift->number[k]);
            free(*text);
            *text = longer;
        }
        is_wgs84 = false;
    }
    return is_wgs84;
}

/* The value of a term: the second standard parallel is an attribute's second
 * number. */
static double value_of(const struct atts *a, const struct term *t) {
    const struct att *att = atts_find(a, t->cf);

    if (strcmp(t->proj, "lat_2") != 0)
        return att && att->number && att->n > 0 ? att->number[0] : NAN;
    return att && att->number && att->n > 1 ? att->number[1] : NAN;
}

static int check_needs(const struct mapping *m, const char *text) {
    const char *key = m->needs;

    while (*key) {
        const size_t n = strcspn(key, " ");

        if (!has(text, key, n)) {
            const struct term *t = m->term;
            while (t->proj == NULL || strlen(t->proj) != n ||
                   strncmp(t->proj, key, n) != 0)
                t++;
            return err_set(EX_DATAERR, "grid_mapping %s: no %s", m->cf, t->cf);
        }
        key += n + strspn(key + n, " ");
    }
    return EX_OK;
}

/* A pole is told by its latitude, else by the side of the parallel. */
static void add_pole(char **text, const struct atts *a) {
    const double parallel = atts_number(a, "standard_parallel");

    if (!has(*text, "lat_0", 5))
        add(text, "lat_0", parallel < 0 ? -90 : 90);
}

/* Length of the axes' unit [m]. */
static int unit_length(const struct mapping *m, const struct atts *a,
                       const char *units, double *metres) {
    struct conversion c;
    int status;

    *metres = 1;
    if (units == NULL || strcmp(units, "m") == 0)
        return EX_OK;
    if (strcmp(m->proj, "geos") == 0 && strncmp(units, "rad", 3) == 0) {
        *metres = atts_number(a, "perspective_point_height");
        return EX_OK;
    }
    TRY(units_conversion(units, "m", CLASS_STATE, NAN, &c));
    *metres = c.scale;
done:
    return err_in(status, "axis of projection");
}

static int projected(char **text, const struct mapping *m, const struct atts *a,
                     const char *units) {
    const char *sweep = atts_text(a, "sweep_angle_axis");
    double metres = 1;
    int status;

    TRY(unit_length(m, a, units, &metres));
    *text = mem_format("+proj=%s", m->proj);
    for (const struct term *t = m->term; t->cf; t++) {
        double value = value_of(a, t);

        if (isnan(value) || has(*text, t->proj, strlen(t->proj)))
            continue;
        if (strcmp(t->proj, "x_0") == 0 || strcmp(t->proj, "y_0") == 0)
            value *= metres; /* CF has it in the unit of the axes */
        add(text, t->proj, value);
    }
    TRY(check_needs(m, *text));
    if (strcmp(m->cf, "polar_stereographic") == 0)
        add_pole(text, a);
    if (strcmp(m->proj, "geos") == 0)
        add_word(text, sweep && *sweep == 'x' ? "+sweep=x" : "+sweep=y");
    add_ellipsoid(text, a);
    if (metres != 1)
        add(text, "to_meter", metres);
    else
        add_word(text, "+units=m");
    add_word(text, "+no_defs +type=crs");
done:
    return status;
}

/* Does a WKT name the geographic CRS that needs no transformation? */
static bool is_wkt_wgs84(const char *wkt) {
    static const char *const names[] = { "\"WGS 84", "\"WGS84",
                                         "\"GCS_WGS_1984" };
    const char *name = strchr(wkt, '"');

    if (strncmp(wkt, "GEO", 3) != 0 || name == NULL)
        return false;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (strncmp(name, names[k], strlen(names[k])) == 0)
            return true;
    return false;
}

/* A WKT counts in its own unit: that of the axes must be the same, where it is
 * one of length. */
static int check_unit(const char *wkt, const char *units) {
    struct conversion c;
    struct crs_id id;
    double metres;
    int status;

    if (units_conversion(units, "m", CLASS_STATE, NAN, &c) != EX_OK)
        return EX_OK;
    if ((status = crs_identify(wkt, &id)) != EX_OK)
        return status;
    metres = id.unit_m;
    if (fabs(c.scale / metres - 1) > 1e-6)
        status = err_set(EX_DATAERR,
                         "crs_wkt counts in units of %g m, the axes in \"%s\"",
                         metres, units);
    crs_id_free(&id);
    return status;
}

int crs_from_cf(char **out, const struct atts *a, const char *units) {
    const char *name = atts_text(a, "grid_mapping_name");
    const char *wkt = atts_text(a, "crs_wkt");
    const struct mapping *m = name ? mapping_find(name) : NULL;
    const bool metres = units == NULL || strcmp(units, "m") == 0;
    bool is_wgs84;
    int status = EX_OK;

    *out = NULL;
    if (wkt == NULL)
        wkt = atts_text(a, "spatial_ref");
    if (name && strcmp(name, "rotated_latitude_longitude") == 0)
        return EX_OK;
    if (wkt && *wkt && (m == NULL || metres)) {
        *out = is_wkt_wgs84(wkt) ? NULL : mem_text(wkt);
        return metres || *out == NULL ? EX_OK : check_unit(wkt, units);
    }
    if (name == NULL)
        return err_set(EX_DATAERR, "grid mapping: no grid_mapping_name");
    if (strcmp(name, "latitude_longitude") == 0) {
        *out = mem_text("+proj=longlat");
        is_wgs84 = add_ellipsoid(out, a);
        add_word(out, "+no_defs +type=crs");
    } else if (m != NULL) {
        is_wgs84 = false;
        status = projected(out, m, a, units);
    } else {
        return err_set(EX_DATAERR, "grid_mapping_name \"%s\" is not known",
                       name);
    }
    if (status != EX_OK || is_wgs84) {
        free(*out);
        *out = NULL;
    }
    return status;
}

static const struct proj_parameter *parameter(const struct proj_parts *p,
                                              const char *name) {
    for (size_t k = 0; k < p->nparameters; k++)
        if (p->parameter[k].name && strcmp(p->parameter[k].name, name) == 0)
            return &p->parameter[k];
    return NULL;
}

static double plain(const struct term *t) {
    return strncmp(t->epsg, "Scale", 5) == 0 ? 1 : 0;
}

/* Does a row say all that a CRS has? */
static bool fits(const struct mapping *m, const struct proj_parts *p) {
    for (const struct term *t = m->term; t->epsg || t->cf; t++) {
        const struct proj_parameter *q = t->epsg ? parameter(p, t->epsg) : NULL;

        if (t->epsg && (q == NULL || (t->cf == NULL && q->value != plain(t))))
            return false;
    }
    return true;
}

static void set(struct atts *a, const char *name, double value) {
    const struct att *old = atts_find(a, name);
    double both[2] = { value, value };

    if (old && old->number && strcmp(name, "standard_parallel") == 0) {
        both[0] = old->number[0];
        atts_set_numbers(a, name, TYPE_DOUBLE, 2, both);
    } else {
        atts_set_numbers(a, name, TYPE_DOUBLE, 1, both);
    }
}

static void set_projection(struct atts *a, const struct mapping *m,
                           const struct proj_parts *p) {
    const bool is_polar = strcmp(m->cf, "polar_stereographic") == 0;

    atts_set_text(a, "grid_mapping_name", m->cf);
    for (const struct term *t = m->term; t->epsg || t->cf; t++) {
        const bool is_false = t->cf && strncmp(t->cf, "false_", 6) == 0;

        if (t->cf && t->epsg) /* CF has these in the unit of the axes */
            set(a, t->cf,
                parameter(p, t->epsg)->value / (is_false ? p->unit_m : 1));
    }
    if (is_polar && !atts_find(a, "latitude_of_projection_origin"))
        set(a, "latitude_of_projection_origin",
            atts_number(a, "standard_parallel") < 0 ? -90 : 90);
}

static void set_figure(struct atts *a, const struct proj_parts *p) {
    set(a, "semi_major_axis", p->a);
    set(a, "inverse_flattening", p->rf);
    set(a, "longitude_of_prime_meridian", p->prime);
    if (p->datum)
        atts_set_text(a, "horizontal_datum_name", p->datum);
    if (p->ellipsoid)
        atts_set_text(a, "reference_ellipsoid_name", p->ellipsoid);
    if (p->meridian)
        atts_set_text(a, "prime_meridian_name", p->meridian);
}

int crs_to_cf(const char *text, struct atts *out) {
    struct proj_parts parts;
    const struct mapping *m = NULL;
    int status;

    TRY(crs_parts(text ? text : "OGC:CRS84", &parts));
    while (parts.method && (m = mapping_next(m, parts.method)) != NULL)
        if (fits(m, &parts))
            break;
    if (m != NULL)
        set_projection(out, m, &parts);
    else if (parts.is_geographic)
        atts_set_text(out, "grid_mapping_name", "latitude_longitude");
    set_figure(out, &parts);
    if (parts.wkt2)
        atts_set_text(out, "crs_wkt", parts.wkt2);
    crs_parts_free(&parts);
done:
    return status;
}
