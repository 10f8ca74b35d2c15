// Draws places of people and units; what is equal to the last drawing stays untouched.

import { number } from "./live-page.js";
import { instantiate, text } from "./page.js";

/** Letters of a name that has a line of the big screen to itself. */
const LINE = 34;

/** Draw a standing into the parts of a page that are made for it. */
export function drawStanding(page, { people, units, unit_count: unitCount }, shown = Infinity) {
  const [peopleList, unitsList, more] = ["people", "units", "more-units"].map((part) => page.querySelector(`[data-${part}]`));
  fill(peopleList, people.slice(0, shown).map(personPlace));
  fill(unitsList, units.slice(0, shown).map(unitPlace));
  const rest = unitCount - Math.min(units.length, shown);
  more.textContent = rest > 0 && units.length ? text("more-units", { count: number(rest) }) : "";
}

function personPlace({ rank, name, unit, points }) {
  return { rank, name, note: unit, points: points === null ? "" : text("points", { points: number(points) }) };
}

function unitPlace({ rank, name, average, participants }) {
  return {
    rank,
    name,
    note: text("participants", { count: number(participants) }),
    points: average === null ? "" : text("points", { points: number(average, 2) }),
  };
}

function fill(list, places) {
  const drawn = JSON.stringify(places);
  if (list.drawn === drawn) return;
  list.drawn = drawn;
  list.replaceChildren(...places.map(draw));
  list.previousElementSibling.hidden = !places.length;
}

function draw({ rank, name, note, points }) {
  const [item, part] = instantiate("place");
  item.dataset.at = rank;
  item.classList.toggle("long", name.length > LINE);
  part("place-rank").textContent = rank;
  part("place-name").textContent = name;
  part("place-note").textContent = note;
  part("place-points").textContent = points;
  return item;
}
