# SPDX-License-Identifier: Apache-2.0
# harmonise(1), outliers and gaps: one test for each promise.  Expected numbers
# are by hand unless another origin is given.

setup() {
    load helpers
}

# series NAME=UNIT VALUE... -- x.nc, one cell with a value a day; _ is missing
series() {
    local of=$1 k=0 v
    shift
    {
        echo "time,lat,lon,${of%=*} [${of#*=}]"
        for v; do
            echo "$(date -u -d "2001-01-01 + $k day" +%F),50,8,${v/_/}"
            k=$((k + 1))
        done
    } | harmonise --units keep >x.nc
}

# got OPTION... -- the series of x after harmonise, in one line
got() {
    harmonise --units keep "$@" x.nc | values x | paste -sd' '
}

# flags OPTION... -- its flags
flags() {
    harmonise --units keep --flag "$@" x.nc | values x_flag | paste -sd' '
}

@test "hampel: what stands out of its window is missing, or the median" {
    series x=1 1 2 1 3 2 50 2 1 2 3 -40 2 1 2 # by hand
    [ "$(got --hampel 3,3)" = "1 2 1 3 2 _ 2 1 2 3 _ 2 1 2" ]
    [ "$(got --hampel 3)" = "1 2 1 3 2 _ 2 1 2 3 _ 2 1 2" ]
    [ "$(got --hampel 3,3,fill)" = "1 2 1 3 2 2 2 1 2 3 2 2 1 2" ]
    [ "$(flags --hampel 3,3,fill)" = "0 0 0 0 0 4 0 0 0 0 4 0 0 0" ]
    [ "$(got --hampel 3,100)" = "1 2 1 3 2 50 2 1 2 3 -40 2 1 2" ]
}

@test "hampel: with a spread of 0 nothing stands out, unless a floor is given" {
    series x=1 2 2 2 9 2 2 2
    [ "$(got --hampel 3)" = "2 2 2 9 2 2 2" ]
    [ "$(got --hampel 3,3,mad-floor=1)" = "2 2 2 _ 2 2 2" ]
}

@test "hampel: fewer steps than a window" {
    series x=1 5
    [ "$(got --hampel 3)" = 5 ]
    series x=1 1 _ 3
    [ "$(got --hampel 300)" = "1 _ 3" ]
}

@test "sigma-clip: what is beyond KAPPA deviations goes, until nothing does" {
    # numpy: mean 101.9, deviation 299.4
    series x=1 1 2 3 2 1 2 3 2 1000 3
    [ "$(got --sigma-clip 2.5)" = "1 2 3 2 1 2 3 2 _ 3" ]
    [ "$(got --sigma-clip 3)" = "1 2 3 2 1 2 3 2 1000 3" ]
    [ "$(flags --sigma-clip 2.5)" = "0 0 0 0 0 0 0 0 5 0" ]
    # 100 hides behind 10000 the first time
    series x=1 0 1 0 1 0 1 0 1 0 1 100 10000
    [ "$(got --sigma-clip 3,1)" = "0 1 0 1 0 1 0 1 0 1 100 _" ]
    [ "$(got --sigma-clip 3)" = "0 1 0 1 0 1 0 1 0 1 _ _" ]
}

@test "fill: linear in time between the neighbours; the ends stay" {
    series x=1 _ 1 _ _ 4 _ 6 _
    [ "$(got --fill linear)" = "_ 1 2 3 4 5 6 _" ]
    [ "$(flags --fill linear)" = "1 0 6 6 0 6 0 1" ]
    [ "$(got)" = "_ 1 _ _ 4 _ 6 _" ]
}

@test "fill: longer gaps stay" {
    series x=1 1 _ _ 4 _ 6
    [ "$(got --fill linear,max=2d)" = "1 2 3 4 5 6" ]
    [ "$(got --fill linear,max=P1D)" = "1 _ _ 4 5 6" ]
    [ "$(got --fill previous,max=1d)" = "1 _ _ 4 4 6" ]
}

@test "fill: the value before, or what is usual at that time of the year" {
    series x=1 1 _ _ 4 _ 7
    [ "$(got --fill previous)" = "1 1 1 4 4 7" ]
    [ "$(got --fill climatology)" = "1 4 4 4 4 7" ] # (1 + 4 + 7) / 3
    # round the year of 360 days: 16 December is within 15 days of 1 January
    printf 'time,lat,lon,x [1]\n1999-12-15,0,0,9\n1999-12-16,0,0,5\n1999-12-30,0,0,7\n2000-01-01,0,0,\n' |
        harmonise --calendar-in 360_day --units keep >x.nc
    [ "$(got --fill climatology)" = "9 5 7 6" ]
}

@test "fill: the cells of a field are filled each for itself, in any memory, by any number of threads" {
    awk 'BEGIN {
        srand(1)
        print "time,station,lat,lon,x [1]"
        for (t = 0; t < 200; t++)
            for (s = 0; s < 40; s++)
                printf "%d-%02d-%02d,s%02d,%d,%d,%s\n", 2001 + int(t / 336),
                    1 + int(t % 336 / 28), 1 + t % 28, s, s, s,
                    rand() < .3 ? "" : s * 1000 + t
    }' | harmonise --units keep >x.nc
    harmonise --units keep --fill linear x.nc >all.nc
    harmonise --units keep --fill linear --memory 20K -j 1 x.nc | cmp - all.nc
    harmonise --units keep --fill linear -j 2 x.nc | cmp - all.nc
    # away from the ends the series are straight lines again, but for the joints
    # of months of 28 days
    harmonise --units keep --variable x -f csv all.nc |
        awk -F, 'NR > 1 && $4 != "" { n++; bad += ($4 < 0) } END { exit !(n > 7900 && !bad) }'
}

@test "fill-space: missing cells take the nearest valid one, not further than asked" {
    cat >grid.cdl <<'END'
netcdf grid {
dimensions: lat = 1 ; lon = 6 ;
variables:
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float x(lat, lon) ; x:units = "1" ; x:_FillValue = -1.f ;
data:
 lat = 0 ; lon = -180, -120, -60, 0, 60, 120 ; x = 5, _, _, 8, _, _ ;
}
END
    ncgen -k classic -o x.nc grid.cdl
    # 60 degrees are 6671.7 km; 120 E is as near to -180 as -120 is
    [ "$(got --fill-space nearest,max=6672)" = 5,5,8,8,8,5 ]
    [ "$(got --fill-space nearest,max=6671)" = 5,_,_,8,_,_ ]
    [ "$(flags --fill-space nearest,max=6672)" = 0,7,7,0,7,7 ]
}

@test "flag: outside --valid, masked by --qa, implausible; what is kept is flagged too" {
    series x=1 1 _ 90 3
    [ "$(flags --valid x=0,50)" = "0 1 2 0" ]
    series tas=K 280 _ 900 290
    for how in warn mask; do
        harmonise --flag --plausible $how x.nc 2>/dev/null >flagged.nc
        [ "$(values tas_flag <flagged.nc | paste -sd' ')" = "0 1 8 0" ]
    done
    [ "$(values tas <flagged.nc | paste -sd' ')" = "280 _ _ 290" ]
    harmonise --flag --plausible off x.nc | values tas_flag | paste -sd' ' >off
    [ "$(cat off)" = "0 1 0 0" ]
}

@test "outliers go first, then gaps are filled in time, then in space" {
    series x=1 1 2 1 3 2 50 2 1 2 3
    [ "$(got --fill linear --hampel 3)" = "1 2 1 3 2 2 2 1 2 3" ]
}

@test "a word that is none is refused" {
    series x=1 1 2 3
    for bad in 0 1.5 400 3,0 3,3,3 3,mad-floor=-1 x; do
        run -64 --separate-stderr harmonise --hampel $bad x.nc
        [[ $stderr == "harmonise: --hampel: "* ]]
    done
    for bad in 0 3,0 3,1.5 -1; do
        run -64 --separate-stderr harmonise --sigma-clip=$bad x.nc
        [[ $stderr == "harmonise: --sigma-clip: "* ]]
    done
    for bad in laplace linear,5d linear,max=0d linear,max=1 linear,max=2d,max=5d; do
        run -64 --separate-stderr harmonise --fill $bad x.nc
        [[ $stderr == "harmonise: --fill: "* ]]
    done
    for bad in laplace nearest nearest,max=0 nearest,max=x; do
        run -64 --separate-stderr harmonise --fill-space $bad x.nc
        [[ $stderr == "harmonise: --fill-space: "* ]]
    done
}

@test "without a time axis there are no gaps in time" {
    cdl ground
    for how in '--hampel 3' '--sigma-clip 3' '--fill linear'; do
        # shellcheck disable=SC2086 # two words
        run -65 --separate-stderr harmonise $how ground.nc
        [ "$stderr" = "harmonise: ground.nc: no time axis (${how% *} needs one)" ]
    done
}
