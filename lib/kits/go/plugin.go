// Conventions: rules about files of any language. The same plugin exists in every language that has a kit.
package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A text as lines, without their ends.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	all := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range all {
		all[i] = strings.TrimSuffix(line, "\r")
	}
	return all
}

func sources(call *Call) any {
	folder, suffix := call.String(0), call.String(1)
	chosen := []string{}
	for _, path := range call.FilesBelow(folder) {
		if strings.HasSuffix(path, suffix) {
			chosen = append(chosen, path)
		}
	}
	return Scope("Folder", folder, chosen)
}

func count(call *Call) any { return len(call.Scope(0)) }

func comments(call *Call) (found []Violation) {
	files, share, marks := call.Scope(0), call.Float(1), call.Strings(2)
	for _, path := range files {
		count, filled := 0, 0
		for _, line := range lines(call.ReadFile(path)) {
			line = strings.TrimLeft(line, " \t")
			if line == "" {
				continue
			}
			filled++
			if slices.ContainsFunc(marks, func(mark string) bool { return strings.HasPrefix(line, mark) }) {
				count++
			}
		}
		if float64(count) < share*float64(filled) {
			found = append(found, Violation{Path: path, Message: fmt.Sprintf("%d of %d lines are comments", count, filled)})
		}
	}
	return found
}

func startsWith(call *Call) (found []Violation) {
	files, text := call.Scope(0), call.String(1)
	for _, path := range files {
		first := append(lines(call.ReadFile(path)), "")[0]
		if !strings.HasPrefix(first, text) {
			found = append(found, Violation{path, 1, 1, "does not start with `" + text + "`", &first})
		}
	}
	return found
}

func maxLines(call *Call) (found []Violation) {
	files, limit := call.Scope(0), call.Int(1)
	for _, path := range files {
		if count := len(lines(call.ReadFile(path))); count > limit {
			message := fmt.Sprintf("%d lines, allowed are %d", count, limit)
			found = append(found, Violation{path, max(limit+1, 1), 0, message, nil})
		}
	}
	return found
}

func noText(call *Call) (found []Violation) {
	files, text := call.Scope(0), call.String(1)
	if text == "" {
		call.Undecided("the text to look for is empty")
	}
	for _, path := range files {
		for i, line := range lines(call.ReadFile(path)) {
			if at := strings.Index(line, text); at >= 0 {
				found = append(found, Violation{path, i + 1, Column(line, at), "has `" + text + "`", &line})
			}
		}
	}
	return found
}

var styles = map[string]*regexp.Regexp{
	"snake_case": regexp.MustCompile(`^[a-z0-9_]*(\.|$)`),
	"kebab-case": regexp.MustCompile(`^[a-z0-9-]*(\.|$)`),
}

func fileNames(call *Call) (found []Violation) {
	files, style := call.Scope(0), call.String(1)
	if styles[style] == nil {
		call.Undecided("there is no style `" + style + "`")
	}
	for _, path := range files {
		name := path[strings.LastIndex(path, "/")+1:]
		if !styles[style].MatchString(name) {
			found = append(found, Violation{path, 0, 0, "`" + name + "` is not " + style, nil})
		}
	}
	return found
}

func init() {
	files := Parameter{"files", "Scope", "The files to look at.", nil}
	Library("conventions", "0.1.0", "Rules about files of any language: how they start, how long they are, what they are called.")
	Selector("sources", "Scope", "Every file below a folder, without hidden ones.", "scope src = conventions.sources('src', '.py')",
		[]Parameter{{"folder", "String", "The folder, relative to the workspace.", nil}, {"suffix", "String", "Only files whose names end with it.", ""}}, sources)
	Selector("count", "Int", "How many files there are.", "check conventions.count(src) <= 40",
		[]Parameter{{"files", "Scope", "The files to count.", nil}}, count)
	Check("comments", "At least a share of the lines that are not blank are comments.", "check conventions.comments(src, 0.2, ['--'])",
		[]Parameter{files, {"share", "Float", "The least share, from 0 to 1.", 0.1}, {"marks", "List[String]", "What comments start with.", []string{"#", "//"}}}, comments)
	Check("starts_with", "Each file starts with a text, such as a licence line.", "check conventions.starts_with(src, '# Copyright')",
		[]Parameter{files, {"text", "String", "What the first line starts with.", nil}}, startsWith)
	Check("max_lines", "No file has more lines than allowed.", "check conventions.max_lines(src, 400)",
		[]Parameter{files, {"limit", "Int", "The most lines a file may have.", 300}}, maxLines)
	Check("no_text", "No line of any file has a text, such as a forbidden word.", "check conventions.no_text(src, 'FIXME')",
		[]Parameter{files, {"text", "String", "The text to look for.", nil}}, noText)
	Check("file_names", "Files are named in one style. Needs no access to files.", "check conventions.file_names(src, 'kebab-case')",
		[]Parameter{files, {"style", "String", "`snake_case` or `kebab-case`.", "snake_case"}}, fileNames)
}

func main() {}
