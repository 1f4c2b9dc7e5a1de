# SPDX-License-Identifier: Apache-2.0
# What comes in by whichever way is the same dataset, and goes out the same.

setup() {
    load helpers
    ncgen -k classic -o x.nc "$data/steps.cdl"
    harmonise x.nc >whole
}

# text FILE -- all of it but the history.
text() {
    ncdump -n x -p 9,17 "$1" |
        awk '/:history =/ { skip = 1 } !skip { print } /;$/ { skip = 0 }'
}

# same FILE... -- each has what `whole` has, but for the history.
same() {
    local f
    text whole >want
    for f; do
        text "$f" >got
        diff got want
    done
}

@test "a file, standard input and a pipe are the same" {
    harmonise <x.nc >a
    harmonise - <x.nc >b
    # shellcheck disable=SC2002 # it is the pipe that is tested
    cat x.nc | harmonise >c
    same a b c
}

@test "a named pipe is opened once" {
    mkfifo fifo
    for i in {1..20}; do # one that is opened again may lose its writer
        cat x.nc >fifo &
        timeout 5 harmonise fifo >a
        wait $!
    done
    same a
}

@test "a pipe of single bytes is the same" {
    dd bs=1 status=none if=x.nc | harmonise >a
    dd bs=1 status=none if=whole | harmonise --names keep >b
    same a b
}

@test "every kind of NetCDF in any chunks is the same" {
    nccopy -k cdf5 x.nc cdf5.nc
    nccopy -k 64-bit-offset x.nc cdf2.nc
    nccopy -k nc4 x.nc nc4.nc
    nccopy -k nc4 -s -d 4 -c time/3,lat/1,lon/2 x.nc chunks.nc
    nccopy -u -k nc4 x.nc fixed.nc
    for f in cdf5 cdf2 nc4 chunks fixed; do
        harmonise $f.nc >a
        same a
        harmonise <$f.nc >a
        same a
        # shellcheck disable=SC2002
        cat $f.nc | harmonise >a
        same a
    done
}

@test "zstd is the same, in and out" {
    zstd -q -c x.nc | harmonise >a
    zstd -q -c whole >whole.zst
    harmonise whole.zst >b
    harmonise -z x.nc | zstd -q -d -c >c
    harmonise -z19 x.nc | harmonise >d
    same a b c d
}

@test "a stream goes through again unchanged" {
    harmonise x.nc | harmonise | harmonise >a
    harmonise whole >b
    same a b
}

@test "several files, in any order, are one dataset" {
    ncks -O -h --no_abc -d time,0,1 x.nc 1.nc
    ncks -O -h --no_abc -d time,2,2 x.nc 2.nc
    ncks -O -h --no_abc -d time,3,5 x.nc 3.nc
    harmonise 1.nc 2.nc 3.nc >a
    harmonise 3.nc 1.nc 2.nc >b
    harmonise 2.nc - 3.nc <1.nc >c
    harmonise 1.nc <(cat 2.nc) 3.nc >d
    same a b c d
}

@test "files that overlap with equal values are one dataset" {
    ncks -O -h --no_abc -d time,0,3 x.nc 1.nc
    ncks -O -h --no_abc -d time,2,5 x.nc 2.nc
    harmonise 2.nc 1.nc >a
    same a
}

@test "two different steps at one time are an error, or the first is kept" {
    ncks -O -h --no_abc -d time,0,3 x.nc 1.nc
    ncks -O -h --no_abc -d time,3,5 x.nc 2.nc
    ncap2 -O -h -s 'tas(0,0,0)=1.0f' 2.nc 3.nc
    fails 65 "harmonise: 3.nc: step 1 (2001-01-04) is not after step 4 of 1.nc (2001-01-04) and differs from it; --on-overlap first or last keeps one" \
        harmonise -o out.nc 1.nc 3.nc
    harmonise --on-overlap first 1.nc 3.nc >a
    same a
}

@test "files of other time units are brought to the first's" {
    ncks -O -h --no_abc -d time,0,2 x.nc 1.nc
    ncks -O -h --no_abc -d time,3,5 x.nc 2.nc
    cdo -s setreftime,1990-01-01,00:00:00,hours 2.nc 3.nc
    harmonise 1.nc 3.nc >a
    ncdump -v time a | sed -n '/^ time =/,$p' >got
    ncdump -v time whole | sed -n '/^ time =/,$p' >want
    diff got want
    harmonise --time 2001-01-04/.. 1.nc 3.nc | values tas >got
    harmonise --time 2001-01-04/.. x.nc | values tas >want
    diff got want
}

@test "fields in files of their own stand beside each other" {
    ncks -O -h --no_abc -v tas x.nc tas.nc
    ncks -O -h --no_abc -v pr x.nc pr.nc
    harmonise tas.nc pr.nc >a
    values tas pr <a >got
    values tas pr <whole >want
    diff got want
}

@test "-o NetCDF-4 has what the stream has" {
    harmonise -o a.nc x.nc
    harmonise -f nc x.nc >b.nc
    # shellcheck disable=SC2002
    cat x.nc | harmonise -o c.nc
    [ "$(ncdump -k a.nc)" = netCDF-4 ]
    same a.nc b.nc c.nc
    harmonise a.nc >d
    same d
}

@test "the same bytes on any run, also of NetCDF-4" {
    for i in 1 2; do
        mkdir $i
        (cd $i && cp ../x.nc . && harmonise x.nc >a && harmonise -o a.nc x.nc &&
            harmonise -z x.nc >a.zst && harmonise -o a.csv x.nc)
    done
    diff -r 1 2
}

# A file of steps large enough that values are read when they are asked for
# (65,536 at once); in a pipe they come as they come, all of a step.
large() {
    "$B/rig/flow" make 70 310 320 >flow.nc
    cdo -s -f nc2 setrtomiss,320,321 -mulc,1.1 flow.nc large.nc
    cdo -s splitmon large.nc month
}

# alike OPTION... -- a file, at -j 1 and 2, is what a pipe of it is; both -- and
# says the same.
alike() {
    # shellcheck disable=SC2002
    cat large.nc | harmonise -j 1 "$@" >pipe 2>told
    for j in 1 2; do
        harmonise -j $j "$@" large.nc >a 2>said
        cmp <(text a | grep -v cell_methods) <(text pipe | grep -v cell_methods)
    done
}
both() {
    alike "$@"
    diff <(sed 's/large.nc/standard input/' said) told
}

@test "large steps of a file are those of a pipe: statistics, boxes, grids" {
    large
    both --every month --stat mean
    both --every pentad --stat mean,min,max,range --lat keep --lon keep
    both --every month --stat mean --units tas=degC --coverage --min-valid 1
    both --every month --stat mean,std
    both --every month --stat mean --bbox -20.2,-31,47,20
    both --bbox 170,-31,-160,20 --lat down
    alike --grid r36x18 --method bilinear --lat keep
    both --grid 5 --method conservative --bbox -20.2,-31,47,20
    alike --grid 7.5 --method bilinear
    both --grid 9 --method median
    both --time 2000-01-11/2000-02-10 --every month --stat mean --min-valid 5
    grep 'values outside' told
}

@test "values outside are counted once each, of rows too that two bands of a target take" {
    "$B/rig/flow" make 1 1500 3000 >x.nc # 1398 rows are 16 MiB
    ncap2 -O -s 'tas=tas*0f+1000f' x.nc hot.nc
    harmonise --grid r360x180 --method conservative hot.nc 2>said >a
    grep -qF 'hot.nc: tas: 4500000 of 4500000 values outside' said
    harmonise --grid r360x180 --method conservative <hot.nc 2>told >b
    cmp <(text a) <(text b)
}

@test "large steps of several files are those of one" {
    large
    harmonise --every all --stat mean,max large.nc >pipe
    harmonise --every all --stat mean,max month0[123].nc >a
    cmp <(text a) <(text pipe)
    cdo -s seltimestep,30/50 large.nc part.nc
    harmonise --every all --stat mean,max month0[123].nc part.nc >a
    cmp <(text a) <(text pipe)
}

@test "a large file with steps that a stream before it has too is held against it" {
    large
    cdo -s seltimestep,20/70 large.nc part.nc
    harmonise --lat keep --lon keep month01.nc >first
    # shellcheck disable=SC2002
    cat first | harmonise --every all --stat mean - part.nc >a
    values tas <a >got
    harmonise --every all --stat mean large.nc | values tas | cmp - got
    cdo -s addc,1 part.nc other.nc
    run -65 --separate-stderr bash -c 'cat first | harmonise - other.nc >b'
    # shellcheck disable=SC2154 # bats sets it
    [[ "$stderr" == *"other.nc: step 1 (2000-01-20T12) is not after step 20 of standard input"* ]]
}

@test "a large file that is cut while it is read is bad data" {
    large
    harmonise --lat keep large.nc 2>said | {
        head -c 400000 >/dev/null
        truncate -s 8000000 large.nc
        cat >/dev/null
    } || true
    [ "$(cat said)" = "harmonise: large.nc: was cut while it was read" ]
}
