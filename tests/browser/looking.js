/* What looking.py asks of a page in the browser. One object of functions; each gives faults in words. */
({
  /* Controls smaller than `any`, or primary ones lower than `primary`, in px. */
  small: ([any, primary]) => {
    const controls = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=textbox]";
    const isSeen = (one) => {
      const box = one.getBoundingClientRect();
      return box.width > 1 && box.height > 1 && !one.closest(".hush, .skip") && one.checkVisibility({ visibilityProperty: true });
    };
    const isInText = (one) =>
      one.matches("a") && getComputedStyle(one).display === "inline" && one.parentElement.textContent.trim() !== one.textContent.trim();
    /* A link may stretch over its whole card; a box to tick is as large as its label. */
    const target = (one) => {
      if (one.matches("[type=checkbox], [type=radio]")) return one.closest("label") ?? one;
      const after = getComputedStyle(one, "::after");
      return after.content !== "none" && after.position === "absolute" ? one.offsetParent : one;
    };
    const faults = new Set();
    for (const one of document.querySelectorAll(controls)) {
      const held = target(one);
      if (!isSeen(held) || isInText(one)) continue;
      const { width, height } = held.getBoundingClientRect();
      /* The strip of the demonstration is for grown-ups, on whoever's page it stands. */
      const usual = one.closest(".demo-edge") ? 44 : any;
      const least = one.matches(".button-primary") ? primary : usual;
      if (height > least - 0.5 && width > usual - 0.5) continue;
      const name = (held.textContent.trim() || one.name || one.id).replace(/\s+/g, " ").slice(0, 40);
      faults.add(`${one.localName}.${one.className} “${name}” is ${Math.round(width)}×${Math.round(height)}, not ${least}`);
    }
    return [...faults];
  },

  /* Words smaller than `least`, in px: in the page or in a field. Rows and keys of the desk are no child's. */
  fine: (least) => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const held = new Set(document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), select, textarea"));
    while (walk.nextNode()) if (walk.currentNode.textContent.trim()) held.add(walk.currentNode.parentElement);
    const faults = new Set();
    for (const one of held) {
      const box = one.getBoundingClientRect();
      const size = parseFloat(getComputedStyle(one).fontSize);
      if (size > least - 0.1 || !box.width || one.closest(".demo-edge, .queue-row, kbd, .hush, .skip, svg, script, template, noscript")) continue;
      faults.add(`${one.localName}.${one.className} “${(one.value ?? one.textContent).trim().slice(0, 30)}” is ${size} px, not ${least}`);
    }
    return [...faults];
  },

  /* What stands in the window to be chosen: not Listen, which only reads the page out, nor a thing of one's own, nor the
     place where one is already, nor the box one writes in; nor *Tell someone*, the same at the foot of every page. */
  choices: () => {
    const controls = "a[href], button, summary, [type=radio], [type=checkbox], [type=file]";
    const isThere = (one) => {
      const held = one.matches("input") ? (one.closest("label") ?? one) : one;
      const { left, right, top, bottom, width } = held.getBoundingClientRect();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      return width > 1 && y > 0 && y < innerHeight && held.contains(document.elementFromPoint(x, y));
    };
    const isNone = ".demo-edge *, .skip, .hush, .listen, .tell-someone, .cover, [aria-current], [aria-hidden]";
    const name = (one) => (one.closest("label") ?? one).innerText.replace(/\s+/g, " ").trim();
    return [...document.querySelectorAll(controls)].filter((one) => !one.matches(isNone) && isThere(one)).map(name);
  },

  /* What makes the page wider than its window. */
  wide: () => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isOut = (one) => {
      const box = one.getBoundingClientRect();
      return box.width && (box.right > clientWidth + 1 || box.left < -1) && !one.closest(".hush");
    };
    const out = [...document.body.querySelectorAll("*")].filter(isOut).slice(0, 3);
    return [`${scrollWidth} px wide: ${out.map((one) => one.outerHTML.slice(0, 90)).join(" | ")}`];
  },

  /* WCAG 1.4.12; by a constructed sheet, which the content security policy leaves to us. */
  space: () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
      p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
  },

  unspace: () => { document.adoptedStyleSheets = []; },

  turn: (direction) => { document.documentElement.dir = direction; },
})
