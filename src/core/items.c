/* SPDX-License-Identifier: Apache-2.0 */
#include "core/items.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/geojson.h"
#include "core/grib.h"
#include "core/href.h"
#include "core/item_part.h"
#include "core/mem.h"
#include "core/ncfile.h"
#include "core/raster.h"
#include "core/source.h"
#include "core/stac_read.h"
#include "core/tee.h"

struct items {
    struct items_in in;
    struct item_how how;
    size_t next;      /* FILE to open */
    const char *path; /* of the last Item */
    struct geojson_text *text;
    size_t count;        /* Items of the text so far */
    struct store *store; /* what was written and not yet described, or NULL */
    struct tee *tee;     /* standard input, or NULL */
    size_t nfailed;
    int failed; /* code of the first */
};

static bool is_standard(const struct items_in *in) {
    return in->nfiles == 0 ||
           (in->nfiles == 1 && strcmp(in->file[0], "-") == 0);
}

/* Files of one stem would be stored over one another. */
static int check_stems(const struct items_in *in) {
    char **stem = mem_array(in->nfiles, sizeof *stem);
    int status = EX_OK;

    for (size_t k = 0; k < in->nfiles && status == EX_OK; k++) {
        stem[k] = text_stem(in->file[k]);
        for (size_t i = 0; i < k && status == EX_OK; i++)
            if (strcmp(stem[i], stem[k]) == 0)
                status = err_set(EX_USAGE,
                                 "--store: {stem} of %s and %s is "
                                 "the same",
                                 in->file[i], in->file[k]);
    }
    for (size_t k = 0; k < in->nfiles; k++)
        free(stem[k]);
    free(stem);
    return status;
}

int items_open(struct items **out, const struct items_in *in) {
    struct items *s;

    if (in->how && in->how->tee && !is_standard(in))
        return err_set(EX_USAGE, "--tee: is for standard input alone");
    if (in->how && in->how->store && in->nfiles > 1 &&
        !template_has(in->how->store, "stem"))
        return err_set(EX_USAGE, "--store: several FILEs need {stem} in it");
    if (in->how && in->how->store && check_stems(in) != EX_OK)
        return EX_USAGE;
    s = mem_array(1, sizeof *s);
    s->in = *in;
    if (in->how)
        s->how = *in->how;
    if (s->how.simplify == 0)
        s->how.simplify = 1e-4;
    s->path = STANDARD_INPUT;
    *out = s;
    return EX_OK;
}

void items_free(struct items *s) {
    if (s == NULL)
        return;
    geojson_text_free(s->text);
    store_free(s->store);
    tee_free(s->tee);
    free(s);
}

int items_pass(struct items *s) {
    return s->tee && s->how.tee ? tee_commit(s->tee) : EX_OK;
}

/* Writes the steps to files, which are described one by one. */
static int store(struct items *s, struct look *l, const char *head, size_t n) {
    int status;

    if (!ncfile_knows(head, n))
        TRY(look_spool(l));
    TRY(store_run(&s->store, l));
done:
    return status;
}

static int describe(struct items *s, struct look *l, const char *head, size_t n,
                    struct json **item) {
    const bool standard = strcmp(l->path, STANDARD_INPUT) == 0;
    const bool sums = s->how.store == NULL &&
                      (!s->how.checksum || strcmp(s->how.checksum, "none"));
    struct subject subject = { .path = standard ? s->how.href : l->path };
    int status = EX_OK;

    l->how = &s->how;
    if (standard)
        TRY(tee_open(&s->tee, s->how.tee, sums));
    l->tap = standard ? tee_tap(s->tee) : NULL;
    if (s->how.store)
        return store(s, l, head, n);
    if (subject.path == NULL) {
        close(l->fd);
        return err_set(EX_USAGE, "it has no name of its own (--href says it)");
    }
    TRY(look_in(&subject, l, head, n));
    if (standard) {
        TRY(tee_sum(s->tee, &subject.size, subject.sha256));
        subject.is_regular = true;
    } else {
        TRY(look_measure(&subject, &s->how));
    }
    TRY(item_time(&subject, &s->how));
    TRY(item_json(item, &subject, &s->how));
done:
    subject_free(&subject);
    return status;
}

/* Opens the next FILE: an Item of data, or a text to read on in. */
static int open_next(struct items *s, struct json **item) {
    const bool none = s->in.nfiles == 0;
    const char *path = none ? "-" : s->in.file[s->next];
    const bool standard = strcmp(path, "-") == 0;
    char *head = mem_array(LOOK_HEAD, 1);
    struct look l = { 0 };
    bool file;
    size_t n;
    int status;

    s->next++;
    s->path = standard ? STANDARD_INPUT : path;
    l.path = s->path;
    l.fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (l.fd < 0) {
        free(head);
        return err_os(errno, s->path);
    }
    status = look_head(l.fd, s->path, head, &n, &file);
    if (status != EX_OK) {
        close(l.fd);
    } else if (head_is_json(head, n) && (standard || stac_is_file(s->path))) {
        s->count = 0;
        status = geojson_text_open(&s->text, l.fd, s->path, head, file ? 0 : n);
    } else {
        l.head = head;
        l.nhead = file ? 0 : n;
        status = describe(s, &l, head, n, item);
    }
    free(head);
    return status;
}

/* Hrefs relative to the file they stand in become relative to here. */
static void rebase(const struct items *s, struct json *list) {
    const char *slash = strrchr(s->path, '/');

    for (struct json *m = json_first(list); slash && m; m = json_next(m)) {
        const char *href = json_text(json_get(m, "href"));
        char *folder, *whole;
        if (href == NULL || *href == '/' || *href == '#' ||
            strstr(href, "://") || strncmp(href, "data:", 5) == 0)
            continue;
        while (strncmp(href, "./", 2) == 0)
            href += 2;
        folder = mem_format("%.*s", (int)(slash - s->path + 1), s->path);
        whole = href_encode(folder, "");
        free(folder);
        folder = mem_format("%s%s", whole, href);
        json_set_text(m, "href", folder);
        free(folder);
        free(whole);
    }
}

/* The next Item of a text; it ends with s->text NULL. */
static int read_next(struct items *s, struct json **item) {
    struct geojson_span span;
    const char *type;
    int status;

    TRY(geojson_text_next(s->text, &span));
    if (span.text == NULL) {
        geojson_text_free(s->text);
        s->text = NULL;
        goto done;
    }
    s->count++;
    TRY(json_parse(item, span.text, span.n));
    type = json_text(json_get(*item, "type"));
    if (type == NULL || strcmp(type, "Feature") != 0 ||
        json_text(json_get(*item, "stac_version")) == NULL ||
        json_text(json_get(*item, "id")) == NULL)
        TRY(err_set(EX_DATAERR,
                    "line %zu: a %s is no STAC Item (a Feature with "
                    "stac_version and id)",
                    span.line, type ? type : "JSON object"));
    rebase(s, json_get(*item, "assets"));
    rebase(s, json_get(*item, "links"));
done:
    if (status != EX_OK) {
        json_free(*item);
        *item = NULL;
    }
    return status;
}

/* Puts the path before the message, unless it is there. */
static int named(int status, const char *path) {
    const size_t n = strlen(path);

    if (status == EX_OK ||
        (strncmp(err_text(), path, n) == 0 && err_text()[n] == ':'))
        return status;
    return err_in(status, path);
}

static int next_stored(struct items *s, struct json **item) {
    const int status = store_next(s->store, &s->how, item);

    if (status != EX_OK || *item == NULL) {
        store_free(s->store);
        s->store = NULL;
    }
    return status;
}

/* A FILE that failed ends the run, or is left out. */
static int give_up(struct items *s, int status, struct json **item) {
    json_free(*item);
    *item = NULL;
    if (!s->how.keep_going ||
        (status != EX_DATAERR && status != EX_NOINPUT && status != EX_NOPERM))
        return status;
    warn("%s", err_text());
    s->failed = s->nfailed++ ? s->failed : status;
    geojson_text_free(s->text);
    store_free(s->store);
    s->text = NULL;
    s->store = NULL;
    return EX_OK;
}

int items_failed(const struct items *s) {
    return s->nfailed == 0
               ? EX_OK
               : err_set(s->failed, "%zu FILE%s left out", s->nfailed,
                         s->nfailed > 1 ? "s were" : " was");
}

int items_next(struct items *s, struct json **item) {
    const size_t all = s->in.nfiles > 0 ? s->in.nfiles : 1;
    int status = EX_OK;

    *item = NULL;
    while (status == EX_OK && *item == NULL &&
           (s->text || s->store || s->next < all)) {
        status = s->store  ? next_stored(s, item)
                 : s->text ? read_next(s, item)
                           : open_next(s, item);
        status = named(status, s->path);
        if (status == EX_OK && *item && s->how.version &&
            strcmp(s->how.version, "1.0.0") == 0)
            status = named(item_old(*item), s->path);
        if (status != EX_OK)
            status = give_up(s, status, item);
    }
    return status;
}
