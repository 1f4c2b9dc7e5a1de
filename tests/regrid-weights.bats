# SPDX-License-Identifier: Apache-2.0
# regrid-weights -- harmonise --weights: weights that are kept.

setup() {
    load helpers
    cdo -s -f nc -b F32 setattribute,tas@units=K,tas@standard_name=air_temperature \
        -expr,'tas=280+25*cos(clat(topo)/57.3)*cos(2*clon(topo)/57.3)-topo/500' \
        -topo,r180x90 in.nc
    # a curvilinear source, from a projection by its places
    harmonise --grid EPSG:3035,2500000,1500000,6500000,5500000,200000 --method bilinear in.nc -o p.nc
}

@test "--weights computes and writes, then reads: the same bytes as without" {
    for of in "5 conservative in.nc" "5 bilinear in.nc" "5 nearest in.nc" "hp8 conservative in.nc" \
        "EPSG:3035,2500000,1500000,6500000,5500000,100000 conservative in.nc" "2 conservative p.nc" "2 bilinear p.nc"; do
        read -r grid method file <<<"$of"
        rm -f w.nc
        harmonise --grid "$grid" --method "$method" "$file" >a
        harmonise --grid "$grid" --method "$method" --weights w.nc "$file" >b
        [ -s w.nc ]
        cp w.nc kept.nc
        harmonise --grid "$grid" --method "$method" --weights w.nc "$file" >c
        for f in a b c; do ncdump -p 9,17 $f | sed '1d; /:history/d' >$f.txt; done
        cmp a.txt b.txt
        cmp a.txt c.txt
        cmp w.nc kept.nc
    done
}

@test "--weights reads what is there: other numbers in the file make other values" {
    harmonise --grid hp8 --method conservative --weights w.nc in.nc -o a.nc
    ncap2 -O -s 'weight(:)=weight*0+1' w.nc w.nc 2>/dev/null || skip "needs nco"
    harmonise --grid hp8 --method conservative --weights w.nc in.nc -o b.nc
    run ! cdo -s diffn a.nc b.nc
}

@test "the file of weights: row, col, weight = overlap / target area, area_src, area_dst" {
    harmonise --grid hp2_ring --method conservative --weights w.nc in.nc -o a.nc
    ncdump -h w.nc | grep -q ':method = "conservative"'
    ncdump -h w.nc | grep -q ':source_size = "180x90"'
    ncdump -h w.nc | grep -q ':target_size = "48x1"'
    ncdump -h w.nc | grep -q ':version = "twinpipe'
    ncdump -h w.nc | grep -q 'rows = 49 ;'
    # weights of a cell sum to 1; areas of both grids to that of the sphere
    sums() {
        ncdump -p 9,17 -v "$1" w.nc | sed "1,/^ $1 =/{s/^ $1 =//;t;d}" | tr ',' '\n' |
            awk '/[0-9]/ { s += $1 } END { printf "%.6f\n", s }'
    }
    [ "$(sums weight)" = 48.000000 ]
    awk -v a="$(sums area_dst)" -v b="$(sums area_src)" 'BEGIN {
        sphere = 4 * atan2(0, -1) * 6371.0088 ^ 2
        if ((a / sphere - 1) ^ 2 > 1e-24 || (b / sphere - 1) ^ 2 > 1e-24) { print a, b, sphere; exit 1 } }'
    # between axes they are products
    rm w.nc
    harmonise --grid 5 --method conservative --weights w.nc in.nc -o a.nc
    ncdump -h w.nc | grep -q 'rows_y = 37 ;'
    ncdump -h w.nc | grep -q 'rows_x = 73 ;'
    [ "$(sums weight_y)" = 36.000000 ]
}

@test "weights of another grid or method are refused, saying which differs" {
    harmonise --grid 5 --method conservative --weights w.nc in.nc -o a.nc
    cp w.nc kept.nc
    run -65 --separate-stderr harmonise --grid 5 --method bilinear --weights w.nc in.nc
    [[ $stderr == "harmonise: w.nc: made for the method conservative, this is bilinear" ]]
    run -65 --separate-stderr harmonise --grid 2.5 --method conservative --weights w.nc in.nc
    [[ $stderr == "harmonise: w.nc: made for target grid "????"… (72x36), this is "????"… (144x72)" ]]
    harmonise --bbox 0,0,90,90 in.nc -o part.nc
    run -65 --separate-stderr harmonise --grid 5 --method conservative --weights w.nc part.nc
    [[ $stderr == "harmonise: w.nc: made for source grid "????"… (180x90), this is "????"… ("*")" ]]
    cmp w.nc kept.nc
}

@test "--weights refuses other files, several methods, and no --grid" {
    run -65 --separate-stderr harmonise --grid 5 --method conservative --weights in.nc in.nc
    [[ $stderr == *"in.nc: no weights of --weights" ]]
    printf x >bad.nc
    run -65 --separate-stderr harmonise --grid 5 --method conservative --weights bad.nc in.nc
    [[ $stderr == *bad.nc* ]]
    run -64 --separate-stderr harmonise --weights w.nc in.nc
    [[ $stderr == *"--weights: there is no --grid" ]]
    harmonise --grid 5 --method conservative --weights w.nc in.nc -o a.nc
    head -c 3000 w.nc >cut.nc
    run -65 --separate-stderr harmonise --grid 5 --method conservative --weights cut.nc in.nc
    [[ $stderr == *cut.nc* ]]
    cdo -s expr,'tas=tas;pr=tas*0+1e-5;' in.nc two.nc
    cdo -s setattribute,pr@units='kg m-2 s-1',pr@standard_name=precipitation_flux,tas@units=K,tas@standard_name=air_temperature two.nc three.nc
    run -64 --separate-stderr harmonise --grid 2.5 --weights v.nc three.nc
    [[ $stderr == *"several methods"* ]]
    [ ! -e v.nc ]
}

@test "a file of weights that claims more links than its rows or its bytes have is refused" {
    ulimit -v "$(memory 2000000)"
    harmonise --grid 5 --method nearest --weights w.nc in.nc -o a.nc
    ncdump w.nc >w.cdl
    links=$(sed -n 's/^\tlinks = \([0-9]*\) ;/\1/p' w.cdl)
    [ "$links" -gt 0 ]
    # the dimension alone is larger, by nothing that is stored
    huge=2000000000 # 24 GB
    sed "s/^\tlinks = $links ;/\tlinks = $huge ;/; /^ col =/,/;/d; /^ weight =/,/;/d
        s/^\tuint col(links) ;/&\n\t\tcol:_ChunkSizes = 1000 ;/; s/^\tdouble weight(links) ;/&\n\t\tweight:_ChunkSizes = 1000 ;/" w.cdl >huge.cdl
    ncgen -k nc4 -o huge.nc huge.cdl
    run -65 --separate-stderr harmonise --grid 5 --method nearest --weights huge.nc in.nc
    [ "$stderr" = "harmonise: huge.nc: col is not what it was" ]
    # and the rows say so too
    sed "/^ row =/,/;/{s/$links ;/$huge ;/}" huge.cdl >rows.cdl
    ncgen -k nc4 -o rows.nc rows.cdl
    ncdump -v row rows.nc | grep -q "$huge ;"
    run -65 --separate-stderr harmonise --grid 5 --method nearest --weights rows.nc in.nc
    [[ $stderr == "harmonise: rows.nc: "* ]]
    # rows that fall, begin after 0, or are negative
    for bad in 's/ row = 0, /  row = 1, /' 's/ row = 0, [0-9]*,/ row = 0, -7,/' 's/ row = 0, [0-9]*,/ row = 0, 99999999,/'; do
        sed "$bad" w.cdl >bad.cdl
        ! cmp -s bad.cdl w.cdl || false
        ncgen -k nc4 -o bad.nc bad.cdl
        run -65 --separate-stderr harmonise --grid 5 --method nearest --weights bad.nc in.nc
        [ "$stderr" = "harmonise: bad.nc: damaged weights" ]
    done
}

@test "--explain writes no weights" {
    harmonise --explain --grid 5 --method conservative --weights w.nc in.nc
    [ ! -e w.nc ]
}
