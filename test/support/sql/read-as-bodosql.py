"""Reads queries as BodoSQL does, a parser and type checker of Snowflake's dialect in Java, without running them.

stdin: {"tables": {name: {column: type}}, "queries": {name: text}}; stdout: {name: what is wrong, null for nothing}.
"""

import datetime
import json
import os
import sys

import pandas
import pyarrow

types = {
    "varchar": (pyarrow.string(), "a"),
    "bigint": (pyarrow.int64(), 1),
    "double": (pyarrow.float64(), 0.5),
    "boolean": (pyarrow.bool_(), True),
    "date": (pyarrow.date32(), datetime.date(2026, 1, 1)),
    "timestamp_ntz": (pyarrow.timestamp("ns"), datetime.datetime(2026, 1, 1)),
    "timestamp_ltz": (pyarrow.timestamp("ns"), datetime.datetime(2026, 1, 1)),
}


def frame_of(columns):
    """One row: a frame without any has no types."""
    return pandas.DataFrame(
        {
            name.upper(): pandas.Series([types[kind][1]], dtype=pandas.ArrowDtype(types[kind][0]))
            for name, kind in columns.items()
        }
    )


def main():
    request = json.load(sys.stdin)
    # What it and Java print must not come between.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import bodosql

    # Names without quotes are upper-case, as in Snowflake.
    tables = {name.upper(): frame_of(columns) for name, columns in request["tables"].items()}
    context = bodosql.BodoSQLContext(tables)
    problems = {}
    for name, query in request["queries"].items():
        try:
            context.convert_to_pandas(query)
            problems[name] = None
        except Exception as error:  # noqa: BLE001: every failure is part of the result
            problems[name] = str(error)
    json.dump(problems, answers)
    answers.close()


main()
