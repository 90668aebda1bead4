"""Small trees of code on which specifications that others published hold; changed, they are violated."""

from __future__ import annotations

from collections.abc import Mapping

Tree = Mapping[str, str]


def crate(name: str, *dependencies: str) -> str:
    """A Cargo.toml; each dependency is `name = path`."""
    lines = [f"{name} = {{ path = '{path}' }}" for name, path in (each.split(" = ") for each in dependencies)]
    return "\n".join(["[package]", f"name = '{name}'", "version = '1.0.0'", "[dependencies]", *lines, ""])


def workspace(*members: str) -> str:
    return f"[workspace]\nmembers = {list(members)}\n"


def empty(folder: str, names: str) -> Tree:
    return {f"{folder}/{name}": "" for name in names.split()}


def structs(names: str) -> str:
    return "".join(f"pub struct {name};\n" for name in names.split())


def enums(names: str) -> str:
    return "".join(f"pub enum {name} {{ One }}\n" for name in names.split())


def modules(names: str) -> str:
    return "".join(f"pub mod {name};\n" for name in names.split())


SIMPLE = {"src/main.py": "", "src/__init__.py": "", "config.yaml": "a: 1\n", "tests/test_main.py": ""}
MICROSERVICES = {
    **{f"services/orders/src/{name}.py": "" for name in ("main", "models", "api")},
    **{f"services/inventory/src/{name}.py": "" for name in ("main", "models")},
    **{f"services/payments/src/{name}.py": "" for name in ("main", "processors")},
    **{f"services/{name}/Dockerfile": "FROM scratch\n" for name in ("orders", "inventory", "payments")},
    "shared/libs/__init__.py": "",
    "shared/protos/a.proto": "",
}
PYTHON = {
    "payments/service.py": "import logging\nfrom typing import List\n",
    "api/endpoints.py": (
        "from typing import List\n"
        "class Response: ...\nclass JsonResponse: ...\nclass PaymentResponse: ...\n"
        "def index() -> Response: ...\ndef status() -> JsonResponse: ...\n"
        "def create_payment() -> PaymentResponse: ...\ndef list_payments() -> List[int]: ...\n"
    ),
    "orders/processor.py": (
        "import logging\nlogger = logging.getLogger()\n"
        "def process(order):\n    validate_order(order)\n    calculate_total(order)\n"
        "    logger.info('done')\n    logger.error('no')\n"
    ),
    "models.py": "def load(): ...\n",
    "services.py": "import models\ndef serve():\n    return models.load()\n",
    "database/connection.py": (
        "class Connection: ...\nclass Result: ...\n"
        "def connect() -> Connection: ...\ndef query() -> Result: ...\ndef execute() -> int: ...\n"
    ),
    "tests/unit.py": "import pytest\nimport app\ndef test_run():\n    app.run()\n",
    "tests/integration.py": "import pytest\n",
    "app.py": "def run(): ...\n",
}
COMPILER = {
    "Cargo.toml": '[package]\nname = "compiler"\nversion = "1.0.0"\n',
    "src/lib.rs": "pub mod lexer;\npub mod parser;\npub mod interpreter;\npub mod payments;\n",
    "src/lexer.rs": "pub struct Lexer;\npub struct Token;\npub enum TokenKind { Word }\n",
    "src/parser.rs": "use crate::lexer::Token;\npub struct Parser;\npub struct Program;\npub fn parse(t: Token) {}\n",
    "src/interpreter.rs": "use crate::parser::Program;\npub struct Interpreter;\npub enum CheckResult { Pass }\n",
    "src/payments/mod.rs": "pub mod metrics;\npub mod api;\n",
    "src/payments/metrics.rs": "pub fn metrics_handler() {}\npub fn handler() {}\n",
    "src/payments/api.rs": "use crate::payments::metrics::handler;\npub fn process_payment() { handler() }\n",
}
TESTED = "#[cfg(test)]\nmod tests {\n    #[test]\n    fn works() {}\n}\n"
SERVICES = {
    "Cargo.toml": workspace("orders", "payments", "monitoring", "logging"),
    "logging/Cargo.toml": crate("logging"),
    "logging/src/lib.rs": "pub fn log() {}\n",
    "orders/Cargo.toml": crate("orders", "logging = ../logging"),
    "orders/Dockerfile": "FROM scratch\n",
    "orders/src/main.rs": "use logging::log;\nfn main() { log() }\n",
    "orders/src/lib.rs": modules("api db") + "pub const ORDERS_PORT: i64 = 8001;\n",
    "orders/src/api.rs": "pub fn create_routes() {}\n" + TESTED,
    "orders/src/db.rs": structs("Connection"),
    "payments/Cargo.toml": crate("payments"),
    "payments/Dockerfile": "FROM scratch\n",
    "payments/src/lib.rs": modules("api db") + "pub const PAYMENTS_PORT: i64 = 8002;\n",
    "payments/src/api.rs": "pub fn payment_routes() {}\n",
    "payments/src/db.rs": structs("Connection PaymentConnection"),
    "monitoring/Cargo.toml": crate("monitoring", "logging = ../logging"),
    "monitoring/src/lib.rs": modules("metrics logging"),
    "monitoring/src/metrics.rs": "use logging::log;\npub fn metrics_handler() {}\npub fn collect_metrics() {}\n",
    "monitoring/src/logging.rs": "pub fn setup() {}\n",
    "frontend/index.html": "<p>\n",
    "frontend/build.rs": "use logging::log;\n",
}
FOLDERS = {
    **empty("src/presentation", "routes.rs controllers.rs"),
    **empty("src/business", "user_service.rs order_service.rs"),
    **empty("src/data", "user_repository.rs order_repository.rs"),
    **empty("src", "metrics/prometheus.rs logging/logger.rs tracing/tracer.rs health/liveness.rs health/readiness.rs"),
    **empty("src", "api/routes.rs domain/models.rs persistence/repository.rs"),
    **empty("config", "production.yaml development.yaml"),
    "Dockerfile": "FROM scratch\n",
}
PAYMENTS = {
    "Cargo.toml": crate("shop"),
    "src/lib.rs": modules("payments simple_service"),
    "src/payments/mod.rs": modules("metrics breaker api"),
    "src/payments/metrics.rs": "pub fn metrics_handler() {}\npub fn handler() {}\n",
    "src/payments/breaker.rs": structs("BreakerConfig"),
    "src/payments/api.rs": "pub fn process_payment() {}\n" + TESTED,
    "src/simple_service.rs": "pub fn handle_request() {}\n",
}
LANGUAGES = {
    "src/api/__init__.py": "",
    "tests/api/test_api.py": "import src.api\n",
    "frontend/app.py": "",
    "Cargo.toml": workspace("backend"),
    "backend/Cargo.toml": crate("backend") + "[lib]\npath = 'lib.rs'\n",
    "backend/lib.rs": modules("api db") + "use api::Handler;\n",
    "backend/api/mod.rs": modules("lib") + "use crate::db::Pool;\npub struct Handler;\n",
    "backend/api/lib.rs": "",
    "backend/db/mod.rs": "use crate::api::Handler;\npub struct Pool;\n",
}
ZONES = {
    "Cargo.toml": crate("shop") + workspace("frontend/web", "frontend/mobile", "gateway"),
    "Dockerfile": "FROM scratch\n",
    "src/lib.rs": modules("metrics"),
    "src/metrics.rs": "pub fn handler() {}\npub fn collect_metrics() {}\n",
    "frontend/src/index.html": "<p>\n",
    "backend/src/main.rs": "fn main() {}\n",
    "backend/Dockerfile": "FROM scratch\nHEALTHCHECK CMD /check\n",
    **{f"frontend/{name}/Cargo.toml": crate(name, "gateway = ../../gateway") for name in ("web", "mobile")},
    **{f"frontend/{name}/src/main.rs": "use gateway::routes;\nfn main() {}\n" for name in ("web", "mobile")},
    "gateway/Cargo.toml": crate("gateway"),
    "gateway/src/lib.rs": "pub fn routes() {}\n",
    **empty("services", "orders/api.py payments/api.py"),
    "db/config.yaml": "a: 1\n",
    "payment/validation/card.rs": "pub fn validate_card() {}\n",
    "payment/tokenization/card.rs": "pub fn tokenize_card() {}\n",
    "payment/audit/log.rs": "pub fn log_transaction() {}\n",
    "mesh_internal/__init__.py": "",
    **{f"services/{name}/run.py": "import logging\nimport mesh_internal\n" for name in ("user", "order")},
    "services/notification/run.py": "from logging.handlers import QueueHandler\n",
}
PIPELINE = {
    "Cargo.toml": crate("compiler"),
    "src/lib.rs": modules("api database reader pycompiler jscompiler"),
    "src/api.rs": "".join(f"pub fn {name}() {{}}\n" for name in ("handle_request", "apply_middleware", "get_routes")),
    "src/database.rs": structs("Connection"),
    "src/pycompiler/mod.rs": modules("lexer parser reader optimizer codegen"),
    "src/pycompiler/lexer.rs": "pub fn tokenize() {}\n",
    "src/pycompiler/parser.rs": "pub fn parse() {}\n",
    "src/pycompiler/reader.rs": "pub fn read() {}\n",
    "src/pycompiler/optimizer.rs": "pub fn optimize_ast() {}\n",
    "src/pycompiler/codegen.rs": "pub fn generate_bytecode() {}\n",
    "src/jscompiler/mod.rs": modules("lexer parser transpiler"),
    "src/jscompiler/lexer.rs": "pub fn lex() {}\n",
    "src/jscompiler/parser.rs": "pub fn parse_js() {}\n",
    "src/jscompiler/transpiler.rs": "pub fn transpile_to_es5() {}\n",
}
ORDERS = {
    "Cargo.toml": crate("orders"),
    "orders.dockerfile": "FROM scratch\n",
    "src/lib.rs": modules("orders"),
    "src/orders/mod.rs": modules("api db metrics logging resilience"),
    "src/orders/api.rs": "pub const SERVICE_PORT: i64 = 1;\npub fn create_routes() {}\n" + TESTED,
    "src/orders/db.rs": structs("DbConnection") + TESTED,
    "src/orders/metrics.rs": "pub fn metrics_handler() {}\n",
    "src/orders/logging.rs": "pub fn setup_logging() {}\n",
    "src/orders/resilience/mod.rs": modules("breaker retry"),
    "src/orders/resilience/breaker.rs": structs("BreakerConfig"),
    "src/orders/resilience/retry.rs": structs("RetryPolicy"),
}
_CORE = "crates/hielements-core"
_SYNTAX = (
    "Program Element Template TemplateImplementation TemplateBinding ComponentRequirement ConnectionPattern "
    "RefDeclaration UsesDeclaration LanguageDeclaration ConnectionCheckDeclaration ConnectionCheckParameter"
)


def _library(name: str, rest: str = "") -> str:
    return f"use super::Library;\npub struct {name}Library;\nimpl Library for {name}Library {{}}\n{rest}{TESTED}"


REFERENCE = {
    "Cargo.toml": workspace(_CORE, "crates/hielements-cli"),
    **empty(".", "README.md LICENSE"),
    f"{_CORE}/Cargo.toml": crate("hielements-core"),
    f"{_CORE}/src/lib.rs": modules("lexer parser ast interpreter diagnostics stdlib span"),
    f"{_CORE}/src/lexer.rs": (
        "//! Words.\n/// One.\npub struct Lexer;\n/// Two.\npub struct Token;\n/// Three.\npub enum TokenKind { One }\n"
        + TESTED
    ),
    f"{_CORE}/src/parser.rs": (
        "use crate::ast::Program;\nuse crate::lexer::Token;\npub struct Parser;\n"
        "pub fn parse(t: Token) -> Program { Program }\n" + TESTED
    ),
    f"{_CORE}/src/ast.rs": structs(_SYNTAX) + enums("Expression RequirementAction ComponentSpec"),
    f"{_CORE}/src/interpreter.rs": (
        "use crate::ast::Program;\nuse crate::parser::Parser;\nuse crate::stdlib::CheckResult;\n"
        "pub struct Interpreter;\npub fn validate() {}\npub fn run() {}\n"
    ),
    f"{_CORE}/src/diagnostics.rs": structs("Diagnostic Diagnostics") + enums("DiagnosticSeverity"),
    f"{_CORE}/src/span.rs": structs("Position Span"),
    f"{_CORE}/src/stdlib/mod.rs": (
        modules("files rust python external wasm")
        + "pub trait Library {}\n"
        + structs("LibraryRegistry")
        + enums("Value CheckResult")
    ),
    **{f"{_CORE}/src/stdlib/{name.lower()}.rs": _library(name) for name in ("Files", "Rust", "Python")},
    f"{_CORE}/src/stdlib/external.rs": _library(
        "External", structs("ExternalLibraryConfig") + enums("LibraryType") + "pub fn load_external_libraries() {}\n"
    ),
    f"{_CORE}/src/stdlib/wasm.rs": _library(
        "Wasm",
        structs("WasmLibraryConfig") + "pub fn load_wasm_libraries() {}\npub fn load_workspace_wasm_libraries() {}\n",
    ),
    "crates/hielements-cli/Cargo.toml": crate("hielements-cli", "hielements-core = ../hielements-core"),
    "crates/hielements-cli/src/main.rs": (
        "use hielements_core::interpreter::run;\nstruct Cli;\nenum Commands { Check }\nfn main() { run() }\n"
    ),
    **empty("vscode-extension", "package.json language-configuration.json src/extension.ts"),
    "vscode-extension/syntaxes/hielements.tmLanguage.json": "",
    **empty("doc", "language_reference.md technical_architecture.md summary.md external_libraries.md wasm_plugins.md"),
    **empty("doc", "related_work.md patterns_catalog.md library_catalog.md library_catalog.json"),
    **empty("patterns/structural", "layered_architecture.hie hexagonal.hie microservice.hie"),
    **empty("patterns", "README.md behavioral/event_driven.hie cross-cutting/observability.hie"),
    "patterns/compiler/compiler_pipeline.hie": "",
    **empty("examples", "minimal.hie simple.hie microservices.hie plugin_example.hie hybrid_plugins.hie"),
    **empty("examples", "template_compiler.hie template_microservice.hie hierarchical.hie language_example.hie"),
    **empty("examples", "python_example.hie v2_syntax_example.hie v3_syntax_example.hie"),
    **empty("examples", "hielements.toml hielements_hybrid.toml"),
    "scripts/generate_pattern_catalog.py": "",
    **empty(".github", "dependabot.yml workflows/ci.yml workflows/codeql.yml"),
}
