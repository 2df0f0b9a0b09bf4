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

  // Scripts do not learn which links were visited. So each colour that the stylesheet gives to them is put on the links as a style.
  const rules = list => [...list].flatMap(rule => rule instanceof CSSStyleRule ? [rule]
    : rule instanceof CSSMediaRule && !matchMedia(rule.conditionText).matches ? []
    : rule.cssRules ? rules(rule.cssRules) : []);
  const all = [...document.styleSheets].flatMap(sheet => rules(sheet.cssRules));
  for (const rule of all.filter(one => one.selectorText.includes(':visited') && one.style.color !== '')) {
    for (const link of document.querySelectorAll(rule.selectorText.replaceAll(':visited', ':any-link'))) {
      const former = link.style.color;
      link.style.color = rule.style.color;
      check('visited', link, contrast(over(colour(getComputedStyle(link).color), backgroundOf(link)), backgroundOf(link)), 4.5);
      link.style.color = former;
    }
  }
  // Only links that were not visited would have the colour; the others that of the browser.
  found.push(...all.filter(one => one.selectorText.includes(':link') && one.style.color !== ''
    && !all.some(other => other.selectorText.includes(':visited') && other.style.color !== '')).map(one => `no colour for visited: ${one.cssText}`));
  return found;
}
