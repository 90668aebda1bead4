//! Every service of the host, used once: the same plugin in every language that has a kit.
const std = @import("std");
const hie = @import("hielements.zig");

comptime {
    _ = hie;
}

fn echo(call: *hie.Call) hie.Failure!hie.Value {
    return .{ .json = call.raw(0) };
}

fn size(call: *hie.Call) hie.Failure!hie.Value {
    return .{ .int = @intCast((try call.scope(0)).len) };
}

fn content(call: *hie.Call) hie.Failure!hie.Value {
    const path = try call.string(0);
    try call.log(.warning, try call.print("read {s}", .{path}));
    return .{ .string = try call.hostFile(try call.print("{s}/{s}", .{ call.workspace, path })) };
}

fn setting(call: *hie.Call) hie.Failure!hie.Value {
    const value = try call.option(try call.string(0));
    return .{ .string = if (value == .string) value.string else "" };
}

fn documented(call: *hie.Call) hie.Failure!void {
    for (try call.facts(try call.scope(0))) |file| {
        const trouble = hie.member(file, "error");
        if (trouble == .string) return call.undecided("{s}", .{trouble.string});
        for (hie.member(file, "symbols").array.items) |symbol| {
            const doc = hie.member(symbol, "docstring");
            if (doc == .string and doc.string.len > 0) continue;
            const message = try call.print("`{s}` has no docstring", .{hie.member(symbol, "name").string});
            const line: usize = @intCast(hie.member(symbol, "line").integer);
            try call.violation(.{ .path = hie.member(file, "path").string, .line = line, .message = message });
        }
    }
}

fn unused(call: *hie.Call) hie.Failure!void {
    const name = try call.string(1);
    for (try call.dependencies(try call.scope(0))) |use| {
        if (!std.mem.eql(u8, hie.member(use, "name").string, name)) continue;
        const line: usize = @intCast(hie.member(use, "line").integer);
        const message = try call.print("depends on {s}", .{name});
        try call.violation(.{ .path = hie.member(use, "path").string, .line = line, .message = message });
    }
}

const files = hie.Parameter{ .name = "files", .type = "Scope", .doc = "The files to look at." };

pub const library = hie.Library{
    .name = "services",
    .version = "0.1.0",
    .doc = "What plugins ask of the host.",
    .functions = &.{
        .{ .name = "echo", .doc = "What it is given.", .returns = "Any", .select = echo, .parameters = &.{
            .{ .name = "value", .type = "Any", .doc = "Anything." },
        } },
        .{ .name = "size", .doc = "How many files there are.", .returns = "Int", .select = size, .parameters = &.{
            .{ .name = "files", .type = "Scope", .doc = "The files to count." },
        } },
        .{ .name = "content", .doc = "The text of a file.", .returns = "String", .select = content, .parameters = &.{
            .{ .name = "path", .type = "String", .doc = "The file." },
        } },
        .{ .name = "setting", .doc = "An option of the plugin.", .returns = "String", .select = setting, .parameters = &.{
            .{ .name = "name", .type = "String", .doc = "Its name." },
        } },
        .{ .name = "documented", .doc = "Every symbol says what it is.", .check = documented, .parameters = &.{files} },
        .{ .name = "unused", .doc = "No file depends on a name.", .check = unused, .parameters = &.{
            files,
            .{ .name = "name", .type = "String", .doc = "What must not be depended on." },
        } },
    },
};
