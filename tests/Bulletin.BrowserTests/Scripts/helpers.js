const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });

// Any colour that CSS knows, as [red, green, blue, alpha].
const colour = text => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = text;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
};

const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);

// What is seen behind an element's content; the canvas of the page itself is white or, in the dark theme, black.
const backgroundOf = element => {
  const layers = [];
  for (let one = element; one; one = one.parentElement) {
    layers.push(colour(getComputedStyle(one).backgroundColor));
    if (layers.at(-1)[3] === 1) break;
  }
  const bottom = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
  return layers.reduceRight((below, top) => over(top, below), bottom);
};

const luminance = ([red, green, blue]) => {
  const [r, g, b] = [red, green, blue].map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (a, b) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

const words = text => text.replace(/\s+/g, ' ').trim();

const tell = element => words(element.cloneNode(false).outerHTML).slice(0, 100) + words(element.textContent).slice(0, 40);

const isShown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

// Hidden from the eye, for screen readers only.
const isUnseen = element => {
  for (let one = element; one; one = one.parentElement) {
    const style = getComputedStyle(one);
    if (style.clipPath === 'inset(50%)' || (style.position === 'absolute' && one.offsetWidth <= 1)) return true;
  }
  return false;
};

const blockOf = element => {
  let block = element.parentElement;
  while (getComputedStyle(block).display === 'inline') block = block.parentElement;
  return block;
};

// WCAG 2.5.8: the size of a link in a line of text is that of the line.
const isInSentence = element => getComputedStyle(element).display === 'inline'
  && [...blockOf(element).childNodes].some(node => !node.contains(element)
    && words(node.textContent) !== '' && (node.nodeType === Node.TEXT_NODE || (node.matches?.('*') && getComputedStyle(node).display === 'inline'
      && !node.matches('a') && !node.querySelector('a'))))
  || (getComputedStyle(element).display === 'inline'
    && [...element.parentElement.childNodes].some(node => node.nodeType === Node.TEXT_NODE && words(node.textContent) !== ''));

const interactive = 'a[href], button, input, summary, select, textarea, [tabindex="0"]';
