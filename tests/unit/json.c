/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: texts by hand, after RFC 8259 and the examples of RFC 7396. */
#include "core/json.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static struct json *parse(const char *text) {
    struct json *j;
    if (json_parse(&j, text, strlen(text)) != EX_OK)
        printf("# %s: %s\n", text, err_text());
    return j;
}

/* text, printed again, is want. */
static bool prints(const char *text, int how, const char *want) {
    struct json *j = parse(text);
    char *got = NULL;
    bool good;

    good = j && json_print(j, how, &got) == EX_OK && strcmp(got, want) == 0;
    if (!good)
        printf("# %s\n", got ? got : err_text());
    free(got);
    json_free(j);
    return good;
}

static bool same(const char *text) {
    return prints(text, 0, text);
}

static bool refused(const char *text, const char *why) {
    struct json *j;
    if (json_parse(&j, text, strlen(text)) == EX_DATAERR && j == NULL &&
        strstr(err_text(), why))
        return true;
    printf("# %s: %s\n", text, err_text());
    json_free(j);
    return false;
}

static void reads(void) {
    ok(same("{\"b\":1,\"a\":[true,false,null,\"x\",[],{}]}") && same("0") &&
           same("\"\"") && prints(" [ 1 , 2 ]\n", 0, "[1,2]") &&
           prints("\xef\xbb\xbf{}", 0, "{}"),
       "what is read is printed, names in their order");
    ok(refused("", "byte 1: it ends") && refused("[1,]", "byte 4: no value") &&
           refused("[1 2]", "byte 4: a comma or ]") &&
           refused("{\"a\":1,\n\"b\" 2}", "line 2, byte 13: a colon") &&
           refused("{a:1}", "double quotes") && refused("[1", "a comma or ]") &&
           refused("1 x", "follows") && refused("nul", "no value") &&
           refused("'a'", "no value"),
       "what is not JSON, with its line and byte");
    ok(refused("01", "follows") && refused("1.", "digit") &&
           refused("+1", "no value") && refused("1e", "digit") &&
           refused("1e999", "beyond") && refused("NaN", "no value") &&
           refused("-", "no value") &&
           refused("1000000000000000000000000000000000000000000000000000000000"
                   "0000000",
                   "more than 60"),
       "numbers that are none");
    ok(refused("\"\x01\"", "control") && refused("\"\\x\"", "escape") &&
           refused("\"\\u12g4\"", "hex") && refused("\"\\u0000\"", "u0000") &&
           refused("\"\\ud800\"", "surrogate") &&
           refused("\"\\udc00\"", "surrogate") &&
           refused("\"\xff\"", "UTF-8") && refused("\"\xc0\xaf\"", "UTF-8") &&
           refused("\"\xed\xa0\x80\"", "UTF-8") && refused("\"ab", "inside"),
       "texts that are none");
    ok(refused("{\"a\":1,\"b\":2,\"a\":3}", "\"a\" stands twice") &&
           refused("[{\"x\":{\"a\":1,\"a\":3}}]", "twice"),
       "a name twice in one object");
}

static void depth(void) {
    char text[140] = "";
    struct json *j = NULL;

    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    j = parse(text);
    ok(j != NULL, "64 lists in one another");
    json_free(j);
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    ok(refused(text, "more than 64"), "65 are refused");
}

static void looks(void) {
    struct json *j = parse("{\"a\":{\"b\":[10,20.5,\"t\"]},\"c\":true}");
    const struct json *b = json_get(json_get(j, "a"), "b");

    ok(json_kind(j) == JSON_OBJECT && json_count(j) == 2 &&
           json_kind(b) == JSON_LIST && json_count(b) == 3 &&
           json_number(json_at(b, 1)) == 20.5 &&
           strcmp(json_text(json_at(b, 2)), "t") == 0 &&
           json_true(json_get(j, "c")),
       "members by name and place");
    ok(json_kind(NULL) == JSON_NONE && json_text(NULL) == NULL &&
           isnan(json_number(NULL)) && !json_true(NULL) &&
           json_count(NULL) == 0 && json_get(NULL, "a") == NULL &&
           json_first(NULL) == NULL && json_at(b, 3) == NULL &&
           json_get(b, "a") == NULL && json_text(b) == NULL,
       "what is not there answers in kind");
    ok(strcmp(json_name(json_first(j)), "a") == 0 &&
           strcmp(json_name(json_next(json_first(j))), "c") == 0 &&
           json_next(json_next(json_first(j))) == NULL &&
           json_name(json_first(b)) == NULL,
       "one member after another, with its name");
    ok(strcmp(json_kind_name(JSON_LIST), "a list") == 0, "names of kinds");
    json_free(j);
}

/* Each number is printed as want, which reads back as it. */
static bool shortest(double x, const char *want) {
    struct json *j = json_new_number(x);
    char *got = NULL;
    bool good = json_print(j, 0, &got) == EX_OK && strcmp(got, want) == 0 &&
                strtod(got, NULL) == x;

    if (!good)
        printf("# %s\n", got);
    free(got);
    json_free(j);
    return good;
}

static void numbers(void) {
    double bits = 1.1;
    bool good = true;

    ok(shortest(0.1, "0.1") && shortest(1e-5, "1e-5") &&
           shortest(1e22, "1e22") && shortest(-273.15, "-273.15") &&
           shortest(9007199254740991, "9007199254740991") &&
           shortest(1. / 3, "0.3333333333333333") &&
           shortest(5e-324, "5e-324") &&
           shortest(0.1 + 0.2, "0.30000000000000004") &&
           shortest(100000, "100000") && shortest(1e100, "1e100"),
       "numbers are the shortest text that reads back the same");
    for (int k = 0; k < 10000 && good; k++) {
        struct json *j = json_new_number(bits), *back = NULL;
        char *text = NULL;
        good = json_print(j, 0, &text) == EX_OK &&
               json_parse(&back, text, strlen(text)) == EX_OK &&
               json_number(back) == bits;
        json_free(back);
        json_free(j);
        free(text);
        bits = bits * 1.0371 * (k % 2 ? -1 : 1);
    }
    ok(good, "10000 numbers up to 1e158 come back");
}

static void not_finite(void) {
    struct json *j = json_new_object();
    struct json *p = json_set(j, "properties", json_new_object());
    char *text = NULL;

    json_set(p, "bbox", json_numbers(2, (double[]){ 1, NAN }));
    ok(json_print(j, 0, &text) == EX_DATAERR && text == NULL &&
           strcmp(err_text(), "properties.bbox[1] is not finite") == 0,
       "a NaN is an error with its path");
    ok(json_print(j, JSON_NAN_NULL, &text) == EX_OK &&
           strcmp(text, "{\"properties\":{\"bbox\":[1,null]}}") == 0,
       "or null, by choice");
    free(text);
    json_free(j);
}

static void builds(void) {
    struct json *j = json_new_object(), *list, *x;
    char *text = NULL;

    json_set_text(j, "id", "a");
    json_set_number(j, "n", 1);
    json_set_bool(j, "b", true);
    json_set_text(j, "none", NULL);
    list = json_set(j, "list", json_new_list());
    json_add_text(list, "x");
    json_add_number(list, 2);
    json_set_text(j, "id", "z");
    ok(json_print(j, 0, &text) == EX_OK &&
           strcmp(text, "{\"id\":\"z\",\"n\":1,\"b\":true,\"none\":null,"
                        "\"list\":[\"x\",2]}") == 0,
       "a tree is built; a name set again keeps its place");
    free(text);
    x = json_take(j, "n");
    ok(json_number(x) == 1 && json_name(x) == NULL && json_count(j) == 4 &&
           json_take(j, "n") == NULL,
       "a member is taken away");
    json_free(x);
    x = json_copy(json_get(j, "list"));
    json_free(j);
    ok(json_name(x) == NULL && json_count(x) == 2, "a copy lives on its own");
    json_free(x);
}

static void texts(void) {
    ok(prints("\"\\u00e9\\ud83c\\udf0d\\n\\\"\\/\"", 0,
              "\"\xc3\xa9\xf0\x9f\x8c\x8d\\n\\\"/\"") &&
           prints("\"\\u001f\"", 0, "\"\\u001f\""),
       "texts are UTF-8, control characters escaped");
    struct json *j = json_new_text("caf\xe9");
    char *text = NULL;
    ok(json_print(j, 0, &text) == EX_OK &&
           strcmp(text, "\"caf\xef\xbf\xbd\"") == 0,
       "what is not UTF-8 becomes U+FFFD");
    free(text);
    json_free(j);
    ok(prints("{\"a\":[1,2],\"b\":[[1,2],[3,4]],\"c\":{},\"d\":[]}",
              JSON_INDENT | JSON_LINE,
              "{\n  \"a\": [1, 2],\n  \"b\": [\n    [1, 2],\n    [3, 4]\n  ],"
              "\n  \"c\": {},\n  \"d\": []\n}\n"),
       "indented by two, numbers in one line");
}

static bool merges(const char *target, const char *patch, const char *want) {
    struct json *a = parse(target), *b = parse(patch), *c = parse(want);
    bool good;

    json_merge(a, b);
    good = json_same(a, c);
    json_free(a);
    json_free(b);
    json_free(c);
    return good;
}

static void merging(void) {
    struct json *a = parse("{\"x\":[1,{}],\"y\":\"t\"}");
    struct json *b = parse("{\"y\":\"t\",\"x\":[1,{}]}");
    struct json *c = parse("{\"y\":\"t\",\"x\":[{},1]}");

    ok(json_same(a, b) && !json_same(a, c) && !json_same(a, NULL),
       "equal whatever the order of names, not of members of lists");
    ok(merges("{\"a\":\"b\",\"c\":{\"d\":\"e\",\"f\":\"g\"}}",
              "{\"a\":\"z\",\"c\":{\"f\":null}}",
              "{\"a\":\"z\",\"c\":{\"d\":\"e\"}}") &&
           merges("{\"a\":\"b\"}", "{\"b\":\"c\"}",
                  "{\"a\":\"b\",\"b\":\"c\"}") &&
           merges("{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}") &&
           merges("{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}") &&
           merges("{}", "{\"a\":{\"bb\":{\"ccc\":null}}}",
                  "{\"a\":{\"bb\":{}}}"),
       "merge patches (RFC 7396, appendix A)");
    json_free(a);
    json_free(b);
    json_free(c);
}

static void files(void) {
    struct json *j;
    ok(json_read(&j, "/nonexistent.json") == EX_NOINPUT && j == NULL &&
           strstr(err_text(), "/nonexistent.json") != NULL,
       "a file that is not there");
}

int main(void) {
    reads();
    depth();
    looks();
    numbers();
    not_finite();
    builds();
    texts();
    merging();
    files();
    return done();
}
