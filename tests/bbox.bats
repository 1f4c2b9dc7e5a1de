# SPDX-License-Identifier: Apache-2.0
# bbox -- harmonise --bbox in a CRS, and --bbox-rule.

setup() {
    load helpers
    # cells of 10 degrees from -180, -90, by CDO; the value is the longitude
    cdo -s -f nc setattribute,tas@units=K -expr,'tas=280+clon(topo)/20' -topo,r36x18 r.nc
    harmonise --grid 10 --method nearest r.nc -o in.nc
}

# axis NAME OPTION... -- the values of an axis of what the options cut.
axis() {
    harmonise "${@:2}" in.nc | values "$1" | tr -d ' '
}

@test "bbox-rule: centre, touch and inside" {
    # cells 0-10, 10-20, 20-30 east and 40-50, 50-60 north; the box 4 16 44 56
    [ "$(axis lon --bbox 4,44,16,56)" = 5,15 ]
    [ "$(axis lon --bbox 4,44,16,56 --bbox-rule centre)" = 5,15 ]
    [ "$(axis lon --bbox 6,44,24,58)" = 15 ]
    [ "$(axis lon --bbox 6,44,24,58 --bbox-rule touch)" = 5,15,25 ]
    [ "$(axis lat --bbox 6,44,24,58 --bbox-rule touch)" = 45,55 ]
    [ "$(axis lon --bbox 6,39,24,58 --bbox-rule inside)" = 15 ]
    [ "$(axis lat --bbox 6,39,24,58 --bbox-rule inside)" = 45 ]
    # a side is no area
    [ "$(axis lon --bbox 10,40,20,50 --bbox-rule touch)" = 15 ]
    [ "$(axis lon --bbox 10,40,20,50 --bbox-rule inside)" = 15 ]
    # over the date line
    [ "$(axis lon --bbox 166,0,-166,10 --bbox-rule touch)" = 165,175,185,195 ]
    [ "$(axis lon --bbox 166,0,-166,10 --bbox-rule inside)" = 175,185 ]
    [ "$(axis lon --bbox=-180,-90,180,90 --bbox-rule touch)" = "$(axis lon)" ]
    # east of west, in whatever range they are
    [ "$(axis lon --bbox 350,0,-330,10)" = -5,5,15,25 ]
}

@test "no cell inside: both extents are named; the rule needs a box" {
    run -65 --separate-stderr harmonise --bbox 1,41,9,49 --bbox-rule inside in.nc
    [[ $stderr == *"no cell inside 1,41,9,49 (they lie in -175,-85,175,85)" ]]
    run -64 --separate-stderr harmonise --bbox-rule touch in.nc
    [[ $stderr == *"--bbox-rule: there is no --bbox" ]]
    run -64 --separate-stderr harmonise --bbox 5,5,1,9@EPSG:3035 in.nc
    [[ $stderr == *"W < E"* ]]
    # which PROJ finds in "Amersfoort"
    run -65 --separate-stderr harmonise --bbox 0,0,1,1@foo in.nc
    [[ $stderr == *': foo: no CRS that PROJ knows (EPSG:n is one; '* ]]
    harmonise --bbox "0,0,60,60@wgs84" in.nc >/dev/null
    run -65 --separate-stderr harmonise --bbox 0,0,1,1@EPSG:999999 in.nc
    [[ $stderr == *999999* ]]
}

@test "bbox@EPSG:n: cells by their places in that CRS" {
    # by gdaltransform 3.6.2: 15E 45N is 4715582 2445249, 5E 55N is 4001199 3554927
    [ "$(axis lon --bbox 4600000,2400000,4800000,2500000@EPSG:3035)" = 15 ]
    [ "$(axis lat --bbox 4600000,2400000,4800000,2500000@EPSG:3035)" = 45 ]
    [ "$(axis lon --bbox 3900000,2400000,4800000,3600000@EPSG:3035)" = 5,15 ]
    [ "$(axis lat --bbox 3900000,2400000,4800000,3600000@EPSG:3035)" = 45,55 ]
    # 100 km around 15E 45N touch one cell and hold none
    [ "$(axis lon --bbox 4700000,2430000,4720000,2450000@EPSG:3035 --bbox-rule touch)" = 15 ]
    run -65 --separate-stderr harmonise --bbox 4700000,2430000,4720000,2450000@EPSG:3035 --bbox-rule inside in.nc
    # a geographic CRS has degrees
    [ "$(axis lon --bbox 4,44,16,56@EPSG:4326)" = 5,15 ]
}

@test "with --grid a box with its halo gives what the whole does" {
    for box in 0,40,30,60 2500000,1500000,5500000,4500000@EPSG:3035; do
        for method in bilinear conservative nearest; do
            harmonise --grid 10,45,20,55,2.5 --method $method in.nc >whole
            harmonise --bbox $box --grid 10,45,20,55,2.5 --method $method in.nc >part
            cmp <(values tas <whole) <(values tas <part)
        done
    done
}

# gap NAME LON,LON,... -- two rows of those longitudes, without bounds
gap() {
    local n value
    n=$(tr ',' '\n' <<<"$2" | grep -c .)
    value=$(seq -s, 1 "$n")
    ncgen -k classic -o "$1.nc" - <<END
netcdf x { dimensions: time = UNLIMITED ; lat = 2 ; lon = $n ;
variables: double time(time) ; time:units = "days since 2001-01-01" ;
double lat(lat) ; lat:units = "degrees_north" ; double lon(lon) ; lon:units = "degrees_east" ;
float tas(time, lat, lon) ; tas:units = "K" ;
data: time = 0 ; lat = 45, 55 ; lon = $2 ; tas = $value, $value ; }
END
}

@test "bounds are made from the distances of the cells, and reach over no gap" {
    # a region of 260 degrees of which a box takes both ends
    gap wide "$(seq -s, 60 20 300)"
    harmonise --plausible off --bbox -90,40,100,60 wide.nc >out.nc
    [ "$(values lon <out.nc)" = -80,-60,60,80,100 ]
    [ "$(values lon_bnds <out.nc)" = -90,-70,-70,-50,50,70,70,90,90,110 ]
    harmonise --plausible off --lon 0-360 out.nc | values lon_bnds | grep -qx 270,290,290,310,410,430,430,450,450,470
    # a region of 240 degrees that its file cuts at the date line: begins east
    # of its gap, or stays as it is
    gap cut "-180,-170,-160,$(seq -s, -30 10 170)"
    harmonise --plausible off --lon 180 cut.nc >out.nc
    [ "$(values lon <out.nc)" = "$(seq -s, -30 10 200)" ]
    [ "$(values lon_bnds <out.nc | cut -d, -f1,2,47,48)" = -35,-25,195,205 ]
    harmonise --plausible off --lon keep cut.nc >out.nc
    [ "$(values lon_bnds <out.nc | cut -d, -f1-8)" = -185,-175,-175,-165,-165,-155,-35,-25 ]
    # nothing is interpolated over the gap
    harmonise --plausible off --grid -180,45,180,55,10 --method bilinear cut.nc >out.nc
    [ "$(values tas <out.nc | cut -d, -f1-3,15-17,36)" = 1.5,2.5,_,_,4.5,5.5,12.5 ]
    fails 65 'harmonise: cut.nc: lon has a gap between -160 and -30 (--lon 180 or 0-360 lays it at the ends, --bbox takes one side)' \
        harmonise --plausible off --lon keep --grid -180,45,180,55,10 --method bilinear cut.nc
    # a column alone at an end, of either order
    gap last 0,1,2,3,30
    gap first 0,27,28,29,30
    gap falls 30,29,28,27,0
    gap wide "$(seq -s, 0 273),300" # 60 degrees before it comes round
    [ "$(harmonise --plausible off last.nc | values lon_bnds | cut -d, -f7-)" = 2.5,3.5,29.5,30.5 ]
    [ "$(harmonise --plausible off first.nc | values lon_bnds | cut -d, -f1-4)" = -0.5,0.5,26.5,27.5 ]
    fails 65 'harmonise: last.nc: lon has a gap between 3 and 30 (--bbox takes one side)' \
        harmonise --plausible off --grid 0,45,30,55,1 --method bilinear last.nc
    for file in first falls; do
        fails 65 "harmonise: $file.nc: lon has a gap between 0 and 27 (--bbox takes one side)" \
            harmonise --plausible off --grid 0,45,30,55,1 --method bilinear $file.nc
    done
    fails 65 'harmonise: wide.nc: lon has a gap between 273 and 300 (--bbox takes one side)' \
        harmonise --plausible off --lon keep --grid 0,45,30,55,1 --method bilinear wide.nc
    # cells that grow have none, nor have those that touch by their bounds
    ncap2 -O -s 'defdim("two",2); lon@bounds="lon_bnds"; lon_bnds[$lon,$two]={-0.5,0.5,0.5,1.5,1.5,2.5,2.5,16.5,16.5,43.5};' last.nc wide.nc
    harmonise --plausible off --grid 0,45,30,55,10 --method bilinear wide.nc | values tas | grep -q '^[0-9]'
    gap grows 0,10,13,15,16
    [ "$(harmonise --plausible off grows.nc | values lon_bnds)" = -5,5,5,11.5,11.5,14,14,15.5,15.5,16.5 ]
    # a column that is not there is no gap
    gap hole "$(seq -s, -180 10 0),$(seq -s, 20 10 170)"
    [ "$(harmonise --plausible off hole.nc | values lon_bnds | cut -d, -f37-40)" = -5,10,10,25 ]
}

@test "lon: a region across the date line comes out increasing, as one piece" {
    cat >jump.cdl <<'END'
netcdf jump {
dimensions: lat = 3 ; lon = 5 ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float x(lat, lon) ; x:units = "1" ;
data:
 lat = -10, 0, 10 ; lon = 150, 160, 170, -180, -170 ;
 x = 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5 ;
}
END
    ncgen -k classic -o jump.nc jump.cdl
    for how in '' '--lon 180' '--lon 0-360'; do
        harmonise $how jump.nc >out.nc
        [ "$(values lon <out.nc)" = 150,160,170,180,190 ]
        [ "$(values x <out.nc | cut -d, -f1-5)" = 1,2,3,4,5 ]
        [ "$(values lon_bnds <out.nc)" = 145,155,155,165,165,175,175,185,185,195 ]
    done
    # nothing lies between -170 and 150 the other way round
    harmonise --grid=-10,-5,10,5,10 jump.nc | values x | grep -qx _,_
    harmonise --grid=165,-5,195,5,10 --method bilinear jump.nc | values x | grep -qx 3,4,5
    ncap2 -O -s 'lon(:)={170.0,175.0,-178.0,-173.0,-168.0}' jump.nc j2.nc
    [ "$(harmonise j2.nc | values lon)" = 170,175,182,187,192 ]
}

@test "box: with --grid, a tile at a pole is that of the whole: all of the last row are neighbours" {
    for m in nearest bilinear bicubic distance conservative; do
        harmonise --grid 5 --method $m r.nc | harmonise --bbox=140,80,170,90 - >whole.nc
        harmonise --bbox=140,80,170,90 --grid=140,80,170,90,5 --method $m r.nc >tile.nc
        cmp <(values tas <whole.nc) <(values tas <tile.nc)
        values tas <tile.nc | grep -q _ && return 1
    done
    true
}
