/* SPDX-License-Identifier: Apache-2.0 */
/* stages -- what harmonise does to a stream, one thing after another.
 *
 * A stage takes steps and passes steps on: the same, fewer, or later.  Their
 * order is fixed; see harmonise(1). */
#ifndef TWIN_STAGES_H
#define TWIN_STAGES_H

#include "core/command.h"
#include "core/dataset.h"
#include "core/pull.h"

/* The first member of a stage's own struct. */
struct stage {
    struct dataset *ds; /* what it passes on; its own */
    struct stage *next;
    bool pulls;          /* takes steps with a pull; others get the values */
    struct step *filled; /* room for those, or NULL */
    int (*put)(struct stage *st, const struct step *s);
    int (*end)(struct stage *st);    /* after the last step; or NULL */
    int (*commit)(struct stage *st); /* now that the output is safe; or NULL */
    void (*free)(struct stage *st);  /* NULL: free() does */
};

/* How a stage opens on what reaches it: NULL where it has nothing to do. */
typedef int stage_open(struct stage **out, const struct dataset *in);

/* What may become of steps, at its place in the order of harmonise(1). */
struct stage_kind {
    stage_open *opener;
    enum type widest;  /* value that it takes: WIDE, or REAL, to which wider
                          ones are rounded before it */
    const char *about; /* for --explain */
};

/* Each has its options beside it; where none of them is given, and nothing in
 * the data asks for it, it does not open. */
stage_open levels_open;
stage_open stated_open;
stage_open vectors_open;
stage_open identity_open;
stage_open leads_open;
stage_open axes_open;
stage_open flag_open;
stage_open qa_open;
stage_open valid_open;
stage_open masks_source_open;
stage_open accumulation_open;
stage_open assume_open;
stage_open plausible_open;
stage_open canonical_open;
stage_open hampel_open;
stage_open clip_open;
stage_open fill_open;
stage_open spread_open;
stage_open thornthwaite_open;
stage_open derive_open;
stage_open calendars_open;
stage_open hours_open;
stage_open periods_open;
stage_open space_open;
stage_open points_open;
stage_open fuse_open;
stage_open masks_target_open;
stage_open climatology_open;
stage_open anomaly_open;
stage_open transform_open;
stage_open patches_open;
stage_open augment_open;
stage_open split_open;
stage_open units_open;
stage_open pair_open;
stage_open coordinates_open;
stage_open narrow_open; /* values of 32 bits, where they are of 64 */

extern const struct opt input_opts[];
extern const struct opt fuse_opts[];
extern const struct opt levels_opts[];
extern const struct opt leads_opts[];
extern const struct opt identity_opts[];
extern const struct opt vectors_opts[];
extern const struct opt axes_opts[];
extern const struct opt qa_opts[];
extern const struct opt valid_opts[];
extern const struct opt masks_opts[];
extern const struct opt accumulation_opts[];
extern const struct opt assume_opts[];
extern const struct opt plausible_opts[];
extern const struct opt convert_opts[];
extern const struct opt outliers_opts[];
extern const struct opt fill_opts[];
extern const struct opt spread_opts[];
extern const struct opt flag_opts[];
extern const struct opt derive_opts[];
extern const struct opt calendars_opts[];
extern const struct opt hours_opts[];
extern const struct opt schedule_opts[];
extern const struct opt periods_opts[];
extern const struct opt state_opts[];
extern const struct opt climatology_opts[];
extern const struct opt anomaly_opts[];
extern const struct opt space_opts[];
extern const struct opt points_opts[];
extern const struct opt pair_opts[];
extern const struct opt coordinates_opts[];
extern const struct opt transform_opts[];
extern const struct opt patches_opts[];
extern const struct opt augment_opts[];
extern const struct opt split_opts[];

/* What the chain is. */

/*
 * chain_open -- puts the stages that have something to do before others.
 *
 *   order  in      the last has no `opener`
 *   end    in      the opener before which it ends already; NULL: none
 *   first  in|out  the stage that steps enter; what it was comes last
 *   ds     in|out  what enters, and what comes out of the last but that
 */
MUST_CHECK int chain_open(const struct stage_kind *order, stage_open *end,
                          struct stage **first, const struct dataset **ds);

/* chain_free -- all but the last. */
void chain_free(struct stage *first);

/* stage_free -- a stage with what it passes on; in the chain or before. */
void stage_free(struct stage *st);

/* stage_fill -- the values that the pull of a step of ds gives, in st->filled.
 */
MUST_CHECK int stage_fill(struct stage *st, const struct dataset *ds,
                          const struct step *s);

/* A step whose values are there, as one with a pull. */
struct lent {
    struct pull pull;
    struct step step;
    const union values *value; /* [fields] */
};

/*
 * stage_lend -- what a stage that works piece by piece does to a step of ds, it
 * does to values that are there as well, if the one after it takes them so:
 * then no stage holds a copy of the step.
 *
 * Returns *l as that step, good as long as s; or s itself.
 */
const struct step *stage_lend(const struct stage *st, const struct dataset *ds,
                              const struct step *s, struct lent *l);

/* stage_take -- hands a step of ds to a stage; stage_pass -- to the next one.
 */
MUST_CHECK int stage_take(struct stage *st, const struct dataset *ds,
                          const struct step *s);
MUST_CHECK int stage_pass(struct stage *st, const struct step *s);

/* What the options say before the input is open. */

/* input_take -- tells the reader what the options say about the input, and the
 * files of Items that are FILEs, which assets holds.
 *
 * Errors  EX_USAGE; those of assets_expand() */
struct assets;
MUST_CHECK int input_take(struct input *in, struct assets **assets);

/* input_csv -- how tables are to be read, by the options, with whether that is
 * about another table already. */
void input_csv(struct input *in);

/* levels_select -- takes the levels off words like air_temperature@2m.
 * Errors EX_USAGE. */
MUST_CHECK int levels_select(struct input *in);

/* leads_select -- tells a reader of several forecasts what --lead says. */
MUST_CHECK int leads_select(struct input *in);

/* vectors_select -- asks the reader for whole vectors, unless they are to stay
 * as they are. */
void vectors_select(struct input *in);

/* qa_select -- adds the quality fields that --qa needs to the variables wanted,
 * as optional ones. */
void qa_select(struct input *in);

/* points_select -- adds what --lapse needs to the variables wanted, if it is
 * there. */
void points_select(struct input *in);

/* identity_select -- tells the reader what fields are called that are to be
 * joined. */
void identity_select(struct input *in);

/* identity_words -- adds the names that --rename and --as are about. */
void identity_words(const char ***list, size_t *n);

/* What stages ask of one another. */

/* Is there an option that ... */
bool space_is_asked(void);       /* puts fields on another grid or stations */
bool points_is_asked(void);      /* puts them on stations */
bool hours_is_asked(void);       /* takes one step a day */
bool calendars_is_asked(void);   /* passes to another calendar */
bool climatology_is_asked(void); /* makes a climatology */
bool pair_is_asked(void);        /* puts observations beside them */

/* points_needs -- is a field the elevation that --lapse takes? */
bool points_needs(const struct field *f);

/* axes_window -- the window that --lon, --lat and --bbox make of a grid of the
 * source; the caller frees it with window_free().
 *
 * Errors  EX_DATAERR  no cell inside */
MUST_CHECK int axes_window(const struct grid *g, struct window *w);

/* axes_window_like -- that by which the grid of a FILE of an option may be the
 * one wanted: as axes_window(), where that is still the source's. */
MUST_CHECK int axes_window_like(const struct grid *g, const struct grid *want,
                                bool source, struct window *w);

/* What several of them need. */

/* stages_input -- what messages call the input, borrowed; stages_has_table --
 * is a table among it?  stages_of -- sets these. */
const char *stages_input(void);
bool stages_has_table(void);
void stages_of(const struct reader *input);

/* stages_taken -- how the input's steps are taken; see reader_taken(). */
enum taken stages_taken(int64_t *from, int64_t *until);

/* leads_months -- those of --months: bit m is month m; 0: all. */
unsigned leads_months(void);

/* stage_angles -- EX_DATAERR if ds has a field of directions, which `option`
 * would take for numbers that lie on a line. */
MUST_CHECK int stage_angles(const struct dataset *ds, const char *option);

/*
 * accumulation_covers -- what steps cover that have no bounds, of fields that
 * are known to be accumulated, all alike; not since the start of a forecast,
 * whose steps are asked for by their stamp.
 *
 *   from, to  out  from the stamp on [ms]; 0 where it is not known
 *
 * Returns how many fields it is known of.
 */
size_t accumulation_covers(const struct dataset *ds, int64_t *from,
                           int64_t *to);

/* forecast_reference -- when the forecast began, by a coordinate of one value;
 * INT64_MIN: nothing says. */
int64_t forecast_reference(const struct dataset *ds);

/* step_is_in -- does a time span hold a step: the whole of its bounds, or its
 * stamp where it has none? */
MUST_CHECK int step_is_in(const struct time_axis *t,
                          const struct time_span *span, const struct step *s,
                          bool *is_in);

/* step_seconds -- the length of a step by its bounds [s]; NAN without. */
double step_seconds(const struct time_axis *t, const struct step *s);

/* words_add -- appends a word, which is borrowed, to a list that lacks it. */
void words_add(const char ***list, size_t *n, const char *word);

/* words_keep -- holds a block of memory, which is returned, until the end of
 * the run: words are borrowed until then. */
void *words_keep(void *block);

/* What is done without an input. */

/* --list: the words that it takes, and what it prints for one. */
extern const char *const list_words[];
MUST_CHECK int list_print(const char *what);

#endif
