"""Mutation tests of the code that enforces specifications: are there tests that notice when it decides wrongly?

    python scripts/mutation.py                              every mutant of plan, run and the enforcing part of model
    python scripts/mutation.py --sample 300 --seed 7        a sample, for a first impression
    python scripts/mutation.py hielements/run/logic.py      these modules alone

A mutant is the program with one small mistake: a comparison turned round, a condition negated, a number one too high,
a statement left out, a value not returned. It is killed when a test fails or takes too long; one that survives shows
behaviour that nobody tests, or is equivalent: no test could tell it from the original. Those are listed, each with
the reason, in scripts/equivalent_mutants.txt and counted apart.

All tests run once, and what each of them executes is recorded; a mutant then needs only the tests that reach its line.
Each mutant lives in a forked process in which the code object of one function is replaced. Ends with status 1 when
more than `--allow` per cent survive. This takes minutes and is no part of the ordinary tests.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import gc
import os
import random
import resource
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "scripts/equivalent_mutants.txt"

MODULES = (
    "hielements/plan/*.py",
    "hielements/run/*.py",
    *(
        f"hielements/model/{name}.py"
        for name in (
            "bindings",
            "candidates",
            "connections",
            "implementing",
            "instances",
            "languages",
            "missing",
            "nearness",
            "obligations",
            "receivers",
            "required_elements",
            "requirement_rules",
            "requirements",
        )
    ),
)
SHOWN_ONLY = (
    "hielements/run/architecture.py",
    "hielements/run/chains.py",
    "hielements/run/explaining.py",
    "hielements/run/extent.py",
    "hielements/run/listing.py",
    "hielements/run/named_code.py",
    "hielements/run/statistics.py",
)
"""What describes code for reports and questions and decides no check; tried only when it is named. The exit status of
`why` comes of `chains` and `named_code`: whether there is a chain."""

TESTS = (
    "tests/spec",
    "tests/unit/model",
    "tests/unit/run",
    "tests/unit/plan",
    "tests/unit/app",
    "tests/unit/cli/test_baseline.py",
)

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLS = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass
class Mutant:
    """One mistake: `replacement` in the place of a node, in the function `qualified` of `path`."""

    path: str
    qualified: str
    lines: range
    description: str
    parent: ast.AST
    field: str
    index: int | None
    replacement: Any

    def __str__(self) -> str:
        return f"{self.path}:{self.lines[0]}: {self.description}"


def mutants_of(path: str, tree: ast.Module) -> Iterator[Mutant]:
    """Every mutant of the functions in a module. Annotations, decorators and defaults stay as they are."""
    scopes: list[tuple[ast.Module | ast.ClassDef, str]] = [(tree, "")]
    scopes += ((node, f"{node.name}.") for node in tree.body if isinstance(node, ast.ClassDef))
    for scope, prefix in scopes:
        for node in scope.body:
            if isinstance(node, ast.FunctionDef):
                yield from _in_function(path, prefix + node.name, node)


def _in_function(path: str, qualified: str, function: ast.FunctionDef) -> Iterator[Mutant]:
    work: list[tuple[ast.AST, str, int | None, ast.AST, ast.stmt]] = [
        (function, "body", index, statement, statement) for index, statement in enumerate(function.body)
    ]
    while work:
        parent, field, index, node, statement = work.pop()
        if isinstance(node, ast.stmt):
            statement = node
        end = statement.lineno if hasattr(statement, "body") else statement.end_lineno
        lines = range(getattr(node, "lineno", statement.lineno), max(end or 0, getattr(node, "lineno", 0)) + 1)
        for description, where, name, place, new in _changes(parent, field, index, node):
            yield Mutant(path, qualified, lines, description, where, name, place, new)
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "decorator_list", "args"} and not isinstance(node, ast.Call):
                continue
            if isinstance(value, ast.AST):
                work.append((node, name, None, value, statement))
            elif isinstance(value, list):
                nodes = ((place, item) for place, item in enumerate(value) if isinstance(item, ast.AST))
                work += ((node, name, place, item, statement) for place, item in nodes)


Change = tuple[str, ast.AST, str, int | None, Any]


def _changes(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> Iterator[Change]:
    """The mistakes that can be made at one node. Texts are left alone: their wording decides nothing."""
    here = (parent, field, index)
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            other = _COMPARISONS[type(operator)]
            text = f"{ast.unparse(node)}: {type(operator).__name__} -> {other.__name__}"
            yield text, node, "ops", place, other()
    elif isinstance(node, ast.BoolOp):
        text = ast.unparse(node)
        swapped = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"{text}: and <-> or", node, "op", None, swapped
        for place, value in enumerate(node.values):
            rest = [each for each in node.values if each is not value]
            new = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            yield f"{text}: without operand {place + 1}", *here, new
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)}: without not", *here, node.operand
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield f"{node.value} -> {not node.value}", *here, ast.Constant(not node.value)
        elif isinstance(node.value, int):
            yield f"{node.value} -> {node.value + 1}", *here, ast.Constant(node.value + 1)
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS and not _is_text(node):
        new = ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
        yield f"{ast.unparse(node)} -> {ast.unparse(new)}", *here, new
    elif isinstance(node, ast.Return) and node.value is not None and not _is_false(node.value):
        yield f"{ast.unparse(node)} -> return None", node, "value", None, ast.Constant(None)
    elif _has_effect(node):
        yield f"without {_short(node)}", *here, ast.Pass()
    elif isinstance(node, ast.Continue):
        yield "continue -> break", *here, ast.Break()
    elif isinstance(node, ast.Break):
        yield "break -> continue", *here, ast.Continue()
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        other_name = _CALLS[node.func.id]
        yield f"{_short(node)}: {node.func.id} -> {other_name}", node, "func", None, ast.Name(other_name, ast.Load())
    elif isinstance(node, ast.comprehension):
        for place, condition in enumerate(node.ifs):
            yield f"if {ast.unparse(condition)}: left out", node, "ifs", place, ast.Constant(True)
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        negated = ast.UnaryOp(ast.Not(), node.test)
        if not isinstance(node.test, ast.Compare) or len(node.test.ops) > 1:
            yield f"{ast.unparse(node.test)}: negated", node, "test", None, negated


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(each, ast.JoinedStr) or (isinstance(each, ast.Constant) and isinstance(each.value, str))
        for each in ast.walk(node)
    )


def _has_effect(node: ast.AST) -> bool:
    """Whether the node is a statement that can be left out: a call, or a change of what outlives the statement."""
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    return isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant))


def _is_false(node: ast.expr) -> bool:
    """Whether the value is as good as None to whoever asks for its truth."""
    if isinstance(node, ast.Constant):
        return not node.value
    return isinstance(node, ast.List | ast.Tuple) and not node.elts


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."


class Session:
    """A pytest plugin that records what every test executes and then tries the mutants."""

    def __init__(self, paths: Sequence[str], options: argparse.Namespace) -> None:
        self.options = options
        self.trees = {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in paths}
        self.files = {str(ROOT / path): path for path in paths}
        self.lines: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.times: dict[int, float] = {}
        self.functions: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
        self.survivors: list[Mutant] = []
        self.tried = self.killed = self.unreached = self.equivalent = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Failed("errors during collection")
        self._record(session.items)
        for found in gc.get_objects():
            if isinstance(found, functools._lru_cache_wrapper):
                found.cache_clear()  # What the recording remembered would hide what a mutant forgets.
            elif type(found) is FunctionType and (path := self.files.get(found.__code__.co_filename)):
                self.functions[path, found.__code__.co_qualname].append(found)
        known = _equivalent()
        mutants = [mutant for path, tree in self.trees.items() for mutant in mutants_of(path, tree)]
        mutants.sort(key=lambda mutant: (mutant.path, mutant.lines[0], mutant.description))
        if self.options.sample:
            mutants = random.Random(self.options.seed).sample(mutants, min(self.options.sample, len(mutants)))
        self.equivalent = sum(_key(mutant) in known for mutant in mutants)
        mutants = [mutant for mutant in mutants if _key(mutant) not in known]
        self._try(mutants, session.items)
        return True

    def _record(self, items: Sequence[pytest.Item]) -> None:
        executed: set[tuple[str, int]] = set()
        files = self.files

        def line(frame: FrameType, event: str, _: object) -> Any:
            if event == "line":
                executed.add((frame.f_code.co_filename, frame.f_lineno))
            return line

        def call(frame: FrameType, *_: object) -> Any:
            return line if frame.f_code.co_filename in files else None

        for number, item in enumerate(items):
            executed.clear()
            started = time.perf_counter()
            threading.settrace(call)
            sys.settrace(call)
            try:
                reports = runtestprotocol(item, nextitem=None, log=False)
            finally:
                sys.settrace(None)
                threading.settrace(None)
            if any(report.failed for report in reports):
                # It would seem to kill every mutant.
                print(f"{item.nodeid} fails without any mutant and is left out", flush=True)
                continue
            self.times[number] = time.perf_counter() - started
            for name, where in executed:
                self.lines[files[name], where].append(number)

    def _try(self, mutants: Sequence[Mutant], items: Sequence[pytest.Item]) -> None:
        running: dict[int, tuple[Mutant, float]] = {}
        total = len(mutants)
        for mutant in mutants:
            numbers = {number for line in mutant.lines for number in self.lines.get((mutant.path, line), ())}
            code = self._code(mutant)
            if code is None:
                continue
            self.tried += 1
            if not numbers:
                self.unreached += 1
                self._survived(mutant, "no test reaches it")
                continue
            while len(running) >= self.options.jobs:
                self._reap(running)
            chosen = [items[number] for number in sorted(numbers, key=self.times.__getitem__)]
            process = os.fork()
            if process == 0:
                self._be(mutant, code, chosen)
            running[process] = (mutant, time.monotonic())
            if self.tried % 100 == 0:
                print(f"  {self.tried} of {total}, {len(self.survivors)} survive", flush=True)
        while running:
            self._reap(running)

    def _code(self, mutant: Mutant) -> CodeType | None:
        """The code of the mutant's function; None for what Python itself refuses."""
        old = getattr(mutant.parent, mutant.field)
        if mutant.index is None:
            setattr(mutant.parent, mutant.field, mutant.replacement)
        else:
            setattr(mutant.parent, mutant.field, [*old[: mutant.index], mutant.replacement, *old[mutant.index + 1 :]])
        tree = self.trees[mutant.path]
        try:
            module = compile(ast.fix_missing_locations(tree), str(ROOT / mutant.path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError, TypeError):
            return None
        finally:
            setattr(mutant.parent, mutant.field, old)
        work = [module]
        while work:
            code = work.pop()
            if code.co_qualname == mutant.qualified:
                return code
            work += (each for each in code.co_consts if isinstance(each, CodeType))
        return None

    def _be(self, mutant: Mutant, code: CodeType, items: Sequence[pytest.Item]) -> None:
        """In the forked process: the mutant, until a test fails. Never returns."""
        status = 3
        with contextlib.suppress(BaseException):
            with open(os.devnull, "w") as nothing:
                os.dup2(nothing.fileno(), 1)
                os.dup2(nothing.fileno(), 2)
            # Mutants loop without end, some of them while they fill memory.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(self.options.timeout)
            resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))
            for function in self.functions[mutant.path, mutant.qualified]:
                function.__code__ = code
            status = 0
            for item in items:
                if any(report.failed for report in runtestprotocol(item, nextitem=None, log=False)):
                    status = 1
                    break
        os._exit(status)

    def _reap(self, running: dict[int, tuple[Mutant, float]]) -> None:
        process, status = os.waitpid(-1, 0)
        if process not in running:
            return
        mutant, _ = running.pop(process)
        if status == 0:
            self._survived(mutant, "survives")
        else:
            self.killed += 1

    def _survived(self, mutant: Mutant, how: str) -> None:
        self.survivors.append(mutant)
        print(f"{mutant}  [{how}]", flush=True)


def _key(mutant: Mutant) -> tuple[str, str, str]:
    """Names a mutant without its line, so that the list of equivalent ones outlives edits elsewhere in a file."""
    return mutant.path, mutant.qualified, mutant.description


def _equivalent() -> dict[tuple[str, str, str], str]:
    """The mutants that no test can kill, each as `PATH FUNCTION: DESCRIPTION`; the reason stands above as `# ..`."""
    found: dict[tuple[str, str, str], str] = {}
    reason = ""
    for line in EQUIVALENT.read_text(encoding="utf-8").splitlines() if EQUIVALENT.is_file() else ():
        if line.startswith("#"):
            reason = line.lstrip("# ")
        elif line.strip():
            where, _, description = line.partition(": ")
            path, _, qualified = where.partition(" ")
            found[path, qualified, description.strip()] = reason
    return found


def main(arguments: Sequence[str]) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=MODULES, help="files or globs, from the root of the checkout")
    parser.add_argument("--sample", type=int, help="try so many mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time")
    parser.add_argument("--timeout", type=int, default=20, help="seconds for one mutant")
    parser.add_argument("--allow", type=float, default=10.0, help="per cent of mutants that may survive")
    parser.add_argument("--keys", action="store_true", help="list survivors as equivalent_mutants.txt names them")
    options = parser.parse_args(arguments)
    os.nice(10)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    paths = sorted({path.relative_to(ROOT).as_posix() for glob in options.modules for path in ROOT.glob(glob)})
    paths = [path for path in paths if path in options.modules or path not in SHOWN_ONLY]
    session = Session(paths, options)
    tests = [test for test in TESTS if (ROOT / test).exists()]
    started = time.monotonic()
    # Forked processes leave files and processes of the tests behind, which is no fault of the tests.
    without = [word for name in ("cacheprovider", "xdist", "unraisableexception") for word in ("-p", f"no:{name}")]
    status = pytest.main(["-q", "-x", *without, *tests], plugins=[session])
    if not session.tried:
        return int(status) or 2
    if options.keys:
        print(*(f"{mutant.path} {mutant.qualified}: {mutant.description}" for mutant in session.survivors), sep="\n")
    share = 100 * len(session.survivors) / session.tried
    print(
        f"{session.tried} mutants of {len(paths)} modules: {session.killed} killed, {len(session.survivors)} survive "
        f"({share:.1f} %), {session.unreached} of them reached by no test; {session.equivalent} more are equivalent; "
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if share > options.allow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
