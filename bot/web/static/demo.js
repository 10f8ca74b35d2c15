// Where three phones do not fit side by side, tabs show one at a time.

const narrow = matchMedia("(max-width: 56.25rem)");
const tabs = [...document.querySelectorAll("[role=tab]")];
const places = [...document.querySelectorAll("[data-phone]")];
let selected = 0;

function select(index, { focus = false } = {}) {
  selected = (index + tabs.length) % tabs.length;
  tabs.forEach((tab, place) => {
    tab.setAttribute("aria-selected", String(place === selected));
    tab.tabIndex = place === selected ? 0 : -1;
  });
  if (focus) tabs[selected].focus();
  arrange();
}

// A panel of a tab list is only one while there are tabs; side by side they are three regions.
function arrange() {
  places.forEach((place, index) => {
    place.classList.toggle("away", narrow.matches && index !== selected);
    if (narrow.matches) place.setAttribute("role", "tabpanel");
    else place.removeAttribute("role");
  });
}

tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => select(index));
  tab.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight") select(selected + 1, { focus: true });
    if (key === "ArrowLeft") select(selected - 1, { focus: true });
    if (key === "Home") select(0, { focus: true });
    if (key === "End") select(tabs.length - 1, { focus: true });
  });
});
narrow.addEventListener("change", arrange);
select(0);
