/* Every service of the host, used once: the same plugin in every language that has a kit. */
#include "hielements.h"

static void echo(hie_call *call) { hie_give(call, hie_value(call, 0)); }

static void size(hie_call *call) { hie_give_int(call, (long long)hie_scope(call, 0).count); }

static void content(hie_call *call) {
    const char *path = hie_string(call, 0);
    hie_log(call, "warning", hie_join("read ", path, NULL));
    const char *text = hie_host_file(call, hie_join(call->workspace, "/", path, NULL));
    hie_give_string(call, text ? text : "");
}

static void setting(hie_call *call) {
    const hie_json *value = hie_option(call, hie_string(call, 0));
    hie_give_string(call, value && value->type == HIE_STRING ? value->text : "");
}

static void documented(hie_call *call) {
    const hie_json *files = hie_facts(call, hie_scope(call, 0));
    for (const hie_json *file = files ? files->first : NULL; file; file = file->next) {
        const hie_json *symbols = hie_member(file, "symbols");
        if (!symbols) hie_error(call, hie_text_member(file, "error"));
        for (const hie_json *symbol = symbols ? symbols->first : NULL; symbol; symbol = symbol->next) {
            const char *doc = hie_text_member(symbol, "docstring");
            if (doc && *doc) continue;
            const char *message = hie_join("`", hie_text_member(symbol, "name"), "` has no docstring", NULL);
            hie_violation(call, hie_text_member(file, "path"), (size_t)hie_member(symbol, "line")->integer, 0, message, NULL);
        }
    }
}

static void unused(hie_call *call) {
    const hie_json *uses = hie_dependencies(call, hie_scope(call, 0));
    const char *name = hie_string(call, 1);
    for (const hie_json *use = uses ? uses->first : NULL; use; use = use->next)
        if (!strcmp(hie_text_member(use, "name"), name))
            hie_violation(call, hie_text_member(use, "path"), (size_t)hie_member(use, "line")->integer, 0,
                          hie_join("depends on ", name, NULL), NULL);
}

const hie_function hie_functions[] = {
    {"echo", "Any", "What it is given.", echo, {{"value", "Any", "Anything."}}},
    {"size", "Int", "How many files there are.", size, {{"files", "Scope", "The files to count."}}},
    {"content", "String", "The text of a file.", content, {{"path", "String", "The file."}}},
    {"setting", "String", "An option of the plugin.", setting, {{"name", "String", "Its name."}}},
    {"documented", HIE_CHECK, "Every symbol says what it is.", documented, {{"files", "Scope", "The files to look at."}}},
    {"unused", HIE_CHECK, "No file depends on a name.", unused,
     {{"files", "Scope", "The files to look at."}, {"name", "String", "What must not be depended on."}}},
    {0},
};

HIE_LIBRARY("services", "0.1.0", "What plugins ask of the host.")
