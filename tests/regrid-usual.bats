# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --method: sums, cubic, distance, angles, and what is usual for a
# field.  Expected numbers are by hand unless another origin is given.

setup() {
    load helpers
    export SOURCE_DATE_EPOCH=0
    # As GDAL 3.6.2 has it: gdalwarp -r METHOD -ts 2 2; cells so small and near the equator that
    # they are all alike.
    cat >four.cdl <<'END'
netcdf four {
dimensions: lat = 4 ; lon = 4 ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float x(lat, lon) ; x:units = "m" ; x:_FillValue = -9.f ;
 int class(lat, lon) ; class:flag_values = 1, 2, 3, 4, 5, 7, 8 ;
  class:flag_meanings = "a b c d e g h" ; class:_FillValue = -9 ;
data:
 lat = 0.0015, 0.0005, -0.0005, -0.0015 ; lon = 0.0005, 0.0015, 0.0025, 0.0035 ;
 x = 1, 2, 3, 4, 5, _, 7, 8, 1, 1, 2, _, 1, 3, 2, _ ;
 class = 1, 2, 3, 4, 5, _, 7, 8, 1, 1, 2, _, 1, 3, 2, _ ;
}
END
    ncgen -k classic -o four.nc four.cdl
}

# two OPTION... -- x on two by two cells, from the south, to 4 places
two() {
    harmonise --variable x --grid 0,-0.002,0.004,0.002,0.002 "$@" four.nc |
        values x | tr , '\n' | xargs printf '%.4f\n' | paste -sd' '
}

# world [UNIT] -- world.nc: x, 36 x 18 random doubles from 0 to 1
world() {
    cdo -s -f nc -b F64 random,r36x18,1 world.nc
    name=$(ncdump -h world.nc | sed -n 's/^\tdouble \([a-z]*\)(.*lat, lon).*/\1/p')
    [ "$name" = x ] || ncrename -v "$name,x" world.nc
    ncatted -a "units,x,o,c,${1:-m}" world.nc
}

@test "sum adds the parts of cells, conservative with --normalise dest divides by the whole" {
    [ "$(two --method sum)" = "6.0000 4.0000 8.0000 22.0000" ]
    [ "$(two --method mean)" = "1.5000 2.0000 2.6667 5.5000" ]
    [ "$(two --method conservative --normalise dest)" = "1.5000 1.0000 2.0000 5.5000" ]
}

@test "labels take the mode on wider cells, else the nearest" {
    [ "$(harmonise --variable class --grid 0,-0.002,0.004,0.002,0.002 four.nc | values class)" = 1,2,1,3 ]
    [ "$(harmonise --variable class --grid 0,0,0.002,0.002,0.001 four.nc | values class)" = $'5,_,1,2' ]
}

@test "what is extensive keeps its total to 1e-12" {
    world ha
    for grid in 20 8x9 r11x5 hp4; do
        harmonise --extensive x --grid $grid world.nc >out.nc
        for f in world.nc out.nc; do
            values x <$f | tr , '\n' |
                awk '{ s += $1 } END { printf "%.17g\n", s }'
        done >sums
        awk 'NR == 1 { a = $1 } END { d = $1 / a - 1; exit !(NR == 2 && a > 100 && d < 1e-12 && d > -1e-12) }' sums
    done
    fails 65 'harmonise: world.nc: x is extensive: bilinear would change its total (--method sum or conservative)' \
        harmonise --extensive x --method bilinear --grid 20 world.nc
    fails 65 'harmonise: --extensive: no variable "y" (it has x)' \
        harmonise --extensive y --grid 20 world.nc
}

@test "mode is that of cdo remaplaf" {
    world
    cdo -s -b F64 remaplaf,r41x20 world.nc theirs.nc
    harmonise --method mode --grid r41x20 world.nc >ours.nc
    cdo -s infon -abs -sub -selname,x ours.nc -selname,x theirs.nc 2>/dev/null |
        awk 'NR == 2 { exit !($6 == 820 && $NF == "x" && $(NF - 2) < 1e-12) }'
}

@test "constants stay, nothing stays nothing, seam and poles are filled; all but bicubic keep the range" {
    world
    ncap2 -O -s 'x=x*0.0+280.15' world.nc same.nc
    ncap2 -O -s 'x=x*0.0-1' world.nc gone.nc
    ncatted -a _FillValue,x,o,d,-1 gone.nc
    for m in bicubic distance mode median sum rms; do
        [ $m = sum ] || harmonise --method $m --grid r25x13 same.nc |
            values x | tr , '\n' | awk -v m=$m '{ d = $1 - 280.15; if (d > 1e-9 || d < -1e-9 || $1 == "_") { print m, $1; bad = 1 } } END { exit bad || NR != 325 }'
        [ "$(harmonise --method $m --grid r25x13 gone.nc | values x | tr , '\n' | sort -u)" = _ ]
        [ $m = bicubic ] || [ $m = sum ] || harmonise --method $m --grid r25x13 world.nc |
            values x | tr , '\n' | awk '$1 < 0 || $1 > 1 || $1 == "_" { bad = 1 } END { exit bad || NR != 325 }'
    done
}

@test "rolled or flipped input gives the same values, and any number of threads the same bytes" {
    world
    ncpdq -O -a -lat world.nc flipped.nc
    cdo -s sellonlatbox,-180,180,-90,90 world.nc rolled.nc
    for m in bicubic distance mode sum; do
        harmonise --variable x --method $m --grid r25x13 world.nc | values x >want
        for f in flipped rolled; do
            harmonise --variable x --method $m --grid r25x13 $f.nc | values x | cmp want -
        done
        harmonise -j 1 --variable x --method $m --grid r25x13 world.nc >one
        harmonise -j 2 --variable x --method $m --grid r25x13 world.nc | cmp one -
    done
}

@test "angles travel as unit vectors" {
    cat >wind.cdl <<'END'
netcdf wind {
dimensions: lat = 1 ; lon = 4 ; two = 2 ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ; lat:bounds = "lat_bnds" ;
 double lat_bnds(lat, two) ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float wfd(lat, lon) ; wfd:units = "degree" ; wfd:standard_name = "wind_from_direction" ;
data:
 lat = 0 ; lon = 0.5, 1.5, 2.5, 3.5 ; lat_bnds = -0.5, 0.5 ; wfd = 350, 10, 90, 270 ;
}
END
    ncgen -k classic -o wind.nc wind.cdl
    # by hand: north, and nowhere
    harmonise --method conservative --grid 0,-0.5,4,0.5,2,1 wind.nc | values wfd >got
    awk -F, '{ exit !($1 >= 0 && $1 < 1e-4 && $2 == "_") }' got
}

@test "bicubic is Keys's, distance that of the four nearest: NumPy" {
    /usr/bin/python3 -c 'import numpy, scipy' || skip "needs python3-numpy and python3-scipy"
    world
    harmonise --method bicubic --grid r25x14 world.nc >cubic.nc
    harmonise --method distance --grid 3.3,-40,300.3,41,9.9,8.1 world.nc >four.nc
    cat >check.py <<'END'
import numpy as np
from scipy.io import netcdf_file
def read(f):
    a = netcdf_file(f, mmap=False).variables
    return [a[n][:].astype(float) for n in ("lat", "lon", "x")]
la, lo, t = read("world.nc")
def keys(x):
    x, a = abs(x), -.5
    return np.where(x <= 1, (a+2)*x**3-(a+3)*x**2+1, np.where(x < 2, a*x**3-5*a*x**2+8*a*x-4*a, 0))
La, Lo, o = read("cubic.nc")
n = 0
for j, y in enumerate(La):
    fy = np.interp(y, la, np.arange(len(la)))
    jy = int(np.floor(fy))
    if jy < 1 or jy + 2 >= len(la) or fy == jy:
        continue
    for i, x in enumerate(Lo):
        fx = (x - lo[0]) / (lo[1] - lo[0])
        ix = int(np.floor(fx + 1e-9))
        v = sum(keys(fy-jy-m) * keys(fx-ix-k) * t[jy+m, (ix+k) % len(lo)] for m in range(-1, 3) for k in range(-1, 3))
        assert abs(v - o[j, i]) < 1e-9, (y, x, v, o[j, i])
        n += 1
assert n > 200
La, Lo, o = read("four.nc")
def xyz(la, lo):
    la, lo = np.radians(la), np.radians(lo)
    return np.stack([np.cos(la)*np.cos(lo), np.cos(la)*np.sin(lo), np.sin(la)], -1)
S = xyz(*np.meshgrid(la, lo, indexing="ij")).reshape(-1, 3)
T = xyz(*np.meshgrid(La, Lo, indexing="ij")).reshape(-1, 3)
n = 0
for i, p in enumerate(T):
    d = 2*np.arcsin(np.minimum(1, np.linalg.norm(S-p, axis=1)/2))
    k = np.argsort(d)[:5]
    if d[k[4]] - d[k[3]] < 1e-9:
        continue
    w = 1/d[k[:4]]
    assert abs((w*t.reshape(-1)[k[:4]]).sum()/w.sum() - o.reshape(-1)[i]) < 1e-9
    n += 1
assert n > 100
END
    /usr/bin/python3 check.py
}
