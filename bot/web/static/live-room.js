// The page of somebody in a web room: the question that is out, one tap, and what became of it.

import { clockOf, connect, Countdown, minutes, nextIn, number } from "./live-page.js";
import { drawStanding } from "./live-standing.js";
import { announce, instantiate, newId, text } from "./page.js";

/** A second tap meant for the question before must not hit this one (milliseconds). */
const SETTLING = 400;
/** Of many units the first ones, as long as there is another question to come. */
const PLACES = 10;
/** Phases in which the question stands on the page. */
const ASKED = ["question", "over", "revealed"];
/** Verdicts after which an answer is kept; after all others it is as if it had not been given. */
const KEPT = ["stored", "duplicate"];

const page = document.querySelector("[data-room]");
const part = (name) => page.querySelector(`[data-${name}]`);

let state = null;
let you = null;
/** What the server has of this visitor: the answer to the question that is out, points so far. */
let own = null;
/** The tap that is on its way. */
let sent = null;

const clock = new Countdown(clockOf(page, () => state.limit_ms));
const start = new Countdown((left) => (part("starts-in").textContent = left > 0 ? minutes(left) : ""));
const next = new Countdown((left) => (part("next").textContent = left > 0 ? nextIn(state, left) : ""));
const connection = connect(page, hear);

function hear(frame) {
  if (frame.type === "hello") greeted(frame);
  else if (frame.type === "state") show({ ...frame.state, answered: frame.answered });
  else if (frame.type === "count") count(frame);
  else if (frame.type === "own") showOwn(frame.own);
  else if (frame.type === "ack") acknowledged(frame);
}

function greeted(frame) {
  ({ you, own } = frame);
  part("guest").hidden = you !== null;
  if (you === null) return;
  part("you").textContent = text("you", { name: you.name });
  show({ ...frame.state, answered: frame.answered });
}

function show(told) {
  const isNew = state?.position !== told.position || !state?.question;
  const before = state?.phase;
  state = told;
  if (isNew) sent = null;
  page.dataset.phase = state.phase;
  part("title").textContent = state.title;
  document.title = state.title;
  part("rehearsal").hidden = !state.is_rehearsal;
  if (state.question && isNew) drawQuestion();
  drawNotice(before);
  drawPhase();
  drawStandings();
  showOwn(own);
  if (before !== state.phase && state.phase === "revealed") scrollTo({ top: 0 });
}

function drawNotice(before) {
  const { phase, position, of } = state;
  const isShown = !ASKED.includes(phase) || phase === "over";
  part("notice").hidden = !isShown;
  part("starts-in").hidden = phase !== "lobby";
  if (!isShown) return;
  const places = { position, of, time: state.starts_text ?? "" };
  const title = phase === "lobby" ? text(state.starts_text ? "starts" : "starting", places) : text(notice(), places);
  part("notice-title").textContent = title;
  part("notice-text").textContent = text(phase === "lobby" ? "wait-here" : `${notice()}-means`, places);
  if (before !== phase) announce(title);
}

function notice() {
  return state.phase === "over" && state.is_held ? "held" : state.phase;
}

function drawPhase() {
  const { phase, question, closes_at: closesAt } = state;
  part("question").hidden = !question || !ASKED.includes(phase);
  part("clock").hidden = phase !== "question";
  if (phase === "question") clock.until(closesAt, timeUp);
  else clock.stop();
  if (phase === "lobby") start.until(state.starts_at);
  else start.stop();
  if (state.next_at) next.until(state.next_at);
  else {
    next.stop();
    part("next").textContent = "";
  }
  part("answered").textContent = state.answered === null ? "" : text("answered", { count: number(state.answered) });
}

/** Before the server says so, the page knows that nothing it sends now would be in time. */
function timeUp() {
  if (state.phase !== "question") return;
  show({ ...state, phase: "over" });
  connection.expectNews();
}

function drawQuestion() {
  const { position, of, question } = state;
  const hadFocus = part("options").contains(document.activeElement);
  part("question").dataset.position = position;
  part("count").textContent = text("question", { position, of });
  part("asked").textContent = question.text;
  part("options").replaceChildren(...question.options.map(drawOption));
  say("");
  enableAfter(SETTLING);
  announce(`${part("count").textContent}. ${question.text}`);
  if (hadFocus) part("question").focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

function drawOption({ letter, text: label }, place) {
  const [button, of] = instantiate("option");
  button.dataset.place = place;
  of("option-letter").textContent = letter;
  of("option-text").textContent = label;
  button.addEventListener("click", () => choose(place));
  return button;
}

let settled = 0;

function enableAfter(pause) {
  settled = performance.now() + pause;
  setTimeout(enable, pause + 10);
}

function enable() {
  const isFree = state.phase === "question" && !sent && (chosen() === null || state.may_change);
  const isSettled = performance.now() >= settled;
  for (const button of part("options").children) {
    const isOn = isFree && isSettled;
    // A button loses the focus when it is disabled, and with it the visitor their place.
    if (!isOn && button === document.activeElement) part("question").focus({ preventScroll: true });
    button.disabled = !isOn;
  }
}

function choose(place) {
  if (sent || state.phase !== "question" || chosen() === place) return;
  const { position, question } = state;
  sent = { id: newId(), position, place };
  say(text("sending"));
  mark();
  enable();
  connection.send({ type: "choose", id: sent.id, payload: question.options[place].payload });
}

function acknowledged({ id, verdict, notice: told }) {
  if (sent?.id !== id) return;
  const { position, place } = sent;
  sent = null;
  if (verdict === "stored") {
    own = { ...own, position, place, is_right: null };
    // The next count comes in a second; nobody who has answered should read that nobody has.
    count({ position, answered: Math.max(state.answered, 1) });
  }
  if (KEPT.includes(verdict) || chosen() !== null) recorded();
  if (verdict !== "stored" && told) say(told, KEPT.includes(verdict) ? "" : "bad");
  else if (verdict !== "stored") say(text("unsent"), "bad");
  mark();
  enable();
}

function recorded() {
  const change = state.may_change && state.phase === "question" ? ` · ${text("can-change")}` : "";
  say(`${text("recorded")}${change}`, "good");
}

/** The place of the answer that the server has to the question that is out. */
function chosen() {
  return own && own.position === state.position ? own.place : null;
}

function showOwn(told) {
  own = told;
  if (!state) return;
  const { phase, right } = state;
  if (state.question) {
    mark();
    enable();
    if (phase === "revealed" && right !== null) tellOutcome();
    else if (!sent && chosen() !== null) recorded();
  }
  const isTold = Boolean(own?.total) && !["question", "over", "lobby", "cancelled"].includes(phase);
  part("own").hidden = !isTold;
  if (!isTold) return;
  part("points").textContent = number(own.total.points);
  part("right").textContent = `${own.total.right}/${own.total.of}`;
  part("rank").textContent = rank(own.total.ranks);
  part("rank").parentElement.hidden = !own.total.ranks;
}

function tellOutcome() {
  const key = text("key", { letter: state.question.options[state.right].letter });
  const isRight = own?.position === state.position ? own.is_right : null;
  if (isRight === null) say(chosen() === null ? `${text("no-answer")} · ${key}` : key);
  else say(`${text(isRight ? "right" : "wrong")} · ${key}`, isRight ? "good" : "bad");
}

function rank(range) {
  if (!range) return "";
  const [from, to] = range;
  return from === to ? number(from) : text("rank-range", { from: number(from), to: number(to) });
}

function mark() {
  const place = sent ? sent.place : chosen();
  const isOver = state.phase === "revealed" && state.right !== null;
  const all = (state.counts ?? []).reduce((sum, count) => sum + count, 0);
  for (const button of part("options").children) {
    const at = Number(button.dataset.place);
    button.classList.toggle("chosen", at === place);
    button.classList.toggle("right", isOver && at === state.right);
    button.setAttribute("aria-pressed", String(at === place));
    const share = button.querySelector("[data-share]");
    const counted = state.counts?.[at];
    share.textContent = isOver && counted !== undefined
      ? text("option-count", { count: number(counted), percent: all ? Math.round((100 * counted) / all) : 0 })
      : "";
  }
  part("question").dataset.state = isOver ? "answered" : "open";
  part("question").classList.toggle("wrong", isOver && place !== null && place !== state.right);
}

function drawStandings() {
  const { standing, phase, position, of } = state;
  const isShown = standing !== null && ["revealed", "annulled", "finished"].includes(phase);
  part("standing").hidden = !isShown;
  if (!isShown) return;
  const isFinal = phase === "finished";
  part("standing-title").textContent = isFinal ? text("standing-final") : text("standing", { position, of });
  drawStanding(page, standing, isFinal ? Infinity : PLACES);
}

function count({ position, answered }) {
  if (!state || state.position !== position) return;
  state.answered = answered;
  part("answered").textContent = text("answered", { count: number(answered) });
}

function say(message, tone = "") {
  const outcome = part("outcome");
  if (outcome.textContent === message) return;
  outcome.textContent = message;
  outcome.dataset.tone = tone;
}
