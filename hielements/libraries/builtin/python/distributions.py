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

# Distributions in normal form by the module they bring; where several do, each is accepted.
KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "Crypto": ("pycryptodome",), "Cryptodome": ("pycryptodomex",), "IPython": ("ipython",),
    "Levenshtein": ("levenshtein", "python-levenshtein"), "MySQLdb": ("mysqlclient",), "OpenGL": ("pyopengl",),
    "OpenSSL": ("pyopenssl",), "PIL": ("pillow",), "Xlib": ("python-xlib",), "_pytest": ("pytest",),
    "allauth": ("django-allauth",), "attr": ("attrs",), "bs4": ("beautifulsoup4",), "bson": ("pymongo",),
    "corsheaders": ("django-cors-headers",), "cv2": (
        "opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless",
    ),
    "dateutil": ("python-dateutil",), "debug_toolbar": ("django-debug-toolbar",), "discord": ("discord-py",),
    "django_filters": ("django-filter",), "dns": ("dnspython",), "docx": ("python-docx",),
    "dotenv": ("python-dotenv",), "engineio": ("python-engineio",), "environ": ("django-environ", "environ-config"),
    "faiss": ("faiss-cpu", "faiss-gpu"), "fitz": ("pymupdf",), "gi": ("pygobject",), "git": ("gitpython",),
    "github": ("pygithub",), "gitlab": ("python-gitlab",), "google.protobuf": ("protobuf",), "gridfs": ("pymongo",),
    "grpc": ("grpcio",), "jose": ("python-jose",), "jwt": ("pyjwt",), "kafka": ("kafka-python", "kafka-python-ng"),
    "ldap": ("python-ldap",), "magic": ("python-magic",), "memcache": ("python-memcached",),
    "mpl_toolkits": ("matplotlib",), "multipart": ("python-multipart",), "nacl": ("pynacl",),
    "nmap": ("python-nmap",), "osgeo": ("gdal",), "pkg_resources": ("setuptools",), "pptx": ("python-pptx",),
    "psycopg": ("psycopg", "psycopg-binary"), "psycopg2": ("psycopg2", "psycopg2-binary"), "pwiz": ("peewee",),
    "pylab": ("matplotlib",), "pythoncom": ("pywin32",), "pythonjsonlogger": ("python-json-logger",),
    "pywintypes": ("pywin32",), "rest_framework": ("djangorestframework",), "serial": ("pyserial",),
    "skimage": ("scikit-image",), "sklearn": ("scikit-learn",), "slugify": ("python-slugify",),
    "snappy": ("python-snappy",), "socketio": ("python-socketio",), "socks": ("pysocks",),
    "speech_recognition": ("speechrecognition",), "storages": ("django-storages",),
    "telegram": ("python-telegram-bot",), "usb": ("pyusb",), "win32api": ("pywin32",), "win32con": ("pywin32",),
    "win32gui": ("pywin32",), "wx": ("wxpython",), "xdg": ("pyxdg", "xdg"), "yaml": ("pyyaml",), "zmq": ("pyzmq",),
}  # fmt: skip


def is_name(text: str) -> bool:
    """Whether a text is the name of a distribution (PEP 508)."""
    return bool(_NAME.match(text))


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
