// A bar of tabs that is wider than the page begins at the tab that is open.
for (const open of document.querySelectorAll(".tabs [aria-current]")) {
  const bar = open.parentElement;
  bar.scrollLeft += open.getBoundingClientRect().left - bar.getBoundingClientRect().left - (bar.clientWidth - open.offsetWidth) / 2;
}
