"""The console in a real Chromium: sign-in to release, by keys alone, on a telephone, sealed."""

import json
import os
from pathlib import Path
from random import Random

import pytest

from gateway.sample import numbers

ACCESSIBLE = (Path(__file__).parent / "accessibility.js").read_text("utf-8")
#: A copy of axe-core (MPL-2.0), where somebody has one: it looks as well.
AXE = os.environ.get("GONGSHI_AXE")
NAMES = ("申屠若澄", "公孙砚秋", "欧阳思远", "司马清和", "上官云舒", "诸葛长风", "慕容听雪",
         "夏侯明远", "皇甫知行", "尉迟晚舟")  # fmt: skip


def crowded(record):
    """The record with ten people and their telephone numbers in its facts: more than 20 spans."""
    rng = Random(7)
    told = "".join(f"证人{name}到场陈述，联系电话{numbers.mobile(rng)}。" for name in NAMES)
    facts = f"当事人销售超过保质期的食品。{told}"
    fields = record["fields"] | {"CF_SY": facts, "CF_WSH": "粤某市监罚〔2026〕901号"}
    return record | {"id": "crowded", "fields": fields}


def look_for_barriers(desk, name):
    """Our own checks, and axe-core's where it is at hand."""
    faults = desk.page.evaluate(ACCESSIBLE)
    assert faults == [], f"{name}: {faults}"
    if AXE:
        desk.page.evaluate(Path(AXE).read_text("utf-8"))
        found = desk.page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
        )
        told = [(v["id"], v["nodes"][0]["html"], v["nodes"][0]["failureSummary"])
                for v in found["violations"]]  # fmt: skip
        assert told == [], f"{name}: {told}"


def covered(desk):
    """The covered spans of the page that is open, from its table."""
    return desk.page.eval_on_selector_all(
        "#spans tbody tr",
        "rows => rows.map(r => [r.dataset.field, +r.dataset.start, +r.dataset.end])",
    )


def test_from_sign_in_to_release(web, desk, credentials, held_case):
    """Sign in, take the next case, look at a span, accept: the record is released."""
    desk.page.goto(f"{desk.address}/console")
    desk.shoot("signin")
    look_for_barriers(desk, "signin")
    desk.sign_in(web, "reviewer", credentials("reviewer"))
    desk.shoot("queue")
    look_for_barriers(desk, "queue")
    page = desk.page
    page.keyboard.press("n")
    page.wait_for_url("**/console/cases/*")
    desk.shoot("case")
    look_for_barriers(desk, "case")
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator("output.shown:not([hidden])").first.wait_for()
    desk.shoot("case-revealed")
    look_for_barriers(desk, "case revealed")
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/console?note=released")
    desk.shoot("queue-after")
    assert web.entries()[-1]["body"]["outcome"] == "approved"
    assert desk.faults == []


def test_twenty_spans_by_keys_alone(web, desk, credentials, record):
    """Look at every span, lift one, change one, cover one more, undo, try, decide: no mouse."""
    sent = crowded(record)
    assert web.submit(sent).json()["answers"][0]["outcome"] == "in_review"
    desk.sign_in(web, "reviewer", credentials("reviewer"))
    page, press = desk.page, desk.page.keyboard.press
    press("n")
    page.wait_for_url("**/console/cases/*")
    spans = covered(desk)
    assert len(spans) >= 20
    for number, (field, start, end) in enumerate(spans, 1):
        press("j")
        press("r")
        shown = page.locator(f'output[data-shown="{number}"]:not([hidden])')
        shown.wait_for()
        assert shown.text_content() == sent["fields"][field][start:end]
    people = [n for n, (field, start, end) in enumerate(spans, 1)
              if sent["fields"][field][start:end] in NAMES]  # fmt: skip
    _go(page, len(spans), people[0])
    for key, reason in (("l", "属于应当公开的内容"), ("u", None), ("l", "属于应当公开的内容")):
        press(key)
        if reason:
            page.keyboard.type(reason)
            press("Enter")
        page.wait_for_function("() => !document.querySelector('dialog[open]')")
    _go(page, people[0], people[1])
    press("m")
    page.keyboard.type("连姓氏也不宜公开")
    press("Enter")
    page.wait_for_function("() => !document.querySelector('dialog[open]')")
    press("/")
    page.keyboard.type("食品")
    for _ in range(3):
        press("Tab")
    page.keyboard.type("漏遮，属于商业秘密")
    desk.shoot("case-marking")
    press("Enter")
    page.wait_for_function("() => document.querySelectorAll('#edit-list li').length === 3")
    press("p")
    page.locator("#said.ok").wait_for()
    desk.shoot("case-keyboard")
    press("a")
    press("Control+Enter")
    page.wait_for_url("**/console?note=released")
    (line,) = web.get("/v1/records/crowded", "portal").json()["answers"]
    facts = line["fields"]["CF_SY"]
    assert sent["fields"]["CF_SY"][slice(*spans[people[0] - 1][1:])] in facts
    assert facts.startswith("当事人销售超过保质期的***。")
    assert len(web.get("/v1/access-register", "auditor").json()["entries"]) == len(spans)
    assert desk.faults == []


def _go(page, start, goal):
    for _ in range(abs(goal - start)):
        page.keyboard.press("j" if goal > start else "k")


def test_no_unrevealed_original_anywhere(web, desk, credentials, record):
    """Not in the page, not in any answer, not in the browser's storage: only what was looked at."""
    sent = crowded(record)
    web.submit(sent)
    desk.overhear()
    desk.sign_in(web, "reviewer", credentials("reviewer"))
    page = desk.page
    page.keyboard.press("n")
    page.wait_for_url("**/console/cases/*")
    spans = covered(desk)
    texts = [sent["fields"][field][start:end] for field, start, end in spans]
    telling = {text for text in texts if len(text) > 3}
    looked = next(n for n, text in enumerate(texts) if text in telling)
    _go(page, 0, looked + 1)
    page.keyboard.press("r")
    page.locator("output.shown:not([hidden])").wait_for()
    page.keyboard.press("p")
    page.locator("#said.ok").wait_for()
    kept = page.evaluate(
        "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
        " location.href, history.state])"
    )
    databases = page.evaluate("indexedDB.databases().then(found => found.length)")
    bodies = [page.content(), kept, *desk.said]
    assert len(desk.said) > 5
    hidden = telling - {texts[looked]}
    assert len(hidden) > 10
    assert not [text for text in hidden if any(text in body for body in bodies)]
    assert texts[looked] not in kept
    assert databases == 0
    page.keyboard.press("r")
    page.wait_for_function("() => !document.querySelector('output.shown:not([hidden])')")
    assert texts[looked] not in page.content()


def test_marked_with_the_mouse(web, desk, credentials, held_case, record):
    """Mark public text of the original, cover it with a reason, release it."""
    desk.sign_in(web, "reviewer", credentials("reviewer"))
    page = desk.page
    page.get_by_role("button", name="办理下一件").click()
    page.wait_for_url("**/console/cases/*")
    page.evaluate(
        """() => {
            const text = document.querySelector('#original [data-field="CF_SY"] .t').firstChild;
            const range = document.createRange();
            range.setStart(text, 0);
            range.setEnd(text, 4);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("/")
    page.get_by_label("理由（不得写入个人信息）").last.fill("漏遮，属于个人信息")
    page.get_by_role("button", name="确定").click()
    page.get_by_role("button", name="试看修改后的内容").click()
    page.locator("#said.ok").wait_for()
    page.get_by_label("处理后公开").check()
    page.get_by_label("理由（不得写入个人信息）").first.fill("补遮一处")
    page.get_by_role("button", name="提交结论").click()
    page.wait_for_url("**/console?note=released")
    (line,) = web.get(f"/v1/records/{record['id']}", "portal").json()["answers"]
    assert line["fields"]["CF_SY"].startswith("***" + record["fields"]["CF_SY"][4:8])


def test_a_refused_verdict_loses_nothing(web, desk, credentials, held_case):
    """A reason with a telephone number is refused; marks and words stay where they are."""
    desk.sign_in(web, "reviewer", credentials("reviewer"))
    page = desk.page
    page.keyboard.press("n")
    page.wait_for_url("**/console/cases/*")
    page.keyboard.press("a")
    page.get_by_label("理由（不得写入个人信息）").first.fill("电话 13800138000 的那位")
    page.keyboard.press("Control+Enter")
    page.locator("#said.error").wait_for()
    assert "个人信息" in page.locator("#said").text_content()
    assert page.get_by_label("理由（不得写入个人信息）").first.input_value().startswith("电话")
    desk.shoot("case-refused")


def test_many_of_one_reason_after_a_sample(web, desk, credentials, record, other_record):
    """First one is opened; then the others are accepted together, one entry each."""
    for number, each in enumerate((record, other_record, crowded(record))):
        web.submit(each | {"id": f"r{number}"})
    desk.sign_in(web, "reviewer", credentials("reviewer"))
    page = desk.page
    page.get_by_text("全部原因").click()
    page.locator("aside details[open]").last.get_by_role("link").first.click()
    page.get_by_text("先打开其中一件查看").wait_for()
    page.get_by_role("button", name="办理", exact=True).first.click()
    page.wait_for_url("**/console/cases/*")
    page.go_back()
    page.reload()
    desk.shoot("bulk")
    look_for_barriers(desk, "bulk")
    boxes = page.get_by_role("checkbox")
    assert boxes.count() == 2
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="一并同意").click()
    page.get_by_text("已放行 2 件").wait_for()
    done = [e for e in web.entries() if e["event"] == "reviewed"]
    assert [e["body"]["outcome"] for e in done] == ["approved", "approved"]


@pytest.mark.parametrize("where", ["queue", "case"])
def test_on_a_telephone_in_the_dark(web, phone, credentials, held_case, where):
    """390 pixels wide and dark: nothing sticks out, everything can be read."""
    phone.sign_in(web, "reviewer", credentials("reviewer"))
    if where == "case":
        phone.page.get_by_role("button", name="办理", exact=True).click()
        phone.page.wait_for_url("**/console/cases/*")
    phone.shoot(f"phone-{where}")
    look_for_barriers(phone, f"phone {where}")


def test_chinese_is_set_in_a_chinese_face(desk):
    """Where no CJK font is installed every character would be the same empty box."""
    desk.page.goto(f"{desk.address}/console/signin")
    widths = desk.page.evaluate(
        """() => {
            const canvas = document.createElement('canvas').getContext('2d');
            canvas.font = '40px ' + getComputedStyle(document.body).fontFamily;
            const ink = (text) => {
                canvas.clearRect(0, 0, 99, 99);
                canvas.fillText(text, 0, 50);
                const dots = canvas.getImageData(0, 0, 80, 80).data;
                return dots.filter((value, at) => at % 4 === 3 && value).length;
            };
            return ['一', '国', '罚', '鑫'].map(ink);
        }"""
    )
    assert len(set(widths)) == 4


def test_log_and_overview(web, desk, credentials, record, other_record):
    """Search and charts for the auditor, counts for the officer."""
    verdict = {"verdict": "accept", "conclusion": "处理后公开", "reason": "已核对"}
    for each in (record, crowded(record), other_record):
        web.submit(each)
    case = web.get("/v1/reviews", "reviewer").json()["cases"][0]["id"]
    assert web.post(f"/v1/reviews/{case}/verdict", "reviewer", verdict).status_code == 200
    desk.sign_in(web, "auditor", credentials("auditor"), "/console/log")
    page = desk.page
    page.get_by_label("类型", exact=True).select_option(label="电话号码")
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_text("✓ 已证明").first.wait_for()
    page.locator("td details summary").first.click()
    desk.shoot("log")
    look_for_barriers(desk, "log")
    page.get_by_text("数字").first.click()
    look_for_barriers(desk, "log in numbers")
    page.get_by_role("button", name="退出").click()
    desk.sign_in(web, "officer", credentials("officer"), "/console/overview")
    page.get_by_text("佛山市顺德区交通运输局").first.wait_for()
    desk.shoot("overview")
    look_for_barriers(desk, "overview")
    assert desk.faults == []


def test_a_file_is_sent_and_its_sheet_comes_back(
    web, desk, credentials, record, broken_record, tmp_path
):
    """Upload, progress, four piles; then the sheet with marked cells as a download."""
    rows = [{k: v for k, v in each.items() if k != "channels"} for each in (record, broken_record)]
    file = tmp_path / "报送.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    desk.sign_in(web, "portal", credentials("portal"), "/console/intake")
    page = desk.page
    desk.shoot("intake")
    look_for_barriers(desk, "intake")
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_label("公示渠道").select_option("department-portal")
    page.get_by_role("button", name="报送", exact=True).click()
    page.get_by_role("heading", name="结果").wait_for()
    assert page.locator("#progress-said").text_content() == "2 / 2 行"
    desk.shoot("intake-piles")
    look_for_barriers(desk, "piles")
    with page.expect_download() as download:
        page.get_by_role("button", name="只校验，下载标出问题的表格").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    assert desk.faults == []


def test_the_public_column(web, desk, phone, held_case):
    """Browse, open a record, search for nothing: wide and light, narrow and dark."""
    verdict = {"verdict": "accept", "conclusion": "处理后公开", "reason": "已核对"}
    web.post(f"/v1/reviews/{held_case}/verdict", "reviewer", verdict)
    for name, each in (("", desk), ("phone-", phone)):
        page = each.page
        page.goto(f"{each.address}/column")
        each.shoot(f"{name}column")
        look_for_barriers(each, "column")
        page.locator(".column-list a").first.click()
        page.wait_for_url("**/column/*")
        each.shoot(f"{name}column-record")
        look_for_barriers(each, "column record")
        page.goto(f"{each.address}/column/none")
        assert "没有这条公示信息" in page.content()
        look_for_barriers(each, "column refused")
