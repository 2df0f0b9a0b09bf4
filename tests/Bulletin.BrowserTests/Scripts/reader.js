// What the reader view of Firefox makes of the page.
library => {
  const module = { exports: {} };
  new Function('module', library)(module);
  const article = new module.exports(document.cloneNode(true)).parse();
  return { title: article?.title, published: article?.publishedTime, language: article?.lang, direction: article?.dir, text: article?.textContent };
}
