# SPDX-License-Identifier: Apache-2.0
# vector-filter(1): one test for each sentence that the manual promises.

setup() {
    load helpers
    cp "$data/stations.geojson" "$data/areas.geojson" .
}

names() { # of the features on standard input
    sed -n 's/.*"name":"\([^"]*\)".*/\1/p' | paste -sd,
}

@test "where: features for which the condition is true" {
    [ "$(vector-filter where -e 'elev > 1500 AND t < 10' stations.geojson | names)" = Sonnblick ]
    [ "$(vector-filter where -e 't BETWEEN 25 AND 27' stations.geojson | names)" = Suva,Apia ]
    [ "$(vector-filter where -e "name LIKE 'S_va' OR name LIKE '%pi%'" stations.geojson | names)" = Suva,Apia ]
    [ "$(vector-filter where -e 'elev IN (2, 6) AND NOT t = 27' stations.geojson | names)" = Suva ]
    [ "$(vector-filter where -e "since < DATE('1900-01-01')" stations.geojson | names)" = Sonnblick ]
    [ "$(vector-filter where -e '(elev + 1) * 2 = 14 - -0' stations.geojson | names)" = Suva ]
}

@test "where: logic has three values, and NULL is not true" {
    [ "$(vector-filter where -e 'elev > 0' stations.geojson | names)" = Sonnblick,Suva,Apia ]
    [ "$(vector-filter where -e 'elev > 0' --not stations.geojson | names)" = nowhere ]
    [ "$(vector-filter where -e 'NOT elev > 0' stations.geojson | names)" = "" ]
    [ "$(vector-filter where -e 'elev IS NULL' stations.geojson | names)" = nowhere ]
    [ "$(vector-filter where -e 't > 0' stations.geojson | names)" = Suva,Apia ]
    [ "$(vector-filter where -e 'elev > 0 OR TRUE' stations.geojson | names)" = Sonnblick,Suva,Apia,nowhere ]
}

@test "where: functions of the geometry" {
    # 1 x 1 degree at 0 E 0 N is 12308778361.469 m2 (PROJ's geodesic); x, y by hand
    echo '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}' >square
    vector-filter where -e 'area() > 12308778361.4 AND area() < 12308778361.5' square | grep -q Polygon
    vector-filter where -e "x() = 0.5 AND y() = 0.5 AND npoints() = 5 AND type() = 'Polygon'" square | grep -q Polygon
    [ "$(vector-filter where -e "id() = 'b'" stations.geojson | names)" = Suva ]
    # 40.6 N 73.8 W to 51.6 N 0.5 W is 5551759.400319 m (GeographicLib)
    echo '{"type":"LineString","coordinates":[[-73.8,40.6],[-0.5,51.6]]}' |
        vector-filter where -e 'length() > 5551759.4003 AND length() < 5551759.4004' | grep -q Line
}

@test "where: a fault in the condition names its column" {
    fails 64 'vector-filter: --expression: elev >> 3: a value is missing at column 7' \
        vector-filter where -e 'elev >> 3' stations.geojson
    fails 64 "vector-filter: --expression: depth() = 3: no function depth (there are area, length, x, y, npoints, type, id, abs, round, lower)" \
        vector-filter where -e 'depth() = 3' stations.geojson
}

@test "where: a name that no feature has is warned about" {
    run -0 --separate-stderr vector-filter where -e 'height > 3' stations.geojson
    [ "$stderr" = 'vector-filter: warning: no feature of the first 4 has "height"' ]
}

@test "a feature that passes is written byte for byte" {
    vector-filter where -e 'elev > 0 OR TRUE' stations.geojson >all
    sed -n '/Feature"/{/Collection/d;s/,$//;p}' stations.geojson | diff - all
    vector-filter bbox --bbox 0,0,20,60 all >one
    grep Sonnblick all | diff - one
}

@test "bbox: west larger than east crosses the date line, a border touches" {
    [ "$(vector-filter bbox --bbox=170,-30,-170,30 stations.geojson | names)" = Suva,Apia ]
    [ "$(vector-filter bbox --bbox 178.45,-20,179,-18.13 stations.geojson | names)" = Suva ]
    [ "$(vector-filter bbox --bbox=-190,-30,-180,30 stations.geojson | names)" = Suva ]
    [ "$(vector-filter bbox --bbox=170,-30,-170,30 --not stations.geojson | names)" = Sonnblick,nowhere ]
}

@test "zonal: of polygons that share an edge exactly one has the cell" {
    cdl rain
    harmonise --every all --stat sum --min-valid any rain.nc >sum.nc
    # by hand: the sums of the west are 11 2 5 6, of the east 3 24 6 8
    vector-filter zonal --raster sum.nc --stat count,sum,mean,min,max,missing areas.geojson >zones
    sed -n 1p zones | grep -qF '"properties":{"name":"west","pr_count":4,"pr_sum":24,"pr_mean":6,"pr_min":2,"pr_max":11,"pr_missing":0}'
    sed -n 2p zones | grep -qF '"pr_count":4,"pr_sum":41,"pr_mean":10.25,"pr_min":3,"pr_max":24,'
}

@test "zonal: without a cell the statistics are null, never 0" {
    cdl rain
    harmonise --every all --stat sum --min-valid any rain.nc |
        vector-filter zonal --raster - --stat count,mean areas.geojson >zones
    sed -n 3p zones | grep -qF '"properties":{"pr_count":0,"pr_mean":null}'
}

@test "zonal: missing cells never count, and too few make null" {
    cdl rain
    vector-filter zonal --time 2001-01-01T02 --raster rain.nc --stat count,missing,mean areas.geojson >zones
    sed -n 2p zones | grep -qF '"pr_count":3,"pr_missing":0.25,"pr_mean":1'
    vector-filter zonal --time 2001-01-01T02 --raster rain.nc --stat mean --min-valid all areas.geojson >zones
    sed -n 2p zones | grep -qF '"pr_mean":null'
}

@test "zonal: quantiles, majority and variety of the first hour" {
    cdl rain
    # west: 0 1 4 5 by hand; type 7: median 2.5, q25 0.75
    vector-filter zonal --time 2001-01-01T00 --raster rain.nc --stat median,q25,std,majority,variety areas.geojson >zones
    sed -n 1p zones | grep -qF '"pr_median":2.5,"pr_q25":0.75,"pr_std":2.0615528128088303,"pr_majority":0,"pr_variety":4'
}

@test "zonal: with several steps a feature for each, the geometry once" {
    cdl rain
    vector-filter zonal --raster rain.nc --stat mean areas.geojson >zones
    [ "$(wc -l <zones)" = 9 ]
    [ "$(grep -c '"geometry":null' zones)" = 6 ]
    sed -n 4p zones | grep -qF '"time":"2001-01-01T02:00:00Z"'
    [ "$(vector-filter zonal --repeat-geometry --raster rain.nc --stat mean areas.geojson | grep -c '"geometry":null')" = 0 ]
}

@test "a sequence that was cut short is refused" {
    vector-filter where -e TRUE stations.geojson >all
    head -c -1 all >cut
    fails 65 'vector-filter: cut:4: the last line does not end: cut short' \
        vector-filter where -e 'elev > 1e9' cut
    head -c -9 all >cut
    fails 65 'vector-filter: cut:4: ends within a feature' \
        vector-filter where -e 'elev > 1e9' cut
}

@test "a damaged feature ends the run, is skipped or passed" {
    echo '{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2]]}}' >bad
    fails 65 'vector-filter: bad:1: LineString with 1 point' \
        vector-filter bbox --bbox 0,0,9,9 bad
    run -0 --separate-stderr vector-filter bbox --on-error skip --bbox 0,0,9,9 bad
    [ -z "$output" ]
    [ "$stderr" = 'vector-filter: warning: 1 bad feature' ]
    run -0 --separate-stderr vector-filter bbox --on-error pass --bbox 0,0,9,9 bad
    [ "$output" = "$(cat bad)" ]
}

@test "a position of one number, or none, is damage" {
    for p in '[0]' '[]' '0'; do
        echo "{\"type\":\"LineString\",\"coordinates\":[[1,2],$p]}" >bad
        fails 65 'vector-filter: bad:1: a position is not [longitude, latitude]' \
            vector-filter where -e 'length() > 1' bad
    done
}

@test "output is a sequence, records, or a collection" {
    vector-filter where -e 'elev > 1500' -f rs stations.geojson | head -c 1 | od -An -tx1 | grep -q 1e
    vector-filter where -e 'elev > 0' -o out.geojson stations.geojson
    python3 -c 'import json; print(len(json.load(open("out.geojson"))["features"]))' | grep -qx 3
    vector-filter where -e FALSE -o none.geojson stations.geojson
    python3 -c 'import json; print(json.load(open("none.geojson"))["features"])' | grep -qx '\[\]'
    fails 64 'vector-filter: -f csv: no such form (there are seq, rs, geojson)' \
        vector-filter where -e TRUE -f csv stations.geojson
}

@test "an operation that is not there is refused by name" {
    run -64 vector-filter dissolve stations.geojson
    [[ $output == *dissolve* ]]
}

@test "county means of hurricane Florence's rain" {
    need data/vector/nc_sids.gpkg
    need data/precip-drought/stageiv_florence_20180913-14.nc
    # cells whose centre is in the county, by NumPy on ogr2ogr -t_srs EPSG:4326
    harmonise --variable pr --every all --stat sum "$shared/data/precip-drought/stageiv_florence_20180913-14.nc" |
        vector-filter zonal --raster - --stat count,mean "$shared/data/vector/nc_sids.gpkg" >zones
    for county in Carteret:80:423.2 Pamlico:52:374.3 Craven:110:317.3; do
        IFS=: read -r name count mean <<<"$county"
        grep "\"NAME\":\"$name\"" zones | grep -q "\"pr_count\":$count,"
        [ "$(grep "\"NAME\":\"$name\"" zones | sed 's/.*"pr_mean":\([0-9.]*\).*/\1/' | xargs printf '%.1f')" = "$mean" ]
    done
}

# A raster of row * 100 + col, and a triangle.  Numbers by NumPy: of cells whose
# centre is inside, of those that share an area with it, and, exact, of each cell
# cut to the triangle (Sutherland and Hodgman); a degree is as good a unit as any.
triangle() {
    python3 - >raster.cdl <<'END'
print("netcdf raster {\ndimensions:\n lat = 100 ;\n lon = 100 ;\nvariables:")
print(' double lat(lat) ;\n lat:units = "degrees_north" ;')
print(' double lon(lon) ;\n lon:units = "degrees_east" ;')
print(' float v(lat, lon) ;\n v:units = "m" ;\ndata:')
print(" lat =", ", ".join(str(0.8 * (99.5 - r)) for r in range(100)), ";")
print(" lon =", ", ".join(str(c + 0.5) for c in range(100)), ";")
print(" v =", ", ".join(str(100 * r + c) for r in range(100) for c in range(100)), ";\n}")
END
    ncgen -k classic -o raster.nc raster.cdl
    # 0.8 degree a row, so that 100 of them fit below the pole
    echo '{"type":"Polygon","coordinates":[[[10.2,8.16],[60.7,16.32],[30.1,64.72],[10.2,8.16]]]}' >triangle
}

# statistics OPTION... -- of the triangle, by comma
statistics() {
    vector-filter zonal --raster raster.nc "$@" triangle |
        grep -o '"v_[a-z]*":[^,}]*' | sed 's/.*://' | xargs printf '%.6f\n' | paste -sd,
}

@test "zonal: cells by centre, touched, and by their exact share" {
    triangle
    [ "$(statistics --stat count,sum,min,max,std)" = 1682.000000,10552511.000000,2030.000000,8911.000000,1555.610214 ]
    [ "$(statistics --cover touched --stat count,sum,std)" = 1806.000000,11273595.000000,1617.285993 ]
    [ "$(statistics --cover exact --stat count,mean)" = 1683.685000,6266.500655 ]
    fails 64 'vector-filter: --stat: no median of shares of cells (--cover centre or touched)' \
        vector-filter zonal --raster raster.nc --cover exact --stat median triangle
}

@test "zonal: exact on cells is centre, over the seam and with holes; parts of a whole add up to it" {
    cdl rain
    harmonise --every all --stat sum --min-valid any rain.nc >sum.nc
    # areas.geojson follows the edges of cells
    for how in touched exact; do
        vector-filter zonal --raster sum.nc --cover $how --stat count,sum areas.geojson >$how
        vector-filter zonal --raster sum.nc --stat count,sum areas.geojson | diff - $how
    done
    cat >ring.cdl <<'END'
netcdf ring {
dimensions: lat = 2 ; lon = 4 ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float v(lat, lon) ; v:units = "1" ;
data:
 lat = 45, -45 ; lon = 45, 135, 225, 315 ; v = 1, 2, 3, 4, 5, 6, 7, 8 ;
}
END
    ncgen -k classic -o ring.nc ring.cdl
    # by hand: a box of 45 degrees on each side of 0 E, north: halves of 1 and 4
    echo '{"type":"Polygon","coordinates":[[[-45,0],[45,0],[45,90],[-45,90],[-45,0]]]}' >box
    vector-filter zonal --raster ring.nc --variable v --cover exact --stat count,sum box |
        grep -qF '"v_count":1,"v_sum":2.5'
    # the same with a hole of a quarter of cell 4, whichever way it turns
    for hole in '[-45,0],[0,0],[0,45],[-45,45],[-45,0]' '[-45,0],[-45,45],[0,45],[0,0],[-45,0]'; do
        echo "{\"type\":\"Polygon\",\"coordinates\":[[[-45,0],[-45,90],[45,90],[45,0],[-45,0]],[$hole]]}" >box
        vector-filter zonal --raster ring.nc --variable v --cover exact --stat count,sum box |
            grep -qF '"v_count":0.75,"v_sum":1.5'
    done
    echo '{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}' >box
    vector-filter zonal --raster ring.nc --variable v --cover exact --stat count,sum box |
        grep -qF '"v_count":8,"v_sum":36'
}
