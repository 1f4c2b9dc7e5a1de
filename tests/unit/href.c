/* SPDX-License-Identifier: Apache-2.0 */
#include "core/href.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/stac.h"
#include "tap.h"

/* is -- a text that is freed; NULL is never right. */
static bool is(char *got, const char *want) {
    const bool same = got && strcmp(got, want) == 0;

    if (!same)
        printf("# got %s, not %s\n", got ? got : "nothing", want);
    free(got);
    return same;
}

static void paths(void) {
    ok(is(path_clean("a/./b//../c"), "a/c") && is(path_clean("a/.."), ".") &&
           is(path_clean("../../x"), "../../x") &&
           is(path_clean("/../x/"), "/x") && is(path_clean(""), ".") &&
           is(path_clean("/"), "/") && is(path_clean("a/../../b"), "../b"),
       "clean paths");
    ok(is(path_join("a/b", "../c"), "a/c") && is(path_join("a", "/c"), "/c") &&
           is(path_join(".", "x"), "x"),
       "joined paths");
    ok(path_inside("a/b", "a") && path_inside("a", "a") &&
           !path_inside("ab", "a") && !path_inside("a/../b", "a") &&
           path_inside("x", ".") && !path_inside("../x", ".") &&
           !path_inside("/etc/x", ".") && path_inside("/etc/x", "/"),
       "inside a folder, or not");
}

static void references(void) {
    ok(is(href_to("c/i", "c/x.tif"), "../x.tif") &&
           is(href_to("c", "c/x.tif"), "./x.tif") &&
           is(href_to("c", "d/x.tif"), "../d/x.tif") &&
           is(href_to("cat", "catalog.json"), "../catalog.json") &&
           is(href_to(".", "x"), "./x") && is(href_to("/a/b", "/c"), "../../c"),
       "from a folder to a file");
    ok(is(href_to(".", "a b#%\xc3\xa9\n"), "./a%20b%23%25%C3%A9%0A") &&
           is(href_path("a%20b%23%25%C3%A9%0a", "d"), "d/a b#%\xc3\xa9\n"),
       "percent-encoding, there and back");
    ok(is(href_path("%zz%4", "d"), "d/%zz%4") &&
           is(href_path("a%00b", "d"), "d/a%00b"),
       "loose percent signs stay, and no byte 0 comes");
    ok(is(href_path("../x", "a/b"), "a/x") && is(href_path("/x", "a"), "/x") &&
           is(href_path("file:///x", "a"), "/x") &&
           href_path("https://example.org/x", "a") == NULL &&
           href_path("//example.org/x", "a") == NULL &&
           href_path("s3://b/x", "a") == NULL,
       "files and URLs");
    ok(href_is_url("urn:x") && !href_is_url("./a:b") && !href_is_url("a/b:c") &&
           !href_is_url("") && !href_is_url("c:/x"),
       "what has a scheme");
    ok(href_is_encoded("./a%20b") && !href_is_encoded("a b") &&
           !href_is_encoded("a%2") && !href_is_encoded("\xc3\xa9"),
       "what is encoded");
}

static bool time_is(const char *text, int64_t want) {
    int64_t ms = -1;

    return stac_time(text, &ms) && ms == want;
}

/* Seconds since 1970 by date(1): date -u -d 2018-09-13T19:00:00Z +%s. */
static void times(void) {
    int64_t ms;

    ok(time_is("2018-09-13T19:00:00Z", 1536865200000) &&
           time_is("2018-09-13T21:30:00.25+02:30", 1536865200250) &&
           time_is("1969-12-31t23:59:59z", -1000),
       "RFC 3339");
    ok(!stac_time("2018-09-13T19:00:00", &ms) &&
           !stac_time("2018-09-13", &ms) &&
           !stac_time("2018-02-30T00:00:00Z", &ms) &&
           !stac_time("2018-09-13T19:00:00+2", &ms) &&
           !stac_time("2018-09-13T19:00Z", &ms) && !stac_time(NULL, &ms) &&
           !stac_time("2018-09-13T19:00:00Z ", &ms),
       "what is not");
    ok(is(stac_time_text(1536865200000), "2018-09-13T19:00:00Z"), "as text");
}

static void ids(void) {
    ok(is(stac_id("a b/c\xc3\xa9"), "a-b-c--") && is(stac_id(".."), "--") &&
           is(stac_id(""), "-") && is(stac_id("x.y_Z-1"), "x.y_Z-1"),
       "ids that are file names");
}

int main(void) {
    paths();
    references();
    times();
    ids();
    return done();
}
