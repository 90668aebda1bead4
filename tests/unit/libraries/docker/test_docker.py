"""The library `docker` over files in memory: forms of arguments, details of the formats, hostile input."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from hielements.libraries.builtin.docker.compose.environment import read_environment
from hielements.libraries.builtin.docker.dockerfile.references import matches, read_reference
from hielements.libraries.builtin.docker.dockerfile.words import Unknown, expand, interpolate
from hielements.libraries.builtin.docker.ignore import DockerIgnore
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.recognition import LANGUAGE_FILES, kind_by_name
from hielements.libraries.builtin.secret_values import is_secret_name, secret_value
from hielements.libraries.builtin.yaml_tree import YamlProblem, read_yaml
from hielements.libraries.file_names import FileNames
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated
from hielements.libraries.signatures import Required
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace


class Shop:
    """The library over some files, with calls as specifications write them."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.library = Docker(Environment(MemoryWorkspace(dict(files)), {}, NoCache()))

    def select(self, name: str, *values: Value) -> Value:
        answer = self.library.call(self._call(name, values))
        assert not isinstance(answer, Failure), answer
        return answer

    def scope(self, path: str = "Dockerfile") -> ScopeValue:
        selector = "compose_selector" if path.endswith("ml") else "file_selector"
        answer = self.select(selector, path)
        assert isinstance(answer, ScopeValue)
        return answer

    def check(self, name: str, *values: Value) -> Outcome:
        return self.library.check(self._call(name, values))

    def failure(self, name: str, *values: Value) -> str:
        answer = self.library.call(self._call(name, values))
        assert isinstance(answer, Failure), answer
        return answer.message

    def edges(self, *paths: str) -> set[tuple[str, int, str, str, str]]:
        found = self.library.dependencies(paths)
        assert not found.failures, found.failures
        return {
            (each.path, each.line, each.verb, each.name, ",".join(each.targets) or (each.external or ""))
            for each in found.edges
        }

    def _call(self, name: str, values: tuple[Value, ...]) -> Call:
        function = self.library.function(name)
        assert function is not None
        signature = next(
            each
            for each in function.signatures
            if len(each.parameters) >= len(values) >= sum(one.is_required for one in each.parameters)
        )
        arguments = {each.name: each.default for each in signature.parameters if not isinstance(each.default, Required)}
        arguments.update(dict(zip([each.name for each in signature.parameters], values, strict=False)))
        return Call(name, arguments)


def undecided(outcome: Outcome) -> str:
    assert isinstance(outcome, Undecided), outcome
    return "; ".join(each.message for each in outcome.failures)


def broken(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Violated), outcome
    return [f"{each.path}:{each.line}:{each.column} {each.message}" for each in outcome.violations]


# The description


def test_the_table_of_functions_and_the_modules_agree() -> None:
    description = Shop({}).library.describe()
    assert [each.name for each in description.functions] == list(Docker.FUNCTIONS)
    assert all(each.example and each.doc for each in description.functions)
    assert list(Docker.FUNCTIONS) == sorted(Docker.FUNCTIONS)


# Recognition


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Dockerfile", "dockerfile"),
        ("a/Dockerfile.prod", "dockerfile"),
        ("a/api.dockerfile", "dockerfile"),
        ("api.Dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("Dockerfile.dockerignore", None),
        ("dockerfile.py", None),
        ("Dockerfiles/readme", None),
        ("compose.yml", "compose"),
        ("compose.override.yaml", "compose"),
        ("docker-compose-dev.yml", "compose"),
        ("composer.yaml", None),
        ("compose.json", None),
    ],
)
def test_files_are_known_by_their_names(path: str, kind: str | None) -> None:
    assert kind_by_name(path) == kind
    names = FileNames(LANGUAGE_FILES)
    assert (names.language_of(path) == "docker") == (kind is not None) or path.endswith(".dockerignore")


def test_a_selected_file_may_have_any_name() -> None:
    shop = Shop(
        {"image.build": "FROM a\nHEALTHCHECK CMD b\n", "stack.yml": "services: {a: {image: b}}\n", "c": "x y\n"}
    )
    assert isinstance(shop.check("has_healthcheck", shop.scope("image.build")), Passed)
    assert broken(shop.check("has_healthcheck", shop.select("file_selector", "stack.yml")))
    assert "unknown instruction 'x'" in undecided(shop.check("has_healthcheck", shop.scope("c")))


def test_a_scope_without_files_of_docker_is_undecided() -> None:
    shop = Shop({"a.py": "", "b.md": "FROM here\n"})
    folder = ScopeValue("folder", ".", "", ("a.py", "b.md"), library="files")
    assert "holds no Dockerfile" in undecided(shop.check("has_healthcheck", folder))


# Variables


VALUES: dict[str, str | Unknown] = {"A": "a", "E": "", "P": "x.tar.gz", "U": Unknown("U")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$A-${A}", "a-a"),
        ("${N:-d}${E:-d}${A:-d}", "dda"),
        ("${N-d}${E-d}", "d"),
        ("${A:+y}${E:+y}${N:+y}${E+y}", "yy"),
        ("${N:-${A}b}", "ab"),
        ("'$A' \"$A\" \\$A", "$A a $A"),
        ("${P%.*}|${P%%.*}|${P#*.}|${P##*.}", "x.tar|x|tar.gz|gz"),
        ("${P/tar/zip}|${P//a/}", "x.zip.gz|x.tr.gz"),
        ("${U}-$A", "${U}-a"),
        ("${N:-$U}", "$U"),
        ("${A:-$U}", "a"),
        ("$ $1 $$", "$  $$"),
        ("${N}", ""),
    ],
)
def test_variables_of_a_dockerfile(text: str, expected: str) -> None:
    expanded = expand(text, VALUES.get)
    assert (expanded.text, expanded.problem) == (expected, None)
    assert expanded.unknown == (("U",) if "U" in expected else ())


@pytest.mark.parametrize("text", ["${A", "'a", '"a', "${}", "${N:?needed}", "${A:-" * 60, "${A!}"])
def test_malformed_variables_are_problems(text: str) -> None:
    assert expand(text, VALUES.get).problem


def test_variables_of_a_compose_file() -> None:
    assert interpolate("$$A ${A} '$A' \\${A}", VALUES.get).text == "$A a 'a' \\a"
    assert interpolate("${N:-8080}", VALUES.get).text == "8080"
    assert interpolate("$N:${N:?must}", VALUES.get).unknown == ("N",)


def test_an_env_file() -> None:
    text = "# c\nA=1\nexport B = 'x $A' # c\nC=\"$A b\"\nD=a # c\nE\nF: y\n=bad\n"
    found = read_environment(text)
    assert found == {"A": "1", "B": "x $A", "C": "1 b", "D": "a", "E": Unknown("E"), "F": "y"}


# Names of images


def test_names_of_images() -> None:
    image = read_reference("docker.io/library/python:3.12@sha256:" + "a" * 64)
    assert image is not None
    assert (image.repository, image.tag) == ("python", "3.12")
    registry = read_reference("localhost:5000/team/app")
    assert registry is not None
    assert (registry.repository, registry.tag) == ("localhost:5000/team/app", None)
    assert read_reference("a:") is None
    assert read_reference("a b") is None
    assert matches(image, "python:3.*")
    assert not matches(image, "python:3.1")
    assert not matches(image, "pyt")
    assert matches(registry, "localhost:5000/*")
    assert matches(registry, "localhost:5000/team/app:latest")


# Stages and instructions


def test_a_stage_has_what_the_one_below_has() -> None:
    text = (
        'FROM a AS one\nENV P=80\nUSER app\nENTRYPOINT ["run"]\nCMD ["x"]\nVOLUME /v\n'
        'FROM one AS two\nEXPOSE $P\nFROM two\nENTRYPOINT ["other"]\n'
    )
    shop = Shop({"Dockerfile": text})
    scope = shop.scope()
    assert shop.select("exposed_ports", scope) == (80,)
    assert shop.select("volumes", scope) == ("/v",)
    assert isinstance(shop.check("no_root_user", scope), Passed)
    entry = shop.select("entry_point", scope)
    assert isinstance(entry, ConnectionPoint)
    assert entry.name == "other"  # a new ENTRYPOINT forgets the CMD below
    two = shop.select("stage_selector", scope, "two")
    assert shop.select("entry_point", two).name == "run x"  # type: ignore[union-attr]
    assert isinstance(two, ScopeValue)
    assert two.lines == (7, 8)


def test_every_command_of_a_shell_counts() -> None:
    text = "FROM a\nWORKDIR /srv\nCOPY . .\nCMD set -xe; python manage.py migrate; exec gunicorn 'shop.wsgi' > /log\n"
    shop = Shop({"Dockerfile": text, "manage.py": "", "shop/wsgi.py": ""})
    for command in ("gunicorn shop.wsgi", "python manage.py", "manage.py migrate"):
        assert isinstance(shop.check("entry_point", shop.scope(), command), Passed), command
    assert broken(shop.check("entry_point", shop.scope(), "uvicorn"))
    entry = shop.select("entry_point", shop.scope())
    assert isinstance(entry, ConnectionPoint)
    assert (entry.name, entry.data["file"]) == ("exec gunicorn shop.wsgi", "shop/wsgi.py")
    runs = {each.targets for each in shop.library.dependencies(["Dockerfile"]).edges if each.verb == "runs"}
    assert runs == {("manage.py",), ("shop/wsgi.py",)}


def test_a_variable_of_the_base_image_is_not_known_but_that_of_scratch_is_empty() -> None:
    shop = Shop({"Dockerfile": "FROM a\nUSER $WHO\n", "s.dockerfile": "FROM scratch\nUSER $WHO\n"})
    assert "WHO" in undecided(shop.check("no_root_user", shop.scope()))
    assert broken(shop.check("no_root_user", shop.scope("s.dockerfile")))


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("FROM a\n\0\n", "holds a NUL character", 2),
        (b"FROM a\nRUN \xff\n", "is not valid UTF-8: byte 0xff", 2),
        ("FROM a AS\n", "neither 'FROM image'", 1),
        ("ARG A\n", "has no FROM", 1),
        ("RUN a\nFROM b\n", "has RUN before the first FROM", 1),
        ("FROM a\nCMD [1]\n", "something other than strings", 2),
        ("FROM a\nRUN a \\\n\n  b\nCOPPY a b\n", "unknown instruction 'COPPY'; did you mean COPY?", 5),
        ("# escape=/\nFROM a\n", "escape character", 1),
        ("", "holds no instruction", 1),
    ],
)
def test_a_broken_dockerfile_is_a_failure_with_its_line(text: str | bytes, message: str, line: int) -> None:
    shop = Shop({"Dockerfile": text})
    outcome = shop.check("has_healthcheck", shop.scope())
    assert message in undecided(outcome)
    assert isinstance(outcome, Undecided)
    assert (outcome.failures[0].path, outcome.failures[0].line) == ("Dockerfile", line)
    assert shop.library.dependencies(["Dockerfile"]).failures == outcome.failures


def test_violations_stand_at_the_word() -> None:
    text = "FROM a:1\nRUN x && \\\n    y\nENV OK=1 \\\n    API_KEY=abcdef\nCOPY a \\\n  .env /x/\n"
    shop = Shop({"Dockerfile": text})
    assert broken(shop.check("no_secrets", shop.scope())) == [
        "Dockerfile:5:5 ENV 'API_KEY' is a secret by its name, and stays in the image",
        "Dockerfile:7:3 COPY puts '.env', which holds secrets by its name, into the image",
    ]


def test_no_violation_repeats_a_secret() -> None:
    text = (
        "FROM a:1\nARG TOKEN=geheim-1\nENV PASSWORD geheim-2\n"
        "RUN curl https://me:geheim-3@x.org && x --password=geheim-4\n"
    )
    shop = Shop({"Dockerfile": text, "compose.yaml": "services: {a: {environment: [SECRET=geheim-5]}}"})
    for path in ("Dockerfile", "compose.yaml"):
        outcome = shop.check("no_secrets", shop.scope(path))
        assert isinstance(outcome, Violated)
        assert "geheim" not in repr(outcome)


@pytest.mark.parametrize(
    "name",
    [
        *("DB_PASSWORD", "apiKey", "GITHUB_TOKEN", "secret", "AWS_SECRET_ACCESS_KEY", "npm_auth"),
        # Words such as `server` say something about a secret only behind it.
        *("SMTP_SERVER_PASSWORD", "HOST_PASSWORD", "CLIENT_ID_SECRET", "CACHE_API_KEY", "file_token"),
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("KEYBOARD", "AUTHOR", "PUBLIC_KEY", "PASSWORD_FILE", "TOKEN_URL", "MONKEY", "GPG_KEY"),
        *("SSH_AUTH_SOCK", "CACHE_KEY_PREFIX", "SORT_KEY", "PUBLIC_SIGNING_KEY", "TOKEN_LIMIT", "secretName"),
    ],
)
def test_names_of_no_secrets(name: str) -> None:
    assert not is_secret_name(name)


def test_values_of_secrets() -> None:
    assert secret_value("AKIA" + "A" * 16) == "an AWS access key"
    assert secret_value("postgres://u:p4ss@db/x") == "a password in an address"
    assert secret_value("postgres://u:${PASS}@db/x") is None
    assert secret_value("https://example.org/a:b") is None


# .dockerignore


@pytest.mark.parametrize(
    ("text", "path", "left_out"),
    [
        ("*.md", "README.md", True),
        ("*.md", "docs/README.md", False),
        ("**/*.md", "docs/a/README.md", True),
        ("*\n!src\n", "src/a.py", False),
        ("*\n!src\nsrc/b.py", "src/b.py", True),
        ("/node_modules/", "node_modules/a/b.js", True),
        ("docs", "docs/x", True),
        ("a?c", "abc", True),
        ("[ab].txt", "b.txt", True),
        ("# x\n\n", "x", False),
        ("**", "x/y", True),
        ("[", "x", False),
    ],
)
def test_dockerignore(text: str, path: str, left_out: bool) -> None:
    assert DockerIgnore(text).leaves_out(path) is left_out


# Dependencies


APP = {
    "api/Dockerfile": (
        "FROM python:3.12 AS build\nWORKDIR /app\nCOPY pyproject.toml ./\nCOPY src/ ./src/\n"
        "FROM python:3.12\nWORKDIR /srv\nCOPY --from=build /app/src ./\nCOPY docker/start.sh /start.sh\n"
        'ENTRYPOINT ["/start.sh"]\nCMD ["gunicorn", "-b", "0.0.0.0:80", "shop.wsgi:app"]\n'
    ),
    "api/pyproject.toml": "",
    "api/src/shop/wsgi.py": "",
    "api/src/shop/junk.pyc": "",
    "api/docker/start.sh": "",
    "api/.dockerignore": "**/*.pyc\n",
}


def test_a_dockerfile_depends_on_images_files_and_programs() -> None:
    assert Shop(APP).edges("api/Dockerfile") == {
        ("api/Dockerfile", 1, "is built upon", "python:3.12", "python"),
        ("api/Dockerfile", 5, "is built upon", "python:3.12", "python"),
        ("api/Dockerfile", 3, "copies", "pyproject.toml", "api/pyproject.toml"),
        ("api/Dockerfile", 4, "copies", "src/", "api/src/shop/wsgi.py"),
        ("api/Dockerfile", 7, "copies from", "build", "api/Dockerfile"),
        ("api/Dockerfile", 8, "copies", "docker/start.sh", "api/docker/start.sh"),
        ("api/Dockerfile", 9, "runs", "/start.sh", "api/docker/start.sh"),
        ("api/Dockerfile", 10, "runs", "shop.wsgi", "api/src/shop/wsgi.py"),
    }


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ('["python", "main.py"]', "main.py"),
        ('["python3.12", "-u", "-W", "error", "-m", "pkg"]', "pkg/__main__.py"),
        ('["python", "-m", "uvicorn", "pkg.api:create_app()"]', "pkg/api.py"),
        ("exec python -m pkg.api", "pkg/api.py"),
        ("cd /srv && python main.py --x", "main.py"),
        ('["sh", "-c", "sleep 1 && true"]', None),
        ('["sh", "-c", "exec ./run.sh"]', "run.sh"),
        ('["tini", "--", "gosu", "app", "./run.sh"]', "run.sh"),
        ('["celery", "-A", "pkg.api", "worker"]', "pkg/api.py"),
        ('["flask", "--app=pkg.api", "run"]', "pkg/api.py"),
        ('["poetry", "run", "python", "main.py"]', "main.py"),
        ('["streamlit", "run", "main.py"]', "main.py"),
        ('["python", "-c", "import pkg"]', None),
        ('["nginx", "-g", "daemon off;"]', None),
        ('["python", "gone.py"]', None),
        ("MODE=x python main.py", "main.py"),
        ('["python", "-mpkg"]', "pkg/__main__.py"),
        ("if [ -f x ]; then python main.py; fi", "main.py"),
        ("(cd pkg && python api.py)", "pkg/api.py"),
        ("while ! python main.py; do sleep 1; done", "main.py"),
        ("yes | python main.py 2>&1", "main.py"),
        ("gunicorn --workers $(nproc) pkg.api", "pkg/api.py"),
        (". ./run.sh", "run.sh"),
        ('su app -c "python main.py"', "main.py"),
        ('["sudo", "-u", "app", "nice", "-n", "5", "python", "main.py"]', "main.py"),
        ('["gunicorn", "-c", "python:pkg.settings", "--chdir", "pkg", "api:app"]', "pkg/api.py"),
        ('["coverage", "run", "-m", "pkg.api"]', "pkg/api.py"),
        ('["uwsgi", "--wsgi-file", "main.py"]', "main.py"),
        ('["python", "-um", "pkg.api"]', "pkg/api.py"),
        ('["python", "-uc", "import pkg"]', None),
        ('["python", "-m"]', None),
        ('["uv", "run", "-m", "pkg"]', "pkg/__main__.py"),
        ('["opentelemetry-instrument", "python", "main.py"]', "main.py"),
        ('["timeout", "5", "python", "main.py"]', "main.py"),
        ('["/bin/wait-for-it.sh", "db:5432", "--", "python", "main.py"]', "main.py"),
    ],
)
def test_what_a_command_runs(command: str, file: str | None) -> None:
    files = {"main.py": "", "run.sh": "", "pkg/__main__.py": "", "pkg/api.py": "", "pkg/__init__.py": ""}
    shop = Shop({**files, "Dockerfile": f"FROM a\nWORKDIR /srv\nCOPY . .\nCMD {command}\n"})
    found = {each.targets for each in shop.library.dependencies(["Dockerfile"]).edges if each.verb == "runs"}
    assert found == ({(file,)} if file else set())


def test_the_context_is_the_folder_that_has_what_is_copied_unless_compose_says_it() -> None:
    files = {"docker/Dockerfile": "FROM a\nCOPY app.py /\n", "app.py": ""}
    assert ("docker/Dockerfile", 2, "copies", "app.py", "app.py") in Shop(files).edges("docker/Dockerfile")
    files |= {
        "sub/app.py": "",
        "compose.yaml": "services: {a: {build: {context: sub, dockerfile: ../docker/Dockerfile}}}",
    }
    assert ("docker/Dockerfile", 2, "copies", "app.py", "sub/app.py") in Shop(files).edges("docker/Dockerfile")


COMPOSE = """\
services:
  api:
    build: {context: ./api, target: build}
    env_file: [api.env, gone.env]
    depends_on: [db]
    volumes: ["./conf:/etc/app:ro", "data:/var/data"]
    command: python -m tool
  db:
    image: postgres:16
  copy:
    image: shop/api
  worker:
    extends: api
    network_mode: service:db
secrets:
  key: {file: ./key.txt}
"""


def test_a_compose_file_depends_on_dockerfiles_services_and_files() -> None:
    files = {
        "deploy/compose.yaml": COMPOSE,
        "deploy/api/Dockerfile": "FROM a AS build\nCOPY . /\n",
        "deploy/api.env": "",
        "deploy/conf/app.ini": "",
        "deploy/key.txt": "",
        "deploy/api/tool.py": "",
    }
    path = "deploy/compose.yaml"
    found = Shop(files).edges(path)
    assert {each for each in found if each[1] < 13} == {
        (path, 3, "builds", "deploy/api/Dockerfile", "deploy/api/Dockerfile"),
        (path, 4, "takes variables from", "api.env", "deploy/api.env"),
        (path, 5, "starts after", "db", path),
        (path, 6, "mounts", "./conf", "deploy/conf/app.ini"),
        (path, 7, "runs", "tool", "deploy/api/tool.py"),
        (path, 9, "runs", "postgres:16", "postgres"),
        (path, 11, "runs", "shop/api", "shop/api"),
    }
    assert (path, 13, "extends", "api", path) in found
    assert (path, 14, "shares the network of", "db", path) in found
    assert (path, 16, "takes", "./key.txt", "deploy/key.txt") in found


def test_services_and_builds_that_do_not_exist_are_failures() -> None:
    shop = Shop({"compose.yaml": "services:\n  a:\n    build: ./gone\n    depends_on: [b]\n"})
    found = shop.library.dependencies(["compose.yaml"])
    assert [each.line for each in found.failures] == [3, 4]


# Hostile input


def test_yaml_that_grows_is_refused_or_stays_small() -> None:
    started = time.process_time()
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 200))]
    documents = read_yaml("\n".join([*lines, "services: {a: {image: b, ports: *a199}}"]))
    assert isinstance(documents, tuple)
    merges = ["m0: &m0 {k0: 0}", *(f"m{n}: &m{n} {{<<: *m{n - 1}, k{n}: 0}}" for n in range(1, 3000))]
    problem = read_yaml("\n".join(merges))
    assert isinstance(problem, YamlProblem)
    assert problem.is_limit
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "text",
    [
        "services: " + "[" * 5000,
        "services: " + "{a: " * 5000,
        "a: &a [*a]\nservices: {}",
        "a: *b",
        "a: 1\na: 2",
        "<<: 1",
        "\t- a",
        "a: 'x",
        "%YAML 9.9\n---\na",
        "a: \x07",
        "? [a]\n: b",
        "- a",
        "services: [a]",
        "services: {a: 1}",
        "",
        "--- {services: {}}\n--- {services: {}}",
        "services: {a: {extends: a}}",
        "services: {a: {extends: b}, b: {extends: a}}",
        "services: {a: {extends: {file: gone.yml, service: b}}}",
        "include: [compose.yaml]",
        "include: [{path: '../x'}]",
        "include: ['${X}']",
    ],
)
def test_a_broken_compose_file_is_a_failure(text: str) -> None:
    shop = Shop({"compose.yaml": text})
    assert undecided(shop.check("service_exists", shop.scope("compose.yaml"), "zz"))
    assert shop.library.dependencies(["compose.yaml"]).failures


@pytest.mark.parametrize("content", [b"\0" * 100, b"\xff\xfe\0s", b"services:\n  a: \xff\n", b"x" * 1_000_001])
def test_a_compose_file_that_is_no_text_is_a_failure(content: bytes) -> None:
    shop = Shop({"compose.yaml": content, "Dockerfile": content})
    assert undecided(shop.check("has_healthcheck", shop.scope("compose.yaml")))
    assert undecided(shop.check("has_healthcheck", shop.scope("Dockerfile")))


def test_odd_shapes_in_services_do_no_harm() -> None:
    text = """\
services:
  a:
    ports: [[1], {target: x}, "1:2:3:4", 99999, {}, null]
    expose: {a: b}
    volumes: [{}, [], null, ":", {type: bind}]
    networks: [[], {}]
    depends_on: 3
    environment: [[], A, {}]
    build: {context: [], args: 3}
    healthcheck: [x]
    command: {a: b}
    env_file: {}
    user: [1]
"""
    shop = Shop({"compose.yaml": text})
    scope = shop.scope("compose.yaml")
    for name in shop.library.function_names():
        function = shop.library.function(name)
        assert function is not None
        if len(function.signatures[-1].parameters) == 1 and function.kind == "check":
            assert isinstance(shop.check(name, scope), Passed | Violated | Undecided)
    shop.library.dependencies(["compose.yaml"])


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nRUN " + "x" * 900_000,
        "FROM a\n" + "RUN \\\n" * 100_000,
        "FROM a\n" + "RUN x\n" * 100_000,
        "FROM a\nRUN " + " <<A" * 10_000 + "\n",
        "FROM a\nENV " + "A=b " * 100_000,
        "FROM a\nRUN " + "\"" * 500_000,
        "FROM a\nRUN --" + "x'" * 200_000,
        "FROM a\nCMD " + "[" * 400_000,
        "FROM ${A:-" + "${B:-" * 100_000 + "\n",
        "FROM a\nEXPOSE ${P%" + "*" * 10_000 + "x}\n",
        "FROM a\nRUN " + "-----BEGIN " * 50_000,
    ],
)  # fmt: skip
def test_huge_lines_take_no_time_to_speak_of(text: str) -> None:
    started = time.process_time()
    shop = Shop({"Dockerfile": text})
    scope = shop.scope()
    for name in ("has_healthcheck", "no_secrets", "pinned_images", "no_root_user"):
        shop.check(name, scope)
    shop.library.dependencies(["Dockerfile"])
    assert time.process_time() - started < 10


def test_many_stages_that_start_from_one_another() -> None:
    text = "FROM a AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\nRUN x\n" for n in range(1500))
    started = time.process_time()
    shop = Shop({"Dockerfile": text})
    assert broken(shop.check("has_healthcheck", shop.scope()))
    assert broken(shop.check("no_root_user", shop.scope()))
    assert time.process_time() - started < 10
