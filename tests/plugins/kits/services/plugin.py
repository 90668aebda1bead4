"""Every service of the host, used once: the same plugin in every language that has a kit."""

from collections.abc import Iterator

from hielements.sdk import Host, Library, Scope, Undecided, Violation

library = Library("services", "0.1.0", "What plugins ask of the host.")


@library.selector
def echo(value: object) -> object:
    """What it is given.

    Args:
        value: Anything.
    """
    return value


@library.selector
def size(files: Scope) -> int:
    """How many files there are.

    Args:
        files: The files to count.
    """
    return len(list(files.paths))


@library.selector
def content(host: Host, path: str) -> str:
    """The text of a file.

    Args:
        path: The file.
    """
    host.log(f"read {path}", "warning")
    answer = host.request("host.read_file", {"path": host.absolute(path)})
    return str(answer["text"])  # type: ignore[index]


@library.selector
def setting(host: Host, name: str) -> str:
    """An option of the plugin.

    Args:
        name: Its name.
    """
    value = host.options.get(name)
    return value if isinstance(value, str) else ""


@library.check
def documented(host: Host, files: Scope) -> Iterator[Violation]:
    """Every symbol says what it is.

    Args:
        files: The files to look at.
    """
    for file in host.facts(files.paths):
        if "error" in file:
            raise Undecided(str(file["error"]))
        for symbol in file["symbols"]:  # type: ignore[attr-defined]
            if not symbol["docstring"]:
                yield Violation(f"`{symbol['name']}` has no docstring", str(file["path"]), symbol["line"])


@library.check
def unused(host: Host, files: Scope, name: str) -> Iterator[Violation]:
    """No file depends on a name.

    Args:
        files: The files to look at.
        name: What must not be depended on.
    """
    for use in host.dependencies(files.paths):
        if use["name"] == name:
            yield Violation(f"depends on {name}", str(use["path"]), use["line"])  # type: ignore[arg-type]


if __name__ == "__main__":
    library.serve()
