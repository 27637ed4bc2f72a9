"""Reads a JSON list of statements and writes for each what sqlglot, reading Snowflake's dialect, makes of it."""

import json
import logging
import sys

import sqlglot
from sqlglot import exp

logging.disable(logging.CRITICAL)


def reading(statement):
    try:
        trees = sqlglot.parse(statement, read="snowflake")
    except sqlglot.errors.SqlglotError as error:
        return {"kind": "refused", "detail": str(error).splitlines()[0]}
    if len(trees) != 1 or trees[0] is None:
        return {"kind": "refused", "detail": f"{len(trees)} statements"}
    opaque = [node for node in trees[0].walk() if isinstance(node, exp.Command)]
    return {"kind": "opaque" if opaque else "parsed", "detail": type(trees[0]).__name__}


json.dump([reading(statement) for statement in json.load(sys.stdin)], sys.stdout)
