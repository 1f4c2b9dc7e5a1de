/* SPDX-License-Identifier: Apache-2.0 */
/* The options of statistics in time, of periods and of climatologies. */
#include "cmd/harmonise/periods.h"
#include "cmd/harmonise/schedule.h"
#include "cmd/harmonise/stages.h"

static struct stat_options cfg = { .quantile_type = 7 };

const struct opt periods_opts[] = {
    { .name = "stat",
      .arg = "LIST",
      .text = &cfg.stat,
      .help = "mean, sum, min, max, std, q90, over=25degC, when-max ..." },
    { .name = "ddof",
      .arg = "N",
      .count = &cfg.ddof,
      .help = "std and var divide by the steps less N (0)" },
    { .name = "quantile-type",
      .arg = "1..9",
      .count = &cfg.quantile_type,
      .help = "definition of a quantile, by Hyndman and Fan (7)" },
    { .name = "equal-steps",
      .flag = &cfg.equal_steps,
      .help = "a mean counts all steps alike, whatever their length" },
    { .name = "min-valid",
      .arg = "RULE",
      .text = &cfg.min_valid,
      .help = "what must be valid: 90%, all, any, N steps, wmo, climdex" },
    { .name = "coverage",
      .flag = &cfg.coverage,
      .help = "add the share that is valid, NAME_coverage" },
    { 0 },
};

const struct stat_options *stat_options(void) {
    return &cfg;
}

int stat_options_fit(size_t n, const struct statistic *stat) {
    bool spread = false, quantile = false;

    for (size_t k = 0; k < n; k++) {
        spread |= stat[k].kind == STAT_STD || stat[k].kind == STAT_VAR;
        quantile |= stat[k].kind == STAT_QUANTILE;
    }
    if (cfg.ddof != 0 && !spread)
        return err_set(EX_USAGE, "--ddof: is of --stat std and var");
    if (cfg.quantile_type != 7 && !quantile)
        return err_set(EX_USAGE,
                       "--quantile-type: is of --stat median and quantiles");
    return EX_OK;
}

int stat_options_check(void) {
    const bool years = climatology_is_asked();
    const char *said = cfg.coverage                       ? "--coverage"
                       : cfg.equal_steps                  ? "--equal-steps"
                       : cfg.ddof && !years               ? "--ddof"
                       : cfg.quantile_type != 7 && !years ? "--quantile-type"
                       : cfg.stat && !years               ? "--stat"
                       : cfg.min_valid && !years          ? "--min-valid"
                                                          : NULL;

    if (cfg.quantile_type < 1 || cfg.quantile_type > 9)
        return err_set(EX_USAGE, "--quantile-type: %zu is not 1 ... 9",
                       cfg.quantile_type);
    if (said == NULL)
        said = schedule_word();
    return said == NULL || schedule_is_asked()
               ? EX_OK
               : err_set(EX_USAGE, "%s: of which periods? (--every)", said);
}
