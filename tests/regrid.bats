# SPDX-License-Identifier: Apache-2.0
# regrid -- the grid of harmonise on real data, against the numbers of the
# evidence (CDO 2.1.1 unless a test says otherwise) and against CDO itself.

setup() {
    load helpers
    canesm=$shared/data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    nclimgrid=$shared/data/climate/nclimgrid_prcp_20220101-02.nc
    eur11=$shared/data/grids/tas_EUR11_rotated.nc
    stage4=$shared/data/precip-drought/stageiv_florence_20180913-14.nc
}

# some VAR I J N FILE -- N values of the first step from column I of row J on,
# counted from 1.
some() {
    cdo -s outputf,%.6f,1 -selindexbox,"$2",$(($2 + $4 - 1)),"$3","$3" \
        -seltimestep,1 -selname,"$1" "$5"
}

# close TOLERANCE NUMBER... -- the numbers on standard input are those.
close() {
    awk -v want="${*:2}" -v tolerance="$1" '
        { for (i = 1; i <= NF; i++) got[++n] = $i }
        END {
            m = split(want, w, " ")
            if (m != n) bad = 1
            for (i = 1; i <= m && !bad; i++)
                if (!(got[i] - w[i] <= tolerance && w[i] - got[i] <= tolerance))
                    bad = 1
            if (bad) {
                for (i = 1; i <= n; i++) printf "%s ", got[i]
                print "are not " want " (" tolerance ")"
            }
            exit bad
        }'
}

# same_as_cdo TOLERANCE OPERATOR VAR FILE OURS -- no cell differs by more, and
# the same cells are missing.
same_as_cdo() {
    cdo -s -O -L "$2" -seltimestep,1 -selname,"$3" "$4" cdo.nc 2>cdo.err ||
        { cat cdo.err && return 1; }
    cdo -s -O -L chname,"$(cdo -s showname cdo.nc | tr -d ' ')",v cdo.nc a.nc
    cdo -s -O -L chname,"$(cdo -s showname "$5" | tr -d ' ')",v -seltimestep,1 "$5" b.nc
    cdo -s output -fldmax -abs -sub a.nc b.nc | close "$1" 0
    cdo -s output -fldsum -setmisstoc,0 -gec,-1e30 a.nc >cells.cdo
    cdo -s output -fldsum -setmisstoc,0 -gec,-1e30 b.nc | diff cells.cdo -
}

# target NX NY WEST SOUTH STEP -- a grid description for CDO, by first centres.
target() {
    cat >target <<END
gridtype = lonlat
xsize = $1
ysize = $2
xfirst = $3
yfirst = $4
xinc = $5
yinc = $5
END
}

# regrid VAR GRID METHOD FILE [OPTION...] -- ours.nc, one field named as it was.
regrid() {
    harmonise --names keep --units keep --variable "$1" --grid "$2" \
        --method "$3" "${@:5}" -o ours.nc "$4"
}

@test "Gaussian to 5 degrees, conservative: the numbers, CDO's everywhere" {
    need data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    regrid tas r72x36 conservative "$canesm"
    some tas 1 11 4 ours.nc |
        close 2e-5 287.33152 287.39794 287.58363 289.58014
    same_as_cdo 2e-5 remapcon,r72x36 tas "$canesm" ours.nc
}

@test "conservative keeps the mean by area" {
    need data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    regrid tas r72x36 conservative "$canesm"
    # the source by d(sin lat) of its bounds: 286.509451 (numpy); CDO's fldmean
    # takes polygons instead, so the rows are weighted here
    cdo -s outputf,%.7f,1 -zonmean -seltimestep,1 ours.nc | awk '
        { w = sin(NR * r - q) - sin((NR - 1) * r - q); sum += w * $1; all += w }
        BEGIN { q = atan2(1, 0); r = q / 18 }
        END { printf "%.6f\n", sum / all }' | close 2e-5 286.509451
    cdo -s outputf,%.6f,1 -fldmin -seltimestep,1 ours.nc | close 2e-5 231.72295
    cdo -s outputf,%.6f,1 -fldmax -seltimestep,1 ours.nc | close 2e-5 308.96897
}

@test "Gaussian to 5 degrees, bilinear and nearest: the numbers, CDO's everywhere" {
    need data/climate/tas_Amon_CanESM2_rcp85_200701-200712.nc
    regrid tas r72x36 bilinear "$canesm"
    some tas 1 11 4 ours.nc |
        close 2e-5 287.18835 287.43220 287.55124 290.04697
    same_as_cdo 2e-5 remapbil,r72x36 tas "$canesm" ours.nc
    regrid tas r72x36 nearest "$canesm"
    some tas 1 11 4 ours.nc |
        close 2e-5 287.04294 287.34634 287.59988 289.27228
    same_as_cdo 2e-5 remapnn,r72x36 tas "$canesm" ours.nc
}

@test "a fine grid with missing cells, conservative: valid cells, mean, maximum" {
    need data/climate/nclimgrid_prcp_20220101-02.nc
    target 58 25 -124.5 24.5 1
    regrid prcp -125,24,-67,49,1 conservative "$nclimgrid"
    summary ours.nc | close 2e-5 922 2.642889 49.552307
    same_as_cdo 2e-5 remapcon,target prcp "$nclimgrid" ours.nc
    regrid prcp -125,24,-67,49,1 conservative "$nclimgrid" --min-frac 0.5
    summary ours.nc | head -2 | close 2e-5 819 2.868042
    regrid prcp -125,24,-67,49,1 bilinear "$nclimgrid"
    same_as_cdo 2e-5 remapbil,target prcp "$nclimgrid" ours.nc
}

# summary FILE -- valid cells, plain mean, maximum of the first step.
summary() {
    cdo -s -O seltimestep,1 "$1" one.nc
    cdo -s outputf,%.6f,1 -fldsum -setmisstoc,0 -gec,-1e30 one.nc
    cdo -s outputf,%.6f,1 -fldmean,weights=FALSE one.nc
    cdo -s outputf,%.6f,1 -fldmax one.nc
}

@test "a rotated pole: 10.125E 50.125N by each method, CDO's everywhere" {
    need data/grids/tas_EUR11_rotated.nc
    target 80 60 0.125 40.125 0.25
    regrid tas 0,40,20,55,0.25 nearest "$eur11"
    some tas 41 41 1 ours.nc | close 2e-4 271.3598
    same_as_cdo 0 remapnn,target tas "$eur11" ours.nc
    # CDO interpolates in longitude and latitude, not on the rotated axes
    regrid tas 0,40,20,55,0.25 bilinear "$eur11"
    some tas 41 41 1 ours.nc | close 0.02 271.221
    same_as_cdo 3e-3 remapbil,target tas "$eur11" ours.nc
    regrid tas 0,40,20,55,0.25 conservative "$eur11"
    some tas 41 41 1 ours.nc | close 0.02 271.198
    same_as_cdo 4e-5 remapcon,target tas "$eur11" ours.nc
}

@test "a curvilinear grid without bounds: bilinear is CDO's" {
    need data/precip-drought/stageiv_florence_20180913-14.nc
    target 60 50 -80.95 32.45 0.1
    local rain=Total_precipitation_surface_1_Hour_Accumulation
    regrid pr -81,32.4,-75,37.4,0.1 bilinear "$stage4"
    same_as_cdo 5e-3 remapbil,target "$rain" "$stage4" ours.nc
}

@test "a curvilinear grid with bounds, round the earth: conservative is CDO's" {
    need data/grids/nemo_tos_201501.nc
    target 360 120 -179.5 -79.5 1
    regrid tos -180,-80,180,40,1 conservative "$shared/data/grids/nemo_tos_201501.nc" \
        --min-frac 0
    # slivers of cells, where the division by their share magnifies rounding
    same_as_cdo 1e-3 remapcon,target tos "$shared/data/grids/nemo_tos_201501.nc" ours.nc
}

@test "the same bytes at any number of threads" {
    need data/grids/tas_EUR11_rotated.nc
    for method in nearest bilinear conservative; do
        for jobs in 1 2; do
            SOURCE_DATE_EPOCH=0 harmonise -j "$jobs" --grid 0,40,20,55,0.5 \
                --method "$method" "$eur11" | tail -c +4000 >"bytes.$jobs"
        done
        cmp bytes.1 bytes.2
    done
}
