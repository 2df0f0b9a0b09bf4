// Returns the targets smaller than 24 by 24, and the links in sentences that are not underlined.
() => {
  const found = [];
  for (const element of document.querySelectorAll(interactive)) {
    if (!isShown(element) || isUnseen(element) || (element.matches('.skip') && document.activeElement !== element)) continue;
    if (isInSentence(element)) {
      let line = '';
      for (let one = element; one && line === ''; one = one.firstElementChild) line = getComputedStyle(one).textDecorationLine.replace('none', '');
      if (!line.includes('underline')) found.push(`not underlined: ${tell(element)}`);
      continue;
    }
    const box = getComputedStyle(element).display === 'inline' && element.getClientRects().length > 0
      ? { width: Math.max(...[...element.getClientRects()].map(one => one.width)), height: Math.max(...[...element.getClientRects()].map(one => one.height)) }
      : element.getBoundingClientRect();
    if (box.width < 23.99 || box.height < 23.99) found.push(`${box.width.toFixed(1)} x ${box.height.toFixed(1)}: ${tell(element)}`);
  }
  return found;
}
