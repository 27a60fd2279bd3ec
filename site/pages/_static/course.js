// The theme's arrows that open a part of the contents have no name for those who cannot see them.
document.addEventListener("DOMContentLoaded", () => {
  for (const arrow of document.querySelectorAll("summary:not([aria-label])")) {
    if (arrow.textContent.trim()) continue;
    const part = arrow.closest("li")?.querySelector("a")?.textContent.trim() ?? "this part";
    arrow.setAttribute("aria-label", `Pages of ${part}`);
  }
});
