# SPDX-License-Identifier: Apache-2.0
# Source profiles, as harmonise(1) promises.

setup() {
    load helpers
    cdl hourly rain
}

@test "the profile taken is told by -v, and kept in the history once" {
    ncgen -k classic -o c.nc <<'END'
netcdf c {
dimensions: time = 1 ; lat = 1 ; lon = 1 ;
variables: double time(time) ; time:units = "days since 2000-01-01" ;
 double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
 float t2m(time, lat, lon) ; t2m:units = "K" ;
data: time = 0 ; lat = 0 ; lon = 0 ; t2m = 280 ;
}
END
    harmonise -v --source era5 c.nc 2>said >once.nc
    head -n 1 said | grep -qx 'harmonise: source profile era5 1'
    harmonise once.nc | cat >twice.nc
    [ "$(ncdump -h twice.nc | grep -c 'source profile era5 1')" = 1 ]
    ncdump -h twice.nc | grep -q 'harmonise --source era5 c.nc (twinpipe .*, source profile era5 1)'
}

@test "every profile that is shipped is whole, and is listed" {
    harmonise --list profiles | awk '{ print $1 }' >names
    for name in era5 era5-land cmip6 cmip5 cordex e-obs cerra cerra-land destine-climate-dt destine-extremes-dt \
        oisst ostia nclimgrid stage4 wrf ncl-storm sentinel-1 sentinel-2 landsat-c2 landsat-c1 modis ghcnd ghcnm; do
        grep -qx "$name" names
    done
    while read -r name; do
        harmonise --source "$name" hourly.nc >out.nc 2>said || grep -q 'which has the times' said
    done <names
}

@test "a profile of one's own: names, units, valid range, note; an unknown key is an error with its path" {
    cat >mine.json <<'END'
{ "name": "mine", "version": "2", "title": "t",
  "valid": { "ts": ["280 K", "16.85 degC"] },
  "variables": [ { "match": { "name": ["tas"] }, "to": "ts", "override": true, "note": "by hand" } ] }
END
    harmonise --source mine.json hourly.nc >out.nc
    [ "$(attribute :twinpipe_source <out.nc)" = '"mine 2"' ]
    [ "$(attribute ts:twinpipe_note <out.nc)" = '"by hand"' ]
    values ts <out.nc | cut -d, -f1 | paste -sd' ' | grep -qx '280 286 _ _ 284 290 _ _'
    sed 's/"note"/"nota"/' mine.json >bad.json
    run -78 --separate-stderr harmonise --source bad.json -o none.nc hourly.nc
    [[ $stderr == 'harmonise: --source: bad.json: variables[0].nota: no such key'* ]]
}

@test "a profile finds variables by the paramId and shortName of GRIB" {
    cat >g.json <<'END'
{ "name": "g", "version": "1", "title": "t", "detect": [ { "grib": { "class": "zz" } } ],
  "variables": [ { "match": { "paramId": [999] }, "to": "tas" }, { "match": { "shortName": ["tp"] }, "to": "pr", "class": "amount" } ] }
END
    ncrename -O -v tas,x hourly.nc x.nc
    ncatted -O -a standard_name,x,d,, -a GRIB_paramId,x,c,l,999 x.nc
    harmonise --source g.json x.nc | values tas >/dev/null
    ncrename -O -v pr,y rain.nc y.nc
    ncatted -O -a standard_name,y,d,, -a GRIB_shortName,y,c,c,tp y.nc
    harmonise --source g.json y.nc | values pr >/dev/null
}

@test "era5-land: accumulations since 00 UTC become hourly amounts, J m-2 becomes W m-2" {
    cdl sums
    ncrename -O -v pr,tp sums.nc land.nc
    ncatted -O -a standard_name,tp,d,, -a units,tp,o,c,m -a source,global,o,c,'ERA5-Land by hand' land.nc
    ncap2 -O -s 'ssrd=tp*36000f' land.nc land.nc
    ncatted -O -a units,ssrd,o,c,'J m**-2' -a standard_name,ssrd,o,c,surface_downwelling_shortwave_flux_in_air land.nc
    harmonise land.nc 2>/dev/null >out.nc
    [ "$(attribute :twinpipe_source <out.nc)" = '"era5-land 1"' ]
    values time_bnds <out.nc | paste -sd' ' | grep -qx '0,20 20,21 21,22 22,23 23,24 24,25 25,26'
    [ "$(attribute pr:units <out.nc)" = '"kg m-2"' ]
    values pr <out.nc | cut -d, -f1 | paste -sd' ' | grep -qx '1000 2000 0 1000 3000 1000 500'
    [ "$(attribute rsds:units <out.nc)" = '"W m-2"' ]
    [ "$(values rsds <out.nc | sed -n 2p | cut -d, -f1)" = 20 ]
}

@test "era5: hourly amounts stamped at the end of the hour" {
    ncrename -O -v pr,tp rain.nc e.nc
    ncatted -O -a standard_name,tp,d,, -a units,tp,o,c,m -a bounds,time,d,, -a history,global,o,c,'x reanalysis-era5-single-levels y' e.nc
    ncks -O -x -v time_bnds e.nc e.nc
    harmonise e.nc 2>/dev/null >out.nc
    [ "$(attribute :twinpipe_source <out.nc)" = '"era5 1"' ]
    values time_bnds <out.nc | paste -sd' ' | grep -qx '0,1 1,2 2,3'
}

@test "e-obs: names, hPa, the rain day in a note" {
    ncrename -O -v pr,rr rain.nc e.nc
    ncatted -O -a standard_name,rr,o,c,thickness_of_rainfall_amount -a units,rr,o,c,mm -a E-OBS_version,global,o,c,29.0e e.nc
    harmonise e.nc >out.nc
    values pr <out.nc >/dev/null
    attribute pr:twinpipe_note <out.nc | grep -q 06
}

@test "landsat-c2: names by the files, reflectance, 0 missing, classes of QA_PIXEL" {
    need data/multispectral/LC08_L2SP_017036_20130419_SR_B4.TIF
    cd "$shared/data/multispectral"
    harmonise LC08_L2SP_*_SR_B4.TIF LC08_L2SP_*_QA_PIXEL.TIF >"$BATS_TEST_TMPDIR/l.nc"
    cd "$BATS_TEST_TMPDIR"
    [ "$(attribute :twinpipe_source <l.nc)" = '"landsat-c2 1"' ]
    # bits 0 and 3 of what gdal_translate -of XYZ writes: 86129, 176015
    values QA_PIXEL <l.nc | tr , '\n' | awk '{ fill += $1 % 2; cloud += int($1 / 8) % 2 } END { print fill, cloud }' | grep -qx '86129 176015'
    gdal_translate -q -of XYZ "$shared/data/multispectral/LC08_L2SP_017036_20130419_SR_B4.TIF" xyz
    awk '$3 > 0 { n++; s += 2.75e-5 * $3 - 0.2 } END { printf "%d %.5f\n", n, s / n }' xyz >want
    values red <l.nc | tr , '\n' | awk '$1 != "_" { n++; s += $1 } END { printf "%d %.5f\n", n, s / n }' | diff want -
}

@test "landsat-c2: where clouds leave nothing, all is missing, with a warning" {
    need data/multispectral/LC08_L2SP_017036_20130419_SR_B4.TIF
    cd "$shared/data/multispectral"
    run -0 --separate-stderr harmonise --source landsat-c2 --qa QA_PIXEL:fill,cloud,shadow,cirrus,dilated --derive ndvi --variable ndvi \
        LC08_L2SP_*_SR_B[45].TIF LC08_L2SP_*_QA_PIXEL.TIF -o "$BATS_TEST_TMPDIR/ndvi.nc"
    [ "$stderr" = 'harmonise: warning: LC08_L2SP_017036_20130419_SR_B4.TIF: QA leaves no valid cell of 262144' ]
    [ "$(values ndvi <"$BATS_TEST_TMPDIR/ndvi.nc" | tr , '\n' | sort -u)" = _ ]
}

@test "landsat-c2: the published values of QA_PIXEL decode" {
    # USGS, Landsat 8-9 Collection 2 Level 2 Science Product Guide (LSDS-1619), values of QA_PIXEL:
    # 21824 clear, 22280 cloud, 23888 shadow, the last two with high confidence
    cat >QA.cdl <<'END'
netcdf QA { dimensions: lat = 1 ; lon = 3 ; variables: double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ; int QA_PIXEL(lat, lon) ; float red(lat, lon) ; red:units = "1" ;
data: lat = 0 ; lon = 0, 1, 2 ; QA_PIXEL = 21824, 22280, 23888 ; red = 7273, 7274, 7275 ; }
END
    ncgen -o QA.nc QA.cdl
    of() { harmonise --source landsat-c2 --qa "QA_PIXEL:keep=$1" QA.nc | values red | tr , '\n' | grep -vn _ | cut -d: -f1 | paste -sd' '; }
    [ "$(of clear)" = "1 3" ] # bit 6 is that of clouds alone
    [ "$(of cloud)" = 2 ]
    [ "$(of cloud_high)" = 2 ]
    [ "$(of shadow)" = 3 ]
    [ "$(of shadow_high)" = 3 ]
}

@test "sentinel-2: reflectance of baseline 04.00, and of those before; scene classes" {
    cat >s2.cdl <<'END'
netcdf s2 { dimensions: y = 1 ; x = 3 ; variables: double y(y) ; y:units = "m" ; y:standard_name = "projection_y_coordinate" ;
 double x(x) ; x:units = "m" ; x:standard_name = "projection_x_coordinate" ;
 ushort B04(y, x) ; ubyte SCL(y, x) ; data: y = 0 ; x = 0, 10, 20 ; B04 = 0, 1000, 6000 ; SCL = 4, 9, 3 ; }
END
    ncgen -k nc4 -o s2.nc s2.cdl
    [ "$(harmonise --source sentinel-2 s2.nc | values red)" = _,0,0.5 ]
    [ "$(harmonise --source sentinel-2-03 s2.nc | values red)" = _,0.1,0.6 ]
    [ "$(harmonise --source sentinel-2-03 --qa SCL:cloud,shadow,cirrus,no_data s2.nc 2>said | values red)" = _,_,_ ]
    [ ! -s said ] # QA keeps one, which was missing before
    harmonise --source sentinel-2-03 --qa SCL:keep=water s2.nc 2>said >out.nc
    grep -q 'QA leaves no valid cell of 3' said
    [ "$(harmonise --source sentinel-2-03 --qa SCL:keep=cloud,soil,water s2.nc | values red)" = _,0.1,_ ]
}

@test "sentinel-1: decibels divided by their scale" {
    ncap2 -O -s 'sig0=short(tas*0f-123)' -v hourly.nc s1.nc
    ncatted -O -a ,sig0,d,, s1.nc
    harmonise --source sentinel-1 s1.nc >out.nc
    [ "$(values sigma0 <out.nc | head -n 1 | cut -d, -f1)" = -12.3 ]
    harmonise --source sentinel-1 --derive linear s1.nc | values sigma0_linear | head -n 1 | cut -d, -f1 | grep -q '^0.0588'
}

@test "destine-climate-dt: GeoTIFF without a CRS, from -0.5 to 359.5" {
    need data/destine/climate-dt_20400102_1deg.tiff
    harmonise "$shared/data/destine/climate-dt_20400102_1deg.tiff" >d.nc 2>said
    [ ! -s said ] # the profile knows the CRS
    ncdump -t -v time d.nc | grep -q 'time = "2040-01-02" ;' # date=20400102, time=0
    # gdalinfo: 360 x 181, from -0.5 and 90.5; so from -180, polar cells cut at 90
    [ "$(attribute :twinpipe_source <d.nc)" = '"destine-climate-dt 1"' ]
    [ "$(values lon <d.nc | cut -d, -f1)" = -180 ]
    [ "$(values lon <d.nc | tr , '\n' | wc -l)" = 360 ]
    [ "$(values lat_bnds <d.nc | tr ', ' '\n\n' | grep -v '^$' | sort -g | head -n 1)" = -90 ]
    for f in uas tas; do values $f <d.nc >/dev/null; done
}

@test "profiles: the CRS of a raster, and of axes x and y, that say none" {
    printf '{"name": "mine", "version": "1", "title": "t", "grid": {"crs": "EPSG:%s"}}' 3035 >mine.json
    printf 'ncols 3\nnrows 2\nxllcorner 4000000\nyllcorner 3000000\ncellsize 1000\n1 2 3\n4 5 6\n' >z.asc
    gdal_translate -q z.asc z.tif
    cat >z.cdl <<'END'
netcdf z { dimensions: y = 2 ; x = 3 ;
variables: double x(x) ; x:units = "m" ; double y(y) ; y:units = "m" ; float z(y, x) ; z:units = "m" ;
data: x = 4000500, 4001500, 4002500 ; y = 3001500, 3000500 ; z = 1, 2, 3, 4, 5, 6 ; }
END
    ncgen -o z.nc z.cdl
    for file in z.tif z.nc; do
        name=z
        [ $file = z.nc ] || name=b1
        harmonise --source mine.json "$file" >out.nc 2>said
        [ ! -s said ]
        [ "$(attribute crs:grid_mapping_name <out.nc)" = '"lambert_azimuthal_equal_area"' ]
        [ -z "$(attribute :twinpipe_crs <out.nc)" ]
        # gdaltransform -s_srs EPSG:3035 -t_srs EPSG:4326 (GDAL 3.6.2) of the centre
        harmonise --source mine.json --grid 5.537,50.038,5.538,50.039,0.001 --method nearest "$file" | values $name | grep -qx 2
    done
    printf '{"name": "mine", "version": "1", "title": "t", "grid": {"lat": "y"}}' >half.json
    fails 78 'harmonise: --source: half.json: grid.lon: is missing' harmonise --source half.json z.nc
}

@test "ghcnd: station tables in tenths, -9999 missing" {
    cat >ghcnd.csv <<'END'
STATION,DATE,LATITUDE,LONGITUDE,PRCP,TMAX,TMIN
A,2001-01-01,45,10,123,-15,-9999
A,2001-01-02,45,10,-9999,20,5
END
    harmonise ghcnd.csv >g.nc
    [ "$(attribute :twinpipe_source <g.nc)" = '"ghcnd 1"' ]
    values pr <g.nc | paste -sd' ' | grep -qx '12.3 _'
    harmonise --units tasmax=degC,tasmin=degC g.nc | values tasmax | paste -sd' ' | awk '{ exit !($1 + 1.5 < 1e-4 && $1 + 1.5 > -1e-4 && $2 > 1.999 && $2 < 2.001) }'
    values tasmin <g.nc | head -n 1 | grep -qx _
}

@test "modis: bands of a granule by their names" {
    need data/multispectral/MOD09GA.A2008296.h14v17.hdf
    harmonise --variable sur_refl_b01_1,sur_refl_b02_1 "$shared/data/multispectral/MOD09GA.A2008296.h14v17.hdf" >m.nc
    for f in red nir; do ncdump -h m.nc | grep -q "float $f("; done
}

@test "columns: names, units and scales of a table; others are left out" {
    printf 't;temp;rain;x\n2001-01-01;10;25;a\n2001-01-02;-;NA;b\n' >t.csv
    harmonise --columns time=t,tas=temp:degC,pr=rain:mm/10 t.csv >t.nc
    values tas <t.nc | paste -sd' ' | grep -qx '283.15 _'
    values pr <t.nc | paste -sd' ' | grep -qx '2.5 _'
    run ! values x <t.nc
    fails 65 'harmonise: t.csv: --columns: no column "tmp" (it has t, temp, rain, x)' harmonise --columns time=t,tas=tmp t.csv
    for spec in tas time=t,tas= =t time=t,tas=temp/0; do
        run -64 harmonise --columns $spec -o none.nc t.csv
    done
    printf 't,temp\n2001-01-01,10\n2001-01-02,warm\n' >bad.csv
    fails 65 'harmonise: bad.csv: line 3: tas: "warm" is no number' harmonise --columns time=t,tas=temp:degC bad.csv
}

@test "columns: stations and their places" {
    printf 'when,who,x,y,z,temp\n2001-01-01,A,10,45,100,280\n2001-01-01,B,11,46,200,281\n' >s.csv
    harmonise --columns time=when,station=who,lon=x,lat=y,elev=z,tas=temp:K s.csv >s.nc
    values tas <s.nc | grep -qx 280,281
    [ "$(values lat <s.nc)" = 45,46 ]
}

@test "columns: year and day of the year from two columns" {
    printf 'year,jday,m\n1960,60,1\n1961,365,2\n' >y.csv
    harmonise --columns time=year+jday,tasmax=m:degC y.csv >y.nc
    # 29 February 1960 and 31 December 1961, days since 1970
    values time <y.nc | paste -sd' ' | grep -qx -- '-3594 -2923'
    printf 'year,jday,m\n1961,366,1\n' >bad.csv
    run -65 --separate-stderr harmonise --columns time=year+jday,tasmax=m:degC -o none.nc bad.csv
    [[ $stderr == *'line 2: 1961 and 366 are no year and day of it' ]]
}

@test "date-format: is refused where a year and a day of it make the time" {
    printf 'y,d+,tas\n2001,3,280\n' >c.csv
    fails 64 'harmonise: --date-format: not with --columns time=YEAR+DAY, whose parts are numbers' \
        harmonise --columns tas=tas:K,time=y+d+ --date-format %Y c.csv
    printf 't,a+b\n03.01.2001,280\n' >c.csv
    harmonise --columns time=t,tas=a+b:K --date-format %d.%m.%Y c.csv | values tas | grep -qx 280
    fails 64 'harmonise: --century: is of years of two digits (--date-format with %y, or --columns time=YEAR+DAY)' \
        harmonise --columns time=t,tas=a+b:K --century 1900 c.csv
}

@test "date-format, century, calendar-in: dates of a table" {
    printf 'd,rain\n30-2-61,5\n1-3-61,7\n' >c.csv
    harmonise --columns time=d,pr=rain:mm --date-format %d-%m-%y --century 1900 --calendar-in 360_day c.csv >c.nc
    [ "$(attribute time:calendar <c.nc)" = '"360_day"' ]
    ncdump -t -v time c.nc | grep -q '"1961-02-30", "1961-03-01"'
    run -64 --separate-stderr harmonise --columns time=d,pr=rain:mm --date-format %d-%m-%y --calendar-in 360_day -o none.nc c.csv
    [[ $stderr == *'two digits need --century' ]]
    run -65 --separate-stderr harmonise --columns time=d,pr=rain:mm --date-format %d-%m-%y --century 1900 -o none.nc c.csv
    [[ $stderr == *'line 2: 1961-02-30 does not exist'* ]]
    run -65 harmonise --columns time=d,pr=rain:mm --date-format %Y/%m/%d -o none.nc c.csv
    run -64 harmonise --calendar-in lunar -o none.nc c.csv
}

@test "explain: what comes in, what each step changes, what goes out; nothing is written" {
    harmonise --explain --every day --units degC --grid 5 -o none.nc hourly.nc >said
    [ ! -e none.nc ]
    grep -qx 'source profile: none' said
    grep -qx 'time: 8 steps, 2001-01-01T00:00:00Z … 2001-01-02T18:00:00Z, standard' said
    grep -qx '  tas \[K\] state, near-surface air temperature' said
    grep -qx '     2 x 3 -> 36 x 72 cells' said
    grep -qx '     tas: K -> degC' said
    grep -q '^     tas: bilinear from lat-lon 2 x 3' said # a state on finer cells
    run -65 harmonise --explain --accumulation pr=step:1h hourly.nc
    harmonise --explain --grid hp1 --coordinates hourly.nc >said
    grep -qx 'grid: lat-lon 2 x 3' said
    grep -qx ' 4. places of cells of HEALPix are added' said
    grep -qx 'grid: HEALPix, 12 cells' said
}

@test "explain: the profile and what it knows" {
    ncrename -O -v pr,tp rain.nc e.nc
    ncatted -O -a standard_name,tp,d,, -a units,tp,o,c,m -a bounds,time,d,, -a history,global,o,c,'x reanalysis-era5-single-levels y' e.nc
    ncks -O -x -v time_bnds e.nc e.nc
    harmonise --explain e.nc >said
    grep -qx 'source profile: era5 1' said
    grep -qx '  pr \[m\] amount, precipitation of the step, accumulated step:PT1H:end' said
    grep -qx '     pr: m -> kg m-2' said
}
