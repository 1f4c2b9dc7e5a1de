# SPDX-License-Identifier: Apache-2.0
# Values of 64 bits, and whole numbers of 32, through harmonise: expected
# numbers are those of tests/data/double.cdl, by hand.

setup() {
    load helpers
    cdl double
}

# type NAME -- of a variable in the stream on standard input
type() {
    cat >.stream
    ncdump -h .stream | sed -n "s/^\t\([a-z]*\) $1(.*/\1/p"
}

@test "values of 64 bits keep them" {
    harmonise --variable tas double.nc >out.nc
    [ "$(type tas <out.nc)" = double ]
    [ "$(values tas <out.nc | head -n 1)" = 280.000000001,280.000000002,_,1e+40 ]
    harmonise --variable tas double.nc -o out4.nc
    [ "$(type tas <out4.nc)" = double ]
    [ "$(values tas <out4.nc | head -n 1)" = 280.000000001,280.000000002,_,1e+40 ]
}

@test "grid: a constant of 64 bits stays what it is, to the last bit, by every method; a mean stays within its sources" {
    cdo -s -f nc -b F64 setattribute,flat@units=1 -expr,'flat=0.1+0*topo' -topo,r24x12 all.nc
    cdo -s -f nc -b F64 setctomiss,9 -expr,'flat=(clon(topo)>30&&clon(topo)<50)?9:0.1' -topo,r24x12 some.nc
    ncatted -O -a units,flat,o,c,1 some.nc
    for f in all some; do
        for g in 18x15 hp4 EPSG:3035,2000000,1500000,6000000,5500000,400000; do
            for m in bilinear bicubic distance conservative conservative2 rms; do
                harmonise --grid $g --method $m $f.nc >out.nc
                ncdump -p 9,17 -v flat out.nc | sed '1,/^ flat =/d; s/[ ;}]//g; s/,/\n/g' |
                    awk -v is="$f $g $m" '$1 != "" && $1 != "_" && $1 != "0.10000000000000001" { print is, $1; bad = 1 } END { exit bad }'
            done
        done
    done
}

@test "whole numbers with a unit keep what a float cannot hold; packed values are floats" {
    harmonise --variable people,packed --units keep double.nc >out.nc
    [ "$(type people <out.nc)" = double ]
    [ "$(values people <out.nc)" = $'16777217,16777219,3,4\n5,6,7,2147483646' ]
    [ "$(type packed <out.nc)" = float ]
}

@test "values of 64 bits are cut, turned and converted as such" {
    harmonise --variable tas --lat down --bbox 5,5,15,25 double.nc >out.nc
    [ "$(values tas <out.nc)" = $'1e+40,280.000000002\n281.25,280.5' ]
    harmonise --variable tas --units mK --time 2000-01-01 double.nc >out.nc
    [ "$(values tas <out.nc)" = 280000.000001,280000.000002,_,1e+43 ]
}

@test "files are joined to values of 64 bits, units converted" {
    ncks -O -d time,0 double.nc a.nc
    ncks -O -d time,1 double.nc b.nc
    ncap2 -O -s 'tas=tas*1000' b.nc c.nc
    ncatted -a units,tas,o,c,mK c.nc
    harmonise --variable tas a.nc c.nc >out.nc
    [ "$(type tas <out.nc)" = double ]
    [ "$(values tas <out.nc | tail -n 1)" = 0.1,280.5,281,281.25 ]
    # to 64 bits where one of them has these
    ncap2 -O -s 'tas=float(tas)' b.nc c.nc
    harmonise --variable tas a.nc c.nc >out.nc
    [ "$(type tas <out.nc)" = double ]
    [ "$(values tas <out.nc | tail -n 1)" = 0.100000001490116,280.5,281,281.25 ]
    ncap2 -O -s 'tas=float(tas)' a.nc c.nc
    harmonise --variable tas c.nc b.nc >out.nc
    [ "$(type tas <out.nc)" = double ]
    [ "$(values tas <out.nc | tail -n 1)" = 0.1,280.5,281,281.25 ]
}

@test "where a step knows 32 bits only, values are rounded, beyond them missing with a warning" {
    run --separate-stderr harmonise --plausible off --variable tas --fill previous -f csv double.nc
    [ "$status" = 0 ]
    [[ $stderr == "harmonise: warning: double.nc: tas: values beyond 3.40282e+38 are written as missing" ]]
    [[ $output == *"2000-01-01T00:00:00Z,10,0,280"* ]]
    [[ $output != *e+40* ]]
}

@test "whole numbers that a double does not hold are rounded with a warning" {
    ncgen -k nc4 -o big.nc - <<'END'
netcdf a { dimensions: time = UNLIMITED ; lat = 1 ; lon = 3 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
int64 n(time, lat, lon) ; n:units = "km-2" ; uint64 m(time, lat, lon) ; m:units = "km-2" ;
data: time = 0, 1 ; lat = 50 ; lon = 1, 2, 3 ; // 2^53, 2^53 + 2; -(2^53 + 1) is between two
n = 9007199254740992, 9007199254740994, _, 3, -9007199254740993, 9007199254740995 ;
m = 1, 2, 18446744073709549568, 1, 9223372036854775809, 3 ; } // 2^64 - 2^11, 2^63 + 1
END
    run --separate-stderr harmonise --time 2001-01-01 -o out.nc big.nc
    [ -z "$stderr" ]
    ncdump -p 17,17 -v n,m out.nc | grep -q '9007199254740992, 9007199254740994, _'
    ncdump -p 20,20 -v m out.nc | grep -q 18446744073709549568
    run --separate-stderr harmonise -o out.nc big.nc
    [ "$(sort <<<"$stderr")" = 'harmonise: warning: big.nc: m: whole numbers beyond 2^53 are rounded, the first of them 9223372036854775809
harmonise: warning: big.nc: n: whole numbers beyond 2^53 are rounded, the first of them -9007199254740993' ]
}

@test "a raster of whole numbers of 64 bits tells too" {
    ncgen -k nc4 -o plane.nc - <<'END'
netcdf a { dimensions: lat = 2 ; lon = 2 ;
variables: double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
int64 n(lat, lon) ; n:units = "km-2" ;
data: lat = 50, 51 ; lon = 1, 2 ; n = 1, 2, 3, 9007199254740995 ; }
END
    gdal_translate -q plane.nc plane.tif
    run --separate-stderr harmonise -o out.nc plane.tif
    [[ $stderr == *"whole numbers beyond 2^53 may be rounded, the first of them near 9007199254740996" ]]
}

@test "a COG keeps values of 64 bits, and those of 32 beside them" {
    ncap2 -O -s 'packed=float(packed)' double.nc d.nc
    harmonise --units keep --plausible off --time 2000-01-01 -o out.tif d.nc
    [ "$(gdalinfo out.tif | grep -c Type=Float64)" = 3 ]
    gdalinfo out.tif | grep -q 'NoData Value=nan'
    # north first: the rows of 20 and 10 N
    gdal_translate -q -b 2 -of ENVI out.tif tas # the first is packed, by ncap2
    [ "$(od -An -v -t f8 -w8 tas | paste -sd' ' | tr -s ' ')" = ' nan 1e+40 280.000000001 280.000000002' ]
    gdal_translate -q -b 3 -of ENVI out.tif people
    [ "$(od -An -v -t f8 -w8 people | paste -sd' ' | tr -s ' ')" = ' 3 4 16777217 16777219' ]
    harmonise --variable packed --units keep --time 2000-01-01 -o out.tif d.nc
    gdalinfo out.tif | grep -q Type=Float32
}

@test "other commands read values of 64 bits as 32" {
    harmonise --variable tas double.nc | downscale bilinear --grid 0,5,10,25,5 >out.nc
    [ "$(type tas <out.nc)" = float ]
}

# worst A B FIELD -- the largest difference of two files, "no" if cells are
# missing in one only
worst() {
    cdo -s -outputf,%.3g,1 -fldmax -timmax -abs -sub -selname,"$3" "$1" \
        -selname,"$3" "$2"
}

# quarters -- quarters.nc: eight steps of 6 h, 3 x 4 cells of values that floats
# do not hold
quarters() {
    cdo -s -f nc -b F64 -settaxis,2000-01-01,00:00,6hour \
        -setname,tas -addc,280 -duplicate,8 -random,r4x3 a.nc
    ncap2 -O -s 'tas=tas+time/3' a.nc b.nc
    ncatted -O -a units,tas,o,c,K \
        -a standard_name,tas,o,c,air_temperature b.nc quarters.nc
}

# of std and var CDO sums squares, which costs it digits
@test "statistics in time keep the 64 bits: as CDO's" {
    local stat cdo pairs='mean:daymean min:daymin max:daymax std:daystd
        var:dayvar range:dayrange first:first last:last'
    quarters
    for stat in $pairs; do
        cdo=${stat#*:} stat=${stat%:*}
        case $cdo in
        first) cdo -s -b F64 seltimestep,1,5 quarters.nc cdo.nc ;;
        last) cdo -s -b F64 seltimestep,4,8 quarters.nc cdo.nc ;;
        *) cdo -s -b F64 "$cdo" quarters.nc cdo.nc ;;
        esac
        harmonise --lon keep --every day --stat "$stat" quarters.nc >out.nc
        field=$(ncdump -h out.nc | sed -n 's/^\tdouble \(tas[a-z_]*\)(.*/\1/p')
        [ -n "$field" ]
        cdo -s chname,"$field",tas out.nc same.nc
        awk -v d="$(worst same.nc cdo.nc tas)" -v stat="$stat" \
            'BEGIN { exit !(d < (stat ~ /std|var/ ? 1e-9 : 1e-12)) }'
    done
}

@test "counts in time compare in 64 bits" {
    quarters
    harmonise --lon keep --every all --stat over=280.25,under=280.25,count quarters.nc >out.nc
    cdo -s timsum -gtc,280.25 quarters.nc over.nc
    cdo -s timsum -ltc,280.25 quarters.nc under.nc
    [ "$(values tas_over_280_25 <out.nc)" = "$(values tas <over.nc)" ]
    [ "$(values tas_under_280_25 <out.nc)" = "$(values tas <under.nc)" ]
    # a limit between two values that are the same float
    harmonise --variable tas --plausible off --every all \
        --stat over=280.0000000015 double.nc >out.nc
    # by hand, of 280.000000001 280.000000002 _ 1e40; 0.1 280.5 281 281.25
    [ "$(values tas_over_280_0000000015 <out.nc)" = 0,2,_,2 ]
}

@test "median and quantiles in time round to 32 bits" {
    quarters
    harmonise --every day --stat median,mean quarters.nc >out.nc
    [ "$(type tas_median <out.nc)" = float ]
    [ "$(type tas_mean <out.nc)" = double ]
}

@test "a state keeps 64 bits: any cut of the input gives the same bytes" {
    export SOURCE_DATE_EPOCH=0
    quarters
    ncks -O -d time,0,2 quarters.nc one.nc
    ncks -O -d time,3,7 quarters.nc two.nc
    harmonise --every day --stat mean,std,max quarters.nc >all.nc
    harmonise --state s --every day --stat mean,std,max one.nc >1.nc
    harmonise --state s --flush --every day --stat mean,std,max two.nc >2.nc
    for field in tas_mean tas_std tas_max; do
        [ "$(values $field <1.nc || true; values $field <2.nc)" = "$(values $field <all.nc)" ]
    done
}

@test "days of local time keep 64 bits" {
    quarters
    harmonise --every day --day-start local --stat max --min-valid any quarters.nc >out.nc
    [ "$(type tas <out.nc)" = double ]
    harmonise --every all --stat max quarters.nc >all.nc
    harmonise --every all --stat max --min-valid any out.nc >out2.nc
    [ "$(values tas <out2.nc)" = "$(values tas <all.nc)" ]
}

# integral FIELD -- over the sphere, of even rows from south to north
integral() {
    values "$1" | tr , '\n' | awk '
        { x[NR - 1] = $1 }
        END {
            ny = sqrt(NR / 2); nx = 2 * ny; pi = atan2(0, -1)
            for (j = 0; j < ny; j++) {
                row = 0
                for (i = 0; i < nx; i++) row += x[j * nx + i]
                a = (sin(pi * ((j + 1) / ny - 0.5)) - sin(pi * (j / ny - 0.5)))
                sum += row * a / nx
            }
            printf "%.17g\n", sum / 2
        }'
}

@test "a conservative grid keeps the area integral of 64-bit values to 1e-12" {
    cdo -s -f nc -b F64 -setname,share -random,r360x180 a.nc
    ncatted -O -a units,share,o,c,1 a.nc
    harmonise --grid 4 --method conservative a.nc >out.nc
    [ "$(type share <out.nc)" = double ]
    awk -v a="$(integral share <a.nc)" -v b="$(integral share <out.nc)" \
        'BEGIN { d = a / b - 1; exit !(a > 0.4 && d < 1e-12 && d > -1e-12) }'
    # a matrix of cells in place of rows and columns: a constant stays
    cdo -s -f nc -b F64 -setname,share -mulc,0.1 -const,1,r36x18 c0.nc
    ncap2 -O -s 'share=share+1e-9' c0.nc c.nc
    ncatted -O -a units,share,o,c,1 c.nc
    harmonise --grid hp2 --method conservative c.nc >out.nc
    [ "$(type share <out.nc)" = double ]
    values share <out.nc | tr , '\n' | awk '
        { bad += !($1 - 0.100000001 < 1e-15 && $1 - 0.100000001 > -1e-15) }
        END { exit bad || NR != 48 }'
}

@test "bilinear and nearest keep 64 bits" {
    # by hand: half way between the first two; and the first
    harmonise --variable tas --grid 2.5,7.5,7.5,12.5,5 --method bilinear double.nc >out.nc
    [ "$(type tas <out.nc)" = double ]
    [ "$(values tas <out.nc | head -n 1)" = 280.0000000015 ]
    harmonise --variable tas --grid -2.5,7.5,2.5,12.5,5 --method nearest double.nc >out.nc
    [ "$(values tas <out.nc | head -n 1)" = 280.000000001 ]
}

@test "rasters: a class of more than 31 bits is no label" {
    printf 'ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n2 3000000000\n' >n.asc
    gdal_translate -q -a_srs EPSG:4326 -oo DATATYPE=Float64 -ot UInt32 n.asc n.tif
    gdal_translate -q -of VRT n.tif n.vrt
    sed -i 's|<VRTRasterBand[^>]*>|&<Metadata><MDI key="flag_values">2,3</MDI></Metadata>|' n.vrt
    gdal_translate -q n.vrt class.tif
    fails 65 'harmonise: class.tif: b1: value 3000000000 is no label (these have 32 bits)' harmonise class.tif -o out.nc
}

@test "rasters of 64 bits, and whole numbers of 32, keep their bits" {
    printf 'ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n123456.789012345 16777217\n' >n.asc
    for t in Float64 Int32 UInt32; do
        gdal_translate -q -a_srs EPSG:4326 -oo DATATYPE=Float64 -ot $t n.asc $t.tif
        harmonise $t.tif >out.nc
        [ "$(type b1 <out.nc)" = double ]
        values b1 <out.nc | grep -q ',16777217$'
    done
    harmonise Float64.tif | values b1 | grep -qx 123456.789012345,16777217
    gdal_translate -q -ot Float32 Float64.tif single.tif
    harmonise single.tif >out.nc
    [ "$(type b1 <out.nc)" = float ]
}

@test "whole numbers without a unit are labels of 32 bits; with one that a profile gives they are numbers of 53" {
    ncgen -k nc4 -o x.nc - <<'END'
netcdf x { dimensions: time = UNLIMITED ; lat = 1 ; lon = 3 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ; int64 n(time, lat, lon) ;
data: time = 0 ; lat = 50 ; lon = 1, 2, 3 ; n = 3000000000, 9007199254740991, _ ; }
END
    fails 65 'harmonise: x.nc: n: value 3000000000 is no label of 32 bits (no unit)' \
        harmonise x.nc -o out.nc
    echo '{"name": "m", "version": "1", "title": "t", "variables": [{"match": {"name": ["n"]}, "units": "count"}]}' >m.json
    harmonise --source m.json x.nc >out.nc
    ncdump -p 17,17 -v n out.nc | grep -q ' 3000000000, 9007199254740991, _ ;'
}

@test "a table has the digits that give back a value of 32 or 64 bits, and nothing where it is missing" {
    ncgen -k classic -o x.nc - <<'END'
netcdf x { dimensions: time = UNLIMITED ; y = 1 ; x = 3 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(y, x) ; lat:units = "degrees_north" ; lat:_FillValue = -999. ; double lon(y, x) ; lon:units = "degrees_east" ; lon:_FillValue = -999. ;
double d(time, y, x) ; d:units = "1" ; d:coordinates = "lat lon" ; float f(time, y, x) ; f:units = "1" ; f:coordinates = "lat lon" ;
int i(time, y, x) ; i:flag_values = 1, 2 ; i:flag_meanings = "a b" ; i:_FillValue = 0 ; i:coordinates = "lat lon" ;
d:_FillValue = -1. ; f:_FillValue = -1.f ;
data: time = 0 ; lat = 45, 46, -999 ; lon = 1, 2, -999 ; d = 0.1, 0.123456789012345678, 271.35 ; f = 0.1, 0.123456789, -1 ; i = 1, 0, 2 ; }
END
    harmonise x.nc -o x.csv
    # Python: repr(0.123456789012345678), numpy.float32(0.123456789)
    diff - x.csv <<'END'
time,lat,lon,d,f,i
2001-01-01T00:00:00Z,45,1,0.1,0.1,1
2001-01-01T00:00:00Z,46,2,0.12345678901234568,0.12345679,
2001-01-01T00:00:00Z,,,271.35,,2
END
    harmonise x.nc -o x.geojson
    grep -qF '"properties":{"time":"2001-01-01T00:00:00Z","d":0.12345678901234568,"f":0.12345679,"i":null}' x.geojson
    harmonise x.csv -o back.csv # a table has floats
    sed 's/0.12345678901234568/0.12345679/' x.csv | diff - back.csv
}
