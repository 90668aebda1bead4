"""Connections and the schema."""

from __future__ import annotations

import sqlite3

SCHEMA = """
create table if not exists products (sku text primary key, title text, cents integer, in_stock integer);
create table if not exists orders (number integer primary key, customer text, cents integer);
create table if not exists order_lines (number integer, sku text, quantity integer);
"""


def connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA)
    return connection
