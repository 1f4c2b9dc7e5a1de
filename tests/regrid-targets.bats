# SPDX-License-Identifier: Apache-2.0
# regrid-targets -- the grids that harmonise --grid makes, against CDO, GDAL and
# numbers of their own.

setup() {
    load helpers
    # a smooth field, two degrees, made by CDO
    cdo -s -f nc -b F32 setattribute,tas@units=K,tas@standard_name=air_temperature \
        -expr,'tas=280+25*cos(clat(topo)/57.3)*cos(2*clon(topo)/57.3)-topo/500' \
        -topo,r180x90 in.nc
}

# grid GRID METHOD FILE OUT
grid() {
    harmonise --grid "$1" --method "$2" "$3" -o "$4"
}

# differs TOLERANCE A B -- no value of tas is further apart; CDO subtracts.
differs() {
    cdo -s outputf,%.9g -abs -sub -selname,tas "$2" -selname,tas "$3" 2>/dev/null >d
    awk -v t="$1" '!($1 <= t) { print "differs by " $1; exit 1 }
        END { if (NR < 10) exit 1 }' d
}

# plain VAR FILE -- the plain mean of a field.
plain() {
    cdo -s outputf,%.9g -selname,"$1" "$2" 2>/dev/null | awk '{ s += $1 } END { printf "%.9g\n", s / NR }'
}

@test "rNxM: odd numbers of rows go from pole to pole, as CDO has them" {
    cdo -s -f nc -b F32 setattribute,tas@units=K -expr,'tas=250+clat(topo)/9' -topo,r40x20 in.nc
    for m in conservative:remapcon bilinear:remapbil; do
        harmonise --grid r36x19 --method "${m%:*}" in.nc >ours.nc
        cdo -s "${m#*:}",r36x19 in.nc theirs.nc
        [ "$(values lat <ours.nc)" = "$(seq -s, -90 10 90)" ]
        [ "$(cdo -s griddes theirs.nc | awk '/^yfirst/ { print $3 }')" = -90 ]
        # rows next to the poles: CDO leaves what lies beyond the last centres
        cdo -s outputf,%.4f -sellonlatbox,0,359,-80,80 -selname,tas ours.nc >a
        cdo -s outputf,%.4f -sellonlatbox,0,359,-80,80 theirs.nc | diff a -
    done
    [ "$(values lat_bnds <ours.nc | tr , ' ' | awk '{ print $1, $2, $NF }')" = '-90 -85 90' ]
}

@test "F32: a Gaussian grid, rows as high as the weights of its quadrature" {
    grid F32 bilinear in.nc out.nc
    cdo -s outputf,%.9g -seltimestep,1 -topo,n32 >/dev/null
    # the latitudes are CDO's, from the south
    cdo -s griddes -topo,n32 2>/dev/null | sed -n '/^yvals/,/^[^y ]/p' | grep -o '[-0-9.][-0-9.]*' | sort -n >want
    ncdump -p 9,15 -v lat out.nc | sed '1,/^data:/d' | grep -o '[-0-9.][-0-9.]*' >got
    paste want got | awk '($1 - $2)^2 > 1e-16 { exit 1 } END { exit NR != 64 }'
    ncdump -h out.nc | grep -q 'lat = 64 ;'
    ncdump -h out.nc | grep -q 'lon = 128 ;'
    # weights of Gauss: sum 2; by numpy.polynomial.legendre.leggauss(64)
    ncdump -p 9,15 -v lat_bnds out.nc | sed '1,/^data:/d' | grep -o '[-0-9., ]*[,;]$' | tr -d ',;' |
        awk 'NF == 2 { r = atan2(0, -1) / 180; w = sin($2 * r) - sin($1 * r); s += w; if (++n == 1) first = w }
            END { if ((s - 2)^2 > 1e-24 || (first - 0.00178328072169643)^2 > 1e-24) { print s, first; exit 1 } }'
}

@test "like: a description of CDO with gridtype gaussian, as CDO regrids to it" {
    cdo -s griddes -topo,n24 >n24.txt 2>/dev/null
    for of in bilinear:remapbil nearest:remapnn conservative:remapcon; do
        grid like:n24.txt "${of%:*}" in.nc ours.nc
        cdo -s "${of#*:}",n24.txt in.nc theirs.nc 2>/dev/null
        # the rows beside the poles are CDO's own way
        cdo -s sellonlatbox,0,359,-85,85 -selname,tas ours.nc a.nc
        cdo -s sellonlatbox,0,359,-85,85 theirs.nc b.nc
        differs 1e-4 a.nc b.nc
    done
}

@test "like: gridtype gaussian without yvals, and gridtype lonlat" {
    printf 'gridtype = gaussian\nxsize = 96\nysize = 48\n' >short.txt
    cdo -s griddes -topo,n24 >n24.txt 2>/dev/null
    grid like:short.txt bilinear in.nc a.nc
    grid like:n24.txt bilinear in.nc b.nc
    differs 1e-4 a.nc b.nc
    cat >box.txt <<'EOF'
# a box, from north to south
gridtype = lonlat
xsize = 20
ysize = 10
xfirst = -9.5
xinc = 1
yfirst = 60
yinc = -1.5
EOF
    grid like:box.txt bilinear in.nc a.nc
    cdo -s remapbil,box.txt in.nc b.nc
    differs 1e-4 a.nc b.nc
    [ "$(cdo -s griddes a.nc 2>/dev/null | awk '/^yfirst/ { print $3 }')" = 60 ]
}

# A curvilinear grid: a rotated one by its places, with corners.
curvilinear() {
    awk 'function place(x, y,  r, u, v, w, sp, cp) {
            r = atan2(0, -1) / 180; sp = sin(40 * r); cp = cos(40 * r)
            u = cos(y * r) * cos(x * r); v = cos(y * r) * sin(x * r); w = sin(y * r)
            lat = atan2(sp * w + cp * u, sqrt((cp * w - sp * u)^2 + v^2)) / r
            lon = 10 + atan2(-v, cp * w - sp * u) / r }
        BEGIN {
            printf "gridtype = curvilinear\ngridsize = 600\nxsize = 30\nysize = 20\n"
            for (j = 0; j < 20; j++) for (i = 0; i < 30; i++) {
                x = -15 + i; y = -10 + j
                place(x, y); xv = xv " " lon; yv = yv " " lat
                for (c = 0; c < 4; c++) {
                    place(x + (c == 1 || c == 2) - .5, y + (c > 1) - .5)
                    xb = xb " " lon; yb = yb " " lat
                }
                xv = xv "\n"; yv = yv "\n"; xb = xb "\n"; yb = yb "\n"
            }
            print "xvals =" xv; print "yvals =" yv
            print "xbounds =" xb; print "ybounds =" yb }'
}

@test "like: gridtype curvilinear, with the corners of its cells" {
    curvilinear >c.txt
    for of in bilinear:remapbil:1e-4 nearest:remapnn:0 conservative:remapcon:2e-3; do
        IFS=: read -r method theirs tolerance <<<"$of"
        grid like:c.txt "$method" in.nc ours.nc
        cdo -s "$theirs",c.txt in.nc theirs.nc 2>/dev/null
        differs "$tolerance" ours.nc theirs.nc
    done
    ncdump -h ours.nc | grep -q 'lat:bounds'
}

@test "like: the grid of NetCDF, of a stream and of a GeoTIFF, order included" {
    grid -10,35,30,72,0.5 bilinear in.nc box.nc
    ncpdq -O -a -lat box.nc down.nc 2>/dev/null || cdo -s invertlat box.nc down.nc
    harmonise --lat keep down.nc >down.stream
    grid like:down.nc bilinear in.nc a.nc
    grid like:down.stream bilinear in.nc b.nc
    grid -10,35,30,72,0.5 bilinear in.nc box.tif
    grid like:box.tif bilinear in.nc c.nc
    for f in a b c; do
        ncdump -v lat $f.nc | sed '1,/^data:/d' | tr -d '\n' | grep -q 'lat = 71.75, 71.25'
        cdo -s invertlat -selname,tas $f.nc up.nc
        differs 0 up.nc box.nc
    done
}

@test "EPSG:n,W,S,E,N,RES: as gdalwarp; the CRS is the one asked for" {
    # at 1 degree: gdalwarp filters where its pixels are wider than the source's
    grid 1 bilinear in.nc one.tif
    grid EPSG:3035,2500000,1500000,6500000,4500000,20000 bilinear one.tif p.nc
    ncdump -h p.nc | grep -q 'grid_mapping_name = "lambert_azimuthal_equal_area"'
    ncdump -h p.nc | grep -q 'crs_wkt = "PROJCRS\[\\"ETRS89-extended / LAEA Europe'
    ncdump -h p.nc | grep -q 'tas:grid_mapping = "crs"'
    for of in bilinear:bilinear:0 near:nearest:15; do
        IFS=: read -r theirs ours most <<<"$of"
        harmonise --grid EPSG:3035,2500000,1500000,6500000,4500000,20000 --method "$ours" one.tif -o p.tif
        gdalwarp -q -overwrite -t_srs EPSG:3035 -te 2500000 1500000 6500000 4500000 \
            -tr 20000 20000 -r "$theirs" -et 0 one.tif w.tif
        gdal_translate -q -of XYZ p.tif p.xyz
        gdal_translate -q -of XYZ w.tif w.xyz
        # nearest on the sphere is not always nearest in degrees
        paste p.xyz w.xyz | awk -v most="$most" '{ if ($1 != $4 || $2 != $5) exit 1; n += ($3 - $6)^2 > 1e-8 }
            END { if (NR != 30000 || n > most) { print n; exit 1 } }'
    done
}

@test "PROJ4 and WKT texts are taken; conservative keeps the total on an equal area" {
    crs='+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80'
    box=2500000,1500000,6500000,5500000,100000
    grid EPSG:3035,$box conservative in.nc a.nc
    grid "PROJ4:$crs,$box" conservative in.nc b.nc
    grid "WKT:$(gdalsrsinfo -o wkt2 --single-line EPSG:3035 | grep .),$box" conservative in.nc c.nc
    differs 0 a.nc b.nc
    differs 0 a.nc c.nc
    # a coarser equal-area grid has the means of its parts, but for the sides of
    # cells, which are straight on the sphere
    grid EPSG:3035,2500000,1500000,6500000,5500000,400000 conservative a.nc d.nc
    [ "$(plain tas d.nc | cut -c1-6)" = "$(plain tas a.nc | cut -c1-6)" ]
}

@test "a geographic CRS has latitude and longitude; projections that are none are refused" {
    grid EPSG:4326,-10,35,30,72,0.5 bilinear in.nc a.nc
    grid -10,35,30,72,0.5 bilinear in.nc b.nc
    differs 0 a.nc b.nc
    run -64 --separate-stderr harmonise --grid EPSG:3035,0,0,1,1 in.nc
    [[ $stderr == *"4 numbers behind the projection"* ]]
    run -64 --separate-stderr harmonise --grid EPSG:999999,0,0,1,1,1 in.nc
    [[ $stderr == *EPSG:999999* ]]
    run -64 --separate-stderr harmonise --grid EPSG:3035,0,0,1000,1000,300 in.nc
    [[ $stderr == *"3.333 cells of 300 units"* ]]
}

@test "hp8, hp8_nest, hp8_ring, hp6_ring: HEALPix; conservative keeps the mean of the earth" {
    grid 2 conservative in.nc even.nc
    # rows of two degrees, weighted by the differences of the sines of their sides
    cdo -s outputf,%.9g,1 -zonmean -selname,tas even.nc |
        awk '{ c = cos((2 * NR - 91) * atan2(0, -1) / 180); n += c; s += c * $1 }
            END { printf "%.9g\n", s / n }' >mean
    for g in hp8 hp8_nest hp8_ring hp6_ring; do
        grid $g conservative in.nc $g.nc
        # the cells are of one area
        awk -v got="$(plain tas $g.nc)" '{ if ((got - $1)^2 > 1e-9) { print got, $1; exit 1 } }' mean
    done
    cmp <(ncdump -v tas hp8.nc | sed 's/hp8[a-z_]*//; /history/d') \
        <(ncdump -v tas hp8_nest.nc | sed 's/hp8[a-z_]*//; /history/d')
    ncdump -h hp8_ring.nc | grep -q 'indexing_scheme = "ring"'
    ncdump -h hp8.nc | grep -q 'indexing_scheme = "nested"'
    # ring 60 is nest 46, at 10 E 50 N (libchealpix)
    a=$(cdo -s outputf,%.9g -selname,tas hp8_ring.nc 2>/dev/null | sed -n 61p)
    b=$(cdo -s outputf,%.9g -selname,tas hp8.nc 2>/dev/null | sed -n 47p)
    [ -n "$a" ]
    [ "$a" = "$b" ]
    # back again in either order: the same bytes
    grid 5 conservative hp8.nc a.nc
    grid 5 conservative hp8_ring.nc b.nc
    differs 0 a.nc b.nc
}

@test "HEALPix to HEALPix: finer are copies, coarser the means of four" {
    grid hp4 conservative in.nc hp4.nc
    grid hp8 conservative hp4.nc hp8.nc
    cdo -s outputf,%.9g -selname,tas hp4.nc 2>/dev/null | awk '{ for (k = 0; k < 4; k++) print }' >want
    cdo -s outputf,%.9g -selname,tas hp8.nc 2>/dev/null | cmp - want
    grid hp8 conservative in.nc fine.nc
    grid hp4 conservative fine.nc coarse.nc
    cdo -s outputf,%.9g -selname,tas fine.nc 2>/dev/null |
        awk '{ s += $1 / 4; if (NR % 4 == 0) { print s; s = 0 } }' >want
    cdo -s outputf,%.9g -selname,tas coarse.nc 2>/dev/null | paste - want |
        awk '{ if (($1 - $2)^2 > 1e-6) exit 1 } END { if (NR != 192) exit 1 }'
    # ring to ring with sides that do not divide
    grid hp6_ring conservative fine.nc six.nc
    [ "$(plain tas six.nc | cut -c1-7)" = "$(plain tas fine.nc | cut -c1-7)" ]
}

@test "HEALPix, nearest and bilinear: the centres of its cells" {
    # from a grid of latitude and longitude: as CDO at these places
    harmonise --coordinates --grid hp4_ring --method bilinear in.nc -o a.nc
    grid hp4_ring nearest in.nc b.nc
    # cell 56 of ring order, nside 4: 0 E 30 N (z = 1/2; section 7 of Gorski 2005)
    read -r lon lat < <(paste <(ncdump -p 9,12 -v lon a.nc | sed '1,/^data:/d' | tr -d ' \n' | tr ',;=' '\n' | grep '^[0-9.]*$' | sed -n 57p) \
        <(ncdump -p 9,12 -v lat a.nc | sed '1,/^data:/d' | tr -d ' \n' | tr ',;=' '\n' | grep '^[-0-9.]*$' | sed -n 57p))
    for of in a:remapbil b:remapnn; do
        want=$(cdo -s outputf,%.7g -${of#*:},lon="${lon}"_lat="$lat" in.nc)
        got=$(cdo -s outputf,%.9g -selname,tas "${of%:*}".nc 2>/dev/null | sed -n 57p)
        awk -v a="$want" -v b="$got" 'BEGIN { if ((a - b)^2 > 1e-8) { print a, b; exit 1 } }'
    done
}

@test "targets that are none are refused" {
    for of in "hp3:power of 2" "hp0:1 to 8192" "hp8_up:no order" "F0:1 to 8192" "like:absent.nc:absent.nc" \
        "N48:no such grid"; do
        run --separate-stderr harmonise --grid "${of%:*}" in.nc -o x.nc
        [ "$status" -ne 0 ]
        [ ! -e x.nc ]
            [[ $stderr == *"${of##*:}"* ]]
    done
    for text in "gridtype = unstructured\nxsize = 3\nysize = 1\n" "gridtype = lonlat\nxsize = 1e9\nysize = 2\n" \
        "gridtype = lonlat\nxsize = 2\nysize = 2\nxvals = 1 2 3\nyvals = 1 2\n" \
        "gridtype = lonlat\nxsize = 2\nysize = 2\nxvals = 1 x\n" "gridtype = lonlat\nnonsense = 2\n" \
        "gridtype = curvilinear\nxsize = 2\nysize = 2\nxvals = 1 2 3 4\n" "gridtype = lonlat\n" "grid"; do
        # shellcheck disable=SC2059
        printf "$text" >bad.txt
        run -65 --separate-stderr harmonise --grid like:bad.txt in.nc
        [[ $stderr == *bad.txt* ]]
    done
}

@test "a grid description: bounds that are no cell of the globe are refused" {
    for east in 1e9 1e300 -400; do
        printf 'gridtype = lonlat\nxsize = 2\nysize = 2\nxvals = 0 1\nyvals = 0 1\nxbounds = -0.5 0.5 0.5 %s\n' $east >grid
        run -65 --separate-stderr timeout 20 harmonise --grid like:grid --method conservative -o out.nc in.nc
        [[ $stderr == *"lon: bounds 0.5 and "*" of value 2" ]]
    done
}

@test "Gaussian rows: the equator is the same 0 on both of its sides" {
    harmonise --grid F4 in.nc >out.nc
    [ "$(ncdump -p 9,9 -v lat_bnds out.nc | grep -c -- '-0[,; ]')" = 0 ]
    [ "$(ncdump -p 9,9 -v lat_bnds out.nc | grep -c -w 0)" -ge 2 ]
}
