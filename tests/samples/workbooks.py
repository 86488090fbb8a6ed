"""Small workbooks written from readable lists of cells: no binary file is kept in the repository.

A sheet is a list of rows, a row a list of cells; None is an empty cell. `.xls` files are written by hand in BIFF8, the
old Excel format that Insee still publishes: no maintained library writes it any more ([MS-XLS] 2.4, [MS-CFB] 2.1).
"""

from __future__ import annotations

import struct
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

Sheets = dict[str, list[list]]

SECTOR = 512
#: A shorter stream would have to live in the "mini stream" of the container.
SMALLEST_STREAM = 4096
FREE, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass(frozen=True)
class Formula:
    """A formula and the value that the producer's spreadsheet saved with it."""

    text: str
    value: float


def with_cell(sheets: Sheets, name: str, line: int, column: int, cell: object) -> Sheets:
    """The same sheets with another cell; lines are counted from 1, as a spreadsheet shows them."""
    changed = deepcopy(sheets)
    changed[name][line - 1][column] = cell
    return changed


def write_xlsx(path: Path, sheets: Sheets) -> Path:
    """Write the sheets, in order, and give the path back."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": "mmm-yy"})
        for name, rows in sheets.items():
            worksheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, Formula):
                        worksheet.write_formula(row, column, cell.text, None, cell.value)
                    elif isinstance(cell, date):
                        worksheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        worksheet.write(row, column, cell)
    return path


def write_xls(path: Path, sheets: Sheets) -> Path:
    """Write texts and numbers only, as Excel 97 did, and give the path back."""
    bodies = [_sheet_records(rows) for rows in sheets.values()]
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1996, 0, 0)) + _record(0x0042, b"\xb0\x04")
    names = [name.encode("utf-16-le") for name in sheets]
    offset = len(start) + sum(4 + 8 + len(name) for name in names) + 4
    bound = b""
    for name, body in zip(names, bodies, strict=True):
        bound += _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(name) // 2, 1) + name)
        offset += len(body)
    path.write_bytes(_container(start + bound + _record(0x000A, b"") + b"".join(bodies)))
    return path


def _sheet_records(rows: list[list]) -> bytes:
    width = max(len(row) for row in rows)
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1996, 0, 0))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                body += _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
            elif cell is not None:
                body += _record(0x0203, struct.pack("<HHHd", row, column, 0, cell))
    return body + _record(0x000A, b"")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _container(stream: bytes) -> bytes:
    """Compound file: header, sectors of the stream, one sector of directory, one sector of allocation table."""
    stream = stream.ljust(SMALLEST_STREAM, b"\0")
    stream = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    count = len(stream) // SECTOR
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, count, 0, SMALLEST_STREAM, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<I", count + 1) + struct.pack("<I", FREE) * 108
    directory = _entry("Root Entry", 5, 1, END_OF_CHAIN, 0) + _entry("Workbook", 2, FREE, 0, len(stream)) + bytes(256)
    chain = [*range(1, count), END_OF_CHAIN, END_OF_CHAIN, FAT_SECTOR]
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    return header + stream + directory + table


def _entry(name: str, kind: int, child: int, first_sector: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", first_sector, size)
    )
