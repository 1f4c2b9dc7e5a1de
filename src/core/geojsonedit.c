/* SPDX-License-Identifier: Apache-2.0 */
/* Changes to the text of a feature that leave the rest of it as it stands. */
#include <stdlib.h>
#include <string.h>

#include "core/geojson.h"
#include "core/mem.h"

/* The bytes [from, to) of a value. */
struct range {
    size_t from, to;
};

static size_t blanks(const char *s, size_t i) {
    while (s[i] && strchr(" \t\r\n", s[i]))
        i++;
    return i;
}

/* Behind the value that begins at i; the text is sound. */
static size_t behind(const char *s, size_t i) {
    size_t depth = 0;

    do {
        if (s[i] == '"') {
            for (i++; s[i] && s[i] != '"'; i++)
                i += s[i] == '\\' && s[i + 1];
            i += s[i] == '"';
        } else if (s[i] == '{' || s[i] == '[') {
            depth++;
            i++;
        } else if (depth > 0 && (s[i] == '}' || s[i] == ']')) {
            depth--;
            i++;
        } else if (depth > 0) {
            i++;
        } else {
            i += strcspn(s + i, ",}] \t\r\n");
        }
    } while (depth > 0 && s[i]);
    return i;
}

/* The value of a member of the object; from = to where it has none. */
static struct range member(const char *s, const char *name) {
    const size_t n = strlen(name);
    size_t i = blanks(s, 0) + 1;
    struct range r = { 0, 0 };

    for (i = blanks(s, i); s[i] == '"'; i = blanks(s, i)) {
        const size_t from = i, to = behind(s, i);
        const bool is =
            to - from == n + 2 && memcmp(s + from + 1, name, n) == 0;
        i = blanks(s, blanks(s, to) + 1); /* the colon */
        if (is)
            r = (struct range){ i, behind(s, i) };
        i = blanks(s, behind(s, i));
        i += s[i] == ',';
    }
    return r;
}

/* The properties with those of add, as text. */
static char *merged(const char *properties, size_t n, const char *add) {
    size_t end = n;

    if (properties[0] != '{')
        return mem_text(add);
    while (end > 0 && properties[end - 1] != '}')
        end--;
    end--;
    while (end > 1 && strchr(" \t\r\n", properties[end - 1]))
        end--;
    return mem_format("%.*s%s%s", (int)end, properties, end > 1 ? "," : "",
                      add + 1);
}

/* Puts text in the place of a range. */
static char *replaced(const char *s, struct range r, const char *text) {
    return mem_format("%.*s%s%s", (int)r.from, s, text, s + r.to);
}

static int check_new(const char *properties, size_t n, const struct json *add) {
    struct json *old = NULL;
    int status = json_parse(&old, properties, n);

    for (const struct json *a = json_first(add); status == EX_OK && a != NULL;
         a = json_next(a))
        if (json_get(old, json_name(a)) != NULL)
            status = err_set(EX_DATAERR, "has a property \"%s\" already",
                             json_name(a));
    json_free(old);
    return status;
}

int geojson_extend(const char *text, const struct json *add, bool geometry,
                   char **out) {
    struct range p = member(text, "properties");
    struct range g;
    char *properties = NULL, *more = NULL, *wide = NULL;
    int status;

    if (p.to == p.from)
        return err_set(EX_DATAERR, "a feature without properties");
    TRY(check_new(text + p.from, p.to - p.from, add));
    TRY(json_print(add, JSON_NAN_NULL, &more));
    properties = merged(text + p.from, p.to - p.from, more);
    wide = replaced(text, p, properties);
    g = member(wide, "geometry");
    *out =
        geometry || g.to == g.from ? mem_text(wide) : replaced(wide, g, "null");
done:
    free(more);
    free(properties);
    free(wide);
    return status;
}
