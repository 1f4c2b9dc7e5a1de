/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/track.h"

#include <math.h>

#include "kernel/constants.h"
#include "kernel/geom.h"

static double apart(struct place a, struct place b) {
    return geom_degrees(a.lon, a.lat, b.lon, b.lat);
}

static size_t nearest(struct place from, const struct places *candidate,
                      double range, const bool *restrict taken) {
    size_t best = TRACK_NONE;
    double least = range;

    for (size_t k = 0; k < candidate->n; k++) {
        double d;
        if (taken[k] || fabs(candidate->at[k].lat - from.lat) > least)
            continue;
        d = apart(from, candidate->at[k]);
        if (d < least || (d == least && best == TRACK_NONE)) {
            least = d;
            best = k;
        }
    }
    return best;
}

void track_link(const struct places *open, const struct places *candidate,
                double range, bool *restrict taken, size_t *restrict next) {
    for (size_t k = 0; k < candidate->n; k++)
        taken[k] = false;
    for (size_t i = 0; i < open->n; i++) {
        next[i] = nearest(open->at[i], candidate, range, taken);
        if (next[i] != TRACK_NONE)
            taken[next[i]] = true;
    }
}

double track_km(size_t n, const struct place *place) {
    double degrees = 0;

    for (size_t k = 1; k < n; k++)
        degrees += apart(place[k - 1], place[k]);
    return geom_km(degrees);
}

double track_deepening(size_t n, const struct place *restrict place,
                       const double *restrict hour,
                       const double *restrict pressure) {
    const double sin60 = 0.8660254037844386;
    double most = NAN;

    for (size_t a = 0, b = 0; b < n; b++) {
        double sine, rate;
        while (hour[b] - hour[a] > 24)
            a++;
        sine = sin(fabs(place[a].lat + place[b].lat) / 2 * DEGREE);
        if (hour[b] - hour[a] != 24 || !(sine > 0))
            continue;
        rate = (pressure[a] - pressure[b]) / 2400 * sin60 / sine;
        if (!(most >= rate))
            most = rate;
    }
    return most;
}
