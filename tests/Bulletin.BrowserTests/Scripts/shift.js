// Waits for all pictures and for the frame after them, and returns what moved.
async () => {
  const moved = [];
  const note = list => moved.push(...list.filter(entry => !entry.hadRecentInput).map(entry =>
    `${entry.value.toFixed(4)}: ${entry.sources.filter(source => source.node?.nodeType === Node.ELEMENT_NODE).map(source => tell(source.node)).join(', ')}`));
  const observer = new PerformanceObserver(list => note(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  await Promise.all([...document.images].map(picture => picture.decode()));
  for (let frame = 0; frame < 3; frame++) await new Promise(done => requestAnimationFrame(done));
  note(observer.takeRecords());
  return moved;
}
