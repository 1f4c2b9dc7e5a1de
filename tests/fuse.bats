# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --join fuse: expected numbers by hand.

setup() {
    load helpers
}

# source NAME UNIT VALUE... -- NAME.csv: one station, a value a day; _ is missing
source_of() {
    local name=$1 unit=$2 k=0 v
    shift 2
    {
        echo "time,lat,lon,tas [$unit]"
        for v; do
            echo "$(date -u -d "2001-01-01 + $k day" +%F),50,8,${v/_/}"
            k=$((k + 1))
        done
    } >"$name.csv"
}

# got FIELD OPTION... -- the series of a field of a.csv and b.csv
got() {
    local field=$1
    shift
    harmonise --units keep --names keep --plausible off --join fuse "$@" a.csv b.csv |
        values "$field" | xargs printf '%s\n' | sed 's/\(\.[0-9]\{6\}\)[0-9]*/\1/' | paste -sd' '
}

@test "fuse: the mean by inverse variance, with its standard error and its sources" {
    source_of a degC 10 10 _ _ # 11-harmonise, acceptance 24
    source_of b degC 20 _ 20 _
    [ "$(got tas --sigma 1,2)" = "12 10 20 _" ]
    [ "$(got tas_sigma --sigma 1,2)" = "0.894427 1 2 _" ]
    [ "$(got tas_sources --sigma 1,2)" = "3 1 2 0" ]
}

@test "fuse: units are those of the first FILE" {
    source_of a degC 10
    source_of b K 293.15
    [ "$(got tas --sigma 1,2)" = 12 ]
}

@test "fuse: equal sources stay, whatever their errors; any number of threads" {
    source_of a degC 10.1 -3.7
    cp a.csv b.csv
    [ "$(got tas --sigma 0.3,7)" = "10.1 -3.7" ]
    [ "$(got tas_sigma -j 2 --sigma 3,3)" = "$(got tas_sigma -j 1 --sigma 3,3)" ]
}

@test "fuse: other times, places, fields and numbers of steps are refused, naming the FILE" {
    source_of a degC 10 10
    source_of b degC 20
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc a.csv b.csv
    # shellcheck disable=SC2154 # set by run
    [[ $stderr == *"b.csv: ends before 2001-01-02T00:00:00Z, which the first FILE has" ]]
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc b.csv a.csv
    [[ $stderr == *"a.csv: has more steps than the first FILE" ]]
    sed 's/2001-01-01/2002-01-01/' b.csv >c.csv
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc b.csv c.csv
    [[ $stderr == *"c.csv: has no step at 2001-01-01T00:00:00Z, as the first FILE has" ]]
    sed 's/,50,8/,51,8/' b.csv >c.csv
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc b.csv c.csv
    [[ $stderr == *c.csv* ]]
    sed 's/tas/hurs/; s/degC/%/' b.csv >c.csv
    run -65 --separate-stderr harmonise --join fuse --sigma 1,2 -o out.nc b.csv c.csv
    [[ $stderr == *'c.csv: no variable "tas" (it has hurs)' ]]
    [ ! -e out.nc ]
}

@test "fuse: a standard error for each FILE, and two FILEs at least" {
    source_of a degC 10
    for bad in '--join fuse' '--join fuse --sigma 1' '--join fuse --sigma 1,0' '--join fuse --sigma 1,x' '--sigma 1,1'; do
        # shellcheck disable=SC2086 # words
        run -64 --separate-stderr harmonise $bad a.csv a.csv
        [[ $stderr == *"--sigma"* ]]
    done
    run -64 --separate-stderr harmonise --join fuse --sigma 1 a.csv
    [[ $stderr == *"--join fuse: takes 2 to 15 FILEs, not 1" ]]
}

@test "fuse: what makes values of one FILE missing is refused" {
    source_of a degC 10
    source_of b degC 20
    for option in "--qa q:bad" "--valid tas=0,15" "--plausible mask"; do
        # shellcheck disable=SC2086 # a word and its value
        run -64 --separate-stderr harmonise --join fuse --sigma 1,2 $option -o out.nc a.csv b.csv
        [[ $stderr == *"not with --join fuse (harmonise each FILE with it first)" ]]
        [ ! -e out.nc ]
    done
}

@test "fuse: variables that --derive needs are read from each FILE" {
    for f in a b; do
        printf 'time,lat,lon,tas [degC],hurs [%%]\n2001-01-01,50,8,20,50\n' >$f.csv
    done
    harmonise --variable tas --derive vpd --join fuse --sigma 1,2 -o both.nc a.csv b.csv
    harmonise --variable tas --derive vpd -o one.nc a.csv
    [ "$(values vpd <both.nc)" = "$(values vpd <one.nc)" ]
}
