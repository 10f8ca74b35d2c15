// One question: its options, its countdown and what became of it.

import { announce, instantiate, newId, text } from "./page.js";

/** Verdicts after which nothing was kept and the visitor may try again. */
export const REFUSED = ["slow_down", "too_long", "failed", "busy"];

/** A second tap meant for the question before must not hit this one (milliseconds). */
const SETTLING = 400;
const TICK = 200;
const SPOKEN_SECONDS = [20, 10, 5];
const URGENT_SECONDS = 10;

/** The phase of a card stands in its data-state; in these nothing more can become of it. */
const FINAL = ["answered", "skipped", "expired", "closed"];

export class Card {
  /**
   * @param {object} question as the server describes it
   * @param {{choose: (frame: object) => void, timeUp: () => void}} actions
   */
  constructor(question, actions) {
    this.question = question;
    this.actions = actions;
    this.frameId = null;
    const [element, part] = instantiate("question");
    this.element = element;
    this.part = part;
    this._draw();
    this._enter("closed");
  }

  get isOpen() {
    return this.element.dataset.state === "open";
  }

  get isFinal() {
    return FINAL.includes(this.element.dataset.state);
  }

  /** Whether the answer has to be typed: a predicted number has no options. */
  get wantsNumber() {
    return this.question.options.length === 0;
  }

  /** Let the visitor answer for so many milliseconds; also corrects a clock that is running. */
  open(remaining, { settling = false } = {}) {
    const state = this.element.dataset.state;
    if (state === "sending" || state === "recorded") {
      this._run(remaining);
      return;
    }
    this._say("");
    this._run(remaining);
    this._enter("open", { settling });
    if (settling) setTimeout(() => this.isOpen && this._enter("open"), SETTLING);
  }

  choose(place) {
    const option = this.question.options[place];
    if (!this.isOpen || !option || this._option(place).disabled) return;
    this.frameId = newId();
    this._mark(place);
    this._say(text("sending"));
    this._enter("sending");
    this.actions.choose({ type: "choose", id: this.frameId, payload: option.payload });
  }

  /** The server has answered the press. */
  acknowledged({ verdict, notice }) {
    if (this.element.dataset.state !== "sending") return;
    if (verdict === "stored") {
      this.recorded();
    } else if (REFUSED.includes(verdict)) {
      this._mark(null);
      this._enter("open");
      this._say(notice ?? text("unsent"), "bad");
      this._tick();
    } else if (verdict === "late") {
      this._mark(null);
      this._enter("expired");
      this._say(text("expired"), "bad");
    } else {
      this._enter("closed");
      this._say(notice ?? text("closed"));
    }
  }

  /** The answer is safe; another tab may have given it. */
  recorded(place) {
    if (this.isFinal) return;
    if (place !== undefined) this._mark(place);
    this._say(text("recorded"), "good");
    this._enter("recorded");
  }

  /** What the server says became of the question. */
  passed({ passed, place, correct, right_place: rightPlace }) {
    this._stop();
    this._mark(place);
    if (rightPlace !== null) this._option(rightPlace)?.classList.add("right");
    this._enter(passed);
    this.element.classList.toggle("wrong", correct === false);
    this._say(...outcome(passed, correct));
    if (rightPlace !== null && correct !== true) {
      const letter = this.question.options[rightPlace]?.letter;
      this._say(`${this.part("outcome").textContent} · ${text("right-answer", { letter })}`, "bad");
    }
  }

  /** The conversation has moved on and nothing was said about this question. */
  close() {
    if (this.isFinal) return;
    this._stop();
    if (this.element.dataset.state !== "recorded") this._say(text("closed"));
    this._enter("closed");
  }

  replaceBy(marker) {
    this._stop();
    this.element.replaceWith(marker);
  }

  _draw() {
    const { attempt, position, of, text: asked, options } = this.question;
    const { element, part } = this;
    Object.assign(element.dataset, { attempt, position });
    part("count").textContent = options.length
      ? text("question-count", { position, of })
      : text("question-prediction");
    part("count").id = `count-${attempt}-${position}`;
    part("asked").textContent = asked;
    part("asked").id = `asked-${attempt}-${position}`;
    element.setAttribute("aria-labelledby", `${part("count").id} ${part("asked").id}`);
    part("hint").hidden = !this.wantsNumber;
    part("options").append(...options.map((option, place) => this._drawOption(option, place)));
  }

  _drawOption({ letter, text: label }, place) {
    const [button, part] = instantiate("option");
    button.dataset.place = place;
    part("option-letter").textContent = letter;
    part("option-text").textContent = label;
    button.addEventListener("click", () => this.choose(place));
    return button;
  }

  _option(place) {
    return this.part("options").children[place];
  }

  _mark(place) {
    for (const button of this.part("options").children) {
      const isChosen = Number(button.dataset.place) === place;
      button.classList.toggle("chosen", isChosen);
      button.setAttribute("aria-pressed", String(isChosen));
    }
  }

  _enter(state, { settling = false } = {}) {
    const { element } = this;
    // A button loses the focus when it is disabled, and with it the visitor their place.
    if (state !== "open" && this.part("options").contains(document.activeElement)) {
      element.focus({ preventScroll: true });
    }
    element.dataset.state = state;
    element.toggleAttribute("data-over", FINAL.includes(state));
    for (const button of this.part("options").children) {
      button.disabled = state !== "open" || settling;
    }
    this.part("hint").hidden = !this.wantsNumber || state !== "open";
    this.part("clock").hidden = !["open", "sending", "over"].includes(state);
    if (FINAL.includes(state)) this._stop();
  }

  _say(message, tone = "") {
    this.part("outcome").textContent = message;
    this.part("outcome").dataset.tone = tone;
  }

  // The countdown counts from the moment the server named the time left, on a clock that nobody
  // can set: the visitor's date is never asked.
  _run(remaining) {
    this._stop();
    this.endsAt = performance.now() + remaining;
    this.spoken = SPOKEN_SECONDS.filter((seconds) => seconds * 1000 < remaining);
    this.ticker = setInterval(() => this._tick(), TICK);
    this._tick();
  }

  _stop() {
    clearInterval(this.ticker);
  }

  _tick() {
    const left = Math.max(this.endsAt - performance.now(), 0);
    const seconds = Math.ceil(left / 1000);
    const fraction = Math.min(left / Math.max(this.question.limit_ms, 1), 1);
    this.part("seconds").textContent = seconds;
    this.part("ring").style.strokeDashoffset = String(100 - 100 * fraction);
    this.part("clock").classList.toggle("urgent", seconds <= URGENT_SECONDS);
    if (this.isOpen && this.spoken.length && seconds <= this.spoken[0]) {
      announce(text("seconds-left", { seconds: this.spoken.shift() }));
    }
    if (left === 0) this._timeUp();
  }

  _timeUp() {
    this._stop();
    if (this.isOpen) {
      this._enter("over");
      this._say(text("time-up"));
    }
    this.actions.timeUp();
  }
}

function outcome(passed, correct) {
  if (passed === "skipped") return [text("skipped"), ""];
  if (passed === "expired") return [text("expired"), "bad"];
  if (correct === true) return [text("correct"), "good"];
  if (correct === false) return [text("wrong"), "bad"];
  return [text("recorded"), "good"];
}
