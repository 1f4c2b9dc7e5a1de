/* SPDX-License-Identifier: Apache-2.0 */
/* JSON objects to the output. */
#include <stdlib.h>
#include <string.h>

#include "cmd/stac-gen/kinds.h"
#include "core/href.h"
#include "core/mem.h"
#include "core/output.h"

struct put {
    const char *path;
    enum { LINES, SEQUENCE, WHOLE } form;
    bool one; /* object alone */
    size_t n; /* put */
    struct part *part;
};

int put_open(struct put **out, const struct output *o, bool one) {
    static const char *const forms[] = { "ndjson", "seq", "json" };
    struct put *p = mem_array(1, sizeof *p);
    int status = EX_OK;

    p->path = o->file ? o->file : "-";
    p->one = one;
    p->form = path_ends(p->path, ".json") ? WHOLE : LINES;
    if (o->form) {
        size_t k = 0;
        while (k < 3 && strcmp(o->form, forms[k]) != 0)
            k++;
        if (k == 3)
            TRY(err_set(EX_USAGE,
                        "--format: no form \"%s\" (there are ndjson, json, "
                        "seq)",
                        o->form));
        p->form = k == 0 ? LINES : k == 1 ? SEQUENCE : WHOLE;
    }
    TRY(part_check(p->path));
    *out = p;
    p = NULL;
done:
    put_free(p);
    return status;
}

int put_json(struct put *p, const struct json *j) {
    const int how = p->form == WHOLE ? JSON_INDENT | JSON_LINE : JSON_LINE;
    char *text = NULL;
    int status = EX_OK;

    if (p->form == WHOLE && p->n > 0)
        return err_set(EX_USAGE,
                       "%s: several Items do not fit one .json "
                       "(itemcollection makes one of them)",
                       p->path);
    TRY(json_print(j, how, &text));
    if (p->part == NULL)
        TRY(part_open(&p->part, p->path));
    if (p->form == SEQUENCE)
        TRY(part_write(p->part, "\x1e", 1));
    TRY(part_write(p->part, text, strlen(text)));
    p->n++;
done:
    free(text);
    return status;
}

int put_commit(struct put *p) {
    int status = EX_OK;

    if (p->part == NULL)
        TRY(part_open(&p->part, p->path));
    TRY(part_commit(p->part));
done:
    return status;
}

void put_free(struct put *p) {
    if (p == NULL)
        return;
    part_free(p->part);
    free(p);
}
