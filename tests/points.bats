# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --points: expected numbers by hand unless another origin is
# given.

setup() {
    load helpers
    cdl hourly rain # lat 45 55, lon 350 360 370
    printf 'station,lon,lat,elev\nA,10,45,300\nB,-5,50,\nC,60,50,7\n' >pts.csv
}

@test "points: each station has the value of the nearest cell; outside it is missing" {
    harmonise --points pts.csv hourly.nc >out.nc
    harmonise hourly.nc | values tas | cut -d, -f3 >a # lat 45, lon 10
    values tas <out.nc | cut -d, -f1 | diff a -
    values tas <out.nc | cut -d, -f3 | sort -u | grep -qx _
    ncdump -h out.nc | grep -qF ':featureType = "timeSeries"'
    [ "$(harmonise --points pts.csv -f csv hourly.nc | sed -n 2p | cut -d, -f2-5)" = A,45,10,300 ]
}

@test "points: the distance to the nearest centre and the elevation of the station go with them" {
    harmonise --points pts.csv hourly.nc >out.nc
    [ "$(values elev <out.nc)" = 300,_,7 ]
    values distance <out.nc | awk -F, '{ exit !($1 < 1 && $2 > 500000 && $2 < 800000 && $3 > 3e6) }'
}

@test "points: nearest and bilinear are those of cdo at each place" {
    cdo -s -f nc -b F32 random,r36x18,1 world.nc
    name=$(ncdump -h world.nc | sed -n 's/^\tfloat \([a-z]*\)(.*lat, lon).*/\1/p')
    [ "$name" = x ] || ncrename -v "$name,x" world.nc
    ncatted -a units,x,o,c,m world.nc
    printf 'id;longitude;latitude\n' >places.csv
    for place in 12:47 -151:-33 359.5:0.3 -0.2:-71; do
        echo "s$place;${place%:*};${place#*:}"
    done >>places.csv
    for how in nearest:nn bilinear:bil; do
        harmonise --points places.csv --point-method ${how%:*} world.nc |
            values x | tr , '\n' | xargs printf '%.5f\n' >ours
        for place in 12:47 -151:-33 359.5:0.3 -0.2:-71; do
            cdo -s outputf,%.5f,1 -remap${how#*:},lon=${place%:*}/lat=${place#*:} world.nc 2>/dev/null
        done | tr -d ' ' >theirs
        [ "$(wc -l <theirs)" = 4 ]
        diff theirs ours
    done
}

@test "points: a table without places, or with one station twice, is refused" {
    printf 'station,lon\nA,1\n' >bad.csv
    fails 65 'harmonise: --points: bad.csv: no column lat (station, lon and lat are needed)' harmonise --points bad.csv hourly.nc
    printf 'station,lon,lat\nA,1,2\nA,3,4\n' >bad.csv
    fails 65 'harmonise: --points: bad.csv: station A stands there twice' harmonise --points bad.csv hourly.nc
    printf 'station,lon,lat\nA,1,92\n' >bad.csv
    fails 65 'harmonise: --points: bad.csv:2: A is at no place on earth' harmonise --points bad.csv hourly.nc
    printf 'station,lon,lat\nA,one,2\n' >bad.csv
    fails 65 'harmonise: --points: bad.csv:2: lon: "one" is no number' harmonise --points bad.csv hourly.nc
    printf 'station,lon,lat\n' >bad.csv
    fails 65 'harmonise: --points: bad.csv: no rows' harmonise --points bad.csv hourly.nc
    : >bad.csv
    fails 65 'harmonise: --points: bad.csv: no header' harmonise --points bad.csv hourly.nc
    run -66 harmonise --points none.csv hourly.nc
    fails 64 'harmonise: --grid, --points: one at a time' harmonise --grid 1 --points pts.csv hourly.nc
    fails 64 'harmonise: --point-method: there is no --points' harmonise --point-method bilinear hourly.nc
    for o in '--method nearest' '--normalise dest' '--extensive tas' '--min-frac 0.5'; do
        # shellcheck disable=SC2086 # two words
        fails 64 "harmonise: ${o% *}: there is no --grid" harmonise $o hourly.nc
    done
}
