"""What the author of a plugin in Python imports: decorators that turn plain typed functions into a library.

    from hielements.sdk import Host, Library, Scope, Violation

    library = Library("style", "0.1.0", "Rules about white space.")

    @library.check
    def no_tabs(host: Host, files: Scope) -> Iterator[Violation]:
        "No line has a tab."
        for path in files.paths:
            for number, line in enumerate(host.read_file(path).splitlines(), start=1):
                if "\\t" in line:
                    yield Violation("has a tab", path, number, line.index("\\t") + 1)

    if __name__ == "__main__":
        library.serve()

Depends on the standard library alone, and on no other part of Hielements, so that a plugin starts in milliseconds.
"""

from hielements.sdk.host import Host
from hielements.sdk.library import Library
from hielements.sdk.values import ConnectionPoint, Dependency, Fail, Scope, Undecided, Violation

__all__ = ["ConnectionPoint", "Dependency", "Fail", "Host", "Library", "Scope", "Undecided", "Violation"]
