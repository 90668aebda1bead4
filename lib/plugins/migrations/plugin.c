/* Rules about SQL migrations: their order, that they can be undone, keep data, take no long locks, and stay within the
 * tables of their part of the system. Reads the files of Flyway, goose, dbmate, golang-migrate and tools like them. */
#include "hielements.h"
#include "sql.h"

/* ---- names of files ---- */

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && !strcmp(text + length - end_length, end);
}

/* `0003_x.down.sql`, `0003_x_down.sql`, and `U3__x.sql` as Flyway names it. */
static bool is_down_file(const char *path) {
    const char *name = base_name(path);
    return ends_with(name, ".down.sql") || ends_with(name, "_down.sql") || (name[0] == 'U' && isdigit((unsigned char)name[1]));
}

/* `R__x.sql` of Flyway runs again whenever it changes and has no place in the order. */
static bool is_repeatable(const char *path) { return !strncmp(base_name(path), "R__", 3); }

/* The version at the start of a name, without leading zeros: `0003_x.sql` is 3, `V1_2__x.sql` is 1.2. Empty for none. */
static const char *version_of(const char *path) {
    const char *c = base_name(path);
    hie_text version = {0};
    if ((*c == 'V' || *c == 'v' || *c == 'U') && isdigit((unsigned char)c[1])) c++;
    hie_put(&version, "");
    while (isdigit((unsigned char)*c)) {
        while (*c == '0' && isdigit((unsigned char)c[1])) c++;
        size_t length = strspn(c, "0123456789");
        hie_add(&version, c, length);
        c += length;
        if ((*c != '.' && *c != '_') || !isdigit((unsigned char)c[1])) break;
        hie_put(&version, ".");
        c++;
    }
    return version.items;
}

/* Compares versions by their numbers, part by part. */
static int compare_versions(const char *a, const char *b) {
    while (*a && *b) {
        size_t length = strcspn(a, "."), other = strcspn(b, ".");
        if (length != other) return length < other ? -1 : 1;
        int order = strncmp(a, b, length);
        if (order) return order;
        a += length + (a[length] == '.'), b += length + (b[length] == '.');
    }
    return (*a != 0) - (*b != 0);
}

static int compare_files(const void *a, const void *b) {
    const char *one = *(const char *const *)a, *two = *(const char *const *)b;
    int order = compare_versions(version_of(one), version_of(two));
    return order ? order : strcmp(one, two);
}

/* Files in the order in which they run. */
static hie_paths in_order(hie_paths files) {
    hie_paths sorted = {0};
    for (size_t i = 0; i < files.count; i++) hie_add_path(&sorted, files.items[i]);
    if (sorted.count) qsort(sorted.items, sorted.count, sizeof *sorted.items, compare_files);
    return sorted;
}

/* ---- statements of all files ---- */

typedef struct {
    hie_call *call;
    const char *path;
    sql_script script;
    hie_paths created; /* tables that this file makes before the statement: nobody can miss or lock them yet */
} migration;

static bool has(const hie_paths *names, const char *name) {
    for (size_t i = 0; i < names->count; i++)
        if (!strcmp(names->items[i], name)) return true;
    return false;
}

static void report(const migration *in, const sql_statement *statement, const char *message) {
    const sql_token *first = sql_at(statement, 0);
    hie_violation(in->call, in->path, first->line, first->column, message, statement->source);
}

/* Calls `look` for each statement of the way forth, in the order in which it runs. */
static void each_statement(hie_call *call, hie_paths files,
                           void (*look)(migration *in, const sql_statement *statement, const sql_action *action, void *state),
                           void *state) {
    hie_paths ordered = in_order(files);
    for (size_t i = 0; i < ordered.count; i++) {
        if (is_down_file(ordered.items[i])) continue;
        char *text = hie_read_file(call, ordered.items[i]);
        if (!text) return;
        migration in = {call, ordered.items[i], sql_read(text), {0}};
        for (size_t k = 0; k < in.script.count; k++) {
            const sql_statement *statement = &in.script.items[k];
            sql_action action;
            if (statement->down) continue;
            bool about_table = sql_table_action(statement, &action);
            look(&in, statement, about_table ? &action : NULL, state);
            if (about_table && !strcmp(action.verb, "CREATE")) hie_add_path(&in.created, action.table);
        }
    }
}

/* ---- functions ---- */

static void files_in(hie_call *call) {
    const char *folder = hie_string(call, 0);
    hie_paths all = hie_files_below(call, folder), chosen = {0};
    for (size_t i = 0; i < all.count; i++)
        if (ends_with(all.items[i], ".sql")) hie_add_path(&chosen, all.items[i]);
    hie_give_scope(call, "Folder", folder, chosen);
}

static void ordered(hie_call *call) {
    hie_paths files = in_order(hie_scope(call, 0));
    bool gaps = hie_bool(call, 1);
    const char *before[2] = {NULL, NULL};
    for (size_t i = 0; i < files.count; i++) {
        const char *path = files.items[i], *version = version_of(path);
        const char **last = &before[is_down_file(path)];
        if (is_repeatable(path)) continue;
        if (!*version) {
            hie_violation(call, path, 0, 0, hie_join("`", base_name(path), "` has no version in its name", NULL), NULL);
            continue;
        }
        if (*last && !compare_versions(version_of(*last), version)) {
            const char *message = hie_join("version ", version, " is also that of `", base_name(*last), "`", NULL);
            hie_violation(call, path, 0, 0, message, NULL);
        } else if (!gaps && !is_down_file(path) && strlen(version) < 8 && !strchr(version, '.')) {
            /* Longer versions are times, which have gaps by nature. */
            long long number = atoll(version), previous = *last ? atoll(version_of(*last)) : 0;
            if (*last && number != previous + 1) {
                const char *message =
                    hie_join("version ", version, " follows ", hie_number(previous), ": there is no ", hie_number(previous + 1), NULL);
                hie_violation(call, path, 0, 0, message, NULL);
            }
        }
        *last = path;
    }
}

static void reversible(hie_call *call) {
    hie_paths files = hie_scope(call, 0);
    for (size_t i = 0; i < files.count; i++) {
        const char *path = files.items[i];
        if (is_down_file(path) || is_repeatable(path)) continue;
        bool found = false;
        for (size_t k = 0; k < files.count && !found; k++)
            found = is_down_file(files.items[k]) && *version_of(path) && !compare_versions(version_of(path), version_of(files.items[k]));
        if (found) continue;
        char *text = hie_read_file(call, path);
        if (!text) return;
        if (sql_read(text).has_down) continue;
        hie_violation(call, path, 0, 0, hie_join("`", base_name(path), "` cannot be undone: it has no way down", NULL), NULL);
    }
}

static void look_for_loss(migration *in, const sql_statement *statement, const sql_action *action, void *state) {
    (void)state;
    if (!action) {
        if (sql_word(statement, 0, "DROP") && (sql_word(statement, 1, "SCHEMA") || sql_word(statement, 1, "DATABASE")))
            report(in, statement, sql_word(statement, 1, "SCHEMA") ? "drops a schema" : "drops a database");
        return;
    }
    if (has(&in->created, action->table)) return;
    const char *verb = action->verb;
    if (!strcmp(verb, "DROP")) report(in, statement, hie_join("drops the table `", action->table, "`", NULL));
    if (!strcmp(verb, "TRUNCATE")) report(in, statement, hie_join("empties the table `", action->table, "`", NULL));
    if (!strcmp(verb, "DELETE") && sql_find(statement, 0, "WHERE") == statement->count)
        report(in, statement, hie_join("deletes all rows of `", action->table, "`", NULL));
    if (strcmp(verb, "ALTER")) return;
    for (size_t at = action->end; (at = sql_find(statement, at, "DROP")) < statement->count; at++) {
        size_t name = sql_skip_options(statement, sql_skip(statement, at + 1, "COLUMN")), end;
        static const char *const others[] = {"CONSTRAINT", "DEFAULT", "NOT", "PRIMARY", "FOREIGN", "INDEX", "KEY",
                                             "CHECK",      "IDENTITY", "EXPRESSION", "PARTITION"};
        bool other = false;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++) other = other || sql_word(statement, at + 1, others[i]);
        const char *column = other ? NULL : sql_name(statement, name, &end);
        if (column) report(in, statement, hie_join("drops the column `", column, "` of `", action->table, "`", NULL));
    }
}

static void keeps_data(hie_call *call) { each_statement(call, hie_scope(call, 0), look_for_loss, NULL); }

/* Where the next action of an ALTER TABLE starts: behind a comma outside of parentheses. */
static size_t next_action(const sql_statement *statement, size_t at) {
    for (int depth = 0; at < statement->count; at++) {
        depth += sql_other(statement, at, '(') - sql_other(statement, at, ')');
        if (!depth && sql_other(statement, at, ',')) return at + 1;
    }
    return at;
}

static bool within(const sql_statement *statement, size_t from, size_t end, const char *word) { return sql_find(statement, from, word) < end; }

static void look_for_locks(migration *in, const sql_statement *statement, const sql_action *action, void *state) {
    (void)state;
    if (!action || has(&in->created, action->table)) return;
    if (!strcmp(action->verb, "INDEX") && sql_find(statement, 0, "CONCURRENTLY") == statement->count)
        report(in, statement, hie_join("locks `", action->table, "` while it builds an index: say CONCURRENTLY", NULL));
    if (strcmp(action->verb, "ALTER")) return;
    for (size_t at = action->end, end; at < statement->count; at = end) {
        end = next_action(statement, at);
        bool add = sql_word(statement, at, "ADD");
        bool constraint = add && (sql_word(statement, at + 1, "CONSTRAINT") || sql_word(statement, at + 1, "FOREIGN") ||
                                  sql_word(statement, at + 1, "CHECK"));
        bool checked = within(statement, at, end, "FOREIGN") || within(statement, at, end, "CHECK");
        const char *problem = NULL;
        if (constraint && checked && !within(statement, at, end, "VALID"))
            problem = "while it checks all rows: add the constraint NOT VALID, then validate it";
        else if (add && !constraint && within(statement, at, end, "NOT") && within(statement, at, end, "NULL") &&
                 !within(statement, at, end, "DEFAULT") && !within(statement, at, end, "GENERATED"))
            problem = "and fails where there are rows: a new column that is NOT NULL needs a DEFAULT";
        else if (sql_word(statement, at, "ALTER") && within(statement, at, end, "TYPE"))
            problem = "while it rewrites all rows: the type of a column changes";
        else if (sql_word(statement, at, "ALTER") && within(statement, at, end, "SET") && within(statement, at, end, "NOT") &&
                 within(statement, at, end, "NULL"))
            problem = "while it looks at all rows: SET NOT NULL needs a validated CHECK first";
        if (problem) report(in, statement, hie_join("locks `", action->table, "` ", problem, NULL));
    }
}

static void no_long_locks(hie_call *call) { each_statement(call, hie_scope(call, 0), look_for_locks, NULL); }

typedef struct {
    hie_paths tables, paths, lines, sources; /* tables without a key so far, and where they were made */
} keyless;

static void look_for_keys(migration *in, const sql_statement *statement, const sql_action *action, void *state) {
    keyless *found = state;
    if (!action || action->temporary) return;
    bool key = sql_find(statement, 0, "PRIMARY") < statement->count && sql_find(statement, 0, "KEY") < statement->count;
    bool create = !strcmp(action->verb, "CREATE");
    if (create && !key && !sql_word(statement, action->end, "PARTITION")) {
        hie_add_path(&found->tables, action->table);
        hie_add_path(&found->paths, in->path);
        hie_add_path(&found->lines, hie_number((long long)sql_at(statement, 0)->line));
        hie_add_path(&found->sources, statement->source);
    }
    bool gone = !strcmp(action->verb, "DROP") || (!strcmp(action->verb, "ALTER") && key);
    for (size_t i = 0; gone && i < found->tables.count; i++)
        if (!strcmp(found->tables.items[i], action->table)) found->tables.items[i] = "";
}

static void primary_keys(hie_call *call) {
    keyless found = {0};
    each_statement(call, hie_scope(call, 0), look_for_keys, &found);
    for (size_t i = 0; i < found.tables.count; i++) {
        if (!*found.tables.items[i]) continue;
        const char *message = hie_join("the table `", found.tables.items[i], "` has no primary key", NULL);
        hie_violation(call, found.paths.items[i], (size_t)atoll(found.lines.items[i]), 1, message, found.sources.items[i]);
    }
}

/* Whether a name fits a pattern in which `*` stands for any text. */
static bool fits(const char *pattern, const char *name) {
    if (*pattern == '*') return fits(pattern + 1, name) || (*name && fits(pattern, name + 1));
    return *pattern == *name && (!*pattern || fits(pattern + 1, name + 1));
}

typedef struct {
    hie_paths patterns;
    bool references;
} borders;

static void look_at_table(const migration *in, const sql_statement *statement, const borders *allowed, const char *verb, const char *table) {
    for (size_t i = 0; i < allowed->patterns.count; i++)
        if (fits(allowed->patterns.items[i], table)) return;
    report(in, statement, hie_join(verb, " the table `", table, "`, which is not its own", NULL));
}

static void look_for_strangers(migration *in, const sql_statement *statement, const sql_action *action, void *state) {
    const borders *allowed = state;
    static const char *const verbs[][2] = {{"CREATE", "creates"}, {"ALTER", "alters"},        {"DROP", "drops"},
                                           {"TRUNCATE", "empties"}, {"INSERT", "writes to"},  {"UPDATE", "writes to"},
                                           {"DELETE", "writes to"}, {"INDEX", "indexes"}};
    if (!action || action->temporary) return;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(verbs[i][0], action->verb)) look_at_table(in, statement, allowed, verbs[i][1], action->table);
    for (size_t at = 0, end; allowed->references && (at = sql_find(statement, at, "REFERENCES")) < statement->count; at++) {
        const char *table = sql_name(statement, at + 1, &end);
        if (table) look_at_table(in, statement, allowed, "refers to", table);
    }
}

static void touches_only(hie_call *call) {
    borders allowed = {hie_strings(call, 1), hie_bool(call, 2)};
    each_statement(call, hie_scope(call, 0), look_for_strangers, &allowed);
}

static void look_for_tables(migration *in, const sql_statement *statement, const sql_action *action, void *state) {
    hie_paths *tables = state;
    size_t end;
    (void)in;
    if (!action || action->temporary) return;
    if (!strcmp(action->verb, "CREATE") && !has(tables, action->table)) hie_add_path(tables, action->table);
    bool renames = !strcmp(action->verb, "ALTER") && sql_word(statement, action->end, "RENAME") && sql_word(statement, action->end + 1, "TO");
    if (!renames && strcmp(action->verb, "DROP")) return;
    const char *name = renames ? sql_name(statement, action->end + 2, &end) : NULL;
    for (size_t i = 0; i < tables->count; i++)
        if (!strcmp(tables->items[i], action->table)) tables->items[i] = name ? name : "";
}

static void tables(hie_call *call) {
    hie_paths all = {0}, left = {0};
    each_statement(call, hie_scope(call, 0), look_for_tables, &all);
    for (size_t i = 0; i < all.count; i++)
        if (*all.items[i]) hie_add_path(&left, all.items[i]);
    if (left.count) qsort(left.items, left.count, sizeof *left.items, hie_compare_paths);
    hie_give_strings(call, left);
}

#define FILES {"files", "Scope", "The migrations: files of SQL.", NULL}

const hie_function hie_functions[] = {
    {"files_in", "Scope", "The migrations below a folder: its files whose names end in .sql.", files_in,
     {{"folder", "String", "The folder, relative to the workspace.", NULL}},
     "scope migrations = migrations.files_in('db/migrations')"},
    {"tables", "List[String]", "The tables that exist when all migrations have run, sorted: unquoted names in lower case.", tables,
     {FILES}, "check 'invoices' in migrations.tables(all)"},
    {"ordered", HIE_CHECK,
     "Each migration has a version at the start of its name (0003_x.sql, V3__x.sql, 20240131120000_x.sql) and no two have the same; "
     "small numbers have no gaps.", ordered,
     {FILES, {"gaps", "Bool", "Whether small numbers may have gaps.", "{\"Bool\":false}"}}, "check migrations.ordered(all)"},
    {"reversible", HIE_CHECK,
     "Each migration can be undone: by a file beside it (x.down.sql, U3__x.sql) or a section of its own (-- +goose Down, "
     "-- migrate:down).", reversible, {FILES}, "check migrations.reversible(all)"},
    {"keeps_data", HIE_CHECK,
     "No migration loses data: none drops a table, a column or a schema, truncates, or deletes all rows. Tables that the same "
     "migration made do not count.", keeps_data, {FILES}, "check migrations.keeps_data(all)"},
    {"no_long_locks", HIE_CHECK,
     "No migration locks a table of PostgreSQL while it looks at all rows: indexes are built CONCURRENTLY, constraints are added NOT "
     "VALID, new columns that are NOT NULL have a DEFAULT, no column changes its type. Tables that the same migration made do not "
     "count.", no_long_locks, {FILES}, "check migrations.no_long_locks(all)"},
    {"primary_keys", HIE_CHECK, "Each table that the migrations make has a primary key in the end.", primary_keys, {FILES},
     "check migrations.primary_keys(all)"},
    {"touches_only", HIE_CHECK,
     "The migrations of one part of a system create, alter, fill and refer to its own tables alone.", touches_only,
     {FILES, {"tables", "List[String]", "The names of its tables; `*` stands for any text: ['billing_*', 'billing.*'].", NULL},
      {"references", "Bool", "Whether a foreign key to another table is a violation, too.", "{\"Bool\":true}"}},
     "check migrations.touches_only(billing, ['billing_*'])"},
    {0},
};

HIE_LIBRARY("migrations", "1.0.0", "Rules about SQL migrations: order, ways back, data, locks, and who owns which table.")
