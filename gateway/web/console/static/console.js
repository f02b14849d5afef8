// The console's own script: keys, marks and looks. Originals live in the page only while shown.
"use strict";

const KEYS_OFF = "gongshi-keys-off";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const points = (text) => [...text].length;
const keysOn = () => localStorage.getItem(KEYS_OFF) === null;

async function send(path, content) {
  const csrf = $('meta[name="csrf"]').content;
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF": csrf, "X-Gongshi-Script": "1" },
    body: JSON.stringify(content),
    cache: "no-store",
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail || "没有办成");
  return answer;
}

function typing(event) {
  return event.target.closest("input, textarea, select, dialog") !== null;
}

// Links and buttons that name a key are pressed by it, on every page.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || !keysOn()) return;
  const wanted = $$("[data-key]").find((each) => each.dataset.key === event.key);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});

class Case {
  constructor(root) {
    this.root = root;
    this.path = `/console/cases/${root.dataset.case}`;
    this.rows = $$("#spans tbody tr");
    this.at = -1;
    this.edits = [];
    this.seen = new Set();
    this.listen();
  }

  listen() {
    document.addEventListener("keydown", (event) => this.key(event));
    for (const row of this.rows) {
      row.addEventListener("click", (event) => this.clicked(row, event));
    }
    for (const seal of $$("button.seal")) {
      seal.addEventListener("click", () => this.reveal(this.row(seal.dataset.seal)));
    }
    document.addEventListener("mouseup", () => this.offerMark());
    $("#try").addEventListener("click", () => this.attempt());
    $("#verdict").addEventListener("submit", (event) => this.submit(event));
    $("#keys-close").addEventListener("click", () => $("#keys").close());
    $("#keys-on").checked = keysOn();
    $("#keys-on").addEventListener("change", (event) => {
      if (event.target.checked) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "1");
    });
    $("#ask-cancel").addEventListener("click", () => $("#ask").close("cancel"));
    $("#ask-find").addEventListener("input", () => this.find());
  }

  row(number) { return $(`#s-${number}`); }

  say(text, kind = "") {
    const said = $("#said");
    said.textContent = text;
    said.className = `note ${kind}`;
    said.hidden = text === "";
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!$("dialog[open]")) $("#verdict").requestSubmit();
      return;
    }
    if (event.key === "Escape" && event.target.closest("#verdict")) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || !keysOn()) return;
    const act = {
      j: () => this.select(this.at + 1), ArrowDown: () => this.select(this.at + 1),
      k: () => this.select(this.at - 1), ArrowUp: () => this.select(this.at - 1),
      r: () => this.onRow((row) => this.reveal(row)),
      l: () => this.onRow((row) => this.change(row, "lift")),
      m: () => this.onRow((row) => this.change(row, "change")),
      "/": () => this.mark(), u: () => this.undo(), p: () => this.attempt(),
      a: () => this.conclude($("[data-suggested]"), $("#reason").dataset.accept),
      x: () => this.conclude($('[name="conclusion"][value="不予公开"]'), ""),
      q: () => location.assign("/console"), "?": () => $("#keys").showModal(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  select(place) {
    if (!this.rows.length) return;
    this.at = Math.max(0, Math.min(place, this.rows.length - 1));
    for (const each of $$(".on")) each.classList.remove("on");
    const row = this.rows[this.at];
    row.classList.add("on");
    const seal = $(`[data-seal="${row.dataset.span}"]`);
    if (seal) seal.classList.add("on");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }

  onRow(act) {
    if (this.at < 0) this.select(0);
    if (this.rows.length) act(this.rows[this.at]);
  }

  clicked(row, event) {
    this.select(this.rows.indexOf(row));
    const act = event.target.dataset.act;
    if (act === "reveal") this.reveal(row);
    if (act === "lift" || act === "change") this.change(row, act);
  }

  // A look: registered by the server before it answers. A second press hides it again.
  async reveal(row) {
    this.select(this.rows.indexOf(row));
    const shown = $("output", row);
    const seal = $(`[data-seal="${row.dataset.span}"]`);
    if (!shown.hidden) {
      shown.textContent = "";
      shown.hidden = true;
      $(".what", seal).textContent = seal.dataset.called;
      return;
    }
    const purpose = $("#purpose").value.trim();
    if (purpose === "") {
      this.say("请先写明查看目的", "warn");
      $("#purpose").focus();
      return;
    }
    try {
      const answer = await send(`${this.path}/reveal`, { purpose, ...this.place(row) });
      shown.textContent = answer.text;
      shown.hidden = false;
      seal.dataset.called = $(".what", seal).textContent;
      $(".what", seal).textContent = answer.text;
      this.seen.add(row.dataset.span);
      this.say("");
    } catch (error) {
      this.say(error.message, "error");
    }
  }

  place(row) {
    const { field, start, end } = row.dataset;
    return { field, start: Number(start), end: Number(end) };
  }

  async change(row, op) {
    if (row.dataset.whole === "yes") return this.say("整个字段不展示，不能由审核人员放行", "warn");
    if (!this.seen.has(row.dataset.span)) return this.say("要放行或改换遮盖，请先查看原文", "warn");
    const title = op === "lift" ? "放行" : "改换遮盖";
    const given = await this.ask(`${title}第 ${row.dataset.span} 处`, { operator: op === "change" });
    if (!given) return undefined;
    const edit = { op, ...this.place(row), reason: given.reason };
    if (op === "change") {
      edit.operator = given.operator;
      edit.entity_type = row.dataset.type;
    }
    this.edits = this.edits.filter((each) => !this.same(each, edit));
    return this.add(edit, `${title}第 ${row.dataset.span} 处`, row.dataset.span);
  }

  same(one, other) {
    return one.op !== "add" && one.field === other.field && one.start === other.start;
  }

  // What the mouse has marked, or the first text that reads like what was typed.
  async mark() {
    this.found = this.marked();
    const given = await this.ask("加遮盖", { find: !this.found, type: true, operator: true });
    if (!given) return;
    if (!this.found) {
      this.say("没有找到这段文字", "warn");
      return;
    }
    const { field, start, end } = this.found;
    const edit = {
      op: "add", field, start, end, reason: given.reason,
      entity_type: given.type, operator: given.operator,
    };
    this.add(edit, `${$(`#h-${field}`).textContent} 第 ${start + 1}–${end} 字加遮盖`);
  }

  offerMark() {
    if (this.marked()) this.say("已选中文字，按 / 加遮盖");
  }

  marked() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const from = this.offset(range.startContainer, range.startOffset);
    const to = this.offset(range.endContainer, range.endOffset);
    if (!from || !to || from.field !== to.field || from.at >= to.at) return null;
    return { field: from.field, start: from.at, end: to.at };
  }

  offset(node, units) {
    const piece = node.parentElement && node.parentElement.closest("#original .t");
    if (!piece || node.nodeType !== Node.TEXT_NODE) return null;
    const before = points(node.data.slice(0, units));
    return { field: piece.closest("dd").dataset.field, at: Number(piece.dataset.start) + before };
  }

  find() {
    const wanted = $("#ask-find").value;
    this.found = null;
    const pieces = wanted ? $$("#original .t") : [];
    const hits = [];
    for (const piece of pieces) {
      const text = piece.textContent;
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
        const start = Number(piece.dataset.start) + points(text.slice(0, at));
        hits.push({ field: piece.closest("dd").dataset.field, start, end: start + points(wanted) });
      }
    }
    this.found = hits.find((hit) => !this.edits.some((each) => each.op === "add"
      && each.field === hit.field && each.start === hit.start)) || null;
    $("#ask-found").textContent = wanted ? `找到 ${hits.length} 处，遮盖第一处未遮的` : "";
  }

  ask(title, { find = false, type = false, operator = false }) {
    const dialog = $("#ask");
    $("#ask-title").textContent = title;
    $("#ask-find-box").hidden = !find;
    $("#ask-type-box").hidden = !type;
    $("#ask-operator-box").hidden = !operator;
    $("#ask-find").value = "";
    $("#ask-found").textContent = "";
    $("#ask-reason").value = "";
    dialog.returnValue = "";
    dialog.showModal();
    (find ? $("#ask-find") : $("#ask-reason")).focus();
    return new Promise((settle) => {
      dialog.addEventListener("close", () => {
        const reason = $("#ask-reason").value.trim();
        if (dialog.returnValue !== "ok") return settle(null);
        if (reason === "") {
          this.say("每处修改都须写明理由", "warn");
          return settle(null);
        }
        return settle({ reason, type: $("#ask-type").value, operator: $("#ask-operator").value });
      }, { once: true });
    });
  }

  add(edit, told, number = null) {
    this.edits.push({ ...edit });
    this.tell(edit, told, number);
    this.say(`${told}；按 u 撤销，按 p 试看`);
  }

  tell(edit, told, number) {
    const line = document.createElement("li");
    line.textContent = `${told}：${edit.reason} `;
    const undo = document.createElement("button");
    undo.type = "button";
    undo.textContent = "撤销";
    undo.setAttribute("aria-label", `撤销 ${told}`);
    undo.addEventListener("click", () => this.drop(line));
    line.append(undo);
    line.edit = this.edits[this.edits.length - 1];
    line.number = number;
    for (const older of $$("#edit-list li")) if (!this.edits.includes(older.edit)) older.remove();
    $("#edit-list").append(line);
    if (number) $(`[data-edited="${number}"]`).textContent = edit.op === "lift" ? "✎ 放行" : "✎ 改换";
    this.recount();
  }

  drop(line) {
    this.edits = this.edits.filter((each) => each !== line.edit);
    if (line.number) $(`[data-edited="${line.number}"]`).textContent = "";
    line.remove();
    this.recount();
    this.say("已撤销");
  }

  undo() {
    const last = $$("#edit-list li").pop();
    if (last) this.drop(last);
    else this.say("没有可以撤销的修改");
  }

  recount() {
    $("#edit-count").textContent = `${this.edits.length} 项`;
    $("#edit-list-box").hidden = this.edits.length === 0;
  }

  async attempt() {
    this.say("正在按修改重新处理并扫描…");
    try {
      const answer = await send(`${this.path}/try`, { edits: this.edits });
      $("#public").innerHTML = answer.html; // escaped by the server's templates
      if (answer.stops.length) this.say(`还不能放行：${answer.stops.join("；")}`, "error");
      else this.say("✓ 再次扫描通过，可以提交", "ok");
    } catch (error) {
      this.say(error.message, "error");
    }
  }

  async submit(event) {
    event.preventDefault();
    const form = $("#verdict");
    const button = $("button.primary", form);
    button.disabled = true;
    this.say("正在记录并放行…");
    try {
      const conclusion = new FormData(form).get("conclusion");
      const answer = await send(`${this.path}/verdict`, {
        conclusion, reason: $("#reason").value, edits: this.edits,
      });
      location.assign(answer.to);
    } catch (error) {
      button.disabled = false;
      this.say(error.message, "error");
      $("#said").scrollIntoView({ block: "center" });
    }
  }

  conclude(radio, reason) {
    radio.checked = true;
    const field = $("#reason");
    if (field.value.trim() === "") field.value = reason;
    field.focus();
  }
}

const root = $("#case");
if (root && root.dataset.mine === "yes") new Case(root);

// Intake: the file goes out as it is, once to be submitted, once more if its sheet is wanted back.
class Intake {
  constructor(form) {
    this.form = form;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run(() => this.submit());
    });
    $("#sheet").addEventListener("click", () => this.run(() => this.sheet()));
  }

  async run(work) {
    if (!this.form.reportValidity()) return;
    const buttons = $$("button", this.form);
    for (const each of buttons) each.disabled = true;
    this.say("");
    try {
      await work();
    } catch (error) {
      this.say(error.message);
    }
    for (const each of buttons) each.disabled = false;
  }

  say(text) {
    const said = $("#said");
    said.textContent = text;
    said.className = "note error";
    said.hidden = text === "";
  }

  // The file's name stays here: only its ending says how to read it.
  async send(path, more = {}) {
    const file = $("#file").files[0];
    const asked = new URLSearchParams({
      name: file.name.split(".").pop().slice(0, 10), kind: $("#kind").value, ...more,
    });
    const response = await fetch(`${path}?${asked}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/octet-stream",
        "X-CSRF": $('meta[name="csrf"]').content,
        "X-Gongshi-Script": "1",
      },
      body: file,
      cache: "no-store",
    });
    if (!response.ok) throw new Error((await response.json()).detail || "没有办成");
    return response;
  }

  async submit() {
    $("#piles").replaceChildren();
    this.progress(0, 1, "正在上传…");
    const response = await this.send("/console/intake", { channel: $("#channel").value });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + part.value).split("\n");
      rest = lines.pop();
      for (const line of lines) this.heard(JSON.parse(line));
    }
  }

  heard(line) {
    if (line.of) this.progress(line.done, line.of, `${line.done} / ${line.of} 行`);
    if (line.error) this.say(line.error);
    if (line.html) $("#piles").innerHTML = line.html; // escaped by the server's templates
  }

  progress(done, of, text) {
    $("#progress-box").hidden = false;
    $("#progress").max = of;
    $("#progress").value = done;
    $("#progress-said").textContent = text;
  }

  async sheet() {
    const response = await this.send("/console/intake/sheet");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = "标出问题.xlsx";
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

if ($("#intake")) new Intake($("#intake"));
