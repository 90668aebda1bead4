//! The Hielements kit for WebAssembly plugins in Zig: one file, beside the plugin's own.
//!
//! A plugin declares `pub const library` with its functions. The kit reads the request, calls the function, packs the
//! result, and answers what the library is from that same declaration.
//!
//!     const hie = @import("hielements.zig");
//!     pub const library = hie.Library{ .name = "style", .version = "0.1.0", .doc = "Rules about white space.", .functions = &.{
//!         .{ .name = "no_tabs", .doc = "No line has a tab.", .check = noTabs, .parameters = &.{
//!             .{ .name = "files", .type = "Scope", .doc = "The files to look at." },
//!         } },
//!     } };
//!     fn noTabs(call: *hie.Call) hie.Failure!void { for (try call.scope(0)) |path| ... try call.violation(...); }
//!     comptime { _ = hie; }
//!
//! All memory that the kit hands out (`call.arena`) lives until the next call. A wrong argument or an unreadable file ends
//! the call undecided, with a reason; so does `return call.undecided("reason {s}", .{..})`.

const std = @import("std");
const library = @import("root").library;
pub const Json = std.json.Value;

pub const Failure = error{ Undecided, OutOfMemory };

/// A plain value: of a parameter's default, of what a selector gives.
pub const Value = union(enum) {
    string: []const u8,
    int: i64,
    float: f64,
    boolean: bool,
    strings: []const []const u8,
    scope: Scope,
    /// Tagged JSON: an argument that was had by `call.raw`, for types that this kit does not have.
    json: Json,

    pub fn jsonStringify(self: Value, out: anytype) !void {
        switch (self) {
            .string => |text| try out.write(.{ .String = text }),
            .int => |number| try out.write(.{ .Int = number }),
            .float => |number| try out.write(.{ .Float = number }),
            .strings => |texts| {
                try out.beginObject();
                try out.objectField("List");
                try out.beginArray();
                for (texts) |text| try out.write(.{ .String = text });
                try out.endArray();
                try out.endObject();
            },
            .boolean => |truth| try out.write(.{ .Bool = truth }),
            .scope => |scope| try out.write(.{ .Scope = scope }),
            .json => |tree| try out.write(tree),
        }
    }
};

/// `kind` is File, Folder or Glob; `selected` what the specification asked for.
pub const Scope = struct {
    kind: enum { File, Folder, Glob },
    selected: []const u8,
    paths: []const []const u8,

    pub fn jsonStringify(self: Scope, out: anytype) !void {
        try out.beginObject();
        try out.objectField("kind");
        try out.beginObject();
        try out.objectField(@tagName(self.kind));
        try out.write(self.selected);
        try out.endObject();
        try out.objectField("paths");
        try out.write(self.paths);
        try out.objectField("resolved");
        try out.write(true);
        try out.endObject();
    }
};

/// `type` is one of Any Bool Int Float String Scope List. Without `default` the argument must be given.
pub const Parameter = struct { name: []const u8, type: []const u8, doc: []const u8, default: ?Value = null };

/// A function has `select` (and says what type it `returns`) or `check`.
pub const Function = struct {
    name: []const u8,
    doc: []const u8,
    example: ?[]const u8 = null,
    parameters: []const Parameter = &.{},
    returns: ?[]const u8 = null,
    select: ?*const fn (*Call) Failure!Value = null,
    check: ?*const fn (*Call) Failure!void = null,
};

pub const Library = struct { name: []const u8, version: []const u8, doc: []const u8, functions: []const Function };

/// One place that breaks a rule. Line and column count from 1, null means the whole file; columns count characters.
pub const Violation = struct {
    path: []const u8,
    line: ?usize = null,
    column: ?usize = null,
    message: []const u8,
    evidence: ?[]const u8 = null,
};

/// One call of the host: arguments by position, with declared defaults where none was given.
pub const Call = struct {
    arena: std.mem.Allocator,
    /// `/workspace`: paths below it name files of the checked project.
    workspace: []const u8,
    arguments: []const Json,
    function: *const Function,
    reason: []const u8 = "",
    violations: std.ArrayList(Violation) = .empty,

    pub fn undecided(call: *Call, comptime format: []const u8, values: anytype) Failure {
        call.reason = try call.print(format, values);
        return error.Undecided;
    }

    /// Text put together from parts, for messages.
    pub fn print(call: *Call, comptime format: []const u8, values: anytype) error{OutOfMemory}![]const u8 {
        return std.fmt.allocPrint(call.arena, format, values);
    }

    pub fn violation(call: *Call, found: Violation) Failure!void {
        try call.violations.append(call.arena, found);
    }

    // The tag is taken off: {"Int":3} and 3 are the same.
    fn argument(call: *Call, index: usize) ?Json {
        if (index >= call.arguments.len) return null;
        const given = call.arguments[index];
        if (given == .object and given.object.count() == 1) return given.object.values()[0];
        return given;
    }

    fn default(call: *Call, index: usize) ?Value {
        return if (index < call.arguments.len) null else call.function.parameters[index].default;
    }

    fn wrong(call: *Call, index: usize, noun: []const u8) Failure {
        return call.undecided("argument {d} is not {s}", .{ index + 1, noun });
    }

    pub fn string(call: *Call, index: usize) Failure![]const u8 {
        if (call.default(index)) |value| return value.string;
        const given = call.argument(index) orelse return call.wrong(index, "a string");
        return if (given == .string) given.string else call.wrong(index, "a string");
    }

    pub fn int(call: *Call, index: usize) Failure!i64 {
        if (call.default(index)) |value| return value.int;
        const given = call.argument(index) orelse return call.wrong(index, "an integer");
        return if (given == .integer) given.integer else call.wrong(index, "an integer");
    }

    /// A number, also one without a fraction.
    pub fn float(call: *Call, index: usize) Failure!f64 {
        if (call.default(index)) |value| return value.float;
        const given = call.argument(index) orelse return call.wrong(index, "a number");
        return switch (given) {
            .float => |number| number,
            .integer => |number| @floatFromInt(number),
            else => call.wrong(index, "a number"),
        };
    }

    /// The texts of an argument that is a list of strings.
    pub fn strings(call: *Call, index: usize) Failure![]const []const u8 {
        if (call.default(index)) |value| return value.strings;
        const given = call.argument(index) orelse return call.wrong(index, "a list");
        if (given != .array) return call.wrong(index, "a list");
        var texts: std.ArrayList([]const u8) = .empty;
        for (given.array.items) |item| {
            const text = if (item == .object and item.object.count() == 1) item.object.values()[0] else item;
            if (text != .string) return call.wrong(index, "a list of strings");
            try texts.append(call.arena, text.string);
        }
        return texts.items;
    }

    pub fn boolean(call: *Call, index: usize) Failure!bool {
        if (call.default(index)) |value| return value.boolean;
        const given = call.argument(index) orelse return call.wrong(index, "a boolean");
        return if (given == .bool) given.bool else call.wrong(index, "a boolean");
    }

    /// An argument as JSON, as the host sent it: for values that this kit has no type for.
    pub fn raw(call: *Call, index: usize) Json {
        return if (index < call.arguments.len) call.arguments[index] else .null;
    }

    /// The files of an argument that is a scope, in the order of the host. Those of a large one are fetched.
    pub fn scope(call: *Call, index: usize) Failure![]const []const u8 {
        const given = call.argument(index) orelse return call.wrong(index, "a scope");
        if (given != .object) return call.wrong(index, "a scope");
        var paths: std.ArrayList([]const u8) = .empty;
        if (given.object.get("paths")) |listed| try call.addPaths(&paths, listed);
        const handle = given.object.get("handle") orelse return paths.items;
        while (true) {
            const page = try call.ask(services.scope_paths, .{ .handle = handle, .offset = paths.items.len });
            try call.addPaths(&paths, member(page, "paths"));
            if (member(page, "next") != .integer) return paths.items;
        }
    }

    fn addPaths(call: *Call, paths: *std.ArrayList([]const u8), listed: Json) Failure!void {
        if (listed != .array) return call.undecided("the paths of a scope are no list", .{});
        for (listed.array.items) |path| if (path == .string) try paths.append(call.arena, path.string);
    }

    // Services of the host. A service that is called is imported, and the host loads a plugin only with imports that
    // hielements.toml grants: facts, dependencies and hostFile need `filesystem = ["read"]`, the others nothing. What is
    // never called is not imported. Answers are JSON, as docs/plugin-protocol.md tells; when the host refuses, the call
    // ends undecided with its reason.

    /// What the host knows of source files, as it parsed them: for each file its `path`, `language`, `imports`, `symbols`,
    /// `docstring`, or an `error`.
    pub fn facts(call: *Call, files: []const []const u8) Failure![]const Json {
        return call.askAbout(services.facts, files, "files");
    }

    /// What the files depend on: `path`, `line`, `column`, `name`, `targets`, `external` of each use.
    pub fn dependencies(call: *Call, files: []const []const u8) Failure![]const Json {
        return call.askAbout(services.dependencies, files, "dependencies");
    }

    /// The text of a file as the host sees it: what the workspace ignores is not there, and an editor may hold a newer text.
    pub fn hostFile(call: *Call, path: []const u8) Failure![]const u8 {
        const content = member(try call.ask(services.read_file, .{ .path = path }), "text");
        return if (content == .string) content.string else call.undecided("{s} is not UTF-8 text", .{path});
    }

    /// An option of the plugin, from `options` of its entry in hielements.toml; `.null` when it is not set.
    pub fn option(call: *Call, name: []const u8) Failure!Json {
        return member(member(try call.ask(services.config, struct {}{}), "options"), name);
    }

    /// A remark in the notes of the run.
    pub fn log(call: *Call, level: enum { debug, info, warning, @"error" }, message: []const u8) Failure!void {
        _ = try call.ask(services.log, .{ .level = level, .message = message });
    }

    fn ask(call: *Call, service: Service, parameters: anytype) Failure!Json {
        const asked = std.json.Stringify.valueAlloc(call.arena, parameters, .{}) catch return error.OutOfMemory;
        const answered = service(asked.ptr, asked.len);
        const start: [*]u8 = @ptrFromInt(@as(usize, @intCast(answered >> 32)));
        const length: usize = @intCast(answered & 0xFFFF_FFFF);
        const text = try call.arena.dupe(u8, start[0..length]);
        std.heap.wasm_allocator.free(start[0..@max(length, 1)]);
        const whole = std.json.parseFromSliceLeaky(Json, call.arena, text, .{}) catch
            return call.undecided("the host gave no answer", .{});
        if (whole == .object) if (whole.object.get("result")) |result| return result;
        const reason = member(member(whole, "error"), "message");
        return call.undecided("{s}", .{if (reason == .string) reason.string else "the host gave no answer"});
    }

    /// Asks about files, some at a time: all that the answers have under `key`.
    fn askAbout(call: *Call, service: Service, files: []const []const u8, key: []const u8) Failure![]const Json {
        var found: std.ArrayList(Json) = .empty;
        var start: usize = 0;
        while (start < files.len) : (start += 1000) {
            const answer_ = try call.ask(service, .{ .paths = files[start..@min(start + 1000, files.len)] });
            const failures = member(answer_, "failures");
            if (failures == .array and failures.array.items.len > 0) {
                const reason = member(failures.array.items[0], "message");
                return call.undecided("{s}", .{if (reason == .string) reason.string else "the host could not tell"});
            }
            const items = member(answer_, key);
            if (items == .array) try found.appendSlice(call.arena, items.array.items);
        }
        return found.items;
    }

    /// The path as users write it: relative to the workspace.
    pub fn relative(call: *Call, path: []const u8) []const u8 {
        const length = call.workspace.len;
        if (std.mem.startsWith(u8, path, call.workspace) and path.len > length and path[length] == '/') return path[length + 1 ..];
        return path;
    }

    /// The text of a file, where hielements.toml grants `filesystem = ["read"]`.
    pub fn readFile(call: *Call, path: []const u8) Failure![]const u8 {
        const file = open(path, .{}) orelse return call.undecided("cannot read {s}", .{call.relative(path)});
        defer _ = wasi.fd_close(file);
        var text: std.ArrayList(u8) = .empty;
        while (true) {
            try text.ensureUnusedCapacity(call.arena, 4096);
            const free = text.unusedCapacitySlice();
            var count: usize = 0;
            if (wasi.fd_read(file, &.{.{ .base = free.ptr, .len = free.len }}, 1, &count) != .SUCCESS)
                return call.undecided("cannot read {s}", .{call.relative(path)});
            if (count == 0) break;
            text.items.len += count;
        }
        if (!std.unicode.utf8ValidateSlice(text.items) or std.mem.findScalar(u8, text.items, 0) != null)
            return call.undecided("{s} is not UTF-8 text", .{call.relative(path)});
        return text.items;
    }

    /// Every file below a folder of the workspace, sorted. Names that start with a dot and symbolic links are left out.
    pub fn filesBelow(call: *Call, folder: []const u8) Failure![][]const u8 {
        const inside = std.mem.trimEnd(u8, folder, "/");
        const start = if (inside.len == 0) call.workspace else try call.print("{s}/{s}", .{ call.workspace, inside });
        var found: std.ArrayList([]const u8) = .empty;
        try call.walk(start, &found);
        std.mem.sort([]const u8, found.items, {}, earlier);
        return found.items;
    }

    fn walk(call: *Call, folder: []const u8, found: *std.ArrayList([]const u8)) Failure!void {
        const handle = open(folder, .{ .DIRECTORY = true }) orelse return call.undecided("cannot read {s}", .{call.relative(folder)});
        defer _ = wasi.fd_close(handle);
        const buffer = try call.arena.alloc(u8, 8192);
        var cookie: u64 = 0;
        while (true) {
            var used: usize = 0;
            if (wasi.fd_readdir(handle, buffer.ptr, buffer.len, cookie, &used) != .SUCCESS)
                return call.undecided("cannot read {s}", .{call.relative(folder)});
            var at: usize = 0;
            // An entry that was cut off by the end of the buffer is read again from its cookie.
            while (used - at >= 24) {
                const length = std.mem.readInt(u32, buffer[at + 16 ..][0..4], .little);
                if (used - at < 24 + length) break;
                const name = buffer[at + 24 ..][0..length];
                cookie = std.mem.readInt(u64, buffer[at..][0..8], .little);
                const kind = buffer[at + 20];
                at += 24 + length;
                if (name[0] == '.') continue;
                const path = try call.print("{s}/{s}", .{ folder, name });
                if (kind == 3) try call.walk(path, found);
                if (kind == 4) try found.append(call.arena, path);
            }
            if (used < buffer.len) return;
        }
    }
};

/// The member of a JSON object, `.null` when there is none.
pub fn member(object: Json, key: []const u8) Json {
    return if (object == .object) object.object.get(key) orelse .null else .null;
}

const Service = *const fn ([*]const u8, usize) callconv(.c) u64;

const services = struct {
    extern "hielements_host" fn config(parameters: [*]const u8, length: usize) u64;
    extern "hielements_host" fn dependencies(parameters: [*]const u8, length: usize) u64;
    extern "hielements_host" fn facts(parameters: [*]const u8, length: usize) u64;
    extern "hielements_host" fn log(parameters: [*]const u8, length: usize) u64;
    extern "hielements_host" fn read_file(parameters: [*]const u8, length: usize) u64;
    extern "hielements_host" fn scope_paths(parameters: [*]const u8, length: usize) u64;
};

/// The column of a byte of a line, in characters from 1.
pub fn column(line: []const u8, at: usize) usize {
    return 1 + (std.unicode.utf8CountCodepoints(line[0..at]) catch at);
}

fn earlier(_: void, a: []const u8, b: []const u8) bool {
    return std.mem.lessThan(u8, a, b);
}

// WASI preview 1: https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md
const wasi = std.os.wasi;

/// Opens a file, or with `.DIRECTORY` a folder, below a folder that the host opened for the plugin; null when there is none.
fn open(path: []const u8, how: wasi.oflags_t) ?wasi.fd_t {
    const rights = wasi.rights_t{ .FD_READ = true, .FD_READDIR = true };
    var granted: wasi.fd_t = 3;
    var prestat: wasi.prestat_t = undefined;
    while (wasi.fd_prestat_get(granted, &prestat) == .SUCCESS) : (granted += 1) {
        var name: [256]u8 = undefined;
        const length = prestat.u.dir.pr_name_len;
        if (length > name.len or wasi.fd_prestat_dir_name(granted, &name, length) != .SUCCESS) continue;
        if (!std.mem.startsWith(u8, path, name[0..length])) continue;
        const inside = std.mem.trimStart(u8, path[length..], "/");
        const target = if (inside.len == 0) "." else inside;
        var opened: wasi.fd_t = undefined;
        const status = wasi.path_open(granted, .{ .SYMLINK_FOLLOW = true }, target.ptr, target.len, how, rights, rights, .{}, &opened);
        return if (status == .SUCCESS) opened else null;
    }
    return null;
}

// What the host calls. An answer is one number: where it stands and how long it is.

var memory = std.heap.ArenaAllocator.init(std.heap.wasm_allocator);

fn packed_(text: []const u8) u64 {
    return @as(u64, @intFromPtr(text.ptr)) << 32 | text.len;
}

fn json(value: anytype) u64 {
    const options: std.json.Stringify.Options = .{ .emit_null_optional_fields = false };
    return packed_(std.json.Stringify.valueAlloc(memory.allocator(), value, options) catch @panic("out of memory"));
}

export fn alloc(size: usize) ?[*]u8 {
    const room = std.heap.wasm_allocator.alloc(u8, @max(size, 1)) catch return null;
    return room.ptr;
}

fn answer(input: [*]u8, length: usize, check: bool) u64 {
    _ = memory.reset(.free_all);
    const arena = memory.allocator();
    const text = arena.dupe(u8, input[0..length]) catch @panic("out of memory");
    std.heap.wasm_allocator.free(input[0..@max(length, 1)]);
    const Request = struct { function: []const u8, args: []const Json = &.{}, workspace: []const u8 = "" };
    const request = std.json.parseFromSliceLeaky(Request, arena, text, .{ .ignore_unknown_fields = true }) catch
        return json(.{ .Error = "the request is not valid" });
    for (library.functions) |*function| {
        if ((function.check != null) != check or !std.mem.eql(u8, function.name, request.function)) continue;
        var call = Call{ .arena = arena, .workspace = request.workspace, .arguments = request.args, .function = function };
        return run(&call) catch |failure| switch (failure) {
            error.Undecided => json(.{ .Error = call.reason }),
            error.OutOfMemory => json(.{ .Error = "out of memory" }),
        };
    }
    const noun = if (check) "check" else "selector";
    const reason = std.fmt.allocPrint(arena, "there is no {s} `{s}`", .{ noun, request.function });
    return json(.{ .Error = reason catch @panic("out of memory") });
}

fn run(call: *Call) Failure!u64 {
    if (call.function.select) |select| return json(try select(call));
    try call.function.check.?(call);
    const found = call.violations.items;
    if (found.len == 0) return packed_("{\"Pass\":null}");
    const message = if (found.len == 1) found[0].message else try call.print("{d} violations", .{found.len});
    return json(.{ .Fail = .{ .message = message, .violations = found } });
}

export fn library_call(input: [*]u8, length: usize) u64 {
    return answer(input, length, false);
}

export fn library_check(input: [*]u8, length: usize) u64 {
    return answer(input, length, true);
}

/// The selectors or the checks of the library, by name alone or described as a whole.
const Listed = struct {
    checks: bool,
    whole: bool,

    pub fn jsonStringify(self: Listed, out: anytype) !void {
        try out.beginArray();
        for (library.functions) |function| {
            if ((function.check != null) != self.checks) continue;
            if (!self.whole) {
                try out.write(function.name);
                continue;
            }
            try out.beginObject();
            try out.objectField("name");
            try out.write(function.name);
            try out.objectField("description");
            try out.write(function.doc);
            try out.objectField("parameters");
            try out.beginArray();
            for (function.parameters) |parameter|
                try out.write(.{ .name = parameter.name, .type = parameter.type, .description = parameter.doc, .default = parameter.default });
            try out.endArray();
            if (function.returns) |returns| {
                try out.objectField("return_type");
                try out.write(returns);
            }
            if (function.example) |example| {
                try out.objectField("example");
                try out.write(example);
            }
            try out.endObject();
        }
        try out.endArray();
    }
};

fn description(input: [*]u8, length: usize, whole: bool) u64 {
    std.heap.wasm_allocator.free(input[0..@max(length, 1)]);
    _ = memory.reset(.free_all);
    const functions = Listed{ .checks = false, .whole = whole };
    const checks = Listed{ .checks = true, .whole = whole };
    return json(.{ .name = library.name, .version = library.version, .description = library.doc, .functions = functions, .checks = checks });
}

/// Large scopes come by a handle, because the kit says that it can fetch them.
export fn initialize(input: [*]u8, length: usize) u64 {
    std.heap.wasm_allocator.free(input[0..@max(length, 1)]);
    return packed_("{\"protocolVersion\":\"1.0\",\"capabilities\":{\"scopeHandles\":true}}");
}

export fn library_metadata(input: [*]u8, length: usize) u64 {
    return description(input, length, false);
}

export fn library_doc(input: [*]u8, length: usize) u64 {
    return description(input, length, true);
}
