"""Names of distributions and the modules they bring."""

from __future__ import annotations

import pytest

from hielements.libraries.builtin.python.distributions import KNOWN, Distributions
from hielements.libraries.builtin.python.requirement_lines import normalised


@pytest.mark.parametrize(
    ("distribution", "module"),
    [
        ("requests", "requests.adapters"),
        ("Flask_SQLAlchemy", "flask_sqlalchemy"),
        ("PyYAML", "yaml"),
        ("yaml", "yaml"),
        ("google-cloud-storage", "google.cloud.storage.blob"),
        ("google-cloud-secret-manager", "google.cloud.secretmanager_v1.types"),
        ("google-cloud-pubsub", "google.cloud.pubsub_v1beta1p2"),
        ("opentelemetry-api", "opentelemetry.trace"),
        ("protobuf", "google.protobuf.message"),
        ("opencv-python-headless", "cv2"),
        ("ruamel.yaml", "ruamel.yaml"),
        ("Example", "example_inner.x"),
    ],
)
def test_brings(distribution: str, module: str) -> None:
    assert Distributions({"distributions": {"example": ["example_inner"]}}).provides(distribution, module)


@pytest.mark.parametrize(
    ("distribution", "module"),
    [
        ("request", "requests"),
        ("google-cloud-storage", "google.cloud.bigquery"),
        ("google-cloud-pubsub", "google.cloud.pubsublite_v1"),
        ("opentelemetry-api", "opentelemetry.sdk.trace"),
        ("example", "example"),
        ("Pillow", "pil"),
    ],
)
def test_does_not_bring(distribution: str, module: str) -> None:
    assert not Distributions({"distributions": {"example": ["example_inner"]}}).provides(distribution, module)


def test_stubs_bring_types_only() -> None:
    names = Distributions({})
    assert names.stubs_for("types-PyYAML", "yaml")
    assert names.stubs_for("pandas-stubs", "pandas.core")
    assert not names.stubs_for("pandas", "pandas")
    assert not names.provides("types-requests", "requests")


def test_advice_names_the_distribution() -> None:
    names = Distributions({"distributions": {"Example-Dist": ["example"]}})
    assert names.likely("yaml.nodes") == "pyyaml"
    assert names.likely("example.inner") == "example-dist"
    assert names.likely("my_package.inner") == "my-package"


def test_the_table_is_in_normal_form() -> None:
    assert all(normalised(name) == name for names in KNOWN.values() for name in names)
