/* SPDX-License-Identifier: Apache-2.0 */
/* stationlist_part -- what the files of stationlist share */
#ifndef TWIN_STATIONLIST_PART_H
#define TWIN_STATIONLIST_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

struct station_list {
    const char *path;
    bool has_elev;
    size_t n;
    char **station;
    double *lon, *lat, *elev; /* [n] */
};

/* station_list_add -- one more, at longitude, latitude [degrees] and elevation
 * [m]; where is for messages.  Errors EX_DATAERR  no place on earth. */
MUST_CHECK int station_list_add(struct station_list *l, const char *name,
                                const double at[3], const char *where);

/* station_list_features -- all of a GeoJSON; fd passes to it, head [nhead] was
 * read from it.  Errors EX_DATAERR. */
MUST_CHECK int station_list_features(struct station_list *l, int fd,
                                     const void *head, size_t nhead);

#endif
