"""What an editor asks while somebody types: hover, completion, signature help. They are answered at once, from what the
text meant some keystrokes ago if need be.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from hielements.ide.completion import complete
from hielements.ide.describing import hover as describe
from hielements.ide.signature_help import signature_help
from hielements.ide.typing_context import offset_before, typing_context
from hielements.libraries.documentation import function_markdown
from hielements.lsp.conversions import markdown
from hielements.lsp.server import HielementsServer


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: HielementsServer, params: types.HoverParams) -> types.Hover | None:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return None
        analysis = await ls.recent_analysis(document)
        if analysis.tree is None:
            return None
        offset = ls.offset(document, params.position)
        known = analysis.tree.source
        found = describe(
            analysis,
            document.workbench.findings,
            document.name,
            offset_before(known.text, document.source.text, offset),
        )
        if found is None:
            return None
        is_present = known.text == document.source.text
        range_ = ls.converter.positions.range(document.source, found.start, found.end) if is_present else None
        return types.Hover(markdown(found.markdown), range_)

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=[".", "'", '"', "/", "<", " ", "("], resolve_provider=True),
    )
    async def completion(ls: HielementsServer, params: types.CompletionParams) -> types.CompletionList | None:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return None
        offset = ls.offset(document, params.position)
        analysis = await ls.recent_analysis(document)
        source = document.source
        trigger = params.context.trigger_character if params.context is not None else None
        proposals = complete(analysis, document.workbench.inputs, source, offset)
        if trigger == " " and all(each.kind == "keyword" and each.order == "6" and each.snippet for each in proposals):
            return None  # indentation is no question
        word = typing_context(source.text, offset).word
        default = ls.converter.positions.range(source, offset - len(word), offset)
        items = [ls.converter.proposal(source, each, default, index) for index, each in enumerate(proposals)]
        return types.CompletionList(is_incomplete=False, items=items)

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    def resolve(ls: HielementsServer, item: types.CompletionItem) -> types.CompletionItem:
        data: Any = item.data
        if not isinstance(data, dict):
            return item
        for workbench in ls.workbenches.values():
            library = workbench.inputs.catalog.get(data.get("library", ""))
            function = library.function(data.get("function", "")) if library is not None else None
            if function is not None:
                item.documentation = markdown(function_markdown(data["library"], function, 3))
                break
        return item

    @server.feature(
        types.TEXT_DOCUMENT_SIGNATURE_HELP,
        types.SignatureHelpOptions(trigger_characters=["(", ","], retrigger_characters=["="]),
    )
    async def signature(ls: HielementsServer, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return None
        offset = ls.offset(document, params.position)
        analysis = await ls.recent_analysis(document)
        found = signature_help(analysis, document.source, offset)
        if found is None:
            return None
        forms = [
            types.SignatureInformation(
                form.label,
                markdown(found.doc),
                [types.ParameterInformation(text, markdown(doc)) for text, doc in form.parameters],
            )
            for form in found.forms
        ]
        return types.SignatureHelp(forms, found.active_form, found.active_parameter)
