"use strict";
const token = new URLSearchParams(location.search).get("token");
const at = (id) => document.getElementById(id);
let questions = [], question = null, answers = [], place = 0, rubric = [], snippets = [], changed = false, busy = false;

async function ask(path, body) {
  const headers = { "X-Review-Token": token };
  const options = body === undefined ? { headers } :
    { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw { problem: "The program `graders review` does not answer. Is it still running?" };
  }
  const found = await response.json();
  if (!response.ok) throw found;
  return found;
}

function tell(problem) { at("problem").textContent = problem || ""; }

const number = (value) => String(Math.round(value * 1000) / 1000);

function button(text, act, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
  made.addEventListener("click", act);
  return made;
}

function points() { return question.rubric.length ? question.rubric : [{ title: "All of it", worth: question.possible, text: "" }]; }

function give(number, value) {
  rubric[number] = value;
  changed = true;
  if (rubric.every((each) => each !== null)) at("points").value = rubric.reduce((sum, each) => sum + each, 0);
  showRubric();
}

function showRubric() {
  at("rubric").replaceChildren(...points().map((point, index) => {
    const row = document.createElement("div");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", point.title);
    const words = document.createElement("span");
    words.textContent = `${index + 1}. ${point.title}`;
    words.title = point.text;
    const values = [point.worth, point.worth / 2, 0];
    row.append(words, ...values.map((value) => button(number(value), () => give(index, value), rubric[index] === value)));
    return row;
  }));
}

function showSnippets() {
  at("snippets").replaceChildren(...snippets.flatMap((text) => {
    const use = button(text, () => {
      const field = at("comment");
      field.value = field.value.trim() ? `${field.value.trim()}\n${text}` : text;
      changed = true;
    });
    const drop = button("×", async () => { await keep({ text, remove: true }); });
    drop.setAttribute("aria-label", `Keep no longer: ${text}`);
    return [use, drop];
  }));
}

function show() {
  const answer = answers[place];
  const left = answers.filter((each) => each.waits).length;
  at("progress").textContent = answers.length ? `${place + 1} of ${answers.length}; ${left} wait` : "nobody has answered";
  at("marks").hidden = !answer;
  if (!answer) { at("label").textContent = ""; at("answer").textContent = ""; return; }
  at("label").textContent = answer.label + (answer.waits ? "" : `: ${number(answer.points)} ${answer.points === 1 ? "point" : "points"}`);
  at("answer").innerHTML = answer.html;  // cleaned by the program, and nothing in it may run here
  rubric = question.rubric.length ? [...answer.rubric] : [answer.points === null || answer.waits ? null : answer.points];
  at("points").value = answer.waits ? "" : answer.points;
  at("points").max = question.possible;
  at("possible").textContent = `of ${number(question.possible)}`;
  at("comment").value = answer.comment;
  changed = false;
  showRubric();
}

function go(to) {
  if (to < 0 || to >= answers.length) return;
  if (changed && !confirm("Leave this answer without saving?")) return;
  place = to;
  tell("");
  show();
}

function nextOpen() {
  for (let step = 1; step <= answers.length; step += 1) {
    const other = (place + step) % answers.length;
    if (answers[other].waits) return go(other);
  }
  tell("No answer to this question waits any more.");
}

async function save() {
  if (busy || !answers.length) return;
  const value = at("points").value.trim();
  if (value === "" || Number.isNaN(Number(value))) { tell("Give points first: by the rubric, or as a number."); return; }
  busy = true;
  const answer = answers[place];
  try {
    const now = await ask("/save", { question: question.id, key: answer.key, version: answer.version,
      points: Number(value), rubric: question.rubric.length ? rubric : [], comment: at("comment").value });
    Object.assign(answer, now);
    changed = false;
    tell("");
    if (place + 1 < answers.length) place += 1;
    show();
  } catch (found) {
    if (found.answer) { Object.assign(answer, found.answer); show(); }
    tell(found.problem);
  } finally {
    busy = false;
  }
}

async function undo() {
  if (busy) return;
  busy = true;
  try {
    const found = await ask("/undo", {});
    if (found.question !== question.id) { changed = false; at("question").value = found.question; await load(found.question); }
    place = answers.findIndex((each) => each.key === found.answer.key);
    Object.assign(answers[place], found.answer);
    tell("");
    show();
  } catch (found) {
    tell(found.problem);
  } finally {
    busy = false;
  }
}

async function keep(what) {
  try {
    snippets = await ask("/snippets", { question: question.id, ...what });
    tell("");
    showSnippets();
  } catch (found) { tell(found.problem); }
}

async function load(id) {
  const told = await ask(`/answers?question=${encodeURIComponent(id)}`);
  question = questions.find((each) => each.id === id);
  answers = told.answers;
  snippets = told.snippets;
  place = Math.max(0, answers.findIndex((each) => each.waits));
  at("prompt").innerHTML = question.prompt;
  at("guide").textContent = question.guide || "(This question has no marking guide.)";
  showSnippets();
  show();
}

at("save").addEventListener("click", save);
at("before").addEventListener("click", () => go(place - 1));
at("after").addEventListener("click", () => go(place + 1));
at("open").addEventListener("click", nextOpen);
at("undo").addEventListener("click", undo);
at("keep").addEventListener("click", () => keep({ text: at("comment").value }));
at("points").addEventListener("input", () => { changed = true; });
at("comment").addEventListener("input", () => { changed = true; });
at("question").addEventListener("change", async (event) => {
  if (changed && !confirm("Leave this answer without saving?")) { event.target.value = question.id; return; }
  try { await load(event.target.value); } catch (found) { tell(found.problem); }
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "Escape") { field.blur(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || !question) return;
  if (field.tagName === "TEXTAREA" || field.tagName === "SELECT") return;
  if (field.tagName === "INPUT") { if (event.key === "Enter") save(); return; }
  const index = Number(event.key) - 1;
  const list = points();
  if (index >= 0 && index < list.length) {
    const values = [list[index].worth, list[index].worth / 2, 0];
    return give(index, values[(values.indexOf(rubric[index]) + 1) % 3]);
  }
  const acts = { j: () => go(place + 1), k: () => go(place - 1), n: nextOpen, u: undo, c: () => at("comment").focus() };
  if (event.key === "Enter" && !["BUTTON", "SUMMARY"].includes(field.tagName)) { event.preventDefault(); save(); return; }
  if (event.key === "Enter" && field.closest("#rubric")) { event.preventDefault(); save(); return; }
  if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
});

window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

(async () => {
  try {
    const found = await ask("/questions");
    questions = found.questions;
    at("lesson").textContent = found.lesson;
    document.title = `Reading answers: ${found.lesson}`;
    at("question").replaceChildren(...questions.map((each) => new Option(each.title, each.id)));
    await load(questions[0].id);
  } catch (found) { tell(found.problem || String(found)); }
})();
