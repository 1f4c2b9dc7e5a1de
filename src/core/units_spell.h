/* SPDX-License-Identifier: Apache-2.0 */
/* units_spell -- units as people write them, made such as UDUNITS-2 reads */
#ifndef TWIN_UNITS_SPELL_H
#define TWIN_UNITS_SPELL_H

/* A cell of text, long enough for any unit worth reading. */
struct unit_text {
    char s[128];
};

/* unit_spell -- blanks made single, "m s**-1", "m s^-1" and exponents that are
 * written high made "m s-1", what UDUNITS does not know or takes for something
 * else ("degrees Celsius" is an angle times a temperature, "0.1 degC" counts
 * from absolute zero) made its own: what is equal afterwards needs no database.
 */
struct unit_text unit_spell(const char *unit);

#endif
