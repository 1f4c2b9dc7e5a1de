# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --points: expected numbers by hand unless another origin is
# given.  Distances are along a sphere of 6371.0088 km.

setup() {
    load helpers
    cdl hourly rain # lat 45 55, lon 350 360 370
    printf 'station,lon,lat,elev\nA,10,45,300\nB,-5,50,\nC,60,50,7\n' >pts.csv
}

# land -- four rows from 50N and columns from 8E, a degree apart; the second
# step lacks more cells than the first; orog is 100 m times the cell's number.
land() {
    cat >land.cdl <<'END'
netcdf land {
dimensions: time = UNLIMITED ; lat = 4 ; lon = 4 ;
variables:
 double time(time) ; time:units = "days since 2001-01-01" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float tas(time, lat, lon) ; tas:units = "K" ; tas:standard_name = "air_temperature" ; tas:_FillValue = -9.f ;
 float orog(lat, lon) ; orog:units = "m" ; orog:standard_name = "surface_altitude" ;
data:
 time = 0, 1 ;
 lat = 50, 51, 52, 53 ;
 lon = 8, 9, 10, 11 ;
 tas = 280,281,282,283, 284,_,286,287, 288,289,290,291, 292,293,294,295,
       270,271,272,273, 274,275,_,_, 278,_,_,_, 282,283,284,285 ;
 orog = 0,100,200,300, 400,500,600,700, 800,900,1000,1100, 1200,1300,1400,1500 ;
}
END
    ncgen -k classic -o land.nc land.cdl
    printf 'station,lon,lat,elev\nP,9.1,51.1,800\nQ,10.2,52.1,120.5\n' >two.csv
}

# haversine LON LAT LON LAT -- the distance [m].
haversine() {
    awk -v x="$1" -v y="$2" -v u="$3" -v v="$4" 'BEGIN {
        r = atan2(0, -1) / 180
        h = sin((v - y) * r / 2) ^ 2 + cos(y * r) * cos(v * r) * sin((u - x) * r / 2) ^ 2
        print 2 * 6371008.8 * atan2(sqrt(h), sqrt(1 - h))
    }'
}

# near A B -- two lists with commas, equal to 1e-5.
near() {
    awk -v a="$1" -v b="$2" 'BEGIN {
        n = split(a, x, ","); m = split(b, y, ",")
        for (i = 1; i <= n; i++)
            if (x[i] != y[i] && ((x[i] == "_") != (y[i] == "_") || (x[i] - y[i]) ^ 2 > (1e-5 * y[i]) ^ 2))
                exit 1
        exit n != m
    }' || { echo "# $1 is not $2"; return 1; }
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
    run -66 harmonise --points . hourly.nc
    fails 64 'harmonise: --grid, --points: one at a time' harmonise --grid 1 --points pts.csv hourly.nc
    fails 64 'harmonise: --point-method: there is no --points' harmonise --point-method bilinear hourly.nc
    for o in '--method nearest' '--normalise dest' '--extensive tas' '--min-frac 0.5'; do
        # shellcheck disable=SC2086 # two words
        fails 64 "harmonise: ${o% *}: there is no --grid" harmonise $o hourly.nc
    done
}

@test "points: an elevation may be unknown, or in another unit, but not beyond the earth" {
    land
    printf 'name,id,station,Longitude,LAT,elev [ft]\nx,y,P,9,51,1000\nx,y,Q,9,52,NA\nx,y,R,9,50,\n' >p.csv
    [ "$(harmonise --points p.csv land.nc | values elev)" = 304.8,_,_ ]
    printf 'station,lon,lat,elev\nP,9,51,-9999\n' >p.csv
    fails 65 'harmonise: --points: p.csv:2: P is at no elevation on earth, -9999 m (empty where it is not known)' harmonise --points p.csv land.nc
}

@test "points: GeoJSON gives stations by property or id, elevations by property or third coordinate" {
    land
    cat >two.geojson <<'END'
{"type":"FeatureCollection","features":[
{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[9.1,51.1,800]},"properties":null},
{"type":"Feature","id":1,"geometry":{"type":"Point","coordinates":[10.2,52.1,5]},"properties":{"name":"x","station":"B","elev":"120.5"}}]}
END
    harmonise --points two.geojson land.nc >out.nc
    harmonise --points two.csv land.nc >by-table.nc
    for v in tas elev distance lon lat; do
        diff <(values $v <by-table.nc) <(values $v <out.nc)
    done
    ncdump -v station_id out.nc | tr -d ' \n' | grep -qF 'station_id="7","B";'
    sed '1d; s/,$//; s/]}$//' two.geojson >two.geojsonl # one a line
    harmonise --points two.geojsonl land.nc | values tas | diff <(values tas <out.nc) -
}

@test "points: a feature that is no point, or without a station, is refused by name" {
    one='{"type":"Feature","properties":{"name":"L"},"geometry":'
    echo "$one{\"type\":\"LineString\",\"coordinates\":[[0,1],[2,3]]}}" >bad.json
    fails 65 'harmonise: --points: bad.json:1: L is a LineString, no point' harmonise --points bad.json hourly.nc
    echo "$one{\"type\":\"MultiPoint\",\"coordinates\":[[0,1]]}}" >bad.json
    fails 65 'harmonise: --points: bad.json:1: L is a MultiPoint, no point' harmonise --points bad.json hourly.nc
    echo "${one}null}" >bad.json
    fails 65 'harmonise: --points: bad.json:1: L is a feature without a place, no point' harmonise --points bad.json hourly.nc
    echo "$one{\"type\":\"Point\",\"coordinates\":[0,91]}}" >bad.json
    fails 65 'harmonise: --points: bad.json:1: L is at no place on earth' harmonise --points bad.json hourly.nc
    echo '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[0,1]}}' >bad.json
    fails 65 "harmonise: --points: bad.json:1: no station (a property station, id or name, or the feature's id)" harmonise --points bad.json hourly.nc
    echo '{"type":"FeatureCollection","features":[]}' >bad.json
    fails 65 'harmonise: --points: bad.json: has no feature' harmonise --points bad.json hourly.nc
    echo '{"type":"FeatureCollection","features":[' >bad.json
    run -65 harmonise --points bad.json hourly.nc
}

@test "points: stations outside the grid are missing, with a warning that names them" {
    harmonise --points pts.csv hourly.nc 2>said >out.nc
    [ "$(cat said)" = 'harmonise: warning: pts.csv: 1 of 3 stations lie outside the grid and stay missing: C' ]
}

@test "points: 350 is -10 degrees, and at a pole every longitude is one place" {
    cdo -s -f nc -b F32 topo,r72x36 topo.nc
    printf 'station,lon,lat\nA,350,40\nB,-10,40\nC,0,90\nD,77,90\nE,-360,-90\nF,180,0\nG,-180,0\n' >pts.csv
    for how in nearest bilinear mean:600; do
        harmonise --points pts.csv --point-method $how topo.nc | values topo | tr , '\n' >got
        sed -n '1p;3p;6p' got >a
        sed -n '2p;4p;7p' got >b
        diff a b
        ! grep -q _ got || false
    done
}

@test "point-method mean: the valid cells within, by their areas" {
    land
    # within 80 km of 9.1E 51.1N lie 9E 51N (missing at first), 8E 51N and
    # 10E 51N; within 125 km also 9E 52N, 8E 52N ... by haversine
    for km in 80 125; do
        for r in 0 1 2 3; do
            for c in 0 1 2 3; do
                echo "$((4 * r + c)) $((50 + r)) $(haversine 9.1 51.1 $((8 + c)) $((50 + r)))"
            done
        done | awk -v km=$km '$3 <= 1000 * km {
            t = ($1 == 5) ? 0 : 280 + $1; w = cos($2 * atan2(0, -1) / 180)
            if (t) { s += w * t; v += w } } END { printf "%.6f\n", s / v }' >want
        near "$(harmonise --points two.csv --point-method mean:$km land.nc | values tas | sed -n 1p | cut -d, -f1)" "$(cat want)"
    done
    harmonise --points two.csv --point-method mean:1 land.nc 2>said | values tas | sed -n 1p | grep -qx _,_
    [ "$(cat said)" = 'harmonise: warning: two.csv: 2 of 2 stations have no cell within 1 km and stay missing: P, Q' ]
    printf 'station,lon,lat\nout,7,51\n' >out.csv # outside, by 8E 51N
    [ "$(harmonise --points out.csv --point-method mean:75 land.nc | values tas | head -1)" = 284 ]
}

@test "point-search: the nearest valid cell within, at each step, with its distance and elevation" {
    land
    harmonise --points two.csv --point-search 100 land.nc >out.nc
    # P: 10E 51N, then its own cell; Q: its own, then none within 100 km
    [ "$(values tas <out.nc)" = $'286,290\n275,_' ]
    [ "$(values orog <out.nc)" = $'600,1000\n500,_' ]
    near "$(values distance <out.nc | sed -n 1p)" "$(haversine 9.1 51.1 10 51),$(haversine 10.2 52.1 10 52)"
    near "$(values distance <out.nc | sed -n 2p)" "$(haversine 9.1 51.1 9 51),_"
    harmonise --points two.csv --point-search 0 land.nc | values tas | diff - <(harmonise --points two.csv land.nc | values tas)
    # outside the grid too, and for several fields each by its own cells
    printf 'station,lon,lat\nW,7,51\n' >west.csv
    sed 's/data:/float ta2(time, lat, lon) ; ta2:_FillValue = -9.f ; data:\
 ta2 = 281,282,283,284, _,_,287,288, 289,290,291,292, 293,294,295,296,\
       271,272,273,274, 275,276,_,_, 279,_,_,_, 283,284,285,286 ;/' land.cdl | ncgen -k classic -o several.nc
    harmonise --points west.csv --point-search 150 several.nc >out.nc
    [ "$(values tas <out.nc)" = $'284\n274' ]
    [ "$(values ta2 <out.nc)" = $'289\n275' ]
    [ "$(values ta2_orog <out.nc)" = $'800\n400' ]
    near "$(values ta2_distance <out.nc | tr '\n' ,)" "$(haversine 7 51 8 52),$(haversine 7 51 8 51),"
    near "$(values tas_distance <out.nc | tail -1)" "$(haversine 7 51 8 51)"
}

@test "point-search: what bilinear leaves missing takes the nearest valid cell" {
    land
    printf 'station,lon,lat\nP,9.6,51.1\nQ,8.5,52.5\n' >two.csv
    harmonise --points two.csv --point-method bilinear --point-search 50 land.nc >out.nc
    [ "$(values tas <out.nc | sed -n 1p)" = 286,290.5 ]
    [ "$(values orog <out.nc | sed -n 1p)" = 600,1050 ]
}

@test "lapse: a temperature falls by RATE with each km from the cell to the station" {
    land
    for rate in 6.5K/km '6.5 degC km-1' 0.0065K/m 6.5delta_degC/km '11.7 degF/km'; do
        harmonise --points two.csv --lapse "$rate" land.nc >out.nc
        near "$(values tas <out.nc | tr '\n' ,)" "_,$(awk 'BEGIN { print 290 - 6.5 * (0.1205 - 1) }'),$(awk 'BEGIN { print 275 - 6.5 * 0.3 }'),_,"
    done
    [ "$(values orog <out.nc)" = 500,1000 ]
    ncdump -h out.nc | grep -qF 'tas:twinpipe_lapse = "11.7 degF/km"'
    # of the cell that the value is from
    harmonise --points two.csv --lapse 10K/km --point-search 100 land.nc | values tas | head -1 >got
    near "$(cat got)" 284,298.795
    harmonise --points two.csv --lapse 10K/km --units tas=degC land.nc | values tas | head -1 >got
    near "$(cat got)" _,25.645
    # of a mean: 284 at 400 m and 286 at 600 m, alike, for 800 m; 9E 51N is missing
    harmonise --points two.csv --lapse 10K/km --point-method mean:80 land.nc | values tas | head -1 | cut -d, -f1 >got
    near "$(cat got)" 282
    # orog by another FILE, and with --variable
    ncks -O -C -v orog,lat,lon land.nc orog.nc
    ncks -O -C -v tas,time,lat,lon land.nc tas.nc
    harmonise --variable tas --points two.csv --lapse 10K/km tas.nc orog.nc | values tas | head -1 >got
    near "$(cat got)" _,298.795
    harmonise --variable tas,doy-sin --derive doy-sin --points two.csv --lapse 10K/km land.nc | values tas | head -1 >got
    near "$(cat got)" _,298.795
}

@test "lapse: without elevations or temperatures it is refused, and says what is missing" {
    land
    fails 64 'harmonise: --lapse: there is no --points' harmonise --lapse 6.5K/km land.nc
    fails 64 'harmonise: --lapse: 6.5 has no unit (6.5K/km)' harmonise --points two.csv --lapse 6.5 land.nc
    fails 64 'harmonise: --lapse: 6.5m is no change of temperature with height (6.5K/km)' harmonise --points two.csv --lapse 6.5m land.nc
    head -2 pts.csv >a.csv
    fails 64 'harmonise: --lapse: 6.5K/m is beyond 100 K/km' harmonise --points two.csv --lapse 6.5K/m land.nc
    fails 65 'harmonise: --lapse: no orog, the elevation of the cells, is there (a FILE beside the others may have it)' \
        harmonise --points a.csv --lapse 6.5K/km hourly.nc
    cut -d, -f1-3 two.csv >no.csv
    fails 65 'harmonise: --lapse: no.csv: has no elev, the elevation of the stations' harmonise --points no.csv --lapse 6.5K/km land.nc
    ncap2 -O -s 'pr=tas*0; pr@units="kg m-2 s-1"; pr@standard_name="precipitation_flux"' land.nc pr.nc
    fails 65 'harmonise: --lapse: no field is a temperature at the ground' harmonise --variable pr --points two.csv --lapse 6.5K/km pr.nc
    harmonise --points two.csv --lapse 6.5K/km pr.nc | values pr | sort -u >got # left alone
    printf '0,_\n_,0\n' | diff got -
    printf 'R,9.1,51.1,\n' >>two.csv
    harmonise --points two.csv --lapse 6.5K/km land.nc 2>said | values tas | tail -1 | grep -qx '273.05,_,_'
    [ "$(cat said)" = 'harmonise: warning: two.csv: 1 of 3 stations have no elevation, so that their temperatures are missing: R' ]
}

@test "points: meshes and lists of stations are sources too; without bounds a search or a mean is needed" {
    need data/grids/lfric_ugrid_rain.nc
    mesh=$shared/data/grids/lfric_ugrid_rain.nc
    harmonise -f csv "$mesh" | awk -F, 'NR % 40 == 2 { print "s" NR "," $3 "," $2 "," $NF }' >cells
    { echo station,lon,lat; cut -d, -f1-3 cells; } >some.csv
    harmonise --points some.csv -f csv "$mesh" | cut -d, -f5 | sed 1d | diff - <(cut -d, -f4 cells)
    land
    harmonise --points two.csv land.nc >series.nc
    fails 65 'harmonise: series.nc: which of its cells holds a place is not known: they have no bounds (--point-search KM takes the nearest within, --point-method mean:KM their mean)' \
        harmonise --points pts.csv series.nc
    printf 'station,lon,lat\nR,9,51\n' >r.csv
    harmonise --points r.csv --point-search 20 series.nc | values tas | tail -1 | grep -qx 275
}

@test "points: a time series of CF, which harmonise reads back unchanged, sums up in time and writes as CSV" {
    land
    for more in '' '--point-search 100' '--point-method bilinear --lapse 6.5K/km'; do
        # shellcheck disable=SC2086 # several words
        harmonise --points two.csv $more land.nc >out.nc
        harmonise out.nc >again.nc
        ncdump -h again.nc | grep -v 'again\|out.nc' >a
        diff <(ncdump again.nc | grep -v 'history\|harmonise\|netcdf') <(ncdump out.nc | grep -v 'history\|harmonise\|netcdf')
        ncdump -h out.nc | tr -d '\t' >h
        for line in ':featureType = "timeSeries" ;' 'station_id:cf_role = "timeseries_id" ;' \
            'tas:coordinates = "lat lon station_id" ;' 'float tas(time, station) ;'; do
            grep -qxF "$line" h
        done
    done
    harmonise --points two.csv land.nc >out.nc
    [ "$(harmonise --every all --stat max --min-valid any out.nc | values tas)" = 275,290 ]
    harmonise --points two.csv -f csv land.nc >out.csv
    [ "$(sed -n 1p out.csv)" = time,station,lat,lon,elev,tas,orog,distance ]
    [ "$(sed -n 3p out.csv | cut -d, -f1-7)" = 2001-01-01T00:00:00Z,Q,52.1,10.2,120.5,290,1000 ]
    harmonise --columns time=time,station=station,lat=lat,lon=lon,tas=tas:K out.csv | values tas | diff - <(values tas <out.nc)
}

@test "points: methods and distances that are none are refused" {
    for how in mean mean: mean:-3 mean:0 mean:5x cubic; do
        fails 64 "harmonise: --point-method: $how is not nearest, bilinear or mean:KM" harmonise --points pts.csv --point-method $how hourly.nc
    done
    fails 64 'harmonise: --point-search: -1 is no distance [km]' harmonise --points pts.csv --point-search -1 hourly.nc
    fails 64 'harmonise: --point-search: there is no --points' harmonise --point-search 1 hourly.nc
    fails 64 'harmonise: --point-search: mean:9 takes all that is within its own distance' \
        harmonise --points pts.csv --point-method mean:9 --point-search 1 hourly.nc
}

@test "points: labels have a nearest cell, no mean" {
    land
    sed 's/float tas/int tas/; s/-9\.f/-9/; s/tas:units = "K"/tas:flag_values = 274, 275/
        s/tas:standard_name = "air_temperature"/tas:flag_meanings = "wood bog"/; s/tas/kind/g' land.cdl | ncgen -k classic -o kind.nc
    [ "$(harmonise --points two.csv kind.nc | values kind)" = $'_,290\n275,_' ]
    [ "$(harmonise --points two.csv --point-search 100 kind.nc | values kind)" = $'286,290\n275,_' ]
    run -65 harmonise --points two.csv --point-method bilinear kind.nc
    [[ $output == *'kind has labels, which have no mean (--point-method nearest, or --variable leaves it out)' ]]
}
