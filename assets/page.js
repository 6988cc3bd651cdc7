// Two comforts of every page; without scripts the menu is a plain disclosure and passwords stay hidden.
(() => {
  const openMenus = () => document.querySelectorAll("details.menu[open]");

  // Escape and leaving close the account menu; Escape gives the focus back to what opened it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      const heldFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (heldFocus) menu.querySelector("summary").focus();
    }
  });
  const leave = (to) => {
    for (const menu of openMenus()) {
      if (!menu.contains(to)) menu.open = false;
    }
  };
  document.addEventListener("focusin", (event) => leave(event.target));
  document.addEventListener("pointerdown", (event) => leave(event.target));

  // A password field that says how (data-show, data-hide) gets a button that shows what was typed until it is sent.
  for (const field of document.querySelectorAll("input[type=password][data-show]")) {
    const button = document.createElement("button");
    const set = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? field.dataset.hide : field.dataset.show;
    };
    button.type = "button";
    button.className = "btn btn-quiet btn-small mt-2";
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => set(field.type === "password"));
    field.form?.addEventListener("submit", () => set(false));
    set(false);
    field.after(button);
  }
})();
