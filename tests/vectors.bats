# SPDX-License-Identifier: Apache-2.0
# Vectors along the axes of their grid, as harmonise(1) promises.

setup() {
    load helpers
    samples=/usr/share/eccodes/samples
}

# plane MAPPING X... / Y... -- plane.nc: x_wind 3, y_wind 4 at three places of a
# projection; MAPPING are attributes of crs
plane() {
    cat >plane.cdl <<END
netcdf plane { dimensions: time = UNLIMITED ; y = 2 ; x = 2 ;
variables: double time(time) ; time:units = "days since 2000-01-01" ;
 double y(y) ; y:units = "m" ; y:standard_name = "projection_y_coordinate" ;
 double x(x) ; x:units = "m" ; x:standard_name = "projection_x_coordinate" ;
 int crs ; $1
 float u(time, y, x) ; u:units = "m s-1" ; u:standard_name = "x_wind" ; u:grid_mapping = "crs" ;
 float v(time, y, x) ; v:units = "m s-1" ; v:standard_name = "y_wind" ; v:grid_mapping = "crs" ;
data: time = 0 ; x = $2 ; y = $3 ; u = 3, 3, 3, 3 ; v = 4, 4, 4, 4 ; }
END
    ncgen -k classic -o plane.nc plane.cdl
}

# angles ANGLE... -- the components of (3, 4) where x points so far from east,
# anticlockwise [degrees]: "U..." of them, or "V..."
turned() {
    local which=$1
    shift
    printf '%s\n' "$@" | awk -v w="$which" '{ a = $1 * atan2(0, -1) / 180
        printf "%.9g\n", w == "u" ? 3 * cos(a) - 4 * sin(a) : 3 * sin(a) + 4 * cos(a) }'
}

@test "a Lambert grid on a sphere: the x axis is off east by the sine of the parallel times the longitude" {
    # by hand: n = sin 45, rho = R / tan 45 - y; x points -atan(x / rho) from east
    plane 'crs:grid_mapping_name = "lambert_conformal_conic" ; crs:standard_parallel = 45. ; crs:latitude_of_projection_origin = 45. ; crs:longitude_of_central_meridian = 10. ; crs:earth_radius = 6371229. ;' \
        '0, 1000000' '0, 500000'
    harmonise plane.nc >out.nc
    a=$(awk 'BEGIN { p = 180 / atan2(0, -1); print -p * atan2(1e6, 6371229), -p * atan2(1e6, 6371229 - 5e5) }')
    values ua <out.nc | all_near 1e-6 $(turned u 0 ${a% *} 0 ${a#* })
    values va <out.nc | all_near 1e-6 $(turned v 0 ${a% *} 0 ${a#* })
}

@test "turned components get standard names and the names that these give; what they were is kept" {
    plane 'crs:grid_mapping_name = "polar_stereographic" ; crs:latitude_of_projection_origin = 90. ; crs:standard_parallel = 70. ; crs:straight_vertical_longitude_from_pole = 0. ;' \
        '1000000, 2000000' '0, 1000000'
    harmonise plane.nc >out.nc
    [ "$(attribute ua:standard_name <out.nc)" = '"eastward_wind"' ]
    [ "$(attribute va:standard_name <out.nc)" = '"northward_wind"' ]
    [ "$(attribute va:twinpipe_original_name <out.nc)" = '"v"' ]
    [ "$(attribute va:twinpipe_vectors <out.nc)" = '"turned from the axes of its grid to east and north"' ]
    harmonise --names keep plane.nc >kept.nc
    [ "$(attribute v:standard_name <kept.nc)" = '"northward_wind"' ]
    harmonise --rename u=mine plane.nc >mine.nc
    values mine <mine.nc | diff - <(values ua <out.nc)
    ncatted -O -a standard_name,,d,, plane.nc bare.nc
    harmonise --as u=x_wind,v=y_wind bare.nc >as.nc
    values va <as.nc | diff - <(values va <out.nc)
}

@test "a polar stereographic grid on an ellipsoid: the x axis is off east by the longitude" {
    # exact on any ellipsoid: it is conformal, and meridians are straight
    plane 'crs:grid_mapping_name = "polar_stereographic" ; crs:latitude_of_projection_origin = 90. ; crs:standard_parallel = 70. ; crs:straight_vertical_longitude_from_pole = 0. ; crs:semi_major_axis = 6378137. ; crs:inverse_flattening = 298.257223563 ;' \
        '0, 1000000' '-1000000, 1000000'
    harmonise plane.nc >out.nc
    values ua <out.nc | all_near 2e-6 $(turned u 0 -45 -180 -135)
    values va <out.nc | all_near 2e-6 $(turned v 0 -45 -180 -135)
    # a south pole turns the other way
    sed -i 's/origin = 90/origin = -90/; s/parallel = 70/parallel = -70/' plane.cdl
    ncgen -k classic -o south.nc plane.cdl
    harmonise south.nc >out.nc
    values ua <out.nc | all_near 2e-6 $(turned u 180 135 0 45)
}

@test "an equal-area grid on an ellipsoid: the x axis by PROJ's places to its sides" {
    plane 'crs:grid_mapping_name = "lambert_azimuthal_equal_area" ; crs:latitude_of_projection_origin = 52. ; crs:longitude_of_projection_origin = 10. ; crs:false_easting = 4321000. ; crs:false_northing = 3210000. ; crs:semi_major_axis = 6378137. ; crs:inverse_flattening = 298.257222101 ;' \
        '4321000, 6321000' '3210000, 5210000'
    harmonise plane.nc >out.nc
    # gdaltransform (PROJ 9.1) of 100 m to each side; radii of curvature of GRS 80
    for y in 3210000 5210000; do
        for x in 4321000 6321000; do
            printf '%s %s\n' $((x - 100)) $y $((x + 100)) $y
        done
    done | gdaltransform -s_srs EPSG:3035 -t_srs EPSG:4258 -output_xy | awk '
        NR % 2 { lon = $1; lat = $2; next }
        { p = atan2(0, -1) / 180; s = sin((lat + $2) / 2 * p); c = cos((lat + $2) / 2 * p); e2 = 0.00669438002290
          w = 1 - e2 * s * s; printf "%.10g\n", atan2(($2 - lat) * (1 - e2) / w, ($1 - lon) * c) / p }' >angles
    values ua <out.nc | all_near 2e-6 $(turned u $(cat angles))
    values va <out.nc | all_near 2e-6 $(turned v $(cat angles))
}

# wind -- rot.nc: components along a rotated grid, as a model has them, and
# theirs.nc: the same turned by CDO 2.1.1
wind() {
    need data/grids/tas_EUR11_rotated.nc
    cdo -s -L -O setname,ua -mulc,0.03 -selname,tas "$shared/data/grids/tas_EUR11_rotated.nc" u.nc
    cdo -s -L -O setname,va -subc,250 -selname,tas "$shared/data/grids/tas_EUR11_rotated.nc" v.nc
    cdo -s -O merge u.nc v.nc uv.nc
    cdo -s -O rotuvb,ua,va uv.nc theirs.nc
    ncatted -O -a standard_name,ua,o,c,x_wind -a standard_name,va,o,c,y_wind -a units,.a,o,c,'m s-1' uv.nc rot.nc 2>/dev/null
}

@test "a rotated pole: as cdo rotuvb has it" {
    wind
    harmonise --plausible off rot.nc >out.nc
    for f in ua va; do
        cdo -s -O -outputf,%.9g,1 -selname,$f out.nc >ours
        cdo -s -O -outputf,%.9g,1 -selname,$f theirs.nc >want
        paste ours want | awk '{ d = $1 - $2; n++; if (d > 1e-5 || d < -1e-5) bad++ } END { exit bad || n != 174688 }'
    done
}

@test "vectors are turned once: harmonising what is harmonised changes nothing" {
    wind
    harmonise --plausible off rot.nc >one.nc
    harmonise --plausible off one.nc >two.nc
    ncdump one.nc | sed '/:history/,/;$/d; 1d' >one
    ncdump two.nc | sed '/:history/,/;$/d; 1d' | diff -q - one
}

@test "vectors keep: components stay as they are" {
    plane 'crs:grid_mapping_name = "polar_stereographic" ; crs:latitude_of_projection_origin = 90. ; crs:standard_parallel = 70. ; crs:straight_vertical_longitude_from_pole = 0. ;' \
        '1000000, 2000000' '0, 1000000'
    harmonise --vectors keep plane.nc >out.nc
    [ "$(attribute u:standard_name <out.nc)" = '"x_wind"' ]
    [ "$(values u <out.nc)" = 3,3,3,3 ]
    run -64 harmonise --vectors turn plane.nc
}

@test "one component that is asked for is turned: the other is read for that, and not written" {
    plane 'crs:grid_mapping_name = "polar_stereographic" ; crs:latitude_of_projection_origin = 90. ; crs:standard_parallel = 70. ; crs:straight_vertical_longitude_from_pole = 0. ;' \
        '1000000, 2000000' '0, 1000000'
    harmonise plane.nc >both.nc
    for word in u ua x_wind eastward_wind; do
        harmonise --variable $word plane.nc >one.nc
        values ua <one.nc | diff - <(values ua <both.nc)
        run ! values va <one.nc
    done
    harmonise --variable va plane.nc >one.nc
    values va <one.nc | diff - <(values va <both.nc)
    run ! values ua <one.nc
    harmonise --vectors keep --variable u plane.nc >one.nc
    run ! values v <one.nc
}

@test "one component alone stays as it is, with a warning, and cannot be put on another grid" {
    plane 'crs:grid_mapping_name = "polar_stereographic" ; crs:latitude_of_projection_origin = 90. ; crs:standard_parallel = 70. ; crs:straight_vertical_longitude_from_pole = 0. ;' \
        '1000000, 2000000' '0, 1000000'
    ncks -O -x -v v plane.nc alone.nc
    run -0 --separate-stderr harmonise -f nc -o out.nc alone.nc
    [ "$stderr" = 'harmonise: warning: alone.nc: u is along an axis of its grid, has no va beside it, and stays so' ]
    [ "$(attribute u:standard_name <out.nc)" = '"x_wind"' ]
    fails 65 'harmonise: alone.nc: u is along an axis of its grid and has no va beside it, so it has no sense on another (--vectors keep)' \
        harmonise --grid 1 alone.nc
    harmonise --grid 1 --vectors keep alone.nc >out.nc
}

@test "directions, and means in time, are those of turned components" {
    plane 'crs:grid_mapping_name = "polar_stereographic" ; crs:latitude_of_projection_origin = 90. ; crs:standard_parallel = 70. ; crs:straight_vertical_longitude_from_pole = 0. ;' \
        '1000000, 2000000' '0, 1000000'
    sed -i 's/"x_wind"/"x_wind" ; u:long_name = "10 m"/; s/float u(/float u10(/; s/float v(/float v10(/; s/ u:/ u10:/g; s/ v:/ v10:/g; s/; u =/; u10 =/; s/; v =/; v10 =/' plane.cdl
    ncgen -k classic -o plane.nc plane.cdl
    # at x = 1000 km, y = 0, longitude 90, x points south: (3, 4) is 4 east, -3
    # north, from 270 + atan(3 / 4) = 306.8699 degrees
    harmonise --derive wfd --variable wfd plane.nc | values wfd | cut -d, -f1 | all_near 1e-4 306.869898
    harmonise --every day --stat mean --min-valid any plane.nc | values uas | cut -d, -f1 | all_near 1e-6 4
}

@test "where the file has angles of its grid, they are taken" {
    plane 'crs:grid_mapping_name = "polar_stereographic" ; crs:latitude_of_projection_origin = 90. ; crs:standard_parallel = 70. ; crs:straight_vertical_longitude_from_pole = 0. ;' \
        '1000000, 2000000' '0, 1000000'
    sed 's/^data:/ double angle(y, x) ; angle:units = "degree" ; angle:standard_name = "angle_of_rotation_from_east_to_x" ; data: angle = 0, 90, 30, -45 ;/' plane.cdl >angle.cdl
    ncgen -k classic -o angle.nc angle.cdl
    harmonise angle.nc | values ua | all_near 2e-6 $(turned u 0 90 30 -45)
    harmonise --variable va angle.nc >one.nc
    values va <one.nc | all_near 2e-6 $(turned v 0 90 30 -45)
    run ! values angle <one.nc
    sed 's/angle(y, x)/angle(time, y, x)/; s/"degree"/"radian"/' angle.cdl | sed 's/angle = 0, 90, 30, -45/angle = 0, 1.5707963267949, 0.5, -1/' >moving.cdl
    ncgen -k classic -o moving.nc moving.cdl
    harmonise moving.nc | values ua | all_near 2e-6 $(turned u 0 90 28.6478897565 -57.2957795131)
}

@test "axes of latitude and longitude: only names change" {
    cat >ll.cdl <<'END'
netcdf ll { dimensions: lat = 2 ; lon = 2 ; variables: double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ; float x_wind(lat, lon) ; x_wind:units = "m s-1" ; x_wind:standard_name = "x_wind" ;
data: lat = 50, 40 ; lon = 0, 10 ; x_wind = 1, 2, 3, 4 ; }
END
    ncgen -o ll.nc ll.cdl
    harmonise --lat keep --names keep ll.nc >out.nc
    [ "$(values x_wind <out.nc | tr '\n' ,)" = 1,2,3,4, ]
    [ "$(attribute x_wind:standard_name <out.nc)" = '"eastward_wind"' ]
}

# curve U V MAPPING -- curve.nc: 9 x 9 places 0.1 degrees apart round the pole of a
# rotated grid, as 2-D places alone
curved() {
    awk -v mapping="$1" 'BEGIN {
        p = atan2(0, -1) / 180; lat0 = 40 * p
        for (j = -4; j <= 4; j++) for (i = -4; i <= 4; i++) {
            a = i / 10 * p; b = j / 10 * p
            u = cos(b) * cos(a); v = cos(b) * sin(a); w = sin(b)
            to = cos(lat0) * w - sin(lat0) * u
            lat = lat (lat ? ", " : "") sprintf("%.15g", atan2(sin(lat0) * w + cos(lat0) * u, sqrt(to * to + v * v)) / p)
            lon = lon (lon ? ", " : "") sprintf("%.15g", -160 + atan2(-v, to) / p)
            three = three (three ? ", " : "") 3; four = four (four ? ", " : "") 4
        }
        print "netcdf curve { dimensions: j = 9 ; i = 9 ; variables: double lat(j, i) ; lat:units = \"degrees_north\" ;"
        print "double lon(j, i) ; lon:units = \"degrees_east\" ; " mapping
        print "float u(j, i) ; u:units = \"m s-1\" ; u:standard_name = \"x_wind\" ; u:coordinates = \"lon lat\" ;"
        print "float v(j, i) ; v:units = \"m s-1\" ; v:standard_name = \"y_wind\" ; v:coordinates = \"lon lat\" ;"
        if (mapping) print "u:grid_mapping = \"crs\" ; v:grid_mapping = \"crs\" ;"
        print "data: lat = " lat " ; lon = " lon " ; u = " three " ; v = " four " ; }"
    }' | ncgen -k classic -o curve.nc
}

@test "2-D places: from one to the next but one; by a mapping that tells of them" {
    # the truth: the y axis points to the rotated pole at 40N 160W
    curved ''
    harmonise curve.nc >out.nc
    ncdump -p 9,17 -v lat,lon curve.nc | awk '/^ (lat|lon) =/ { f = $1 } /^ (u|v) =/ { f = "" } f { gsub(/[^-0-9., ]/, ""); n = split($0, x, ","); for (k = 1; k <= n; k++) if (x[k] ~ /[0-9]/) a[f, ++m[f]] = x[k] }
        END { p = atan2(0, -1) / 180; for (k = 1; k <= m["lat"]; k++) { d = (-160 - a["lon", k]) * p; b = a["lat", k] * p
            print atan2(-cos(40 * p) * sin(d), cos(b) * sin(40 * p) - sin(b) * cos(40 * p) * cos(d)) / p } }' >angles
    [ "$(wc -l <angles)" = 81 ]
    values ua <out.nc | all_near 1e-4 $(turned u $(cat angles))
    # inside, the error is that of the square of the distance, 0.1 degrees
    values ua <out.nc | tr , '\n' | sed -n '12,17p;21,26p;39,43p' | all_near 3e-6 $(turned u $(sed -n '12,17p;21,26p;39,43p' angles))
    curved 'int crs ; crs:grid_mapping_name = "rotated_latitude_longitude" ; crs:grid_north_pole_latitude = 40. ; crs:grid_north_pole_longitude = -160. ;'
    harmonise curve.nc | values ua | all_near 1e-6 $(turned u $(cat angles))
}

@test "2-D places with a projection: without PROJ they are not turned another way" {
    curved 'int crs ; crs:grid_mapping_name = "lambert_conformal_conic" ; crs:standard_parallel = 45. ; crs:latitude_of_projection_origin = 45. ; crs:longitude_of_central_meridian = 10. ; crs:earth_radius = 6371229. ;'
    harmonise curve.nc >out.nc
    mkdir plain
    ln -s "$BIN"/* plain/
    cp --remove-destination "$BIN/harmonise" plain/
    rm plain/twin-proj.so
    run -69 --separate-stderr env LD_LIBRARY_PATH="$PWD/plain" plain/harmonise -o no.nc curve.nc
    [ ! -e no.nc ]
}

@test "GRIB: components relative to the grid are turned, others are not" {
    need data/grib/lambert_2t_20130507.grib2
    f=$shared/data/grib/lambert_2t_20130507.grib2
    grib_set -s parameterCategory=2,parameterNumber=2,scaledValueOfFirstFixedSurface=10 "$f" u.grib2
    grib_set -s parameterCategory=2,parameterNumber=3,scaledValueOfFirstFixedSurface=10 "$f" v.grib2
    cat u.grib2 v.grib2 >uv.grib2
    # both components are what was 2 m temperature: (t, t) turned by n (lon - LoV),
    # n of Snyder (1987), eq. 15-3, on a sphere; longitudes are printed to 0.001
    lov=$(grib_get -p LoVInDegrees "$f") n=$(grib_get -p Latin1InDegrees,Latin2InDegrees "$f")
    n=$(awk -v a="${n% *}" -v b="${n#* }" 'BEGIN { p = atan2(0, -1) / 180; t = sin(45 * p + b / 2 * p) / cos(45 * p + b / 2 * p); s = sin(45 * p + a / 2 * p) / cos(45 * p + a / 2 * p)
        print a == b ? sin(a * p) : log(cos(a * p) / cos(b * p)) / log(t / s) }')
    [ "$(grib_get -p uvRelativeToGrid "$f")" = 1 ]
    harmonise --lat keep --plausible off uv.grib2 >out.nc
    harmonise --lat keep "$f" >t.nc
    [ "$(attribute uas:GRIB_uvRelativeToGrid <out.nc)" = '' ]
    grib_get_data "$f" | awk 'NR > 1 { print $2 }' >lon
    for f in uas vas; do
        paste lon <(values tas <t.nc | tr , '\n') <(values $f <out.nc | tr , '\n') | awk -v lov="$lov" -v n="$n" -v f=$f '
            { p = atan2(0, -1) / 180; d = $1 - lov; d -= 360 * int(d / 360); if (d > 180) d -= 360; if (d < -180) d += 360
              a = -n * d * p; want = f == "uas" ? $2 * (cos(a) - sin(a)) : $2 * (cos(a) + sin(a)); e = want - $3
              if (e > 6e-3 || e < -6e-3) { bad++; if (bad < 5) print "# " NR, want, $3 } n_++ } END { exit bad || n_ < 100 }'
    done
    harmonise --lat keep --variable 10u --plausible off uv.grib2 >one.nc
    values uas <one.nc | diff -q - <(values uas <out.nc)
    run ! values vas <one.nc
    # the same without the flag
    grib_set -s uvRelativeToGrid=0 uv.grib2 east.grib2
    harmonise --lat keep --plausible off east.grib2 | values uas | diff -q - <(values tas <t.nc)
}

@test "explain: what is turned" {
    plane 'crs:grid_mapping_name = "polar_stereographic" ; crs:latitude_of_projection_origin = 90. ; crs:standard_parallel = 70. ; crs:straight_vertical_longitude_from_pole = 0. ;' \
        '1000000, 2000000' '0, 1000000'
    harmonise --explain plane.nc >said
    grep -qx ' 1. vectors are turned to east and north' said
    grep -qx '     u: x_wind -> eastward_wind' said
}

@test "lists of cells have no x axis: components along it are refused" {
    cat >list.cdl <<'END'
netcdf list { dimensions: cell = 2 ; variables: double lat(cell) ; lat:units = "degrees_north" ; double lon(cell) ; lon:units = "degrees_east" ;
 float u(cell) ; u:units = "m s-1" ; u:standard_name = "x_wind" ; float v(cell) ; v:units = "m s-1" ; v:standard_name = "y_wind" ;
data: lat = 50, 40 ; lon = 0, 10 ; u = 1, 2 ; v = 3, 4 ; }
END
    ncgen -o list.nc list.cdl
    fails 65 'harmonise: list.nc: vectors along the axes of its grid cannot be turned to east: its cells have no x axis (--vectors keep)' harmonise list.nc
    harmonise --vectors keep list.nc | values u | grep -qx 1,2
}

# across -- across.nc: the wind (3, -4), towards longitudes 0 and 90 at the north
# pole, and the same at the south pole, on a grid of 10 degrees
across() {
    awk 'BEGIN {
        p = atan2(0, -1) / 180
        for (j = 0; j < 18; j++) for (i = 0; i < 36; i++) {
            s = sin((i * 10 - 175) * p); c = cos((i * 10 - 175) * p); h = j < 9 ? -1 : 1
            u = u (u ? ", " : "") sprintf("%.9g", -3 * s - 4 * c)
            v = v (v ? ", " : "") sprintf("%.9g", h * (-3 * c + 4 * s))
        }
        for (j = 0; j < 18; j++) lat = lat (lat ? ", " : "") j * 10 - 85
        for (i = 0; i < 36; i++) lon = lon (lon ? ", " : "") i * 10 - 175
        print "netcdf across { dimensions: lat = 18 ; lon = 36 ; variables: double lat(lat) ; lat:units = \"degrees_north\" ;"
        print "double lon(lon) ; lon:units = \"degrees_east\" ; float uas(lat, lon) ; uas:units = \"m s-1\" ; uas:standard_name = \"eastward_wind\" ;"
        print "float vas(lat, lon) ; vas:units = \"m s-1\" ; vas:standard_name = \"northward_wind\" ;"
        print "data: lat = " lat " ; lon = " lon " ; uas = " u " ; vas = " v " ; }"
    }' | ncgen -k classic -o across.nc
}

# crosses TOLERANCE LAT -- of a stream with rows of 1 degree: is the wind in the
# row at LAT that of across()?
crosses() {
    cat >.crosses
    ncks -C -H -s '%.9g\n' -d lat,"$2" -v uas .crosses | grep . >.u
    ncks -C -H -s '%.9g\n' -d lat,"$2" -v vas .crosses | grep . >.v
    ncks -C -H -s '%.9g\n' -v lon .crosses | grep . | paste - .u .v | awk -v t="$1" -v h="$(awk -v l="$2" 'BEGIN { print l < 0 ? -1 : 1 }')" '
        { p = atan2(0, -1) / 180; s = sin($1 * p); c = cos($1 * p); du = $2 + 3 * s + 4 * c; dv = $3 - h * (-3 * c + 4 * s); n++
          if (du * du + dv * dv > t * t) { bad++; if (bad < 4) print "# " $0, du, dv } } END { exit bad || n < 36 }'
}

@test "beyond the last row the pole has the mean of the vectors, each target its components at its longitude" {
    across
    # at 89.5 a tenth is from the row at 85, linear between 10 degrees: 0.4 % of it
    harmonise --grid 1 --method bilinear across.nc >out.nc
    crosses 0.003 89.5 <out.nc
    crosses 0.003 -89.5 <out.nc
    harmonise --grid 1 --method bicubic across.nc | crosses 0.003 89.5
    # by hand: at 86.5N 0.5E, three tenths of the pole, the rest 0.45 of 5W and 0.55 of 5E
    awk 'BEGIN { p = atan2(0, -1) / 180; for (k = 0; k < 2; k++) { l = (k ? 5 : -5) * p; w = k ? 0.55 : 0.45; r += w * (-3 * sin(l) - 4 * cos(l)); q += w * (-3 * cos(l) + 4 * sin(l)) }
        l = 0.5 * p; printf "%.6f\n%.6f\n", 0.7 * r + 0.3 * (-3 * sin(l) - 4 * cos(l)), 0.7 * q + 0.3 * (-3 * cos(l) + 4 * sin(l)) }' >want
    for f in uas vas; do ncks -C -H -s '%.6f\n' -d lat,86.5 -d lon,0.5 -v $f out.nc | grep .; done | all_near 2e-6 $(cat want)
    # a single component is a number like any other: nothing tells of its vector
    harmonise --variable uas --grid 1 --method bilinear across.nc >alone.nc
    run ! crosses 1 89.5 <alone.nc
}

@test "beyond the last row: HEALPix, projections, members and values of 64 bits" {
    across
    # between the four cells of the last ring, 90 degrees apart, 0.3 of (3, -4) gets lost at most
    harmonise --grid hp16 --method bilinear across.nc | harmonise --grid 1 --method bilinear >out.nc
    crosses 0.5 89.5 <out.nc
    crosses 0.5 -89.5 <out.nc
    # on a polar stereographic target the wind at the pole is (3, -4) along its axes
    harmonise --grid 'EPSG:3995,-100000,-100000,100000,100000,50000' --method bilinear across.nc >polar.nc
    ncks -C -H -s '%.9g\n' -v uas polar.nc | grep . >u
    ncks -C -H -s '%.9g\n' -v vas polar.nc | grep . >v
    ncks -C -H -s '%.9g\n' -v y polar.nc | grep . >y
    ncks -C -H -s '%.9g\n' -v x polar.nc | grep . >x
    for y in $(cat y); do for x in $(cat x); do echo "$x $y"; done; done | paste -d' ' - u v | awk '
        { l = atan2($1, -$2); s = sin(l); c = cos(l); du = $3 + 3 * s + 4 * c; dv = $4 + 3 * c - 4 * s; n++
          if (du * du + dv * dv > 1e-4) { bad++; print "# " $0 } } END { exit bad || n != 16 }'
    ncap2 -O -s 'uas=double(uas);vas=double(vas);' across.nc wide.nc
    harmonise --grid 1 --method bilinear wide.nc >w.nc
    ncdump -h w.nc | grep -q 'double uas('
    crosses 0.003 89.5 <w.nc
}

@test "beyond the last row: one value missing in the row is one of the mean" {
    across
    ncap2 -O -s 'uas(17,3)=1e20f;' across.nc gap.nc
    ncatted -O -a _FillValue,uas,c,f,1e20 gap.nc
    harmonise --grid 1 --method bilinear gap.nc >out.nc
    [ "$(ncks -C -H -s '%.9g\n' -d lat,89.5 -v uas out.nc | grep . | sort -u)" = _ ]
    harmonise --grid 1 --method bilinear --min-frac 0.5 gap.nc >out.nc
    [ "$(ncks -C -H -s '%.9g\n' -d lat,89.5 -v uas out.nc | grep -c _)" = 0 ]
    crosses 0.4 89.5 <out.nc
}

# centred TOLERANCE N -- of a stream on N x N cells round the pole, on EPSG:3995:
# is the wind that of across()?  At the pole itself its longitude is anything.
centred() {
    cat >.centred
    ncks -C -H -s '%.9g\n' -v uas .centred | grep . >u
    ncks -C -H -s '%.9g\n' -v vas .centred | grep . >v
    ncks -C -H -s '%.9g\n' -v y .centred | grep . >y
    ncks -C -H -s '%.9g\n' -v x .centred | grep . >x
    for y in $(cat y); do for x in $(cat x); do echo "$x $y"; done; done | paste -d' ' - u v | awk -v t="$1" -v all="$2" '
        { l = atan2($1, -$2); s = sin(l); c = cos(l); du = $3 + 3 * s + 4 * c; dv = $4 + 3 * c - 4 * s; n++
          if ($1 * $1 + $2 * $2 < 1) du = sqrt($3 * $3 + $4 * $4) - 5 + dv * 0; if ($1 * $1 + $2 * $2 < 1) dv = 0
          if (!(du * du + dv * dv <= t * t)) { bad++; if (bad < 4) print "# " $0, du, dv } } END { exit bad || n != all * all }'
}

@test "means of vectors from all round a pole are those of vectors, not of their components" {
    across
    for m in conservative conservative2 distance; do
        # carried along a great circle, not turned by the longitude: 1 % at 80N
        harmonise --grid 'EPSG:3995,-750000,-750000,750000,750000,300000' --method $m across.nc | centred 0.15 5
        # the four northernmost cells of HEALPix have a corner at the pole
        harmonise --grid hp1 --method $m across.nc >hp.nc
        for k in 0 1 2 3; do
            for f in uas vas; do ncks -C -H -s '%.9g\n' -d healpix_index,$k -v $f hp.nc | grep .; done |
                paste - - | awk -v k=$k '{ l = (45 + 90 * k) * atan2(0, -1) / 180; s = sin(l); c = cos(l)
                    a = (-3 * s - 4 * c) / 5; b = (-3 * c + 4 * s) / 5; exit !($1 * a + $2 * b > 4.4) }'
        done
    done
    # where the east of the sources is that of the target nothing changes
    harmonise --variable uas --grid 15 --method conservative across.nc | values uas >alone
    harmonise --grid 15 --method conservative across.nc | values uas | cmp - alone
    ncap2 -O -s 'uas(17,3)=1e20f;' across.nc gap.nc
    ncatted -O -a _FillValue,uas,c,f,1e20 gap.nc
    harmonise --grid 'EPSG:3995,-750000,-750000,750000,750000,300000' --method conservative gap.nc | centred 0.3 5
}

@test "vectors over a pole from 2-D places, and from faces" {
    across
    cdo -s -f nc setgridtype,curvilinear across.nc curved.nc
    for m in bilinear conservative conservative2 distance; do
        harmonise --grid 'EPSG:3995,-750000,-750000,750000,750000,300000' --method $m curved.nc | centred 0.15 5
    done
    cdo -s -f nc setgridtype,unstructured across.nc faces.nc
    for m in bilinear conservative conservative2 distance; do
        harmonise --grid 'EPSG:3995,-750000,-750000,750000,750000,300000' --method $m faces.nc | centred 0.15 5
    done
}

@test "the poles of vectors are the same at any number of threads" {
    across
    for j in 1 2; do harmonise -j $j --grid 1 across.nc >$j.nc; done
    cmp 1.nc 2.nc
}

@test "what the reader is told by source profiles and itself, no file tells" {
    ncgen -k classic -o a.nc - <<'END'
netcdf a { dimensions: time = UNLIMITED ; y = 2 ; x = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(y, x) ; lat:units = "degrees_north" ; double lon(y, x) ; lon:units = "degrees_east" ;
float u(time, y, x) ; u:units = "m s-1" ; u:coordinates = "lat lon" ; u:standard_name = "x_wind" ; u:twinpipe_beside = "1" ;
float v(time, y, x) ; v:units = "m s-1" ; v:coordinates = "lat lon" ; v:standard_name = "y_wind" ;
float tas(time, y, x) ; tas:units = "K" ; tas:coordinates = "lat lon" ; tas:twinpipe_beside = "1" ;
:twinpipe_reference = "1900-01-01" ; :twinpipe_mapping_grid_mapping_name = "lambert_conformal_conic" ;
data: time = 0 ; lat = 50, 50, 51, 51 ; lon = 8, 9, 8, 9 ; u = 1, 2, 3, 4 ; v = 1, 2, 3, 4 ; tas = 280, 281, 282, 283 ; }
END
    harmonise a.nc >out.nc
    [ "$(values tas <out.nc)" = 280,281,282,283 ]
    values ua <out.nc | all_near 0.05 1 2 3 4
    ! ncdump -h out.nc | grep -E 'twinpipe_(beside|reference|mapping)|forecast_reference|lambert' || false
}
