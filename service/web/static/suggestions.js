// While somebody types: what may be meant, in a list that the arrow keys walk and screen readers are told of.
{
  const SORTS = { question: "Fråga", matter: "Ärende", body: "Organ", person: "Förtroendevald" };
  const WAIT_MS = 90;
  // Where the service begins: it may have a path before it.
  const SITE = new URL("..", document.currentScript.src).pathname;

  const made = (name, properties, ...within) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...within);
    return element;
  };

  function offerSuggestions(box) {
    const list = made("ul", { id: "forslag", className: "suggestions", role: "listbox", ariaLabel: "Förslag", hidden: true });
    const told = made("p", { className: "unseen", role: "status" });
    box.after(list, told);
    box.setAttribute("aria-controls", list.id);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) box.setAttribute(name, value);
    let waiting, asked, chosen = -1;

    const choose = (number) => {
      chosen = number;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      if (chosen < 0) box.removeAttribute("aria-activedescendant");
      else {
        box.setAttribute("aria-activedescendant", list.children[chosen].id);
        list.children[chosen].scrollIntoView({ block: "nearest" });
      }
    };
    const show = (suggestions) => {
      list.replaceChildren(...suggestions.map((one, at) => {
        const note = made("span", { className: "place" }, [SORTS[one.sort], one.note].filter(Boolean).join(" · "));
        const option = made("li", { id: `forslag-${at}`, role: "option" }, one.text, note);
        option.dataset.url = one.url;
        return option;
      }));
      list.hidden = !suggestions.length;
      box.setAttribute("aria-expanded", String(!list.hidden));
      told.textContent = list.hidden ? "" : `${suggestions.length} förslag`;
      choose(-1);
    };
    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      try {
        const reply = await fetch(`${SITE}api/v1/suggestions?q=${encodeURIComponent(box.value.slice(-200))}`, { signal: asked.signal });
        if (reply.ok && document.activeElement === box) show((await reply.json()).suggestions);
      } catch { /* Without suggestions the box is what it was. */ }
    };
    const close = () => { clearTimeout(waiting); asked?.abort(); show([]); };

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      if (box.value.trim().length < 2) close();
      else waiting = setTimeout(ask, WAIT_MS);
    });
    box.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (list.hidden || event.isComposing) return;
      // Past either end is the box itself.
      if (event.key === "ArrowDown") choose(chosen + 1 < count ? chosen + 1 : -1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? count - 1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
      else return;
      event.preventDefault();
    });
    box.addEventListener("blur", close);
    // The box keeps the focus while the list is pressed.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
  }

  for (const box of document.querySelectorAll("input[data-suggest]")) offerSuggestions(box);
}
