// Returns what has too little contrast: controls, marks, and the colours that links get once they are visited.
() => {
  const found = [];
  const check = (what, element, ratio, least) => {
    if (ratio < least) found.push(`${what} ${ratio.toFixed(2)}: ${tell(element)}`);
  };
  for (const control of document.querySelectorAll('input, button, select, textarea')) {
    const style = getComputedStyle(control);
    const around = backgroundOf(control.parentElement);
    const border = parseFloat(style.borderBottomWidth) >= 1 && style.borderBottomStyle !== 'none'
      ? contrast(over(colour(style.borderBottomColor), around), around)
      : 1;
    check('control', control, Math.max(border, contrast(backgroundOf(control), around)), 3);
    check('text of a control', control, contrast(over(colour(style.color), backgroundOf(control)), backgroundOf(control)), 4.5);
  }
  for (const mark of document.querySelectorAll('mark')) {
    check('mark', mark, contrast(over(colour(getComputedStyle(mark).color), backgroundOf(mark)), backgroundOf(mark)), 4.5);
  }

  // Scripts do not learn which links were visited. So the stylesheet is replaced by one for which all are.
  const visited = new CSSStyleSheet();
  visited.replaceSync([...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).map(rule => rule.cssText).join('\n')
    .replaceAll(':visited', ':any-link').replace(/:link\b/g, ':not(*)'));
  for (const sheet of document.styleSheets) sheet.disabled = true;
  document.adoptedStyleSheets = [visited];
  for (const link of document.links) {
    check('visited', link, contrast(over(colour(getComputedStyle(link).color), backgroundOf(link)), backgroundOf(link)), 4.5);
  }
  return found;
}
