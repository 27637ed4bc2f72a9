#!/usr/bin/env bash
# read-excel-file 9.3.17 raises a TypeError for a sheet whose cells have no address (`r="A1"`). Office Open XML makes the
# attribute optional, and openpyxl 3.1.5 reads the cells in the order in which they stand. The error names neither the
# sheet nor the cell, so a message for the reader of the file has to be made from the outside.
#
# Seen on 2026-12-02. Needs Node 20, npm and Python 3.10 or newer. Exits 0 while that is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund read-excel-file@9.3.17
python3 -m venv venv
venv/bin/python -m pip install --quiet openpyxl==3.1.5

cat > write.py <<'PY'
import zipfile

main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
package = "http://schemas.openxmlformats.org/package/2006"
kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def relation(name, target):
    link = f'<Relationship Id="r1" Type="{office}/{name}" Target="{target}"/>'
    return f'<Relationships xmlns="{package}/relationships">{link}</Relationships>'


def write(path, addresses):
    cells = "".join(
        f"<c{address} t=\"inlineStr\"><is><t>{text}</t></is></c>" for address, text in zip(addresses, ("song", "plays")))
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml":
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Plays" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row>{cells}</row></sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


write("with.xlsx", (' r="A1"', ' r="B1"'))
write("without.xlsx", ("", ""))
PY
venv/bin/python write.py

cat > read.py <<'PY'
import openpyxl

for path in ("with.xlsx", "without.xlsx"):
    print("openpyxl", path, [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)])
PY

cat > read.mjs <<'JS'
import readSheets from 'read-excel-file/node'

for (const path of ['with.xlsx', 'without.xlsx']) {
  const read = await readSheets(path).then(([{ data }]) => JSON.stringify(data), (error) => error.name)
  console.log('read-excel-file', path, read)
}
JS

output=$(venv/bin/python read.py; node read.mjs)
echo "$output"
[ "$output" = "openpyxl with.xlsx [['song', 'plays']]
openpyxl without.xlsx [['song', 'plays']]
read-excel-file with.xlsx [[\"song\",\"plays\"]]
read-excel-file without.xlsx TypeError" ]
