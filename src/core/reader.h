/* SPDX-License-Identifier: Apache-2.0 */
/* reader -- the input of a command: FILEs, or standard input, as one dataset */
#ifndef TWIN_READER_H
#define TWIN_READER_H

#include "core/likeness.h"

struct profile;
struct csv_how; /* csvcolumns.h */

/* What of a step has to lie in --time. */
enum taken {
    TAKEN_PLAIN, /* its bounds, or where it has none its stamp */
    TAKEN_COVER, /* what it covers, though it has no bounds */
    TAKEN_STAMP, /* its stamp */
    TAKEN_EITHER /* its stamp, or its bounds or what it covers */
};

/* What the options of a command say about its input; all may be left 0. */
struct input {
    size_t nfiles; /* 0: standard input */
    const char *const *file;
    const void *head; /* [nhead]  bytes already read from standard input */
    size_t nhead;
    size_t nvariables; /* --variable */
    const char *const *variable;
    size_t noptional;    /* the last of them may be absent */
    const char *time;    /* --time A/B, or NULL */
    const char *profile; /* --source: name, file, "auto" or "none"; NULL none */
    enum {
        JOIN_AUTO,
        JOIN_TIME,
        JOIN_VARIABLE,
        JOIN_MEMBER /* of an ensemble, each of them as JOIN_AUTO */
    } join;
    enum overlap {
        OVERLAP_REFUSE, /* two different steps at one time are an error */
        OVERLAP_FIRST,  /* that of the FILE that begins first is kept */
        OVERLAP_LAST    /* that of the FILE that begins last */
    } overlap;
    const struct csv_how *csv; /* how tables are to be read, or NULL */
    bool csv_elsewhere;        /* it may be about tables that are not here */
    bool accept_unterminated;
    const int64_t
        *lead;        /* [2] least and most time since the start of a forecast
                         [ms], for sources that hold several; or NULL */
    bool wide;        /* values of 64 bits come as WIDE, not as REAL */
    bool month_units; /* months since a date are taken, as calendar months */
    const struct time_range *range; /* the same as time, by the reader */
    enum taken (*takes)(const struct dataset *ds, int64_t *from, int64_t *to);
    /* says how --time takes the steps of a FILE, and what a step without bounds
       covers, from its stamp on [ms]; or NULL: TAKEN_PLAIN */
    bool apart; /* TAKEN_EITHER for FILEs of which that takes some by their
                   stamp, others by what steps cover; else TAKEN_STAMP */
    bool spool; /* GRIB from a pipe is read to its end first */
    bool whole_vectors;  /* what it takes to turn a vector along the axes of its
                            grid comes too, with the attribute READER_BESIDE */
    likeness_says *says; /* FILEs are joined by what fields are, and are called
                            by options; NULL: by what FILEs call them */
    bool pulls; /* steps may come without values, with a pull (pull.h) */
};

/* Of a field that nobody asked for: the other component, or an angle. */
#define READER_BESIDE "twinpipe_beside"

struct reader;

/*
 * reader_open -- opens all FILEs and joins them: along time where they hold the
 * same fields, by variable where they hold different ones on one time axis.  A
 * field is called as in the first FILE that has it.
 *
 * Errors  EX_USAGE  no FILE, and standard input is a terminal
 *         EX_NOINPUT, EX_NOPERM  a FILE is absent or closed to us
 *         EX_DATAERR             a format, damage, or domains that differ
 */
MUST_CHECK int reader_open(struct reader **out, const struct input *in);
void reader_free(struct reader *r);

/* reader_dataset -- what is read; valid until reader_free(). */
const struct dataset *reader_dataset(const struct reader *r);

/*
 * reader_next -- the next step.
 *
 *   s   out  valid until the next call; NULL after the last step
 *
 * Errors  EX_DATAERR  the stream is damaged, or ends without its end mark
 */
MUST_CHECK int reader_next(struct reader *r, const struct step **s);

/* reader_taken -- how --time takes steps, and what those without bounds cover
 * from their stamp on [ms]. */
enum taken reader_taken(const struct reader *r, int64_t *from, int64_t *until);

/* reader_name -- the first FILE, for messages, or "standard input". */
const char *reader_name(const struct reader *r);

/* reader_has_table -- is one of the FILEs a table (csv.h)? */
bool reader_has_table(const struct reader *r);

/* reader_fault -- puts that FILE before the message of bad data (EX_DATAERR)
 * that names neither a file nor an option; returns status.  What came by
 * standard input has no name that would help. */
MUST_CHECK int reader_fault(const struct reader *r, int status);

#endif
