/* Reads SQL as far as rules about migrations need it: tokens, statements, names of tables.
 *
 * Comes in: the text of a migration. Goes out: its statements, each a list of tokens with line and column, and whether it
 * belongs to the way back (`-- +goose Down` and its like). Strings, quoted names, dollar quotes and nested comments are
 * known, so that what stands in them is never taken for a statement. Dialects: what PostgreSQL, MySQL and SQLite share.
 */
#ifndef SQL_H
#define SQL_H

#include <ctype.h>
#include <strings.h>

#include "hielements.h"

typedef enum { SQL_WORD, SQL_NAME, SQL_TEXT, SQL_OTHER } sql_kind;

/* `text` of a SQL_NAME is what stands between the quotes. */
typedef struct {
    sql_kind kind;
    const char *text, *at;
    size_t line, column;
} sql_token;

typedef struct {
    const sql_token *tokens;
    size_t count;
    bool down;
    const char *source; /* the line that it starts on */
} sql_statement;

typedef struct {
    const sql_statement *items;
    size_t count;
    bool has_down;
} sql_script;

typedef struct {
    const char *at, *line_start;
    size_t line;
    bool down;
    const char *source;
    sql_token *tokens;
    size_t count, room;
    sql_statement *statements;
    size_t statement_count, statement_room;
    bool has_down;
} sql_reader;

static void *sql_grown(void *items, size_t count, size_t *room, size_t size) {
    if (count < *room) return items;
    *room = *room ? *room * 2 : 32;
    void *grown = hie_new(*room * size);
    if (count) memcpy(grown, items, count * size);
    return grown;
}

static void sql_advance(sql_reader *in, const char *end) {
    for (; in->at < end; in->at++)
        if (*in->at == '\n') in->line++, in->line_start = in->at + 1;
}

/* The end of a line. Some libraries measure the whole text before they look for a character in it, so this asks none. */
static const char *sql_line_end(const char *start) {
    while (*start && *start != '\n') start++;
    return start;
}

static const char *sql_line(const char *start) {
    while (*start == ' ' || *start == '\t') start++;
    const char *end = sql_line_end(start);
    for (const char *at = start; at < end; at++)
        if (*at == '\r') end = at;
    return hie_copy(start, (size_t)(end - start));
}

static void sql_add_token(sql_reader *in, sql_kind kind, const char *start, const char *text, size_t length) {
    if (!in->count) in->source = sql_line(in->line_start);
    in->tokens = sql_grown(in->tokens, in->count, &in->room, sizeof *in->tokens);
    in->tokens[in->count++] =
        (sql_token){kind, hie_copy(text, length), start, in->line, hie_column(in->line_start, start)};
}

static void sql_end_statement(sql_reader *in) {
    if (!in->count) return;
    in->statements = sql_grown(in->statements, in->statement_count, &in->statement_room, sizeof *in->statements);
    in->statements[in->statement_count++] = (sql_statement){in->tokens, in->count, in->down, in->source};
    if (in->down) in->has_down = true;
    in->tokens = NULL;
    in->count = in->room = 0;
}

/* Comments of migration tools that start a direction: goose, sql-migrate, dbmate. */
static void sql_direction(sql_reader *in, const char *comment) {
    while (*comment == '-' || *comment == ' ' || *comment == '\t') comment++;
    static const char *const prefixes[] = {"+goose ", "+migrate ", "migrate:"};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncasecmp(comment, prefixes[i], length)) continue;
        bool down = !strncasecmp(comment + length, "down", 4);
        if (!down && strncasecmp(comment + length, "up", 2)) continue;
        sql_end_statement(in);
        in->down = down;
    }
}

static bool sql_is(const sql_token *token, const char *word) { return token->kind == SQL_WORD && !strcasecmp(token->text, word); }

/* `CREATE TRIGGER .. BEGIN .. ; .. END;` is one statement. */
static bool sql_has_body(const sql_reader *in) {
    if (!in->count || !sql_is(&in->tokens[0], "CREATE")) return false;
    size_t depth = 0;
    bool routine = false;
    for (size_t i = 1; i < in->count; i++) {
        const sql_token *token = &in->tokens[i];
        if (sql_is(token, "TRIGGER") || sql_is(token, "PROCEDURE") || sql_is(token, "FUNCTION")) routine = routine || i < 6;
        if (sql_is(token, "BEGIN") || sql_is(token, "CASE")) depth++;
        else if (sql_is(token, "IF") && i > 6 && !sql_is(&in->tokens[i - 1], "END")) depth++;
        else if (sql_is(token, "LOOP") && !sql_is(&in->tokens[i - 1], "END")) depth++;
        else if (sql_is(token, "END") && depth) depth--;
    }
    return routine && depth;
}

static const char *sql_quoted_end(const char *at, char quote, bool escapes) {
    for (at++; *at; at++) {
        if (escapes && *at == '\\' && at[1]) at++;
        else if (*at == quote && at[1] == quote) at++;
        else if (*at == quote) return at;
    }
    return at;
}

static bool sql_word_character(char c) { return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80); }

static sql_script sql_read(const char *text) {
    sql_reader in = {.at = text, .line_start = text, .line = 1};
    while (*in.at) {
        const char *start = in.at, *end = start + 1;
        char c = *start;
        if (isspace((unsigned char)c)) {
            sql_advance(&in, end);
            continue;
        }
        if (!strncmp(start, "--", 2)) {
            end = sql_line_end(start);
            sql_direction(&in, hie_copy(start, (size_t)(end - start)));
        } else if (!strncmp(start, "/*", 2)) {
            size_t depth = 1;
            for (end = start + 2; *end && depth; end++) {
                if (end[0] == '/' && end[1] == '*') depth++, end++;
                else if (end[0] == '*' && end[1] == '/') depth--, end++;
            }
        } else if (c == '\'' || ((c == 'E' || c == 'e') && start[1] == '\'')) {
            const char *quote = c == '\'' ? start : start + 1;
            end = sql_quoted_end(quote, '\'', quote != start);
            sql_add_token(&in, SQL_TEXT, start, quote + 1, (size_t)(end - quote - 1));
            if (*end) end++;
        } else if (c == '"' || c == '`' || c == '[') {
            end = sql_quoted_end(start, c == '[' ? ']' : c, false);
            sql_add_token(&in, SQL_NAME, start, start + 1, (size_t)(end - start - 1));
            if (*end) end++;
        } else if (c == '$' && (start[1] == '$' || isalpha((unsigned char)start[1]) || start[1] == '_')) {
            const char *tag_end = start + 1;
            while (sql_word_character(*tag_end) && *tag_end != '$') tag_end++;
            if (*tag_end == '$') {
                const char *tag = hie_copy(start, (size_t)(tag_end + 1 - start)), *close = strstr(tag_end + 1, tag);
                end = close ? close + strlen(tag) : start + strlen(start);
                sql_add_token(&in, SQL_TEXT, start, tag_end + 1, (size_t)((close ? close : end) - tag_end - 1));
            } else {
                sql_add_token(&in, SQL_OTHER, start, start, 1);
            }
        } else if (c == ';') {
            if (sql_has_body(&in)) sql_add_token(&in, SQL_OTHER, start, start, 1);
            else sql_end_statement(&in);
        } else if (sql_word_character(c)) {
            while (sql_word_character(*end)) end++;
            sql_add_token(&in, isdigit((unsigned char)c) ? SQL_OTHER : SQL_WORD, start, start, (size_t)(end - start));
        } else {
            sql_add_token(&in, SQL_OTHER, start, start, 1);
        }
        sql_advance(&in, end);
    }
    sql_end_statement(&in);
    return (sql_script){in.statements, in.statement_count, in.has_down};
}

/* The token at a place, an empty one beyond the end. */
static const sql_token *sql_at(const sql_statement *statement, size_t index) {
    static const sql_token nothing = {SQL_OTHER, "", "", 0, 0};
    return index < statement->count ? &statement->tokens[index] : &nothing;
}

static bool sql_word(const sql_statement *statement, size_t index, const char *word) { return sql_is(sql_at(statement, index), word); }

static bool sql_other(const sql_statement *statement, size_t index, char c) {
    const sql_token *token = sql_at(statement, index);
    return token->kind == SQL_OTHER && token->text[0] == c && !token->text[1];
}

/* Where a word first stands from a place on, the number of tokens when nowhere. */
static size_t sql_find(const sql_statement *statement, size_t from, const char *word) {
    while (from < statement->count && !sql_word(statement, from, word)) from++;
    return from;
}

static size_t sql_skip(const sql_statement *statement, size_t index, const char *word) {
    return sql_word(statement, index, word) ? index + 1 : index;
}

/* Past `IF [NOT] EXISTS`, `ONLY`, `CONCURRENTLY`. */
static size_t sql_skip_options(const sql_statement *statement, size_t index) {
    index = sql_skip(statement, index, "CONCURRENTLY");
    if (sql_word(statement, index, "IF")) {
        index = sql_skip(statement, index + 1, "NOT");
        index = sql_skip(statement, index, "EXISTS");
    }
    return sql_skip(statement, index, "ONLY");
}

/* A name with its schema (`billing.invoices`), unquoted words in lower case; NULL when there is none. `end` is behind it. */
static const char *sql_name(const sql_statement *statement, size_t index, size_t *end) {
    hie_text name = {0};
    for (;; index++) {
        const sql_token *part = sql_at(statement, index);
        if (part->kind != SQL_WORD && part->kind != SQL_NAME) return NULL;
        for (const char *c = part->text; *c; c++) {
            char lower = part->kind == SQL_WORD ? (char)tolower((unsigned char)*c) : *c;
            hie_add(&name, &lower, 1);
        }
        if (!sql_other(statement, ++index, '.')) break;
        hie_put(&name, ".");
    }
    *end = index;
    return name.items ? name.items : "";
}

/* What a statement does to a table: `verb` is CREATE, ALTER, DROP, TRUNCATE, INSERT, UPDATE, DELETE, INDEX or COMMENT. */
typedef struct {
    const char *verb, *table;
    size_t end; /* behind the name */
    bool temporary;
} sql_action;

static bool sql_table_action(const sql_statement *statement, sql_action *action) {
    size_t at = 1, unused;
    *action = (sql_action){0};
    if (sql_word(statement, 0, "CREATE")) {
        if (sql_word(statement, at, "OR")) at += 2;
        while (sql_word(statement, at, "TEMP") || sql_word(statement, at, "TEMPORARY") || sql_word(statement, at, "GLOBAL") ||
               sql_word(statement, at, "LOCAL") || sql_word(statement, at, "UNLOGGED") || sql_word(statement, at, "UNIQUE"))
            action->temporary = action->temporary || !strncasecmp(sql_at(statement, at)->text, "TEMP", 4), at++;
        if (sql_word(statement, at, "TABLE")) {
            action->verb = "CREATE";
            at = sql_skip_options(statement, at + 1);
        } else if (sql_word(statement, at, "INDEX")) {
            at = sql_find(statement, at, "ON") + 1;
            at = sql_skip(statement, at, "ONLY");
            action->verb = "INDEX";
        }
    } else if ((sql_word(statement, 0, "ALTER") || sql_word(statement, 0, "DROP")) && sql_word(statement, 1, "TABLE")) {
        action->verb = sql_word(statement, 0, "ALTER") ? "ALTER" : "DROP";
        at = sql_skip_options(statement, 2);
    } else if (sql_word(statement, 0, "TRUNCATE")) {
        action->verb = "TRUNCATE";
        at = sql_skip(statement, sql_skip(statement, 1, "TABLE"), "ONLY");
    } else if ((sql_word(statement, 0, "INSERT") || sql_word(statement, 0, "REPLACE")) && sql_find(statement, 0, "INTO") < 4) {
        action->verb = "INSERT";
        at = sql_find(statement, 0, "INTO") + 1;
    } else if (sql_word(statement, 0, "UPDATE")) {
        action->verb = "UPDATE";
        at = sql_skip(statement, 1, "ONLY");
    } else if (sql_word(statement, 0, "DELETE") && sql_word(statement, 1, "FROM")) {
        action->verb = "DELETE";
        at = sql_skip(statement, 2, "ONLY");
    }
    if (!action->verb) return false;
    action->table = sql_name(statement, at, &unused);
    action->end = unused;
    return action->table != NULL;
}

#endif
