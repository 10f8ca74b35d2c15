// The big screen of a hall: nobody touches it, so it shows by itself what matters now.

import { clockOf, connect, Countdown, minutes, nextIn, number, time } from "./live-page.js";
import { drawStanding } from "./live-standing.js";
import { announce, instantiate, text } from "./page.js";

/** Places that fit on one screen and can be read from the last row. */
const PLACES = 10;
/** How long answers and standing take turns while nobody says when it goes on (milliseconds). */
const TURN = 7000;
/** Type gets smaller in such steps until a long question fits, down to a last one. */
const STEP = 0.05;
const SMALLEST = 0.3;
const ASKED = ["question", "over", "revealed"];

const page = document.querySelector("[data-screen]");
const part = (name) => page.querySelector(`[data-${name}]`);

let state = null;
let turn = null;

const clock = new Countdown(clockOf(page, () => state.limit_ms));
const start = new Countdown((left) => (part("starts-in").textContent = left > 0 ? minutes(left) : ""));
const next = new Countdown((left) => (part("next").textContent = left > 0 ? nextIn(state, left) : ""));
const connection = connect(page, hear);

function hear(frame) {
  if (frame.type === "hello" || frame.type === "state") show({ ...frame.state, answered: frame.answered });
  else if (frame.type === "count" && state?.position === frame.position) count(frame.answered);
}

function show(told) {
  const isNew = state?.position !== told.position || !state?.question;
  const before = state?.phase;
  state = told;
  page.dataset.phase = state.phase;
  document.title = state.title;
  part("title").textContent = state.title;
  part("occasion").textContent = state.title;
  part("rehearsal").hidden = !state.is_rehearsal;
  const { phase, position, of } = state;
  part("count").textContent = position ? text("question", { position, of }) : "";
  if (state.question && isNew) drawQuestion();
  count(state.answered);
  drawClocks();
  drawNotice();
  takeTurns(before !== phase || isNew);
  mark();
}

/** Only one part of the stage is seen. */
function stage(name) {
  for (const each of ["lobby", "asking", "notice", "standing"]) part(each).hidden = each !== name;
  if (name === "asking") fit();
}

function takeTurns(isNew) {
  const { phase, standing, next_at: nextAt } = state;
  if (isNew) clearTimeout(turn);
  if (phase === "lobby") stage("lobby");
  else if (phase === "finished" && standing) standings();
  else if (!ASKED.includes(phase)) stage("notice");
  else if (phase !== "revealed" || !standing) stage("asking");
  else if (isNew) answers(nextAt ? time.left(nextAt) / 2 : TURN);
  else if (!part("standing").hidden) drawPlaces();
}

function answers(pause) {
  const { position, of } = state;
  part("count").textContent = text("question", { position, of });
  stage("asking");
  turn = setTimeout(() => standings(), pause);
}

function standings() {
  drawPlaces();
  stage("standing");
  if (state.phase !== "finished" && !state.next_at) turn = setTimeout(() => answers(TURN), TURN);
}

function drawPlaces() {
  const { phase, position, of, standing } = state;
  const isFinal = phase === "finished";
  const title = isFinal ? text("standing-final") : text("standing", { position, of });
  part("standing-title").textContent = title;
  part("count").textContent = title;
  drawStanding(page, standing, PLACES);
  part("units-column").hidden = !standing.units.length;
  part("people-column").hidden = !standing.people.length;
}

function drawClocks() {
  const { phase, next_at: nextAt } = state;
  part("clock").hidden = phase !== "question";
  if (phase === "question") clock.until(state.closes_at, timeUp);
  else clock.stop();
  if (phase === "lobby") start.until(state.starts_at);
  else start.stop();
  if (nextAt) next.until(nextAt);
  else next.stop();
  if (!nextAt) part("next").textContent = footnote();
}

/** What is said below while the question stays on the stage, and below the winners. */
function footnote() {
  if (state.phase === "finished" && state.standing) return text("winners");
  if (state.phase !== "over") return "";
  return state.is_held ? `${text("held")}. ${text("held-means")}` : `${text("over")}. ${text("over-means")}`;
}

/** Before the server says so, the time is up before everybody's eyes. */
function timeUp() {
  if (state.phase !== "question") return;
  show({ ...state, phase: "over" });
  connection.expectNews();
}

function drawNotice() {
  const { phase, position, of, starts_text: startsText } = state;
  const places = { position, of, time: startsText ?? "" };
  if (phase === "lobby") {
    part("lobby-title").textContent = text(startsText ? "starts" : "starting", places);
  } else if (!ASKED.includes(phase)) {
    const title = text(phase, places);
    if (part("notice-title").textContent !== title) announce(title);
    part("notice-title").textContent = title;
    part("notice-text").textContent = text(`${phase}-means`, places);
  }
}

function drawQuestion() {
  const { question, position, of } = state;
  part("asked").textContent = question.text;
  part("options").replaceChildren(...question.options.map(drawOption));
  announce(`${text("question", { position, of })}. ${question.text}`);
}

function drawOption({ letter, text: label }, place) {
  const [item, of] = instantiate("option");
  item.dataset.place = place;
  of("option-letter").textContent = letter;
  of("option-text").textContent = label;
  return item;
}

/** The key and who chose what; nothing of it is here before it may be seen. */
function mark() {
  const isOver = state.phase === "revealed" && state.right !== null;
  const counts = isOver ? (state.counts ?? []) : [];
  const all = counts.reduce((sum, count) => sum + count, 0);
  for (const item of part("options").children) {
    const at = Number(item.dataset.place);
    const percent = all ? Math.round((100 * (counts[at] ?? 0)) / all) : 0;
    item.classList.toggle("right", isOver && at === state.right);
    item.classList.toggle("other", isOver && at !== state.right);
    item.querySelector("[data-bar]").style.width = isOver ? `${percent}%` : "0";
    item.querySelector("[data-percent]").textContent = isOver ? `${percent}%` : "";
    item.querySelector("[data-voters]").textContent = isOver ? text("people-count", { count: number(counts[at] ?? 0) }) : "";
  }
}

function count(answered) {
  if (answered !== null && answered !== undefined) part("answered").textContent = number(answered);
}

/** Questions of 1,000 letters with ten options must fit as well, in the largest type that does. */
function fit() {
  const options = [...part("options").children];
  const asked = part("asked").parentElement;
  part("options").style.setProperty("--rows", Math.ceil(options.length / 2));
  shrink(part("options"), () => options.some(overflows));
  shrink(asked, () => overflows(asked));
}

function shrink(box, isTooLarge) {
  let scale = 1;
  do {
    box.style.setProperty("--scale", scale.toFixed(2));
    scale -= STEP;
  } while (scale >= SMALLEST && isTooLarge());
}

function overflows(box) {
  return box.scrollHeight > box.clientHeight + 1;
}

addEventListener("resize", () => part("asking").hidden || fit());
