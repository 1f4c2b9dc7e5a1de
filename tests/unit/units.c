/* SPDX-License-Identifier: Apache-2.0 */
/* Units: factors by hand from the definitions of the units. */
#include "core/units.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static bool says(const char *part) {
    if (strstr(err_text(), part))
        return true;
    printf("# %s\n", err_text());
    return false;
}

/* x in one unit is y in the other, to a few ulp. */
static bool is(const char *from, double x, const char *to, double y) {
    struct conversion c;

    if (units_conversion(from, to, CLASS_STATE, NAN, &c) == EX_OK &&
        near(x * c.scale + c.offset, y, 1e-14 * fabs(x * c.scale)))
        return true;
    printf("# %s to %s: %s\n", from, to, err_text());
    return false;
}

static bool water(const char *from, double x, const char *to, double y,
                  double step) {
    struct conversion c = { NAN, NAN };

    if (units_conversion(from, to, CLASS_FLUX, step, &c) == EX_OK &&
        near(x * c.scale, y, 1e-14 * fabs(y)) && c.offset == 0)
        return true;
    printf("# %s to %s: %.17g %s\n", from, to, c.scale, err_text());
    return false;
}

static bool cannot(const char *from, const char *to, enum unit_class class,
                   const char *why) {
    struct conversion c;
    return units_conversion(from, to, class, NAN, &c) == EX_DATAERR &&
           says(why);
}

static void conversions(void) {
    ok(is("K", 300, "degC", 26.85) && is("degC", -40, "degF", -40) &&
           is("degF", 212, "K", 373.15) && is("hPa", 1013.25, "Pa", 101325) &&
           is("m s-1", 1, "knot", 1.9438444924406046) &&
           is("%", 50, "1", 0.5) && is("g/kg", 3, "kg kg-1", 0.003),
       "UDUNITS's conversions");
    ok(is("C", 20, "K", 293.15) && is("degrees C", 20, "K", 293.15) &&
           is("K", 293.15, "C", 20) && is("F", 212, "degC", 100) &&
           is("deg C", 20, "degC", 20) && is("Celsius", 20, "C", 20),
       "C and F are temperatures where the other unit is one");
    ok(is("gpm", 5500, "m", 5500) && is("psu", 35, "1e-3", 35) &&
           is("mb", 1000, "Pa", 100000) && is("(0 - 1)", 1, "%", 100) &&
           is("m of water equivalent", 0.25, "kg m-2", 250) &&
           is("m s**-1", 3, "m s-1", 3) && is("W m^-2", 3, "W/m2", 3),
       "spellings beyond UDUNITS");
    ok(is("m\xc2\xb7s\xe2\x81\xbb\xc2\xb9", 3, "m s-1", 3) &&
           is("kg m\xe2\x81\xbb\xc2\xb2", 3, "kg m-2", 3) &&
           is("10\xe2\x81\xbb\xc2\xb3 K", 3, "mK", 3),
       "exponents that are written high");
    ok(is("0.1 degC", 100, "K", 283.15) && is("0.01 degC", 1000, "degC", 10) &&
           is("K", 283.15, "0.1 celsius", 100) &&
           is("0.1 degF", 500, "degF", 50) &&
           is("tenths of degC", -5, "K", 272.65) &&
           is("tenths of mm", 25, "mm", 2.5),
       "parts of degrees count from where the degrees do");
    ok(is("deg", 90, "degree", 90) && is("degrees true", 90, "degree", 90) &&
           is("okta", 4, "%", 50) && is("cumecs", 4, "m3 s-1", 4),
       "units of stations");
    /* by UDUNITS an angle times a temperature: 10 degrees Celsius, 0.17 K */
    ok(is("degrees Celsius", 10, "K", 283.15) &&
           is("Degree Celsius", 10, "K", 283.15) &&
           is("degrees Kelvin", 280, "K", 280) &&
           is("degrees Fahrenheit", 50, "K", 283.15) &&
           is("oC", 10, "degC", 10) && is("centigrade", 10, "degC", 10),
       "names of temperatures behind degrees");
    ok(is("ppt", 35, "1e-3", 35) && is("ppt", 35, "1", 3.5e-11) &&
           is("permil", 35, "1e-3", 35),
       "ppt is of a thousand where salinity is");
    ok(is("mph", 10, "m s-1", 4.4704) && is("kph", 36, "m s-1", 10) &&
           is("HPA", 1000, "Pa", 100000) && is("pct", 50, "1", 0.5) &&
           is("W m\xe2\x88\x92\x32", 5, "W m-2", 5) && is("KG/KG", 3, "1", 3) &&
           is("vol/vol", 0.3, "m3 m-3", 0.3) && is("mm w.e.", 3, "kg m-2", 3) &&
           is("kWh m-2", 1, "J m-2", 3.6e6),
       "what stations and reanalyses write");
    ok(is("K/km", 6.5, "K m-1", 0.0065) && is("degC/km", 6.5, "K m-1", 0.0065),
       "a lapse rate converts as a plain unit");
    ok(cannot("mm", "K", CLASS_STATE, "cannot convert \"mm\" to \"K\"") &&
           cannot("foo", "K", CLASS_STATE, "unit \"foo\" is not known") &&
           cannot("dBZ", "1", CLASS_STATE, "cannot convert") &&
           cannot("dB", "1", CLASS_STATE, "logarithmic") &&
           cannot("s", "Hz", CLASS_STATE, "cannot convert") &&
           cannot("kg m-2", "mm", CLASS_STATE, "cannot convert"),
       "what cannot be converted");
}

static void rates(void) {
    ok(water("kg m-2 s-1", 1, "mm/day", 86400, NAN) &&
           water("mm/h", 3.6, "kg m-2 s-1", 0.001, NAN) &&
           water("kg m-2 s-1", 1, "m s-1", 0.001, NAN) &&
           water("kg m-2", 25, "mm", 25, NAN) &&
           water("m", 0.025, "kg m-2", 25, NAN) &&
           water("m of water equivalent", 0.025, "mm", 25, NAN) &&
           water("kg m^-2", 25, "inch", 25 / 25.4, NAN),
       "water by 1000 kg m-3");
    ok(water("kg m-2", 3.6, "kg m-2 s-1", 0.001, 3600) &&
           water("kg m-2 s-1", 0.001, "mm", 3.6, 3600) &&
           water("m", 0.001, "mm/day", 24, 3600) &&
           water("J m-2", 3600, "W m-2", 1, 3600) &&
           water("W m-2", 1, "MJ m-2", 0.0864, 86400),
       "amounts and rates by the length of the step");
    ok(cannot("kg m-2", "kg m-2 s-1", CLASS_AMOUNT,
              "cannot convert \"kg m-2\" to \"kg m-2 s-1\" without a step "
              "length; use --accumulation ") &&
           cannot("J m-2", "kg m-2", CLASS_AMOUNT, "cannot convert") &&
           cannot("K", "kg m-2", CLASS_AMOUNT, "cannot convert"),
       "not without a step, not from energy to water");
    ok(water("mm/month", 31, "mm/day", 1, 31 * 86400.0) &&
           water("mm month-1", 31, "mm", 31, 31 * 86400.0) &&
           cannot("mm/month", "mm/day", CLASS_FLUX, "steps of a month") &&
           cannot("mm/m", "kg m-2 s-1", CLASS_FLUX,
                  "mm per month? say --assume-units pr=mm/month"),
       "mm/month takes the month of the step, mm/m is refused");
}

static bool there_and_back(const char *a, const char *b, double step) {
    struct conversion to, from;
    bool good = true;

    if (units_conversion(a, b, CLASS_FLUX, step, &to) != EX_OK ||
        units_conversion(b, a, CLASS_FLUX, step, &from) != EX_OK)
        return false;
    for (double x = 1e-3; x < 1e6; x *= 1.7) {
        const double y = x * to.scale + to.offset;
        const double back = y * from.scale + from.offset;
        const double big = to.offset != 0 ? x + 459.67 : x;
        good &= fabs(back - x) <= 2 * (nextafter(big, INFINITY) - big);
    }
    if (!good)
        printf("# %s %s\n", a, b);
    return good;
}

static void round_trips(void) {
    ok(there_and_back("K", "degC", NAN) && there_and_back("degF", "K", NAN) &&
           there_and_back("degC", "degF", NAN) &&
           there_and_back("hPa", "Pa", NAN) &&
           there_and_back("m s-1", "knot", NAN) &&
           there_and_back("km/h", "m s-1", NAN) &&
           there_and_back("kg m-2 s-1", "mm/day", NAN) &&
           there_and_back("J m-2", "W m-2", 3600) &&
           there_and_back("ha", "km2", NAN) && there_and_back("%", "1", NAN),
       "there and back to 2 ulp");
}

static bool parses(const char *text, double value, const char *unit) {
    struct quantity q = { NAN, NULL };
    bool good;

    if (quantity_parse(text, &q) != EX_OK)
        return false;
    good = q.value == value &&
           (unit ? q.unit && strcmp(q.unit, unit) == 0 : q.unit == NULL);
    free(q.unit);
    return good;
}

static void quantities(void) {
    struct quantity q = { 0, NULL };
    double x = 0;

    ok(parses("35 degC", 35, "degC") && parses("35degC", 35, "degC") &&
           parses("200Pa", 200, "Pa") &&
           parses("-1.5e3 m s-1 ", -1500, "m s-1") && parses("10%", 10, "%") &&
           parses("12", 12, NULL) && parses("6.5K/km", 6.5, "K/km"),
       "numbers with units, or bare");
    ok(quantity_parse("degC", &q) == EX_USAGE &&
           quantity_parse("", &q) == EX_USAGE && q.unit == NULL,
       "a text without a number is refused");
    ok(units_in((struct quantity){ 35, "degC" }, "K", &x) == EX_OK &&
           near(x, 308.15, 1e-12) &&
           units_in((struct quantity){ 20, "mm/day" }, "kg m-2 s-1", &x) ==
               EX_OK &&
           near(x, 20 / 86400., 1e-18) &&
           units_in((struct quantity){ 7, NULL }, "K", &x) == EX_OK && x == 7,
       "a quantity in the unit of the data");
    ok(units_in((struct quantity){ 12, "x" }, "K", &x) == EX_USAGE &&
           says("unit \"x\" is not known") &&
           units_in((struct quantity){ 12, "K" }, "foo", &x) == EX_DATAERR &&
           units_in((struct quantity){ 12, "m" }, "K", &x) == EX_DATAERR &&
           x == 7,
       "an unknown unit is the fault of whoever wrote it");
    ok(units_difference((struct quantity){ 5, "degC" }, "K", &x) == EX_OK &&
           x == 5 &&
           units_difference((struct quantity){ 9, "degF" }, "K", &x) == EX_OK &&
           near(x, 5, 1e-14),
       "differences have no offset");
    ok(units_same("K", "kelvin") && units_same("mm d-1", "mm/day") &&
           units_same("degrees_north", "degrees_east") &&
           !units_same("K", "degC") && !units_same("K", "foo") &&
           !units_same("m", "km"),
       "units that are the same");
    ok(units_check("furlong") == EX_OK && units_check("foo") == EX_DATAERR,
       "units that are known");
}

static void classes(void) {
    enum unit_class c = CLASS_STATE;

    ok(units_class_parse("amount", &c) == EX_OK && c == CLASS_AMOUNT &&
           strcmp(units_class_name(CLASS_VECTOR), "vector") == 0 &&
           units_class_parse("foo", &c) == EX_DATAERR && c == CLASS_AMOUNT,
       "names of classes");
}

int main(void) {
    conversions();
    rates();
    round_trips();
    quantities();
    classes();
    return done();
}
