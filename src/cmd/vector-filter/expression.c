/* SPDX-License-Identifier: Apache-2.0 */
/* Text to tree: each function takes one level of precedence. */
#include "cmd/vector-filter/expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/vector-filter/nodes.h"
#include "core/mem.h"

/* Deeper than this no one writes by hand. */
enum { DEEPEST = 200 };

struct parser {
    const char *text, *at;
    int depth;
};

static int either(struct parser *p, struct node **out);
static int sum(struct parser *p, struct node **out);

static int fault(const struct parser *p, const char *what) {
    return err_set(EX_USAGE, "%s: %s at column %td", p->text, what,
                   p->at - p->text + 1);
}

static void blanks(struct parser *p) {
    while (isspace((unsigned char)*p->at))
        p->at++;
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

/* Takes a word of the language, in any case, if it is next. */
static bool word(struct parser *p, const char *w) {
    const size_t n = strlen(w);

    blanks(p);
    if (strncasecmp(p->at, w, n) != 0 || is_word(p->at[n]))
        return false;
    p->at += n;
    return true;
}

static bool sign(struct parser *p, const char *s) {
    const size_t n = strlen(s);

    blanks(p);
    if (strncmp(p->at, s, n) != 0)
        return false;
    p->at += n;
    return true;
}

/* What stands between two quotes, doubled ones inside. */
static int quoted(struct parser *p, char quote, char **out) {
    char *s = mem_array(strlen(p->at) + 1, 1);
    size_t n = 0;

    for (p->at++; *p->at && (*p->at != quote || p->at[1] == quote); p->at++) {
        if (*p->at == quote)
            p->at++;
        s[n++] = *p->at;
    }
    if (*p->at == 0) {
        free(s);
        return fault(p, "a quote is not closed");
    }
    p->at++;
    *out = s;
    return EX_OK;
}

static int number(struct parser *p, struct node *n) {
    char *end;

    n->kind = NODE_NUMBER;
    n->number = strtod(p->at, &end);
    if (end == p->at || is_word(*end))
        return fault(p, "not a number");
    p->at = end;
    return EX_OK;
}

/* One more argument. */
static int another(struct parser *p, struct node *n) {
    struct node *a = NULL;
    int status = sum(p, &a);

    if (status == EX_OK)
        node_add(n, a);
    else
        node_free(a);
    return status;
}

/* The arguments in ( ... ). */
static int arguments(struct parser *p, struct node *n) {
    int status = EX_OK;

    if (!sign(p, "("))
        return fault(p, "( is missing");
    if (sign(p, ")"))
        return EX_OK;
    do
        TRY(another(p, n));
    while (sign(p, ","));
    if (!sign(p, ")"))
        status = fault(p, ") is missing");
done:
    return status;
}

/* DATE('2020-01-31') is a text: dates in ISO 8601 sort as texts. */
static int date(struct parser *p, struct node *n) {
    int status;

    n->kind = NODE_TEXT;
    if (!sign(p, "("))
        return fault(p, "( is missing");
    blanks(p);
    if (*p->at != '\'')
        return fault(p, "a date in quotes is missing");
    TRY(quoted(p, '\'', &n->text));
    if (!sign(p, ")"))
        status = fault(p, ") is missing");
done:
    return status;
}

static int function(struct parser *p, struct node *n) {
    for (size_t k = 0; node_functions[k] != NULL; k++) {
        if (strcasecmp(n->text, node_functions[k]) != 0)
            continue;
        const bool takes = strcmp(node_functions[k], "abs") == 0 ||
                           strcmp(node_functions[k], "round") == 0 ||
                           strcmp(node_functions[k], "lower") == 0;
        int status = arguments(p, n);
        n->kind = NODE_FUNCTION;
        if (status == EX_OK && n->n != (takes ? 1 : 0))
            status = fault(p, takes ? "one argument is needed"
                                    : "there is no argument");
        return status;
    }
    return err_set(EX_USAGE,
                   "%s: no function %s (there are area, length, x, y, npoints, "
                   "type, id, abs, round, lower)",
                   p->text, n->text);
}

static int name(struct parser *p, struct node *n) {
    const char *from = p->at;

    while (is_word(*p->at) || (*p->at == '.' && is_word(p->at[1])))
        p->at++;
    if (p->at == from)
        return fault(p, *p->at ? "a value is missing" : "it ends too soon");
    n->kind = NODE_NAME;
    n->text = mem_format("%.*s", (int)(p->at - from), from);
    blanks(p);
    return *p->at == '(' ? function(p, n) : EX_OK;
}

static int primary(struct parser *p, struct node **out) {
    struct node *n = node_new(NODE_NULL);
    int status = EX_OK;

    blanks(p);
    if (sign(p, "(")) {
        node_free(n);
        n = NULL;
        TRY(either(p, &n));
        if (!sign(p, ")"))
            status = fault(p, ") is missing");
    } else if (*p->at == '\'') {
        n->kind = NODE_TEXT;
        status = quoted(p, '\'', &n->text);
    } else if (*p->at == '"') {
        n->kind = NODE_NAME;
        status = quoted(p, '"', &n->text);
    } else if (isdigit((unsigned char)*p->at) || *p->at == '.') {
        status = number(p, n);
    } else if (word(p, "TRUE") || word(p, "FALSE")) {
        n->kind = NODE_BOOL;
        n->yes = tolower((unsigned char)p->at[-2]) == 'u';
    } else if (word(p, "DATE") || word(p, "TIMESTAMP")) {
        status = date(p, n);
    } else if (!word(p, "NULL")) {
        status = name(p, n);
    }
done:
    if (status != EX_OK) {
        node_free(n);
        n = NULL;
    }
    *out = n;
    return status;
}

/* A node of two arguments, the first of which is *left. */
static int pair(struct parser *p, struct node **left, enum node_kind kind,
                const char *text,
                int (*next)(struct parser *p, struct node **out)) {
    struct node *n = node_new(kind), *right = NULL;
    int status;

    n->text = mem_text(text);
    node_add(n, *left);
    *left = n;
    status = next(p, &right);
    if (status == EX_OK)
        node_add(n, right);
    else
        node_free(right);
    return status;
}

static int unary(struct parser *p, struct node **out) {
    struct node *zero;
    int status;

    if (++p->depth > DEEPEST)
        return fault(p, "too many parentheses");
    if (!sign(p, "-")) {
        status = primary(p, out);
    } else {
        zero = node_new(NODE_NUMBER);
        status = pair(p, &zero, NODE_ARITHMETIC, "-", unary);
        *out = zero;
    }
    p->depth--;
    return status;
}

static int product(struct parser *p, struct node **out) {
    int status = unary(p, out);

    while (status == EX_OK) {
        if (sign(p, "*"))
            status = pair(p, out, NODE_ARITHMETIC, "*", unary);
        else if (sign(p, "/"))
            status = pair(p, out, NODE_ARITHMETIC, "/", unary);
        else
            break;
    }
    return status;
}

static int sum(struct parser *p, struct node **out) {
    int status = product(p, out);

    while (status == EX_OK) {
        if (sign(p, "+"))
            status = pair(p, out, NODE_ARITHMETIC, "+", product);
        else if (sign(p, "-"))
            status = pair(p, out, NODE_ARITHMETIC, "-", product);
        else
            break;
    }
    return status;
}

static struct node *negated(struct node *n, bool no) {
    struct node *not = no ? node_new(NODE_NOT) : n;

    if (no)
        node_add(not, n);
    return not ;
}

/* IN (...), LIKE '...', BETWEEN a AND b, behind a value, with NOT before. */
static int tested(struct parser *p, struct node **out) {
    const bool no = word(p, "NOT");
    struct node *n = node_new(NODE_IN);
    int status = EX_OK;

    node_add(n, *out);
    *out = n;
    if (word(p, "IN")) {
        status = arguments(p, n);
    } else if (word(p, "LIKE")) {
        n->kind = NODE_LIKE;
        status = another(p, n);
    } else if (word(p, "BETWEEN")) {
        n->kind = NODE_BETWEEN;
        TRY(another(p, n));
        if (!word(p, "AND"))
            return fault(p, "AND is missing");
        status = another(p, n);
    } else {
        status = fault(p, "IN, LIKE or BETWEEN is missing");
    }
done:
    if (status == EX_OK)
        *out = negated(n, no);
    return status;
}

static bool tests(const struct parser *p) {
    struct parser look = *p;

    return word(&look, "NOT") || word(&look, "IN") || word(&look, "LIKE") ||
           word(&look, "BETWEEN");
}

static int comparison(struct parser *p, struct node **out) {
    static const char *const signs[] = { "<>", "<=", ">=", "=", "<", ">" };
    int status = sum(p, out);

    if (status != EX_OK)
        return status;
    if (word(p, "IS")) {
        const bool no = word(p, "NOT");
        struct node *n = node_new(NODE_IS_NULL);
        node_add(n, *out);
        *out = negated(n, no);
        return word(p, "NULL") ? EX_OK : fault(p, "NULL is missing");
    }
    if (tests(p))
        return tested(p, out);
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
        if (sign(p, signs[k]))
            return pair(p, out, NODE_COMPARE, signs[k], sum);
    return EX_OK;
}

static int negation(struct parser *p, struct node **out) {
    int status;

    *out = NULL;
    if (!word(p, "NOT"))
        return comparison(p, out);
    if (++p->depth > DEEPEST)
        return fault(p, "too many NOTs");
    status = negation(p, out);
    p->depth--;
    if (*out != NULL)
        *out = negated(*out, true);
    return status;
}

static int both(struct parser *p, struct node **out) {
    int status = negation(p, out);

    while (status == EX_OK && word(p, "AND"))
        status = pair(p, out, NODE_AND, "AND", negation);
    return status;
}

static int either(struct parser *p, struct node **out) {
    int status = both(p, out);

    while (status == EX_OK && word(p, "OR"))
        status = pair(p, out, NODE_OR, "OR", both);
    return status;
}

int expression_parse(struct expression **out, const char *text) {
    struct parser p = { text, text, 0 };
    struct node *root = NULL;
    int status = either(&p, &root);

    *out = NULL;
    blanks(&p);
    if (status == EX_OK && *p.at != 0)
        status = fault(&p, "something is left over");
    if (status != EX_OK) {
        node_free(root);
        return status;
    }
    *out = mem_array(1, sizeof **out);
    (*out)->root = root;
    return EX_OK;
}

void expression_free(struct expression *e) {
    if (e == NULL)
        return;
    node_free(e->root);
    free(e);
}

static void each_name(const struct node *n,
                      void (*f)(const char *name, void *data), void *data) {
    if (n->kind == NODE_NAME)
        f(n->text, data);
    for (size_t k = 0; k < n->n; k++)
        each_name(n->argument[k], f, data);
}

void expression_names(const struct expression *e,
                      void (*f)(const char *name, void *data), void *data) {
    each_name(e->root, f, data);
}
