# SPDX-License-Identifier: Apache-2.0
# harmonise --derive, as harmonise(1) promises.

setup() {
    load helpers
    cdl weather
}

# near A B TOLERANCE
near() {
    awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN { d = a - b; exit !(a != "_" && d <= t && -d <= t) }'
}

# value FIELD -- the first of all, of the stream on standard input
value() {
    values "$1" | head -n 1 | cut -d, -f1
}

@test "derive: fields are added to those of the input; --variable chooses" {
    harmonise --derive es,vpd weather.nc >all.nc
    for f in tasmin tas tdps ps es vpd; do values $f <all.nc >/dev/null; done
    harmonise --derive vpd --variable vpd weather.nc >one.nc
    [ "$(ncdump -h one.nc | grep -cE '^.(float|double) [a-z]+\(time, lat')" = 1 ]
    values vpd <all.nc | diff - <(values vpd <one.nc)
    harmonise --derive heat-index --variable heat_index,tas weather.nc >two.nc
    values tas <two.nc >/dev/null
    values heat_index <two.nc >/dev/null
    run ! values sp <two.nc
    [ "$(attribute vpd:units <one.nc)" = '"Pa"' ]
    [ "$(attribute vpd:standard_name <one.nc)" = '"water_vapor_saturation_deficit_in_air"' ]
}

@test "derive: inputs in any unit; what is missing stays missing" {
    [ "$(harmonise --derive vpd --variable vpd weather.nc | values vpd | tail -n 1 | cut -d, -f2)" = _ ]
    harmonise --derive vpd --variable vpd weather.nc | values vpd >canonical
    harmonise --units keep --derive vpd --variable vpd weather.nc | values vpd | diff canonical -
    harmonise weather.nc | harmonise --units tas=degF,tdps=degC |
        harmonise --units keep --derive vpd --variable vpd >odd.nc
    near "$(value vpd <odd.nc)" "$(head -n 1 canonical | cut -d, -f1)" 0.05
}

@test "derive: an input that is missing is named" {
    ncks -O -x -v td weather.nc dry.nc
    run -65 --separate-stderr harmonise --derive vpd -o none.nc dry.nc
    [[ $stderr == 'harmonise: --derive: no e: it comes of tdps, of hurs and tas, of huss and ps (there are '*tas* ]]
    run -65 --separate-stderr harmonise --derive ndvi -o none.nc weather.nc
    [[ $stderr == 'harmonise: --derive: no variable "nir" (there are '* ]]
    run -64 --separate-stderr harmonise --derive vdp weather.nc
    [[ $stderr == *'no field "vdp" can be derived'* ]]
    for later in utci wbgt pet:debruin pet vpd=1 pet:makkink=1; do
        run -64 harmonise --derive $later weather.nc
    done
}

@test "derive: a field that is there already is not derived again" {
    harmonise --derive vpd weather.nc >once.nc
    fails 65 'harmonise: --derive: there is a field vpd already' harmonise --derive vpd once.nc
}

@test "derive: humidity, wind and comfort of a hot day" {
    need data/climate/era5_conus_19950714T12.nc
    # Chicago, 41.75 N 87.75 W: T 302.14446 K, Td 299.26791 K, wind 2.80722 and
    # 2.87944 m/s; by hand of the formulas that harmonise(1) names (heat index:
    # NWS, with the adjustments; wet bulb: Stull 2011)
    list=es,e,vpd,hurs,sfcWind,wfd,heat-index,humidex,apparent-temperature,tw
    harmonise --bbox=-87.8,41.7,-87.7,41.8 --derive $list --variable $list "$shared/data/climate/era5_conus_19950714T12.nc" >p.nc
    near "$(value es <p.nc)" 3997.95 0.01
    near "$(value e <p.nc)" 3378.72 0.01
    near "$(value vpd <p.nc)" 619.23 0.01
    near "$(value hurs <p.nc)" 84.511 0.001
    near "$(value sfcWind <p.nc)" 4.02140 0.00001
    near "$(value wfd <p.nc)" 224.272 0.001
    harmonise --units heat_index=degC,apparent_temperature=degC,tw=degC p.nc >c.nc
    near "$(value heat_index <c.nc)" 35.738 0.001
    near "$(value humidex <c.nc)" 42.590 0.001
    near "$(value apparent_temperature <c.nc)" 33.310 0.001
    near "$(value tw <c.nc)" 26.829 0.001
}

@test "derive: humidity from what there is, there and back" {
    harmonise --derive hurs,huss --variable hurs,huss,tas,ps weather.nc >h.nc
    harmonise weather.nc | values tdps | head -n 1 | cut -d, -f1 >td
    near "$(harmonise --variable tas,hurs h.nc | harmonise --derive tdps | value tdps)" "$(cat td)" 0.001
    near "$(harmonise --variable ps,huss h.nc | harmonise --derive tdps | value tdps)" "$(cat td)" 0.001
    # more than 105 % is kept and told of
    ncap2 -O -s 'td=td+15f' weather.nc wet.nc
    harmonise --derive hurs wet.nc 2>said | value hurs | grep -qE '^1[0-9][0-9]'
    grep -q 'warning: wet.nc: hurs: 3 of 3 derived values over 105 %' said
}

@test "derive: speed and direction to components and back" {
    ncap2 -O -s 'uas=sfcWind*0f+3f;vas=sfcWind*0f-4f' weather.nc uv.nc
    ncatted -O -a standard_name,uas,o,c,eastward_wind -a standard_name,vas,o,c,northward_wind -a units,uas,o,c,'m s-1' -a units,vas,o,c,'m s-1' uv.nc
    ncks -O -v uas,vas uv.nc uv.nc
    harmonise --derive sfcWind,wfd --variable sfcWind,wfd uv.nc >sd.nc
    [ "$(value sfcWind <sd.nc)" = 5 ]
    near "$(value wfd <sd.nc)" 323.1301 0.001
    near "$(harmonise --derive uas,vas sd.nc | value vas)" -4 1e-5
    near "$(harmonise --derive uas,vas sd.nc | value uas)" 3 1e-5
}

@test "derive: psl of ps, tas and orog" {
    # 99000 exp(9.80665 200 / (287.05 (293.15 + 0.65))), by hand
    near "$(harmonise --derive psl --variable psl weather.nc | value psl)" 101329.5 1
}

@test "derive: pet of Hargreaves and of Penman and Monteith are the published ones" {
    harmonise --derive pet:hargreaves --variable pet --units pet=mm/day weather.nc >h.nc
    # FAO-56, equations 21 to 25 and 52, by hand: 5.0330 mm/day on day 196
    near "$(values pet <h.nc | tail -n 1 | cut -d, -f1)" 5.0330 0.0002
    [ "$(harmonise --derive pet:hargreaves --variable pet weather.nc | attribute pet:units)" = '"kg m-2 s-1"' ]
    # FAO-56, example 18: 3.88 mm/day on 6 July, wind at 10 m
    harmonise --derive pet:penman-monteith --variable pet --units pet=mm/day weather.nc | values pet | head -n 1 | cut -d, -f2 >pm
    near "$(cat pm)" 3.88 0.01
    # the wind's own height counts
    ncap2 -O -s 'height=2.0;height@standard_name="height";height@units="m";sfcWind@coordinates="height";sfcWind=sfcWind*0f+7.4808f' weather.nc low.nc
    near "$(harmonise --derive pet:penman-monteith --variable pet --units pet=mm/day low.nc | values pet | head -n 1 | cut -d, -f2)" 3.88 0.01
}

@test "derive: pet of Makkink, also with another slope and offset" {
    harmonise --derive pet:makkink --variable pet --units pet=mm/day weather.nc >a.nc
    harmonise --derive pet:makkink=1.3,-0.5 --variable pet --units pet=mm/day weather.nc >b.nc
    near "$(value pet <b.nc)" "$(value pet <a.nc | awk '{ print 2 * $1 - 0.5 }')" 1e-4
}

@test "derive: pet of Thornthwaite by the long-term means of the months" {
    need data/precip-drought/wichita.txt
    awk 'NR == 1 { print "time,lon,lat,tas [degC]" }
        NR > 1 { printf "%04d-%02d-01,-97.4,37.6475,%s\n", $1, $2, $6 }' "$shared/data/precip-drought/wichita.txt" >w.csv
    harmonise --derive pet:thornthwaite --variable pet w.csv >pet.nc
    # NumPy: Thornthwaite (1948), days of the sun on the 15th, months as long as in
    # a common year, as R's SPEI has it
    values pet <pet.nc >pet
    near "$(sed -n 1p pet)" 0 0
    near "$(sed -n 3p pet)" 10.838583 1e-4
    near "$(sed -n 4p pet)" 44.192534 1e-4
    near "$(awk '{ s += $1 } END { printf "%.4f", s }' pet)" 26451.1827 0.01
    [ "$(attribute pet:standard_name <pet.nc)" = '"water_potential_evaporation_amount"' ]
}

@test "derive: indices of reflectance" {
    need data/multispectral/L7_ETMs.tif
    f=$shared/data/multispectral/L7_ETMs.tif
    # awk on the bands 3, 4 and 2, 4 that gdal_translate -of XYZ writes
    harmonise --rename b2=green,b3=red,b4=nir --derive ndvi,ndwi --variable ndvi,ndwi "$f" >i.nc
    values ndvi <i.nc | tr , '\n' | awk '$1 != "_" { n++; s += $1; if (n == 1 || $1 < lo) lo = $1; if (n == 1 || $1 > hi) hi = $1 }
        END { printf "%d %.6f %.6f %.6f\n", n, s / n, lo, hi }' >got
    [ "$(cat got)" = '122848 -0.064325 -0.753425 0.586667' ]
    [ "$(values ndwi <i.nc | tr , '\n' | awk '$1 != "_" && $1 > 0 { n++ } END { print n }')" = 69577 ]
}

@test "derive: decibels, and linear power of what came in decibels" {
    ncap2 -O -s 'sigma0=tas*0f+0.01f' -v weather.nc s.nc
    ncatted -O -a standard_name,sigma0,o,c,surface_backwards_scattering_coefficient_of_radar_wave -a units,sigma0,o,c,1 s.nc
    near "$(harmonise --derive db s.nc | value sigma0_db)" -20 1e-5
    ncap2 -O -s 'sigma0=sigma0*0f-20f' s.nc db.nc
    ncatted -O -a units,sigma0,o,c,dB db.nc
    near "$(harmonise --derive linear db.nc | value sigma0_linear)" 0.01 1e-7
    [ "$(harmonise db.nc | attribute sigma0:units)" = '"dB"' ]
}

@test "derive: season and hour, slope and aspect" {
    harmonise --derive doy-sin,doy-cos,hour-sin,hour-cos weather.nc >t.nc
    near "$(value doy_sin <t.nc)" "$(awk 'BEGIN { print sin(2 * 3.14159265358979 * 187 / 365) }')" 1e-5
    near "$(value doy_cos <t.nc)" "$(awk 'BEGIN { print cos(2 * 3.14159265358979 * 187 / 365) }')" 1e-5
    near "$(value hour_sin <t.nc)" "$(awk 'BEGIN { print sin(2 * 3.14159265358979 * 4 / 15 / 24) }')" 1e-5
    cat >hill.cdl <<'END'
netcdf hill { dimensions: y = 3 ; x = 3 ; variables:
 double x(x) ; x:standard_name = "projection_x_coordinate" ; x:units = "m" ;
 double y(y) ; y:standard_name = "projection_y_coordinate" ; y:units = "m" ;
 int crs ; crs:grid_mapping_name = "transverse_mercator" ; crs:scale_factor_at_central_meridian = 0.9996 ;
  crs:longitude_of_central_meridian = 9. ; crs:latitude_of_projection_origin = 0. ; crs:false_easting = 500000. ; crs:false_northing = 0. ;
 float orog(y, x) ; orog:standard_name = "surface_altitude" ; orog:units = "m" ; orog:grid_mapping = "crs" ;
data: x = 500000, 500100, 500200 ; y = 5000200, 5000100, 5000000 ; crs = 0 ;
 orog = 100, 200, 300, 100, 200, 300, 100, 200, 300 ; }
END
    ncgen -o hill.nc hill.cdl
    # rises by 100 m in 100 m to the east: 45 degrees, facing west
    harmonise --derive slope,aspect hill.nc >s.nc
    near "$(values slope <s.nc | tr , ' ' | tr '\n' ' ' | awk '{ print $5 }')" 45 1e-4
    near "$(values aspect <s.nc | tr , ' ' | tr '\n' ' ' | awk '{ print $5 }')" 270 1e-4
}

@test "derive: vorticity and divergence of a solid body, as by hand" {
    awk 'BEGIN { print "netcdf body { dimensions: lat = 9 ; lon = 5 ; variables: double lat(lat) ; lat:units = \"degrees_north\" ;"
        print "double lon(lon) ; lon:units = \"degrees_east\" ;"
        print "float ua(lat, lon) ; ua:units = \"m s-1\" ; float va(lat, lon) ; va:units = \"m s-1\" ; data:"
        print "lon = 0, 0.25, 0.5, 0.75, 1 ; lat = 44, 44.25, 44.5, 44.75, 45, 45.25, 45.5, 45.75, 46 ; ua ="
        for (j = 0; j < 9; j++) for (i = 0; i < 5; i++)
            printf "%.9g%s", 20 * cos((44 + j / 4) * 3.14159265358979 / 180), j == 8 && i == 4 ? ";" : ","
        printf "va = 0"; for (i = 1; i < 45; i++) printf ",0"; print "; }" }' >body.cdl
    ncgen -o body.nc body.cdl
    harmonise --derive rv,div body.nc >rv.nc
    # 40 sin(45 degrees) / 6371008.8 m = 4.43953e-6, to 1e-4 relative; borders are
    # missing
    values rv <rv.nc | tr , '\n' | tr -d ' ' >all
    near "$(sed -n 23p all | awk '{ print $1 / 4.43953e-6 }')" 1 1e-4
    [ "$(head -n 5 all | sort -u)" = _ ]
    near "$(values div <rv.nc | tr , '\n' | sed -n 23p)" 0 1e-12
}

@test "derive: theta, tv and rho on levels of pressure; zg and thickness" {
    cat >lev.cdl <<'END'
netcdf lev { dimensions: time = UNLIMITED ; plev = 2 ; lat = 1 ; lon = 2 ; variables:
 double time(time) ; time:units = "days since 2001-01-01" ;
 double plev(plev) ; plev:units = "hPa" ; plev:standard_name = "air_pressure" ; plev:positive = "down" ;
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float ta(time, plev, lat, lon) ; ta:units = "K" ; ta:standard_name = "air_temperature" ;
 float hus(time, plev, lat, lon) ; hus:units = "1" ; hus:standard_name = "specific_humidity" ;
 float z(time, plev, lat, lon) ; z:units = "m2 s-2" ; z:standard_name = "geopotential" ;
data: time = 0, 1 ; plev = 1000, 500 ; lat = 0 ; lon = 0, 1 ;
 ta = 300, 300, 260, 260, 301, 301, 261, 261 ; hus = 0.01, 0.01, 0.001, 0.001, 0.01, 0.01, 0.001, 0.001 ;
 z = 980.665, 0, 53936.575, 53936.575, 980.665, 0, 53936.575, 53936.575 ; }
END
    ncgen -o lev.nc lev.cdl
    harmonise --names keep --derive theta,tv,rho,zg,thickness lev.nc >l.nc
    near "$(values theta <l.nc | head -n 1 | cut -d, -f3)" "$(awk 'BEGIN { print 260 * exp(0.2857 * log(2)) }')" 0.001
    near "$(values tv <l.nc | head -n 1 | cut -d, -f1)" 301.824 0.001
    near "$(values rho <l.nc | head -n 1 | cut -d, -f1)" "$(awk 'BEGIN { print 100000 / 287.05 / 301.824 }')" 1e-5
    near "$(values zg <l.nc | head -n 1 | cut -d, -f3)" 5500 0.01
    near "$(values thickness <l.nc | head -n 1 | cut -d, -f1)" 5400 0.01
    near "$(values thickness <l.nc | tail -n 1 | cut -d, -f2)" 5500 0.01
}

@test "derive: the same bytes with one thread and with two" {
    export SOURCE_DATE_EPOCH=0
    harmonise -j1 --derive vpd,tw,humidex,psl weather.nc >1.nc
    harmonise -j2 --derive vpd,tw,humidex,psl weather.nc >2.nc
    cmp 1.nc 2.nc
}

@test "list: derived fields, quantities, profiles, methods" {
    harmonise --list derived >list
    grep -q '^vpd  *tas, e -> Pa: es - e, at least 0$' list
    for f in sfcWind pet:thornthwaite ndvi slope; do grep -q "^$f " list; done
    run ! grep -q '^fao-ea' list
    run -64 harmonise --derive fao-ea weather.nc
    harmonise --list quantities | grep -q '^psl  *Pa  *state  *air_pressure_at_mean_sea_level: '
    harmonise --list profiles | grep -q '^era5  *ERA5'
    harmonise --list methods | grep -q "^conservative   *mean over the areas of overlap"
    run -64 harmonise --list all
}

@test "derive: the pressure of theta and rho may be a field, or that of the only level" {
    cat >model.cdl <<'END'
netcdf model {
dimensions: time = 1 ; lev = 2 ; lat = 1 ; lon = 1 ;
variables:
 double time(time) ; time:units = "days since 2000-01-01" ;
 double lev(lev) ; lev:standard_name = "model_level_number" ; lev:units = "1" ; lev:axis = "Z" ;
 double plev ; plev:units = "hPa" ; plev:standard_name = "air_pressure" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float ta(time, lev, lat, lon) ; ta:standard_name = "air_temperature" ; ta:units = "K" ;
 float p(time, lev, lat, lon) ; p:standard_name = "air_pressure" ; p:units = "hPa" ;
 float t5(time, lat, lon) ; t5:standard_name = "air_temperature" ; t5:units = "K" ; t5:coordinates = "plev" ;
data:
 time = 0 ; lev = 1, 2 ; plev = 500 ; lat = 0 ; lon = 0 ; ta = 280, 260 ; p = 900, 500 ; t5 = 260 ;
}
END
    ncgen -k classic -o model.nc model.cdl
    # 280 (1000/900)^0.2857, 260 2^0.2857
    harmonise --derive theta --variable ta,theta model.nc |
        values theta | all_near 0.001 288.55656 316.94041
    ncks -O -v t5,plev model.nc one.nc
    harmonise --derive theta --variable theta one.nc |
        values theta | all_near 0.001 316.94041
}

@test "derive: what would come of itself is named as what lacks" {
    ncks -O -v tas weather.nc calm.nc
    fails 65 'harmonise: --derive: no uas: it comes of sfcWind and wfd (there are tas)' \
        harmonise --variable tas,sfcWind --derive sfcWind calm.nc
}
