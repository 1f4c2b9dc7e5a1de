# SPDX-License-Identifier: Apache-2.0
# Every source profile decodes what its product holds, as harmonise(1)
# promises.  Headers are those of the real products, values are by hand.

setup() {
    load helpers
}

# of PROFILE FILE... -- harmonised into out.nc; the profile was found
of() {
    local profile=$1
    shift
    harmonise --plausible off "$@" >out.nc
    [ "$(attribute :twinpipe_source <out.nc)" = "\"$profile 1\"" ]
}

# bounds -- of time in out.nc, a line each
bounds() {
    values "$(ncdump -h out.nc | sed -n 's/^\t*[a-z_]*time:bounds = "\(.*\)" ;/\1/p')" <out.nc
}

# latlon NAME TIMES VARIABLES ATTRIBUTES DATA -- NAME.nc of two cells, with axes
# that CF knows
latlon() {
    cat >"$1.cdl" <<END
netcdf $1 { dimensions: lat = 1 ; lon = 2 ; time = UNLIMITED ; bnds = 2 ;
variables: double lat(lat) ; lat:units = "degrees_north" ; lat:standard_name = "latitude" ; double lon(lon) ; lon:units = "degrees_east" ; lon:standard_name = "longitude" ;
 double time(time) ; time:standard_name = "time" ; ${2:-time:units = \"days since 1850-01-01\"} ;
 $3
// global attributes:
 $4
data: lat = 50 ; lon = 10, 350 ; $5 ; }
END
    ncgen -k nc4 -o "$1.nc" "$1.cdl"
}

@test "cmip6: a scalar height, a member by its label, ocean and land masks beside" {
    latlon tas 'time:units = "days since 1850-01-01" ; time:calendar = "noleap" ; time:bounds = "time_bnds" ' \
        'double time_bnds(time, bnds) ; double height ; height:units = "m" ; height:positive = "up" ; height:standard_name = "height" ;
         float tas(time, lat, lon) ; tas:standard_name = "air_temperature" ; tas:units = "K" ; tas:cell_methods = "area: time: mean" ; tas:cell_measures = "area: areacella" ; tas:coordinates = "height" ; tas:missing_value = 1.e20f ; tas:_FillValue = 1.e20f ;' \
        ':mip_era = "CMIP6" ; :variant_label = "r1i1p1f1" ; :source_id = "M" ; :table_id = "day" ;' \
        'time = 0.5, 1.5 ; time_bnds = 0, 1, 1, 2 ; height = 2 ; tas = 280, 1.e20, 282, 283'
    of cmip6 tas.nc
    [ "$(values tas <out.nc | paste -sd' ')" = '_,280 283,282' ] # -10, 10 degrees
    [ "$(bounds | paste -sd' ')" = '0,1 1,2' ]
    ncdump -v height out.nc | grep -q 'height = 2 ;'
    [ "$(attribute tas:coordinates <out.nc)" = '"height"' ]
}

@test "cmip6, cmip5, cordex: orog and sftlf given beside join as fixed fields" {
    latlon tas 'time:units = "days since 1850-01-01" ; time:calendar = "noleap" ' \
        'float tas(time, lat, lon) ; tas:standard_name = "air_temperature" ; tas:units = "K" ; float ps(time, lat, lon) ; ps:standard_name = "surface_air_pressure" ; ps:units = "Pa" ;' \
        ':mip_era = "CMIP6" ;' 'time = 0, 1 ; tas = 280, 281, 282, 283 ; ps = 100000, 100000, 100000, 100000'
    latlon orog '' 'float orog(lat, lon) ; orog:standard_name = "surface_altitude" ; orog:units = "m" ;' ':mip_era = "CMIP6" ;' 'orog = 100, 0'
    latlon sftlf '' 'float sftlf(lat, lon) ; sftlf:standard_name = "land_area_fraction" ; sftlf:units = "%" ;' ':mip_era = "CMIP6" ;' 'sftlf = 60, 0'
    for f in orog sftlf; do ncks -O -C -x -v time $f.nc $f.nc; done
    of cmip6 tas.nc orog.nc sftlf.nc
    [ "$(values orog <out.nc)" = 0,100 ]
    [ "$(values sftlf <out.nc)" = 0,60 ]
    ncdump -h out.nc | grep -q 'float orog(lat, lon)'
    # where it is used: p exp(g z / (R T)), T = 280 + 0.00325 z, by hand
    harmonise --derive psl --variable psl tas.nc orog.nc | values psl | head -n 1 | all_near 0.5 100000 "$(awk 'BEGIN { print 100000 * exp(9.80665 * 100 / (287.05 * 280.325)) }')"
    sed -i 's/:mip_era = "CMIP6"/:project_id = "CMIP5" ; :product = "output1"/' tas.cdl
    ncgen -k nc4 -o five.nc tas.cdl
    of cmip5 five.nc orog.nc
    [ "$(values orog <out.nc)" = 0,100 ]
}

@test "cmip6, cordex: orog and sftlf that are asked for are found beside, of the same model and grid" {
    latlon tas_day_M_ssp585_r1i1p1f1_gn_1850-1851 'time:units = "days since 1850-01-01" ; time:calendar = "noleap" ' \
        'float tas(time, lat, lon) ; tas:standard_name = "air_temperature" ; tas:units = "K" ; float ps(time, lat, lon) ; ps:standard_name = "surface_air_pressure" ; ps:units = "Pa" ;' \
        ':mip_era = "CMIP6" ;' 'time = 0, 1 ; tas = 280, 281, 282, 283 ; ps = 100000, 100000, 100000, 100000'
    fixed() { # VALUE NAME...
        local value=$1 name
        shift
        for name; do
            latlon "$name" '' 'float orog(lat, lon) ; orog:standard_name = "surface_altitude" ; orog:units = "m" ;' ':mip_era = "CMIP6" ;' "orog = $value, 0"
            ncks -O -C -x -v time "$name.nc" "$name.nc"
        done
    }
    t=tas_day_M_ssp585_r1i1p1f1_gn_1850-1851.nc
    fixed 1 orog_fx_N_ssp585_r1i1p1f1_gn orog_fx_M_ssp585_r1i1p1f1_gr
    run -65 harmonise --variable tas,orog $t
    fixed 7 orog_fx_M_historical_r1i1p1f1_gn
    run -0 --separate-stderr harmonise -f stream -o out.nc --variable tas,orog $t
    [ "$stderr" = 'harmonise: warning: orog_fx_M_historical_r1i1p1f1_gn.nc: is read too, for orog' ]
    [ "$(values orog <out.nc)" = 0,7 ]
    # that of the same experiment goes before
    fixed 9 orog_fx_M_ssp585_r1i1p1f1_gn
    mkdir -p sub && mv ./*.nc sub
    harmonise --variable tas,orog sub/$t 2>/dev/null | values orog | grep -qx 0,9
    harmonise --derive psl sub/$t 2>/dev/null >out.nc
    values psl <out.nc | head -n 1 | all_near 0.5 100000 "$(awk 'BEGIN { print 100000 * exp(9.80665 * 9 / (287.05 * (280 + 0.00325 * 9))) }')"
    # nobody asks, or nothing is to be known of the source
    harmonise sub/$t >out.nc
    run ! values orog <out.nc
    run -65 harmonise --source none --variable tas,orog sub/$t
    mv sub/$t tas_EUR-11_G_rcp85_r1i1p1_R_v1_day_20060101-20101231.nc
    fixed 5 orog_EUR-11_G_historical_r0i0p0_R_v1_fx orog_EUR-11_H_historical_r0i0p0_R_v1_fx
    harmonise --variable tas,orog tas_EUR-11_G_rcp85_r1i1p1_R_v1_day_20060101-20101231.nc 2>/dev/null | values orog | grep -qx 0,5
}

@test "cordex: a rotated pole stays what it is, a member by its attributes" {
    cat >c.cdl <<'END'
netcdf c { dimensions: rlat = 2 ; rlon = 2 ; time = UNLIMITED ;
variables: double rlat(rlat) ; rlat:standard_name = "grid_latitude" ; rlat:units = "degrees" ; rlat:axis = "Y" ;
 double rlon(rlon) ; rlon:standard_name = "grid_longitude" ; rlon:units = "degrees" ; rlon:axis = "X" ;
 char rotated_pole ; rotated_pole:grid_mapping_name = "rotated_latitude_longitude" ; rotated_pole:grid_north_pole_latitude = 39.25 ; rotated_pole:grid_north_pole_longitude = -162. ;
 double lat(rlat, rlon) ; lat:units = "degrees_north" ; lat:standard_name = "latitude" ; double lon(rlat, rlon) ; lon:units = "degrees_east" ; lon:standard_name = "longitude" ;
 double time(time) ; time:units = "days since 1949-12-01 00:00:00" ; time:calendar = "365_day" ; time:standard_name = "time" ; double height ; height:units = "m" ; height:standard_name = "height" ;
 float tas(time, rlat, rlon) ; tas:standard_name = "air_temperature" ; tas:units = "K" ; tas:grid_mapping = "rotated_pole" ; tas:coordinates = "lon lat height" ; tas:_FillValue = 1.e20f ;
// global attributes:
 :project_id = "CORDEX" ; :CORDEX_domain = "EUR-11" ; :driving_model_ensemble_member = "r1i1p1" ;
data: rlat = 0, 0.11 ; rlon = 0, 0.11 ; lat = 50.75, 50.75, 50.86, 50.86 ; lon = 18, 18.17, 18, 18.17 ; time = 0 ; height = 2 ; tas = 280, 281, 282, 283 ; }
END
    ncgen -k nc4 -o c.nc c.cdl
    of cordex c.nc
    [ "$(values tas <out.nc)" = 280,281,282,283 ]
    [ "$(attribute rotated_pole:grid_north_pole_longitude <out.nc)" = '-162.' ]
    # the middle of the rotated grid is at 50.75N 18E
    harmonise --plausible off --grid 17.9,50.7,18.0,50.8,0.1 --method nearest c.nc | values tas | grep -qx 280
}

# cerra NAME VARIABLES DATA -- Lambert as the data store has it, steps at 3, 6 and 9
cerra() {
    cat >"$1.cdl" <<END
netcdf $1 { dimensions: y = 1 ; x = 2 ; time = 3 ;
variables: double latitude(y, x) ; latitude:units = "degrees_north" ; latitude:standard_name = "latitude" ; double longitude(y, x) ; longitude:units = "degrees_east" ; longitude:standard_name = "longitude" ;
 int time(time) ; time:units = "hours since 1900-01-01 00:00:00.0" ; time:calendar = "gregorian" ;
 $2
// global attributes:
 :Conventions = "CF-1.6" ; :history = "2023-01-01 GMT by grib_to_netcdf-2.25.1: -o x.nc $4 y" ;
data: latitude = 50, 50 ; longitude = 8, 8.08 ; $3 ; }
END
    ncgen -k classic -o "$1.nc" "$1.cdl"
}

@test "cerra: rain and radiation since the start of the forecast become amounts of steps and W m-2" {
    cerra c 'float tp(time, y, x) ; tp:units = "kg m**-2" ; tp:coordinates = "longitude latitude" ; float ssrd(time, y, x) ; ssrd:units = "J m**-2" ; ssrd:coordinates = "longitude latitude" ;
        float t2m(time, y, x) ; t2m:units = "K" ; t2m:coordinates = "longitude latitude" ; float si10(time, y, x) ; si10:units = "m s**-1" ; si10:coordinates = "longitude latitude" ;' \
        'time = 1060011, 1060014, 1060017 ; tp = 1, 0, 3, 0, 3.5, 4 ; ssrd = 108000, 0, 324000, 0, 324000, 108000 ; t2m = 280, 281, 282, 283, 284, 285 ; si10 = 3, 4, 5, 6, 7, 8' reanalysis-cerra-single-levels
    of cerra c.nc
    [ "$(values pr <out.nc | paste -sd' ')" = '1,0 2,0 0.5,4' ]
    # J m-2 of three hours: 108000 / 10800 = 10 W m-2
    [ "$(values rsds <out.nc | paste -sd' ')" = '10,0 20,0 0,10' ]
    [ "$(bounds | head -n 1 | awk -F, '{ print $2 - $1 }')" = 3 ]
    [ "$(values sfcWind <out.nc | head -n 1)" = 3,4 ]
}

@test "cerra-land: a day of rain stamped 06 UTC is that of the 24 hours before" {
    cerra l 'float tp(time, y, x) ; tp:units = "kg m**-2" ; tp:coordinates = "longitude latitude" ;' \
        'time = 1060014, 1060038, 1060062 ; tp = 1, 0, 3, 0, 3.5, 4' reanalysis-cerra-land
    of cerra-land l.nc
    [ "$(values pr <out.nc | paste -sd' ')" = '1,0 3,0 3.5,4' ]
    # 1060014 h is 06 UTC; by hand
    [ "$(bounds | head -n 1)" = 1059990,1060014 ]
}

@test "destine-climate-dt: hourly mean rates, not amounts; surface and mean sea level pressure apart" {
    latlon d 'time:units = "seconds since 2040-01-01" ' \
        'float avg_tprate(time, lat, lon) ; avg_tprate:units = "kg m**-2 s**-1" ; avg_tprate:GRIB_paramId = 235055 ; float sp(time, lat, lon) ; sp:units = "Pa" ; sp:GRIB_paramId = 134 ;
         float msl(time, lat, lon) ; msl:units = "Pa" ; msl:GRIB_paramId = 151 ; float tcc(time, lat, lon) ; tcc:units = "(0 - 1)" ; tcc:GRIB_paramId = 228164 ;' \
        ':GRIB_class = "d1" ; :GRIB_dataset = "climate-dt" ;' 'time = 0, 3600 ; avg_tprate = 0.001, 0, 0, 0.002 ; sp = 90000, 90001, 90002, 90003 ; msl = 101000, 101001, 101002, 101003 ; tcc = 50, 100, 0, 25'
    of destine-climate-dt d.nc
    [ "$(attribute pr:units <out.nc)" = '"kg m-2 s-1"' ]
    values pr <out.nc | tail -n 1 | all_near 1e-9 0.002 0
    [ "$(values ps <out.nc | head -n 1)" = 90001,90000 ]
    [ "$(values psl <out.nc | head -n 1)" = 101001,101000 ]
    [ "$(values clt <out.nc | head -n 1)" = 100,50 ]
}

@test "destine-extremes-dt: accumulations since the start of the forecast, in metres" {
    latlon x 'time:units = "hours since 2024-06-01 00:00" ' \
        'double reference ; reference:standard_name = "forecast_reference_time" ; reference:units = "hours since 2024-06-01 00:00" ;
         float tp(time, lat, lon) ; tp:units = "m" ; tp:GRIB_paramId = 228 ; tp:coordinates = "reference" ; float i10fg(time, lat, lon) ; i10fg:units = "m s**-1" ; i10fg:GRIB_paramId = 228029 ;' \
        ':GRIB_class = "d1" ; :GRIB_dataset = "extremes-dt" ;' 'reference = 0 ; time = 1, 2, 3 ; tp = 0.001, 0, 0.003, 0, 0.003, 0.5 ; i10fg = 20, 21, 22, 23, 24, 25'
    of destine-extremes-dt x.nc
    values pr <out.nc | tr '\n' , | all_near 1e-4 0 1 0 2 500 0
    [ "$(bounds | paste -sd' ')" = '0,1 1,2 2,3' ]
    [ "$(values wsgsmax <out.nc | head -n 1)" = 21,20 ]
}

@test "oisst: packed hundredths of degrees, a depth of one value, longitudes from 0" {
    cat >o.cdl <<'END'
netcdf o { dimensions: time = UNLIMITED ; zlev = 1 ; lat = 1 ; lon = 2 ;
variables: float time(time) ; time:long_name = "Center time of the day" ; time:units = "days since 1978-01-01 12:00:00" ;
 float zlev(zlev) ; zlev:long_name = "Sea surface height" ; zlev:units = "meters" ; zlev:positive = "down" ;
 float lat(lat) ; lat:units = "degrees_north" ; float lon(lon) ; lon:units = "degrees_east" ;
 short sst(time, zlev, lat, lon) ; sst:long_name = "Daily sea surface temperature" ; sst:_FillValue = -999s ; sst:add_offset = 0.f ; sst:scale_factor = 0.01f ; sst:valid_min = -300s ; sst:valid_max = 4500s ; sst:units = "Celsius" ;
 short ice(time, zlev, lat, lon) ; ice:long_name = "Sea ice concentration" ; ice:_FillValue = -999s ; ice:add_offset = 0.f ; ice:scale_factor = 0.01f ; ice:valid_min = 0s ; ice:valid_max = 100s ; ice:units = "%" ;
// global attributes:
 :title = "NOAA/NCEI 1/4 Degree Daily Optimum Interpolation Sea Surface Temperature (OISST) Analysis, Version 2.1 - Final" ; :source = "ICOADS" ;
data: time = 0 ; zlev = 0 ; lat = 50.125 ; lon = 10.125, 349.875 ; sst = 1234, -180 ; ice = -999, 60 ; }
END
    ncgen -k nc4 -o o.nc o.cdl
    of oisst o.nc
    values tos <out.nc | all_near 1e-4 271.35 285.49
    values lon <out.nc | all_near 1e-4 -10.125 10.125
    [ "$(attribute tos:standard_name <out.nc)" = '"sea_surface_temperature"' ]
    # the product says per cent, and holds shares of 1: 0.6
    values siconc <out.nc | all_near 1e-4 60 _
}

@test "oisst: a real day" {
    need data/sst/oisst_2deg_19811231.nc
    f=$shared/data/sst/oisst_2deg_19811231.nc
    harmonise --source oisst --variable sst "$f" >out.nc
    # NCO 5.1 of the same cells, in another order
    ncpdq -O -U -v sst "$f" unpacked.nc
    ncks -C -H -s '%.9g\n' -v sst unpacked.nc | awk 'NF && $1 != "_" { s += $1; n++ } END { printf "%d %.3f\n", n, s / n + 273.15 }' >want
    values tos <out.nc | tr , '\n' | awk '$1 != "_" { s += $1; n++ } END { printf "%d %.3f\n", n, s / n }' | diff want -
}

@test "ostia: kelvins packed, ice as a share" {
    cat >s.cdl <<'END'
netcdf s { dimensions: time = 1 ; lat = 1 ; lon = 2 ;
variables: int time(time) ; time:units = "seconds since 1981-01-01 00:00:00" ; time:standard_name = "time" ; float lat(lat) ; lat:units = "degrees_north" ; lat:standard_name = "latitude" ; float lon(lon) ; lon:units = "degrees_east" ; lon:standard_name = "longitude" ;
 short analysed_sst(time, lat, lon) ; analysed_sst:_FillValue = -32768s ; analysed_sst:add_offset = 273.15 ; analysed_sst:scale_factor = 0.01 ; analysed_sst:valid_min = -300s ; analysed_sst:valid_max = 4500s ; analysed_sst:units = "kelvin" ; analysed_sst:standard_name = "sea_surface_foundation_temperature" ;
 byte sea_ice_fraction(time, lat, lon) ; sea_ice_fraction:_FillValue = -128b ; sea_ice_fraction:add_offset = 0. ; sea_ice_fraction:scale_factor = 0.01 ; sea_ice_fraction:units = "1" ; sea_ice_fraction:standard_name = "sea_ice_area_fraction" ;
// global attributes:
 :title = "Global SST & Sea Ice Analysis, L4 OSTIA, 0.05 deg daily" ; :id = "OSTIA-UKMO-L4-GLOB-v2.0" ;
data: time = 0 ; lat = 50 ; lon = 9.975, 10.025 ; analysed_sst = 1050, -32768 ; sea_ice_fraction = 25, 0 ; }
END
    ncgen -k classic -o s.nc s.cdl
    of ostia s.nc
    values tos <out.nc | all_near 1e-4 283.65 _
    values siconc <out.nc | all_near 1e-4 25 0
}

@test "nclimgrid: millimetres and degrees of days" {
    latlon n 'time:units = "days since 1800-01-01" ; time:calendar = "gregorian" ' \
        'float tavg(time, lat, lon) ; tavg:units = "degree_Celsius" ; tavg:standard_name = "air_temperature" ; tavg:_FillValue = NaNf ; float tmax(time, lat, lon) ; tmax:units = "degree_Celsius" ; tmax:standard_name = "air_temperature" ; float tmin(time, lat, lon) ; tmin:units = "degree_Celsius" ; tmin:standard_name = "air_temperature" ; float prcp(time, lat, lon) ; prcp:units = "millimeter" ; prcp:standard_name = "precipitation_amount" ;' \
        ':title = "nClimGrid, from GHCN-Daily" ; :institution = "National Centers for Environmental Information (NCEI), NOAA" ;' 'time = 81088 ; tavg = 5, NaNf ; tmax = 10, 11 ; tmin = -1, 0 ; prcp = 2.5, 0'
    of nclimgrid n.nc
    values tas <out.nc | all_near 1e-4 _ 278.15
    values tasmax <out.nc | all_near 1e-4 284.15 283.15
    values tasmin <out.nc | all_near 1e-4 273.15 272.15
    [ "$(values pr <out.nc)" = 0,2.5 ]
    [ "$(attribute pr:units <out.nc)" = '"kg m-2"' ]
}

@test "nclimgrid: a real month" {
    need data/climate/nclimgrid_prcp_20220101-02.nc
    of nclimgrid --bbox=-95,35,-94,36 "$shared/data/climate/nclimgrid_prcp_20220101-02.nc"
    ncks -C -H -s '%.9g\n' -d lat,35.,36. -d lon,-95.,-94. -v prcp "$shared/data/climate/nclimgrid_prcp_20220101-02.nc" | awk 'NF && $1 != "_" { s += $1; n++ } END { printf "%d %.3f\n", n, s }' >want
    values pr <out.nc | tr , '\n' | awk '$1 != "_" { s += $1; n++ } END { printf "%d %.3f\n", n, s }' | diff want -
}

@test "stage4: amounts of the hour that ends with the stamp" {
    cat >f.cdl <<'END'
netcdf f { dimensions: time = UNLIMITED ; y = 1 ; x = 2 ;
variables: float Total_precipitation_surface_1_Hour_Accumulation(time, y, x) ; Total_precipitation_surface_1_Hour_Accumulation:units = "kg m^-2" ; Total_precipitation_surface_1_Hour_Accumulation:_FillValue = NaNf ; Total_precipitation_surface_1_Hour_Accumulation:coordinates = "time lat lon" ;
 float lat(y, x) ; lat:units = "degrees_north" ; lat:standard_name = "latitude" ; float lon(y, x) ; lon:units = "degrees_east" ; lon:standard_name = "longitude" ;
 double time(time) ; time:units = "Hour since 2001-12-31T23:00:00Z" ; time:standard_name = "time" ;
// global attributes:
 :title = "United States Stage IV Quantitative Precipitation Archive" ; :institution = "National Center for Environmental Prediction" ;
data: lat = 35, 35 ; lon = -80, -79.95 ; time = 1, 2 ; Total_precipitation_surface_1_Hour_Accumulation = 1, NaNf, 3, 4 ; }
END
    ncgen -k nc4 -o f.nc f.cdl
    of stage4 f.nc
    [ "$(values pr <out.nc | paste -sd' ')" = '1,_ 3,4' ]
    [ "$(bounds | paste -sd' ')" = '0,1 1,2' ]
}

@test "ncl-storm: times as a text and hours" {
    cat >p.cdl <<'END'
netcdf p { dimensions: timestep = 2 ; lat = 2 ; lon = 2 ; timelen = 20 ;
variables: char reftime(timelen) ; int timestep(timestep) ; float lat(lat) ; float lon(lon) ; float p(timestep, lat, lon) ; p:_FillValue = -9999.f ;
data: reftime = "1996 01 05 00:00" ; timestep = 0, 6 ; lat = 20, 22.5 ; lon = -140, -137.5 ; p = 100000, 100001, 100002, -9999, 100004, 100005, 100006, 100007 ; }
END
    ncgen -k classic -o p.nc p.cdl
    of ncl-storm p.nc
    [ "$(values psl <out.nc | head -n 1)" = 100000,100001,100002,_ ]
    ncdump -t -v timestep out.nc | grep -q '"1996-01-05", "1996-01-05 06"'
}

@test "landsat-c1: counts by the names of files, 0 missing, classes of BQA" {
    cat >grid.vrt <<'END'
<VRTDataset rasterXSize="4" rasterYSize="1"><SRS>EPSG:32618</SRS><GeoTransform>500000, 30, 0, 4500000, 0, -30</GeoTransform></VRTDataset>
END
    printf 'ncols 4\nnrows 1\nxllcorner 500000\nyllcorner 4500000\ncellsize 30\n0 7000 8000 9000\n' >b.asc
    # USGS (2019), LSDS-1927: 2720 clear, 2800 cloud with high confidence, 2976 shadow, 1 fill
    printf 'ncols 4\nnrows 1\nxllcorner 500000\nyllcorner 4500000\ncellsize 30\n1 2720 2800 2976\n' >q.asc
    n=LC08_L1TP_017036_20130419_20170310_01_T1
    gdal_translate -q -a_srs EPSG:32618 -ot UInt16 b.asc ${n}_B4.TIF
    gdal_translate -q -a_srs EPSG:32618 -ot UInt16 q.asc ${n}_BQA.TIF
    of landsat-c1 ${n}_B4.TIF ${n}_BQA.TIF
    [ "$(values red <out.nc)" = _,7000,8000,9000 ]
    [ "$(harmonise --qa QA_PIXEL:fill,cloud,shadow ${n}_B4.TIF ${n}_BQA.TIF | values red)" = _,7000,_,_ ]
    [ "$(harmonise --qa QA_PIXEL:keep=shadow ${n}_B4.TIF ${n}_BQA.TIF | values red)" = _,_,_,9000 ]
}

@test "landsat-c2: surface temperature" {
    printf 'ncols 2\nnrows 1\nxllcorner 500000\nyllcorner 4500000\ncellsize 30\n0 44000\n' >b.asc
    n=LC08_L2SP_017036_20130419_20200912_02_T1
    gdal_translate -q -a_srs EPSG:32618 -ot UInt16 b.asc ${n}_ST_B10.TIF
    of landsat-c2 ${n}_ST_B10.TIF
    # by hand: 0.00341802 x 44000 + 149
    values ts <out.nc | all_near 1e-3 _ 299.39288
}

@test "modis: reflectances are counts divided by 10000, -28672 is missing" {
    need data/multispectral/MOD09GA.A2008296.h14v17.hdf
    f=$shared/data/multispectral/MOD09GA.A2008296.h14v17.hdf
    of modis --variable sur_refl_b01_1 "$f"
    gdal_translate -q -of XYZ HDF4_EOS:EOS_GRID:"$f":MODIS_Grid_500m_2D:sur_refl_b01_1 xyz
    awk '$3 >= -100 && $3 <= 16000 { n++; s += $3 / 10000 } END { printf "%d %.4f\n", n, s / n }' xyz >want
    values red <out.nc | tr , '\n' | awk '$1 != "_" { n++; s += $1 } END { printf "%d %.4f\n", n, s / n }' | diff want -
    of modis --variable state_1km_1 "$f"
    # bits 0 and 1 of the state: 01 is cloudy
    [[ "$(attribute state_1km:flag_meanings <out.nc)" == *cloud* ]]
}

@test "ghcnm: tenths of degF and hundredths of an inch, -9999 missing" {
    cat >m.csv <<'END'
STATION,STATION_NAME,DATE,TPCP,MMXT,MMNT,MNTM
COOP:329425,WILLISTON,194904,29,643,360,502
COOP:329425,WILLISTON,194905,-9999,709,459,-9999
END
    harmonise --plausible off --source ghcnm --date-format %Y%m m.csv >out.nc
    # by hand: 50.2 degF, 64.3 degF, 0.29 inch
    values tas <out.nc | tr '\n' , | all_near 1e-3 283.261111 _
    values tasmax <out.nc | head -n 1 | all_near 1e-3 291.094444
    values tasmin <out.nc | head -n 1 | all_near 1e-3 275.372222
    values pr <out.nc | tr '\n' , | all_near 1e-4 7.366 _
}

@test "sentinel-1: incidence and harmonic parameters are divided by their scales, too" {
    cat >h.cdl <<'END'
netcdf h { dimensions: y = 1 ; x = 3 ; variables: double y(y) ; y:units = "m" ; y:standard_name = "projection_y_coordinate" ; double x(x) ; x:units = "m" ; x:standard_name = "projection_x_coordinate" ;
 short sig0(y, x) ; short plia(y, x) ; short M0(y, x) ; short C1(y, x) ; short STD(y, x) ; :scale = "10" ;
data: y = 0 ; x = 0, 10, 20 ; sig0 = -9999, -100, -123 ; plia = 3512, -9999, 4000 ; M0 = -95, -9999, -100 ; C1 = 3, -4, -9999 ; STD = 12, 0, -9999 ; }
END
    ncgen -k classic -o h.nc h.cdl
    of sentinel-1 h.nc
    values plia <out.nc | all_near 1e-5 35.12 _ 40
    values M0 <out.nc | all_near 1e-5 -9.5 _ -10
    values C1 <out.nc | all_near 1e-5 0.3 -0.4 _
    values STD <out.nc | all_near 1e-5 1.2 0 _
    [ "$(attribute plia:units <out.nc)" = '"degree"' ]
    [ "$(attribute C1:units <out.nc)" = '"dB"' ]
}

@test "profile: a variable that is no quantity has a unit and a decode alone" {
    cdl hourly
    echo '{ "name": "m", "version": "1", "title": "t", "variables": [ { "match": { "name": ["tas"] }, "accumulation": { "kind": "step" } } ] }' >bad.json
    run -78 --separate-stderr harmonise --source bad.json -o none.nc hourly.nc
    [[ $stderr == *'variables[0].to: is missing' ]]
}

@test "sentinel-1: the profile is found by the variable and its scale, -9999 is missing" {
    cat >s1.cdl <<'END'
netcdf s1 { dimensions: y = 1 ; x = 3 ; variables: double y(y) ; y:units = "m" ; y:standard_name = "projection_y_coordinate" ; double x(x) ; x:units = "m" ; x:standard_name = "projection_x_coordinate" ;
 short sig0(y, x) ; :scale = "10" ; data: y = 0 ; x = 0, 10, 20 ; sig0 = -9999, -100, -123 ; }
END
    ncgen -k classic -o s1.nc s1.cdl
    of sentinel-1 s1.nc
    values sigma0 <out.nc | all_near 1e-5 _ -10 -12.3
    # averages are those of linear power: of -10 and -20 dB (0.1 + 0.01) / 2
    sed 's/-9999, -100, -123/-100, -200, -9999/' s1.cdl | ncgen -k classic -o two.nc
    harmonise --derive linear --variable sigma0_linear two.nc | values sigma0_linear | all_near 1e-6 0.1 0.01 _
}

@test "era5-monthly: amounts of monthly means are those of a day" {
    # a file of the data store: averages of accumulations of days
    latlon moda 'time:units = "days since 2023-01-01"' \
        'float tp(time, lat, lon) ; tp:units = "m" ; tp:standard_name = "unknown" ; tp:GRIB_paramId = 228 ; tp:GRIB_stepType = "avgad" ; tp:GRIB_shortName = "tp" ;
         float ssrd(time, lat, lon) ; ssrd:units = "J m**-2" ; ssrd:standard_name = "surface_downwelling_shortwave_flux_in_air" ; ssrd:GRIB_paramId = 169 ; ssrd:GRIB_stepType = "avgad" ;' \
        ':institution = "European Centre for Medium-Range Weather Forecasts" ;' \
        'time = 0, 31 ; tp = 0.001, 0.002, 0.003, 0.004 ; ssrd = 8640000, 8640000, 17280000, 17280000'
    of era5-monthly --units pr=mm/day moda.nc
    values pr <out.nc | all_near 1e-5 2 1 4 3
    values rsds <out.nc | all_near 1e-4 100 100 200 200
    # said to be of hours, which lie months apart
    run --separate-stderr harmonise --source era5 --variable pr -o hours.nc moda.nc
    [[ $stderr == *"pr: steps of 1 h lie 31 days apart"* ]]
}

@test "merra2: its own names of quantities are those of CF" {
    latlon M2 'time:units = "minutes since 2020-01-01 00:30:00"' \
        'float T2M(time, lat, lon) ; T2M:units = "K" ; T2M:standard_name = "2-meter_air_temperature" ; T2M:fmissing_value = 1.e+15f ; T2M:missing_value = 1.e+15f ; T2M:_FillValue = 1.e+15f ; T2M:valid_range = -1.e+15f, 1.e+15f ;
         float PS(time, lat, lon) ; PS:units = "Pa" ; PS:standard_name = "surface_pressure" ;
         float QV2M(time, lat, lon) ; QV2M:units = "kg kg-1" ; QV2M:standard_name = "2-meter_specific_humidity" ;
         float PRECTOT(time, lat, lon) ; PRECTOT:units = "kg m-2 s-1" ; PRECTOT:standard_name = "total_precipitation" ;' \
        ':ShortName = "M2T1NXSLV" ;' 'time = 0 ; T2M = 280, 1.e+15 ; PS = 100000, 90000 ; QV2M = 0.01, 0.02 ; PRECTOT = 0.001, 0'
    of merra2 M2.nc
    # -10 is before 10 degrees
    [ "$(values tas <out.nc)" = _,280 ]
    [ "$(values ps <out.nc)" = 90000,100000 ]
    [ "$(attribute pr:standard_name <out.nc)" = '"precipitation_flux"' ]
    of merra2 --derive hurs --variable hurs M2.nc
    # 100 e / es: e = q p / (0.622 + 0.378 q) = 1598.006 Pa, es = 990.427 Pa
    values hurs <out.nc | all_near 0.1 _ 161.345
}

@test "chirps: rain, which it calls convective, in the unit of its step" {
    latlon chirps 'time:units = "days since 1980-1-1 0:0:0"' \
        'float precip(time, lat, lon) ; precip:units = "mm/month" ; precip:standard_name = "convective precipitation rate" ; precip:missing_value = -9999.f ; precip:_FillValue = -9999.f ;' \
        ':title = "CHIRPS Version 2.0" ;' 'time = 0, 31 ; precip = 31, -9999, 58, 29'
    of chirps --units mm/day chirps.nc
    # 1980 has a leap day: 58 mm in 29 days; -10 is before 10 degrees
    values pr <out.nc | all_near 1e-5 _ 1 1 2
    of chirps --every all --stat sum chirps.nc
    values pr <out.nc | all_near 1e-4 _ 89
}
