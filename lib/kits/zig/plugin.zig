//! Conventions: rules about files of any language. The same plugin exists in every language that has a kit.

const std = @import("std");
const hie = @import("hielements.zig");

/// The lines of a text without their ends.
const Lines = struct {
    rest: []const u8,

    fn next(self: *Lines) ?[]const u8 {
        if (self.rest.len == 0) return null;
        const end = std.mem.findScalar(u8, self.rest, '\n') orelse self.rest.len;
        const line = self.rest[0..end];
        self.rest = self.rest[@min(end + 1, self.rest.len)..];
        return if (std.mem.endsWith(u8, line, "\r")) line[0 .. line.len - 1] else line;
    }
};

fn sources(call: *hie.Call) hie.Failure!hie.Value {
    const folder = try call.string(0);
    const suffix = try call.string(1);
    var chosen: std.ArrayList([]const u8) = .empty;
    for (try call.filesBelow(folder)) |path| {
        if (std.mem.endsWith(u8, path, suffix)) try chosen.append(call.arena, path);
    }
    return .{ .scope = .{ .kind = .Folder, .selected = folder, .paths = chosen.items } };
}

fn count(call: *hie.Call) hie.Failure!hie.Value {
    return .{ .int = @intCast((try call.scope(0)).len) };
}

fn comments(call: *hie.Call) hie.Failure!void {
    const files = try call.scope(0);
    const share = try call.float(1);
    const marks = try call.strings(2);
    for (files) |path| {
        var lines = Lines{ .rest = try call.readFile(path) };
        var found: usize = 0;
        var filled: usize = 0;
        while (lines.next()) |whole| {
            const line = std.mem.trimStart(u8, whole, " \t");
            if (line.len == 0) continue;
            filled += 1;
            for (marks) |mark| if (std.mem.startsWith(u8, line, mark)) {
                found += 1;
                break;
            };
        }
        if (@as(f64, @floatFromInt(found)) >= share * @as(f64, @floatFromInt(filled))) continue;
        try call.violation(.{ .path = path, .message = try call.print("{d} of {d} lines are comments", .{ found, filled }) });
    }
}

fn startsWith(call: *hie.Call) hie.Failure!void {
    const files = try call.scope(0);
    const text = try call.string(1);
    for (files) |path| {
        var lines = Lines{ .rest = try call.readFile(path) };
        const first = lines.next() orelse "";
        if (std.mem.startsWith(u8, first, text)) continue;
        const message = try call.print("does not start with `{s}`", .{text});
        try call.violation(.{ .path = path, .line = 1, .column = 1, .message = message, .evidence = first });
    }
}

fn maxLines(call: *hie.Call) hie.Failure!void {
    const files = try call.scope(0);
    const limit = try call.int(1);
    for (files) |path| {
        var lines = Lines{ .rest = try call.readFile(path) };
        var total: i64 = 0;
        while (lines.next()) |_| total += 1;
        if (total <= limit) continue;
        const message = try call.print("{d} lines, allowed are {d}", .{ total, limit });
        try call.violation(.{ .path = path, .line = @intCast(@max(limit + 1, 1)), .message = message });
    }
}

fn noText(call: *hie.Call) hie.Failure!void {
    const files = try call.scope(0);
    const text = try call.string(1);
    if (text.len == 0) return call.undecided("the text to look for is empty", .{});
    for (files) |path| {
        var lines = Lines{ .rest = try call.readFile(path) };
        var number: usize = 1;
        while (lines.next()) |line| : (number += 1) {
            const at = std.mem.find(u8, line, text) orelse continue;
            const message = try call.print("has `{s}`", .{text});
            try call.violation(.{ .path = path, .line = number, .column = hie.column(line, at), .message = message, .evidence = line });
        }
    }
}

fn fileNames(call: *hie.Call) hie.Failure!void {
    const files = try call.scope(0);
    const style = try call.string(1);
    const snake = std.mem.eql(u8, style, "snake_case");
    if (!snake and !std.mem.eql(u8, style, "kebab-case")) return call.undecided("there is no style `{s}`", .{style});
    const allowed = if (snake) "abcdefghijklmnopqrstuvwxyz0123456789_" else "abcdefghijklmnopqrstuvwxyz0123456789-";
    for (files) |path| {
        const name = std.fs.path.basenamePosix(path);
        const end = std.mem.findNone(u8, name, allowed) orelse continue;
        if (name[end] == '.') continue;
        try call.violation(.{ .path = path, .message = try call.print("`{s}` is not {s}", .{ name, style }) });
    }
}

const files_parameter = hie.Parameter{ .name = "files", .type = "Scope", .doc = "The files to look at." };

pub const library = hie.Library{
    .name = "conventions",
    .version = "0.1.0",
    .doc = "Rules about files of any language: how they start, how long they are, what they are called.",
    .functions = &.{
        .{
            .name = "sources",
            .doc = "Every file below a folder, without hidden ones.",
            .example = "scope src = conventions.sources('src', '.py')",
            .returns = "Scope",
            .select = sources,
            .parameters = &.{
                .{ .name = "folder", .type = "String", .doc = "The folder, relative to the workspace." },
                .{ .name = "suffix", .type = "String", .doc = "Only files whose names end with it.", .default = .{ .string = "" } },
            },
        },
        .{
            .name = "count",
            .doc = "How many files there are.",
            .example = "check conventions.count(src) <= 40",
            .returns = "Int",
            .select = count,
            .parameters = &.{.{ .name = "files", .type = "Scope", .doc = "The files to count." }},
        },
        .{
            .name = "comments",
            .doc = "At least a share of the lines that are not blank are comments.",
            .example = "check conventions.comments(src, 0.2, ['--'])",
            .check = comments,
            .parameters = &.{
                files_parameter,
                .{ .name = "share", .type = "Float", .doc = "The least share, from 0 to 1.", .default = .{ .float = 0.1 } },
                .{ .name = "marks", .type = "List[String]", .doc = "What comments start with.", .default = .{ .strings = &.{ "#", "//" } } },
            },
        },
        .{
            .name = "starts_with",
            .doc = "Each file starts with a text, such as a licence line.",
            .example = "check conventions.starts_with(src, '# Copyright')",
            .check = startsWith,
            .parameters = &.{ files_parameter, .{ .name = "text", .type = "String", .doc = "What the first line starts with." } },
        },
        .{
            .name = "max_lines",
            .doc = "No file has more lines than allowed.",
            .example = "check conventions.max_lines(src, 400)",
            .check = maxLines,
            .parameters = &.{ files_parameter, .{ .name = "limit", .type = "Int", .doc = "The most lines a file may have.", .default = .{ .int = 300 } } },
        },
        .{
            .name = "no_text",
            .doc = "No line of any file has a text, such as a forbidden word.",
            .example = "check conventions.no_text(src, 'FIXME')",
            .check = noText,
            .parameters = &.{ files_parameter, .{ .name = "text", .type = "String", .doc = "The text to look for." } },
        },
        .{
            .name = "file_names",
            .doc = "Files are named in one style. Needs no access to files.",
            .example = "check conventions.file_names(src, 'kebab-case')",
            .check = fileNames,
            .parameters = &.{ files_parameter, .{ .name = "style", .type = "String", .doc = "`snake_case` or `kebab-case`.", .default = .{ .string = "snake_case" } } },
        },
    },
};

comptime {
    _ = hie;
}
