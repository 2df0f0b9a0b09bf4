// Returns what is wrong with headings, navigations and the texts of links.
() => {
  const found = [];
  const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  const levels = headings.map(one => Number(one.localName[1]));
  if (levels.filter(level => level === 1).length !== 1) found.push(`${levels.filter(level => level === 1).length} h1`);
  levels.forEach((level, index) => {
    if (index === 0 ? level !== 1 : level > levels[index - 1] + 1) found.push(`skips a level: ${tell(headings[index])}`);
    if (words(headings[index].textContent) === '') found.push(`empty: ${tell(headings[index])}`);
  });
  const labels = [...document.querySelectorAll('nav, [role=region], [role=search]')].filter(one => !one.matches('[role=search]')).map(one => {
    const by = one.getAttribute('aria-labelledby');
    const label = words(by ? document.getElementById(by)?.textContent ?? '' : one.getAttribute('aria-label') ?? '');
    if (label === '') found.push(`without a label: ${tell(one)}`);
    return label.toLowerCase();
  });
  labels.forEach((label, index) => { if (labels.indexOf(label) !== index) found.push(`two parts are labelled ${label}`); });
  const targets = new Map();
  for (const link of document.querySelectorAll('a[href]')) {
    const text = words(link.textContent + [...link.querySelectorAll('img')].map(one => ' ' + one.alt).join('')).toLowerCase();
    if (text === '') found.push(`a link without text: ${tell(link)}`);
    if (targets.has(text) && targets.get(text) !== link.href) found.push(`two targets of "${text}": ${link.href} and ${targets.get(text)}`);
    targets.set(text, link.href);
  }
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  ids.forEach((id, index) => { if (ids.indexOf(id) !== index) found.push(`two elements have the id ${id}`); });
  return found;
}
