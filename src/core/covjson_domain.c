/* SPDX-License-Identifier: Apache-2.0 */
/* Domains: times, members, levels, places. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/covjson_part.h"
#include "core/mem.h"
#include "core/parse.h"

static const char *const spelt[COV_AXES][4] = {
    [COV_T] = { "t", "time", NULL },
    [COV_Z] = { "levelist", "z", "level", NULL },
    [COV_Y] = { "latitude", "lat", NULL },
    [COV_X] = { "longitude", "lon", NULL },
};

const struct json *cov_mars(const struct json *coverage, const char *key) {
    return json_get(json_get(coverage, "mars:metadata"), key);
}

void cov_domain_free(struct cov_domain *d) {
    free(d->time);
    free(d->z);
    free(d->lat);
    free(d->lon);
    *d = (struct cov_domain){ 0 };
}

/* What an axis is called x or y as: old files of MARS have them the other way
 * round. */
static bool is_axis(const struct json *coverage, enum cov_axis a,
                    const char *name) {
    const bool mars = json_get(coverage, "mars:metadata") != NULL;

    for (size_t k = 0; spelt[a][k] != NULL; k++)
        if (strcmp(name, spelt[a][k]) == 0)
            return true;
    if (a == COV_Y)
        return strcmp(name, mars ? "x" : "y") == 0;
    return a == COV_X && strcmp(name, mars ? "y" : "x") == 0;
}

static int date_of(const struct json *j, int64_t *ms) {
    const char *text = json_text(j);
    enum precision precision;
    struct date d;
    int status;

    if (text == NULL)
        return err_set(EX_DATAERR, "a time is no text");
    if ((status = parse_date(text, &d, &precision)) != EX_OK ||
        (status = time_of(CALENDAR_PROLEPTIC_GREGORIAN, &d, ms)) != EX_OK)
        return err_set(EX_DATAERR, "\"%.40s\" is no time", text);
    return EX_OK;
}

static int not_read(const char *parameter, const char *type) {
    return err_set(EX_DATAERR, "%.60s: %s is not read (NdArray is)", parameter,
                   type ? type : "a range elsewhere");
}

/* As many places and levels as a coverage has values, of its largest range: a
 * few bytes could ask for any number.  A few need not be counted. */
static int check_count(const struct json *coverage, double n) {
    const struct json *range = json_first(json_get(coverage, "ranges"));
    size_t most = 256;

    if (n <= (double)most)
        return EX_OK;
    for (; range != NULL; range = json_next(range)) {
        const char *type = json_text(json_get(range, "type"));
        const size_t has = json_count(json_get(range, "values"));
        if (type == NULL || strcmp(type, "NdArray") != 0)
            return not_read(json_name(range), type);
        most = has > most ? has : most;
    }
    return n <= (double)most
               ? EX_OK
               : err_set(EX_DATAERR,
                         "its axes have %.0f places, its ranges no more "
                         "than %zu values",
                         n, most);
}

/* Values of an axis: listed, or from start to stop. */
static int axis_numbers(const struct json *coverage, const char *name,
                        double **out, size_t *n) {
    const struct json *axis =
        json_get(json_get(json_get(coverage, "domain"), "axes"), name);
    const struct json *values = json_get(axis, "values");
    const double start = json_number(json_get(axis, "start"));
    const double stop = json_number(json_get(axis, "stop"));
    const double count = json_number(json_get(axis, "num"));
    size_t k = 0;
    int status;

    *n = 0;
    *out = NULL;
    if (values == NULL && count > 0)
        TRY(check_count(coverage, count));
    if (values != NULL) {
        *n = json_count(values);
        *out = mem_array(*n, sizeof **out);
        for (const struct json *v = json_first(values); v; v = json_next(v))
            (*out)[k++] = json_number(v);
    } else if (count >= 1 && count <= 1e6) {
        *n = (size_t)count;
        *out = mem_array(*n, sizeof **out);
        for (k = 0; k < *n; k++)
            (*out)[k] =
                *n == 1 ? start
                        : start + (stop - start) * (double)k / (double)(*n - 1);
    }
    for (k = 0; k < *n; k++)
        if (!isfinite((*out)[k]))
            return err_set(EX_DATAERR, "axis %s: value %zu is no number", name,
                           k + 1);
    status =
        *n > 0 ? EX_OK : err_set(EX_DATAERR, "axis %s has no values", name);
done:
    return status;
}

static int check_place(double lat, double *lon, bool grid) {
    if (!(fabs(lat) <= 90) || !(fabs(*lon) <= 720))
        return err_set(EX_DATAERR, "there is no place %g north, %g east", lat,
                       *lon);
    if (!grid && fabs(*lon) > 180)
        *lon = remainder(*lon, 360);
    return EX_OK;
}

/* Axes of places apart from one another: all pairs are cells. */
static int read_places(struct cov_domain *d, const struct json *coverage) {
    double *y = NULL, *x = NULL;
    int status;

    if (d->name[COV_Y] == NULL || d->name[COV_X] == NULL)
        return err_set(EX_DATAERR, "its domain has no latitude and longitude");
    TRY(axis_numbers(coverage, d->name[COV_Y], &y, &d->ny));
    TRY(axis_numbers(coverage, d->name[COV_X], &x, &d->nx));
    TRY(check_count(coverage, (double)d->ny * (double)d->nx));
    d->ncells = d->ny * d->nx;
    d->lat = mem_array(d->ncells, sizeof *d->lat);
    d->lon = mem_array(d->ncells, sizeof *d->lon);
    for (size_t i = 0; i < d->ncells; i++) {
        d->lat[i] = y[i / d->nx];
        d->lon[i] = x[i % d->nx];
        TRY(check_place(d->lat[i], &d->lon[i], d->ncells > 1));
    }
done:
    free(y);
    free(x);
    return status;
}

/* Which of a tuple's numbers is the axis; NC_NONE: none. */
static size_t find_part(const struct json *coverage, const struct json *names,
                        enum cov_axis a) {
    size_t k = 0;

    for (const struct json *n = json_first(names); n; n = json_next(n), k++)
        if (json_text(n) != NULL && is_axis(coverage, a, json_text(n)))
            return k;
    return NC_NONE;
}

/* Tuples of places, with levels. */
static int read_composite(struct cov_domain *d, const struct json *coverage,
                          const struct json *axis) {
    const struct json *names = json_get(axis, "coordinates");
    const struct json *values = json_get(axis, "values");
    const size_t y = find_part(coverage, names, COV_Y);
    const size_t x = find_part(coverage, names, COV_X);
    const size_t z = find_part(coverage, names, COV_Z);
    size_t i = 0;
    int status = EX_OK;

    if (find_part(coverage, names, COV_T) != NC_NONE)
        return err_set(EX_DATAERR, "a trajectory is not read");
    if (y == NC_NONE || x == NC_NONE || json_count(values) == 0)
        return err_set(EX_DATAERR, "its composite is of no places");
    d->composite = true;
    d->has_level = z != NC_NONE;
    d->ny = 1;
    d->nx = d->ncells = json_count(values);
    d->lat = mem_array(d->ncells, sizeof *d->lat);
    d->lon = mem_array(d->ncells, sizeof *d->lon);
    d->z = mem_array(d->ncells, sizeof *d->z);
    for (const struct json *v = json_first(values); v; v = json_next(v), i++) {
        d->lat[i] = json_number(json_at(v, y));
        d->lon[i] = json_number(json_at(v, x));
        d->z[i] = z != NC_NONE ? json_number(json_at(v, z)) : 0;
        if (!isfinite(d->z[i]))
            return err_set(EX_DATAERR, "a level is no number");
        TRY(check_place(d->lat[i], &d->lon[i], false));
    }
done:
    return status;
}

/* Where there is a step, the time is that of the forecast and it. */
static int read_times(struct cov_domain *d, const struct json *coverage,
                      const struct json *axis) {
    const struct json *values = json_get(axis, "values");
    const struct json *base = cov_mars(coverage, "Forecast date");
    const double step = json_number(cov_mars(coverage, "step"));
    size_t k = 0;
    int status = EX_OK;

    d->nt = 1;
    d->time = mem_array(json_count(values) + 1, sizeof *d->time);
    if (base != NULL && isfinite(step) && json_count(values) <= 1) {
        d->has_time = true;
        if (!(fabs(step) < 1e6))
            return err_set(EX_DATAERR, "step %g is none", step);
        TRY(date_of(base, &d->time[0]));
        d->time[0] += llround(step * 3600000);
        return EX_OK;
    }
    if (axis == NULL)
        return EX_OK;
    d->has_time = true;
    d->nt = json_count(values);
    if (d->nt == 0)
        return err_set(EX_DATAERR, "axis %s has no values", d->name[COV_T]);
    for (const struct json *v = json_first(values); v; v = json_next(v))
        TRY(date_of(v, &d->time[k++]));
done:
    return status;
}

int cov_domain_read(struct cov_domain *d, const struct json *coverage) {
    const struct json *axes = json_get(json_get(coverage, "domain"), "axes");
    const struct json *composite = json_get(axes, "composite");
    int status;

    *d = (struct cov_domain){ .nz = 1 };
    if (json_kind(axes) != JSON_OBJECT)
        return err_set(EX_DATAERR, "its domain has no axes");
    for (const struct json *a = json_first(axes); a; a = json_next(a)) {
        bool known = a == composite;
        for (int k = 0; k < COV_AXES && !known; k++)
            if (d->name[k] == NULL && is_axis(coverage, k, json_name(a))) {
                d->name[k] = json_name(a);
                known = true;
            }
        if (!known && json_count(json_get(a, "values")) != 1)
            return err_set(EX_DATAERR,
                           "axis %s is none of time, level and place",
                           json_name(a));
    }
    d->member = json_number(cov_mars(coverage, "number"));
    d->has_member = isfinite(d->member);
    TRY(read_times(d, coverage,
                   d->name[COV_T] ? json_get(axes, d->name[COV_T]) : NULL));
    TRY(composite ? read_composite(d, coverage, composite)
                  : read_places(d, coverage));
    if (composite == NULL && d->name[COV_Z] != NULL) {
        d->has_level = true;
        TRY(axis_numbers(coverage, d->name[COV_Z], &d->z, &d->nz));
    } else if (composite == NULL) {
        d->z = mem_array(1, sizeof *d->z);
    }
done:
    return status;
}

/* The place in the order of the domain of value i of a range, whose axes come
 * in another. */
static size_t reorder(size_t i, size_t n, const size_t *shape,
                      const size_t *stride) {
    size_t to = 0;

    for (size_t k = n; k-- > 0; i /= shape[k])
        to += i % shape[k] * stride[k];
    return to;
}

/* Strides of the axes that a range names; false where they are not those of
 * the domain. */
static bool axes_of(const struct cov_domain *d, const struct json *range,
                    size_t *n, size_t *shape, size_t *stride) {
    const size_t length[COV_AXES] = { d->nt, d->nz, d->ny, d->nx };
    const struct json *names = json_get(range, "axisNames");
    const struct json *lengths = json_first(json_get(range, "shape"));
    bool seen[COV_AXES] = { false };
    size_t all = 1;

    *n = 0;
    for (const struct json *a = json_first(names); a; a = json_next(a)) {
        const char *name = json_text(a);
        size_t at = 1;
        int k = COV_AXES;
        while (name != NULL && k-- > 0) {
            const char *own = k == COV_X && d->composite ? "composite"
                              : d->composite && k < COV_X && k != COV_T
                                  ? NULL
                                  : d->name[k];
            if (own != NULL && strcmp(own, name) == 0)
                break;
            at *= length[k];
        }
        if (name == NULL || k < 0 || seen[k] ||
            json_number(lengths) != (double)length[k])
            return false;
        seen[k] = true;
        shape[*n] = length[k];
        stride[(*n)++] = at;
        all *= length[k];
        lengths = json_next(lengths);
    }
    return all == d->nt * d->nz * d->ncells;
}

/* Which of two or more axes is longer than one? */
static bool is_line(const struct cov_domain *d) {
    return (d->nt > 1) + (d->nz > 1) + (d->ncells > 1) <= 1;
}

int cov_values(const struct cov_domain *d, const struct json *range,
               const char *parameter, double *out) {
    const struct json *values = json_get(range, "values");
    const char *type = json_text(json_get(range, "type"));
    const size_t all = d->nt * d->nz * d->ncells;
    size_t n, shape[COV_AXES], stride[COV_AXES], i = 0;
    bool named;

    if (type == NULL || strcmp(type, "NdArray") != 0)
        return not_read(parameter, type);
    if (json_count(values) != all)
        return err_set(EX_DATAERR, "%.60s: %zu values for %zu places and times",
                       parameter, json_count(values), all);
    named = axes_of(d, range, &n, shape, stride);
    if (!named && !is_line(d))
        return err_set(EX_DATAERR,
                       "%.60s: its axes are not those of its domain",
                       parameter);
    for (const struct json *v = json_first(values); v; v = json_next(v), i++) {
        if (json_kind(v) != JSON_NUMBER && json_kind(v) != JSON_NULL)
            return err_set(EX_DATAERR, "%.60s: value %zu is no number",
                           parameter, i + 1);
        out[named ? reorder(i, n, shape, stride) : i] = json_number(v);
    }
    return EX_OK;
}
