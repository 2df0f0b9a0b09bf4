// Returns the pictures without a text or without a box that is there before them.
() => [...document.images].flatMap(picture => {
  const found = [];
  if (!picture.hasAttribute('alt')) found.push(`without alt: ${tell(picture)}`);
  const style = getComputedStyle(picture);
  if (!(picture.hasAttribute('width') && picture.hasAttribute('height')) && style.aspectRatio === 'auto') found.push(`without a box: ${tell(picture)}`);
  const box = picture.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) found.push(`its box is ${box.width} x ${box.height}: ${tell(picture)}`);
  if (box.top > 2 * innerHeight && picture.loading !== 'lazy') found.push(`not lazy: ${tell(picture)}`);
  return found;
})
