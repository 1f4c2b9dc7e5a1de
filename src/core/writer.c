/* SPDX-License-Identifier: Apache-2.0 */
#include "core/writer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/command.h"
#include "core/mem.h"
#include "core/narrow.h"
#include "core/stream.h"
#include "core/writer_form.h"
#include "core/writer_hold.h"

static const struct form *const forms[] = { &form_stream, &form_netcdf,
                                            &form_cog, &form_csv,
                                            &form_geojson };
enum { FORMS = sizeof forms / sizeof forms[0] };

/* What -f or the suffix of the file asks for. */
static int find_form(const struct output *o, const struct form **form) {
    const char *dot = o->file != NULL ? strrchr(o->file, '.') : NULL;
    char *list = NULL;
    int status = EX_OK;

    *form = &form_stream;
    if (o->form == NULL && (o->file == NULL || strcmp(o->file, "-") == 0))
        return EX_OK;
    for (size_t i = 0; i < FORMS; i++) {
        const char *word = o->form != NULL ? forms[i]->name : forms[i]->suffix;
        const char *given = o->form != NULL ? o->form : dot;
        *form = forms[i];
        if (given != NULL && word != NULL && strcmp(given, word) == 0)
            goto done;
        mem_append(&list, ", ", word != NULL ? word : "-f stream");
    }
    status = o->form != NULL
                 ? err_set(EX_USAGE, "-f: no form \"%s\" (there are %s)",
                           o->form, list)
                 : err_set(EX_USAGE, "%s: its suffix names no form (%s do)",
                           o->file, list);
done:
    free(list);
    return status;
}

int writer_open(struct writer **out, const struct output *o) {
    struct writer *w = mem_array(1, sizeof *w);
    int status;

    *out = NULL;
    w->how = *o;
    w->path = o->file != NULL ? o->file : "-";
    TRY(find_form(o, &w->form));
    if (o->zstd != 0 && w->form != &form_stream)
        TRY(err_set(EX_USAGE, "-z: packs streams only, not %s (-f stream)",
                    w->form->name));
    if (strcmp(w->path, "-") != 0)
        TRY(part_check(w->path));
    else if (w->form->binary && isatty(STDOUT_FILENO))
        TRY(err_set(EX_USAGE,
                    "standard output is a terminal, and %s is not "
                    "for reading (use a pipe, >FILE, -o FILE or -f "
                    "csv)",
                    w->form->about));
    *out = w;
    w = NULL;
done:
    free(w);
    return status;
}

static int begin(struct writer *w) {
    int status;

    TRY(part_open(&w->part, w->path));
    TRY(w->form->begin(w));
done:
    return status;
}

/* Begins with the steps that were held. */
static int release(struct writer *w) {
    struct hold *h = w->hold;
    const struct step *s;
    int status;

    w->hold = NULL;
    TRY(begin(w));
    for (size_t k = 0; (s = hold_get(h, k)) != NULL; k++)
        TRY(w->form->put(w, s));
done:
    hold_free(h);
    return status;
}

int writer_begin(struct writer *w, const struct dataset *ds) {
    if (w->ds != NULL)
        return err_set(EX_SOFTWARE, "an output was begun twice");
    if (!w->form->wide && narrow_is_needed(ds)) {
        w->narrow = narrow_new(ds);
        ds = narrow_dataset(w->narrow);
    }
    w->ds = dataset_copy(ds, true);
    if (w->how.history != NULL)
        dataset_history(w->ds, w->how.history, command_version());
    if (w->form == &form_stream && ds->time.name != NULL &&
        ds->time.n == STEPS_UNKNOWN)
        w->hold = hold_new(w->ds);
    return w->hold == NULL ? begin(w) : EX_OK;
}

bool writer_pulls(const struct writer *w) {
    return w->form->pulls && w->hold == NULL && w->narrow == NULL;
}

/* Steps that were announced: one, where there is no time. */
static size_t announced(const struct writer *w) {
    return w->ds->time.name == NULL ? 1 : w->ds->time.n;
}

int writer_put(struct writer *w, const struct step *s) {
    int status = EX_OK;

    if (w->ds == NULL)
        return err_set(EX_SOFTWARE, "an output got a step before it began");
    if (w->steps == announced(w))
        return err_set(EX_SOFTWARE, "%s: more than the %zu steps announced",
                       w->path, w->steps);
    w->steps++;
    if (w->narrow != NULL)
        s = narrow_step(w->narrow, s);
    if (w->hold != NULL) {
        if (hold_put(w->hold, s))
            return EX_OK;
        TRY(release(w));
    }
    status = w->form->put(w, s);
done:
    return status;
}

int writer_commit(struct writer *w) {
    int status;

    if (w->ds == NULL)
        return err_set(EX_SOFTWARE, "an output was not begun");
    if (announced(w) != STEPS_UNKNOWN && w->steps != announced(w))
        return err_set(EX_SOFTWARE, "%s: %zu steps, but %zu were announced",
                       w->path, w->steps, announced(w));
    if (w->hold != NULL) {
        w->ds->time.n = w->steps;
        TRY(release(w));
    }
    TRY(w->form->end(w));
    w->ended = true;
    TRY(part_commit(w->part));
done:
    return status;
}

/* Who reads our pipe is told why nothing comes, also before it began. */
static void tell(const struct writer *w) {
    if (w->form == &form_stream && strcmp(w->path, "-") == 0 &&
        w->part == NULL && *err_text() != 0)
        stream_abort(NULL, STDOUT_FILENO, err_text());
}

void writer_free(struct writer *w) {
    if (w == NULL)
        return;
    tell(w);
    if (w->part != NULL)
        w->form->close(w);
    part_free(w->part);
    hold_free(w->hold);
    narrow_free(w->narrow);
    dataset_free(w->ds);
    free(w);
}
