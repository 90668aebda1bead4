"""`docker.pinned_images` and `docker.no_latest`: images whose name means the same tomorrow."""

from __future__ import annotations

import re

from hielements.libraries.builtin.docker.checking import Finding, judge_each
from hielements.libraries.builtin.docker.contexts import named_contexts
from hielements.libraries.builtin.docker.dockerfile.references import ImageReference, moves, read_reference
from hielements.libraries.builtin.docker.images import UsedImage, used_images
from hielements.libraries.builtin.docker.library import Docker
from hielements.libraries.builtin.docker.subjects import ServiceSubject, Subject, every_stage
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

_SCOPE = Parameter("scope", SCOPE, "Dockerfiles, compose files, a stage or a service")

FUNCTIONS = (
    Function(
        "pinned_images",
        "check",
        "Holds when every image that the scope uses is pinned: in the FROM of all stages, in `COPY --from` and `RUN "
        "--mount=from=`, in the `image` of services and in the Dockerfiles that they build. A digest pins an image, "
        "and so does a tag other than those that move by their nature (`latest`, `stable`, `edge`, `main`, `alpine`, "
        "`slim` and the like, also as `lts-alpine`; no tag means `latest`). With `digest=true` only a digest does. "
        "Stages of the same file, contexts that compose files give to the build and `scratch` need nothing; variables "
        "are replaced by their defaults.",
        (
            Signature(
                (_SCOPE, Parameter("digest", BOOL, "whether only a digest (`@sha256:...`) counts", default=False)), BOOL
            ),
        ),
        example="check docker.pinned_images(dockerfile)",
    ),
    Function(
        "no_latest",
        "check",
        "Holds when no image that the scope uses has the tag `latest`, written or implied by having no tag and no "
        "digest. It looks where `docker.pinned_images` looks.",
        (Signature((_SCOPE,), BOOL),),
        example="check docker.no_latest(dockerfile)",
    ),
)


def evaluate_pinned_images(arguments: Arguments, library: Docker) -> Outcome:
    by_digest = arguments.flag("digest")
    found = every_stage(library, arguments.scope("scope"))
    return judge_each(found, lambda subject: _judge(library, subject, by_digest, False))


def evaluate_no_latest(arguments: Arguments, library: Docker) -> Outcome:
    found = every_stage(library, arguments.scope("scope"))
    return judge_each(found, lambda subject: _judge(library, subject, False, True))


_IMAGE = "docker-image://"


def _judge(library: Docker, subject: Subject, by_digest: bool, only_latest: bool) -> list[Finding]:
    found: list[Finding] = []
    if isinstance(subject, ServiceSubject) and isinstance(subject.image, Failure):
        found.append(subject.image)
    contexts: dict[str, dict[str, str]] = {}
    for image in used_images(subject):
        if image.path not in contexts:
            contexts[image.path] = named_contexts(library.files, image.path) if image.word != "image" else {}
        reference = image.reference or _partial(image)
        context = contexts[image.path].get(image.name.text)
        if context is not None and not context.startswith(_IMAGE):
            continue  # a folder, or another service
        if context is not None:
            reference = read_reference(context.removeprefix(_IMAGE))
        if reference is None:
            names = " and ".join(image.name.unknown) or "its name"
            message = (
                f"{image.path} uses the image '{image.name.text}': {image.name.problem or f'{names} is not known'}"
            )
            help_text = "give the variable a default" if image.name.unknown else None
            found.append(Failure("unsupported", message, image.path, image.line, help_text))
            continue
        problem = _problem(reference, by_digest, only_latest)
        if problem is not None:
            found.append(
                Violation(
                    f"{image.word} names '{image.name.text}', {problem}",
                    image.path,
                    image.line,
                    image.column,
                    evidence=image.name.text,
                )
            )
    return found


def _partial(image: UsedImage) -> ImageReference | None:
    """What can be told of a name with unknown variables: a digest or a tag that is written out."""
    match = re.match(r"(.*?)(?::([\w.-]+))?(?:@(\w+:[0-9a-f]+))?\Z", image.name.text)
    if not image.name.unknown or match is None or not (match[2] or match[3]):
        return None
    return ImageReference(image.name.text, match[1], match[2], match[3])


def _problem(reference: ImageReference, by_digest: bool, only_latest: bool) -> str | None:
    if reference.digest is not None:
        return None
    if reference.tag is None:
        return "which has no tag, and so means `latest`"
    if reference.tag == "latest":
        return "whose tag `latest` moves"
    if only_latest:
        return None
    if by_digest:
        return "which has no digest"
    return f"whose tag `{reference.tag}` moves" if moves(reference.tag) else None
