// A draft at work: checked while it is written, faults lead to their lines. Keeps nothing.
"use strict";

const PAUSE = 600;

class Draft {
  constructor(form) {
    this.form = form;
    this.fields = $$("textarea", form);
    this.asked = 0;
    this.isChanged = false;
    for (const field of this.fields) {
      field.addEventListener("input", () => this.changed());
      for (const what of ["input", "keyup", "click", "focus"]) {
        field.addEventListener(what, () => this.tellLine(field));
      }
    }
    form.addEventListener("submit", () => { this.isChanged = false; });
    $("#placed").addEventListener("click", (event) => this.follow(event.target));
    addEventListener("beforeunload", (event) => { if (this.isChanged) event.preventDefault(); });
  }

  // What is simulated or approved is what was saved: not before that.
  changed() {
    this.isChanged = true;
    $("#unsaved").hidden = false;
    for (const button of $$("form[data-saved] button")) button.disabled = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), PAUSE);
  }

  async check() {
    this.asked += 1;
    const mine = this.asked;
    $("#checking").textContent = "正在检查…";
    const written = Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
    try {
      const answer = await send(this.form.dataset.check, written);
      if (mine !== this.asked) return; // somebody wrote on meanwhile
      $("#placed").innerHTML = answer.html; // escaped by the server's templates
      $("#checking").textContent = "已检查";
    } catch (error) {
      if (mine === this.asked) $("#checking").textContent = error.message;
    }
  }

  tellLine(field) {
    const line = field.value.slice(0, field.selectionStart).split("\n").length;
    $(`#${field.id}-at`).textContent = `第 ${line} 行`;
  }

  follow(button) {
    if (!button.dataset.goto) return;
    const field = $(`#${button.dataset.goto}`);
    const line = Number(button.dataset.line);
    const lines = field.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[line - 1] || "").length);
    field.scrollTop = (field.scrollHeight / lines.length) * Math.max(0, line - 5);
    field.scrollLeft = 0;
    this.tellLine(field);
  }
}

if ($("#draft")) new Draft($("#draft"));
