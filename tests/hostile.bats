#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# hostile -- damaged files, odd names, places that cannot be written.  A long
# run of the first is `make check-long`.
setup() {
    load helpers
}

@test "damaged files end in one line that names them, never in a crash, a hang or much memory" {
    KEEP=$BATS_TEST_TMPDIR/kept TMPDIR=$BATS_TEST_TMPDIR run "$root/tests/hostile" 100
    echo "$output"
    [ "$status" = 0 ]
}

@test "time bounds that go back into a period that is out are refused" {
    cat >back.cdl <<'END'
netcdf back {
dimensions: time = 3 ; nv = 2 ; lat = 1 ; lon = 1 ;
variables:
    double time(time) ; time:units = "days since 2001-01-01" ; time:bounds = "bnds" ;
    double bnds(time, nv) ;
    double lat(lat) ; lat:units = "degrees_north" ;
    double lon(lon) ; lon:units = "degrees_east" ;
    float tas(time, lat, lon) ; tas:units = "K" ; tas:standard_name = "air_temperature" ;
data:
    time = 31, 365, 396 ; bnds = 0, 31, 365, 396, -90, -59 ;
    lat = 0 ; lon = 0 ; tas = 280, 281, 282 ;
}
END
    ncgen -k classic -o back.nc back.cdl
    fails 65 'harmonise: back.nc: time bounds: those of the step at 2002-02-01T00:00:00Z are before the period of the step before it' \
        harmonise --every=year back.nc -o out.nc
    [ ! -e out.nc ]
}

@test "a message about what the data lack names the file, but nothing that came by a pipe" {
    cdl ground lows
    fails 65 'harmonise: ground.nc: no time axis (--every needs one)' harmonise --every=day ground.nc
    fails 65 'harmonise: no time axis (--every needs one)' sh -c 'harmonise --every=day <ground.nc'
    fails 65 'detect-events: lows.nc: storm: no variable "tas" (it has psl)' \
        detect-events storm --search tas lows.nc
}

@test "control characters of names are escaped in messages" {
    name=$'a\nb\033[31m.nc'
    run -66 --separate-stderr harmonise "$name" -o out.nc
    [ "$stderr" = 'harmonise: a\x0ab\x1b[31m.nc: No such file or directory' ]
    printf 'CDF\001' >"$name"
    run -65 --separate-stderr harmonise "$name" -o out.nc
    [ "$stderr" = 'harmonise: a\x0ab\x1b[31m.nc: ends within its header' ]
}

@test "a TMPDIR that is not there is named" {
    cdl showers
    ncks -O -4 showers.nc four.nc
    run -73 --separate-stderr env TMPDIR=/no/such harmonise -o out.nc < <(cat four.nc)
    [ "$stderr" = 'harmonise: standard input: /no/such/twinpipe: there is no folder "/no/such"' ]
}

@test "a grid without a cell is refused" {
    cat >empty.cdl <<'END'
netcdf empty {
dimensions: time = 2 ; lat = 3 ; lon = UNLIMITED ;
variables:
    double time(time) ; time:units = "days since 2001-01-01" ;
    double lat(lat) ; lat:units = "degrees_north" ;
    double lon(lon) ; lon:units = "degrees_east" ;
    float tas(time, lat, lon) ; tas:units = "K" ; tas:standard_name = "air_temperature" ;
data:
    time = 0, 1 ; lat = 0, 1, 2 ;
}
END
    ncgen -4 -o empty.nc empty.cdl
    for options in '' '--grid 1 --method bilinear' '--augment flip-x'; do
        # shellcheck disable=SC2086
        fails 65 'harmonise: empty.nc: has no cells' harmonise $options empty.nc -o out.nc
        [ -z "$(ls out.nc* 2>/dev/null)" ]
    done
}

# header KIND N -- a classic file of N variables (fields on one grid, of one
# dimension each, numbers that one field names) or N attributes of one
header() {
    python3 - "$@" <<'END'
import struct, sys
kind, n = sys.argv[1], int(sys.argv[2])
word = lambda *x: struct.pack('>%di' % len(x), *x)
text = lambda s: word(len(s)) + s.encode() + b'\0' * (-len(s) % 4)
att = lambda name, value: text(name) + word(2) + text(value)
atts = lambda l: word(12 if l else 0, len(l)) + b''.join(att(*a) for a in l)
dims = [('lat', 2), ('lon', 2)] + [('d%d' % k, 1) for k in range(n if kind == 'dims' else 0)]
units = lambda u: atts([('units', u)])
all = ' '.join('v%d' % k for k in range(n))
var = [('lat', [0], units('degrees_north')), ('lon', [1], units('degrees_east'))]
if kind == 'fields':
    var += [('v%d' % k, [0, 1], units('K')) for k in range(n)]
elif kind == 'dims':
    var += [('v%d' % k, [2 + k], units('K')) for k in range(n)] + [('tas', [0, 1], units('K'))]
elif kind == 'scalars':
    var += [('v%d' % k, [], units('K')) for k in range(n)]
    var += [('tas', [0, 1], atts([('units', 'K'), ('coordinates', all)]))]
else:
    var += [('tas', [0, 1], atts([('units', 'K')] + [('a%d' % k, 'x') for k in range(n)]))]
head = b'CDF\x02' + word(0) + word(10, len(dims)) + b''.join(text(d) + word(m) for d, m in dims)
head += atts([]) + word(11, len(var))
part = [text(v) + word(len(d), *d) + a for v, d, a in var]
begin = len(head) + sum(len(p) + 16 for p in part)
data = b''
for (v, d, a), p in zip(var, part):
    value = [0, 1] if len(d) == 1 and v[0] == 'l' else [280] * 4 if len(d) == 2 else [7]
    head += p + word(5, 4 * len(value)) + struct.pack('>q', begin + len(data))
    data += struct.pack('>%df' % len(value), *value)
sys.stdout.buffer.write(head + data)
END
}

@test "thousands of fields, dimensions, scalars or attributes are read and written in a moment" {
    header fields 8000 >fields.nc
    timeout 10 harmonise --names keep --units keep --plausible off fields.nc >x.nc
    [ "$(ncdump -h x.nc | grep -c 'float v')" = 8000 ]
    values v7999 <x.nc | diff - <(echo 280,280,280,280)
    header dims 8000 >dims.nc
    timeout 10 harmonise --names keep --units keep --plausible off dims.nc >x.nc
    values tas <x.nc | diff - <(echo 280,280,280,280)
    header scalars 8000 >scalars.nc
    timeout 10 harmonise --names keep --units keep --plausible off scalars.nc >x.nc
    values v7999 <x.nc | diff - <(echo 7)
    header atts 8000 >atts.nc
    timeout 10 harmonise --names keep --units keep --plausible off atts.nc >x.nc
    [ "$(ncdump -h x.nc | grep -c 'tas:a[0-9]* = "x"')" = 8000 ]
}
