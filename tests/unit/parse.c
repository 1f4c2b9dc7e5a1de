/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of options: expected values by hand. */
#include "core/parse.h"

#include <stdlib.h>
#include <string.h>

#include "core/grid.h"
#include "tap.h"

static bool says(const char *part) {
    return strstr(err_text(), part) != NULL;
}

static bool number(const char *text, double want) {
    double x = -99;
    return parse_double(text, &x) == EX_OK && x == want;
}

static bool no_number(const char *text) {
    double x = 7;
    return parse_double(text, &x) == EX_USAGE && x == 7 && says(text);
}

static void numbers(void) {
    size_t n = 0;
    int64_t k = 0;

    ok(number("12", 12) && number("-.5", -0.5) && number("+1e3", 1000) &&
           number("1.", 1) && number("6.02E23", 6.02e23),
       "a decimal number is read whole");
    ok(no_number("12x") && no_number("") && no_number(" 1") &&
           no_number("1 ") && no_number("0x10") && no_number("nan") &&
           no_number("inf") && no_number("1e999") && no_number("-") &&
           no_number("1,5"),
       "anything else is refused, and nothing is set");
    ok(parse_size("0", &n) == EX_OK && n == 0 &&
           parse_size("1000", &n) == EX_OK && n == 1000 &&
           parse_size("-1", &n) == EX_USAGE &&
           parse_size("1.5", &n) == EX_USAGE &&
           parse_size("99999999999999999999", &n) == EX_USAGE && n == 1000,
       "a size is a whole number from 0 on");
    ok(parse_int("-12", &k) == EX_OK && k == -12 &&
           parse_int("- 1", &k) == EX_USAGE && parse_int("", &k) == EX_USAGE,
       "a whole number may have a sign");
    ok(parse_bytes("4096", &n) == EX_OK && n == 4096 &&
           parse_bytes("512M", &n) == EX_OK && n == 512UL << 20 &&
           parse_bytes("2GiB", &n) == EX_OK && n == 2UL << 30 &&
           parse_bytes("3k", &n) == EX_OK && n == 3072,
       "bytes in powers of 1024");
    ok(parse_bytes("2Gx", &n) == EX_USAGE &&
           parse_bytes("-1", &n) == EX_USAGE &&
           parse_bytes("M", &n) == EX_USAGE &&
           parse_bytes("99999999T", &n) == EX_USAGE,
       "bytes that are none, or too many");
}

static void lists(void) {
    char **word = NULL;
    double x[3] = { 0, 0, 0 };
    struct bbox b = { 0, 0, 0, 0 };
    size_t n = 0;

    ok(parse_list("tas,pr,x y", &word, &n) == EX_OK && n == 3 &&
           strcmp(word[0], "tas") == 0 && strcmp(word[1], "pr") == 0 &&
           strcmp(word[2], "x y") == 0,
       "a comma list");
    free(word);
    ok(parse_list("a,,b", &word, &n) == EX_USAGE &&
           parse_list("", &word, &n) == EX_USAGE &&
           parse_list("a,", &word, &n) == EX_USAGE && says("empty word"),
       "an empty word is refused");
    ok(parse_doubles("1,2.5,-3", 3, x) == EX_OK && x[1] == 2.5 &&
           parse_doubles("1,2", 3, x) == EX_USAGE &&
           parse_doubles("1,2,3,4", 3, x) == EX_USAGE && x[0] == 1,
       "exactly so many numbers");
    ok(parse_bbox("170,-20.5,-170,10", &b) == EX_OK && b.west == 170 &&
           b.south == -20.5 && b.east == -170 && b.north == 10,
       "a box, here across the date line");
    ok(parse_bbox("0,10,20,5", &b) == EX_USAGE && says("south") &&
           parse_bbox("0,-91,20,5", &b) == EX_USAGE && says("latitude") &&
           parse_bbox("0,0,1", &b) == EX_USAGE && says("W,S,E,N") &&
           parse_bbox("0,0,1,1@EPSG:3035", &b) == EX_USAGE &&
           parse_bbox("-180,0,181,1", &b) == EX_USAGE && says("once"),
       "boxes that are none");
}

static bool lasts(const char *text, int64_t months, int64_t ms) {
    struct duration d = { -1, -1 };
    return parse_duration(text, &d) == EX_OK && d.months == months &&
           d.ms == ms;
}

static bool lasts_not(const char *text) {
    struct duration d;
    return parse_duration(text, &d) == EX_USAGE;
}

static void durations(void) {
    int64_t ms = 0;

    ok(lasts("PT6H", 0, 21600000) && lasts("P1D", 0, 86400000) &&
           lasts("P2W", 0, 1209600000) && lasts("PT0.25S", 0, 250) &&
           lasts("P1Y2M10DT2H30M", 14, 873000000),
       "ISO 8601 durations, months apart");
    ok(lasts("6h", 0, 21600000) && lasts("30min", 0, 1800000) &&
           lasts("5d", 0, 432000000) && lasts("5 days", 0, 432000000) &&
           lasts("1.5hours", 0, 5400000) && lasts("250ms", 0, 250) &&
           lasts("2mon", 2, 0) && lasts("3 years", 36, 0) &&
           lasts("0.5y", 6, 0) && lasts("0h", 0, 0),
       "short durations");
    ok(lasts_not("5m") && lasts_not("P") && lasts_not("PT") &&
           lasts_not("P1H") && lasts_not("PT1D") && lasts_not("P1D1Y") &&
           lasts_not("P1DT") && lasts_not("6") && lasts_not("h") &&
           lasts_not("-6h") && lasts_not("0.3mon") && lasts_not("0.1ms") &&
           lasts_not("P1D ") && lasts_not("PT1HT1M"),
       "durations that are none");
    ok(parse_ms("1h", &ms) == EX_OK && ms == 3600000 &&
           parse_ms("1mon", &ms) == EX_USAGE && says("no fixed length"),
       "months have no fixed length");
}

static bool is_date(const char *text, enum precision want) {
    enum precision p;
    struct date d;

    return parse_date(text, &d, &p) == EX_OK && p == want && d.year == 2019 &&
           d.month == (p > PRECISION_YEAR ? 7 : 1) &&
           d.day == (p > PRECISION_MONTH ? 31 : 1) &&
           d.hour == (p > PRECISION_DAY ? 6 : 0) &&
           d.minute == (p > PRECISION_HOUR ? 30 : 0) &&
           d.second == (p > PRECISION_MINUTE ? 15 : 0) &&
           d.ms == (p > PRECISION_SECOND ? 250 : 0);
}

static bool no_date(const char *text) {
    enum precision p;
    struct date d;
    return parse_date(text, &d, &p) == EX_USAGE && says("is not a date");
}

static void dates(void) {
    struct time_range r;
    enum precision p;
    struct date d;

    ok(is_date("2019", PRECISION_YEAR) && is_date("2019-07", PRECISION_MONTH) &&
           is_date("2019-07-31", PRECISION_DAY) &&
           is_date("2019-07-31T06", PRECISION_HOUR) &&
           is_date("2019-07-31 06:30", PRECISION_MINUTE) &&
           is_date("2019-07-31T06:30:15Z", PRECISION_SECOND) &&
           is_date("2019-07-31T06:30:15.2509Z", PRECISION_MS),
       "dates cut short anywhere");
    ok(parse_date("-0044-03-15", &d, &p) == EX_OK && d.year == -44 &&
           parse_date("2000-02-30", &d, &p) == EX_OK && d.day == 30,
       "negative years, and days that only some calendar has");
    ok(no_date("19") && no_date("2019-13") && no_date("2019-00") &&
           no_date("2019-07-32") && no_date("2019-07-31T24") &&
           no_date("2019-07-31T06:60") && no_date("2019-7-1") &&
           no_date("2019-07-31T06:30+01:00") && no_date("20190731") &&
           no_date("2019-07-31x") && no_date(""),
       "dates that are none");
    ok(parse_time_range("2019-07/2020", &r) == EX_OK &&
           r.first_precision == PRECISION_MONTH && r.first.month == 7 &&
           r.last_precision == PRECISION_YEAR && r.last.year == 2020,
       "a range of times");
    ok(parse_time_range("../2020", &r) == EX_OK &&
           r.first_precision == PRECISION_OPEN &&
           parse_time_range("2020/..", &r) == EX_OK &&
           r.last_precision == PRECISION_OPEN &&
           parse_time_range("2020-02", &r) == EX_OK &&
           r.last_precision == PRECISION_MONTH && r.last.month == 2,
       "open ends, and one value for both");
    ok(parse_time_range("2019/2020/2021", &r) == EX_USAGE &&
           parse_time_range("2019/", &r) == EX_USAGE,
       "ranges that are none");
}

static void months(void) {
    unsigned m = 0;

    ok(parse_months("7", &m) == EX_OK && m == 1U << 7 &&
           parse_months("6,7,8", &m) == EX_OK && m == 7U << 6 &&
           parse_months("JJA", &m) == EX_OK && m == 7U << 6 &&
           parse_months("11-2", &m) == EX_OK && m == (3U << 11 | 3U << 1) &&
           parse_months("DJF", &m) == EX_OK && m == (1U << 12 | 3U << 1),
       "months by number, range and letters");
    ok(parse_months("13", &m) == EX_USAGE && parse_months("JJ", &m) != EX_OK &&
           parse_months("", &m) != EX_OK && parse_months("1-", &m) != EX_OK &&
           parse_months("XYZ", &m) != EX_OK,
       "months that are none");
}

int main(void) {
    numbers();
    lists();
    durations();
    dates();
    months();
    return done();
}
