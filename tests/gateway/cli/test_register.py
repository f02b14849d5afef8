"""``register``: an officer's lists from a file to a held record, without a trace of their text."""

import openpyxl
import pytest

CUSTOMER, OTHER = "云岫（集团）贸易有限公司", "青禾谷种业股份有限公司"
DOCUMENT = (
    "关于揽月湖片区生态修复的内部评估意见。湖底淤泥平均厚度一点七米，北岸排口周边重金属含量偏高，"
    "拟分三期清淤，首期安排在汛期之前。搬迁农户共四百一十二户，补偿口径由专班另行拟定。"
)
AS, AS_OTHER = ("--as", "管理员甲"), ("--as", "管理员乙")


@pytest.fixture
def officer(gongshi):
    for name in ("管理员甲", "管理员乙"):
        assert gongshi("user", "add", name, "--role", "officer").code == 0
    assert gongshi("user", "add", "审核员甲", "--role", "reviewer").code == 0


@pytest.fixture
def customers(tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text(f"客户名称,备注\n{CUSTOMER},甲\n{OTHER},乙\n丙,丙\n", encoding="utf-8")
    return path


def in_force(gongshi, *arguments):
    done = gongshi("register", "import", *arguments, *AS, "--json")
    assert done.code == 0, done.err
    held = done.json()
    assert gongshi("register", "activate", held["id"], *AS).code == 1, "another officer must"
    assert gongshi("register", "activate", held["id"], *AS_OTHER).code == 0
    return held


def screened(gongshi, write, piles, tmp_path, rows, *more):
    out = tmp_path / f"out{len(list(tmp_path.iterdir()))}"
    where = ("--to", "department-portal", "--out", out, "--date", "2026-11-20")
    where = (*where, "--pack", "rs-2018-gd")
    done = gongshi("screen", write("rows.jsonl", rows), *where, *more)
    assert done.code == 0, done.err
    return piles(out)


@pytest.mark.usefixtures("officer")
def test_a_customer_in_the_facts_is_held_and_covered(
    gongshi, penalty, write, piles, tmp_path, customers, own_home
):
    """The line names the list by its id; the entry is in no pile but nowhere shown."""
    held = in_force(
        gongshi, customers, "--kind", "list", "--name", "重点客户", "--category", "customer",
        "--column", "客户名称",
    )  # fmt: skip
    assert (held["entries"], held["refused"]) == (2, 1)
    rows = [penalty(1, CF_SY=f"当事人将货物卖给{CUSTOMER}后停业。"), penalty(2)]
    found = screened(gongshi, write, piles, tmp_path, rows)
    (line,) = found["in_review"]
    assert [row["id"] for row in found["released"]] == ["T-2"]
    (change,) = line["transformations"]
    assert (change["entity_type"], change["rule"]) == ("REGISTERED", "GD-E-REGISTERED")
    assert change["detector"] == f"registered_list@1:{held['id']}"
    assert line["fields"]["CF_SY"] == "当事人将货物卖给***后停业。"
    log = gongshi("ledger", "show", "--json").out
    assert "云岫" not in log
    assert "list-activated" in log
    for path in own_home.rglob("*"):
        assert not path.is_file() or "云岫".encode() not in path.read_bytes()


@pytest.mark.usefixtures("officer")
def test_workers_know_the_lists(gongshi, penalty, write, piles, tmp_path, customers, process):
    """With several processes the piles are the same."""
    in_force(
        gongshi, customers, "--kind", "list", "--name", "重点客户", "--category", "customer",
        "--column", "客户名称",
    )  # fmt: skip
    rows = [penalty(n, CF_SY=f"当事人将第{n}批货物卖给{OTHER}。") for n in range(1, 4)]
    out = tmp_path / "out"
    where = ("--to", "department-portal", "--out", out, "--date", "2026-11-20", "--jobs", 2)
    assert process("screen", write("rows.jsonl", rows), *where).code == 0
    assert [line["id"] for line in piles(out)["in_review"]] == ["T-1", "T-2", "T-3"]


@pytest.mark.usefixtures("officer")
def test_the_subject_of_a_record_stays_readable(gongshi, penalty, write, piles, tmp_path, fields):
    """A customer that is punished itself is named as the standard requires."""
    path = tmp_path / "one.csv"
    path.write_text(f"客户\n{fields['CF_XDR_MC']}\n", encoding="utf-8")
    in_force(gongshi, path, "--kind", "list", "--name", "客户", "--category", "customer")
    rows = [penalty(1, CF_SY=f"{fields['CF_XDR_MC']}销售超过保质期的食品。")]
    (line,) = screened(gongshi, write, piles, tmp_path, rows)["released"]
    assert line["fields"]["CF_SY"].startswith(fields["CF_XDR_MC"])


@pytest.mark.usefixtures("officer")
def test_a_copied_passage_is_held_and_explained(gongshi, penalty, write, piles, tmp_path):
    """Sixty characters of a registered document, spaced otherwise."""
    path = tmp_path / "document.txt"
    path.write_text(DOCUMENT, encoding="gb18030")
    held = in_force(gongshi, path, "--kind", "document", "--name", "揽月湖评估")
    passage = DOCUMENT[30:92].replace("，", " ， ")
    rows = [penalty(1, CF_SY=f"经查，{passage}等情况属实。")]
    (line,) = screened(gongshi, write, piles, tmp_path, rows)["in_review"]
    (change,) = line["transformations"]
    assert change["detector"] == f"registered_document@1:{held['id']}"
    assert "清淤" not in line["fields"]["CF_SY"]
    text = b'{"id": 1, "text": "' + f"经查，{passage}等情况属实。".encode() + b'"}'
    (finding,) = gongshi("scan", stdin=text).json()["findings"]
    assert "揽月湖评估" in finding["explanation"]
    assert "约占该文件" in finding["explanation"]


@pytest.mark.usefixtures("officer")
def test_a_dictionary_serves_its_department(gongshi, penalty, write, piles, tmp_path):
    """The agency that decided is the department of a record; another one is not concerned."""
    words = tmp_path / "words.txt"
    words.write_text("天衢工程\n正则:QL-[0-9]{4}\n", encoding="utf-8")
    in_force(gongshi, words, "--kind", "dictionary", "--name", "代号",
             "--department", "广州市天河区市场监督管理局")  # fmt: skip
    told = "当事人参与天衢工程，档号QL-2031。"
    rows = [penalty(1, CF_SY=told), penalty(2, CF_SY=told, CF_CFJG="佛山市南海区应急管理局")]
    found = screened(gongshi, write, piles, tmp_path, rows)
    (mine,), (other,) = found["in_review"], found["released"]
    assert mine["fields"]["CF_SY"] == "当事人参与***，档号***。"
    assert other["fields"]["CF_SY"] == told


@pytest.mark.usefixtures("officer")
def test_an_allow_list_shows_a_price_and_is_logged(gongshi, penalty, write, piles, tmp_path):
    """Without it held; with it released, and the ledger says which list showed what."""
    told = "该店公示其成本价为19.7元。"
    before = screened(gongshi, write, piles, tmp_path, [penalty(1, CF_SY=told)])
    assert before["in_review"]
    words = tmp_path / "allowed.txt"
    words.write_text("该店公示其成本价为19.7元\n", encoding="utf-8")
    held = in_force(gongshi, words, "--kind", "allow-list", "--name", "公示价格")
    (line,) = screened(gongshi, write, piles, tmp_path, [penalty(2, CF_SY=told)])["released"]
    assert line["fields"]["CF_SY"] == told
    (allowed,) = gongshi("ledger", "show", "--json").json()[-1]["entry"]["body"]["allowed"]
    assert allowed["list"] == held["id"]
    assert allowed["entity_type"] == "TRADE_SECRET"


@pytest.mark.usefixtures("officer")
def test_an_xlsx_of_one_column_needs_no_column_name(gongshi, tmp_path):
    """Spreadsheets as they are; a table of two columns asks which."""
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for row in (["人员"], ["司徒望舒"], ["端木清"]):
        book.active.append(row)
    book.save(path)
    held = in_force(gongshi, path, "--kind", "list", "--name", "受保护", "--category", "person")
    assert held["entries"] == 2
    assert gongshi("register", "list").out.count("受保护") == 1


@pytest.mark.usefixtures("officer")
def test_what_cannot_be_imported_says_why(gongshi, customers, tmp_path, own_home):
    """Column, format, role, category, fault of a line: exit 2 or 1, no entry repeated."""
    words = tmp_path / "w.txt"
    words.write_text("正则:(?=天衢)工程\n", encoding="utf-8")
    command = ("register", "import")
    refused = [
        ((customers, "--kind", "list", "--name", "n", *AS), 2, "--column"),
        ((customers, "--kind", "list", "--name", "n", "--column", "电话", *AS), 2, "--column"),
        ((words, "--kind", "list", "--name", "n", *AS), 2, ".csv"),
        ((words, "--kind", "dictionary", "--name", "n", *AS), 2, "环视"),
        ((customers, "--kind", "document", "--name", "n", *AS), 2, ".txt"),
        ((tmp_path / "no.txt", "--kind", "document", "--name", "n", *AS), 2, "打不开"),
        ((words, "--kind", "dictionary", "--name", "n", "--as", "审核员甲"), 1, "officer"),
        ((words, "--kind", "dictionary", "--name", "投诉人钟离秋", *AS), 2, "个人信息"),
        ((customers, "--kind", "list", "--name", "n", "--category", "x", *AS), 2, "customer"),
    ]
    for arguments, code, said in refused:
        done = gongshi(*command, *arguments)
        assert done.code == code, arguments
        assert said in done.err
        assert "云岫" not in done.err
        assert "天衢" not in done.err
    assert gongshi("register", "list", "--json").json() == []
    assert gongshi("register", "remove", "0" * 12, *AS).code == 2
