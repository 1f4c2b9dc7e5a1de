# SPDX-License-Identifier: Apache-2.0
# Source profiles whose files lie in other ways than CF has words for, as
# harmonise(1) promises.  Headers are those of the real products.

setup() {
    load helpers
}

# wrfout PROJECTION ATTRIBUTES VARIABLES DATA -- w.nc, 2 steps of 2 x 3 cells,
# laid out as WRF 4 writes it; places of the Lambert grid of 45N, 10E
wrfout() {
    cat >w.cdl <<END
netcdf w { dimensions: Time = UNLIMITED ; DateStrLen = 19 ; west_east = 3 ; south_north = 2 ; bottom_top = 2 ; bottom_top_stag = 3 ;
 west_east_stag = 4 ; south_north_stag = 3 ;
variables: char Times(Time, DateStrLen) ;
 float XLAT(Time, south_north, west_east) ; XLAT:units = "degree_north" ; XLAT:coordinates = "XLONG XLAT" ;
 float XLONG(Time, south_north, west_east) ; XLONG:units = "degree_east" ; XLONG:coordinates = "XLONG XLAT" ;
 float XTIME(Time) ; XTIME:description = "minutes since 2020-01-31 00:00:00" ; XTIME:units = "minutes since 2020-01-31 00:00:00" ;
 $1
// global attributes:
 :TITLE = " OUTPUT FROM WRF V4.2 MODEL" ; :SIMULATION_START_DATE = "2020-01-31_00:00:00" ; :START_DATE = "2020-01-31_00:00:00" ;
 :MAP_PROJ = 1 ; :TRUELAT1 = 45.f ; :TRUELAT2 = 45.f ; :MOAD_CEN_LAT = 45.f ; :STAND_LON = 10.f ; :GRIDTYPE = "C" ; $2
data: Times = "2020-01-31_06:00:00", "2020-01-31_12:00:00" ; XTIME = 360, 720 ;
 XLAT = 44.73, 44.78, 44.73, 45.63, 45.68, 45.63, 44.73, 44.78, 44.73, 45.63, 45.68, 45.63 ;
 XLONG = 8.73, 10, 11.27, 8.71, 10, 11.29, 8.73, 10, 11.27, 8.71, 10, 11.29 ;
 $3 }
END
    ncgen -k nc4 -o w.nc w.cdl
}

# varies NAME DIMENSIONS UNITS [STAGGER] -- a variable as WRF has it
varies() {
    echo "float $1(Time, $2) ; $1:FieldType = 104 ; $1:MemoryOrder = \"XY \" ; $1:units = \"$3\" ; $1:stagger = \"${4-}\" ; $1:coordinates = \"XLONG${4:+_$4} XLAT${4:+_$4} XTIME\" ;"
}

@test "wrf: winds along its grid turn by its projection, which the attributes of the file tell" {
    wrfout "$(varies U10 'south_north, west_east' 'm s-1') $(varies V10 'south_north, west_east' 'm s-1')" '' \
        'U10 = 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3 ; V10 = 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4 ;'
    harmonise w.nc >out.nc
    [ "$(attribute :twinpipe_source <out.nc)" = '"wrf 1"' ]
    [ "$(attribute uas:standard_name <out.nc)" = '"eastward_wind"' ]
    [ "$(attribute crs:grid_mapping_name <out.nc)" = '"lambert_conformal_conic"' ]
    # by hand: x is off east by -sin 45 (lon - 10 degrees)
    awk 'BEGIN { p = atan2(0, -1) / 180; split("8.73 10 11.27 8.71 10 11.29", l); for (k = 1; k <= 6; k++) { a = -sin(45 * p) * (l[k] - 10) * p; print 3 * cos(a) - 4 * sin(a) } }' >want
    values uas <out.nc | head -n 1 | all_near 2e-5 $(cat want)
    # one that is asked for
    harmonise --variable uas w.nc | values uas | diff - <(values uas <out.nc)
}

@test "wrf: components on edges of cells become means in the cells" {
    wrfout "$(varies U 'bottom_top, south_north, west_east_stag' 'm s-1' X) $(varies V 'bottom_top, south_north_stag, west_east' 'm s-1' Y)
        $(varies W 'bottom_top_stag, south_north, west_east' 'm s-1') W:stagger = \"Z\" ; $(varies T 'bottom_top, south_north, west_east' K)" '' "
        U = $(seq -s', ' 0 31) ; V = $(seq -s', ' 0 35) ; W = $(seq -s', ' 0 2 70) ; T = $(seq -s', ' 1 24) ;"
    harmonise --vectors keep w.nc >out.nc
    # by hand: U counts 0 1 2 3 along x, so that means are 0.5 1.5 2.5
    [ "$(values U <out.nc | head -n 1)" = 0.5,1.5,2.5,4.5,5.5,6.5,8.5,9.5,10.5,12.5,13.5,14.5 ]
    # V counts by 3 along y: (0 + 3) / 2
    [ "$(values V <out.nc | head -n 1)" = 1.5,2.5,3.5,4.5,5.5,6.5,10.5,11.5,12.5,13.5,14.5,15.5 ]
    # W counts by 12 along the levels: (0 + 12) / 2
    [ "$(values wa <out.nc | tail -n 1)" = 42,44,46,48,50,52,54,56,58,60,62,64 ]
    # what is perturbed is not the temperature
    run ! harmonise --variable ta w.nc
    values theta_perturbation <out.nc | head -n 1 | grep -qx 1,2,3,4,5,6,7,8,9,10,11,12
    harmonise w.nc >turned.nc
    for f in ua va; do [ "$(attribute $f:units <turned.nc)" = '"m s-1"' ]; done
    # at 10 degrees east x is east
    values ua <turned.nc | head -n 1 | cut -d, -f2 | all_near 1e-6 1.5
    # one that is asked for, of components on different edges
    harmonise --variable U w.nc | values ua | diff - <(values ua <turned.nc)
}

@test "wrf: rain is what falls from both schemes, since the start of the simulation" {
    wrfout "$(varies RAINC 'south_north, west_east' mm) $(varies RAINNC 'south_north, west_east' mm)" ':BUCKET_MM = -1.f ;' \
        'RAINC = 1, 1, 1, 1, 1, 0, 2, 2, 2, 2, 2, 0 ; RAINNC = 0, 10, 20, 30, 40, 0, 5, 15, 25, 35, 45, 0 ;'
    harmonise w.nc >out.nc
    [ "$(values pr <out.nc | paste -sd' ')" = '1,11,21,31,41,0 6,6,6,6,6,0' ]
    [ "$(values prc <out.nc | paste -sd' ')" = '1,1,1,1,1,0 1,1,1,1,1,0' ]
    [ "$(attribute pr:units <out.nc)" = '"kg m-2"' ]
    # 00 to 06 and 06 to 12 UTC, minutes since 00
    values "$(attribute Time:bounds <out.nc | tr -d '"')" <out.nc | paste -sd' ' | grep -qx '0,360 360,720'
    # a step alone: since the start
    harmonise --time 2020-01-31T12 w.nc | values pr | grep -qx 7,17,27,37,47,0
    # once more changes nothing
    harmonise out.nc >again.nc
    for f in out again; do
        ncatted -h -O -a history,global,d,, $f.nc bare.nc
        ncdump -n x bare.nc >$f.txt
    done
    diff out.txt again.txt
    # one scheme alone is not all the rain
    ncks -O -x -v RAINC w.nc nc.nc
    harmonise nc.nc >out.nc
    run ! values pr <out.nc
    values RAINNC <out.nc >/dev/null
}

@test "wrf: rain that is counted in buckets" {
    wrfout "$(varies RAINC 'south_north, west_east' mm) $(varies RAINNC 'south_north, west_east' mm)
        int I_RAINNC(Time, south_north, west_east) ; I_RAINNC:units = \"\" ; int I_RAINC(Time, south_north, west_east) ; I_RAINC:units = \"\" ;" ':BUCKET_MM = 100.f ;' \
        'RAINC = 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1 ; RAINNC = 90, 95, 99, 0, 0, 0, 20, 5, 99, 0, 0, 50 ;
         I_RAINNC = 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 2 ; I_RAINC = 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0 ;'
    harmonise w.nc >out.nc
    [ "$(values pr <out.nc | paste -sd' ')" = '90,95,99,0,0,0 31,11,1,1,301,251' ]
    [ "$(values prc <out.nc | tail -n 1)" = 1,1,1,1,301,1 ]
}

@test "wrf: a real forecast, its times, rain and wind" {
    need data/cyclone/wrf_katrina_20050828T12-21.nc
    w=$shared/data/cyclone/wrf_katrina_20050828T12-21.nc
    harmonise --variable uas,vas,pr,ps --time 2005-08-28T18 "$w" >out.nc
    # Mercator: x is east all over.  NCO of the same cells
    for f in uas:U10 vas:V10; do
        values "${f%:*}" <out.nc | tr , '\n' >ours
        ncks -C -H -s '%.9g\n' -d Time,2 -v "${f#*:}" "$w" | grep . | paste - ours | awk '{ d = $1 - $2; if (d > 1e-5 || d < -1e-5) bad++ } END { exit bad || NR != 2304 }'
    done
    # RAINC + RAINNC since 00 UTC
    ncap2 -O -v -s 'x=RAINC+RAINNC' "$w" x.nc
    values pr <out.nc | tr , '\n' >ours
    ncks -C -H -s '%.9g\n' -d Time,2 -v x x.nc | grep . | paste - ours | awk '{ d = $1 - $2; if (d > 1e-4 || d < -1e-4) bad++ } END { exit bad || NR != 2304 }'
    # expected/wrf_katrina_centres.csv: at 18 UTC the least pressure is at 26.40N 88.42W
    paste <(values lat <out.nc | tr ', ' '\n\n' | grep .) <(values lon <out.nc | tr ', ' '\n\n' | grep .) <(values ps <out.nc | tr , '\n') |
        sort -gk 3 | head -n 1 | awk '{ exit !($1 > 26.39 && $1 < 26.41 && $2 > -88.43 && $2 < -88.41) }'
    run -65 --separate-stderr harmonise -o all.nc --variable ps "$w"
    [[ $stderr == *'XLAT moves from step to step, and one grid holds for all (--time of a step that has its own)' ]]
}

# expver ORDER -- e.nc: ERA5 as the old data store delivered the last months,
# with final (1) and preliminary (5) data side by side
expver() {
    cat >e.cdl <<END
netcdf e { dimensions: longitude = 2 ; latitude = 1 ; expver = 2 ; time = 3 ;
variables: float longitude(longitude) ; longitude:units = "degrees_east" ; longitude:long_name = "longitude" ;
 float latitude(latitude) ; latitude:units = "degrees_north" ; latitude:long_name = "latitude" ;
 int expver(expver) ; expver:long_name = "expver" ; int time(time) ; time:units = "hours since 1900-01-01 00:00:00.0" ; time:long_name = "time" ; time:calendar = "gregorian" ;
 short t2m(time, expver, latitude, longitude) ; t2m:scale_factor = 0.01 ; t2m:add_offset = 280. ; t2m:_FillValue = -32767s ; t2m:missing_value = -32767s ; t2m:units = "K" ; t2m:long_name = "2 metre temperature" ;
 short tp(time, expver, latitude, longitude) ; tp:scale_factor = 0.001 ; tp:add_offset = 0. ; tp:_FillValue = -32767s ; tp:missing_value = -32767s ; tp:units = "m" ; tp:long_name = "Total precipitation" ;
// global attributes:
 :Conventions = "CF-1.6" ; :history = "2023-06-01 10:00:00 GMT by grib_to_netcdf-2.25.1: grib_to_netcdf -S param -o /cache/data/adaptor.mars.internal-1.nc reanalysis-era5-single-levels x" ;
data: longitude = 0, 1 ; latitude = 50 ; expver = $1 ; time = 1072000, 1072001, 1072002 ;
 t2m = $2 ; tp = 0, 0, 9, 9, 1, _, 9, 2, _, _, 3, 4 ; }
END
    ncgen -k classic -o e.nc e.cdl
}

@test "era5: of experiment versions the final one counts where it is, else the preliminary one" {
    expver 1,5 '0, 100, 900, 900, 200, _, 900, 300, _, _, 400, 500'
    harmonise e.nc >out.nc
    [ "$(attribute :twinpipe_source <out.nc)" = '"era5 1"' ]
    [ "$(values tas <out.nc | paste -sd' ')" = '280,281 282,283 284,285' ]
    [ "$(values pr <out.nc | paste -sd' ')" = '0,0 1,2 3,4' ]
    # in the other order
    expver 5,1 '900, 900, 0, 100, 900, 300, 200, _, 400, 500, _, _'
    harmonise --variable t2m e.nc | values tas | paste -sd' ' | grep -qx '280,281 282,283 284,285'
    # era5-land knows it too; without a profile it is another dimension
    sed -i 's/reanalysis-era5-single-levels/reanalysis-era5-land/' e.cdl
    ncgen -k classic -o land.nc e.cdl
    harmonise --variable t2m land.nc >out.nc
    [ "$(attribute :twinpipe_source <out.nc)" = '"era5-land 1"' ]
    [ "$(values tas <out.nc | paste -sd' ')" = '280,281 282,283 284,285' ]
    run -65 harmonise --source none --variable t2m e.nc
}

@test "era5: files of the new data store: valid_time, number, versions as texts" {
    cat >n.cdl <<'END'
netcdf n { dimensions: valid_time = 3 ; latitude = 1 ; longitude = 2 ;
variables: int64 number ; number:units = "1" ; number:standard_name = "realization" ; number:long_name = "ensemble member numerical id" ;
 int64 valid_time(valid_time) ; valid_time:long_name = "time" ; valid_time:standard_name = "time" ; valid_time:units = "seconds since 1970-01-01" ; valid_time:calendar = "proleptic_gregorian" ;
 double latitude(latitude) ; latitude:units = "degrees_north" ; latitude:standard_name = "latitude" ; latitude:stored_direction = "decreasing" ;
 double longitude(longitude) ; longitude:units = "degrees_east" ; longitude:standard_name = "longitude" ;
 string expver(valid_time) ;
 float tp(valid_time, latitude, longitude) ; tp:_FillValue = NaNf ; tp:GRIB_paramId = 228 ; tp:GRIB_shortName = "tp" ; tp:GRIB_stepType = "accum" ; tp:units = "m" ; tp:standard_name = "unknown" ; tp:coordinates = "number valid_time latitude longitude expver" ;
 float u10(valid_time, latitude, longitude) ; u10:_FillValue = NaNf ; u10:GRIB_paramId = 165 ; u10:GRIB_uvRelativeToGrid = 0 ; u10:units = "m s**-1" ; u10:standard_name = "unknown" ; u10:coordinates = "number valid_time latitude longitude expver" ;
// global attributes:
 :GRIB_centre = "ecmf" ; :Conventions = "CF-1.7" ; :institution = "European Centre for Medium-Range Weather Forecasts" ;
 :history = "2024-10-01T10:00 GRIB to CDM+CF via cfgrib-0.9.14.1/ecCodes-2.36.0 with {\"source\": \"data.grib\"} reanalysis-era5-single-levels x" ;
data: number = 0 ; valid_time = 1577836800, 1577840400, 1577844000 ; latitude = 50 ; longitude = 0, 1 ; expver = "0001", "0001", "0005" ;
 tp = 0.001, 0, 0.002, 0, 0.003, 0 ; u10 = 1, 2, 3, 4, 5, 6 ; }
END
    ncgen -k nc4 -o n.nc n.cdl
    harmonise n.nc >out.nc
    [ "$(attribute :twinpipe_source <out.nc)" = '"era5 1"' ]
    values pr <out.nc | cut -d, -f1 | all_near 1e-6 1 2 3
    [ "$(values uas <out.nc | paste -sd' ')" = '1,2 3,4 5,6' ]
}

@test "era5, era5-land: files of the new data store are known by their grid too, which names no data set" {
    for is in '0.25 accum era5' '0.1 accum era5-land' '0.25 instant era5' '0.1 instant era5-land' '0.25 avgad era5-monthly' '1 accum'; do
        read -r step type name <<<"$is"
        cat >n.cdl <<END
netcdf n { dimensions: valid_time = 2 ; latitude = 1 ; longitude = 2 ;
variables: int64 valid_time(valid_time) ; valid_time:standard_name = "time" ; valid_time:units = "seconds since 1970-01-01" ; valid_time:calendar = "proleptic_gregorian" ;
 double latitude(latitude) ; latitude:units = "degrees_north" ; double longitude(longitude) ; longitude:units = "degrees_east" ;
 string expver(valid_time) ;
 float tp(valid_time, latitude, longitude) ; tp:GRIB_paramId = 228 ; tp:GRIB_stepType = "$type" ; tp:GRIB_iDirectionIncrementInDegrees = $step ; tp:units = "m" ;
// global attributes:
 :GRIB_centre = "ecmf" ; :history = "2024-10-01T10:00 GRIB to CDM+CF via cfgrib-0.9.14.1/ecCodes-2.36.0 with {}" ;
data: valid_time = 1577840400, 1577844000 ; latitude = 50 ; longitude = 0, 1 ; expver = "0001", "0001" ; tp = 0.001, 0, 0.003, 0 ; }
END
        ncgen -k nc4 -o n.nc n.cdl
        harmonise n.nc >out.nc
        if [ -n "$name" ]; then
            [ "$(attribute :twinpipe_source <out.nc)" = "\"$name 1\"" ]
        else
            [ -z "$(attribute :twinpipe_source <out.nc)" ]
        fi
    done
}

# eobs NAME UNITS STANDARD_NAME SCALE -- e.nc: three days of E-OBS 29
eobs() {
    cat >e.cdl <<END
netcdf e { dimensions: longitude = 2 ; latitude = 1 ; time = UNLIMITED ;
variables: double longitude(longitude) ; longitude:units = "degrees_east" ; longitude:standard_name = "longitude" ;
 double latitude(latitude) ; latitude:units = "degrees_north" ; latitude:standard_name = "latitude" ;
 double time(time) ; time:units = "days since 1950-01-01 00:00" ; time:standard_name = "time" ; time:calendar = "standard" ;
 short $1(time, latitude, longitude) ; $1:_FillValue = -9999s ; $1:scale_factor = $4 ; $1:add_offset = 0.f ; $1:units = "$2" ; $1:standard_name = "$3" ;
// global attributes:
 :E-OBS_version = "29.0e" ; :Conventions = "CF-1.4" ;
data: longitude = 5.05, 5.15 ; latitude = 52.05 ; time = 25932, 25933, 25934 ; $1 = 10, _, 25, 30, -15, 0 ; }
END
    ncgen -k classic -o e.nc e.cdl
}

@test "e-obs: packed values, hPa, %, names of all its elements" {
    while read -r name units standard scale cmip first; do
        eobs $name $units $standard $scale
        harmonise --plausible off e.nc >out.nc
        [ "$(attribute :twinpipe_source <out.nc)" = '"e-obs 1"' ]
        values $cmip <out.nc | head -n 1 | cut -d, -f1 | all_near 1e-4 $first
        values $cmip <out.nc | head -n 1 | grep -q ',_$'
    done <<'END'
tg Celsius air_temperature 0.01f tas 273.25
tn Celsius air_temperature 0.01f tasmin 273.25
tx Celsius air_temperature 0.01f tasmax 273.25
pp hPa air_pressure_at_sea_level 0.1f psl 100
hu % relative_humidity 0.01f hurs 0.1
fg m/s wind_speed 0.01f sfcWind 0.1
qq W/m2 surface_downwelling_shortwave_flux_in_air 1.f rsds 10
END
}

@test "e-obs: a day of rain goes from 06 UTC to 06 UTC of the next" {
    eobs rr mm thickness_of_rainfall_amount 0.1f
    harmonise --plausible off e.nc >out.nc
    [ "$(values pr <out.nc | paste -sd' ')" = '1,_ 2.5,3 -1.5,0' ]
    values "$(attribute time:bounds <out.nc | tr -d '"')" <out.nc | paste -sd' ' | grep -qx '25932.25,25933.25 25933.25,25934.25 25934.25,25935.25'
    # such days are whole where days begin so
    harmonise --plausible off --every day --day-start 06:00 --stat sum e.nc | values pr | paste -sd' ' | grep -qx '1,_ 2.5,3 -1.5,0'
}

@test "accumulation: a step that lies later than its stamp says" {
    cdl rain
    ncks -O -x -v time_bnds rain.nc bare.nc
    ncatted -O -a bounds,time,d,, bare.nc
    harmonise --accumulation pr=step:1h:start+30min bare.nc >out.nc
    values time_bnds <out.nc | head -n 1 | awk -F, '{ exit !($2 - $1 == 1 && $1 - int($1) == 0.5) }'
    run -64 harmonise --accumulation pr=step:1h:start+x bare.nc
    run -64 harmonise --accumulation pr=step:1h:middle bare.nc
}

@test "what profiles tell the reader, no file does; versions on edges of cells are refused" {
    cat >x.cdl <<'END'
netcdf x { dimensions: time = 1 ; expver = 2 ; lat = 1 ; lon = 2 ; lon_stag = 3 ;
variables: double time(time) ; time:units = "days since 2000-01-01" ;
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 int expver(expver) ;
 float a(time, lat, lon) ; a:units = "1" ; a:twinpipe_sum = "b" ;
 float b(time, lat, lon) ; b:units = "1" ;
 float c(time, expver, lat, lon_stag) ; c:units = "1" ;
data: time = 0 ; lat = 0 ; lon = 0, 1 ; expver = 1, 5 ; a = 1, 2 ; b = 10, 20 ; c = 1, 2, 3, 4, 5, 6 ; }
END
    ncgen -k classic -o x.nc x.cdl
    harmonise --variable a x.nc | values a | grep -qx 1,2
    cat >both.json <<'END'
{ "name": "both", "version": "1", "title": "t", "licence": "l", "citation": "c", "detect": [],
  "edges": { "lon_stag": "lon" }, "versions": ["expver"], "variables": [] }
END
    fails 65 'harmonise: x.nc: c: has versions, and values on edges of cells: one of them is read (--variable leaves it)' \
        harmonise --source both.json --variable c x.nc
}
