// The conversation: messages merged by id, questions by their place, own messages of this tab.

import { instantiate, keep, newId, recall, text } from "./page.js";
import { Card, REFUSED } from "./question.js";

/** Own messages that a tab remembers across a reload. */
const OWN_KEPT = 50;
/** This close to the end the conversation follows new messages by itself (pixels). */
const NEAR_END = 120;
/** Kept free above a question that is read from its top (pixels). */
const TOP_MARGIN = 8;
/** Verdicts whose notice the server also sends as a message. */
const TOLD = ["late", "unreadable"];

export class Transcript {
  /**
   * @param {import("./connection.js").Connection} connection
   * @param {(card: Card|null) => void} onOpenQuestion told which question waits for an answer
   */
  constructor(connection, onOpenQuestion) {
    this.connection = connection;
    this.onOpenQuestion = onOpenQuestion;
    this.log = document.querySelector("[data-log]");
    this.jump = document.querySelector("[data-jump]");
    this.welcome = document.querySelector("[data-welcome]");
    this.elements = new Map();
    this.cards = new Map();
    this.offer = null;
    this.own = recall("own", []);
    this.ownElements = new Map();
    this.isFirst = true;
    this._followEnd();
  }

  get openCard() {
    return [...this.cards.values()].find((card) => card.isOpen) ?? null;
  }

  /** Everything that was said before this connection, and the clock that is running now. */
  hello({ messages, clock }) {
    let previous = null;
    for (const message of messages) {
      const isKnown = this.elements.has(message.id);
      const element = isKnown ? this.elements.get(message.id) : this._draw(message);
      if (!isKnown) this._insertAfter(previous, element);
      previous = element;
    }
    if (this.isFirst) this._restoreOwn();
    this._setClock(messages, clock);
    if (this.isFirst) this._toEnd();
    this.isFirst = false;
    this._welcomeIfEmpty();
    this._tellOpenQuestion();
  }

  /** A message that was sent just now. */
  add(message) {
    if (this.elements.has(message.id)) return;
    const wasAtEnd = this.isAtEnd;
    const element = this._draw(message);
    this.log.append(element);
    this._welcomeIfEmpty();
    const card = message.kind === "question" ? this._cardOf(message.question) : null;
    if (card) {
      card.open(message.question.remaining_ms, { settling: true });
      this._focusOn(card);
    }
    this._show(element, { follow: wasAtEnd || card !== null });
    this._tellOpenQuestion();
  }

  /** The visitor has typed something. */
  say(typed) {
    this._addOwn({ type: "say", id: newId(), text: typed }, typed);
  }

  ack(frame) {
    for (const card of this.cards.values()) {
      if (card.frameId === frame.id) card.acknowledged(frame);
    }
    this._settleOwn(frame);
    if (this.wasAtEnd) this._toEnd();
    this._tellOpenQuestion();
  }

  /** Another tab of this visitor has answered. */
  chosen({ attempt, position, place }) {
    this.cards.get(placeKey({ attempt, position }))?.recorded(place);
    this._tellOpenQuestion();
  }

  _draw(message) {
    if (message.previous) this.cards.get(placeKey(message.previous))?.passed(message.previous);
    const element =
      message.kind === "question" ? this._drawQuestion(message) : this._drawText(message);
    element.dataset.id = message.id;
    this.elements.set(message.id, element);
    return element;
  }

  _drawQuestion({ question }) {
    const key = placeKey(question);
    this._replaceByMarker(this.cards.get(key));
    for (const card of this.cards.values()) card.close();
    this._withdrawOffer();
    const card = new Card(question, {
      choose: (frame) => {
        this.connection.send(frame);
        this._tellOpenQuestion();
      },
      timeUp: () => {
        this.connection.expectNews();
        this._tellOpenQuestion();
      },
    });
    this.cards.set(key, card);
    return card.element;
  }

  /** Shown again on request: the same question never stands in the conversation twice. */
  _replaceByMarker(card) {
    if (!card) return;
    const marker = document.createElement("div");
    marker.hidden = true;
    marker.dataset.id = card.element.dataset.id;
    this.elements.set(marker.dataset.id, marker);
    card.replaceBy(marker);
  }

  _drawText({ id, kind, title, body, choices = [], file }) {
    const [element, part] = instantiate("message");
    element.classList.add(kind);
    part("from").textContent = text(kind === "announcement" ? "announcement" : "from-bot");
    part("headline").textContent = title ?? "";
    part("body").textContent = body;
    if (kind === "image") this._addPicture(part("body"), file, body);
    if (kind === "document") part("body").after(drawFile(file));
    if (choices.length) {
      this._withdrawOffer();
      this.offer = this._drawOffer(choices, id);
      element.append(this.offer);
    }
    return element;
  }

  /** The caption is the picture's text, so it is not read out a second time. */
  _addPicture(caption, { address, name }, alternative) {
    const [picture, part] = instantiate("picture");
    const image = part("image");
    picture.href = address;
    image.alt = alternative || name;
    image.addEventListener("load", () => this.wasAtEnd && this._toEnd());
    image.addEventListener("error", () => {
      picture.remove();
      caption.removeAttribute("aria-hidden");
    });
    image.src = address;
    caption.setAttribute("aria-hidden", "true");
    caption.before(picture);
  }

  _drawOffer(choices, messageId) {
    const offer = document.createElement("div");
    offer.className = "offer";
    offer.dataset.choices = "";
    for (const { label, payload } of choices) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "choice";
      button.dataset.choice = "";
      button.textContent = label;
      button.addEventListener("click", () => {
        this._choose(offer, { type: "choose", id: newId(), payload }, label, messageId);
      });
      offer.append(button);
    }
    return offer;
  }

  _choose(offer, frame, label, messageId) {
    if (offer.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    offer.remove();
    this._addOwn(frame, label, messageId);
  }

  _withdrawOffer() {
    this.offer?.remove();
    this.offer = null;
  }

  // -- own messages ---------------------------------------------------------------------------

  _addOwn(frame, label, usedOffer = null) {
    const own = { frame, label, usedOffer, after: this._lastMessageId(), fate: "waiting" };
    this.own = [...this.own, own].slice(-OWN_KEPT);
    this.log.append(this._drawOwn(own));
    this._welcomeIfEmpty();
    this._send(own);
    this._toEnd();
  }

  _send(own) {
    const isOnline = this.connection.state === "online";
    this._setFate(own, "waiting", isOnline ? "" : text("waiting"));
    this.connection.send(own.frame);
  }

  _retry(own) {
    const element = this.ownElements.get(own.frame.id);
    // A refused frame may have been noted as handled, so another try is another frame.
    own.frame = { ...own.frame, id: newId() };
    element.dataset.own = own.frame.id;
    this.ownElements.set(own.frame.id, element);
    if (element.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    this._send(own);
  }

  _settleOwn({ id, verdict, notice }) {
    const own = this.own.find(({ frame }) => frame.id === id);
    if (!own) return;
    if (REFUSED.includes(verdict)) this._setFate(own, "refused", notice ?? text("unsent"));
    else if (verdict === "stored") this._setFate(own, "stored", text("recorded"));
    else this._setFate(own, "sent", TOLD.includes(verdict) ? "" : notice ?? "");
  }

  _setFate(own, fate, note) {
    Object.assign(own, { fate, note });
    keep("own", this.own);
    const element = this.ownElements.get(own.frame.id);
    element.dataset.fate = fate;
    const line = element.querySelector("[data-fate-note]");
    line.textContent = note;
    if (fate === "refused") line.append(" ", this._retryButton(own));
  }

  _retryButton(own) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "retry";
    button.textContent = text("retry");
    button.addEventListener("click", () => this._retry(own));
    return button;
  }

  _drawOwn({ frame, label, fate, note = "" }) {
    const [element, part] = instantiate("message");
    element.classList.add("own");
    element.dataset.own = frame.id;
    element.dataset.fate = fate;
    part("from").textContent = text("from-you");
    part("body").textContent = label;
    part("fate-note").textContent = note;
    this.ownElements.set(frame.id, element);
    return element;
  }

  _restoreOwn() {
    // Own messages live in this tab alone; what they stood after may have left the transcript.
    this.own = this.own.filter(({ after }) => after === null || this.elements.has(after));
    for (const own of this.own) {
      this._insertAfter(this.elements.get(own.after) ?? null, this._drawOwn(own));
      if (own.fate === "refused") this._setFate(own, own.fate, own.note);
      if (own.usedOffer) this.elements.get(own.usedOffer)?.querySelector("[data-choices]")?.remove();
    }
    keep("own", this.own);
  }

  _lastMessageId() {
    const ids = [...this.log.children].map((element) => element.dataset.id).filter(Boolean);
    return ids.length ? ids[ids.length - 1] : null;
  }

  _insertAfter(previous, element) {
    let next = previous?.isConnected ? previous.nextElementSibling : this.log.firstElementChild;
    while (next?.dataset.own) next = next.nextElementSibling;
    this.log.insertBefore(element, next);
  }

  _welcomeIfEmpty() {
    const isEmpty = this.log.childElementCount === 0;
    if (!isEmpty && this.welcome.contains(document.activeElement)) this.log.focus();
    this.welcome.hidden = !isEmpty;
  }

  // -- the open question ----------------------------------------------------------------------

  _setClock(messages, clock) {
    if (clock) this.cards.get(placeKey(clock))?.open(clock.remaining_ms);
    for (const { question } of messages) {
      // Sent a moment ago: the server has not stored yet that its clock is running.
      if (question?.remaining_ms > 0) this._cardOf(question)?.open(question.remaining_ms);
    }
  }

  _cardOf(question) {
    return this.cards.get(placeKey(question));
  }

  _tellOpenQuestion() {
    this.onOpenQuestion(this.openCard);
  }

  _focusOn(card) {
    const focused = document.activeElement;
    const isFree = focused === document.body || this.log.contains(focused);
    if (document.hasFocus() && isFree) card.element.focus({ preventScroll: true });
  }

  // -- scrolling ------------------------------------------------------------------------------

  get isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  _followEnd() {
    this.wasAtEnd = true;
    this.log.addEventListener("scroll", () => {
      this.wasAtEnd = this.isAtEnd;
      if (this.wasAtEnd) this.jump.hidden = true;
    });
    this.jump.addEventListener("click", () => {
      this._toEnd();
      this.log.focus({ preventScroll: true });
    });
    // The on-screen keyboard takes height away at the lower end, where one was reading.
    new ResizeObserver(() => this.wasAtEnd && this._toEnd()).observe(this.log);
  }

  _show(element, { follow }) {
    if (!follow) {
      this.jump.hidden = false;
      return;
    }
    // A question higher than the window is read from its top.
    const isHigher = element.offsetHeight > this.log.clientHeight;
    if (isHigher) this.log.scrollTop = element.offsetTop - TOP_MARGIN;
    else this._toEnd();
  }

  _toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}

function drawFile({ address, name, rows }) {
  const [link, part] = instantiate("file");
  link.href = address;
  link.download = name;
  part("file-name").textContent = name;
  // Only a table has rows.
  part("file-note").textContent = rows === undefined ? text("file-pdf") : text("file-rows", { rows });
  return link;
}

function placeKey({ attempt, position }) {
  return `${attempt}:${position}`;
}
