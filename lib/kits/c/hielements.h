/* The Hielements kit for WebAssembly plugins in C: one header, nothing else.
 *
 * A plugin includes it, writes its functions, lists them in `hie_functions` and names itself with HIE_LIBRARY. The kit
 * reads the request, calls the function, packs the result, and answers what the library is from that same list.
 *
 *     static void no_tabs(hie_call *call) {                  // check no_tabs(files)
 *         hie_paths files = hie_scope(call, 0);
 *         for (size_t i = 0; i < files.count; i++) { ... hie_violation(call, files.items[i], line, column, "tab", NULL); }
 *     }
 *     const hie_function hie_functions[] = {
 *         {"no_tabs", HIE_CHECK, "No line has a tab.", no_tabs, {{"files", "Scope", "The files to look at."}}},
 *         {0},
 *     };
 *     HIE_LIBRARY("style", "0.1.0", "Rules about white space.")
 *
 * All memory that the kit hands out lives until the next call and is never freed by the plugin.
 */
#ifndef HIELEMENTS_H
#define HIELEMENTS_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HIE_EXPORT(name) __attribute__((export_name(name), used))
#define HIE_MOST_PARAMETERS 8
#define HIE_DEEPEST 100

/* ---- what a plugin declares ---- */

typedef struct hie_call hie_call;

/* `type` is one of Any Bool Int Float String Scope List. `fallback` is the default as tagged JSON (`{"Int":300}`), NULL when
 * the argument must be given. */
typedef struct {
    const char *name, *type, *doc, *fallback;
} hie_parameter;

/* `returns` is the type of what a selector gives, HIE_CHECK for a check. */
#define HIE_CHECK NULL
typedef struct {
    const char *name, *returns, *doc;
    void (*run)(hie_call *call);
    hie_parameter parameters[HIE_MOST_PARAMETERS];
    const char *example;
} hie_function;

extern const hie_function hie_functions[];
extern const char *const hie_library[3];
#define HIE_LIBRARY(name, version, doc) const char *const hie_library[3] = {name, version, doc};

/* ---- memory: blocks that are dropped together when the next call starts ---- */

typedef struct hie_block {
    struct hie_block *next;
} hie_block;
static hie_block *hie_blocks;

static void *hie_new(size_t size) {
    hie_block *block = malloc(sizeof(hie_block) + (size ? size : 1));
    if (!block) abort();
    block->next = hie_blocks;
    hie_blocks = block;
    return block + 1;
}

static void hie_drop_all(void) {
    while (hie_blocks) {
        hie_block *next = hie_blocks->next;
        free(hie_blocks);
        hie_blocks = next;
    }
}

static char *hie_copy(const char *text, size_t length) {
    char *copy = hie_new(length + 1);
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

/* Text that grows. `items` always ends in a zero byte. */
typedef struct {
    char *items;
    size_t count, room;
} hie_text;

static void hie_add(hie_text *text, const char *more, size_t length) {
    if (text->count + length + 1 > text->room) {
        text->room = (text->count + length + 1) * 2;
        char *grown = hie_new(text->room);
        if (text->count) memcpy(grown, text->items, text->count);
        text->items = grown;
    }
    memcpy(text->items + text->count, more, length);
    text->count += length;
    text->items[text->count] = 0;
}

static void hie_put(hie_text *text, const char *more) { hie_add(text, more, strlen(more)); }

/* Text put together from parts, for messages: hie_join("more than ", "3", " lines", NULL). */
__attribute__((sentinel, unused)) static char *hie_join(const char *first, ...) {
    hie_text text = {0};
    __builtin_va_list parts;
    __builtin_va_start(parts, first);
    for (const char *part = first; part; part = __builtin_va_arg(parts, const char *)) hie_put(&text, part);
    __builtin_va_end(parts);
    return text.items ? text.items : hie_copy("", 0);
}

__attribute__((unused)) static char *hie_number(long long number) {
    char digits[24];
    return hie_copy(digits, (size_t)snprintf(digits, sizeof digits, "%lld", number));
}

/* ---- JSON ---- */

typedef enum { HIE_NULL, HIE_BOOL, HIE_INT, HIE_FLOAT, HIE_STRING, HIE_LIST, HIE_OBJECT } hie_json_type;

typedef struct hie_json {
    hie_json_type type;
    const char *source; /* where it stands in the text that was read, and how long it is there */
    size_t length;
    const char *key; /* within an object */
    const char *text;
    long long integer; /* also of a HIE_BOOL */
    double number;
    struct hie_json *first, *next;
} hie_json;

typedef struct {
    const char *at, *end;
    bool bad;
} hie_reader;

static void hie_space(hie_reader *in) {
    while (in->at < in->end && strchr(" \t\r\n", *in->at) && *in->at) in->at++;
}

static bool hie_take(hie_reader *in, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(in->end - in->at) < length || memcmp(in->at, word, length)) return false;
    in->at += length;
    return true;
}

static unsigned hie_hex4(hie_reader *in) {
    unsigned value = 0;
    for (int i = 0; i < 4; i++, in->at++) {
        char c = in->at < in->end ? *in->at : 0;
        unsigned digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 16;
        if (digit == 16) return in->bad = true, 0;
        value = value * 16 + digit;
    }
    return value;
}

static void hie_add_code_point(hie_text *text, unsigned code) {
    char bytes[4];
    if (code < 0x80) {
        bytes[0] = (char)code;
        hie_add(text, bytes, 1);
    } else if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6), bytes[1] = (char)(0x80 | (code & 63));
        hie_add(text, bytes, 2);
    } else if (code < 0x10000) {
        bytes[0] = (char)(0xE0 | code >> 12), bytes[1] = (char)(0x80 | (code >> 6 & 63));
        bytes[2] = (char)(0x80 | (code & 63));
        hie_add(text, bytes, 3);
    } else {
        bytes[0] = (char)(0xF0 | code >> 18), bytes[1] = (char)(0x80 | (code >> 12 & 63));
        bytes[2] = (char)(0x80 | (code >> 6 & 63)), bytes[3] = (char)(0x80 | (code & 63));
        hie_add(text, bytes, 4);
    }
}

static const char *hie_read_text(hie_reader *in) {
    hie_text text = {0};
    if (!hie_take(in, "\"")) return in->bad = true, "";
    while (in->at < in->end && *in->at != '"' && !in->bad) {
        if ((unsigned char)*in->at < 0x20) in->bad = true;
        if (*in->at != '\\') {
            hie_add(&text, in->at++, 1);
            continue;
        }
        in->at++;
        char escape = in->at < in->end ? *in->at++ : 0;
        const char *plain = escape ? strchr("\"\\/", escape) : NULL;
        const char *control = escape ? strchr("b\bf\fn\nr\rt\t", escape) : NULL;
        if (plain) {
            hie_add(&text, plain, 1);
        } else if (control && escape >= 'b') {
            hie_add(&text, control + 1, 1);
        } else if (escape == 'u') {
            unsigned code = hie_hex4(in);
            hie_reader ahead = *in;
            if (code >= 0xD800 && code < 0xDC00 && hie_take(&ahead, "\\u")) {
                unsigned low = hie_hex4(&ahead);
                if (low >= 0xDC00 && low < 0xE000) code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), *in = ahead;
            }
            hie_add_code_point(&text, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
        } else {
            in->bad = true;
        }
    }
    if (!hie_take(in, "\"")) in->bad = true;
    return text.items ? text.items : hie_copy("", 0);
}

static hie_json *hie_read(hie_reader *in, int depth) {
    hie_json *value = hie_new(sizeof *value);
    memset(value, 0, sizeof *value);
    hie_space(in);
    value->source = in->at;
    char c = in->at < in->end ? *in->at : 0;
    if (depth > HIE_DEEPEST) {
        in->bad = true;
    } else if (c == '"') {
        value->type = HIE_STRING;
        value->text = hie_read_text(in);
    } else if (c == '{' || c == '[') {
        const char *close = c == '{' ? "}" : "]";
        hie_json **tail = &value->first;
        value->type = c == '{' ? HIE_OBJECT : HIE_LIST;
        in->at++;
        hie_space(in);
        for (bool more = !hie_take(in, close); more && !in->bad;) {
            const char *key = NULL;
            hie_space(in);
            if (c == '{') {
                key = hie_read_text(in);
                hie_space(in);
                if (!hie_take(in, ":")) in->bad = true;
            }
            if (in->bad) break;
            *tail = hie_read(in, depth + 1);
            (*tail)->key = key;
            tail = &(*tail)->next;
            hie_space(in);
            more = hie_take(in, ",");
            if (!more && !hie_take(in, close)) in->bad = true;
        }
    } else if (hie_take(in, "true") || hie_take(in, "false")) {
        value->type = HIE_BOOL;
        value->integer = c == 't';
    } else if (hie_take(in, "null")) {
        value->type = HIE_NULL;
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        const char *start = in->at;
        bool whole = true;
        while (in->at < in->end && *in->at && strchr("+-.eE0123456789", *in->at))
            if (strchr(".eE", *in->at++)) whole = false;
        char *digits = hie_copy(start, (size_t)(in->at - start));
        value->type = whole ? HIE_INT : HIE_FLOAT;
        value->integer = whole ? strtoll(digits, NULL, 10) : 0;
        value->number = strtod(digits, NULL);
    } else {
        in->bad = true;
    }
    value->length = (size_t)(in->at - value->source);
    return value;
}

/* The member of an object, NULL when there is none. Items of a list follow each other: item = list->first, item->next. */
static hie_json *hie_member(const hie_json *object, const char *key) {
    if (!object || object->type != HIE_OBJECT) return NULL;
    for (hie_json *member = object->first; member; member = member->next)
        if (!strcmp(member->key, key)) return member;
    return NULL;
}

/* The member of an object that is a text, NULL when there is none. */
__attribute__((unused)) static const char *hie_text_member(const hie_json *object, const char *key) {
    const hie_json *member = hie_member(object, key);
    return member && member->type == HIE_STRING ? member->text : NULL;
}

static void hie_quote(hie_text *out, const char *text) {
    hie_put(out, "\"");
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') hie_put(out, "\\");
        if (c < 0x20) {
            char escape[8];
            snprintf(escape, sizeof escape, "\\u%04x", c);
            hie_put(out, escape);
        } else {
            hie_add(out, text, 1);
        }
    }
    hie_put(out, "\"");
}

static void hie_quoted_member(hie_text *out, const char *key, const char *text) {
    hie_quote(out, key);
    hie_put(out, ":");
    hie_quote(out, text);
}

/* ---- a call: arguments and result ---- */

struct hie_call {
    const hie_json *request;
    const hie_function *function;
    const char *workspace; /* `/workspace`: paths below it name files of the checked project */
    const char *error;
    const char *fail;
    const char *value; /* tagged JSON: what a selector gives */
    hie_text violations;
    size_t violation_count;
    const char *first_violation;
};

/* The call ends undecided with this reason. The first reason stands. */
static void hie_error(hie_call *call, const char *reason) {
    if (!call->error) call->error = reason;
}

/* What an argument is, with its tag taken off: {"Int":3} and 3 are the same. Its declared default when it was not given. */
static const hie_json *hie_find_argument(hie_call *call, int index) {
    const hie_json *arguments = hie_member(call->request, "args");
    const hie_json *argument = arguments && arguments->type == HIE_LIST ? arguments->first : NULL;
    const char *fallback = call->function->parameters[index].fallback;
    for (int i = index; argument && i > 0; i--) argument = argument->next;
    if (!argument && fallback) argument = hie_read(&(hie_reader){fallback, fallback + strlen(fallback), false}, 0);
    if (argument && argument->type == HIE_OBJECT && argument->first && !argument->first->next) argument = argument->first;
    return argument;
}

/* The same, if it is of that type; else the call ends undecided. */
static const hie_json *hie_argument(hie_call *call, int index, hie_json_type type, const char *noun) {
    const hie_json *argument = hie_find_argument(call, index);
    if (argument && argument->type == type) return argument;
    hie_error(call, hie_join("argument ", hie_number(index + 1), " is not ", noun, NULL));
    return NULL;
}

__attribute__((unused)) static const char *hie_string(hie_call *call, int index) {
    const hie_json *argument = hie_argument(call, index, HIE_STRING, "a string");
    return argument ? argument->text : "";
}

__attribute__((unused)) static long long hie_int(hie_call *call, int index) {
    const hie_json *argument = hie_argument(call, index, HIE_INT, "an integer");
    return argument ? argument->integer : 0;
}

/* A number, also one without a fraction. */
__attribute__((unused)) static double hie_float(hie_call *call, int index) {
    const hie_json *whole = hie_find_argument(call, index);
    const hie_json *argument = whole && whole->type == HIE_INT ? whole : hie_argument(call, index, HIE_FLOAT, "a number");
    return argument ? argument->number : 0;
}

__attribute__((unused)) static bool hie_bool(hie_call *call, int index) {
    const hie_json *argument = hie_argument(call, index, HIE_BOOL, "a boolean");
    return argument && argument->integer;
}

typedef struct {
    const char **items;
    size_t count, room;
} hie_paths;

static void hie_add_path(hie_paths *paths, const char *path) {
    if (paths->count == paths->room) {
        paths->room = paths->room ? paths->room * 2 : 16;
        const char **grown = hie_new(paths->room * sizeof *grown);
        if (paths->count) memcpy(grown, paths->items, paths->count * sizeof *grown);
        paths->items = grown;
    }
    paths->items[paths->count++] = path;
}

static void hie_add_paths(hie_paths *paths, const hie_json *list) {
    for (const hie_json *path = list ? list->first : NULL; path; path = path->next)
        if (path->type == HIE_STRING) hie_add_path(paths, path->text);
}

/* ---- services of the host ----
 *
 * A service that is called is imported, and the host loads a plugin only with imports that hielements.toml grants:
 * hie_facts, hie_dependencies and hie_host_file need `filesystem = ["read"]`, the others nothing. What is never called is
 * not imported. Answers are JSON, as docs/plugin-protocol.md tells. When the host refuses, the call ends undecided with its
 * reason, and the result is NULL.
 */
#define HIE_SERVICE(name)                                                          \
    __attribute__((import_module("hielements_host"), import_name(#name))) uint64_t \
    hie_service_##name(const char *params, size_t length);
HIE_SERVICE(config)
HIE_SERVICE(dependencies)
HIE_SERVICE(facts)
HIE_SERVICE(log)
HIE_SERVICE(read_file)
HIE_SERVICE(scope_paths)
#define HIE_PORTION 1000 /* files that are asked for at once */

typedef uint64_t hie_service(const char *params, size_t length);

static const hie_json *hie_ask(hie_call *call, hie_service *service, const char *params) {
    uint64_t packed = service(params, strlen(params));
    char *answer = (char *)(uintptr_t)(packed >> 32);
    size_t length = (uint32_t)packed;
    char *copy = hie_copy(answer, length);
    free(answer);
    hie_reader in = {copy, copy + length, false};
    const hie_json *whole = hie_read(&in, 0), *result = hie_member(whole, "result");
    if (result && !in.bad) return result;
    const char *reason = hie_text_member(hie_member(whole, "error"), "message");
    hie_error(call, reason ? reason : "the host gave no answer");
    return NULL;
}

static const char *hie_object(const char *key, const char *text) {
    hie_text params = {0};
    hie_put(&params, "{");
    hie_quoted_member(&params, key, text);
    return hie_put(&params, "}"), params.items;
}

/* Asks about files, some at a time: one list of what all answers have under `key`. */
static const hie_json *hie_ask_about(hie_call *call, hie_service *service, hie_paths files, const char *key) {
    hie_json *all = hie_new(sizeof *all), **tail = &all->first;
    memset(all, 0, sizeof *all);
    all->type = HIE_LIST;
    for (size_t start = 0; start < files.count; start += HIE_PORTION) {
        hie_text params = {0};
        for (size_t i = start; i < files.count && i < start + HIE_PORTION; i++) {
            hie_put(&params, i == start ? "{\"paths\":[" : ",");
            hie_quote(&params, files.items[i]);
        }
        hie_put(&params, "]}");
        const hie_json *answer = hie_ask(call, service, params.items), *problems = hie_member(answer, "failures");
        if (problems && problems->first) {
            const char *reason = hie_text_member(problems->first, "message");
            hie_error(call, reason ? reason : "the host could not tell");
            return NULL;
        }
        const hie_json *found = hie_member(answer, key);
        if (!found) return NULL;
        for (*tail = found->first; *tail;) tail = &(*tail)->next;
    }
    return all;
}

/* What the host knows of source files, as it parsed them: a list that has for each file its `path`, `language`, `imports`,
 * `symbols`, `docstring`, or an `error`. */
__attribute__((unused)) static const hie_json *hie_facts(hie_call *call, hie_paths files) {
    return hie_ask_about(call, hie_service_facts, files, "files");
}

/* What the files depend on: a list of `path`, `line`, `column`, `name`, `targets`, `external`, one for each use. */
__attribute__((unused)) static const hie_json *hie_dependencies(hie_call *call, hie_paths files) {
    return hie_ask_about(call, hie_service_dependencies, files, "dependencies");
}

/* The text of a file as the host sees it: what the workspace ignores is not there, and an editor may hold a newer text. */
__attribute__((unused)) static const char *hie_host_file(hie_call *call, const char *path) {
    const hie_json *answer = hie_ask(call, hie_service_read_file, hie_object("path", path));
    const char *text = hie_text_member(answer, "text");
    if (answer && !text) hie_error(call, hie_join(path, " is not UTF-8 text", NULL));
    return text;
}

/* An option of the plugin, from `options` of its entry in hielements.toml; NULL when it is not set. */
__attribute__((unused)) static const hie_json *hie_option(hie_call *call, const char *name) {
    return hie_member(hie_member(hie_ask(call, hie_service_config, "{}"), "options"), name);
}

/* A remark in the notes of the run. `level` is debug, info, warning or error. */
__attribute__((unused)) static void hie_log(hie_call *call, const char *level, const char *message) {
    hie_text params = {0};
    hie_put(&params, "{");
    hie_quoted_member(&params, "level", level);
    hie_put(&params, ",");
    hie_quoted_member(&params, "message", message);
    hie_put(&params, "}");
    hie_ask(call, hie_service_log, params.items);
}

/* The files of an argument that is a scope, in the order of the host. Those of a large one are fetched. */
__attribute__((unused)) static hie_paths hie_scope(hie_call *call, int index) {
    hie_paths paths = {0};
    const hie_json *scope = hie_argument(call, index, HIE_OBJECT, "a scope");
    const char *handle = hie_text_member(scope, "handle");
    hie_add_paths(&paths, hie_member(scope, "paths"));
    for (bool more = handle; more;) {
        hie_text params = {0};
        hie_put(&params, "{");
        hie_quoted_member(&params, "handle", handle);
        hie_put(&params, hie_join(",\"offset\":", hie_number((long long)paths.count), "}", NULL));
        const hie_json *page = hie_ask(call, hie_service_scope_paths, params.items), *next = hie_member(page, "next");
        hie_add_paths(&paths, hie_member(page, "paths"));
        more = next && next->type == HIE_INT;
    }
    return paths;
}

/* The texts of an argument that is a list of strings. */
__attribute__((unused)) static hie_paths hie_strings(hie_call *call, int index) {
    hie_paths texts = {0};
    const hie_json *list = hie_argument(call, index, HIE_LIST, "a list");
    for (const hie_json *item = list ? list->first : NULL; item; item = item->next) {
        const hie_json *text = item->type == HIE_OBJECT && item->first ? item->first : item;
        if (text->type == HIE_STRING) hie_add_path(&texts, text->text);
        else hie_error(call, hie_join("argument ", hie_number(index + 1), " is not a list of strings", NULL));
    }
    return texts;
}

/* The path as users write it: relative to the workspace. */
static const char *hie_relative(hie_call *call, const char *path) {
    size_t length = strlen(call->workspace);
    return !strncmp(path, call->workspace, length) && path[length] == '/' ? path + length + 1 : path;
}

/* One place that breaks the rule of a check. `line` and `column` count from 1, 0 means the whole file; columns count
 * characters (see hie_column). `evidence` may be NULL. */
__attribute__((unused)) static void hie_violation(hie_call *call, const char *path, size_t line, size_t column,
                                                  const char *message, const char *evidence) {
    hie_text *out = &call->violations;
    if (call->violation_count++) hie_put(out, ",");
    else call->first_violation = message;
    hie_put(out, "{");
    hie_quoted_member(out, "path", path);
    if (line) hie_put(out, hie_join(",\"line\":", hie_number((long long)line), NULL));
    if (column) hie_put(out, hie_join(",\"column\":", hie_number((long long)column), NULL));
    hie_put(out, ",");
    hie_quoted_member(out, "message", message);
    if (evidence) hie_put(out, ","), hie_quoted_member(out, "evidence", evidence);
    hie_put(out, "}");
}

/* A check that breaks without a place. */
__attribute__((unused)) static void hie_fail(hie_call *call, const char *message) { call->fail = message; }

/* ---- what a selector gives ---- */

/* An argument as JSON, just as the host sent it, for values that this kit has no type for; hie_give gives such a value. */
__attribute__((unused)) static const char *hie_value(hie_call *call, int index) {
    const hie_json *arguments = hie_member(call->request, "args");
    const hie_json *argument = arguments && arguments->type == HIE_LIST ? arguments->first : NULL;
    for (int i = index; argument && i > 0; i--) argument = argument->next;
    return argument ? hie_copy(argument->source, argument->length) : "null";
}

__attribute__((unused)) static void hie_give(hie_call *call, const char *json) { call->value = json; }

/* `kind` is File, Folder or Glob; `selected` what the specification asked for. */
__attribute__((unused)) static void hie_give_scope(hie_call *call, const char *kind, const char *selected, hie_paths paths) {
    hie_text out = {0};
    hie_put(&out, "{\"Scope\":{\"kind\":{");
    hie_quoted_member(&out, kind, selected);
    hie_put(&out, "},\"paths\":[");
    for (size_t i = 0; i < paths.count; i++) {
        if (i) hie_put(&out, ",");
        hie_quote(&out, paths.items[i]);
    }
    hie_put(&out, "],\"resolved\":true}}");
    call->value = out.items;
}

__attribute__((unused)) static void hie_give_string(hie_call *call, const char *text) {
    hie_text out = {0};
    hie_put(&out, "{");
    hie_quoted_member(&out, "String", text);
    hie_put(&out, "}");
    call->value = out.items;
}

__attribute__((unused)) static void hie_give_strings(hie_call *call, hie_paths texts) {
    hie_text out = {0};
    hie_put(&out, "{\"List\":[");
    for (size_t i = 0; i < texts.count; i++) {
        hie_put(&out, i ? ",{" : "{");
        hie_quoted_member(&out, "String", texts.items[i]);
        hie_put(&out, "}");
    }
    hie_put(&out, "]}");
    call->value = out.items;
}

__attribute__((unused)) static void hie_give_int(hie_call *call, long long number) {
    call->value = hie_join("{\"Int\":", hie_number(number), "}", NULL);
}

__attribute__((unused)) static void hie_give_bool(hie_call *call, bool truth) {
    call->value = truth ? "{\"Bool\":true}" : "{\"Bool\":false}";
}

/* ---- files, where hielements.toml grants `filesystem = ["read"]` ---- */

static bool hie_is_utf8(const unsigned char *at, const unsigned char *end) {
    while (at < end) {
        unsigned char c = *at++;
        int more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : -1;
        if (more < 0 || end - at < more) return false;
        if ((c == 0xE0 && *at < 0xA0) || (c == 0xED && *at > 0x9F) || (c == 0xF0 && *at < 0x90) || (c == 0xF4 && *at > 0x8F))
            return false;
        for (; more; more--)
            if ((*at++ & 0xC0) != 0x80) return false;
    }
    return true;
}

/* The text of a file. When it cannot be read or is no UTF-8, the call ends undecided and the result is NULL. */
__attribute__((unused)) static char *hie_read_file(hie_call *call, const char *path) {
    FILE *file = fopen(path, "rb");
    hie_text text = {0};
    char part[4096];
    size_t count;
    if (file) {
        hie_put(&text, "");
        while ((count = fread(part, 1, sizeof part, file)) > 0) hie_add(&text, part, count);
        bool broken = ferror(file);
        fclose(file);
        if (!broken) {
            const unsigned char *start = (const unsigned char *)text.items;
            if (!memchr(text.items, 0, text.count) && hie_is_utf8(start, start + text.count)) return text.items;
            hie_error(call, hie_join(hie_relative(call, path), " is not UTF-8 text", NULL));
            return NULL;
        }
    }
    hie_error(call, hie_join("cannot read ", hie_relative(call, path), NULL));
    return NULL;
}

static int hie_compare_paths(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void hie_walk(hie_call *call, const char *folder, hie_paths *found) {
    DIR *open = opendir(folder);
    if (!open) {
        hie_error(call, hie_join("cannot read ", hie_relative(call, folder), NULL));
        return;
    }
    for (struct dirent *entry; (entry = readdir(open));) {
        if (entry->d_name[0] == '.') continue;
        const char *path = hie_join(folder, "/", entry->d_name, NULL);
        if (entry->d_type == DT_DIR) hie_walk(call, path, found);
        else if (entry->d_type == DT_REG) hie_add_path(found, path);
    }
    closedir(open);
}

/* Every file below a folder of the workspace, sorted. Names that start with a dot and symbolic links are left out. */
__attribute__((unused)) static hie_paths hie_files_below(hie_call *call, const char *folder) {
    hie_paths found = {0};
    size_t length = strlen(folder);
    while (length && folder[length - 1] == '/') length--;
    const char *inside = length ? hie_join("/", hie_copy(folder, length), NULL) : "";
    hie_walk(call, hie_join(call->workspace, inside, NULL), &found);
    if (found.count) qsort(found.items, found.count, sizeof *found.items, hie_compare_paths);
    return found;
}

/* The column of a byte within its line, in characters from 1. */
__attribute__((unused)) static size_t hie_column(const char *line, const char *at) {
    size_t column = 1;
    for (; line < at; line++)
        if ((*line & 0xC0) != 0x80) column++;
    return column;
}

/* ---- exports ---- */

/* Where the result stands and how long it is, in the one number that every compiler can return. */
static uint64_t hie_packed(const hie_text *out) { return (uint64_t)(uint32_t)(uintptr_t)out->items << 32 | (uint32_t)out->count; }

static uint64_t hie_answer_error(const char *reason) {
    hie_text out = {0};
    hie_put(&out, "{");
    hie_quoted_member(&out, "Error", reason);
    hie_put(&out, "}");
    return hie_packed(&out);
}

HIE_EXPORT("alloc") void *hie_export_alloc(int32_t size) { return malloc(size > 0 ? (size_t)size : 1); }

/* The input belongs to the plugin from here on; what the call before gave is dropped. */
static uint64_t hie_answer(char *input, int32_t length, bool check) {
    hie_drop_all();
    char *text = hie_copy(input, (size_t)length);
    free(input);
    hie_reader in = {text, text + length, false};
    hie_call call = {.request = hie_read(&in, 0)};
    const hie_json *name = hie_member(call.request, "function"), *workspace = hie_member(call.request, "workspace");
    if (in.bad || !name || name->type != HIE_STRING) return hie_answer_error("the request is not valid");
    call.workspace = workspace && workspace->type == HIE_STRING ? workspace->text : "";
    const hie_function *function = hie_functions;
    while (function->name && (check != !function->returns || strcmp(function->name, name->text))) function++;
    if (!function->name) {
        const char *noun = check ? "check" : "selector";
        return hie_answer_error(hie_join("there is no ", noun, " `", name->text, "`", NULL));
    }
    call.function = function;
    function->run(&call);
    if (call.error) return hie_answer_error(call.error);
    hie_text out = {0};
    if (!check) {
        hie_put(&out, call.value ? call.value : "null");
    } else if (call.violation_count) {
        const char *all = call.violation_count == 1 ? call.first_violation
                                                    : hie_join(hie_number((long long)call.violation_count), " violations", NULL);
        hie_put(&out, "{\"Fail\":{");
        hie_quoted_member(&out, "message", call.fail ? call.fail : all);
        hie_put(&out, hie_join(",\"violations\":[", call.violations.items, "]}}", NULL));
    } else if (call.fail) {
        hie_put(&out, "{");
        hie_quoted_member(&out, "Fail", call.fail);
        hie_put(&out, "}");
    } else {
        hie_put(&out, "{\"Pass\":null}");
    }
    return hie_packed(&out);
}

HIE_EXPORT("library_call") uint64_t hie_export_call(char *input, int32_t length) { return hie_answer(input, length, false); }

HIE_EXPORT("library_check") uint64_t hie_export_check(char *input, int32_t length) { return hie_answer(input, length, true); }

static void hie_describe(hie_text *out, bool checks, bool whole) {
    bool first = true;
    for (const hie_function *function = hie_functions; function->name; function++) {
        if (checks != !function->returns) continue;
        if (!first) hie_put(out, ",");
        first = false;
        if (!whole) {
            hie_quote(out, function->name);
            continue;
        }
        hie_put(out, "{");
        hie_quoted_member(out, "name", function->name);
        hie_put(out, ",");
        hie_quoted_member(out, "description", function->doc);
        hie_put(out, ",\"parameters\":[");
        for (int i = 0; i < HIE_MOST_PARAMETERS && function->parameters[i].name; i++) {
            const hie_parameter *parameter = &function->parameters[i];
            hie_put(out, i ? ",{" : "{");
            hie_quoted_member(out, "name", parameter->name);
            hie_put(out, ",");
            hie_quoted_member(out, "type", parameter->type);
            hie_put(out, ",");
            hie_quoted_member(out, "description", parameter->doc);
            if (parameter->fallback) hie_put(out, hie_join(",\"default\":", parameter->fallback, NULL));
            hie_put(out, "}");
        }
        hie_put(out, "]");
        if (function->returns) hie_put(out, ","), hie_quoted_member(out, "return_type", function->returns);
        if (function->example) hie_put(out, ","), hie_quoted_member(out, "example", function->example);
        hie_put(out, "}");
    }
}

static uint64_t hie_description(char *input, bool whole) {
    hie_drop_all();
    free(input);
    hie_text out = {0};
    hie_put(&out, "{");
    hie_quoted_member(&out, "name", hie_library[0]);
    hie_put(&out, ",");
    hie_quoted_member(&out, "version", hie_library[1]);
    hie_put(&out, ",");
    hie_quoted_member(&out, "description", hie_library[2]);
    hie_put(&out, ",\"functions\":[");
    hie_describe(&out, false, whole);
    hie_put(&out, "],\"checks\":[");
    hie_describe(&out, true, whole);
    hie_put(&out, "]}");
    return hie_packed(&out);
}

/* Large scopes come by a handle, because the kit says that it can fetch them. */
HIE_EXPORT("initialize") uint64_t hie_export_initialize(char *input, int32_t length) {
    hie_drop_all();
    free(input);
    hie_text out = {0};
    hie_put(&out, "{\"protocolVersion\":\"1.0\",\"capabilities\":{\"scopeHandles\":true}}");
    return (void)length, hie_packed(&out);
}

HIE_EXPORT("library_metadata") uint64_t hie_export_metadata(char *input, int32_t length) { return (void)length, hie_description(input, false); }

HIE_EXPORT("library_doc") uint64_t hie_export_doc(char *input, int32_t length) { return (void)length, hie_description(input, true); }

#endif
