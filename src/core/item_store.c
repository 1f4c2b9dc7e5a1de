/* SPDX-License-Identifier: Apache-2.0 */
/* Files written from a stream, and their Items. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/href.h"
#include "core/item_part.h"
#include "core/mem.h"
#include "core/source.h"
#include "core/writer.h"

/* A file: its fields, or one of them. */
struct kept {
    char *path, *key; /* key NULL: "data" */
    struct writer *w;
    struct dataset *ds; /* of one field or step, or NULL: all */
};

/* What becomes one Item. */
struct group {
    size_t first, n; /* of the files */
    struct when when;
    char *stem;
};

struct store {
    const struct item_how *how;
    const char *path; /* of the input */
    bool by_time, by_variable;
    size_t nkept, ngroups, next;
    struct kept *kept;
    struct group *group;
};

static void kept_free(struct kept *k) {
    writer_free(k->w);
    dataset_free(k->ds);
    free(k->path);
    free(k->key);
}

void store_free(struct store *s) {
    if (s == NULL)
        return;
    for (size_t k = 0; k < s->nkept; k++)
        kept_free(&s->kept[k]);
    for (size_t k = 0; k < s->ngroups; k++)
        free(s->group[k].stem);
    free(s->kept);
    free(s->group);
    free(s);
}

/* The dataset with one of its fields, of one step or of all. */
static struct dataset *part_of(const struct store *s, const struct dataset *ds,
                               size_t field) {
    struct dataset *out;

    if (!s->by_variable && !s->by_time)
        return NULL;
    out = dataset_copy(ds, !s->by_variable);
    if (s->by_variable) {
        out->field = mem_array(1, sizeof *out->field);
        out->field[0] = field_copy(&ds->field[field]);
        out->nfields = 1;
    }
    if (s->by_time && out->time.name) {
        free(out->time.value);
        free(out->time.bounds);
        out->time.value = out->time.bounds = NULL;
        out->time.n = 1;
    }
    return out;
}

static bool is_taken(const struct store *s, const char *path) {
    for (size_t k = 0; k < s->nkept; k++)
        if (strcmp(s->kept[k].path, path) == 0)
            return true;
    return false;
}

static int add_file(struct store *s, const struct dataset *ds, size_t field,
                    const struct words *w) {
    struct kept kept = { 0 };
    struct output o = { .jobs = s->how->jobs };
    int status;

    TRY(err_in(template_fill(&kept.path, s->how->store, w), "--store"));
    if (is_taken(s, kept.path))
        TRY(err_set(EX_USAGE,
                    "--store: two files would be %s (put {time} or "
                    "{variable} in)",
                    kept.path));
    o.file = kept.path;
    TRY(writer_open(&kept.w, &o));
    kept.key = s->by_variable ? mem_text(ds->field[field].name) : NULL;
    kept.ds = part_of(s, ds, field);
    TRY(writer_begin(kept.w, kept.ds ? kept.ds : ds));
    s->kept = mem_grow(s->kept, s->nkept + 1, sizeof *s->kept);
    s->kept[s->nkept++] = kept;
    return EX_OK;
done:
    kept_free(&kept);
    return status;
}

/* The name of a file without what tells the fields apart. */
static char *stem_of(const struct store *s, const char *variable,
                     const char *path) {
    char *stem = text_stem(path), *at;
    const size_t n = strlen(variable);

    if (s->by_variable && (at = strstr(stem, variable)) != NULL) {
        size_t cut = n;
        if (at > stem && strchr("_-.", at[-1]))
            at--, cut++;
        else if (at[n] && strchr("_-.", at[n]))
            cut++;
        memmove(at, at + cut, strlen(at + cut) + 1);
    }
    return stem;
}

/* Begins the files of one Item. */
static int add_group(struct store *s, const struct dataset *ds,
                     const struct when *when) {
    char *stem = text_stem(s->path);
    struct group *g;
    const size_t n = s->by_variable ? ds->nfields : 1;
    int status = EX_OK;

    s->group = mem_grow(s->group, s->ngroups + 1, sizeof *s->group);
    g = &s->group[s->ngroups++];
    *g = (struct group){ .first = s->nkept, .n = n, .when = *when };
    for (size_t k = 0; k < n; k++) {
        const struct words w = { stem, ds->field[k].name, s->how->collection,
                                 when };
        TRY(add_file(s, ds, k, &w));
    }
    g->stem = stem_of(s, ds->field[0].name, s->kept[g->first].path);
done:
    free(stem);
    return status;
}

static int put(struct store *s, const struct group *g,
               const struct step *step) {
    int status = EX_OK;

    for (size_t k = 0; k < g->n; k++) {
        union values one;
        struct step part = *step;
        if (s->by_variable) {
            one = step->value[k];
            part.value = &one;
        }
        TRY(writer_put(s->kept[g->first + k].w, &part));
    }
done:
    return status;
}

/* The time of a step joins that of its Item. */
static int grow(struct when *w, const struct dataset *ds,
                const struct step *step) {
    int64_t span[2];
    int status;

    if (ds->time.name == NULL || ds->time.unit.calendar == CALENDAR_NONE)
        return EX_OK;
    TRY(step_span(&ds->time.unit, step, span));
    if (!w->known)
        *w = (struct when){ true,    false,   ds->time.unit.calendar,
                            span[0], span[1], "cf" };
    w->start = span[0] < w->start ? span[0] : w->start;
    w->end = span[1] > w->end ? span[1] : w->end;
done:
    return status;
}

static int write_steps(struct store *s, struct source *src) {
    const struct dataset *ds = src->ds;
    const struct step *step;
    int status;

    for (size_t k = 0;; k++) {
        struct when when = { 0 };
        TRY(source_step(src, k, &step));
        if (step == NULL)
            break;
        TRY(grow(&when, ds, step));
        if (k == 0 || s->by_time)
            TRY(add_group(s, ds, &when));
        else
            TRY(grow(&s->group[s->ngroups - 1].when, ds, step));
        TRY(put(s, &s->group[s->ngroups - 1], step));
    }
    if (s->ngroups == 0)
        TRY(err_set(EX_DATAERR, "no steps to store"));
    for (size_t k = 0; k < s->nkept; k++) {
        TRY(writer_commit(s->kept[k].w));
        writer_free(s->kept[k].w);
        s->kept[k].w = NULL;
    }
done:
    return status;
}

static int check(const struct store *s, const struct dataset *ds) {
    const char *template = s->how->store;

    if (!path_ends(template, ".tif") && !path_ends(template, ".nc"))
        return err_set(EX_USAGE,
                       "--store: %s: no form by this suffix (.tif, "
                       ".nc)",
                       template);
    if (path_ends(template, ".tif") && !s->by_time && ds->time.name &&
        ds->time.n > 1 && ds->time.n != STEPS_UNKNOWN)
        return err_set(EX_USAGE,
                       "%zu steps do not fit one GeoTIFF: put {time} "
                       "in --store, or use .nc",
                       ds->time.n);
    if (template_has(template, "stem") && strcmp(s->path, STANDARD_INPUT) == 0)
        return err_set(EX_USAGE, "--store: {stem} needs a FILE");
    if (ds->nfields == 0)
        return err_set(EX_DATAERR, "no field that could be stored");
    return EX_OK;
}

int store_run(struct store **out, const struct look *in) {
    struct source_in from = { .fd = in->fd,
                              .path = in->path,
                              .head = in->head,
                              .nhead = in->nhead,
                              .tap = in->tap,
                              .wide = true,
                              .nvariables = in->how->nvariables,
                              .variable = in->how->variable,
                              .accept_unterminated =
                                  in->how->accept_unterminated };
    struct store *s = mem_array(1, sizeof *s);
    const char *t = in->how->store;
    struct source *src = NULL;
    struct rlimit files;
    int status;

    *out = NULL;
    s->how = in->how;
    s->path = in->path;
    s->by_time = template_has(t, "time") || template_has(t, "start") ||
                 template_has(t, "end") || template_has(t, "year") ||
                 template_has(t, "month") || template_has(t, "day");
    s->by_variable = template_has(t, "variable");
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max; /* all parts are open to the end */
        setrlimit(RLIMIT_NOFILE, &files);
    }
    TRY(source_open(&src, &from));
    TRY(check(s, src->ds));
    TRY(write_steps(s, src));
    *out = s;
    s = NULL;
done:
    source_close(src);
    store_free(s);
    return status;
}

int store_next(struct store *s, const struct item_how *how,
               struct json **item) {
    struct subject subject = { 0 };
    struct item_how mine = *how;
    struct group *g;
    int status = EX_OK;

    *item = NULL;
    if (s->next == s->ngroups)
        return EX_OK;
    g = &s->group[s->next++];
    mine.id = how->id ? how->id : g->stem;
    if (how->href && (s->ngroups > 1 || g->n > 1))
        TRY(err_set(EX_USAGE, "--href: is of one file, and --store made "
                              "several"));
    for (size_t k = 0; k < g->n; k++) {
        const struct kept *kept = &s->kept[g->first + k];
        TRY(look_file(&subject, kept->path, &mine));
        subject.key = kept->key;
        if (g->when.known)
            subject.when = g->when;
        TRY(item_time(&subject, &mine));
        if (k == 0)
            TRY(item_json(item, &subject, &mine));
        else
            TRY(item_asset(*item, kept->key, &subject, &mine));
        subject_free(&subject);
    }
    item_extensions(*item);
done:
    subject_free(&subject);
    if (status != EX_OK) {
        json_free(*item);
        *item = NULL;
    }
    return status;
}
