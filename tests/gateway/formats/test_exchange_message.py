import pytest

from gateway.errors import UnreadableFile

HEADER = (
    "<Header><sender>某市某局</sender><receiver>267255</receiver><flow>f-1</flow>"
    "<operator>操作员甲</operator><contacts>12345678</contacts></Header>"
)


def message(*fields: str, header: str = HEADER) -> str:
    body = "".join(f"<fields>{each}</fields>" for each in fields)
    return f"<ExchangeMessage>{header}<Body>{body}</Body></ExchangeMessage>"


def codes(rows):
    return [[p.code for p in row.problems] for row in rows]


LAYOUTS = [
    ("by element", "<CF_WSH> 某罚1号 </CF_WSH><BZ/>"),
    ("by name", '<field name="CF_WSH">某罚1号</field><field name="BZ"></field>'),
    ("by code", '<field code="CF_WSH" name="文号">某罚1号</field><field code="BZ"/>'),
    ("in character data", "<CF_WSH><![CDATA[某罚1号]]></CF_WSH><BZ></BZ>"),
]


@pytest.mark.parametrize("fields", [c[1] for c in LAYOUTS], ids=[c[0] for c in LAYOUTS])
def test_fields_become_an_envelope(read_file, fields):
    """Both layouts of ``fields`` give one envelope with the sender and without the people."""
    rows = read_file("a.xml", message(fields))
    assert rows[0].content == {
        "standard": "G1-GD",
        "source": "某市某局",
        "fields": {"CF_WSH": "某罚1号", "BZ": ""},
    }
    assert rows[0].number == 1
    assert "操作员" not in str(rows[0].content)


def test_messages_under_any_root(read_file):
    """Several messages, each with several records, are numbered through."""
    text = "<all>" + message("<A>1</A>", "<A>2</A>") + message("<A>3</A>", header="") + "</all>"
    rows = read_file("a.xml", text)
    assert [(row.number, row.content["fields"]) for row in rows] == [
        (1, {"A": "1"}),
        (2, {"A": "2"}),
        (3, {"A": "3"}),
    ]
    assert "source" not in rows[2].content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(read_file, encoding):
    """The bytes decide the encoding, also where the declaration says otherwise."""
    text = '<?xml version="1.0" encoding="GBK"?>' + message("<A>某某㐂</A>")
    assert read_file("a.xml", text.encode(encoding))[0].content["fields"] == {"A": "某某㐂"}


ROWS = [
    ("twice", "<A>1</A><a>2</a><B>3</B>", {"B": "3"}, ["DUPLICATE_KEY"]),
    ("nested", "<A>1<X>2</X></A><B>3</B>", {"B": "3"}, ["NESTED_VALUE"]),
    ("scientific", "<A>1.1E+17</A><B>3</B>", {"B": "3"}, ["SCIENTIFIC_NOTATION"]),
    ("too long", f"<A>{'x' * 1_001}</A><B>3</B>", {"B": "3"}, ["CELL_TOO_LARGE"]),
    ("far too long", f"<A>{'x' * 90_000}</A><B>3</B>", {"B": "3"}, ["CELL_TOO_LARGE"]),
    ("too many", "".join(f"<A{i}/>" for i in range(21)), None, ["TOO_MANY_COLUMNS"]),
]


@pytest.mark.parametrize(
    ("fields", "kept", "expected"), [c[1:] for c in ROWS], ids=[c[0] for c in ROWS]
)
def test_a_broken_record_costs_no_other(read_file, fields, kept, expected):
    """A fault of one record is named, and the next record is read."""
    rows = read_file("a.xml", message(fields, "<A>2</A>"))
    assert codes(rows) == [expected, []]
    assert kept is None or rows[0].content["fields"] == kept


def test_a_file_that_breaks_off(read_file):
    """Records before the break are read, and the rest is one refusal."""
    whole = message("<A>1</A>", "<A>2</A>", "<A>3</A>")
    rows = read_file("a.xml", whole[: whole.index("<A>3") + 2])
    assert codes(rows) == [[], [], ["TRUNCATED"]]
    assert rows[2].number == 3


ENTITIES = '<!DOCTYPE a [<!ENTITY e "x"><!ENTITY f "&e;&e;&e;&e;">]>'
BAD = [
    ("entities", ENTITIES + message("<A>&f;</A>"), "DTD"),
    ("external type", '<!DOCTYPE a SYSTEM "file:///etc/hosts">' + message("<A>1</A>"), "DTD"),
    ("other root", "<a><Body><fields><A>1</A></fields></Body></a>", "ExchangeMessage"),
    ("not XML", "甲,乙", "XML"),
    ("no records", message(), "没有数据行"),
    ("empty", "", "XML"),
    ("a tag without end", "<ExchangeMessage a='" + "x" * 1_300_000 + "'/>", "过长"),
]


@pytest.mark.parametrize(("data", "said"), [c[1:] for c in BAD], ids=[c[0] for c in BAD])
def test_whole_file_faults(read_file, data, said):
    """Entities, other documents and empty messages are clear errors."""
    with pytest.raises(UnreadableFile) as caught:
        read_file("a.xml", data)
    assert said in caught.value.message
