#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# NetCDF of odd kinds.  What is expected is by hand, from the CDL.

setup() {
    load helpers
    PATH=$BIN:$PATH
}

# make FORM VARIABLES DATA -- x.nc, of two steps, two rows and three columns.
make() {
    cat >x.cdl <<END
netcdf x { ${4:-} dimensions: time = 2 ; lat = 2 ; lon = 3 ;
variables:
    double time(time) ; time:units = "days since 2001-01-01" ;
    float lat(lat) ; lat:units = "degrees_north" ;
    float lon(lon) ; lon:units = "degrees_east" ;
    $2
data: time = 0, 1 ; lat = 10, 20 ; lon = 0, 10, 20 ; $3 }
END
    ncgen -k "$1" -o x.nc x.cdl
}

# of_x [OPTION...] -- its values.
of_x() {
    harmonise --names keep --plausible off "$@" x.nc | values x
}

# packed ATTRIBUTES [TYPE] -- the values of 0 to 11 with these attributes.
packed() {
    make "${form:-classic}" "${2:-short} x(time, lat, lon) ; x:units = \"K\" ; $1" \
        "x = ${as:-0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11} ;"
    of_x
}

@test "netcdf: missing is a _FillValue, a missing_value, what is not in a range of packed or, of floats, of unpacked values" {
    [ "$(packed 'x:_FillValue = 3s ; x:missing_value = 5s, 7s ;')" = $'0,1,2,_,4,_\n6,_,8,9,10,11' ]
    [ "$(packed 'x:scale_factor = .5 ; x:valid_range = 2s, 9s ;')" = $'_,_,1,1.5,2,2.5\n3,3.5,4,4.5,_,_' ]
    # .1f is a little more than .1, and 3 * .1 than .3: neither is beyond
    packed 'x:scale_factor = .1f ; x:valid_min = .2f ; x:valid_max = .9f ;' >got
    [ "$(cut -c1-8 got)" = $'_,_,0.2,\n0.6,0.7,' ]
    [ "$(tr -dc _ <got)" = ____ ]
    packed 'x:scale_factor = .1 ; x:valid_max = .3 ;' | sed 's/\(0.[0-9]\)[0-9]*/\1/g' >got
    [ "$(cat got)" = $'0,0.1,0.2,0.3,_,_\n_,_,_,_,_,_' ]
}

# forecasts STARTS LEADS -- f.nc: as the data stores deliver them, valid_time of
# start and lead, the first lead at 24 h.
forecasts() {
    local r=$1 l=$2 i
    {
        echo "netcdf f { dimensions: forecast_reference_time = $r ; forecast_period = $l ; latitude = 1 ; longitude = 2 ;"
        echo 'variables: double forecast_period(forecast_period) ; forecast_period:standard_name = "forecast_period" ; forecast_period:units = "hours" ;'
        echo 'double forecast_reference_time(forecast_reference_time) ; forecast_reference_time:standard_name = "forecast_reference_time" ; forecast_reference_time:units = "hours since 2024-01-01" ;'
        echo 'double valid_time(forecast_reference_time, forecast_period) ; valid_time:standard_name = "time" ; valid_time:units = "hours since 2024-01-01" ;'
        echo 'double latitude(latitude) ; latitude:units = "degrees_north" ; double longitude(longitude) ; longitude:units = "degrees_east" ;'
        echo 'float x(forecast_period, forecast_reference_time, latitude, longitude) ; x:units = "1" ; x:coordinates = "forecast_reference_time forecast_period latitude longitude valid_time" ;'
        echo "data: latitude = 50 ; longitude = 0, 1 ;"
        echo "forecast_reference_time = $(seq -s, 0 12 $((12 * (r - 1)))) ; forecast_period = $(seq -s, 24 3 $((24 + 3 * (l - 1)))) ;"
        echo "valid_time = $(for ((i = 0; i < r; i++)); do seq $((12 * i + 24)) 3 $((12 * i + 24 + 3 * (l - 1))); done | paste -sd,) ; x = $(seq -s, 1 $((2 * r * l))) ; }"
    } | ncgen -k classic -o f.nc -
}

@test "forecasts of one start or of one lead are along the time that they are for" {
    forecasts 3 1
    harmonise f.nc >out.nc
    [ "$(values valid_time x <out.nc | paste -sd' ')" = '24 36 48 1,2 3,4 5,6' ]
    [ "$(attribute valid_time:standard_name <out.nc)" = '"time"' ]
    [ "$(harmonise --every day f.nc | values valid_time x | paste -sd' ')" = '24 48 2,3 _,_' ]
    forecasts 1 3
    harmonise f.nc >out.nc
    [ "$(values valid_time x forecast_reference_time <out.nc | paste -sd' ')" = '24 27 30 1,2 3,4 5,6 0' ]
    [ "$(harmonise --lead 27h/30h f.nc | values x | paste -sd' ')" = '3,4 5,6' ]
    forecasts 1 1
    [ "$(harmonise f.nc | values valid_time x | paste -sd' ')" = '24 1,2' ]
}

@test "netcdf: numbers count also in texts, another text is ignored with a warning, and as a scale refused" {
    [ "$(packed 'x:missing_value = "5 ,7" ; x:scale_factor = "0.5" ; x:add_offset = "1" ;')" = \
        $'1,1.5,2,2.5,3,_\n4,_,5,5.5,6,6.5' ]
    [ "$(packed 'x:valid_range = "2, 9" ; x:scale_factor = .5 ;')" = $'_,_,1,1.5,2,2.5\n3,3.5,4,4.5,_,_' ]
    [ "$(packed 'x:missing_value = "none" ;' 2>said)" = $'0,1,2,3,4,5\n6,7,8,9,10,11' ]
    [ "$(cat said)" = 'harmonise: warning: x.nc: x: missing_value is no number; it is ignored: "none"' ]
    packed 'x:scale_factor = "a tenth" ;' >/dev/null 2>&1 || true
    fails 65 'harmonise: x.nc: x: scale_factor is no number: "a tenth"' harmonise x.nc
    packed 'x:add_offset = 1., 2. ;' >/dev/null 2>&1 || true
    fails 65 'harmonise: x.nc: x: add_offset is not one finite number' harmonise x.nc
    packed 'x:scale_factor = NaN ;' >/dev/null 2>&1 || true
    fails 65 'harmonise: x.nc: x: scale_factor is not one finite number' harmonise x.nc
}

@test "netcdf: _Unsigned, in any case, says whether bytes and whole numbers have a sign" {
    local as="-1, -2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11" form
    [ "$(packed 'x:_Unsigned = "true" ;' byte)" = $'255,254,2,3,4,5\n6,7,8,9,10,11' ]
    [ "$(packed 'x:_Unsigned = "True" ; x:_FillValue = -2s ;')" = $'65535,_,2,3,4,5\n6,7,8,9,10,11' ]
    # the fill value of shorts, where none is given, is -32767
    as="-1, -32767, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"
    [ "$(packed 'x:_Unsigned = "true" ;')" = $'65535,_,2,3,4,5\n6,7,8,9,10,11' ]
    as="255, 254, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11" form=nc4
    [ "$(packed 'x:_Unsigned = "false" ; x:_FillValue = 254ub ;' ubyte)" = $'-1,_,2,3,4,5\n6,7,8,9,10,11' ]
}

@test "netcdf: enumerations are flags; what is neither number nor text is left out, with a warning" {
    make nc4 'kind x(lat, lon) ; kind x:_FillValue = none ; many y(lat, lon) ;' \
        'x = clear, clear, low\ cloud, none, clear, clear ;' \
        'types: ubyte enum kind { clear = 0, low\ cloud = 2, none = 255 } ; float(*) many ;'
    [ "$(of_x 2>said)" = 0,0,2,_,0,0 ]
    [ "$(cat said)" = "harmonise: warning: x.nc: left out, for they are neither numbers nor texts: y" ]
    harmonise --names keep x.nc >got.nc 2>/dev/null
    ncdump -h got.nc >head
    grep -q 'x:flag_meanings = "clear low_cloud none"' head
    grep -q 'x:flag_values = 0s, 2s, 255s' head
}

@test "netcdf: what is compressed in a way that is not read is named" {
    /usr/bin/python3 -c 'import h5py' || skip "needs python3-h5py"
    /usr/bin/python3 - <<'END'
import h5py
f = h5py.File('x.nc', 'w')
for name, units in ('lat', 'degrees_north'), ('lon', 'degrees_east'):
    axis = f.create_dataset(name, data=[10., 20.])
    axis.attrs['units'] = units
    axis.make_scale(name)
x = f.create_dataset('x', data=[[1., 2], [3, 4]], compression='lzf')
x.attrs['units'] = 'K'
for d, name in zip(x.dims, ('lat', 'lon')):
    d.attach_scale(f[name])
END
    fails 65 'harmonise: x.nc: x: its compression (lzf, HDF5 filter 32000) is not read; write it anew with gzip, as by h5py or xarray' \
        harmonise x.nc -o out.nc
    fails 65 'harmonise: standard input: x: its compression (a filter that NetCDF-C has not) is not read; write it anew with gzip, as by h5py or xarray' \
        bash -c 'cat x.nc | harmonise -o out.nc'
}

@test "netcdf: a variable that is shorter than its unlimited dimensions is missing beyond" {
    /usr/bin/python3 -c 'import h5py' || skip "needs python3-h5py"
    /usr/bin/python3 - <<'END'
import h5py
f = h5py.File('x.nc', 'w')
for name, units, values in (('time', 'days since 2001-01-01', [0, 1, 2]), ('lat', 'degrees_north', [10, 20, 30]),
                            ('lon', 'degrees_east', [0, 10, 20])):
    axis = f.create_dataset(name, data=values, dtype='f8', maxshape=(None,))
    axis.attrs['units'] = units
    axis.make_scale(name)
x = f.create_dataset('x', data=[[[1, 2], [3, 4]], [[5, 6], [7, 8]]], dtype='f4', maxshape=(None,) * 3, chunks=(2, 2, 2))
x.attrs['units'] = 'K'
for d, name in zip(x.dims, ('time', 'lat', 'lon')):
    d.attach_scale(f[name])
END
    [ "$(of_x)" = $'1,2,_,3,4,_,_,_,_\n5,6,_,7,8,_,_,_,_\n_,_,_,_,_,_,_,_,_' ]
}

@test "axes: columns of a global grid that come again are left out" {
    for lon in '0, 90, 180, 270, 360' '0, 90, 180, 270, 360, 450' '-180, -90, 0, 90, 180'; do
        cat >x.cdl <<END
netcdf x { dimensions: lat = 1 ; lon = $(tr -dc , <<<"$lon," | wc -c) ;
variables:
    float lat(lat) ; lat:units = "degrees_north" ;
    float lon(lon) ; lon:units = "degrees_east" ;
    float x(lat, lon) ; x:units = "K" ;
data: lat = 10 ; lon = $lon ; x = ${lon//-/} ; }
END
        ncgen -o x.nc x.cdl
        harmonise --names keep --plausible off --lon 0-360 x.nc >got.nc
        [ "$(values lon <got.nc)" = 0,90,180,270 ]
        [[ "$(values x <got.nc)" =~ ^0,90,180,(270|90)$ ]]
    done
    # as floats 180.05 and -179.95 are not quite a turn apart
    awk 'BEGIN { print "netcdf x { dimensions: lat = 1 ; lon = 3601 ; variables: float lat(lat) ;"
        print "lat:units = \"degrees_north\" ; float lon(lon) ; lon:units = \"degrees_east\" ; float x(lat, lon) ;"
        printf "x:units = \"K\" ; data: lat = 1 ; lon = "
        for (k = 0; k <= 3600; k++) printf "%s%.2f", k ? ", " : "", k / 10 - 179.95
        print "; }" }' >x.cdl
    ncgen -o x.nc x.cdl
    harmonise --names keep x.nc >got.nc
    ncdump -h got.nc | grep -q 'lon = 3600 ;'
}

@test "netcdf: bounds of time in another unit than their axis, or the wrong way round, are read as they are meant" {
    local more='time:bounds = "tb" ; double tb(time, two) ; tb:units = "hours since 2000-12-31" ;'
    sed_dims() { sed -i 's/lon = 3 ;/lon = 3 ; two = 2 ;/' x.cdl && ncgen -k "$1" -o x.nc x.cdl; }
    for form in classic nc4; do
        # 0:00 of 1 and 2 January, from 12 hours before to 12 after: 12 to 36, 36 to 60
        make $form "$more float x(time, lat, lon) ; x:units = \"K\" ;" 'tb = 12, 36, 60, 36 ;' 2>/dev/null || true
        sed_dims $form
        harmonise --names keep x.nc >got.nc
        [ "$(values time_bnds <got.nc)" = $'-0.5,0.5\n0.5,1.5' ]
    done
}

@test "netcdf: where a WKT alone says what the axes are, they are in its unit" {
    local wkt
    wkt=$(gdalsrsinfo --single-line -o wkt2_2019 EPSG:3035 | tr -d '\n' | sed 's/"/\\"/g')
    for unit in m metre km; do
        cat >x.cdl <<END
netcdf x { dimensions: y = 1 ; x = 2 ;
variables:
    double y(y) ; y:units = "$unit" ; y:standard_name = "projection_y_coordinate" ;
    double x(x) ; x:units = "$unit" ; x:standard_name = "projection_x_coordinate" ;
    float v(y, x) ; v:units = "K" ; v:grid_mapping = "crs" ;
    int crs ; crs:crs_wkt = "$wkt" ;
data: y = 3210000 ; x = 4321000, 4322000 ; v = 1, 2 ; }
END
        ncgen -o x.nc x.cdl
        if [ $unit = km ]; then
            fails 65 'harmonise: x.nc: crs: crs_wkt counts in units of 1 m, the axes in "km"' harmonise x.nc
        else
            harmonise --names keep -o x.csv x.nc # 52 N 10 E is the origin
            [ "$(sed -n 2p x.csv)" = 52,10,1 ]
        fi
    done
}

@test "geotiff: signed bytes have their sign, also as what is missing" {
    printf 'ncols 3\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n255 5 128\n' >x.asc
    for nodata in '' '-a_nodata -1'; do
        # shellcheck disable=SC2086 # two words
        gdal_translate -q -ot Byte -a_srs EPSG:4326 $nodata -co PIXELTYPE=SIGNEDBYTE x.asc x.tif 2>/dev/null
        harmonise --names keep x.tif >got.nc
        [ "$(values b1 <got.nc)" = "$([ -z "$nodata" ] && echo -1 || echo _),5,-128" ]
    done
}

@test "geotiff: cells that lie nowhere on earth are refused" {
    printf 'ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n4 5 6\n' >x.asc
    gdal_translate -q -of VRT -a_srs EPSG:4326 x.asc x.vrt
    while read -r transform message; do
        sed "s|<GeoTransform>.*</GeoTransform>|<GeoTransform>${transform//,/, }</GeoTransform>|" x.vrt >y.vrt
        gdal_translate -q y.vrt x.tif 2>/dev/null
        fails 65 "harmonise: x.tif: $message" harmonise x.tif
    done <<'END'
nan,1,0,10,0,-1 its transform puts cells nowhere
0,1,0,10,0,-1e-300 its transform puts cells nowhere
0,1,0,100,0,-1 rows lie beyond a pole, from 99.5 to 98.5
0,300,0,10,0,-1 columns go round the earth, from 150 to 750
END
}

@test "netcdf: a header with more than can be meant is refused" {
    local numbers
    numbers=$(seq -s ', ' 101)
    make classic "short x(time, lat, lon) ; x:units = \"K\" ; x:missing_value = ${numbers//,/s,}s ;" ''
    fails 65 'harmonise: x.nc: x: missing_value has 101 numbers (100 at most)' harmonise x.nc
    # a count of 8193 attributes where that of 1 is
    make classic 'short x(time, lat, lon) ; :a = 1s ;' ''
    /usr/bin/python3 - <<'END'
data = open('x.nc', 'rb').read()
one = data.index(b'\0\0\0\x0c\0\0\0\1\0\0\0\1a')
open('x.nc', 'wb').write(data[:one + 4] + b'\0\0\x20\1' + data[one + 8:])
END
    fails 65 'harmonise: x.nc: its header claims 8193 attributes (8192 at most)' harmonise x.nc
}

@test "tables: times of UTC as others write it; a field without unit is told how to get one" {
    printf 't,x\n2001-01-01T06:00:00+00:00,1\n2001-01-01 12:00+0000,2\n' >x.csv
    harmonise --columns time=t,tas=x:K --plausible off -o y.csv x.csv
    [ "$(cat y.csv)" = $'time,tas\n2001-01-01T06:00:00Z,1\n2001-01-01T12:00:00Z,2' ]
    fails 65 'harmonise: x.csv: tas: cannot convert "1" to "K"; --assume-units tas=UNIT says what it is in' \
        harmonise --columns time=t,tas=x x.csv
    harmonise --columns time=t,tas=x --assume-units tas=degC --plausible off -o y.csv x.csv
    [ "$(tail -1 y.csv)" = 2001-01-01T12:00:00Z,275.15 ]
    for k in {1..8192}; do printf ',x%d' "$k"; done | sed 's/^/time/' >x.csv
    fails 65 'harmonise: x.csv: 8193 columns (8192 at most)' harmonise x.csv
}

@test "netcdf: 2-D places that are none on earth are missing, with a warning" {
    cat >x.cdl <<'END'
netcdf x { dimensions: j = 2 ; i = 3 ;
variables:
    float lat(j, i) ; lat:units = "degrees_north" ;
    float lon(j, i) ; lon:units = "degrees_east" ;
    float x(j, i) ; x:units = "K" ; x:coordinates = "lon lat" ;
data: lat = -999, 10, 10, 20, 20, 20 ; lon = -999, 10, 20, 0, 10, 20 ; x = 1, 2, 3, 4, 5, 6 ; }
END
    ncgen -o x.nc x.cdl
    # nothing is nearest to 81 W 81 S, where -999 goes round to
    harmonise --names keep --plausible off --grid -90,-90,-70,-70,20 --method nearest x.nc >got.nc 2>said
    [ "$(values x <got.nc)" = _ ]
    [ "$(cat said)" = 'harmonise: warning: x.nc: 1 of 6 places are none on earth and taken as missing' ]
    harmonise --names keep --plausible off -o x.geojson x.nc 2>/dev/null
    [ "$(grep -c '"Point"' x.geojson)" = 5 ]
}

@test "netcdf: texts of HDF5 that NetCDF has not are left out, with a warning" {
    make nc4 'float x(time, lat, lon) ; x:units = "K" ;' 'x = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ;'
    /usr/bin/python3 -c 'import h5py' || skip "needs python3-h5py"
    /usr/bin/python3 -c "
import h5py
h5py.File('x.nc', 'a').create_dataset('names', data=[b'abcdefghijkl'] * 7, dtype='S12')"
    [ "$(of_x 2>said)" = $'1,2,3,4,5,6\n7,8,9,10,11,12' ]
    [ "$(cat said)" = "harmonise: warning: x.nc: names: left out, for its texts are of HDF5's fixed length" ]
    cat x.nc | harmonise --names keep --plausible off 2>said | values x | head -n 1 | grep -qx 1,2,3,4,5,6
    grep -q "names: left out" said
}

@test "rasters: the time is that of MARS where they say it so, else TIFFTAG_DATETIME" {
    printf 'ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n3 4\n' >x.asc
    while IFS='|' read -r metadata want; do
        # shellcheck disable=SC2046
        gdal_translate -q -a_srs EPSG:4326 $(printf ' -mo %s' $metadata) x.asc x.tif
        harmonise x.tif >out.nc
        [ "$(ncdump -t -v time out.nc 2>/dev/null | sed -n 's/^ time = "\(.*\)" ;/\1/p')" = "$want" ]
    done <<'END'
class=d1 date=20400102 time=1230|2040-01-02 12:30
class=d1 date=20400102 time=6 step=0|2040-01-02 06
class=d1 date=20400102 time=6 step=3|
date=20400102 time=6|
class=d1 date=20400102 time=99|
class=d1 date=20400102 time=0 TIFFTAG_DATETIME=2001:01:01|2040-01-02
TIFFTAG_DATETIME=2001:01:01|2001-01-01
END
}
