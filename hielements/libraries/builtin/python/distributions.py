"""Which names a distribution is imported by: `PyYAML` is installed, `yaml` is imported.

Comes in: names of distributions and of modules, and the option `distributions` of the table `[python]`. Goes out:
whether one provides the other. Nothing is looked up in an environment or a registry, because the checked project need
not be installed: a distribution provides the modules that are called like it in normal form (PEP 503), those of the
table below, and those that the option states.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hielements.libraries.builtin.python.requirement_lines import normalised

_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z")

_VERSION: Final = re.compile(r"_v\d+(?:p\d+|(?:alpha|beta)\d*)*\Z")

# Distributions in normal form by the module they bring; where several do, each is accepted.
KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "Bio": ("biopython",), "BioSQL": ("biopython",), "Crypto": ("pycryptodome",), "Cryptodome": ("pycryptodomex",),
    "IPython": ("ipython",), "Levenshtein": ("levenshtein", "python-levenshtein"), "MeCab": ("mecab-python3",),
    "MySQLdb": ("mysqlclient",), "OpenGL": ("pyopengl",), "OpenSSL": ("pyopenssl",), "PIL": ("pillow",),
    "PySide6": ("pyside6-essentials",), "Stemmer": ("pystemmer",), "Xlib": ("python-xlib",),
    "_distutils_hack": ("setuptools",), "_pytest": ("pytest",), "_yaml": ("pyyaml",), "absl": ("absl-py",),
    "ahocorasick": ("pyahocorasick",), "airflow": ("apache-airflow", "apache-airflow-core"),
    "allauth": ("django-allauth",), "apiclient": ("google-api-python-client",), "arango": ("python-arango",),
    "argon2": ("argon2-cffi",), "atlassian": ("atlassian-python-api",), "attr": ("attrs",),
    "barcode": ("python-barcode",), "bluetooth": ("pybluez",), "box": ("python-box",), "bs4": ("beautifulsoup4",),
    "bson": ("pymongo",), "cairo": ("pycairo",), "can": ("python-can",),
    "cassandra": ("cassandra-driver", "scylla-driver"), "cattr": ("cattrs",), "community": ("python-louvain",),
    "constraint": ("python-constraint",), "consul": ("python-consul", "python-consul2"),
    "corsheaders": ("django-cors-headers",), "cpuinfo": ("py-cpuinfo",), "crontab": ("python-crontab",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "daemon": ("python-daemon",), "databricks.sql": ("databricks-sql-connector",), "dateutil": ("python-dateutil",),
    "dbus": ("dbus-python",), "debug_toolbar": ("django-debug-toolbar",), "decouple": ("python-decouple",),
    "discord": ("discord-py",), "django_filters": ("django-filter",), "dns": ("dnspython",),
    "docx": ("python-docx",), "dotenv": ("python-dotenv",), "engineio": ("python-engineio",),
    "environ": ("django-environ", "environ-config"), "erfa": ("pyerfa",), "faiss": ("faiss-cpu", "faiss-gpu"),
    "ffmpeg": ("ffmpeg-python",), "fitz": ("pymupdf",), "fpdf": ("fpdf2",), "functorch": ("torch",),
    "gi": ("pygobject",), "git": ("gitpython",), "github": ("pygithub",), "gitlab": ("python-gitlab",),
    "gnupg": ("python-gnupg",), "google.api": ("googleapis-common-protos",),
    "google.longrunning": ("googleapis-common-protos",), "google.oauth2": ("google-auth",),
    "google.protobuf": ("protobuf",), "google.rpc": ("googleapis-common-protos",),
    "google.type": ("googleapis-common-protos",), "googleapiclient": ("google-api-python-client",),
    "graphql": ("graphql-core",), "gridfs": ("pymongo",), "griffe": ("griffe", "griffelib"), "grpc": ("grpcio",),
    "grpc_health": ("grpcio-health-checking",), "grpc_reflection": ("grpcio-reflection",),
    "grpc_status": ("grpcio-status",), "grpc_tools": ("grpcio-tools",), "hcl2": ("python-hcl2",),
    "ibm_boto3": ("ibm-cos-sdk",), "igraph": ("python-igraph",), "imblearn": ("imbalanced-learn",),
    "jenkins": ("python-jenkins",), "jose": ("python-jose",), "jwt": ("pyjwt",),
    "kafka": ("kafka-python", "kafka-python-ng"), "keycloak": ("python-keycloak",), "ldap": ("python-ldap",),
    "libfuturize": ("future",), "lightning_fabric": ("pytorch-lightning",), "magic": ("python-magic",),
    "markdown_it": ("markdown-it-py",), "memcache": ("python-memcached",), "mesonpy": ("meson-python",),
    "mpd": ("python-mpd2",), "mpl_toolkits": ("matplotlib",), "multipart": ("python-multipart",),
    "mypyc": ("mypy",), "mysql": ("mysql-connector-python", "mysql-connector"), "nacl": ("pynacl",),
    "nats": ("nats-py",), "neo4j": ("neo4j-driver",), "nmap": ("python-nmap",), "onelogin": ("python3-saml",),
    "open_clip": ("open-clip-torch",), "openstack": ("openstacksdk",),
    "opentelemetry._logs": ("opentelemetry-api",), "opentelemetry.attributes": ("opentelemetry-api",),
    "opentelemetry.baggage": ("opentelemetry-api",), "opentelemetry.context": ("opentelemetry-api",),
    "opentelemetry.environment_variables": ("opentelemetry-api",), "opentelemetry.metrics": ("opentelemetry-api",),
    "opentelemetry.propagate": ("opentelemetry-api",), "opentelemetry.propagators": ("opentelemetry-api",),
    "opentelemetry.trace": ("opentelemetry-api",), "osgeo": ("gdal",), "ot": ("pot",), "paho": ("paho-mqtt",),
    "pam": ("python-pam",), "past": ("future",), "pasta": ("google-pasta",),
    "pdfminer": ("pdfminer-six", "pdfminer"), "pinecone": ("pinecone-client",), "pkg_resources": ("setuptools",),
    "playhouse": ("peewee",), "pptx": ("python-pptx",), "progressbar": ("progressbar2", "progressbar33"),
    "proto": ("proto-plus",), "psycopg": ("psycopg", "psycopg-binary"), "psycopg2": ("psycopg2", "psycopg2-binary"),
    "pwiz": ("peewee",), "py": ("pytest",), "pydispatch": ("pydispatcher",), "pygame": ("pygame-ce",),
    "pylab": ("matplotlib",), "pysat": ("python-sat",), "pythoncom": ("pywin32",),
    "pythonjsonlogger": ("python-json-logger",), "pywintypes": ("pywin32",), "pywt": ("pywavelets",),
    "pyximport": ("cython",), "rapidjson": ("python-rapidjson",), "rdkit": ("rdkit-pypi",),
    "readability": ("readability-lxml",), "rest_framework": ("djangorestframework",),
    "rest_framework_simplejwt": ("djangorestframework-simplejwt",), "rpds": ("rpds-py",),
    "rtmidi": ("python-rtmidi",), "saml2": ("pysaml2",), "sdl2": ("pysdl2",), "serial": ("pyserial",),
    "servicemanager": ("pywin32",), "shapefile": ("pyshp",), "skfem": ("scikit-fem",), "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",), "skopt": ("scikit-optimize",), "skrf": ("scikit-rf",), "slack": ("slackclient",),
    "slugify": ("python-slugify",), "snappy": ("python-snappy",),
    "snowflake.connector": ("snowflake-connector-python",), "socketio": ("python-socketio",), "socks": ("pysocks",),
    "speech_recognition": ("speechrecognition",), "storages": ("django-storages",),
    "superset": ("apache-superset",), "surprise": ("scikit-surprise",), "telegram": ("python-telegram-bot",),
    "tensorflow": ("tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos"), "tlz": ("toolz",),
    "torchgen": ("torch",), "umap": ("umap-learn",), "upath": ("universal-pathlib",), "usb": ("pyusb",),
    "vlc": ("python-vlc",), "vtkmodules": ("vtk",), "weaviate": ("weaviate-client",),
    "websocket": ("websocket-client",), "whisper": ("openai-whisper",), "whois": ("python-whois",),
    "win32api": ("pywin32",), "win32clipboard": ("pywin32",), "win32com": ("pywin32",), "win32con": ("pywin32",),
    "win32event": ("pywin32",), "win32file": ("pywin32",), "win32gui": ("pywin32",), "win32pipe": ("pywin32",),
    "win32process": ("pywin32",), "win32security": ("pywin32",), "win32service": ("pywin32",),
    "win32serviceutil": ("pywin32",), "winerror": ("pywin32",), "wx": ("wxpython",), "xdg": ("pyxdg", "xdg"),
    "xdist": ("pytest-xdist",), "yaml": ("pyyaml",), "z3": ("z3-solver",), "zmq": ("pyzmq",),
}  # fmt: skip


def is_name(text: str) -> bool:
    """Whether a text is the name of a distribution (PEP 508)."""
    return bool(_NAME.match(text))


def _without_version(module: str) -> str:
    """The letters of a client library of Google: `google.cloud.secretmanager_v1` belongs to
    `google-cloud-secret-manager`."""
    return normalised(_VERSION.sub("", module)).replace("-", "")


class Distributions:
    """The names of distributions and modules, with those that a project states in its option."""

    def __init__(self, options: Mapping[str, object]) -> None:
        self._stated: dict[str, tuple[str, ...]] = {}
        stated = options.get("distributions")
        if isinstance(stated, Mapping):
            for name, modules in stated.items():
                listed = (modules,) if isinstance(modules, str) else tuple(modules)
                self._stated[normalised(str(name))] = tuple(str(each) for each in listed)

    def provides(self, distribution: str, module: str) -> bool:
        """Whether a distribution brings a module, or may be meant by its name: `google-cloud-storage` brings
        `google.cloud.storage`, `PyYAML` and `yaml` bring `yaml`."""
        name = normalised(distribution)
        if name in self._stated:
            return any(module == each or module.startswith(f"{each}.") for each in self._stated[name])
        parts = module.split(".")
        for count in range(1, len(parts) + 1):
            prefix = ".".join(parts[:count])
            if normalised(prefix) == name or name in KNOWN.get(prefix, ()):
                return True
            if name.startswith("google-") and _without_version(prefix) == name.replace("-", ""):
                return True
        return False

    def modules_of(self, distribution: str) -> tuple[str, ...]:
        """The modules that a distribution most likely brings, as an import would spell them."""
        name = normalised(distribution)
        known = tuple(module for module, names in KNOWN.items() if name in names)
        return self._stated.get(name) or known or (name.replace("-", "_"),)

    def stubs_for(self, distribution: str, module: str) -> bool:
        """Whether a distribution only brings the types of a module: `types-PyYAML`, `pandas-stubs`."""
        name = normalised(distribution)
        inner = name.removeprefix("types-") if name.startswith("types-") else name.removesuffix("-stubs")
        return inner != name and self.provides(inner, module)

    def likely(self, module: str) -> str:
        """The distribution that a module most likely comes from, for advice."""
        for name, modules in self._stated.items():
            if any(module == each or module.startswith(f"{each}.") for each in modules):
                return name
        top = module.partition(".")[0]
        return next(iter(KNOWN.get(module, ()) or KNOWN.get(top, ())), normalised(top))
