// Returns texts whose language is not the one that the page tells: of writing systems (pairs of pattern and language), and of the
// chrome (texts and their language).
({ scripts, chrome, language }) => {
  const found = [];
  const langOf = element => element.closest('[lang]').lang;
  const check = (text, element) => {
    for (const [pattern, lang] of Object.entries(scripts)) {
      if (new RegExp(pattern, 'u').test(text) && langOf(element) !== lang) found.push(`${langOf(element)} instead of ${lang}: ${text}`);
    }
    if (chrome.includes(text.replace(/:$/, '')) && langOf(element) !== language) found.push(`${langOf(element)} instead of ${language}: ${text}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = words(walker.currentNode.textContent);
    if (text !== '' && !walker.currentNode.parentElement.closest('script')) check(text, walker.currentNode.parentElement);
  }
  for (const element of document.querySelectorAll('[aria-label], [alt], [title]')) {
    for (const name of ['aria-label', 'alt', 'title']) {
      if (element.hasAttribute(name)) check(words(element.getAttribute(name)), element);
    }
  }
  return found;
}
