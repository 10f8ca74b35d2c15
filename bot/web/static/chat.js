// Puts the page together: what the connection hears goes to the conversation, what the visitor
// does goes to the connection.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { text } from "./page.js";
import { Transcript } from "./transcript.js";

/** A short loss is not worth a word (milliseconds). */
const TROUBLE_AFTER = 800;

const chat = document.querySelector("[data-chat]");
const presence = document.querySelector("[data-presence]");
const trouble = document.querySelector("[data-trouble]");
let troubleTimer = null;

const address = new URL("socket", location.href);
address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
address.search = location.search;

const connection = new Connection(address, hear, showState);
const transcript = new Transcript(connection, (card) => composer.expectNumber(Boolean(card?.wantsNumber)));
const composer = new Composer((typed) => transcript.say(typed), () => transcript.openCard);

function hear(frame) {
  if (frame.type === "hello") transcript.hello(frame);
  else if (frame.type === "message") transcript.add(frame.message);
  else if (frame.type === "ack") transcript.ack(frame);
  else if (frame.type === "chosen") transcript.chosen(frame);
}

function showState(state) {
  chat.dataset.connection = state;
  clearTimeout(troubleTimer);
  presence.textContent = state === "paused" ? "" : text(state === "online" ? "online" : "connecting");
  if (state === "offline") troubleTimer = setTimeout(() => showTrouble(text("offline")), TROUBLE_AFTER);
  else if (state === "paused") showTrouble(text("paused"), resumeButton());
  else showTrouble("");
}

function showTrouble(message, ...actions) {
  trouble.replaceChildren(message, ...actions);
}

function resumeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "resume";
  button.textContent = text("resume");
  button.addEventListener("click", () => connection.resume());
  return button;
}

/** The on-screen keyboard of iOS covers the page without making it smaller. */
function fitAboveKeyboard() {
  if (visualViewport.scale !== 1) return;
  document.documentElement.style.setProperty("--height", `${visualViewport.height}px`);
}

/** A link may name a unit, or a one-time code: who begins on this page begins with it. */
function beginWith(code) {
  if (!/^[\p{L}\p{N}-]{1,40}$/u.test(code ?? "")) return;
  const start = document.querySelector("[data-welcome] [data-command]");
  start.dataset.command += ` ${code}`;
}

beginWith(new URLSearchParams(location.search).get("u"));
visualViewport?.addEventListener("resize", fitAboveKeyboard);
connection.open();
