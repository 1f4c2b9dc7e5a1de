# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --grid: what holds for every method and kind of source.  The
# target has cells across longitudes 0 and 180 and at both poles; turned by a
# quarter it is itself, as are the sources.

setup() {
    load helpers
    export SOURCE_DATE_EPOCH=0
}

target=-173,-90,187,90,18,9
all="nearest bilinear bicubic distance conservative conservative2 mode min max median q1 q3 sum rms"

# field NAME PLACES -- three fields on the grid of PLACES.nc: one value, a wave,
# and the wave a quarter further on
field() {
    cdo -s -f nc -b F32 -expr,"same=clon(one)*0+280.15;wave=sin(2*rad(clon(one))+0.3)*cos(rad(clat(one)))+sin(rad(clon(one)))*cos(rad(clat(one)))+0.01*clat(one);on=sin(2*rad(clon(one)+90)+0.3)*cos(rad(clat(one)))+sin(rad(clon(one)+90))*cos(rad(clat(one)))+0.01*clat(one)" "$2.nc" "$1.nc"
}

# holds SOURCE METHOD CELLS -- so many cells are valid, constants stay, values
# keep their range, and a turned field gives the turned result
holds() {
    harmonise --method "$2" --grid=$target "$1.nc" >out.nc
    for f in same wave on; do
        values $f <out.nc | tr , '\n'
    done | awk -v n="$3" -v what="$1 $2" -v sum="$([ "$2" = sum ] && echo 1)" -v cubic="$([ "$2" = bicubic ] && echo 1)" '
        function off(a, b) { return a - b > 2e-5 || b - a > 2e-5 }
        { v[int((NR - 1) / 400), (NR - 1) % 400] = $1 }
        END {
            for (i = 0; i < 400; i++) {
                c = v[0, i]; w = v[1, i]; east = v[2, int(i / 20) * 20 + (i % 20 + 15) % 20]
                valid += c != "_"
                if ((c == "_") != (w == "_") || (w == "_") != (east == "_")) bad = "gaps " i
                if (c == "_") continue
                if (!sum && off(c, 280.15)) bad = "constant " c
                if (!sum && !cubic && (w > 2.9 || w < -2.9)) bad = "range " w
                if (off(w / (sum ? 100 : 1), east / (sum ? 100 : 1))) bad = "turned " i " " w " " east
            }
            if (NR != 1200 || valid != n) bad = bad " " valid " of " NR
            if (bad) print "# " what ": " bad
            exit bad != ""
        }'
}

@test "latitude and longitude: every method keeps constants, has no seam and fills the poles" {
    cdo -s -f nc -const,1,r24x12 one.nc
    ncrename -v const,one one.nc
    field in one
    for m in $all; do
        holds in $m 400
    done
}

@test "Gaussian: the same" {
    cdo -s -f nc -const,1,n16 one.nc
    ncrename -v const,one one.nc
    field in one
    for m in $all; do
        holds in $m 400
    done
}

@test "rolled or flipped rows and columns: the same bytes by every method" {
    cdo -s -f nc -b F32 random,r24x12,1 x.nc
    name=$(cdo -s showname x.nc | tr -d ' ')
    ncpdq -O -a -lat x.nc flipped.nc
    cdo -s sellonlatbox,-180,180,-90,90 x.nc rolled.nc
    for m in $all; do
        harmonise --method $m --grid=$target x.nc | values "$name" >want
        for f in flipped rolled; do
            harmonise --method $m --grid=$target $f.nc | values "$name" | cmp want -
        done
    done
}

@test "curvilinear: the same; bilinear takes the mean of a row round a pole for the pole" {
    cdo -s -f nc -setgridtype,curvilinear -const,1,r24x12 one.nc
    ncrename -v const,one one.nc
    field in one
    for m in $all; do
        [ $m = bicubic ] || holds in $m 400
    done
}

@test "HEALPix: the same" {
    cdo -s -f nc -const,1,r24x12 a.nc
    harmonise --grid hp6_ring --method nearest a.nc | harmonise --coordinates >hp.nc
    ncrename -O -v const,one hp.nc one.nc
    ncatted -O -a grid_mapping,one,d,, one.nc # CDO 2.1.1 has other words for it
    field in one
    ncks -A -C -v healpix hp.nc in.nc
    for f in same wave on; do
        ncatted -O -a grid_mapping,$f,c,c,healpix in.nc
    done
    for m in $all; do
        [ $m = bicubic ] || holds in $m 400
    done
}

@test "a reduced grid in rows: the same" {
    awk 'BEGIN {
        for (j = 0; j < 12; j++) {
            n = 20 + 4 * (j < 6 ? j : 11 - j)
            for (i = 0; i < n; i++) {
                lat = lat sep 82.5 - 15 * j; lon = lon sep sprintf("%.17g", 360 * i / n)
                one = one sep 1; sep = ","; cells++
            }
        }
        print "netcdf one { dimensions: cell = " cells " ; variables:"
        print "double lat(cell) ; lat:units = \"degrees_north\" ; lat:standard_name = \"latitude\" ;"
        print "double lon(cell) ; lon:units = \"degrees_east\" ; lon:standard_name = \"longitude\" ;"
        print "float one(cell) ; one:units = \"1\" ; one:coordinates = \"lat lon\" ;"
        print "data: lat = " lat " ; lon = " lon " ; one = " one " ; }"
    }' >one.cdl
    ncgen -k classic -o one.nc one.cdl
    field in one
    for m in $all; do
        [ $m = bicubic ] || holds in $m 400
    done
}

@test "faces of a mesh, a cubed sphere: the same" {
    need data/grids/lfric_ugrid_rain.nc
    harmonise --variable conv_rain "$shared/data/grids/lfric_ugrid_rain.nc" >one.nc
    ncrename -O -v conv_rain,one one.nc one.nc
    field in one
    for m in $all; do
        [ $m = bicubic ] || holds in $m 400
    done
}

@test "a rotated pole, a projection: constants stay, what lies outside is missing, never 0" {
    cdo -s -f nc -b F32 setname,val -const,280.15,r36x18 a.nc
    harmonise --grid "PROJ4:+proj=laea +lat_0=52 +lon_0=10,-1500000,-1500000,1500000,1500000,100000" --method nearest a.nc >laea.nc
    cat >rot.txt <<'END'
gridtype = projection
xsize = 30
ysize = 24
xname = rlon
xunits = "degrees"
yname = rlat
yunits = "degrees"
xfirst = -14.5
xinc = 1
yfirst = -11.5
yinc = 1
grid_mapping = rotated_pole
grid_mapping_name = rotated_latitude_longitude
grid_north_pole_longitude = -170.
grid_north_pole_latitude = 38.
END
    cdo -s -f nc -b F32 setname,val -const,280.15,rot.txt rot.nc
    for f in laea rot; do
        for m in $all; do
            harmonise --method $m --grid=-60,10,80,90,4 $f.nc | values val | tr , '\n' | sort | uniq -c |
                awk -v m=$m -v f=$f '{ n++; k[$2 == "_"] += $1
                    if ($2 != "_" && m != "sum" && ($2 - 280.15 > 1e-4 || 280.15 - $2 > 1e-4)) bad = $2
                    if ($2 == 0) bad = 0 $2 }
                    END { if (bad != "" || k[0] < 20 || k[1] < 300) { print "# " f, m, bad, k[0], k[1]; exit 1 } }'
        done
    done
}

@test "static fields go by the same method, labels and areas by their usual one; masks take them too" {
    cat >st.cdl <<'END'
netcdf st {
dimensions: time = UNLIMITED ; lat = 2 ; lon = 4 ;
variables:
 double time(time) ; time:units = "days since 2000-01-01" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float x(time, lat, lon) ; x:units = "m" ;
 float orog(lat, lon) ; orog:units = "m" ; orog:standard_name = "surface_altitude" ;
 float areacella(lat, lon) ; areacella:units = "m2" ; areacella:standard_name = "cell_area" ;
 int lsm(lat, lon) ; lsm:flag_values = 0, 1 ; lsm:flag_meanings = "sea land" ;
 float dir(lat, lon) ; dir:units = "degree" ; dir:standard_name = "wind_from_direction" ;
data:
 time = 0 ; lat = -0.0005, 0.0005 ; lon = 0.0005, 0.0015, 0.0025, 0.0035 ;
 x = 1, 2, 3, 4, 5, 6, 7, 8 ; orog = 1, 2, 3, 5, 5, 6, 7, 9 ;
 areacella = 1, 2, 3, 4, 5, 6, 7, 8 ; lsm = 1, 1, 1, 0, 1, 0, 0, 0 ;
 dir = 350, 10, 90, 100, 350, 10, 90, 100 ;
}
END
    ncgen -k classic -o st.nc st.cdl
    harmonise --method conservative --grid 0,-0.001,0.004,0.001,0.002 st.nc >out.nc
    [ "$(values x orog areacella lsm <out.nc)" = "3.5,5.5
3.5,6
14,22
1,0" ]
    values dir <out.nc | awk -F, '{ exit !(($1 < 1e-3 || $1 > 359.999) && $2 > 94.99 && $2 < 95.01) }'
    ncdump -h out.nc >head
    grep -q 'orog:twinpipe_regrid = "conservative from lat-lon 2 x 4' head
    grep -q 'areacella:twinpipe_regrid = "sum from' head
    grep -q 'lsm:twinpipe_regrid = "mode from' head
    [ "$(harmonise --method max --grid 0,-0.001,0.004,0.001,0.002 st.nc | values orog)" = 6,9 ]
    [ "$(harmonise --extensive orog --method mean --grid 0,-0.001,0.004,0.001,0.002 --variable x,orog st.nc | values orog)" = 14,24 ]
    harmonise --mask st.nc:lsm st.nc >out.nc
    [ "$(values x orog areacella lsm <out.nc)" = "1,2,3,_,5,_,_,_
1,2,3,_,5,_,_,_
1,2,3,_,5,_,_,_
1,1,1,_,1,_,_,_" ]
}

@test "a mesh: nearest is CDO's, bilinear has the error of linear interpolation; a part of a mesh ends at its faces" {
    need data/grids/lfric_ugrid_rain.nc
    harmonise --variable conv_rain "$shared/data/grids/lfric_ugrid_rain.nc" >one.nc
    for m in nearest:remapnn distance:remapdis,; do
        harmonise --method ${m%:*} --grid 4 one.nc >ours.nc
        printf 'gridtype=lonlat\nxsize=90\nysize=45\nxfirst=-178\nxinc=4\nyfirst=-88\nyinc=4\n' >g4.txt
        op=${m#*:}
        cdo -s -f nc -b F64 ${op%,},g4.txt one.nc theirs.nc 2>/dev/null
        # half way between two faces CDO takes the one of the lower index, here
        # it is the one further north or west: 11 and 0 of 4050
        cdo -s infon -gtc,1e-6 -abs -sub -selname,conv_rain ours.nc -selname,conv_rain theirs.nc 2>/dev/null |
            awk 'NR == 2 { exit !($6 == 4050 && $7 == 0 && $(NF - 3) < 20 / 4050) }'
    done
    ncrename -O -v conv_rain,one one.nc one.nc
    cdo -s -f nc -b F64 -expr,"foo=sin(rad(clat(one)))" one.nc z.nc
    # faces of h = 7.5 degrees: h^2 / 8 in both directions
    harmonise --method bilinear --grid 4 z.nc | values foo | tr , '\n' |
        awk '{ lat = -88 + 4 * int((NR - 1) / 90); d = $1 - sin(lat * 3.14159265358979 / 180)
               if ($1 == "_" || d > 0.0043 || d < -0.0043) bad = 1 } END { exit bad || NR != 4050 }'
    harmonise --bbox=-60,-40,60,40 z.nc >part.nc
    for m in nearest bilinear distance conservative conservative2; do
        harmonise --method $m --grid 4 part.nc | values foo | tr , '\n' |
            awk -v m=$m '{ n += $1 != "_" } $1 == "_" { gone++ } END { exit !(n > 300 && n < 800 && gone > 3000) }'
    done
    fails 65 'harmonise: z.nc: bicubic needs a source with axes (--method bilinear, distance or nearest work)' \
        harmonise --method bicubic --grid 4 z.nc
}

# faces N -- mesh.nc: 16 faces of 10 degrees, f = longitude + latitude, and N
# of which only a corner is told, as some write cells that are masked.
faces() {
    awk -v n="$1" 'BEGIN {
        for (k = 0; k < 16 + n; k++) {
            x = k < 16 ? 5 + k % 4 * 10 : 20; y = k < 16 ? 5 + int(k / 4) * 10 : 20; h = k < 16 ? 5 : 0
            c = k ? ", " : ""
            lon = lon c x; lat = lat c y; f = f c (k < 16 ? x + y : "_")
            vlon = vlon c (x - h) ", " (x + h) ", " (x + h) ", " (x - h)
            vlat = vlat c (y - h) ", " (y - h) ", " (y + h) ", " (y + h)
        }
        print "netcdf mesh { dimensions: cell = " 16 + n " ; nv = 4 ;"
        print "variables: double lat(cell) ; lat:units = \"degrees_north\" ; lat:bounds = \"vlat\" ;"
        print "double lon(cell) ; lon:units = \"degrees_east\" ; lon:bounds = \"vlon\" ;"
        print "double vlat(cell, nv) ; double vlon(cell, nv) ;"
        print "double f(cell) ; f:coordinates = \"lat lon\" ; f:units = \"m\" ;"
        print "data: lat = " lat " ; lon = " lon " ; vlat = " vlat " ; vlon = " vlon " ; f = " f " ; }"
    }' | ncgen -k classic -o mesh.nc
}

@test "a mesh: faces without sides are none, however many lie in one place" {
    faces 0
    for m in bilinear conservative2; do
        harmonise --method $m --grid 0,0,40,40,4 mesh.nc | values f >$m
    done
    tr , '\n' <bilinear | awk '$1 != "_" { n++; d = $1 - 4 - 4 * ((NR - 1) % 10 + int((NR - 1) / 10)); if (d > .2 || d < -.2) bad = 1 } END { exit bad || n != 64 }'
    faces 20000
    for m in bilinear conservative2; do
        timeout 10 harmonise --method $m --grid 0,0,40,40,4 mesh.nc | values f | cmp $m -
    done
}

@test "faces of 36 corners: conservative takes them, others say so" {
    awk 'BEGIN {
        p = atan2(0, -1) / 180
        for (k = 0; k < 36; k++) { c = k ? ", " : ""; x = x c 10 + 5 * cos(k * 10 * p); y = y c 10 + 5 * sin(k * 10 * p) }
        print "netcdf m { dimensions: cell = 1 ; nv = 36 ; variables: double lat(cell) ; lat:units = \"degrees_north\" ; lat:bounds = \"y\" ;"
        print "double lon(cell) ; lon:units = \"degrees_east\" ; lon:bounds = \"x\" ; double y(cell, nv) ; double x(cell, nv) ;"
        print "double f(cell) ; f:units = \"m\" ; f:coordinates = \"lat lon\" ; data: lat = 10 ; lon = 10 ; f = 7 ; x = " x " ; y = " y " ; }" }' |
        ncgen -k classic -o m.nc
    [ "$(harmonise --method conservative --grid 0,8,20,12,4 m.nc | values f)" = _,7,7,7,_ ]
    for m in nearest bilinear distance; do
        fails 65 'harmonise: m.nc: faces of 36 corners, 32 at most (--method conservative takes any)' \
            harmonise --method $m --grid 0,8,20,12,4 m.nc
    done
}

@test "a mapping that lies elsewhere than latitude and longitude say: these count, as in CDO" {
    need data/grids/tas_lcc_spartacus_2010.nc
    # the mapping of this file has no ellipsoid; it is a quarter of a cell off
    harmonise --time 2010-01 "$shared/data/grids/tas_lcc_spartacus_2010.nc" >lcc.nc
    printf 'gridtype=lonlat\nxsize=40\nysize=30\nxfirst=11.01\nxinc=0.02\nyfirst=46.91\nyinc=0.02\n' >g.txt
    harmonise --method bilinear --grid 11,46.9,11.8,47.5,0.02 lcc.nc >ours.nc
    cdo -s -f nc -b F64 remapbil,g.txt lcc.nc theirs.nc 2>/dev/null
    cdo -s infon -abs -sub -selname,tas ours.nc -selname,tas theirs.nc 2>/dev/null |
        awk 'NR == 2 { exit !($6 == 1200 && $6 - $7 > 800 && $(NF - 2) < 2e-4) }'
    fails 65 "harmonise: lcc.nc: bicubic needs axes that are where latitude and longitude say, lambert_conformal_conic puts them elsewhere (--method bilinear, distance or nearest work)" \
        harmonise --method bicubic --grid 11,46.9,11.8,47.5,0.02 lcc.nc
}

@test "a reduced Gaussian grid to cells that are no boxes, conservative: as to boxes of the same corners" {
    need data/grib/2t_O128_20160104.grib
    cdo -s -f nc sellonlatbox,0,40,20,60 -const,1,r180x90 box.nc
    cdo -s griddes -setgridtype,curvilinear box.nc >curved.txt
    for m in conservative conservative2 sum; do
        harmonise --grid like:box.nc --method $m "$shared/data/grib/2t_O128_20160104.grib" | values tas | tr , '\n' >want
        harmonise --grid like:curved.txt --method $m "$shared/data/grib/2t_O128_20160104.grib" | values tas | tr , '\n' >got
        paste want got | awk '{ d = $1 / $2 - 1; n++; if (d > 4e-4 || d < -4e-4) bad = d } END { if (bad || n < 400) { print "# " bad, n; exit 1 } }'
    done
}

@test "a part of HEALPix: what all cells give where they are, else missing, by every method" {
    cdo -s -f nc -b F32 random,r24x12,1 a.nc
    name=$(cdo -s showname a.nc | tr -d ' ')
    for order in ring nest; do
        harmonise --grid hp8_$order --method conservative a.nc | harmonise --coordinates >all.nc
        ncrename -O -v "$name",x all.nc all.nc
        # some cells without their places but with their indices, in disorder
        ncap2 -O -s 'cell[$healpix_index]=array(0,1,$healpix_index)' all.nc all2.nc
        ncks -O -d healpix_index,600,700 -d healpix_index,100,299 --msa all2.nc part.nc
        ncatted -O -a coordinates,x,d,, part.nc
        ncks -O -C -x -v lat,lon part.nc part.nc
        ncrename -O -v cell,healpix_index part.nc part.nc
        ncatted -O -a standard_name,healpix_index,c,c,healpix_index part.nc
        # the same as all cells of which most are missing
        ncap2 -O -s 'x=x; where(cell<100 || (cell>299 && cell<600) || cell>700) x=-99f; x.set_miss(-99f);' all2.nc holes.nc 2>/dev/null
        for m in nearest bilinear distance conservative conservative2 mode max sum; do
            for grid in 7.5x9 hp5_ring; do
                harmonise --variable x --grid $grid --method $m holes.nc | values x >want
                harmonise --variable x --grid $grid --method $m part.nc | values x >got
                [ "$(tr , '\n' <want | grep -vc _)" -gt 20 ]
                [ "$m" = distance ] || cmp want got
            done
        done
    done
}

@test "faces of six corners: as the quadrilaterals that they are, by every method; a hexagon's own area" {
    need data/grids/lfric_ugrid_rain.nc
    harmonise --variable conv_rain "$shared/data/grids/lfric_ugrid_rain.nc" >four.nc
    # two corners more, which repeat the last, as in meshes of mixed faces
    ncap2 -O -s 'defdim("six",6); y[$nMesh2d_half_levels_face,$six]=0.0; x=y;
        y(:,0:3)=lat_bnds; y(:,4)=lat_bnds(:,3); y(:,5)=lat_bnds(:,3);
        x(:,0:3)=lon_bnds; x(:,4)=lon_bnds(:,3); x(:,5)=lon_bnds(:,3);' four.nc six.nc
    ncks -O -C -x -v lat_bnds,lon_bnds six.nc six.nc
    ncrename -O -v y,lat_bnds -v x,lon_bnds six.nc six.nc
    for m in nearest bilinear distance conservative conservative2 mode sum; do
        for f in four six; do
            harmonise --method $m $([ $m != conservative2 ] || echo --limiter none) --grid 15 $f.nc | values conv_rain | tr , '\n' >$f
        done
        paste four six | awk -v m=$m '{ d = $1 - $2; n += $1 != "_"; if (d > 1e-12 || d < -1e-12 || ($1 == "_") != ($2 == "_")) bad = $0 } END { if (bad != "" || n != 288) { print "# " m, bad, n; exit 1 } }'
    done
    # six hexagons around one, at the equator: 7 shares a half with the middle
    awk 'BEGIN {
        r = 0.001; h = r * sqrt(3)
        for (k = 0; k < 7; k++) {
            cx = k ? h * cos((k - 1) * 3.14159265358979 / 3) : 0; cy = k ? h * sin((k - 1) * 3.14159265358979 / 3) : 0
            lon = lon sep sprintf("%.15g", cx + 1); lat = lat sep sprintf("%.15g", cy); v = v sep k
            for (c = 0; c < 6; c++) { a = (c + 0.5) * 3.14159265358979 / 3
                x = x s2 sprintf("%.15g", cx + 1 + r * cos(a)); y = y s2 sprintf("%.15g", cy + r * sin(a)); s2 = "," }
            sep = ","
        }
        print "netcdf hex { dimensions: cell = 7 ; six = 6 ; variables:"
        print "double lat(cell) ; lat:units = \"degrees_north\" ; lat:bounds = \"lat_b\" ; double lat_b(cell, six) ;"
        print "double lon(cell) ; lon:units = \"degrees_east\" ; lon:bounds = \"lon_b\" ; double lon_b(cell, six) ;"
        print "float z(cell) ; z:units = \"1\" ; z:coordinates = \"lat lon\" ; data:"
        print "lat = " lat " ; lon = " lon " ; lat_b = " y " ; lon_b = " x " ; z = " v " ; }"
    }' >hex.cdl
    ncgen -k classic -o hex.nc hex.cdl
    # from the middle of hexagon 0 to that of hexagon 1, half its height: by hand
    harmonise --grid=1,-0.0004,1.001732,0.0004,0.001732,0.0008 --method conservative hex.nc | values z |
        awk '{ exit !($1 > 0.4999 && $1 < 0.5001) }'
}
