/* SPDX-License-Identifier: Apache-2.0 */
/* --check: what is wrong with STAC. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "cmd/stac-gen/kinds.h"
#include "core/output.h"
#include "core/stac_check.h"
#include "core/stac_read.h"

/* A name in a finding takes one line, whatever it is. */
static int print_text(struct part *part, const struct finding *f) {
    char line[6000];
    const int n =
        snprintf(line, sizeof line, "%s: %s: %s: %s%s", f->where, f->pointer,
                 f->code, f->warning ? "warning: " : "", f->what);

    for (int k = 0; k < n && k < (int)sizeof line - 1; k++)
        if ((unsigned char)line[k] < ' ')
            line[k] = '?';
    return part_print(part, "%s\n", line);
}

static int print_json(struct part *part, const struct finding *f) {
    struct json *j = json_new_object();
    char *text = NULL;
    int status;

    json_set_text(j, "file", f->where);
    json_set_text(j, "pointer", f->pointer);
    json_set_text(j, "code", f->code);
    json_set_text(j, "level", f->warning ? "warning" : "error");
    json_set_text(j, "what", f->what);
    TRY(json_print(j, JSON_LINE, &text));
    status = part_print(part, "%s", text);
done:
    json_free(j);
    free(text);
    return status;
}

struct report {
    struct part *part;
    bool json;
};

static int report(void *context, const struct finding *f) {
    const struct report *r = context;

    return r->json ? print_json(r->part, f) : print_text(r->part, f);
}

/* Data: the Items that they would give. */
/* left: the code of the first FILE that --keep-going left out. */
static int check_data(struct stac_check *c, const char *path, int *left) {
    const struct job job = { .nfiles = 1, .file = &path };
    struct items *in = NULL;
    struct json *item = NULL;
    int status;

    TRY(describe_open(&in, &job));
    for (;;) {
        TRY(items_next(in, &item));
        if (item == NULL)
            break;
        status = stac_check_object(c, item, path, ".");
        json_free(item);
        TRY(status);
    }
    *left = *left ? *left : items_failed(in);
done:
    items_free(in);
    return status;
}

static int check_one(struct stac_check *c, const char *path, int *left) {
    if (strcmp(path, "-") == 0 || stac_is_folder(path) || stac_is_file(path))
        return stac_check_path(c, path);
    return check_data(c, path, left);
}

int check_run(const struct job *job, bool assets) {
    static const char *const input = "-";
    const size_t n = job->nfiles ? job->nfiles : 1;
    const char *form = job->output.form, *file = job->output.file;
    struct report r = { .json = form != NULL };
    struct stac_check *c =
        stac_check_new(&(struct stac_check_how){ assets, report, &r });
    int status, left = EX_OK;

    if (form && strcmp(form, "ndjson") != 0) {
        status = err_set(EX_USAGE,
                         "-f %s: findings are lines of text, or "
                         "ndjson",
                         form);
        goto done;
    }
    TRY(part_open(&r.part, file ? file : "-"));
    for (size_t k = 0; k < n; k++)
        TRY(check_one(c, job->nfiles ? job->file[k] : input, &left));
    TRY(part_commit(r.part));
    if (stac_check_errors(c) > 0)
        status = err_set(EX_DATAERR, "%zu error%s", stac_check_errors(c),
                         stac_check_errors(c) > 1 ? "s" : "");
    else if (left != EX_OK)
        status = err_set(left, "FILEs were left out");
done:
    part_free(r.part);
    stac_check_free(c);
    return status;
}
