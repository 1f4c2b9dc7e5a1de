/* SPDX-License-Identifier: Apache-2.0 */
#include "core/help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

enum { WIDTH = 79, INDENT = 26 };

/* A text from column `at` on, wrapped at blanks before column WIDTH. */
static void wrap(const char *text, int at) {
    int column = at;

    while (*text) {
        const int n = (int)strcspn(text, " ");
        if (column > at && column + 1 + n > WIDTH) {
            printf("\n%*s", at, "");
            column = at;
        }
        column += printf("%s%.*s", column > at ? " " : "", n, text);
        text += n + (text[n] == ' ');
    }
    putchar('\n');
}

/* "left", then the text in its own column, a line below if left is long. */
static void entry(const char *left, int indent, const char *text) {
    const int n = printf("%s", left);

    if (n + 2 > indent) {
        putchar('\n');
        printf("%*s", indent, "");
    } else {
        printf("%*s", indent - n, "");
    }
    wrap(text, indent);
}

static void print_option(const struct opt *o) {
    char left[160], text[512];
    const char *arg = o->arg ? o->arg : "";
    const char *is = o->arg == NULL ? "" : o->lone ? "[=" : "=";
    int n = snprintf(left, sizeof left, o->letter ? "  -%c, " : "      ",
                     o->letter);

    if (o->lone) /* "[LEVEL]" is shown as [=LEVEL] */
        arg += *arg == '[';
    snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s", o->name, is, arg);
    snprintf(text, sizeof text, "%s%s", o->help,
             o->required ? " (required)" : "");
    entry(left, INDENT, text);
}

static void print_table(const char *title, const struct opt *table) {
    if (table == NULL || table->name == NULL)
        return;
    printf("\n%s:\n", title);
    for (; table->name; table++)
        print_option(table);
}

static void print_methods(const struct command *c) {
    int longest = 0;
    char left[80];

    for (const struct method *m = c->methods; m->name; m++)
        if ((int)strlen(m->name) > longest)
            longest = (int)strlen(m->name);
    printf("\n%s:\n", c->kind);
    for (const struct method *m = c->methods; m->name; m++) {
        snprintf(left, sizeof left, "  %s", m->name);
        entry(left, longest + 4, m->help);
    }
    printf("\n%s %s --help shows the options of one.\n", c->name, c->kind);
}

static void print_usage(const struct command *c, const struct method *m) {
    char kind[64] = "";

    if (m)
        snprintf(kind, sizeof kind, " %s", m->name);
    else if (c->methods)
        snprintf(kind, sizeof kind, c->usual ? " [%s]" : " %s", c->kind);
    printf("Usage: %s%s [OPTION]...%s%s\n", c->name, kind,
           c->operands ? " " : "", c->operands ? c->operands : "");
}

void help_print(const struct command *c, const struct method *m,
                const struct options *own, const struct options *shared) {
    char title[80];

    print_usage(c, m);
    if (m) {
        snprintf(title, sizeof title, "%s: %s", m->name, m->help);
        wrap(title, 0);
        snprintf(title, sizeof title, "Options of %s", m->name);
        print_table(title, m->opts);
    } else {
        wrap(c->about, 0);
        if (c->methods)
            print_methods(c);
    }
    print_table("Options", c->opts);
    for (const struct opt_group *g = c->groups; g && g->title; g++)
        print_table(g->title, g->opts);
    puts("\nOptions of all commands, see twin-options(7):");
    for (size_t i = 0; i < shared->ntables; i++)
        for (const struct opt *t = shared->table[i]; t->name; t++)
            if (option_named(own, t->name, strlen(t->name)) == t)
                print_option(t);
    printf("\nThe manual is %s(1).\n", c->name);
}

void help_list(const struct command *c) {
    for (const struct method *m = c->methods; m->name; m++)
        printf("%s\t%s\n", m->name, m->help);
}

/* A case of the option before the cursor: words to choose from. */
static void complete_words(const struct opt *table) {
    for (; table && table->name; table++) {
        if (table->words == NULL || table->words[0] == NULL)
            continue;
        printf("    --%s) words='", table->name);
        for (size_t i = 0; table->words[i]; i++)
            printf("%s%s", i ? " " : "", table->words[i]);
        puts("' ;;");
    }
}

static void complete_names(const struct opt *table) {
    for (; table && table->name; table++)
        printf(" --%s", table->name);
}

/* Options of a method are offered once it stands as the first word. */
static void complete_methods(const struct command *c) {
    puts("    case ${COMP_WORDS[1]} in");
    for (const struct method *m = c->methods; m->name; m++) {
        printf("    %s) words+='", m->name);
        complete_names(m->opts);
        puts("' ;;");
    }
    puts("    esac");
    printf("    [ \"$COMP_CWORD\" -gt 1 ] || words+='");
    for (const struct method *m = c->methods; m->name; m++)
        printf(" %s", m->name);
    puts("'");
}

void help_completion(const struct command *c, const struct options *shared) {
    char *name = mem_text(c->name);

    for (char *dash = name; (dash = strchr(dash, '-'));)
        *dash = '_';
    printf(
        "# Completion for bash: eval \"$(%s --completion bash)\"\n"
        "_twin_%s() {\n"
        "    local words='' now=${COMP_WORDS[COMP_CWORD]}\n"
        "    local last=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    if [ \"$now\" = = ]; then now=''\n" /* --NAME=VALUE is 3 words */
        "    elif [ \"$last\" = = ]; then "
        "last=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
        "    case $last in\n",
        c->name, name);
    complete_words(c->opts);
    for (const struct opt_group *g = c->groups; g && g->title; g++)
        complete_words(g->opts);
    for (const struct method *m = c->methods; m && m->name; m++)
        complete_words(m->opts);
    for (size_t i = 0; i < shared->ntables; i++)
        complete_words(shared->table[i]);
    printf("    *) words='");
    complete_names(c->opts);
    for (const struct opt_group *g = c->groups; g && g->title; g++)
        complete_names(g->opts);
    for (size_t i = 0; i < shared->ntables; i++)
        complete_names(shared->table[i]);
    puts("'");
    if (c->methods)
        complete_methods(c);
    printf("    ;;\n    esac\n"
           "    mapfile -t COMPREPLY < <("
           "compgen -W \"$words\" -- \"$now\")\n"
           "}\ncomplete -o default -F _twin_%s %s\n",
           name, c->name);
    free(name);
}
