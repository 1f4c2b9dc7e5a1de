# SPDX-License-Identifier: Apache-2.0
# regrid-grids -- kinds of grids that harmonise --grid reads from.

setup() {
    load helpers
    grib=$shared/data/grib
}

# at VAR LON LAT METHOD FILE -- the first value of the cell with that centre.
at() {
    local box
    box=$(awk -v x="$2" -v y="$3" 'BEGIN { printf "%g,%g,%g,%g,1", x - .5, y - .5, x + .5, y + .5 }')
    harmonise --variable "$1" --method "$4" --grid="$box" "$5" >at.nc
    ncdump -p 9 -v "$1" at.nc | sed '1,/^data:/d' | grep -o '[0-9][0-9.]* *[,;]' | head -1 | tr -d ' ,;'
}

# box VAR BOX FILE -- the first value of a box of one cell, conservative.
box() {
    harmonise --variable "$1" --method conservative --grid="$2" "$3" >box.nc
    ncdump -p 9 -v "$1" box.nc | sed '1,/^data:/d' | grep -o '[0-9][0-9.]* *[,;]' | head -1 | tr -d ' ,;'
}

# is TOLERANCE WANT GOT
is() {
    awk -v t="$1" -v w="$2" -v g="$3" 'BEGIN {
        if (g == "" || g - w > t || w - g > t) { print g " is not " w; exit 1 } }'
}

@test "cells of a projection that nobody knows lie where their latitudes and longitudes say" {
    cat >own.cdl <<'END'
netcdf own {
dimensions: y = 3 ; x = 3 ;
variables: double y(y) ; y:standard_name = "projection_y_coordinate" ; y:units = "m" ;
 double x(x) ; x:standard_name = "projection_x_coordinate" ; x:units = "m" ;
 double lat(y, x) ; lat:units = "degrees_north" ; double lon(y, x) ; lon:units = "degrees_east" ;
 int m ; m:grid_mapping_name = "my_own" ;
 float v(y, x) ; v:units = "1" ; v:grid_mapping = "m" ; v:coordinates = "lat lon" ;
data: y = 0, 1, 2 ; x = 0, 1, 2 ; v = 1, 2, 4, 3, 4, 8, 1, 1, 2 ;
 lat = 10, 10, 10, 11, 11, 11, 12, 12, 12 ; lon = 1, 2, 3, 1, 2, 3, 1, 2, 3 ;
}
END
    ncgen -k classic -o own.nc own.cdl
    ncatted -O -a grid_mapping,v,d,, own.nc plain.nc
    for m in nearest bilinear conservative; do
        harmonise --method $m --grid 1,10,3,12,0.5 plain.nc | values v >want
        harmonise --method $m --grid 1,10,3,12,0.5 own.nc 2>said | values v | diff want -
        grep -q '"my_own" is not known' said
    done
}

@test "a projection that misses its own latitudes and longitudes is told of" {
    # central meridian 13.33 where 13.3333 is meant: 0.25 km
    need data/grids/tas_lcc_spartacus_2010.nc
    harmonise --method bilinear --grid 12,47,14,48,0.1 "$shared/data/grids/tas_lcc_spartacus_2010.nc" 2>said >a.nc
    grep -q 'warning: .*: lambert_conformal_conic: cells lie 0.25 of their width beside their own latitude and longitude' said
    need data/grids/euro_air_temp_laea.nc
    harmonise --method bilinear --grid 12,47,14,48,0.1 "$shared/data/grids/euro_air_temp_laea.nc" 2>said >a.nc
    run ! grep beside said
}

@test "HEALPix, bilinear: linear in two rings and between them (healpy's weights)" {
    need data/grib
    is 5e-5 257.531045 "$(at ta 10 50 bilinear "$grib/healpix_H8.grib2")"
    is 5e-5 258.218633 "$(at ta -110 -35 bilinear "$grib/healpix_H8.grib2")"
    is 5e-5 249.099769 "$(at ta 123 89 bilinear "$grib/healpix_H8.grib2")"
}

@test "HEALPix, nearest: the cell that holds the place (cells 60, 614 and 1)" {
    need data/grib
    for of in "60 10 50" "614 -110 -35" "1 123 89"; do
        read -r cell lon lat <<<"$of"
        want=$(awk -F, -v c="$cell" '$1 == c { print $4 }' "$shared/data/expected/healpix_H8.csv")
        is 2e-5 "$want" "$(at ta "$lon" "$lat" nearest "$grib/healpix_H8.grib2")"
    done
}

@test "reduced Gaussian, bilinear and nearest: reference values to 0.001" {
    need data/grib
    f=$grib/2t_O128_20160104.grib
    is 1e-3 271.0615 "$(at tas 10 50 nearest "$f")"
    is 1e-3 290.0615 "$(at tas 151 -33 nearest "$f")"
    is 1e-3 298.5615 "$(at tas -0.1 0 nearest "$f")"
    is 1e-3 273.1858 "$(at tas 10 50 bilinear "$f")"
    is 1e-3 290.6627 "$(at tas 151 -33 bilinear "$f")"
    is 1e-3 298.5981 "$(at tas -0.1 0 bilinear "$f")"
}

# mean VAR FILE -- the first step by the areas of its boxes, sin by sin.
mean() {
    paste <(ncdump -p 9,17 -v lat_bnds "$2" | sed '1,/^data:/d' | tr -d '};a-z_=' | tr ',' '\n' | grep '[0-9]' | paste - -) \
        <(cdo -s outputf,%.9g,1 -zonmean -seltimestep,1 -selname,"$1" "$2" 2>/dev/null) |
        awk '{ r = atan2(0, -1) / 180; w = sin($2 * r) - sin($1 * r); n += w; s += w * $3 }
            END { printf "%.9g\n", s / n }'
}

@test "HEALPix, conservative: exact boxes, the mean of the earth is kept" {
    need data/grib
    f=$grib/healpix_H8.grib2
    # by an independent program in the equal-area plane
    is 5e-5 258.278082 "$(box ta 0,40,10,50,10 "$f")"
    is 5e-5 245.106641 "$(box ta 350,80,360,90,10 "$f")"
    is 5e-5 268.712006 "$(box ta 180,0,190,10,10 "$f")"
    is 5e-5 232.703817 "$(box ta 0,-90,10,-80,10 "$f")"
    harmonise --variable ta --grid 5 --method conservative "$f" >mean.nc
    is 5e-5 260.083908 "$(mean ta mean.nc)"
}

@test "reduced Gaussian, conservative: the mean of the earth is the quadrature's" {
    need data/grib
    # area means of ecCodes' values by Gauss' weights
    harmonise --grid 1 --method conservative "$grib/2t_O128_20160104.grib" >o128.nc
    is 2e-4 286.670347 "$(mean tas o128.nc)"
}

@test "rows of a list: no seam, the poles filled, the same at any -j" {
    need data/grib
    f=$grib/2t_O128_20160104.grib
    for m in bilinear nearest conservative; do
        harmonise --grid 5 --method $m "$f" >whole.nc
        ! ncdump -v tas whole.nc | grep -q '_[,; ]' || return 1
    done
    harmonise "$f" >list.nc
    harmonise -j 1 --grid 5 --method bilinear list.nc >one.nc
    harmonise -j 2 --grid 5 --method bilinear "$f" >two.nc
    cmp <(ncdump -v tas one.nc | sed '1,/^data:/d') <(ncdump -v tas two.nc | sed '1,/^data:/d')
}

@test "a list of stations is no grid" {
    need data/grib
    printf 'station,lon,lat,time,tas\na,1,50,2001-01-01,280\nb,2,51,2001-01-01,281\n' >s.csv
    run -65 --separate-stderr harmonise --assume-units tas=K \
        --grid 5 --method nearest s.csv
    [[ $stderr == *"not in rows round the earth"* ]]
}

@test "faces of a mesh, conservative: by their corners, as CDO's remapcon" {
    need data/grids
    mesh=$shared/data/grids/lfric_ugrid_rain.nc
    harmonise "$mesh" >list.nc
    harmonise --grid r180x90 --method conservative "$mesh" >ours.nc
    cdo -s -O remapcon,r180x90 list.nc cdo.nc
    # rain is 2.4e-3 at most; CDO 2.1.1 has the same cells
    is 1e-8 0 "$(cdo -s outputf,%.9g -fldmax -abs -sub ours.nc cdo.nc)"
    is 1e-11 "$(cdo -s outputf,%.9g -fldmean cdo.nc)" "$(cdo -s outputf,%.9g -fldmean ours.nc)"
    [ "$(cdo -s outputf,%g -fldmin -gec,-1 ours.nc)" = 1 ]
}

@test "what CDO says of the grid it wrote does not outlive that grid" {
    need data/grids
    harmonise "$shared/data/grids/lfric_ugrid_rain.nc" >list.nc
    cdo -s -O copy list.nc copy.nc
    ncdump -h copy.nc | grep -q 'CDI_grid_type = "unstructured"'
    harmonise --grid 10 --method conservative copy.nc >ours.nc
    [ "$(cdo -s griddes ours.nc | grep -m1 gridtype | tr -d ' ')" = gridtype=lonlat ]
}

@test "the fold of a tripolar grid is no gap: bilinear fills the Arctic" {
    need data/grids
    harmonise --variable tos --method bilinear --grid=-180,85,180,90,1 "$shared/data/grids/nemo_tos_201501.nc" >arctic.nc
    # all of it is sea; between two cells at the fold lies their mean
    [ "$(ncdump -v tos arctic.nc | sed '1,/^ *tos =/d' | grep -c _)" = 0 ]
    ncdump -v tos arctic.nc | sed '1,/^ *tos =/d' | tr ',;' '\n' |
        awk '/[0-9]/ { n++; if ($1 < 271 || $1 > 272) exit 1 } END { if (n != 1800) { print n; exit 1 } }'
}

@test "places that name corners which are not there: areas of overlap are refused, what needs none is not" {
    need data/grids/nemo_tos_201501.nc
    ncks -O -C -x -v bounds_lat,bounds_lon "$shared/data/grids/nemo_tos_201501.nc" nemo.nc
    for m in conservative conservative2 mode rms; do
        fails 65 "harmonise: nemo.nc: $m needs cell corners; bounds_lat is missing (--method bilinear, distance or nearest work)" \
            harmonise --grid 10 --method $m nemo.nc
    done
    for m in bilinear distance nearest; do
        harmonise --grid 10 --method $m nemo.nc -o got.nc
        harmonise --grid 10 --method $m "$shared/data/grids/nemo_tos_201501.nc" -o want.nc
        cmp <(values tos <got.nc) <(values tos <want.nc)
    done
}
