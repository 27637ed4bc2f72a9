"""Reads Parquet files with pyarrow: {table: [path]} on stdin gives {table: [what each file is and holds]}."""

import json
import sys

import pyarrow
import pyarrow.compute
import pyarrow.parquet


def told(path):
    file = pyarrow.parquet.ParquetFile(path)
    table = file.read()
    empty = []
    for field, column in zip(table.schema, table.columns):
        if pyarrow.types.is_string(field.type) and pyarrow.compute.any(pyarrow.compute.equal(column, "")).as_py():
            empty.append(f"{field.name}: empty text")
        if not field.nullable and column.null_count > 0:
            empty.append(f"{field.name}: null")
    columns = [[field.name, str(field.type), field.nullable] for field in file.schema_arrow]
    return {"path": path, "columns": columns, "empty": empty, "rows": table.num_rows}


json.dump({name: [told(path) for path in paths] for name, paths in json.load(sys.stdin).items()}, sys.stdout)
