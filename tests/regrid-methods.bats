# SPDX-License-Identifier: Apache-2.0
# regrid-methods -- harmonise --method over overlapped cells.

setup() {
    load helpers
}

# field NAME NX NY VALUES [TYPE SUFFIX ATTRIBUTES] -- NAME.nc, on cells of one
# degree by 1e-5, all of one area, from 0, 0; VALUES from the south.
field() {
    local lon lat
    lon=$(seq -s, 0.5 "$2") lat=$(seq -s, 0.5 "$3" | sed "s/,/e-5,/g; s/\$/e-5/")
    cat >"$1.cdl" <<CDL
netcdf $1 {
dimensions: lat = $3; lon = $2;
variables:
  double lon(lon); lon:units = "degrees_east"; lon:standard_name = "longitude";
  double lat(lat); lat:units = "degrees_north"; lat:standard_name = "latitude";
  ${5:-float} num(lat, lon); num:units = "1"; num:_FillValue = -99${6:-.f};
  num:long_name = "numbers"; $7
data: lon = $lon; lat = $lat;
  num = $4;
}
CDL
    ncgen -o "$1.nc" "$1.cdl"
}

# made METHOD FILE GRID -- what harmonise makes, row by row from the south.
made() {
    harmonise --grid "$3" --method "$1" "$2" -o out.nc
    cdo -s -L output -setmisstoc,-99 out.nc | xargs printf '%.4f '
}

# The case of GDAL 3.6.2 (gdalwarp -r METHOD -ts 2 2), upside down: the north
# comes last.
gdal_case() {
    field case 4 4 '1,3,2,-99, 1,1,2,-99, 5,-99,7,8, 1,2,3,4' "$@"
}

@test "mode, min, max, median, q1, q3 of cells: GDAL 3.6.2 on 4x4 to 2x2" {
    gdal_case
    [ "$(made mode case.nc 0,0,4,4e-5,2,2e-5)" = "1.0000 2.0000 1.0000 3.0000 " ]
    [ "$(made min case.nc 0,0,4,4e-5,2,2e-5)" = "1.0000 2.0000 1.0000 3.0000 " ]
    [ "$(made max case.nc 0,0,4,4e-5,2,2e-5)" = "3.0000 2.0000 5.0000 8.0000 " ]
    [ "$(made q1 case.nc 0,0,4,4e-5,2,2e-5)" = "1.0000 2.0000 1.0000 3.0000 " ]
    [ "$(made median case.nc 0,0,4,4e-5,2,2e-5)" = "1.0000 2.0000 2.0000 4.0000 " ]
    # by hand: three quarters of 1 1 1 3, 2 2, 1 2 5 and 3 4 7 8
    [ "$(made q3 case.nc 0,0,4,4e-5,2,2e-5)" = "1.0000 2.0000 5.0000 7.0000 " ]
}

@test "grids of one projection overlap in its plane: GDAL 3.6.2 on 4x4 to 2x2, totals, weights, bilinear" {
    # 10 m around the origin of the projection
    {
        printf 'ncols 4\nnrows 4\nxllcorner 4321000\nyllcorner 3210000\ncellsize 10\nNODATA_value -99\n'
        printf '1 2 3 4\n5 -99 7 8\n1 1 2 -99\n1 3 2 -99\n'
    } >case.asc
    gdal_translate -q -a_srs EPSG:3035 case.asc case.tif
    to=EPSG:3035,4321000,3210000,4321040,3210040,20
    while read -r m want; do
        [ "$(harmonise --grid $to --method "$m" case.tif | values b1)" = "$want" ]
    done <<'END'
mode 1,2,1,3
median 1,2,2,4
min 1,2,1,3
max 3,2,5,8
q1 1,2,1,3
sum 6,4,8,22
conservative 1.5,2,2.66666666666667,5.5
END
    harmonise --grid $to --method conservative case.tif | values b1 >want
    for k in made read; do
        harmonise --grid $to --method conservative --weights w.nc case.tif | values b1 | diff want -
    done
    # half way between 1 3 (south) and 1 1, and so on; by hand
    harmonise --grid EPSG:3035,4321005,3210005,4321025,3210015,10 --method bilinear case.tif |
        values b1 | grep -qx 1.5,2
}

@test "grids of one rotated pole overlap exactly, as those of longitude and latitude" {
    need data/grids/tas_EUR11_rotated.nc
    f=$shared/data/grids/tas_EUR11_rotated.nc
    ncks -O -d rlat,0,39 -d rlon,0,39 "$f" part.nc 2>/dev/null
    ncks -O -d rlat,1,37,4 -d rlon,1,37,4 part.nc wide.nc 2>/dev/null
    ncap2 -O -s 'rlat=rlat+0.055;rlon=rlon+0.055' wide.nc wide.nc
    harmonise --variable tas --grid like:wide.nc --method conservative part.nc >ours.nc
    # 4 x 4 cells, by the sines of their rotated latitudes
    cat >check.py <<'END'
import numpy as np
from scipy.io import netcdf_file
s, o = (netcdf_file(f, mmap=False).variables for f in ("part.nc", "ours.nc"))
t = s["tas"][0].astype("f8")
e = np.sin(np.radians(np.r_[s["rlat"][:] - .055, s["rlat"][-1] + .055].astype("f8")))
w = np.diff(e)[:, None] * np.ones(40)
want = (t * w).reshape(10, 4, 10, 4).sum((1, 3)) / w.reshape(10, 4, 10, 4).sum((1, 3))
assert abs(want - o["tas"][0]).max() < 4e-5, abs(want - o["tas"][0]).max()
END
    /usr/bin/python3 -c 'import numpy, scipy' || skip "needs python3-scipy"
    /usr/bin/python3 check.py
}

@test "rms is the root of the mean square by overlap" {
    # GDAL 3.6.2, rms of the same 4x4
    gdal_case
    made rms case.nc 0,0,4,4e-5,2,2e-5 | awk '{ split("1.732051 2 3.162278 5.873670", w)
        for (i = 1; i <= 4; i++) if ($i - w[i] > 1e-4 || w[i] - $i > 1e-4) exit 1 }'
}

@test "med is median" {
    gdal_case
    made med case.nc 0,0,4,4e-5,2,2e-5 >a
    made median case.nc 0,0,4,4e-5,2,2e-5 | diff a -
}

@test "mode takes labels" {
    gdal_case byte b 'num:flag_values = 1b, 2b, 3b, 4b, 5b, 7b, 8b; num:flag_meanings = "a b c d e g h";'
    [ "$(made mode case.nc 0,0,4,4e-5,2,2e-5)" = "1.0000 2.0000 1.0000 3.0000 " ]
    run harmonise --grid 0,0,4,4e-5,2,2e-5 --method median case.nc -o no.nc
    [ "$status" -eq 65 ]
    [[ $output = *"--method nearest or mode"* ]]
}

@test "constants, missing fields, seam and poles by every method of overlap" {
    local m
    cdo -s -f nc4 setname,num -const,-3.7,r36x18 c.nc
    cdo -s -f nc4 setname,num -setrtomiss,-1e9,1e9 -const,1,r36x18 none.nc
    for m in mode min max median q1 q3; do
        harmonise --grid 7.2x7.5 --method $m c.nc -o out.nc
        [ "$(cdo -s output -fldmin out.nc | xargs)" = -3.7 ]
        [ "$(cdo -s output -fldmax out.nc | xargs)" = -3.7 ]
        harmonise --grid 30 --method $m none.nc -o out.nc
        cdo -s infon out.nc | grep -q ' 72  *72 '
    done
}

@test "methods of overlap give the same bytes at any -j" {
    local m
    cdo -s -f nc4 setname,num -random,r72x36,1 r.nc
    for m in mode median rms; do
        harmonise -j 1 --grid 7.5 --method $m r.nc >a
        harmonise -j 2 --grid 7.5 --method $m r.nc >b
        cmp <(tail -c 4000 a) <(tail -c 4000 b)
    done
}
