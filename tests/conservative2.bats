# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --method conservative2.  Expected numbers are by hand unless
# another origin is given.

setup() {
    load helpers
    export SOURCE_DATE_EPOCH=0
}

# strip VALUE,... -- strip.nc: x on three rows of cells of 0.001 degrees at the
# equator, which are all alike; the values along each row.
strip() {
    local n
    n=$(tr , '\n' <<<"$1" | wc -l)
    cat >strip.cdl <<END
netcdf strip {
dimensions: lat = 3 ; lon = $n ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float x(lat, lon) ; x:units = "m" ; x:_FillValue = -9.f ;
data:
 lat = -0.001, 0, 0.001 ;
 lon = $(seq -s, 0.0005 0.001 "0.$(printf %03d "$n")") ;
 x = $1, $1, $1 ;
}
END
    ncgen -k classic -o strip.nc strip.cdl
}

# cells WIDTH OPTION... -- the middle row of strip.nc on cells of that width,
# from the second cell where it is more than one
cells() {
    local width=$1 west=0
    shift
    [ "$width" = 0.0005 ] || west=0.001
    harmonise --method conservative2 --grid "$west,-0.0005,0.004,0.0005,$width,0.001" "$@" strip.nc |
        values x | tr , '\n' | awk '{ printf "%s%s", NR == 1 ? "" : " ", $1 == "_" ? "_" : sprintf("%.3f", $1) } END { print "" }'
}

halves() {
    cells 0.0005 "$@"
}

@test "a straight line stays one; along the border of a region cells are of first order" {
    strip 0,10,20,30
    [ "$(halves)" = "0.000 0.000 7.500 12.500 17.500 22.500 30.000 30.000" ]
    [ "$(halves --limiter none)" = "$(halves)" ]
}

@test "--limiter on cuts a gradient back until no new extremes arise, none does not" {
    # the third cell: a gradient of 14.5 a cell, cut to 2, where the corner is 1
    strip 0,1,2,30
    [ "$(halves)" = "0.000 0.000 0.750 1.250 1.500 2.500 30.000 30.000" ]
    [ "$(halves --limiter on)" = "$(halves)" ]
    [ "$(halves --limiter none)" = "0.000 0.000 0.750 1.250 -1.625 5.625 30.000 30.000" ]
}

@test "a cell with a missing neighbour is of first order; --min-frac and --normalise as there" {
    strip 0,10,20,-9
    [ "$(halves)" = "0.000 0.000 7.500 12.500 20.000 20.000 _ _" ]
    strip 0,10,-9,30
    wide() { cells 0.0015 "$@"; }
    [ "$(wide)" = "10.000 30.000" ]
    [ "$(wide --min-frac 0.667)" = "_ _" ]
    [ "$(wide --min-frac 0.666)" = "10.000 30.000" ]
    [ "$(wide --normalise dest)" = "6.667 20.000" ]
}

@test "what it cannot do is refused" {
    strip 0,10,20,30
    fails 64 'harmonise: --limiter: belongs to --method conservative2' \
        harmonise --grid 1 --limiter none strip.nc
    fails 64 'harmonise: --limiter: belongs to --method conservative2' \
        harmonise --grid 1 --method conservative --limiter on strip.nc
    fails 64 'harmonise: --weights: are kept of nearest, bilinear and conservative, not of conservative2' \
        harmonise --grid 0,-0.001,0.004,0.001,0.001 --method conservative2 --weights w.nc strip.nc
    fails 65 'harmonise: strip.nc: x is extensive: conservative2 would change its total (--method sum or conservative)' \
        harmonise --grid 0,-0.001,0.004,0.001,0.001 --method conservative2 --extensive x strip.nc
}

@test "planes by least squares, integrated: NumPy, by 24 x 24 points a cell" {
    /usr/bin/python3 -c 'import numpy, scipy' || skip "needs python3-numpy and python3-scipy"
    cdo -s -f nc -b F64 random,r18x10,1 in.nc
    for grid in 0,-30,90,60,7.5 100,50,260,90,8 20,-90,200,-62,6,7; do
        harmonise --limiter none --method conservative2 --grid=$grid in.nc >out.nc
        cat >check.py <<'END'
import numpy as np
from scipy.io import netcdf_file
from itertools import product
def read(f):
    a = netcdf_file(f, mmap=False).variables
    x = [k for k in a if a[k][:].ndim > 1 and a[k].dimensions[-1] == "lon"][0]
    return [a[k][:].astype(float) for k in ("lat", "lon", x)]
rad = np.pi / 180
la, lo, f = read("in.nc")
f = f.reshape(10, 18)
La, Lo, out = read("out.nc")
def points(w, e, s, n, m=24):
    lon = w + (np.arange(m) + .5) / m * (e - w)
    z = np.sin(s*rad) + (np.arange(m) + .5) / m * (np.sin(n*rad) - np.sin(s*rad))
    lon, z = np.meshgrid(lon * rad, z)
    c = np.sqrt(1 - z*z)
    return np.stack([c*np.cos(lon), c*np.sin(lon), z], -1).reshape(-1, 3)
cent = np.array([[points(x-10, x+10, y-9, y+9).mean(0) for x in lo] for y in la])
cent_unit = cent / np.linalg.norm(cent, axis=-1, keepdims=True)
def plane(j, i):
    c = cent_unit[j, i]
    e = np.array([-c[1], c[0], 0]); e /= np.linalg.norm(e); n = np.cross(c, e)
    near = [(j, (i-1) % 18), (j, (i+1) % 18)] + [(k, i) for k in (j-1, j+1) if 0 <= k < 10]
    A, b = [], []
    for q in near:
        d = np.array([cent_unit[q] @ e, cent_unit[q] @ n])
        w = 1 / np.linalg.norm(d)
        A.append(d * w); b.append((f[q] - f[j, i]) * w)
    g = np.linalg.lstsq(np.array(A), np.array(b), rcond=None)[0]
    return g[0] * e + g[1] * n
g = np.array([[plane(j, i) for i in range(18)] for j in range(10)])
dx, dy = Lo[1] - Lo[0], La[1] - La[0]
worst = 0
for (j, y), (i, x) in product(enumerate(La), enumerate(Lo)):
    p = points(x-dx/2, x+dx/2, y-dy/2, y+dy/2, 60)
    lat, lon = np.arcsin(p[:, 2]) / rad, np.arctan2(p[:, 1], p[:, 0]) / rad
    J = ((lat - la[0]) * np.sign(la[1] - la[0]) + 9).astype(int) // 18
    I = (((lon + 10) % 360) // 20).astype(int)
    v = f[J, I] + np.sum(g[J, I] * p, -1)
    worst = max(worst, abs(v.mean() - out.reshape(len(La), len(Lo))[j, i]))
assert worst < 0.01, worst
END
        /usr/bin/python3 check.py
    done
}

@test "totals are kept to 1e-12: CanESM2 to finer and coarser grids" {
    need data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    cdo -s -f nc -b F64 addc,0 -seltimestep,1 "$shared/data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc" in.nc
    harmonise --method conservative --grid -180,-90,180,90,360,180 in.nc | values tas >want
    for grid in 1 r50x25 hp16 F40; do
        for limiter in on none; do
            harmonise --method conservative2 --limiter $limiter --grid $grid in.nc >out.nc
            harmonise --method conservative --grid -180,-90,180,90,360,180 out.nc | values tas |
                paste want - | awk '{ d = $1 / $2 - 1; exit !($1 > 270 && d < 1e-12 && d > -1e-12) }'
        done
    done
}

# span VAR -- least and largest value of the stream on standard input, and how
# many there are
span() {
    values "$1" | tr , '\n' | grep -v _ | sort -g | awk 'NR == 1 { a = $1 } END { print a, $1, NR }'
}

@test "real grids: values within those of the source, no new gaps" {
    need data/grids/nemo_tos_201501.nc
    for job in "grib/2t_O128_20160104.grib tas 2" "grib/healpix_H8.grib2 ta 2" \
        "grids/tas_EUR11_rotated.nc tas 5,45,15,55,0.2" "grids/nemo_tos_201501.nc tos 5" \
        "grids/lfric_ugrid_rain.nc conv_rain 3" "grids/tas_lcc_spartacus_2010.nc tas 9.5,46,17.5,49,0.1"; do
        read -r file var grid <<<"$job"
        harmonise "$shared/data/$file" >in.nc
        for m in conservative conservative2; do
            harmonise --grid "$grid" --method $m in.nc >$m.nc
            span "$var" <$m.nc >$m
        done
        span "$var" <in.nc >source
        paste -d' ' source conservative conservative2 |
            awk '{ exit !($7 >= $1 && $8 <= $2 && $6 == $9) }'
        ! cmp -s <(values "$var" <conservative.nc) <(values "$var" <conservative2.nc) || false
    done
}

@test "constants stay, nothing stays nothing, seam and poles are filled, the range is kept" {
    cdo -s -f nc -b F32 random,r24x12 x.nc
    for g in 3.75x4 hp7_ring EPSG:3035,1000000,500000,7000000,6100000,400000; do
        harmonise --method conservative2 --grid $g -f nc x.nc | values random | tr , '\n' | sort -g | sed -n '1p;$p' | paste -sd' ' >range
        awk '{ exit !($1 >= 0 && $2 <= 1 && $1 < 0.2 && $2 > 0.8) }' range
    done
}

@test "rolled or flipped input and any number of threads: the same bytes" {
    cdo -s -f nc -b F32 random,r24x12 x.nc
    name=$(cdo -s showname x.nc | tr -d ' ')
    ncpdq -O -a -lat x.nc flipped.nc
    cdo -s sellonlatbox,-180,180,-90,90 x.nc rolled.nc
    for g in 3.75x4 hp7_ring; do
        harmonise -j 1 --method conservative2 --grid $g x.nc | values "$name" >want
        [ "$(tr , '\n' <want | sort -u | wc -l)" -gt 500 ]
        for f in flipped rolled; do
            harmonise --method conservative2 --grid $g $f.nc | values "$name" | cmp want -
        done
        harmonise -j 1 --method conservative2 --grid $g x.nc >one
        harmonise -j 2 --method conservative2 --grid $g x.nc | cmp one -
    done
}

@test "the fold of a tripolar grid is no border: second order across it" {
    need data/grids/nemo_tos_201501.nc
    cdo -s -f nc -b F64 -setmisstoc,1 -expr,"one=tos*0+1" "$shared/data/grids/nemo_tos_201501.nc" one.nc 2>/dev/null
    # the first coordinate in space: linear across the pole
    cdo -s -f nc -b F64 -expr,"f=cos(rad(clat(one)))*cos(rad(clon(one)))" one.nc f.nc
    # cells of 1 degree: half of one is 0.009, and second order 1e-4
    harmonise --variable f --limiter none --method conservative2 --grid=-180,80,180,89,0.5 f.nc | values f | tr , '\n' |
        awk '{ p = atan2(0, -1) / 180; k = NR - 1; d = $1 - cos((80.25 + 0.5 * int(k / 720)) * p) * cos((-179.75 + 0.5 * (k % 720)) * p)
            if ($1 == "_" || d > 3e-4 || d < -3e-4) bad++ } END { if (bad) print "# " bad; exit bad || NR != 18 * 720 }'
}
