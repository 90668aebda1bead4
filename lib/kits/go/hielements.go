// The Hielements kit for WebAssembly plugins in Go: one file of package main, beside the plugin's own.
//
// A plugin declares its functions in `init` and has an empty `main`. The kit reads the request, calls the function, packs
// the result, and answers what the library is from those same declarations.
//
//	func init() {
//		Library("style", "0.1.0", "Rules about white space.")
//		Check("no_tabs", "No line has a tab.", "", []Parameter{{"files", "Scope", "The files to look at.", nil}}, noTabs)
//	}
//	func noTabs(call *Call) []Violation { ... call.Scope(0) ... }
//	func main() {}
//
// A wrong argument or an unreadable file ends the call undecided, with a reason; so does call.Undecided.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Parameter describes a parameter. Type is one of Any Bool Int Float String Scope List. Default is a plain string, int,
// float64, bool or []string, nil when the argument must be given.
type Parameter struct {
	Name    string
	Type    string
	Doc     string
	Default any
}

// Violation is one place that breaks a rule. Line and Column count from 1, 0 means the whole file; columns count characters.
type Violation struct {
	Path     string  `json:"path"`
	Line     int     `json:"line,omitempty"`
	Column   int     `json:"column,omitempty"`
	Message  string  `json:"message"`
	Evidence *string `json:"evidence,omitempty"`
}

// Call is one call of the host: arguments by position, with declared defaults where none was given.
type Call struct {
	Workspace string // `/workspace`: paths below it name files of the checked project
	arguments []any
	function  *function
}

type function struct {
	name, returns, doc, example string
	parameters                  []Parameter
	select_                     func(*Call) any
	check                       func(*Call) []Violation
}

type undecided string

var library struct{ name, version, doc string }
var functions []*function

// Library names the plugin.
func Library(name, version, doc string) {
	library.name, library.version, library.doc = name, version, doc
}

// Selector declares a function that gives a value of the type `returns`: a scope (see Scope), string, int or bool.
func Selector(name, returns, doc, example string, parameters []Parameter, run func(*Call) any) {
	functions = append(functions, &function{name, returns, doc, example, parameters, run, nil})
}

// Check declares a function that gives the places that break a rule; none when it holds.
func Check(name, doc, example string, parameters []Parameter, run func(*Call) []Violation) {
	functions = append(functions, &function{name, "", doc, example, parameters, nil, run})
}

// Undecided ends the call: neither passed nor failed, for this reason.
func (call *Call) Undecided(reason string) {
	panic(undecided(reason))
}

func argument[T any](call *Call, index int, noun string) T {
	var value any
	if index < len(call.arguments) {
		value = call.arguments[index]
	} else {
		value = call.function.parameters[index].Default
	}
	result, ok := untagged(value).(T)
	if !ok {
		call.Undecided(fmt.Sprintf("argument %d is not %s", index+1, noun))
	}
	return result
}

// {"Int":3} and 3 are the same.
func untagged(value any) any {
	if tagged, ok := value.(map[string]any); ok && len(tagged) == 1 {
		for _, inner := range tagged {
			return inner
		}
	}
	return value
}

func (call *Call) String(index int) string { return argument[string](call, index, "a string") }

func (call *Call) Bool(index int) bool { return argument[bool](call, index, "a boolean") }

func (call *Call) Int(index int) int {
	if index >= len(call.arguments) {
		return argument[int](call, index, "an integer")
	}
	number, err := argument[json.Number](call, index, "an integer").Int64()
	if err != nil {
		call.Undecided(fmt.Sprintf("argument %d is not an integer", index+1))
	}
	return int(number)
}

// Float gives a number, also one without a fraction.
func (call *Call) Float(index int) float64 {
	if index >= len(call.arguments) {
		return argument[float64](call, index, "a number")
	}
	number, err := argument[json.Number](call, index, "a number").Float64()
	if err != nil {
		call.Undecided(fmt.Sprintf("argument %d is not a number", index+1))
	}
	return number
}

// Strings gives the texts of an argument that is a list of strings.
func (call *Call) Strings(index int) []string {
	if index >= len(call.arguments) {
		return argument[[]string](call, index, "a list")
	}
	texts := []string{}
	for _, item := range argument[[]any](call, index, "a list") {
		text, ok := untagged(item).(string)
		if !ok {
			call.Undecided(fmt.Sprintf("argument %d is not a list of strings", index+1))
		}
		texts = append(texts, text)
	}
	return texts
}

// Value gives an argument as JSON, as the host sent it: for values that this kit has no type for. Numbers are json.Number.
func (call *Call) Value(index int) any {
	if index < len(call.arguments) {
		return call.arguments[index]
	}
	return nil
}

// Scope gives the files of an argument that is a scope, in the order of the host. Those of a large one are fetched.
func (call *Call) Scope(index int) []string {
	scope := argument[map[string]any](call, index, "a scope")
	paths := addTexts([]string{}, scope["paths"])
	handle, more := scope["handle"]
	for more {
		page := call.ask(hostScopePaths, map[string]any{"handle": handle, "offset": len(paths)})
		paths = addTexts(paths, page["paths"])
		more = page["next"] != nil
	}
	return paths
}

func addTexts(texts []string, list any) []string {
	items, _ := list.([]any)
	for _, item := range items {
		if text, ok := item.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// Services of the host. A service that is called is imported, and the host loads a plugin only with imports that
// hielements.toml grants: Facts, Dependencies and HostFile need `filesystem = ["read"]`, the others nothing. What is never
// called is not imported. Answers are JSON, as docs/plugin-protocol.md tells; when the host refuses, the call ends
// undecided with its reason.

// Facts gives what the host knows of source files, as it parsed them: for each file its `path`, `language`, `imports`,
// `symbols`, `docstring`, or an `error`.
func (call *Call) Facts(files []string) []map[string]any {
	return call.askAbout(hostFacts, files, "files")
}

// Dependencies gives what the files depend on: `path`, `line`, `column`, `name`, `targets`, `external` of each use.
func (call *Call) Dependencies(files []string) []map[string]any {
	return call.askAbout(hostDependencies, files, "dependencies")
}

// HostFile gives the text of a file as the host sees it: what the workspace ignores is not there, and an editor may hold a
// newer text.
func (call *Call) HostFile(path string) string {
	text, ok := call.ask(hostReadFile, map[string]any{"path": path})["text"].(string)
	if !ok {
		call.Undecided(path + " is not UTF-8 text")
	}
	return text
}

// Option gives an option of the plugin, from `options` of its entry in hielements.toml; nil when it is not set.
func (call *Call) Option(name string) any {
	options, _ := call.ask(hostConfig, map[string]any{})["options"].(map[string]any)
	return options[name]
}

// Log writes a remark into the notes of the run. The level is debug, info, warning or error.
func (call *Call) Log(level, message string) {
	call.ask(hostLog, map[string]any{"level": level, "message": message})
}

//go:wasmimport hielements_host config
func hostConfig(params unsafe.Pointer, length uint32) uint64

//go:wasmimport hielements_host dependencies
func hostDependencies(params unsafe.Pointer, length uint32) uint64

//go:wasmimport hielements_host facts
func hostFacts(params unsafe.Pointer, length uint32) uint64

//go:wasmimport hielements_host log
func hostLog(params unsafe.Pointer, length uint32) uint64

//go:wasmimport hielements_host read_file
func hostReadFile(params unsafe.Pointer, length uint32) uint64

//go:wasmimport hielements_host scope_paths
func hostScopePaths(params unsafe.Pointer, length uint32) uint64

// The result of a service, which is an object, or null for Log.
func (call *Call) ask(service func(unsafe.Pointer, uint32) uint64, params any) map[string]any {
	asked, _ := json.Marshal(params)
	answered := service(unsafe.Pointer(unsafe.SliceData(asked)), uint32(len(asked)))
	address := uint32(answered >> 32)
	answer := inputs[address][:uint32(answered)]
	delete(inputs, address)
	var whole struct {
		Result map[string]any
		Error  *struct{ Message string }
	}
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	if decoder.Decode(&whole) != nil {
		call.Undecided("the host gave no answer")
	}
	if whole.Error != nil {
		call.Undecided(whole.Error.Message)
	}
	return whole.Result
}

// Asks about files, some at a time: all that the answers have under `key`.
func (call *Call) askAbout(service func(unsafe.Pointer, uint32) uint64, files []string, key string) (found []map[string]any) {
	for start := 0; start < len(files); start += 1000 {
		answer := call.ask(service, map[string]any{"paths": files[start:min(start+1000, len(files))]})
		if failures, _ := answer["failures"].([]any); len(failures) > 0 {
			failure, _ := failures[0].(map[string]any)
			call.Undecided(fmt.Sprint(failure["message"]))
		}
		items, _ := answer[key].([]any)
		for _, item := range items {
			if object, ok := item.(map[string]any); ok {
				found = append(found, object)
			}
		}
	}
	return found
}

// Relative gives a path as users write it: relative to the workspace.
func (call *Call) Relative(path string) string {
	return strings.TrimPrefix(path, call.Workspace+"/")
}

// Scope makes the value of a selector. `kind` is File, Folder or Glob; `selected` what the specification asked for.
func Scope(kind, selected string, paths []string) any {
	scope := map[string]any{"kind": map[string]string{kind: selected}, "paths": paths, "resolved": true}
	return map[string]any{"Scope": scope}
}

// ReadFile gives the text of a file, where hielements.toml grants `filesystem = ["read"]`.
func (call *Call) ReadFile(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		call.Undecided("cannot read " + call.Relative(path))
	}
	if !utf8.Valid(content) || strings.Contains(string(content), "\x00") {
		call.Undecided(call.Relative(path) + " is not UTF-8 text")
	}
	return string(content)
}

// FilesBelow gives every file below a folder of the workspace, sorted, without symbolic links and names that start with a dot.
func (call *Call) FilesBelow(folder string) []string {
	paths := []string{}
	var walk func(string)
	walk = func(folder string) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			call.Undecided("cannot read " + call.Relative(folder))
		}
		for _, entry := range entries {
			path := folder + "/" + entry.Name()
			switch {
			case strings.HasPrefix(entry.Name(), "."):
			case entry.IsDir():
				walk(path)
			case entry.Type().IsRegular():
				paths = append(paths, path)
			}
		}
	}
	walk(filepath.Join(call.Workspace, folder))
	sort.Strings(paths)
	return paths
}

// Column gives the column of a byte of a line, in characters from 1.
func Column(line string, at int) int { return utf8.RuneCountInString(line[:at]) + 1 }

// What the host writes and what it will read, kept here because the garbage collector does not see the host.
var inputs = map[uint32][]byte{}
var output []byte

//go:wasmexport alloc
func alloc(size uint32) uint32 {
	input := make([]byte, max(size, 1))
	address := uint32(uintptr(unsafe.Pointer(unsafe.SliceData(input))))
	inputs[address] = input
	return address
}

// Takes over an input. Nesting beyond 100 is refused, because decoding it would exhaust the stack.
func take(address, length uint32) (input []byte, sane bool) {
	input = inputs[address]
	delete(inputs, address)
	if uint32(len(input)) < length {
		return nil, false
	}
	depth, quoted := 0, false
	for i := 0; i < int(length) && depth <= 100; i++ {
		switch c := input[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == '{' || c == '['):
			depth++
		case !quoted && (c == '}' || c == ']'):
			depth--
		}
	}
	return input[:length], depth <= 100
}

func packed(result any) uint64 {
	output, _ = json.Marshal(result)
	return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(output))))<<32 | uint64(len(output))
}

func answer(address, length uint32, check bool) (result any) {
	input, sane := take(address, length)
	var request struct {
		Function  string
		Args      []any
		Workspace string
	}
	decoder := json.NewDecoder(bytes.NewReader(input))
	decoder.UseNumber()
	if !sane || decoder.Decode(&request) != nil || request.Function == "" {
		return map[string]string{"Error": "the request is not valid"}
	}
	defer func() {
		if reason := recover(); reason != nil {
			result = map[string]string{"Error": fmt.Sprint(reason)}
		}
	}()
	for _, function := range functions {
		if function.name != request.Function || (function.check != nil) != check {
			continue
		}
		call := &Call{request.Workspace, request.Args, function}
		if !check {
			return tagged(function.select_(call))
		}
		return verdict(function.check(call))
	}
	noun := map[bool]string{true: "check", false: "selector"}[check]
	return map[string]string{"Error": fmt.Sprintf("there is no %s `%s`", noun, request.Function)}
}

func verdict(violations []Violation) any {
	if len(violations) == 0 {
		return map[string]any{"Pass": nil}
	}
	message := violations[0].Message
	if len(violations) > 1 {
		message = fmt.Sprintf("%d violations", len(violations))
	}
	return map[string]any{"Fail": map[string]any{"message": message, "violations": violations}}
}

func tagged(value any) any {
	switch value := value.(type) {
	case []string:
		items := []any{}
		for _, item := range value {
			items = append(items, tagged(item))
		}
		return map[string]any{"List": items}
	case float64:
		return map[string]any{"Float": value}
	case string:
		return map[string]any{"String": value}
	case int:
		return map[string]any{"Int": value}
	case bool:
		return map[string]any{"Bool": value}
	}
	return value
}

// Large scopes come by a handle, because the kit says that it can fetch them.
//
//go:wasmexport initialize
func initialize(address, length uint32) uint64 {
	take(address, length)
	return packed(map[string]any{"protocolVersion": "1.0", "capabilities": map[string]any{"scopeHandles": true}})
}

//go:wasmexport library_call
func libraryCall(address, length uint32) uint64 { return packed(answer(address, length, false)) }

//go:wasmexport library_check
func libraryCheck(address, length uint32) uint64 { return packed(answer(address, length, true)) }

func description(describe func(*function) any) uint64 {
	selectors, checks := []any{}, []any{}
	for _, function := range functions {
		if function.check != nil {
			checks = append(checks, describe(function))
		} else {
			selectors = append(selectors, describe(function))
		}
	}
	return packed(map[string]any{
		"name": library.name, "version": library.version, "description": library.doc,
		"functions": selectors, "checks": checks,
	})
}

//go:wasmexport library_metadata
func libraryMetadata(address, length uint32) uint64 {
	take(address, length)
	return description(func(function *function) any { return function.name })
}

//go:wasmexport library_doc
func libraryDoc(address, length uint32) uint64 {
	take(address, length)
	return description(func(function *function) any {
		parameters := []any{}
		for _, parameter := range function.parameters {
			described := map[string]any{"name": parameter.Name, "type": parameter.Type, "description": parameter.Doc}
			if parameter.Default != nil {
				described["default"] = tagged(parameter.Default)
			}
			parameters = append(parameters, described)
		}
		described := map[string]any{"name": function.name, "description": function.doc, "parameters": parameters}
		if function.returns != "" {
			described["return_type"] = function.returns
		}
		if function.example != "" {
			described["example"] = function.example
		}
		return described
	})
}
