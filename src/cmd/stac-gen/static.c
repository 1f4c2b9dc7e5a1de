/* SPDX-License-Identifier: Apache-2.0 */
/* A static catalogue of many Items. */
#include <string.h>

#include "cmd/stac-gen/catalogs.h"
#include "cmd/stac-gen/kinds.h"
#include "core/stac_tree.h"

static struct {
    const char *directory, *duplicate, *base_url, *assets, *layout, *manifest;
    struct texts prefixes;
    bool update, prune;
} cfg = { .directory = "catalog", .layout = "items" };

static const char *const duplicate_words[] = { "fail", "suffix", NULL };
static const char *const asset_words[] = { "keep", "copy", "link", "move",
                                           NULL };

const struct opt catalog_opts[] = {
    { 'd', "directory", "DIR", "root of the catalogue (catalog)",
      .text = &cfg.directory },
    { 0, "layout", "NAME",
      "items (default), flat, date, destine, or a TEMPLATE with {id}",
      .text = &cfg.layout },
    { 0, "assets", "HOW",
      "keep (default), or copy, link or move assets beside their Item",
      .text = &cfg.assets, .words = asset_words },
    { 0, "on-duplicate", "HOW",
      "two Items of one id: fail (default), or suffix -2, -3 ...",
      .text = &cfg.duplicate, .words = duplicate_words },
    { 0, "update", NULL, "add to the catalogue that is there, or replace in it",
      .flag = &cfg.update },
    { 0, "prune", NULL, "drop Items that were there and whose asset is gone",
      .flag = &cfg.prune },
    { 0, "manifest", "FILE", "write sha256 adler32 bytes path of every file",
      .text = &cfg.manifest },
    { 0, "base-url", "URL", "where the root will be: gives self links",
      .text = &cfg.base_url },
    { 0, "href-prefix", "DIR=URL", "assets under DIR are at URL",
      .texts = &cfg.prefixes },
    PATCH_OPTS,
    { 0 },
};

static enum stac_assets assets_of(const char *word) {
    size_t k = 0;

    while (word && strcmp(asset_words[k], word) != 0)
        k++;
    return (enum stac_assets)k;
}

static int put_all(struct item_source *in, struct stac_tree *tree) {
    struct source_item s;
    int status;

    for (;;) {
        TRY(sources_next(in, &s));
        if (s.item == NULL)
            break;
        TRY(err_in(stac_tree_put(tree, s.item, s.folder), s.where));
    }
done:
    return status;
}

int catalog_run(struct job *job) {
    struct item_source *in = NULL;
    struct stac_tree *tree = NULL;
    struct patches p = { 0 };
    struct stac_tree_how how = { .directory = cfg.directory,
                                 .layout = cfg.layout,
                                 .base_url = cfg.base_url,
                                 .manifest = cfg.manifest,
                                 .nprefixes = cfg.prefixes.n,
                                 .prefix = cfg.prefixes.text,
                                 .assets = assets_of(cfg.assets),
                                 .update = cfg.update || cfg.prune,
                                 .prune = cfg.prune };
    int status;

    if (job->output.file || job->output.form)
        return err_set(EX_USAGE, "catalog: -o and -f write nothing here (-d "
                                 "DIR says where the catalogue is)");
    TRY(patches_read(&p));
    describe_collection(p.id);
    how.suffix = cfg.duplicate && strcmp(cfg.duplicate, "suffix") == 0;
    how.collection = p.id;
    how.npatches = p.n;
    how.patch = p.patch;
    TRY(sources_open(&in, job));
    TRY(stac_tree_open(&tree, &how));
    TRY(put_all(in, tree));
    TRY(stac_tree_commit(tree));
    status = sources_pass(in);
done:
    stac_tree_free(tree);
    sources_free(in);
    patches_free(&p);
    return status;
}
