"""What a module may import, and which permission would allow what it may not.

WASI's functions are there for every module, because the runtimes of most languages import them whether or not they
call them; what they reach is another matter (`sandbox.py`). What has no meaning without a permission is not linked.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.wasm.errors import WasmError
from hielements.libraries.wasm.grants import Grants

WASI = "wasi_snapshot_preview1"
HOST = "hielements_host"
SERVICES = frozenset({"config", "dependencies", "facts", "log", "read_file", "scope_paths"})
"""What the host can be asked for. Each is an import of its own, so that a module says what it wants."""
ABORT = ("env", "abort")
"""What AssemblyScript imports for failed assertions, whether or not it has any."""

WASI_FUNCTIONS = frozenset(
    {
        "args_get",
        "args_sizes_get",
        "clock_res_get",
        "clock_time_get",
        "environ_get",
        "environ_sizes_get",
        "fd_advise",
        "fd_allocate",
        "fd_close",
        "fd_datasync",
        "fd_fdstat_get",
        "fd_fdstat_set_flags",
        "fd_fdstat_set_rights",
        "fd_filestat_get",
        "fd_filestat_set_size",
        "fd_filestat_set_times",
        "fd_pread",
        "fd_prestat_dir_name",
        "fd_prestat_get",
        "fd_pwrite",
        "fd_read",
        "fd_readdir",
        "fd_renumber",
        "fd_seek",
        "fd_sync",
        "fd_tell",
        "fd_write",
        "path_create_directory",
        "path_filestat_get",
        "path_filestat_set_times",
        "path_link",
        "path_open",
        "path_readlink",
        "path_remove_directory",
        "path_rename",
        "path_symlink",
        "path_unlink_file",
        "poll_oneoff",
        "proc_exit",
        "proc_raise",
        "random_get",
        "sched_yield",
    }
)
"""WASI preview 1 without its sockets."""


def check_imports(imports: Iterable[tuple[str, str]], grants: Grants) -> None:
    """Raises WasmError that names the first import which is not granted, in the order of names."""
    for module, name in sorted(imports):
        if (module == WASI and name in WASI_FUNCTIONS) or (module, name) == ABORT:
            continue
        if module == HOST and name in grants.services:
            continue
        raise WasmError(f"imports `{module}.{name}`, {_why_not(module, name)}", _advice(module, name))


def _why_not(module: str, name: str) -> str:
    if module == HOST and name in SERVICES:
        return "which was not granted"
    if module == WASI and name.startswith("sock_"):
        return "and plugins have no network"
    return "which is no function that plugins can be given"


def _advice(module: str, name: str) -> str:
    if module == HOST and name in SERVICES:
        return 'the permission for it is `permissions.filesystem = ["read"]` of the library in `hielements.toml`'
    if module == WASI and name.startswith("sock_"):
        return "no permission allows it; an external process may use the network"
    if module == "wasi_unstable":
        return f"no permission allows it; build for `{WASI}`, a later version of it"
    if module.startswith("wasi:"):
        return f"no permission allows it; build for `{WASI}` (wasm32-wasip1) instead of a later WASI"
    return f"no permission allows it; a plugin may import `{WASI}` and from `{HOST}` {', '.join(sorted(SERVICES))}"
