// The report reads in full without this: it only filters, unfolds and opens what a link leads to.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function unfold(element) {
    for (let at = element; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  }

  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    unfold(target);
    target.scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", follow);
  follow();

  const form = document.querySelector(".filters");
  const quotes = all("#evidence .quote");

  function filter() {
    const wanted = Object.fromEntries(new FormData(form));
    const fits = (quote) =>
      Object.entries(wanted).every(([key, value]) => !value || quote.dataset[key] === value);
    for (const quote of quotes) quote.hidden = !fits(quote);
    const on = Object.values(wanted).some(Boolean);
    for (const part of all("#evidence .side, #evidence .more, #evidence .group, #evidence .heading"))
      part.hidden = on && !part.querySelector(".quote:not([hidden])");
    const shown = quotes.filter((quote) => !quote.hidden).length;
    form.querySelector("output").value = on ? `${shown} of ${quotes.length} quotes` : "";
  }

  form.hidden = false;
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of all("button", form))
    button.addEventListener("click", () => {
      for (const part of all("#evidence details")) part.open = button.dataset.open === "true";
    });
  addEventListener("beforeprint", () => {
    for (const part of all("details.case")) part.open = true;
  });
})();
