# SPDX-License-Identifier: Apache-2.0
# harmonise(1), --pair: expected numbers by hand.

setup() {
    load helpers
    cat >model.cdl <<'END'
netcdf model {
dimensions: time = UNLIMITED ; lat = 2 ; lon = 2 ;
variables:
 double time(time) ; time:units = "hours since 2001-01-01" ;
 double lat(lat) ; lat:units = "degrees_north" ;
 double lon(lon) ; lon:units = "degrees_east" ;
 float tas(time, lat, lon) ; tas:units = "K" ; tas:standard_name = "air_temperature" ;
 float pr(time, lat, lon) ; pr:units = "kg m-2 s-1" ; pr:standard_name = "precipitation_flux" ;
data:
 time = 0, 1, 2 ;
 lat = 50, 51 ;
 lon = 8, 9 ;
 tas = 280,281,282,283, 270,271,272,273, 290,291,292,293 ;
 pr = 0,1,2,3, 0,0,0,0, 1,1,1,1 ;
}
END
    ncgen -k classic -o model.nc model.cdl
    printf 'station,lon,lat,elev\nP,8,50,100\nQ,9,51,200\n' >two.csv
    cat >obs.csv <<'END'
time,station,tas [degC],wind [m s-1]
2001-01-01T00:00,P,10,1
2001-01-01T00:40,P,11,
2001-01-01T01:20,P,12,2
2001-01-01T01:00,Q,NA,1
2001-01-01T01:30,Q,13,1
2001-01-01T02:00,elsewhere,14,1
END
}

# pair TOLERANCE -- observations of tas, a line for each step.
pair() {
    harmonise --points two.csv --pair obs.csv --time-tolerance "$1" model.nc 2>said | values tas_obs
}

@test "pair: what was observed at the same time goes beside the field, in its unit" {
    harmonise --points two.csv --pair obs.csv model.nc 2>said >out.nc
    [ "$(values tas_obs <out.nc)" = $'283.15,_\n_,_\n_,_' ]
    [ "$(values tas <out.nc)" = "$(harmonise --points two.csv model.nc | values tas)" ]
    ncdump -h out.nc | grep -qF 'tas_obs:units = "K"'
    ncdump -h out.nc | grep -qF 'tas_obs(time, station)'
    ! ncdump -h out.nc | grep -q 'pr_obs\|wind' || false
    [ "$(harmonise --points two.csv --units degC --variable tas --pair obs.csv model.nc | values tas_obs | head -1)" = 10,_ ]
}

@test "pair: values without observation are missing, and counted in a warning" {
    harmonise --variable tas --points two.csv --pair obs.csv model.nc 2>said >out.nc
    [ "$(cat said)" = 'harmonise: warning: --pair: obs.csv: 5 of 6 values of tas have no observation' ]
    printf 'time,station,tas [K]\n2001-01-01T00,P,1\n2001-01-01T01,P,1\n2001-01-01T02,P,1\n' >all.csv
    sed 's/,P,/,Q,/; 1d' all.csv >>all.csv
    harmonise --variable tas --points two.csv --pair all.csv model.nc 2>said >out.nc
    [ ! -s said ]
}

@test "time-tolerance: the observation nearest in time up to so far away, the earlier of two" {
    [ "$(pair 30min)" = $'283.15,_\n284.15,286.15\n_,286.15' ] # 00:40 and 01:20 are as near
    [ "$(pair 20min)" = $'283.15,_\n284.15,_\n_,_' ]
    [ "$(pair PT19M)" = $'283.15,_\n_,_\n_,_' ]
    [ "$(pair 40min)" = $'283.15,_\n284.15,286.15\n285.15,286.15' ]
}

@test "pair: a table is read as --columns says, or a NetCDF or stream of stations" {
    printf 't;who;temp\n01.01.2001;P;10\n' >other.csv
    harmonise --columns time=t,station=who,tas=temp:degC --date-format %d.%m.%Y --points two.csv --pair other.csv model.nc |
        values tas_obs | head -1 | grep -qx 283.15,_
    harmonise --points two.csv model.nc >series.nc
    harmonise --points two.csv --pair series.nc model.nc >out.nc
    values tas_obs <out.nc | diff - <(values tas <series.nc)
    values pr_obs <out.nc | diff - <(values pr <series.nc)
    fails 64 'harmonise: --pair: --columns: is for tables, and model.nc is none' \
        harmonise --columns time=t --points two.csv --pair model.nc model.nc
    printf 'time,station,t2m [degC]\n2001-01-01T02,Q,10\n' >alias.csv # another name of tas
    harmonise --points two.csv --pair alias.csv model.nc | values tas_obs | tail -1 | grep -qx _,283.15
    printf 'time,station,tas\n2001-01-01T02,Q,290\n' >bare.csv
    harmonise --points two.csv --pair bare.csv model.nc 2>said | values tas_obs | tail -1 | grep -qx _,290
    grep -qxF 'harmonise: warning: --pair: bare.csv: tas has no unit; it is taken to be in K' said
}

@test "pair: stations from before the pipe; the pairs stay as they are when harmonised again" {
    harmonise --points two.csv model.nc | harmonise --pair obs.csv --time-tolerance 30min >out.nc
    [ "$(values tas_obs <out.nc)" = "$(pair 30min)" ]
    harmonise out.nc >again.nc
    diff <(ncdump again.nc | grep -v 'history\|harmonise\|netcdf') <(ncdump out.nc | grep -v 'history\|harmonise\|netcdf')
    fails 65 'harmonise: --pair: there is a tas_obs already' harmonise --pair obs.csv out.nc
}

@test "pair: dates of other calendars meet where both have them" {
    sed 's/time:units = "hours since 2001-01-01"/time:units = "days since 2001-02-27" ; time:calendar = "360_day"/' model.cdl | ncgen -k classic -o c.nc
    printf 'time,station,tas [K]\n2001-02-27,P,1\n2001-02-28,P,2\n2001-03-01,P,3\n' >o.csv
    [ "$(harmonise --points two.csv --pair o.csv c.nc | values tas_obs)" = $'1,_\n2,_\n_,_' ]
}

@test "pair: nothing in common is refused, and says what there is" {
    fails 65 'harmonise: --pair: there are no stations (--points gives them)' harmonise --pair obs.csv model.nc
    fails 65 'harmonise: --pair: model.nc: is no series of stations' harmonise --points two.csv --pair model.nc model.nc
    printf 'time,station,tas [K]\n2001-01-01,A,1\n' >o.csv
    fails 65 'harmonise: --pair: o.csv: has none of the stations (it has A, not P, Q)' harmonise --points two.csv --pair o.csv model.nc
    printf 'time,station,hurs [%%]\n2001-01-01,P,1\n' >o.csv
    fails 65 'harmonise: --pair: o.csv: observes none of the fields (it has hurs)' harmonise --points two.csv --pair o.csv model.nc
    printf 'time,station,tas [mm]\n2001-01-01,P,1\n' >o.csv
    fails 65 'harmonise: --pair: o.csv: tas: cannot convert "mm" to "K"' harmonise --points two.csv --pair o.csv model.nc
    : >o.csv
    run -65 harmonise --points two.csv --pair o.csv model.nc
    run -66 harmonise --points two.csv --pair none.csv model.nc
    fails 64 'harmonise: --time-tolerance: there is no --pair' harmonise --points two.csv --time-tolerance 1h model.nc
    fails 64 'harmonise: --time-tolerance: "1m" is not a duration (like PT6H, P1M, 6h, 30min, 5d, 1mon)' \
        harmonise --points two.csv --pair obs.csv --time-tolerance 1m model.nc
}
