/* SPDX-License-Identifier: Apache-2.0 */
/* item_table -- rows of a table added up: columns, places, times */
#ifndef TWIN_ITEM_TABLE_H
#define TWIN_ITEM_TABLE_H

#include "core/item_part.h"
#include "core/vertices.h"

/* What the entries of a column are; a mixture of others is text. */
enum entry { ENTRY_NONE, ENTRY_WHOLE, ENTRY_NUMBER, ENTRY_TIME, ENTRY_TEXT };

struct table_column {
    char *name;
    enum entry entry;
};

struct item_table {
    size_t nrows, ncolumns;
    struct table_column *column;
    struct vertices vertices;
    struct when when;
};

/* table_column -- the place of a column, which may be new. */
size_t table_column(struct item_table *t, const char *name);

/* table_text -- one more entry of a column, by its text; "" is none. */
void table_text(struct item_table *t, size_t column, const char *text);

/* table_when -- the text of the time of a row: "start", "end", "datetime",
 * "time" or "date" is the name of its column; any other name is none. */
void table_when(struct item_table *t, const char *name, const char *text);

/* table_settle -- what it says of the subject. */
void table_settle(struct item_table *t, struct subject *s);
void item_table_free(struct item_table *t);

#endif
