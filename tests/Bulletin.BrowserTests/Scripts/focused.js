// Tells about the element that has the focus; null when it has left the page.
() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const style = getComputedStyle(element);
  const wrong = [];
  // The ring lies outside the element, or inside with a negative offset.
  const around = parseFloat(style.outlineOffset) < 0 ? backgroundOf(element) : backgroundOf(element.parentElement);
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) {
    wrong.push(`its outline is ${style.outlineStyle} ${style.outlineWidth}`);
  } else {
    const ratio = contrast(over(colour(style.outlineColor), around), around);
    if (ratio < 3) wrong.push(`its outline has a contrast of ${ratio.toFixed(2)}`);
  }
  const boxes = [...element.getClientRects()].filter(box => box.width > 1 && box.height > 1);
  const seen = boxes.filter(box => box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth);
  if (boxes.length === 0) wrong.push('it has no box');
  else if (seen.length === 0) wrong.push('it is outside the window');
  else {
    const inside = (value, limit) => Math.min(Math.max(value, 1), limit - 1);
    const covered = seen.flatMap(box => [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2], [(box.left + box.right) / 2, (box.top + box.bottom) / 2]])
      .map(([x, y]) => document.elementFromPoint(inside(x, innerWidth), inside(y, innerHeight)))
      .filter(top => top && top !== element && !element.contains(top) && !top.contains(element));
    if (covered.length > 0) wrong.push(`it is under ${tell(covered[0])}`);
  }
  const index = [...document.querySelectorAll('*')].indexOf(element);
  return { index, element: tell(element), wrong };
}
