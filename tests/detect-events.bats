# SPDX-License-Identifier: Apache-2.0
# detect-events(1): one test for each sentence that the manual promises.

setup() {
    load helpers
    cdl showers lows # by hand: see the first line of each
}

# columns NAME... -- of the CSV on standard input: a line for each row.
columns() {
    awk -F, -v names="$*" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(names, name, " "); next }
        { for (i = 1; i <= n; i++) printf "%s%s", $at[name[i]], i < n ? "," : "\n" }'
}

# rain OPTION... -- heavy rain of the showers: more than 50 mm a day.
rain() {
    detect-events heavy-rain --over 50mm "$@" showers.nc
}

storms() {
    detect-events storm "$@" lows.nc
}

@test "another kind is an error that lists them" {
    for kind in exceedance heatwave drought flood-sar cyclone objects attribution; do
        fails 64 "detect-events: \"$kind\": no such KIND (there are heavy-rain, storm)" \
            detect-events "$kind" showers.nc
    done
}

@test "options of the kinds to come are refused" {
    for option in --quantile --levels --base --state --season --where; do
        fails 64 "detect-events: $option: no such option (see --help)" \
            detect-events heavy-rain --over 50mm "$option" x showers.nc
    done
    for option in --best-track --tracks-format; do
        fails 64 "detect-events: $option: no such option (see --help)" \
            detect-events storm "$option" x lows.nc
    done
}

@test "heavy-rain: accumulation, 1 where it is above the threshold, and label" {
    rain | values accumulation heavy_rain label >got
    diff - got <<'END'
60,0,0,60,0,0,0,0,0,0,50,0
60,60,60,60,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,80,0,0,_
0,0,0,0,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,80,0,0,90
0,0,0,0,70,0,0,0,0,70,0,0
1,0,0,1,0,0,0,0,0,0,0,0
1,1,1,1,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,1,0,0,_
0,0,0,0,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,1,0,0,1
0,0,0,0,1,0,0,0,0,1,0,0
1,0,0,1,0,0,0,0,0,0,0,0
1,1,1,1,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,2,0,0,_
0,0,0,0,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,3,0,0,4
0,0,0,0,5,0,0,0,0,6,0,0
END
}

@test "heavy-rain: a sum is missing where its window is not complete or a value missing" {
    rain --window 48h | values accumulation >got
    diff - got <<'END'
_,_,_,_,_,_,_,_,_,_,_,_
120,60,60,120,0,0,0,0,0,0,50,0
60,60,60,60,0,0,0,0,80,0,0,_
0,0,0,0,0,0,0,0,80,0,0,_
0,0,0,0,0,0,0,0,80,0,0,90
0,0,0,0,70,0,0,0,80,70,0,90
END
    rain --window 2 | values accumulation | diff got -
    rain --window all | values accumulation | tail -n 1 >got
    echo 120,60,60,120,70,0,0,0,160,70,50,_ | diff - got
}

@test "heavy-rain: a window of too many steps is refused before memory is taken" {
    run -64 --separate-stderr detect-events heavy-rain --over 1mm --window 200000 -o out.nc showers.nc
    [ "$stderr" = "detect-events: heavy-rain: --window 200000: 200000 steps are too many (100000 at most)" ]
    [ ! -e out.nc ]
}

@test "heavy-rain: no complete window is said, and nothing is an event" {
    rain --window 7 --events e.csv 2>said >out.nc
    diff - said <<'END'
detect-events: warning: showers.nc: heavy-rain: no window of 7 is complete in 6 steps (--window all sums from the first on)
END
    [ "$(wc -l <e.csv)" = 1 ]
    values label <out.nc | grep -vc '[0-9]'
}

@test "heavy-rain: a length must be a whole number of steps" {
    fails 65 "detect-events: showers.nc: heavy-rain: --window 36h: no whole number of steps of 24h (--window 1 takes a step, all sums from the first on)" \
        detect-events heavy-rain --over 50mm --window 36h -o out.nc showers.nc
    fails 64 "detect-events: heavy-rain: --window x: is no length (24h, a number of steps, all)" \
        detect-events heavy-rain --over 50mm --window x -o out.nc showers.nc
    [ ! -e out.nc ]
}

@test "heavy-rain: no window reaches over a hole in time" {
    ncks -O -d time,0,1 showers.nc a.nc
    ncks -O -d time,4,5 showers.nc b.nc
    ncrcat -O a.nc b.nc hole.nc
    detect-events heavy-rain --over 50mm --window 2 hole.nc | values accumulation >got
    diff - got <<'END'
_,_,_,_,_,_,_,_,_,_,_,_
120,60,60,120,0,0,0,0,0,0,50,0
_,_,_,_,_,_,_,_,_,_,_,_
0,0,0,0,70,0,0,0,80,70,0,90
END
}

@test "heavy-rain: an amount or a rate, in any unit" {
    rain | values accumulation >whole
    ncap2 -O -s 'pr@units="mm/day";pr@standard_name="lwe_precipitation_rate"' showers.nc rate.nc
    detect-events heavy-rain --over 5cm rate.nc | values accumulation | diff whole -
    ncap2 -O -s 'pr=pr/86400;pr@units="kg m-2 s-1";pr@standard_name="precipitation_flux"' showers.nc rate.nc # 90 / 86400 is no float
    detect-events heavy-rain --over 5cm rate.nc | values accumulation | sed 's/90.00001/90/' | diff whole -
    ncap2 -O -s 'pr=pr/1000;pr@units="m"' showers.nc metres.nc
    detect-events heavy-rain --over 50mm metres.nc | values accumulation | diff whole -
}

@test "heavy-rain: without unit the threshold is in that of the field" {
    rain >with.nc
    detect-events heavy-rain --over 50 showers.nc | values label >bare
    values label <with.nc | diff bare -
    ncap2 -O -s 'pr=pr/86400;pr@units="kg m-2 s-1";pr@standard_name="precipitation_flux"' showers.nc rate.nc
    fails 64 "detect-events: heavy-rain: --over 50: needs a unit, as 50mm (pr is in kg m-2 s-1)" \
        detect-events heavy-rain --over 50 -o out.nc rate.nc
    ncap2 -O -s 'pr=pr/1000;pr@units="m"' showers.nc metres.nc
    fails 64 "detect-events: heavy-rain: --over 50: 50 m is not plausible for pr (m); write 50mm" \
        detect-events heavy-rain --over 50 -o out.nc metres.nc
    fails 64 'detect-events: heavy-rain: --over: cannot convert "K" to "kg m-2"' \
        detect-events heavy-rain --over 50K -o out.nc showers.nc
    fails 64 "detect-events: --over is required (--over 'X [UNIT]')" \
        detect-events heavy-rain -o out.nc showers.nc
}

@test "heavy-rain: what is no rain is refused" {
    fails 65 'detect-events: lows.nc: heavy-rain: psl: "hPa" is no unit of rain (mm, kg m-2, kg m-2 s-1)' \
        detect-events heavy-rain --over 50mm -o out.nc lows.nc
}

@test "heavy-rain: the catalogue has a row for each event, its areas by the formula" {
    rain --events e.csv >out.nc
    columns id start end peak_time duration steps cells_max voxels open_start open_end <e.csv >got
    diff - got <<'END'
1,2001-01-02T00:00:00Z,2001-01-03T00:00:00Z,2001-01-02T00:00:00Z,2,2,4,6,1,0
2,2001-01-04T00:00:00Z,2001-01-04T00:00:00Z,2001-01-04T00:00:00Z,1,1,1,1,0,0
3,2001-01-06T00:00:00Z,2001-01-06T00:00:00Z,2001-01-06T00:00:00Z,1,1,1,1,0,0
4,2001-01-06T00:00:00Z,2001-01-06T00:00:00Z,2001-01-06T00:00:00Z,1,1,1,1,0,0
5,2001-01-07T00:00:00Z,2001-01-07T00:00:00Z,2001-01-07T00:00:00Z,1,1,1,1,0,1
6,2001-01-07T00:00:00Z,2001-01-07T00:00:00Z,2001-01-07T00:00:00Z,1,1,1,1,0,1
END
    columns west south east north lon_peak lat_peak intensity_max intensity_mean intensity_cumulative <e.csv >got
    diff - got <<'END'
10,-1,14,0,10.5,-0.5,10,10,20
10,1,11,2,10.5,1.5,30,30,30
10,1,11,2,10.5,1.5,30,30,30
13,1,14,2,13.5,1.5,40,40,40
10,0,11,1,10.5,0.5,20,20,20
11,1,12,2,11.5,1.5,20,20,20
END
    # R2 dlon (sin 0 - sin -1) = 12363.7181 km2 in Python 3.11: 4 cells, mean of 2 and 4
    columns area_max area_mean volume accumulation_max <e.csv | head -n 1 >got
    echo 49454.8726,37091.1544,2.96729235e+09,60 | diff - got
}

@test "the catalogue has its columns in their order" {
    rain --areas '60 mm,80mm' --events e.csv >out.nc
    head -n 1 e.csv | tr , '\n' | paste -sd' ' | fold -sw 72 | sed 's/ $//' >got
    diff - got <<'END'
id kind variable units start end peak_time duration steps cells_max
voxels open_start open_end area_max area_mean lon lat lon_peak lat_peak
west south east north intensity_max intensity_mean intensity_cumulative
category severity threshold base station parents children start_reason
end_reason method_hash source_hash volume accumulation_max
area_over_60mm area_over_80mm
END
    columns area_over_60mm area_over_80mm <e.csv >got
    diff - got <<'END'
0,0
12359.952,0
12359.952,0
12359.952,12359.952
12363.7181,0
12359.952,0
END
}

@test "--neighbours 8: cells that share a corner are one object" {
    rain --neighbours 8 | values label | tail -n 1 >got
    echo 0,0,0,0,5,0,0,0,0,5,0,0 | diff - got
}

@test "--overlap: objects are linked when they share so much area" {
    # each of the first two shares all of its area with half of what it becomes
    rain --overlap 1,0 | values label | sed -n 2p >got
    echo 1,1,1,1,0,0,0,0,0,0,0,0 | diff - got
    rain --overlap 0,.3 | values label | sed -n 1,2p >got
    printf '%s\n' 1,0,0,2,0,0,0,0,0,0,0,0 3,3,3,3,0,0,0,0,0,0,0,0 | diff - got
    fails 64 "detect-events: heavy-rain: --overlap 2: no shares (0 to 1)" \
        detect-events heavy-rain --over 50mm --overlap 2 -o out.nc showers.nc
}

@test "--max-gap: a link may pass over steps" {
    rain --max-gap 1 --events e.csv | values label | sed -n 3,5p >got
    diff - got <<'END'
0,0,0,0,0,0,0,0,2,0,0,_
0,0,0,0,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,2,0,0,3
END
    columns id duration steps <e.csv | sed -n 2p >got
    echo 2,3,2 | diff - got
    rain --max-gap 24h | values label >days
    rain --max-gap 1 | values label | diff days -
    ncap2 -O -s 'pr(3,2,0)=-9f' showers.nc holed.nc
    detect-events heavy-rain --over 50mm --max-gap 1 holed.nc | values label | sed -n 5p >got
    echo 0,0,0,0,0,0,0,0,3,0,0,4 | diff - got
}

@test "--min-area: smaller objects are none" {
    rain --min-area 20000 | values label >got
    diff - got <<'END'
0,0,0,0,0,0,0,0,0,0,0,0
1,1,1,1,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,0,0,0,_
0,0,0,0,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,0,0,0,0
0,0,0,0,0,0,0,0,0,0,0,0
END
    rain --min-area 20000000000m2 | values label | diff got -
}

@test "--genealogy: where objects merge, one goes on and the others end" {
    rain --genealogy --events e.csv | values label | sed -n 1,2p >got
    printf '%s\n' 1,0,0,2,0,0,0,0,0,0,0,0 1,1,1,1,0,0,0,0,0,0,0,0 | diff - got
    columns id parents children start_reason end_reason <e.csv | head -n 2 >got
    printf '%s\n' 1,2,,, 2,,1,,merge | diff - got
}

@test "no event: a header only, or no features" {
    detect-events heavy-rain --over 500mm --events e.csv --events e.geojson showers.nc >out.nc
    [ "$(wc -l <e.csv)" = 1 ]
    ogrinfo -q -al e.geojson >layer
    grep -q 'OGRFeature' layer && false
    grep -q '"features":\[\]' e.geojson
}

@test "GeoJSON: outlines that are valid, with areas of whole cells" {
    rain --events e.geojson >out.nc
    ogr2ogr -f CSV areas.csv e.geojson -dialect SQLite \
        -sql 'SELECT id, ST_IsValid(geometry) AS valid, ST_Area(geometry) AS area FROM e'
    diff - <(tr -d '"' <areas.csv) <<'END'
id,valid,area
1,1,4
2,1,1
3,1,1
4,1,1
5,1,1
6,1,1
END
    grep -q '"twinpipe":{"kind":"heavy-rain"' e.geojson
}

@test "--geometry: box, point or nothing" {
    rain --geometry box --events e.geojson >out.nc
    grep -o '"geometry":.*' e.geojson | head -n 1 >got
    echo '"geometry":{"type":"Polygon","coordinates":[[[10,-1],[14,-1],[14,0],[10,0],[10,-1]]]}},' | diff - got
    rain --geometry point --events e.geojson >out.nc
    grep -o '"geometry":.*' e.geojson | head -n 1 >got
    echo '"geometry":{"type":"Point","coordinates":[10.5,-0.5]}},' | diff - got
    rain --geometry none --events e.geojson >out.nc
    [ "$(grep -c '"geometry":null' e.geojson)" = 6 ]
}

@test "--metrics: counts and parameters as JSON" {
    rain --metrics m.json >out.nc
    python3 - <<'END'
import json
m = json.load(open('m.json'))
assert m['kind'] == 'heavy-rain' and m['parameters']['over'] == '50 mm'
assert m['input']['steps'] == 6 and m['input']['cells'] == 12
assert abs(m['input']['valid_share'] - 71 / 72) < 1e-12
assert m['summary']['events'] == 6 and m['summary']['longest'] == 2
END
}

@test "tables have their form by their suffix" {
    fails 64 "detect-events: heavy-rain: --events e.txt: no form of tables (.csv or .geojson)" \
        detect-events heavy-rain --over 50mm --events e.txt -o out.nc showers.nc
    [ ! -e out.nc ]
    [ ! -e e.txt ]
}

@test "a run that fails leaves no table behind" {
    rain >whole.nc
    head -c -64 whole.nc >cut.nc # all but the end mark
    run -65 detect-events heavy-rain --over 50mm --variable accumulation \
        --events e.csv --metrics m.json -o out.nc cut.nc
    [ -z "$(compgen -G 'e.csv*')$(compgen -G 'm.json*')$(compgen -G 'out.nc*')" ]
}

@test "labels are the same however the grid is turned" {
    rain --events e.csv >out.nc
    ncpdq -O -a -lat showers.nc north.nc
    detect-events heavy-rain --over 50mm --events n.csv north.nc >n.nc
    ncpdq -O -a -lat n.nc back.nc
    [ "$(values label <out.nc)" = "$(values label <back.nc)" ]
    diff e.csv n.csv
}

@test "labels and tables do not depend on -j" {
    rain -j 1 --window 2 --events one.csv -o one.nc
    rain -j 2 --window 2 --events two.csv -o two.nc
    cmp one.csv two.csv
    cmp <(ncdump one.nc | tail -n +2) <(ncdump two.nc | tail -n +2 | sed s/two.csv/one.csv/)
}

@test "a pipe gives what a file gives" {
    rain -f stream -o file.nc
    detect-events heavy-rain --over 50mm - <showers.nc | cmp <(values label <file.nc) <(values label)
}

@test "nothing but missing values: missing fields, a header, and a warning" {
    ncap2 -O -s 'pr=pr*0-9f' showers.nc none.nc
    ncap2 -O -s 'psl=psl*0-9f' lows.nc calm.nc
    detect-events heavy-rain --over 50mm --events e.csv none.nc 2>said >out.nc
    detect-events storm --events s.csv --tracks t.csv calm.nc 2>>said >lows.out
    diff - said <<'END'
detect-events: warning: none.nc: heavy-rain: no valid cell of 12 in 6 steps
detect-events: warning: calm.nc: storm: no valid cell of 63 in 6 steps
END
    for field in accumulation heavy_rain label; do values "$field" <out.nc; done |
        tr , '\n' | uniq >got
    echo _ | diff - got
    values label <lows.out | tr , '\n' | uniq | diff got -
    [ "$(cat e.csv s.csv t.csv | wc -l)" = 3 ]
}

@test "heavy-rain: one step without bounds has no length" {
    ncks -O -C -d time,1 -v pr,lat,lon,time showers.nc one.nc
    ncatted -O -a bounds,time,d,, -h one.nc
    fails 65 "detect-events: one.nc: heavy-rain: one step without bounds: its length is not known (--window 1 takes an amount as it is)" \
        detect-events heavy-rain --over 50mm -o out.nc one.nc
    detect-events heavy-rain --over 50mm --window 1 one.nc | values label >got
    echo 1,1,1,1,0,0,0,0,0,0,0,0 | diff - got
}

@test "heavy-rain: what a step's bounds say is how long it is" {
    ncks -O -d time,1 showers.nc one.nc
    detect-events heavy-rain --over 50mm --events e.csv one.nc | values label >got
    echo 1,1,1,1,0,0,0,0,0,0,0,0 | diff - got
    columns duration <e.csv >got
    echo 1 | diff - got
}

@test "lists of cells are refused" {
    printf 'time,station,lat,lon,pr [mm]\n2001-01-01,a,1,2,60\n2001-01-02,a,1,2,70\n' >s.csv
    run -65 --separate-stderr detect-events heavy-rain --over 50mm -o out.nc s.csv
    [ "$stderr" = "detect-events: s.csv: heavy-rain: events need a grid of rows and columns" ]
}

@test "heavy-rain: hurricane Florence, 23 hours, on a curvilinear grid" {
    f=data/precip-drought/stageiv_florence_20180913-14.nc
    need "$f"
    # The cells and the maximum are published with the demo; events by
    # scipy.ndimage.label 1.10.1.
    detect-events heavy-rain --window all --over 100mm --events e.csv "$shared/$f" >out.nc
    values heavy_rain <out.nc | tail -n 1 | tr -cd 1 | wc -c >got
    for mm in 200 300; do
        detect-events heavy-rain --window 23h --over ${mm}mm "$shared/$f" |
            values heavy_rain | tail -n 1 | tr , '\n' | grep -cx 1
    done >>got
    printf '%s\n' 3416 2060 890 | diff - got
    columns cells_max lon_peak lat_peak accumulation_max <e.csv >got
    diff - got <<'END'
3413,-76.7143555,34.7089233,634.929993
1,-77.2449112,33.1203117,101.43
1,-78.0030212,35.2618752,105.529999
1,-76.7427979,33.3800316,100.809998
END
}

@test "storm: the track in the cells inside the closed contour" {
    storms --metrics m.json | values label >got
    for x in 28 29 30 31 32; do
        for ((k = 0; k < 63; k++)); do echo $((k == x)); done | paste -sd,
    done >expected
    for ((k = 0; k < 62; k++)); do echo 0; done | paste -sd, | sed s/$/,_/ >>expected
    diff expected got
    # one that lasts 24 h and one that lasts 18 h: 9 candidates, 1 track
    grep -q '"candidates": 9' m.json && grep -q '"events": 1' m.json
}

@test "storm: a rise of just the depth closes the contour" {
    storms --depth 201Pa --metrics m.json >out.nc
    grep -q '"candidates": 5' m.json
    storms --depth 2hPa --metrics m.json >out.nc
    grep -q '"candidates": 9' m.json
    # the neighbours to the east are 5.0 and 4.4 degrees away
    storms --contour 4deg --metrics m.json 2>said >out.nc
    grep -q '"candidates": 0' m.json
    diff - said <<'END'
detect-events: warning: lows.nc: storm: 6 steps read, no candidate; psl is 97600...101200 Pa, depth 200 Pa, contour 4deg
END
}

@test "storm: a deeper candidate within --merge takes over" {
    storms --merge 30deg --metrics m.json >out.nc
    grep -q '"candidates": 5' m.json
}

@test "storm: --lat, --edge, --search" {
    storms --lat 54,60 --metrics m.json >out.nc
    grep -q '"candidates": 5' m.json
    storms --lat 64,66 --metrics m.json >out.nc
    grep -q '"candidates": 4' m.json
    ncks -O -d lat,0,5 lows.nc cut.nc # the second low is at the border now
    detect-events storm --metrics m.json cut.nc >out.nc
    grep -q '"candidates": 5' m.json
    detect-events storm --edge keep --metrics m.json cut.nc >out.nc
    grep -q '"candidates": 9' m.json
    ncrename -O -v psl,ps -h lows.nc ps.nc
    ncatted -O -a standard_name,ps,o,c,surface_air_pressure -h ps.nc
    fails 65 'detect-events: ps.nc: storm: no variable "psl" (it has ps)' \
        detect-events storm -o out.nc ps.nc
    detect-events storm --search ps --metrics m.json ps.nc >out.nc
    grep -q '"candidates": 9' m.json
}

@test "storm: --min-duration from the first point to the last, --min-travel, --range, --max-gap" {
    storms --min-duration 18h | values label | head -n 1 | tr , '\n' | sort -n | tail -n 1 >got
    echo 2 | diff - got
    storms --min-duration 30h --events e.csv >out.nc
    [ "$(wc -l <e.csv)" = 1 ]
    # 40 degrees of longitude at 60N are 19.7 degrees of arc
    storms --min-travel 19deg --events e.csv >out.nc
    [ "$(wc -l <e.csv)" = 2 ]
    storms --min-travel 20deg --events e.csv >out.nc
    [ "$(wc -l <e.csv)" = 1 ]
    # a step is 4.98 degrees, 553.9 km
    storms --range 550km --events e.csv >out.nc
    [ "$(wc -l <e.csv)" = 1 ]
    storms --range 560km --events e.csv >out.nc
    [ "$(wc -l <e.csv)" = 2 ]
    ncap2 -O -s 'psl(2,3,3)=1012f' lows.nc gap.nc
    detect-events storm --events e.csv gap.nc >out.nc
    [ "$(wc -l <e.csv)" = 1 ]
    for gap in 1 12h; do
        detect-events storm --range 12deg --max-gap "$gap" --events e.csv gap.nc >out.nc
        columns steps duration <e.csv >got
        echo 4,1 | diff - got
    done
}

@test "storm: tracks as CSV in the columns of IBTrACS" {
    storms --tracks t.csv --tracks t.geojson >out.nc
    head -n 1 t.csv >got
    echo SID,SEASON,NUMBER,NAME,ISO_TIME,NATURE,LAT,LON,WIND,PRES,event_id,event_time,psl,area,edge | diff - got
    columns SID SEASON NUMBER ISO_TIME NATURE LAT LON WIND PRES event_id psl edge <t.csv >got
    diff - got <<'END'
2001001N60010,2001,1,2001-01-01 00:00:00,ET,60,10,,1000,1,100000,0
2001001N60010,2001,1,2001-01-01 06:00:00,ET,60,20,,996,1,99600,0
2001001N60010,2001,1,2001-01-01 12:00:00,ET,60,30,,992,1,99200,0
2001001N60010,2001,1,2001-01-01 18:00:00,ET,60,40,,988,1,98800,0
2001001N60010,2001,1,2001-01-02 00:00:00,ET,60,50,,976,1,97600,0
END
    grep -o '"geometry":.*' t.geojson >got
    echo '"geometry":{"type":"LineString","coordinates":[[10,60],[20,60],[30,60],[40,60],[50,60]]}}' | diff - got
    grep -q '"psls":\[100000,99600,99200,98800,97600\]' t.geojson
}

@test "storm: lines are split at 180 degrees" {
    ncap2 -O -s 'lon=lon+145' lows.nc pacific.nc
    detect-events storm --tracks t.geojson pacific.nc >out.nc
    grep -o '"geometry":.*' t.geojson >got
    echo '"geometry":{"type":"MultiLineString","coordinates":[[[155,60],[165,60],[175,60],[180,60]],[[-180,60],[-175,60],[-165,60]]]}}' | diff - got
}

@test "storm: the catalogue has the lowest pressure, length, deepening, bomb" {
    storms --events e.csv >out.nc
    # 24 hPa in 24 h at 60N; 4 x 4.995 degrees of arc (haversine in Python 3.11)
    columns id start end peak_time lon_peak lat_peak intensity_max psl_min length deepening bomb <e.csv >got
    echo 1,2001-01-01T00:00:00Z,2001-01-02T00:00:00Z,2001-01-02T00:00:00Z,50,60,,97600,2221.7836,1,1 | diff - got
}

@test "storm: the blizzard of January 1996" {
    need data/cyclone/Pstorm_jan1996.cdf
    # 110 candidates and 9 tracks by a Python program over the same file
    harmonise --variable psl "$shared/data/cyclone/Pstorm_jan1996.cdf" |
        detect-events storm --tracks t.csv --metrics m.json >out.nc
    grep -q '"candidates": 110' m.json
    [ "$(columns SID <t.csv | uniq | wc -l)" = 9 ]
    columns ISO_TIME LAT LON PRES event_id <t.csv | sed -n '/1996-01-07 12/,/1996-01-09 18/p' |
        awk -F, '$5 == 2 { printf "%s %.2f %.1f %.1f\n", $1, $2, $3, $4 }' >got
    diff - got <<'END'
1996-01-07 12:00:00 33.75 -82.5 1006.7
1996-01-07 18:00:00 33.75 -80.0 1001.6
1996-01-08 00:00:00 35.00 -77.5 997.3
1996-01-08 06:00:00 37.50 -75.0 991.2
1996-01-08 12:00:00 38.75 -72.5 987.6
1996-01-08 18:00:00 40.00 -70.0 987.4
1996-01-09 00:00:00 41.25 -67.5 983.6
1996-01-09 06:00:00 41.25 -65.0 980.6
1996-01-09 12:00:00 42.50 -60.0 977.3
1996-01-09 18:00:00 45.00 -57.5 981.5
END
}

@test "heavy-rain: a gap longer than the input takes no memory for it" {
    detect-events heavy-rain --over 50mm --max-gap 100 showers.nc | values label >want
    # 999999999 steps of this grid would be 4 GB for each cell.
    (ulimit -v "$(memory 4000000)" && detect-events heavy-rain --over 50mm --max-gap 999999999 showers.nc) |
        values label | diff want -
    fails 64 "detect-events: heavy-rain: --max-gap: 1000000001 steps are too many (1000000000 at most)" \
        detect-events heavy-rain --over 50mm --max-gap 1000000001 showers.nc
}
