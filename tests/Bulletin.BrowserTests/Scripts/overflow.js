// Returns what scrolls sideways, reaches out of the window, or is cut off.
spaced => {
  if (spaced) {
    const sheet = new CSSStyleSheet();
    // WCAG 1.4.12
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }'
      + ' p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = [sheet];
  }
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth > width) found.push(`the page is ${document.scrollingElement.scrollWidth} wide, the window ${width}`);
  const isTable = element => element.matches('[role=region][tabindex="0"][aria-label], [role=region][tabindex="0"][aria-labelledby]')
    && element.querySelector('table') !== null;
  for (const element of document.body.querySelectorAll('*')) {
    // What is typed into a field scrolls there.
    if (!isShown(element) || isUnseen(element) || element.matches('.skip, input')) continue;
    const style = getComputedStyle(element);
    const scrolls = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    if (scrolls && /auto|scroll/.test(style.overflowX) && !isTable(element)) found.push(`scrolls: ${tell(element)}`);
    if (scrolls && /hidden|clip/.test(style.overflowX)) found.push(`cut off: ${tell(element)}`);
    if (element.scrollHeight > element.clientHeight + 1 && element.clientHeight > 0 && /hidden|clip/.test(style.overflowY)) found.push(`cut off below: ${tell(element)}`);
    const box = element.getBoundingClientRect();
    const within = element.closest('[role=region]');
    if ((box.right > width + 1 || box.left < -1) && !(within && within !== element && isTable(within))) found.push(`reaches out: ${tell(element)}`);
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.closest('[role=region]') || !isTable(table.closest('[role=region]'))) found.push(`in no region: ${tell(table)}`);
  }
  return found;
}
