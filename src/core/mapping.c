/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mapping.h"

#include <string.h>

#define EAST  "False easting"
#define NORTH "False northing"
#define LAT   "Latitude of natural origin"
#define LON   "Longitude of natural origin"
#define SCALE "Scale factor at natural origin"
#define PAR1  "Latitude of 1st standard parallel"
#define PAR2  "Latitude of 2nd standard parallel"
#define FALSE_ORIGIN                                                           \
    { "false_easting", "x_0", EAST }, {                                        \
        "false_northing", "y_0", NORTH                                         \
    }
#define FALSE_ORIGIN_AT                                                        \
    { "false_easting", "x_0", "Easting at false origin" }, {                   \
        "false_northing", "y_0", "Northing at false origin"                    \
    }
#define ORIGIN                                                                 \
    { "latitude_of_projection_origin", "lat_0", LAT }, {                       \
        "longitude_of_projection_origin", "lon_0", LON                         \
    }
#define CONIC                                                                  \
    { "standard_parallel", "lat_1", PAR1 },                                    \
        { "standard_parallel", "lat_2", PAR2 },                                \
        { "latitude_of_projection_origin", "lat_0",                            \
          "Latitude of false origin" },                                        \
    {                                                                          \
        "longitude_of_central_meridian", "lon_0", "Longitude of false origin"  \
    }

static const struct mapping mappings[] = {
    { "albers_conical_equal_area",
      "aea",
      "Albers Equal Area",
      "lat_1 lat_0 lon_0",
      { CONIC, FALSE_ORIGIN_AT } },
    { "lambert_conformal_conic",
      "lcc",
      "Lambert Conic Conformal (2SP)",
      "lat_1 lat_0 lon_0",
      { CONIC, FALSE_ORIGIN_AT } },
    { "lambert_conformal_conic",
      NULL,
      "Lambert Conic Conformal (1SP)",
      NULL,
      { { "standard_parallel", NULL, LAT },
        { "latitude_of_projection_origin", NULL, LAT },
        { "longitude_of_central_meridian", NULL, LON },
        { NULL, NULL, SCALE },
        FALSE_ORIGIN } },
    { "polar_stereographic",
      "stere",
      "Polar Stereographic (variant A)",
      "lon_0",
      { { "latitude_of_projection_origin", "lat_0", LAT },
        { "straight_vertical_longitude_from_pole", "lon_0", LON },
        { "longitude_of_projection_origin", "lon_0", NULL },
        { "standard_parallel", "lat_ts", NULL },
        { "scale_factor_at_projection_origin", "k_0", SCALE },
        FALSE_ORIGIN } },
    { "polar_stereographic",
      NULL,
      "Polar Stereographic (variant B)",
      NULL,
      { { "straight_vertical_longitude_from_pole", NULL,
          "Longitude of origin" },
        { "standard_parallel", NULL, "Latitude of standard parallel" },
        FALSE_ORIGIN } },
    { "transverse_mercator",
      "tmerc",
      "Transverse Mercator",
      "lat_0 lon_0 k_0",
      { { "latitude_of_projection_origin", "lat_0", LAT },
        { "longitude_of_central_meridian", "lon_0", LON },
        { "scale_factor_at_central_meridian", "k_0", SCALE },
        FALSE_ORIGIN } },
    { "lambert_azimuthal_equal_area",
      "laea",
      "Lambert Azimuthal Equal Area",
      "lat_0 lon_0",
      { ORIGIN, FALSE_ORIGIN } },
    { "lambert_azimuthal_equal_area",
      NULL,
      "Lambert Azimuthal Equal Area (Spherical)",
      NULL,
      { ORIGIN, FALSE_ORIGIN } },
    { "mercator",
      "merc",
      "Mercator (variant B)",
      "lon_0",
      { { "standard_parallel", "lat_ts", PAR1 },
        { "longitude_of_projection_origin", "lon_0", LON },
        { "scale_factor_at_projection_origin", "k_0", NULL },
        FALSE_ORIGIN } },
    { "mercator",
      NULL,
      "Mercator (variant A)",
      NULL,
      { { NULL, NULL, LAT },
        { "longitude_of_projection_origin", NULL, LON },
        { "scale_factor_at_projection_origin", NULL, SCALE },
        FALSE_ORIGIN } },
    { "azimuthal_equidistant",
      "aeqd",
      "Modified Azimuthal Equidistant",
      "lat_0 lon_0",
      { ORIGIN, FALSE_ORIGIN } },
    { "stereographic",
      "stere",
      "Stereographic",
      "lat_0 lon_0",
      { ORIGIN,
        { "scale_factor_at_projection_origin", "k_0", SCALE },
        FALSE_ORIGIN } },
    { "lambert_cylindrical_equal_area",
      "cea",
      "Lambert Cylindrical Equal Area",
      "lon_0",
      { { "standard_parallel", "lat_ts", PAR1 },
        { "longitude_of_central_meridian", "lon_0", LON },
        { "scale_factor_at_projection_origin", "k_0", NULL },
        FALSE_ORIGIN } },
    { "orthographic",
      "ortho",
      "Orthographic",
      "lat_0 lon_0",
      { ORIGIN, FALSE_ORIGIN } },
    { "sinusoidal",
      "sinu",
      "Sinusoidal",
      "lon_0",
      { { "longitude_of_projection_origin", "lon_0", LON },
        { "longitude_of_central_meridian", "lon_0", NULL },
        FALSE_ORIGIN } },
    { "vertical_perspective",
      "nsper",
      NULL,
      "lat_0 lon_0 h",
      { ORIGIN, { "perspective_point_height", "h", NULL }, FALSE_ORIGIN } },
    { "geostationary",
      "geos",
      NULL,
      "lon_0 h",
      { { "longitude_of_projection_origin", "lon_0", NULL },
        { "perspective_point_height", "h", NULL },
        FALSE_ORIGIN } },
};
enum { NMAPPINGS = sizeof mappings / sizeof *mappings };

const struct mapping *mapping_find(const char *cf) {
    for (size_t k = 0; k < NMAPPINGS; k++)
        if (mappings[k].proj && strcmp(mappings[k].cf, cf) == 0)
            return &mappings[k];
    return NULL;
}

const struct mapping *mapping_next(const struct mapping *after,
                                   const char *method) {
    size_t k = after ? (size_t)(after - mappings) + 1 : 0;

    for (; k < NMAPPINGS; k++)
        if (mappings[k].epsg && strcmp(mappings[k].epsg, method) == 0)
            return &mappings[k];
    return NULL;
}
