/* SPDX-License-Identifier: Apache-2.0 */
#include "core/reader.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csvcolumns.h"
#include "core/mem.h"
#include "core/parse.h"
#include "core/profile.h"
#include "core/progress.h"
#include "core/reader_members.h"

/* Files that stay open from the first look on; of more each waits closed. */
enum { HOLD = 16 };

struct reader {
    struct input in;         /* what it points to is borrowed while it opens */
    struct time_range range; /* of --time */
    struct profile *profile;
    struct members all;
    size_t nfeeds;
    struct feed **feed;
    const char ***words; /* [nfeeds]  the variables a feed was asked for */
    bool *found;         /* [nvariables]  by some feed */
    struct step out;
    bool held; /* the step of the last call is to be taken */
    size_t done;
};

/* Which of the variables asked for a FILE has, if it is not all of them. */
static int open_some(struct reader *r, size_t i, struct feed **out) {
    const struct input *in = &r->in;
    struct input one = *in;
    const char **word = r->words[i] = mem_array(in->nvariables, sizeof *word);
    char *why = mem_text(err_text());
    size_t n = 0;
    int status;

    *out = NULL;
    one.nvariables = 0;
    if (feed_open(out, &one, i, r->profile) != EX_OK)
        TRY(err_set(EX_DATAERR, "%s", why)); /* it is not the variables */
    for (size_t k = 0; k < in->nvariables; k++) {
        feed_free(*out);
        one.nvariables = 1;
        one.noptional = 0;
        one.variable = &in->variable[k];
        if (feed_open(out, &one, i, r->profile) == EX_OK) {
            word[n++] = in->variable[k];
            r->found[k] = true;
        }
    }
    feed_free(*out);
    *out = NULL;
    one.nvariables = n;
    one.variable = word;
    status = n > 0 ? feed_open(out, &one, i, r->profile) : EX_OK;
done:
    free(why);
    return status;
}

static int open_feed(struct reader *r, size_t i, struct feed **out) {
    const struct input *in = &r->in;
    int status = feed_open(out, in, i, r->profile);

    if (status == EX_OK)
        for (size_t k = 0; k < in->nvariables; k++)
            r->found[k] = true;
    if (status != EX_DATAERR || in->nfiles < 2 || in->nvariables == 0)
        return status;
    return open_some(r, i, out);
}

/* Opens FILE i and puts it into the dataset, unless it has nothing of what was
 * asked for. */
static int add_file(struct reader *r, size_t i) {
    struct feed *f;
    int status;

    TRY(open_feed(r, i, &f));
    if (f == NULL)
        return EX_OK;
    r->feed[r->nfeeds++] = f;
    TRY(members_add(&r->all, f));
    if (r->in.nfiles > HOLD)
        feed_rest(f);
done:
    return status;
}

/* Every variable was found in some FILE. */
static int check_found(const struct reader *r) {
    for (size_t k = 0; k + r->in.noptional < r->in.nvariables; k++)
        if (!r->found[k])
            return err_set(EX_DATAERR, "no variable \"%s\" in any of %zu files",
                           r->in.variable[k], r->in.nfiles);
    return EX_OK;
}

bool reader_has_table(const struct reader *r) {
    for (size_t i = 0; i < r->nfeeds; i++)
        if (r->feed[i]->table)
            return true;
    return false;
}

/* What is said of tables has one. */
static int check_tables(const struct reader *r) {
    const struct csv_how *how = r->in.csv;
    const char *option = how == NULL        ? NULL
                         : how->columns     ? "--columns"
                         : how->date_format ? "--date-format"
                         : how->century     ? "--century"
                         : how->calendar    ? "--calendar-in"
                                            : NULL;

    return option == NULL || r->in.csv_elsewhere || reader_has_table(r)
               ? EX_OK
               : err_set(EX_USAGE, "%s: is for tables, and %s is none", option,
                         reader_name(r));
}

/* No step is in the range: says which there are. */
static int nothing(const struct reader *r) {
    char low[TIME_TEXT], high[TIME_TEXT];
    const struct feed *first = NULL, *last = NULL;

    for (size_t i = 0; i < r->nfeeds; i++) {
        const struct feed *f = r->feed[i];
        if (!f->has_time || f->low > f->high)
            continue;
        first = first == NULL || f->low < first->low ? f : first;
        last = last == NULL || f->high > last->high ? f : last;
    }
    if (r->in.time == NULL || first == NULL)
        return err_set(EX_DATAERR, "%s: no steps", reader_name(r));
    return err_set(EX_DATAERR, "%s: no step in %s (it has %s … %s)",
                   reader_name(r), r->in.time,
                   feed_date(first, first->low, low),
                   feed_date(last, last->high, high));
}

/* Steps come with a pull where no file's are held against another's: each ends,
 * as is known beforehand, before the next begins. */
static void allow_pulls(const struct reader *r) {
    const struct lane *l = r->all.lane[0];
    bool apart = r->in.pulls && r->all.nlanes == 1;

    for (size_t i = 1; apart && i < l->n; i++)
        apart = l->feed[i - 1]->time != NULL &&
                l->feed[i - 1]->high < l->feed[i]->low;
    for (size_t i = 0; i < r->nfeeds; i++)
        r->feed[i]->pulls = apart;
}

/* FILEs of states beside others of what steps cover go by one rule. */
static void agree(struct reader *r) {
    int64_t from = 0, until = 0;
    bool others = false;

    for (size_t i = 0; i < r->nfeeds; i++) {
        const struct feed *f = r->feed[i];
        if (f->has_time)
            feed_covers(f, &from, &until);
        others |= f->has_time && !f->has_bounds && f->taken != TAKEN_COVER;
    }
    for (size_t i = 0; until > from && others && i < r->nfeeds; i++) {
        struct feed *f = r->feed[i];
        f->taken = r->in.apart ? TAKEN_EITHER : TAKEN_STAMP;
        f->from = from;
        f->until = until;
    }
}

enum taken reader_taken(const struct reader *r, int64_t *from, int64_t *until) {
    enum taken taken = TAKEN_PLAIN;

    *from = *until = 0;
    for (size_t i = r->nfeeds; i-- > 0;) {
        const struct feed *f = r->feed[i];
        if (!f->has_time)
            continue;
        taken = f->taken;
        *from = f->from;
        *until = f->until;
    }
    return taken;
}

static int open_all(struct reader *r) {
    const size_t n = r->in.nfiles > 0 ? r->in.nfiles : 1;
    int status = EX_OK;

    r->feed = mem_array(n, sizeof(struct feed *));
    r->words = mem_array(n, sizeof *r->words);
    r->found = mem_array(r->in.nvariables, sizeof *r->found);
    r->all.in = &r->in;
    if (r->in.profile != NULL && strcmp(r->in.profile, "none") != 0 &&
        strcmp(r->in.profile, "auto") != 0)
        TRY(err_in(profile_open(&r->profile, r->in.profile), "--source"));
    if (r->in.time != NULL)
        TRY(err_in(parse_time_range(r->in.time, &r->range), "--time"));
    r->in.range = r->in.time != NULL ? &r->range : NULL;
    for (size_t i = 0; i < n; i++)
        TRY(add_file(r, i));
    agree(r);
    for (size_t i = 0; r->in.range != NULL && i < r->nfeeds; i++)
        if (r->feed[i]->has_time)
            TRY(feed_select(r->feed[i], r->in.range));
    TRY(check_found(r));
    TRY(check_tables(r));
    TRY(members_settle(&r->all));
    if (r->in.time != NULL && r->all.ds->time.name == NULL)
        TRY(err_set(EX_DATAERR, "%s: has no time to select from (--time)",
                    reader_name(r)));
    if (r->all.ds->time.n == 0 && r->all.ds->time.value != NULL)
        TRY(nothing(r));
    if (r->all.ds->grid->kind != GRID_NONE && grid_cells(r->all.ds->grid) == 0)
        TRY(err_set(EX_DATAERR, "%s: has no cells", reader_name(r)));
    r->out.value = mem_array(r->all.ds->nfields, sizeof *r->out.value);
    allow_pulls(r);
done:
    return status;
}

/* Warnings are about the first FILE of the reader that is opened first. */
static void about(const char *file) {
    const char *before = err_about(file);

    if (before != NULL)
        err_about(before);
}

static void about_no_more(const char *file) {
    const char *before = err_about(NULL);

    if (before != file)
        err_about(before);
}

int reader_open(struct reader **out, const struct input *in) {
    struct reader *r = mem_array(1, sizeof *r);
    int status;

    *out = NULL;
    r->in = *in;
    if (in->nfiles == 0 && in->nhead == 0 && isatty(STDIN_FILENO))
        status = err_set(EX_USAGE, "no FILE, and standard input is a terminal "
                                   "(- reads that, too)");
    else
        status = open_all(r);
    if (status != EX_OK) {
        reader_free(r);
        return status;
    }
    *out = r;
    if (strcmp(reader_name(r), STANDARD_INPUT) != 0)
        about(reader_name(r));
    return EX_OK;
}

void reader_free(struct reader *r) {
    if (r == NULL)
        return;
    members_free(&r->all);
    if (r->nfeeds > 0)
        about_no_more(reader_name(r));
    for (size_t i = 0; i < r->nfeeds; i++)
        feed_free(r->feed[i]);
    for (size_t i = 0; i < r->in.nfiles && r->words != NULL; i++)
        free(r->words[i]);
    free(r->feed);
    free(r->words);
    free(r->found);
    free(r->out.value);
    profile_free(r->profile);
    free(r);
}

const struct dataset *reader_dataset(const struct reader *r) {
    return r->all.ds;
}

const char *reader_name(const struct reader *r) {
    return r->feed[0]->path;
}

int reader_fault(const struct reader *r, int status) {
    if (status != EX_DATAERR || err_has_subject(err_text()))
        return status;
    for (size_t i = 0; i < r->nfeeds; i++) {
        const char *path = r->feed[i]->path;
        const char *at = strstr(err_text(), path);
        if (strcmp(path, STANDARD_INPUT) == 0 ||
            (at != NULL && at[strlen(path)] == ':'))
            return status;
    }
    return err_in(status, reader_name(r));
}

/* Lanes go in step: the step of each is at the time of the first's. */
static int check_lanes(const struct reader *r) {
    const struct feed *a = r->all.lane[0]->now;
    char when[TIME_TEXT], other[TIME_TEXT];

    for (size_t i = 1; i < r->all.nlanes; i++) {
        const struct feed *b = r->all.lane[i]->now;
        if (a == NULL && b == NULL)
            continue;
        if (a == NULL || b == NULL)
            return err_set(
                EX_DATAERR, "%s: ends before %s, which has a step at %s",
                (a ? r->all.lane[i] : r->all.lane[0])->feed[0]->path,
                (a ? a : b)->path, feed_date(a ? a : b, (a ? a : b)->at, when));
        if (a->at != b->at)
            return err_set(EX_DATAERR,
                           "%s: step %zu is at %s, that of %s at %s%s", b->path,
                           r->done + 1, feed_date(b, b->at, when), a->path,
                           feed_date(a, a->at, other),
                           likeness_of(a->like, b->like) == ALIKE
                               ? ""
                               : " (they have different fields)");
    }
    return EX_OK;
}

int reader_next(struct reader *r, const struct step **s) {
    int status = EX_OK;

    *s = NULL;
    for (size_t i = 0; i < r->all.nlanes; i++) {
        if (r->held)
            lane_take(r->all.lane[i]);
        TRY(lane_ready(r->all.lane[i]));
    }
    r->held = true;
    TRY(check_lanes(r));
    if (r->all.nlanes == 0 || r->all.lane[0]->now == NULL)
        return r->done > 0 ? EX_OK : nothing(r);
    members_step(&r->all, &r->out);
    progress_step(++r->done, r->all.ds->time.n);
    *s = &r->out;
done:
    return status;
}
