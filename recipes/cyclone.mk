# SPDX-License-Identifier: Apache-2.0
# cyclone.mk -- the cyclone twin: which storms, where, how deep?
#
#   psl -> harmonise -> detect-events storm -+-> storm.nc
#                                            +-> events.*, tracks.*
#   all of them -> published/, with catalog.json (STAC), report, digests
#
#   make -f recipes/cyclone.mk [OUT=DIR]          the blizzard of January 1996
#   make -f recipes/cyclone.mk SOURCE=dir:PATH    PATH/psl.nc
TWIN     = cyclone
PRODUCTS = $(addprefix $(WORK)/,storm.nc events.geojson events.csv \
             tracks.geojson tracks.csv)
include $(dir $(lastword $(MAKEFILE_LIST)))common.mk

ifeq ($(SOURCE),demo)
PSL = $(DEMO)/Pstorm.cdf
else
PSL = $(SOURCE:dir:%=%)/psl.nc
endif
$(eval $(call from_package,libncarg-data,usr/share/ncarg/data/cdf/Pstorm.cdf))

$(WORK)/storm.nc $(WORK)/events.csv $(WORK)/events.geojson $(WORK)/tracks.csv \
$(WORK)/tracks.geojson &: $(PSL)
	harmonise --variable psl $< \
	| detect-events storm --events $(WORK)/events.csv \
	    --events $(WORK)/events.geojson --tracks $(WORK)/tracks.csv \
	    --tracks $(WORK)/tracks.geojson -o $(WORK)/storm.nc

# The gate: what was published for the demo must come out again.
$(WORK)/stamp: $(WORK)/checks.txt
$(WORK)/checks.txt: $(WORK)/storm.nc $(WORK)/tracks.csv
	$(HERE)check-cyclone '$(SOURCE)' $(WORK)/tracks.csv >$@.part
	mv $@.part $@
