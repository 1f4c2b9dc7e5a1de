# SPDX-License-Identifier: Apache-2.0
# make | make test | make demo | make install PREFIX=/usr DESTDIR=stage
# src/cmd/NAME.c, NAME/*.c or NAME.sh becomes bin/NAME, src/core/plug/NAME.c
# bin/twin-NAME.so.  Nothing is listed by hand but libraries.
PREFIX ?= /usr/local
CFLAGS ?= -O3 -g
B      ?= build
BIN    ?= bin
LINKED   = libcjson libdeflate libxxhash libzstd udunits
PACKAGES = bats ca-certificates gcc git libblosc-dev libbz2-dev libc6-dev libcjson-dev libdeflate-dev libgdal-dev libhdf5-dev liblz4-dev \
  liblzma-dev libnetcdf-dev libproj-dev libssl-dev libudunits2-dev libxxhash-dev libzstd-dev make mandoc pkg-config
# Programs nobody here wrote, which the tests hold the results against.
PEERS = cdo gdal-bin libaec-dev libeccodes-tools nco netcdf-bin python3-cftime python3-h5py python3-jsonschema python3-numpy python3-scipy python3-xarray python3-zarr xxhash zstd
PC = $(notdir $*)
$(BIN)/twin-crypto.so: PC = libcrypto
$(BIN)/twin-lz4.so:    PC = liblz4
$(BIN)/twin-lzma.so:   PC = liblzma
$(BIN)/twin-hdf5.so:   LDLIBS = -lhdf5_hl
$(BIN)/twin-bz2.so:    PC =
$(BIN)/twin-bz2.so:    LDLIBS = -lbz2
$B/unit/ccsds:          LDLIBS = -laec

SHELL       = bash
.SHELLFLAGS = -eu -o pipefail -c
.DELETE_ON_ERROR .SECONDARY .SECONDEXPANSION:
MAKEFLAGS  += --no-builtin-rules --no-print-directory
# Without use_tls=0 LeakSanitizer itself may crash where threads have loaded libraries.
export LSAN_OPTIONS = print_suppressions=0:suppressions=$(CURDIR)/tests/lsan.supp:use_tls=0
WARN = -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes
HARD = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection
ALL_CFLAGS = -std=c17 -D_XOPEN_SOURCE=700 -Isrc -I$B $(WARN) $(HARD) -fopenmp -fPIC \
  -fvisibility=hidden -fno-math-errno -fno-trapping-math -ffp-contract=off $(CFLAGS)
ALL_LDFLAGS = -Wl,-z,relro,-z,now $(LDFLAGS)
pc      = $(if $2,$(shell pkg-config $1 $2))
tools   = $(if $(shell command -v $(firstword $(CC)) && command -v pkg-config),,\
  $(error no $(CC) or no pkg-config; missing (make deps installs them): $(missing)))
COMPILE = $(tools)mkdir -p $(@D) && $(CC) $(ALL_CFLAGS)
LINK    = $(COMPILE) $(ALL_LDFLAGS) -rdynamic -Wl,-rpath,'$$ORIGIN:$$ORIGIN/../lib/twinpipe' \
  -o $@ $^ -Wl,--as-needed $(call pc,--libs,$(LINKED)) $(LDLIBS) -lm
obj   = $(patsubst %.c,$B/%.o,$(wildcard $1))
CMDS  = $(patsubst src/cmd/%,$(BIN)/%,$(basename $(wildcard src/cmd/*.c src/cmd/*.sh)))
PLUGS = $(patsubst src/core/plug/%.c,$(BIN)/twin-%.so,$(wildcard src/core/plug/*.c))
UNITS = $(patsubst tests/%.c,$B/%,$(wildcard tests/unit/*.c))
RIGS  = $(patsubst tests/%.c,$B/%,$(wildcard tests/rig/*.c))
KNOWLEDGE = $(wildcard src/tables/* src/profiles/*)

all: $(CMDS) $(PLUGS)
$(BIN)/%: $B/src/cmd/%.o $$(call obj,src/cmd/%/*.c) $B/libtwin.a ; $(LINK)
$(BIN)/%: src/cmd/%.sh ; install -D $< $@
$(BIN)/twin-%.so: $B/src/core/plug/%.o $B/libtwin.a
	$(COMPILE) $(ALL_LDFLAGS) -shared -o $@ $^ $(call pc,--libs,$(PC)) $(LDLIBS)
$B/src/core/plug/%.o: ALL_CFLAGS += $(patsubst -I%,-isystem %,$(call pc,--cflags,$(PC)))
$B/libtwin.a: $(call obj,src/core/*.c src/kernel/*.c) $B/builtin.o $B/data.o ; rm -f $@ && $(AR) rcs $@ $^
$B/data.o: $(KNOWLEDGE) # as _binary_src_tables_X_json_start[]
	mkdir -p $B && $(LD) -r -z noexecstack -b binary -o $@ $^
$B/builtin.o: $B/builtin.c ; $(COMPILE) -c -o $@ $<
$B/builtin.c: $(KNOWLEDGE) # the list that core/builtin.h declares
	mkdir -p $B && { echo '#include "core/builtin.h"'; \
	  for f in $^; do s=_binary_$${f//[^A-Za-z0-9]/_}; echo "extern const char $${s}_start[], $${s}_end[];"; done; \
	  echo 'const struct builtin builtins[] = {'; \
	  for f in $^; do s=_binary_$${f//[^A-Za-z0-9]/_}; echo "{\"$${f#src/}\", $${s}_start, $${s}_end},"; done; \
	  echo '{0, 0, 0}};'; } >$@
$B/unit/%: $B/tests/unit/%.o $B/libtwin.a ; $(LINK)
$B/rig/%: $B/tests/rig/%.o $B/libtwin.a ; $(LINK)
$B/%.o: %.c ; $(COMPILE) -MMD -MP -c -o $@ $<
$B/src/core/command.o: $B/version.h
$B/version.h: FORCE # written only when it changed
	@mkdir -p $B; v="#define VERSION \"$$(git describe --always --dirty 2>/dev/null || echo unknown)\""; \
	echo "$$v" | cmp -s - $@ || echo "$$v" >$@

missing = $(shell for p in $(PACKAGES); do \
  dpkg-query -Wf '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done)
deps: # installs what is missing of PACKAGES
	@need='$(missing)'; sudo=; [ $$(id -u) = 0 ] || sudo=sudo; [ -z "$$need" ] || { \
	  [ -z "$$sudo" ] || command -v sudo >/dev/null || { \
	    echo "make: to be installed by root first (there is no sudo): $$need" >&2; exit 69; }; \
	  echo "installing: $$need"; export DEBIAN_FRONTEND=noninteractive; \
	  $$sudo apt-get update -q && $$sudo apt-get install -qy --no-install-recommends $$need; }
test: PACKAGES += $(PEERS)
test demo: deps # each does all the set-up there is
	$(MAKE) run-$@
run-test: all $(UNITS) $(RIGS) # exit 1: a test failed and said so; any other: it died
	@{ for t in $(UNITS); do echo "# $$t"; LD_LIBRARY_PATH='$(abspath $(BIN))' $$t || [ $$? = 1 ] || echo "not ok - $$t died"; done; \
	  echo '# bats'; BIN='$(abspath $(BIN))' B='$(abspath $B)' bats --formatter tap $(TESTS) || [ $$? = 1 ] || echo 'not ok - bats died'; \
	} | tests/tally
TESTS = tests
run-demo: all
	for t in flood cyclone; do PATH='$(abspath $(BIN))':$$PATH $(MAKE) -f recipes/$$t.mk OUT=$B/$$t; done
	@for t in flood cyclone; do printf '\n%s: %s\n  catalogue (STAC): %s\n' $$t $B/$$t/published/report.html $B/$$t/published/catalog.json; \
	  awk -F'\t' '{ printf "  %-30s %-28s published: %-28s %s\n", $$1, $$2, $$3, $$4 }' $B/$$t/published/checks.txt; done
sanitize: # the same tests; exit 99 and a log, so that no code of ours and no pipe hides a finding
	rm -f build/san/found.*
	f='exitcode=99:log_path=$(CURDIR)/build/san/found'; ASAN_OPTIONS=$$f UBSAN_OPTIONS=$$f:print_stacktrace=1 \
	  SANITIZED=1 LD_LIBRARY_PATH='$(abspath build/san/bin)' $(MAKE) run-test B=build/san BIN=build/san/bin HARD= \
	  CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all' || r=1; \
	for f in build/san/found.*; do [ ! -e $$f ] || { cat $$f; r=1; }; done; exit $${r-0}
check-long: # COUNT damaged files, from case FIRST on, with sanitizers
	$(MAKE) all B=build/san BIN=build/san/bin HARD= CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'
	BIN='$(abspath build/san/bin)' tests/hostile $(COUNT) $(FIRST)
COUNT = 1000
FIRST = 0
lint:
	$(MAKE) deps PACKAGES='clang-format mandoc shellcheck universal-ctags'
	clang-format --dry-run -Werror $$(find src tests -name '*.[ch]')
	shellcheck -x tests/*.bash tests/house .ci/run $(wildcard recipes/check* recipes/publish recipes/report recipes/demo-file) $(wildcard src/cmd/*.sh) && tests/house
	mandoc -T lint -W warning man/*.[157]
bench: # beside its peers; STEPS=60 PAIRS=3 is quick; BENCH_IN=FOLDER has other inputs
	$(MAKE) deps PACKAGES='$(PACKAGES) cdo libeccodes-dev libeccodes-tools nco netcdf-bin python3-dask python3-netcdf4 python3-scipy python3-xarray time'
	$(MAKE) run-bench
run-bench: all $(RIGS)
	for b in tests/bench/*.sh; do echo "# $$b"; PATH='$(abspath $(BIN))':$$PATH B='$(abspath $B)' $$b; done
install: all
	install -D -t $(DESTDIR)$(PREFIX)/bin $(CMDS)
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/twinpipe $(PLUGS)
	find recipes stac -type f ! -perm -1 -exec install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/twinpipe/{} ';'
	find recipes stac -type f -perm -1 -exec install -D {} $(DESTDIR)$(PREFIX)/share/twinpipe/{} ';'
	for m in man/*.[157]; do install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man$${m##*.} $$m; done
clean: ; rm -rf build $(CMDS) $(PLUGS)
.PHONY: all deps test demo run-test run-demo sanitize check-long lint bench run-bench install clean FORCE
-include $(shell find $B -name '*.d' 2>/dev/null)
