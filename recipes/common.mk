# SPDX-License-Identifier: Apache-2.0
# common.mk -- what every recipe shares.  A recipe sets TWIN, includes it, and
# says how the files of $(NEXT) are made and which PRODUCTS there are.
SHELL       = bash
.SHELLFLAGS = -eu -o pipefail -c
.DELETE_ON_ERROR:
# The commands of a pipe share the cores: none spins while it waits.
export OMP_WAIT_POLICY ?= passive

HERE   := $(dir $(lastword $(MAKEFILE_LIST)))
SOURCE ?= demo
OUT    ?= $(TWIN)
WORK    = $(OUT)/work
LIVE    = $(OUT)/published
DEMO   ?= $(OUT)/demo-data

ifeq ($(filter demo dir:%,$(SOURCE)),)
$(error SOURCE=$(SOURCE): not here (demo, or dir:PATH with your own files))
endif
$(shell mkdir -p $(WORK))

all: $(WORK)/stamp
.PHONY: all

# package,file -- a rule that takes one file out of a Debian package, without
# installing it, to $(DEMO)/NAME.
define from_package
$(DEMO)/$(notdir $2):
	$(HERE)demo-file '$1' '$2' '$$@'
endef

# The finished twin: products and their STAC catalogue are put together beside
# the live directory, and take its place by one rename, so that no reader sees a
# mixture.
$(WORK)/stamp: $(PRODUCTS) $(HERE)../stac/$(TWIN).json
	$(HERE)publish '$(TWIN)' '$(HERE)..' '$(WORK)' '$(LIVE)' $(PRODUCTS)
	touch $@
