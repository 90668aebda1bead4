// Every service of the host, used once: the same plugin in every language that has a kit.
package main

import "encoding/json"

func line(value any) int {
	number, _ := value.(json.Number).Int64()
	return int(number)
}

func documented(call *Call) (found []Violation) {
	for _, file := range call.Facts(call.Scope(0)) {
		if trouble, ok := file["error"].(string); ok {
			call.Undecided(trouble)
		}
		for _, item := range file["symbols"].([]any) {
			symbol := item.(map[string]any)
			if doc, _ := symbol["docstring"].(string); doc == "" {
				message := "`" + symbol["name"].(string) + "` has no docstring"
				found = append(found, Violation{Path: file["path"].(string), Line: line(symbol["line"]), Message: message})
			}
		}
	}
	return found
}

func unused(call *Call) (found []Violation) {
	for _, use := range call.Dependencies(call.Scope(0)) {
		if use["name"] == call.String(1) {
			message := "depends on " + call.String(1)
			found = append(found, Violation{Path: use["path"].(string), Line: line(use["line"]), Message: message})
		}
	}
	return found
}

func content(call *Call) any {
	path := call.String(0)
	call.Log("warning", "read "+path)
	return call.HostFile(call.Workspace + "/" + path)
}

func setting(call *Call) any {
	value, _ := call.Option(call.String(0)).(string)
	return value
}

func init() {
	files := Parameter{"files", "Scope", "The files to look at.", nil}
	Library("services", "0.1.0", "What plugins ask of the host.")
	Selector("echo", "Any", "What it is given.", "", []Parameter{{"value", "Any", "Anything.", nil}},
		func(call *Call) any { return call.Value(0) })
	Selector("size", "Int", "How many files there are.", "", []Parameter{{"files", "Scope", "The files to count.", nil}},
		func(call *Call) any { return len(call.Scope(0)) })
	Selector("content", "String", "The text of a file.", "", []Parameter{{"path", "String", "The file.", nil}}, content)
	Selector("setting", "String", "An option of the plugin.", "", []Parameter{{"name", "String", "Its name.", nil}}, setting)
	Check("documented", "Every symbol says what it is.", "", []Parameter{files}, documented)
	Check("unused", "No file depends on a name.", "",
		[]Parameter{files, {"name", "String", "What must not be depended on.", nil}}, unused)
}

func main() {}
