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

// Scope gives the files of an argument that is a scope, in the order of the host.
func (call *Call) Scope(index int) []string {
	list, _ := argument[map[string]any](call, index, "a scope")["paths"].([]any)
	paths := make([]string, 0, len(list))
	for _, path := range list {
		if text, ok := path.(string); ok {
			paths = append(paths, text)
		}
	}
	return paths
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
