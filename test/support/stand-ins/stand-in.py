"""Stands in for Snowflake: reads one JSON request a line, answers one JSON line each.

    {"sql": text, "parameters": [values of ?]}   ->  {"columns": [names], "rows": [[values]]}
    the same for duckdb, {name: value} of $name
    {"land": table, "files": [paths]}            ->  {"rows": []}: the files' rows are in landing.<table>
    whatever fails                               ->  {"error": text}

Days and instants are ISO text, instants UTC.
"""

import datetime
import decimal
import json
import logging
import sys
import tempfile


class Fakesnow:
    """Reads the text as Snowflake's with sqlglot and runs it on DuckDB."""

    def __init__(self):
        import fakesnow
        import snowflake.connector

        snowflake.connector.paramstyle = "qmark"
        # Unreferenced it would take its patches back.
        self.patches = fakesnow.patch()
        self.patches.__enter__()
        self.connection = snowflake.connector.connect(database="hitparade", schema="landing")

    def ask(self, sql, parameters):
        cursor = self.connection.cursor()
        cursor.execute(sql, parameters or None)
        names = [column.name.lower() for column in cursor.description]
        return names, cursor.fetchall()

    def land(self, table, files):
        # Past fakesnow: what is tried is how models are read, not how files are loaded.
        duckdb = self.connection._duck_conn
        duckdb.execute(f"insert into hitparade.landing.{table} by name select * from read_parquet(?)", [files])


class Databend:
    """An engine of its own, with a dialect near Snowflake's. It takes no parameters."""

    def __init__(self):
        import databend

        self.folder = tempfile.TemporaryDirectory(prefix="hitparade-databend-")
        self.context = databend.SessionContext(data_path=self.folder.name)
        # With this filter a join on a long text finds no row of some tables.
        self.context.sql("set global bloom_runtime_filter_threshold = 0").collect()
        self.views = 0

    def ask(self, sql, parameters):
        table = self.context.sql(sql).arrow()
        return [name.lower() for name in table.column_names], list(zip(*[c.to_pylist() for c in table.columns]))

    def land(self, table, files):
        import pyarrow
        import pyarrow.parquet

        # As one file: each costs it near half a second.
        rows = pyarrow.concat_tables([pyarrow.parquet.read_table(file) for file in files], promote_options="default")
        self.views += 1
        name = f"file_{self.views}"
        path = f"{self.folder.name}/{name}.parquet"
        pyarrow.parquet.write_table(rows, path)
        names = ", ".join(rows.column_names)
        self.context.register_parquet(name, path)
        self.context.execute(f"insert into landing.{table} ({names}) select {names} from {name}")


class Duckdb:
    """The next version of the engine that the local warehouse uses, with an open file. Parameters go by name."""

    def __init__(self, path, settings):
        import duckdb

        self.connection = duckdb.connect(path, config=json.loads(settings))

    def ask(self, sql, parameters):
        cursor = self.connection.execute(sql, parameters or None)
        names = [column[0].lower() for column in cursor.description or []]
        return names, cursor.fetchall() if names else []


def plain(value):
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime):
        milliseconds = value.microsecond // 1000
        return value.strftime("%Y-%m-%dT%H:%M:%S") + (f".{milliseconds:03}Z" if milliseconds else "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def main():
    logging.disable()
    engine = {"fakesnow": Fakesnow, "databend": Databend, "duckdb": Duckdb}[sys.argv[1]](*sys.argv[2:])
    # What an engine prints must not come between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "land" in request:
                engine.land(request["land"], request["files"])
                answer = {"columns": [], "rows": []}
            else:
                columns, rows = engine.ask(request["sql"], request.get("parameters", []))
                answer = {"columns": columns, "rows": [[plain(value) for value in row] for row in rows]}
        except Exception as error:  # noqa: BLE001: whatever it is, the one who asked is told
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


main()
