// Returns what is wrong with the page on paper.
() => {
  const found = [];
  for (const element of document.querySelectorAll('nav, form, .skip, button, input')) {
    if (isShown(element)) found.push(`printed: ${tell(element)}`);
  }
  for (const link of document.querySelectorAll('.text a[href^="http"], a.source, footer.about a[href^="http"]')) {
    if (!isShown(link) || words(link.textContent).includes(link.getAttribute('href'))) continue;
    const shown = ['::after', '::before'].map(part => getComputedStyle(link, part).content).join();
    if (!shown.includes('attr(href)') && !shown.includes(link.getAttribute('href'))) found.push(`its address is not printed: ${tell(link)}`);
  }
  return found;
}
