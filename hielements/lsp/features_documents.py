"""Events of texts, folders and settings."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from lsprotocol import types
from pygls import uris

from hielements.lsp.positions import Positions
from hielements.lsp.server import HielementsServer
from hielements.lsp.settings import SECTION, settings_from

_WATCHED = ("**/*.hie", "**/hielements.toml", "**/pyproject.toml", "**/hielements-baseline.jsonl")
_SOURCES = "**/*.{py,pyi,rs,js,jsx,ts,tsx,go,java,kt,c,h,cc,cpp,hpp,cs,tf,yml,yaml,proto,sql}"


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""
    _life(server)
    _texts(server)
    _surroundings(server)


def _life(server: HielementsServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: HielementsServer, params: types.InitializeParams) -> None:
        encoding = ls.workspace.position_encoding
        ls.converter.positions = Positions(str(getattr(encoding, "value", encoding)))
        ls.converter.snippets = ls.can("text_document", "completion", "completion_item", "snippet_support")
        ls.settings = settings_from(params.initialization_options, ls.settings)
        found = [uris.to_fs_path(folder.uri) for folder in params.workspace_folders or []]
        if not found and params.root_uri:
            found = [uris.to_fs_path(params.root_uri)]
        ls.folders = [os.path.abspath(path) for path in found if path]

    @server.feature(types.INITIALIZED)
    async def initialized(ls: HielementsServer, _: types.InitializedParams) -> None:
        ls.start(_settle(ls))

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: HielementsServer, *_: Any) -> None:
        ls.stop()


def _texts(server: HielementsServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: HielementsServer, params: types.DidOpenTextDocumentParams) -> None:
        document = ls.open(params.text_document)
        if document is None:
            return
        if document.is_specification:
            ls.changed(document)
            if ls.settings.check_on_open and not document.workbench.findings.has_run:
                ls.runs.check_when_idle(document.workbench)
        elif document.workbench.findings.has_run:
            ls.publisher.publish(document)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls: HielementsServer, params: types.DidChangeTextDocumentParams) -> None:
        document = ls.document(params.text_document.uri)
        if document is None:
            return
        document.change(params.content_changes, params.text_document.version, ls.converter.positions)
        if document.is_specification:
            ls.changed(document)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(ls: HielementsServer, params: types.DidSaveTextDocumentParams) -> None:
        document = ls.document(params.text_document.uri)
        if document is None:
            return
        if os.path.basename(document.name) in ("hielements.toml", "pyproject.toml"):
            await ls.think(document.workbench.reopen)
            ls.analyse_all(document.workbench)
        if ls.settings.check_on_save:
            ls.runs.check_when_idle(document.workbench)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(ls: HielementsServer, params: types.DidCloseTextDocumentParams) -> None:
        document = ls.document(params.text_document.uri)
        if document is not None:
            ls.closed(document)


def _surroundings(server: HielementsServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(ls: HielementsServer, params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for each in params.changes if (path := uris.to_fs_path(each.uri))]
        for workbench in list(ls.workbenches.values()):
            inside = [path for path in paths if path.startswith(workbench.root.rstrip(os.sep) + os.sep)]
            if not inside:
                continue
            # Which files there are, and what the configuration says, is remembered by what is open.
            await ls.think(workbench.reopen)
            ls.analyse_all(workbench)
            if ls.settings.check_on_save and workbench.findings.has_run:
                ls.runs.check_when_idle(workbench)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: HielementsServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            path = uris.to_fs_path(folder.uri)
            if path in ls.folders:
                ls.folders.remove(path)
        ls.folders += [path for folder in params.event.added if (path := uris.to_fs_path(folder.uri))]

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration(ls: HielementsServer, params: types.DidChangeConfigurationParams) -> None:
        before = ls.settings
        ls.settings = settings_from(params.settings, before)
        await _ask(ls)
        if ls.settings != before:
            await apply(ls, before.trusted)


async def apply(ls: HielementsServer, was_trusted: bool) -> None:
    """Makes changed settings count."""
    for workbench in list(ls.workbenches.values()):
        if ls.settings.trusted != was_trusted:
            await ls.think(workbench.reopen)
            ls.analyse_all(workbench)
    ls.refresh()


async def _settle(ls: HielementsServer) -> None:
    """What can be asked of a client only after it was greeted: its settings, and to tell of changed files."""
    await _ask(ls)
    workspace = ls.client_capabilities.workspace
    if workspace is None:
        return
    registrations = []
    if workspace.did_change_watched_files is not None and workspace.did_change_watched_files.dynamic_registration:
        watchers = [types.FileSystemWatcher(pattern) for pattern in (*_WATCHED, _SOURCES)]
        registrations.append(
            types.Registration(
                "hielements-files",
                types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                types.DidChangeWatchedFilesRegistrationOptions(watchers),
            )
        )
    if workspace.did_change_configuration is not None and workspace.did_change_configuration.dynamic_registration:
        registrations.append(
            types.Registration(
                "hielements-settings",
                types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                types.DidChangeConfigurationRegistrationOptions(section=SECTION),
            )
        )
    if registrations:
        await ls.client_register_capability_async(types.RegistrationParams(registrations))


async def _ask(ls: HielementsServer) -> None:
    workspace = ls.client_capabilities.workspace
    if workspace is None or not workspace.configuration:
        return
    params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    try:
        found = await asyncio.wait_for(ls.workspace_configuration_async(params), 10)
    except Exception:
        # A client that says it has settings and does not answer goes on without.
        return
    before = ls.settings
    if found:
        ls.settings = settings_from(found[0], ls.settings)
    if ls.settings.trusted != before.trusted:
        await apply(ls, before.trusted)
