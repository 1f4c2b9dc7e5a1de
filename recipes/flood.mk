# SPDX-License-Identifier: Apache-2.0
# flood.mk -- the flood twin, rain trigger: where did how much rain fall?
#
#   rain -> harmonise -+-> detect-events heavy-rain -> heavy-rain.nc, events.*
#                      '-> harmonise (sum) -+-> vector-filter zonal -> counties
#                                           '-> harmonise (grid) -> rain.tif
#   all of them -> published/, with catalog.json (STAC), report, digests
#
#   make -f recipes/flood.mk [OUT=DIR]            hurricane Florence, 2018
#   make -f recipes/flood.mk SOURCE=dir:PATH      PATH/rain.nc, PATH/areas.gpkg;
#                                                 needs REGION=W,S,E,N
TWIN     = flood
PRODUCTS = $(addprefix $(WORK)/,rain.tif heavy-rain.nc events.geojson \
             events.csv counties.geojson)
include $(dir $(lastword $(MAKEFILE_LIST)))common.mk

# Rain of so many hours above so much is heavy; the map's grid in degrees.
WINDOW ?= 6h
OVER   ?= 50mm
GRID   ?= 0.05
ifeq ($(SOURCE),demo)
REGION ?= -80.6,32.5,-74.9,37.6
RAIN    = $(DEMO)/test_stageiv_xyt.nc
AREAS   = $(DEMO)/nc.gpkg
else
RAIN    = $(SOURCE:dir:%=%)/rain.nc
AREAS   = $(SOURCE:dir:%=%)/areas.gpkg
ifndef REGION
$(error REGION=W,S,E,N is needed: the edges of the map in degrees)
endif
endif
$(eval $(call from_package,r-cran-stars,usr/lib/R/site-library/stars/nc/test_stageiv_xyt.nc))
$(eval $(call from_package,r-cran-sf,usr/lib/R/site-library/sf/gpkg/nc.gpkg))

# Objects in space and time; the labels stay in the pipe, the tables leave.
$(WORK)/heavy-rain.nc $(WORK)/events.csv $(WORK)/events.geojson &: $(RAIN)
	harmonise --variable pr --units mm $< \
	| detect-events heavy-rain --window $(WINDOW) --over $(OVER) \
	    --events $(WORK)/events.csv --events $(WORK)/events.geojson -o $(WORK)/heavy-rain.nc

# The whole event, on the grid of the source: totals are not smoothed.
$(WORK)/total.nc: $(RAIN)
	harmonise --variable pr --every all --stat sum --units mm $< -o $@

$(WORK)/counties.geojson: $(WORK)/total.nc $(AREAS)
	vector-filter zonal --raster $< --variable pr --stat count,mean,max \
	  $(AREAS) -o $@

$(WORK)/rain.tif: $(WORK)/total.nc
	harmonise --grid $(REGION),$(GRID) --method conservative $< -o $@

# The gate: what was published for the demo must come out again.
$(WORK)/stamp: $(WORK)/checks.txt
$(WORK)/checks.txt: $(WORK)/total.nc $(WORK)/counties.geojson
	$(HERE)check-flood '$(SOURCE)' $^ >$@.part
	mv $@.part $@
