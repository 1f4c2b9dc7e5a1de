/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/harmonise/state.h"

#include "cmd/harmonise/fuse_sources.h"
#include "cmd/harmonise/stages.h"
#include "core/mem.h"

static struct {
    const char *state;
    bool flush;
} cfg;

const struct opt state_opts[] = {
    { .name = "state",
      .arg = "FILE",
      .text = &cfg.state,
      .help = "keep unfinished periods for the next run, and go on from them" },
    { .name = "flush",
      .flag = &cfg.flush,
      .help = "give the unfinished period too, and keep it" },
    { 0 },
};

/* A pace that so many steps have not made shorter is believed. */
enum { BELIEVED = 3 };

bool state_is_asked(void) {
    return cfg.state != NULL;
}

bool state_flushes(void) {
    return cfg.flush;
}

int state_check(void) {
    if (cfg.flush && cfg.state == NULL)
        return err_set(EX_USAGE, "--flush: has no meaning without --state");
    if (cfg.state != NULL && !schedule_is_asked())
        return err_set(EX_USAGE, "--state: of which periods? (--every)");
    if (sources_refuse("--state", cfg.state != NULL) != EX_OK)
        return EX_USAGE;
    if (cfg.state != NULL && hours_is_asked())
        return err_set(EX_USAGE, "--state: cannot keep the days of --at "
                                 "(aggregate in a second command)");
    return EX_OK;
}

int state_find(struct state *st, const struct dataset *in, size_t n,
               const struct said *said, struct pace *pace) {
    int status;

    if (cfg.state == NULL)
        return EX_OK;
    TRY(resume_open(&st->before, cfg.state, in, n, said));
    if (st->before != NULL)
        resume_pace(st->before, pace);
done:
    return status;
}

int state_take(struct state *st, struct carried *s) {
    int status;

    if (st->before == NULL)
        return EX_OK;
    status = err_in(resume_take(st->before, s), cfg.state);
    checkpoint_free(st->before);
    st->before = NULL;
    return status;
}

bool state_admits(struct state *st, struct carried *s, enum calendar c,
                  int64_t stamp) {
    const struct clock *k = s->clock;
    char a[TIME_TEXT], b[TIME_TEXT];
    int64_t next;

    if (cfg.state == NULL)
        return true;
    if (k->started && stamp <= k->now) {
        st->skipped++;
        return false;
    }
    s->seen++;
    if (!k->started || !pace_is_known(&k->pace))
        return true;
    next = time_add(c, k->now, &k->pace.length, 1);
    if ((double)(stamp - k->now) > 1.5 * (double)(next - k->now))
        warn("%s: no step between %s and %s", cfg.state,
             time_text(c, k->now, a), time_text(c, stamp, b));
    return true;
}

bool state_is_whole(const struct carried *s, bool has_bounds, int64_t end,
                    int64_t reached) {
    return cfg.state != NULL && (has_bounds || s->seen >= BELIEVED) &&
           reached >= end;
}

int state_save(struct state *st, const struct dataset *in, size_t n,
               const struct said *said, const struct carried *s) {
    char text[TIME_TEXT];

    if (cfg.state == NULL)
        return EX_OK;
    if (st->skipped > 0)
        warn("%s: has %zu step%s up to %s already; skipped", cfg.state,
             st->skipped, st->skipped > 1 ? "s" : "",
             time_text(in->time.unit.calendar, s->clock->now, text));
    return resume_save(&st->after, cfg.state, in, n, said, s);
}

int state_commit(struct state *st) {
    return st->after != NULL ? checkpoint_commit(st->after) : EX_OK;
}

void state_free(struct state *st) {
    checkpoint_free(st->before);
    checkpoint_free(st->after);
}
