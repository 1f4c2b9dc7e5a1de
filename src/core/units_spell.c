/* SPDX-License-Identifier: Apache-2.0 */
#include "core/units_spell.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

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
};

/* The minus sign, for which a hyphen stands. */
#define MINUS "\xe2\x88\x92"

struct unit_text unit_spell(const char *unit) {
    struct unit_text t;
    size_t n = 0;

    for (; *unit && n + 1 < sizeof t.s; unit++) {
        const bool letter = n && isalpha((unsigned char)t.s[n - 1]);
        if (isspace((unsigned char)*unit)) {
            if (n && t.s[n - 1] != ' ')
                t.s[n++] = ' ';
        } else if (letter && *unit == '*' && unit[1] == '*') {
            unit++;
        } else if (strncmp(unit, MINUS, strlen(MINUS)) == 0) {
            t.s[n++] = '-';
            unit += strlen(MINUS) - 1;
        } else if (!letter || *unit != '^') {
            t.s[n++] = *unit;
        }
    }
    t.s[n - (n && t.s[n - 1] == ' ')] = 0;
    for (size_t k = 0; k < sizeof spellings / sizeof *spellings; k++)
        if (strcasecmp(t.s, spellings[k].from) == 0) {
            snprintf(t.s, sizeof t.s, "%s", spellings[k].to);
            break;
        }
    return t;
}
