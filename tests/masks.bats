# SPDX-License-Identifier: Apache-2.0
# harmonise(1), masks: one test for each promise.  Expected numbers are by hand.

setup() {
    load helpers
    # 4 x 2 cells, values 1 to 8 from the south west
    fields t.nc "float tas(lat, lon)" K '1,2,3,4,5,6,7,8' -135,-45,45,135 -45,45
}

# fields FILE VARIABLE UNITS VALUES LONS LATS -- one field in a file
fields() {
    local name=${2#* } lons lats
    lons=$(tr ',' '\n' <<<"$5" | wc -l)
    lats=$(tr ',' '\n' <<<"$6" | wc -l)
    ncgen -k classic -o "$1" <<END
netcdf x {
dimensions: lat = $lats ; lon = $lons ;
variables:
  double lat(lat) ; lat:units = "degrees_north" ;
  lat:standard_name = "latitude" ;
  double lon(lon) ; lon:units = "degrees_east" ;
  lon:standard_name = "longitude" ;
  $2 ; ${name%(*}:units = "$3" ; ${name%(*}:_FillValue = -99.f ;
data: lat = $6 ; lon = $5 ; ${name%(*} = $4 ; }
END
}

# got OPTION... -- tas after harmonise
got() {
    harmonise --plausible off "$@" t.nc | values tas
}

@test "mask: keeps the cells where the variable is not 0; missing is not kept" {
    fields m.nc "float m(lat, lon)" 1 '1,0,2,-99,0,1,-1,0' \
        -135,-45,45,135 -45,45
    [ "$(got --mask m.nc)" = 1,_,3,_,_,6,7,_ ]
    [ "$(got --mask m.nc:m)" = 1,_,3,_,_,6,7,_ ]
}

@test "mask: >= <= > < == X, which may have a unit" {
    fields m.nc "float m(lat, lon)" 1 '0,.25,.5,.75,1,.5,-99,.5' \
        -135,-45,45,135 -45,45
    [ "$(got --mask 'm.nc:m>=50%')" = _,_,3,4,5,6,_,8 ]
    [ "$(got --mask 'm.nc:m<=50%')" = 1,2,3,_,_,6,_,8 ]
    [ "$(got --mask 'm.nc:m>50%')" = _,_,_,4,5,_,_,_ ]
    [ "$(got --mask 'm.nc:m<0.5')" = 1,2,_,_,_,_,_,_ ]
    [ "$(got --mask 'm.nc:m==0.5')" = _,_,3,_,_,6,_,8 ]
    run -65 --separate-stderr harmonise --mask 'm.nc:m>5K' t.nc
    [[ $stderr == *'cannot convert "K"'* ]]
    run -64 --separate-stderr harmonise --mask 'm.nc:m=5' t.nc
    [[ $stderr == *'=5 is none of >= <= == > <' ]]
}

@test "mask: VAR is looked up as words of --variable are, whatever else FILE holds" {
    fields m.nc "float temp(lat, lon)" K '0,1,2,3,0,0,0,4' -135,-45,45,135 -45,45
    # temp by its quantity, beside a field on another grid
    ncatted -a standard_name,temp,c,c,air_temperature m.nc
    ncap2 -O -s 'defdim("lat2",3); defdim("lon2",2); lat2[lat2]={-60.,0.,60.}; lon2[lon2]={0.,90.};
        lat2@units="degrees_north"; lon2@units="degrees_east"; U[lat2,lon2]=1.f; U@units="m s-1"' m.nc two.nc
    fails 65 "harmonise: two.nc: fields on several grids: U (lat2, lon2), temp (lat, lon); choose by --variable, or FILE:VAR of a mask" \
        harmonise two.nc
    for word in temp air_temperature tas; do
        [ "$(got --mask "two.nc:$word>=1K")" = _,2,3,4,_,_,_,8 ]
    done
}

@test "mask: a cell is kept by all masks or not at all" {
    fields m.nc "float m(lat, lon)" 1 '0,.25,.5,.75,1,.5,-99,.5' \
        -135,-45,45,135 -45,45
    [ "$(got --mask 'm.nc:m>=.5' --mask 'm.nc:m<1')" = _,_,3,4,_,6,_,8 ]
}

@test "land, sea: 50 % of land or more, less, by sftlf" {
    fields m.nc "float sftlf(lat, lon)" % '0,25,50,75,100,49,-99,50' \
        -135,-45,45,135 -45,45
    [ "$(got --land m.nc)" = _,_,3,4,5,_,_,8 ]
    [ "$(got --sea m.nc)" = 1,2,_,_,_,6,_,_ ]
    fields m.nc "float lsm(lat, lon)" '(0 - 1)' '0,.25,.5,.75,1,0,-99,1' \
        -135,-45,45,135 -45,45
    [ "$(got --land m.nc)" = _,_,3,4,5,_,_,8 ]
    run -65 --separate-stderr harmonise --land t.nc t.nc
    [[ $stderr == *'t.nc: no variable "sftlf" (it has tas)' ]]
}

@test "mask: any order of rows and longitudes, and the cells of the box" {
    # lon from 0, lat from the north: the same places, other order
    fields m.nc "int m(lat, lon)" 1 '1,0,0,0,0,1,0,1' 45,135,225,315 45,-45
    [ "$(got --mask m.nc)" = _,2,_,4,_,_,7,_ ]
    [ "$(got --mask m.nc --lat down --lon 0-360)" = 7,_,_,_,_,4,_,2 ]
    [ "$(got --mask m.nc --bbox 0,-90,180,90)" = _,4,7,_ ]
}

@test "mask: on the target grid where the mask has that grid" {
    fields m.nc "int m(lat, lon)" 1 '0,1' -90,90 0
    [ "$(got --grid=-180,-90,180,90,180,180 --method conservative \
        --mask m.nc)" = _,5.5 ]
    # on the source's: cells 1, 2, 5, 6 and 3, 4, 7, 8
    fields s.nc "int m(lat, lon)" 1 '1,1,0,0,0,0,0,0' -135,-45,45,135 -45,45
    [ "$(got --grid=-180,-90,180,90,180,180 --method conservative \
        --mask s.nc)" = 1.5,_ ]
}

@test "mask: a grid that is neither is an error, so are several steps" {
    fields m.nc "int m(lat, lon)" 1 '0,1,1' -90,0,90 0
    run -65 --separate-stderr harmonise --mask m.nc t.nc
    [[ $stderr == "harmonise: --mask: m.nc: its grid is not the data's" ]]
    run -65 --separate-stderr harmonise --grid 90 --mask m.nc t.nc
    [[ $stderr == *"its grid is neither the source's nor the target's" ]]
    run -66 harmonise --mask absent.nc t.nc
    printf 'time,lat,lon,m\n2001-01-01,50,8,1\n2001-01-02,50,8,1\n' |
        harmonise >two.nc
    cp two.nc t.nc
    run -65 --separate-stderr harmonise --mask two.nc t.nc
    [[ $stderr == *"m has several steps; a mask has one" ]]
}

@test "masks leave flags as they are" {
    fields m.nc "int m(lat, lon)" 1 '0,0,0,0,1,1,1,1' -135,-45,45,135 -45,45
    harmonise --plausible off --flag --mask m.nc t.nc >o.nc
    [ "$(values tas tas_flag <o.nc)" = "$(printf '%s\n' _,_,_,_,5,6,7,8 \
        0,0,0,0,0,0,0,0)" ]
}

# area FILE RING... -- a polygon of GeoJSON; a ring is "x y,x y,..."
area() {
    local file=$1 ring list=
    shift
    for ring; do
        list+="${list:+,}[$(sed 's/\([^ ,]*\) \([^,]*\)/[\1,\2]/g' <<<"$ring")]"
    done
    printf '{"type":"Feature","properties":{},"geometry":%s}\n' \
        "{\"type\":\"Polygon\",\"coordinates\":[$list]}" >"$file"
}

@test "mask-area: keeps the cells whose centre lies in a polygon, not in a hole" {
    area a.geojson "-60 -60,150 -60,150 60,-60 60,-60 -60"
    [ "$(got --mask-area a.geojson)" = _,2,3,4,_,6,7,8 ]
    [ "$(got --mask-area a.geojson,centre)" = _,2,3,4,_,6,7,8 ]
    area a.geojson "-60 -60,150 -60,150 60,-60 60,-60 -60" \
        "40 40,40 50,50 50,50 40,40 40"
    [ "$(got --mask-area a.geojson)" = _,2,3,4,_,6,_,8 ]
}

@test "mask-area: polygons across the date line, in either way of saying it" {
    area a.geojson "100 -60,240 -60,240 0,100 0,100 -60"
    [ "$(got --mask-area a.geojson)" = 1,_,_,4,_,_,_,_ ]
    area a.geojson "-260 -60,-120 -60,-120 0,-260 0,-260 -60"
    [ "$(got --mask-area a.geojson)" = 1,_,_,4,_,_,_,_ ]
    [ "$(got --lon 0-360 --mask-area a.geojson)" = _,4,1,_,_,_,_,_ ]
}

@test "mask-area: cells that share an area, or a share of theirs" {
    # the cells are 90 degrees wide and high; of the second it has a half, of
    # the third nine tenths, of the fourth a ninth
    area a.geojson "-45 -90,81 -90,81 0,-45 0,-45 -90"
    area b.geojson "100 -90,110 -90,110 0,100 0,100 -90"
    cat b.geojson >>a.geojson
    [ "$(got --mask-area a.geojson,touch)" = _,2,3,4,_,_,_,_ ]
    [ "$(got --mask-area a.geojson,share=.5)" = _,2,3,_,_,_,_,_ ]
    [ "$(got --mask-area a.geojson,share=.9)" = _,_,3,_,_,_,_,_ ]
    [ "$(got --mask-area a.geojson,share=.91)" = _,_,_,_,_,_,_,_ ]
    run -64 --separate-stderr harmonise --mask-area a.geojson,share=2 t.nc
    [[ $stderr == *'share=2 is not above 0 and up to 1' ]]
}

@test "mask-area: a file that is absent, or has no polygon" {
    run -66 harmonise --mask-area absent.geojson t.nc
    echo '{"type":"FeatureCollection","features":[]}' >a.geojson
    run -65 --separate-stderr harmonise --mask-area a.geojson t.nc
    [[ $stderr == *'a.geojson: has no feature' ]]
    echo '{"type":"Feature","properties":{},"geometry":null}' >a.geojson
    run -0 --separate-stderr harmonise -o o.nc --mask-area a.geojson t.nc
    [[ $stderr == *'a.geojson: keeps no cell of 8' ]]
}

@test "land: of a FILE with several grids the share of land is taken" {
    ncgen -k classic -o a.nc - <<'END'
netcdf a { dimensions: time = UNLIMITED ; lat = 1 ; lon = 2 ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
float tas(time, lat, lon) ; tas:units = "K" ;
data: time = 0 ; lat = 50 ; lon = 8, 9 ; tas = 280, 281 ; }
END
    ncgen -k classic -o land.nc - <<'END'
netcdf a { dimensions: lat = 1 ; lon = 2 ; lat2 = 2 ;
variables: double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
double lat2(lat2) ; lat2:units = "degrees_north" ;
float lsm(lat, lon) ; lsm:units = "1" ; float orog(lat2, lon) ; orog:units = "m" ;
data: lat = 50 ; lon = 8, 9 ; lat2 = 50, 51 ; lsm = 1, 0 ; orog = 1, 2, 3, 4 ; }
END
    harmonise --land land.nc a.nc | values tas | grep -qx 280,_
    harmonise --sea land.nc a.nc | values tas | grep -qx _,281
    harmonise --mask land.nc:lsm a.nc | values tas | grep -qx 280,_
    fails 65 "harmonise: --mask: land.nc: fields on several grids: lsm (lat, lon), orog (lat2, lon); choose by --variable, or FILE:VAR of a mask" \
        harmonise --mask land.nc a.nc
}
