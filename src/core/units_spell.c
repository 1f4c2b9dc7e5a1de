/* SPDX-License-Identifier: Apache-2.0 */
#include "core/units_spell.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/parse.h"

/* In any case. */
static const struct {
    const char *from, *to;
} spellings[] = {
    { "degrees C", "degC" },
    { "degree C", "degC" },
    { "deg C", "degC" },
    { "degs C", "degC" },
    { "degree_C", "degC" },
    { "degrees_C", "degC" },
    { "celsius", "degC" },
    { "degrees celsius", "degC" },
    { "degree celsius", "degC" },
    { "deg celsius", "degC" },
    { "deg_celsius", "degC" },
    { "centigrade", "degC" },
    { "degrees centigrade", "degC" },
    { "degree centigrade", "degC" },
    { "degree_centigrade", "degC" },
    { "oC", "degC" },
    { "\xc2\xba\x43", "degC" }, /* the ordinal of masculine nouns */
    { "degrees F", "degF" },
    { "degree F", "degF" },
    { "deg F", "degF" },
    { "degrees fahrenheit", "degF" },
    { "degree fahrenheit", "degF" },
    { "deg fahrenheit", "degF" },
    { "degrees K", "K" },
    { "degree K", "K" },
    { "deg K", "K" },
    { "kelvin", "K" },
    { "degrees kelvin", "K" },
    { "degree kelvin", "K" },
    { "deg kelvin", "K" },
    { "gpm", "m" },
    { "geopm", "m" },
    { "geopotential meter", "m" },
    { "geopotential meters", "m" },
    { "geopotential_meter", "m" },
    { "psu", "1e-3" },
    { "pss", "1e-3" },
    { "pss-78", "1e-3" },
    { "permil", "1e-3" },
    { "per mil", "1e-3" },
    { "(0 - 1)", "1" },
    { "0-1", "1" },
    { "fraction", "1" },
    { "proportion", "1" },
    { "unitless", "1" },
    { "dimensionless", "1" },
    { "vol/vol", "1" },
    { "none", "1" },
    { "-", "1" },
    { "", "1" },
    { "percent", "%" },
    { "pct", "%" },
    { "mb", "mbar" },
    { "hpa", "hPa" },
    { "kpa", "kPa" },
    { "m of water", "1000 kg m-2" },
    { "m of water equivalent", "1000 kg m-2" },
    { "m w.e.", "1000 kg m-2" },
    { "mm of water", "kg m-2" },
    { "mm of water equivalent", "kg m-2" },
    { "mm w.e.", "kg m-2" },
    { "kph", "km/h" },
    { "mph", "mile/hour" },
    { "gm/kg", "g/kg" },
    { "kg/kg", "1" },
    { "mm/day", "mm/day" },
    { "m/s", "m/s" },
    { "w/m2", "W m-2" },
    { "Wm-2", "W m-2" },
    { "kWh m-2", "3.6e6 J m-2" },
    { "deg", "degree" },
    { "degs", "degree" },
    { "degree true", "degree" },
    { "degrees true", "degree" },
    { "deg true", "degree" },
    { "okta", "12.5 %" },
    { "oktas", "12.5 %" },
    { "okta(s)", "12.5 %" },
    { "cumec", "m3 s-1" },
    { "cumecs", "m3 s-1" },
};

/* The minus sign, for which a hyphen stands. */
#define MINUS "\xe2\x88\x92"

/* A digit or the minus of an exponent that is written high, and its length; 0:
 * none. */
static size_t high(const char *text, char *plain) {
    static const char *const highs[] = {
        "\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",
        "\xe2\x81\xb4", "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7",
        "\xe2\x81\xb8", "\xe2\x81\xb9", "\xe2\x81\xbb",
    };

    for (size_t k = 0; k < sizeof highs / sizeof *highs; k++)
        if (strncmp(text, highs[k], strlen(highs[k])) == 0) {
            *plain = "0123456789-"[k];
            return strlen(highs[k]);
        }
    return 0;
}

/* One blank, "m s-1", plain digits. */
static void clean(const char *unit, struct unit_text *t) {
    size_t n = 0, length = 0;
    char plain;

    for (; *unit && n + 2 < sizeof t->s; unit++) {
        const char before = n ? t->s[n - 1] : 0;
        const bool raised = length > 0;
        const bool letter = isalpha((unsigned char)before);
        length = high(unit, &plain);
        if (isspace((unsigned char)*unit)) {
            if (n && before != ' ')
                t->s[n++] = ' ';
        } else if (letter && *unit == '*' && unit[1] == '*') {
            unit++;
        } else if (strncmp(unit, MINUS, strlen(MINUS)) == 0) {
            t->s[n++] = '-';
            unit += strlen(MINUS) - 1;
        } else if (length > 0) {
            if (isdigit((unsigned char)before) && !raised)
                t->s[n++] = '^'; /* of 10 */
            t->s[n++] = plain;
            unit += length - 1;
        } else if (!letter || *unit != '^') {
            t->s[n++] = *unit;
        }
    }
    t->s[n - (n && t->s[n - 1] == ' ')] = 0;
}

static const char *known(const char *text) {
    for (size_t k = 0; k < sizeof spellings / sizeof *spellings; k++)
        if (strcasecmp(text, spellings[k].from) == 0)
            return spellings[k].to;
    return text;
}

/* "tenths of mm"; and "0.1 degC", of which UDUNITS forgets that the scale does
 * not begin at absolute zero. */
static void parts(struct unit_text *t) {
    static const struct {
        const char *name;
        double part;
    } names[] = { { "tenths of ", 0.1 },
                  { "tenth of ", 0.1 },
                  { "hundredths of ", 0.01 },
                  { "thousandths of ", 0.001 } };
    const struct unit_text was = *t;
    const char *unit = NULL;
    bool named = false;
    double part;

    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (strncasecmp(was.s, names[k].name, strlen(names[k].name)) == 0) {
            unit = was.s + strlen(names[k].name);
            part = names[k].part;
            named = true;
        }
    if (unit == NULL && (unit = parse_number(was.s, &part)) != NULL)
        unit += strspn(unit, " ");
    if (unit == NULL || *unit == 0 || !(part > 0))
        return;
    unit = known(unit);
    if (strcmp(unit, "degC") == 0)
        snprintf(t->s, sizeof t->s, "%.15g K @ %.15g", part, 273.15 / part);
    else if (strcmp(unit, "degF") == 0)
        snprintf(t->s, sizeof t->s, "%.17g K @ %.15g", part / 1.8,
                 459.67 / part);
    else if (named)
        snprintf(t->s, sizeof t->s, "%.15g %.100s", part, unit);
}

struct unit_text unit_spell(const char *unit) {
    struct unit_text t, plain;

    clean(unit, &plain);
    snprintf(t.s, sizeof t.s, "%s", known(plain.s));
    parts(&t);
    return t;
}
