/* Conventions: rules about files of any language. The same plugin exists in every language that has a kit. */
#include "hielements.h"

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && !strcmp(text + length - end_length, end);
}

/* Cuts the first line off a text, in place: the line without its end, NULL after the last one. */
static char *next_line(char **rest) {
    char *line = *rest;
    if (!line || !*line) return NULL;
    char *end = line; /* some libraries measure the whole text before they look for a character in it */
    while (*end && *end != '\n') end++;
    *rest = *end ? end + 1 : NULL;
    size_t length = (size_t)(end - line);
    if (length && line[length - 1] == '\r') length--;
    line[length] = 0;
    return line;
}

static void sources(hie_call *call) {
    const char *folder = hie_string(call, 0), *suffix = hie_string(call, 1);
    hie_paths all = hie_files_below(call, folder), chosen = {0};
    for (size_t i = 0; i < all.count; i++)
        if (ends_with(all.items[i], suffix)) hie_add_path(&chosen, all.items[i]);
    hie_give_scope(call, "Folder", folder, chosen);
}

static void count(hie_call *call) { hie_give_int(call, (long long)hie_scope(call, 0).count); }

static void comments(hie_call *call) {
    hie_paths files = hie_scope(call, 0);
    double share = hie_float(call, 1);
    hie_paths marks = hie_strings(call, 2);
    for (size_t i = 0; i < files.count; i++) {
        char *rest = hie_read_file(call, files.items[i]), *line;
        long long found = 0, filled = 0;
        while ((line = next_line(&rest))) {
            line += strspn(line, " \t");
            bool comment = false;
            for (size_t k = 0; k < marks.count; k++) comment |= !strncmp(line, marks.items[k], strlen(marks.items[k]));
            if (*line) filled++, found += comment;
        }
        const char *message = hie_join(hie_number(found), " of ", hie_number(filled), " lines are comments", NULL);
        if (found < share * filled) hie_violation(call, files.items[i], 0, 0, message, NULL);
    }
}

static void starts_with(hie_call *call) {
    hie_paths files = hie_scope(call, 0);
    const char *text = hie_string(call, 1);
    for (size_t i = 0; i < files.count; i++) {
        char *rest = hie_read_file(call, files.items[i]);
        const char *first = next_line(&rest);
        if (!first) first = "";
        if (strncmp(first, text, strlen(text)))
            hie_violation(call, files.items[i], 1, 1, hie_join("does not start with `", text, "`", NULL), first);
    }
}

static void max_lines(hie_call *call) {
    hie_paths files = hie_scope(call, 0);
    long long limit = hie_int(call, 1);
    for (size_t i = 0; i < files.count; i++) {
        char *rest = hie_read_file(call, files.items[i]);
        long long count = 0;
        while (next_line(&rest)) count++;
        if (count > limit) {
            const char *message = hie_join(hie_number(count), " lines, allowed are ", hie_number(limit), NULL);
            hie_violation(call, files.items[i], (size_t)(limit < 0 ? 1 : limit + 1), 0, message, NULL);
        }
    }
}

static void no_text(hie_call *call) {
    hie_paths files = hie_scope(call, 0);
    const char *text = hie_string(call, 1);
    if (!*text) hie_error(call, "the text to look for is empty");
    for (size_t i = 0; i < files.count && *text; i++) {
        char *rest = hie_read_file(call, files.items[i]), *line;
        for (size_t number = 1; (line = next_line(&rest)); number++) {
            const char *at = strstr(line, text);
            if (at) hie_violation(call, files.items[i], number, hie_column(line, at), hie_join("has `", text, "`", NULL), line);
        }
    }
}

static void file_names(hie_call *call) {
    hie_paths files = hie_scope(call, 0);
    const char *style = hie_string(call, 1);
    bool snake = !strcmp(style, "snake_case");
    if (!snake && strcmp(style, "kebab-case")) hie_error(call, hie_join("there is no style `", style, "`", NULL));
    for (size_t i = 0; i < files.count; i++) {
        const char *path = hie_relative(call, files.items[i]), *slash = strrchr(path, '/'), *c = slash ? slash + 1 : path;
        const char *name = c;
        while ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == (snake ? '_' : '-')) c++;
        if (*c && *c != '.') hie_violation(call, files.items[i], 0, 0, hie_join("`", name, "` is not ", style, NULL), NULL);
    }
}

const hie_function hie_functions[] = {
    {"sources", "Scope", "Every file below a folder, without hidden ones.", sources,
     {{"folder", "String", "The folder, relative to the workspace."},
      {"suffix", "String", "Only files whose names end with it.", "{\"String\":\"\"}"}},
     "scope src = conventions.sources('src', '.py')"},
    {"count", "Int", "How many files there are.", count, {{"files", "Scope", "The files to count."}},
     "check conventions.count(src) <= 40"},
    {"comments", HIE_CHECK, "At least a share of the lines that are not blank are comments.", comments,
     {{"files", "Scope", "The files to look at."},
      {"share", "Float", "The least share, from 0 to 1.", "{\"Float\":0.1}"},
      {"marks", "List[String]", "What comments start with.", "{\"List\":[{\"String\":\"#\"},{\"String\":\"//\"}]}"}},
     "check conventions.comments(src, 0.2, ['--'])"},
    {"starts_with", HIE_CHECK, "Each file starts with a text, such as a licence line.", starts_with,
     {{"files", "Scope", "The files to look at."}, {"text", "String", "What the first line starts with."}},
     "check conventions.starts_with(src, '# Copyright')"},
    {"max_lines", HIE_CHECK, "No file has more lines than allowed.", max_lines,
     {{"files", "Scope", "The files to look at."}, {"limit", "Int", "The most lines a file may have.", "{\"Int\":300}"}},
     "check conventions.max_lines(src, 400)"},
    {"no_text", HIE_CHECK, "No line of any file has a text, such as a forbidden word.", no_text,
     {{"files", "Scope", "The files to look at."}, {"text", "String", "The text to look for."}},
     "check conventions.no_text(src, 'FIXME')"},
    {"file_names", HIE_CHECK, "Files are named in one style. Needs no access to files.", file_names,
     {{"files", "Scope", "The files to look at."},
      {"style", "String", "`snake_case` or `kebab-case`.", "{\"String\":\"snake_case\"}"}},
     "check conventions.file_names(src, 'kebab-case')"},
    {0},
};

HIE_LIBRARY("conventions", "0.1.0", "Rules about files of any language: how they start, how long they are, what they are called.")
