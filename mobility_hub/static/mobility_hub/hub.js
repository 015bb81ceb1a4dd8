/* What gets better with JavaScript; every page works without it. Nothing is built, nothing is fetched. */
(() => {
  "use strict";

  const AGAIN_AFTER_MS = 10000;
  const WIDE = window.matchMedia("(min-width: 48rem)");

  /* An error summary takes the focus, so that it is read first. */
  const summary = document.querySelector("[data-hub-focus]");
  if (summary) summary.focus();

  /* Menu: Escape closes it and gives the focus back; so does a click elsewhere, without moving the focus. */
  for (const menu of document.querySelectorAll("[data-hub-menu]")) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }

  /* A filter's fold stands open on a wide screen in browsers whose CSS cannot do it. */
  if (!window.CSS || !CSS.supports("selector(::details-content)")) {
    const unfold = () => {
      if (WIDE.matches) for (const fold of document.querySelectorAll("[data-hub-fold]")) fold.open = true;
    };
    unfold();
    WIDE.addEventListener("change", unfold);
  }

  /* Pressed twice, sent once. The buttons stay reachable and keep their values; a page that comes back is fresh. */
  const sent = new Map();
  const buttonsOf = (form) => [...form.elements].filter((element) => element.type === "submit");
  const release = (form) => {
    clearTimeout(sent.get(form));
    sent.delete(form);
    for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || !form.closest(".mh")) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
    sent.set(form, setTimeout(() => release(form), AGAIN_AFTER_MS));
  });
  window.addEventListener("pageshow", () => [...sent.keys()].forEach(release));

  /* A button that says it is off does nothing. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest('.mh [aria-disabled="true"]');
    if (button) event.preventDefault();
  });

  /* The composer's toolbar writes Markdown. One stop for Tab, arrows inside it; Tab always leaves. */
  const around = (mark) => (text) => ({ text: mark + text + mark, from: mark.length, to: mark.length + text.length });
  const eachLine = (mark) => (text) => {
    const lines = text.split("\n").map((line) => mark + line).join("\n");
    return { text: lines, from: text ? 0 : lines.length, to: lines.length };
  };
  const asLink = (text) => {
    const address = "https://";
    return text
      ? { text: `[${text}](${address})`, from: text.length + 3, to: text.length + 3 + address.length }
      : { text: `[](${address})`, from: 1, to: 1 };
  };
  const WRITERS = { bold: around("**"), italic: around("*"), list: eachLine("- "), quote: eachLine("> "), link: asLink };
  const BY_LINE = new Set(["list", "quote"]);

  const write = (area, kind) => {
    const value = area.value;
    let start = area.selectionStart;
    let end = area.selectionEnd;
    let before = "";
    if (BY_LINE.has(kind)) {
      start = value.lastIndexOf("\n", start - 1) + 1;
      const newline = value.indexOf("\n", end);
      end = newline === -1 ? value.length : newline;
      /* Markdown needs an empty line before a list or a quote that follows a paragraph. */
      const above = value.slice(0, start);
      if (above && !above.endsWith("\n\n")) before = "\n";
    }
    const made = WRITERS[kind](value.slice(start, end));
    area.focus();
    area.setSelectionRange(start, end);
    /* execCommand keeps the browser's own undo; without it the text is set at once. */
    const text = before + made.text;
    if (!document.execCommand || !document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const base = start + before.length;
    area.setSelectionRange(base + made.from, base + made.to);
  };

  const setUp = (composer) => {
    const bar = composer.querySelector('[role="toolbar"]');
    const area = composer.querySelector("textarea");
    if (!bar || !area || !bar.hidden) return;
    const buttons = [...bar.querySelectorAll("button")];
    const reach = (index) => buttons.forEach((button, at) => { button.tabIndex = at === index ? 0 : -1; });
    reach(0);
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-hub-write]");
      if (button) write(area, button.dataset.hubWrite);
    });
    bar.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const last = buttons.length - 1;
      const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
      if (at === -1 || next === undefined) return;
      event.preventDefault();
      reach(next);
      buttons[next].focus();
    });
  };
  document.querySelectorAll("[data-hub-composer]").forEach(setUp);
  document.addEventListener("htmx:load", (event) => {
    event.target.querySelectorAll("[data-hub-composer]").forEach(setUp);
  });
})();
