# SPDX-License-Identifier: Apache-2.0
# Any number of threads gives the same bytes.

setup() {
    load helpers
}

# same COMMAND... -- with -j 1 and -j 2; what it writes into files goes to
# folders of their own, so that names and history are equal.
same() {
    local j
    for j in 1 2; do
        rm -rf $j
        mkdir $j
        (cd $j && "$@" -j $j >out)
    done
    [ -s 1/out ] || [ "$(ls 1)" != out ]
    diff -r 1 2
}

# world -- world.nc: 40 days on 18 x 36 cells, of any size, with holes; psl has
# lows that wander, orog is fixed.
world() {
    awk 'BEGIN {
        srand(1)
        print "netcdf world { dimensions: time = UNLIMITED ; lat = 18 ; lon = 36 ;"
        print "variables: double time(time) ; time:units = \"hours since 2001-01-30\" ;"
        print "double lat(lat) ; lat:units = \"degrees_north\" ;"
        print "double lon(lon) ; lon:units = \"degrees_east\" ;"
        split("tas K pr kg_m-2_s-1 psl Pa", v, " ")
        for (f = 1; f < 7; f += 2) {
            gsub("_", " ", v[f + 1])
            print "float " v[f] "(time, lat, lon) ; " v[f] ":units = \"" v[f + 1] "\" ;"
            print v[f] ":_FillValue = -999.f ;"
        }
        print "float orog(lat, lon) ; orog:units = \"m\" ;"
        print "orog:standard_name = \"surface_altitude\" ;"
        print "data: time = "
        for (t = 0; t < 160; t++) print 6 * t (t < 159 ? "," : ";")
        print "lat = "
        for (y = 0; y < 18; y++) print -85 + 10 * y (y < 17 ? "," : ";")
        print "lon = "
        for (x = 0; x < 36; x++) print 10 * x (x < 35 ? "," : ";")
        n = 160 * 648
        print "tas = "
        for (i = 0; i < n; i++) print (rand() < .05 ? "_" : 250 + 50 * rand()) (i < n - 1 ? "," : ";")
        print "pr = "
        for (i = 0; i < n; i++) print (rand() < .05 ? "_" : 1e-3 * rand() ^ 4) (i < n - 1 ? "," : ";")
        print "psl = "
        for (i = 0; i < n; i++) {
            t = int(i / 648); y = int(i % 648 / 36); x = i % 36
            d = (y - 12) ^ 2 + (x - 5 - t / 8) ^ 2
            print 101300 - 6000 * exp(-d / 8) + rand() (i < n - 1 ? "," : ";")
        }
        print "orog = "
        for (i = 0; i < 648; i++) print int(2000 * rand()) (i < 647 ? "," : ";")
        print "}"
    }' | ncgen -k classic -o world.nc
    world=$PWD/world.nc
}

@test "harmonise" {
    world
    same harmonise "$world"
    same harmonise -z "$world"
    same harmonise -o a.nc "$world"
    same harmonise -o a.csv "$world"
    same harmonise --every month --stat mean,min,max "$world"
    same harmonise --every day --variable pr --stat sum "$world"
    for method in nearest bilinear conservative; do
        same harmonise --grid 7.5 --method $method "$world"
    done
    same harmonise --bbox -20,20,50,70 -o a.tif --time 2001-02-03T06 \
        --variable tas "$world"
}

@test "detect-events" {
    world
    same detect-events heavy-rain --over 30mm --variable pr --events a.csv \
        --events a.geojson --metrics a.json "$world"
    same detect-events storm --variable psl --min-duration 6h --events a.csv \
        --tracks a.geojson --metrics a.json "$world"
}

@test "downscale" {
    world
    same downscale bilinear --grid 0,0,50,50,2.5 "$world"
    same downscale conservative --grid 0,0,50,50,2.5 "$world"
    harmonise --variable orog --grid 0,0,50,50,2.5 "$world" >fine.nc
    same downscale lapse --orography "$PWD/fine.nc" --variable tas,orog "$world"
}

@test "vector-filter" {
    world
    same vector-filter zonal --raster "$world" --time 2001-02-03T06 \
        --variable tas --stat mean,median,std,count "$data/areas.geojson"
}
